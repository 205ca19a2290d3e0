//! Bundles that are planned or were written.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::TimestampResult;
use crate::bundle::{Previous, Since};
use crate::model::{
    ChecklistLine, EvidenceId, ExportMode, Lang, Missing, Number, OwnField, Password, Remark, Stamp, TimeAuthority,
};

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
    /// Encrypts the files of the ZIP; never told, logged or kept.
    #[serde(default, skip_serializing)]
    #[ts(optional)]
    pub password: Option<Password>,
    /// Originals, or copies with what is covered and without metadata; none: originals.
    #[serde(default)]
    #[ts(optional)]
    pub mode: Option<ExportMode>,
    /// Pieces whose originals go into a masked bundle all the same.
    #[serde(default)]
    #[ts(as = "Option<Vec<EvidenceId>>", optional)]
    pub release: Vec<EvidenceId>,
    /// What else goes in.
    #[serde(default)]
    #[ts(as = "Option<ExportWith>", optional)]
    pub with: ExportWith,
    /// An earlier bundle of the case to go on from; none: the last one that the log tells of.
    #[serde(skip)]
    #[ts(skip)]
    pub previous: Option<PathBuf>,
}

impl ExportOptions {
    /// As the window begins with them.
    pub fn plain(lang: Lang) -> ExportOptions {
        ExportOptions {
            lang,
            timestamp: None,
            pdf: true,
            replace_missing: false,
            password: None,
            mode: None,
            release: Vec::new(),
            with: ExportWith::default(),
            previous: None,
        }
    }

    pub fn mode(&self) -> ExportMode {
        self.mode.unwrap_or_default()
    }
}

/// What goes into a bundle only when it was ticked.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export, export_to = "types.ts")]
pub struct ExportWith {
    /// Parts of the complainant's own data.
    pub own: Vec<OwnField>,
    /// Channel that it is for: its complaint goes in as an annex and a document, its checklist into the report.
    pub channel: Option<String>,
    /// Channel whose upload set goes into data/upload/.
    pub upload: Option<String>,
}

/// What was ticked, as far as it is there, and what is still missing.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct PlanCarries {
    /// Of the complainant's own data.
    pub own: Vec<OwnField>,
    /// Channel whose checklist is looked at: the one that was ticked, else that of the last step, else the platform's.
    pub channel: Option<String>,
    pub missing: Vec<ChecklistLine>,
    pub not_available: Vec<ChecklistLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub upload: Option<UploadSet>,
}

/// Pictures for a channel, made from originals. They are derived: what counts as evidence are the originals.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct UploadSet {
    pub channel: String,
    /// In the order in which they are to be handed in.
    pub files: Vec<UploadFile>,
    pub left_out: Vec<UploadLeft>,
    /// What they were made to fit; None: not known, nothing was made to fit it.
    pub max_count: Option<u32>,
    pub max_bytes: Option<u64>,
    /// Nobody could confirm the limits.
    pub unverified: bool,
    pub hints: Vec<Remark>,
    /// Folder that it was written to; None: a preview.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub folder: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct UploadFile {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
    pub width: u32,
    pub height: u32,
    /// Its parents, in the order in which they stand on it.
    pub from: Vec<EvidenceId>,
    pub numbers: Vec<String>,
    /// SHA-256 of the originals.
    pub parents: Vec<String>,
    /// Those of `numbers` of which the masked copy was taken.
    pub masked: Vec<String>,
    /// Which part of a long picture, and of how many; None: whole, or several pictures on one sheet.
    pub part: Option<(u32, u32)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct UploadLeft {
    pub evidence: EvidenceId,
    pub number: String,
    /// Key after `upload.reason.` in `filing.json`.
    pub reason: String,
    pub text: String,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub carries: Option<PlanCarries>,
    /// The bundle that this one goes on from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub previous: Option<EarlierBundle>,
}

/// An earlier bundle of a case, and the numbers of what came, went and was described since.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct EarlierBundle {
    pub fingerprint: String,
    pub made: Stamp,
    pub added: Vec<String>,
    pub removed: Vec<String>,
    pub described: Vec<String>,
}

impl EarlierBundle {
    pub(in crate::api) fn of(previous: &Previous, since: Since) -> EarlierBundle {
        let told = |numbers: Vec<Number>| numbers.iter().map(ToString::to_string).collect();
        EarlierBundle {
            fingerprint: previous.fingerprint.clone(),
            made: previous.made.clone(),
            added: told(since.added),
            removed: told(since.removed),
            described: told(since.described),
        }
    }
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct PlannedFile {
    /// `report`, `list`, `complaint`, `upload`, `facts`, `custody`, `how_to_verify`, `scripts`, `timestamp` (of earlier exports and imports).
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
