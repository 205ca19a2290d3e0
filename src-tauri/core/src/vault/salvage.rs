//! What can still be read of a damaged vault.db. The damaged file is set aside first and never deleted.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, Row};

use super::db::{self, Access, Role};
use super::facts::CustodyRecord;
use super::{Presence, Vault, lock, presence, sync_folder};
use crate::error::{Code, Error, Result};
use crate::model::{CaseId, Dispute, Evidence, Identifier, Stamp, Talk};

/// A case as far as it could be read. `facts` is None when only its pieces or its chain were left.
#[derive(Debug, Default)]
pub struct SalvagedCase {
    pub case: Option<crate::model::Case>,
    pub evidence: Vec<Evidence>,
    pub identifiers: Vec<Identifier>,
    pub disputes: Vec<Dispute>,
    pub talks: Vec<Talk>,
    pub custody: Vec<CustodyRecord>,
}

#[derive(Debug, Default)]
pub struct Salvage {
    pub cases: Vec<(CaseId, SalvagedCase)>,
    /// Pending erases: their bytes are not offered back.
    pub erases: Vec<crate::model::Sha256>,
    pub settings: Vec<(String, String)>,
    /// Where the damaged files lie now.
    pub set_aside: Vec<PathBuf>,
}

impl Vault {
    /// Sets a damaged vault.db aside, reads from a copy of it what can be read, and leaves a new, empty one in its
    /// place. A vault that opens is `vault_exists`: there is nothing to recover.
    pub fn salvage(dir: &Path, now: &Stamp) -> Result<Salvage> {
        match presence(dir) {
            Presence::None => return Err(Error::new(Code::VaultMissing).with("path", dir.display())),
            Presence::Whole => match Vault::open(dir) {
                Ok(_) => return Err(Error::new(Code::VaultExists).with("path", dir.display())),
                Err(e) if e.code != Code::VaultDamaged => return Err(e),
                Err(_) => {}
            },
            Presence::Torn => {}
        }
        let _lock = lock::take(dir)?;
        if !dir.join(Role::Originals.file()).exists() {
            db::open(dir, Role::Originals, Access::Create)?;
            if let Ok(conn) = db::open(dir, Role::Facts, Access::Write)
                && super::readable(&conn).is_ok()
            {
                // The facts are fine: what they name is gone, and `check` will say so.
                return Ok(Salvage::default());
            }
        }
        // Nothing is set aside before it is known that originals.db itself can be read.
        db::open(dir, Role::Originals, Access::Write)?;
        let aside = dir.join(format!("set-aside-{}", now.compact()));
        let set_aside = set_aside(dir, &aside)?;
        let mut salvage = read_copy(&aside, dir).unwrap_or_default();
        salvage.set_aside = set_aside;
        db::open(dir, Role::Facts, Access::Create)?;
        sync_folder(dir);
        Ok(salvage)
    }
}

fn set_aside(dir: &Path, aside: &Path) -> Result<Vec<PathBuf>> {
    let mut moved = Vec::new();
    for end in ["", "-wal", "-shm"] {
        let name = format!("{}{end}", Role::Facts.file());
        let from = dir.join(&name);
        if from.exists() {
            std::fs::create_dir_all(aside).map_err(|e| Error::io(e, aside))?;
            let to = aside.join(&name);
            if to.exists() {
                return Err(Error::new(Code::Io).with("path", to.display()).with("reason", "already there"));
            }
            std::fs::rename(&from, &to).map_err(|e| Error::io(e, &from))?;
            moved.push(to);
        }
    }
    Ok(moved)
}

/// Reading opens journals and may write: so a copy is read, never what was set aside.
fn read_copy(aside: &Path, dir: &Path) -> Result<Salvage> {
    let work = dir.join("salvage-work");
    let _ = std::fs::remove_dir_all(&work);
    std::fs::create_dir_all(&work).map_err(|e| Error::io(e, &work))?;
    for end in ["", "-wal"] {
        let name = format!("{}{end}", Role::Facts.file());
        if aside.join(&name).exists() {
            std::fs::copy(aside.join(&name), work.join(&name)).map_err(|e| Error::io(e, &work))?;
        }
    }
    let out = read_all(&work.join(Role::Facts.file()));
    let _ = std::fs::remove_dir_all(&work);
    out
}

fn read_all(file: &Path) -> Result<Salvage> {
    let conn = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    let _ = conn.pragma_update(None, "trusted_schema", false);
    let facts = super::Facts(&conn);
    let mut out = Salvage::default();
    for id in rows(&conn, "SELECT id FROM cases", |r| r.get::<_, String>(0)) {
        if let Ok(id) = id.parse::<CaseId>() {
            let case = facts.case(&id).ok();
            out.entry(&id).case = case;
        }
    }
    for id in rows(&conn, "SELECT id FROM evidence", |r| r.get::<_, i64>(0)) {
        if let Ok(e) = facts.evidence(crate::model::EvidenceId(id)) {
            let case = e.case.clone();
            out.entry(&case).evidence.push(e);
        }
    }
    for id in rows(&conn, "SELECT id FROM identifier", |r| r.get::<_, i64>(0)) {
        if let Ok(i) = facts.identifier(crate::model::IdentifierId(id)) {
            let case = i.case.clone();
            out.entry(&case).identifiers.push(i);
        }
    }
    for id in rows(&conn, "SELECT id FROM dispute", |r| r.get::<_, i64>(0)) {
        if let Ok(d) = facts.dispute(crate::model::DisputeId(id)) {
            let case = d.case.clone();
            out.entry(&case).disputes.push(d);
        }
    }
    for id in rows(&conn, "SELECT id FROM talk", |r| r.get::<_, i64>(0)) {
        if let Ok(t) = facts.talk(crate::model::TalkId(id)) {
            let case = t.case.clone();
            out.entry(&case).talks.push(t);
        }
    }
    for (case, record) in
        rows(&conn, "SELECT * FROM custody", |r| Ok((r.get::<_, String>("case_id")?, super::facts_record(r)?)))
    {
        if let Ok(id) = case.parse::<CaseId>() {
            out.entry(&id).custody.push(record);
        }
    }
    out.erases = facts.erases().unwrap_or_default();
    out.settings = rows(&conn, "SELECT key, value FROM setting", |r| Ok((r.get(0)?, r.get(1)?)));
    for (_, c) in &mut out.cases {
        c.evidence.sort_by_key(|e| e.id);
        c.disputes.sort_by_key(|d| d.id);
        c.talks.sort_by_key(|t| t.id);
        c.custody.sort_by_key(|r| r.seq);
    }
    Ok(out)
}

impl Salvage {
    fn entry(&mut self, id: &CaseId) -> &mut SalvagedCase {
        let at = match self.cases.iter().position(|(known, _)| known == id) {
            Some(at) => at,
            None => {
                self.cases.push((id.clone(), SalvagedCase::default()));
                self.cases.len() - 1
            }
        };
        &mut self.cases[at].1
    }
}

/// Every row that can be read, from the front and, past a damaged page, from the back.
fn rows<T>(conn: &Connection, sql: &str, read: impl Fn(&Row) -> rusqlite::Result<T>) -> Vec<T> {
    let mut out = Vec::new();
    let front = collect(conn, sql, &read, &mut out);
    if !front {
        let mut back = Vec::new();
        let order = if sql.contains("custody") {
            "case_id DESC, seq DESC"
        } else if sql.contains("setting") {
            "key DESC"
        } else {
            "rowid DESC"
        };
        collect(conn, &format!("{sql} ORDER BY {order}"), &read, &mut back);
        out.extend(back);
    }
    out
}

/// False when the table could not be read to its end.
fn collect<T>(conn: &Connection, sql: &str, read: impl Fn(&Row) -> rusqlite::Result<T>, out: &mut Vec<T>) -> bool {
    let Ok(mut stmt) = conn.prepare(sql) else { return false };
    let Ok(mut rows) = stmt.query([]) else { return false };
    loop {
        match rows.next() {
            Ok(Some(row)) => out.extend(read(row)),
            Ok(None) => return true,
            Err(_) => return false,
        }
    }
}
