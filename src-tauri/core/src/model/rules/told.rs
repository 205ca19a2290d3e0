//! What the rules say of a case, in words of one language.

use serde::Serialize;
use ts_rs::TS;

use super::super::case::words;
use super::super::{FilingId, OwnField, Stamp, When};
use super::{Confidence, FieldId, Party, Trigger};

/// A rule as it is shown where it is applied: with its basis, its mark and its age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct Caution {
    /// Id of the rule.
    pub rule: String,
    pub text: String,
    /// Law and article.
    pub basis: String,
    pub confidence: Confidence,
    /// Day on which the source was read.
    pub checked: String,
}

/// Something that does not fit or is missing. Never a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct Remark {
    /// Key after `hint.` in `filing.json`.
    pub code: String,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct Deadline {
    /// Id of the rule; `told` for a day that the user noted.
    pub rule: String,
    pub text: String,
    pub trigger: Trigger,
    /// When the trigger was.
    pub from: When,
    pub filing: Option<FilingId>,
    /// The day to act on, `2026-11-13`; of hours a moment, `2026-11-08T18:42:10+08:00`.
    pub due: String,
    /// Where the law moves `due` behind official days off: the later day. A note, not the day to act on.
    pub extended_to: Option<String>,
    pub formula: String,
    pub basis: String,
    pub confidence: Confidence,
    pub checked: String,
    /// 估算: counted on a year without a calendar, from a day that only stands in, or from days that do not fit.
    pub estimated: bool,
    /// 未核实: the rule or its length is not confirmed.
    pub unverified: bool,
    pub party: Party,
    pub condition: Option<String>,
    pub note: Option<String>,
    /// From today to `due`; below zero: it is over.
    pub days_left: i64,
}

/// All deadlines of a case, soonest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct DeadlineList {
    pub deadlines: Vec<Deadline>,
    /// Windows that nobody could confirm: to be looked up and typed in.
    pub unknown: Vec<Caution>,
    pub hints: Vec<Remark>,
    pub cautions: Vec<Caution>,
}

/// A line of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct ChecklistLine {
    /// Id of the item.
    pub item: String,
    pub text: String,
    /// How to get it.
    pub how: String,
    /// Usually asked for; false: helpful.
    pub required: bool,
    /// What of the case is it: names of kinds, numbers and facts.
    pub by: Vec<String>,
    /// Why it can't be had.
    pub reason: Option<String>,
    pub basis: String,
    pub confidence: Confidence,
}

/// Suggestions by channel and cause. Nothing is refused for what is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct Checklist {
    pub channel: String,
    pub have: Vec<ChecklistLine>,
    pub missing: Vec<ChecklistLine>,
    pub not_available: Vec<ChecklistLine>,
    /// Where a complaint goes; empty where that is no question.
    pub jurisdiction: Vec<Caution>,
    pub cautions: Vec<Caution>,
}

words! {
    /// What is written. Complaint and report are never one text.
    Paper, "paper" {
        Complaint = "complaint", Report = "report", DiscloseSeller = "disclose_seller", KeepRecords = "keep_records",
    }
}

/// The text for one box of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct DraftField {
    pub field: FieldId,
    pub name: String,
    /// Empty: nothing is known.
    pub text: String,
    pub chars: u32,
    pub max_chars: Option<u32>,
    /// That the form has this box, or its limit, is not confirmed.
    pub unverified: bool,
}

/// The complainant's own data in a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct DraftOwn {
    /// What is asked for there.
    pub asked: Vec<OwnField>,
    /// What the draft carries of it.
    pub carried: Vec<OwnField>,
}

/// A text that the user changed and saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct DraftSaved {
    pub at: Stamp,
    /// What would be drafted now differs from what was drafted then: the facts have changed.
    pub outdated: bool,
}

/// A text to be read, changed and handed in by the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct Draft {
    pub channel: String,
    pub paper: Paper,
    pub title: String,
    pub text: String,
    /// Characters (Unicode scalar values) of `text`.
    pub chars: u32,
    /// What it was made to fit; None: the full version.
    pub max_chars: Option<u32>,
    /// In the order of the form.
    pub fields: Vec<DraftField>,
    /// Of the last export; None: a placeholder stands in the text.
    pub fingerprint: Option<String>,
    /// Something was left out to fit.
    pub shortened: bool,
    /// Anybody can read it there: personal numbers in it are masked.
    pub masked: bool,
    /// None: nothing of the complainant's own data is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub own: Option<DraftOwn>,
    /// None: as drafted from the facts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub saved: Option<DraftSaved>,
    pub hints: Vec<Remark>,
    pub cautions: Vec<Caution>,
}
