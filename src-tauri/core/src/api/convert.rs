//! From stored things to what is shown, and the limits of what is taken in.

use super::{CustodyRow, ErrorView, EvidenceRow, IdentifierView, Preview};
use crate::error::{Error, Result};
use crate::model::{CaseFacts, Evidence, Identifier, When};
use crate::recognize;
use crate::vault::CustodyRecord;

/// Longest text taken in one field, in characters.
const TEXT_MAX: usize = 100_000;

pub(super) fn check_text(field: &'static str, text: &str) -> Result<()> {
    let n = text.chars().count();
    if n > TEXT_MAX {
        return Err(Error::invalid(field, format!("{n} characters"), format!("at most {TEXT_MAX}")));
    }
    Ok(())
}

/// A time from outside may come as the user typed it; it is stored in one form.
pub(super) fn check_when(_field: &'static str, when: &mut Option<When>) -> Result<()> {
    if let Some(w) = when {
        *w = When::read(&w.at, &w.tz)?.in_zone(&w.tz)?;
    }
    Ok(())
}

pub(super) fn identifier_view(i: &Identifier, case: &CaseFacts) -> IdentifierView {
    IdentifierView {
        id: i.id,
        kind: i.kind,
        provider: i.provider,
        value: i.value.clone(),
        normalized: i.normalized.clone(),
        groups: recognize::groups(i.kind, i.provider, &i.normalized),
        note: i.note.clone(),
        added: i.added.clone(),
        hints: recognize::hints(i.kind, i.provider, &i.value, case),
    }
}

pub(super) fn evidence_row(e: Evidence, preview: Preview) -> EvidenceRow {
    EvidenceRow {
        id: e.id,
        number: e.number.to_string(),
        sha256: e.sha256.hex(),
        name: e.name,
        title: e.facts.title,
        kind: e.facts.kind,
        proves: e.facts.proves,
        media_type: e.media.media_type,
        size: e.size,
        preview,
        shown_at: e.facts.shown_at,
        file_at: e.file_at,
        imported: e.imported,
    }
}

pub(super) fn custody_row(r: CustodyRecord) -> CustodyRow {
    let detail = serde_json::from_str::<serde_json::Value>(&r.line)
        .ok()
        .and_then(|mut v| v.get_mut("detail").map(serde_json::Value::take))
        .unwrap_or_default();
    CustodyRow {
        seq: r.seq,
        at: r.at,
        event: r.event,
        evidence: r.evidence.map(|n| n.to_string()),
        detail,
        hash: r.hash.hex(),
    }
}

impl From<&Error> for ErrorView {
    fn from(e: &Error) -> Self {
        ErrorView {
            code: e.code,
            params: e.params.iter().map(|(k, v)| ((*k).to_owned(), serde_json::Value::from(v.clone()))).collect(),
            message: e.to_string(),
        }
    }
}

impl From<Error> for ErrorView {
    fn from(e: Error) -> Self {
        ErrorView::from(&e)
    }
}
