//! Steps with channels, what is asked for, and what the rules say of a case: deadlines and checklist. The custody
//! log says that a step of some channel came, changed or went, never what it says.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use serde_json::json;

use super::cases::{changed_fields, counts, pieces};
use super::convert::{check_text, check_when, told_when};
use super::disputes::{links, own_pieces};
use super::rules::RuleBook;
use super::{FilingDraft, FilingSaved, FilingView, NearestDeadline, Session};
use crate::error::{Code, Error, Result};
use crate::filing::{self, Step, Story};
use crate::model::{
    Both, CaseId, Cause, Checklist, Complaint, DeadlineList, Demand, Event, Fen, Filing, FilingId, Lang, Paper, Party,
    Stamp, When,
};
use crate::vault::Facts;

impl Session {
    /// Oldest first.
    pub fn filings(&self, case: &CaseId) -> Result<Vec<FilingView>> {
        let book = self.rule_book()?;
        self.vault.read(|f| {
            f.case(case)?;
            let mut all = f.filings_of(case)?;
            all.sort_by_key(|x| (x.at.local_text(), x.id));
            all.into_iter().map(|x| filing_view(&book, &f, x)).collect()
        })
    }

    /// A step as it can be changed.
    pub fn filing_draft(&self, id: FilingId) -> Result<FilingDraft> {
        self.vault.read(|f| Ok(to_draft(&f.filing(id)?)))
    }

    pub fn filing_add(&self, case: &CaseId, draft: &FilingDraft, lang: Lang) -> Result<FilingSaved> {
        let (book, by) = (self.rule_book()?, self.by());
        let new = from_draft(&book, FilingId(0), case, draft, None, by.at.clone())?;
        self.vault.write(|tx| {
            tx.read().case(case)?;
            own_pieces(&tx.read(), case, &new.evidence)?;
            let id = tx.insert_filing(&new)?;
            let detail = json!({ "channel": known_word(&book, &new.channel), "evidence": new.evidence.len() });
            tx.log(&by, case, Event::FilingAdded, None, None, detail)?;
            saved(&book, &tx.read(), id, &by.at, lang)
        })
    }

    /// Only fields that differ are logged, by name; nothing differs: nothing is logged.
    pub fn filing_edit(&self, id: FilingId, draft: &FilingDraft, lang: Lang) -> Result<FilingSaved> {
        let (book, by) = (self.rule_book()?, self.by());
        self.vault.write(|tx| {
            let old = tx.read().filing(id)?;
            let new = from_draft(&book, id, &old.case, draft, Some(&old.channel), old.added.clone())?;
            own_pieces(&tx.read(), &old.case, &new.evidence)?;
            tx.update_filing(&new)?;
            let new = tx.read().filing(id)?;
            let fields = changed_fields(&to_draft(&old), &to_draft(&new))?;
            if !fields.is_empty() {
                let detail = json!({ "channel": known_word(&book, &new.channel), "fields": fields });
                tx.log(&by, &old.case, Event::FilingEdited, None, None, detail)?;
            }
            saved(&book, &tx.read(), id, &by.at, lang)
        })
    }

    /// Returns what was removed, so that it can be put back.
    pub fn filing_remove(&self, id: FilingId) -> Result<FilingView> {
        let (book, by) = (self.rule_book()?, self.by());
        let removed = self.vault.write(|tx| {
            let old = tx.read().filing(id)?;
            let view = filing_view(&book, &tx.read(), old.clone())?;
            tx.delete_filing(id)?;
            let detail = json!({ "channel": known_word(&book, &old.channel) });
            tx.log(&by, &old.case, Event::FilingRemoved, None, None, detail)?;
            Ok(view)
        })?;
        self.vault.checkpoint()?;
        Ok(removed)
    }

    pub fn complaint(&self, case: &CaseId) -> Result<Complaint> {
        self.vault.read(|f| {
            f.case(case)?;
            f.complaint_of(case)
        })
    }

    /// Only fields that differ are logged, by name. A basis that later rules do not know any more stays as it is.
    pub fn complaint_save(&self, case: &CaseId, complaint: &Complaint) -> Result<Complaint> {
        let (book, by) = (self.rule_book()?, self.by());
        self.vault.write(|tx| {
            tx.read().case(case)?;
            let old = tx.read().complaint_of(case)?;
            let new = checked(&book, complaint, &old)?;
            let fields = changed_fields(&old, &new)?;
            if !fields.is_empty() {
                tx.set_complaint(case, &new)?;
                tx.log(&by, case, Event::ComplaintSet, None, None, json!({ "fields": fields }))?;
            }
            Ok(())
        })?;
        self.complaint(case)
    }

    /// Notes that an item can't be had and why; an empty reason takes it back.
    pub fn item_unavailable(&self, case: &CaseId, item: &str, reason: &str) -> Result<()> {
        let reason = reason.trim();
        check_text("reason", reason)?;
        let book = self.rule_book()?;
        let by = self.by();
        self.vault.write(|tx| {
            tx.read().case(case)?;
            let known = tx.read().unavailable_of(case)?;
            let before = known.iter().find(|u| u.item == item).map_or("", |u| u.reason.as_str());
            if before.is_empty() {
                book.rules.item(item)?;
            }
            if before != reason {
                tx.set_unavailable(case, item, reason)?;
                let detail = json!({ "item": item, "set": !reason.is_empty() });
                tx.log(&by, case, Event::ItemUnavailable, None, None, detail)?;
            }
            Ok(())
        })
    }

    /// Soonest first, with what does not fit.
    pub fn deadlines(&self, case: &CaseId, lang: Lang) -> Result<DeadlineList> {
        let book = self.rule_book()?;
        let story = self.vault.read(|f| self.story(&f, case))?;
        Ok(filing::deadlines(&book.rules, &story, lang))
    }

    /// All deadlines of a case for a calendar (RFC 5545).
    pub fn deadlines_ics(&self, case: &CaseId, lang: Lang) -> Result<String> {
        let book = self.rule_book()?;
        let story = self.vault.read(|f| self.story(&f, case))?;
        let list = filing::deadlines(&book.rules, &story, lang);
        Ok(filing::calendar_file(case, &story.case.facts.title, &list.deadlines, &story.now, lang))
    }

    /// Of each case the soonest deadline of the shopper's that is not over and not only conditional.
    pub fn nearest_deadlines(&self, lang: Lang) -> Result<Vec<NearestDeadline>> {
        let book = self.rule_book()?;
        self.vault.read(|f| {
            let mut out = Vec::new();
            for summary in f.cases(None)? {
                let story = self.story(&f, &summary.case.id)?;
                let list = filing::deadlines(&book.rules, &story, lang).deadlines;
                let next =
                    list.into_iter().find(|d| d.party == Party::Shopper && d.days_left >= 0 && d.condition.is_none());
                out.extend(next.map(|deadline| NearestDeadline { case: summary.case.id, deadline }));
            }
            Ok(out)
        })
    }

    /// Deadlines of all cases, soonest first, those that are over too.
    pub fn all_deadlines(&self, lang: Lang) -> Result<Vec<NearestDeadline>> {
        let book = self.rule_book()?;
        self.vault.read(|f| {
            let mut out = Vec::new();
            for summary in f.cases(None)? {
                let story = self.story(&f, &summary.case.id)?;
                let list = filing::deadlines(&book.rules, &story, lang).deadlines;
                out.extend(
                    list.into_iter().map(|deadline| NearestDeadline { case: summary.case.id.clone(), deadline }),
                );
            }
            // Days only: of one day those of one case stay together.
            out.sort_by(|a, b| a.deadline.due.get(..10).cmp(&b.deadline.due.get(..10)));
            Ok(out)
        })
    }

    /// `cause` None: that of the case.
    pub fn checklist(&self, case: &CaseId, channel: &str, cause: Option<Cause>, lang: Lang) -> Result<Checklist> {
        let book = self.rule_book()?;
        let channel = book.channel(channel)?;
        self.vault.read(|f| {
            let story = self.story(&f, case)?;
            Ok(filing::checklist(&book.rules, &story, channel, cause, f.complaints_within_a_year(&story.now)?, lang))
        })
    }

    pub(super) fn story(&self, f: &Facts, id: &CaseId) -> Result<Story> {
        let case = f.case(id)?;
        let (mut disputes, mut talks, mut filings) = (f.disputes_of(id)?, f.talks_of(id)?, f.filings_of(id)?);
        disputes.sort_by_key(|d| (d.at.local_text(), d.id));
        talks.sort_by_key(|t| (t.at.local_text(), t.id));
        filings.sort_by_key(|x| (x.at.local_text(), x.id));
        Ok(Story {
            identifiers: f.identifiers_of(id)?,
            pieces: pieces(f, id, &counts(f, id)?)?,
            disputes,
            talks,
            filings,
            complaint: f.complaint_of(id)?,
            unavailable: f.unavailable_of(id)?,
            own: f.own()?,
            fingerprint: f.exports_of(id)?.into_iter().next().map(|e| e.fingerprint),
            now: self.now(),
            case,
        })
    }
}

/// `[估算] [未核实] ` where they apply.
pub fn deadline_marks(d: &crate::model::Deadline, lang: Lang) -> String {
    filing::marks(d, lang)
}

/// Writes a small file beside its name first, so that a failure leaves nothing half written; `target_exists` when there
/// is one and it is not to be replaced. Only a plain file is replaced: no link, whatever it leads to, and no device.
pub fn write_new(target: &Path, bytes: &[u8], replace: bool) -> Result<()> {
    let taken = || Error::new(Code::TargetExists).with("path", target.display());
    match target.symlink_metadata() {
        Ok(_) if !replace => return Err(taken()),
        Ok(there) if !there.is_file() => {
            return Err(Error::new(Code::TargetUnwritable).with("path", target.display()));
        }
        _ => {}
    }
    let mut name =
        target.file_name().ok_or_else(|| Error::new(Code::TargetUnwritable).with("path", target.display()))?.to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = target.with_file_name(name);
    let written = File::options().write(true).create_new(true).open(&part).and_then(|mut f| {
        f.write_all(bytes)?;
        f.sync_all()?;
        match fs::hard_link(&part, target) {
            // Somebody was faster; or a file system that knows no links.
            Err(e) if replace || e.kind() != io::ErrorKind::AlreadyExists => fs::rename(&part, target),
            linked => linked,
        }
    });
    let _ = fs::remove_file(&part);
    written.map_err(|e| match e.kind() {
        io::ErrorKind::AlreadyExists => taken(),
        io::ErrorKind::NotFound => Error::new(Code::TargetUnwritable).with("path", target.display()).because(e),
        _ => Error::io(e, target),
    })
}

fn saved(book: &RuleBook, f: &Facts, id: FilingId, now: &Stamp, lang: Lang) -> Result<FilingSaved> {
    let filing = f.filing(id)?;
    let others: Vec<Filing> = f.filings_of(&filing.case)?.into_iter().filter(|o| o.id != id).collect();
    let cautions = match book.rules.channel(&filing.channel) {
        Ok(channel) => book.rules.filing_cautions(Step {
            channel,
            paper: filing.paper.unwrap_or(Paper::Complaint),
            others: &others,
            filings_of_vault: f.complaints_within_a_year(now)?,
            today: When { at: now.at.clone(), tz: now.tz.clone() }.day(),
            lang,
        }),
        Err(_) => Vec::new(),
    };
    Ok(FilingSaved { filing: filing_view(book, f, filing)?, cautions })
}

/// For the custody log: a word of the rules, never one of the user.
fn known_word<'a>(book: &'a RuleBook, channel: &str) -> &'a str {
    book.rules.channel(channel).map_or("unknown", |c| c.id.as_str())
}

/// `before`: the channel that it had, which a later pack may not know any more.
fn from_draft(
    book: &RuleBook,
    id: FilingId,
    case: &CaseId,
    d: &FilingDraft,
    before: Option<&str>,
    added: Stamp,
) -> Result<Filing> {
    for (field, text) in [("number", &d.number), ("answer", &d.answer), ("note", &d.note)] {
        check_text(field, text)?;
    }
    if let Some(paper) = d.paper.filter(|p| !matches!(p, Paper::Complaint | Paper::Report)) {
        return Err(Error::invalid("paper", paper.as_str(), "complaint or report"));
    }
    let channel = match before {
        Some(before) if before == d.channel => d.channel.clone(),
        _ => book.channel(&d.channel)?.id.clone(),
    };
    let mut new = Filing {
        id,
        case: case.clone(),
        channel,
        paper: d.paper,
        at: told_when(&d.at)?,
        number: d.number.trim().to_owned(),
        accepted_at: d.accepted_at.clone(),
        answered_at: d.answered_at.clone(),
        answer: d.answer.trim().to_owned(),
        ended_at: d.ended_at.clone(),
        outcome: d.outcome,
        due: d.due.clone(),
        note: d.note.trim().to_owned(),
        evidence: d.evidence.clone(),
        added,
    };
    for when in [&mut new.accepted_at, &mut new.answered_at, &mut new.ended_at, &mut new.due] {
        check_when("filing", when)?;
    }
    Ok(new)
}

fn to_draft(f: &Filing) -> FilingDraft {
    FilingDraft {
        channel: f.channel.clone(),
        paper: f.paper,
        at: f.at.clone(),
        number: f.number.clone(),
        accepted_at: f.accepted_at.clone(),
        answered_at: f.answered_at.clone(),
        answer: f.answer.clone(),
        ended_at: f.ended_at.clone(),
        outcome: f.outcome,
        due: f.due.clone(),
        note: f.note.clone(),
        evidence: f.evidence.clone(),
    }
}

pub(super) fn filing_view(book: &RuleBook, f: &Facts, x: Filing) -> Result<FilingView> {
    let unknown = || Both { zh: x.channel.clone(), en: x.channel.clone() };
    Ok(FilingView {
        channel_name: book.rules.channel(&x.channel).map_or_else(|_| unknown(), |c| c.name.clone()),
        evidence: links(f, &x.evidence)?,
        id: x.id,
        channel: x.channel,
        paper: x.paper,
        at: x.at,
        number: x.number,
        accepted_at: x.accepted_at,
        answered_at: x.answered_at,
        answer: x.answer,
        ended_at: x.ended_at,
        outcome: x.outcome,
        due: x.due,
        note: x.note,
        added: x.added,
    })
}

fn checked(book: &RuleBook, c: &Complaint, old: &Complaint) -> Result<Complaint> {
    let mut new = c.clone();
    for (field, text) in [("demand", &mut new.demand), ("seller_address", &mut new.seller_address)] {
        *text = text.trim().to_owned();
        check_text(field, text)?;
    }
    if let Some(fen) = new.amount_fen
        && !(0..=Fen::MAX).contains(&fen.0)
    {
        return Err(Error::invalid("amount_fen", fen.0, "from 0 to 1000000000000"));
    }
    if let Some(basis) = new.basis.as_ref().filter(|_| new.basis != old.basis) {
        book.rules.claim(basis)?;
    }
    let mut seen: Vec<Demand> = Vec::new();
    new.demands.retain(|d| {
        !seen.contains(d) && {
            seen.push(*d);
            true
        }
    });
    Ok(new)
}
