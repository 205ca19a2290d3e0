//! What happened in a dispute, told by the user: events, and talks with the other side. Each may name the evidence
//! that shows it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::case::words;
use super::{CaseId, EvidenceId, Fen, Stamp, When};
use crate::error::{Error, Result};

macro_rules! ids {
    ($name:ident, $what:literal) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(transparent)]
        #[ts(export, export_to = "types.ts")]
        pub struct $name(pub i64);

        impl FromStr for $name {
            type Err = Error;
            fn from_str(s: &str) -> Result<Self> {
                s.parse().map($name).map_err(|_| Error::not_found($what, s))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    };
}

pub(super) use ids;

ids!(DisputeId, "event");
ids!(TalkId, "talk");

words! {
    /// Steps of a dispute, in the order in which they usually come.
    DisputeKind, "kind" {
        Ordered = "ordered", Paid = "paid", Shipped = "shipped", Received = "received", Inspected = "inspected",
        Discovered = "discovered", Confirmed = "confirmed", Complained = "complained", Answered = "answered",
        Refused = "refused", ReturnRequested = "return_requested", ReturnReceived = "return_received",
        PlatformJoined = "platform_joined", PlatformDecided = "platform_decided", Refunded = "refunded",
        Filed = "filed", RepairStarted = "repair_started", ClueFound = "clue_found", Other = "other",
    }
}

words! {
    /// By which way people spoke.
    Way, "way" {
        PlatformChat = "platform_chat", Wechat = "wechat", Phone = "phone", Email = "email", Letter = "letter",
        Other = "other",
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    pub id: DisputeId,
    pub case: CaseId,
    pub kind: DisputeKind,
    pub at: When,
    /// In the user's words; may be empty when the kind says it all.
    pub what: String,
    pub note: String,
    pub amount_fen: Option<Fen>,
    /// In the order of the case.
    pub evidence: Vec<EvidenceId>,
    pub added: Stamp,
}

/// A talk with the other side: an entry of the negotiation log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talk {
    pub id: TalkId,
    pub case: CaseId,
    pub at: When,
    /// With whom, such as 客服小李.
    pub who: String,
    pub way: Way,
    pub said: String,
    pub answer: String,
    /// In the order of the case.
    pub evidence: Vec<EvidenceId>,
    pub added: Stamp,
}
