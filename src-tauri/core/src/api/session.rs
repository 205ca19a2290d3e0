//! An opened vault with the clock and the name of the program: what every use case starts from.

use std::path::Path;
use std::sync::Mutex;

use super::tiles::Cutting;
use crate::clock::Clock;
use crate::error::Result;
use crate::intake::{Decoders, Inbox};
use crate::model::Stamp;
use crate::vault::{By, Vault};

/// Name and version as they stand in custody entries and bundles.
pub const APP: &str = concat!("liuzheng ", env!("CARGO_PKG_VERSION"));

pub struct Session {
    pub(super) vault: Vault,
    pub(super) clock: Clock,
    /// Files that wait in watched folders, for as long as the vault is open.
    pub(super) inbox: Mutex<Inbox>,
    /// The order of the timeline that was asked for last.
    pub(super) timeline: Mutex<Option<super::timeline::Order>>,
    pub(super) decoders: Decoders,
    pub(super) cutting: Cutting,
}

impl Session {
    /// Makes an empty vault in `dir`.
    pub fn init(dir: &Path) -> Result<()> {
        Vault::create(dir)
    }

    /// Opens for reading and writing; holds the vault's lock until dropped.
    pub fn open(dir: &Path, clock: Clock) -> Result<Session> {
        Ok(Session::of(Vault::open(dir)?, clock))
    }

    /// Opens for reading, beside a window that writes.
    pub fn open_to_read(dir: &Path, clock: Clock) -> Result<Session> {
        Ok(Session::of(Vault::open_to_read(dir)?, clock))
    }

    fn of(vault: Vault, clock: Clock) -> Session {
        Session {
            vault,
            clock,
            inbox: Mutex::default(),
            timeline: Mutex::default(),
            decoders: Decoders::default(),
            cutting: Cutting::default(),
        }
    }

    pub fn now(&self) -> Stamp {
        self.clock.now()
    }

    pub fn dir(&self) -> &Path {
        self.vault.dir()
    }

    pub(super) fn by(&self) -> By {
        By { at: self.clock.now(), clock_set: self.clock.is_set(), app: APP.to_owned() }
    }
}
