//! What is written, and what is left when writing fails.

use super::*;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_written_bundle_is_intact_and_tells_what_it_holds() {
    let sample = sample();
    let (_folder, path, written) = sample.written();
    let report = check(&path);
    assert_eq!(told(&report), "intact\n");
    assert_eq!(report.fingerprint.as_deref(), Some(&*written.fingerprint));
    let about = report.about.expect("an intact bundle tells of itself");
    assert_eq!((about.originals, about.originals_intact, about.originals_changed), (3, 3, 0));
    assert_eq!((about.custody_entries, about.custody_good), (4, 4));
    assert_eq!((about.title.as_str(), about.bytes), ("羽绒服含绒量不符", written.bytes));
    assert_eq!(hash_bytes(&fs::read(&path).expect("read")), written.sha256, "the hash is that of the file");
    assert_eq!(fs::metadata(&path).expect("there").len(), written.bytes);
    assert_eq!(sample.plan(Lang::ZhCn).bytes(false), written.bytes, "the plan said how large it would be");
}

#[test]
fn the_layout_is_the_documented_one_in_both_languages() {
    let sample = sample();
    let (_folder, path, written) = sample.written();
    let root = "liuzheng-7c1e94b0-20261123T013218Z";
    let names: Vec<String> = unpack(&path).into_iter().map(|(n, _)| n.replacen(&format!("{root}/"), "", 1)).collect();
    let expected = [
        "bagit.txt",
        "bag-info.txt",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
        "proof/如何核验.txt",
        "proof/verify.sh",
        "proof/verify.ps1",
        "proof/verify.html",
        "data/证据报告.html",
        "data/证据目录.csv",
        "data/证据目录.xlsx",
        "data/case.json",
        "data/custody.jsonl",
        "data/evidence.sha256",
        "data/originals/E001.png",
        "data/originals/E002.jpg",
        "data/originals/E003.dat",
    ];
    assert_eq!(names, expected);
    assert_eq!(written.entries, expected.len() as u64);
    let english = sample.plan(Lang::En);
    assert_eq!(english.name(), format!("{root}.zip"));
    let files: Vec<&str> = english.files().map(|f| f.path).collect();
    assert_eq!(
        files,
        [
            "proof/how-to-verify.txt",
            "proof/verify.sh",
            "proof/verify.ps1",
            "proof/verify.html",
            "data/evidence-report.html",
            "data/evidence-list.csv",
            "data/evidence-list.xlsx",
            "data/case.json",
            "data/custody.jsonl"
        ]
    );
    assert_eq!(english.without_preview(), ["E002", "E003"], "what the report can't show is named");
}

#[test]
fn events_talks_and_times_stand_in_the_report_and_the_facts_and_no_word_is_markup() {
    let (_folder, path, _) = sample().written();
    let files = unpack(&path);
    let text = |end: &str| {
        let (_, bytes) = files.iter().find(|(name, _)| name.ends_with(end)).expect(end);
        String::from_utf8_lossy(bytes).into_owned()
    };
    let page = text("data/证据报告.html");
    for told in ["事情经过", "商家拒绝", "2026-11-14 14:03:27 +08:00", "¥20.00", "沟通记录", "平台聊天", "最多退 50 元"]
    {
        assert!(page.contains(told), "{told}");
    }
    assert!(page.contains("原始载体：小米 14；原记录还在"), "where the original lies");
    assert!(page.contains("文件名中的时间") && page.contains("2026-11-12 14:03:27 +08:00"), "in the place of making");
    let grouped = "20261103<i>2200</i><i>1411</i><i>8620</i><i>5276</i><i>0189</i>";
    assert!(page.contains(grouped), "a number is cut for the eye, and copied as one");
    assert!(!page.contains("<script>") && !page.contains("<b>确认"), "hostile words stay words");
    let facts: serde_json::Value = serde_json::from_str(&text("data/case.json")).expect("JSON");
    assert_eq!(facts["events"][0]["evidence"], json!(["E001"]), "a piece that is not in the bundle is left out");
    assert_eq!(facts["negotiation"][0]["way"], "platform_chat");
    let name = json!({"at": "2026-11-12T06:03:27Z", "tz": "+00:00", "pattern": "wechat_export"});
    assert_eq!(facts["evidence"][0]["times"]["file_name"], name);
    assert_eq!(facts["evidence"][0]["carrier"]["kept"], "yes");
}

#[test]
fn the_same_material_gives_the_same_bytes() {
    let (_a, first, _) = sample().written();
    let (_b, second, _) = sample().written();
    assert!(fs::read(first).expect("read") == fs::read(second).expect("read"), "byte for byte");
}

#[test]
fn an_original_that_changed_stops_the_export_and_is_named() {
    for (change, what) in [(0, "a byte"), (1, "one byte less"), (2, "one byte more"), (3, "gone")] {
        let mut sample = sample();
        let hash = sample.material.evidence[1].sha256;
        let bytes = sample.bytes.get_mut(&hash).expect("there");
        match change {
            0 => bytes[5] ^= 1,
            1 => drop(bytes.pop()),
            2 => bytes.push(0),
            _ => drop(sample.bytes.remove(&hash)),
        }
        let folder = TempDir::new().expect("a temporary folder");
        let e = sample.write_to(&folder.path().join("a.zip"), Replace::No, &Job::quiet()).expect_err(what);
        let expected = if change == 3 { Code::OriginalMissing } else { Code::OriginalChanged };
        assert_eq!((e.code, e.params.get("evidence").map(String::as_str)), (expected, Some("E002")), "{what}");
        assert!(names(folder.path()).is_empty(), "nothing is left: {:?}", names(folder.path()));
    }
}

#[test]
fn an_existing_target_is_kept_unless_told_otherwise() {
    let sample = sample();
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("a.zip");
    fs::write(&path, "mine").expect("written");
    let e = sample.write_to(&path, Replace::No, &Job::quiet()).expect_err("it is there");
    assert_eq!(e.code, Code::TargetExists);
    assert_eq!(fs::read(&path).expect("read"), b"mine");
    sample.write_to(&path, Replace::Yes, &Job::quiet()).expect("replaced");
    assert_eq!(check(&path).verdict, Verdict::Intact);
    assert_eq!(names(folder.path()), ["a.zip"]);
}

#[cfg(unix)]
#[test]
fn only_a_plain_file_is_replaced_and_no_link_or_pipe() {
    let folder = TempDir::new().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("mine"), "mine").expect("written");
    for (name, to) in [("link", "mine"), ("dangling", "nowhere")] {
        std::os::unix::fs::symlink(at(to), at(name)).expect("a link");
    }
    let made = std::process::Command::new("mkfifo").arg(at("pipe")).status().expect("it runs");
    assert!(made.success());
    for name in ["link", "dangling", "pipe"] {
        let e = sample().write_to(&at(name), Replace::Yes, &Job::quiet()).expect_err(name);
        assert_eq!(e.code, Code::TargetUnwritable, "{name}");
        assert!(!at(name).symlink_metadata().expect("still there").is_file(), "{name} is what it was");
    }
    assert_eq!(fs::read(at("mine")).expect("read"), b"mine");
    assert_eq!(names(folder.path()), ["dangling", "link", "mine", "pipe"], "and nothing half is left");
}

#[test]
fn a_target_that_appears_while_writing_is_kept() {
    let sample = sample();
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("a.zip");
    let mut read = |hash: &Sha256, sink: &mut dyn FnMut(&[u8]) -> Result<()>| {
        fs::write(&path, "mine").expect("written");
        sample.pieces(hash, sink)
    };
    let e = write(&sample.plan(Lang::ZhCn), &mut read, &path, Replace::No, None, &Job::quiet())
        .expect_err("it is there now");
    assert_eq!(e.code, Code::TargetExists);
    assert_eq!(fs::read(&path).expect("read"), b"mine");
    assert_eq!(names(folder.path()), ["a.zip"]);
}

#[test]
fn a_folder_that_is_missing_or_no_folder_is_told() {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("file"), "").expect("written");
    for target in ["none/a.zip", "file/a.zip"] {
        let e = sample().write_to(&folder.path().join(target), Replace::No, &Job::quiet()).expect_err(target);
        assert_eq!(e.code, Code::TargetUnwritable, "{target}");
    }
    let e = sample().write_to(folder.path(), Replace::Yes, &Job::quiet()).expect_err("a folder is no file");
    assert_eq!(e.code, Code::TargetUnwritable);
}

#[test]
fn a_cancelled_export_leaves_nothing_and_the_next_sweeps_what_a_dead_one_left() {
    let sample = sample();
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("a.zip");
    let job = Job::quiet();
    let mut read = |hash: &Sha256, sink: &mut dyn FnMut(&[u8]) -> Result<()>| {
        job.cancel();
        sample.pieces(hash, sink)
    };
    let e = write(&sample.plan(Lang::ZhCn), &mut read, &path, Replace::No, None, &job).expect_err("cancelled");
    assert_eq!(e.code, Code::Cancelled);
    assert!(names(folder.path()).is_empty());

    fs::write(folder.path().join(".old.zip.liuzheng-part"), "half").expect("written");
    fs::write(folder.path().join("mine.liuzheng-part"), "kept").expect("written");
    sample.write_to(&path, Replace::No, &Job::quiet()).expect("written");
    assert_eq!(names(folder.path()), ["a.zip", "mine.liuzheng-part"]);
}

#[test]
fn an_export_that_still_runs_is_not_swept_by_another() {
    let sample = sample();
    let folder = TempDir::new().expect("a temporary folder");
    let other = folder.path().join("other.zip");
    let mut once = true;
    let mut read = |hash: &Sha256, sink: &mut dyn FnMut(&[u8]) -> Result<()>| {
        if std::mem::take(&mut once) {
            sample.write_to(&other, Replace::No, &Job::quiet()).expect("both have room");
        }
        sample.pieces(hash, sink)
    };
    let path = folder.path().join("a.zip");
    write(&sample.plan(Lang::ZhCn), &mut read, &path, Replace::No, None, &Job::quiet()).expect("written");
    assert_eq!(names(folder.path()), ["a.zip", "other.zip"]);
    assert_eq!(check(&path).verdict, Verdict::Intact);
}

#[test]
fn a_large_original_goes_through_in_pieces() {
    let sample = sample_of(vec![("录屏.mp4", "video/mp4", vec![7; 20 << 20]), ("b", "", b"b".to_vec())]);
    let (_folder, path, written) = sample.written();
    assert_eq!(told(&check(&path)), "intact\n");
    assert_eq!(hash_bytes(&fs::read(&path).expect("read")), written.sha256);
}

#[test]
fn hostile_words_stay_words() {
    let evil = "<img src=x onerror=alert(1)>\u{202e}gnp\"'&=cmd";
    let mut sample = sample();
    let e = &mut sample.material.evidence[0];
    (e.name, e.facts.title, e.facts.proves, e.facts.note) = (evil.into(), evil.into(), evil.into(), evil.into());
    e.facts.source_device = evil.into();
    let f = &mut sample.material.case.facts;
    (f.title, f.seller, f.goods, f.note) = (evil.into(), evil.into(), evil.into(), evil.into());
    sample.material.identifiers[0].value = evil.into();
    sample.material.identifiers[0].note = evil.into();
    let (_folder, path, _) = sample.written();
    assert_eq!(told(&check(&path)), "intact\n");
    let files = unpack(&path);
    let of = |end: &str| {
        let bytes = &files.iter().find(|(n, _)| n.ends_with(end)).expect(end).1;
        String::from_utf8(bytes.clone()).expect("UTF-8")
    };
    let page = of("证据报告.html");
    assert!(!page.contains("<img src=x"), "escaped");
    assert!(page.contains("<bdi>&#60;img src=x onerror"), "shown as it is, isolated");
    assert!(!page.contains("<script"), "no script at all");
    assert!(page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"), "with its policy");
    assert!(of("case.json").contains("onerror=alert(1)>\u{202e}gnp"), "facts are kept as they are");
    assert!(of("bag-info.txt").lines().all(|l| l.contains(": ") && !l.contains("alert")), "no word of the user");
}

#[test]
fn long_custody_is_cut_in_the_report_and_says_so() {
    let sample = sample_of((0..100).map(|_| ("a.png", "image/png", b"x".to_vec())).collect());
    let (_folder, path, _) = sample.written();
    let page = String::from_utf8(unpack(&path).remove(8).1).expect("UTF-8");
    assert!(
        page.contains("此处未列出的中间条数： 41") || page.contains("此处未列出的中间条数：41"),
        "101 entries, 60 shown"
    );
}
