//! Boxes over pictures, and the copies without what they cover.

use liuzheng_core::api::{self, MaskView};
use liuzheng_core::model::{CaseId, EvidenceId, Lang, MaskAdvice, MaskBox};
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;

use super::{Answer, test_path};
use crate::jobs;
use crate::state::Desk;

#[tauri::command(async)]
pub fn masks(desk: State<Desk>, case: CaseId) -> Answer<Vec<MaskView>> {
    Ok(desk.session()?.masks(&case)?)
}

#[tauri::command(async)]
pub fn mask(desk: State<Desk>, evidence: EvidenceId) -> Answer<MaskView> {
    Ok(desk.session()?.mask(evidence)?)
}

#[tauri::command(async)]
pub fn mask_set(desk: State<Desk>, evidence: EvidenceId, boxes: Vec<MaskBox>) -> Answer<MaskView> {
    Ok(desk.session()?.mask_set(evidence, &boxes)?)
}

/// The boxes of a piece on others as wide as it.
#[tauri::command(async)]
pub fn mask_apply(app: AppHandle, desk: State<Desk>, from: EvidenceId, to: Vec<EvidenceId>) -> Answer<u32> {
    let session = desk.session()?;
    Ok(jobs::start(&app, "mask", move |job, _| session.mask_apply(from, &to, job)))
}

#[tauri::command(async)]
pub fn mask_advice(lang: Lang) -> Vec<MaskAdvice> {
    api::mask_advice(lang)
}

/// Saves the copy where the user says; false when the user thinks better of it.
#[tauri::command]
pub async fn mask_take_out(app: AppHandle, desk: State<'_, Desk>, evidence: EvidenceId) -> Answer<bool> {
    let session = desk.session()?;
    let Some(copy) = session.mask(evidence)?.copy else { return Ok(false) };
    let name = copy.name.rsplit('/').next().unwrap_or(&copy.name).to_owned();
    let chosen = test_path("LIUZHENG_SAVE_PATH")
        .or_else(|| app.dialog().file().set_file_name(&name).blocking_save_file().and_then(|p| p.into_path().ok()));
    let Some(path) = chosen else { return Ok(false) };
    session.mask_take_out(evidence, &path)?;
    Ok(true)
}
