//! The few EXIF tags that matter (EXIF 2.32, TIFF 6.0): orientation, DateTimeOriginal, OffsetTimeOriginal.
//!
//! A reader of its own, because it sees hostile bytes, must not copy a large TIFF, and needs four tags.

use chrono::{DateTime, FixedOffset, NaiveDateTime, SecondsFormat, Utc};

use crate::model::Stamp;

const ORIENTATION: u16 = 0x0112;
const EXIF_IFD: u16 = 0x8769;
const DATE_TIME_ORIGINAL: u16 = 0x9003;
const OFFSET_TIME_ORIGINAL: u16 = 0x9011;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exif {
    /// 1 to 8.
    pub orientation: Option<u8>,
    /// UTC beside its offset; without an offset in the file `at` is the local text and `tz` is empty.
    pub taken: Option<Stamp>,
}

/// `chunk`: a TIFF structure, with or without `Exif\0\0` before it. Whatever can't be read is left out.
pub fn read(chunk: &[u8]) -> Exif {
    let bytes = chunk.strip_prefix(b"Exif\0\0").unwrap_or(chunk);
    let Some(tiff) = Tiff::new(bytes) else { return Exif::default() };
    let root = tiff.u32(4).map(|at| tiff.directory(at)).unwrap_or_default();
    let orientation = find(&root, ORIENTATION)
        .and_then(|e| tiff.u16(e.value_at))
        .and_then(|v| u8::try_from(v).ok())
        .filter(|v| (1..=8).contains(v));
    let inner = find(&root, EXIF_IFD).and_then(|e| tiff.u32(e.value_at)).map(|at| tiff.directory(at));
    let text = |tag| inner.as_deref().and_then(|dir| tiff.text(find(dir, tag)?));
    Exif { orientation, taken: text(DATE_TIME_ORIGINAL).and_then(|t| stamp(&t, text(OFFSET_TIME_ORIGINAL))) }
}

fn stamp(local: &str, offset: Option<String>) -> Option<Stamp> {
    let naive = NaiveDateTime::parse_from_str(local.trim(), "%Y:%m:%d %H:%M:%S").ok()?;
    let zoned = offset
        .and_then(|o| o.trim().parse::<FixedOffset>().ok())
        .and_then(|o| Some((naive.and_local_timezone(o).single()?, o)));
    Some(match zoned {
        Some((time, offset)) => Stamp { at: utc(&time), tz: offset.to_string() },
        None => Stamp { at: naive.format("%Y-%m-%d %H:%M:%S").to_string(), tz: String::new() },
    })
}

fn utc(time: &DateTime<FixedOffset>) -> String {
    time.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Secs, true)
}

struct Tiff<'a> {
    bytes: &'a [u8],
    little: bool,
}

struct Entry {
    tag: u16,
    count: u32,
    /// Where the value or its offset stands.
    value_at: u32,
}

fn find(directory: &[Entry], tag: u16) -> Option<&Entry> {
    directory.iter().find(|e| e.tag == tag)
}

impl<'a> Tiff<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        match bytes.get(..4)? {
            [b'I', b'I', 42, 0] => Some(Tiff { bytes, little: true }),
            [b'M', b'M', 0, 42] => Some(Tiff { bytes, little: false }),
            _ => None,
        }
    }

    fn at<const N: usize>(&self, at: u32) -> Option<[u8; N]> {
        let start = usize::try_from(at).ok()?;
        self.bytes.get(start..start.checked_add(N)?)?.try_into().ok()
    }

    fn u16(&self, at: u32) -> Option<u16> {
        self.at(at).map(|b| if self.little { u16::from_le_bytes(b) } else { u16::from_be_bytes(b) })
    }

    fn u32(&self, at: u32) -> Option<u32> {
        self.at(at).map(|b| if self.little { u32::from_le_bytes(b) } else { u32::from_be_bytes(b) })
    }

    /// The entries of one directory; a count that lies ends at the last byte.
    fn directory(&self, at: u32) -> Vec<Entry> {
        let count = self.u16(at).unwrap_or(0);
        let entry = |i: u16| {
            let start = at.checked_add(2 + u32::from(i) * 12)?;
            let value_at = start.checked_add(8)?;
            self.u32(value_at)?;
            Some(Entry { tag: self.u16(start)?, count: self.u32(start + 4)?, value_at })
        };
        (0..count).map_while(entry).collect()
    }

    /// An ASCII value of 5 to 64 bytes; shorter ones would be stored in place and are none that is asked for.
    fn text(&self, entry: &Entry) -> Option<String> {
        let len = usize::try_from(entry.count).ok().filter(|n| (5..=64).contains(n))?;
        let start = usize::try_from(self.u32(entry.value_at)?).ok()?;
        let raw = self.bytes.get(start..start.checked_add(len)?)?;
        let text = raw.split(|b| *b == 0).next().unwrap_or_default();
        Some(String::from_utf8_lossy(text).into_owned())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A little-endian EXIF block with an orientation and, if given, a time and its offset.
    pub fn block(orientation: u16, taken: Option<&str>, offset: Option<&str>) -> Vec<u8> {
        let mut texts: Vec<(u16, &str)> = Vec::new();
        texts.extend(taken.map(|t| (DATE_TIME_ORIGINAL, t)));
        texts.extend(offset.map(|t| (OFFSET_TIME_ORIGINAL, t)));
        let entry = |tag: u16, kind: u16, count: u32, value: u32| {
            [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
        };
        let inner_at = 8 + 2 + 2 * 12 + 4;
        let mut data_at = inner_at + 2 + texts.len() as u32 * 12 + 4;
        let mut out = [&b"II*\0"[..], &8u32.to_le_bytes(), &2u16.to_le_bytes()].concat();
        out.extend(entry(ORIENTATION, 3, 1, u32::from(orientation)));
        out.extend(entry(EXIF_IFD, 4, 1, inner_at));
        out.extend(0u32.to_le_bytes());
        out.extend((texts.len() as u16).to_le_bytes());
        let mut data = Vec::new();
        for (tag, text) in texts {
            out.extend(entry(tag, 2, text.len() as u32 + 1, data_at));
            data.extend(text.as_bytes());
            data.push(0);
            data_at += text.len() as u32 + 1;
        }
        out.extend(0u32.to_le_bytes());
        out.extend(data);
        out
    }

    #[test]
    fn a_time_with_its_offset_becomes_utc_and_one_without_stays_local() {
        let got = read(&block(6, Some("2026:11:12 14:03:27"), Some("+08:00")));
        assert_eq!(got.orientation, Some(6));
        assert_eq!(got.taken, Some(Stamp { at: "2026-11-12T06:03:27Z".into(), tz: "+08:00".into() }));
        let prefixed = [b"Exif\0\0".as_slice(), &block(1, Some("2026:11:12 14:03:27"), None)].concat();
        assert_eq!(read(&prefixed).taken, Some(Stamp { at: "2026-11-12 14:03:27".into(), tz: String::new() }));
    }

    #[test]
    fn a_blank_or_impossible_time_is_none() {
        for text in ["    :  :     :  :  ", "0000:00:00 00:00:00", "2026:13:45 99:99:99"] {
            assert_eq!(read(&block(1, Some(text), Some("+99:00"))).taken, None, "{text:?}");
        }
        assert_eq!(read(&block(9, None, None)).orientation, None, "9 is no orientation");
    }

    proptest::proptest! {
        #[test]
        fn no_damage_makes_it_panic(at in 0usize..120, byte: u8, cut in 0usize..130) {
            let mut bytes = block(6, Some("2026:11:12 14:03:27"), Some("+08:00"));
            let len = bytes.len();
            bytes[at % len] = byte;
            bytes.truncate(cut);
            read(&bytes);
        }
    }
}
