//! Evidence: one numbered thing in a case: an original plus what the user says of it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::case::words;
use super::{CaseId, Sha256, Stamp, When};
use crate::error::{Error, Result};

/// Vault-wide number of a piece of evidence; never used again after a removal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(export, export_to = "types.ts")]
pub struct EvidenceId(pub i64);

impl FromStr for EvidenceId {
    type Err = Error;
    fn from_str(s: &str) -> Result<Self> {
        s.parse().map(EvidenceId).map_err(|_| Error::not_found("evidence", s))
    }
}

impl fmt::Display for EvidenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Number within a case; written `E001`, from 1, never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(pub u32);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E{:03}", self.0)
    }
}

impl Serialize for Number {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

words! {
    /// Kinds of evidence that shoppers are told to keep.
    EvidenceKind, "kind" {
        IdentitySelf = "identity_self", SellerIdentity = "seller_identity", ShopPage = "shop_page",
        ProductPage = "product_page", TradeSnapshot = "trade_snapshot", Promo = "promo", Promise = "promise",
        PlatformRule = "platform_rule", Order = "order", Payment = "payment", Bill = "bill", Invoice = "invoice",
        ChatPresale = "chat_presale", ChatAftersale = "chat_aftersale", Call = "call", Logistics = "logistics",
        Waybill = "waybill", Unboxing = "unboxing", GoodsPhoto = "goods_photo", Label = "label",
        TestReport = "test_report", ReturnShipping = "return_shipping", AftersaleRecord = "aftersale_record",
        Review = "review", Livestream = "livestream", ComplaintReceipt = "complaint_receipt", Loss = "loss",
        Other = "other",
    }
}

words! {
    /// How the bytes came in. `Paste`: pixels from the clipboard, encoded as PNG by this app.
    Origin, "origin" { File = "file", Paste = "paste", Recovered = "recovered" }
}

words! {
    /// Whether what a piece shows is still on the original device.
    Kept, "kept" { Yes = "yes", No = "no", Unknown = "unknown" }
}

/// What the user says of a piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export, export_to = "types.ts")]
pub struct EvidenceFacts {
    pub kind: Option<EvidenceKind>,
    pub title: String,
    /// 证明对象: what it is to prove.
    pub proves: String,
    pub source_platform: String,
    pub source_app: String,
    pub source_device: String,
    pub captured_by: String,
    /// Time shown in the picture, told by the user.
    pub shown_at: Option<When>,
    /// The user looked and can't tell the time shown; never together with `shown_at`.
    pub shown_unknown: bool,
    pub note: String,
    /// 原始载体: the device on which the original lies.
    pub carrier_device: String,
    /// Whether the chat (or the file) is still there; None: not told.
    pub carrier_kept: Option<Kept>,
    pub carrier_note: String,
}

/// What this app read from the bytes. Help, never evidence.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct MediaInfo {
    /// By content, not by extension; `application/octet-stream` when unknown.
    pub media_type: String,
    /// Upright size in pixels (EXIF orientation applied).
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// EXIF orientation 1-8 as stored in the file.
    pub orientation: Option<u8>,
    /// EXIF DateTimeOriginal, of a film the creation time of its container (UTC); `at` is the local text `2026-11-12 14:03:27` when the file names no offset (`tz` empty).
    pub exif_at: Option<Stamp>,
    /// Whether a preview can be made.
    pub preview: bool,
}

/// A piece of evidence as the vault keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub id: EvidenceId,
    pub case: CaseId,
    pub number: Number,
    pub sha256: Sha256,
    /// Bytes.
    pub size: u64,
    /// Name of the file as it came in; hostile text.
    pub name: String,
    pub origin: Origin,
    pub media: MediaInfo,
    pub facts: EvidenceFacts,
    /// Modification time that the file system told.
    pub file_at: Option<Stamp>,
    pub imported: Stamp,
    /// Last time `check` found the original unchanged.
    pub verified_at: Option<Stamp>,
}
