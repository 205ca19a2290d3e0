//! Suggestions: what is missing, what a number looks like. Nothing is ever refused for them.

use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

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
