//! Drafts: made from the facts, and kept as the user changed them, each for the length that it was made for. What was
//! saved stays until it is saved anew or forgotten; a fresh draft or another length beside it changes nothing.

use super::convert::check_text;
use super::{DraftEdit, DraftOptions, Session};
use crate::error::Result;
use crate::filing::{self, EvidenceLine, Wanted, masked};
use crate::model::{CaseId, Draft, DraftOwn, DraftSaved, Evidence, Lang, OwnData, OwnField, Remark, SavedDraft};
use crate::words;

impl Session {
    /// As the user saved it, else from the facts.
    pub fn draft(&self, case: &CaseId, options: &DraftOptions) -> Result<Draft> {
        self.draft_with(case, options, None)
    }

    /// `fingerprint`: of a bundle that is being made; None: of the last one.
    pub(super) fn draft_with(&self, case: &CaseId, options: &DraftOptions, fingerprint: Option<&str>) -> Result<Draft> {
        let DraftOptions { paper, lang, max_chars, .. } = *options;
        let fresh = self.drafted(case, options, fingerprint)?;
        if options.fresh {
            return Ok(fresh);
        }
        let saved = self.vault.read(|f| f.draft(case, &fresh.channel, paper, lang, max_chars))?;
        let Some(saved) = saved else { return Ok(fresh) };
        let now = self.drafted(case, options, None)?;
        let own = self.vault.read(|f| f.own())?;
        let mut draft = laid_over(fresh, &now.text, saved, lang);
        draft.own = holds(&draft, &own).or(draft.own);
        Ok(draft)
    }

    /// Keeps a text of the user's in place of what is drafted at this length.
    pub fn draft_save(&self, case: &CaseId, options: &DraftOptions, edit: &DraftEdit) -> Result<Draft> {
        check_text("text", &edit.text)?;
        edit.fields.values().try_for_each(|text| check_text("text", text))?;
        let now = self.drafted(case, options, None)?;
        let saved = SavedDraft {
            channel: now.channel,
            paper: options.paper,
            lang: options.lang,
            max_chars: options.max_chars,
            text: edit.text.clone(),
            fields: edit.fields.iter().map(|(id, text)| (id.as_str().to_owned(), text.clone())).collect(),
            made: now.text,
            at: self.now(),
        };
        self.vault.write(|tx| tx.set_draft(case, &saved))?;
        self.draft(case, &DraftOptions { fresh: false, ..options.clone() })
    }

    /// Back to what is drafted from the facts at this length.
    pub fn draft_forget(&self, case: &CaseId, options: &DraftOptions) -> Result<Draft> {
        let fresh = self.drafted(case, options, None)?;
        let DraftOptions { paper, lang, max_chars, .. } = *options;
        self.vault.write(|tx| tx.delete_draft(case, &fresh.channel, paper, lang, max_chars))?;
        self.vault.checkpoint()?;
        Ok(fresh)
    }

    /// The full version as a document (DOCX), with the list of evidence: paper has no limit.
    pub fn draft_docx(&self, case: &CaseId, options: &DraftOptions) -> Result<Vec<u8>> {
        let draft = self.draft(case, &DraftOptions { max_chars: None, ..options.clone() })?;
        self.document(case, &draft, options.lang)
    }

    pub(super) fn document(&self, case: &CaseId, draft: &Draft, lang: Lang) -> Result<Vec<u8>> {
        let book = self.rule_book()?;
        let term = |group: &str, word: &str| words::word(lang, "terms", &format!("{group}.{word}"));
        let line = |e: Evidence| EvidenceLine {
            number: e.number.to_string(),
            name: if e.facts.title.trim().is_empty() { e.name } else { e.facts.title },
            kind: e.facts.kind.map(|k| term("kind", k.as_str())).unwrap_or_default(),
            source: [e.facts.source_platform, e.facts.source_app, e.facts.source_device]
                .into_iter()
                .filter(|s| !s.trim().is_empty())
                .collect::<Vec<_>>()
                .join(&words::word(lang, "filing", "draft.and")),
            proves: e.facts.proves,
        };
        let evidence: Vec<EvidenceLine> = self.vault.read(|f| f.evidence_of(case))?.into_iter().map(line).collect();
        filing::document(draft, book.channel(&draft.channel)?, &evidence, &self.now().at, lang)
    }

    /// From the facts.
    fn drafted(&self, case: &CaseId, options: &DraftOptions, fingerprint: Option<&str>) -> Result<Draft> {
        let book = self.rule_book()?;
        let channel = book.channel(&options.channel)?;
        self.vault.read(|f| {
            let mut story = self.story(&f, case)?;
            story.fingerprint = fingerprint.map(str::to_owned).or(story.fingerprint);
            let DraftOptions { paper, max_chars, lang, .. } = *options;
            let own = options.own.as_deref();
            let wanted = Wanted {
                channel,
                paper,
                max_chars,
                filings_of_vault: f.complaints_within_a_year(&story.now)?,
                own,
                lang,
            };
            filing::draft(&book.rules, &story, wanted)
        })
    }
}

/// The saved text over what is drafted. The one thing filled in is the place left for the fingerprint.
fn laid_over(mut d: Draft, now: &str, saved: SavedDraft, lang: Lang) -> Draft {
    let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let place = words::word(lang, "filing", "draft.no_fingerprint");
    let filled = |text: &str| match &d.fingerprint {
        Some(print) => text.replace(&place, print),
        None => text.to_owned(),
    };
    d.text = filled(&saved.text);
    for field in &mut d.fields {
        if let Some(text) = saved.fields.get(field.field.as_str()) {
            field.text = filled(text);
            field.chars = count(&field.text);
        }
    }
    d.chars = count(&d.text);
    d.shortened = false;
    let mut hint = |code: &str, params: Vec<(&str, String)>| {
        let text = words::phrase(lang, "filing", &format!("hint.{code}"), params);
        d.hints.push(Remark { code: code.to_owned(), text });
    };
    if let Some(max) = d.max_chars.filter(|max| d.chars > *max) {
        hint("too_long", vec![("chars", d.chars.to_string()), ("max", max.to_string())]);
    }
    let outdated = without_prints(&saved.made) != without_prints(now);
    if outdated {
        hint("draft_outdated", Vec::new());
    }
    let prints = prints(&d.text);
    if prints.iter().any(|p| d.fingerprint.as_deref().is_some_and(|now| *p != now)) {
        hint("fingerprint_old", Vec::new());
    }
    if d.masked {
        let texts = std::iter::once(&d.text).chain(d.fields.iter().map(|f| &f.text));
        if texts.into_iter().any(|t| masked(t) != *t) {
            d.masked = false;
            hint("personal_numbers", Vec::new());
        }
    }
    d.saved = Some(DraftSaved { at: saved.at, outdated });
    d
}

/// Of own data a saved text holds what the user left in it, asked for or not.
fn holds(d: &Draft, own: &OwnData) -> Option<DraftOwn> {
    let texts = || std::iter::once(&d.text).chain(d.fields.iter().map(|f| &f.text));
    let held = |f: &OwnField| !own.get(*f).is_empty() && texts().any(|t| t.contains(own.get(*f)));
    let carried: Vec<OwnField> = OwnField::ALL.iter().copied().filter(held).collect();
    let asked = d.own.as_ref().map(|o| o.asked.clone()).unwrap_or_default();
    (d.own.is_some() || !carried.is_empty()).then_some(DraftOwn { asked, carried })
}

/// Eight groups of four hex digits, as a fingerprint is written.
const PRINT: usize = 39;

fn prints(text: &str) -> Vec<&str> {
    let at = |(from, _)| text.get(from..from + PRINT);
    text.char_indices().filter_map(at).filter(|part| is_print(part)).collect()
}

fn is_print(part: &str) -> bool {
    let mut bytes = part.bytes().enumerate();
    bytes.all(|(i, b)| if i % 5 == 4 { b == b' ' } else { matches!(b, b'0'..=b'9' | b'a'..=b'f') })
}

fn without_prints(text: &str) -> String {
    let mut out = text.to_owned();
    for print in prints(text) {
        out = out.replace(print, "#");
    }
    for lang in [Lang::ZhCn, Lang::En] {
        out = out.replace(&words::word(lang, "filing", "draft.no_fingerprint"), "#");
    }
    out
}
