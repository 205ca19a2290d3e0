//! The vault as a whole, settings, and small services of the window.

use liuzheng_core::api::{CaseView, RecoverReport, Settings, UnfiledRow, VaultInfo};
use liuzheng_core::error::{Code, Error};
use liuzheng_core::model::{CaseId, Sha256};
use tauri::{AppHandle, State};
use tauri_plugin_clipboard_manager::ClipboardExt;
use tauri_plugin_dialog::DialogExt;

use super::Answer;
use crate::jobs;
use crate::state::{Desk, StartView};

#[tauri::command(async)]
pub fn start(desk: State<Desk>) -> StartView {
    desk.start()
}

#[tauri::command(async)]
pub fn recover(desk: State<Desk>) -> Answer<RecoverReport> {
    Ok(desk.recover()?)
}

#[tauri::command(async)]
pub fn settings_save(desk: State<Desk>, settings: Settings) -> Answer<Settings> {
    Ok(desk.session()?.settings_save(&settings)?)
}

#[tauri::command]
pub async fn vault_folder_choose(app: AppHandle, desk: State<'_, Desk>) -> Answer<Option<StartView>> {
    let chosen = app.dialog().file().blocking_pick_folder().and_then(|p| p.into_path().ok());
    Ok(chosen.map(|folder| desk.move_to(&folder)).transpose()?)
}

#[tauri::command(async)]
pub fn vault_info(desk: State<Desk>) -> Answer<VaultInfo> {
    Ok(desk.session()?.vault_info()?)
}

#[tauri::command(async)]
pub fn check_start(app: AppHandle, desk: State<Desk>, resume: bool) -> Answer<u32> {
    let session = desk.session()?;
    Ok(jobs::start(&app, "check", move |job, _| session.check(resume, job)))
}

#[tauri::command(async)]
pub fn unfiled(desk: State<Desk>) -> Answer<Vec<UnfiledRow>> {
    Ok(desk.session()?.unfiled()?)
}

#[tauri::command(async)]
pub fn unfiled_file(desk: State<Desk>, case: Option<CaseId>, sha256: Vec<Sha256>) -> Answer<CaseView> {
    Ok(desk.session()?.unfiled_file(case.as_ref(), &sha256)?)
}

#[tauri::command(async)]
pub fn copy(app: AppHandle, text: String) -> Answer<()> {
    Ok(app.clipboard().write_text(text).map_err(|e| Error::new(Code::Io).with("path", "clipboard").because(e))?)
}

#[tauri::command(async)]
pub fn job_cancel(desk: State<Desk>, job: u32) -> Answer<()> {
    if let Some(job) = desk.jobs.get(job) {
        job.cancel();
    }
    Ok(())
}
