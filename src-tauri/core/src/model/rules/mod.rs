//! Rules as dated data: what every rule says of itself, and the six areas of a pack. Plain data; what follows from it
//! is worked out in `filing`.
//!
//! Unknown members are refused everywhere: a pack that means more than this version understands is not half applied.

mod channel;
mod checklist;
mod claim;
mod deadline;
mod told;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use channel::{About, Channel, ChannelField, ChannelKind, FieldId, FileLimits};
pub use checklist::{Cause, Demand, Fact, Item, Needs};
pub use claim::{Award, Can, ClaimRule, Extra};
pub use deadline::{CalendarYear, DaysOff, DeadlineRule, Length, Party, Pick, Trigger, Unit};
pub use told::{
    Caution, Checklist, ChecklistLine, Deadline, DeadlineList, Draft, DraftField, DraftOwn, DraftSaved, Paper, Remark,
};

use super::Lang;
use super::case::words;

words! {
    /// How well a rule is known: C confirmed from a named text, C2 secondary source only, G general knowledge,
    /// X unknown. Only C is shown as certain; the rest is marked 未核实.
    Confidence, "confidence" { C = "C", C2 = "C2", G = "G", X = "X" }
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export, export_to = "types.ts")]
pub struct Both {
    pub zh: String,
    pub en: String,
}

impl Both {
    pub fn say(&self, lang: Lang) -> &str {
        match lang {
            Lang::ZhCn => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// What every rule says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export, export_to = "types.ts")]
pub struct Rule {
    /// Unique in a pack; never shown.
    pub id: String,
    pub text: Both,
    /// Id of a [`Source`].
    pub source: String,
    /// Law and article, in words.
    pub article: Both,
    /// First day on which it holds; None: not told.
    pub from: Option<String>,
    /// Last day on which it held.
    pub to: Option<String>,
    /// Day on which the source was read; empty in a file: that of the area.
    #[serde(default)]
    pub checked: String,
    pub confidence: Confidence,
}

impl Rule {
    /// On this day; a day that can't be told is any day. Days are written `2026-11-23`, so that they sort as text.
    pub fn holds_on(&self, day: Option<NaiveDate>) -> bool {
        let Some(day) = day.map(|d| d.to_string()) else { return true };
        self.from.as_ref().is_none_or(|from| *from <= day) && self.to.as_ref().is_none_or(|to| *to >= day)
    }
}

/// A text that rules were read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export, export_to = "types.ts")]
pub struct Source {
    pub id: String,
    pub title: Both,
    /// How old the text was that was read: a day, month or year; empty: not told.
    pub as_of: String,
    #[serde(default)]
    pub repealed: bool,
}

words! {
    /// Where a rule that only speaks is shown.
    Occasion, "occasion" {
        Complaint = "complaint", Report = "report",
        SecondPublicChannel = "second_public_channel", BeforeConfirm = "before_confirm",
        OffPlatformPayment = "off_platform_payment", ManyCases = "many_cases", LabReport = "lab_report",
        KnowingPurchase = "knowing_purchase", PlatformDecided = "platform_decided",
        JurisdictionSelfOperated = "jurisdiction_self_operated",
        JurisdictionThirdParty = "jurisdiction_third_party",
        LetterDiscloseSeller = "letter_disclose_seller", LetterKeepRecords = "letter_keep_records",
    }
}

/// A rule that is told where it matters: a caution, a duty, where to go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export, export_to = "types.ts")]
pub struct Law {
    pub rule: Rule,
    pub occasions: Vec<Occasion>,
    /// Only with these channels; empty: with all.
    #[serde(default)]
    pub channels: Vec<String>,
}

macro_rules! areas {
    ($($(#[$meta:meta])* $name:ident { $($field:ident: $of:ty),+ }),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// `2026-11-23`, or `2026-11-23.2`: the newer one wins.
            pub version: String,
            /// Day on which the sources of the area were read.
            pub checked: String,
            $(pub $field: Vec<$of>),+
        }
    )+ };
}

areas! {
    Laws { sources: Source, laws: Law },
    Deadlines { deadlines: DeadlineRule },
    Claims { claims: ClaimRule },
    Channels { channels: Channel },
    Holidays { years: CalendarYear },
    Checklists { items: Item, needs: Needs },
}

/// A file that replaces areas: those that it has, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// `liuzheng-rules/1`.
    pub format: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub laws: Option<Laws>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadlines: Option<Deadlines>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<Claims>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channels: Option<Channels>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holidays: Option<Holidays>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checklists: Option<Checklists>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_holds_from_its_first_to_its_last_day_and_without_one_on_that_side_always() {
        let text = || Both { zh: "一".into(), en: "one".into() };
        let holds = |from: Option<&str>, to: Option<&str>, on: &str| {
            let rule = Rule {
                id: "one".into(),
                text: text(),
                source: "S".into(),
                article: text(),
                from: from.map(str::to_owned),
                to: to.map(str::to_owned),
                checked: String::new(),
                confidence: Confidence::C,
            };
            rule.holds_on(Some(on.parse().expect(on)))
        };
        let (from, to) = (Some("2026-04-15"), Some("2027-12-31"));
        for (on, within) in [("2026-04-14", false), ("2026-04-15", true), ("2027-12-31", true), ("2028-01-01", false)] {
            assert_eq!(holds(from, to, on), within, "{on}");
            assert!(holds(None, None, on));
        }
        assert!(holds(from, None, "2999-01-01") && !holds(from, None, "2026-04-14"));
        assert!(holds(None, to, "1999-01-01") && !holds(None, to, "2028-01-01"));
    }
}
