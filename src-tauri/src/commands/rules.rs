//! The rules themselves: channels, claims, amounts, the list of all, a newer pack.

use std::path::PathBuf;

use liuzheng_core::api::{ClaimView, OwnLimits, RuleList};
use liuzheng_core::model::{Channel, ClaimRule, Fen, Lang, Length};
use tauri::{AppHandle, Manager, State};
use tauri_plugin_dialog::DialogExt;

use super::{Answer, test_path};
use crate::state::Desk;

#[tauri::command(async)]
pub fn rules(desk: State<Desk>) -> Answer<RuleList> {
    Ok(desk.session()?.rule_book()?.list(None))
}

/// Of the user's file; None: no file was chosen.
#[tauri::command]
pub async fn rules_import(app: AppHandle) -> Answer<Option<RuleList>> {
    let Some(path) = pack_file(&app) else { return Ok(None) };
    Ok(Some(app.state::<Desk>().session()?.rules_import(&path)?.list(None)))
}

/// Back to those of the program.
#[tauri::command(async)]
pub fn rules_reset(desk: State<Desk>) -> Answer<RuleList> {
    Ok(desk.session()?.rules_reset()?.list(None))
}

#[tauri::command(async)]
pub fn rule_length(desk: State<Desk>, rule: String, length: Option<Length>) -> Answer<()> {
    Ok(desk.session()?.own_length(&rule, length)?)
}

#[tauri::command(async)]
pub fn channel_limits(desk: State<Desk>, channel: String, limits: OwnLimits) -> Answer<()> {
    Ok(desk.session()?.own_limits(&channel, limits)?)
}

#[tauri::command(async)]
pub fn channels(desk: State<Desk>) -> Answer<Vec<Channel>> {
    Ok(desk.session()?.rule_book()?.channels().to_vec())
}

#[tauri::command(async)]
pub fn claims(desk: State<Desk>) -> Answer<Vec<ClaimRule>> {
    Ok(desk.session()?.rule_book()?.claims().to_vec())
}

#[tauri::command(async)]
pub fn claim(desk: State<Desk>, basis: String, paid: Fen, loss: Option<Fen>, lang: Lang) -> Answer<ClaimView> {
    Ok(desk.session()?.rule_book()?.claim(&basis, paid, loss, lang)?)
}

fn pack_file(app: &AppHandle) -> Option<PathBuf> {
    if let Some(path) = test_path("LIUZHENG_OPEN_PATHS") {
        return Some(path);
    }
    app.dialog().file().add_filter("JSON", &["json"]).blocking_pick_file().and_then(|p| p.into_path().ok())
}
