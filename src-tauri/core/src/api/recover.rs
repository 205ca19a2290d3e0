//! Getting a vault back whose facts were lost, and filing originals that a crash left without facts.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use super::convert::named_at;
use super::import::file_one;
use super::timestamps::AT_IMPORT;
use super::{CaseView, RecoverReport, Session, UnfiledRow};
use crate::clock::Clock;
use crate::error::{Code, Error, Result};
use crate::intake;
use crate::model::{
    Case, CaseFacts, CaseId, Dispute, Event, EvidenceFacts, EvidenceId, Filing, Mask, Origin, Platform, Series,
    SeriesPage, Sha256, Talk,
};
use crate::vault::{BlobInfo, By, FactsTx, NewEvidence, NewTimestamp, Salvage, SalvagedCase, TimestampOver, Vault};

impl Session {
    /// Sets a damaged vault.db aside and builds a new one from what it still tells and from originals.db.
    pub fn recover(dir: &Path, clock: Clock) -> Result<RecoverReport> {
        let salvage = Vault::salvage(dir, &clock.now())?;
        let session = Session::open(dir, clock)?;
        let by = session.by();
        let mut report = RecoverReport {
            cases: 0,
            evidence: 0,
            unfiled: 0,
            set_aside: salvage.set_aside.iter().map(|p| p.display().to_string()).collect(),
        };
        session.vault.write(|tx| restore(tx, &by, &salvage, &mut report))?;
        let unfiled: Vec<Sha256> = session.unfiled_blobs()?.into_iter().map(|b| b.sha256).collect();
        report.unfiled = u32::try_from(unfiled.len()).unwrap_or(u32::MAX);
        if !unfiled.is_empty() {
            session.unfiled_file(None, &unfiled)?;
        }
        session.vault.finish_erases()?;
        Ok(report)
    }

    /// Originals without facts: left by a crash between bytes and facts.
    pub fn unfiled(&self) -> Result<Vec<UnfiledRow>> {
        Ok(self
            .unfiled_blobs()?
            .into_iter()
            .map(|b| UnfiledRow {
                sha256: b.sha256.hex(),
                name: b.first_name,
                size: b.size,
                media_type: b.media_type,
                added: b.added,
            })
            .collect())
    }

    /// Files such originals in a case; `None`: in a new one.
    pub fn unfiled_file(&self, case: Option<&CaseId>, originals: &[Sha256]) -> Result<CaseView> {
        let case = match case {
            Some(id) => id.clone(),
            None => self.case_new(placeholder())?.id,
        };
        let by = self.by();
        for sha256 in originals {
            let writer = self.vault.originals_writer()?;
            let blob =
                writer.read().info(sha256)?.ok_or_else(|| Error::new(Code::OriginalMissing).with("sha256", sha256))?;
            let head = writer.read().range(sha256, 0, intake::HEAD.max(8 * 1024 * 1024))?;
            let new = NewEvidence {
                sha256: *sha256,
                size: blob.size,
                named_at: named_at(&blob.first_name, Origin::Recovered, &blob.added.tz),
                name: blob.first_name,
                origin: Origin::Recovered,
                media: intake::media_info(&head, &blob.media_type),
                facts: EvidenceFacts::default(),
                file_at: None,
                imported: blob.added,
            };
            self.vault.write(|tx| {
                tx.forget_erase(sha256)?;
                if tx.read().evidence_with(&case, sha256)?.is_none() {
                    file_one(tx, &by, &case, &new)?;
                }
                Ok(())
            })?;
            drop(writer);
        }
        self.case_get(&case)
    }

    pub(super) fn unfiled_blobs(&self) -> Result<Vec<BlobInfo>> {
        // An import in this process holds the lock between bytes and facts: what it is about to file is not unfiled.
        let writer = self.vault.originals_writer().ok();
        let stored = self.vault.originals(|o| o.list())?;
        let (used, erases) = self.vault.read(|f| Ok((f.used_originals()?, f.erases()?)))?;
        drop(writer);
        Ok(stored
            .into_iter()
            .filter(|b| used.binary_search(&b.sha256).is_err() && erases.binary_search(&b.sha256).is_err())
            .filter(|b| !super::masks::is_derived(b))
            .collect())
    }
}

fn restore(tx: &FactsTx, by: &By, salvage: &Salvage, report: &mut RecoverReport) -> Result<()> {
    for (key, value) in &salvage.settings {
        tx.set_setting(key, Some(value))?;
    }
    tx.set_own(&salvage.own)?;
    for (old, service) in &salvage.services {
        let new = tx.put_time_authority(None, service)?;
        if salvage.settings.iter().any(|(key, id)| key == AT_IMPORT && *id == old.0.to_string()) {
            tx.set_setting(AT_IMPORT, Some(&new.0.to_string()))?;
        }
    }
    for sha256 in &salvage.erases {
        tx.ask_erase(sha256, &by.at)?;
    }
    for (id, found) in &salvage.cases {
        for record in &found.custody {
            tx.restore_custody(id, record)?;
        }
        let removed = found.custody.last().is_some_and(|r| r.event == Event::CaseRemoved.as_str());
        let bare = found.evidence.is_empty() && found.identifiers.is_empty() && found.disputes.is_empty();
        if found.case.is_none() && (removed || (bare && found.talks.is_empty() && found.filings.is_empty())) {
            continue;
        }
        restore_case(tx, by, id, found, report)?;
    }
    Ok(())
}

fn restore_case(tx: &FactsTx, by: &By, id: &CaseId, found: &SalvagedCase, report: &mut RecoverReport) -> Result<()> {
    let case =
        found.case.clone().unwrap_or_else(|| Case { id: id.clone(), facts: placeholder(), created: by.at.clone() });
    tx.insert_case(&case)?;
    report.cases += 1;
    let mut ids = BTreeMap::new();
    for e in &found.evidence {
        let new = NewEvidence {
            sha256: e.sha256,
            size: e.size,
            name: e.name.clone(),
            origin: e.origin,
            media: e.media.clone(),
            facts: e.facts.clone(),
            file_at: e.file_at.clone(),
            named_at: named_at(&e.name, e.origin, &e.imported.tz),
            imported: e.imported.clone(),
        };
        if tx.read().evidence_with(id, &e.sha256)?.is_none() {
            ids.insert(e.id, tx.insert_evidence(id, e.number, &new)?);
            report.evidence += 1;
        }
    }
    for i in &found.identifiers {
        tx.insert_identifier(i)?;
    }
    let renamed = |links: &[EvidenceId]| links.iter().filter_map(|l| ids.get(l).copied()).collect();
    for d in &found.disputes {
        tx.insert_dispute(&Dispute { evidence: renamed(&d.evidence), ..d.clone() })?;
    }
    for t in &found.talks {
        tx.insert_talk(&Talk { evidence: renamed(&t.evidence), ..t.clone() })?;
    }
    for s in &found.series {
        // A page that is lost parts its neighbours: what they share is found anew.
        let kept = s.pages.iter().filter_map(|p| {
            let after = p.after.and_then(|a| ids.get(&a).copied());
            Some(SeriesPage { evidence: *ids.get(&p.evidence)?, after, ..p.clone() })
        });
        tx.insert_series(&Series { pages: kept.collect(), ..s.clone() })?;
    }
    for m in &found.masks {
        if let Some(id) = ids.get(&m.evidence) {
            tx.set_mask(&Mask { evidence: *id, ..m.clone() })?;
        }
    }
    for f in &found.filings {
        tx.insert_filing(&Filing { evidence: renamed(&f.evidence), ..f.clone() })?;
    }
    if let Some(c) = &found.complaint {
        tx.set_complaint(id, c)?;
    }
    for u in &found.unavailable {
        tx.set_unavailable(id, &u.item, &u.reason)?;
    }
    for d in &found.drafts {
        tx.set_draft(id, d)?;
    }
    let mut exports = BTreeMap::new();
    for e in &found.exports {
        exports.insert(e.id, tx.insert_export(id, e)?);
    }
    for t in &found.timestamps {
        let over = match t.over {
            TimestampOver::Custody(seq) => TimestampOver::Custody(seq),
            // A token without the list that it is over shows nothing.
            TimestampOver::Export(old) => match exports.get(&old) {
                Some(new) => TimestampOver::Export(*new),
                None => continue,
            },
        };
        tx.insert_timestamp(&NewTimestamp {
            case: id,
            over,
            sha256: t.sha256,
            service: &t.service,
            bundle_path: t.bundle_path.as_deref(),
            asked: &t.asked,
            tries: t.tries,
            answer: &t.answer,
        })?;
    }
    tx.reset_numbers(id)?;
    let detail = json!({ "evidence": found.evidence.len(), "entries": found.custody.len() });
    tx.log(by, id, Event::VaultRecovered, None, None, detail)?;
    Ok(())
}

/// Facts of a case that holds what was found without any.
fn placeholder() -> CaseFacts {
    CaseFacts::titled("找回的证据 / Recovered evidence", Platform::Other)
}
