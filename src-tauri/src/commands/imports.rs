//! Import by dialog, drop and paste. Paths come from the system in Rust and never cross to the page.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use liuzheng_core::api::{ImportOptions, ImportReport};
use liuzheng_core::error::{Code, Error};
use liuzheng_core::model::CaseId;
use serde_json::json;
use tauri::{AppHandle, Emitter, Manager, State};
use tauri_plugin_clipboard_manager::ClipboardExt;
use tauri_plugin_dialog::DialogExt;

use super::Answer;
use crate::jobs;
use crate::state::{Desk, ask_for_log};

#[derive(serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Files,
    Folder,
}

#[tauri::command]
pub async fn import_choose(app: AppHandle, case: CaseId, what: What) -> Answer<Option<u32>> {
    let paths = match test_paths() {
        Some(paths) => Some(paths),
        None => choose(&app, &what),
    };
    paths.map(|paths| start(&app, case, paths)).transpose()
}

#[tauri::command(async)]
pub fn import_dropped(app: AppHandle, desk: State<Desk>, drop: u32, case: CaseId) -> Answer<u32> {
    let paths = desk.drops.take(drop).ok_or_else(|| Error::not_found("drop", drop))?;
    start(&app, case, paths)
}

#[tauri::command(async)]
pub fn import_paste(app: AppHandle, desk: State<Desk>, case: CaseId) -> Answer<ImportReport> {
    let picture = app.clipboard().read_image().map_err(|e| Error::new(Code::ClipboardEmpty).because(e))?;
    let session = desk.session()?;
    let report = session.import_pixels(&case, picture.width(), picture.height(), picture.rgba())?;
    ask_for_log(&session, &case);
    Ok(report)
}

fn start(app: &AppHandle, case: CaseId, paths: Vec<PathBuf>) -> Answer<u32> {
    let session = app.state::<Desk>().session()?;
    session.case_get(&case)?;
    let handle = app.clone();
    Ok(jobs::start(app, "import", move |job, number| {
        let options = ImportOptions { recursive: true, ..ImportOptions::default() };
        let count = AtomicUsize::new(0);
        let report = session.import(&case, &paths, &options, job, &|saved| {
            let so_far = count.fetch_add(saved.len(), Ordering::Relaxed) + saved.len();
            let _ = handle.emit("import-saved", json!({ "job": number, "case": case, "count": so_far }));
        });
        ask_for_log(&session, &case);
        report
    }))
}

fn choose(app: &AppHandle, what: &What) -> Option<Vec<PathBuf>> {
    let dialog = app.dialog().file();
    let chosen = match what {
        What::Files => dialog.blocking_pick_files()?,
        What::Folder => dialog.blocking_pick_folders()?,
    };
    Some(chosen.into_iter().filter_map(|p| p.into_path().ok()).collect())
}

/// Tests of a debug build answer the dialog by a variable, one path a line; the release window ignores it.
fn test_paths() -> Option<Vec<PathBuf>> {
    if !cfg!(debug_assertions) {
        return None;
    }
    std::env::var("LIUZHENG_OPEN_PATHS").ok().map(|text| text.lines().map(PathBuf::from).collect())
}
