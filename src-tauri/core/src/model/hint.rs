//! Suggestions: what is missing, what a number looks like. Nothing is ever refused for them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{EvidenceKind, Platform};

/// Something a complaint usually needs and this case lacks. A suggestion, never a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
#[ts(export, export_to = "types.ts")]
pub enum Missing {
    /// No evidence at all.
    Evidence,
    OrderNumber,
    PaymentSerial,
    Seller,
    Amount,
    /// Neither a chat nor a photo of the goods.
    ProblemProof,
    /// Pieces that do not say what they prove; numbers such as E012, at most ten.
    Undescribed {
        count: u32,
        numbers: Vec<String>,
    },
}

/// What a number looks like. Only ever a hint: nothing is refused for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct Hint {
    /// Key of the sentence, such as `looks_like`, `length`, `date_differs`, `check_digit`.
    pub code: String,
    #[ts(type = "Record<string, string>")]
    pub params: Value,
    /// `fits` or `differs`.
    pub fits: bool,
    /// Confidence of the rule behind it: `C`, `C2`, `G` or `X`, as in the domain reference.
    pub confidence: String,
}

/// A line of advice on capturing evidence, shown once where it helps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct Advice {
    /// Key of the sentence after `advice.` in `hints.json`; its source in words is under `advice_source.`.
    pub code: String,
    /// Kinds of evidence that it helps with.
    pub kinds: Vec<EvidenceKind>,
    /// Only for these; empty: for all.
    pub platforms: Vec<Platform>,
    /// As the domain reference names it.
    pub source: String,
    /// Confidence of the source: `C`, `C2`, `G` or `X`, as in the domain reference.
    pub confidence: String,
    /// Day on which the source was read.
    #[serde(default)]
    pub checked: String,
}

/// A line of advice on masking: what to cover for whom, or what to leave as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct MaskAdvice {
    pub code: String,
    /// The sentence, in the language that was asked for.
    #[serde(default)]
    pub text: String,
    /// `authority` (12315, a consumer association), `court`, `platform` or `public`.
    pub readers: Vec<String>,
    /// False: leave it as it is.
    pub mask: bool,
    /// As the domain reference names it; a section where it gives no other.
    pub source: String,
    /// `C`, `C2` or `G`, as in the domain reference.
    pub confidence: String,
    #[serde(default)]
    pub checked: String,
}
