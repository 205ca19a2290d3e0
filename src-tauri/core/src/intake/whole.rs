//! Whether a JPEG is whole. Decoders show one that was cut off or spoilt all the same, with grey for what is missing.
//!
//! Told are a missing end and codes that can't be; a stretch of other bytes that happen to be codes is not.

use std::io::Cursor;

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::picture::fenced;

/// Only of a picture that decodes: what can't be decoded at all shows itself.
pub fn is_damaged(bytes: &[u8], media_type: &str) -> bool {
    media_type == "image/jpeg" && (!ends(bytes) || fenced(|| read_strictly(bytes)).is_none())
}

/// Whether the end is marked behind the beginning of the pixels: a small picture within the EXIF has an end of its own.
/// What comes after it (a second picture of a phone, blanks) is no part of the picture.
fn ends(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[0xff, marker, high, low]) = bytes.get(at..at + 4) {
        match marker {
            0xff => at += 1,
            0xda => return bytes[at..].windows(2).any(|w| w == [0xff, 0xd9]),
            _ => at += 2 + (usize::from(high) << 8 | usize::from(low)),
        }
    }
    // No order that is known here: the decoder is to say.
    true
}

fn read_strictly(bytes: &[u8]) -> Option<()> {
    let most = usize::from(u16::MAX);
    let options = DecoderOptions::default().set_strict_mode(true).set_max_width(most).set_max_height(most);
    JpegDecoder::new_with_options(Cursor::new(bytes), options).decode().map(drop).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(wide: u16, high: u16) -> Vec<u8> {
        (0..u32::from(wide) * u32::from(high) * 3).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
    }

    fn jpeg(progressive: bool) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut out, 90);
        encoder.set_progressive(progressive);
        encoder.encode(&noise(320, 240), 320, 240, jpeg_encoder::ColorType::Rgb).unwrap();
        out
    }

    #[test]
    fn a_picture_that_was_cut_off_or_has_a_spoilt_stretch_is_told_and_a_whole_one_is_not() {
        for progressive in [false, true] {
            let whole = jpeg(progressive);
            let damaged = |bytes: &[u8]| is_damaged(bytes, "image/jpeg");
            assert!(!damaged(&whole), "{progressive}");
            assert!(!damaged(&[&whole[..], b"\0\0\0"].concat()), "something behind its end");
            for share in [3, 5, 9] {
                assert!(damaged(&whole[..whole.len() * share / 10]), "{progressive} cut off after {share} tenths");
            }
            let thumb = [&[0xff, 0xd8, 0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9][..], &whole[2..]].concat();
            assert!(!damaged(&thumb) && damaged(&thumb[..thumb.len() - 2]), "cut off in its last bytes");
            let mut spoilt = whole.clone();
            let at = spoilt.len() / 2;
            spoilt[at..at + 2_000].iter_mut().enumerate().for_each(|(i, b)| *b = (i * 7) as u8 | 0x80);
            assert!(damaged(&spoilt), "{progressive} a stretch of other bytes");
            assert!(!is_damaged(&spoilt, "image/png"), "other kinds fail to decode");
        }
    }
}
