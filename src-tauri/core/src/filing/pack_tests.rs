//! What comes with the program is sound; what comes from outside is taken whole or refused with the reason.

use serde_json::{Value, json};

use super::*;
use crate::model::Confidence;

fn file(name: &str) -> Value {
    let text = match name {
        "laws" => include_str!("../../rules/laws.json"),
        "deadlines" => include_str!("../../rules/deadlines.json"),
        "claims" => include_str!("../../rules/claims.json"),
        "channels" => include_str!("../../rules/channels.json"),
        "holidays" => include_str!("../../rules/holidays.json"),
        "checklists" => include_str!("../../rules/checklists.json"),
        other => panic!("no area {other}"),
    };
    serde_json::from_str(text).expect(name)
}

fn today() -> NaiveDate {
    day("2026-11-23").expect("a day")
}

/// A pack of one area, a day newer, changed by `change`.
fn newer(area: &str, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut data = file(area);
    data["version"] = json!("2026-11-24");
    change(&mut data);
    json!({ "format": "liuzheng-rules/1", area: data }).to_string().into_bytes()
}

fn reason(bytes: &[u8]) -> String {
    let e = built_in().importing(bytes, today()).expect_err("a pack that is to be refused");
    assert_eq!(e.code, Code::RulesRefused, "{e}");
    e.params["reason"].clone()
}

#[test]
fn the_rules_that_come_with_the_program_are_sound() {
    assert_eq!(faults(built_in()), Vec::<String>::new());
    let all = built_in().all();
    for mark in [Confidence::C, Confidence::C2, Confidence::G, Confidence::X] {
        assert!(all.iter().any(|(_, r)| r.confidence == mark), "{mark:?} occurs");
    }
    assert!(all.iter().all(|(_, r)| r.checked == "2026-11-23"), "each says when it was checked");
}

#[test]
fn a_newer_calendar_is_taken_kept_and_gives_way_to_a_newer_built_in() {
    let bytes = newer("holidays", |h| {
        let mut year = h["years"][2].clone();
        year["year"] = json!(2027);
        year["rule"]["id"] = json!("holidays_2027");
        year["off"] =
            json!([{ "name": { "zh": "元旦", "en": "New Year's Day" }, "from": "2027-01-01", "to": "2027-01-03" }]);
        year["work"] = json!([]);
        h["years"].as_array_mut().expect("years").push(year);
    });
    let rules = built_in().importing(&bytes, today()).expect("a newer calendar");
    assert_eq!(rules.imported, ["holidays"]);
    let kept = serde_json::to_string(&rules.pack()).expect("a pack");
    assert!(kept.contains("holidays_2027") && !kept.contains("samr_mediation"), "only what was imported is kept");
    assert_eq!(Rules::with_kept(kept.as_bytes()).expect("what was kept is read"), rules);
    let older = kept.replace("\"version\":\"2026-11-24\"", "\"version\":\"2026-01-01\"");
    assert_ne!(older, kept);
    assert_eq!(Rules::with_kept(older.as_bytes()).expect("an old pack"), *built_in(), "the newer one is used");
    assert_eq!(rules.importing(&bytes, today()).expect_err("the same again").params["reason"], "nothing_new");
}

#[test]
fn what_is_broken_older_or_not_understood_is_refused_with_the_reason() {
    let set =
        |area: &str, at: &'static str, value: Value| newer(area, move |data| *data.pointer_mut(at).expect(at) = value);
    let table: Vec<(&str, Vec<u8>)> = vec![
        ("broken", b"{".to_vec()),
        ("broken", vec![0xff, 0xfe, 0x00]),
        ("broken", b"".to_vec()),
        ("broken", b"null".to_vec()),
        ("broken", "[".repeat(200_000).into_bytes()),
        ("too_large", vec![b' '; PACK_MAX + 1]),
        ("format", br#"{"format":"liuzheng-rules/2"}"#.to_vec()),
        ("nothing_new", br#"{"format":"liuzheng-rules/1"}"#.to_vec()),
        ("broken", br#"{"format":"liuzheng-rules/1","code":"rm -rf"}"#.to_vec()),
        ("broken", br#"{"format":"liuzheng-rules/1","signature":"nobody could check it"}"#.to_vec()),
        ("broken", br#"{"format":"liuzheng-rules/1","format":"liuzheng-rules/1"}"#.to_vec()),
        ("older", set("holidays", "/version", json!("2026-11-22"))),
        ("older", set("claims", "/version", json!("1999-01-01.9"))),
        ("broken", set("claims", "/version", json!("tomorrow"))),
        (
            "same_version",
            newer("deadlines", |d| {
                d["version"] = json!("2026-11-23");
                d["deadlines"][0]["length"]["n"] = json!(70);
            }),
        ),
        ("broken", newer("deadlines", |d| d["deadlines"][0]["shell"] = json!("x"))),
        ("broken", set("deadlines", "/deadlines/0/length/n", json!(0))),
        ("broken", set("deadlines", "/deadlines/0/length/n", json!(4_000_000_000u32))),
        ("broken", set("deadlines", "/deadlines/0/length/n", json!(-7))),
        ("broken", set("deadlines", "/deadlines/0/length/unit", json!("lunar"))),
        ("broken", set("deadlines", "/deadlines/0/rule/confidence", json!("A"))),
        ("broken", set("deadlines", "/deadlines/0/rule/source", json!("S-MADE-UP"))),
        ("broken", set("deadlines", "/deadlines/1/rule/id", json!("no_reason_return"))),
        ("broken", set("deadlines", "/deadlines/1/rule/id", json!("../../etc"))),
        ("broken", set("deadlines", "/deadlines/0/rule/from", json!("2026-02-30"))),
        ("broken", set("deadlines", "/deadlines/0/rule/text/zh", json!("证据具有法律效力"))),
        ("broken", set("deadlines", "/deadlines/0/rule/text/zh", json!("七天\u{202e}内"))),
        ("broken", set("deadlines", "/deadlines/0/rule/text/zh", json!("很".repeat(3_000)))),
        ("broken", set("deadlines", "/deadlines/0/rule/text/zh", json!(" "))),
        ("broken", set("claims", "/claims/5/extra/floor", json!(-1))),
        ("broken", set("claims", "/claims/5/extra/floor", json!(9_000_000_000_000_000_000i64))),
        ("broken", set("claims", "/claims/5/extra/times_paid", json!(1_000_000))),
        ("broken", set("claims", "/claims/0/awards/0/channel", json!("nowhere"))),
        ("broken", newer("claims", |c| c["claims"][0]["articles_for"] = json!(["nowhere"]))),
        ("broken", newer("deadlines", |d| d["deadlines"][0]["channels"] = json!(["pdd"]))),
        ("broken", set("checklists", "/needs/0/required/0", json!("nothing"))),
        ("broken", set("checklists", "/items/0/kinds/0", json!("soul"))),
        ("broken", set("holidays", "/years/2/off/0/to", json!("2026-12-31"))),
        ("broken", set("holidays", "/years/2/off/0/from", json!("2025-12-31"))),
        ("broken", set("holidays", "/years/2/work/0", json!("2026-01-05"))),
        ("broken", set("holidays", "/years/2/work/0", json!("2026-01-03"))),
        ("broken", set("holidays", "/years/2/year", json!(2025))),
        ("broken", set("channels", "/channels/1/id", json!("taobao"))),
        ("broken", set("channels", "/channels/0/fields", json!([]))),
        ("broken", newer("channels", |c| c["channels"] = json!([]))),
        ("broken", newer("laws", |l| l["sources"] = json!([]))),
        ("future", set("holidays", "/version", json!("2127-01-01"))),
        ("future", set("holidays", "/version", json!("9999-12-31.4294967295"))),
        ("future", set("claims", "/checked", json!("2127-01-01"))),
        ("future", newer("claims", |c| c["claims"][0]["rule"]["checked"] = json!("2200-01-01"))),
        ("broken", set("channels", "/channels/9/rule/confidence", json!("C"))),
        ("broken", set("channels", "/channels/9/files/confidence", json!("C"))),
    ];
    for (want, bytes) in table {
        let shown: String = String::from_utf8_lossy(&bytes).chars().take(80).collect();
        assert_eq!(reason(&bytes), want, "{shown}");
    }
    assert!(built_in().imported.is_empty(), "what is in use did not change");
}

#[test]
fn a_text_with_something_hidden_in_it_is_refused_however_it_is_hidden() {
    let of = |text: String| newer("deadlines", |d| d["deadlines"][0]["rule"]["text"]["zh"] = json!(text));
    for c in [
        '\u{61c}',
        '\u{ad}',
        '\u{34f}',
        '\u{115f}',
        '\u{1160}',
        '\u{3164}',
        '\u{ffa0}',
        '\u{200b}',
        '\u{2028}',
        '\u{e0000}',
        '\u{e0041}',
        '\u{e007f}',
        '\u{fffe}',
        '\u{fdd0}',
        '\u{10ffff}',
    ] {
        assert_eq!(reason(&of(format!("七天{c}内"))), "broken", "{:x}", u32::from(c));
    }
    assert_eq!(reason(&of("it is tamper\u{2011}proof".into())), "broken", "a dash of another kind");
    assert_eq!(reason(&of("具有法律効力ｇｕａｒａｎｔｅｅｄ　ｓｕｃｃｅｓｓ".into())), "broken", "in full width");
    assert!(built_in().importing(&of("七天内（含当日）——仍可退".into()), today()).is_ok(), "and a plain one is taken");
    let e = built_in().importing("{\"format\":\"a\u{202e}b\u{61c}c\"}".as_bytes(), today()).expect_err("no format");
    assert_eq!(e.params["detail"], "abc", "what is told of it can't turn the line");
}

#[test]
fn a_pack_of_a_law_that_is_announced_is_taken() {
    for version in ["2026-11-23.1", "2026-12-01", "2099-01-01"] {
        let bytes = newer("holidays", |h| {
            h["version"] = json!(version);
            h["checked"] = json!("2026-11-24");
            h["years"][0]["rule"]["text"]["zh"] = json!("改过的");
        });
        assert!(built_in().importing(&bytes, today()).is_ok(), "{version}");
    }
}

#[test]
fn what_a_hostile_pack_names_is_cut_in_the_error() {
    let name = "x".repeat(100_000);
    let e = built_in().importing(format!(r#"{{"format":"{name}"}}"#).as_bytes(), today()).expect_err("no format");
    assert!(e.to_string().chars().count() < 400, "{}", e.to_string().chars().count());
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_refused_without_a_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        proptest::prop_assert!(built_in().importing(&bytes, today()).is_err());
    }

    #[test]
    fn a_pack_with_a_bit_turned_is_taken_or_refused_never_half_taken(at in 0usize..3_000, bit in 0u8..8) {
        let mut bytes = newer("holidays", |_| ());
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        if let Ok(rules) = built_in().importing(&bytes, today()) {
            proptest::prop_assert_eq!(faults(&rules), Vec::<String>::new());
        }
    }
}
