//! Tiles of large pictures: at most 2048 × 2048, at the full size and at each half of it down to a single tile.
//!
//! WebKit draws only the first 32,767 rows of a picture and says nothing, and holds every pixel of what it is given;
//! so a page gets only the tiles near what is in view. They are made in one pass over the rows, in little memory.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use liuzheng_pixels::halve;

use super::picture::fenced;
use super::rows::Rows;

/// Most pixels of a side.
pub const TILE: u32 = 2048;
const QUALITY: u8 = 92;

/// Where a tile lies: level 0 is the full size, each further one half of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TilePlace {
    pub level: u8,
    pub column: u16,
    pub row: u16,
}

/// PNG where the original kept every pixel, else JPEG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    pub place: TilePlace,
    pub bytes: Vec<u8>,
}

/// How many levels a picture has: the last one is a single tile.
pub fn level_count(width: u32, height: u32) -> u8 {
    (0..32).find(|k| side(width, *k) <= TILE && side(height, *k) <= TILE).map_or(32, |k| k + 1)
}

/// Whether there is such a tile of a picture of that size.
pub fn has_tile(width: u32, height: u32, place: TilePlace) -> bool {
    place.level < level_count(width, height)
        && u32::from(place.column) < side(width, place.level).div_ceil(TILE)
        && u32::from(place.row) < side(height, place.level).div_ceil(TILE)
}

/// Hands every tile to `sink`, false from which ends it. False when the picture ended before its last row.
///
/// Of what can be read twice the small levels come first, so that the whole is sharp before its parts are.
pub fn tiles(mut rows: Rows, sink: &mut dyn FnMut(Tile) -> bool) -> bool {
    let twice = level_count(rows.width, rows.height) > 1 && rows.rewind();
    fenced(|| {
        let mut go_on = true;
        if twice {
            go_on = pass(&mut rows, Pass::Small, sink);
            rows.rewind();
        }
        Some(go_on && pass(&mut rows, if twice { Pass::Full } else { Pass::Both }, sink))
    })
    .unwrap_or(false)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    Both,
    Small,
    Full,
}

fn pass(rows: &mut Rows, which: Pass, sink: &mut dyn FnMut(Tile) -> bool) -> bool {
    let count = if which == Pass::Full { 1 } else { level_count(rows.width, rows.height) };
    let (channels, lossless) = (rows.channels, rows.lossless);
    let mut levels: Vec<Level> = (0..count).map(|k| Level::new(rows, k, k > 0 || which != Pass::Small)).collect();
    let mut seen = 0;
    while let Some(row) = rows.next_row() {
        seen += 1;
        let mut owned: Vec<u8>;
        let mut row = row;
        for level in &mut levels {
            if !level.take(row, channels, lossless, sink) {
                return false;
            }
            match level.pair(row, channels) {
                Some(half) => owned = half,
                None => break,
            }
            row = &owned;
        }
    }
    seen == rows.height
}

struct Level {
    number: u8,
    width: u32,
    height: u32,
    /// False where only the halves are wanted.
    wanted: bool,
    strip: Vec<u8>,
    seen: u32,
    above: Option<Vec<u8>>,
}

impl Level {
    fn new(rows: &Rows, number: u8, wanted: bool) -> Level {
        let (width, height) = (side(rows.width, number), side(rows.height, number));
        Level { number, width, height, wanted, strip: Vec::new(), seen: 0, above: None }
    }

    /// Adds a row; a full strip goes out as tiles.
    fn take(&mut self, row: &[u8], channels: usize, lossless: bool, sink: &mut dyn FnMut(Tile) -> bool) -> bool {
        self.seen += 1;
        if !self.wanted {
            return true;
        }
        self.strip.extend_from_slice(row);
        if !self.seen.is_multiple_of(TILE) && self.seen != self.height {
            return true;
        }
        let strip = std::mem::take(&mut self.strip);
        let high = (self.seen - 1) % TILE + 1;
        let down = ((self.seen - 1) / TILE) as u16;
        (0..self.width.div_ceil(TILE)).all(|across| {
            let left = across * TILE;
            let wide = TILE.min(self.width - left);
            let pixels =
                cut(&strip, self.width as usize * channels, left as usize * channels, wide as usize * channels);
            let place = TilePlace { level: self.number, column: across as u16, row: down };
            encode(&pixels, wide, high, channels, lossless).is_some_and(|bytes| sink(Tile { place, bytes }))
        })
    }

    /// The row of the next level that this one completes.
    fn pair(&mut self, row: &[u8], channels: usize) -> Option<Vec<u8>> {
        let above = match self.above.take() {
            Some(above) => above,
            None if self.seen == self.height => row.to_vec(),
            None => {
                self.above = Some(row.to_vec());
                return None;
            }
        };
        let mut out = Vec::with_capacity(row.len() / 2 + channels);
        halve(&above, row, channels, &mut out);
        Some(out)
    }
}

/// The side of a level, rounded up.
fn side(full: u32, level: u8) -> u32 {
    ((u64::from(full) + (1 << level) - 1) >> level) as u32
}

fn cut(strip: &[u8], line: usize, left: usize, wide: usize) -> std::borrow::Cow<'_, [u8]> {
    if left == 0 && wide == line {
        return strip.into();
    }
    let mut out = Vec::with_capacity(strip.len() / line * wide);
    for row in strip.chunks_exact(line) {
        out.extend_from_slice(&row[left..left + wide]);
    }
    out.into()
}

fn encode(pixels: &[u8], width: u32, height: u32, channels: usize, lossless: bool) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    if lossless {
        let kind = if channels == 1 { ExtendedColorType::L8 } else { ExtendedColorType::Rgb8 };
        let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Up);
        encoder.write_image(pixels, width, height, kind).ok()?;
    } else {
        let kind = if channels == 1 { jpeg_encoder::ColorType::Luma } else { jpeg_encoder::ColorType::Rgb };
        let size = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
        jpeg_encoder::Encoder::new(&mut out, QUALITY).encode(pixels, size.0, size.1, kind).ok()?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;
    use std::io::Cursor;

    use image::{DynamicImage, ImageFormat, RgbImage};

    /// Each pixel tells its place.
    fn picture(w: u32, h: u32) -> DynamicImage {
        RgbImage::from_fn(w, h, |x, y| image::Rgb([(x / 16) as u8, (y / 256) as u8, (y % 256) as u8])).into()
    }

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    fn cut_up(
        bytes: &[u8],
        kind: &str,
        orientation: Option<u8>,
    ) -> (HashMap<TilePlace, RgbImage>, Vec<TilePlace>, bool) {
        let (mut found, mut order) = (HashMap::new(), Vec::new());
        let whole = tiles(Rows::open(bytes, kind, orientation).unwrap(), &mut |tile| {
            order.push(tile.place);
            found.insert(tile.place, image::load_from_memory(&tile.bytes).unwrap().to_rgb8());
            true
        });
        (found, order, whole)
    }

    #[test]
    fn a_long_chat_is_cut_without_a_seam_and_every_pixel_is_where_it_was() {
        let original = picture(1080, 9001);
        let (found, order, whole) = cut_up(&encoded(&original, ImageFormat::Png), "image/png", None);
        assert!(whole && level_count(1080, 9001) == 4);
        let original = original.to_rgb8();
        for (x, y) in [(0, 0), (1079, 9000), (500, 2047), (500, 2048), (3, 8191), (3, 8192)] {
            let tile = &found[&TilePlace { level: 0, column: 0, row: (y / TILE) as u16 }];
            assert_eq!(tile.get_pixel(x, y % TILE), original.get_pixel(x, y), "{x}, {y}");
        }
        let sizes: Vec<(u32, u32)> =
            (0..5).map(|row| found[&TilePlace { level: 0, column: 0, row }].dimensions()).collect();
        assert_eq!(sizes, [(1080, 2048), (1080, 2048), (1080, 2048), (1080, 2048), (1080, 809)]);
        assert_eq!(
            found[&TilePlace { level: 3, column: 0, row: 0 }].dimensions(),
            (135, 1126),
            "half and half again, rounded up"
        );
        assert_eq!(order[0], TilePlace { level: 0, column: 0, row: 0 }, "the top is there first");
        for place in &order {
            assert!(has_tile(1080, 9001, *place), "{place:?}");
        }
        assert_eq!(order.len(), 5 + 3 + 2 + 1);
    }

    #[test]
    fn a_turned_photo_is_cut_upright_and_its_small_levels_come_first() {
        let upright = picture(3000, 2100);
        for orientation in 1..=8u8 {
            let undo = [1, 2, 3, 4, 5, 8, 7, 6][usize::from(orientation) - 1];
            let mut stored = upright.clone();
            stored.apply_orientation(image::metadata::Orientation::from_exif(undo).unwrap());
            let (found, order, whole) = cut_up(&encoded(&stored, ImageFormat::Bmp), "image/bmp", Some(orientation));
            assert!(whole);
            assert_eq!(order[0], TilePlace { level: 1, column: 0, row: 0 });
            assert_eq!(order.len(), 1 + 4);
            let original = upright.to_rgb8();
            for (x, y) in [(0, 0), (2999, 0), (0, 2099), (2999, 2099), (2047, 2048), (2048, 2047)] {
                let place = TilePlace { level: 0, column: (x / TILE) as u16, row: (y / TILE) as u16 };
                let got = found[&place].get_pixel(x % TILE, y % TILE);
                assert_eq!(got, original.get_pixel(x, y), "orientation {orientation}: {x}, {y}");
            }
        }
    }

    #[test]
    fn of_a_picture_cut_off_in_the_middle_there_is_what_could_be_read() {
        let bytes = encoded(&picture(300, 6000), ImageFormat::Png);
        let (found, _, whole) = cut_up(&bytes[..bytes.len() * 2 / 3], "image/png", None);
        assert!(!whole, "it is said that the rest is missing");
        assert!(found.contains_key(&TilePlace { level: 0, column: 0, row: 0 }));
        assert!(!found.contains_key(&TilePlace { level: 0, column: 0, row: 2 }));
    }

    #[test]
    fn small_pictures_have_one_level_and_places_outside_have_no_tile() {
        assert_eq!((level_count(1, 1), level_count(2048, 2048), level_count(2049, 1)), (1, 1, 2));
        assert_eq!(level_count(20_000, 65_535), 6);
        let there = |level, column, row| has_tile(1080, 30_000, TilePlace { level, column, row });
        assert!(there(0, 0, 14) && there(4, 0, 0));
        assert!(!there(0, 0, 15) && !there(0, 1, 0) && !there(5, 0, 0) && !there(255, 0, 0));
    }

    #[test]
    fn who_wants_no_more_tiles_gets_none() {
        let bytes = encoded(&picture(100, 9000), ImageFormat::Png);
        let mut seen = 0;
        let whole = tiles(Rows::open(&bytes, "image/png", None).unwrap(), &mut |_| {
            seen += 1;
            false
        });
        assert!(!whole && seen == 1);
    }
}
