//! Files beside a target that are not it yet: the bundle while it is written, and the printed report before that.
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
        // A name near the limit of the file system would not fit with the ending.
        if name.len() > 200 {
            own.push(format!("liuzheng-{}", &hash_bytes(name.as_encoded_bytes()).hex()[..8]))
        } else {
            own.push(name)
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

/// Removes what exports that died left in the folder. Never in the way of the export.
pub fn sweep(folder: &Path) {
    let Ok(listing) = fs::read_dir(folder) else { return };
    for entry in listing.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !(name.starts_with('.') && name.ends_with(UNFINISHED) && entry.file_type().is_ok_and(|t| t.is_file())) {
            continue;
        }
        let Ok(file) = File::open(entry.path()) else { continue };
        let alive = matches!(file.try_lock(), Err(TryLockError::WouldBlock));
        drop(file);
        if !alive {
            let _ = fs::remove_file(entry.path());
        }
    }
}
