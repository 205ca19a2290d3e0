//! Lists beyond the page, changes of many pieces, taking out.

use std::path::PathBuf;

use liuzheng_core::api::{
    BulkEdit, ChosenView, EvidenceChoice, EvidenceFilter, Facets, GroupRow, Place, StepView, TakenOut,
};
use liuzheng_core::error::{Code, Error};
use liuzheng_core::model::{CaseId, EvidenceId};
use serde::Serialize;
use tauri::{AppHandle, Manager, State};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;

use super::Answer;
use crate::jobs;
use crate::state::Desk;

#[derive(Serialize)]
struct TakenDone {
    result: TakenOut,
    /// What `taken_show` asks for.
    taken: u32,
}

#[tauri::command(async)]
pub fn evidence_facets(desk: State<Desk>, case: CaseId, filter: EvidenceFilter) -> Answer<Facets> {
    Ok(desk.session()?.evidence_facets(&case, &filter)?)
}

#[tauri::command(async)]
pub fn evidence_groups(desk: State<Desk>, case: CaseId, filter: EvidenceFilter) -> Answer<Vec<GroupRow>> {
    Ok(desk.session()?.evidence_groups(&case, &filter)?)
}

#[tauri::command(async)]
pub fn evidence_ids(
    desk: State<Desk>,
    case: CaseId,
    filter: EvidenceFilter,
    from: u32,
    count: u32,
) -> Answer<Vec<EvidenceId>> {
    Ok(desk.session()?.evidence_ids(&case, &filter, from, count)?)
}

#[tauri::command(async)]
pub fn evidence_chosen(desk: State<Desk>, case: CaseId, choice: EvidenceChoice) -> Answer<ChosenView> {
    Ok(desk.session()?.evidence_chosen(&case, &choice)?)
}

#[tauri::command(async)]
pub fn evidence_bulk_edit(desk: State<Desk>, case: CaseId, choice: EvidenceChoice, edit: BulkEdit) -> Answer<StepView> {
    Ok(desk.session()?.evidence_bulk_edit(&case, &choice, &edit)?)
}

#[tauri::command(async)]
pub fn evidence_move(desk: State<Desk>, case: CaseId, choice: EvidenceChoice, to: Place) -> Answer<StepView> {
    Ok(desk.session()?.evidence_place(&case, &choice, to)?)
}

#[tauri::command(async)]
pub fn evidence_remove(desk: State<Desk>, case: CaseId, choice: EvidenceChoice) -> Answer<u32> {
    Ok(desk.session()?.evidence_remove_chosen(&case, &choice)?)
}

#[tauri::command(async)]
pub fn step_undo(desk: State<Desk>, step: i64) -> Answer<u32> {
    Ok(desk.session()?.step_undo(step)?)
}

/// Asks for a folder; None when the user thinks better of it.
#[tauri::command]
pub async fn take_out_start(app: AppHandle, case: CaseId, choice: EvidenceChoice) -> Answer<Option<u32>> {
    let session = app.state::<Desk>().session()?;
    let Some(folder) = folder(&app) else { return Ok(None) };
    let handle = app.clone();
    Ok(Some(jobs::start(&app, "take_out", move |job, _| {
        let (result, files) = session.take_out(&case, &choice, &folder, job)?;
        let show = files.into_iter().next().unwrap_or(folder);
        Ok(TakenDone { result, taken: handle.state::<Desk>().bundles.put(show) })
    })))
}

/// Shows what was taken out in the file manager.
#[tauri::command(async)]
pub fn taken_show(app: AppHandle, desk: State<Desk>, taken: u32) -> Answer<()> {
    let path = desk.bundles.get(taken).ok_or_else(|| Error::not_found("taken", taken))?;
    let shown = app.opener().reveal_item_in_dir(&path);
    Ok(shown.map_err(|e| Error::new(Code::Io).with("path", path.display()).because(e))?)
}

/// The page says that a drag has left the window: the files are offered to the system. False: it can't be done here.
#[tauri::command(async)]
pub fn drag_out(app: AppHandle, desk: State<Desk>, case: CaseId, choice: EvidenceChoice) -> Answer<bool> {
    if !cfg!(target_os = "linux") {
        return Ok(false);
    }
    let files = desk.dragged.make(&*desk.session()?, &case, &choice)?;
    Ok(crate::dragging::start(&app, files))
}

fn folder(app: &AppHandle) -> Option<PathBuf> {
    // Tests of a debug build answer the dialog by a variable; the release window ignores it.
    match std::env::var_os("LIUZHENG_SAVE_FOLDER") {
        Some(path) if cfg!(debug_assertions) => Some(path.into()),
        _ => app.dialog().file().blocking_pick_folder()?.into_path().ok(),
    }
}
