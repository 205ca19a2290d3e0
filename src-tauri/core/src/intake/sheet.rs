//! Pictures for a form that takes few or small ones: several on one A4 sheet, recompressed and scaled until they fit.
//! What is made holds pixels alone, no metadata; each picture of a sheet carries its number in its corner.

use jpeg_encoder::{ColorType, Encoder};
use liuzheng_pixels::{Channels, Part, scale};

use super::picture::{decode, fenced};

/// A4 at 200 dots an inch.
const PAGE: (u32, u32) = (1654, 2339);
const MARGIN: u32 = 24;
const GAP: u32 = 16;
/// Height of a number, with its surroundings.
const LABEL: u32 = 34;
/// Tried one after another, until the bytes fit.
const QUALITIES: [u8; 5] = [88, 78, 68, 56, 45];
/// Narrower than this nothing can be read.
const NARROWEST: u32 = 480;

/// Cells of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    pub across: u32,
    pub down: u32,
}

impl Grid {
    pub const ONE: Grid = Grid { across: 1, down: 1 };
    /// From the roomiest to the tightest in which a phone's screen can still be read.
    pub const ALL: [Grid; 5] = [
        Grid::ONE,
        Grid { across: 2, down: 1 },
        Grid { across: 2, down: 2 },
        Grid { across: 3, down: 2 },
        Grid { across: 3, down: 3 },
    ];

    pub fn cells(self) -> u32 {
        self.across * self.down
    }

    /// Of one cell, with its number.
    fn room(self) -> (u32, u32) {
        let room = |whole: u32, cells: u32| (whole - 2 * MARGIN - (cells - 1) * GAP) / cells;
        (room(PAGE.0, self.across), room(PAGE.1, self.down))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// RGB, row by row.
struct Canvas {
    pixels: Vec<u8>,
    width: u32,
    height: u32,
}

/// One picture as it is, if it fits; else made to. None: damaged, or it can't fit.
pub fn single(jpeg: &[u8], most_bytes: Option<u64>) -> Option<Sheet> {
    fenced(|| {
        let canvas = Canvas::of(jpeg)?;
        if most_bytes.is_none_or(|most| jpeg.len() as u64 <= most) {
            return Some(Sheet { jpeg: jpeg.to_vec(), width: canvas.width, height: canvas.height });
        }
        canvas.fitted(most_bytes)
    })
}

/// Pictures with their labels on one page, row by row. None: one is damaged, or the page can't fit.
pub fn sheet(pictures: &[(&[u8], &str)], grid: Grid, most_bytes: Option<u64>) -> Option<Sheet> {
    fenced(|| {
        let mut page = Canvas::white(PAGE.0, PAGE.1);
        let (wide, high) = grid.room();
        for (at, (jpeg, label)) in (0u32..).zip(pictures) {
            let (column, row) = (at % grid.across, at / grid.across);
            if row >= grid.down {
                return None;
            }
            let (x, y) = (MARGIN + column * (wide + GAP), MARGIN + row * (high + GAP));
            page.label(label, x, y + 6);
            let picture = Canvas::of(jpeg)?.within(wide, high - LABEL)?;
            page.put(&picture, x + (wide - picture.width) / 2, y + LABEL);
        }
        page.fitted(most_bytes)
    })
}

/// How wide a picture of that size stands on a sheet that was made `made` pixels wide.
pub fn width_on(made: u32, grid: Grid, (width, height): (u32, u32)) -> u32 {
    let (wide, high) = grid.room();
    let share = share((width, height), (wide, high - LABEL)).min(1.0) * f64::from(made) / f64::from(PAGE.0);
    (f64::from(width) * share) as u32
}

/// Above 1 where there is more room than picture.
fn share(of: (u32, u32), room: (u32, u32)) -> f64 {
    (f64::from(room.0) / f64::from(of.0)).min(f64::from(room.1) / f64::from(of.1))
}

impl Canvas {
    fn white(width: u32, height: u32) -> Canvas {
        Canvas { pixels: vec![255; width as usize * height as usize * 3], width, height }
    }

    fn of(jpeg: &[u8]) -> Option<Canvas> {
        let picture = decode(jpeg, "image/jpeg")?.into_rgb8();
        let (width, height) = picture.dimensions();
        Some(Canvas { pixels: picture.into_raw(), width, height })
    }

    /// Scaled down where it has to be; never up.
    fn within(self, wide: u32, high: u32) -> Option<Canvas> {
        let share = share((self.width, self.height), (wide, high));
        if share >= 1.0 {
            return Some(self);
        }
        let side = |full: u32| ((f64::from(full) * share) as u32).max(1);
        let to = (side(self.width), side(self.height));
        let part = Part { left: 0.0, top: 0.0, width: f64::from(self.width), height: f64::from(self.height) };
        let pixels = scale(&self.pixels, (self.width, self.height), Channels::Rgb, part, to)?;
        Some(Canvas { pixels, width: to.0, height: to.1 })
    }

    fn put(&mut self, picture: &Canvas, x: u32, y: u32) {
        let line = picture.width as usize * 3;
        for (row, from) in (y..self.height).zip(picture.pixels.chunks_exact(line)) {
            let at = (row as usize * self.width as usize + x as usize) * 3;
            if let Some(to) = self.pixels.get_mut(at..at + line) {
                to.copy_from_slice(from);
            }
        }
    }

    fn label(&mut self, text: &str, x: u32, y: u32) {
        const DOT: u32 = 3;
        let mut left = x;
        for c in text.chars() {
            for (row, bits) in (0u32..).zip(glyph(c)) {
                for column in 0..5u32 {
                    if bits >> (4 - column) & 1 == 1 {
                        self.dot(left + column * DOT, y + row * DOT, DOT);
                    }
                }
            }
            left += 6 * DOT;
        }
    }

    fn dot(&mut self, x: u32, y: u32, size: u32) {
        for row in y..(y + size).min(self.height) {
            let at = (row as usize * self.width as usize + x as usize) * 3;
            if let Some(to) = self.pixels.get_mut(at..at + size as usize * 3) {
                to.fill(40);
            }
        }
    }

    fn fitted(self, most_bytes: Option<u64>) -> Option<Sheet> {
        let mut canvas = self;
        loop {
            for quality in QUALITIES {
                let jpeg = canvas.encoded(quality)?;
                if most_bytes.is_none_or(|most| jpeg.len() as u64 <= most) {
                    return Some(Sheet { jpeg, width: canvas.width, height: canvas.height });
                }
            }
            let wide = canvas.width * 4 / 5;
            if wide < NARROWEST {
                return None;
            }
            let high = canvas.height;
            canvas = canvas.within(wide, high)?;
        }
    }

    fn encoded(&self, quality: u8) -> Option<Vec<u8>> {
        let sides = (u16::try_from(self.width).ok()?, u16::try_from(self.height).ok()?);
        let mut out = Vec::new();
        Encoder::new(&mut out, quality).encode(&self.pixels, sides.0, sides.1, ColorType::Rgb).ok()?;
        Some(out)
    }
}

/// Five by seven dots: what a number of evidence and the part of a picture need.
fn glyph(c: char) -> [u8; 7] {
    match c {
        '0' => [0x0e, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0e],
        '1' => [0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e],
        '2' => [0x0e, 0x11, 0x01, 0x02, 0x04, 0x08, 0x1f],
        '3' => [0x1f, 0x02, 0x04, 0x02, 0x01, 0x11, 0x0e],
        '4' => [0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02],
        '5' => [0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e],
        '6' => [0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e],
        '7' => [0x1f, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08],
        '8' => [0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e],
        '9' => [0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c],
        'E' => [0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x1f],
        '/' => [0x01, 0x01, 0x02, 0x04, 0x08, 0x10, 0x10],
        _ => [0; 7],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jpeg(wide: u32, high: u32, colour: [u8; 3]) -> Vec<u8> {
        let pixels: Vec<u8> = (0..wide * high).flat_map(|_| colour).collect();
        Canvas { pixels, width: wide, height: high }.encoded(90).expect("a picture")
    }

    fn noise(wide: u32, high: u32) -> Vec<u8> {
        let mut state = 7u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        let pixels: Vec<u8> = (0..wide * high * 3).map(|_| next()).collect();
        Canvas { pixels, width: wide, height: high }.encoded(90).expect("a picture")
    }

    #[test]
    fn four_screens_stand_on_one_page_each_in_its_cell_under_its_number() {
        let colours = [[200, 0, 0], [0, 160, 0], [0, 0, 200], [120, 120, 0]];
        let screens: Vec<Vec<u8>> = colours.iter().map(|c| jpeg(1080, 2340, *c)).collect();
        let labels = ["E001", "E002", "E003 1/2", "E003 2/2"];
        let of: Vec<(&[u8], &str)> = screens.iter().map(Vec::as_slice).zip(labels).collect();
        let made = sheet(&of, Grid { across: 2, down: 2 }, None).expect("a sheet");
        assert_eq!((made.width, made.height), PAGE);
        let page = image::load_from_memory(&made.jpeg).expect("a JPEG").to_rgb8();
        for (i, colour) in colours.iter().enumerate() {
            let (column, row) = (i as u32 % 2, i as u32 / 2);
            let middle = page.get_pixel(PAGE.0 / 4 + column * PAGE.0 / 2, PAGE.1 / 4 + row * PAGE.1 / 2);
            assert!(middle.0.iter().zip(colour).all(|(a, b)| a.abs_diff(*b) < 12), "cell {i}: {middle:?}");
        }
        let dark = (MARGIN..MARGIN + 80).any(|x| page.get_pixel(x, MARGIN + 10).0[0] < 110);
        assert!(dark, "a number stands in the corner");
        assert!(sheet(&of, Grid { across: 3, down: 1 }, None).is_none(), "more than there are cells is refused");
    }

    #[test]
    fn what_is_too_heavy_is_recompressed_then_scaled_and_given_up_when_nothing_could_be_read() {
        let heavy = noise(1600, 1200);
        let light = single(&heavy, Some(200_000)).expect("it can fit");
        assert!(light.jpeg.len() <= 200_000 && light.width < 1600 && light.width >= NARROWEST, "{}", light.width);
        let whole = single(&heavy, None).expect("no limit");
        assert_eq!((whole.jpeg == heavy, whole.width), (true, 1600), "without need nothing is touched");
        assert_eq!(single(&heavy, Some(2_000)), None);
        assert_eq!(single(b"no picture", Some(200_000)), None, "damaged");
        assert_eq!(sheet(&[(b"no picture", "E001")], Grid::ONE, None), None);
    }
}
