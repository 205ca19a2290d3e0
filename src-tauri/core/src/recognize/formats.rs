//! Number formats as data. Sources differ, so forms are the union of newer and wider ones and only ever warn.

use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use crate::model::{IdentifierKind, Platform, Provider};
use IdentifierKind as K;
use Platform as P;
use Provider as V;

/// Who gives out numbers of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issuer {
    Platforms(&'static [Platform]),
    Provider(Provider),
    /// The same for everyone.
    Anyone,
}

/// A date inside a number: first capture of the pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateIn {
    None,
    /// `YYMMDD`, the day of the order.
    OrderYymmdd,
    /// `YYYYMMDD`, the day of the payment.
    PaymentYyyymmdd,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    None,
    /// GB 32100-2015, a warning only: real codes that fail exist.
    CreditCode,
    /// UPU S10.
    S10,
    /// GB 11643.
    IdCard,
}

/// How much a match says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// Hardly anything else looks like it.
    Much,
    /// A run of digits of a usual length.
    Little,
}

pub struct Format {
    /// Key of `terms.json` after `number.`.
    pub name: &'static str,
    pub kind: IdentifierKind,
    pub issuer: Issuer,
    /// Of the whole normalized number.
    pub pattern: &'static str,
    /// Digits in all, least and most, when a wrong length is worth a word.
    pub digits: Option<(usize, usize)>,
    /// `C`, `C2`, `G` or `X` of the domain reference.
    pub confidence: &'static str,
    pub date: DateIn,
    pub check: Check,
    pub says: Says,
}

const fn plain(name: &'static str, kind: K, issuer: Issuer, pattern: &'static str, confidence: &'static str) -> Format {
    Format {
        name,
        kind,
        issuer,
        pattern,
        confidence,
        digits: None,
        date: DateIn::None,
        check: Check::None,
        says: Says::Little,
    }
}

impl Format {
    const fn digits(mut self, least: usize, most: usize) -> Self {
        self.digits = Some((least, most));
        self
    }

    const fn dated(mut self, date: DateIn) -> Self {
        self.date = date;
        self
    }

    const fn checked(mut self, check: Check) -> Self {
        self.check = check;
        self
    }

    const fn telling(mut self) -> Self {
        self.says = Says::Much;
        self
    }

    pub fn regex(&'static self) -> &'static Regex {
        static COMPILED: LazyLock<Vec<Regex>> = LazyLock::new(|| {
            all().map(|f| Regex::new(f.pattern).expect("every pattern is compiled by a test")).collect()
        });
        let at = all().position(|f| std::ptr::eq(f, self)).expect("formats live in the two lists only");
        &COMPILED[at]
    }

    pub fn term(&self) -> String {
        format!("number.{}", self.name)
    }

    /// The date inside a number that matches. The inner None: there should be one and it is impossible.
    pub fn date_in(&'static self, number: &str) -> Option<Option<NaiveDate>> {
        let form = match self.date {
            DateIn::None => return None,
            DateIn::OrderYymmdd => "%y%m%d",
            DateIn::PaymentYyyymmdd => "%Y%m%d",
        };
        let text = self.regex().captures(number)?.get(1)?.as_str();
        Some(NaiveDate::parse_from_str(text, form).ok())
    }
}

const TAOBAO: Issuer = Issuer::Platforms(&[P::Taobao, P::Tmall, P::Xianyu]);
const PDD: Issuer = Issuer::Platforms(&[P::Pinduoduo]);

pub static FORMATS: &[Format] = &[
    // Orders
    plain("pdd_order", K::OrderNumber, PDD, r"^(\d{6})-\d{15}$", "C2")
        .digits(21, 21)
        .dated(DateIn::OrderYymmdd)
        .telling(),
    plain("taobao_order", K::OrderNumber, TAOBAO, r"^\d{16,19}$", "C2").digits(16, 19),
    plain("jd_order", K::OrderNumber, Issuer::Platforms(&[P::Jd]), r"^\d{10,13}$", "C2").digits(10, 13),
    plain("douyin_order", K::OrderNumber, Issuer::Platforms(&[P::Douyin]), r"^\d{19}$", "C2").digits(19, 19),
    plain("meituan_order", K::OrderNumber, Issuer::Platforms(&[P::Meituan]), r"^\d{16,20}$", "C2").digits(16, 20),
    plain("vip_order", K::OrderNumber, Issuer::Platforms(&[P::Vip]), r"^\d{14}$", "C2").digits(14, 14),
    plain("suning_order", K::OrderNumber, Issuer::Platforms(&[P::Suning]), r"^\d{10,14}$", "G").digits(10, 14),
    plain("dangdang_order", K::OrderNumber, Issuer::Platforms(&[P::Dangdang]), r"^\d{10,12}$", "G").digits(10, 12),
    plain("eleme_order", K::OrderNumber, Issuer::Platforms(&[P::Eleme]), r"^\d{16,22}$", "G").digits(16, 22),
    plain("amazon_order", K::OrderNumber, Issuer::Platforms(&[P::Amazon]), r"^\d{3}-\d{7}-\d{7}$", "G")
        .digits(17, 17)
        .telling(),
    // Payments
    plain(
        "alipay_trade",
        K::PaymentSerial,
        Issuer::Provider(V::Alipay),
        r"^(20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))\d{20}$",
        "C",
    )
    .digits(28, 28)
    .dated(DateIn::PaymentYyyymmdd)
    .telling(),
    plain("wechat_txn", K::PaymentSerial, Issuer::Provider(V::WechatPay), r"^4[23]\d{8}(20\d{6})\d{10}$", "C")
        .digits(28, 28)
        .dated(DateIn::PaymentYyyymmdd)
        .telling(),
    plain(
        "wechat_other",
        K::PaymentSerial,
        Issuer::Provider(V::WechatPay),
        r"^(?:1000\d{24,32}|1800\d{24,28}|1101\d{26}|2072\d{26})$",
        "C",
    ),
    plain("wechat_bill", K::PaymentSerial, Issuer::Provider(V::WechatPay), r"^\d{29,46}$", "C"),
    plain("unionpay_query", K::PaymentSerial, Issuer::Provider(V::Unionpay), r"^\d{21}$|^\d{12}$|^\d{6}$", "X"),
    plain("taobao_alipay_mno", K::MerchantOrder, Issuer::Provider(V::Alipay), r"^T200P\d{16,19}$", "C2").telling(),
    plain("alipay_merchant", K::MerchantOrder, Issuer::Provider(V::Alipay), r"^[0-9A-Za-z_-]{1,64}$", "C"),
    plain("wechat_merchant", K::MerchantOrder, Issuer::Provider(V::WechatPay), r"^[0-9A-Za-z_\-|*@]{6,32}$", "G"),
    plain("wechat_complaint", K::ComplaintNumber, Issuer::Provider(V::WechatPay), r"^\d{27,30}$", "C"),
    // Couriers
    plain("sf", K::TrackingNumber, Issuer::Provider(V::Sf), r"(?i)^SF[A-Z0-9]\d{12}$", "C2").telling(),
    plain("sf", K::TrackingNumber, Issuer::Provider(V::Sf), r"^\d{12}$", "C2"),
    plain("yto", K::TrackingNumber, Issuer::Provider(V::Yto), r"(?i)^YT\d{13}$", "C2").digits(13, 13).telling(),
    plain("yto", K::TrackingNumber, Issuer::Provider(V::Yto), r"(?i)^[A-Z0-9]{2}\d{8,13}$", "C2"),
    plain("zto", K::TrackingNumber, Issuer::Provider(V::Zto), r"^7[3-68]\d{12}$|^\d{12}$|^\d{14,15}$", "C2")
        .digits(12, 15),
    plain("sto", K::TrackingNumber, Issuer::Provider(V::Sto), r"^(?:77|43)\d{12,15}$|^\d{12,13}$", "C2").digits(12, 17),
    plain("yunda", K::TrackingNumber, Issuer::Provider(V::Yunda), r"^[34]\d{14}$|^5\d{12}$|^\d{13}$|^\d{15}$", "C2")
        .digits(13, 15),
    plain(
        "jdl",
        K::TrackingNumber,
        Issuer::Provider(V::Jdl),
        r"(?i)^JD[A-Z0-9]{2}\d{11}$|^JD[XK]\d{12}$|^JDV[A-Z]\d{11}$",
        "C2",
    )
    .telling(),
    plain("jt", K::TrackingNumber, Issuer::Provider(V::Jt), r"(?i)^JT\d{12,13}$", "C2").digits(12, 13).telling(),
    plain("deppon", K::TrackingNumber, Issuer::Provider(V::Deppon), r"(?i)^DPK\d{12}$", "C2").digits(12, 12).telling(),
    plain("deppon", K::TrackingNumber, Issuer::Provider(V::Deppon), r"^\d{8,10}$", "C2"),
    plain("ems", K::TrackingNumber, Issuer::Provider(V::Ems), r"(?i)^[A-Z]{2}\d{9}[A-Z]{2}$", "C2")
        .checked(Check::S10)
        .telling(),
    plain("ems", K::TrackingNumber, Issuer::Provider(V::Ems), r"(?i)^\d{13}$|^P[A-Z]\d{11}$", "C2").digits(13, 13),
    plain("cainiao", K::TrackingNumber, Issuer::Provider(V::Cainiao), r"^621\d{12}$", "C2").digits(15, 15),
    // Invoices, organisations, persons
    plain("invoice_digital", K::InvoiceNumber, Issuer::Anyone, r"^\d{20}$", "C2").digits(20, 20),
    plain("invoice_old", K::InvoiceNumber, Issuer::Anyone, r"^\d{8}$", "G"),
    plain("invoice_code", K::InvoiceCode, Issuer::Anyone, r"^(?:\d{10}|\d{12})$", "G").digits(10, 12),
    plain(
        "credit_code",
        K::CreditCode,
        Issuer::Anyone,
        r"(?i)^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$",
        "C",
    )
    .checked(Check::CreditCode),
    plain("mobile", K::Phone, Issuer::Anyone, r"^(?:(?:\+|00)?86)?1[3-9]\d{9}$", "C2").digits(11, 11),
    plain(
        "landline",
        K::Phone,
        Issuer::Anyone,
        r"^(?:0\d{2,3}-?)?\d{7,8}(?:-\d{1,6})?$|^[48]00-?\d{3}-?\d{4}$|^9[56]\d{3,6}$|^12\d{3}$",
        "C2",
    ),
];

/// Numbers of a person, that hardly belong among the numbers of a purchase.
pub static PERSONAL: &[Format] = &[
    plain(
        "id_card",
        K::Other,
        Issuer::Anyone,
        r"^[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]$",
        "C",
    )
    .checked(Check::IdCard),
    plain("alipay_user", K::Other, Issuer::Provider(V::Alipay), r"^2088\d{12}$", "C"),
];

fn all() -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().chain(PERSONAL)
}

/// Formats of what the user says this number is.
pub fn expected(
    kind: IdentifierKind,
    provider: Option<Provider>,
    platform: Platform,
) -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().filter(move |f| {
        f.kind == kind
            && match f.issuer {
                Issuer::Anyone => true,
                Issuer::Provider(p) => provider == Some(p),
                Issuer::Platforms(all) => all.contains(&platform),
            }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;
    use crate::words;

    #[test]
    fn every_pattern_compiles_tests_the_whole_number_and_has_a_name_in_both_languages() {
        for f in all() {
            let regex = f.regex();
            assert!(f.pattern.trim_start_matches("(?i)").split("$|").all(|p| p.starts_with('^')), "{}", f.pattern);
            assert!(f.pattern.ends_with('$') && !regex.is_match("") && !regex.is_match("x 1"), "{}", f.pattern);
            for lang in [Lang::ZhCn, Lang::En] {
                assert!(words::has(lang, "terms", &f.term()), "{} has no word", f.term());
            }
            assert!(["C", "C2", "G", "X"].contains(&f.confidence));
        }
    }

    #[test]
    fn sample_numbers_of_the_sources_match_their_format() {
        for (name, sample) in [
            ("pdd_order", "261103-754323194875749"),
            ("alipay_trade", "2017091721001004920264050508"),
            ("alipay_trade", "2013112011001004330000121536"),
            ("wechat_txn", "4200000404201909069117582536"),
            ("wechat_txn", "4200000069201710299246843141"),
            ("meituan_order", "5301890193521352344"),
            ("wechat_complaint", "200201820200101080076610000"),
            ("yto", "YT8826110357219"),
            ("jt", "jt1234567890123"),
            ("credit_code", "91350200MA2YJ1XR9G"),
            ("landline", "95188"),
        ] {
            let f = FORMATS.iter().find(|f| f.name == name).unwrap();
            assert!(f.regex().is_match(sample), "{name}: {sample}");
        }
    }
}
