//! From a number and the facts of its case to what is worth telling, most useful first, at most three.

use serde_json::{Value, json};

use super::checks;
use super::formats::{Check, DateIn, FORMATS, Format, Issuer, PERSONAL, Says, expected};
use crate::model::{CaseFacts, Hint, IdentifierKind, Lang, Platform, Provider, When, normalize_identifier};
use crate::words;

const MOST: usize = 3;

/// `value` as typed; it is normalized here.
pub fn hints(kind: IdentifierKind, provider: Option<Provider>, value: &str, case: &CaseFacts) -> Vec<Hint> {
    let number = normalize_identifier(value);
    if number.is_empty() {
        return Vec::new();
    }
    let own: Vec<&'static Format> = expected(kind, provider, case.platform).collect();
    let mut out = match own.iter().find(|f| f.regex().is_match(&number)) {
        Some(format) => fitting(format, &number, case),
        None => odd(&own, kind, &number, case.platform),
    };
    out.truncate(MOST);
    out
}

/// The sentence for a person.
pub fn hint_text(lang: Lang, hint: &Hint) -> String {
    let between = if lang == Lang::ZhCn { "、" } else { ", " };
    let params = hint.params.as_object().into_iter().flatten().map(|(name, value)| {
        let plain = value.as_str().unwrap_or_default();
        let shown = if name.ends_with("_term") {
            plain.split(' ').map(|key| words::word(lang, "terms", key)).collect::<Vec<_>>().join(between)
        } else {
            plain.to_owned()
        };
        (name.as_str(), shown)
    });
    words::phrase(lang, "hints", &hint.code, params)
}

fn fitting(format: &'static Format, number: &str, case: &CaseFacts) -> Vec<Hint> {
    let what = json!({ "what_term": format.term() });
    let mut out = vec![hint("looks_like", format.confidence, Fits::Yes, what.clone())];
    match format.date_in(number) {
        Some(None) => out.push(hint("date_impossible", format.confidence, Fits::No, what.clone())),
        Some(Some(day)) => out.extend(date_differs(format, day, case)),
        None => {}
    }
    let (wrong, confidence) = match format.check {
        Check::None => (false, ""),
        Check::CreditCode => (!checks::credit_code(number), "C"),
        Check::S10 => (!checks::s10(number), "G"),
        Check::IdCard => (!checks::id_card(number), "C"),
    };
    if wrong {
        out.push(hint("check_digit", confidence, Fits::No, what));
    }
    out.sort_by_key(|h| h.fits);
    out
}

/// A day of tolerance: around midnight, and abroad, numbers and pages disagree.
fn date_differs(format: &'static Format, day: chrono::NaiveDate, case: &CaseFacts) -> Option<Hint> {
    let ordered = ("field.ordered_at", case.ordered_at.as_ref());
    let paid = ("field.paid_at", case.paid_at.as_ref());
    let order = if format.date == DateIn::OrderYymmdd { [ordered, paid] } else { [paid, ordered] };
    let (field, told) = order.into_iter().find_map(|(f, w)| Some((f, w.and_then(When::day)?)))?;
    let apart = (told - day).num_days().abs();
    let params = json!({
        "what_term": format.term(), "date": day.to_string(), "field_term": field, "case_date": told.to_string(),
    });
    (apart > 1).then(|| hint("date_differs", format.confidence, Fits::No, params))
}

/// What to say of a number that is not as expected, or of which nothing was expected.
fn odd(own: &[&'static Format], kind: IdentifierKind, number: &str, platform: Platform) -> Vec<Hint> {
    let mut out = Vec::new();
    if let Some(f) = PERSONAL.iter().find(|f| is_personal(f, number)) {
        out.push(hint("personal", f.confidence, Fits::No, json!({ "what_term": f.term() })));
    }
    let other = FORMATS.iter().find(|f| f.says == Says::Much && f.regex().is_match(number));
    if let Some(f) = other {
        let told = own.is_empty() && (f.kind == kind || kind == IdentifierKind::Other);
        let (code, fits) = if told { ("looks_like", Fits::Yes) } else { ("fits_other", Fits::No) };
        out.push(hint(code, f.confidence, fits, json!({ "what_term": f.term() })));
        return out;
    }
    let Some(first) = own.first() else { return out };
    if let Some(characters) = confusable(own, number) {
        out.push(hint("confusable", first.confidence, Fits::No, json!({ "characters": characters })));
        return out;
    }
    if kind == IdentifierKind::OrderNumber
        && let Some(params) = other_platforms(number, platform)
    {
        out.push(hint("other_platforms", "C2", Fits::No, params));
        return out;
    }
    let count = number.chars().filter(char::is_ascii_digit).count();
    let only_digits = number.chars().all(|c| c.is_ascii_digit() || c == '-') || is_same_prefix(first, number);
    let what = json!({ "what_term": first.term() });
    out.push(match first.digits {
        Some((least, most)) if only_digits && (count < least || count > most) => {
            let usual = if least == most { least.to_string() } else { format!("{least}–{most}") };
            let params = json!({ "what_term": first.term(), "expected": usual, "actual": count.to_string() });
            hint("length", first.confidence, Fits::No, params)
        }
        Some(_) if first.name == "pdd_order" && only_digits && !number.contains('-') => {
            hint("dash_missing", first.confidence, Fits::No, what)
        }
        _ => hint("not_like", first.confidence, Fits::No, what),
    });
    out
}

fn is_personal(format: &'static Format, number: &str) -> bool {
    format.regex().is_match(number) && (format.check != Check::IdCard || checks::id_card(number))
}

/// Letters that are read for digits, when reading them as digits makes the number fit.
fn confusable(own: &[&'static Format], number: &str) -> Option<String> {
    let digit = |c: char| match c {
        'O' | 'o' | 'Q' | 'D' => '0',
        'I' | 'l' | 'i' | '|' | '!' => '1',
        'Z' | 'z' => '2',
        'S' | 's' => '5',
        'B' => '8',
        other => other,
    };
    let read: String = number.chars().map(digit).collect();
    // A prefix of letters is meant as letters.
    let prefix = number.chars().take_while(char::is_ascii_alphabetic).count();
    let kept: String = number.chars().take(prefix).chain(number.chars().skip(prefix).map(digit)).collect();
    let fits = |n: &str| n != number && own.iter().any(|f| f.regex().is_match(n));
    if !fits(&read) && !fits(&kept) {
        return None;
    }
    let mut found: Vec<String> = Vec::new();
    for c in number.chars().filter(|c| digit(*c) != *c).map(String::from) {
        if !found.contains(&c) {
            found.push(c);
        }
    }
    Some(found.join(" "))
}

/// Platforms whose orders look like this, when that of the case is not among them.
fn other_platforms(number: &str, platform: Platform) -> Option<Value> {
    let mut found: Vec<String> = Vec::new();
    for f in FORMATS.iter().filter(|f| f.kind == IdentifierKind::OrderNumber && f.confidence != "G") {
        if let Issuer::Platforms(all) = f.issuer
            && f.regex().is_match(number)
        {
            found.push(format!("platform.{}", all[0].as_str()));
        }
    }
    (!found.is_empty())
        .then(|| json!({ "platforms_term": found.join(" "), "own_term": format!("platform.{}", platform.as_str()) }))
}

/// `YT123` for a format that starts with `YT`: the length is what is odd about it.
fn is_same_prefix(format: &Format, number: &str) -> bool {
    let wanted: String = format
        .pattern
        .trim_start_matches("(?i)")
        .trim_start_matches('^')
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    let (letters, rest) = number.split_at(number.chars().take_while(char::is_ascii_alphabetic).count());
    !wanted.is_empty() && letters.eq_ignore_ascii_case(&wanted) && rest.chars().all(|c| c.is_ascii_digit())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fits {
    Yes,
    No,
}

fn hint(code: &str, confidence: &str, fits: Fits, params: Value) -> Hint {
    Hint { code: code.to_owned(), params, fits: fits == Fits::Yes, confidence: confidence.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CaseStatus, Provider as V};
    use IdentifierKind as K;

    fn case(platform: Platform) -> CaseFacts {
        let when = |text| When::read(text, "+08:00").ok();
        CaseFacts {
            title: "t".into(),
            platform,
            seller: String::new(),
            seller_type: None,
            goods: String::new(),
            amount_fen: None,
            ordered_at: when("2026-11-03 10:21"),
            paid_at: when("2026-11-03 10:22"),
            received_at: None,
            status: CaseStatus::Collecting,
            note: String::new(),
        }
    }

    fn told(kind: K, provider: Option<V>, value: &str) -> Vec<String> {
        hints(kind, provider, value, &case(Platform::Pinduoduo)).iter().map(|h| hint_text(Lang::ZhCn, h)).collect()
    }

    #[test]
    fn the_numbers_of_the_case_are_recognised_in_plain_words() {
        assert_eq!(told(K::OrderNumber, None, " 261103－754323194875749"), ["像拼多多订单号"]);
        assert_eq!(told(K::PaymentSerial, Some(V::Alipay), "2026110322001411186252760189"), ["像支付宝交易号"]);
        assert_eq!(told(K::TrackingNumber, Some(V::Yto), "YT8826110357219"), ["像圆通快递单号"]);
        assert_eq!(told(K::TrackingNumber, None, "YT8826110357219"), ["像圆通快递单号"], "the prefix tells by itself");
    }

    #[test]
    fn a_wrong_length_is_told_with_both_lengths() {
        let got = told(K::PaymentSerial, Some(V::Alipay), "202611032200141118625276018");
        assert_eq!(got, ["支付宝交易号通常为 28 位，这里是 27 位"]);
        assert_eq!(told(K::TrackingNumber, Some(V::Jt), "JT12345"), ["极兔快递单号通常为 12–13 位，这里是 5 位"]);
        assert_eq!(told(K::OrderNumber, None, "261103-75432319487574"), ["拼多多订单号通常为 21 位，这里是 20 位"]);
    }

    #[test]
    fn a_date_inside_is_compared_with_the_case_and_a_day_is_allowed() {
        for (number, differs) in
            [("261103", false), ("261104", false), ("261102", false), ("261105", true), ("251103", true)]
        {
            let got = hints(K::OrderNumber, None, &format!("{number}-754323194875749"), &case(Platform::Pinduoduo));
            assert_eq!(got.iter().any(|h| h.code == "date_differs"), differs, "{number}");
            assert!(got.iter().any(|h| h.code == "looks_like"), "the form is right all the same");
        }
        let got = told(K::PaymentSerial, Some(V::WechatPay), "4200000404201909069117582536");
        assert_eq!(got[0], "微信支付交易单号里的日期是 2019-09-06，案件的付款时间是 2026-11-03");
        assert_eq!(
            told(K::OrderNumber, None, "261399-754323194875749")[0],
            "拼多多订单号开头的日期不存在，请再核对一遍"
        );
    }

    #[test]
    fn a_number_of_another_platform_or_kind_is_told_gently() {
        assert_eq!(
            told(K::OrderNumber, None, "5301890193521352344"),
            ["看上去像淘宝、抖音商城、美团的订单号；这个案件的平台是拼多多"]
        );
        assert_eq!(
            told(K::OrderNumber, None, "2026110322001411186252760189"),
            ["看上去像支付宝交易号，请看看类型选对了没有"]
        );
        let taobao = hints(K::OrderNumber, None, "261103-754323194875749", &case(Platform::Taobao));
        assert_eq!(hint_text(Lang::ZhCn, &taobao[0]), "看上去像拼多多订单号，请看看类型选对了没有");
        assert!(!taobao[0].fits);
    }

    #[test]
    fn letters_read_for_digits_and_wrong_check_digits_are_told() {
        assert_eq!(told(K::OrderNumber, None, "261103-7543Z31948757O9"), ["有容易看错的字符（Z O），请再核对一遍"]);
        assert_eq!(told(K::TrackingNumber, Some(V::Yto), "YT88261lO357219"), ["有容易看错的字符（l O），请再核对一遍"]);
        assert_eq!(told(K::CreditCode, None, "91350200MA2YJ1XR9G"), ["像统一社会信用代码"]);
        let bad = told(K::CreditCode, None, "91350200MA2YJ1XR8G");
        assert_eq!(bad[0], "统一社会信用代码的校验位对不上，可能抄错了一位（少数早期号码例外）");
        assert!(told(K::TrackingNumber, Some(V::Ems), "RA123456784CN")[0].contains("校验位"));
    }

    #[test]
    fn numbers_of_a_person_are_pointed_out_and_long_orders_are_not_taken_for_them() {
        assert!(told(K::Other, None, "11010519491231002X")[0].contains("居民身份证号"));
        assert!(told(K::Other, None, "2088102000000000")[0].contains("支付宝账户号"));
        let order = hints(K::OrderNumber, None, "110105194912310029", &case(Platform::Taobao));
        assert!(order.iter().all(|h| h.code == "looks_like"), "{order:?}");
    }

    #[test]
    fn where_nothing_is_known_nothing_is_said() {
        assert_eq!(told(K::ComplaintNumber, Some(V::Samr), "任意 文字"), [""; 0]);
        assert_eq!(told(K::Other, None, "  "), [""; 0]);
        assert_eq!(hints(K::OrderNumber, None, "随便", &case(Platform::Other)), []);
    }

    fn known_terms(lang: Lang, hint: &Hint) -> bool {
        let params = hint.params.as_object().into_iter().flatten().filter(|(name, _)| name.ends_with("_term"));
        params.flat_map(|(_, v)| v.as_str().unwrap_or_default().split(' ')).all(|key| words::has(lang, "terms", key))
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_has_at_most_three_hints_and_each_has_a_sentence_without_gaps(
            value in "\\PC{0,30}|[0-9A-Z]{0,32}|[0-9]{6}-?[0-9]{10,20}", k in 0usize..11, p in 0usize..20, m in 0usize..13,
        ) {
            let kind = K::ALL[k];
            let provider = V::ALL.get(p).copied();
            let got = hints(kind, provider, &value, &case(Platform::ALL[m]));
            proptest::prop_assert!(got.len() <= MOST);
            for h in &got {
                for lang in [Lang::ZhCn, Lang::En] {
                    let text = hint_text(lang, h);
                    proptest::prop_assert!(text != h.code && !text.contains(['{', '}']) || value.contains(['{', '}']), "{}", text);
                    proptest::prop_assert!(known_terms(lang, h), "{}", text);
                }
            }
        }
    }
}
