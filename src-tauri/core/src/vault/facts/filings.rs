//! Tables `filing`, `filing_evidence`, `complaint` and `unavailable`: steps with channels, and what is asked for.

use rusqlite::{OptionalExtension, Row, named_params, params};

use super::{Facts, FactsTx, at, known, later, stamp, tz, when_maybe};
use crate::error::{Error, Result};
use crate::model::{CaseId, Complaint, Fen, Filing, FilingId, Stamp, Unavailable, When};

impl Facts<'_> {
    pub fn filing(&self, id: FilingId) -> Result<Filing> {
        let found = self
            .0
            .prepare_cached("SELECT * FROM filing WHERE id = ?")?
            .query_row([id.0], |row| Ok(read(row)))
            .optional()?;
        let mut found = found.unwrap_or_else(|| Err(Error::not_found("filing", id)))?;
        found.evidence = self.links("filing_evidence", "filing", id.0)?;
        Ok(found)
    }

    /// In the order in which they were added.
    pub fn filings_of(&self, case: &CaseId) -> Result<Vec<Filing>> {
        let mut stmt = self.0.prepare_cached("SELECT * FROM filing WHERE case_id = ? ORDER BY id")?;
        let rows = stmt.query_map([case.as_str()], |row| Ok(read(row)))?;
        let mut all: Vec<Filing> = rows.map(|r| r?).collect::<Result<_>>()?;
        for one in &mut all {
            one.evidence = self.links("filing_evidence", "filing", one.id.0)?;
        }
        Ok(all)
    }

    /// Complaints of all cases in the 365 days before `now`.
    pub fn complaints_within_a_year(&self, now: &Stamp) -> Result<u32> {
        let counted = "SELECT count(*) FROM filing WHERE substr(at, 1, 10) >= date(substr(?, 1, 10), '-365 days')
               AND (paper IS NULL OR paper = 'complaint')";
        Ok(self.0.query_row(counted, [&now.at], |r| r.get(0))?)
    }

    /// Nothing told: the default.
    pub fn complaint_of(&self, case: &CaseId) -> Result<Complaint> {
        let found = self
            .0
            .prepare_cached("SELECT * FROM complaint WHERE case_id = ?")?
            .query_row([case.as_str()], |row| Ok(read_complaint(row)))
            .optional()?;
        found.unwrap_or_else(|| Ok(Complaint::default()))
    }

    pub fn unavailable_of(&self, case: &CaseId) -> Result<Vec<Unavailable>> {
        let mut stmt = self.0.prepare_cached("SELECT item, reason FROM unavailable WHERE case_id = ? ORDER BY item")?;
        let rows = stmt.query_map([case.as_str()], |r| Ok(Unavailable { item: r.get(0)?, reason: r.get(1)? }))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl FactsTx<'_> {
    /// `id` of the argument is not looked at; the new one comes back.
    pub fn insert_filing(&self, f: &Filing) -> Result<FilingId> {
        self.0.execute(
            "INSERT INTO filing(case_id, channel, paper, at, tz, number, accepted_at, accepted_tz, answered_at, answered_tz,
               answer, ended_at, ended_tz, outcome, due_at, due_tz, note, added_at, added_tz)
             VALUES(:case, :channel, :paper, :at, :tz, :number, :ca, :cz, :wa, :wz, :answer, :ea, :ez, :outcome, :da, :dz,
               :note, :aa, :az)",
            named_params! {
                ":case": f.case.as_str(), ":channel": f.channel, ":paper": f.paper.map(|p| p.as_str()), ":at": f.at.at, ":tz": f.at.tz, ":number": f.number,
                ":ca": at(&f.accepted_at), ":cz": tz(&f.accepted_at), ":wa": at(&f.answered_at),
                ":wz": tz(&f.answered_at), ":answer": f.answer, ":ea": at(&f.ended_at), ":ez": tz(&f.ended_at),
                ":outcome": f.outcome.map(|o| o.as_str()), ":da": at(&f.due), ":dz": tz(&f.due), ":note": f.note,
                ":aa": f.added.at, ":az": f.added.tz,
            },
        )?;
        let id = FilingId(self.0.last_insert_rowid());
        self.set_links("filing_evidence", "filing", id.0, &f.evidence)?;
        Ok(id)
    }

    pub fn update_filing(&self, f: &Filing) -> Result<()> {
        self.0.execute(
            "UPDATE filing SET channel=:channel, paper=:paper, at=:at, tz=:tz, number=:number, accepted_at=:ca, accepted_tz=:cz,
               answered_at=:wa, answered_tz=:wz, answer=:answer, ended_at=:ea, ended_tz=:ez, outcome=:outcome,
               due_at=:da, due_tz=:dz, note=:note WHERE id=:id",
            named_params! {
                ":id": f.id.0, ":channel": f.channel, ":paper": f.paper.map(|p| p.as_str()), ":at": f.at.at, ":tz": f.at.tz, ":number": f.number,
                ":ca": at(&f.accepted_at), ":cz": tz(&f.accepted_at), ":wa": at(&f.answered_at),
                ":wz": tz(&f.answered_at), ":answer": f.answer, ":ea": at(&f.ended_at), ":ez": tz(&f.ended_at),
                ":outcome": f.outcome.map(|o| o.as_str()), ":da": at(&f.due), ":dz": tz(&f.due), ":note": f.note,
            },
        )?;
        self.set_links("filing_evidence", "filing", f.id.0, &f.evidence)
    }

    pub fn delete_filing(&self, id: FilingId) -> Result<()> {
        self.0.execute("DELETE FROM filing WHERE id = ?", [id.0])?;
        Ok(())
    }

    pub fn set_complaint(&self, case: &CaseId, c: &Complaint) -> Result<()> {
        let demands: Vec<&str> = c.demands.iter().map(|d| d.as_str()).collect();
        self.0.execute(
            "INSERT OR REPLACE INTO complaint(case_id, cause, basis, demands, amount_fen, demand, seller_address)
             VALUES(?, ?, ?, ?, ?, ?, ?)",
            params![
                case.as_str(),
                c.cause.map(|x| x.as_str()),
                c.basis,
                demands.join(","),
                c.amount_fen.map(|f| f.0),
                c.demand,
                c.seller_address
            ],
        )?;
        Ok(())
    }

    /// An empty reason: it can be had after all.
    pub fn set_unavailable(&self, case: &CaseId, item: &str, reason: &str) -> Result<()> {
        match reason {
            "" => self
                .0
                .execute("DELETE FROM unavailable WHERE case_id = ? AND item = ?", params![case.as_str(), item])?,
            _ => self.0.execute(
                "INSERT OR REPLACE INTO unavailable(case_id, item, reason) VALUES(?, ?, ?)",
                params![case.as_str(), item, reason],
            )?,
        };
        Ok(())
    }
}

fn read(row: &Row) -> Result<Filing> {
    let (outcome, paper): (Option<String>, Option<String>) = (row.get("outcome")?, later(row, "paper")?);
    Ok(Filing {
        id: FilingId(row.get("id")?),
        case: row.get::<_, String>("case_id")?.parse()?,
        channel: row.get("channel")?,
        paper: paper.map(|p| known(p.parse(), "paper")).transpose()?,
        at: When { at: row.get("at")?, tz: row.get("tz")? },
        number: row.get("number")?,
        accepted_at: when_maybe(row, "accepted_at", "accepted_tz")?,
        answered_at: when_maybe(row, "answered_at", "answered_tz")?,
        answer: row.get("answer")?,
        ended_at: when_maybe(row, "ended_at", "ended_tz")?,
        outcome: outcome.map(|o| known(o.parse(), "outcome")).transpose()?,
        due: when_maybe(row, "due_at", "due_tz")?,
        note: row.get("note")?,
        evidence: Vec::new(),
        added: stamp(row, "added_at", "added_tz")?,
    })
}

fn read_complaint(row: &Row) -> Result<Complaint> {
    let (cause, demands): (Option<String>, String) = (row.get("cause")?, row.get("demands")?);
    let words = demands.split(',').filter(|w| !w.is_empty());
    Ok(Complaint {
        cause: cause.map(|c| known(c.parse(), "cause")).transpose()?,
        basis: row.get("basis")?,
        demands: words.map(|w| known(w.parse(), "demands")).collect::<Result<_>>()?,
        amount_fen: row.get::<_, Option<i64>>("amount_fen")?.map(Fen),
        demand: row.get("demand")?,
        seller_address: row.get("seller_address")?,
    })
}
