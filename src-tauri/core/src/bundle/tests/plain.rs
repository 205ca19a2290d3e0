//! Bags of others: whole, loose and wrong ones, each with what is told of it.

use std::fs;
use std::path::Path;

use super::*;
use crate::model::{Algorithm, BundleKind, Digests, Finding};

/// A bag in a folder: `files` by path; lists as text with `{path}` in place of each hash.
fn bag(version: &str, files: &[(&str, &str)]) -> TempDir {
    let place = TempDir::new().expect("a temporary folder");
    put(place.path(), "bagit.txt", &format!("BagIt-Version: {version}\nTag-File-Character-Encoding: UTF-8\n"));
    for (path, text) in files {
        put(place.path(), path, text);
    }
    place
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

fn hash(algorithm: &str, text: &str) -> String {
    let mut digests = Digests::new(&[Algorithm::named(algorithm).expect("known")]);
    digests.update(text.as_bytes());
    digests.finish().remove(0)
}

fn line(algorithm: &str, text: &str, path: &str) -> String {
    format!("{}  {path}\n", hash(algorithm, text))
}

fn codes(list: &[Finding]) -> Vec<String> {
    list.iter().map(|f| format!("{} {}", f.code, f.path)).collect()
}

/// Verdict, findings, warnings.
fn judged(place: &Path) -> (Verdict, Vec<String>, Vec<String>) {
    let report = verify(place, &timestamp::Trust::none(), &Job::quiet()).expect("judged");
    assert_eq!((report.kind, report.fingerprint), (Some(BundleKind::Bagit), None), "{:?}", report.findings);
    (report.verdict, codes(&report.findings), codes(&report.warnings))
}

fn is(place: &TempDir, verdict: Verdict, findings: &[&str], warnings: &[&str]) {
    let expected = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
    assert_eq!(judged(place.path()), (verdict, expected(findings), expected(warnings)));
}

#[test]
fn whole_bags_of_every_version_and_hash_are_intact() {
    for version in ["0.93", "0.94", "0.95", "0.96", "0.97", "1.0"] {
        for algorithm in ["sha224", "sha256", "sha384", "sha512"] {
            let list = line(algorithm, "hello", "data/a b.txt") + &line(algorithm, "", "data/dir/证据.txt");
            let (manifest, tags) = (format!("manifest-{algorithm}.txt"), format!("tagmanifest-{algorithm}.txt"));
            let listed = line(algorithm, &list, &manifest) + &line(algorithm, "Payload-Oxum: 5.2\n", "bag-info.txt");
            let files = [
                ("data/a b.txt", "hello"),
                ("data/dir/证据.txt", ""),
                (&manifest, &list),
                ("bag-info.txt", "Payload-Oxum: 5.2\n"),
                (&tags, &listed),
                ("notes/unlisted.txt", "tag files need no list"),
            ];
            is(&bag(version, &files), Verdict::Intact, &[], &[]);
        }
    }
    let weak = bag("0.97", &[("data/a", "x"), ("manifest-md5.txt", &line("md5", "x", "data/a"))]);
    is(&weak, Verdict::Intact, &[], &["manifest.weak manifest-md5.txt"]);
    let both = [
        ("data/a", "x"),
        ("manifest-md5.txt", &line("md5", "x", "data/a")),
        ("manifest-sha512.txt", &line("sha512", "x", "data/a")),
    ];
    is(&bag("0.97", &both), Verdict::Intact, &[], &[]);
}

#[test]
fn old_forms_are_read_line_ends_escapes_and_encodings() {
    let crlf = line("sha256", "x", "./data/a").replace('\n', "\r\n") + line("sha256", "y", "data/b%0Ac").trim_end();
    let place = bag("0.96", &[("data/a", "x"), ("manifest-sha256.txt", &crlf)]);
    put(place.path(), "bagit.txt", "BagIt-Version: 0.96\r\nTag-File-Character-Encoding: UTF-8");
    // A name with a line end can't be in a bag that every system holds: it is told as missing, and its file as strange.
    let expected = ["manifest.mismatch manifest-sha256.txt", "payload.missing data/b\nc"];
    is(&place, Verdict::Altered, &expected, &["manifest.relative manifest-sha256.txt"]);

    let percent = |path: &str| line("sha256", "x", path);
    is(&bag("1.0", &[("data/100%", "x"), ("manifest-sha256.txt", &percent("data/100%25"))]), Verdict::Intact, &[], &[]);
    is(
        &bag("0.97", &[("data/100%25", "x"), ("manifest-sha256.txt", &percent("data/100%25"))]),
        Verdict::Intact,
        &[],
        &[],
    );
    is(&bag("0.97", &[("data/%7Ea", "x"), ("manifest-sha256.txt", &percent("data/%7Ea"))]), Verdict::Intact, &[], &[]);

    let utf16 = bag("0.97", &[("data/证", "x")]);
    put(utf16.path(), "bagit.txt", "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-16\n");
    let text: Vec<u8> =
        format!("\u{feff}{}", line("sha256", "x", "data/证")).encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(utf16.path().join("manifest-sha256.txt"), text).expect("written");
    is(&utf16, Verdict::Intact, &[], &[]);
    fs::write(utf16.path().join("manifest-sha256.txt"), b"\xd8\x00\x00").expect("written");
    let expected = ["bag.encoding manifest-sha256.txt", "payload.extra data/证"];
    is(&utf16, Verdict::Altered, &expected, &[]);
}

#[test]
fn what_is_loose_is_a_warning_and_alters_nothing() {
    let x = |path: &str| line("sha256", "x", path);
    let with = |files: &[(&str, &str)], list: &str, warnings: &[&str]| {
        let files = [files, &[("manifest-sha256.txt", list)]].concat();
        is(&bag("0.97", &files), Verdict::Intact, &[], warnings);
    };
    with(&[("data/a", "x")], &x("data/a").replace("  ", " *"), &["manifest.star manifest-sha256.txt"]);
    with(&[("data/a", "x")], &x("./data/a"), &["manifest.relative manifest-sha256.txt"]);
    with(&[("data/a", "x")], &(x("data/a") + &x("data/a")), &["manifest.twice manifest-sha256.txt"]);
    let alike = x("data/n\u{fa}") + &x("data/nu\u{301}");
    with(&[("data/n\u{fa}", "x")], &alike, &["manifest.name_clash data/nu\u{301}"; 2]);
    let junk = x("data/a") + &x("data/.DS_Store") + &x("data/Thumbs.db");
    // In the list, and missing.
    let told = ["bag.system_file data/.DS_Store", "bag.system_file data/.DS_Store", "bag.system_file data/Thumbs.db"];
    with(&[("data/a", "x"), ("data/Thumbs.db", "x")], &junk, &told);
    let total = ("bag-info.txt", "Payload-Oxum: 3.3\n");
    let told = [&told[..], &["oxum.mismatch bag-info.txt"]].concat();
    with(&[("data/a", "x"), ("data/Thumbs.db", "x"), total], &junk, &told);
    let other = ("manifest-blake3.txt", "00  data/a\n");
    with(&[("data/a", "x"), other], &x("data/a"), &["manifest.algorithm manifest-blake3.txt"]);
    let fetch = ("fetch.txt", "http://localhost/a - data/a\n");
    with(&[("data/a", "x"), fetch], &x("data/a"), &["bag.fetch fetch.txt"]);
}

/// A file system that takes `A` and `a` for one would hold one file only.
#[cfg(target_os = "linux")]
#[test]
fn a_name_in_other_letters_is_found_and_told() {
    let x = |path: &str| line("sha256", "x", path);
    let files = [("data/hello.txt", "x"), ("manifest-sha256.txt", &(x("data/HELLO.txt") + &x("data/hello.txt")))];
    let told = ["manifest.name_clash data/HELLO.txt", "manifest.name_clash data/hello.txt"];
    is(&bag("0.97", &files), Verdict::Intact, &[], &told);
    let changed = [("data/hello.txt", "y"), ("manifest-sha256.txt", &x("data/HELLO.txt"))];
    let told = ["manifest.mismatch manifest-sha256.txt", "payload.missing data/HELLO.txt"];
    is(&bag("0.97", &changed), Verdict::Altered, &told, &[]);
}

#[test]
fn what_is_wrong_is_found_and_named() {
    let x = |path: &str| line("sha256", "x", path);
    let with = |version: &str, files: &[(&str, &str)], list: &str, findings: &[&str]| {
        let files = [&[("data/a", "x"), ("manifest-sha256.txt", list)], files].concat();
        let (verdict, found, _) = judged(bag(version, &files).path());
        assert_eq!((verdict, found), (Verdict::Altered, findings.iter().map(|s| (*s).to_owned()).collect()), "{list}");
    };
    let changed = ["manifest.mismatch manifest-sha256.txt", "payload.changed data/a"];
    with("1.0", &[], &line("sha256", "y", "data/a"), &changed);
    let missing = ["manifest.mismatch manifest-sha256.txt", "payload.missing data/b"];
    with("1.0", &[], &(x("data/a") + &x("data/b")), &missing);
    with("1.0", &[("data/b", "x")], &x("data/a"), &["payload.extra data/b"]);
    with("1.0", &[("manifest-sha512.txt", "")], &x("data/a"), &["payload.extra data/a"]);
    with("1.0", &[], &(x("data/a") + &x("data/a")), &["manifest.invalid manifest-sha256.txt"]);
    with("0.97", &[], &(x("data/a") + &line("sha256", "y", "data/a")), &["manifest.invalid manifest-sha256.txt"]);
    for path in
        ["../a", "/etc/passwd", "~/a", "~root/a", "data/../../a", "a", "C:\\x", "\\\\x\\y", "%HomeDrive%\\x", "data//a"]
    {
        with("0.97", &[], &(x("data/a") + &x(path)), &["manifest.invalid manifest-sha256.txt"]);
        let fetch = format!("http://localhost/a - {path}\r\n");
        with("0.97", &[("fetch.txt", &fetch)], &x("data/a"), &["bag.fetch fetch.txt"]);
    }
    with("1.0", &[("fetch.txt", "data/a\n")], &x("data/a"), &["bag.fetch fetch.txt"]);
    with("1.0", &[("bag-info.txt", "payload-oxum: 2.1\n")], &x("data/a"), &["oxum.mismatch bag-info.txt"]);
    let tags = ["manifest.mismatch tagmanifest-sha256.txt", "tag.missing bag-info.txt"];
    with("1.0", &[("tagmanifest-sha256.txt", &x("bag-info.txt"))], &x("data/a"), &tags);
    let tags = ["manifest.mismatch tagmanifest-sha256.txt", "tag.changed bagit.txt"];
    with("1.0", &[("tagmanifest-sha256.txt", &x("bagit.txt"))], &x("data/a"), &tags);
    with(".97", &[], &x("data/a"), &["bag.version bagit.txt"]);
    let undeclared = bag("1.0", &[("data/a", "x"), ("manifest-sha256.txt", &x("data/a"))]);
    fs::remove_file(undeclared.path().join("bagit.txt")).expect("removed");
    is(&undeclared, Verdict::Altered, &["tag.missing bagit.txt"], &[]);
}

#[test]
fn without_a_list_that_can_be_checked_there_is_no_verdict() {
    is(&bag("1.0", &[("data/a", "x")]), Verdict::Unusable, &["manifest.missing "], &[]);
    let other = bag("1.0", &[("data/a", "x"), ("manifest-blake3.txt", "00  data/a\n")]);
    is(&other, Verdict::Unusable, &["manifest.algorithm "], &["manifest.algorithm manifest-blake3.txt"]);
}

#[test]
fn a_bag_in_a_zip_is_judged_alike_and_a_link_is_not_followed() {
    let place = TempDir::new().expect("a temporary folder");
    let zip = place.path().join("bag.zip");
    let list = line("sha512", "x", "data/a");
    let files: [(&str, &[u8]); 3] = [
        ("some bag/bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
        ("some bag/manifest-sha512.txt", list.as_bytes()),
        ("some bag/data/a", b"x"),
    ];
    let pack = |files: &[(&str, &[u8])]| {
        let mut out = zip::ZipWriter::new(fs::File::create(&zip).expect("made"));
        for (name, bytes) in files {
            out.start_file(*name, zip::write::SimpleFileOptions::default()).expect("started");
            std::io::Write::write_all(&mut out, bytes).expect("written");
        }
        out.finish().expect("finished");
    };
    pack(&files);
    assert_eq!(judged(&zip), (Verdict::Intact, Vec::new(), Vec::new()));
    pack(&files[..2]);
    assert_eq!(judged(&zip).0, Verdict::Altered);
    #[cfg(unix)]
    {
        let linked = bag("1.0", &[("manifest-sha512.txt", &list)]);
        fs::create_dir(linked.path().join("data")).expect("made");
        std::os::unix::fs::symlink("/etc/hostname", linked.path().join("data/a")).expect("linked");
        assert!(judged(linked.path()).1.contains(&"dir.symlink data/a".to_owned()));
    }
}
