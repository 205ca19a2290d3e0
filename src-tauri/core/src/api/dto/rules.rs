//! Rules, channels, amounts and filings for the window and the command line.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::LinkView;
use crate::model::{
    Award, Both, Can, Caution, Confidence, Deadline, Fen, FilingId, Outcome, OwnData, OwnField, Paper, Remark, Rule,
    Stamp, When,
};

/// A rule with what is known of where it comes from.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct RuleRow {
    /// `laws`, `deadlines`, `claims`, `channels`, `holidays`, `checklists`.
    pub area: String,
    #[serde(flatten)]
    pub rule: Rule,
    pub source_title: Both,
    /// The source was repealed.
    pub repealed: bool,
    /// From a pack that the user imported.
    pub imported: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct RuleArea {
    pub area: String,
    pub version: String,
    pub checked: String,
    pub imported: bool,
    /// Days since it was checked; over a year is worth a mild word.
    pub age_days: i64,
    pub old: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct RuleList {
    pub rules: Vec<RuleRow>,
    pub areas: Vec<RuleArea>,
    /// Why an imported pack is not used any more: the word of `rules_refused.reason.<word>` in the words of errors.
    pub pack_refused: Option<String>,
}

/// `due`: a day, of hours a moment. `extended_from`: the day before it was moved behind days off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct CountView {
    pub due: String,
    pub extended_from: Option<String>,
    pub estimated: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct AwardView {
    pub channel: String,
    pub can: Can,
    pub why: String,
}

impl AwardView {
    pub(in crate::api) fn of(a: &Award, lang: crate::model::Lang) -> AwardView {
        AwardView { channel: a.channel.clone(), can: a.can, why: a.why.say(lang).to_owned() }
    }
}

/// What a formula gives, in 分. `amount` = refund + loss + extra.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct ClaimView {
    pub basis: String,
    pub name: String,
    pub refund: Fen,
    pub loss: Fen,
    pub extra: Fen,
    pub amount: Fen,
    /// An upper limit.
    pub at_most: bool,
    pub formula: String,
    pub articles: Vec<String>,
    pub exceptions: Vec<String>,
    pub cautions: Vec<String>,
    pub hints: Vec<Remark>,
    pub awards: Vec<AwardView>,
    pub confidence: Confidence,
    pub checked: String,
}

/// A step with a channel.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct FilingView {
    pub id: FilingId,
    pub channel: String,
    pub channel_name: Both,
    /// Complaint or report; left out when it was not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub paper: Option<Paper>,
    pub at: When,
    pub number: String,
    pub accepted_at: Option<When>,
    pub answered_at: Option<When>,
    pub answer: String,
    pub ended_at: Option<When>,
    pub outcome: Option<Outcome>,
    pub due: Option<When>,
    pub note: String,
    pub evidence: Vec<LinkView>,
    pub added: Stamp,
}

/// A new or changed step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct FilingDraft {
    pub channel: String,
    /// Complaint or report; None: not told.
    #[serde(default)]
    #[ts(optional)]
    pub paper: Option<Paper>,
    pub at: When,
    pub number: String,
    pub accepted_at: Option<When>,
    pub answered_at: Option<When>,
    pub answer: String,
    pub ended_at: Option<When>,
    pub outcome: Option<Outcome>,
    pub due: Option<When>,
    pub note: String,
    pub evidence: Vec<crate::model::EvidenceId>,
}

impl FilingDraft {
    /// Handed in, and nothing known yet.
    pub fn at(channel: impl Into<String>, at: When) -> FilingDraft {
        FilingDraft {
            channel: channel.into(),
            paper: None,
            at,
            number: String::new(),
            accepted_at: None,
            answered_at: None,
            answer: String::new(),
            ended_at: None,
            outcome: None,
            due: None,
            note: String::new(),
            evidence: Vec::new(),
        }
    }
}

/// What was saved, with what is told about it.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct FilingSaved {
    pub filing: FilingView,
    pub cautions: Vec<Caution>,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct DraftOptions {
    pub channel: String,
    pub paper: Paper,
    pub max_chars: Option<u32>,
    pub lang: crate::model::Lang,
    /// Of the complainant's own data what may go in where it is asked for. None: all of it, but nothing into a report or
    /// where anybody can read it.
    #[serde(default)]
    #[ts(optional)]
    pub own: Option<Vec<OwnField>>,
    /// From the facts, whatever the user has saved; what is saved stays.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub fresh: bool,
}

impl DraftOptions {
    pub fn of(channel: impl Into<String>, paper: Paper, lang: crate::model::Lang) -> DraftOptions {
        DraftOptions { channel: channel.into(), paper, max_chars: None, lang, own: None, fresh: false }
    }
}

/// How an upload set is made.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct UploadOptions {
    pub channel: String,
    /// None: that of the case.
    pub cause: Option<crate::model::Cause>,
    /// In place of what is known of the channel.
    pub max_count: Option<u32>,
    pub max_bytes: Option<u64>,
    /// Masked copies where there are any; where anybody can read it always.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub masked: bool,
    pub lang: crate::model::Lang,
}

impl UploadOptions {
    pub fn of(channel: impl Into<String>, lang: crate::model::Lang) -> UploadOptions {
        UploadOptions { channel: channel.into(), cause: None, max_count: None, max_bytes: None, masked: false, lang }
    }
}

/// A draft as the user changed it. Boxes that are not named are as drafted.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct DraftEdit {
    pub text: String,
    #[serde(default)]
    pub fields: std::collections::BTreeMap<crate::model::FieldId, String>,
}

/// The complainant's own data, and what looks odd in it.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct OwnView {
    pub own: OwnData,
    pub hints: Vec<Remark>,
}

/// The soonest deadline of a case that is not over.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct NearestDeadline {
    pub case: crate::model::CaseId,
    pub deadline: Deadline,
}
