//! Trusted timestamps: services, what was sent to them, and what came.

use serde::Serialize;
use ts_rs::TS;

use crate::model::{
    CaseId, Finding, Refusal, Stamp, TimeAuthority, TimeAuthorityId, TimestampId, TimestampState, TokenState,
};

/// Services that the user entered. There are no presets: none is named by the project's sources with what a preset needs.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct TimeAuthorities {
    pub services: Vec<TimeAuthorityRow>,
    /// The one that is asked for a token over the custody log after each import; none: none is.
    pub at_import: Option<TimeAuthorityId>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct TimeAuthorityRow {
    pub id: TimeAuthorityId,
    #[serde(flatten)]
    pub service: TimeAuthority,
}

/// Exactly what left the computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct TimestampSent {
    pub url: String,
    /// Of the evidence list, or the hash of the custody entry: 64 hex digits.
    pub sha256: String,
    /// Drawn for this request: hex digits.
    pub nonce: String,
    /// The whole request in hex.
    pub request: String,
}

/// What came of the timestamp of an export.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct TimestampResult {
    /// `none`: not asked for. `pending`: can be asked for again, see `reason`.
    pub state: TimestampState,
    pub reason: Option<Refusal>,
    /// English particulars, for logs.
    pub detail: Option<String>,
    /// What the token is worth here, when there is one.
    pub checked: Option<TokenState>,
    pub gen_time: Option<String>,
    pub signer: Option<String>,
    pub policy: Option<String>,
    pub sent: Option<TimestampSent>,
}

impl TimestampResult {
    pub fn none() -> TimestampResult {
        TimestampResult {
            state: TimestampState::None,
            reason: None,
            detail: None,
            checked: None,
            gen_time: None,
            signer: None,
            policy: None,
            sent: None,
        }
    }
}

/// A timestamp that was asked for, at export or at import.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct TimestampRow {
    pub id: TimestampId,
    pub case: CaseId,
    /// Of the export whose evidence list it is over; none: it is over a custody entry.
    pub fingerprint: Option<String>,
    /// Name of that bundle.
    pub bundle: Option<String>,
    /// Number of the custody entry.
    pub entry: Option<u64>,
    pub sha256: String,
    pub url: String,
    pub asked: Stamp,
    pub tries: u32,
    /// `pending` or `obtained`.
    pub state: TimestampState,
    pub reason: Option<Refusal>,
    pub checked: Option<TokenState>,
    pub gen_time: Option<String>,
    pub signer: Option<String>,
    pub policy: Option<String>,
    /// Where the late token was put just now, beside its bundle.
    pub beside: Option<String>,
}

/// What was found of a token and a file.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct TokenCheck {
    pub verdict: TokenState,
    pub gen_time: Option<String>,
    pub signer: Option<String>,
    pub policy: Option<String>,
    pub findings: Vec<Finding>,
    /// The line by which openssl checks the same.
    pub openssl: String,
}
