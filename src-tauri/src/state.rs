//! What lives as long as the window: the opened vault, running jobs, paths by number.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use liuzheng_core::api::{self, ErrorView, Session, Settings, UploadPictures, VaultInfo};
use liuzheng_core::clock::Clock;
use liuzheng_core::error::{Code, Error, Result};
use liuzheng_core::model::{CaseId, Job, TimestampState, hash_bytes};
use serde::Serialize;

use crate::demo;
use crate::dragging::Dragged;
use crate::options::Options;
use crate::reminding::Reminding;
use crate::shelf::Shelf;
use crate::watching::Watching;

/// How long the closing window waits for jobs to put their things down.
const PUT_DOWN: Duration = Duration::from_secs(5);

pub struct Desk {
    folder: Mutex<PathBuf>,
    /// The vault's folder was asked for by name: it is never made in silence.
    named: bool,
    demo: Option<demo::Throwaway>,
    session: Mutex<Option<Arc<Session>>>,
    pub jobs: Shelf<Job>,
    pub jobs_idle: (Mutex<()>, Condvar),
    /// Paths that were dropped on the window.
    pub drops: Shelf<Vec<PathBuf>>,
    /// Files that a bundle may be written to.
    pub targets: Shelf<PathBuf>,
    /// Bundles that were written.
    pub bundles: Shelf<PathBuf>,
    /// Copies that were dragged out.
    pub dragged: Dragged,
    pub watching: Watching,
    pub reminding: Reminding,
    /// Pictures of the last upload set that was looked at, by the number of the job that made them.
    upload: Mutex<Option<(u32, Arc<UploadPictures>)>>,
    #[cfg(target_os = "linux")]
    player: Option<crate::player::Player>,
}

/// What the page needs to begin.
#[derive(Serialize)]
pub struct StartView {
    version: &'static str,
    os: &'static str,
    locale: String,
    demo: bool,
    vault: Option<VaultInfo>,
    error: Option<ErrorView>,
    settings: Settings,
    /// Where films and sounds are played from: an address that an id is put behind; empty when there is none.
    media: String,
}

impl Desk {
    pub fn new(options: &Options) -> Result<Desk> {
        let demo = if options.demo { Some(demo::Throwaway::make()?) } else { None };
        let folder = match (&demo, &options.vault) {
            (Some(d), _) => d.folder().to_owned(),
            (None, Some(dir)) => dir.clone(),
            (None, None) => api::chosen_folder()?,
        };
        Ok(Desk {
            named: options.vault.is_some() || folder != api::default_folder()?,
            folder: Mutex::new(folder),
            demo,
            session: Mutex::default(),
            jobs: Shelf::default(),
            jobs_idle: Default::default(),
            drops: Shelf::default(),
            targets: Shelf::default(),
            bundles: Shelf::default(),
            dragged: Dragged::default(),
            watching: Watching::default(),
            reminding: Reminding::default(),
            upload: Mutex::default(),
            #[cfg(target_os = "linux")]
            player: crate::player::Player::start(),
        })
    }

    /// None for the vault that everybody has; else a mark of the folder.
    pub fn instance_mark(&self) -> Option<String> {
        let folder = self.folder();
        if !self.named && self.demo.is_none() {
            return None;
        }
        let full = std::path::absolute(&folder).unwrap_or(folder);
        let hash = hash_bytes(full.as_os_str().as_encoded_bytes()).hex();
        Some(format!(".v{}", &hash[..12]))
    }

    fn folder(&self) -> PathBuf {
        self.folder.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The opened vault; opens it when it is not.
    pub fn session(&self) -> Result<Arc<Session>> {
        let mut slot = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = slot.as_ref() {
            return Ok(session.clone());
        }
        let session = Arc::new(self.open()?);
        self.play(Some(&session));
        ask_again(&session);
        *slot = Some(session.clone());
        Ok(session)
    }

    /// The vault if it is open; opens nothing.
    pub fn opened(&self) -> Option<Arc<Session>> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The opened vault whose deadlines are to be told of: of a made-up case there is nothing to remind of.
    pub fn reminded(&self) -> Option<Arc<Session>> {
        if self.demo.is_some() { None } else { self.opened() }
    }

    fn open(&self) -> Result<Session> {
        let folder = self.folder();
        match Session::open(&folder, Clock::System) {
            Err(e) if e.code == Code::VaultMissing && !self.named && self.demo.is_none() => {
                Session::init(&folder)?;
                Session::open(&folder, Clock::System)
            }
            other => other,
        }
    }

    pub fn start(&self) -> StartView {
        let opened = self.session().and_then(|s| Ok((s.vault_info()?, s.settings()?)));
        self.watching.wake();
        self.reminding.wake();
        let (vault, settings, error) = match opened {
            Ok((info, settings)) => (Some(info), settings, None),
            Err(e) => (None, Settings::default(), Some(ErrorView::from(e))),
        };
        StartView {
            version: env!("CARGO_PKG_VERSION"),
            os: std::env::consts::OS,
            locale: locale(),
            demo: self.demo.is_some(),
            vault,
            error,
            settings,
            media: self.media_address(),
        }
    }

    /// Of jobs that end at the same time the later one counts: what it is asked for is newer.
    pub fn keep_upload(&self, job: u32, pictures: UploadPictures) {
        let mut slot = self.upload.lock().unwrap_or_else(PoisonError::into_inner);
        if slot.as_ref().is_none_or(|(last, _)| *last < job) {
            *slot = Some((job, Arc::new(pictures)));
        }
    }

    pub fn upload(&self, job: u32) -> Option<Arc<UploadPictures>> {
        let slot = self.upload.lock().unwrap_or_else(PoisonError::into_inner);
        slot.as_ref().filter(|(last, _)| *last == job).map(|(_, pictures)| pictures.clone())
    }

    /// The one source of films and sounds for the page's policy.
    pub fn media_source(&self) -> Option<String> {
        #[cfg(target_os = "linux")]
        return self.player.as_ref().map(|p| p.origin());
        #[cfg(not(target_os = "linux"))]
        Some("evidence: http://evidence.localhost".to_owned())
    }

    fn media_address(&self) -> String {
        #[cfg(target_os = "linux")]
        return self.player.as_ref().map(|p| p.address()).unwrap_or_default();
        // The forms in which each web view knows a scheme of its own; not tried.
        #[cfg(target_os = "windows")]
        return "http://evidence.localhost/media%2F".to_owned();
        #[cfg(not(any(target_os = "linux", target_os = "windows")))]
        "evidence://localhost/media%2F".to_owned()
    }

    /// Tells the player which vault is open.
    fn play(&self, session: Option<&Arc<Session>>) {
        #[cfg(target_os = "linux")]
        if let Some(player) = &self.player {
            player.show(session.cloned());
        }
        #[cfg(not(target_os = "linux"))]
        let _ = session;
    }

    /// Puts the vault down and builds it anew from what can be read.
    pub fn recover(&self) -> Result<api::RecoverReport> {
        self.play(None);
        *self.session.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Session::recover(&self.folder(), Clock::System)
    }

    /// Another vault: the folder's own, or a new one in an empty folder. Noted for the next start.
    pub fn move_to(&self, folder: &Path) -> Result<StartView> {
        self.cancel_all();
        let mut slot = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let opened = match Session::open(folder, Clock::System) {
            Err(e) if e.code == Code::VaultMissing => {
                if std::fs::read_dir(folder).map_err(|e| Error::io(e, folder))?.next().is_some() {
                    return Err(Error::new(Code::VaultMissing)
                        .with("path", folder.display())
                        .with("reason", "not empty"));
                }
                Session::init(folder)?;
                Session::open(folder, Clock::System)
            }
            other => other,
        }?;
        if self.demo.is_none() {
            api::choose_folder(folder)?;
        }
        let opened = Arc::new(opened);
        self.play(Some(&opened));
        *slot = Some(opened);
        drop(slot);
        *self.folder.lock().unwrap_or_else(PoisonError::into_inner) = folder.to_owned();
        self.watching.wake();
        Ok(self.start())
    }

    fn cancel_all(&self) {
        self.jobs.all().iter().for_each(Job::cancel);
        let (lock, idle) = &self.jobs_idle;
        let guard = lock.lock().unwrap_or_else(PoisonError::into_inner);
        // A job that does not end in time is a crash to its vault: nothing acknowledged is lost by it.
        let _ = idle.wait_timeout_while(guard, PUT_DOWN, |()| !self.jobs.is_empty());
    }

    pub fn close(&self) {
        self.cancel_all();
        self.play(None);
        *self.session.lock().unwrap_or_else(PoisonError::into_inner) = None;
        *self.upload.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.dragged.sweep();
        if let Some(demo) = &self.demo {
            demo.sweep();
        }
    }
}

/// The system's language as a tag, `zh-CN`; empty where the system names none (`C`, `POSIX`).
pub fn locale() -> String {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|v| std::env::var(v).ok().filter(|s| !s.is_empty()))
        .map(|s| s.split('.').next().unwrap_or_default().replace('_', "-"))
        .filter(|s| s != "C" && s != "POSIX")
        .unwrap_or_default()
}

/// Timestamps that were asked for earlier and did not come are asked for again when the vault opens; nobody waits.
fn ask_again(session: &Arc<Session>) {
    let session = session.clone();
    std::thread::spawn(move || {
        let pending =
            |s: &Session| s.timestamps(None).map(|all| all.iter().any(|t| t.state == TimestampState::Pending));
        let asked = pending(&session)
            .and_then(|any| if any { session.timestamp_retry(None, &Job::quiet()).map(drop) } else { Ok(()) });
        if let Err(e) = asked {
            eprintln!("liuzheng: pending timestamps: {e}");
        }
    });
}

/// After an import the log's end is timestamped, where the user has switched that on; nobody waits.
pub fn ask_for_log(session: &Arc<Session>, case: &CaseId) {
    if session.time_authorities().is_ok_and(|s| s.at_import.is_some()) {
        let (session, case) = (session.clone(), case.clone());
        std::thread::spawn(move || {
            if let Err(e) = session.timestamp_retry(Some(&case), &Job::quiet()) {
                eprintln!("liuzheng: timestamp after an import: {e}");
            }
        });
    }
}
