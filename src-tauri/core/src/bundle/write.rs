//! Writing a planned bundle: beside the target under another name, synced, then renamed. A failure or a cancel leaves
//! nothing behind. Every original is hashed again while it is written; one that differs stops the export.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::thread;

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{AesMode, CompressionMethod, DateTime, ZipWriter};

use super::ahead::{Pieces, ReadOriginal, read_ahead};
use super::kept::{Unfinished, exists, place, sweep, unwritable};
use super::plan::{Body, Plan};
use super::sink::{HashingFile, Lent};
use crate::error::{Code, Error, Result};
use crate::model::{Job, Password, Progress, Sha256, Stamp};

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

/// With a password every file is AES-256 encrypted (WinZip AE-1, as 7-Zip reads it); names and sizes stay visible, and no
/// two such bundles are alike, as each file has a salt of its own.
pub fn write(
    plan: &Plan,
    read: &mut ReadOriginal,
    target: &Path,
    replace: Replace,
    password: Option<&Password>,
    job: &Job,
) -> Result<Written> {
    let (folder, name) = ready(target, replace)?;
    let unfinished = Unfinished::create(folder, name, target)?;
    let (file, bytes, sha256) = fill(plan, read, &unfinished, password, job).map_err(|e| match e.code {
        Code::NoSpace => e.with("needed_bytes", plan.bytes(password.is_some())),
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

/// Puts a small file where there is none: whole, or not at all.
pub fn write_new(target: &Path, bytes: &[u8]) -> Result<()> {
    let (folder, name) = ready(target, Replace::No)?;
    let unfinished = Unfinished::create(folder, name, target)?;
    let mut file = unfinished.file.try_clone().map_err(|e| Error::io(e, target))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|e| Error::io(e, target))?;
    unfinished.become_target(file, target, Replace::No)?;
    sync_folder(folder).map_err(|e| Error::io(e, folder))
}

/// Whether there is a place for a bundle of that name: its folder and the name in it. What exports that died left in the
/// folder is cleared away: before a new one puts anything of the same name there.
pub fn ready(target: &Path, replace: Replace) -> Result<(&Path, &OsStr)> {
    let (folder, name) = place(target)?;
    match fs::symlink_metadata(target) {
        Ok(_) if replace == Replace::No => return Err(exists(target)),
        // No link either, whatever it leads to: what is replaced is a plain file.
        Ok(m) if !m.is_file() => return Err(unwritable(target)),
        _ => {}
    }
    if !folder.is_dir() {
        return Err(unwritable(target));
    }
    sweep(folder);
    Ok((folder, name))
}

fn fill(
    plan: &Plan,
    read: &mut ReadOriginal,
    to: &Unfinished,
    password: Option<&Password>,
    job: &Job,
) -> Result<(File, u64, Sha256)> {
    let failed = |e| Error::io(e, &to.path);
    let (file, synced) = (to.file.try_clone().map_err(failed)?, to.file.try_clone().map_err(failed)?);
    thread::scope(|scope| {
        let (tick, ticks) = sync_channel(1);
        // What one sync says of a failure, no later one says again.
        let syncing = scope.spawn(move || ticks.into_iter().try_for_each(|()| synced.sync_data()));
        let lent = Lent::new(HashingFile::new(file, tick));
        let mut zip = ZipWriter::new(lent.clone());
        let done = read_ahead(plan, read, |pieces| {
            let mut to = To { zip: &mut zip, lent: &lent, path: &to.path, password };
            entries(plan, &pieces, &mut to, job)
        });
        let done = done.and_then(|()| zip.finish().map(drop).map_err(|e| zip_error(e, &to.path)));
        // Taken back before the writer is dropped, so that a failed one can't go on writing.
        let sink = lent.take_back().ok_or_else(|| Error::new(Code::Internal).with("reason", "no file"))?;
        done?;
        let whole = sink.finish().map_err(failed)?;
        syncing.join().unwrap_or_else(|_| Err(io::Error::other("the syncing thread fell over"))).map_err(failed)?;
        Ok(whole)
    })
}

/// Where the entries go.
struct To<'a> {
    zip: &'a mut ZipWriter<Lent>,
    lent: &'a Lent,
    path: &'a Path,
    password: Option<&'a Password>,
}

fn entries(plan: &Plan, pieces: &Pieces, to: &mut To, job: &Job) -> Result<()> {
    let (zip, lent, path) = (&mut *to.zip, to.lent, to.path);
    let mut progress = Progress {
        total: plan.parts.len() as u64,
        bytes_total: plan.parts.iter().map(|p| p.body.size()).sum(),
        ..Progress::default()
    };
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip_time(&plan.made))
        .unix_permissions(0o644);
    let options = match to.password {
        Some(password) => options.with_aes_encryption(AesMode::Aes256, password.as_str()),
        None => options,
    };
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
            Body::Kept(kept) => kept.pieces(&mut |piece| {
                job.go_on()?;
                zip.write_all(piece).map_err(|e| Error::io(e, path))
            })?,
            Body::About(_) => return Err(Error::new(Code::Internal).with("reason", "an estimate can't be written")),
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

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
