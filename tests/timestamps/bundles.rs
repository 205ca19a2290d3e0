//! Tokens of a bundle exchanged, damaged and taken away by somebody who makes the lists of hashes anew.

use std::fs;
use std::path::Path;

use liuzheng_core::bundle::timestamp::Trust;
use liuzheng_core::bundle::verify;
use liuzheng_core::model::{Job, Verdict, VerifyReport, hash_bytes};

use crate::command_line::Scene;

/// The list of the tag files as they are now.
fn reseal(folder: &Path) {
    let mut lines = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(dir) = folders.pop() {
        for entry in fs::read_dir(dir).expect("a folder").flatten() {
            let path = entry.path();
            let name = path.strip_prefix(folder).expect("inside").to_str().expect("UTF-8").to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !name.starts_with("data/") && name != "tagmanifest-sha256.txt" {
                lines.push((name, hash_bytes(&fs::read(&path).expect("there"))));
            }
        }
    }
    lines.sort();
    let text: String = lines.iter().map(|(name, hash)| format!("{hash}  {name}\n")).collect();
    fs::write(folder.join("tagmanifest-sha256.txt"), text).expect("written");
}

fn checked(scene: &Scene, folder: &Path) -> (VerifyReport, Vec<(String, String)>) {
    reseal(folder);
    let trust = Trust::read(&fs::read(scene.root()).expect("PEM")).expect("a root");
    let report = verify(folder, &trust, &Job::quiet()).expect("nothing is wrong with this computer");
    let codes = report.findings.iter().map(|f| (f.code.clone(), f.path.clone())).collect();
    (report, codes)
}

fn found(codes: &[(&str, &str)]) -> Vec<(String, String)> {
    codes.iter().map(|(code, path)| ((*code).to_owned(), (*path).to_owned())).collect()
}

#[test]
fn a_token_of_other_bytes_or_with_a_wrong_signature_is_a_finding_and_one_that_is_gone_is_none() {
    const TSR: &str = "proof/evidence.sha256.tsr";
    let scene = Scene::new();
    scene.stamped("a.zip");
    scene.import("two.txt");
    scene.stamped("b.zip");
    let (a, b) = (scene.unpacked("a.zip"), scene.unpacked("b.zip"));
    let good = fs::read(a.join(TSR)).expect("there");
    assert_eq!(checked(&scene, &a).1, found(&[]), "sealed anew as it was");

    fs::copy(b.join(TSR), a.join(TSR)).expect("copied");
    assert_eq!(
        checked(&scene, &a).1,
        found(&[("timestamp.mismatch", TSR), ("timestamp.request", TSR), ("timestamp.request", TSR)])
    );
    fs::copy(b.join("proof/evidence.sha256.tsq"), a.join("proof/evidence.sha256.tsq")).expect("copied");
    assert_eq!(checked(&scene, &a).1, found(&[("timestamp.mismatch", TSR)]), "with its own request");

    let request = fs::read(scene.unpacked_again("a.zip").join("proof/evidence.sha256.tsq")).expect("there");
    fs::write(a.join("proof/evidence.sha256.tsq"), &request).expect("written");
    let mut broken = good.clone();
    let last = broken.len() - 1;
    broken[last] ^= 1;
    for bad in [broken, good[..good.len() - 1].to_vec(), Vec::new(), vec![0x30; 100_000], b"<html>".to_vec()] {
        fs::write(a.join(TSR), &bad).expect("written");
        let (report, codes) = checked(&scene, &a);
        assert_eq!(
            (report.verdict, codes),
            (Verdict::Altered, found(&[("timestamp.invalid", TSR)])),
            "{} bytes",
            bad.len()
        );
    }
    fs::remove_file(a.join(TSR)).expect("removed");
    let (report, codes) = checked(&scene, &a);
    assert_eq!((codes, report.timestamps.len()), (found(&[]), 0), "whoever takes it away proves less");
}

#[test]
fn a_log_that_does_not_go_on_from_an_earlier_export_is_told() {
    let scene = Scene::new();
    let done = scene.stamped("a.zip");
    scene.import("two.txt");
    scene.stamped("b.zip");
    let folder = scene.unpacked("b.zip");
    assert_eq!(checked(&scene, &folder).1, found(&[]));
    let print: String = done["fingerprint"].as_str().expect("text").split(' ').collect();
    let earlier = folder.join("proof/earlier").join(&print);
    let list = fs::read_to_string(earlier.join("evidence.sha256")).expect("there");
    let line = list.lines().find(|l| l.ends_with("custody.jsonl")).expect("listed");
    let other = list.replace(&line[..64], &"7".repeat(64));
    fs::write(earlier.join("evidence.sha256"), &other).expect("written");
    let (_, codes) = checked(&scene, &folder);
    let path = format!("proof/earlier/{print}/evidence.sha256");
    let token = format!("{path}.tsr");
    let expected = found(&[
        ("custody.rewritten", "data/custody.jsonl"),
        ("timestamp.invalid", &path),
        ("timestamp.mismatch", &token),
    ]);
    assert_eq!(codes, expected, "the list itself is under a token");
}
