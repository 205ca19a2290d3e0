//! Trusted timestamps as they are told: what a token is worth to the person who checks, and why there is none yet.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Finding;
use super::case::words;

words! {
    /// What came of the check of a token. Only `valid` shows a time.
    TokenState, "token_state" {
        Valid = "valid", Untrusted = "untrusted", Unsupported = "unsupported", Invalid = "invalid",
    }
}

words! {
    /// How far a timestamp is.
    TimestampState, "timestamp_state" { None = "none", Pending = "pending", Obtained = "obtained" }
}

words! {
    /// Why a service gave no token; it can be asked again.
    Refusal, "refusal" {
        Unasked = "unasked", Unreachable = "unreachable", TimedOut = "timed_out", Tls = "tls",
        Redirected = "redirected", HttpStatus = "http_status", TooLarge = "too_large",
        Rejected = "rejected", InvalidAnswer = "invalid_answer",
    }
}

/// A token found with a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct TokenReport {
    /// Of the token; relative to the bag's root, or the name of the file beside the ZIP.
    pub path: String,
    /// What it is over: `data/evidence.sha256`, that of an earlier export, or `data/custody.jsonl#12`.
    pub over: String,
    pub state: TokenState,
    /// UTC, with the fraction that the service gives; shown by the token only when the state is `valid`.
    pub gen_time: Option<String>,
    /// The name in the signer's certificate.
    pub signer: Option<String>,
    /// An object identifier.
    pub policy: Option<String>,
    /// Why it is not valid.
    pub findings: Vec<Finding>,
    /// The line by which openssl checks it, to be typed in the unpacked folder.
    pub openssl: String,
}

/// A service of trusted time (RFC 3161), as the user entered it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export, export_to = "types.ts")]
pub struct TimeAuthority {
    /// `http://` or `https://`.
    pub url: String,
    pub note: String,
    /// PEM of the root that the user believes; empty: tokens are kept and called not trusted.
    pub root: String,
    /// PEM of certificates between the root and the signer's, where the service does not send them; else empty.
    pub chain: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(export, export_to = "types.ts")]
pub struct TimeAuthorityId(pub i64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(export, export_to = "types.ts")]
pub struct TimestampId(pub i64);
