//! What the page can ask for: one function a command, each a few lines over `liuzheng_core::api`. Ids and numbers
//! cross, never paths. `tests/it/window_policy.rs` holds the approved list.

mod bundles;
mod cases;
mod evidence;
mod filings;
mod imports;
mod masks;
mod rules;
mod series;
mod sorting;
mod timestamps;
mod told;
mod vault;
mod watch;

use std::path::PathBuf;

use liuzheng_core::api::ErrorView;
use tauri::Wry;
use tauri::ipc::Invoke;

/// What a command comes back with.
type Answer<T> = Result<T, ErrorView>;

/// Tests of a debug build answer a dialog by a variable; the release window ignores it.
fn test_path(variable: &str) -> Option<PathBuf> {
    if !cfg!(debug_assertions) {
        return None;
    }
    std::env::var_os(variable).map(PathBuf::from)
}

pub fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        vault::start,
        vault::recover,
        vault::settings_save,
        vault::vault_folder_choose,
        vault::vault_info,
        vault::check_start,
        vault::unfiled,
        vault::unfiled_file,
        vault::copy,
        vault::job_cancel,
        cases::cases,
        cases::case_new,
        cases::case_get,
        cases::case_edit,
        cases::case_remove,
        cases::identifier_add,
        cases::identifier_edit,
        cases::identifier_remove,
        cases::identifier_hints,
        cases::custody,
        cases::search,
        evidence::evidence_page,
        evidence::evidence_get,
        evidence::evidence_preview,
        evidence::evidence_text,
        evidence::evidence_edit,
        sorting::evidence_facets,
        sorting::evidence_groups,
        sorting::evidence_ids,
        sorting::evidence_chosen,
        sorting::evidence_bulk_edit,
        sorting::evidence_move,
        sorting::evidence_remove,
        sorting::step_undo,
        sorting::take_out_start,
        sorting::taken_show,
        sorting::drag_out,
        watch::watched,
        watch::watch_suggestions,
        watch::watch_add,
        watch::watch_remove,
        watch::watch_offer_there,
        watch::inbox_page,
        watch::inbox_dismiss,
        watch::inbox_import,
        told::timeline_days,
        told::timeline_page,
        told::dispute_add,
        told::dispute_edit,
        told::dispute_remove,
        told::talk_add,
        told::talk_edit,
        told::talk_remove,
        told::advice,
        rules::rules,
        rules::rules_import,
        rules::rules_reset,
        rules::rule_length,
        rules::channel_limits,
        rules::channels,
        rules::claims,
        rules::claim,
        filings::filings,
        filings::filing_add,
        filings::filing_edit,
        filings::filing_remove,
        filings::complaint,
        filings::complaint_save,
        filings::deadlines,
        filings::nearest_deadlines,
        filings::all_deadlines,
        filings::deadlines_save,
        filings::checklist,
        filings::item_unavailable,
        filings::draft,
        filings::draft_keep,
        filings::draft_forget,
        filings::draft_save,
        filings::card_save,
        filings::own,
        filings::own_save,
        filings::upload_preview,
        filings::upload_save,
        imports::import_choose,
        imports::import_dropped,
        imports::import_paste,
        series::series_detect,
        series::series_list,
        series::series_set,
        series::series_remove,
        series::alike,
        masks::masks,
        masks::mask,
        masks::mask_set,
        masks::mask_apply,
        masks::mask_advice,
        masks::mask_take_out,
        timestamps::time_authorities,
        timestamps::time_authority_save,
        timestamps::time_authority_remove,
        timestamps::timestamp_imports,
        timestamps::certificate_choose,
        timestamps::timestamps,
        timestamps::timestamp_retry,
        bundles::password_strength,
        bundles::export_plan,
        bundles::export_target,
        bundles::export_start,
        bundles::bundle_show,
        bundles::verify_start,
        bundles::verify_save,
    ]
}
