//! vault.db: what is known of originals. Reading and writing are different types; SQL lies beside its table.
//!
//! Reading functions are on [`Facts`], writing ones on [`FactsTx`], which only `Vault::write` hands out: inside a
//! transaction, so that a fact and its custody entry are saved together or not at all.

mod browse;
mod cases;
mod check;
mod custody;
mod disputes;
mod drafts;
mod erase;
mod evidence;
mod exports;
mod filings;
mod identifiers;
mod masks;
mod order;
mod own;
mod search;
mod series;
mod settings;
mod steps;
mod talks;
mod timestamps;
mod watch;

use rusqlite::types::FromSql;
use rusqlite::{Connection, Row, Transaction};

pub use browse::Group;
pub use cases::CaseSummary;
pub(super) use custody::record as facts_record;
pub use custody::{By, CustodyRecord};
pub use evidence::NewEvidence;
pub use exports::ExportRecord;
pub use order::Moved;
pub use search::{Hit, pattern as like};

pub use steps::Before;
pub use timestamps::{Answer, NewTimestamp, TimestampOver, TimestampRecord};
pub use watch::{Offered, WatchedFolder};

use crate::error::{Code, Error, Result};
use crate::model::{Sha256, Stamp, When};

/// A view of the facts as they were when the call began.
#[derive(Clone, Copy)]
pub struct Facts<'a>(pub(super) &'a Connection);

/// An open transaction: dropped without commit, nothing of it happened.
pub struct FactsTx<'a>(pub(super) Transaction<'a>);

impl FactsTx<'_> {
    pub fn read(&self) -> Facts<'_> {
        Facts(&self.0)
    }
}

/// A stored word that this version does not know: the file is damaged or was edited by hand.
fn known<T>(value: Result<T>, column: &'static str) -> Result<T> {
    value.map_err(|e| Error::new(Code::VaultDamaged).with("column", column).because(e))
}

fn stamp(row: &Row, at: &str, tz: &str) -> rusqlite::Result<Stamp> {
    Ok(Stamp { at: row.get(at)?, tz: row.get(tz)? })
}

fn stamp_maybe(row: &Row, at: &str, tz: &str) -> rusqlite::Result<Option<Stamp>> {
    Ok(match (row.get::<_, Option<String>>(at)?, row.get::<_, Option<String>>(tz)?) {
        (Some(at), Some(tz)) => Some(Stamp { at, tz }),
        _ => None,
    })
}

fn when_maybe(row: &Row, at: &str, tz: &str) -> rusqlite::Result<Option<When>> {
    Ok(stamp_maybe(row, at, tz)?.map(|s| When { at: s.at, tz: s.tz }))
}

fn sha(row: &Row, column: &str) -> rusqlite::Result<Sha256> {
    row.get::<_, [u8; 32]>(column).map(Sha256::from_bytes)
}

/// A column that an older file, read as it is to salvage it, does not have.
fn later<T: FromSql + Default>(row: &Row, column: &str) -> rusqlite::Result<T> {
    match row.get(column) {
        Err(rusqlite::Error::InvalidColumnName(_)) => Ok(T::default()),
        found => found,
    }
}

fn at(when: &Option<When>) -> Option<&str> {
    when.as_ref().map(|w| w.at.as_str())
}

fn tz(when: &Option<When>) -> Option<&str> {
    when.as_ref().map(|w| w.tz.as_str())
}

fn count(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
