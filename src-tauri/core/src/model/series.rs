//! A conversation: pieces of evidence that are pages of one scroll, in the order that the user confirmed.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CaseId, EvidenceId, Stamp};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct SeriesId(#[ts(type = "number")] pub i64);

/// Rows that a page shares with the one before it, each in pixels of its own picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct Overlap {
    pub rows: u32,
    /// The page before ends here; what is below are bars.
    pub before_to: u32,
    /// This page goes on from here.
    pub own_from: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesPage {
    pub evidence: EvidenceId,
    /// The page that `overlap` was found with.
    pub after: Option<EvidenceId>,
    /// None: no overlap was found, a page may be missing.
    pub overlap: Option<Overlap>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    pub id: SeriesId,
    pub case: CaseId,
    pub title: String,
    pub pages: Vec<SeriesPage>,
    pub set: Stamp,
}
