//! What crosses into the window and the command line: plain data, ids instead of paths, no database types.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::error::Code;
use crate::model::{
    CaseFacts, CaseId, CaseStatus, EvidenceFacts, EvidenceId, EvidenceKind, Fen, Finding, Hint, IdentifierId,
    IdentifierKind, Lang, MediaInfo, Missing, Origin, Platform, Provider, Stamp, When,
};

/// An error on the wire. `message` is English, for logs; the window picks words by `code`.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct ErrorView {
    pub code: Code,
    #[ts(type = "Record<string, string>")]
    pub params: Value,
    pub message: String,
}

/// A row of the case list.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct CaseRow {
    pub id: CaseId,
    pub title: String,
    pub platform: Platform,
    pub seller: String,
    pub status: CaseStatus,
    pub amount_fen: Option<Fen>,
    pub evidence: u32,
    pub identifiers: u32,
    pub created: Stamp,
    /// Last custody entry.
    pub changed: Stamp,
}

/// A case with everything but its evidence.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct CaseView {
    pub id: CaseId,
    pub facts: CaseFacts,
    pub created: Stamp,
    pub identifiers: Vec<IdentifierView>,
    pub evidence: EvidenceCounts,
    pub custody: ChainView,
    /// What is still missing, most pressing first; the first is the next step of the screen.
    pub missing: Vec<Missing>,
    pub exports: Vec<ExportRow>,
}

#[derive(Debug, Clone, Default, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct EvidenceCounts {
    pub total: u32,
    pub bytes: u64,
    /// Neither a kind nor what it proves.
    pub undescribed: u32,
    pub by_kind: Vec<(Option<EvidenceKind>, u32)>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct ChainView {
    pub length: u64,
    pub head: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct IdentifierView {
    pub id: IdentifierId,
    pub kind: IdentifierKind,
    pub provider: Option<Provider>,
    /// As typed.
    pub value: String,
    pub normalized: String,
    /// `normalized` cut for the eye; joined it is `normalized` again.
    pub groups: Vec<String>,
    pub note: String,
    pub added: Stamp,
    pub hints: Vec<Hint>,
}

/// A new or changed identifier.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct IdentifierDraft {
    pub kind: IdentifierKind,
    pub provider: Option<Provider>,
    pub value: String,
    #[serde(default)]
    pub note: String,
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
    pub preview: bool,
    pub shown_at: Option<When>,
    pub file_at: Option<Stamp>,
    pub imported: Stamp,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct EvidencePage {
    pub total: u32,
    pub offset: u32,
    pub rows: Vec<EvidenceRow>,
}

/// Which evidence a list shows. All conditions must hold.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct EvidenceFilter {
    /// Any of these kinds; empty: all.
    #[serde(default)]
    pub kinds: Vec<EvidenceKind>,
    #[serde(default)]
    pub undescribed: bool,
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
    pub facts: EvidenceFacts,
    pub file_at: Option<Stamp>,
    pub imported: Stamp,
    pub verified_at: Option<Stamp>,
    /// Place within the case, from 0, and how many there are.
    pub index: u32,
    pub total: u32,
    /// Newest first, at most 50.
    pub custody: Vec<CustodyRow>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct CustodyRow {
    pub seq: u64,
    pub at: Stamp,
    pub event: String,
    /// `E001`, when the entry is about one piece.
    pub evidence: Option<String>,
    #[ts(type = "Record<string, unknown>")]
    pub detail: Value,
    pub hash: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct CustodyPage {
    pub total: u64,
    /// Newest first.
    pub rows: Vec<CustodyRow>,
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

/// How a bundle is to be made.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct ExportOptions {
    /// Language of what is printed.
    pub lang: Lang,
}

/// What an export will write, before anything is written.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct ExportPlan {
    /// Proposed file name.
    pub name: String,
    /// Of the evidence set; the same in the result unless facts change in between.
    pub fingerprint: String,
    pub originals: u32,
    pub originals_bytes: u64,
    pub custody_entries: u64,
    /// The files beside the originals, in the order of the bundle; sizes in bytes.
    pub files: Vec<PlannedFile>,
    /// Of the whole ZIP.
    pub bytes: u64,
    pub missing: Vec<Missing>,
    /// Pieces that can't be shown in the report (kept and hashed all the same).
    pub without_preview: Vec<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct PlannedFile {
    /// `report`, `list`, `facts`, `custody`, `how_to_verify`, `scripts`.
    pub role: String,
    /// Relative to the bag's root.
    pub path: String,
    pub bytes: u64,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct ExportResult {
    /// As the command line prints it; shown, never taken back as input.
    pub path: String,
    /// Of the ZIP.
    pub sha256: String,
    /// 32 hex digits in groups of four.
    pub fingerprint: String,
    pub entries: u64,
    pub bytes: u64,
}

/// An earlier export of the case.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct ExportRow {
    pub at: Stamp,
    pub name: String,
    pub fingerprint: String,
    pub bytes: u64,
    pub evidence: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "types.ts")]
pub enum CheckVerdict {
    Whole,
    Damaged,
}

/// What a check of the vault found.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct CheckReport {
    pub verdict: CheckVerdict,
    /// `original.changed`, `original.missing`, `custody.broken`, `vault.damaged` ...
    pub findings: Vec<Finding>,
    /// Not damage: `original.unfiled`, `clock.moved_back` ...
    pub notes: Vec<Finding>,
    pub originals: u64,
    pub bytes: u64,
    pub chains: u64,
    pub finished: Option<Stamp>,
}

/// An original without facts, offered back after a crash or a recovery.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct UnfiledRow {
    pub sha256: String,
    pub name: String,
    pub size: u64,
    pub media_type: String,
    pub added: Stamp,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct RecoverReport {
    pub cases: u32,
    pub evidence: u32,
    /// Originals whose facts could not be read: filed in a case of their own.
    pub unfiled: u32,
    /// Where the damaged file was set aside; nothing of it is deleted.
    pub set_aside: Vec<String>,
}

/// A hit of the search.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct SearchHit {
    pub case: CaseId,
    pub case_title: String,
    pub evidence: Option<EvidenceId>,
    pub number: Option<String>,
    /// Where it was found: `title`, `seller`, `goods`, `note`, `identifier`, `proves`, `name` ...
    pub field: String,
    /// The text around it.
    pub text: String,
}

/// State of the vault for the foot of the case list.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct VaultInfo {
    pub path: String,
    pub cases: u32,
    pub evidence: u32,
    pub bytes: u64,
    pub unfiled: u32,
    /// Last complete check and whether it found the vault whole.
    pub checked: Option<Stamp>,
    pub checked_whole: Option<bool>,
    /// A check was cancelled and can go on.
    pub check_unfinished: bool,
    /// Name of the sync service whose folder holds the vault, if any.
    pub synced_by: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
#[serde(default)]
pub struct Settings {
    /// None: the system's.
    pub lang: Option<Lang>,
    pub theme: Theme,
    /// `card` or `list`.
    pub evidence_view: EvidenceLayout,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { lang: None, theme: Theme::System, evidence_view: EvidenceLayout::Cards }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "types.ts")]
pub enum Theme {
    System,
    Light,
    Dark,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "types.ts")]
pub enum EvidenceLayout {
    Cards,
    List,
}
