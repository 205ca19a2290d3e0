//! Table `export`: what was exported, with the evidence set's list, so that a late timestamp still has its bytes.

use rusqlite::{OptionalExtension, Row, params};

use super::{Facts, FactsTx, count, stamp};
use crate::error::Result;
use crate::model::{CaseId, Stamp};

#[derive(Debug, Clone)]
pub struct ExportRecord {
    /// 0 until it is kept.
    pub id: i64,
    pub at: Stamp,
    pub name: String,
    /// Groups of four.
    pub fingerprint: String,
    pub bundle_sha256: String,
    pub bytes: u64,
    pub evidence: u32,
    pub evidence_sha256: String,
}

impl Facts<'_> {
    /// Newest first.
    pub fn exports_of(&self, case: &CaseId) -> Result<Vec<ExportRecord>> {
        let mut stmt = self.0.prepare_cached("SELECT * FROM export WHERE case_id = ? ORDER BY id DESC")?;
        let rows = stmt.query_map([case.as_str()], record)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub fn export(&self, id: i64) -> Result<Option<ExportRecord>> {
        let mut stmt = self.0.prepare_cached("SELECT * FROM export WHERE id = ?")?;
        Ok(stmt.query_row([id], record).optional()?)
    }
}

fn record(r: &Row) -> rusqlite::Result<ExportRecord> {
    Ok(ExportRecord {
        id: r.get("id")?,
        at: stamp(r, "at", "tz")?,
        name: r.get("name")?,
        fingerprint: r.get("fingerprint")?,
        bundle_sha256: r.get("bundle_sha256")?,
        bytes: r.get::<_, i64>("bytes")? as u64,
        evidence: count(r.get("evidence")?),
        evidence_sha256: r.get("evidence_sha256")?,
    })
}

impl FactsTx<'_> {
    /// The row, for a timestamp over its evidence list.
    pub fn insert_export(&self, case: &CaseId, e: &ExportRecord) -> Result<i64> {
        self.0.execute(
            "INSERT INTO export(case_id, at, tz, name, fingerprint, bundle_sha256, bytes, evidence, evidence_sha256)
             VALUES(?,?,?,?,?,?,?,?,?)",
            params![
                case.as_str(),
                e.at.at,
                e.at.tz,
                e.name,
                e.fingerprint,
                e.bundle_sha256,
                e.bytes as i64,
                e.evidence,
                e.evidence_sha256
            ],
        )?;
        Ok(self.0.last_insert_rowid())
    }
}
