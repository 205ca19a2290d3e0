//! A case's next steps: what is asked for, steps with channels, deadlines, checklist, texts.

use liuzheng_core::api::{
    self, DraftEdit, DraftOptions, FilingDraft, FilingSaved, FilingView, NearestDeadline, OwnView, UploadOptions,
};
use liuzheng_core::model::{CaseId, Cause, Checklist, Complaint, DeadlineList, Draft, FilingId, Lang, OwnData};
use tauri::{AppHandle, Manager, State};
use tauri_plugin_dialog::DialogExt;

use super::bundles::save_dialog;
use super::{Answer, test_path};
use crate::jobs;
use crate::state::Desk;

#[tauri::command(async)]
pub fn filings(desk: State<Desk>, case: CaseId) -> Answer<Vec<FilingView>> {
    Ok(desk.session()?.filings(&case)?)
}

#[tauri::command(async)]
pub fn filing_add(desk: State<Desk>, case: CaseId, draft: FilingDraft, lang: Lang) -> Answer<FilingSaved> {
    Ok(desk.session()?.filing_add(&case, &draft, lang)?)
}

#[tauri::command(async)]
pub fn filing_edit(desk: State<Desk>, filing: FilingId, draft: FilingDraft, lang: Lang) -> Answer<FilingSaved> {
    Ok(desk.session()?.filing_edit(filing, &draft, lang)?)
}

#[tauri::command(async)]
pub fn filing_remove(desk: State<Desk>, filing: FilingId) -> Answer<FilingView> {
    Ok(desk.session()?.filing_remove(filing)?)
}

#[tauri::command(async)]
pub fn complaint(desk: State<Desk>, case: CaseId) -> Answer<Complaint> {
    Ok(desk.session()?.complaint(&case)?)
}

#[tauri::command(async)]
pub fn complaint_save(desk: State<Desk>, case: CaseId, complaint: Complaint) -> Answer<Complaint> {
    Ok(desk.session()?.complaint_save(&case, &complaint)?)
}

#[tauri::command(async)]
pub fn deadlines(desk: State<Desk>, case: CaseId, lang: Lang) -> Answer<DeadlineList> {
    Ok(desk.session()?.deadlines(&case, lang)?)
}

#[tauri::command(async)]
pub fn nearest_deadlines(desk: State<Desk>, lang: Lang) -> Answer<Vec<NearestDeadline>> {
    Ok(desk.session()?.nearest_deadlines(lang)?)
}

#[tauri::command(async)]
pub fn all_deadlines(desk: State<Desk>, lang: Lang) -> Answer<Vec<NearestDeadline>> {
    Ok(desk.session()?.all_deadlines(lang)?)
}

/// False: the user chose no place.
#[tauri::command]
pub async fn deadlines_save(app: AppHandle, case: CaseId, lang: Lang) -> Answer<bool> {
    let text = app.state::<Desk>().session()?.deadlines_ics(&case, lang)?;
    save(&app, "liuzheng-deadlines.ics", "ics", text.as_bytes())
}

#[tauri::command(async)]
pub fn checklist(
    desk: State<Desk>,
    case: CaseId,
    channel: String,
    cause: Option<Cause>,
    lang: Lang,
) -> Answer<Checklist> {
    Ok(desk.session()?.checklist(&case, &channel, cause, lang)?)
}

#[tauri::command(async)]
pub fn item_unavailable(desk: State<Desk>, case: CaseId, item: String, reason: String) -> Answer<()> {
    Ok(desk.session()?.item_unavailable(&case, &item, &reason)?)
}

#[tauri::command(async)]
pub fn draft(desk: State<Desk>, case: CaseId, options: DraftOptions) -> Answer<Draft> {
    Ok(desk.session()?.draft(&case, &options)?)
}

/// Keeps what the user made of a draft.
#[tauri::command(async)]
pub fn draft_keep(desk: State<Desk>, case: CaseId, options: DraftOptions, edit: DraftEdit) -> Answer<Draft> {
    Ok(desk.session()?.draft_save(&case, &options, &edit)?)
}

#[tauri::command(async)]
pub fn draft_forget(desk: State<Desk>, case: CaseId, options: DraftOptions) -> Answer<Draft> {
    Ok(desk.session()?.draft_forget(&case, &options)?)
}

/// The draft as a document; False: the user chose no place.
#[tauri::command]
pub async fn draft_save(app: AppHandle, case: CaseId, options: DraftOptions) -> Answer<bool> {
    let bytes = app.state::<Desk>().session()?.draft_docx(&case, &options)?;
    save(&app, "liuzheng-draft.docx", "docx", &bytes)
}

/// A page of key facts for forms that refuse what is pasted; False: the user chose no place.
#[tauri::command]
pub async fn card_save(app: AppHandle, case: CaseId, options: DraftOptions) -> Answer<bool> {
    let bytes = app.state::<Desk>().session()?.card(&case, &options)?;
    save(&app, "liuzheng-key-facts.html", "html", &bytes)
}

#[tauri::command(async)]
pub fn own(desk: State<Desk>, lang: Lang) -> Answer<OwnView> {
    Ok(desk.session()?.own(lang)?)
}

#[tauri::command(async)]
pub fn own_save(desk: State<Desk>, own: OwnData, lang: Lang) -> Answer<OwnView> {
    Ok(desk.session()?.own_save(&own, lang)?)
}

/// What would be made of the pictures for a channel, by a job; under its number the finished pictures can be looked at.
#[tauri::command(async)]
pub fn upload_preview(app: AppHandle, desk: State<Desk>, case: CaseId, options: UploadOptions) -> Answer<u32> {
    let (session, window) = (desk.session()?, app.clone());
    Ok(jobs::start(&app, "upload", move |job, number| {
        let (set, pictures) = session.upload_pictures(&case, &options, job)?;
        window.state::<Desk>().keep_upload(number, pictures);
        Ok(set)
    }))
}

/// Writes the pictures into a new folder inside the one that the user chooses; None when the user thinks better of it.
#[tauri::command]
pub async fn upload_save(app: AppHandle, case: CaseId, options: UploadOptions) -> Answer<Option<u32>> {
    let session = app.state::<Desk>().session()?;
    let chosen = test_path("LIUZHENG_UPLOAD_FOLDER")
        .or_else(|| app.dialog().file().blocking_pick_folder().and_then(|p| p.into_path().ok()));
    let Some(folder) = chosen else { return Ok(None) };
    let name = format!("liuzheng-{}", options.channel);
    let free = (1..).map(|n| if n == 1 { folder.join(&name) } else { folder.join(format!("{name}-{n}")) });
    let Some(target) = free.take(1000).find(|path| !path.exists()) else { return Ok(None) };
    Ok(Some(jobs::start(&app, "upload", move |job, _| session.upload_set(&case, &options, &target, job))))
}

fn save(app: &AppHandle, name: &str, extension: &str, bytes: &[u8]) -> Answer<bool> {
    let Some(path) = save_dialog(app, name, extension) else { return Ok(false) };
    // The dialog has asked about a file that is there.
    api::write_new(&path, bytes, true)?;
    Ok(true)
}
