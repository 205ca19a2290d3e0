//! How alike two whole pictures are: a print of 240 signs, rows that differ, and a picture of the difference.

use super::align::{Loose, differing_rows};
use super::sketch::{COLUMNS, Sketch};

/// 16 bands of 15 signs: is a place brighter than the one right of it? Equal places are no.
pub fn print(sketch: &Sketch) -> [u64; 4] {
    let mut signs = [0u64; 4];
    for band in 0..16 {
        let rows = &sketch.rows[band * sketch.height() / 16..(band + 1) * sketch.height() / 16];
        let cell = |c: usize| {
            let sum: u32 = rows.iter().map(|r| u32::from(r[2 * c]) + u32::from(r[2 * c + 1])).sum();
            sum / (2 * rows.len().max(1) as u32)
        };
        for column in 0..COLUMNS / 2 - 1 {
            let bit = band * 15 + column;
            signs[bit / 64] |= u64::from(cell(column) > cell(column + 1) + 2) << (bit % 64);
        }
    }
    signs
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Likeness {
    pub differing: usize,
    pub rows: usize,
    /// Mean difference in thousandths of the range of brightness.
    pub distance: u32,
}

/// Row by row at the narrower width. None where the shapes differ.
pub fn likeness(a: &Sketch, b: &Sketch) -> Option<Likeness> {
    let width = a.width.min(b.width);
    let loose = if a.width == b.width { Loose::SameSize } else { Loose::Scaled };
    let (sa, sb);
    let a = if a.width == width {
        a
    } else {
        sa = a.at_width(width);
        &sa
    };
    let b = if b.width == width {
        b
    } else {
        sb = b.at_width(width);
        &sb
    };
    let rows = a.height().min(b.height());
    if a.height().abs_diff(b.height()) * 100 > rows {
        return None;
    }
    let sum: u64 =
        a.rows.iter().zip(&b.rows).flat_map(|(x, y)| x.iter().zip(y)).map(|(x, y)| u64::from(x.abs_diff(*y))).sum();
    let distance = sum * 1000 / (255 * COLUMNS as u64 * rows as u64);
    Some(Likeness { differing: differing_rows(a, b, loose), rows, distance: distance as u32 })
}

/// RGB of equal size in, RGB out: `a` in pale grey, and in ink blue what differs, the more the darker.
pub fn difference(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(a.len());
    for (x, y) in a.as_chunks::<3>().0.iter().zip(b.as_chunks::<3>().0) {
        let grey = (77 * u32::from(x[0]) + 150 * u32::from(x[1]) + 29 * u32::from(x[2])) >> 8;
        let pale = 160 + grey * 95 / 255;
        let d = x.iter().zip(y).map(|(x, y)| u32::from(x.abs_diff(*y))).max().unwrap_or(0);
        // What a new compression changes stays below.
        let ink = d.saturating_sub(24).min(80);
        let mix = |to: u32| ((pale * (80 - ink) + to * ink) / 80) as u8;
        out.extend_from_slice(&[mix(28), mix(58), mix(160)]);
    }
    out
}
