//! Identifiers: typed numbers (订单号, 交易流水单号 ...). The raw text is kept; checks elsewhere only hint.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unicode_normalization::UnicodeNormalization;

use super::case::words;
use super::{CaseId, Stamp};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(export, export_to = "types.ts")]
pub struct IdentifierId(pub i64);

words! {
    /// What a number is.
    IdentifierKind, "kind" {
        OrderNumber = "order_number", PaymentSerial = "payment_serial", MerchantOrder = "merchant_order",
        TrackingNumber = "tracking_number", InvoiceNumber = "invoice_number", InvoiceCode = "invoice_code",
        ComplaintNumber = "complaint_number", AftersaleNumber = "aftersale_number", CreditCode = "credit_code",
        Phone = "phone", Other = "other",
    }
}

words! {
    /// Who issued a number: a payment provider for payments, a courier for parcels.
    Provider, "provider" {
        Alipay = "alipay", WechatPay = "wechat_pay", Unionpay = "unionpay", JdPay = "jd_pay", Bank = "bank",
        Sf = "sf", Yto = "yto", Zto = "zto", Sto = "sto", Yunda = "yunda", Jdl = "jdl", Jt = "jt",
        Deppon = "deppon", Ems = "ems", Cainiao = "cainiao",
        Samr = "12315", ConsumerAssociation = "consumer_association", Platform = "platform", Other = "other",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    pub id: IdentifierId,
    pub case: CaseId,
    pub kind: IdentifierKind,
    pub provider: Option<Provider>,
    /// As typed.
    pub value: String,
    /// For search and comparison.
    pub normalized: String,
    pub note: String,
    pub added: Stamp,
}

/// Compatibility-folds (full width to half width), drops white space and invisible characters, unifies dashes.
pub fn normalize_identifier(raw: &str) -> String {
    // What is dropped can bring a letter and its accent together: folded again until nothing changes.
    let mut folded = fold(raw);
    loop {
        let again = fold(&folded);
        if again == folded {
            return folded;
        }
        folded = again;
    }
}

fn fold(text: &str) -> String {
    text.nfkc()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(*c))
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
            other => other,
        })
        .collect()
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_spaces_and_invisible_characters_do_not_make_another_number() {
        assert_eq!(normalize_identifier(" ２６１１０３－754 323\u{200b}194875749\t"), "261103-754323194875749");
        assert_eq!(normalize_identifier("261103–754"), "261103-754", "a dash typed by a phone is a dash");
        assert_eq!(normalize_identifier("c\u{b8}"), "ç", "a spacing accent folds to a space and the accent alone");
    }

    proptest::proptest! {
        #[test]
        fn normalizing_twice_is_normalizing_once(s in "\\PC{0,40}") {
            let once = normalize_identifier(&s);
            proptest::prop_assert_eq!(normalize_identifier(&once), once);
        }
    }
}
