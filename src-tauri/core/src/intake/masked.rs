//! Copies of a picture made of its pixels alone: upright, encoded anew, without metadata, and black where boxes are.
//!
//! The covered pixels are overwritten before anything is encoded: nothing of them can be in the copy.

use std::io::Write as _;

use super::picture::fenced;
use super::rows::Rows;
use crate::model::MaskBox;

/// Of copies of pictures that had lost something already.
const QUALITY: u8 = 90;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    pub bytes: Vec<u8>,
    pub media_type: &'static str,
    pub width: u32,
    pub height: u32,
}

/// None when the picture can't be read to its end. The same rows and boxes give the same bytes.
pub fn copy_without(mut rows: Rows, boxes: &[MaskBox]) -> Option<Copied> {
    fenced(|| {
        let (width, height) = (rows.width, rows.height);
        let boxes: Vec<MaskBox> = boxes.iter().filter_map(|b| b.within((width, height))).collect();
        let (bytes, media_type) = if rows.lossless {
            (png(&mut rows, &boxes)?, "image/png")
        } else {
            (jpeg(&mut rows, &boxes)?, "image/jpeg")
        };
        Some(Copied { bytes, media_type, width, height })
    })
}

fn png(rows: &mut Rows, boxes: &[MaskBox]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, rows.width, rows.height);
    encoder.set_color(if rows.channels == 1 { png::ColorType::Grayscale } else { png::ColorType::Rgb });
    encoder.set_depth(png::BitDepth::Eight);
    let mut head = encoder.write_header().ok()?;
    let mut body = head.stream_writer().ok()?;
    for y in 0..rows.height {
        body.write_all(&covered(rows, y, boxes)?).ok()?;
    }
    body.finish().ok()?;
    head.finish().ok()?;
    Some(out)
}

fn jpeg(rows: &mut Rows, boxes: &[MaskBox]) -> Option<Vec<u8>> {
    let mut pixels = Vec::with_capacity(rows.width as usize * rows.height as usize * rows.channels);
    for y in 0..rows.height {
        pixels.extend_from_slice(&covered(rows, y, boxes)?);
    }
    let colour = if rows.channels == 1 { jpeg_encoder::ColorType::Luma } else { jpeg_encoder::ColorType::Rgb };
    let (width, height) = (u16::try_from(rows.width).ok()?, u16::try_from(rows.height).ok()?);
    let mut out = Vec::new();
    jpeg_encoder::Encoder::new(&mut out, QUALITY).encode(&pixels, width, height, colour).ok()?;
    Some(out)
}

/// The next row, with what lies in boxes overwritten.
fn covered(rows: &mut Rows, y: u32, boxes: &[MaskBox]) -> Option<Vec<u8>> {
    let channels = rows.channels;
    let mut row = rows.next_row()?.to_vec();
    for b in boxes.iter().filter(|b| (b.y..b.y + b.height).contains(&y)) {
        row[b.x as usize * channels..(b.x + b.width) as usize * channels].fill(0);
    }
    Some(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{GenericImageView as _, Rgb, RgbImage};

    fn noise(width: u32, height: u32) -> RgbImage {
        let mut state = 7u32;
        RgbImage::from_fn(width, height, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Rgb([(state >> 8) as u8, (state >> 16) as u8, (state >> 24) as u8])
        })
    }

    fn boxed(text: &str) -> MaskBox {
        text.parse().unwrap()
    }

    #[test]
    fn every_covered_pixel_is_black_and_every_other_is_what_it_was() {
        let picture = noise(120, 90);
        let rows = Rows::of_pixels(picture.clone().into_raw(), 120, 90, true).unwrap();
        let copy = copy_without(rows, &[boxed("10,20,30,40"), boxed("100,80,900,900")]).unwrap();
        assert_eq!(copy.media_type, "image/png");
        let seen = image::load_from_memory(&copy.bytes).unwrap();
        assert_eq!((seen.width(), seen.height()), (120, 90));
        for (x, y, p) in seen.pixels() {
            let inside = (10..40).contains(&x) && (20..60).contains(&y) || x >= 100 && y >= 80;
            let expected = if inside { [0, 0, 0] } else { picture.get_pixel(x, y).0 };
            assert_eq!(p.0[..3], expected, "{x},{y}");
        }
    }

    #[test]
    fn a_copy_of_a_lossy_picture_is_the_same_whatever_lay_under_the_box() {
        let plain = noise(160, 120);
        let mut other = plain.clone();
        for (x, y) in (40..72).flat_map(|x| (24..56).map(move |y| (x, y))) {
            other.put_pixel(x, y, Rgb([255, 0, 127]));
        }
        let copy = |p: RgbImage| {
            copy_without(Rows::of_pixels(p.into_raw(), 160, 120, false).unwrap(), &[boxed("40,24,32,32")])
        };
        let (a, b) = (copy(plain).unwrap(), copy(other).unwrap());
        assert_eq!(a.media_type, "image/jpeg");
        assert!(a == b, "the copy tells nothing of what was covered");
    }

    #[test]
    fn a_picture_that_ends_early_gives_no_copy() {
        let mut bytes = Vec::new();
        noise(64, 64).write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
        bytes.truncate(bytes.len() / 2);
        let rows = Rows::open(&bytes, "image/png", None);
        assert!(rows.and_then(|r| copy_without(r, &[])).is_none());
    }
}
