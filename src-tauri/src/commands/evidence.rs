//! Pieces of evidence.

use liuzheng_core::api::{EvidenceFilter, EvidencePage, EvidenceView, Preview, TextView};
use liuzheng_core::model::{CaseId, EvidenceFacts, EvidenceId};
use tauri::State;

use super::Answer;
use crate::state::Desk;

#[tauri::command(async)]
pub fn evidence_page(
    desk: State<Desk>,
    case: CaseId,
    filter: EvidenceFilter,
    offset: u32,
    limit: u32,
) -> Answer<EvidencePage> {
    Ok(desk.session()?.evidence_page(&case, &filter, offset, limit)?)
}

#[tauri::command(async)]
pub fn evidence_get(desk: State<Desk>, evidence: EvidenceId) -> Answer<EvidenceView> {
    Ok(desk.session()?.evidence_get(evidence)?)
}

#[tauri::command(async)]
pub fn evidence_preview(desk: State<Desk>, evidence: EvidenceId) -> Answer<Preview> {
    Ok(desk.session()?.preview(evidence)?)
}

#[tauri::command(async)]
pub fn evidence_text(desk: State<Desk>, evidence: EvidenceId) -> Answer<Option<TextView>> {
    Ok(desk.session()?.text(evidence)?)
}

#[tauri::command(async)]
pub fn evidence_edit(desk: State<Desk>, evidence: EvidenceId, facts: EvidenceFacts) -> Answer<EvidenceView> {
    Ok(desk.session()?.evidence_edit(evidence, facts)?)
}
