//! What a check finds: stable codes, never only the first.

use serde::Serialize;
use ts_rs::TS;

use super::{Stamp, TokenReport};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "types.ts")]
pub enum Verdict {
    Intact,
    Altered,
    Unusable,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct Finding {
    /// Stable, such as `payload.changed`.
    pub code: String,
    /// Relative to the bag's root.
    pub path: String,
    /// English particulars: expected and found hashes, entry numbers.
    pub detail: String,
}

/// What a check took for its measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "types.ts")]
pub enum BundleKind {
    /// An evidence bundle of ours.
    Liuzheng,
    /// Any other BagIt bag: its lists of hashes, and nothing more.
    Bagit,
}

/// How the custody log of a bundle stands to that of an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "types.ts")]
pub enum Growth {
    /// It begins with every entry of the earlier one.
    Grew,
    Same,
    /// The earlier one begins with it: the two were given the wrong way round.
    Shorter,
    /// It does not begin with the earlier one: made anew, or cut and gone on.
    Rewritten,
    OtherCase,
}

/// A bundle beside an earlier one of the case.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct PreviousReport {
    pub fingerprint: Option<String>,
    /// When the earlier one says that it was made; UTC.
    pub made: Option<String>,
    /// Of the earlier one by itself.
    pub verdict: Verdict,
    pub growth: Growth,
    pub entries_before: u64,
    pub entries_now: u64,
    /// Numbers of evidence in this one and not in the earlier one.
    pub added: Vec<String>,
    pub removed: Vec<String>,
    /// The same number over other bytes.
    pub replaced: Vec<String>,
    /// Described since, as the log tells.
    pub described: Vec<String>,
}

/// What a check of a bundle found.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct VerifyReport {
    /// None where that could not be told.
    pub kind: Option<BundleKind>,
    pub verdict: Verdict,
    /// Of data/evidence.sha256 as it lies in the bundle.
    pub fingerprint: Option<String>,
    pub findings: Vec<Finding>,
    /// What is allowed and still worth knowing; alters no verdict.
    pub warnings: Vec<Finding>,
    /// What the bundle says of itself, where it could be read.
    pub about: Option<BundleAbout>,
    /// Trusted timestamps in the bundle and the one beside it.
    pub timestamps: Vec<TokenReport>,
    /// Beside the earlier bundle that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub previous: Option<PreviousReport>,
}

#[derive(Debug, Clone, Default, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct BundleAbout {
    pub name: String,
    pub bytes: u64,
    pub title: String,
    pub created: Option<Stamp>,
    pub originals: u32,
    pub originals_intact: u32,
    pub originals_changed: u32,
    pub originals_missing: u32,
    /// Known by their hashes, not in the bundle.
    pub originals_withheld: u32,
    pub custody_entries: u64,
    /// Entries before the first break.
    pub custody_good: u64,
}
