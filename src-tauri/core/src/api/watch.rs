//! Folder watch: folders that the user chose, files that wait there, and what is not offered again. Nothing is taken in
//! before the user says so and into which case; nothing of the user's files is touched.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{MutexGuard, PoisonError};
use std::time::Instant;

use super::{ImportOptions, ImportReport, InboxChoice, InboxPage, Saved, Session, WaitingView, WatchedView};
use crate::error::{Code, Error, Result};
use crate::intake::{self, Inbox, Source, Waiting};
use crate::model::{CaseId, Hasher, Job, Sha256, Stamp};
use crate::vault::Offered;

/// Larger files are not read for a picture of them.
const PREVIEW_MAX: u64 = 64 * 1024 * 1024;

impl Session {
    /// What lies in the folder now is not new: it is not offered until `watch_offer_there`.
    pub fn watch_add(&self, path: &Path) -> Result<i64> {
        let path = std::path::absolute(path).map_err(|e| Error::io(e, path))?;
        let text = path.to_str().ok_or_else(|| Error::invalid("folder", path.display(), "a name that is text"))?;
        if path.starts_with(self.dir()) {
            return Err(Error::invalid("folder", text, "not the vault itself"));
        }
        let there = intake::list_folder(&path).map_err(|code| Error::new(code).with("path", path.display()))?;
        let (now, marks) = (self.now(), there.iter().map(intake::mark).collect::<Vec<_>>());
        let mut inbox = self.inbox()?;
        let (id, fresh) = self.vault.write(|tx| {
            let id = tx.watch(text, &now)?;
            let known = tx.read().offered_marks()?;
            let fresh: Vec<Sha256> = marks.into_iter().filter(|m| !known.contains(m.as_bytes())).collect();
            for mark in &fresh {
                tx.note_offered(id, mark, Offered::There, None)?;
            }
            Ok((id, fresh))
        })?;
        inbox.offered.get_or_insert_default().extend(fresh.iter().map(|m| *m.as_bytes()));
        inbox.take(id, Ok(there), Instant::now());
        Ok(id)
    }

    pub fn watch_remove(&self, folder: i64) -> Result<()> {
        self.vault.write(|tx| tx.unwatch(folder))?;
        let mut inbox = self.inbox()?;
        inbox.forget_folder(folder);
        inbox.offered = None;
        Ok(())
    }

    /// What lay there when the folder was chosen is offered after all.
    pub fn watch_offer_there(&self, folder: i64) -> Result<()> {
        self.vault.write(|tx| tx.forget_there(folder))?;
        self.inbox()?.offered = None;
        Ok(())
    }

    pub fn watched(&self) -> Result<Vec<WatchedView>> {
        let inbox = self.inbox()?;
        let folders = self.vault.read(|f| f.watched())?;
        Ok(folders
            .into_iter()
            .map(|w| {
                let (error, waiting, there) = inbox.folder(w.id);
                WatchedView { folder: w.id, label: w.path, error, waiting, there }
            })
            .collect())
    }

    /// Looks into one folder or all of them. The first answer: what waits is different now; the second: some file has
    /// not come to rest, look again.
    pub fn watch_look(&self, only: Option<i64>, at: Instant) -> Result<(bool, bool)> {
        let folders = self.vault.read(|f| f.watched())?;
        let mut changed = false;
        for folder in folders.iter().filter(|w| only.is_none_or(|id| id == w.id)) {
            // The disk is asked without holding the inbox: a sleeping stick must not hold up the window.
            let listed = intake::list_folder(Path::new(&folder.path));
            changed |= self.inbox()?.take(folder.id, listed, at);
        }
        Ok((changed, self.inbox()?.is_restless()))
    }

    pub fn inbox_page(&self, offset: u32, limit: u32) -> Result<InboxPage> {
        let folders = self.watched()?;
        let tz = self.now().tz;
        let inbox = self.inbox()?;
        let rows = inbox.page(offset as usize, limit as usize);
        Ok(InboxPage {
            total: u32::try_from(inbox.len()).unwrap_or(u32::MAX),
            offset,
            rows: rows.into_iter().map(|(id, w)| waiting_view(id, w, &tz)).collect(),
            folders,
        })
    }

    /// A small picture of a waiting file. Its bytes are hashed on the way: what is known already waits no longer.
    pub fn inbox_thumbnail(&self, id: u32) -> Result<Option<Vec<u8>>> {
        let Some(waiting) = self.inbox()?.get(id).cloned() else { return Ok(None) };
        if waiting.found.size > PREVIEW_MAX {
            return Ok(None);
        }
        let Ok((bytes, sha256)) = read_whole(&waiting) else { return Ok(None) };
        if self.vault.read(|f| f.offered_bytes(&sha256))? {
            self.settle(&[id], Offered::Taken, &HashMap::from([(id, sha256)]))?;
            return Ok(None);
        }
        if let Some(waiting) = self.inbox()?.get_mut(id) {
            waiting.sha256 = Some(sha256);
        }
        let media_type = intake::sniff(&bytes, &waiting.found.name);
        let info = intake::media_info(&bytes, &media_type);
        Ok(intake::thumbnail(&bytes, &media_type, info.orientation).map(|t| t.jpeg))
    }

    pub fn inbox_dismiss(&self, choice: &InboxChoice) -> Result<u32> {
        let ids = self.inbox_ids(choice)?;
        self.settle(&ids, Offered::Dismissed, &HashMap::new())
    }

    /// Into the case, as any import; what was refused goes on waiting and says why.
    pub fn inbox_import(&self, case: &CaseId, choice: &InboxChoice, job: &Job, saved: &Saved) -> Result<ImportReport> {
        let ids = self.inbox_ids(choice)?;
        let chosen: Vec<(u32, Waiting)> = {
            let inbox = self.inbox()?;
            ids.iter().filter_map(|id| Some((*id, inbox.get(*id)?.clone()))).collect()
        };
        let paths: Vec<PathBuf> = chosen.iter().map(|(_, w)| w.found.path.clone()).collect();
        let report = self.import(case, &paths, &ImportOptions::default(), job, saved)?;
        let refused: HashMap<&str, Code> = report.refused.iter().map(|r| (r.path.as_str(), r.code)).collect();
        let mut twins: HashMap<(&str, u64), Vec<&str>> = HashMap::new();
        for row in &report.imported {
            twins.entry((row.name.as_str(), row.size)).or_default().push(&row.sha256);
        }
        let known: HashMap<&str, &str> =
            report.duplicates.iter().map(|d| (d.path.as_str(), d.sha256.as_str())).collect();
        let (mut taken, mut hashes) = (Vec::new(), HashMap::new());
        for (id, w) in &chosen {
            let path = w.found.path.to_string_lossy();
            let twin = || twins.get_mut(&(w.found.name.as_str(), w.found.size)).and_then(Vec::pop);
            if let Some(code) = refused.get(path.as_ref()) {
                if let Some(waiting) = self.inbox()?.get_mut(*id) {
                    waiting.refused = Some(*code);
                }
            } else if let Some(hash) = known.get(path.as_ref()).copied().or_else(twin) {
                taken.push(*id);
                hashes.insert(*id, hash.parse()?);
            }
        }
        self.settle(&taken, Offered::Taken, &hashes)?;
        Ok(report)
    }

    fn inbox_ids(&self, choice: &InboxChoice) -> Result<Vec<u32>> {
        Ok(if choice.all { self.inbox()?.ids() } else { choice.ids.clone() })
    }

    /// Noted in the vault first: a crash in between offers nothing twice.
    fn settle(&self, ids: &[u32], state: Offered, hashes: &HashMap<u32, Sha256>) -> Result<u32> {
        let mut inbox = self.inbox()?;
        let going: Vec<(u32, Waiting)> = ids.iter().filter_map(|id| Some((*id, inbox.get(*id)?.clone()))).collect();
        self.vault.write(|tx| {
            for (id, w) in &going {
                tx.note_offered(w.folder, &w.mark, state, hashes.get(id).or(w.sha256.as_ref()))?;
            }
            Ok(())
        })?;
        for (id, _) in &going {
            inbox.settle(*id);
        }
        Ok(u32::try_from(going.len()).unwrap_or(u32::MAX))
    }

    /// Held for sums only, never while a file is read.
    fn inbox(&self) -> Result<MutexGuard<'_, Inbox>> {
        let mut inbox = self.inbox.lock().unwrap_or_else(PoisonError::into_inner);
        if inbox.offered.is_none() {
            inbox.offered = Some(self.vault.read(|f| f.offered_marks())?);
        }
        Ok(inbox)
    }
}

fn read_whole(waiting: &Waiting) -> std::result::Result<(Vec<u8>, Sha256), Code> {
    let mut source = Source::open(&waiting.found)?;
    let (mut bytes, mut piece, mut hasher) = (Vec::new(), Vec::new(), Hasher::new());
    while source.next(&mut piece)? {
        if bytes.len() as u64 + piece.len() as u64 > PREVIEW_MAX {
            return Err(Code::ChangedWhileReading);
        }
        hasher.update(&piece);
        bytes.extend_from_slice(&piece);
    }
    source.finish()?;
    Ok((bytes, hasher.finish()))
}

fn waiting_view(id: u32, w: &Waiting, tz: &str) -> WaitingView {
    WaitingView {
        id,
        folder: w.folder,
        name: w.found.name.clone(),
        size: w.found.size,
        modified: w.found.modified.and_then(|t| Stamp::from_system(t, tz)),
        refused: w.refused,
    }
}
