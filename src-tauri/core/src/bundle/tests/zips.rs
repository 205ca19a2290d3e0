//! ZIPs made by hand to break a reader. Nothing is ever written by a check, so nothing can be written outside.

use super::*;

/// An entry of which every field can lie.
#[derive(Clone)]
struct Raw {
    name: Vec<u8>,
    /// In the local header; as `name` when none.
    local_name: Option<Vec<u8>>,
    data: Vec<u8>,
    method: u16,
    flags: u16,
    crc: u32,
    size: u32,
    /// In the local header.
    local_size: u32,
    mode: u32,
    before: Vec<u8>,
    /// Place of the header in the directory; where it is when none.
    at: Option<u32>,
}

fn raw(name: impl AsRef<[u8]>, data: &[u8]) -> Raw {
    let size = data.len() as u32;
    Raw {
        name: name.as_ref().to_vec(),
        local_name: None,
        data: data.to_vec(),
        method: 0,
        flags: 0x800,
        crc: crc32fast::hash(data),
        size,
        local_size: size,
        mode: 0o100_644,
        before: Vec::new(),
        at: None,
    }
}

fn build(entries: &[Raw]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let u16 = |v: u16| v.to_le_bytes();
    let u32 = |v: u32| v.to_le_bytes();
    for e in entries {
        out.extend_from_slice(&e.before);
        let at = out.len() as u32;
        let local_name = e.local_name.as_ref().unwrap_or(&e.name);
        let packed = e.data.len() as u32;
        for part in [
            &b"PK\x03\x04"[..],
            &u16(20),
            &u16(e.flags),
            &u16(e.method),
            &u32(0x5977_0000),
            &u32(e.crc),
            &u32(packed),
            &u32(e.local_size),
            &u16(local_name.len() as u16),
            &u16(0),
            local_name,
            &e.data,
        ] {
            out.extend_from_slice(part);
        }
        for part in [
            &b"PK\x01\x02"[..],
            &u16(0x0314),
            &u16(20),
            &u16(e.flags),
            &u16(e.method),
            &u32(0x5977_0000),
            &u32(e.crc),
            &u32(packed),
            &u32(e.size),
            &u16(e.name.len() as u16),
            &u16(0),
            &u16(0),
            &u16(0),
            &u16(0),
            &u32(e.mode << 16),
            &u32(e.at.unwrap_or(at)),
            &e.name,
        ] {
            directory.extend_from_slice(part);
        }
    }
    let at = out.len() as u32;
    let n = (entries.len() as u32).min(0xffff) as u16;
    out.extend_from_slice(&directory);
    for part in
        [&b"PK\x05\x06"[..], &u16(0), &u16(0), &u16(n), &u16(n), &u32(directory.len() as u32), &u32(at), &u16(0)]
    {
        out.extend_from_slice(part);
    }
    out
}

/// A good bundle, entry by entry.
fn good() -> Vec<Raw> {
    let (_folder, path, _) = sample().written();
    unpack(&path).into_iter().map(|(name, bytes)| raw(name, &bytes)).collect()
}

fn codes(bytes: &[u8]) -> (Verdict, Vec<String>) {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("a.zip");
    fs::write(&path, bytes).expect("written");
    let report = check(&path);
    assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1, "a check writes nothing");
    let mut codes: Vec<String> = report.findings.into_iter().map(|f| f.code).collect();
    codes.dedup();
    (report.verdict, codes)
}

#[test]
fn a_bundle_packed_by_hand_is_intact() {
    assert_eq!(codes(&build(&good())), (Verdict::Intact, vec![]));
    let mut with_folders = good();
    with_folders.insert(0, Raw { mode: 0o040_755, ..raw("liuzheng-7c1e94b0-20261123T013218Z/data/", b"") });
    assert_eq!(codes(&build(&with_folders)), (Verdict::Intact, vec![]), "entries for folders are common");
}

#[test]
fn names_that_harm_are_told_and_their_files_stay_unread() {
    let root = "liuzheng-7c1e94b0-20261123T013218Z";
    let long = format!("{root}/data/{}", "a".repeat(500));
    let cases: [(Vec<u8>, &str); 15] = [
        (format!("{root}/../../../../tmp/x").into(), "zip.name_parent"),
        ("../x".into(), "zip.name_parent"),
        ("/etc/cron.d/x".into(), "zip.name_absolute"),
        ("C:/Windows/x".into(), "zip.name_drive"),
        ("C:x".into(), "zip.name_drive"),
        (format!("{root}/data/a:b").into(), "zip.name_drive"),
        ("\\\\?\\C:\\x".into(), "zip.name_backslash"),
        ("\\\\server\\share\\x".into(), "zip.name_backslash"),
        (format!("{root}/data\\x").into(), "zip.name_backslash"),
        (format!("{root}/data/a\0.png").into(), "zip.name_control"),
        (format!("{root}/data/a\n.png").into(), "zip.name_control"),
        (format!("{root}//data/x").into(), "zip.name_empty"),
        ("".into(), "zip.name_empty"),
        (long.into(), "zip.name_long"),
        ([root.as_bytes(), b"/data/\xd6\xd0.png"].concat(), "zip.name_encoding"),
    ];
    for (name, code) in cases {
        let mut entries = good();
        entries.push(raw(&name, b"x"));
        let shown = String::from_utf8_lossy(&name).into_owned();
        assert_eq!(codes(&build(&entries)), (Verdict::Altered, vec![code.to_owned()]), "{shown:?}");
    }
}

#[test]
fn names_that_become_one_file_are_told() {
    let root = "liuzheng-7c1e94b0-20261123T013218Z";
    for (one, two, code) in [
        ("data/originals/e001.PNG", "", "zip.name_clash"),
        ("data/\u{e9}.txt", "data/e\u{301}.txt", "zip.name_clash"),
        ("data/originals/E001.png", "", "zip.name_duplicate"),
    ] {
        let mut entries = good();
        entries.push(raw(format!("{root}/{one}"), b"x"));
        if !two.is_empty() {
            entries.push(raw(format!("{root}/{two}"), b"x"));
        }
        let (verdict, found) = codes(&build(&entries));
        assert!(verdict == Verdict::Altered && found.iter().any(|c| c == code), "{one}: {found:?}");
    }
}

#[test]
fn entries_that_are_no_plain_files_are_told() {
    type Change = fn(&mut Raw);
    let cases: [(Change, &str); 5] = [
        (|e| e.mode = 0o120_777, "zip.symlink"),
        (|e| e.mode = 0o010_644, "zip.special"),
        (|e| e.flags |= 1, "zip.encrypted"),
        (|e| e.method = 12, "zip.method"),
        (|e| e.crc ^= 1, "zip.crc"),
    ];
    for (change, code) in cases {
        let mut entries = good();
        change(entries.last_mut().expect("an original is last"));
        let (verdict, found) = codes(&build(&entries));
        assert_eq!(verdict, Verdict::Altered, "{code}");
        assert!(found.iter().any(|c| c == code), "{code}: {found:?}");
        let missing = found.iter().any(|c| c == "payload.missing");
        assert_eq!(missing, code != "zip.crc", "what can't be read counts as missing: {code} {found:?}");
    }
}

#[test]
fn headers_that_contradict_the_directory_are_told() {
    type Change = fn(&mut Raw);
    let cases: [(Change, &str); 3] = [
        (|e| e.local_name = Some(b"other".to_vec()), "zip.header_mismatch"),
        (|e| e.local_size += 1, "zip.header_mismatch"),
        (|e| e.at = Some(5), "zip.damaged"),
    ];
    for (i, (change, code)) in cases.into_iter().enumerate() {
        let mut entries = good();
        change(entries.last_mut().expect("an original is last"));
        let (verdict, found) = codes(&build(&entries));
        assert!(verdict == Verdict::Altered && found.iter().any(|c| c == code), "{i}: {found:?}");
    }
}

#[test]
fn bytes_that_belong_to_no_entry_are_told() {
    let stray = vec!["zip.stray_bytes".to_owned()];
    let zip = build(&good());
    assert_eq!(codes(&[b"MZ executable".to_vec(), zip.clone()].concat()), (Verdict::Altered, stray.clone()), "before");
    assert_eq!(codes(&[zip.clone(), b"after".to_vec()].concat()), (Verdict::Altered, stray.clone()), "after");
    let mut commented = zip;
    let at = commented.len() - 2;
    commented[at..].copy_from_slice(&3u16.to_le_bytes());
    commented.extend_from_slice(b"hey");
    assert_eq!(codes(&commented), (Verdict::Altered, stray.clone()), "in a comment");
    let mut between = good();
    between[3].before = b"smuggled".to_vec();
    assert_eq!(codes(&build(&between)), (Verdict::Altered, stray), "between");
}

fn deflated(name: &str, bytes: &[u8]) -> Raw {
    let mut packed = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(bytes).expect("memory");
    let data = packed.finish().expect("memory");
    let size = bytes.len() as u32;
    Raw { data, method: 8, size, local_size: size, crc: crc32fast::hash(bytes), ..raw(name, b"") }
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let name = "liuzheng-7c1e94b0-20261123T013218Z/data/x";
    let mut entries = good();
    entries.push(deflated(name, &vec![0; 64 << 20]));
    assert_eq!(codes(&build(&entries)), (Verdict::Unusable, vec!["bundle.bomb".to_owned()]), "a great ratio");

    let mut entries = good();
    entries.push(Raw { size: 10, local_size: 10, ..deflated(name, &vec![0; 64 << 20]) });
    let (verdict, found) = codes(&build(&entries));
    assert!(verdict == Verdict::Altered && found.contains(&"zip.damaged".to_owned()), "a size that lies: {found:?}");

    let mut entries = good();
    entries.push(raw(name, b"shared"));
    let at = build(&entries[..entries.len() - 1]);
    let here = u32::from_le_bytes(at[at.len() - 6..at.len() - 2].try_into().expect("4 bytes"));
    entries.push(Raw { at: Some(here), ..raw(format!("{name}2"), b"shared") });
    assert_eq!(codes(&build(&entries)).1.last().map(String::as_str), Some("zip.overlap"), "two entries, one place");

    let many: Vec<Raw> = (0..70_000).map(|i| raw(format!("a/{i}"), b"")).collect();
    let zip = build(&many);
    let (verdict, found) = codes(&zip);
    assert!(verdict == Verdict::Unusable && !found.is_empty(), "many entries, no bag: {found:?}");
}

#[test]
fn json_and_lists_without_end_are_refused_without_being_held() {
    let root = "liuzheng-7c1e94b0-20261123T013218Z";
    let cases = [
        (FACTS, [b"{\"format\":\"".to_vec(), vec![b'x'; 3 << 20]].concat(), "case.invalid"),
        (FACTS, b"[".repeat(100_000), "case.invalid"),
        (MANIFEST, vec![b'a'; 3 << 20], "manifest.invalid"),
        (MANIFEST, b"\n".repeat(50_000), "manifest.invalid"),
        (CUSTODY, vec![b'{'; 3 << 20], "custody.broken"),
        (CUSTODY, b"\n".repeat(50_000), "custody.broken"),
    ];
    for (path, bytes, code) in cases {
        let mut entries = good();
        let name = format!("{root}/{path}").into_bytes();
        entries.retain(|e| e.name != name);
        entries.push(raw(name, &bytes));
        let (verdict, found) = codes(&build(&entries));
        assert!(verdict == Verdict::Altered && found.iter().any(|c| c == code), "{path}: {found:?}");
    }
}

#[test]
fn a_bundle_cut_anywhere_is_never_intact_and_never_harms() {
    let zip = build(&good());
    for cut in (0..zip.len()).step_by(997).chain(zip.len() - 100..zip.len()) {
        assert_ne!(codes(&zip[..cut]).0, Verdict::Intact, "cut at {cut} of {}", zip.len());
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(300))]
    #[test]
    fn any_flipped_byte_gives_a_verdict_and_none_of_the_content_changes_unseen(at: u32, bit in 0u8..8) {
        use std::sync::OnceLock;
        static ZIP: OnceLock<(Vec<u8>, usize)> = OnceLock::new();
        let (zip, content) = ZIP.get_or_init(|| {
            let entries = good();
            let directory: usize = entries.iter().map(|e| 46 + e.name.len()).sum::<usize>() + 22;
            let zip = build(&entries);
            let content = zip.len() - directory;
            (zip, content)
        });
        // Half of the tries hit the directory, where a reader is led astray.
        let at = if at % 2 == 0 { content + at as usize / 2 % (zip.len() - content) } else { at as usize / 2 % zip.len() };
        let mut flipped = zip.clone();
        flipped[at] ^= 1 << bit;
        let (verdict, found) = codes(&flipped);
        let header = zip[..at].windows(4).rposition(|w| w == b"PK\x03\x04").unwrap_or(0);
        if at < *content && at > header + 120 {
            proptest::prop_assert_ne!(verdict, Verdict::Intact, "byte {} of the content: {:?}", at, found);
        }
    }

    #[test]
    fn no_bytes_after_a_signature_make_it_panic(head: Vec<u8>, tail in proptest::collection::vec(proptest::num::u8::ANY, 22..80)) {
        let mut zip = [b"PK\x03\x04".as_slice(), &head, b"PK\x05\x06", &tail].concat();
        let len = zip.len();
        codes(&zip);
        // A comment length that fits leads further in.
        let comment = (tail.len() - 18) as u16;
        zip[len - tail.len() + 16..len - tail.len() + 18].copy_from_slice(&comment.to_le_bytes());
        codes(&zip);
    }
}
