//! A case: one dispute with one seller about one purchase.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Stamp, When};
use crate::error::{Error, Result};

/// 16 lowercase hex digits, drawn at random when the case is made; unique across vaults for practical purposes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "String")]
#[ts(export, export_to = "types.ts", type = "string")]
pub struct CaseId(String);

impl CaseId {
    pub fn from_random(bytes: [u8; 8]) -> Self {
        CaseId(bytes.iter().map(|b| format!("{b:02x}")).collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// First eight digits: enough to tell bundles apart by their names.
    pub fn short(&self) -> &str {
        &self.0[..8]
    }
}

impl FromStr for CaseId {
    type Err = Error;
    fn from_str(s: &str) -> Result<Self> {
        if s.len() == 16 && s.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            Ok(CaseId(s.to_owned()))
        } else {
            Err(Error::not_found("case", s))
        }
    }
}

impl TryFrom<String> for CaseId {
    type Error = Error;
    fn try_from(s: String) -> Result<Self> {
        s.parse()
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Money: CNY cents (分), never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(export, export_to = "types.ts")]
pub struct Fen(pub i64);

impl Fen {
    /// Largest amount taken: ten billion yuan. Above it a slip of the finger is likelier than a purchase.
    pub const MAX: i64 = 1_000_000_000_000;

    /// Reads `128`, `128.5`, `128.50`, `¥1,544.00` (full width too). Commas stand between thousands, nowhere else: what
    /// `128,50` means is not guessed.
    pub fn read(text: &str) -> Result<Fen> {
        let bad = || {
            let reason = "yuan with at most two decimals, commas only between thousands, such as 128.50 or 1,544.00";
            Error::invalid("amount", text, reason)
        };
        let plain: String = text
            .trim()
            .chars()
            .map(|c| match c {
                '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
                '．' => '.',
                '，' => ',',
                other => other,
            })
            .collect();
        let plain = plain.strip_prefix(['¥', '￥']).unwrap_or(&plain);
        let plain = plain.strip_suffix('元').unwrap_or(plain).trim();
        let (yuan, cents) = match plain.split_once('.') {
            Some((_, "")) => return Err(bad()),
            parts => parts.unwrap_or((plain, "")),
        };
        let thousands: Vec<&str> = yuan.split(',').collect();
        let grouped = thousands.len() == 1
            || (1..=3).contains(&thousands[0].len()) && thousands[1..].iter().all(|group| group.len() == 3);
        let yuan = thousands.concat();
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if !grouped || yuan.is_empty() || yuan.len() > 11 || cents.len() > 2 || !digits(&yuan) || !digits(cents) {
            return Err(bad());
        }
        let yuan: i64 = yuan.parse().map_err(|_| bad())?;
        let cents: i64 = format!("{cents:0<2}").parse().map_err(|_| bad())?;
        let fen = yuan * 100 + cents;
        if fen > Fen::MAX { Err(bad()) } else { Ok(Fen(fen)) }
    }

    /// `1544.00`.
    pub fn plain(&self) -> String {
        format!("{}.{:02}", self.0 / 100, self.0 % 100)
    }

    /// `¥1,544.00`.
    pub fn shown(&self) -> String {
        let yuan = (self.0 / 100).to_string();
        let mut out = String::from("¥");
        for (i, c) in yuan.chars().enumerate() {
            if i > 0 && (yuan.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(c);
        }
        format!("{out}.{:02}", self.0 % 100)
    }
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident, $field:literal { $($variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, ts_rs::TS)]
        #[ts(export, export_to = "types.ts")]
        pub enum $name { $(#[serde(rename = $word)] $variant),+ }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::error::Error;
            fn from_str(s: &str) -> $crate::error::Result<Self> {
                match s {
                    $($word => Ok($name::$variant),)+
                    _ => Err($crate::error::Error::invalid($field, s, [$($word),+].join(", "))),
                }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Where it was bought. Presets of the founding document plus the platforms disputes are most often about.
    Platform, "platform" {
        Taobao = "taobao", Tmall = "tmall", Pinduoduo = "pinduoduo", Jd = "jd", Suning = "suning",
        Dangdang = "dangdang", Vip = "vip", Douyin = "douyin", Xianyu = "xianyu", Meituan = "meituan",
        Eleme = "eleme", Amazon = "amazon", Other = "other",
    }
}

words! {
    /// Who sells: the platform itself, or a shop on it (moves the place of a complaint).
    SellerType, "seller_type" { SelfOperated = "self_operated", ThirdParty = "third_party" }
}

words! {
    /// How far the dispute is.
    CaseStatus, "status" {
        Collecting = "collecting", Negotiating = "negotiating", PlatformStep = "platform_step",
        Filed = "filed", Resolved = "resolved", Closed = "closed",
    }
}

/// What the user says of a case. Every field may be missing but the title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct CaseFacts {
    pub title: String,
    pub platform: Platform,
    /// Shop or seller as the platform shows it.
    pub seller: String,
    pub seller_type: Option<SellerType>,
    pub goods: String,
    /// Paid, in 分.
    pub amount_fen: Option<Fen>,
    pub ordered_at: Option<When>,
    pub paid_at: Option<When>,
    pub received_at: Option<When>,
    pub status: CaseStatus,
    pub note: String,
}

impl CaseFacts {
    /// Nothing known but a title and where it was bought.
    pub fn titled(title: impl Into<String>, platform: Platform) -> CaseFacts {
        CaseFacts {
            title: title.into(),
            platform,
            seller: String::new(),
            seller_type: None,
            goods: String::new(),
            amount_fen: None,
            ordered_at: None,
            paid_at: None,
            received_at: None,
            status: CaseStatus::Collecting,
            note: String::new(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub id: CaseId,
    pub facts: CaseFacts,
    pub created: Stamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        // The page reads them too: its test has the same table.
        let table: Vec<serde_json::Value> = serde_json::from_str(include_str!("amounts.json")).expect("JSON");
        assert!(table.len() > 40, "the table was read: {}", table.len());
        for row in table {
            let text = row["text"].as_str().expect("a text");
            assert_eq!(Fen::read(text).ok().map(|fen| fen.0), row["fen"].as_i64(), "{text:?}");
        }
        assert!(Fen::read("").is_err(), "nothing is no amount");
        assert_eq!(Fen(154_400).shown(), "¥1,544.00");
        assert_eq!(Fen(5).plain(), "0.05");
    }
}
