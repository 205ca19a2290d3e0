//! From stored things to what is shown, and the limits of what is taken in.

use super::{CustodyRow, ErrorView, EvidenceRow, IdentifierView, Preview, TimeView, TimesView};
use crate::error::{Error, Result};
use crate::model::{
    CaseFacts, Evidence, Identifier, NameTime, Origin, Stamp, TimeOrigin, TimeSource, Times, Told, When, placed,
};
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

/// One time that has to be there.
pub(super) fn told_when(when: &When) -> Result<When> {
    When::read(&when.at, &when.tz)?.in_zone(&when.tz)
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

/// What the name of a piece tells of its time. The name of a paste was given by this app and tells nothing.
pub(super) fn told_by_name(e: &Evidence) -> Option<NameTime> {
    name_time(&e.name, e.origin)
}

fn name_time(name: &str, origin: Origin) -> Option<NameTime> {
    if origin == Origin::Paste { None } else { recognize::name_time(name) }
}

/// As `told_by_name`, of a piece that is filed in the place `tz`.
pub(super) fn named_at(name: &str, origin: Origin, tz: &str) -> Option<Stamp> {
    name_time(name, origin).map(|n| placed(&n.at, tz))
}

/// `tz`: offset of the place for moments that come without one.
pub(super) fn times_view(e: &Evidence, tz: &str) -> TimesView {
    let times = Times::of(e, told_by_name(e).as_ref(), tz);
    let view = |t: &Told| TimeView { at: t.at.at.clone(), tz: t.at.tz.clone(), origin: t.origin.to_string() };
    let get = |source| times.get(source).map(view);
    TimesView {
        shown: get(TimeSource::Shown),
        shown_unknown: e.facts.shown_unknown,
        exif: get(TimeSource::Exif),
        file_name: get(TimeSource::FileName),
        file: get(TimeSource::File),
        imported: TimeView {
            at: e.imported.at.clone(),
            tz: e.imported.tz.clone(),
            origin: TimeOrigin::Clock.to_string(),
        },
        best: times.best().source,
    }
}

pub(super) fn evidence_row(e: Evidence, preview: Preview, tz: &str) -> EvidenceRow {
    EvidenceRow {
        times: times_view(&e, tz),
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
