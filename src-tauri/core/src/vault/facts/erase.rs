//! Table `erase`: originals without a fact whose bytes are still to go.

use rusqlite::params;

use super::{Facts, FactsTx};
use crate::error::Result;
use crate::model::{Sha256, Stamp};

impl Facts<'_> {
    pub fn erases(&self) -> Result<Vec<Sha256>> {
        let mut stmt = self.0.prepare_cached("SELECT sha256 FROM erase ORDER BY sha256")?;
        let rows = stmt.query_map([], |r| super::sha(r, "sha256"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub fn erase_pending(&self, sha256: &Sha256) -> Result<bool> {
        Ok(self.0.prepare_cached("SELECT 1 FROM erase WHERE sha256 = ?")?.exists([sha256.as_bytes()])?)
    }

    pub fn is_used(&self, sha256: &Sha256) -> Result<bool> {
        let used = "SELECT 1 FROM evidence WHERE sha256 = ?1 UNION ALL SELECT 1 FROM mask WHERE sha256 = ?1";
        Ok(self.0.prepare_cached(used)?.exists([sha256.as_bytes()])?)
    }
}

impl FactsTx<'_> {
    pub fn ask_erase(&self, sha256: &Sha256, at: &Stamp) -> Result<()> {
        self.0.execute("INSERT OR IGNORE INTO erase(sha256, at) VALUES(?, ?)", params![sha256.as_bytes(), at.at])?;
        self.0.execute("DELETE FROM verified WHERE sha256 = ?", [sha256.as_bytes()])?;
        Ok(())
    }

    /// True when there was one.
    pub fn forget_erase(&self, sha256: &Sha256) -> Result<bool> {
        Ok(self.0.execute("DELETE FROM erase WHERE sha256 = ?", [sha256.as_bytes()])? > 0)
    }
}
