//! Dragging evidence out of the window into the file manager. The files are copies in a folder of this program's own,
//! swept at start and end; the originals never leave the vault, so nothing that is done to the copies can touch them.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
#[cfg(target_os = "linux")]
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use liuzheng_core::api::{EvidenceChoice, Session};
use liuzheng_core::error::{Error, Result};
use liuzheng_core::model::{CaseId, Job};
use tauri::AppHandle;

/// The own window is a target of the drag too: its drops are not looked at while one runs.
pub static DRAGGING: AtomicBool = AtomicBool::new(false);

const PREFIX: &str = "liuzheng-drag-";
/// More are taken out by the button, which shows how far it is.
const MOST: u32 = 100;

/// Copies made for drags of this run.
#[derive(Default)]
pub struct Dragged(Mutex<Vec<PathBuf>>);

impl Dragged {
    pub fn make(&self, session: &Session, case: &CaseId, choice: &EvidenceChoice) -> Result<Vec<PathBuf>> {
        if choice.count > MOST {
            return Err(Error::invalid("choice", choice.count, "at most 100 at once by dragging"));
        }
        let mut folders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mark = format!("{PREFIX}{}-{}", std::process::id(), folders.len() + 1);
        let folder = std::env::temp_dir().join(mark);
        // A folder of somebody else's under this name is not written into.
        std::fs::create_dir(&folder).map_err(|e| Error::io(e, &folder))?;
        folders.push(folder.clone());
        Ok(session.take_out(case, choice, &folder, &Job::quiet())?.1)
    }

    pub fn sweep(&self) {
        for folder in self.0.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// What a run that crashed has left: folders of processes that are gone.
pub fn sweep_left() {
    let Ok(entries) = std::fs::read_dir(std::env::temp_dir()) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let process = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next()?.parse::<u32>().ok());
        if let Some(process) = process
            && cfg!(target_os = "linux")
            && !std::path::Path::new(&format!("/proc/{process}")).exists()
        {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// False where there is no way: the button does the same.
#[cfg(target_os = "linux")]
pub fn start(app: &AppHandle, files: Vec<PathBuf>) -> bool {
    use tauri::Manager;
    if files.is_empty() || DRAGGING.swap(true, Ordering::SeqCst) {
        return false;
    }
    let handle = app.clone();
    let begun = app.run_on_main_thread(move || {
        let window = handle.get_webview_window("main").and_then(|w| w.gtk_window().ok());
        if window.is_none_or(|w| !offer(&w, files)) {
            DRAGGING.store(false, Ordering::SeqCst);
        }
    });
    begun.is_ok()
}

/// Twenty lines over GTK: the crate for it takes its handler away before the data is asked for.
#[cfg(target_os = "linux")]
fn offer(window: &gtk::ApplicationWindow, files: Vec<PathBuf>) -> bool {
    use gtk::gdk::DragAction;
    use gtk::glib;
    use gtk::prelude::*;
    use std::cell::RefCell;
    use std::rc::Rc;
    let uris: Vec<String> = files.iter().filter_map(|f| glib::filename_to_uri(f, None).ok()).map(Into::into).collect();
    let targets = gtk::TargetList::new(&[]);
    targets.add_uri_targets(0);
    let handlers = Rc::new(RefCell::new(Vec::new()));
    let data = window.connect_drag_data_get(move |_, _, selection, _, _| {
        let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
        selection.set_uris(&uris);
    });
    let mine = handlers.clone();
    let end = window.connect_drag_end(move |window, _| {
        for handler in mine.borrow_mut().drain(..) {
            window.disconnect(handler);
        }
        DRAGGING.store(false, Ordering::SeqCst);
    });
    handlers.borrow_mut().extend([data, end]);
    let begun = window.drag_begin_with_coordinates(&targets, DragAction::COPY, 1, None, -1, -1).is_some();
    if !begun {
        for handler in handlers.borrow_mut().drain(..) {
            window.disconnect(handler);
        }
    }
    begun
}

/// Windows and macOS: not made yet, since nobody could try it there. The button does the same.
#[cfg(not(target_os = "linux"))]
pub fn start(_app: &AppHandle, _files: Vec<PathBuf>) -> bool {
    false
}
