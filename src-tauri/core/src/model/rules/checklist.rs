//! What a complaint takes, by channel and by cause.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::super::case::words;
use super::super::{EvidenceKind, IdentifierKind};
use super::{Both, Rule};

words! {
    /// 问题类型.
    Cause, "cause" {
        Quality = "quality", Counterfeit = "counterfeit", Description = "description", NotShipped = "not_shipped",
        NotReceived = "not_received", ShortOrWrong = "short_or_wrong", Damaged = "damaged",
        RefusesNoReason = "refuses_no_reason", RefundDelay = "refund_delay", PriceFraud = "price_fraud",
        Food = "food", Sanbao = "sanbao", Invoice = "invoice", Terms = "terms", Privacy = "privacy",
        Other = "other",
    }
}

words! {
    /// 投诉请求, as the complaint form has them, plus punitive damages and the invoice.
    Demand, "demand" {
        Repair = "repair", Redo = "redo", Exchange = "exchange", ReturnGoods = "return_goods",
        CompleteQuantity = "complete_quantity", Refund = "refund", Compensation = "compensation",
        Punitive = "punitive", IssueInvoice = "issue_invoice",
    }
}

words! {
    /// What a case tells apart from its evidence and numbers.
    Fact, "fact" {
        Seller = "seller", SellerAddress = "seller_address", Goods = "goods", Amount = "amount",
        OrderedAt = "ordered_at", PaidAt = "paid_at", ReceivedAt = "received_at", Discovered = "discovered",
        Complainant = "complainant", Demand = "demand", Told = "told", Talked = "talked", FiledCourier = "filed_courier", Exported = "exported",
    }
}

/// Something that a complaint may take. Any of what it lists will do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export, export_to = "types.ts")]
pub struct Item {
    pub rule: Rule,
    /// How to get it.
    pub how: Both,
    #[serde(default)]
    pub kinds: Vec<EvidenceKind>,
    #[serde(default)]
    pub identifiers: Vec<IdentifierKind>,
    #[serde(default)]
    pub facts: Vec<Fact>,
}

/// What channels or causes take: ids of items, most telling first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export, export_to = "types.ts")]
pub struct Needs {
    pub rule: Rule,
    #[serde(default)]
    pub channels: Vec<String>,
    #[serde(default)]
    pub causes: Vec<Cause>,
    pub required: Vec<String>,
    #[serde(default)]
    pub helpful: Vec<String>,
}
