//! Steps taken with a channel, and what the user asks for.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::case::words;
use super::dispute::ids;
use super::{CaseId, Cause, Demand, EvidenceId, Fen, Lang, Paper, Stamp, When};
use crate::error::{Error, Result};

ids!(FilingId, "filing");

words! {
    /// How a step with a channel ended.
    Outcome, "outcome" {
        Refused = "refused", Settled = "settled", Partly = "partly", Failed = "failed", Withdrawn = "withdrawn",
    }
}

/// A complaint or report that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    pub id: FilingId,
    pub case: CaseId,
    /// Id of a channel; one that a later pack does not know any more stays as it is.
    pub channel: String,
    /// Complaint or report; None: not told.
    pub paper: Option<Paper>,
    pub at: When,
    /// As the channel gave it; free text.
    pub number: String,
    pub accepted_at: Option<When>,
    pub answered_at: Option<When>,
    pub answer: String,
    pub ended_at: Option<When>,
    pub outcome: Option<Outcome>,
    /// By when an answer is due, as the channel told the user.
    pub due: Option<When>,
    pub note: String,
    /// The receipts, in the order of the case.
    pub evidence: Vec<EvidenceId>,
    pub added: Stamp,
}

/// What the user asks for, and of whom.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export, export_to = "types.ts")]
pub struct Complaint {
    pub cause: Option<Cause>,
    /// Id of a claim of the rules.
    pub basis: Option<String>,
    pub demands: Vec<Demand>,
    /// What is demanded in money.
    pub amount_fen: Option<Fen>,
    /// In the user's own words.
    pub demand: String,
    /// As the shop shows it on the platform.
    pub seller_address: String,
}

/// A draft as the user changed it, one for a case, channel, paper, language and length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedDraft {
    pub channel: String,
    pub paper: Paper,
    pub lang: Lang,
    /// The length that was asked for; None: the full version.
    pub max_chars: Option<u32>,
    pub text: String,
    /// Boxes of the form that were changed, by their word.
    pub fields: BTreeMap<String, String>,
    /// What was drafted from the facts when it was saved.
    pub made: String,
    pub at: Stamp,
}

/// An item of a checklist that can't be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct Unavailable {
    /// Id of the item.
    pub item: String,
    pub reason: String,
}
