//! Writing a planned bundle: beside the target under another name, synced, then renamed. A failure or a cancel leaves
//! nothing behind. Every original is hashed again while it is written; one that differs stops the export.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::thread;

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::ahead::{Pieces, ReadOriginal, read_ahead};
use super::plan::{Body, Plan};
use super::sink::{HashingFile, Lent};
use crate::error::{Code, Error, Result};
use crate::model::{Job, Progress, Sha256, Stamp};

/// What to do with a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replace {
    Yes,
    No,
}

/// A bundle that lies under its final name, synced.
#[derive(Debug, Clone)]
pub struct Written {
    /// Of the ZIP.
    pub sha256: Sha256,
    /// Eight groups of four hex digits.
    pub fingerprint: String,
    pub entries: u64,
    pub bytes: u64,
    /// Text of data/evidence.sha256.
    pub evidence_sha256: String,
}

/// Ends the name of a bundle that is not complete.
const UNFINISHED: &str = ".liuzheng-part";

pub fn write(plan: &Plan, read: &mut ReadOriginal, target: &Path, replace: Replace, job: &Job) -> Result<Written> {
    let folder = match target.parent() {
        Some(p) if p.as_os_str().is_empty() => Path::new("."),
        Some(p) => p,
        None => return Err(unwritable(target)),
    };
    let name = target.file_name().ok_or_else(|| unwritable(target))?;
    match fs::symlink_metadata(target) {
        Ok(_) if replace == Replace::No => return Err(exists(target)),
        Ok(m) if m.is_dir() => return Err(unwritable(target)),
        _ => {}
    }
    if !folder.is_dir() {
        return Err(unwritable(target));
    }
    sweep(folder);
    let unfinished = Unfinished::create(folder, name, target)?;
    let (file, bytes, sha256) = fill(plan, read, &unfinished, job).map_err(|e| match e.code {
        Code::NoSpace => e.with("needed_bytes", plan.bytes()),
        _ => e,
    })?;
    file.sync_all().map_err(|e| Error::io(e, target))?;
    job.go_on()?;
    unfinished.become_target(file, target, replace)?;
    sync_folder(folder).map_err(|e| Error::io(e, folder))?;
    Ok(Written {
        sha256,
        fingerprint: plan.fingerprint(),
        entries: plan.parts.len() as u64,
        bytes,
        evidence_sha256: plan.evidence_text(),
    })
}

fn fill(plan: &Plan, read: &mut ReadOriginal, to: &Unfinished, job: &Job) -> Result<(File, u64, Sha256)> {
    let failed = |e| Error::io(e, &to.path);
    let (file, synced) = (to.file.try_clone().map_err(failed)?, to.file.try_clone().map_err(failed)?);
    thread::scope(|scope| {
        let (tick, ticks) = sync_channel(1);
        // What one sync says of a failure, no later one says again.
        let syncing = scope.spawn(move || ticks.into_iter().try_for_each(|()| synced.sync_data()));
        let lent = Lent::new(HashingFile::new(file, tick));
        let mut zip = ZipWriter::new(lent.clone());
        let done = read_ahead(plan, read, |pieces| entries(plan, &pieces, &mut zip, &lent, &to.path, job));
        let done = done.and_then(|()| zip.finish().map(drop).map_err(|e| zip_error(e, &to.path)));
        // Taken back before the writer is dropped, so that a failed one can't go on writing.
        let sink = lent.take_back().ok_or_else(|| Error::new(Code::Internal).with("reason", "no file"))?;
        done?;
        let whole = sink.finish().map_err(failed)?;
        syncing.join().unwrap_or_else(|_| Err(io::Error::other("the syncing thread fell over"))).map_err(failed)?;
        Ok(whole)
    })
}

fn entries(plan: &Plan, pieces: &Pieces, zip: &mut ZipWriter<Lent>, lent: &Lent, path: &Path, job: &Job) -> Result<()> {
    let mut progress = Progress {
        total: plan.parts.len() as u64,
        bytes_total: plan.parts.iter().map(|p| p.body.size()).sum(),
        ..Progress::default()
    };
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip_time(&plan.made))
        .unix_permissions(0o644);
    job.report(progress);
    for part in &plan.parts {
        job.go_on()?;
        let entry = lent.end();
        let options = options.large_file(part.body.size() >= u64::from(u32::MAX));
        zip.start_file(format!("{}/{}", plan.root, part.path), options).map_err(|e| zip_error(e, path))?;
        // The header before has been completed by now.
        lent.settle(entry).map_err(|e| Error::io(e, path))?;
        match &part.body {
            Body::Made(bytes) => zip.write_all(bytes).map_err(|e| Error::io(e, path))?,
            Body::Original { .. } => original(pieces, zip, path, job, progress)?,
        }
        progress.done += 1;
        progress.bytes_done += part.body.size();
        job.report(progress);
    }
    Ok(())
}

fn original(pieces: &Pieces, zip: &mut ZipWriter<Lent>, path: &Path, job: &Job, before: Progress) -> Result<()> {
    let (mut length, mut told) = (0u64, 0u64);
    while let Some(piece) = pieces.next()? {
        job.go_on()?;
        zip.write_all(&piece).map_err(|e| Error::io(e, path))?;
        length += piece.len() as u64;
        if length - told >= 4 << 20 {
            told = length;
            job.report(Progress { bytes_done: before.bytes_done + length, ..before });
        }
    }
    Ok(())
}

/// UTC, as the DOS time of the format; 1980 to 2107.
fn zip_time(at: &Stamp) -> DateTime {
    let n = |from: usize, to: usize| at.at.get(from..to).and_then(|s| s.parse::<u16>().ok());
    let b = |from, to| n(from, to).and_then(|v| u8::try_from(v).ok());
    let parts = (n(0, 4), b(5, 7), b(8, 10), b(11, 13), b(14, 16), b(17, 19));
    let (Some(y), Some(mo), Some(d), Some(h), Some(mi), Some(s)) = parts else { return DateTime::default() };
    DateTime::from_date_and_time(y, mo, d, h, mi, s).unwrap_or_default()
}

fn zip_error(e: ZipError, path: &Path) -> Error {
    match e {
        ZipError::Io(e) => Error::io(e, path),
        other => Error::new(Code::Internal).with("reason", "ZIP").because(other),
    }
}

fn exists(target: &Path) -> Error {
    Error::new(Code::TargetExists).with("path", target.display())
}

fn unwritable(target: &Path) -> Error {
    Error::new(Code::TargetUnwritable).with("path", target.display())
}

/// The file beside the target. Removed on drop; locked while it lives, so that a sweep tells it from a dead one.
struct Unfinished {
    path: PathBuf,
    file: File,
}

impl Unfinished {
    fn create(folder: &Path, name: &std::ffi::OsStr, target: &Path) -> Result<Self> {
        let mut own = std::ffi::OsString::from(".");
        // A name near the limit of the file system would not fit with the ending.
        if name.len() > 200 {
            own.push("liuzheng")
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

    fn become_target(self, file: File, target: &Path, replace: Replace) -> Result<()> {
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
fn sweep(folder: &Path) {
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

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
