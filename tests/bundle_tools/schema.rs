//! case.json against its schema, by a validator that is not ours.

use liuzheng_core::model::{Lang, MediaInfo};
use serde_json::{Value, json};

use crate::sample::{Bundle, Sample, sample};

pub fn validator() -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(include_str!("../../docs/case.schema.json")).expect("JSON");
    jsonschema::meta::validate(&schema).expect("a schema by its own schema");
    jsonschema::validator_for(&schema).expect("a schema that compiles")
}

fn case_json(sample: &Sample, lang: Lang) -> Value {
    let bundle = Bundle::of(sample, lang);
    serde_json::from_slice(&std::fs::read(bundle.folder.join("data/case.json")).expect("there")).expect("JSON")
}

#[test]
fn the_facts_of_every_bundle_follow_the_schema() {
    let schema = validator();
    let full = sample(2);
    let mut bare = sample(1);
    let e = &mut bare.material.evidence[0];
    (e.facts, e.file_at) = (Default::default(), None);
    e.media = MediaInfo { media_type: "application/octet-stream".into(), ..MediaInfo::default() };
    let mut empty = sample(0);
    empty.material.evidence.clear();
    empty.material.identifiers.clear();
    empty.material.custody.clear();
    empty.material.disputes.clear();
    empty.material.talks.clear();
    empty.material.asked = Default::default();
    let f = &mut empty.material.case.facts;
    (f.amount_fen, f.seller_type, f.ordered_at, f.paid_at, f.received_at) = (None, None, None, None, None);
    for (what, sample, lang) in [("full", full, Lang::ZhCn), ("bare", bare, Lang::En), ("empty", empty, Lang::En)] {
        let case = case_json(&sample, lang);
        let errors: Vec<String> = schema.iter_errors(&case).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{what}: {errors:#?}");
    }
}

#[test]
fn the_schema_refuses_what_no_bundle_has() {
    let schema = validator();
    let good = case_json(&sample(1), Lang::ZhCn);
    let changes: [fn(&mut Value); 16] = [
        |c| c["format"] = json!("liuzheng-bundle/2"),
        |c| c["fingerprint"] = json!("7c1e"),
        |c| c["case"]["amount_fen"] = json!(386.0001),
        |c| c["evidence"][0]["file"] = json!("data/originals/../E001.png"),
        |c| c["evidence"][0]["times"]["imported"] = json!("2026-11-22"),
        |c| c["evidence"][0]["sha256"] = json!("ABC"),
        |c| c["events"][0]["kind"] = json!("revenge"),
        |c| c["events"][0]["evidence"] = json!(["data/originals/E001.png"]),
        |c| c["negotiation"][0]["at"] = json!("2026-11-14"),
        |c| c["evidence"][0]["times"]["file_name"]["pattern"] = json!("order_number"),
        |c| c["complainant"] = json!({}),
        |c| c["complainant"]["mail"] = json!("a@b.c"),
        |c| c["complaint"]["amount_fen"] = json!(-1),
        |c| c["filings"][0]["paper"] = json!("keep_records"),
        |c| drop(c["completeness"].as_object_mut().map(|o| o.remove("missing"))),
        |c| drop(c["custody"].as_object_mut().map(|o| o.remove("head"))),
    ];
    for (i, change) in changes.into_iter().enumerate() {
        let mut case = good.clone();
        change(&mut case);
        assert!(!schema.is_valid(&case), "change {i} must be refused");
    }
}
