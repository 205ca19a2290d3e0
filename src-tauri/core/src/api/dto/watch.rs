//! Watched folders and the files that wait in their inbox.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::Code;
use crate::model::Stamp;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct WatchedView {
    pub folder: i64,
    /// For the eye.
    pub label: String,
    /// Why it can't be looked into now; nothing is known of its files then.
    pub error: Option<Code>,
    /// Files that wait.
    pub waiting: u32,
    /// Files that lay there when it was chosen and are not offered.
    pub there: u32,
}

/// A file that waits; `id` is of this run of the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct WaitingView {
    pub id: u32,
    pub folder: i64,
    pub name: String,
    pub size: u64,
    pub modified: Option<Stamp>,
    /// Why the last try to import it failed.
    pub refused: Option<Code>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct InboxPage {
    pub total: u32,
    pub offset: u32,
    /// Newest first.
    pub rows: Vec<WaitingView>,
    pub folders: Vec<WatchedView>,
}

/// Files of the inbox: named, or every one that waits now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct InboxChoice {
    pub ids: Vec<u32>,
    pub all: bool,
}
