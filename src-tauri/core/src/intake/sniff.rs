//! What a file is, by its first bytes. The extension only decides between kinds that look alike inside: texts, ZIP
//! containers, old Office files.

use super::text;

const ZIP_KINDS: &[(&str, &str, &str)] = &[
    ("docx", "word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("ofd", "OFD.xml", "application/ofd"),
    ("apk", "AndroidManifest.xml", "application/vnd.android.package-archive"),
];

const OLE_KINDS: &[(&str, &str)] = &[
    ("doc", "application/msword"),
    ("xls", "application/vnd.ms-excel"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("msg", "application/vnd.ms-outlook"),
];

/// The media type; `application/octet-stream` when unknown. `head`: the first 64 KiB or less.
pub fn sniff(head: &[u8], name: &str) -> String {
    let extension = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    known_start(head)
        .or_else(|| text::kind(head, &extension))
        .or_else(|| container(head, &extension))
        .or_else(|| by_magic(head))
        .unwrap_or("application/octet-stream")
        .to_owned()
}

/// Starts that are readable text and would be taken for one.
fn known_start(head: &[u8]) -> Option<&'static str> {
    let early = &head[..head.len().min(1024)];
    if early.windows(5).any(|w| w == b"%PDF-") {
        return Some("application/pdf");
    }
    let starts: [(&[u8], &str); 5] = [
        (b"{\\rtf", "application/rtf"),
        (b"#!AMR", "audio/amr"),
        (b"#!SILK", "audio/silk"),
        (b"\x02#!SILK", "audio/silk"),
        (b"ID3\x02", "audio/mpeg"),
    ];
    starts.into_iter().find(|(start, _)| head.starts_with(start)).map(|(_, kind)| kind)
}

fn container(head: &[u8], extension: &str) -> Option<&'static str> {
    if head.get(4..8) == Some(b"ftyp") {
        return Some(iso_media(head));
    }
    if head.starts_with(b"\x1a\x45\xdf\xa3") {
        // The kind stands somewhere in the EBML head, after elements of other sizes (RFC 8794, 11.2).
        let says = |what: &[u8]| head[..head.len().min(128)].windows(what.len()).any(|w| w == what);
        let film = if says(b"webm") { Some("video/webm") } else { None };
        return film.or(says(b"matroska").then_some("video/x-matroska"));
    }
    if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        let named = OLE_KINDS.iter().find(|(e, _)| *e == extension).map(|(_, kind)| *kind);
        return Some(named.unwrap_or("application/x-ole-storage"));
    }
    if !head.starts_with(b"PK\x03\x04") {
        return None;
    }
    let holds = |what: &str| head.windows(what.len()).any(|w| w == what.as_bytes());
    let inside = ZIP_KINDS.iter().find(|(_, mark, _)| holds(mark));
    let named = ZIP_KINDS.iter().find(|(e, _, _)| *e == extension);
    let office = holds("[Content_Types].xml");
    match (inside, named) {
        (Some(kind), _) if office || named == Some(kind) => Some(kind.2),
        (None, Some(kind)) if office => Some(kind.2),
        _ => by_magic(head)
            .filter(|kind| kind.contains("opendocument") || kind.contains("epub"))
            .or(Some("application/zip")),
    }
}

/// ISO 14496-12: the brand says whether it is a film, a sound or a picture.
fn iso_media(head: &[u8]) -> &'static str {
    let length = head.first_chunk::<4>().map_or(0, |b| u32::from_be_bytes(*b) as usize).clamp(12, 256);
    let brands = head[8..head.len().min(length)].as_chunks::<4>().0;
    let has = |wanted: &[&[u8; 4]]| brands.iter().any(|b| wanted.contains(&b));
    match brands.first() {
        Some(b"qt  ") => "video/quicktime",
        Some(b"M4A " | b"M4B ") => "audio/mp4",
        Some(b"avif" | b"avis") => "image/avif",
        Some(b"mif1" | b"msf1") if has(&[b"avif"]) => "image/avif",
        Some(b"heic" | b"heix" | b"heim" | b"heis" | b"hevc") => "image/heic",
        Some(b"mif1" | b"msf1") if has(&[b"heic", b"heix"]) => "image/heic",
        Some(b"mif1" | b"msf1") => "image/heif",
        Some(brand) if brand.starts_with(b"3g") => "video/3gpp",
        _ => "video/mp4",
    }
}

fn by_magic(head: &[u8]) -> Option<&'static str> {
    let kind = infer::get(head)?.mime_type();
    match kind {
        "image/bmp" if !is_bmp(head) => None,
        "audio/m4a" => Some("audio/mp4"),
        "audio/x-wav" => Some("audio/wav"),
        "audio/x-flac" => Some("audio/flac"),
        "audio/opus" => Some("audio/ogg"),
        _ => Some(kind),
    }
}

/// Two letters are too little to go by: the size of the second header must be one of those in use.
fn is_bmp(head: &[u8]) -> bool {
    head.get(14..18)
        .is_some_and(|b| matches!(u32::from_le_bytes([b[0], b[1], b[2], b[3]]), 12 | 40 | 52 | 56 | 64 | 108 | 124))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn padded(start: &[u8]) -> Vec<u8> {
        [start, &[0u8; 300]].concat()
    }

    #[test]
    fn content_wins_over_the_extension() {
        for (start, kind) in [
            (b"\x89PNG\r\n\x1a\n".as_slice(), "image/png"),
            (b"\xff\xd8\xff\xe0", "image/jpeg"),
            (b"GIF89a", "image/gif"),
            (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
            (b"II*\0\x08\0\0\0\x01\x02", "image/tiff"),
            (b"BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0", "image/bmp"),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
            (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif", "image/avif"),
            (b"\0\0\0\x18ftypisom\0\0\0\0isomavc1", "video/mp4"),
            (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "video/quicktime"),
            (b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42", "audio/mp4"),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm", "video/webm"),
            (b"\x1a\x45\xdf\xa3\xa3\x42\x82\x88matroska", "video/x-matroska"),
            (b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\x82\x84webm", "video/webm"),
            (b"#!AMR\n\x3c", "audio/amr"),
            (b"\x02#!SILK_V3", "audio/silk"),
            (b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
            (b"OggS\0", "audio/ogg"),
            (b"ID3\x03\0\0", "audio/mpeg"),
            (b"%PDF-1.7\n", "application/pdf"),
            (b"PK\x03\x04\0\0", "application/zip"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
            (b"\x07\x08\x09", "application/octet-stream"),
        ] {
            assert_eq!(sniff(&padded(start), "截图.txt"), kind, "{start:?}");
        }
    }

    #[test]
    fn the_extension_decides_between_containers_that_look_alike() {
        let office = padded(b"PK\x03\x04\x14\0[Content_Types].xml word/document.xml");
        assert!(sniff(&office, "a.xlsx").ends_with("wordprocessingml.document"), "what lies inside wins");
        let early = padded(b"PK\x03\x04\x14\0[Content_Types].xml");
        assert!(sniff(&early, "a.xlsx").ends_with("spreadsheetml.sheet"));
        assert_eq!(sniff(&early, "a.bin"), "application/zip");
        assert_eq!(sniff(&padded(b"PK\x03\x04 word/ of mouth"), "a.zip"), "application/zip");
        assert_eq!(sniff(&padded(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "a.DOC"), "application/msword");
    }

    #[test]
    fn a_text_that_starts_like_a_picture_is_a_text() {
        assert_eq!(sniff(b"BMW 3 series, bought on 11-03", "note"), "text/plain");
        assert_eq!(sniff(b"GIF or JPEG?", "note"), "text/plain");
        assert_eq!(sniff("MZ 是什么".as_bytes(), "note"), "text/plain");
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_and_no_name_make_it_panic(head: Vec<u8>, name in ".{0,12}") {
            proptest::prop_assert!(sniff(&head, &name).contains('/'));
            sniff(&[b"\0\0\0\x18ftyp".as_slice(), &head].concat(), &name);
            sniff(&[b"PK\x03\x04".as_slice(), &head].concat(), &name);
        }
    }
}
