//! Files and folders beside a target that are not it yet: the bundle while it is written, the printed report before
//! that, an upload set.
//! Each is gone when it is dropped; one that lives is locked, so that a sweep tells it from a dead one.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::write::Replace;
use crate::error::{Code, Error, Result};
use crate::model::{Hasher, Sha256, hash_bytes};

/// Ends the name of a file that is not complete.
const UNFINISHED: &str = ".liuzheng-part";
/// Before that, in the name of a folder.
const FOLDER: &str = "-set";
const PIECE: usize = 1 << 20;

/// Something made that waits to be written into the bundle.
#[derive(Debug)]
pub struct Kept {
    file: Arc<Mutex<Unfinished>>,
    at: u64,
    pub size: u64,
    pub sha256: Sha256,
}

/// Many made things in one file.
#[derive(Debug)]
pub struct Spool {
    file: Arc<Mutex<Unfinished>>,
    end: u64,
}

impl Spool {
    pub fn beside(target: &Path) -> Result<Spool> {
        let (folder, name) = place(target)?;
        let mut own = name.to_owned();
        own.push("-copies");
        Ok(Spool { file: Arc::new(Mutex::new(Unfinished::create(folder, &own, target)?)), end: 0 })
    }

    pub fn add(&mut self, bytes: &[u8]) -> Result<Kept> {
        let mut unfinished = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let path = unfinished.path.clone();
        let to_end = unfinished.file.seek(io::SeekFrom::Start(self.end));
        to_end.and_then(|_| unfinished.file.write_all(bytes)).map_err(|e| Error::io(e, path))?;
        drop(unfinished);
        let kept = Kept { file: self.file.clone(), at: self.end, size: bytes.len() as u64, sha256: hash_bytes(bytes) };
        self.end += kept.size;
        Ok(kept)
    }
}

impl Kept {
    pub fn new(target: &Path, number: usize, bytes: &[u8]) -> Result<Kept> {
        let (folder, name) = place(target)?;
        let mut own = name.to_owned();
        own.push(format!("-{number}.pdf"));
        let mut unfinished = Unfinished::create(folder, &own, target)?;
        unfinished.file.write_all(bytes).map_err(|e| Error::io(e, target))?;
        let file = Arc::new(Mutex::new(unfinished));
        Ok(Kept { file, at: 0, size: bytes.len() as u64, sha256: hash_bytes(bytes) })
    }

    /// The bytes, then a failure unless they are still those that were made.
    pub fn pieces(&self, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut unfinished = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let path = unfinished.path.clone();
        let failed = |e| Error::io(e, &path);
        let changed =
            || Error::new(Code::Io).with("path", path.display()).because("what was made for the bundle changed");
        unfinished.file.seek(io::SeekFrom::Start(self.at)).map_err(failed)?;
        let (mut hasher, mut left, mut piece) = (Hasher::new(), self.size, vec![0; PIECE]);
        while left > 0 {
            let most = PIECE.min(usize::try_from(left).unwrap_or(PIECE));
            let n = unfinished.file.read(&mut piece[..most]).map_err(failed)?;
            if n == 0 {
                return Err(changed());
            }
            left -= n as u64;
            hasher.update(&piece[..n]);
            sink(&piece[..n])?;
        }
        if hasher.finish() == self.sha256 { Ok(()) } else { Err(changed()) }
    }
}

/// The folder and the name of a target.
pub fn place(target: &Path) -> Result<(&Path, &OsStr)> {
    let folder = match target.parent() {
        Some(p) if p.as_os_str().is_empty() => Path::new("."),
        Some(p) => p,
        None => return Err(unwritable(target)),
    };
    Ok((folder, target.file_name().ok_or_else(|| unwritable(target))?))
}

pub fn exists(target: &Path) -> Error {
    Error::new(Code::TargetExists).with("path", target.display())
}

pub fn unwritable(target: &Path) -> Error {
    Error::new(Code::TargetUnwritable).with("path", target.display())
}

/// The file beside the target. Removed on drop; locked while it lives, so that a sweep tells it from a dead one.
#[derive(Debug)]
pub struct Unfinished {
    pub path: PathBuf,
    pub file: File,
}

impl Unfinished {
    pub fn create(folder: &Path, name: &OsStr, target: &Path) -> Result<Self> {
        let mut own = OsString::from(".");
        // A name near the limit of the file system would not fit with the ending; one that is no text could not be told.
        match name.to_str() {
            Some(name) if name.len() <= 200 => own.push(name),
            _ => own.push(format!("liuzheng-{}", &hash_bytes(name.as_encoded_bytes()).hex()[..8])),
        }
        own.push(UNFINISHED);
        let path = folder.join(own);
        let made = OpenOptions::new().read(true).write(true).create_new(true).open(&path);
        let file = made.map_err(|e| match e.kind() {
            io::ErrorKind::AlreadyExists => exists(&path).because(e),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::io(e, target),
            _ => unwritable(target).because(e),
        })?;
        // Without locks (some network drives) a sweep by another export is the only thing that is not held off.
        let _ = file.try_lock();
        Ok(Unfinished { path, file })
    }

    pub fn become_target(self, file: File, target: &Path, replace: Replace) -> Result<()> {
        drop(file);
        let failed = |e: io::Error| match e.kind() {
            io::ErrorKind::AlreadyExists => exists(target).because(e),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::io(e, target),
            _ => unwritable(target).because(e),
        };
        if replace == Replace::Yes {
            return fs::rename(&self.path, target).map_err(failed);
        }
        // A link never replaces; drives without links get a look right before.
        match fs::hard_link(&self.path, target) {
            Ok(()) => Ok(()),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Err(failed(e)),
            Err(_) if fs::symlink_metadata(target).is_ok() => Err(exists(target)),
            Err(_) => fs::rename(&self.path, target).map_err(failed),
        }
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Gone already after a rename; after a link this is the second name.
        let _ = fs::remove_file(&self.path);
    }
}

/// A folder beside the target that is not it yet. It has no lock of its own on every system: a file beside it has, which
/// comes before it and goes after it.
#[derive(Debug)]
pub struct UnfinishedFolder {
    path: PathBuf,
    _lock: Unfinished,
}

impl UnfinishedFolder {
    /// What runs that died left in the same place is swept first.
    pub fn beside(target: &Path) -> Result<Self> {
        let (folder, name) = place(target)?;
        if !folder.is_dir() {
            return Err(unwritable(target));
        }
        sweep(folder);
        let lock = Unfinished::create(folder, name, target)?;
        let path = folder_of(&lock.path);
        fs::create_dir(&path).map_err(|e| Error::io(e, &path))?;
        Ok(UnfinishedFolder { path, _lock: lock })
    }

    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.path.join(name);
        let io = |e| Error::io(e, &path);
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(io)?;
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(io)
    }

    pub fn become_target(self, target: &Path) -> Result<()> {
        if target.symlink_metadata().is_ok() {
            return Err(exists(target));
        }
        fs::rename(&self.path, target).map_err(|e| Error::io(e, target))
    }
}

impl Drop for UnfinishedFolder {
    fn drop(&mut self) {
        // Gone already after the rename.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// `.NAME-set.liuzheng-part` of `.NAME.liuzheng-part`.
fn folder_of(lock: &Path) -> PathBuf {
    let name = lock.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
    lock.with_file_name(format!("{}{FOLDER}{UNFINISHED}", name.strip_suffix(UNFINISHED).unwrap_or(&name)))
}

/// Removes what exports and upload sets that died left in the folder. Never in the way of the work.
pub fn sweep(folder: &Path) {
    let Ok(listing) = fs::read_dir(folder) else { return };
    for entry in listing.flatten() {
        let (name, path) = (entry.file_name(), entry.path());
        let name = name.to_string_lossy();
        let Some(stem) = name.strip_suffix(UNFINISHED).filter(|stem| stem.starts_with('.')) else { continue };
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_file() && !lives(&path) {
            let _ = fs::remove_file(&path);
        } else if kind.is_dir() {
            let lock = format!("{}{UNFINISHED}", stem.strip_suffix(FOLDER).unwrap_or(stem));
            if !lives(&path.with_file_name(lock)) {
                clear(&path);
            }
        }
    }
}

/// Whether somebody holds its lock.
fn lives(path: &Path) -> bool {
    if !path.symlink_metadata().is_ok_and(|m| m.is_file()) {
        return false;
    }
    File::open(path).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}

/// Files of a set lie flat in their folder: one that holds a folder is not of this program, and stays.
fn clear(folder: &Path) {
    let Ok(listing) = fs::read_dir(folder) else { return };
    let all: Vec<fs::DirEntry> = listing.flatten().collect();
    if all.iter().all(|e| e.file_type().is_ok_and(|t| t.is_file())) {
        all.iter().for_each(|e| drop(fs::remove_file(e.path())));
        let _ = fs::remove_dir(folder);
    }
}
