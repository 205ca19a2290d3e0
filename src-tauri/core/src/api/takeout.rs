//! Taking out: originals copied to a folder of the user's, byte for byte, under their own names, and read back.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{ErrorView, EvidenceChoice, Session, TakenOut};
use crate::bundle::own_name;
use crate::error::{Code, Error, Result};
use crate::intake::{Found, hash_only};
use crate::model::{CaseId, Evidence, EvidenceId, Job, Progress};

/// Names told in the answer.
const NAMED: usize = 20;

impl Session {
    /// `Err` only when nothing could be begun; else what was written, with `error` when it stopped early. The second
    /// part: the files, in the order of the case.
    pub fn take_out(
        &self,
        case: &CaseId,
        choice: &EvidenceChoice,
        folder: &Path,
        job: &Job,
    ) -> Result<(TakenOut, Vec<PathBuf>)> {
        let ids = self.vault.read(|f| f.chosen(case, choice))?;
        let mut names = Names::of(folder)?;
        let mut out = TakenOut {
            folder: folder.display().to_string(),
            count: 0,
            bytes: 0,
            names: Vec::new(),
            refused: Vec::new(),
            error: None,
        };
        let mut written = Vec::with_capacity(ids.len());
        let mut progress = Progress { total: ids.len() as u64, ..Progress::default() };
        for id in ids {
            match job.go_on().and_then(|()| self.take_one(id, folder, &mut names)) {
                Ok(Ok((path, bytes))) => {
                    out.count += 1;
                    out.bytes += bytes;
                    if out.names.len() < NAMED {
                        out.names.push(path.file_name().unwrap_or_default().to_string_lossy().into_owned());
                    }
                    written.push(path);
                }
                Ok(Err(refused)) => out.refused.push(refused),
                Err(e) => {
                    out.error = Some(ErrorView::from(&e));
                    break;
                }
            }
            progress.done += 1;
            progress.bytes_done = out.bytes;
            job.report(progress);
        }
        Ok((out, written))
    }

    /// The inner error: the stored bytes are not what they were, so they are not handed out as if they were.
    fn take_one(
        &self,
        id: EvidenceId,
        folder: &Path,
        names: &mut Names,
    ) -> Result<std::result::Result<(PathBuf, u64), (String, Code)>> {
        let e = self.vault.read(|f| f.evidence(id))?;
        let (path, place) = names.reserve(folder, &e)?;
        let part = folder.join(format!(".{}-{}.liuzheng-part", e.number, e.sha256.hex().get(..8).unwrap_or_default()));
        let outcome = self.write_part(&e, &part).and_then(|n| {
            drop(place);
            fs::rename(&part, &path).map_err(|err| Error::io(err, &path))?;
            Ok(n)
        });
        match outcome {
            Ok(n) => Ok(Ok((path, n))),
            Err(err) => {
                // Best effort: what could not be finished must not look as if it were.
                let _ = fs::remove_file(&part);
                let _ = fs::remove_file(&path);
                match err.code {
                    Code::OriginalChanged | Code::OriginalMissing => Ok(Err((e.number.to_string(), err.code))),
                    _ => Err(err.with("evidence", e.number)),
                }
            }
        }
    }

    fn write_part(&self, e: &Evidence, part: &Path) -> Result<u64> {
        let unwritable = |err| Error::io(err, part);
        let mut file = File::create(part).map_err(unwritable)?;
        // So that no export or upload set beside it takes it for one that a dead run left.
        let _ = file.try_lock();
        let n = self.vault.originals(|o| o.copy(&e.sha256, &mut |b| file.write_all(b).map_err(unwritable)))?;
        file.sync_all().map_err(unwritable)?;
        drop(file);
        let found = Found { path: part.to_owned(), name: e.name.clone(), size: n, modified: None };
        let back = hash_only(&found).map_err(|code| Error::new(code).with("path", part.display()))?;
        if back == e.sha256 {
            Ok(n)
        } else {
            Err(Error::new(Code::Io).with("path", part.display()).with("reason", "what was read back differs"))
        }
    }
}

/// Names that a folder has, folded as systems that do not tell case apart fold them.
struct Names(HashSet<String>);

impl Names {
    fn of(folder: &Path) -> Result<Names> {
        let mut names = HashSet::new();
        for entry in fs::read_dir(folder).map_err(|e| Error::io(e, folder))? {
            let entry = entry.map_err(|e| Error::io(e, folder))?;
            names.insert(fold(&entry.file_name().to_string_lossy()));
        }
        Ok(Names(names))
    }

    /// A name that nothing has, held by an empty file: nothing of the user's is ever written over.
    fn reserve(&mut self, folder: &Path, e: &Evidence) -> Result<(PathBuf, File)> {
        let own = own_name(&e.name, e.number, &e.media.media_type);
        let (stem, end) = match own.rfind('.') {
            Some(dot) if dot > 0 => own.split_at(dot),
            _ => (own.as_str(), ""),
        };
        for n in 1u32.. {
            let name = if n == 1 { own.clone() } else { format!("{stem} ({n}){end}") };
            if !self.0.insert(fold(&name)) {
                continue;
            }
            let path = folder.join(&name);
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok((path, file)),
                Err(err) if err.kind() == io::ErrorKind::AlreadyExists => {}
                Err(err) => return Err(Error::io(err, path)),
            }
        }
        Err(Error::new(Code::TargetExists).with("path", folder.display()))
    }
}

fn fold(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    name.nfc().flat_map(char::to_lowercase).collect()
}
