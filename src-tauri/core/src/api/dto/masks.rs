//! Masks over pictures, and the copies made with them.

use serde::Serialize;
use ts_rs::TS;

use crate::model::{EvidenceId, MaskBox, Stamp};

/// A piece with its boxes; without any, it has no masked copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct MaskView {
    pub evidence: EvidenceId,
    pub number: String,
    /// False: no still picture of one page that can be decoded.
    pub can_mask: bool,
    /// Upright pixels, in which boxes are told.
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// To undo, set the former ones again.
    pub boxes: Vec<MaskBox>,
    pub copy: Option<MaskedCopy>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct MaskedCopy {
    /// Name in a masked bundle, below `data/`.
    pub name: String,
    pub sha256: String,
    /// Of the original, which stays as it is.
    pub parent_sha256: String,
    pub size: u64,
    pub media_type: String,
    pub made: Stamp,
}

/// What came of boxes for several pieces: all that could be done was done in one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct MaskOutcome {
    pub masked: Vec<MaskView>,
    pub refused: Vec<MaskRefusal>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct MaskRefusal {
    pub evidence: EvidenceId,
    pub number: String,
    /// `no_picture`, `other_width`, `outside` (no box reaches into it) or `damaged`.
    #[ts(type = "\"no_picture\" | \"other_width\" | \"outside\" | \"damaged\"")]
    pub reason: &'static str,
}
