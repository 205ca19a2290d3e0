//! Bundles beside earlier ones of the case: grown, the same, turned round, cut, and made anew from the first entry.

use super::*;
use crate::error::Code;
use crate::model::{CaseId, Growth, Number, VerifyReport};

/// The sample with entries added to its log: `more` is what happened to which piece.
fn grown(sample: &Sample, more: &[(Event, Option<u32>)]) -> Sample {
    let mut out = Sample { material: sample.material.clone(), bytes: sample.bytes.clone() };
    out.material.custody = relogged(&sample.material.custody, |_| {});
    let (mut chain, _) = crate::model::verify_chain(out.material.custody.iter().map(String::as_str));
    for (event, number) in more {
        let number = number.map(Number);
        let hash = number.and_then(|n| sample.material.evidence.iter().find(|e| e.number == n)).map(|e| e.sha256);
        let at = stamp("2026-11-24T00:00:00Z");
        let entry = chain.seal(&at, false, "liuzheng 0.1.0", *event, number, hash, Map::new()).expect("an entry seals");
        chain = chain.after(&entry);
        out.material.custody.push(entry.line);
    }
    out
}

/// The log made anew, each entry changed as `edit` does: it holds by itself.
fn relogged(lines: &[String], edit: impl Fn(&mut serde_json::Value)) -> Vec<String> {
    let mut chain = Chain::empty();
    let mut out = Vec::new();
    for line in lines {
        let mut entry: serde_json::Value = serde_json::from_str(line).expect("JSON");
        edit(&mut entry);
        let text = |key: &str| entry[key].as_str();
        let at = Stamp { at: text("at").expect("a time").into(), tz: text("tz").expect("an offset").into() };
        let number = text("evidence").map(|n| Number(n[1..].parse().expect("a number")));
        let hash = text("sha256").map(|h| h.parse().expect("a hash"));
        let detail = entry["detail"].as_object().cloned().unwrap_or_default();
        let set = entry["clock"] == "set";
        let event = text("event").expect("an event").parse().expect("known");
        let sealed = chain.seal(&at, set, text("app").expect("a name"), event, number, hash, detail).expect("sealed");
        chain = chain.after(&sealed);
        out.push(sealed.line);
    }
    out
}

fn after(path: &Path, previous: &Path) -> VerifyReport {
    verify_after(path, previous, &timestamp::Trust::none(), &Job::quiet()).expect("judged")
}

fn codes(report: &VerifyReport) -> Vec<&str> {
    report.findings.iter().map(|f| &*f.code).collect()
}

#[test]
fn a_log_that_grew_is_told_with_what_came_and_went() {
    let first = grown(&sample(), &[]);
    let (_a, early, written) = first.written();
    let mut later = grown(
        &first,
        &[(Event::EvidenceDescribed, Some(1)), (Event::IdentifierAdded, None), (Event::EvidenceRemoved, Some(2))],
    );
    later.material.evidence.retain(|e| e.number != Number(2));
    let (_b, late, _) = later.written();
    let report = after(&late, &early);
    assert_eq!((report.verdict, codes(&report)), (Verdict::Intact, Vec::new()));
    let told = report.previous.expect("compared");
    assert_eq!(told.growth, Growth::Grew);
    assert_eq!(told.fingerprint.as_deref(), Some(&*written.fingerprint));
    assert_eq!(told.entries_now, told.entries_before + 3);
    assert_eq!((told.removed, told.described), (vec!["E002".to_owned()], vec!["E001".to_owned()]));
    assert!(told.added.is_empty() && told.replaced.is_empty());

    let same = after(&early, &early);
    assert_eq!((same.verdict, same.previous.expect("compared").growth), (Verdict::Intact, Growth::Same));
    let turned = after(&early, &late);
    assert_eq!((turned.verdict, codes(&turned)), (Verdict::Altered, vec!["previous.later"]));
    assert_eq!(turned.previous.expect("compared").added, ["E002"]);
}

#[test]
fn a_log_made_anew_from_its_first_entry_holds_by_itself_and_not_beside_an_earlier_bundle() {
    let first = grown(&sample(), &[]);
    let (_a, early, _) = first.written();
    let mut anew = grown(&first, &[(Event::EvidenceDescribed, Some(1))]);
    anew.material.custody = relogged(&anew.material.custody, |entry| {
        if entry["event"] == "evidence.imported" {
            entry["at"] = json!("2026-11-01T00:00:00Z");
        }
    });
    let (_b, late, _) = anew.written();
    assert_eq!(check(&late).verdict, Verdict::Intact, "nothing in it contradicts itself");
    let report = after(&late, &early);
    assert_eq!((report.verdict, codes(&report)), (Verdict::Altered, vec!["custody.rewritten"]));
    assert_eq!(report.previous.expect("compared").growth, Growth::Rewritten);

    let mut cut = grown(&first, &[]);
    cut.material.custody.truncate(cut.material.custody.len() - 1);
    let mut gone_on = grown(&cut, &[(Event::EvidenceDescribed, Some(1)), (Event::EvidenceDescribed, Some(1))]);
    let named: Vec<String> = gone_on.material.custody.iter().filter(|l| l.contains("imported")).cloned().collect();
    gone_on.material.evidence.retain(|e| named.iter().any(|l| l.contains(&e.number.to_string())));
    let (_c, late, _) = gone_on.written();
    assert_eq!(codes(&after(&late, &early)), ["custody.rewritten"], "the tail was cut, then the log went on");
}

#[test]
fn another_case_a_broken_earlier_bundle_and_none_are_told_apart() {
    let first = grown(&sample(), &[]);
    let (_a, early, _) = first.written();
    let mut other = grown(&first, &[]);
    other.material.case.id = "00000000000000aa".parse().expect("16 hex digits");
    let (_b, strange, _) = other.written();
    assert_eq!(codes(&after(&strange, &early)), ["previous.other_case"]);

    let mut bytes = fs::read(&early).expect("there");
    let at = bytes.windows(PIXEL.len()).position(|w| w == PIXEL).expect("an original");
    bytes[at + 20] ^= 1;
    let broken = early.with_extension("broken.zip");
    fs::write(&broken, bytes).expect("written");
    let report = after(&early, &broken);
    assert_eq!((report.verdict, codes(&report)), (Verdict::Altered, vec!["previous.altered"]));

    fs::write(&broken, b"no bundle").expect("written");
    for nothing in [broken.as_path(), Path::new("/no/such/bundle.zip")] {
        let error = verify_after(&early, nothing, &timestamp::Trust::none(), &Job::quiet()).expect_err("no answer");
        assert_eq!(error.code, Code::BundleUnusable);
    }
}

#[test]
fn a_bundle_names_the_one_that_it_goes_on_from_and_says_what_came_and_went() {
    let first = grown(&sample(), &[]);
    let (_a, early, written) = first.written();
    let since = [(Event::EvidenceDescribed, 1), (Event::EvidenceImported, 8), (Event::EvidenceDescribed, 8)];
    let gone = [(Event::EvidenceRemoved, 8), (Event::EvidenceRemoved, 2), (Event::EvidenceImported, 9)];
    let all: Vec<_> = since.into_iter().chain(gone).map(|(event, n)| (event, Some(n))).collect();
    let later = grown(&first, &all);
    let id = &first.material.case.id;
    let named = previous(&early, id, &later.material.custody, &Job::quiet()).expect("it goes on from there");
    assert_eq!((&named.fingerprint, named.entries), (&written.fingerprint, first.material.custody.len() as u64));
    let told = later.material.since(&named);
    let numbers = |all: &[u32]| all.iter().copied().map(Number).collect::<Vec<_>>();
    // What came and went in between is in neither.
    assert_eq!((told.added, told.removed, told.described), (numbers(&[9]), numbers(&[2]), numbers(&[1])));

    let reason = |case: &CaseId, log: &[String], path: &Path| {
        let error = previous(path, case, log, &Job::quiet()).expect_err("it can't go on from that");
        assert_eq!(error.code, Code::PreviousUnfit);
        error.params["reason"].clone()
    };
    let other = "00000000000000aa".parse().expect("16 hex digits");
    assert_eq!(reason(&other, &later.material.custody, &early), "other_case");
    assert_eq!(reason(id, &first.material.custody[..1], &early), "later");
    let anew = relogged(&later.material.custody, |entry| entry["at"] = json!("2026-11-01T00:00:00Z"));
    assert_eq!(reason(id, &anew, &early), "rewritten");
    let mut bytes = fs::read(&early).expect("there");
    let at = bytes.windows(PIXEL.len()).position(|w| w == PIXEL).expect("an original");
    bytes[at + 20] ^= 1;
    let broken = early.with_extension("broken.zip");
    fs::write(&broken, bytes).expect("written");
    assert_eq!(reason(id, &later.material.custody, &broken), "altered");
}
