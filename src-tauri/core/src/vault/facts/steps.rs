//! Tables `step` and `step_before`: what the last bulk changes found, so that undo gives each piece its own back.

use rusqlite::{OptionalExtension, params};

use super::{Facts, FactsTx};
use crate::error::{Error, Result};
use crate::model::{CaseId, EvidenceId, Stamp};

/// Steps kept; undo is offered for the last one only, a toast may outlive a few.
const KEPT: u32 = 20;

/// What one piece was before, as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    pub evidence: EvidenceId,
    pub before: Option<String>,
}

impl Facts<'_> {
    /// Case, what was done (`edit`, `move`) and what was set.
    pub fn step(&self, id: i64) -> Result<(CaseId, String, Option<String>)> {
        let found = self
            .0
            .query_row("SELECT case_id, what, set_to FROM step WHERE id = ?", [id], |r| {
                Ok((r.get::<_, String>(0)?, r.get(1)?, r.get(2)?))
            })
            .optional()?;
        let (case, what, set_to) = found.ok_or_else(|| Error::not_found("step", id))?;
        Ok((case.parse()?, what, set_to))
    }

    pub fn step_before(&self, id: i64) -> Result<Vec<Before>> {
        let mut stmt = self.0.prepare("SELECT evidence, before FROM step_before WHERE step = ? ORDER BY evidence")?;
        let rows = stmt.query_map([id], |r| Ok(Before { evidence: EvidenceId(r.get(0)?), before: r.get(1)? }))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl FactsTx<'_> {
    pub fn note_step(
        &self,
        case: &CaseId,
        what: &str,
        set_to: Option<&str>,
        at: &Stamp,
        before: &[Before],
    ) -> Result<i64> {
        self.0.execute(
            "INSERT INTO step(case_id, what, set_to, at) VALUES(?, ?, ?, ?)",
            params![case.as_str(), what, set_to, at.at],
        )?;
        let step = self.0.last_insert_rowid();
        let mut stmt = self.0.prepare_cached("INSERT INTO step_before(step, evidence, before) VALUES(?, ?, ?)")?;
        for b in before {
            stmt.execute(params![step, b.evidence.0, b.before])?;
        }
        self.0.execute("DELETE FROM step WHERE id <= ? - ?", params![step, KEPT])?;
        Ok(step)
    }

    pub fn forget_step(&self, id: i64) -> Result<()> {
        self.0.execute("DELETE FROM step WHERE id = ?", [id])?;
        Ok(())
    }
}
