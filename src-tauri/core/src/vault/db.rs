//! The only place that opens a database: flags, pragmas, migrations. A cipher would be switched on here.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::migrate::{self, Migration};
use crate::error::{Code, Error, Result};

/// The three files of a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Facts,
    Originals,
    Previews,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Makes the file when it is not there.
    Create,
    Write,
    Read,
}

impl Role {
    pub fn file(self) -> &'static str {
        match self {
            Role::Facts => "vault.db",
            Role::Originals => "originals.db",
            Role::Previews => "previews.db",
        }
    }

    pub fn migrations(self) -> &'static [Migration] {
        match self {
            Role::Facts => &[
                Migration { sql: include_str!("migrations/facts/0001_start.sql") },
                Migration { sql: include_str!("migrations/facts/0002_series.sql") },
                Migration { sql: include_str!("migrations/facts/0003_times_and_events.sql") },
                Migration { sql: include_str!("migrations/facts/0005_watch.sql") },
                Migration { sql: include_str!("migrations/facts/0006_chain_heads.sql") },
                Migration { sql: include_str!("migrations/facts/0007_timestamps.sql") },
                Migration { sql: include_str!("migrations/facts/0008_filings.sql") },
                Migration { sql: include_str!("migrations/facts/0009_masks.sql") },
                Migration { sql: include_str!("migrations/facts/0010_own.sql") },
                Migration { sql: include_str!("migrations/facts/0011_draft_lengths.sql") },
            ],
            Role::Originals => &[Migration { sql: include_str!("migrations/originals/0001_start.sql") }],
            Role::Previews => &[
                Migration { sql: include_str!("migrations/previews/0001_start.sql") },
                Migration { sql: include_str!("migrations/previews/0002_media.sql") },
            ],
        }
    }

    /// Appending to a rollback journal writes each byte once; facts and previews want readers beside the writer.
    fn journal(self) -> &'static str {
        match self {
            Role::Facts | Role::Previews => "wal",
            Role::Originals => "truncate",
        }
    }
}

/// Opens `dir`/file with every pragma of the design and brings the schema up to date when writing.
pub(super) fn open(dir: &Path, role: Role, access: Access) -> Result<Connection> {
    let path = dir.join(role.file());
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if access == Access::Create {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let mut conn = match Connection::open_with_flags(&path, flags) {
        Ok(c) => c,
        Err(e) => return Err(Error::from(e).with("path", path.display())),
    };
    set_pragmas(&conn, role, access).map_err(|e| Error::from(e).with("path", path.display()))?;
    match access {
        Access::Read => migrate::require(&conn, role.migrations())?,
        Access::Create | Access::Write => migrate::run(&mut conn, role.migrations(), &path)?,
    }
    Ok(conn)
}

fn set_pragmas(conn: &Connection, role: Role, access: Access) -> rusqlite::Result<()> {
    conn.busy_timeout(Duration::from_secs(30))?;
    if access == Access::Create && role == Role::Originals {
        conn.pragma_update(None, "page_size", 16384)?;
        conn.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    }
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "secure_delete", true)?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "fullfsync", true)?;
    conn.pragma_update(None, "checkpoint_fullfsync", true)?;
    conn.query_row(&format!("PRAGMA journal_mode={}", role.journal()), [], |_| Ok(()))?;
    if role == Role::Originals {
        // A transaction that spills its cache locks readers out for as long as it lasts.
        conn.pragma_update(None, "cache_spill", false)?;
        conn.pragma_update(None, "cache_size", if access == Access::Read { -2048 } else { -24576 })?;
    }
    if access == Access::Read {
        conn.pragma_update(None, "query_only", true)?;
    }
    Ok(())
}

impl From<rusqlite::Error> for Error {
    /// A full disk, a lost permission and a damaged file are told apart; all else is a defect or the disk.
    fn from(e: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::*;
        let code = match e.sqlite_error_code() {
            Some(DiskFull) => Code::NoSpace,
            Some(PermissionDenied | ReadOnly) => Code::NoPermission,
            Some(DatabaseCorrupt | NotADatabase) => Code::VaultDamaged,
            Some(DatabaseBusy | DatabaseLocked | FileLockingProtocolFailed) => Code::VaultBusy,
            Some(CannotOpen | SystemIoFailure) => Code::Io,
            _ => Code::Internal,
        };
        // SQLite hides ENOSPC of an fsync or a shared-memory file behind an I/O error.
        let code = match e.sqlite_error() {
            Some(s) if s.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE => Code::NoSpace,
            _ => code,
        };
        Error::new(code).because(e)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R2: what is asked for is what SQLite says back.
    #[test]
    fn every_opened_connection_says_the_pragmas_back() {
        let dir = tempfile::tempdir().unwrap();
        for (role, journal) in [(Role::Facts, "wal"), (Role::Originals, "truncate"), (Role::Previews, "wal")] {
            for access in [Access::Create, Access::Write, Access::Read] {
                let conn = open(dir.path(), role, access).unwrap();
                let number = |name: &str| conn.pragma_query_value(None, name, |r| r.get::<_, i64>(0)).unwrap();
                let text = conn.pragma_query_value(None, "journal_mode", |r| r.get::<_, String>(0)).unwrap();
                assert_eq!(text, journal, "{role:?} {access:?}");
                assert_eq!(number("synchronous"), 2, "{role:?} {access:?}: FULL");
                assert_eq!(number("foreign_keys"), 1);
                assert_eq!(number("trusted_schema"), 0);
                assert_eq!(number("secure_delete"), 1);
                assert_eq!(number("fullfsync"), 1);
                assert_eq!(number("query_only"), i64::from(access == Access::Read));
                if role == Role::Originals {
                    assert_eq!(number("auto_vacuum"), 2, "incremental: removed bytes leave the file");
                    assert_eq!(number("page_size"), 16384);
                    assert_eq!(number("cache_spill"), 0, "a spilling transaction would lock readers out");
                }
            }
        }
    }
}
