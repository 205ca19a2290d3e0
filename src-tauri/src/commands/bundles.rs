//! Export and verification.

use std::path::PathBuf;

use liuzheng_core::api::{self, ExportOptions, ExportPlan, ExportResult};
use liuzheng_core::error::Error;
use liuzheng_core::model::CaseId;
use serde::Serialize;
use tauri::{AppHandle, Manager, State};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;

use super::{Answer, test_path};
use crate::jobs;
use crate::state::Desk;

#[derive(Serialize)]
pub struct Target {
    target: u32,
    label: String,
    exists: bool,
}

#[derive(Serialize)]
struct ExportDone {
    result: ExportResult,
    bundle: u32,
}

#[tauri::command(async)]
pub fn export_plan(desk: State<Desk>, case: CaseId, options: ExportOptions) -> Answer<ExportPlan> {
    Ok(desk.session()?.export_plan(&case, &options)?)
}

/// 0 to 4; the password goes no further.
#[tauri::command(async)]
pub fn password_strength(password: String) -> u8 {
    api::password_strength(&password)
}

#[tauri::command]
pub async fn export_target(app: AppHandle, name: String, choose: bool) -> Answer<Option<Target>> {
    // The proposed name comes from the page: only its last part counts.
    let name = PathBuf::from(&name).file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let path = if choose { save_dialog(&app, &name, "zip") } else { usual_folder(&app).map(|d| d.join(&name)) };
    Ok(path.map(|path| Target {
        label: path.display().to_string(),
        exists: path.exists(),
        target: app.state::<Desk>().targets.put(path),
    }))
}

#[tauri::command(async)]
pub fn export_start(
    app: AppHandle,
    desk: State<Desk>,
    case: CaseId,
    options: ExportOptions,
    target: u32,
    replace: bool,
) -> Answer<u32> {
    let path = desk.targets.get(target).ok_or_else(|| Error::not_found("target", target))?;
    let session = desk.session()?;
    let handle = app.clone();
    Ok(jobs::start(&app, "export", move |job, _| {
        let result = session.export(&case, &path, &options, replace, job)?;
        Ok(ExportDone { result, bundle: handle.state::<Desk>().bundles.put(path) })
    }))
}

#[tauri::command(async)]
pub fn bundle_show(app: AppHandle, desk: State<Desk>, bundle: u32) -> Answer<()> {
    let path = desk.bundles.get(bundle).ok_or_else(|| Error::not_found("bundle", bundle))?;
    let shown = app.opener().reveal_item_in_dir(&path);
    Ok(shown.map_err(|e| Error::new(liuzheng_core::Code::Io).with("path", path.display()).because(e))?)
}

#[tauri::command]
pub async fn verify_start(app: AppHandle, bundle: Option<u32>, drop: Option<u32>) -> Answer<Option<u32>> {
    let desk = app.state::<Desk>();
    let path = match (bundle, drop) {
        (Some(n), _) => Some(desk.bundles.get(n).ok_or_else(|| Error::not_found("bundle", n))?),
        (None, Some(n)) => desk
            .drops
            .take(n)
            .and_then(|paths| paths.into_iter().next())
            .ok_or_else(|| Error::not_found("drop", n))?
            .into(),
        (None, None) => match test_path("LIUZHENG_OPEN_PATHS") {
            Some(path) => Some(path),
            None => {
                app.dialog().file().add_filter("ZIP", &["zip"]).blocking_pick_file().and_then(|p| p.into_path().ok())
            }
        },
    };
    // A bundle can be checked where no vault opens: then no service is believed.
    let trust = desk.opened().and_then(|session| session.trust().ok()).unwrap_or_default();
    Ok(path.map(|path| jobs::start(&app, "verify", move |job, _| api::verify(&path, &trust, job))))
}

/// Writes the words that the page has put together where the user says.
#[tauri::command]
pub async fn verify_save(app: AppHandle, job: u32, text: String) -> Answer<bool> {
    let Some(path) = save_dialog(&app, &format!("verification-{job}.txt"), "txt") else { return Ok(false) };
    std::fs::write(&path, text).map_err(|e| Error::io(e, &path))?;
    Ok(true)
}

pub(super) fn save_dialog(app: &AppHandle, name: &str, extension: &str) -> Option<PathBuf> {
    if let Some(path) = test_path("LIUZHENG_SAVE_PATH") {
        return Some(path);
    }
    let mut dialog = app.dialog().file().set_file_name(name).add_filter(extension.to_uppercase(), &[extension]);
    if let Some(folder) = usual_folder(app) {
        dialog = dialog.set_directory(folder);
    }
    dialog.blocking_save_file().and_then(|p| p.into_path().ok())
}

/// Where people look for what they just made.
fn usual_folder(app: &AppHandle) -> Option<PathBuf> {
    let path = app.path();
    [path.desktop_dir(), path.document_dir(), path.home_dir()].into_iter().flatten().find(|d| d.is_dir())
}
