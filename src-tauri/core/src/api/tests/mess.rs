//! What a real disk does to an import: hostile names by the thousand, huge folders, a stick that is pulled out.

use std::collections::HashSet;
use std::time::Instant;

use super::*;

/// Names as a hostile sender makes them, all different, each one that this system can hold.
#[cfg(unix)]
fn hostile(n: usize) -> String {
    const PARTS: &[&str] = &[
        "CON",
        "nul.png",
        "=cmd|' C calc'!A0",
        "<img src=x onerror=alert(1)>",
        "\u{202e}gnp.exe",
        "e\u{301}",
        "é",
        "a\nb",
        "..",
        "trailing. .",
        "👨‍👩‍👧",
        "\u{200b}",
        "长长长长长长长长长长",
        "-rf",
        "%2e%2e",
        "a:b",
        "x\\y",
        "~",
        "$(id)",
        "\u{feff}bom",
    ];
    let (a, b) = (PARTS[n % PARTS.len()], PARTS[(n / PARTS.len()) % PARTS.len()]);
    format!("{a}{}{b}", n / (PARTS.len() * PARTS.len()))
}

#[cfg(unix)]
#[test]
fn ten_thousand_hostile_names_go_in_and_come_out_under_names_of_their_own() {
    let d = desk();
    let folder = d.files.path().join("in");
    std::fs::create_dir(&folder).unwrap();
    for n in 0..10_000 {
        std::fs::write(folder.join(hostile(n)), n.to_le_bytes()).unwrap();
    }
    let options = ImportOptions { recursive: true, ..ImportOptions::default() };
    let report = d.session.import(&d.case, &[folder], &options, &Job::quiet(), &|_| {}).unwrap();
    assert_eq!((report.imported.len(), report.refused.len()), (10_000, 0));
    let out = tempfile::tempdir().unwrap();
    // Every pair of the parts occurs in a thousand of them; each one taken out waits for the disk.
    let some = EvidenceChoice::of(report.imported.iter().take(1_000).map(|r| r.evidence));
    let (told, written) = d.session.take_out(&d.case, &some, out.path(), &Job::quiet()).unwrap();
    assert_eq!((told.count, told.refused.len(), told.error.is_none()), (1_000, 0, true));
    let names: HashSet<String> =
        written.iter().map(|p| p.file_name().unwrap().to_str().unwrap().to_lowercase()).collect();
    assert_eq!(names.len(), 1_000, "no two differ only in case");
    let bytes: HashSet<Vec<u8>> = written.iter().map(|p| std::fs::read(p).unwrap()).collect();
    assert_eq!(bytes.len(), 1_000, "and each has its own bytes");
}

#[test]
fn a_stick_pulled_out_in_the_middle_loses_nothing_that_was_told_as_saved() {
    let d = desk();
    let stick = d.files.path().join("stick");
    std::fs::create_dir(&stick).unwrap();
    for n in 0..500u32 {
        std::fs::write(stick.join(format!("{n:03}")), n.to_le_bytes()).unwrap();
    }
    let options = ImportOptions { recursive: true, ..ImportOptions::default() };
    let pull = |_: &[ImportedRow]| {
        let _ = std::fs::remove_dir_all(&stick);
    };
    let report = d.session.import(&d.case, std::slice::from_ref(&stick), &options, &Job::quiet(), &pull).unwrap();
    assert!(report.error.is_none(), "the rest went on: {:?}", report.error);
    assert!((25..500).contains(&report.imported.len()), "{}", report.imported.len());
    assert_eq!(report.imported.len() + report.refused.len(), 500, "every file has its word");
    assert!(report.refused.iter().all(|r| r.code == Code::Vanished), "{:?}", report.refused.first());
    assert_eq!(d.session.check(false, &Job::quiet()).unwrap().verdict, CheckVerdict::Whole);
}

#[test]
fn a_folder_of_a_hundred_thousand_files_is_one_look_and_a_page() {
    let d = desk();
    let folder = tempfile::tempdir().unwrap();
    let id = d.session.watch_add(folder.path()).unwrap();
    for n in 0..100_000 {
        std::fs::write(folder.path().join(format!("截图 {n}.png")), b"x").unwrap();
    }
    let now = Instant::now();
    d.session.watch_look(Some(id), now).unwrap();
    assert_eq!(d.session.watch_look(Some(id), now + std::time::Duration::from_secs(9)).unwrap(), (true, false));
    let page = d.session.inbox_page(99_990, 60).unwrap();
    assert_eq!((page.total, page.rows.len()), (100_000, 10));
}
