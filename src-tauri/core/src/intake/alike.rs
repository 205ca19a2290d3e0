//! Pictures that look alike, by their sketches: a coarse print finds pairs, rows decide.

use std::collections::BTreeSet;

use liuzheng_pixels::align::{Loose, bars, fit, shifts};
use liuzheng_pixels::look::{Likeness, likeness, print};
use liuzheng_pixels::sketch::Sketch;
use liuzheng_pixels::{Channels, Part, look, scale};

use super::picture::{decode, fenced, turn};
use crate::error::Result;
use crate::model::Job;

/// Signs of 240 in which prints of one picture may differ.
const NEAR: u32 = 20;
/// Rows of a thousand that may differ in an edited picture.
const EDITED: usize = 150;
/// The longest side of a difference view.
const VIEW: u32 = 4096;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    pub a: usize,
    pub b: usize,
    /// In thousandths of the brightness range.
    pub distance: u32,
    pub hint: &'static str,
}

/// All pairs, nearest first.
pub fn alike(pages: &[&Sketch], job: &Job) -> Result<Vec<Alike>> {
    let prints: Vec<[u64; 4]> = pages.iter().map(|p| print(p)).collect();
    let mut found = Vec::new();
    for a in 0..pages.len() {
        job.go_on()?;
        for b in a + 1..pages.len() {
            let signs: u32 = prints[a].iter().zip(&prints[b]).map(|(x, y)| (x ^ y).count_ones()).sum();
            let hint = if signs <= NEAR { whole(pages[a], pages[b]) } else { None };
            let hint = hint.or_else(|| cropped(pages[a], pages[b]));
            found.extend(hint.map(|(distance, hint)| Alike { a, b, distance, hint }));
        }
    }
    found.sort_by_key(|p| (p.distance, p.a, p.b));
    Ok(found)
}

/// The same picture whole, at its own or at another size.
fn whole(a: &Sketch, b: &Sketch) -> Option<(u32, &'static str)> {
    let Likeness { differing, rows, distance } = likeness(a, b)?;
    let hint = match differing * 1000 / rows.max(1) {
        0..=2 if a.width == b.width && a.height() == b.height() => "recompressed",
        0..=2 => "resized",
        share if share <= EDITED => "edited_nearby",
        _ => return None,
    };
    Some((distance, hint))
}

/// The same width, and all rows of the lower one in the taller one.
fn cropped(a: &Sketch, b: &Sketch) -> Option<(u32, &'static str)> {
    let (tall, low) = if a.height() > b.height() { (a, b) } else { (b, a) };
    let cut = tall.height() - low.height();
    if a.width != b.width || cut == 0 || cut * 5 > tall.height() {
        return None;
    }
    let wanted: BTreeSet<i32> = shifts(tall, low, Loose::SameSize).0.into_iter().take(4).collect();
    let bars = bars(tall, low, Loose::SameSize);
    let fits = wanted.iter().filter_map(|s| usize::try_from(*s).ok()).filter(|s| *s <= cut);
    let found = fits.filter_map(|s| fit(tall, low, s, &[], bars, Loose::SameSize)).max_by_key(|f| f.solid)?;
    let covered = found.b_to - found.b_from;
    (covered * 100 >= low.height() * 97).then_some((0, "cropped"))
}

type Picture<'a> = (&'a [u8], &'a str, Option<u8>);

/// The first picture in grey with what differs in the second, brought to its size, marked. A JPEG.
pub fn difference_view(a: Picture, b: Picture) -> Option<Vec<u8>> {
    fenced(|| {
        let (a, size) = upright(a, None)?;
        let (b, _) = upright(b, Some(size))?;
        let marked = look::difference(&a, &b);
        let mut jpeg = Vec::new();
        let (w, h) = (u16::try_from(size.0).ok()?, u16::try_from(size.1).ok()?);
        jpeg_encoder::Encoder::new(&mut jpeg, 82).encode(&marked, w, h, jpeg_encoder::ColorType::Rgb).ok()?;
        Some(jpeg)
    })
}

/// Rows `from`..`to` of the upright picture, as JPEG: a page is read in parts that a web view can hold.
pub fn slice(picture: Picture, from: u32, to: u32) -> Option<Vec<u8>> {
    fenced(|| {
        let (bytes, media_type, orientation) = picture;
        let mut whole = decode(bytes, media_type)?;
        turn(&mut whole, orientation);
        let rgb = super::thumbnail::opaque(whole).to_rgb8();
        let (w, to) = (rgb.width(), to.min(rgb.height()));
        let rows = rgb.as_raw().get(w as usize * 3 * from as usize..w as usize * 3 * to as usize)?;
        let size = (u16::try_from(w).ok()?, u16::try_from(to.checked_sub(from)?).ok()?);
        let mut jpeg = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut jpeg, 90);
        encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_1_1);
        encoder.encode(rows, size.0, size.1, jpeg_encoder::ColorType::Rgb).ok()?;
        Some(jpeg)
    })
}

/// RGB pixels at `to`, or at a size that is at most `VIEW`.
fn upright((bytes, media_type, orientation): Picture, to: Option<(u32, u32)>) -> Option<(Vec<u8>, (u32, u32))> {
    let mut picture = decode(bytes, media_type)?;
    turn(&mut picture, orientation);
    let rgb = super::thumbnail::opaque(picture).to_rgb8();
    let (w, h) = rgb.dimensions();
    let shrink = f64::from(VIEW) / f64::from(w.max(h));
    let own = if shrink < 1.0 { ((f64::from(w) * shrink) as u32, (f64::from(h) * shrink) as u32) } else { (w, h) };
    let to = to.unwrap_or((own.0.max(1), own.1.max(1)));
    let part = Part { left: 0.0, top: 0.0, width: f64::from(w), height: f64::from(h) };
    Some((scale(rgb.as_raw(), (w, h), Channels::Rgb, part, to)?, to))
}
