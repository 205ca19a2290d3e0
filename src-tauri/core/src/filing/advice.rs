//! Advice on capturing evidence, as dated data with the source and confidence of each line (domain reference 7.2).

use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::Advice;

#[derive(Deserialize)]
struct Table {
    /// Day on which the sources were read.
    checked: String,
    advice: Vec<Advice>,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| serde_json::from_str(include_str!("advice.json")).expect("embedded data is checked by a test"));

/// All advice, in the order in which it is shown. Its sentence is `advice.<code>` of `hints.json`.
pub fn advice() -> Vec<Advice> {
    TABLE.advice.iter().map(|a| Advice { checked: TABLE.checked.clone(), ..a.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EvidenceKind, Lang};
    use crate::words;

    #[test]
    fn every_line_has_its_words_a_source_a_known_confidence_and_a_date() {
        let all = advice();
        assert!(all.len() >= 5);
        for a in &all {
            for lang in [Lang::ZhCn, Lang::En] {
                for key in [format!("advice.{}", a.code), format!("advice_source.{}", a.code)] {
                    assert!(words::has(lang, "hints", &key), "{lang:?} {key}");
                }
            }
            assert!(!a.kinds.is_empty() && !a.source.is_empty(), "{}", a.code);
            assert!(["C", "C2", "G"].contains(&a.confidence.as_str()), "{}: {}", a.code, a.confidence);
            assert!(chrono::NaiveDate::parse_from_str(&a.checked, "%Y-%m-%d").is_ok(), "{}", a.checked);
        }
        let chat = all.iter().filter(|a| a.kinds.contains(&EvidenceKind::ChatAftersale)).count();
        assert_eq!(chat, 4, "both profiles, all of it, the date, keep the phone");
    }
}
