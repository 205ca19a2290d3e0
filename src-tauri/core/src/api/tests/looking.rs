//! What can be looked at: previews, tiles, words, ranges. Nothing here decodes apart: a test is no such program.

use std::sync::Arc;

use super::*;

/// A chat of 300 × 9,000 as a PNG, drawn by the encoder of pasted pictures.
fn long() -> Vec<u8> {
    let rgba: Vec<u8> = (0..9000u32).flat_map(|y| [(y / 40) as u8, 90, 160, 255].repeat(300)).collect();
    crate::intake::encode_png(300, 9000, &rgba).unwrap()
}

fn place(level: u8, row: u16) -> TilePlace {
    TilePlace { level, column: 0, row }
}

#[test]
fn tiles_of_a_long_picture_are_made_once_by_whoever_asks_and_kept() {
    let d = desk();
    let id = d.import(&[d.file("长.png", &long())]).imported[0].evidence;
    let preview = d.session.preview(id).unwrap();
    assert_eq!((preview.state, preview.way), (PreviewState::Ready, PreviewWay::Tiles));
    assert_eq!(d.session.picture(id).unwrap(), None, "a page is not given the whole");
    let session = Arc::new(d.session);
    std::thread::scope(|scope| {
        let asked: Vec<_> = [place(0, 4), place(0, 0), place(3, 0), place(0, 4), place(1, 2)]
            .map(|at| {
                let session = session.clone();
                scope.spawn(move || session.tile(id, at).unwrap())
            })
            .into_iter()
            .collect();
        for tile in asked {
            assert!(tile.join().unwrap().is_some_and(|bytes| bytes.starts_with(b"\x89PNG")), "each gets its tile");
        }
    });
    assert_eq!(
        session.tile(id, place(0, 4)).unwrap(),
        session.tile(id, place(0, 4)).unwrap(),
        "the same from the cache"
    );
    for nowhere in [place(0, 5), place(4, 0), TilePlace { level: 0, column: 1, row: 0 }] {
        assert_eq!(session.tile(id, nowhere).unwrap(), None, "{nowhere:?}");
    }
}

#[test]
fn a_damaged_long_picture_has_the_tiles_that_could_be_read_and_no_request_hangs() {
    let d = desk();
    let bytes = long();
    let id = d.import(&[d.file("断.png", &bytes[..bytes.len() / 2])]).imported[0].evidence;
    assert!(d.session.tile(id, place(0, 0)).unwrap().is_some());
    assert_eq!(d.session.tile(id, place(0, 4)).unwrap(), None);
    let junk = [&bytes[..33], b"junk instead of pixels"].concat();
    let id = d.import(&[d.file("坏.png", &junk)]).imported[0].evidence;
    assert_eq!(d.session.tile(id, place(0, 0)).unwrap(), None);
    let preview = d.session.preview(id).unwrap();
    assert_eq!((preview.state, preview.reason), (PreviewState::None, Some(NoPreview::Damaged)));
}

#[test]
fn a_list_tells_what_is_not_made_yet_and_later_what_came_of_it() {
    let d = desk();
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    let paths = [("a.png", long()), ("b.heic", heic), ("c.txt", "你好".into()), ("d.bin", vec![1, 0, 2])];
    let paths: Vec<_> = paths.iter().map(|(name, bytes)| d.file(name, bytes)).collect();
    d.import(&paths);
    let states = || -> Vec<(PreviewState, Option<NoPreview>)> {
        let page = d.session.evidence_page(&d.case, &EvidenceFilter::default(), 0, 9).unwrap();
        page.rows.iter().map(|r| (r.preview.state, r.preview.reason)).collect()
    };
    use PreviewState::*;
    let none = (None, Some(NoPreview::Kind));
    assert_eq!(states(), [(Making, Option::None), (Making, Option::None), (Making, Option::None), none]);
    d.session.make_previews_for(&d.case, std::time::Duration::from_secs(60)).unwrap();
    let again = (Making, Option::None);
    assert_eq!(
        states(),
        [(Ready, Option::None), again, (Ready, Option::None), none],
        "without a decoder it stays open"
    );
    let page = d.session.evidence_page(&d.case, &EvidenceFilter::default(), 1, 1).unwrap();
    assert_eq!(d.session.preview(page.rows[0].id).unwrap().reason, Some(NoPreview::NoDecoder));
}

#[test]
fn what_was_looked_at_leaves_the_cache_with_its_original() {
    let d = desk();
    let bytes = long();
    let id = d.import(&[d.file("长.png", &bytes)]).imported[0].evidence;
    d.session.tile(id, place(0, 0)).unwrap();
    assert!(d.session.thumbnail(id).unwrap().is_some());
    d.session.evidence_remove(&[id]).unwrap();
    let sha256 = hash_bytes(&bytes);
    let cache = d.session.vault.previews().unwrap();
    assert_eq!(cache.look(&sha256).unwrap(), None);
    assert_eq!((cache.pyramid(&sha256).unwrap(), cache.get(&sha256).unwrap()), (None, None));
    assert!(d.session.tile(id, place(0, 0)).is_err(), "a piece that is not there is an error, not a picture");
}

#[test]
fn a_mail_gives_words_and_only_films_and_sounds_are_played() {
    let d = desk();
    let mail = "From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\n\r\n同意退款\r\n".as_bytes();
    let wav = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x04\0\0\0abcd";
    let report = d.import(&[d.file("信.eml", mail), d.file("录音.wav", wav)]);
    let [mail, sound] = [report.imported[0].evidence, report.imported[1].evidence];
    assert_eq!(d.session.text(mail).unwrap().unwrap().text.trim(), "同意退款");
    assert_eq!(d.session.text(sound).unwrap(), None);
    assert_eq!(d.session.playable(mail).unwrap(), None, "a mail is not handed to a player");
    assert_eq!(d.session.playable(sound).unwrap(), Some(("audio/wav".to_owned(), wav.len() as u64)));
    assert_eq!(d.session.original_range(sound, 44, 2).unwrap(), b"ab");
    assert_eq!(d.session.original_range(sound, 46, 900).unwrap(), b"cd", "fewer at the end");
}
