//! Times of a piece with who told them, what happened in the dispute, and both in their order.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{EvidenceRow, FilingView};
use crate::model::{DisputeId, DisputeKind, EvidenceId, Fen, Stamp, TalkId, TimeSource, Way, When};

/// A time and who told it. `at`: a day, UTC, or the local text `2026-11-12 14:03:27` where no zone is known (`tz` empty).
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct TimeView {
    pub at: String,
    pub tz: String,
    /// `user`, `exif`, `container`, `name.<pattern>`, `file_system` or `clock`: a key of `terms.json` after
    /// `time_origin.`.
    pub origin: String,
}

/// Five kinds of time, never mixed.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct TimesView {
    /// Shown in the picture, told by the user.
    pub shown: Option<TimeView>,
    /// The user can't tell the time shown.
    pub shown_unknown: bool,
    /// EXIF of a picture, or the container of a film.
    pub exif: Option<TimeView>,
    /// Told by the file name: a suggestion.
    pub file_name: Option<TimeView>,
    pub file: Option<TimeView>,
    pub imported: TimeView,
    /// The best known of them, by which the timeline sorts.
    pub best: TimeSource,
}

/// A piece that an event or a talk names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct LinkView {
    pub evidence: EvidenceId,
    /// `E001`.
    pub number: String,
    /// Its title, or the name of its file.
    pub name: String,
}

/// Something that happened.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct DisputeView {
    pub id: DisputeId,
    pub kind: DisputeKind,
    pub at: When,
    pub what: String,
    pub note: String,
    pub amount_fen: Option<Fen>,
    pub evidence: Vec<LinkView>,
    pub added: Stamp,
}

/// A new or changed event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct DisputeDraft {
    pub kind: DisputeKind,
    pub at: When,
    pub what: String,
    pub note: String,
    pub amount_fen: Option<Fen>,
    pub evidence: Vec<EvidenceId>,
}

/// An entry of the negotiation log.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct TalkView {
    pub id: TalkId,
    pub at: When,
    pub who: String,
    pub way: Way,
    pub said: String,
    pub answer: String,
    pub evidence: Vec<LinkView>,
    pub added: Stamp,
}

/// A new or changed entry of the negotiation log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct TalkDraft {
    pub at: When,
    pub who: String,
    pub way: Way,
    pub said: String,
    pub answer: String,
    pub evidence: Vec<EvidenceId>,
}

/// What stands in the timeline.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export, export_to = "types.ts")]
pub enum TimelineEntry {
    /// `times.best` says by which time it stands here.
    Evidence {
        row: Box<EvidenceRow>,
    },
    Event {
        event: DisputeView,
    },
    Talk {
        talk: TalkView,
    },
    /// A step taken with a channel.
    Filing {
        filing: Box<FilingView>,
    },
    /// A time of the case itself: ordered, paid or received.
    Case {
        kind: DisputeKind,
        at: When,
    },
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct TimelineRow {
    /// `2026-11-12`, in the place of the entry.
    pub day: String,
    pub entry: TimelineEntry,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct TimelineDay {
    pub day: String,
    pub count: u32,
}

/// The days of a timeline, oldest first.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct TimelineDays {
    pub total: u32,
    pub days: Vec<TimelineDay>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct TimelinePage {
    pub total: u32,
    pub offset: u32,
    pub rows: Vec<TimelineRow>,
}
