//! Masks: the copy has nothing of what is covered, the original stays, and what was made goes with its piece.

use super::*;
use crate::intake::{Rows, encode_png};

/// Noise, so that no pixel is like its neighbour by chance.
fn picture(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let mut state = seed;
    let mut rgba = Vec::new();
    for _ in 0..width * height {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        rgba.extend_from_slice(&[(state >> 8) as u8 | 1, (state >> 16) as u8, (state >> 24) as u8, 255]);
    }
    encode_png(width, height, &rgba).unwrap()
}

fn boxed(text: &str, reason: &str) -> MaskBox {
    MaskBox { reason: reason.into(), ..text.parse().unwrap() }
}

fn pixels(png: &[u8]) -> Vec<Vec<u8>> {
    let mut rows = Rows::open(png, "image/png", None).unwrap();
    std::iter::from_fn(|| rows.next_row().map(<[u8]>::to_vec)).collect()
}

fn whole(d: &Desk) -> bool {
    let report = d.session.check(false, &Job::quiet()).unwrap();
    assert!(report.findings.is_empty() && report.notes.is_empty(), "{:?} {:?}", report.findings, report.notes);
    report.verdict == CheckVerdict::Whole
}

#[test]
fn a_masked_copy_has_nothing_of_what_is_covered_and_the_original_stays() {
    let d = desk();
    let bytes = picture(120, 90, 1);
    let id = d.import(&[d.file("a.png", &bytes)]).imported[0].evidence;
    let view = d.session.mask_set(id, &[boxed("10,20,30,40", "手机号"), boxed("110,0,99,9", "")]).unwrap();
    let copy = view.copy.clone().unwrap();
    assert_eq!((copy.name.as_str(), view.boxes.len()), ("masked/E001.png", 2));
    assert_eq!(view.boxes[1].width, 10, "what lies beyond the picture is cut");
    assert_eq!(copy.parent_sha256, hash_bytes(&bytes).hex());
    let (shown, kind) = d.session.masked_picture(id).unwrap().unwrap();
    assert_eq!((hash_bytes(&shown).hex(), kind), (copy.sha256.clone(), "image/png"));
    let (before, after) = (pixels(&bytes), pixels(&shown));
    for (y, row) in after.iter().enumerate() {
        for (x, p) in row.chunks(3).enumerate() {
            let inside = (10..40).contains(&x) && (20..60).contains(&y) || x >= 110 && y < 9;
            assert_eq!(p, if inside { &[0, 0, 0] } else { &before[y][3 * x..3 * x + 3] }, "{x},{y}");
        }
    }
    assert_eq!(d.bytes(id), bytes, "the original is untouched");
    let log = d.session.custody_lines(&d.case).unwrap();
    let last = log.last().unwrap();
    assert!(last.contains("evidence.masked") && last.contains(&copy.sha256) && !last.contains("手机号"), "{last}");
    assert!(whole(&d));
}

#[test]
fn setting_the_former_boxes_again_gives_the_former_copy_and_none_takes_it_away() {
    let d = desk();
    let id = d.import(&[d.file("a.png", &picture(60, 60, 2))]).imported[0].evidence;
    let stored = || d.session.vault.originals(|o| o.list()).unwrap().len();
    let first = d.session.mask_set(id, &[boxed("0,0,10,10", "a")]).unwrap();
    let other = d.session.mask_set(id, &[boxed("5,5,10,10", "a")]).unwrap();
    assert_ne!(first.copy.as_ref().unwrap().sha256, other.copy.as_ref().unwrap().sha256);
    assert_eq!(stored(), 2, "the former copy is gone");
    let again = d.session.mask_set(id, &first.boxes).unwrap();
    assert_eq!(again, first, "undo is a plain set");
    let entries = d.session.custody_lines(&d.case).unwrap().len();
    d.session.mask_set(id, &first.boxes).unwrap();
    assert_eq!(d.session.custody_lines(&d.case).unwrap().len(), entries, "what is so already is not logged");
    assert!(d.session.mask_set(id, &[]).unwrap().copy.is_none());
    assert_eq!(stored(), 1);
    assert!(d.session.masks(&d.case).unwrap().is_empty());
    d.session.mask_set(id, &first.boxes).unwrap();
    d.session.evidence_remove(&[id]).unwrap();
    assert_eq!(stored(), 0, "the copy goes with its piece");
    assert!(whole(&d));
}

#[test]
fn boxes_go_over_a_series_of_one_width_and_what_can_not_have_them_is_told() {
    let d = desk();
    let files = [
        d.file("a.png", &picture(100, 200, 1)),
        d.file("b.png", &picture(100, 150, 2)),
        d.file("wide.png", &picture(101, 200, 3)),
        d.file("short.png", &picture(100, 20, 4)),
        d.file("call.m4a", b"no picture"),
        d.file("cut.png", &picture(100, 200, 5)[..9000]),
    ];
    let ids: Vec<EvidenceId> = d.import(&files).imported.iter().map(|r| r.evidence).collect();
    d.session.mask_set(ids[1], &[boxed("1,1,2,2", "own")]).unwrap();
    let outcome = d.session.mask_add(ids[0], &[boxed("0,30,100,10", "状态栏")], &ids, &Job::quiet()).unwrap();
    let masked: Vec<EvidenceId> = outcome.masked.iter().map(|m| m.evidence).collect();
    assert_eq!(masked, ids[..2]);
    assert_eq!(outcome.masked[1].boxes.len(), 2, "boxes that are there stay");
    let refused: Vec<_> = outcome.refused.iter().map(|r| (r.evidence, r.reason)).collect();
    let expected = [(ids[2], "other_width"), (ids[3], "outside"), (ids[4], "no_picture"), (ids[5], "damaged")];
    assert_eq!(refused, expected);
    d.session.mask_remove(ids[1]).unwrap();
    let again = d.session.mask_apply(ids[0], &[ids[1]], &Job::quiet()).unwrap();
    assert_eq!(again.masked[1].boxes, outcome.masked[0].boxes);
    assert!(d.session.mask_apply(ids[4], &[ids[0]], &Job::quiet()).is_err(), "it has no boxes to give");
    assert!(whole(&d));
}

#[test]
fn what_can_not_be_a_box_is_refused_and_nothing_happens() {
    let d = desk();
    let id = d.import(&[d.file("a.png", &picture(50, 50, 1))]).imported[0].evidence;
    let code = |boxes: &[MaskBox]| d.session.mask_set(id, boxes).unwrap_err().code;
    assert_eq!(code(&[boxed("50,0,5,5", "")]), Code::InvalidValue, "outside");
    assert_eq!(code(&[MaskBox { width: 0, ..boxed("1,1,1,1", "") }]), Code::InvalidValue);
    assert_eq!(code(&[boxed("1,1,1,1", &"长".repeat(201))]), Code::InvalidValue);
    assert_eq!(code(&vec![boxed("1,1,1,1", ""); 501]), Code::InvalidValue);
    assert_eq!(d.session.mask_set(EvidenceId(99), &[boxed("1,1,1,1", "")]).unwrap_err().code, Code::NotFound);
    assert!(d.session.masks(&d.case).unwrap().is_empty() && whole(&d));
}

#[test]
fn a_damaged_copy_is_told_as_such_and_made_anew_by_setting_the_boxes() {
    let d = desk();
    let id = d.import(&[d.file("a.png", &picture(50, 50, 1))]).imported[0].evidence;
    let view = d.session.mask_set(id, &[boxed("1,1,9,9", "")]).unwrap();
    let hash = &view.copy.as_ref().unwrap().sha256;
    let turn = format!(
        "UPDATE piece SET bytes = zeroblob(length(bytes))
         WHERE key / 16777216 = (SELECT no FROM blob WHERE sha256 = x'{hash}')"
    );
    crate::vault::tamper(&d.vault.path().join("originals.db"), &turn);
    let report = d.session.check(false, &Job::quiet()).unwrap();
    let codes: Vec<&str> = report.findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["masked.changed"], "no evidence is touched");
    d.session.mask_set(id, &[]).unwrap();
    d.session.mask_set(id, &view.boxes).unwrap();
    assert!(whole(&d));
}

#[test]
fn recovery_keeps_masks_and_never_takes_a_copy_for_an_original() {
    let d = desk();
    let id = d.import(&[d.file("a.png", &picture(50, 50, 1))]).imported[0].evidence;
    let boxes = [boxed("1,1,9,9", "头像")];
    d.session.mask_set(id, &boxes).unwrap();
    let Desk { vault, session, case, .. } = d;
    drop(session);
    crate::vault::tamper(&vault.path().join("vault.db"), "DROP TABLE setting");
    Session::recover(vault.path(), clock()).unwrap();
    let session = Session::open(vault.path(), clock()).unwrap();
    let masks = session.masks(&case).unwrap();
    assert_eq!(masks[0].boxes, boxes, "the boxes are there again");
    assert!(session.masked_picture(masks[0].evidence).unwrap().is_some());
    drop(session);
    // Every fact is lost.
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(vault.path().join(format!("vault.db{end}")));
    }
    let later = Clock::Set(chrono::DateTime::parse_from_rfc3339("2026-11-24T09:32:18+08:00").unwrap());
    let report = Session::recover(vault.path(), later).unwrap();
    assert_eq!(report.unfiled, 1, "the original alone");
    let session = Session::open(vault.path(), clock()).unwrap();
    assert!(session.case_get(&case).is_err());
    assert!(session.unfiled().unwrap().is_empty());
    assert_eq!(session.check(false, &Job::quiet()).unwrap().verdict, CheckVerdict::Whole);
}
