//! Cases, their numbers and their log.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::EvidenceCounts;
use super::ExportRow;
use crate::model::{
    CaseFacts, CaseId, CaseStatus, EvidenceId, Fen, Hint, IdentifierId, IdentifierKind, Missing, Platform, Provider,
    Stamp,
};

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
    /// Events and entries of the negotiation log.
    pub told: u32,
    pub custody: ChainView,
    /// What is still missing, most pressing first; the first is the next step of the screen.
    pub missing: Vec<Missing>,
    pub exports: Vec<ExportRow>,
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
