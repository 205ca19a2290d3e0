//! What is promised nowhere: neither in words nor in rules nor in texts that this program drafts. And what no text of
//! the rules may hide in it.

use unicode_normalization::UnicodeNormalization as _;

/// Claims that a hash, a log or a bundle can't keep, and promises of success.
pub const NEVER: &[&str] = &[
    "具有法律效力",
    "有法律效力",
    "不可篡改",
    "防篡改",
    "无法篡改",
    "不能篡改",
    "司法认可",
    "法院认可",
    "铁证",
    "保证胜诉",
    "包赢",
    "必胜",
    "一定能赢",
    "百分之百",
    "tamper-proof",
    "tamperproof",
    "tamper proof",
    "unforgeable",
    "court-proof",
    "court proof",
    "legally binding proof",
    "legally valid evidence",
    "guaranteed success",
    "guarantees success",
    "sure to win",
];

/// The first such claim in a text, however its letters and dashes are written.
pub fn claim_in(text: &str) -> Option<&'static str> {
    let plain = |c: char| match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c => c,
    };
    let folded: String = text.nfkc().filter(|c| !hidden(*c)).map(plain).collect::<String>().to_lowercase();
    NEVER.iter().find(|claim| folded.contains(*claim)).copied()
}

/// Controls, what turns the direction of a text, what takes no place or is a blank that counts as a letter, and what is
/// no character.
pub fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{fdd0}'..='\u{fdef}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e007f}'
        )
        || u32::from(c) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filing::built_in;
    use crate::model::Lang;
    use crate::words;

    #[test]
    fn no_word_and_no_rule_promises_what_can_not_be_kept() {
        for lang in [Lang::ZhCn, Lang::En] {
            let all = words::all(lang);
            assert!(all.len() > 500, "the words were found: {}", all.len());
            for (key, text) in all {
                assert_eq!(claim_in(&text), None, "{} {key}: {text}", lang.tag());
            }
        }
        let rules = built_in();
        assert!(rules.texts().len() > 500, "the rules were found: {}", rules.texts().len());
        for text in rules.texts() {
            assert_eq!(claim_in(text), None, "{text}");
        }
    }

    #[test]
    fn a_claim_is_seen_in_any_spelling_of_its_letters() {
        for bad in [
            "本证据包具有法律效力。",
            "Tamper-Proof by design",
            "区块链存证，不可篡改",
            "tamper\u{2010}proof",
            "tamper\u{2212}proof",
            "ｔａｍｐｅｒ－ｐｒｏｏｆ",
            "tamper\u{a0}proof",
            "不\u{3164}可篡改",
        ] {
            assert!(claim_in(bad).is_some(), "{bad}");
        }
        assert_eq!(claim_in("导入后没有变化；不说明内容属实。"), None);
    }
}
