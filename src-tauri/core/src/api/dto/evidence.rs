//! Evidence, and what an import says.

use serde::Serialize;
use ts_rs::TS;

use super::CustodyRow;
use super::ErrorView;
use super::Preview;
use super::TimesView;
use crate::error::Code;
use crate::model::{CaseId, EvidenceFacts, EvidenceId, EvidenceKind, MediaInfo, Origin, Stamp, When};

#[derive(Debug, Clone, Default, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct EvidenceCounts {
    pub total: u32,
    pub bytes: u64,
    /// Neither a kind nor what it proves.
    pub undescribed: u32,
    /// Pictures of chats that are in no conversation.
    pub loose_chats: u32,
    pub by_kind: Vec<(Option<EvidenceKind>, u32)>,
}

/// A cell of the gallery.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct EvidenceRow {
    pub id: EvidenceId,
    /// `E001`.
    pub number: String,
    pub sha256: String,
    pub name: String,
    pub title: String,
    pub kind: Option<EvidenceKind>,
    pub proves: String,
    pub media_type: String,
    pub size: u64,
    pub preview: Preview,
    pub shown_at: Option<When>,
    pub file_at: Option<Stamp>,
    pub imported: Stamp,
    pub times: TimesView,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct EvidencePage {
    pub total: u32,
    pub offset: u32,
    pub rows: Vec<EvidenceRow>,
}

/// Everything about one piece of evidence.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct EvidenceView {
    pub id: EvidenceId,
    pub case: CaseId,
    pub number: String,
    pub name: String,
    pub size: u64,
    pub sha256: String,
    pub origin: Origin,
    pub media: MediaInfo,
    pub preview: Preview,
    pub facts: EvidenceFacts,
    pub file_at: Option<Stamp>,
    pub imported: Stamp,
    pub times: TimesView,
    pub verified_at: Option<Stamp>,
    /// Place within the case, from 0, and how many there are.
    pub index: u32,
    pub total: u32,
    /// Newest first, at most 50.
    pub custody: Vec<CustodyRow>,
}

/// What an import did. `error` is there when it stopped early; what is listed as imported is saved for good.
#[derive(Debug, Clone, Default, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct ImportReport {
    pub imported: Vec<ImportedRow>,
    pub duplicates: Vec<DuplicateRow>,
    pub refused: Vec<RefusedRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorView>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct ImportedRow {
    pub evidence: EvidenceId,
    pub number: String,
    pub sha256: String,
    pub name: String,
    pub size: u64,
    pub media_type: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct DuplicateRow {
    pub path: String,
    pub name: String,
    pub sha256: String,
    /// The piece that has these bytes already.
    pub evidence: EvidenceId,
    pub number: String,
    /// The stored copy was damaged and has been replaced by these bytes.
    pub repaired: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct RefusedRow {
    pub path: String,
    pub code: Code,
}
