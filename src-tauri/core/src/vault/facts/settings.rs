//! Table `setting`: small texts by key.

use rusqlite::{OptionalExtension, params};

use super::{Facts, FactsTx};
use crate::error::Result;

impl Facts<'_> {
    pub fn setting(&self, key: &str) -> Result<Option<String>> {
        Ok(self
            .0
            .prepare_cached("SELECT value FROM setting WHERE key = ?")?
            .query_row([key], |r| r.get(0))
            .optional()?)
    }
}

impl Facts<'_> {
    /// As it lies there, for what is to be told apart from nothing when it is no text any more.
    pub fn setting_bytes(&self, key: &str) -> Result<Option<Vec<u8>>> {
        let mut found = self.0.prepare_cached("SELECT value FROM setting WHERE key = ?")?;
        Ok(found.query_row([key], |r| Ok(r.get_ref(0)?.as_bytes()?.to_vec())).optional()?)
    }
}

impl FactsTx<'_> {
    pub fn set_setting(&self, key: &str, value: Option<&str>) -> Result<()> {
        match value {
            Some(v) => self.0.execute("INSERT OR REPLACE INTO setting(key, value) VALUES(?, ?)", params![key, v])?,
            None => self.0.execute("DELETE FROM setting WHERE key = ?", [key])?,
        };
        Ok(())
    }
}
