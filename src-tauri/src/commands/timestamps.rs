//! Services of trusted time and what they gave. Certificates are chosen in the system's dialog; the page gets their
//! text, never their path.

use liuzheng_core::api::{self, TimeAuthorities, TimestampRow};
use liuzheng_core::model::{CaseId, TimeAuthority, TimeAuthorityId};
use serde::Serialize;
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;

use super::{Answer, test_path};
use crate::jobs;
use crate::state::Desk;

#[derive(Serialize)]
pub struct CertificateFile {
    /// Of the file, to be shown.
    name: String,
    pem: String,
}

#[tauri::command(async)]
pub fn time_authorities(desk: State<Desk>) -> Answer<TimeAuthorities> {
    Ok(desk.session()?.time_authorities()?)
}

#[tauri::command(async)]
pub fn time_authority_save(
    desk: State<Desk>,
    id: Option<TimeAuthorityId>,
    service: TimeAuthority,
) -> Answer<TimeAuthorities> {
    Ok(desk.session()?.time_authority_save(id, &service)?)
}

#[tauri::command(async)]
pub fn time_authority_remove(desk: State<Desk>, id: TimeAuthorityId) -> Answer<TimeAuthorities> {
    Ok(desk.session()?.time_authority_remove(id)?)
}

#[tauri::command(async)]
pub fn timestamp_imports(desk: State<Desk>, id: Option<TimeAuthorityId>) -> Answer<TimeAuthorities> {
    Ok(desk.session()?.timestamp_imports(id)?)
}

/// A file of certificates in PEM; None when the user thinks better of it.
#[tauri::command]
pub async fn certificate_choose(app: AppHandle) -> Answer<Option<CertificateFile>> {
    let chosen = test_path("LIUZHENG_CERTIFICATE").or_else(|| {
        let dialog = app.dialog().file().add_filter("PEM", &["pem", "crt", "cer"]);
        dialog.blocking_pick_file().and_then(|p| p.into_path().ok())
    });
    let Some(path) = chosen else { return Ok(None) };
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Ok(Some(CertificateFile { name, pem: api::read_pem(&path)? }))
}

#[tauri::command(async)]
pub fn timestamps(desk: State<Desk>, case: CaseId) -> Answer<Vec<TimestampRow>> {
    Ok(desk.session()?.timestamps(Some(&case))?)
}

/// Asks again for what is pending in a case.
#[tauri::command(async)]
pub fn timestamp_retry(app: AppHandle, desk: State<Desk>, case: CaseId) -> Answer<u32> {
    let session = desk.session()?;
    Ok(jobs::start(&app, "timestamp", move |job, _| session.timestamp_retry(Some(&case), job)))
}
