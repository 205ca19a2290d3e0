//! Evidence: list, read, describe, move, remove, take out.

use std::io::Write;
use std::path::Path;

use serde_json::json;

use super::cases::changed_fields;
use super::convert::{check_text, check_when, custody_row, evidence_row, times_view};
use super::{CustodyPage, EvidenceChoice, EvidenceFilter, EvidencePage, EvidenceView, Place, SearchHit, Session};
use crate::error::{Code, Error, Result};
use crate::model::{CaseId, Event, Evidence, EvidenceFacts, EvidenceId, normalize_identifier};
use crate::vault::{By, FactsTx};

/// Most custody entries shown beside one piece.
const CUSTODY_SHOWN: u32 = 50;

impl Session {
    pub fn evidence_page(
        &self,
        case: &CaseId,
        filter: &EvidenceFilter,
        offset: u32,
        limit: u32,
    ) -> Result<EvidencePage> {
        let tz = self.now().tz;
        self.vault.read(|f| {
            f.case(case)?;
            Ok(EvidencePage {
                total: f.evidence_count(case, filter)?,
                offset,
                rows: f
                    .evidence_page(case, filter, offset, limit)?
                    .into_iter()
                    .map(|e| {
                        let preview = self.known_preview(&e);
                        evidence_row(e, preview, &tz)
                    })
                    .collect(),
            })
        })
    }

    pub fn evidence_get(&self, id: EvidenceId) -> Result<EvidenceView> {
        let tz = self.now().tz;
        self.vault.read(|f| {
            let e = f.evidence(id)?;
            Ok(EvidenceView {
                times: times_view(&e, &tz),
                index: f.evidence_index(&e)?,
                total: f.evidence_count(&e.case, &EvidenceFilter::default())?,
                custody: f.custody(&e.case, Some(e.number), 0, CUSTODY_SHOWN)?.into_iter().map(custody_row).collect(),
                preview: self.known_preview(&e),
                id: e.id,
                case: e.case,
                number: e.number.to_string(),
                name: e.name,
                size: e.size,
                sha256: e.sha256.hex(),
                origin: e.origin,
                media: e.media,
                facts: e.facts,
                file_at: e.file_at,
                imported: e.imported,
                verified_at: e.verified_at,
            })
        })
    }

    pub fn evidence_edit(&self, id: EvidenceId, mut facts: EvidenceFacts) -> Result<EvidenceView> {
        check_facts(&mut facts)?;
        let by = self.by();
        self.vault.write(|tx| {
            let old = tx.read().evidence(id)?;
            let fields = changed_fields(&old.facts, &facts)?;
            if !fields.is_empty() {
                tx.update_evidence(id, &facts)?;
                let detail = json!({ "fields": fields });
                tx.log(&by, &old.case, Event::EvidenceDescribed, Some(old.number), Some(old.sha256), detail)?;
            }
            Ok(())
        })?;
        self.evidence_get(id)
    }

    /// Puts a piece at a place of its case, from 0.
    pub fn evidence_move(&self, id: EvidenceId, to: u32) -> Result<()> {
        let case = self.vault.read(|f| f.evidence(id))?.case;
        self.evidence_place(&case, &EvidenceChoice::of([id]), Place::Index(to)).map(|_| ())
    }

    /// Facts first, in one transaction; then the bytes that nothing else uses.
    pub fn evidence_remove(&self, ids: &[EvidenceId]) -> Result<()> {
        let by = self.by();
        self.vault.write(|tx| {
            for id in ids {
                let e = tx.read().evidence(*id)?;
                remove_one(tx, &by, &e)?;
            }
            Ok(())
        })?;
        self.vault.finish_erases()?;
        self.vault.checkpoint()
    }

    /// Writes the original, byte for byte, to a new file; its hash is checked on the way.
    pub fn evidence_take_out(&self, id: EvidenceId, to: &Path) -> Result<u64> {
        let e = self.vault.read(|f| f.evidence(id))?;
        if to.exists() {
            return Err(Error::new(Code::TargetExists).with("path", to.display()));
        }
        let folder = to.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = to.file_name().ok_or_else(|| Error::invalid("to", to.display(), "a file name"))?;
        let part = folder.join(format!(".{}.liuzheng-part", name.to_string_lossy()));
        let unwritable = |err| Error::io(err, &part);
        let out = (|| {
            let mut file = std::fs::File::create(&part).map_err(unwritable)?;
            // So that no export or upload set beside it takes it for one that a dead run left.
            let _ = file.try_lock();
            let n = self.vault.originals(|o| o.copy(&e.sha256, &mut |b| file.write_all(b).map_err(unwritable)))?;
            file.sync_all().map_err(unwritable)?;
            std::fs::rename(&part, to).map_err(|err| Error::io(err, to))?;
            Ok(n)
        })();
        if out.is_err() {
            let _ = std::fs::remove_file(&part);
        }
        out.map_err(|err: Error| err.with("evidence", e.number))
    }

    pub fn custody(&self, case: &CaseId, offset: u32, limit: u32) -> Result<CustodyPage> {
        self.vault.read(|f| {
            let total = f.chain(case)?.length;
            if total == 0 {
                return Err(Error::not_found("case", case));
            }
            Ok(CustodyPage {
                total,
                rows: f.custody(case, None, offset, limit)?.into_iter().map(custody_row).collect(),
            })
        })
    }

    /// Lines of a chain as they are, oldest first; of a removed case too.
    pub fn custody_lines(&self, case: &CaseId) -> Result<Vec<String>> {
        let lines = self.vault.read(|f| f.custody_lines(case))?;
        if lines.is_empty() { Err(Error::not_found("case", case)) } else { Ok(lines) }
    }

    pub fn search(&self, query: &str, case: Option<&CaseId>, limit: u32) -> Result<Vec<SearchHit>> {
        let query = query.trim();
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let number = normalize_identifier(query);
        let hits = self.vault.read(|f| f.search(query, &number, case, limit))?;
        Ok(hits
            .into_iter()
            .map(|h| SearchHit {
                case: h.case,
                case_title: h.case_title,
                evidence: h.evidence.map(|(id, _)| id),
                number: h.evidence.map(|(_, n)| n.to_string()),
                field: h.field,
                text: excerpt(&h.text, query),
            })
            .collect())
    }
}

pub(super) fn check_facts(facts: &mut EvidenceFacts) -> Result<()> {
    for (field, text) in [
        ("title", &facts.title),
        ("proves", &facts.proves),
        ("source_platform", &facts.source_platform),
        ("source_app", &facts.source_app),
        ("source_device", &facts.source_device),
        ("captured_by", &facts.captured_by),
        ("note", &facts.note),
        ("carrier_device", &facts.carrier_device),
        ("carrier_note", &facts.carrier_note),
    ] {
        check_text(field, text)?;
    }
    check_when("shown_at", &mut facts.shown_at)?;
    facts.shown_unknown &= facts.shown_at.is_none();
    Ok(())
}

pub(super) fn remove_one(tx: &FactsTx, by: &By, e: &Evidence) -> Result<()> {
    let links = tx.read().links_to(e.id)?;
    let mask = tx.read().mask(e.id)?;
    tx.delete_evidence(e.id)?;
    let mut detail = json!({ "size": e.size });
    if links > 0 {
        // Events and talks that named it name it no more.
        detail["links"] = json!(links);
    }
    tx.log(by, &e.case, Event::EvidenceRemoved, Some(e.number), Some(e.sha256), detail)?;
    for sha256 in mask.iter().map(|m| &m.sha256).chain([&e.sha256]) {
        super::masks::release(tx, by, sha256)?;
    }
    Ok(())
}

/// About forty characters on each side of the hit.
fn excerpt(text: &str, query: &str) -> String {
    const SIDE: usize = 40;
    let lower = text.to_lowercase();
    let hit = lower.find(&query.to_lowercase()).map_or(0, |byte| lower[..byte].chars().count());
    let chars: Vec<char> = text.chars().collect();
    let from = hit.saturating_sub(SIDE).min(chars.len());
    let to = (hit + query.chars().count() + SIDE).min(chars.len());
    let cut: String = chars[from..to].iter().collect();
    format!("{}{}{}", if from > 0 { "…" } else { "" }, cut, if to < chars.len() { "…" } else { "" })
}
