//! Tables `watched` and `offered`: the folders the user lets this app look into, and what is not offered again.

use std::collections::HashSet;

use rusqlite::params;

use super::{Facts, FactsTx, stamp};
use crate::error::{Error, Result};
use crate::model::{Sha256, Stamp};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedFolder {
    pub id: i64,
    pub path: String,
    pub added: Stamp,
}

/// Why a file is not offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offered {
    /// It lay in the folder when that was chosen.
    There,
    Taken,
    Dismissed,
}

impl Offered {
    fn as_str(self) -> &'static str {
        match self {
            Offered::There => "there",
            Offered::Taken => "taken",
            Offered::Dismissed => "dismissed",
        }
    }
}

impl Facts<'_> {
    pub fn watched(&self) -> Result<Vec<WatchedFolder>> {
        let mut stmt = self.0.prepare_cached("SELECT * FROM watched ORDER BY id")?;
        let rows = stmt.query_map([], |r| {
            Ok(WatchedFolder { id: r.get("id")?, path: r.get("path")?, added: stamp(r, "added_at", "added_tz")? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Every mark that is not offered again.
    pub fn offered_marks(&self) -> Result<HashSet<[u8; 32]>> {
        let mut stmt = self.0.prepare_cached("SELECT mark FROM offered")?;
        let rows = stmt.query_map([], |r| r.get::<_, [u8; 32]>(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Whether these bytes were dismissed or taken once, or are evidence already.
    pub fn offered_bytes(&self, sha256: &Sha256) -> Result<bool> {
        Ok(self
            .0
            .prepare_cached(
                "SELECT EXISTS(SELECT 1 FROM offered WHERE sha256 = ?1) OR EXISTS(SELECT 1 FROM evidence WHERE sha256 = ?1)",
            )?
            .query_row([sha256.as_bytes()], |r| r.get(0))?)
    }
}

impl FactsTx<'_> {
    pub fn watch(&self, path: &str, at: &Stamp) -> Result<i64> {
        let added = self.0.execute(
            "INSERT OR IGNORE INTO watched(path, added_at, added_tz) VALUES(?,?,?)",
            params![path, at.at, at.tz],
        )?;
        if added == 0 {
            return Err(Error::invalid("folder", path, "it is in the list already"));
        }
        Ok(self.0.last_insert_rowid())
    }

    /// What was offered from it stays noted, should it be chosen again.
    pub fn unwatch(&self, id: i64) -> Result<()> {
        self.0.execute("DELETE FROM watched WHERE id = ?", [id])?;
        self.0.execute("DELETE FROM offered WHERE watched = ? AND state = 'there'", [id])?;
        Ok(())
    }

    pub fn note_offered(&self, folder: i64, mark: &Sha256, state: Offered, sha256: Option<&Sha256>) -> Result<()> {
        self.0
            .prepare_cached("INSERT OR REPLACE INTO offered(mark, watched, state, sha256) VALUES(?,?,?,?)")?
            .execute(params![mark.as_bytes(), folder, state.as_str(), sha256.map(Sha256::as_bytes)])?;
        Ok(())
    }

    /// What lay in a folder when it was chosen is offered after all.
    pub fn forget_there(&self, folder: i64) -> Result<()> {
        self.0.execute("DELETE FROM offered WHERE watched = ? AND state = 'there'", [folder])?;
        Ok(())
    }
}
