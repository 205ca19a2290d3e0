//! Numbered migrations by `PRAGMA user_version`: all-or-nothing, a copy before, a newer file refused.
//!
//! A `.sql` file is never edited once released; a test holds their hashes.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{Code, Error, Result};

/// One step: number n is the n-th of the list, from 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Migration {
    pub sql: &'static str,
}

fn version(conn: &Connection) -> Result<usize> {
    let v: i64 = conn.pragma_query_value(None, "user_version", |r| r.get(0))?;
    usize::try_from(v).map_err(|_| Error::new(Code::VaultDamaged).with("reason", "negative schema version"))
}

/// For readers: exactly the known version.
pub(super) fn require(conn: &Connection, list: &[Migration]) -> Result<()> {
    match version(conn)? {
        v if v > list.len() => Err(newer(v, list.len())),
        v if v < list.len() => {
            Err(Error::new(Code::VaultBusy).with("reason", "the vault has not been brought up to date"))
        }
        _ => Ok(()),
    }
}

/// Runs what is missing in one transaction. An existing file is copied beside itself first.
pub(super) fn run(conn: &mut Connection, list: &[Migration], path: &Path) -> Result<()> {
    let from = version(conn)?;
    if from > list.len() {
        return Err(newer(from, list.len()));
    }
    if from == list.len() {
        return Ok(());
    }
    if from > 0 {
        let copy = path.with_extension(format!("before-v{}.db", list.len()));
        conn.backup(rusqlite::MAIN_DB, &copy, None::<fn(rusqlite::backup::Progress)>)?;
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for step in &list[from..] {
        tx.execute_batch(step.sql)?;
    }
    tx.pragma_update(None, "user_version", list.len() as i64)?;
    tx.commit()?;
    Ok(())
}

fn newer(found: usize, known: usize) -> Error {
    Error::new(Code::VaultNewer).with("found", found).with("known", known)
}

#[cfg(test)]
mod tests {
    use super::super::db::Role;
    use super::*;
    use crate::model::hash_bytes;

    const ONE: Migration = Migration { sql: "CREATE TABLE a(x) STRICT;" };
    const GOOD: Migration = Migration { sql: "CREATE TABLE b(x TEXT) STRICT;" };

    /// Add a line for a new file; never change one.
    const RELEASED: &[(Role, usize, &str)] = &[
        (Role::Facts, 1, "cf31ad7394dc9083e6513bed2a6a327c46a445c497d88dc8ee5969ebe0a85303"),
        (Role::Facts, 2, "1f17ce32eb435a01bb7cb4b1b4a76ffa79d9abe1170a81d529c6528c7049bff4"),
        (Role::Facts, 3, "10c0256b9866f4c89d4f76a456b929c5b158b0264b1e62c4a6900437f5f2fbfd"),
        (Role::Facts, 4, "e151183ecbd84dd1f36923d09c21a7ba9a5c5d00e9aaa858d119bf1c0744bffb"),
        (Role::Facts, 5, "98547351d2468efb67af96797fee2b8003e6f102ac83bb66bb480f7e99e1e343"),
        (Role::Facts, 6, "0c5c21c4897cc77beec9ce8afd0acf5a74508a1d7758c39376d8321c2f90f78e"),
        (Role::Facts, 7, "9872b6b6088583ecfab34abc83f5bd588fbb959153ba87c19af18ea7bb622044"),
        (Role::Facts, 8, "5118d19db1d4d68c59f274b7e5c7133baa7c40376b20fd36be3797855ec3a349"),
        (Role::Facts, 9, "4aa56be2972350cdde54e58e312f1de41047ca5b5374539113d57b7cc169ff6f"),
        (Role::Facts, 10, "ff624c8846f2bbefb3b01cf230729f0124b2bedfb0b60475a404adb278deaa6b"),
        (Role::Originals, 1, "019e757c2abc22df4f1c9f1ef6842880b9f396fa340a5e797dcbeff1c8bfc09a"),
        (Role::Previews, 1, "fa3e1681d9f17a6bd35b5f610bc0225f62ca368df9ed653fa39fb5ad35ec1a00"),
        (Role::Previews, 2, "06eafeea8c6dfa75e4ac6c24b23f2dbd5c6aac8ebf969d1e97955723bf8a4cca"),
    ];

    #[test]
    fn released_migrations_are_never_edited() {
        for role in [Role::Facts, Role::Originals, Role::Previews] {
            for (i, step) in role.migrations().iter().enumerate() {
                let text = step.sql.replace("\r\n", "\n");
                let found = hash_bytes(text.as_bytes()).hex();
                let known = RELEASED.iter().find(|(r, n, _)| *r == role && *n == i + 1).map(|(_, _, h)| *h);
                assert_eq!(known, Some(found.as_str()), "{role:?} {} was edited or is not listed", i + 1);
            }
        }
    }

    #[test]
    fn a_step_that_fails_leaves_the_file_as_it_was_with_a_copy_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("vault.db");
        let mut conn = Connection::open(&path).unwrap();
        run(&mut conn, &[Migration { sql: "CREATE TABLE a(x TEXT) STRICT; INSERT INTO a VALUES('kept');" }], &path)
            .unwrap();
        let broken = [ONE, GOOD, Migration { sql: "CREATE TABLE b(x TEXT) STRICT;" }];
        assert!(run(&mut conn, &broken, &path).is_err(), "table b is made twice");
        assert_eq!(version(&conn).unwrap(), 1, "all or nothing");
        let kept: String = conn.query_row("SELECT x FROM a", [], |r| r.get(0)).unwrap();
        assert_eq!(kept, "kept");
        assert!(dir.path().join("vault.before-v3.db").exists(), "the copy was made before the first step");
    }

    #[test]
    fn a_newer_file_is_refused_unchanged() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("vault.db");
        let mut conn = Connection::open(&path).unwrap();
        conn.pragma_update(None, "user_version", 9).unwrap();
        let before = std::fs::read(&path).unwrap();
        assert_eq!(run(&mut conn, &[GOOD], &path).unwrap_err().code, Code::VaultNewer);
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}
