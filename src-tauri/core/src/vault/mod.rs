//! The vault: a folder with facts (vault.db), bytes (originals.db) and a cache of thumbnails (previews.db).
//!
//! Invariants: bytes are durable before a fact names them; a fact and its custody entry are saved in one transaction;
//! a fact goes before its bytes do. The only module that knows SQLite; transactions over facts are opened by `api`.

mod db;
mod erase;
mod facts;
mod folder;
mod lock;
mod migrate;
mod originals;
mod previews;
mod salvage;
#[cfg(test)]
mod tests;
mod tiles;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use rusqlite::{Connection, TransactionBehavior};

use facts::facts_record;
/// A LIKE pattern (ESCAPE '\\') for texts that contain `query`.
pub use facts::like;
pub use facts::{
    Answer, Before, By, CaseSummary, CustodyRecord, ExportRecord, Facts, FactsTx, Group, Hit, Moved, NewEvidence,
    NewTimestamp, Offered, TimestampOver, TimestampRecord, WatchedFolder,
};
pub use folder::{choose_folder, chosen_folder, default_folder, synced_by};
pub use originals::{BATCH, BlobInfo, Originals, OriginalsWriter, PIECE, Staging};
pub use previews::{Look, Previews};
pub use salvage::{Salvage, SalvagedCase};
#[cfg(test)]
pub(crate) use tests::tamper;
pub use tiles::Pyramid;

use crate::error::{Code, Error, Result};
use db::{Access, Role};

/// An opened vault. Shared between threads: readers are drawn from a pool, each writer is one at a time.
pub struct Vault {
    dir: PathBuf,
    facts_readers: Pool,
    originals_readers: Pool,
    previews: OnceLock<Previews>,
    writer: Option<Writer>,
}

struct Writer {
    facts: Mutex<Connection>,
    originals: Mutex<Connection>,
    _lock: lock::Lock,
}

/// What a folder holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Nothing of a vault, or an `init` that did not finish (no facts, no bytes).
    None,
    Whole,
    /// One of the two files is missing.
    Torn,
}

pub fn presence(dir: &Path) -> Presence {
    match (dir.join(Role::Facts.file()).exists(), dir.join(Role::Originals.file()).exists()) {
        (true, true) => Presence::Whole,
        (false, false) => Presence::None,
        (true, false) => Presence::Torn,
        (false, true) => {
            let empty = db::open(dir, Role::Originals, Access::Write)
                .and_then(|c| Ok(c.query_row("SELECT NOT EXISTS(SELECT 1 FROM blob)", [], |r| r.get::<_, bool>(0))?));
            // An originals.db without a blob is what an interrupted `init` leaves.
            if empty.unwrap_or(false) { Presence::None } else { Presence::Torn }
        }
    }
}

impl Vault {
    /// Makes the folder and the files. `vault_exists` when there is one.
    pub fn create(dir: &Path) -> Result<()> {
        std::fs::create_dir_all(dir).map_err(|e| Error::io(e, dir))?;
        let _lock = lock::take(dir)?;
        if presence(dir) != Presence::None {
            return Err(Error::new(Code::VaultExists).with("path", dir.display()));
        }
        db::open(dir, Role::Originals, Access::Create)?;
        db::open(dir, Role::Facts, Access::Create)?;
        sync_folder(dir);
        Ok(())
    }

    /// Opens for reading and writing: takes the lock, brings the schema up to date, finishes what a crash left.
    pub fn open(dir: &Path) -> Result<Vault> {
        require_whole(dir)?;
        let lock = lock::take(dir)?;
        let originals = db::open(dir, Role::Originals, Access::Write)?;
        let facts = db::open(dir, Role::Facts, Access::Write)?;
        readable(&facts)?;
        let writer = Writer { facts: Mutex::new(facts), originals: Mutex::new(originals), _lock: lock };
        let vault = Vault::with(dir, Some(writer));
        match vault.carry_on() {
            // A full or read-only disk does not keep anybody from looking; a later start carries on.
            Err(e) if !matches!(e.code, Code::NoSpace | Code::NoPermission | Code::Io) => Err(e),
            _ => Ok(vault),
        }
    }

    /// What a crash left half done: staged bytes are swept, pending erases carried out.
    fn carry_on(&self) -> Result<()> {
        self.originals_writer()?.sweep()?;
        self.finish_erases().map(|_| ())
    }

    /// Opens for reading; another process may be writing.
    pub fn open_to_read(dir: &Path) -> Result<Vault> {
        require_whole(dir)?;
        let vault = Vault::with(dir, None);
        vault.read(|f| readable(f.0))?;
        Ok(vault)
    }

    fn with(dir: &Path, writer: Option<Writer>) -> Vault {
        Vault {
            dir: dir.to_owned(),
            facts_readers: Pool::new(dir, Role::Facts),
            originals_readers: Pool::new(dir, Role::Originals),
            previews: OnceLock::new(),
            writer,
        }
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Everything that `f` reads is of one moment: a bundle never lists what its custody log does not know yet.
    pub fn read<T>(&self, f: impl FnOnce(Facts) -> Result<T>) -> Result<T> {
        let conn = self.facts_readers.take()?;
        // Rolled back when dropped: there is nothing to commit.
        let out = conn.unchecked_transaction().map_err(Error::from).and_then(|tx| f(Facts(&tx)));
        self.facts_readers.put(conn);
        out
    }

    /// One transaction: committed when `f` succeeds, as if nothing had happened otherwise. Called by `api` only.
    pub fn write<T>(&self, f: impl FnOnce(&FactsTx) -> Result<T>) -> Result<T> {
        let mut conn = self.writer()?.facts.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = FactsTx(conn.transaction_with_behavior(TransactionBehavior::Immediate)?);
        let out = f(&tx)?;
        tx.0.commit()?;
        Ok(out)
    }

    pub fn originals<T>(&self, f: impl FnOnce(Originals) -> Result<T>) -> Result<T> {
        let conn = self.originals_readers.take()?;
        let out = f(Originals(&conn));
        self.originals_readers.put(conn);
        out
    }

    /// Held for one short write; never across the reading of a file.
    pub fn originals_writer(&self) -> Result<OriginalsWriter<'_>> {
        Ok(OriginalsWriter(self.writer()?.originals.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    pub fn previews(&self) -> Result<&Previews> {
        if let Some(p) = self.previews.get() {
            return Ok(p);
        }
        let opened = Previews::open(&self.dir)?;
        Ok(self.previews.get_or_init(|| opened))
    }

    /// Empties the WAL, so that removed text leaves it too.
    pub fn checkpoint(&self) -> Result<()> {
        let conn: MutexGuard<Connection> = self.writer()?.facts.lock().unwrap_or_else(PoisonError::into_inner);
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    fn writer(&self) -> Result<&Writer> {
        self.writer
            .as_ref()
            .ok_or_else(|| Error::new(Code::Internal).with("reason", "the vault is open for reading only"))
    }
}

fn require_whole(dir: &Path) -> Result<()> {
    match presence(dir) {
        Presence::Whole => Ok(()),
        Presence::None => Err(Error::new(Code::VaultMissing).with("path", dir.display())),
        Presence::Torn => {
            let lost = if dir.join(Role::Facts.file()).exists() { Role::Originals } else { Role::Facts };
            Err(Error::new(Code::VaultDamaged).with("path", dir.display()).with("missing", lost.file()))
        }
    }
}

/// A file that opens can still be damaged; the tables that every screen needs are touched once.
fn readable(conn: &Connection) -> Result<()> {
    for table in ["cases", "evidence", "identifier", "custody", "chain", "erase", "setting"] {
        conn.prepare(&format!("SELECT * FROM {table} LIMIT 1"))
            .and_then(|mut stmt| stmt.query([])?.next().map(|_| ()))
            .map_err(|e| Error::new(Code::VaultDamaged).with("table", table).because(e))?;
    }
    Ok(())
}

/// Makes new directory entries durable (a no-op where folders can't be opened).
fn sync_folder(dir: &Path) {
    if let Ok(f) = std::fs::File::open(dir) {
        let _ = f.sync_all();
    }
}

/// Read connections waiting to be used again.
struct Pool {
    dir: PathBuf,
    role: Role,
    idle: Mutex<Vec<Connection>>,
}

impl Pool {
    fn new(dir: &Path, role: Role) -> Pool {
        Pool { dir: dir.to_owned(), role, idle: Mutex::default() }
    }

    fn take(&self) -> Result<Connection> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(conn) => Ok(conn),
            None => db::open(&self.dir, self.role, Access::Read),
        }
    }

    fn put(&self, conn: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < 4 {
            idle.push(conn);
        }
    }
}
