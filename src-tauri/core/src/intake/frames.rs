//! Whether a picture moves (GIF, WebP, PNG), and how many pages a TIFF has: counted from headers, within limits.

use super::picture::fenced;

/// Pages of a TIFF that are counted.
const MOST_PAGES: u32 = 10_000;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Frames {
    pub moves: bool,
    /// Of a TIFF.
    pub pages: Option<u32>,
}

pub fn frames(bytes: &[u8], media_type: &str) -> Frames {
    fenced(|| {
        Some(match media_type {
            "image/gif" => Frames { moves: gif_moves(bytes), pages: None },
            "image/webp" => Frames { moves: webp_moves(bytes), pages: None },
            "image/png" => Frames { moves: png_moves(bytes), pages: None },
            "image/tiff" => Frames { moves: false, pages: tiff_pages(bytes) },
            _ => Frames::default(),
        })
    })
    .unwrap_or_default()
}

/// GIF89a: a second image descriptor after the first. Walks over blocks without decoding a pixel.
fn gif_moves(bytes: &[u8]) -> bool {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let Some(flags) = bytes.get(10) else { return false };
    let mut at = 13 + table(*flags);
    let mut images = 0;
    loop {
        at = match bytes.get(at) {
            Some(0x21) => at + 2,
            Some(0x2c) => {
                images += 1;
                if images == 2 {
                    return true;
                }
                let Some(flags) = bytes.get(at + 9) else { return false };
                at + 11 + table(*flags)
            }
            _ => return false,
        };
        loop {
            match bytes.get(at) {
                Some(0) => break,
                Some(n) => at += usize::from(*n) + 1,
                None => return false,
            }
        }
        at += 1;
    }
}

/// RFC 9649: the animation flag of the extended header.
fn webp_moves(bytes: &[u8]) -> bool {
    bytes.get(12..16) == Some(b"VP8X") && bytes.get(20).is_some_and(|flags| flags & 2 != 0)
}

/// An `acTL` chunk before the first `IDAT` (PNG, third edition).
fn png_moves(bytes: &[u8]) -> bool {
    let mut at = 8;
    while let Some([a, b, c, d, kind @ ..]) = bytes.get(at..at + 8) {
        match kind {
            b"acTL" => return true,
            b"IDAT" => return false,
            _ => at = at.saturating_add(12).saturating_add(u32::from_be_bytes([*a, *b, *c, *d]) as usize),
        }
    }
    false
}

fn tiff_pages(bytes: &[u8]) -> Option<u32> {
    let mut decoder = tiff_directories(bytes)?;
    let mut pages = 1;
    while pages < MOST_PAGES && decoder.step(bytes) {
        pages += 1;
    }
    Some(pages)
}

/// TIFF 6.0: a chain of directories, each ending in the place of the next. Only forwards, so that no chain is a loop.
struct Directories {
    little: bool,
    at: usize,
}

fn tiff_directories(bytes: &[u8]) -> Option<Directories> {
    let little = bytes.starts_with(b"II*\0");
    (little || bytes.starts_with(b"MM\0*")).then_some(())?;
    let mut d = Directories { little, at: 4 };
    d.at = d.number(bytes, 4, 4)?;
    Some(d)
}

impl Directories {
    fn number(&self, bytes: &[u8], at: usize, length: usize) -> Option<usize> {
        let part = bytes.get(at..at.checked_add(length)?)?;
        let add = |n: usize, b: &u8| n << 8 | usize::from(*b);
        Some(if self.little { part.iter().rev().fold(0, add) } else { part.iter().fold(0, add) })
    }

    fn step(&mut self, bytes: &[u8]) -> bool {
        let next = self
            .number(bytes, self.at, 2)
            .and_then(|entries| self.number(bytes, self.at + 2 + entries * 12, 4))
            .filter(|next| *next > self.at && *next + 2 <= bytes.len());
        self.at = next.unwrap_or(self.at);
        next.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    use image::codecs::gif::GifEncoder;
    use image::{Delay, Frame, RgbaImage};

    fn gif(count: usize) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        {
            let mut encoder = GifEncoder::new(&mut out);
            let frame = || Frame::from_parts(RgbaImage::new(8, 8), 0, 0, Delay::from_numer_denom_ms(100, 1));
            encoder.encode_frames((0..count).map(|_| frame())).unwrap();
        }
        out.into_inner()
    }

    #[test]
    fn a_picture_moves_when_it_has_a_second_frame() {
        assert!(frames(&gif(2), "image/gif").moves);
        assert!(!frames(&gif(1), "image/gif").moves);
        let webp = |flags| [b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0".as_slice(), &[flags], &[0; 9]].concat();
        assert!(frames(&webp(2), "image/webp").moves && !frames(&webp(0), "image/webp").moves);
        let png =
            |kind: &[u8]| [b"\x89PNG\r\n\x1a\n\0\0\0\0IHDR\0\0\0\0\0\0\0\x08".as_slice(), kind, &[0; 12]].concat();
        assert!(frames(&png(b"acTL"), "image/png").moves && !frames(&png(b"IDAT"), "image/png").moves);
    }

    #[test]
    fn pages_of_a_tiff_are_counted_and_a_loop_of_them_ends() {
        let page = |next: u32| [&0u16.to_le_bytes()[..], &next.to_le_bytes()].concat();
        let chain = |nexts: [u32; 3]| [b"II*\0\x08\0\0\0".as_slice(), &nexts.map(page).concat()].concat();
        assert_eq!(frames(&chain([14, 20, 0]), "image/tiff").pages, Some(3));
        assert_eq!(frames(&chain([14, 8, 0]), "image/tiff").pages, Some(2), "back to the first is no page");
        assert_eq!(frames(b"II*\0\xff\xff\xff\xff", "image/tiff").pages, Some(1));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_hang(bytes: Vec<u8>) {
            for (start, kind) in [(b"GIF89a\x01\0\x01\0\0\0\0".as_slice(), "image/gif"), (b"II*\0", "image/tiff"), (b"\x89PNG\r\n\x1a\n", "image/png")] {
                frames(&[start, &bytes].concat(), kind);
            }
        }
    }
}
