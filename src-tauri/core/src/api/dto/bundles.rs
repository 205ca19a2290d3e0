//! Bundles that are planned or were written.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::TimestampResult;
use crate::model::{EvidenceId, ExportMode, Lang, Missing, Stamp, TimeAuthority};

/// How a bundle is to be made.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct ExportOptions {
    /// Language of what is printed.
    pub lang: Lang,
    /// Ask this service for a timestamp over the evidence list; the one thing by which an export speaks to a network.
    #[serde(default)]
    #[ts(optional)]
    pub timestamp: Option<TimeAuthority>,
    /// With the report as PDF beside the one for browsers, and small pictures in the list.
    #[serde(default = "yes")]
    pub pdf: bool,
    /// Characters that no font has stand in the PDF as their number; without this only emoji do.
    #[serde(default)]
    pub replace_missing: bool,
    /// Originals, or copies with what is covered and without metadata; none: originals.
    #[serde(default)]
    #[ts(optional)]
    pub mode: Option<ExportMode>,
    /// Pieces whose originals go into a masked bundle all the same.
    #[serde(default)]
    #[ts(as = "Option<Vec<EvidenceId>>", optional)]
    pub release: Vec<EvidenceId>,
}

impl ExportOptions {
    /// As the window begins with them.
    pub fn plain(lang: Lang) -> ExportOptions {
        ExportOptions { lang, timestamp: None, pdf: true, replace_missing: false, mode: None, release: Vec::new() }
    }

    pub fn mode(&self) -> ExportMode {
        self.mode.unwrap_or_default()
    }
}

fn yes() -> bool {
    true
}

/// What an export will write, before anything is written.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct ExportPlan {
    /// Proposed file name.
    pub name: String,
    /// Of the evidence set; the same in the result unless facts change in between. Empty for a masked bundle with copies
    /// that are only made when it is written.
    pub fingerprint: String,
    pub originals: u32,
    pub originals_bytes: u64,
    pub custody_entries: u64,
    /// The files beside the originals, in the order of the bundle; sizes in bytes.
    pub files: Vec<PlannedFile>,
    /// Of the whole ZIP; about so many where there is a PDF, which is drawn only when the bundle is written.
    pub bytes: u64,
    pub missing: Vec<Missing>,
    /// Pieces that can't be shown in a report (kept and hashed all the same).
    pub without_preview: Vec<String>,
    pub mode: ExportMode,
    /// Copies that go in for originals which stay out, and their bytes.
    pub masked: u32,
    pub masked_bytes: u64,
    /// Pieces whose originals stay out.
    pub withheld: Vec<String>,
    /// Of those, the ones for which no copy can be made: they are only listed.
    pub absent: Vec<String>,
    /// Pictures that go in with nothing covered, without their metadata.
    pub unmasked: Vec<String>,
    /// Members of case.json whose words stay out, as `report.json` has them under `text.`.
    pub texts: Vec<String>,
    /// Pictures that are damaged, as far as is known.
    pub unreadable: Vec<String>,
    /// Trusted timestamps that were asked for and have not come.
    pub pending: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct PlannedFile {
    /// `report`, `list`, `facts`, `custody`, `how_to_verify`, `scripts`, `timestamp` (of earlier exports and imports).
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
    pub timestamp: TimestampResult,
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
