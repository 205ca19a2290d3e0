//! Cases, numbers, custody, search.

use liuzheng_core::api::{CaseRow, CaseView, CustodyPage, IdentifierDraft, IdentifierView, SearchHit};
use liuzheng_core::model::{CaseFacts, CaseId, IdentifierId};
use tauri::State;

use super::Answer;
use crate::state::Desk;

#[tauri::command(async)]
pub fn cases(desk: State<Desk>, query: String) -> Answer<Vec<CaseRow>> {
    Ok(desk.session()?.cases(&query)?)
}

#[tauri::command(async)]
pub fn case_new(desk: State<Desk>, facts: CaseFacts) -> Answer<CaseView> {
    Ok(desk.session()?.case_new(facts)?)
}

#[tauri::command(async)]
pub fn case_get(desk: State<Desk>, case: CaseId) -> Answer<CaseView> {
    Ok(desk.session()?.case_get(&case)?)
}

#[tauri::command(async)]
pub fn case_edit(desk: State<Desk>, case: CaseId, facts: CaseFacts) -> Answer<CaseView> {
    Ok(desk.session()?.case_edit(&case, facts)?)
}

#[tauri::command(async)]
pub fn case_remove(desk: State<Desk>, case: CaseId) -> Answer<()> {
    Ok(desk.session()?.case_remove(&case)?)
}

#[tauri::command(async)]
pub fn identifier_add(desk: State<Desk>, case: CaseId, draft: IdentifierDraft) -> Answer<CaseView> {
    Ok(desk.session()?.identifier_add(&case, &draft)?)
}

#[tauri::command(async)]
pub fn identifier_edit(desk: State<Desk>, identifier: IdentifierId, draft: IdentifierDraft) -> Answer<CaseView> {
    Ok(desk.session()?.identifier_edit(identifier, &draft)?)
}

#[tauri::command(async)]
pub fn identifier_remove(desk: State<Desk>, identifier: IdentifierId) -> Answer<CaseView> {
    Ok(desk.session()?.identifier_remove(identifier)?)
}

#[tauri::command(async)]
pub fn identifier_hints(desk: State<Desk>, case: CaseId, draft: IdentifierDraft) -> Answer<IdentifierView> {
    Ok(desk.session()?.identifier_hints(&case, &draft)?)
}

#[tauri::command(async)]
pub fn custody(desk: State<Desk>, case: CaseId, offset: u32, limit: u32) -> Answer<CustodyPage> {
    Ok(desk.session()?.custody(&case, offset, limit)?)
}

#[tauri::command(async)]
pub fn search(desk: State<Desk>, query: String, case: Option<CaseId>, limit: u32) -> Answer<Vec<SearchHit>> {
    Ok(desk.session()?.search(&query, case.as_ref(), limit)?)
}
