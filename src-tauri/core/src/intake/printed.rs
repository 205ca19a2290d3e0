//! Pictures for paper: upright JPEGs of the original's pixels alone, long pictures in parts that overlap.
//!
//! A part ends where the rows are calm, between two bubbles or two lines of text, if there is such a place near the
//! planned one; else at the calmest row. Rows stream through: of a chat of 1080 × 60,000 one part is in memory.

use liuzheng_pixels::{Channels, Part, halve, scale};

use super::picture::fenced;
use super::rows::Rows;

const QUALITY: u8 = 82;
/// Neighbouring pixels that differ by so much are an edge: a white bubble on light grey has one on each side.
const EDGE: u8 = 8;

/// How a picture is wanted. Lengths are shares of its width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Print {
    /// Most pixels across.
    pub width: u32,
    /// From 1.
    pub parts: u32,
    /// A cut is at most half of this away from where it would divide the picture evenly.
    pub reach: f64,
    /// At most so much is shown again at the top of the next part.
    pub overlap: f64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// As many parts as were asked for, or None when the picture can't be read to its end.
pub fn printed(rows: Rows, print: Print) -> Option<Vec<Printed>> {
    fenced(|| Strip::new(rows, print)?.parts(print))
}

/// Rows of the picture, halved to about the wanted width; only those from `first` on are kept.
struct Strip<'a> {
    rows: Rows<'a>,
    above: Vec<Option<Vec<u8>>>,
    wide: u32,
    high: u32,
    channels: usize,
    first: u32,
    kept: Vec<u8>,
    /// Of each kept row; not looked at where nothing is cut.
    edges: Vec<u32>,
    is_cut: bool,
}

impl<'a> Strip<'a> {
    fn new(rows: Rows<'a>, print: Print) -> Option<Strip<'a>> {
        let most = print.width.max(1);
        let halvings = (0..16).take_while(|k| rows.width >> (k + 1) >= most).count();
        let side = |full: u32| (0..halvings).fold(full, |side, _| side.div_ceil(2));
        let (wide, high) = (side(rows.width), side(rows.height));
        let channels = rows.channels;
        (print.parts >= 1 && print.parts <= high).then_some(Strip {
            rows,
            above: vec![None; halvings],
            wide,
            high,
            channels,
            first: 0,
            kept: Vec::with_capacity(wide as usize * channels * high.div_ceil(print.parts) as usize),
            edges: Vec::new(),
            is_cut: print.parts > 1,
        })
    }

    fn parts(mut self, print: Print) -> Option<Vec<Printed>> {
        let share = |of: f64| (f64::from(self.wide) * of) as u32;
        let (reach, overlap) = (share(print.reach), share(print.overlap));
        let mut out = Vec::new();
        for k in 1..=print.parts {
            let even = (u64::from(self.high) * u64::from(k) / u64::from(print.parts)) as u32;
            let last = k == print.parts;
            let (from, to) = if last { (even, even) } else { (even.saturating_sub(reach / 2), even + reach / 2) };
            let (from, to) = (from.max(self.first + 1).min(self.high), to.min(self.high));
            self.read_to(to)?;
            let cut = if last { self.high } else { self.calmest(from, to) };
            out.push(self.encode(cut, print.width)?);
            let next = self.calmest(cut.saturating_sub(overlap).max(self.first), cut - overlap.min(cut) / 3);
            self.forget(if last { cut } else { next });
        }
        Some(out)
    }

    fn read_to(&mut self, end: u32) -> Option<()> {
        while self.first + (self.edges.len() as u32) < end {
            if self.above.is_empty() {
                self.kept.extend_from_slice(self.rows.next_row()?);
            } else {
                let row = self.next_row()?;
                self.kept.extend_from_slice(&row);
            }
            let row = self.kept.len() - self.wide as usize * self.channels;
            self.edges.push(if self.is_cut { edges(&self.kept[row..], self.channels) } else { 0 });
        }
        Some(())
    }

    /// One row of the halved picture; the last of an odd number is paired with itself.
    fn next_row(&mut self) -> Option<Vec<u8>> {
        loop {
            let mut row = self.rows.next_row().map(<[u8]>::to_vec);
            let ended = row.is_none();
            for waiting in &mut self.above {
                row = match (waiting.take(), row) {
                    (Some(first), Some(second)) => Some(half(&first, &second, self.channels)),
                    (Some(first), None) => Some(half(&first, &first, self.channels)),
                    (None, Some(first)) => {
                        *waiting = Some(first);
                        None
                    }
                    (None, None) => None,
                };
                if row.is_none() && !ended {
                    break;
                }
            }
            // Where it ends, what still waits is handed down level by level.
            if row.is_some() || ended && self.above.iter().all(Option::is_none) {
                return row;
            }
        }
    }

    /// The middle of the widest calm gap between two rows, the calmest there are; nearest to the middle where alike.
    fn calmest(&self, from: u32, to: u32) -> u32 {
        let (a, b) = ((from - self.first) as usize, (to - self.first) as usize);
        let Some(window) = self.edges.get(a..b).filter(|w| !w.is_empty()) else { return from };
        let least = window.iter().min().copied().unwrap_or_default();
        // What is never calm (a photo behind a chat) is as good a little above its calmest row.
        let limit = least + least / 4;
        let (mut best, mut run) = ((0, 0), 0);
        for (at, edges) in window.iter().enumerate() {
            run = if *edges <= limit { run + 1 } else { 0 };
            if run > best.0 {
                best = (run, at + 1 - run);
            }
        }
        from + (best.1 + best.0 / 2) as u32
    }

    fn encode(&self, end: u32, most: u32) -> Option<Printed> {
        let size = (self.wide, end - self.first);
        let width = size.0.min(most);
        let height = ((u64::from(size.1) * u64::from(width)).div_ceil(u64::from(size.0)) as u32).max(1);
        let rows = self.kept.get(..size.1 as usize * self.wide as usize * self.channels)?;
        let (kind, colour) = match self.channels {
            1 => (Channels::Grey, jpeg_encoder::ColorType::Luma),
            _ => (Channels::Rgb, jpeg_encoder::ColorType::Rgb),
        };
        let part = Part { left: 0.0, top: 0.0, width: f64::from(size.0), height: f64::from(size.1) };
        let scaled = if width == size.0 { None } else { Some(scale(rows, size, kind, part, (width, height))?) };
        let mut jpeg = Vec::new();
        let sides = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
        let pixels = scaled.as_deref().unwrap_or(rows);
        jpeg_encoder::Encoder::new(&mut jpeg, QUALITY).encode(pixels, sides.0, sides.1, colour).ok()?;
        Some(Printed { jpeg, width, height })
    }

    fn forget(&mut self, before: u32) {
        let rows = (before - self.first) as usize;
        self.kept.drain(..rows * self.wide as usize * self.channels);
        self.edges.drain(..rows);
        self.first = before;
    }
}

fn half(above: &[u8], below: &[u8], channels: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(above.len() / 2 + channels);
    halve(above, below, channels, &mut out);
    out
}

fn edges(row: &[u8], channels: usize) -> u32 {
    let green = channels / 2;
    let mut seen = 0;
    let mut last = row.get(green).copied().unwrap_or_default();
    for at in (green..row.len()).step_by(channels) {
        seen += u32::from(row[at].abs_diff(last) > EDGE);
        last = row[at];
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    use image::{DynamicImage, ImageFormat, RgbImage};

    const LINE: u32 = 40;

    /// Lines of writing 24 rows high, every 40 rows, on grey.
    fn chat(wide: u32, high: u32) -> RgbImage {
        RgbImage::from_fn(wide, high, |x, y| {
            let ink = y % LINE < 24 && x % 8 < 4 && x > 30 && x < wide - 30;
            if ink { image::Rgb([20, 20, 20]) } else { image::Rgb([235, 235, 235]) }
        })
    }

    fn png(picture: RgbImage) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        DynamicImage::from(picture).write_to(&mut out, ImageFormat::Png).unwrap();
        out.into_inner()
    }

    fn of(picture: RgbImage, print: Print) -> Vec<Printed> {
        let bytes = png(picture);
        printed(Rows::open(&bytes, "image/png", None).unwrap(), print).unwrap()
    }

    #[test]
    fn a_long_chat_is_cut_between_its_lines_and_every_row_is_on_some_part() {
        let (wide, high) = (400, 9000);
        let parts = of(chat(wide, high), Print { width: 400, parts: 9, reach: 0.36, overlap: 0.1 });
        assert_eq!(parts.len(), 9);
        let total: u32 = parts.iter().map(|p| p.height).sum();
        assert!(total >= high && total <= high + 8 * 40, "all rows, and eight overlaps of at most 40: {total}");
        for (k, part) in parts.iter().enumerate() {
            let pixels = image::load_from_memory(&part.jpeg).unwrap().to_rgb8();
            assert_eq!((pixels.width(), pixels.height()), (part.width, part.height));
            let dark = |y: u32| (31..wide - 31).any(|x| pixels.get_pixel(x, y)[0] < 120);
            assert!(k == 0 || !dark(0), "part {k} begins within a line");
            assert!(k == 8 || !dark(part.height - 1), "part {k} ends within a line");
            let most = f64::from(high) / 9.0 + 400.0 * (0.36 + 0.1) + 1.0;
            assert!(f64::from(part.height) <= most, "part {k} is as high as planned at most: {}", part.height);
        }
    }

    #[test]
    fn a_picture_is_no_wider_than_asked_and_a_small_one_stays_as_it_is() {
        let one = |width| Print { width, parts: 1, reach: 0.36, overlap: 0.1 };
        let sizes = |made: Vec<Printed>| made.iter().map(|p| (p.width, p.height)).collect::<Vec<_>>();
        assert_eq!(sizes(of(chat(1080, 2340), one(860))), [(860, 1864)]);
        assert_eq!(sizes(of(chat(3001, 2001), one(700))), [(700, 467)], "halved twice on the way");
        assert_eq!(sizes(of(chat(100, 77), one(860))), [(100, 77)]);
        assert_eq!(sizes(of(chat(70, 1), one(860))), [(70, 1)]);
    }

    #[test]
    fn what_ends_in_the_middle_and_what_has_too_few_rows_is_not_printed() {
        let bytes = png(chat(400, 3000));
        let cut = Rows::open(&bytes[..bytes.len() / 2], "image/png", None).unwrap();
        assert_eq!(printed(cut, Print { width: 400, parts: 2, reach: 0.3, overlap: 0.1 }), None);
        let low = png(chat(400, 3));
        let low = Rows::open(&low, "image/png", None).unwrap();
        assert_eq!(printed(low, Print { width: 400, parts: 4, reach: 0.3, overlap: 0.1 }), None);
    }

    #[test]
    fn without_a_gap_the_parts_are_as_many_and_cover_all_the_same() {
        let noise = RgbImage::from_fn(200, 4000, |x, y| image::Rgb([(x * 31 + y * 17) as u8; 3]));
        let parts = of(noise, Print { width: 200, parts: 9, reach: 0.36, overlap: 0.1 });
        assert_eq!(parts.len(), 9);
        assert!(parts.iter().map(|p| p.height).sum::<u32>() >= 4000);
    }
}
