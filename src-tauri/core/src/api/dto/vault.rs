//! The vault as a whole, its errors and settings.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::error::Code;
use crate::model::{Finding, Lang, Stamp};

/// An error on the wire. `message` is English, for logs; the window picks words by `code`.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct ErrorView {
    pub code: Code,
    #[ts(type = "Record<string, string>")]
    pub params: Value,
    pub message: String,
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
    /// Codes of advice that the user does not want to see again.
    pub advice_done: Vec<String>,
    /// Deadlines are also told by the notifications of the system.
    pub remind: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            lang: None,
            theme: Theme::System,
            evidence_view: EvidenceLayout::Cards,
            advice_done: Vec::new(),
            remind: true,
        }
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
