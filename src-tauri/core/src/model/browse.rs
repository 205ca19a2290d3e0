//! How a list of evidence is narrowed, ordered and grouped, and how a choice of pieces is told without naming each.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::case::words;
use super::{EvidenceFacts, EvidenceId, EvidenceKind};

words! {
    /// What a file is by its content, as people sort files.
    FileClass, "file" {
        Picture = "picture", Video = "video", Audio = "audio", Document = "document", Other = "other",
    }
}

words! {
    /// Order of a list. `Time`: the best known time in its own place: shown, else the file name's,
    /// else EXIF, else the file's, else import.
    SortKey, "sort" { Case = "case", Time = "time", Name = "name", Size = "size", Imported = "imported" }
}

words! {
    /// What head rows are made of. One more is one more word here and one line in `vault/facts/browse.rs`.
    GroupKey, "group" { Day = "day", Conversation = "conversation" }
}

words! {
    /// What can be set for many pieces at once.
    BulkField, "field" {
        Kind = "kind", SourcePlatform = "source_platform", SourceApp = "source_app", SourceDevice = "source_device",
        CapturedBy = "captured_by", ShownAt = "shown_at",
    }
}

/// Which evidence a list shows, and in which order. All conditions must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export, export_to = "types.ts")]
pub struct EvidenceFilter {
    /// Any of these kinds; empty: all.
    pub kinds: Vec<EvidenceKind>,
    /// Does not say yet what it proves.
    pub undescribed: bool,
    /// Any of these; empty: all.
    #[ts(as = "Option<Vec<FileClass>>", optional)]
    pub files: Vec<FileClass>,
    /// First and last day of the best known time, `2026-11-12`.
    #[ts(optional)]
    pub from: Option<String>,
    #[ts(optional)]
    pub until: Option<String>,
    /// None: the order of the case.
    #[ts(optional)]
    pub sort: Option<SortKey>,
    /// Last first.
    #[ts(as = "Option<bool>", optional)]
    pub desc: bool,
    /// A grouped list is in the order of its groups.
    #[ts(optional)]
    pub group: Option<GroupKey>,
}

/// Pieces of one case that something is to be done with: named, or all that match but some.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct EvidenceChoice {
    #[serde(default)]
    pub ids: Vec<EvidenceId>,
    /// All that match; `ids` is then not looked at.
    #[serde(default)]
    pub all: Option<EvidenceFilter>,
    #[serde(default)]
    pub except: Vec<EvidenceId>,
    /// How many the user was told; another number now is refused, so that nothing unseen is touched.
    pub count: u32,
}

impl EvidenceChoice {
    pub fn of(ids: impl IntoIterator<Item = EvidenceId>) -> Self {
        let ids: Vec<EvidenceId> = ids.into_iter().collect();
        EvidenceChoice { count: u32::try_from(ids.len()).unwrap_or(u32::MAX), ids, ..EvidenceChoice::default() }
    }
}

/// Where chosen pieces go, in the order of the case; they keep their order among themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "types.ts")]
pub enum Place {
    /// The first of them is then this one of the case, from 0; past the end is the end.
    Index(u32),
    Before(EvidenceId),
    After(EvidenceId),
}

/// The same words for many pieces: `fields` says which members of `facts` are meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct BulkEdit {
    pub fields: Vec<BulkField>,
    pub facts: EvidenceFacts,
}

impl BulkEdit {
    pub fn apply(&self, to: &mut EvidenceFacts) {
        let f = &self.facts;
        for field in &self.fields {
            match field {
                BulkField::Kind => to.kind = f.kind,
                BulkField::SourcePlatform => to.source_platform.clone_from(&f.source_platform),
                BulkField::SourceApp => to.source_app.clone_from(&f.source_app),
                BulkField::SourceDevice => to.source_device.clone_from(&f.source_device),
                BulkField::CapturedBy => to.captured_by.clone_from(&f.captured_by),
                BulkField::ShownAt => to.shown_at.clone_from(&f.shown_at),
            }
        }
    }
}
