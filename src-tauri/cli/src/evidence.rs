//! `evidence`, `search` and `log`.

use liuzheng_core::api::EvidenceFilter;
use liuzheng_core::error::Result;
use liuzheng_core::model::{CaseId, EvidenceId};
use serde_json::{Value, json};

use crate::args::{EvidenceCommand, SearchArgs};
use crate::cases::require_yes;
use crate::output::{Done, Output};
use crate::{Place, parsed};

/// How long a list makes previews that are missing.
const MAKE_FOR: std::time::Duration = std::time::Duration::from_secs(3);

pub fn evidence(place: &Place, command: &EvidenceCommand, out: &Output) -> Result<Done> {
    match command {
        EvidenceCommand::List { case } => {
            let (session, case) = (place.read()?, parsed(case)?);
            // A list tells what each preview is; what takes longer is "making" and is told by a later list.
            session.make_previews_for(&case, MAKE_FOR)?;
            let page = session.evidence_page(&case, &EvidenceFilter::default(), 0, u32::MAX)?;
            let rows: Vec<Value> = page.rows.iter().map(with_evidence_id).collect();
            out.value(&json!({ "evidence": rows }), || {
                let lines: Vec<String> = page
                    .rows
                    .iter()
                    .map(|r| format!("{:>6}  {}  {}  {}", r.id.0, r.number, r.sha256, r.name))
                    .collect();
                lines.join("\n")
            });
        }
        EvidenceCommand::Edit {
            id,
            kind,
            title,
            proves,
            shown_at,
            carrier,
            source_platform,
            source_app,
            source_device,
            captured_by,
            note,
        } => {
            let id: EvidenceId = parsed(id)?;
            let session = place.open()?;
            let mut f = session.evidence_get(id)?.facts;
            for (given, field) in [
                (title, &mut f.title),
                (proves, &mut f.proves),
                (source_platform, &mut f.source_platform),
                (source_app, &mut f.source_app),
                (source_device, &mut f.source_device),
                (captured_by, &mut f.captured_by),
                (note, &mut f.note),
                (&carrier.carrier_device, &mut f.carrier_device),
                (&carrier.carrier_note, &mut f.carrier_note),
            ] {
                if let Some(text) = given {
                    field.clone_from(text);
                }
            }
            if let Some(k) = kind {
                f.kind = if k.is_empty() { None } else { Some(parsed(k)?) };
            }
            if let Some(t) = shown_at {
                f.shown_unknown = t == "unknown";
                f.shown_at = if t.is_empty() || f.shown_unknown { None } else { Some(place.time(t)?) };
            }
            if let Some(k) = &carrier.carrier_kept {
                f.carrier_kept = if k.is_empty() { None } else { Some(parsed(k)?) };
            }
            let view = session.evidence_edit(id, f)?;
            out.value(&with_evidence_id(&view), || view.number.clone());
        }
        EvidenceCommand::Get { id, to } => {
            let bytes = place.read()?.evidence_take_out(parsed(id)?, to)?;
            out.value(&json!({ "path": to.display().to_string(), "bytes": bytes }), || to.display().to_string());
        }
        EvidenceCommand::Move { id, to } => {
            place.open()?.evidence_move(parsed(id)?, to.saturating_sub(1))?;
            out.value(&json!({ "moved": id }), || id.clone());
        }
        EvidenceCommand::Remove { ids, yes } => {
            require_yes(*yes)?;
            let ids: Vec<EvidenceId> = ids.iter().map(|i| parsed(i)).collect::<Result<_>>()?;
            place.open()?.evidence_remove(&ids)?;
            out.value(&json!({ "removed": ids }), || ids.len().to_string());
        }
    }
    Ok(Done::Fine)
}

/// In JSON the vault-wide id is called `evidence` everywhere.
pub fn with_evidence_id(row: &impl serde::Serialize) -> Value {
    let mut v = serde_json::to_value(row).unwrap_or_default();
    if let Some(map) = v.as_object_mut()
        && let Some(id) = map.remove("id")
    {
        map.insert("evidence".to_owned(), id);
    }
    v
}

pub fn search(place: &Place, a: &SearchArgs, out: &Output) -> Result<Done> {
    let case: Option<CaseId> = a.case.as_deref().map(parsed).transpose()?;
    let hits = place.read()?.search(&a.query, case.as_ref(), a.limit)?;
    out.value(&json!({ "hits": hits }), || {
        let lines: Vec<String> = hits
            .iter()
            .map(|h| format!("{}  {}  {}: {}", h.case_title, h.number.as_deref().unwrap_or("-"), h.field, h.text))
            .collect();
        lines.join("\n")
    });
    Ok(Done::Fine)
}

pub fn log(place: &Place, case: &str, out: &Output) -> Result<Done> {
    let lines = place.read()?.custody_lines(&parsed(case)?)?;
    let entries: Vec<Value> =
        lines.iter().map(|l| serde_json::from_str(l).unwrap_or(Value::String(l.clone()))).collect();
    out.value(&json!({ "entries": entries }), || lines.join("\n"));
    Ok(Done::Fine)
}
