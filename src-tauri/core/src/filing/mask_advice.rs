//! What to cover for whom, and what not to, as dated data with source and confidence (domain reference 9). Advice only:
//! nothing is masked by itself, and no copy is ever called safe.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::{Lang, MaskAdvice};
use crate::words;

#[derive(Deserialize)]
struct Table {
    checked: String,
    advice: Vec<MaskAdvice>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_json::from_str(include_str!("mask_advice.json")).expect("embedded data is checked by a test")
});

/// All advice in the order in which it is shown, in the words of a language.
pub fn mask_advice(lang: Lang) -> Vec<MaskAdvice> {
    let told = |a: &MaskAdvice| MaskAdvice {
        text: words::word(lang, "hints", &format!("mask.{}", a.code)),
        checked: TABLE.checked.clone(),
        ..a.clone()
    };
    TABLE.advice.iter().map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_its_words_readers_a_source_and_a_known_confidence() {
        for lang in [Lang::ZhCn, Lang::En] {
            let all = mask_advice(lang);
            assert!(all.iter().any(|a| a.mask) && all.iter().any(|a| !a.mask), "what to cover and what not to");
            for a in all {
                assert!(words::has(lang, "hints", &format!("mask.{}", a.code)), "{lang:?} {}", a.code);
                assert!(!a.readers.is_empty() && !a.source.is_empty(), "{}", a.code);
                assert!(a.readers.iter().all(|r| ["authority", "court", "platform", "public"].contains(&r.as_str())));
                assert!(["C", "C2", "G"].contains(&a.confidence.as_str()), "{}: {}", a.code, a.confidence);
                for promise in ["安全", "safe"] {
                    assert!(!a.text.to_lowercase().contains(promise), "{}", a.text);
                }
            }
        }
    }
}
