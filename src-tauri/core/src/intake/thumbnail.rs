//! Small upright pictures for the gallery and the report: JPEG, at most 512 on the longest side.
//!
//! A chat screenshot of 1080 × 30,000 would be a thread of 18 pixels: of very tall pictures the top part is shown.

use image::{DynamicImage, GrayImage, RgbImage};
use liuzheng_pixels::{Channels, Part, drop_fourth, halve, scale, whiten};

use super::picture::{decode, fenced, turn};
use super::rows::Rows;

const LONGEST: u32 = 512;
/// Of tall pictures, even where they get longer than `LONGEST`.
const NARROWEST: u32 = 256;
/// Height over width, beyond which a picture is cut at the bottom.
const TALLEST: f64 = 2.2;
const QUALITY: u8 = 80;
/// Pixels beyond which a picture is not decoded whole where there is another way.
const LARGE: u64 = 16 << 20;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thumbnail {
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// None for what is no picture, is over the limits or is damaged. Transparent parts become white.
pub fn thumbnail(bytes: &[u8], media_type: &str, orientation: Option<u8>) -> Option<Thumbnail> {
    fenced(|| {
        if let Some(rows) = Rows::by_row(bytes, media_type, orientation)
            && (is_tall(rows.width, rows.height) || u64::from(rows.width) * u64::from(rows.height) > LARGE)
        {
            return by_rows(rows);
        }
        let picture = opaque(decode(bytes, media_type)?);
        let mut small = shrink(&picture, orientation)?;
        drop(picture);
        turn(&mut small, orientation);
        encode(&small)
    })
}

/// Of pixels that another process decoded: RGB, upright.
pub fn thumbnail_of(rgb: Vec<u8>, width: u32, height: u32) -> Option<Thumbnail> {
    fenced(|| encode(&shrink(&DynamicImage::ImageRgb8(RgbImage::from_raw(width, height, rgb)?), None)?))
}

fn is_tall(width: u32, height: u32) -> bool {
    f64::from(height) > f64::from(width) * TALLEST
}

/// Reads only the rows that are shown, and keeps only halves of them.
fn by_rows(mut rows: Rows) -> Option<Thumbnail> {
    let (w, channels) = (rows.width, rows.channels);
    let shown = (f64::from(w) * TALLEST).round().min(f64::from(rows.height)) as u32;
    let to = fit(f64::from(w), f64::from(shown));
    let halvings = (0..16).take_while(|k| (w >> (k + 1)) >= to.0 * 2).count();
    let mut above: Vec<Option<Vec<u8>>> = vec![None; halvings];
    let (mut pixels, mut high) = (Vec::new(), 0);
    for _ in 0..shown {
        let mut row = rows.next_row()?.to_vec();
        let kept = above.iter_mut().all(|waiting| match waiting.take() {
            Some(first) => {
                let mut half = Vec::with_capacity(row.len() / 2 + channels);
                halve(&first, &row, channels, &mut half);
                row = half;
                true
            }
            None => {
                *waiting = Some(std::mem::take(&mut row));
                false
            }
        });
        if kept {
            pixels.extend_from_slice(&row);
            high += 1;
        }
    }
    let wide = (0..halvings).fold(w, |w, _| w.div_ceil(2));
    let kind = if channels == 1 { Channels::Grey } else { Channels::Rgb };
    let part = Part { left: 0.0, top: 0.0, width: f64::from(wide), height: f64::from(high) };
    let bytes = scale(&pixels, (wide, high), kind, part, to)?;
    encode(&match kind {
        Channels::Grey => DynamicImage::ImageLuma8(GrayImage::from_raw(to.0, to.1, bytes)?),
        _ => DynamicImage::ImageRgb8(RgbImage::from_raw(to.0, to.1, bytes)?),
    })
}

fn encode(small: &DynamicImage) -> Option<Thumbnail> {
    let (width, height) = (small.width(), small.height());
    let colour = match small {
        DynamicImage::ImageLuma8(_) => jpeg_encoder::ColorType::Luma,
        _ => jpeg_encoder::ColorType::Rgb,
    };
    let mut jpeg = Vec::new();
    let size = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
    jpeg_encoder::Encoder::new(&mut jpeg, QUALITY).encode(small.as_bytes(), size.0, size.1, colour).ok()?;
    Some(Thumbnail { jpeg, width, height })
}

/// Eight bits per channel: grey, RGB, or RGB with a fourth byte that no longer matters.
pub(super) fn opaque(picture: DynamicImage) -> DynamicImage {
    match picture {
        DynamicImage::ImageLuma8(_) | DynamicImage::ImageRgb8(_) => picture,
        DynamicImage::ImageLuma16(_) => DynamicImage::ImageLuma8(picture.to_luma8()),
        DynamicImage::ImageRgb16(_) | DynamicImage::ImageRgb32F(_) => DynamicImage::ImageRgb8(picture.to_rgb8()),
        other => {
            let mut rgba = other.into_rgba8();
            whiten(&mut rgba);
            DynamicImage::ImageRgba8(rgba)
        }
    }
}

/// Cuts and scales the picture as it is stored; what is small already stays as it is.
fn shrink(picture: &DynamicImage, orientation: Option<u8>) -> Option<DynamicImage> {
    let (stored_w, stored_h) = (picture.width(), picture.height());
    let orientation = orientation.unwrap_or(1);
    let sideways = orientation >= 5;
    let (w, h) = if sideways { (stored_h, stored_w) } else { (stored_w, stored_h) };
    let shown_h = f64::from(h).min((f64::from(w) * TALLEST).round());
    let (new_w, new_h) = fit(f64::from(w), shown_h);
    let (new_w, new_h) = if sideways { (new_h, new_w) } else { (new_w, new_h) };

    // The upright top lies at the stored bottom for 3 and 4, left for 5 and 6, right for 7 and 8.
    let (crop_w, crop_h) = if sideways { (shown_h, f64::from(stored_h)) } else { (f64::from(stored_w), shown_h) };
    let left = if matches!(orientation, 7 | 8) { f64::from(stored_w) - crop_w } else { 0.0 };
    let top = if matches!(orientation, 3 | 4) { f64::from(stored_h) - crop_h } else { 0.0 };

    let channels = match picture {
        DynamicImage::ImageLuma8(_) => Channels::Grey,
        DynamicImage::ImageRgb8(_) => Channels::Rgb,
        _ => Channels::Rgbx,
    };
    let part = Part { left, top, width: crop_w, height: crop_h };
    let bytes = scale(picture.as_bytes(), (stored_w, stored_h), channels, part, (new_w, new_h))?;
    Some(match channels {
        Channels::Grey => DynamicImage::ImageLuma8(GrayImage::from_raw(new_w, new_h, bytes)?),
        Channels::Rgb => DynamicImage::ImageRgb8(RgbImage::from_raw(new_w, new_h, bytes)?),
        Channels::Rgbx => DynamicImage::ImageRgb8(RgbImage::from_raw(new_w, new_h, drop_fourth(&bytes))?),
    })
}

fn fit(w: f64, h: f64) -> (u32, u32) {
    let scale = (f64::from(LONGEST) / w.max(h)).max(if h > w { f64::from(NARROWEST) / w } else { 0.0 }).min(1.0);
    let side = |x: f64| (x * scale).round().clamp(1.0, 2048.0) as u32;
    (side(w), side(h))
}
