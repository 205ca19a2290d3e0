//! Conversations and pictures that look alike.

use liuzheng_core::api::SeriesView;
use liuzheng_core::model::{CaseId, EvidenceId, SeriesId};
use tauri::{AppHandle, State};

use super::Answer;
use crate::jobs;
use crate::state::Desk;

/// The proposal comes with the end of the job.
#[tauri::command(async)]
pub fn series_detect(app: AppHandle, desk: State<Desk>, case: CaseId) -> Answer<u32> {
    let session = desk.session()?;
    Ok(jobs::start(&app, "series", move |job, _| session.series_detect(&case, job)))
}

#[tauri::command(async)]
pub fn series_list(desk: State<Desk>, case: CaseId) -> Answer<Vec<SeriesView>> {
    Ok(desk.session()?.series_list(&case)?)
}

#[tauri::command(async)]
pub fn series_set(desk: State<Desk>, case: CaseId, evidence: Vec<EvidenceId>, title: String) -> Answer<SeriesView> {
    Ok(desk.session()?.series_set(&case, &evidence, &title)?)
}

#[tauri::command(async)]
pub fn series_remove(desk: State<Desk>, series: SeriesId) -> Answer<()> {
    Ok(desk.session()?.series_remove(series)?)
}

/// Pairs come with the end of the job.
#[tauri::command(async)]
pub fn alike(app: AppHandle, desk: State<Desk>, case: CaseId) -> Answer<u32> {
    let session = desk.session()?;
    Ok(jobs::start(&app, "alike", move |job, _| session.alike(&case, job)))
}
