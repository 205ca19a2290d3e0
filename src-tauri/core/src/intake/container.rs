//! When a film was made, as its container tells: `mvhd` of ISO base media files and QuickTime (ISO/IEC 14496-12,
//! 8.2.2), seconds since 1904 in UTC. Walks box heads only; sizes that lie end the walk.

use chrono::{DateTime, SecondsFormat};

use crate::model::Stamp;

/// 1904-01-01 to 1970-01-01.
const TO_1970: u64 = 2_082_844_800;
/// Boxes looked at on one level; a real file has a few.
const MOST: usize = 64;

/// The creation time, UTC; None when the head of the file does not hold it, or a camera left it at zero.
pub fn made(bytes: &[u8]) -> Option<Stamp> {
    let header = find(find(bytes, b"moov")?, b"mvhd")?;
    let since_1904 = match header.first()? {
        0 => u64::from(u32::from_be_bytes(header.get(4..8)?.try_into().ok()?)),
        1 => u64::from_be_bytes(header.get(4..12)?.try_into().ok()?),
        _ => return None,
    };
    let seconds = i64::try_from(since_1904.checked_sub(TO_1970)?).ok()?;
    // Before 2000 nobody filmed a parcel: an unset clock.
    let at = DateTime::from_timestamp(seconds, 0).filter(|t| (946_684_800..4_102_444_800).contains(&t.timestamp()))?;
    Some(Stamp { at: at.to_rfc3339_opts(SecondsFormat::Secs, true), tz: "+00:00".to_owned() })
}

/// Body of the first box of a kind.
fn find<'a>(mut bytes: &'a [u8], kind: &[u8; 4]) -> Option<&'a [u8]> {
    for _ in 0..MOST {
        let short = u64::from(u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?));
        let (size, head) = match short {
            0 => (bytes.len() as u64, 8),
            1 => (u64::from_be_bytes(bytes.get(8..16)?.try_into().ok()?), 16),
            n => (n, 8),
        };
        if size < head {
            return None;
        }
        let end = usize::try_from(size).ok()?;
        if bytes.get(4..8)? == kind {
            return bytes.get(head as usize..end.min(bytes.len()));
        }
        bytes = bytes.get(end..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&(body.len() as u32 + 8).to_be_bytes()[..], kind, body].concat()
    }

    fn film(version: u8, since_1904: u64) -> Vec<u8> {
        let time =
            if version == 0 { (since_1904 as u32).to_be_bytes().to_vec() } else { since_1904.to_be_bytes().into() };
        let header = boxed(b"mvhd", &[&[version, 0, 0, 0][..], &time, &[0; 90]].concat());
        let movie = boxed(b"moov", &[boxed(b"free", &[0; 5]), header].concat());
        [boxed(b"ftyp", b"mp42\0\0\0\0"), boxed(b"mdat", &[7; 40]), movie].concat()
    }

    #[test]
    fn the_time_of_a_film_is_read_in_both_widths_and_zero_is_no_time() {
        let at = 1_716_012_202 + TO_1970;
        for version in [0, 1] {
            let got = made(&film(version, at)).expect("a film with a time");
            assert_eq!((got.at.as_str(), got.tz.as_str()), ("2024-05-18T06:03:22Z", "+00:00"));
        }
        assert_eq!(made(&film(0, 0)), None, "a camera that does not know the time");
        assert_eq!(made(&film(1, u64::MAX)), None);
        assert_eq!(made(&film(2, at)), None, "a version that does not exist");
        assert_eq!(made(b"\0\0\0\x01moov\0\0\0\0\0\0\0\x08"), None, "a size that lies");
        assert_eq!(made(b""), None);
    }

    proptest::proptest! {
        #[test]
        fn no_damage_makes_it_panic(at in 0usize..300, byte: u8, cut in 0usize..300) {
            let mut bytes = film(1, 1_716_012_202 + TO_1970);
            let len = bytes.len();
            bytes[at % len] = byte;
            bytes.truncate(cut);
            made(&bytes);
        }
    }
}
