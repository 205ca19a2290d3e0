//! Watched folders and their inbox. Folders are chosen in the system's dialog or from what is proposed; the page knows
//! them and the files that wait by number only.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use liuzheng_core::api::{InboxChoice, InboxPage, WatchedView};
use liuzheng_core::error::Error;
use liuzheng_core::model::CaseId;
use serde::Serialize;
use serde_json::json;
use tauri::{AppHandle, Emitter, Manager, State};
use tauri_plugin_dialog::DialogExt;

use super::Answer;
use crate::jobs;
use crate::state::{Desk, ask_for_log};
use crate::watching;

/// A folder that people often mean.
#[derive(Serialize)]
pub struct Suggestion {
    suggestion: u32,
    label: String,
}

#[tauri::command(async)]
pub fn watched(desk: State<Desk>) -> Answer<Vec<WatchedView>> {
    Ok(desk.session()?.watched()?)
}

#[tauri::command(async)]
pub fn watch_suggestions(app: AppHandle, desk: State<Desk>) -> Answer<Vec<Suggestion>> {
    let known: Vec<String> = desk.session()?.watched()?.into_iter().map(|w| w.label).collect();
    let usual = watching::usual_folders(&app).into_iter().filter(|path| !known.contains(&path.display().to_string()));
    Ok(usual.map(|path| Suggestion { label: path.display().to_string(), suggestion: desk.targets.put(path) }).collect())
}

/// A proposed folder, or one chosen in the system's dialog; None when the user thinks better of it.
#[tauri::command]
pub async fn watch_add(app: AppHandle, suggestion: Option<u32>) -> Answer<Option<i64>> {
    let desk = app.state::<Desk>();
    let path = match suggestion {
        Some(n) => Some(desk.targets.get(n).ok_or_else(|| Error::not_found("suggestion", n))?),
        None => folder(&app),
    };
    let Some(path) = path else { return Ok(None) };
    let id = desk.session()?.watch_add(&path)?;
    desk.watching.wake();
    Ok(Some(id))
}

#[tauri::command(async)]
pub fn watch_remove(desk: State<Desk>, folder: i64) -> Answer<()> {
    desk.session()?.watch_remove(folder)?;
    desk.watching.wake();
    Ok(())
}

#[tauri::command(async)]
pub fn watch_offer_there(desk: State<Desk>, folder: i64) -> Answer<()> {
    desk.session()?.watch_offer_there(folder)?;
    desk.watching.wake();
    Ok(())
}

#[tauri::command(async)]
pub fn inbox_page(desk: State<Desk>, offset: u32, limit: u32) -> Answer<InboxPage> {
    Ok(desk.session()?.inbox_page(offset, limit)?)
}

#[tauri::command(async)]
pub fn inbox_dismiss(app: AppHandle, desk: State<Desk>, choice: InboxChoice) -> Answer<u32> {
    let gone = desk.session()?.inbox_dismiss(&choice)?;
    let _ = app.emit("inbox-changed", ());
    Ok(gone)
}

#[tauri::command(async)]
pub fn inbox_import(app: AppHandle, desk: State<Desk>, case: CaseId, choice: InboxChoice) -> Answer<u32> {
    let session = desk.session()?;
    session.case_get(&case)?;
    let handle = app.clone();
    Ok(jobs::start(&app, "import", move |job, number| {
        let count = AtomicUsize::new(0);
        let report = session.inbox_import(&case, &choice, job, &|saved| {
            let so_far = count.fetch_add(saved.len(), Ordering::Relaxed) + saved.len();
            let _ = handle.emit("import-saved", json!({ "job": number, "case": case, "count": so_far }));
        });
        let _ = handle.emit("inbox-changed", ());
        ask_for_log(&session, &case);
        report
    }))
}

fn folder(app: &AppHandle) -> Option<PathBuf> {
    // Tests of a debug build answer the dialog by a variable; the release window ignores it.
    match std::env::var_os("LIUZHENG_WATCH_FOLDER") {
        Some(path) if cfg!(debug_assertions) => Some(path.into()),
        _ => app.dialog().file().blocking_pick_folder()?.into_path().ok(),
    }
}
