//! Deadlines and the calendar that they are counted on.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::super::case::words;
use super::super::{Platform, SellerType};
use super::{Both, Rule};

words! {
    /// How a period is counted (domain reference 4.1). Only `calendar_holiday` moves over official days off.
    Unit, "unit" {
        Calendar = "calendar", CalendarHoliday = "calendar_holiday", Working = "working", Month = "month",
        Year = "year", Hour = "hour",
    }
}

words! {
    /// What sets a period running: a time of the case, an event, or a step of a filing.
    Trigger, "trigger" {
        Ordered = "ordered", Paid = "paid", Shipped = "shipped", Received = "received", Confirmed = "confirmed",
        Discovered = "discovered", Complained = "complained", Refused = "refused",
        ReturnRequested = "return_requested", ReturnReceived = "return_received",
        PlatformDecided = "platform_decided", RepairStarted = "repair_started", ClueFound = "clue_found",
        Filed = "filed", Accepted = "accepted", Ended = "ended",
    }
}

words! {
    /// Who has to act.
    Party, "party" {
        Shopper = "shopper", Seller = "seller", Platform = "platform", Courier = "courier", Authority = "authority",
        Court = "court",
    }
}

words! {
    /// Which of several times counts.
    Pick, "pick" { First = "first", Last = "last", Each = "each" }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export, export_to = "types.ts")]
pub struct Length {
    pub n: u32,
    pub unit: Unit,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export, export_to = "types.ts")]
pub struct DeadlineRule {
    pub rule: Rule,
    /// Any of these sets it running.
    pub triggers: Vec<Trigger>,
    /// Where none of those is known, the first of these that is: the day is then an estimate.
    #[serde(default)]
    pub stand_ins: Vec<Trigger>,
    #[serde(default = "first")]
    pub pick: Pick,
    /// None: there is nothing to count, or it is not known.
    pub length: Option<Length>,
    pub party: Party,
    /// Only for cases of these; empty: for all.
    #[serde(default)]
    pub platforms: Vec<Platform>,
    /// Only where one of these sells, or where that is not known; empty: whoever sells.
    #[serde(default)]
    pub sellers: Vec<SellerType>,
    /// Only for filings with these; empty: for all.
    #[serde(default)]
    pub channels: Vec<String>,
    /// What has to be so beyond what the case tells.
    pub condition: Option<Both>,
    pub note: Option<Both>,
    /// The length is usual, not certain: shown as unverified whatever the confidence of its source.
    #[serde(default)]
    pub typical: bool,
}

fn first() -> Pick {
    Pick::First
}

/// Consecutive days off, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export, export_to = "types.ts")]
pub struct DaysOff {
    pub name: Both,
    pub from: String,
    pub to: String,
}

/// The official calendar of a year: days off, and days of rest that are worked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export, export_to = "types.ts")]
pub struct CalendarYear {
    pub rule: Rule,
    pub year: i32,
    pub off: Vec<DaysOff>,
    pub work: Vec<String>,
}
