//! Looks into the watched folders: when the system says that something happened there, when the window comes to the
//! front, while a file has not come to rest, and now and then where the system tells nothing (network disks, too many
//! watches). The system's word is only a hint: what waits is always what a look has seen.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tauri::{AppHandle, Emitter, Manager};

use crate::state::Desk;

/// Words of the system come in bursts; a look waits for the end of one.
const BURST: Duration = Duration::from_millis(300);
/// While a file has not come to rest.
const SOON: Duration = Duration::from_millis(1100);
/// Where the system does not tell, and as a net under where it should.
const POLL: Duration = Duration::from_secs(5);
const NET: Duration = Duration::from_secs(60);

#[derive(Default)]
pub struct Watching {
    wake: OnceLock<Mutex<Sender<()>>>,
}

impl Watching {
    /// Looks again soon, and takes in which folders there are.
    pub fn wake(&self) {
        if let Some(send) = self.wake.get() {
            // A thread that is gone looks no more; the next start does.
            let _ = send.lock().unwrap_or_else(PoisonError::into_inner).send(());
        }
    }

    pub fn start(&self, app: AppHandle) {
        let (send, receive) = channel();
        if self.wake.set(Mutex::new(send.clone())).is_ok() {
            std::thread::spawn(move || look_for_ever(&app, &send, &receive));
        }
    }
}

fn look_for_ever(app: &AppHandle, send: &Sender<()>, receive: &Receiver<()>) {
    let mut ears: HashMap<PathBuf, Option<RecommendedWatcher>> = HashMap::new();
    loop {
        let begun = Instant::now();
        let mut wait = NET;
        // A vault that is not open has nothing to watch for; it wakes this thread when it is.
        if let Some(session) = app.state::<Desk>().opened() {
            listen(&mut ears, session.watched().unwrap_or_default().into_iter().map(|w| w.label.into()), send);
            match session.watch_look(None, begun) {
                Ok((changed, restless)) => {
                    if changed {
                        let _ = app.emit("inbox-changed", ());
                    }
                    if ears.values().any(Option::is_none) {
                        wait = POLL;
                    }
                    if restless {
                        // A folder so large that a look takes long is not looked at without a pause.
                        wait = SOON.max(begun.elapsed() * 4);
                    }
                }
                Err(e) => eprintln!("liuzheng: watched folders: {e}"),
            }
        }
        match receive.recv_timeout(wait) {
            Ok(()) => while receive.recv_timeout(BURST).is_ok() && begun.elapsed() < POLL {},
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// One ear a folder; None: the system would not, so the folder is looked at every few seconds.
fn listen(
    ears: &mut HashMap<PathBuf, Option<RecommendedWatcher>>,
    folders: impl Iterator<Item = PathBuf>,
    send: &Sender<()>,
) {
    let wanted: Vec<PathBuf> = folders.collect();
    ears.retain(|path, ear| wanted.contains(path) && (ear.is_none() || path.is_dir()));
    for path in wanted {
        let missing = ears.get(&path).is_none_or(|ear| ear.is_none());
        if missing {
            let ear = ear(&path, send.clone());
            ears.insert(path, ear);
        }
    }
}

fn ear(path: &std::path::Path, send: Sender<()>) -> Option<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |_| {
        let _ = send.send(());
    })
    .ok()?;
    watcher.watch(path, RecursiveMode::NonRecursive).ok()?;
    Some(watcher)
}

/// Folders that screenshots usually lie in, as far as they are there.
pub fn usual_folders(app: &AppHandle) -> Vec<PathBuf> {
    const NAMES: &[&str] = &["Screenshots", "屏幕截图", "截图", "屏幕快照", "Screen Shots"];
    let path = app.path();
    let mut found: Vec<PathBuf> =
        path.picture_dir().into_iter().flat_map(|d| NAMES.iter().map(move |n| d.join(n))).collect();
    if cfg!(target_os = "macos") {
        found.extend(path.desktop_dir());
    }
    found.retain(|d| d.is_dir());
    found
}
