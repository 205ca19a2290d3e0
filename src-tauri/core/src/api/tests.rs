//! Use cases on a temporary vault: what is acknowledged is there, byte for byte, and nothing else.

mod damage;
mod filings;
mod looking;
mod masks;
mod mess;
mod own;
mod reminders;
mod sorting;
mod timestamps;
mod upload;
mod watching;

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::*;
use crate::clock::Clock;
use crate::error::Code;
use crate::model::*;

fn clock() -> Clock {
    Clock::Set(chrono::DateTime::parse_from_rfc3339("2026-11-23T09:32:18+08:00").unwrap())
}

fn facts(title: &str) -> CaseFacts {
    CaseFacts {
        title: title.into(),
        platform: Platform::Pinduoduo,
        seller: "暖冬服饰官方店".into(),
        seller_type: Some(SellerType::ThirdParty),
        goods: "羽绒服".into(),
        amount_fen: Some(Fen(38600)),
        ordered_at: None,
        paid_at: None,
        received_at: None,
        status: CaseStatus::Collecting,
        note: String::new(),
    }
}

struct Desk {
    vault: tempfile::TempDir,
    files: tempfile::TempDir,
    session: Session,
    case: CaseId,
}

fn desk() -> Desk {
    let vault = tempfile::tempdir().unwrap();
    Session::init(vault.path()).unwrap();
    let session = Session::open(vault.path(), clock()).unwrap();
    let case = session.case_new(facts("羽绒服含绒量不符")).unwrap().id;
    Desk { vault, files: tempfile::tempdir().unwrap(), session, case }
}

impl Desk {
    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.files.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn import(&self, paths: &[PathBuf]) -> ImportReport {
        self.session.import(&self.case, paths, &ImportOptions::default(), &Job::quiet(), &|_| {}).unwrap()
    }

    fn bytes(&self, id: EvidenceId) -> Vec<u8> {
        let to = self.files.path().join(format!("out-{id}"));
        self.session.evidence_take_out(id, &to).unwrap();
        std::fs::read(to).unwrap()
    }
}

#[test]
fn every_file_of_an_import_is_kept_byte_for_byte_in_its_order() {
    let d = desk();
    let sizes = [1, 100, 300_000, 9_000_000, 17, 20_000_000, 5];
    let paths: Vec<PathBuf> = sizes
        .iter()
        .enumerate()
        .map(|(i, n)| d.file(&format!("聊天 {i}.bin"), &(0..*n).map(|b| (b * 7 + i) as u8).collect::<Vec<u8>>()))
        .collect();
    let saved = Mutex::new(Vec::new());
    let report = d
        .session
        .import(&d.case, &paths, &ImportOptions::default(), &Job::quiet(), &|rows| {
            saved.lock().unwrap().extend(rows.iter().map(|r| r.number.clone()));
        })
        .unwrap();
    let numbers: Vec<String> = (1..=sizes.len()).map(|n| format!("E{n:03}")).collect();
    assert_eq!(report.imported.iter().map(|r| r.number.clone()).collect::<Vec<_>>(), numbers, "in the order given");
    assert_eq!(*saved.lock().unwrap(), numbers, "and told as saved in that order");
    for (row, path) in report.imported.iter().zip(&paths) {
        assert_eq!(d.bytes(row.evidence), std::fs::read(path).unwrap(), "{}", row.name);
    }
    assert_eq!(d.session.check(false, &Job::quiet()).unwrap().verdict, CheckVerdict::Whole);
}

#[test]
fn the_same_bytes_are_a_duplicate_in_the_case_and_shared_with_another() {
    let d = desk();
    let big = vec![7u8; 9_000_000];
    let a = [d.file("a.png", b"same"), d.file("b.png", b"same"), d.file("big", &big), d.file("big again", &big)];
    let report = d.import(&a);
    assert_eq!((report.imported.len(), report.duplicates.len()), (2, 2));
    assert_eq!(report.duplicates[0].number, "E001");
    assert_eq!(report.duplicates[1].number, "E002");
    let size = || std::fs::metadata(d.vault.path().join("originals.db")).unwrap().len();
    let before = size();
    let other = d.session.case_new(facts("另一个")).unwrap().id;
    let again = d.session.import(&other, &a, &ImportOptions::default(), &Job::quiet(), &|_| {}).unwrap();
    assert_eq!(again.imported.len(), 2, "own evidence in another case");
    assert_eq!(size(), before, "and no byte more");
    d.session.case_remove(&d.case).unwrap();
    assert_eq!(d.bytes(again.imported[1].evidence), big, "what the other case uses stays");
    d.session.case_remove(&other).unwrap();
    assert!(size() < 1_000_000, "the last user gone, the bytes go: {}", size());
}

#[test]
fn each_refused_file_has_its_reason_and_the_rest_goes_on() {
    let d = desk();
    let report = d.import(&[
        d.file("empty", b""),
        d.file("good", b"x"),
        d.files.path().join("not there"),
        d.files.path().to_owned(),
    ]);
    assert_eq!(report.imported.len(), 1);
    let codes: Vec<Code> = report.refused.iter().map(|r| r.code).collect();
    assert_eq!(codes, [Code::EmptyFile, Code::Vanished, Code::SpecialFile]);
    assert!(report.error.is_none());
}

#[test]
fn a_cancelled_import_keeps_what_is_saved_and_says_so() {
    let d = desk();
    let paths: Vec<PathBuf> = (0..200u32).map(|i| d.file(&format!("{i}"), &i.to_le_bytes())).collect();
    let job = Job::quiet();
    let report = d.session.import(&d.case, &paths, &ImportOptions::default(), &job, &|_| job.cancel()).unwrap();
    assert_eq!(report.error.as_ref().map(|e| e.code), Some(Code::Cancelled));
    let saved = report.imported.len();
    assert!((1..=25).contains(&saved), "the first batch was saved before the cancel, and no other: {saved}");
    assert_eq!(d.session.case_get(&d.case).unwrap().evidence.total as usize, saved);
}

#[test]
fn removing_takes_the_bytes_and_leaves_an_entry() {
    let d = desk();
    let report = d.import(&[d.file("a", b"first"), d.file("b", b"second")]);
    d.session.evidence_remove(&[report.imported[0].evidence]).unwrap();
    assert_eq!(d.session.evidence_get(report.imported[0].evidence).unwrap_err().code, Code::NotFound);
    let log = d.session.custody(&d.case, 0, 10).unwrap();
    assert_eq!((log.rows[0].event.as_str(), log.rows[0].evidence.as_deref()), ("evidence.removed", Some("E001")));
    let again = d.import(&[d.file("c", b"first")]);
    assert_eq!(again.imported[0].number, "E003", "a number is never used again");
}

#[test]
fn check_tells_changed_evidence_from_a_changed_log_and_a_reimport_repairs() {
    let d = desk();
    let bytes = vec![3u8; 700_000];
    let path = d.file("a", &bytes);
    let id = d.import(&[path.clone(), d.file("b", b"other")]).imported[0].evidence;
    let Desk { vault, session, case, .. } = &d;
    let edit = |sql: &str| vault_sql(vault.path(), "originals.db", sql);
    edit("UPDATE piece SET bytes = zeroblob(length(bytes)) WHERE key = (SELECT min(key) + 1 FROM piece)");
    let report = session.check(false, &Job::quiet()).unwrap();
    let found: Vec<_> = report.findings.iter().map(|f| (f.code.as_str(), f.path.ends_with("/E001"))).collect();
    assert_eq!(found, [("original.changed", true)]);
    let out = d.files.path().join("never");
    assert_eq!(session.evidence_take_out(id, &out).unwrap_err().code, Code::OriginalChanged);
    assert!(!out.exists(), "altered bytes are never handed out");
    let again = d.import(&[path]);
    assert!(again.duplicates[0].repaired);
    assert_eq!(d.bytes(id), bytes);
    assert_eq!(session.check(false, &Job::quiet()).unwrap().verdict, CheckVerdict::Whole);
    vault_sql(
        vault.path(),
        "vault.db",
        "DROP TRIGGER custody_no_update; UPDATE custody SET line = replace(line, 'created', 'cremated') WHERE seq = 1",
    );
    let report = session.check(false, &Job::quiet()).unwrap();
    assert!(
        report.findings.iter().all(|f| f.code == "custody.broken" && f.path == case.as_str()),
        "{:?}",
        report.findings
    );
    assert!(!report.findings.is_empty());
}

#[test]
fn a_cancelled_check_goes_on_where_it_was() {
    let d = desk();
    let paths: Vec<PathBuf> = (0..300u32).map(|i| d.file(&format!("{i}"), &i.to_le_bytes())).collect();
    d.import(&paths);
    let slot: std::sync::Arc<Mutex<Option<Job>>> = Default::default();
    let in_report = slot.clone();
    let job = Job::new(move |p| {
        if p.done > 200
            && let Some(j) = in_report.lock().unwrap().as_ref()
        {
            j.cancel();
        }
    });
    *slot.lock().unwrap() = Some(job.clone());
    assert_eq!(d.session.check(false, &job).unwrap_err().code, Code::Cancelled);
    assert!(d.session.vault_info().unwrap().check_unfinished);
    let first = Mutex::new(None);
    let first = std::sync::Arc::new(first);
    let seen = first.clone();
    let report = d
        .session
        .check(
            true,
            &Job::new(move |p| {
                seen.lock().unwrap().get_or_insert(p.done);
            }),
        )
        .unwrap();
    assert!(first.lock().unwrap().unwrap() > 200, "what was found intact is not read again");
    assert_eq!((report.verdict, report.originals), (CheckVerdict::Whole, 300));
}

#[test]
fn a_lost_vault_db_comes_back_with_hash_name_and_time() {
    let d = desk();
    let report = d.import(&[d.file("聊天.png", b"one"), d.file("b", b"two")]);
    let Desk { vault, session, .. } = d;
    drop(session);
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(vault.path().join(format!("vault.db{end}")));
    }
    assert_eq!(Session::open(vault.path(), clock()).err().map(|e| e.code), Some(Code::VaultDamaged));
    let recovered = Session::recover(vault.path(), clock()).unwrap();
    assert_eq!(recovered.unfiled, 2);
    let session = Session::open(vault.path(), clock()).unwrap();
    let case = session.cases("").unwrap().remove(0).id;
    let rows = session.evidence_page(&case, &EvidenceFilter::default(), 0, 9).unwrap().rows;
    assert_eq!(rows.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(), ["聊天.png", "b"]);
    assert_eq!(rows[0].imported.at, "2026-11-23T01:32:18Z");
    assert_eq!(session.evidence_get(rows[0].id).unwrap().sha256, report.imported[0].sha256);
    assert_eq!(session.check(false, &Job::quiet()).unwrap().verdict, CheckVerdict::Whole);
}

#[test]
fn search_finds_one_character_a_part_of_a_number_and_no_wildcard() {
    let d = desk();
    let id = d.import(&[d.file("100%_聊天.png", b"x")]).imported[0].evidence;
    let draft = IdentifierDraft {
        kind: IdentifierKind::OrderNumber,
        provider: None,
        value: "２６１１０３-754323194875749".into(),
        note: String::new(),
    };
    d.session.identifier_add(&d.case, &draft).unwrap();
    let view = d.session.evidence_get(id).unwrap();
    d.session.evidence_edit(id, EvidenceFacts { proves: "商家承认含绒量不符".into(), ..view.facts }).unwrap();
    let hits = |q: &str| d.session.search(q, None, 50).unwrap().into_iter().map(|h| h.field).collect::<Vec<_>>();
    assert_eq!(hits("绒"), ["title", "goods", "proves"]);
    assert_eq!(hits("261103-754"), ["identifier"]);
    assert_eq!(hits("0%_"), ["name"]);
    assert_eq!(hits("%"), ["name"], "a percent sign is a percent sign");
    assert_eq!(d.session.cases("754323").unwrap().len(), 1);
    assert_eq!(d.session.cases("没有").unwrap().len(), 0);
}

#[test]
fn a_description_is_logged_by_field_names_and_never_by_its_words() {
    let d = desk();
    let id = d.import(&[d.file("secret-name.png", b"x")]).imported[0].evidence;
    let facts = EvidenceFacts { title: "私密的标题".into(), proves: "私密的话".into(), ..Default::default() };
    d.session.evidence_edit(id, facts.clone()).unwrap();
    let before = d.session.custody(&d.case, 0, 9).unwrap().total;
    d.session.evidence_edit(id, facts).unwrap();
    let log = d.session.custody_lines(&d.case).unwrap().join("\n");
    assert_eq!(d.session.custody(&d.case, 0, 9).unwrap().total, before, "nothing changed, nothing logged");
    assert!(log.contains(r#""fields":["proves","title"]"#), "{log}");
    assert!(!log.contains("私密") && !log.contains("secret-name"), "{log}");
    assert!(log.contains(r#""clock":"set""#), "the clock of this test is set");
}

#[test]
fn a_time_told_in_any_form_is_stored_in_one() {
    let d = desk();
    let id = d.import(&[d.file("a", b"x")]).imported[0].evidence;
    let when =
        |at: &str| EvidenceFacts { shown_at: Some(When { at: at.into(), tz: "+08:00".into() }), ..Default::default() };
    let view = d.session.evidence_edit(id, when("2026-11-12 14:03")).unwrap();
    assert_eq!(view.facts.shown_at.unwrap().at, "2026-11-12T06:03:00Z");
    assert_eq!(d.session.evidence_edit(id, when("gestern")).unwrap_err().code, Code::InvalidValue);
}

fn vault_sql(dir: &Path, file: &str, sql: &str) {
    crate::vault::tamper(&dir.join(file), sql);
}
