//! What can still be read of a damaged vault. A damaged file is set aside first and never deleted.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags, Row};

use super::db::{self, Access, Role};
use super::facts::{CustodyRecord, ExportRecord, Facts, TimestampRecord};
use super::originals::{BATCH, Originals, OriginalsWriter, PIECE};
use super::{Presence, Vault, lock, presence, sync_folder};
use crate::error::{Code, Error, Result};
use crate::model::{
    CaseId, Complaint, Dispute, Evidence, Filing, Identifier, Mask, OwnData, SavedDraft, Series, Stamp, Talk,
    TimeAuthority, TimeAuthorityId, Unavailable,
};

/// A case as far as it could be read. `facts` is None when only its pieces or its chain were left.
#[derive(Debug, Default)]
pub struct SalvagedCase {
    pub case: Option<crate::model::Case>,
    pub evidence: Vec<Evidence>,
    pub identifiers: Vec<Identifier>,
    pub disputes: Vec<Dispute>,
    pub talks: Vec<Talk>,
    pub series: Vec<Series>,
    pub filings: Vec<Filing>,
    pub masks: Vec<Mask>,
    pub complaint: Option<Complaint>,
    pub unavailable: Vec<Unavailable>,
    pub drafts: Vec<SavedDraft>,
    /// With their ids, which timestamps name.
    pub exports: Vec<ExportRecord>,
    pub timestamps: Vec<TimestampRecord>,
    pub custody: Vec<CustodyRecord>,
}

#[derive(Debug, Default)]
pub struct Salvage {
    pub cases: Vec<(CaseId, SalvagedCase)>,
    /// Pending erases: their bytes are not offered back.
    pub erases: Vec<crate::model::Sha256>,
    pub settings: Vec<(String, String)>,
    pub own: OwnData,
    /// Services of trusted time, with the ids that settings name.
    pub services: Vec<(TimeAuthorityId, TimeAuthority)>,
    /// Where the damaged files lie now.
    pub set_aside: Vec<PathBuf>,
}

impl Vault {
    /// Sets what is damaged of a vault aside, reads from it what can be read, and leaves files that open in its place:
    /// of vault.db an empty one (what was read is returned), of originals.db one with every original that is whole. A
    /// vault that opens and whose facts are sound is `vault_exists`: there is nothing to recover.
    pub fn salvage(dir: &Path, now: &Stamp) -> Result<Salvage> {
        match presence(dir) {
            Presence::None => return Err(Error::new(Code::VaultMissing).with("path", dir.display())),
            Presence::Whole => match Vault::open(dir) {
                Ok(vault) if vault.read(|f| Ok(sound(f.0)))? => {
                    return Err(Error::new(Code::VaultExists).with("path", dir.display()));
                }
                Err(e) if e.code != Code::VaultDamaged => return Err(e),
                Ok(_) | Err(_) => {}
            },
            Presence::Torn => {}
        }
        let _lock = lock::take(dir)?;
        let aside = dir.join(format!("set-aside-{}", now.compact()));
        let mut set_aside = save_originals(dir, &aside)?;
        if db::open(dir, Role::Facts, Access::Write).is_ok_and(|conn| sound(&conn)) {
            // The facts are fine: what they name and is gone, `check` will say.
            return Ok(Salvage { set_aside, ..Salvage::default() });
        }
        set_aside.extend(move_aside(dir, &aside, Role::Facts)?);
        let mut salvage = read_copy(&aside, dir).unwrap_or_default();
        salvage.set_aside = set_aside;
        db::open(dir, Role::Facts, Access::Create)?;
        sync_folder(dir);
        Ok(salvage)
    }
}

/// Every screen can be shown and SQLite finds no fault.
fn sound(facts: &Connection) -> bool {
    super::readable(facts).is_ok() && Facts(facts).structure_faults().is_ok_and(|faults| faults.is_empty())
}

/// Makes sure that there is an originals.db that opens; of a damaged one every whole original goes into a new one.
fn save_originals(dir: &Path, aside: &Path) -> Result<Vec<PathBuf>> {
    if !dir.join(Role::Originals.file()).exists() {
        db::open(dir, Role::Originals, Access::Create)?;
        return Ok(Vec::new());
    }
    match db::open(dir, Role::Originals, Access::Write) {
        Ok(_) => Ok(Vec::new()),
        Err(e) if e.code == Code::VaultDamaged => {
            let moved = move_aside(dir, aside, Role::Originals)?;
            let new = Mutex::new(db::open(dir, Role::Originals, Access::Create)?);
            let mut new = OriginalsWriter(new.lock().unwrap_or_else(PoisonError::into_inner));
            let mut full = Ok(());
            // What can't be read at all gives nothing; a disk that is full while it is copied is an error.
            let _ = look_at_damaged(&aside.join(Role::Originals.file()), |damaged| {
                full = copy_whole(damaged, &mut new);
                Ok(())
            });
            full.map(|()| moved)
        }
        Err(e) => Err(e),
    }
}

/// An original that can't be read to its end or is not that of its hash is left out: it stays where it was set aside.
fn copy_whole(damaged: &Connection, new: &mut OriginalsWriter) -> Result<()> {
    let from = Originals(damaged);
    for blob in from.list_readable() {
        if from.is_intact(&blob.sha256).is_ok_and(|intact| intact) {
            let mut staging = new.stage()?;
            let mut buffer = Vec::with_capacity(BATCH);
            from.pieces(&blob.sha256, &mut |piece| {
                buffer.extend_from_slice(piece);
                if buffer.len() + PIECE > BATCH {
                    new.stage_bytes(&mut staging, &buffer)?;
                    buffer.clear();
                }
                Ok(())
            })?;
            if !buffer.is_empty() {
                new.stage_bytes(&mut staging, &buffer)?;
            }
            new.finish(staging, &blob)?;
        }
    }
    Ok(())
}

/// Runs `look` on a damaged file. One that is shorter than it says of itself is refused by SQLite: it is filled up with
/// zeros while it is read and cut again afterwards.
fn look_at_damaged<T>(file: &Path, look: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    let io = |e| Error::io(e, file);
    let raw = std::fs::File::options().read(true).write(true).open(file).map_err(io)?;
    let length = raw.metadata().map_err(io)?.len();
    let full = stated_length(&raw).unwrap_or(0);
    if full > length && full / 64 <= length {
        raw.set_len(full).map_err(io)?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let seen = Connection::open_with_flags(file, flags).map_err(Error::from).and_then(|conn| {
        conn.pragma_update(None, "trusted_schema", false)?;
        look(&conn)
    });
    if full > length {
        raw.set_len(length).map_err(io)?;
    }
    seen
}

/// Bytes: size of a page and number of pages, as the head of the file has them (sqlite.org/fileformat.html, 1.3).
fn stated_length(mut file: &std::fs::File) -> Option<u64> {
    let mut head = [0u8; 32];
    file.read_exact(&mut head).ok()?;
    let page = match u16::from_be_bytes([head[16], head[17]]) {
        1 => 65_536,
        n => u64::from(n),
    };
    head.starts_with(b"SQLite format 3\0")
        .then(|| page * u64::from(u32::from_be_bytes([head[28], head[29], head[30], head[31]])))
}

fn move_aside(dir: &Path, aside: &Path, role: Role) -> Result<Vec<PathBuf>> {
    let mut moved = Vec::new();
    for end in ["", "-wal", "-shm", "-journal"] {
        let name = format!("{}{end}", role.file());
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
    let out = look_at_damaged(&work.join(Role::Facts.file()), read_all);
    let _ = std::fs::remove_dir_all(&work);
    out
}

fn read_all(conn: &Connection) -> Result<Salvage> {
    let facts = Facts(conn);
    let mut out = Salvage::default();
    for id in rows(conn, "SELECT id FROM cases", |r| r.get::<_, String>(0)) {
        if let Ok(id) = id.parse::<CaseId>() {
            let case = facts.case(&id).ok();
            out.entry(&id).case = case;
        }
    }
    for id in rows(conn, "SELECT id FROM evidence", |r| r.get::<_, i64>(0)) {
        if let Ok(e) = facts.evidence(crate::model::EvidenceId(id)) {
            let case = e.case.clone();
            out.entry(&case).evidence.push(e);
        }
    }
    for id in rows(conn, "SELECT id FROM identifier", |r| r.get::<_, i64>(0)) {
        if let Ok(i) = facts.identifier(crate::model::IdentifierId(id)) {
            let case = i.case.clone();
            out.entry(&case).identifiers.push(i);
        }
    }
    for id in rows(conn, "SELECT id FROM dispute", |r| r.get::<_, i64>(0)) {
        if let Ok(d) = facts.dispute(crate::model::DisputeId(id)) {
            let case = d.case.clone();
            out.entry(&case).disputes.push(d);
        }
    }
    for id in rows(conn, "SELECT id FROM talk", |r| r.get::<_, i64>(0)) {
        if let Ok(t) = facts.talk(crate::model::TalkId(id)) {
            let case = t.case.clone();
            out.entry(&case).talks.push(t);
        }
    }
    for id in rows(conn, "SELECT id FROM series", |r| r.get::<_, i64>(0)) {
        if let Ok(s) = facts.series(crate::model::SeriesId(id)) {
            let case = s.case.clone();
            out.entry(&case).series.push(s);
        }
    }
    for id in rows(conn, "SELECT id FROM filing", |r| r.get::<_, i64>(0)) {
        if let Ok(f) = facts.filing(crate::model::FilingId(id)) {
            let case = f.case.clone();
            out.entry(&case).filings.push(f);
        }
    }
    for id in rows(conn, "SELECT evidence FROM mask", |r| r.get::<_, i64>(0)) {
        let id = crate::model::EvidenceId(id);
        if let (Ok(Some(m)), Ok(e)) = (facts.mask(id), facts.evidence(id)) {
            out.entry(&e.case).masks.push(m);
        }
    }
    for (id, case) in
        rows(conn, "SELECT id, case_id FROM export", |r| Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?)))
    {
        if let (Ok(Some(e)), Ok(case)) = (facts.export(id), case.parse::<CaseId>()) {
            out.entry(&case).exports.push(e);
        }
    }
    for id in rows(conn, "SELECT id FROM timestamp", |r| r.get::<_, i64>(0)) {
        if let Ok(t) = facts.timestamp(crate::model::TimestampId(id)) {
            let case = t.case.clone();
            out.entry(&case).timestamps.push(t);
        }
    }
    for (id, found) in &mut out.cases {
        // Of a case that asks for nothing there is no row.
        found.complaint = facts.complaint_of(id).ok().filter(|c| *c != Complaint::default());
        found.unavailable = facts.unavailable_of(id).unwrap_or_default();
        found.drafts = facts.drafts_of(id).unwrap_or_default();
    }
    for (case, record) in
        rows(conn, "SELECT * FROM custody", |r| Ok((r.get::<_, String>("case_id")?, super::facts_record(r)?)))
    {
        if let Ok(id) = case.parse::<CaseId>() {
            out.entry(&id).custody.push(record);
        }
    }
    out.services = facts.time_authorities().unwrap_or_default();
    out.erases = facts.erases().unwrap_or_default();
    for (field, value) in
        rows(conn, "SELECT field, value FROM own", |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))
    {
        if let Ok(field) = field.parse() {
            out.own.set(field, &value);
        }
    }
    out.settings = rows(conn, "SELECT key, value FROM setting", |r| Ok((r.get(0)?, r.get(1)?)));
    for (_, c) in &mut out.cases {
        c.evidence.sort_by_key(|e| e.id);
        c.disputes.sort_by_key(|d| d.id);
        c.talks.sort_by_key(|t| t.id);
        c.series.sort_by_key(|s| s.id);
        c.filings.sort_by_key(|f| f.id);
        c.exports.sort_by_key(|e| e.id);
        c.timestamps.sort_by_key(|t| t.id);
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
