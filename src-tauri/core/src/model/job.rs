//! Long work: progress out, cancel in.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;
use ts_rs::TS;

use crate::error::{Code, Error, Result};

/// How far a job is. Bytes tell more than counts when one file is a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct Progress {
    pub done: u64,
    pub total: u64,
    pub bytes_done: u64,
    pub bytes_total: u64,
}

type Report = dyn Fn(Progress) + Send + Sync;

/// Handed to every long call. Cheap to clone; all clones share one cancel flag.
#[derive(Clone)]
pub struct Job {
    cancelled: Arc<AtomicBool>,
    report: Arc<Report>,
}

impl Job {
    pub fn new(report: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Job { cancelled: Arc::default(), report: Arc::new(report) }
    }

    pub fn quiet() -> Self {
        Job::new(|_| {})
    }

    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// `cancelled` once the user asked for it; called between pieces of work.
    pub fn go_on(&self) -> Result<()> {
        if self.is_cancelled() { Err(Error::new(Code::Cancelled)) } else { Ok(()) }
    }

    pub fn report(&self, progress: Progress) {
        (self.report)(progress);
    }
}
