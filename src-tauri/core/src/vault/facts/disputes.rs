//! Tables `dispute` and `dispute_evidence`: what happened, and the evidence that shows it.

use rusqlite::{OptionalExtension, Row, named_params, params};

use super::{Facts, FactsTx, known, stamp};
use crate::error::{Error, Result};
use crate::model::{CaseId, Dispute, DisputeId, DisputeKind, EvidenceId, Fen, When};

impl Facts<'_> {
    pub fn dispute(&self, id: DisputeId) -> Result<Dispute> {
        let found = self
            .0
            .prepare_cached("SELECT * FROM dispute WHERE id = ?")?
            .query_row([id.0], |row| Ok(read(row)))
            .optional()?;
        let mut found = found.unwrap_or_else(|| Err(Error::not_found("event", id)))?;
        found.evidence = self.links("dispute_evidence", "dispute", id.0)?;
        Ok(found)
    }

    /// In the order in which they were added.
    pub fn disputes_of(&self, case: &CaseId) -> Result<Vec<Dispute>> {
        let mut stmt = self.0.prepare_cached("SELECT * FROM dispute WHERE case_id = ? ORDER BY id")?;
        let rows = stmt.query_map([case.as_str()], |row| Ok(read(row)))?;
        let mut all: Vec<Dispute> = rows.map(|r| r?).collect::<Result<_>>()?;
        for one in &mut all {
            one.evidence = self.links("dispute_evidence", "dispute", one.id.0)?;
        }
        Ok(all)
    }

    /// Pieces in the order of their case. Table and column are words of this program.
    pub(super) fn links(&self, table: &str, column: &str, id: i64) -> Result<Vec<EvidenceId>> {
        let mut stmt = self.0.prepare_cached(&format!(
            "SELECT e.id FROM {table} l JOIN evidence e ON e.id = l.evidence WHERE l.{column} = ?
             ORDER BY e.position, e.id"
        ))?;
        let rows = stmt.query_map([id], |r| r.get(0).map(EvidenceId))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Events and talks of a case.
    pub fn told_count(&self, case: &CaseId) -> Result<u32> {
        Ok(self
            .0
            .prepare_cached(
                "SELECT (SELECT count(*) FROM dispute WHERE case_id = ?1) + (SELECT count(*) FROM talk WHERE case_id = ?1)",
            )?
            .query_row([case.as_str()], |r| r.get(0))?)
    }

    /// How many events, talks and filings name a piece.
    pub fn links_to(&self, evidence: EvidenceId) -> Result<u32> {
        Ok(self
            .0
            .prepare_cached(
                "SELECT (SELECT count(*) FROM dispute_evidence WHERE evidence = ?1)
                      + (SELECT count(*) FROM talk_evidence WHERE evidence = ?1)
                      + (SELECT count(*) FROM filing_evidence WHERE evidence = ?1)",
            )?
            .query_row([evidence.0], |r| r.get(0))?)
    }
}

impl FactsTx<'_> {
    /// `id` of the argument is not looked at; the new one comes back.
    pub fn insert_dispute(&self, d: &Dispute) -> Result<DisputeId> {
        self.0.execute(
            "INSERT INTO dispute(case_id, kind, at, tz, what, note, amount_fen, added_at, added_tz)
             VALUES(:case, :kind, :at, :tz, :what, :note, :amount, :aa, :az)",
            named_params! {
                ":case": d.case.as_str(), ":kind": d.kind.as_str(), ":at": d.at.at, ":tz": d.at.tz, ":what": d.what,
                ":note": d.note, ":amount": d.amount_fen.map(|f| f.0), ":aa": d.added.at, ":az": d.added.tz,
            },
        )?;
        let id = DisputeId(self.0.last_insert_rowid());
        self.set_links("dispute_evidence", "dispute", id.0, &d.evidence)?;
        Ok(id)
    }

    pub fn update_dispute(&self, d: &Dispute) -> Result<()> {
        self.0.execute(
            "UPDATE dispute SET kind=?2, at=?3, tz=?4, what=?5, note=?6, amount_fen=?7 WHERE id=?1",
            params![d.id.0, d.kind.as_str(), d.at.at, d.at.tz, d.what, d.note, d.amount_fen.map(|f| f.0)],
        )?;
        self.set_links("dispute_evidence", "dispute", d.id.0, &d.evidence)
    }

    pub fn delete_dispute(&self, id: DisputeId) -> Result<()> {
        self.0.execute("DELETE FROM dispute WHERE id = ?", [id.0])?;
        Ok(())
    }

    pub(super) fn set_links(&self, table: &str, column: &str, id: i64, evidence: &[EvidenceId]) -> Result<()> {
        self.0.execute(&format!("DELETE FROM {table} WHERE {column} = ?"), [id])?;
        let mut stmt =
            self.0.prepare_cached(&format!("INSERT OR IGNORE INTO {table}({column}, evidence) VALUES(?, ?)"))?;
        for e in evidence {
            stmt.execute(params![id, e.0])?;
        }
        Ok(())
    }
}

fn read(row: &Row) -> Result<Dispute> {
    Ok(Dispute {
        id: DisputeId(row.get("id")?),
        case: row.get::<_, String>("case_id")?.parse()?,
        kind: known(row.get::<_, String>("kind")?.parse::<DisputeKind>(), "kind")?,
        at: When { at: row.get("at")?, tz: row.get("tz")? },
        what: row.get("what")?,
        note: row.get("note")?,
        amount_fen: row.get::<_, Option<i64>>("amount_fen")?.map(Fen),
        evidence: Vec::new(),
        added: stamp(row, "added_at", "added_tz")?,
    })
}
