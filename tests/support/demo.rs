//! The made-up case of `--demo` is whole: every picture is there, small, readable, and its numbers look right.

use std::fs;
use std::path::PathBuf;

use liuzheng_core::api::IdentifierDraft;
use liuzheng_core::model::{CaseFacts, EvidenceFacts, MediaInfo};
use liuzheng_core::{intake, recognize};
use serde_json::{Value, from_value};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/demo")
}

fn demo() -> Value {
    serde_json::from_slice(&fs::read(folder().join("demo.json")).unwrap()).unwrap()
}

#[test]
fn every_number_of_the_demo_fits_its_kind_and_its_case() {
    let demo = demo();
    let facts: CaseFacts = from_value(demo["facts"].clone()).unwrap();
    let drafts: Vec<IdentifierDraft> = from_value(demo["identifiers"].clone()).unwrap();
    assert_eq!(drafts.len(), 5);
    for d in drafts {
        let hints = recognize::hints(d.kind, d.provider, &d.value, &facts);
        assert!(hints.iter().all(|h| h.fits), "{}: {hints:?}", d.value);
    }
}

#[test]
fn every_picture_of_the_demo_is_there_small_and_shows_a_preview() {
    let demo = demo();
    let pieces = demo["evidence"].as_array().unwrap();
    assert!(pieces.len() >= 16);
    let mut named: Vec<String> = pieces.iter().map(|p| from_value(p["file"].clone()).unwrap()).collect();
    for piece in pieces {
        let facts: EvidenceFacts = from_value(piece["facts"].clone()).unwrap();
        let file: String = from_value(piece["file"].clone()).unwrap();
        let bytes = fs::read(folder().join(&file)).unwrap();
        assert!(bytes.len() < 120_000, "{file} has {} bytes", bytes.len());
        let info: MediaInfo = intake::media_info(&bytes, &intake::sniff(&bytes, &file));
        assert!(info.preview && info.width == Some(1080), "{file}: {info:?}");
        assert!(intake::thumbnail(&bytes, &info.media_type, info.orientation).is_some(), "{file}");
        assert!(facts.proves.is_empty() || facts.kind.is_some(), "{file} proves something without being of a kind");
    }
    named.push("demo.json".into());
    named.sort();
    let mut there: Vec<String> =
        fs::read_dir(folder()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    there.sort();
    assert_eq!(there, named, "nothing lies about unused");
}
