//! previews.db: thumbnails, what was found out when they were made, tiles (`tiles`). A cache beside the vault: it may be deleted at any time and is made again.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, params};

use super::db::{self, Access, Role};
use crate::error::Result;
use crate::model::Sha256;

pub struct Previews(Mutex<Connection>);

/// What was found out about an original when its preview was made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    /// Empty when there is a preview.
    pub reason: String,
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub pages: Option<u32>,
    pub seconds: Option<f64>,
    pub moves: bool,
}

impl Previews {
    /// A cache that cannot be opened is deleted and made anew.
    pub(super) fn open(dir: &Path) -> Result<Previews> {
        let conn = db::open(dir, Role::Previews, Access::Create).or_else(|_| {
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(dir.join(format!("{}{end}", Role::Previews.file())));
            }
            db::open(dir, Role::Previews, Access::Create)
        })?;
        // The copy that a migration makes of everything else is not kept of a cache.
        let _ = std::fs::remove_file(dir.join(format!("previews.before-v{}.db", Role::Previews.migrations().len())));
        // Of the cache, and of no version of the vault: without it, sketches are made again.
        conn.execute_batch(
            "CREATE TABLE IF NOT EXISTS sketch(sha256 BLOB PRIMARY KEY, version INTEGER NOT NULL, rows BLOB NOT NULL) STRICT",
        )?;
        Ok(Previews(Mutex::new(conn)))
    }

    pub(super) fn conn(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn get(&self, sha256: &Sha256) -> Result<Option<Vec<u8>>> {
        Ok(self
            .conn()
            .prepare_cached("SELECT jpeg FROM thumbnail WHERE sha256 = ?")?
            .query_row([sha256.as_bytes()], |r| r.get(0))
            .optional()?)
    }

    pub fn look(&self, sha256: &Sha256) -> Result<Option<Look>> {
        Ok(self
            .conn()
            .prepare_cached("SELECT reason, width, height, pages, seconds, moves FROM look WHERE sha256 = ?")?
            .query_row([sha256.as_bytes()], |r| {
                Ok(Look {
                    reason: r.get(0)?,
                    width: r.get(1)?,
                    height: r.get(2)?,
                    pages: r.get(3)?,
                    seconds: r.get(4)?,
                    moves: r.get(5)?,
                })
            })
            .optional()?)
    }

    /// One transaction for all of them; not every look has a thumbnail.
    pub fn put(&self, made: &[(Sha256, Look, Option<Vec<u8>>)]) -> Result<()> {
        let mut conn = self.conn();
        let tx = conn.transaction()?;
        for (sha256, look, jpeg) in made {
            tx.prepare_cached(
                "INSERT OR REPLACE INTO look(sha256, reason, width, height, pages, seconds, moves)
                 VALUES(?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                sha256.as_bytes(),
                look.reason,
                look.width,
                look.height,
                look.pages,
                look.seconds,
                look.moves
            ])?;
            if let Some(jpeg) = jpeg {
                tx.prepare_cached("INSERT OR REPLACE INTO thumbnail(sha256, jpeg) VALUES(?, ?)")?
                    .execute(params![sha256.as_bytes(), jpeg])?;
            }
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
        for table in ["thumbnail", "look", "pyramid", "sketch"] {
            conn.execute(&format!("DELETE FROM {table} WHERE sha256 = ?"), [sha256.as_bytes()])?;
        }
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }
}
