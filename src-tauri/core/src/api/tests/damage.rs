//! One damage of a vault after the other, each with all that is said of it in `damage.txt`: how it opens, what the
//! check finds, what a recovery brings back.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::*;
use crate::model::Sha256;

type Damage = (&'static str, fn(&Path));

const FACTS: &str = "vault.db";
const ORIGINALS: &str = "originals.db";
/// Lets a forger at the log.
const NO_TRIGGERS: &str = "DROP TRIGGER custody_no_update; DROP TRIGGER custody_no_delete; ";

const TABLE: &[Damage] = &[
    ("nothing at all", |_| {}),
    ("a byte of an original", |v| {
        sql(
            v,
            ORIGINALS,
            "UPDATE piece SET bytes = CAST(x'ff' || substr(bytes, 2) AS BLOB) WHERE key = (SELECT min(key) FROM piece)",
        )
    }),
    ("an original cut short", |v| {
        sql(v, ORIGINALS, "UPDATE piece SET bytes = substr(bytes, 1, 10) WHERE key = (SELECT min(key) FROM piece)")
    }),
    ("a piece in the middle of an original gone", |v| {
        sql(v, ORIGINALS, "DELETE FROM piece WHERE key = (SELECT max(key) - 1 FROM piece)")
    }),
    ("an original gone", |v| sql(v, ORIGINALS, "DELETE FROM blob WHERE no = (SELECT min(no) FROM blob)")),
    ("the bytes of two originals swapped", |v| {
        sql(v, ORIGINALS, "UPDATE piece SET key = -key WHERE key >> 24 = 2; UPDATE piece SET key = key + (1 << 24) WHERE key >> 24 = 1;
             UPDATE piece SET key = -key - (1 << 24) WHERE key < 0")
    }),
    ("an original that nothing names", |v| {
        sql(v, FACTS, "DELETE FROM evidence WHERE number = 2 AND case_id = (SELECT id FROM cases WHERE title = '甲')")
    }),
    ("a piece of evidence that the log does not know", |v| {
        sql(v, FACTS, "UPDATE evidence SET number = 9 WHERE number = 2")
    }),
    ("evidence pointed at another original", |v| {
        sql(
            v,
            FACTS,
            "UPDATE evidence SET sha256 = (SELECT sha256 FROM evidence WHERE number = 3) WHERE number = 2
             AND case_id = (SELECT id FROM cases WHERE title = '甲')",
        )
    }),
    ("a custody entry edited", |v| {
        sql(v, FACTS, &format!("{NO_TRIGGERS} UPDATE custody SET line = replace(line, 'E001', 'E002') WHERE seq = 2"))
    }),
    ("the last custody entry cut", |v| {
        sql(v, FACTS, &format!("{NO_TRIGGERS} DELETE FROM custody WHERE seq = (SELECT max(seq) FROM custody)"))
    }),
    ("a custody entry in the middle cut", |v| {
        sql(v, FACTS, &format!("{NO_TRIGGERS} DELETE FROM custody WHERE seq = 2"))
    }),
    ("two custody entries swapped", |v| {
        sql(
            v,
            FACTS,
            &format!(
                "{NO_TRIGGERS} UPDATE custody SET line = (SELECT line FROM custody c
             WHERE c.case_id = custody.case_id AND c.seq = 5 - custody.seq) WHERE seq IN (2, 3)"
            ),
        )
    }),
    ("the column beside a custody line edited", |v| {
        sql(v, FACTS, &format!("{NO_TRIGGERS} UPDATE custody SET event = 'evidence.removed' WHERE seq = 2"))
    }),
    ("a custody line that is no JSON", |v| {
        sql(v, FACTS, &format!("{NO_TRIGGERS} UPDATE custody SET line = '{{' WHERE seq = 2"))
    }),
    ("a table of the facts gone", |v| sql(v, FACTS, "PRAGMA foreign_keys=OFF; DROP TABLE identifier")),
    ("facts gone", |v| remove(v, FACTS)),
    ("facts scribbled over", |v| std::fs::write(v.join(FACTS), [0x5a; 9000]).unwrap()),
    ("facts cut to half", |v| cut_to_half(v, FACTS)),
    ("originals gone", |v| remove(v, ORIGINALS)),
    ("originals scribbled over", |v| std::fs::write(v.join(ORIGINALS), [0x5a; 9000]).unwrap()),
    ("originals cut to half", |v| cut_to_half(v, ORIGINALS)),
    ("facts of a newer program", |v| sql(v, FACTS, "PRAGMA user_version = 99")),
    ("originals of a newer program", |v| sql(v, ORIGINALS, "PRAGMA user_version = 99")),
];

#[test]
fn every_damage_is_told_as_it_always_was() {
    let mut told = String::new();
    for (name, damage) in TABLE {
        let vault = tempfile::tempdir().unwrap();
        let cases = fill(vault.path());
        damage(vault.path());
        let _ = write!(told, "## {name}\n{}\n", plain(account(vault.path()), &cases, vault.path()));
    }
    if told != include_str!("damage.txt").replace("\r\n", "\n") {
        let found = std::env::temp_dir().join("liuzheng-damage.txt");
        std::fs::write(&found, &told).unwrap();
        panic!("reports differ from tests/damage.txt; what was found is in {}", found.display());
    }
}

/// R7: wherever one byte of what is kept flips, the piece is named; and a healthy vault is never accused.
#[test]
fn every_flipped_byte_is_found_and_two_thousand_healthy_pieces_are_called_whole() {
    let d = desk();
    let paths: Vec<PathBuf> = (0..2000u32).map(|i| d.file(&format!("{i}"), format!("内容 {i}").as_bytes())).collect();
    d.import(&paths);
    let report = d.session.check(false, &Job::quiet()).unwrap();
    assert_eq!((report.verdict, report.findings.len(), report.originals), (CheckVerdict::Whole, 0, 2000));
    let mut hurt = BTreeSet::new();
    for i in 0..150u32 {
        let (piece, bit) = (1 + i * 13, 1 << (i % 8));
        let text = format!("内容 {}", piece - 1).into_bytes();
        let at = i as usize % text.len();
        let mut flipped = text.clone();
        flipped[at] ^= bit;
        let hex: String = flipped.iter().map(|b| format!("{b:02x}")).collect();
        vault_sql(d.vault.path(), ORIGINALS, &format!("UPDATE piece SET bytes = x'{hex}' WHERE key >> 24 = {piece}"));
        hurt.insert(format!("{}/E{piece:03}", d.case));
    }
    let report = d.session.check(false, &Job::quiet()).unwrap();
    let named: BTreeSet<String> = report.findings.iter().map(|f| f.path.clone()).collect();
    assert!(report.findings.iter().all(|f| f.code == "original.changed"), "the evidence changed, not the log");
    assert_eq!(named, hurt, "these pieces and no other");
}

/// R8: one page of the facts, anywhere, scribbled over. Every original is still there after at most a recovery.
#[test]
fn a_random_page_of_the_facts_never_costs_an_original() {
    let healthy = tempfile::tempdir().unwrap();
    fill(healthy.path());
    let raw = std::fs::read(healthy.path().join(FACTS)).unwrap();
    let pages = raw.len() / 4096;
    for turn in 0..100usize {
        let vault = tempfile::tempdir().unwrap();
        std::fs::copy(healthy.path().join(ORIGINALS), vault.path().join(ORIGINALS)).unwrap();
        let page = turn * 37 % pages;
        let mut bytes = raw.clone();
        for (i, byte) in bytes[page * 4096..(page + 1) * 4096].iter_mut().enumerate() {
            *byte = (i * 31 + turn * 7) as u8;
        }
        std::fs::write(vault.path().join(FACTS), bytes).unwrap();
        let opened = Session::open(vault.path(), clock());
        let readable =
            opened.is_ok_and(|s| s.check(false, &Job::quiet()).is_ok_and(|r| r.verdict == CheckVerdict::Whole));
        if !readable {
            Session::recover(vault.path(), clock()).unwrap_or_else(|e| panic!("page {page}: {e}"));
        }
        let session = Session::open(vault.path(), clock()).unwrap();
        let hashes: BTreeSet<String> =
            session.cases("").unwrap().iter().flat_map(|c| hashes(&session, &c.id)).collect();
        assert_eq!(hashes.len(), 4, "page {page}: all four originals are filed");
        let report = session.check(false, &Job::quiet()).unwrap();
        let changed: Vec<_> = report.findings.iter().filter(|f| f.code.starts_with("original.")).collect();
        assert!(changed.is_empty(), "page {page}: {changed:?}");
    }
}

/// The half of the file that is there gives back what lies in it; the rest is told as missing, and a second import of
/// the same files makes the vault whole again.
#[test]
fn originals_cut_to_half_are_recovered_as_far_as_they_go_and_made_whole_by_a_second_import() {
    let d = desk();
    let paths: Vec<PathBuf> = (0..60u32).map(|i| d.file(&format!("{i}"), &i.to_le_bytes().repeat(10_000))).collect();
    d.import(&paths);
    let Desk { vault, session, case, files: _files } = d;
    drop(session);
    cut_to_half(vault.path(), ORIGINALS);
    assert_eq!(Session::open(vault.path(), clock()).err().map(|e| e.code), Some(Code::VaultDamaged));
    let recovered = Session::recover(vault.path(), clock()).unwrap();
    assert!(recovered.set_aside.iter().any(|p| p.ends_with(ORIGINALS)), "kept: {:?}", recovered.set_aside);
    let session = Session::open(vault.path(), clock()).unwrap();
    let report = session.check(false, &Job::quiet()).unwrap();
    let missing = report.findings.iter().filter(|f| f.code == "original.missing").count();
    assert_eq!(missing, report.findings.len(), "nothing but missing: what came back is whole");
    assert!((1..=40).contains(&missing), "about half of 60 came back: {missing} are missing");
    let again = session.import(&case, &paths, &ImportOptions::default(), &Job::quiet(), &|_| {}).unwrap();
    assert_eq!(again.duplicates.iter().filter(|d| d.repaired).count(), missing);
    assert_eq!(session.check(false, &Job::quiet()).unwrap().verdict, CheckVerdict::Whole);
}

fn hashes(session: &Session, case: &CaseId) -> Vec<String> {
    let page = session.evidence_page(case, &EvidenceFilter::default(), 0, 100).unwrap();
    page.rows.into_iter().map(|r| r.sha256).collect()
}

/// Two cases that share an original; the last original has several pieces.
fn fill(vault: &Path) -> Vec<CaseId> {
    Session::init(vault).unwrap();
    let session = Session::open(vault, clock()).unwrap();
    let files = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: Vec<u8>| -> PathBuf {
        let path = files.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let long: Vec<u8> = (0..700_000u32).map(|i| (i * 7) as u8).collect();
    let [a, b, c, d] =
        [("长", long), ("b", vec![2; 300]), ("c", vec![3; 5000]), ("d", vec![4; 40])].map(|(n, v)| file(n, v));
    let mut cases = Vec::new();
    for (title, paths) in [("甲", vec![b.clone(), c]), ("乙", vec![b, d, a])] {
        let case = session.case_new(facts(title)).unwrap().id;
        session.import(&case, &paths, &ImportOptions::default(), &Job::quiet(), &|_| {}).unwrap();
        cases.push(case);
    }
    cases
}

/// How the vault opens and what its check says; then the same after a recovery, when it did not open.
fn account(vault: &Path) -> String {
    match Session::open(vault, clock()) {
        Ok(session) => checked(&session),
        Err(e) => {
            let again = match Session::recover(vault, clock()) {
                Ok(r) => {
                    let session = Session::open(vault, clock()).unwrap();
                    let had = format!("{} cases, {} pieces, {} unfiled", r.cases, r.evidence, r.unfiled);
                    format!("recovered: {had}, {} set aside\n{}", r.set_aside.len(), checked(&session))
                }
                Err(e) => format!("not recovered: {}\n", e.code.as_str()),
            };
            format!("does not open: {} {:?}\n{again}", e.code.as_str(), e.params)
        }
    }
}

fn checked(session: &Session) -> String {
    let report = match session.check(false, &Job::quiet()) {
        Ok(report) => report,
        Err(e) => return format!("no check: {} {:?}\n", e.code.as_str(), e.params),
    };
    let mut told = format!("{:?}\n", report.verdict).to_lowercase();
    for (kind, list) in [("", &report.findings), ("note ", &report.notes)] {
        for f in list {
            let _ = writeln!(told, "{kind}{} | {} | {}", f.code, f.path, f.detail);
        }
    }
    told
}

/// Without what differs from run to run.
fn plain(text: String, cases: &[CaseId], vault: &Path) -> String {
    // Windows parts a path by backslashes, which stand escaped in what is told.
    let vault = vault.display().to_string().replace('\\', "/");
    let mut text = text.replace("\\\\", "/").replace(&vault, "<vault>");
    for (id, name) in cases.iter().zip(["<first>", "<second>"]) {
        text = text.replace(id.as_str(), name);
    }
    // How many migrations this program knows grows with it.
    for known in 1..100 {
        text = text.replace(&format!("\"known\": \"{known}\""), "\"known\": <known>");
    }
    let mut lines: Vec<String> =
        text.lines().map(|line| line.split(' ').map(without_hash).collect::<Vec<_>>().join(" ")).collect();
    // The findings of two cases come in the order of their ids, which are drawn at random.
    let head = lines.iter().take_while(|l| !l.contains(" | ")).count();
    lines[head..].sort();
    lines.into_iter().map(|l| l + "\n").collect()
}

fn without_hash(word: &str) -> &str {
    if word.trim_end_matches([',', ':']).parse::<Sha256>().is_ok() { "<hash>" } else { word }
}

fn sql(vault: &Path, file: &str, sql: &str) {
    vault_sql(vault, file, sql);
}

fn remove(vault: &Path, file: &str) {
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(vault.join(format!("{file}{end}")));
    }
}

fn cut_to_half(vault: &Path, file: &str) {
    let file = std::fs::File::options().write(true).open(vault.join(file)).unwrap();
    file.set_len(file.metadata().unwrap().len() / 2).unwrap();
}
