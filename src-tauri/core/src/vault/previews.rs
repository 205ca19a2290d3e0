//! previews.db: thumbnails. A cache beside the vault: it may be deleted at any time and is made again.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, params};

use super::db::{self, Access, Role};
use crate::error::Result;
use crate::model::Sha256;

pub struct Previews(Mutex<Connection>);

impl Previews {
    /// A cache that cannot be opened is deleted and made anew.
    pub(super) fn open(dir: &Path) -> Result<Previews> {
        let conn = db::open(dir, Role::Previews, Access::Create).or_else(|_| {
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(dir.join(format!("{}{end}", Role::Previews.file())));
            }
            db::open(dir, Role::Previews, Access::Create)
        })?;
        // Of the cache, and of no version of the vault: without it, sketches are made again.
        conn.execute_batch(
            "CREATE TABLE IF NOT EXISTS sketch(sha256 BLOB PRIMARY KEY, version INTEGER NOT NULL, rows BLOB NOT NULL) STRICT",
        )?;
        Ok(Previews(Mutex::new(conn)))
    }

    fn conn(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn get(&self, sha256: &Sha256) -> Result<Option<Vec<u8>>> {
        Ok(self
            .conn()
            .prepare_cached("SELECT jpeg FROM thumbnail WHERE sha256 = ?")?
            .query_row([sha256.as_bytes()], |r| r.get(0))
            .optional()?)
    }

    /// One transaction for all of them.
    pub fn put(&self, thumbnails: &[(Sha256, Vec<u8>)]) -> Result<()> {
        let mut conn = self.conn();
        let tx = conn.transaction()?;
        for (sha256, jpeg) in thumbnails {
            tx.prepare_cached("INSERT OR REPLACE INTO thumbnail(sha256, jpeg) VALUES(?, ?)")?
                .execute(params![sha256.as_bytes(), jpeg])?;
        }
        tx.commit()?;
        Ok(())
    }

    /// What `put_sketch` kept, if it is of this version.
    pub fn sketch(&self, sha256: &Sha256, version: u32) -> Result<Option<Vec<u8>>> {
        Ok(self
            .conn()
            .prepare_cached("SELECT rows FROM sketch WHERE sha256 = ? AND version = ?")?
            .query_row(params![sha256.as_bytes(), version], |r| r.get(0))
            .optional()?)
    }

    /// Empty: the picture has none.
    pub fn put_sketch(&self, sha256: &Sha256, version: u32, rows: &[u8]) -> Result<()> {
        self.conn()
            .prepare_cached("INSERT OR REPLACE INTO sketch(sha256, version, rows) VALUES(?, ?, ?)")?
            .execute(params![sha256.as_bytes(), version, rows])?;
        Ok(())
    }

    pub fn remove(&self, sha256: &Sha256) -> Result<()> {
        let conn = self.conn();
        conn.execute("DELETE FROM thumbnail WHERE sha256 = ?", [sha256.as_bytes()])?;
        conn.execute("DELETE FROM sketch WHERE sha256 = ?", [sha256.as_bytes()])?;
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }
}
