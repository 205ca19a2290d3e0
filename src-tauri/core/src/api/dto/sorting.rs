//! Counts beside a list, chosen pieces, what a bulk change and a taking out did.

use serde::Serialize;
use ts_rs::TS;

use super::ErrorView;
use crate::error::Code;
use crate::model::{EvidenceFacts, EvidenceKind, FileClass};

/// How many there would be under each condition, the other conditions holding.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct Facets {
    /// With every condition.
    pub total: u32,
    pub by_kind: Vec<(Option<EvidenceKind>, u32)>,
    pub by_file: Vec<(FileClass, u32)>,
    pub undescribed: u32,
    /// First and last day of the best known times.
    pub first_day: Option<String>,
    pub last_day: Option<String>,
}

/// A head row and how many pieces follow it. `key` of a day: `2026-11-12`; of a conversation: its title. `first`: number
/// of the first page of a conversation; none: the pieces that belong to no conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct GroupRow {
    pub key: String,
    pub count: u32,
    pub first: Option<String>,
}

/// What a dialog has to know of chosen pieces.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct ChosenView {
    pub count: u32,
    /// The first of them, at most 12.
    pub numbers: Vec<String>,
    /// What they have in common; a member that differs is empty and named in `differ`.
    pub common: EvidenceFacts,
    pub differ: Vec<String>,
}

/// A bulk change that `step_undo` takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct StepView {
    pub step: i64,
    /// Pieces that are different now.
    pub changed: u32,
}

/// What taking out wrote. What is listed is on disk and was read back against its hash.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct TakenOut {
    /// For the eye.
    pub folder: String,
    pub count: u32,
    pub bytes: u64,
    /// Names as written, at most 20.
    pub names: Vec<String>,
    /// Pieces whose stored bytes are not what they were: nothing of them was left in the folder.
    pub refused: Vec<(String, Code)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub error: Option<ErrorView>,
}
