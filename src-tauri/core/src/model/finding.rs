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

/// What a check of a bundle found.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct VerifyReport {
    pub verdict: Verdict,
    /// Of data/evidence.sha256 as it lies in the bundle.
    pub fingerprint: Option<String>,
    pub findings: Vec<Finding>,
    /// What the bundle says of itself, where it could be read.
    pub about: Option<BundleAbout>,
    /// Trusted timestamps in the bundle and the one beside it.
    pub timestamps: Vec<TokenReport>,
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
