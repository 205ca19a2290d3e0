//! Table `custody`: the only way in is `log`, which seals the entry onto the chain's head.

use rusqlite::{OptionalExtension, Row, params};
use serde_json::{Map, Value, json};

use super::{Facts, FactsTx, sha, stamp};
use crate::error::Result;
use crate::model::{CaseId, Chain, CustodyEntry, Event, Number, Sha256, Stamp};

/// By what and when an entry is made: passed in, never read from the surroundings.
#[derive(Debug, Clone)]
pub struct By {
    pub at: Stamp,
    /// The clock was set by `LIUZHENG_NOW`.
    pub clock_set: bool,
    /// Name and version, `liuzheng 0.1.0`.
    pub app: String,
}

/// A stored entry.
#[derive(Debug, Clone)]
pub struct CustodyRecord {
    pub seq: u64,
    pub at: Stamp,
    pub event: String,
    pub evidence: Option<Number>,
    pub hash: Sha256,
    pub line: String,
}

impl Facts<'_> {
    pub fn chain(&self, case: &CaseId) -> Result<Chain> {
        let last = self
            .0
            .prepare_cached("SELECT seq, hash, at FROM custody WHERE case_id = ? ORDER BY seq DESC LIMIT 1")?
            .query_row([case.as_str()], |r| {
                Ok(Chain { length: r.get::<_, i64>(0)? as u64, head: Some(sha(r, "hash")?), last_at: Some(r.get(2)?) })
            })
            .optional()?;
        Ok(last.unwrap_or_else(Chain::empty))
    }

    /// Every line of a chain, oldest first.
    pub fn custody_lines(&self, case: &CaseId) -> Result<Vec<String>> {
        let mut stmt = self.0.prepare_cached("SELECT line FROM custody WHERE case_id = ? ORDER BY seq")?;
        let rows = stmt.query_map([case.as_str()], |r| r.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Newest first; of one piece of evidence when `evidence` is given.
    pub fn custody(
        &self,
        case: &CaseId,
        evidence: Option<Number>,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<CustodyRecord>> {
        let mut stmt = self.0.prepare_cached(
            "SELECT * FROM custody WHERE case_id = ?1 AND (?2 IS NULL OR evidence = ?2) ORDER BY seq DESC LIMIT ?3 OFFSET ?4",
        )?;
        let rows = stmt.query_map(params![case.as_str(), evidence.map(|n| n.0), limit, offset], record)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Length and head of a chain when its last entry was made.
    pub fn chain_end(&self, case: &CaseId) -> Result<Option<(u64, Sha256)>> {
        Ok(self
            .0
            .prepare_cached("SELECT length, head FROM chain WHERE case_id = ?")?
            .query_row([case.as_str()], |r| Ok((r.get::<_, i64>(0)? as u64, sha(r, "head")?)))
            .optional()?)
    }

    /// Every chain, of removed cases too.
    pub fn chains(&self) -> Result<Vec<CaseId>> {
        let mut stmt =
            self.0.prepare("SELECT case_id FROM custody UNION SELECT case_id FROM chain ORDER BY case_id")?;
        let rows = stmt.query_map([], |r| r.get::<_, String>(0))?;
        rows.map(|r| r?.parse()).collect()
    }
}

impl FactsTx<'_> {
    /// Appends an entry; a clock that has gone back since the last one is noted first.
    pub fn log(
        &self,
        by: &By,
        case: &CaseId,
        event: Event,
        evidence: Option<Number>,
        sha256: Option<Sha256>,
        detail: Value,
    ) -> Result<CustodyEntry> {
        let mut chain = self.read().chain(case)?;
        if chain.last_at.as_ref().is_some_and(|last| *last > by.at.at) {
            let detail = object(json!({ "last_at": chain.last_at }));
            let note = chain.seal(&by.at, by.clock_set, &by.app, Event::ClockMovedBack, None, None, detail)?;
            self.append(case, &chain, &note)?;
            chain = chain.after(&note);
        }
        let entry = chain.seal(&by.at, by.clock_set, &by.app, event, evidence, sha256, object(detail))?;
        self.append(case, &chain, &entry)?;
        Ok(entry)
    }

    fn append(&self, case: &CaseId, onto: &Chain, e: &CustodyEntry) -> Result<()> {
        self.0
            .prepare_cached(
                "INSERT INTO custody(case_id, seq, event, evidence, at, tz, hash, line) VALUES(?,?,?,?,?,?,?,?)",
            )?
            .execute(params![
                case.as_str(),
                e.seq as i64,
                e.event.as_str(),
                e.evidence.map(|n| n.0),
                e.at.at,
                e.at.tz,
                e.hash.as_bytes(),
                e.line
            ])?;
        // Only from the head that was known: a chain that was cut behind our back stays told as cut.
        self.0
            .prepare_cached(
                "INSERT INTO chain(case_id, length, head) VALUES(?1, ?2, ?3) ON CONFLICT(case_id)
                 DO UPDATE SET length = ?2, head = ?3 WHERE length = ?2 - 1 AND head = ?4",
            )?
            .execute(params![case.as_str(), e.seq as i64, e.hash.as_bytes(), onto.head.map(|h| *h.as_bytes())])?;
        Ok(())
    }

    /// Puts back a line that was salvaged from a damaged file, as it is.
    pub fn restore_custody(&self, case: &CaseId, r: &CustodyRecord) -> Result<()> {
        self.0.execute(
            "INSERT OR IGNORE INTO custody(case_id, seq, event, evidence, at, tz, hash, line) VALUES(?,?,?,?,?,?,?,?)",
            params![
                case.as_str(),
                r.seq as i64,
                r.event,
                r.evidence.map(|n| n.0),
                r.at.at,
                r.at.tz,
                r.hash.as_bytes(),
                r.line
            ],
        )?;
        Ok(())
    }
}

fn object(detail: Value) -> Map<String, Value> {
    match detail {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

pub(in crate::vault) fn record(row: &Row) -> rusqlite::Result<CustodyRecord> {
    Ok(CustodyRecord {
        seq: row.get::<_, i64>("seq")? as u64,
        at: stamp(row, "at", "tz")?,
        event: row.get("event")?,
        evidence: row.get::<_, Option<u32>>("evidence")?.map(Number),
        hash: sha(row, "hash")?,
        line: row.get("line")?,
    })
}
