//! Words for people, in two languages: terms (kinds, platforms ...), errors, findings, hints, report texts,
//! what complaints are made of, and the page that checks a bundle.
//!
//! The files under `core/words/<lang>/` are shared with the window, so a kind or an error has one wording. Keys are
//! checked alike in both languages. A sentence may hold `{param}` places.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::model::Lang;

/// One file of words: flat keys within an area.
type Area = BTreeMap<String, String>;

struct Words {
    areas: BTreeMap<&'static str, Area>,
}

macro_rules! load {
    ($lang:literal) => {
        [
            ("terms", include_str!(concat!("../words/", $lang, "/terms.json"))),
            ("errors", include_str!(concat!("../words/", $lang, "/errors.json"))),
            ("findings", include_str!(concat!("../words/", $lang, "/findings.json"))),
            ("hints", include_str!(concat!("../words/", $lang, "/hints.json"))),
            ("report", include_str!(concat!("../words/", $lang, "/report.json"))),
            ("filing", include_str!(concat!("../words/", $lang, "/filing.json"))),
            ("page", include_str!(concat!("../words/", $lang, "/page.json"))),
        ]
    };
}

fn words(lang: Lang) -> &'static Words {
    static ZH: OnceLock<Words> = OnceLock::new();
    static EN: OnceLock<Words> = OnceLock::new();
    let read = |files: [(&'static str, &'static str); 7]| Words {
        areas: files
            .into_iter()
            .map(|(area, text)| (area, serde_json::from_str(text).expect("embedded words are checked by a test")))
            .collect(),
    };
    match lang {
        Lang::ZhCn => ZH.get_or_init(|| read(load!("zh-CN"))),
        Lang::En => EN.get_or_init(|| read(load!("en"))),
    }
}

/// The word of `area` under `key`; the key itself when there is none, so that a gap is seen, not hidden.
pub fn word(lang: Lang, area: &str, key: &str) -> String {
    words(lang).areas.get(area).and_then(|a| a.get(key)).cloned().unwrap_or_else(|| key.to_owned())
}

/// Every word of `area` with its key.
pub fn area(lang: Lang, area: &str) -> impl Iterator<Item = (&'static String, &'static String)> {
    words(lang).areas.get(area).into_iter().flatten()
}

pub fn has(lang: Lang, area: &str, key: &str) -> bool {
    words(lang).areas.get(area).is_some_and(|a| a.contains_key(key))
}

/// Every word with its key, for tests of wording.
#[cfg(test)]
pub fn all(lang: Lang) -> Vec<(String, String)> {
    let areas = words(lang).areas.iter();
    areas.flat_map(|(area, words)| words.iter().map(move |(k, v)| (format!("{area}.{k}"), v.clone()))).collect()
}

/// `word` with its `{places}` filled; `{n|day|days}` is chosen by the number in `n`, as on the page. What is filled in
/// is never looked through for places again.
pub fn phrase<'a>(lang: Lang, area: &str, key: &str, params: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let params: Vec<(&str, String)> = params.into_iter().collect();
    let text = word(lang, area, key);
    let (mut out, mut rest) = (String::with_capacity(text.len()), text.as_str());
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        match params.iter().find_map(|(name, value)| filled(from, name, value)) {
            Some((value, after)) => {
                out.push_str(value);
                rest = after;
            }
            None => {
                out.push('{');
                rest = &from[1..];
            }
        }
    }
    out + rest
}

/// What stands in a place of this name at the start of `from`, and what comes after it.
fn filled<'t>(from: &'t str, name: &str, value: &'t str) -> Option<(&'t str, &'t str)> {
    let inner = from.strip_prefix('{')?.strip_prefix(name)?;
    if let Some(after) = inner.strip_prefix('}') {
        return Some((value, after));
    }
    let (forms, after) = inner.strip_prefix('|')?.split_once('}')?;
    let (one, many) = forms.split_once('|')?;
    Some((if value == "1" { one } else { many }, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_taken_as_it_is() {
        let params = [("dispute", String::new()), ("count", "{count} {x}".to_owned())];
        assert_eq!(
            phrase(Lang::ZhCn, "hints", "missing.undescribed", params),
            "还有 {count} {x} 件证据没有写明证明什么"
        );
    }

    #[test]
    fn english_counts_and_chinese_need_not() {
        let year = |lang, n: &str| {
            let params = [("trigger", "t"), ("from", "f"), ("n", n), ("due", "d")].map(|(k, v)| (k, v.to_owned()));
            phrase(lang, "filing", "formula.year", params)
        };
        assert_eq!(year(Lang::En, "1"), "t f + 1 year → d");
        assert_eq!(year(Lang::En, "3"), "t f + 3 years → d");
        assert_eq!(year(Lang::ZhCn, "1"), "t f + 1 年 → d");
        assert_eq!(filled("{n|day}", "n", "1"), None, "half a choice is none");
    }

    #[test]
    fn both_languages_have_the_same_keys_and_the_same_places() {
        let places = |s: &str| {
            let mut p: Vec<String> =
                s.split('{').skip(1).filter_map(|t| t.split_once('}').map(|(name, _)| name.to_owned())).collect();
            // A choice by number is of the place that stands beside it.
            p.retain(|name| !name.contains('|'));
            p.sort();
            p
        };
        for (area, zh) in &words(Lang::ZhCn).areas {
            let en = &words(Lang::En).areas[area];
            assert_eq!(zh.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>(), "{area}: a key lacks a language");
            for (key, text) in zh {
                assert!(!text.is_empty() && !en[key].is_empty(), "{area}.{key} is empty");
                assert_eq!(places(text), places(&en[key]), "{area}.{key}: the places differ");
            }
        }
    }
}
