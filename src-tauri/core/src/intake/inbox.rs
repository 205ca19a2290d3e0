//! Files that lie in watched folders and wait. A file is offered once it has stayed the same between two looks; links,
//! pipes, empty and hidden files never are. Nothing here writes, and nothing is read but names, sizes and times.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::collect::{Found, refusal, special};
use crate::error::Code;
use crate::model::{Sha256, hash_bytes};

/// How long a file has to stay as it is before it is offered.
pub const SETTLE: Duration = Duration::from_secs(2);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub folder: i64,
    pub found: Found,
    pub mark: Sha256,
    /// Once somebody has read it.
    pub sha256: Option<Sha256>,
    /// Why the last import of it failed.
    pub refused: Option<Code>,
}

/// What is known of one folder.
#[derive(Debug, Clone, Default)]
struct Folder {
    error: Option<Code>,
    there: u32,
    /// Files still seen changing, and since when they have been as they are.
    restless: HashMap<PathBuf, (Sha256, Instant)>,
    ids: HashMap<PathBuf, u32>,
}

#[derive(Debug, Default)]
pub struct Inbox {
    /// Marks that are not offered (again); None: not read from the vault yet.
    pub offered: Option<HashSet<[u8; 32]>>,
    files: BTreeMap<u32, Waiting>,
    folders: HashMap<i64, Folder>,
    next: u32,
}

/// Regular files of a folder itself. Err: the folder can't be looked into, so nothing is known of its files.
pub fn list_folder(path: &Path) -> Result<Vec<Found>, Code> {
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(|e| refusal(&e))? {
        let entry = entry.map_err(|e| refusal(&e))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // A file that is gone since, or can't be looked at, is no reason to give up the others.
        let Ok(meta) = fs::symlink_metadata(entry.path()) else { continue };
        if !name.starts_with('.') && special(&meta).is_none() && meta.len() > 0 {
            found.push(Found { name, size: meta.len(), modified: meta.modified().ok(), path: entry.path() });
        }
    }
    Ok(found)
}

/// What a file is known by without reading it: no path is kept, only its hash with size and time.
pub fn mark(found: &Found) -> Sha256 {
    let since = found.modified.and_then(|t| t.duration_since(SystemTime::UNIX_EPOCH).ok()).unwrap_or_default();
    let mut text = found.path.as_os_str().as_encoded_bytes().to_vec();
    text.extend_from_slice(format!("\0{}\0{}", found.size, since.as_nanos()).as_bytes());
    hash_bytes(&text)
}

impl Inbox {
    /// Takes in what a look at a folder gave; true when what waits is different now.
    pub fn take(&mut self, id: i64, listed: Result<Vec<Found>, Code>, at: Instant) -> bool {
        let mut folder = self.folders.remove(&id).unwrap_or_default();
        let error = listed.as_ref().err().copied();
        let mut changed = folder.error != error;
        folder.error = error;
        folder.there = 0;
        let mut gone = std::mem::take(&mut folder.ids);
        let mut restless = HashMap::new();
        for found in listed.unwrap_or_default() {
            let mark = mark(&found);
            if self.offered.as_ref().is_some_and(|known| known.contains(mark.as_bytes())) {
                folder.there += 1;
            } else if let Some(n) = gone.get(&found.path).copied().filter(|n| self.files[n].mark == mark) {
                gone.remove(&found.path);
                folder.ids.insert(found.path, n);
            } else {
                let same = folder.restless.get(&found.path).filter(|(before, _)| *before == mark);
                let since = same.map_or(at, |(_, since)| *since);
                if at.saturating_duration_since(since) >= SETTLE {
                    self.next += 1;
                    folder.ids.insert(found.path.clone(), self.next);
                    self.files.insert(self.next, Waiting { folder: id, found, mark, sha256: None, refused: None });
                    changed = true;
                } else {
                    restless.insert(found.path, (mark, since));
                }
            }
        }
        folder.restless = restless;
        for n in gone.into_values() {
            self.files.remove(&n);
            changed = true;
        }
        self.folders.insert(id, folder);
        changed
    }

    pub fn forget_folder(&mut self, id: i64) {
        self.folders.remove(&id);
        self.files.retain(|_, w| w.folder != id);
    }

    /// Files of any folder that have still to come to rest.
    pub fn is_restless(&self) -> bool {
        self.folders.values().any(|f| !f.restless.is_empty())
    }

    /// Why a folder can't be looked into, how many files of it wait, how many lie there and are not offered.
    pub fn folder(&self, id: i64) -> (Option<Code>, u32, u32) {
        self.folders
            .get(&id)
            .map_or((None, 0, 0), |f| (f.error, u32::try_from(f.ids.len()).unwrap_or(u32::MAX), f.there))
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Newest first.
    pub fn page(&self, offset: usize, limit: usize) -> Vec<(u32, &Waiting)> {
        let mut all: Vec<(u32, &Waiting)> = self.files.iter().map(|(id, w)| (*id, w)).collect();
        all.sort_by_key(|(id, w)| (std::cmp::Reverse(w.found.modified), *id));
        all.into_iter().skip(offset).take(limit).collect()
    }

    pub fn get(&self, id: u32) -> Option<&Waiting> {
        self.files.get(&id)
    }

    pub fn get_mut(&mut self, id: u32) -> Option<&mut Waiting> {
        self.files.get_mut(&id)
    }

    pub fn ids(&self) -> Vec<u32> {
        self.page(0, usize::MAX).into_iter().map(|(id, _)| id).collect()
    }

    /// It waits no longer and is not offered again.
    pub fn settle(&mut self, id: u32) -> Option<Waiting> {
        let waiting = self.files.remove(&id)?;
        if let Some(known) = &mut self.offered {
            known.insert(*waiting.mark.as_bytes());
        }
        if let Some(folder) = self.folders.get_mut(&waiting.folder) {
            folder.ids.remove(&waiting.found.path);
            folder.there += 1;
        }
        Some(waiting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(inbox: &Inbox) -> Vec<&str> {
        inbox.page(0, 99).into_iter().map(|(_, w)| w.found.name.as_str()).collect()
    }

    #[test]
    fn a_file_waits_once_it_has_stayed_the_same_and_never_while_it_grows() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("截图.png");
        let (mut inbox, start) = (Inbox::default(), Instant::now());
        let mut look = |after: u64| {
            inbox.take(1, list_folder(dir.path()), start + Duration::from_secs(after));
            (names(&inbox).len(), inbox.is_restless())
        };
        fs::write(&path, "abc").unwrap();
        assert_eq!(look(0), (0, true), "nobody knows yet whether it is whole");
        fs::write(&path, "abcdef").unwrap();
        assert_eq!(look(3), (0, true), "it has grown since");
        assert_eq!(look(6), (1, false), "it has been the same for three seconds");
        fs::write(&path, "abcdefghi").unwrap();
        assert_eq!(look(7), (0, true), "it grows again: what was offered is not what it is");
        fs::remove_file(&path).unwrap();
        assert_eq!(look(10), (0, false));
    }

    #[cfg(unix)]
    #[test]
    fn links_empty_and_hidden_files_and_folders_are_never_offered() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("real"), "x").unwrap();
        fs::write(dir.path().join("empty"), "").unwrap();
        fs::write(dir.path().join(".part"), "x").unwrap();
        fs::create_dir(dir.path().join("inner")).unwrap();
        fs::write(dir.path().join("inner/deep"), "x").unwrap();
        std::os::unix::fs::symlink(dir.path(), dir.path().join("loop")).unwrap();
        std::os::unix::fs::symlink(dir.path().join("real"), dir.path().join("link")).unwrap();
        let found: Vec<String> = list_folder(dir.path()).unwrap().into_iter().map(|f| f.name).collect();
        assert_eq!(found, ["real"]);
    }

    #[test]
    fn a_folder_that_is_gone_is_an_error_and_not_an_empty_one() {
        let dir = tempfile::tempdir().unwrap();
        let stick = dir.path().join("stick");
        fs::create_dir(&stick).unwrap();
        fs::write(stick.join("a"), "x").unwrap();
        let (mut inbox, start) = (Inbox::default(), Instant::now());
        inbox.take(1, list_folder(&stick), start);
        inbox.take(1, list_folder(&stick), start + SETTLE);
        assert_eq!(inbox.folder(1), (None, 1, 0));
        fs::remove_dir_all(&stick).unwrap();
        assert!(inbox.take(1, list_folder(&stick), start + SETTLE));
        assert_eq!(inbox.folder(1), (Some(Code::Vanished), 0, 0));
    }
}
