//! Saving a batch: bytes, then facts, then the word that they are saved.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{Import, Ready};
use crate::api::convert::named_at;
use crate::api::{DuplicateRow, ImportedRow};
use crate::error::Result;
use crate::model::{Event, EvidenceId, Number, Sha256};
use crate::vault::{BlobInfo, By, FactsTx, NewEvidence, OriginalsWriter, Vault};

/// What is known of bytes when their turn comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// No original has them.
    New,
    /// Stored and, as far as is known, intact.
    Stored,
    /// Facts name them, but the stored copy is damaged or gone: these bytes take its place.
    Damaged,
}

/// Looks under the writer's lock, and cancels a pending erase durably before the bytes are relied on.
pub(super) fn look(vault: &Vault, writer: &OriginalsWriter, sha256: &Sha256) -> Result<Known> {
    let stored = writer.read().info(sha256)?.is_some();
    let (damaged, used, erase) =
        vault.read(|f| Ok((f.known_damaged(sha256)?, f.is_used(sha256)?, f.erase_pending(sha256)?)))?;
    if erase {
        vault.write(|tx| tx.forget_erase(sha256))?;
    }
    Ok(match (stored, damaged || (used && !stored)) {
        (_, true) => Known::Damaged,
        (true, false) => Known::Stored,
        (false, false) => Known::New,
    })
}

/// The stored copy was replaced: every piece that uses it gets an entry.
pub(super) fn log_repair(tx: &FactsTx, by: &By, sha256: &Sha256) -> Result<()> {
    tx.forget_verified(sha256)?;
    for (case, number) in tx.read().evidence_using(sha256)? {
        tx.log(by, &case, Event::EvidenceRepaired, Some(number), Some(*sha256), json!({}))?;
    }
    Ok(())
}

impl Import<'_> {
    pub(super) fn flush(&mut self) -> Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let batch = std::mem::take(&mut self.waiting);
        self.waiting_bytes = 0;
        let by = self.session.by();
        let mut rows = Vec::new();
        {
            let vault = &self.session.vault;
            let mut writer = vault.originals_writer()?;
            let mut known: BTreeMap<Sha256, Known> = BTreeMap::new();
            for ready in &batch {
                if let Entry::Vacant(place) = known.entry(ready.sha256) {
                    place.insert(look(vault, &writer, &ready.sha256)?);
                }
            }
            for sha256 in known.iter().filter(|(_, k)| **k == Known::Damaged).map(|(s, _)| s) {
                writer.erase(sha256)?;
            }
            let infos: Vec<(BlobInfo, &[u8])> = batch
                .iter()
                .filter(|r| known[&r.sha256] != Known::Stored)
                .map(|r| (blob_info(r, &by), r.bytes.as_slice()))
                .collect();
            if !infos.is_empty() {
                writer.add(infos.iter().map(|(info, bytes)| (info, *bytes)))?;
            }
            vault.write(|tx| {
                for sha256 in known.iter().filter(|(_, k)| **k == Known::Damaged).map(|(s, _)| s) {
                    log_repair(tx, &by, sha256)?;
                }
                rows = self.file_in(tx, &by, &batch)?;
                Ok(())
            })?;
            let repaired: BTreeSet<Sha256> =
                known.into_iter().filter(|(_, k)| *k == Known::Damaged).map(|(s, _)| s).collect();
            for (ready, row) in batch.iter().zip(&rows) {
                if let Err((evidence, number)) = row {
                    self.report.duplicates.push(duplicate(ready, *evidence, *number, repaired.contains(&ready.sha256)));
                }
            }
        }
        self.tell(rows.into_iter().flatten().collect());
        for ready in &batch {
            self.step(ready.bytes.len() as u64);
        }
        Ok(())
    }

    pub(super) fn tell(&mut self, saved: Vec<ImportedRow>) {
        if !saved.is_empty() {
            (self.saved)(&saved);
            self.report.imported.extend(saved);
        }
    }

    /// A row for what is filed, or the piece that has these bytes already.
    fn file_in(
        &self,
        tx: &FactsTx,
        by: &By,
        batch: &[Ready],
    ) -> Result<Vec<std::result::Result<ImportedRow, (EvidenceId, Number)>>> {
        batch
            .iter()
            .map(|ready| match tx.read().evidence_with(self.case, &ready.sha256)? {
                Some(there) => Ok(Err(there)),
                None => {
                    let new = NewEvidence {
                        sha256: ready.sha256,
                        size: ready.bytes.len() as u64,
                        name: ready.name.clone(),
                        origin: ready.origin,
                        media: ready.media.clone(),
                        facts: self.facts.clone(),
                        file_at: ready.file_at.clone(),
                        named_at: named_at(&ready.name, ready.origin, &by.at.tz),
                        imported: by.at.clone(),
                    };
                    file_one(tx, by, self.case, &new).map(Ok)
                }
            })
            .collect()
    }
}

/// A number, the facts and the custody entry of one piece.
pub fn file_one(tx: &FactsTx, by: &By, case: &crate::model::CaseId, new: &NewEvidence) -> Result<ImportedRow> {
    let number = tx.take_numbers(case, 1)?[0];
    let id = tx.insert_evidence(case, number, new)?;
    let event = match new.origin {
        crate::model::Origin::Recovered => Event::EvidenceRecovered,
        _ => Event::EvidenceImported,
    };
    let detail = json!({ "origin": new.origin, "size": new.size });
    tx.log(by, case, event, Some(number), Some(new.sha256), detail)?;
    Ok(ImportedRow {
        evidence: id,
        number: number.to_string(),
        sha256: new.sha256.hex(),
        name: new.name.clone(),
        size: new.size,
        media_type: new.media.media_type.clone(),
    })
}

fn blob_info(ready: &Ready, by: &By) -> BlobInfo {
    BlobInfo {
        sha256: ready.sha256,
        size: ready.bytes.len() as u64,
        media_type: ready.media.media_type.clone(),
        first_name: ready.name.clone(),
        added: by.at.clone(),
    }
}

fn duplicate(ready: &Ready, evidence: EvidenceId, number: Number, repaired: bool) -> DuplicateRow {
    DuplicateRow {
        path: ready.path.to_string_lossy().into_owned(),
        name: ready.name.clone(),
        sha256: ready.sha256.hex(),
        evidence,
        number: number.to_string(),
        repaired,
    }
}
