//! Made-up chat screenshots, the workload of the bench, and a file like a film. The same seed gives the same bytes.
//!
//! Nobody's words are in them: glyphs are strokes that only look like text, so that decoders, encoders and hashes
//! have the work of real screenshots.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

const PAPER: [u8; 3] = [237, 237, 237];
const BAR: [u8; 3] = [247, 247, 247];
const WHITE: [u8; 3] = [255, 255, 255];
const GREEN: [u8; 3] = [149, 236, 105];
const INK: [u8; 3] = [24, 24, 24];
const FAINT: [u8; 3] = [178, 178, 178];

/// How many of a workload are as long as a whole chat: one in 500.
const LONG_EVERY: usize = 500;

/// A page of a chat: bars, avatars, bubbles with lines of strokes, now and then a photo.
pub fn chat(seed: u64, page: u32, width: u32, height: u32) -> RgbImage {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9).wrapping_add(u64::from(page)));
    let mut sheet = Sheet { picture: RgbImage::new(width, height), width, height };
    sheet.fill(0, 0, width, height, PAPER);
    sheet.fill(0, 0, width, 210, BAR);
    sheet.line(40, 24, 5, 34, INK, &mut dice);
    sheet.line(width.saturating_sub(200), 24, 4, 34, INK, &mut dice);
    sheet.line(width / 2 - width / 8, 120, 6, 46, INK, &mut dice);
    let avatars = [dice.next(), dice.next()];
    let mut y = 250;
    while y + 120 < height.saturating_sub(150) {
        if dice.below(4) == 0 {
            sheet.line(width / 2 - 110, y, 8, 28, FAINT, &mut dice);
            y += 70;
        }
        let mine = dice.below(2) == 0;
        let bottom = height.saturating_sub(170);
        let tall = if dice.below(3) == 0 {
            sheet.photo(y, mine, avatars[usize::from(mine)], bottom, &mut dice)
        } else {
            sheet.bubble(y, mine, avatars[usize::from(mine)], bottom, &mut dice)
        };
        y += tall + 48;
    }
    sheet.fill(0, height.saturating_sub(150), width, 150, BAR);
    sheet.fill(110, height.saturating_sub(120), width.saturating_sub(330), 84, WHITE);
    sheet.picture
}

/// `count` distinct screenshots of 1080 × 2340 in `dir`, three PNG to two JPEG, about 0.5 MB each, on two threads;
/// one in 500 is 1080 × 30,000. The paths, in the order of their names.
pub fn workload(dir: &Path, count: usize, seed: u64) -> io::Result<Vec<PathBuf>> {
    fs::create_dir_all(dir)?;
    let paths: Vec<PathBuf> = (0..count)
        .map(|i| {
            let day = 1 + i * 27 / count.max(1);
            dir.join(format!("截图_202611{day:02}_{:05}.{}", i + 1, if i % 5 < 3 { "png" } else { "jpg" }))
        })
        .collect();
    std::thread::scope(|scope| {
        let halves: Vec<_> = (0..2)
            .map(|half| {
                let paths = &paths;
                scope.spawn(move || (half..count).step_by(2).try_for_each(|i| write(&paths[i], i, seed)))
            })
            .collect();
        halves.into_iter().try_for_each(|h| h.join().map_err(|_| io::Error::other("a drawing thread panicked"))?)
    })?;
    Ok(paths)
}

/// A file that starts like an MP4 and goes on with bytes that do not compress.
pub fn video_like(path: &Path, bytes: u64, seed: u64) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let start = b"\0\0\0\x18ftypisom\0\0\x02\0isommp42\0\0\0\x01mdat";
    let first = start.len().min(usize::try_from(bytes).unwrap_or(usize::MAX));
    out.write_all(&start[..first])?;
    let mut left = bytes - first as u64;
    let mut dice = Dice(seed ^ 0x5eed);
    let mut block = vec![0u8; 64 * 1024];
    while left > 0 {
        for eight in block.chunks_exact_mut(8) {
            eight.copy_from_slice(&dice.next().to_le_bytes());
        }
        let n = usize::try_from(left).unwrap_or(usize::MAX).min(block.len());
        out.write_all(&block[..n])?;
        left -= n as u64;
    }
    out.flush()
}

fn write(path: &Path, index: usize, seed: u64) -> io::Result<()> {
    let height = if index % LONG_EVERY == 60 { 30_000 } else { 2340 };
    let picture = chat(seed, u32::try_from(index).unwrap_or(u32::MAX), 1080, height);
    let out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let (w, h) = picture.dimensions();
    let done = if path.extension().is_some_and(|e| e == "png") {
        PngEncoder::new(out).write_image(&picture, w, h, ExtendedColorType::Rgb8)
    } else {
        JpegEncoder::new_with_quality(out, 85).write_image(&picture, w, h, ExtendedColorType::Rgb8)
    };
    done.map_err(io::Error::other)
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: u32) -> u32 {
        u32::try_from(self.next() % u64::from(n.max(1))).unwrap_or(0)
    }
}

struct Sheet {
    picture: RgbImage,
    width: u32,
    height: u32,
}

impl Sheet {
    /// A rectangle, cut at the edges.
    fn fill(&mut self, x: u32, y: u32, w: u32, h: u32, colour: [u8; 3]) {
        let (right, bottom) = (x.saturating_add(w).min(self.width), y.saturating_add(h).min(self.height));
        if x >= right {
            return;
        }
        let row = colour.repeat((right - x) as usize);
        let pitch = self.width as usize * 3;
        let bytes: &mut [u8] = &mut self.picture;
        for y in y..bottom {
            let at = y as usize * pitch + x as usize * 3;
            bytes[at..at + row.len()].copy_from_slice(&row);
        }
    }

    /// Glyph-like cells in a row: a few strokes each, with a soft edge as from smoothing.
    fn line(&mut self, x: u32, y: u32, glyphs: u32, size: u32, ink: [u8; 3], dice: &mut Dice) {
        let thick = (size / 11).max(2);
        let soft = ink.map(|c| c / 2 + 110);
        for glyph in 0..glyphs {
            let left = x + glyph * (size + size / 12);
            for _ in 0..4 + dice.below(4) {
                let (a, b) = (dice.below(size * 2 / 3), dice.below(size - thick));
                let long = size / 4 + dice.below(size - size / 4 - a.min(size / 2));
                let (sx, sy, w, h) =
                    if dice.below(2) == 0 { (left + a, y + b, long, thick) } else { (left + b, y + a, thick, long) };
                self.fill(sx.saturating_sub(1), sy.saturating_sub(1), w + 2, h + 2, soft);
                self.fill(sx, sy, w, h, ink);
            }
        }
    }

    /// An avatar and a bubble of one to six lines; its height.
    fn bubble(&mut self, y: u32, mine: bool, avatar: u64, bottom: u32, dice: &mut Dice) -> u32 {
        self.avatar(y, mine, avatar);
        let (most, size) = ((self.width.saturating_sub(420) / 46).max(2), 42);
        let lines = 1 + dice.below(6).min(bottom.saturating_sub(y + 60) / 60);
        let widest = if lines > 1 { most } else { 2 + dice.below(most - 1) };
        let (w, h) = (widest * 46 + 56, lines * 60 + 44);
        let x = if mine { self.width.saturating_sub(170 + w) } else { 170 };
        self.fill(x, y, w, h, if mine { GREEN } else { WHITE });
        for line in 0..lines {
            let glyphs = if line + 1 == lines && lines > 1 { 1 + dice.below(widest) } else { widest };
            self.line(x + 28, y + 24 + line * 60, glyphs, size, INK, dice);
        }
        h
    }

    /// An avatar and a grainy photo; its height.
    fn photo(&mut self, y: u32, mine: bool, avatar: u64, bottom: u32, dice: &mut Dice) -> u32 {
        self.avatar(y, mine, avatar);
        let w = 420u32.min(self.width.saturating_sub(340)).max(8);
        let h = (260 + dice.below(140)).min(bottom.saturating_sub(y)).max(8);
        let x = if mine { self.width.saturating_sub(170 + w) } else { 170 };
        let base = [dice.below(120), dice.below(120), dice.below(120)];
        for dy in 0..h.min(self.height.saturating_sub(y)) {
            for dx in 0..w.min(self.width.saturating_sub(x)) {
                let grain = dice.next();
                let shade = (dx * 90 / w + dy * 40 / h) % 130;
                let pixel = [0, 1, 2].map(|c| (base[c] + shade + (grain >> (c * 8) & 7) as u32).min(255) as u8);
                self.picture.put_pixel(x + dx, y + dy, Rgb(pixel));
            }
        }
        h
    }

    fn avatar(&mut self, y: u32, mine: bool, look: u64) {
        let x = if mine { self.width.saturating_sub(140) } else { 32 };
        let colour = |shift: u32| [(look >> shift) as u8, (look >> (shift + 8)) as u8, (look >> (shift + 16)) as u8];
        self.fill(x, y, 108, 108, colour(0));
        for cell in 0..36u32 {
            if look >> (cell % 6 * 6 + cell / 12) & 1 == 1 {
                self.fill(x + cell % 6 * 18, y + cell / 6 * 18, 18, 18, colour(24));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_same_seed_gives_the_same_page_and_pages_differ() {
        assert_eq!(chat(7, 1, 360, 780), chat(7, 1, 360, 780));
        assert_ne!(chat(7, 1, 360, 780), chat(7, 2, 360, 780));
        assert_ne!(chat(7, 1, 360, 780), chat(8, 1, 360, 780));
        for (w, h) in [(64, 64), (200, 3000), (1080, 300)] {
            assert_eq!(chat(1, 1, w, h).dimensions(), (w, h), "no size is too small to draw");
        }
    }

    #[test]
    fn a_workload_is_distinct_has_the_promised_kinds_and_real_sizes() {
        let dir = tempfile::tempdir().unwrap();
        let paths = workload(dir.path(), 10, 3).unwrap();
        let bytes: Vec<Vec<u8>> = paths.iter().map(|p| fs::read(p).unwrap()).collect();
        assert_eq!(bytes.iter().collect::<BTreeSet<_>>().len(), 10);
        assert_eq!(bytes.iter().filter(|b| b.starts_with(b"\x89PNG")).count(), 6, "60 % PNG");
        assert_eq!(bytes.iter().filter(|b| b.starts_with(b"\xff\xd8")).count(), 4, "40 % JPEG");
        let mean = bytes.iter().map(Vec::len).sum::<usize>() / 10;
        assert!((350_000..700_000).contains(&mean), "about 0.5 MB each, got {mean}");
    }

    #[test]
    fn a_video_like_file_has_its_size_and_depends_on_its_seed() {
        let dir = tempfile::tempdir().unwrap();
        let [a, b] = ["a.mp4", "b.mp4"].map(|n| dir.path().join(n));
        video_like(&a, 200_001, 1).unwrap();
        video_like(&b, 200_001, 2).unwrap();
        let (a, b) = (fs::read(a).unwrap(), fs::read(b).unwrap());
        assert_eq!((a.len(), a == b), (200_001, false));
        assert_eq!(liuzheng_core::intake::sniff(&a[..4096], "x.bin"), "video/mp4");
    }
}
