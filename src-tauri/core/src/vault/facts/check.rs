//! Table `verified`: what `check` last found of each original.

use rusqlite::{OptionalExtension, params};

use super::{Facts, FactsTx, sha};
use crate::error::Result;
use crate::model::{Sha256, Stamp};

impl Facts<'_> {
    /// Hashes of all evidence and masked copies, each once.
    pub fn used_originals(&self) -> Result<Vec<Sha256>> {
        let mut stmt = self.0.prepare("SELECT sha256 FROM evidence UNION SELECT sha256 FROM mask ORDER BY 1")?;
        let rows = stmt.query_map([], |r| sha(r, "sha256"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Originals found intact at or after `since` (UTC text).
    pub fn intact_since(&self, since: &str) -> Result<Vec<Sha256>> {
        let mut stmt = self.0.prepare("SELECT sha256 FROM verified WHERE intact = 1 AND at >= ? ORDER BY sha256")?;
        let rows = stmt.query_map([since], |r| sha(r, "sha256"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// `check` found this stored copy damaged.
    pub fn known_damaged(&self, sha256: &Sha256) -> Result<bool> {
        let intact: Option<bool> = self
            .0
            .prepare_cached("SELECT intact FROM verified WHERE sha256 = ?")?
            .query_row([sha256.as_bytes()], |r| r.get(0))
            .optional()?;
        Ok(intact == Some(false))
    }

    /// SQLite's own look at the file; empty when it has nothing to say.
    pub fn structure_faults(&self) -> Result<Vec<String>> {
        let mut stmt = self.0.prepare("PRAGMA integrity_check(20)")?;
        let rows = stmt.query_map([], |r| r.get::<_, String>(0))?;
        Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().filter(|s| s != "ok").collect())
    }
}

impl FactsTx<'_> {
    pub fn set_verified(&self, sha256: &Sha256, at: &Stamp, intact: bool) -> Result<()> {
        self.0
            .prepare_cached("INSERT OR REPLACE INTO verified(sha256, at, tz, intact) VALUES(?,?,?,?)")?
            .execute(params![sha256.as_bytes(), at.at, at.tz, intact])?;
        Ok(())
    }

    pub fn forget_verified(&self, sha256: &Sha256) -> Result<()> {
        self.0.execute("DELETE FROM verified WHERE sha256 = ?", [sha256.as_bytes()])?;
        Ok(())
    }
}
