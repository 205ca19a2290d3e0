//! `deadlines`, `checklist`, `draft`, `filing` and `complaint`: what the rules say of a case, and the steps taken.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use liuzheng_core::api::{DraftEdit, DraftOptions, FilingDraft, FilingView, write_new};
use liuzheng_core::error::Result;
use liuzheng_core::model::{
    Cause, Caution, ChecklistLine, Complaint, Deadline, Fen, FilingId, Lang, Outcome, OwnField, Paper, Remark, When,
};
use liuzheng_core::words;
use serde_json::{Value, json};

use crate::output::{Done, Output};
use crate::own::text_of;
use crate::told::{lines, named, pieces};
use crate::{Place, parsed};

#[derive(Args)]
pub struct DeadlinesArgs {
    pub case: String,
    /// Write them for a calendar program (RFC 5545)
    #[arg(long, value_name = "FILE.ics")]
    pub ics: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    pub replace: bool,
}

#[derive(Args)]
pub struct ChecklistArgs {
    pub case: String,
    #[arg(long)]
    pub channel: String,
    /// Of another cause than the case's
    #[arg(long)]
    pub cause: Option<String>,
    /// Note that an item can't be had; with --reason, empty: it can after all
    #[arg(long, value_name = "ITEM", requires = "reason")]
    pub not_available: Option<String>,
    #[arg(long)]
    pub reason: Option<String>,
}

#[derive(Args)]
pub struct DraftArgs {
    pub case: String,
    #[arg(long)]
    pub channel: String,
    /// complaint, report (never one text), disclose_seller, keep_records
    #[arg(long, default_value = "complaint")]
    pub paper: String,
    /// At most so many characters, with number, demand and fingerprint
    #[arg(long, value_name = "N")]
    pub max_chars: Option<u32>,
    /// Write the full version as a document, with the list of evidence
    #[arg(long, value_name = "FILE.docx")]
    pub docx: Option<PathBuf>,
    /// Write a page of key facts, numbers in groups, for a form that refuses what is pasted
    #[arg(long, value_name = "FILE.html")]
    pub card: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    pub replace: bool,
    /// Of your own data what may go in where it is asked for, with commas: name, phone, address, id_number; empty: none
    #[arg(long, value_name = "FIELD,...", value_delimiter = ',')]
    pub with_own: Option<Vec<String>>,
    /// Keep the text of this file as the draft of this length; -: from standard input. It stays until saved anew or
    /// forgotten
    #[arg(long, value_name = "FILE", conflicts_with_all = ["fresh", "forget"])]
    pub save: Option<PathBuf>,
    /// Draft anew from the facts, beside what was saved
    #[arg(long)]
    pub fresh: bool,
    /// Give up what was saved
    #[arg(long)]
    pub forget: bool,
}

#[derive(Subcommand)]
pub enum FilingCommand {
    /// Note that something was handed in
    Add {
        case: String,
        #[arg(long)]
        channel: String,
        #[arg(long, value_name = "T")]
        at: String,
        #[command(flatten)]
        told: FilingArgs,
    },
    /// List the steps taken, oldest first
    List { case: String },
    /// Change a step; what is not given stays
    Edit {
        id: String,
        #[arg(long)]
        channel: Option<String>,
        #[arg(long, value_name = "T")]
        at: Option<String>,
        #[command(flatten)]
        told: FilingArgs,
    },
    /// Remove steps; the evidence that they name stays
    Remove {
        #[arg(required = true)]
        ids: Vec<String>,
    },
}

#[derive(Args)]
pub struct FilingArgs {
    /// complaint or report; empty: not told
    #[arg(long)]
    pub paper: Option<String>,
    /// As the channel gave it
    #[arg(long)]
    pub number: Option<String>,
    /// When it was accepted; empty: not told. The same for the other times
    #[arg(long, value_name = "T")]
    pub accepted_at: Option<String>,
    #[arg(long, value_name = "T")]
    pub answered_at: Option<String>,
    #[arg(long)]
    pub answer: Option<String>,
    #[arg(long, value_name = "T")]
    pub ended_at: Option<String>,
    /// refused, settled, partly, failed, withdrawn; empty: none
    #[arg(long)]
    pub outcome: Option<String>,
    /// By when an answer is due, as the channel says
    #[arg(long, value_name = "T")]
    pub due: Option<String>,
    #[arg(long)]
    pub note: Option<String>,
    /// Ids of the receipts, with commas or given more than once; empty: none
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub evidence: Option<Vec<String>>,
}

#[derive(Subcommand)]
pub enum ComplaintCommand {
    /// Show what is asked for
    Show { case: String },
    /// Say what is asked for; what is not given stays
    Set {
        case: String,
        /// quality, counterfeit, description, not_shipped, not_received, short_or_wrong, damaged, refuses_no_reason,
        /// refund_delay, price_fraud, food, sanbao, invoice, terms, privacy, other; empty: not told
        #[arg(long)]
        cause: Option<String>,
        /// A basis of `claim`; empty: none
        #[arg(long)]
        basis: Option<String>,
        /// repair, redo, exchange, return_goods, complete_quantity, refund, compensation, punitive, issue_invoice, with
        /// commas; empty: none
        #[arg(long, value_delimiter = ',')]
        demands: Option<Vec<String>>,
        /// In yuan; empty: none
        #[arg(long)]
        amount: Option<String>,
        /// In your own words
        #[arg(long)]
        words: Option<String>,
        /// As the shop shows it on the platform
        #[arg(long)]
        seller_address: Option<String>,
    },
}

pub fn deadlines(place: &Place, a: &DeadlinesArgs, out: &Output) -> Result<Done> {
    let (session, case) = (place.read()?, parsed(&a.case)?);
    let list = session.deadlines(&case, out.lang)?;
    let mut value = json!(list);
    if let Some(file) = &a.ics {
        let text = session.deadlines_ics(&case, out.lang)?;
        write_new(file, text.as_bytes(), a.replace)?;
        value["ics"] = json!(file.display().to_string());
    }
    out.value(&value, || {
        let rows = list.deadlines.iter().map(|d| deadline_line(d, out.lang));
        lines(rows.chain(remarks(&list.hints)).chain(cautions(&list.unknown)).chain(cautions(&list.cautions)))
    });
    Ok(Done::Fine)
}

pub fn checklist(place: &Place, a: &ChecklistArgs, out: &Output) -> Result<Done> {
    let case = parsed(&a.case)?;
    let cause: Option<Cause> = a.cause.as_deref().map(parsed).transpose()?;
    let list = match (&a.not_available, &a.reason) {
        (Some(item), Some(reason)) => {
            let session = place.open()?;
            session.item_unavailable(&case, item, reason)?;
            session.checklist(&case, &a.channel, cause, out.lang)?
        }
        _ => place.read()?.checklist(&case, &a.channel, cause, out.lang)?,
    };
    out.value(&list, || {
        let head = |key: &str| words::word(out.lang, "filing", key);
        let have = list.have.iter().map(|l| format!("  ✓ {}  ({})", l.text, l.by.join(", ")));
        let lack = |l: &ChecklistLine| format!("  {} {}: {}", if l.required { "✗" } else { "·" }, l.text, l.how);
        let given_up = |l: &ChecklistLine| format!("  – {}: {}", l.text, l.reason.as_deref().unwrap_or_default());
        lines(
            std::iter::once(head("checklist.have"))
                .chain(have)
                .chain(std::iter::once(head("checklist.missing")))
                .chain(list.missing.iter().map(lack))
                .chain(std::iter::once(head("checklist.not_available")))
                .chain(list.not_available.iter().map(given_up))
                .chain(cautions(&list.jurisdiction))
                .chain(cautions(&list.cautions)),
        )
    });
    Ok(Done::Fine)
}

pub fn draft(place: &Place, a: &DraftArgs, out: &Output) -> Result<Done> {
    let options = DraftOptions {
        channel: a.channel.clone(),
        paper: parsed::<Paper>(&a.paper)?,
        max_chars: a.max_chars,
        lang: out.lang,
        own: a.with_own.as_deref().map(own_fields).transpose()?,
        fresh: a.fresh,
    };
    let case = parsed(&a.case)?;
    let (session, draft) = match &a.save {
        Some(file) => {
            let (session, text) = (place.open()?, text_of(file)?);
            let draft = session.draft_save(&case, &options, &DraftEdit { text, ..DraftEdit::default() })?;
            (session, draft)
        }
        None if a.forget => {
            let session = place.open()?;
            let draft = session.draft_forget(&case, &options)?;
            (session, draft)
        }
        None => {
            let session = place.read()?;
            let draft = session.draft(&case, &options)?;
            (session, draft)
        }
    };
    let mut value = json!(draft);
    if let Some(file) = &a.docx {
        write_new(file, &session.draft_docx(&case, &options)?, a.replace)?;
        value["docx"] = json!(file.display().to_string());
    }
    if let Some(file) = &a.card {
        write_new(file, &session.card(&case, &options)?, a.replace)?;
        value["card"] = json!(file.display().to_string());
    }
    out.value(&value, || {
        let rest = remarks(&draft.hints).chain(cautions(&draft.cautions));
        format!("{}\n\n{}", draft.text, lines(rest))
    });
    Ok(Done::Fine)
}

pub fn filing(place: &Place, command: &FilingCommand, out: &Output) -> Result<Done> {
    match command {
        FilingCommand::Add { case, channel, at, told } => {
            let blank = FilingDraft::at(channel.clone(), place.time(at)?);
            let saved = place.open()?.filing_add(&parsed(case)?, &told.put(blank, place)?, out.lang)?;
            out.value(&with_cautions(&saved.filing, &saved.cautions), || {
                lines(std::iter::once(saved.filing.id.to_string()).chain(cautions(&saved.cautions)))
            });
        }
        FilingCommand::List { case } => {
            let all = place.read()?.filings(&parsed(case)?)?;
            let rows: Vec<Value> = all.iter().map(|f| named(f, "filing")).collect();
            out.value(&json!({ "filings": rows }), || lines(all.iter().map(|f| filing_line(f, out.lang))));
        }
        FilingCommand::Edit { id, channel, at, told } => {
            let id: FilingId = parsed(id)?;
            let session = place.open()?;
            let mut draft = session.filing_draft(id)?;
            if let Some(c) = channel {
                draft.channel.clone_from(c);
            }
            if let Some(t) = at {
                draft.at = place.time(t)?;
            }
            let saved = session.filing_edit(id, &told.put(draft, place)?, out.lang)?;
            out.value(&with_cautions(&saved.filing, &saved.cautions), || {
                lines(std::iter::once(saved.filing.id.to_string()).chain(cautions(&saved.cautions)))
            });
        }
        FilingCommand::Remove { ids } => {
            let ids: Vec<FilingId> = ids.iter().map(|i| parsed(i)).collect::<Result<_>>()?;
            let session = place.open()?;
            ids.iter().try_for_each(|id| session.filing_remove(*id).map(|_| ()))?;
            out.value(&json!({ "removed": ids }), || ids.len().to_string());
        }
    }
    Ok(Done::Fine)
}

pub fn complaint(place: &Place, command: &ComplaintCommand, out: &Output) -> Result<Done> {
    let view = match command {
        ComplaintCommand::Show { case } => place.read()?.complaint(&parsed(case)?)?,
        ComplaintCommand::Set { case, cause, basis, demands, amount, words, seller_address } => {
            let (session, case) = (place.open()?, parsed(case)?);
            let mut c: Complaint = session.complaint(&case)?;
            if let Some(cause) = cause {
                c.cause = if cause.is_empty() { None } else { Some(parsed(cause)?) };
            }
            if let Some(basis) = basis {
                c.basis = (!basis.is_empty()).then(|| basis.clone());
            }
            if let Some(demands) = demands {
                c.demands = demands.iter().filter(|d| !d.is_empty()).map(|d| parsed(d)).collect::<Result<_>>()?;
            }
            if let Some(amount) = amount {
                c.amount_fen = if amount.is_empty() { None } else { Some(Fen::read(amount)?) };
            }
            for (given, field) in [(words, &mut c.demand), (seller_address, &mut c.seller_address)] {
                if let Some(text) = given {
                    field.clone_from(text);
                }
            }
            session.complaint_save(&case, &c)?
        }
    };
    out.value(&view, || serde_json::to_string_pretty(&view).unwrap_or_default());
    Ok(Done::Fine)
}

impl FilingArgs {
    fn put(&self, mut draft: FilingDraft, place: &Place) -> Result<FilingDraft> {
        for (given, field) in
            [(&self.number, &mut draft.number), (&self.answer, &mut draft.answer), (&self.note, &mut draft.note)]
        {
            if let Some(text) = given {
                field.clone_from(text);
            }
        }
        let times: [(&Option<String>, &mut Option<When>); 4] = [
            (&self.accepted_at, &mut draft.accepted_at),
            (&self.answered_at, &mut draft.answered_at),
            (&self.ended_at, &mut draft.ended_at),
            (&self.due, &mut draft.due),
        ];
        for (given, field) in times {
            if let Some(text) = given {
                *field = if text.is_empty() { None } else { Some(place.time(text)?) };
            }
        }
        if let Some(paper) = &self.paper {
            draft.paper = if paper.is_empty() { None } else { Some(parsed::<Paper>(paper)?) };
        }
        if let Some(outcome) = &self.outcome {
            draft.outcome = if outcome.is_empty() { None } else { Some(parsed::<Outcome>(outcome)?) };
        }
        if let Some(ids) = &self.evidence {
            draft.evidence = pieces(ids)?;
        }
        Ok(draft)
    }
}

/// Words of own data; an empty one is none.
pub fn own_fields(words: &[String]) -> Result<Vec<OwnField>> {
    words.iter().filter(|w| !w.is_empty()).map(|w| parsed(w)).collect()
}

fn with_cautions(f: &FilingView, cautions: &[Caution]) -> Value {
    let mut v = named(f, "filing");
    v["cautions"] = json!(cautions);
    v
}

fn deadline_line(d: &Deadline, lang: Lang) -> String {
    let party = words::word(lang, "filing", &format!("party.{}", d.party.as_str()));
    let marks = liuzheng_core::api::deadline_marks(d, lang);
    format!("{}  {marks}{} ({party})\n    {}\n    {}", d.due, d.text, d.formula, d.basis)
}

pub fn filing_line(f: &FilingView, lang: Lang) -> String {
    let outcome = f.outcome.map(|o| words::word(lang, "filing", &format!("outcome.{}", o.as_str())));
    let outcome = outcome.unwrap_or_default();
    format!("{:>6}  {}  {}  {}  {outcome}", f.id.0, f.at.local(), f.channel_name.say(lang), f.number)
}

fn remarks(all: &[Remark]) -> impl Iterator<Item = String> {
    all.iter().map(|r| format!("! {}", r.text))
}

fn cautions(all: &[Caution]) -> impl Iterator<Item = String> {
    all.iter().map(|c| format!("- {} [{}]", c.text, c.basis))
}
