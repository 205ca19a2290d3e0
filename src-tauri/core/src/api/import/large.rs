//! Large files: read and hashed on one thread, written on another, never whole in memory.
//!
//! Where a stored original has the same size, the file is hashed first and read a second time only if it is new.

use std::sync::mpsc::{Receiver, sync_channel};

use super::Import;
use super::filing_in::{Known, file_one, log_repair, look};
use crate::api::convert::named_at;
use crate::api::{DuplicateRow, ImportedRow};
use crate::error::{Code, Result};
use crate::intake::{self, Found, Source, SourceEnd};
use crate::model::{Hasher, Job, Origin, Sha256, Stamp};
use crate::vault::{BATCH, BlobInfo, NewEvidence, PIECE, Staging};

/// Pieces that the reader may be ahead of the writer.
const AHEAD: usize = 32;

/// What the reading thread ends with.
type Read = std::result::Result<(Sha256, SourceEnd), Code>;

impl Import<'_> {
    pub(super) fn take_large(&mut self, found: &Found, tz: &str) -> Result<()> {
        let vault = &self.session.vault;
        if vault.originals(|o| o.has_size(found.size))? {
            let sha256 = match hash_first(found, self.job) {
                Ok(sha256) => sha256,
                Err(code) => return self.refuse_large(found, code),
            };
            let known = look(vault, &vault.originals_writer()?, &sha256)?;
            if known == Known::Stored {
                let head = vault.originals(|o| o.range(&sha256, 0, intake::HEAD))?;
                let saved = self.settle(found, tz, sha256, &head, None)?;
                self.progress.bytes_done += found.size;
                self.tell(saved);
                return Ok(());
            }
        }
        let (staging, read) = self.stage_file(found)?;
        match read {
            Ok((sha256, end)) if end.size > 0 => {
                let saved = self.settle(found, tz, sha256, &end.head, Some(staging))?;
                self.tell(saved);
                Ok(())
            }
            Ok(_) => {
                self.session.vault.originals_writer()?.abandon(staging)?;
                self.refuse_large(found, Code::EmptyFile)
            }
            Err(code) => {
                self.session.vault.originals_writer()?.abandon(staging)?;
                self.refuse_large(found, code)
            }
        }
    }

    /// A cancel is not the file's fault: the import ends, the file is not listed as refused.
    fn refuse_large(&mut self, found: &Found, code: Code) -> Result<()> {
        self.job.go_on()?;
        self.refuse(found.path.clone(), code);
        Ok(())
    }

    fn stage_file(&mut self, found: &Found) -> Result<(Staging, Read)> {
        let mut staging = self.session.vault.originals_writer()?.stage()?;
        let (send, receive) = sync_channel::<Vec<u8>>(AHEAD);
        let job = self.job.clone();
        let outcome = std::thread::scope(|scope| {
            let reader = scope
                .spawn(move || stream(found, &job, |piece| send.send(piece.to_vec()).map_err(|_| Code::Cancelled)));
            let written = self.write_pieces(&mut staging, receive);
            let read = reader.join().unwrap_or(Err(Code::Internal));
            written.map(|()| read)
        });
        match outcome {
            Ok(read) => Ok((staging, read)),
            Err(e) => {
                // Best effort: what stays staged is swept when the vault is opened next.
                if let Ok(mut writer) = self.session.vault.originals_writer() {
                    let _ = writer.abandon(staging);
                }
                Err(e)
            }
        }
    }

    fn write_pieces(&mut self, staging: &mut Staging, receive: Receiver<Vec<u8>>) -> Result<()> {
        let mut buffer: Vec<u8> = Vec::with_capacity(BATCH);
        for piece in receive {
            buffer.extend_from_slice(&piece);
            if buffer.len() + PIECE > BATCH {
                self.write_buffer(staging, &mut buffer)?;
            }
        }
        if buffer.is_empty() { Ok(()) } else { self.write_buffer(staging, &mut buffer) }
    }

    fn write_buffer(&mut self, staging: &mut Staging, buffer: &mut Vec<u8>) -> Result<()> {
        self.session.vault.originals_writer()?.stage_bytes(staging, buffer)?;
        self.progress.bytes_done += buffer.len() as u64;
        self.job.report(self.progress);
        buffer.clear();
        Ok(())
    }

    /// The blob row (when staged), then the facts. Nothing comes back for a duplicate.
    fn settle(
        &mut self,
        found: &Found,
        tz: &str,
        sha256: Sha256,
        head: &[u8],
        staging: Option<Staging>,
    ) -> Result<Vec<ImportedRow>> {
        let by = self.session.by();
        let vault = &self.session.vault;
        let media_type = intake::sniff(head, &found.name);
        let mut writer = vault.originals_writer()?;
        let known = look(vault, &writer, &sha256)?;
        if let Some(staging) = staging {
            if known == Known::Damaged {
                writer.erase(&sha256)?;
            }
            let info = BlobInfo {
                sha256,
                size: found.size,
                media_type: media_type.clone(),
                first_name: found.name.clone(),
                added: by.at.clone(),
            };
            writer.finish(staging, &info)?;
        }
        let new = NewEvidence {
            sha256,
            size: found.size,
            name: found.name.clone(),
            origin: Origin::File,
            media: intake::media_info(head, &media_type),
            facts: self.facts.clone(),
            file_at: found.modified.and_then(|t| Stamp::from_system(t, tz)),
            named_at: named_at(&found.name, Origin::File, &by.at.tz),
            imported: by.at.clone(),
        };
        let mut duplicate = None;
        let row = vault.write(|tx| {
            if known == Known::Damaged {
                log_repair(tx, &by, &sha256)?;
            }
            duplicate = tx.read().evidence_with(self.case, &sha256)?;
            if duplicate.is_some() { Ok(None) } else { file_one(tx, &by, self.case, &new).map(Some) }
        })?;
        if let Some((evidence, number)) = duplicate {
            self.report.duplicates.push(DuplicateRow {
                path: found.path.to_string_lossy().into_owned(),
                name: found.name.clone(),
                sha256: sha256.hex(),
                evidence,
                number: number.to_string(),
                repaired: known == Known::Damaged,
            });
        }
        Ok(row.into_iter().collect())
    }
}

fn hash_first(found: &Found, job: &Job) -> std::result::Result<Sha256, Code> {
    stream(found, job, |_| Ok(())).map(|(sha256, _)| sha256)
}

fn stream(found: &Found, job: &Job, mut sink: impl FnMut(&[u8]) -> std::result::Result<(), Code>) -> Read {
    let mut source = Source::open(found)?;
    let (mut hasher, mut piece) = (Hasher::new(), Vec::new());
    while source.next(&mut piece)? {
        if job.is_cancelled() {
            return Err(Code::Cancelled);
        }
        hasher.update(&piece);
        sink(&piece)?;
    }
    Ok((hasher.finish(), source.finish()?))
}
