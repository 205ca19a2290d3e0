//! One tampering after the other, each with its whole report in `tampering.txt`.

use super::*;

type Files = Vec<(String, Vec<u8>)>;

/// Files by their place in the bag.
fn good() -> Files {
    let (_folder, path, _) = sample().written();
    let cut = |name: String| name.split_once('/').expect("a root").1.to_owned();
    unpack(&path).into_iter().map(|(name, bytes)| (cut(name), bytes)).collect()
}

fn at<'a>(files: &'a mut Files, name: &str) -> &'a mut Vec<u8> {
    &mut files.iter_mut().find(|(n, _)| n == name).expect(name).1
}

fn remove(files: &mut Files, name: &str) {
    let before = files.len();
    files.retain(|(n, _)| n != name);
    assert_eq!(files.len(), before - 1, "{name} was there");
}

fn add(files: &mut Files, name: &str, bytes: &[u8]) {
    files.push((name.to_owned(), bytes.to_vec()));
}

fn rename(files: &mut Files, from: &str, to: &str) {
    files.iter_mut().find(|(n, _)| n == from).expect(from).0 = to.to_owned();
}

fn edit(files: &mut Files, name: &str, from: &str, to: &str) {
    let bytes = at(files, name);
    let text = String::from_utf8(bytes.clone()).expect("text");
    assert!(text.contains(from), "{name} holds {from}");
    *bytes = text.replacen(from, to, 1).into_bytes();
}

fn lines(files: &mut Files, name: &str, change: impl FnOnce(&mut Vec<String>)) {
    let bytes = at(files, name);
    let mut lines: Vec<String> = String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect();
    change(&mut lines);
    *bytes = lines.iter().flat_map(|l| [l.as_str(), "\n"]).collect::<String>().into_bytes();
}

/// What a careful forger does: makes every list anew.
fn remake(files: &mut Files) {
    let list = |files: &Files, wanted: &dyn Fn(&str) -> bool, base: &str| {
        let of = |(n, b): &(String, Vec<u8>)| (n.strip_prefix(base).unwrap_or(n).to_owned(), hash_bytes(b));
        manifest::text(&files.iter().filter(|(n, _)| wanted(n)).map(of).collect()).into_bytes()
    };
    let evidence = |n: &str| n.starts_with(ORIGINALS) || n == FACTS || n == CUSTODY;
    *at(files, EVIDENCE_LIST) = list(files, &evidence, "data/");
    *at(files, MANIFEST) = list(files, &|n| n.starts_with("data/"), "");
    let payload: Vec<usize> = files.iter().filter(|(n, _)| n.starts_with("data/")).map(|(_, b)| b.len()).collect();
    let oxum = format!("Payload-Oxum: {}.{}", payload.iter().sum::<usize>(), payload.len());
    lines(files, BAG_INFO, |l| *l.last_mut().expect("Payload-Oxum is last") = oxum);
    *at(files, TAG_MANIFEST) = list(files, &|n| !n.starts_with("data/") && n != TAG_MANIFEST, "");
}

type Tampering = (&'static str, fn(&mut Files));

const TABLE: &[Tampering] = &[
    ("nothing at all", |_| {}),
    ("a bit of an original", |f| at(f, "data/originals/E001.png")[40] ^= 1),
    ("an original cut short", |f| at(f, "data/originals/E002.jpg").truncate(100)),
    ("an original gone", |f| remove(f, "data/originals/E001.png")),
    ("an original renamed", |f| rename(f, "data/originals/E001.png", "data/originals/E009.png")),
    ("two originals swapped", |f| {
        let first = std::mem::take(at(f, "data/originals/E001.png"));
        let second = std::mem::replace(at(f, "data/originals/E003.dat"), first);
        *at(f, "data/originals/E001.png") = second;
    }),
    ("an original added", |f| add(f, "data/originals/E004.png", b"new")),
    ("a file added to the payload", |f| add(f, "data/readme.txt", b"new")),
    ("a file added beside", |f| add(f, "proof/trust-me.txt", b"new")),
    ("the amount edited", |f| edit(f, FACTS, "\"amount_fen\": 38600", "\"amount_fen\": 98600")),
    ("facts that are no JSON", |f| *at(f, FACTS) = b"{".to_vec()),
    ("facts gone", |f| remove(f, FACTS)),
    ("a custody entry edited", |f| edit(f, CUSTODY, "E002", "E003")),
    ("the last custody entry cut", |f| lines(f, CUSTODY, |l| drop(l.pop()))),
    ("two custody entries swapped", |f| lines(f, CUSTODY, |l| l.swap(1, 2))),
    ("the custody log gone", |f| remove(f, CUSTODY)),
    ("the report edited", |f| edit(f, "data/证据报告.html", "羽绒服", "棉服")),
    ("the list edited", |f| edit(f, "data/证据目录.csv", "E001", "E005")),
    ("the instructions edited", |f| edit(f, "proof/如何核验.txt", "一分钟", "一小时")),
    ("a script edited", |f| edit(f, "proof/verify.sh", "exit 1", "exit 0")),
    ("a line taken from the manifest", |f| lines(f, MANIFEST, |l| drop(l.remove(3)))),
    ("a line taken from the evidence list", |f| lines(f, EVIDENCE_LIST, |l| drop(l.remove(2)))),
    ("a hash edited in the tag manifest", |f| lines(f, TAG_MANIFEST, |l| l[0].replace_range(..1, "x"))),
    ("a line taken from the tag manifest", |f| lines(f, TAG_MANIFEST, |l| drop(l.remove(0)))),
    ("the manifest gone", |f| remove(f, MANIFEST)),
    ("the tag manifest gone", |f| remove(f, TAG_MANIFEST)),
    ("the evidence list gone", |f| remove(f, EVIDENCE_LIST)),
    ("bagit.txt edited", |f| edit(f, BAGIT, "1.0", "0.9")),
    ("bagit.txt gone", |f| remove(f, BAGIT)),
    ("the totals edited", |f| edit(f, BAG_INFO, "Payload-Oxum: ", "Payload-Oxum: 9")),
    ("all lists made anew after an original was replaced", |f| {
        at(f, "data/originals/E003.dat").push(b'!');
        remake(f);
    }),
    ("all lists and the facts made anew after an original was replaced", |f| {
        let old = hash_bytes(at(f, "data/originals/E003.dat")).hex();
        at(f, "data/originals/E003.dat")[0] ^= 1;
        let new = hash_bytes(at(f, "data/originals/E003.dat")).hex();
        edit(f, FACTS, &old, &new);
        remake(f);
    }),
    ("all lists made anew after a custody entry was edited", |f| {
        edit(f, CUSTODY, "E002", "E003");
        remake(f);
    }),
    ("all lists made anew after the custody log was cut", |f| {
        lines(f, CUSTODY, |l| drop(l.pop()));
        remake(f);
    }),
    ("all lists made anew after an original was added", |f| {
        add(f, "data/originals/E004.png", b"new");
        remake(f);
    }),
    ("another version of the format", |f| {
        edit(f, FACTS, FORMAT, "liuzheng-bundle/2");
        edit(f, BAG_INFO, FORMAT, "liuzheng-bundle/2");
        remake(f);
    }),
    ("a bag of somebody else", |f| {
        f.retain(|(n, _)| [BAGIT, MANIFEST, "data/证据目录.csv"].contains(&&**n));
    }),
    ("no bag", |f| f.retain(|(n, _)| n.starts_with("proof/"))),
];

fn masked(report: &VerifyReport) -> String {
    let hash = regex::Regex::new("[0-9a-f]{64}").expect("a pattern");
    let totals = regex::Regex::new(r"states \d+\.(\d+), found \d+\.(\d+)").expect("a pattern");
    let text = told(report);
    totals.replace_all(&hash.replace_all(&text, "<hash>"), "states <bytes>.$1, found <bytes>.$2").into_owned()
}

fn write_folder(root: &Path, files: &Files) {
    for (name, bytes) in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("inside")).expect("made");
        fs::write(path, bytes).expect("written");
    }
}

#[test]
fn every_tampering_is_told_in_full() {
    let folder = TempDir::new().expect("a temporary folder");
    let mut all = String::new();
    for (i, (what, change)) in TABLE.iter().enumerate() {
        let mut files = good();
        change(&mut files);
        let path = folder.path().join(format!("{i}.zip"));
        let in_root: Files = files.iter().map(|(n, b)| (format!("liuzheng-x/{n}"), b.clone())).collect();
        pack(&path, &in_root);
        let zipped = masked(&check(&path));
        all.push_str(&format!("## {what}\n{zipped}\n"));

        let bare = folder.path().join(format!("{i}-bare.zip"));
        pack(&bare, &files);
        assert_eq!(masked(&check(&bare)), zipped, "{what}: packed without its folder");
        let unpacked = folder.path().join(format!("{i}"));
        write_folder(&unpacked, &files);
        assert_eq!(masked(&check(&unpacked)), zipped, "{what}: unpacked");
    }
    let expected = include_str!("tampering.txt");
    if all != expected {
        let found = std::env::temp_dir().join("liuzheng-tampering.txt");
        fs::write(&found, &all).expect("written");
        panic!("reports differ from tests/tampering.txt; what was found is in {}", found.display());
    }
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_told_and_never_followed() {
    let folder = TempDir::new().expect("a temporary folder");
    write_folder(folder.path(), &good());
    let original = folder.path().join("data/originals/E001.png");
    fs::remove_file(&original).expect("removed");
    std::os::unix::fs::symlink("/etc/hostname", &original).expect("a link");
    std::os::unix::fs::symlink("/", folder.path().join("data/all")).expect("a link");
    let report = check(folder.path());
    let codes: Vec<(&str, &str)> = report.findings.iter().map(|f| (&*f.code, &*f.path)).collect();
    assert!(codes.contains(&("dir.symlink", "data/originals/E001.png")), "{codes:?}");
    assert!(codes.contains(&("dir.symlink", "data/all")), "{codes:?}");
    assert!(codes.contains(&("payload.missing", "data/originals/E001.png")), "a link is no file: {codes:?}");
    assert_eq!(report.verdict, Verdict::Altered);
}

#[test]
fn what_is_no_bundle_gets_a_verdict_all_the_same() {
    let folder = TempDir::new().expect("a temporary folder");
    let cases: [(&str, &[u8]); 3] = [("empty.zip", b""), ("text.zip", b"hello"), ("cut.zip", b"PK\x03\x04")];
    for (name, bytes) in cases {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("written");
        let report = check(&path);
        assert_eq!(report.verdict, Verdict::Unusable, "{name}");
        assert_eq!(report.findings[0].code, "bundle.not_a_bag", "{name}");
    }
    assert_eq!(check(&folder.path().join("none")).findings[0].code, "bundle.missing");
    fs::create_dir(folder.path().join("empty")).expect("made");
    assert_eq!(told(&check(&folder.path().join("empty"))).lines().next(), Some("unusable"));
}

#[test]
fn a_check_can_be_cancelled() {
    let (_folder, path, _) = sample().written();
    let job = Job::quiet();
    job.cancel();
    assert_eq!(verify(&path, &timestamp::Trust::none(), &job).expect_err("cancelled").code, Code::Cancelled);
}

#[test]
fn every_finding_has_words_in_both_languages() {
    for code in FINDING_CODES {
        for lang in [Lang::ZhCn, Lang::En] {
            assert!(crate::words::has(lang, "findings", code), "{code} has a title in {}", lang.tag());
            assert!(crate::words::has(lang, "findings", &format!("{code}.meaning")), "{code} is explained");
        }
    }
}

#[test]
fn the_reference_names_every_finding() {
    let reference = include_str!("../../../../../docs/bundle-format.md");
    for code in FINDING_CODES {
        assert!(reference.contains(&format!("| `{code}` |")), "docs/bundle-format.md names {code}");
    }
}
