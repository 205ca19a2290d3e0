//! The vault's promises on real files in a temporary folder.

use super::*;
use crate::model::{
    Case, CaseFacts, CaseId, Event, EvidenceFacts, MediaInfo, Number, Origin, Place, Platform, Sha256, Stamp,
    hash_bytes, verify_chain,
};

fn stamp(s: u32) -> Stamp {
    Stamp { at: format!("2026-11-23T01:00:{s:02}Z"), tz: "+08:00".into() }
}

fn by(s: u32) -> By {
    By { at: stamp(s), clock_set: false, app: "liuzheng 0.1.0".into() }
}

fn vault() -> (tempfile::TempDir, Vault, CaseId) {
    let dir = tempfile::tempdir().unwrap();
    Vault::create(dir.path()).unwrap();
    let vault = Vault::open(dir.path()).unwrap();
    let id = CaseId::from_random([7; 8]);
    let facts = CaseFacts::titled("羽绒服含绒量不符", Platform::Pinduoduo);
    vault
        .write(|tx| {
            tx.insert_case(&Case { id: id.clone(), facts, created: stamp(0) })?;
            tx.log(&by(0), &id, Event::CaseCreated, None, None, serde_json::json!({}))
        })
        .unwrap();
    (dir, vault, id)
}

fn blob(bytes: &[u8]) -> BlobInfo {
    BlobInfo {
        sha256: hash_bytes(bytes),
        size: bytes.len() as u64,
        media_type: "image/png".into(),
        first_name: "a.png".into(),
        added: stamp(1),
    }
}

fn file(vault: &Vault, case: &CaseId, bytes: &[u8]) -> Sha256 {
    let info = blob(bytes);
    vault.originals_writer().unwrap().add([(&info, bytes)]).unwrap();
    let new = NewEvidence {
        sha256: info.sha256,
        size: info.size,
        name: "a.png".into(),
        origin: Origin::File,
        media: MediaInfo { media_type: "image/png".into(), ..Default::default() },
        facts: EvidenceFacts::default(),
        file_at: None,
        named_at: None,
        imported: stamp(1),
    };
    vault
        .write(|tx| {
            let number = tx.take_numbers(case, 1)?[0];
            tx.insert_evidence(case, number, &new)?;
            tx.log(
                &by(1),
                case,
                Event::EvidenceImported,
                Some(number),
                Some(info.sha256),
                serde_json::json!({"size": info.size}),
            )
        })
        .unwrap();
    info.sha256
}

fn bytes_of(vault: &Vault, sha: &Sha256) -> Vec<u8> {
    let mut out = Vec::new();
    vault
        .originals(|o| {
            o.copy(sha, &mut |b| {
                out.extend_from_slice(b);
                Ok(())
            })
        })
        .unwrap();
    out
}

#[test]
fn what_one_read_sees_is_of_one_moment() {
    let (_dir, vault, _) = vault();
    let setting = |f: &Facts| f.setting("lang").unwrap();
    vault
        .read(|f| {
            assert_eq!(setting(&f), None);
            vault.write(|tx| tx.set_setting("lang", Some("en"))).unwrap();
            assert_eq!(setting(&f), None, "what is saved meanwhile is for the next read");
            Ok(())
        })
        .unwrap();
    assert_eq!(vault.read(|f| Ok(setting(&f))).unwrap().as_deref(), Some("en"));
}

#[test]
fn bytes_come_back_as_they_went_in_whatever_their_length() {
    let (_dir, vault, case) = vault();
    for n in [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 77] {
        let bytes: Vec<u8> = (0..n).map(|i| (i * 31 + n) as u8).collect();
        let sha = file(&vault, &case, &bytes);
        assert_eq!(bytes_of(&vault, &sha), bytes, "{n} bytes");
        let cut = vault.originals(|o| o.range(&sha, n as u64 / 2, 1000)).unwrap();
        assert_eq!(cut, bytes[n / 2..(n / 2 + 1000).min(n)], "a range of {n} bytes");
    }
}

#[test]
fn a_staged_file_is_seen_only_when_its_row_is_there_and_what_a_crash_left_is_swept() {
    let (dir, vault, _) = vault();
    let bytes = vec![9u8; 5 * PIECE + 1];
    let info = blob(&bytes);
    let mut w = vault.originals_writer().unwrap();
    let mut staging = w.stage().unwrap();
    w.stage_bytes(&mut staging, &bytes[..3 * PIECE]).unwrap();
    assert!(w.read().info(&info.sha256).unwrap().is_none(), "half a file is no original");
    w.stage_bytes(&mut staging, &bytes[3 * PIECE..]).unwrap();
    w.finish(staging, &info).unwrap();
    let mut lost = w.stage().unwrap();
    w.stage_bytes(&mut lost, &bytes[..2 * PIECE]).unwrap();
    drop(w);
    assert_eq!(bytes_of(&vault, &info.sha256), bytes);
    drop(vault);
    let vault = Vault::open(dir.path()).unwrap();
    assert_eq!(bytes_of(&vault, &info.sha256), bytes, "the finished one stays");
    let conn = db::open(dir.path(), Role::Originals, Access::Read).unwrap();
    let pieces: i64 = conn.query_row("SELECT count(*) FROM piece", [], |r| r.get(0)).unwrap();
    assert_eq!(pieces, 6, "the pieces of the lost one are gone");
}

#[test]
fn the_custody_log_can_only_grow() {
    let (dir, vault, case) = vault();
    file(&vault, &case, b"one");
    let conn = Connection::open(dir.path().join("vault.db")).unwrap();
    for sql in ["UPDATE custody SET line = 'x'", "DELETE FROM custody"] {
        assert!(conn.execute(sql, []).unwrap_err().to_string().contains("append-only"), "{sql}");
    }
    let lines = vault.read(|f| f.custody_lines(&case)).unwrap();
    let (chain, breaks) = verify_chain(lines.iter().map(String::as_str));
    assert_eq!((chain.length, breaks.len()), (2, 0));
}

#[test]
fn a_clock_that_goes_back_is_noted_and_the_order_is_kept_by_number() {
    let (_dir, vault, case) = vault();
    vault
        .write(|tx| {
            tx.log(
                &By { at: Stamp { at: "2025-01-01T00:00:00Z".into(), tz: "+08:00".into() }, ..by(0) },
                &case,
                Event::CaseEdited,
                None,
                None,
                serde_json::json!({}),
            )
        })
        .unwrap();
    let events: Vec<String> =
        vault.read(|f| f.custody(&case, None, 0, 9)).unwrap().into_iter().map(|r| r.event).collect();
    assert_eq!(events, ["case.edited", "clock.moved_back", "case.created"]);
}

#[test]
fn an_erase_takes_only_bytes_that_nothing_uses_and_the_room_comes_back() {
    let (dir, vault, case) = vault();
    let keep = file(&vault, &case, &vec![1u8; 40 * PIECE]);
    let drop_it = file(&vault, &case, &vec![2u8; 80 * PIECE]);
    let full = std::fs::metadata(dir.path().join("originals.db")).unwrap().len();
    vault
        .write(|tx| {
            let (id, _) = tx.read().evidence_with(&case, &drop_it)?.unwrap();
            tx.delete_evidence(id)?;
            tx.ask_erase(&drop_it, &stamp(3))?;
            tx.ask_erase(&keep, &stamp(3))
        })
        .unwrap();
    assert_eq!(vault.finish_erases().unwrap(), [drop_it], "what a piece still names stays, whatever was asked");
    assert!(vault.originals(|o| o.is_intact(&keep)).unwrap());
    assert!(vault.originals(|o| o.info(&drop_it)).unwrap().is_none());
    let now = std::fs::metadata(dir.path().join("originals.db")).unwrap().len();
    assert!(now < full / 2, "20 of 30 MiB went: {full} -> {now}");
    assert_eq!(std::fs::metadata(dir.path().join("vault.db-wal")).unwrap().len(), 0, "removed text leaves the WAL");
    let raw = std::fs::read(dir.path().join("originals.db")).unwrap();
    assert!(!raw.windows(64).any(|w| w == [2u8; 64]), "nothing of the removed bytes is left in the file");
}

#[test]
fn a_second_writer_is_told_that_the_vault_is_busy_and_a_reader_is_not() {
    let (dir, vault, case) = vault();
    assert_eq!(Vault::open(dir.path()).err().map(|e| e.code), Some(Code::VaultBusy));
    let reader = Vault::open_to_read(dir.path()).unwrap();
    assert_eq!(reader.read(|f| f.case(&case)).unwrap().facts.title, "羽绒服含绒量不符");
    assert!(reader.write(|_| Ok(())).is_err(), "a reader does not write");
    drop(vault);
    Vault::open(dir.path()).expect("the lock goes with its holder");
}

#[test]
fn a_missing_vault_is_an_error_and_never_a_new_empty_one() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(Vault::open(dir.path()).err().map(|e| e.code), Some(Code::VaultMissing));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "nothing was made");
    Vault::create(dir.path()).unwrap();
    assert_eq!(Vault::create(dir.path()).err().map(|e| e.code), Some(Code::VaultExists));
}

#[test]
fn a_lost_or_scribbled_vault_db_is_called_damaged_and_set_aside_whole() {
    for harm in ["gone", "scribbled"] {
        let (dir, vault, case) = vault();
        let sha = file(&vault, &case, b"the bytes");
        drop(vault);
        let path = dir.path().join("vault.db");
        match harm {
            "gone" => std::fs::remove_file(&path).unwrap(),
            _ => std::fs::write(&path, vec![0x5au8; 40_000]).unwrap(),
        }
        assert_eq!(Vault::open(dir.path()).err().map(|e| e.code), Some(Code::VaultDamaged), "{harm}");
        let salvage = Vault::salvage(dir.path(), &stamp(9)).unwrap();
        assert!(salvage.cases.is_empty(), "{harm}: nothing could be read");
        if harm == "scribbled" {
            assert_eq!(
                std::fs::read(&salvage.set_aside[0]).unwrap(),
                vec![0x5au8; 40_000],
                "the damaged file is kept as it was"
            );
        }
        let vault = Vault::open(dir.path()).unwrap();
        assert_eq!(bytes_of(&vault, &sha), b"the bytes", "{harm}: the bytes are all there");
    }
}

#[test]
fn one_damaged_page_costs_at_most_what_lay_on_it() {
    let (dir, vault, case) = vault();
    for i in 0..200u32 {
        file(&vault, &case, &i.to_le_bytes());
    }
    vault.checkpoint().unwrap();
    drop(vault);
    let path = dir.path().join("vault.db");
    let mut raw = std::fs::read(&path).unwrap();
    // The root page of `cases`: nothing opens any more, all the rest can be read.
    let conn = Connection::open(&path).unwrap();
    let root: i64 =
        conn.query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'cases'", [], |r| r.get(0)).unwrap();
    drop(conn);
    let start = (root as usize - 1) * 4096;
    raw[start..start + 4096].fill(0xff);
    std::fs::write(&path, &raw).unwrap();
    assert_eq!(Vault::open(dir.path()).err().map(|e| e.code), Some(Code::VaultDamaged));
    let salvage = Vault::salvage(dir.path(), &stamp(9)).unwrap();
    let (_, found) = &salvage.cases[0];
    assert!(found.case.is_none(), "its row was on that page");
    assert_eq!(found.evidence.len(), 200);
    assert_eq!(found.custody.len(), 201);
    assert_eq!(found.evidence[0].number, Number(1));
}

#[test]
fn a_piece_moves_to_any_place_and_the_others_keep_their_order() {
    let (_dir, vault, case) = vault();
    for i in 0..5u32 {
        file(&vault, &case, &i.to_le_bytes());
    }
    let order = || -> Vec<u32> { vault.read(|f| f.evidence_of(&case)).unwrap().iter().map(|e| e.number.0).collect() };
    for (number, to, expected) in
        [(5, 0, [5, 1, 2, 3, 4]), (5, 4, [1, 2, 3, 4, 5]), (1, 2, [2, 3, 1, 4, 5]), (2, 99, [3, 1, 4, 5, 2])]
    {
        vault
            .write(|tx| {
                let e = tx.read().evidence_of(&case)?.into_iter().find(|e| e.number.0 == number).unwrap();
                tx.place_evidence(&case, &[e.id], Place::Index(to))
            })
            .unwrap();
        assert_eq!(order(), expected, "{number} to {to}");
    }
    // Between the same two neighbours until the gap is used up.
    for _ in 0..40 {
        vault
            .write(|tx| {
                let e = tx.read().evidence_of(&case)?.pop().unwrap();
                tx.place_evidence(&case, &[e.id], Place::Index(1))
            })
            .unwrap();
    }
    let mut sorted = order();
    sorted.sort_unstable();
    assert_eq!(sorted, [1, 2, 3, 4, 5], "nothing is lost by moving");
}

/// For tests of `api`: edits a file of the vault behind its back.
pub(crate) fn tamper(file: &Path, sql: &str) {
    let conn = Connection::open(file).unwrap();
    if file.ends_with(Role::Originals.file()) {
        // As the vault does it: on Windows a journal that the vault holds open can't be deleted.
        conn.query_row("PRAGMA journal_mode=truncate", [], |_| Ok(())).unwrap();
    }
    conn.execute_batch(sql).unwrap();
}
