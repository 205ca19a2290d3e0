//! Conversations and pictures that look alike.

use serde::Serialize;
use ts_rs::TS;

use crate::model::{EvidenceId, SeriesId};

/// A conversation, proposed or confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct SeriesView {
    /// None: only proposed.
    pub id: Option<SeriesId>,
    pub title: String,
    /// In reading order.
    pub evidence: Vec<EvidenceId>,
    pub overlaps: Vec<SeriesOverlap>,
    pub gaps: Vec<SeriesGap>,
    pub pages: Vec<SeriesPageView>,
}

/// Neighbours that show the same rows; counted in pixels of `b`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct SeriesOverlap {
    pub a: EvidenceId,
    pub b: EvidenceId,
    pub rows: u32,
}

/// Neighbours without overlap: a page may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct SeriesGap {
    pub after: EvidenceId,
    pub before: EvidenceId,
}

/// Which rows of a page are read: what is above was on the page before, what is below are bars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct SeriesPageView {
    pub evidence: EvidenceId,
    pub number: String,
    pub width: u32,
    pub height: u32,
    pub from: u32,
    pub to: u32,
    /// Nothing connects it with the page before.
    pub gap_before: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct SeriesProposal {
    pub series: Vec<SeriesView>,
    pub single: Vec<EvidenceId>,
}

/// Two pictures that look alike. A hint: neither is ever merged or dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct AlikePair {
    pub a: EvidenceId,
    pub b: EvidenceId,
    pub a_number: String,
    pub b_number: String,
    /// Mean difference in brightness at one size, in thousandths of the whole range.
    pub distance: u32,
    /// `recompressed`, `resized`, `cropped`, or `edited_nearby`: nearly equal but for some places.
    #[ts(type = "\"recompressed\" | \"resized\" | \"cropped\" | \"edited_nearby\"")]
    pub hint: String,
}
