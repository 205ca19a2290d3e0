//! Channels: where a complaint goes, what is asked for there, and its limits.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::super::Platform;
use super::super::case::words;
use super::{Both, Confidence, Rule};

words! {
    ChannelKind, "kind" {
        Platform = "platform", Payment = "payment", Courier = "courier", Authority = "authority",
        Association = "association", Public = "public", Court = "court", Offline = "offline",
    }
}

words! {
    /// Who has to answer for what is filed there.
    About, "about" { Seller = "seller", Courier = "courier" }
}

words! {
    /// A box of a form. Its name is `field.<word>` of `filing.json`.
    FieldId, "field" {
        Title = "title", ComplainantName = "complainant_name", ComplainantPhone = "complainant_phone",
        ComplainantAddress = "complainant_address", ComplainantPostcode = "complainant_postcode",
        ComplainantIdType = "complainant_id_type", ComplainantId = "complainant_id",
        RespondentName = "respondent_name", RespondentAddress = "respondent_address",
        RespondentContact = "respondent_contact", RespondentPerson = "respondent_person",
        RespondentPhone = "respondent_phone", CreditCode = "credit_code", Goods = "goods",
        Specification = "specification", Category = "category", SaleWay = "sale_way", Amount = "amount",
        AmountInWords = "amount_in_words", PaymentMethod = "payment_method", PurchasedAt = "purchased_at",
        PurchasePlace = "purchase_place", VoucherNumber = "voucher_number", SellerPromise = "seller_promise",
        DiscoveredAt = "discovered_at", HappenedAt = "happened_at", Office = "office", Loss = "loss",
        OrderNumber = "order_number", PaymentSerial = "payment_serial",
        MerchantOrder = "merchant_order", TrackingNumber = "tracking_number", Problem = "problem",
        Content = "content", Negotiation = "negotiation", Demand = "demand", Basis = "basis",
        Evidence = "evidence", AgreePublish = "agree_publish", AgreeMediation = "agree_mediation",
        Signature = "signature", Date = "date",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export, export_to = "types.ts")]
pub struct ChannelField {
    pub id: FieldId,
    /// In characters; None: not known.
    pub min_chars: Option<u32>,
    pub max_chars: Option<u32>,
    pub confidence: Confidence,
}

/// What a channel takes as attachments; None: not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export, export_to = "types.ts")]
pub struct FileLimits {
    pub count: Option<u32>,
    /// Of one file.
    pub bytes: Option<u64>,
    /// Endings such as `jpg`; empty: not known.
    pub types: Vec<String>,
    pub note: Option<Both>,
    pub confidence: Confidence,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export, export_to = "types.ts")]
pub struct Channel {
    pub id: String,
    /// Other words that the command line takes for it.
    #[serde(default)]
    pub aliases: Vec<String>,
    pub kind: ChannelKind,
    pub name: Both,
    pub rule: Rule,
    /// The platforms that it belongs to.
    #[serde(default)]
    pub platforms: Vec<Platform>,
    /// An authority, association or court: a second one may refuse what the first has accepted.
    #[serde(default)]
    pub public_body: bool,
    /// Anybody can read what is filed there.
    #[serde(default)]
    pub open: bool,
    /// Who has to answer for what is filed there.
    #[serde(default = "seller")]
    pub about: About,
    /// Who can be complained of.
    pub against: Both,
    /// In the order of the form.
    pub fields: Vec<ChannelField>,
    pub files: FileLimits,
    /// What happens next, and by when.
    pub next: Vec<Both>,
    /// What can and what cannot be had there.
    pub awards: Both,
}

fn seller() -> About {
    About::Seller
}
