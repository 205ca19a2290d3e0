//! What happened, what was spoken, and the timeline; advice on capturing.

use liuzheng_core::api::{self, DisputeDraft, DisputeView, TalkDraft, TalkView, TimelineDays, TimelinePage};
use liuzheng_core::model::{Advice, CaseId, DisputeId, TalkId};
use tauri::State;

use super::Answer;
use crate::state::Desk;

#[tauri::command(async)]
pub fn timeline_days(desk: State<Desk>, case: CaseId) -> Answer<TimelineDays> {
    Ok(desk.session()?.timeline_days(&case)?)
}

#[tauri::command(async)]
pub fn timeline_page(desk: State<Desk>, case: CaseId, offset: u32, limit: u32) -> Answer<TimelinePage> {
    Ok(desk.session()?.timeline_page(&case, offset, limit)?)
}

#[tauri::command(async)]
pub fn dispute_add(desk: State<Desk>, case: CaseId, draft: DisputeDraft) -> Answer<DisputeView> {
    Ok(desk.session()?.dispute_add(&case, &draft)?)
}

#[tauri::command(async)]
pub fn dispute_edit(desk: State<Desk>, dispute: DisputeId, draft: DisputeDraft) -> Answer<DisputeView> {
    Ok(desk.session()?.dispute_edit(dispute, &draft)?)
}

#[tauri::command(async)]
pub fn dispute_remove(desk: State<Desk>, dispute: DisputeId) -> Answer<DisputeView> {
    Ok(desk.session()?.dispute_remove(dispute)?)
}

#[tauri::command(async)]
pub fn talk_add(desk: State<Desk>, case: CaseId, draft: TalkDraft) -> Answer<TalkView> {
    Ok(desk.session()?.talk_add(&case, &draft)?)
}

#[tauri::command(async)]
pub fn talk_edit(desk: State<Desk>, talk: TalkId, draft: TalkDraft) -> Answer<TalkView> {
    Ok(desk.session()?.talk_edit(talk, &draft)?)
}

#[tauri::command(async)]
pub fn talk_remove(desk: State<Desk>, talk: TalkId) -> Answer<TalkView> {
    Ok(desk.session()?.talk_remove(talk)?)
}

#[tauri::command]
pub fn advice() -> Answer<Vec<Advice>> {
    Ok(api::advice())
}
