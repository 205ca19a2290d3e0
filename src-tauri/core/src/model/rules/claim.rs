//! What can be claimed, and how much: formulas in 分 with their exceptions.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::super::Fen;
use super::super::case::words;
use super::{Both, Cause, Demand, Rule};

words! {
    /// Whether a channel can award something. `agreed`: only what both sides agree to.
    Can, "can" { Yes = "yes", No = "no", Agreed = "agreed", Unknown = "unknown" }
}

/// What comes on top of refund and loss: the highest of its parts, within floor and cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
#[ts(export, export_to = "types.ts")]
pub struct Extra {
    pub times_paid: u32,
    pub times_loss: u32,
    pub percent_paid: u32,
    pub floor: Option<Fen>,
    pub cap: Option<Fen>,
    /// An upper limit, not the amount.
    pub at_most: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export, export_to = "types.ts")]
pub struct Award {
    pub channel: String,
    pub can: Can,
    pub why: Both,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export, export_to = "types.ts")]
pub struct ClaimRule {
    pub rule: Rule,
    pub name: Both,
    /// A plain question; yes leads here.
    pub question: Both,
    /// The price paid is part of it.
    #[serde(default)]
    pub refund: bool,
    /// Actual loss is part of it.
    #[serde(default)]
    pub loss: bool,
    pub extra: Option<Extra>,
    pub formula: Both,
    pub articles: Vec<Both>,
    /// The articles are rules of these channels: cited to them alone. Empty: cited everywhere.
    #[serde(default)]
    pub articles_for: Vec<String>,
    #[serde(default)]
    pub exceptions: Vec<Both>,
    pub cautions: Vec<Both>,
    pub demands: Vec<Demand>,
    pub causes: Vec<Cause>,
    pub awards: Vec<Award>,
}
