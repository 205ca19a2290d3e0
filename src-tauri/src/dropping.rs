//! Files dropped on the window: the page learns how many there are and a number to name them by.

use std::path::PathBuf;

use serde::Serialize;
use tauri::{DragDropEvent, Emitter, Manager, PhysicalPosition, Window, WindowEvent};

use crate::state::Desk;

#[derive(Debug, Clone, Serialize, PartialEq)]
struct Seen {
    files: usize,
    folders: usize,
    bundle: bool,
    name: String,
    x: f64,
    y: f64,
}

pub fn on_window_event(window: &Window, event: &WindowEvent) {
    if let WindowEvent::Focused(true) = event {
        window.state::<Desk>().watching.wake();
    }
    let WindowEvent::DragDrop(event) = event else { return };
    // The app's own files, on their way out, are not on their way in.
    if crate::dragging::DRAGGING.load(std::sync::atomic::Ordering::SeqCst) {
        return;
    }
    let _ = match event {
        DragDropEvent::Enter { paths, position } => window.emit("drop-hover", look(paths, at(window, position))),
        DragDropEvent::Drop { paths, position } => {
            let seen = look(paths, at(window, position));
            let number = window.state::<Desk>().drops.put(paths.clone());
            let mut told = serde_json::to_value(seen).unwrap_or_default();
            told["drop"] = number.into();
            window.emit("drop", told)
        }
        DragDropEvent::Leave => window.emit("drop-leave", ()),
        _ => Ok(()),
    };
}

/// In CSS pixels.
fn at(window: &Window, position: &PhysicalPosition<f64>) -> (f64, f64) {
    let p = position.to_logical::<f64>(window.scale_factor().unwrap_or(1.0));
    (p.x, p.y)
}

fn look(paths: &[PathBuf], (x, y): (f64, f64)) -> Seen {
    let folders = paths.iter().filter(|p| p.is_dir()).count();
    let name = paths.first().and_then(|p| p.file_name()).unwrap_or_default().to_string_lossy().into_owned();
    let zip = |p: &PathBuf| p.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"));
    Seen {
        files: paths.len() - folders,
        folders,
        bundle: paths.len() == 1 && folders == 0 && zip(&paths[0]),
        name,
        x,
        y,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_files_are_counted_apart_and_one_zip_may_be_a_bundle() {
        let dir = tempfile::tempdir().unwrap();
        let zip = dir.path().join("包.ZIP");
        std::fs::write(&zip, b"PK").unwrap();
        let both = look(&[dir.path().to_owned(), zip.clone()], (1.0, 2.0));
        assert_eq!((both.files, both.folders, both.bundle), (1, 1, false));
        let one = look(&[zip], (1.0, 2.0));
        assert_eq!((one.bundle, one.name.as_str()), (true, "包.ZIP"));
    }
}
