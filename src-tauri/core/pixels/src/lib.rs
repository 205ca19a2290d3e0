//! Loops over pixels: cutting, scaling, whitening. Part of `intake`, and a crate only for the compiler's sake:
//! scaling is generic code that is compiled where it is called, and without optimisation a thumbnail takes a second.

pub mod align;
pub mod look;
pub mod sketch;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

/// Bytes of a pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channels {
    Grey,
    Rgb,
    /// The fourth byte is carried along and means nothing.
    Rgbx,
}

/// A part of a picture, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

/// Scales `part` of a picture of `size` to `to`. None when the sizes do not fit the bytes.
pub fn scale(bytes: &[u8], size: (u32, u32), channels: Channels, part: Part, to: (u32, u32)) -> Option<Vec<u8>> {
    let kind = match channels {
        Channels::Grey => PixelType::U8,
        Channels::Rgb => PixelType::U8x3,
        Channels::Rgbx => PixelType::U8x4,
    };
    let from = ImageRef::new(size.0, size.1, bytes, kind).ok()?;
    let mut out = Image::new(to.0, to.1, kind);
    // Of a photo that gets very small a few pixels out of many are enough; looking at each costs as much as decoding.
    let way = match part.width / f64::from(to.0.max(1)) >= 8.0 && part.height / f64::from(to.1.max(1)) >= 8.0 {
        true => ResizeAlg::SuperSampling(FilterType::CatmullRom, 3),
        false => ResizeAlg::Convolution(FilterType::CatmullRom),
    };
    let options =
        ResizeOptions::new().resize_alg(way).use_alpha(false).crop(part.left, part.top, part.width, part.height);
    Resizer::new().resize(&from, &mut out, &options).ok()?;
    Some(out.into_vec())
}

/// Puts white behind transparent RGBA pixels; the fourth byte is left as it is.
pub fn whiten(rgba: &mut [u8]) {
    for p in rgba.as_chunks_mut::<4>().0 {
        let alpha = u32::from(p[3]);
        if alpha != 255 {
            for c in &mut p[..3] {
                *c = ((u32::from(*c) * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
            }
        }
    }
}

/// Drops the fourth byte of each pixel.
pub fn drop_fourth(rgbx: &[u8]) -> Vec<u8> {
    rgbx.as_chunks::<4>().0.iter().flat_map(|p| [p[0], p[1], p[2]]).collect()
}

/// Half of two neighbouring rows: each output pixel is the mean of four. An odd last pixel is paired with itself.
pub fn halve(above: &[u8], below: &[u8], channels: usize, out: &mut Vec<u8>) {
    let step = channels * 2;
    let whole = above.len() / step * step;
    for (a, b) in above[..whole].chunks_exact(step).zip(below[..whole].chunks_exact(step)) {
        for c in 0..channels {
            let sum = u32::from(a[c]) + u32::from(a[c + channels]) + u32::from(b[c]) + u32::from(b[c + channels]);
            out.push(((sum + 2) / 4) as u8);
        }
    }
    for (a, b) in above[whole..].iter().zip(&below[whole..]) {
        out.push((u32::from(*a) + u32::from(*b)).div_ceil(2) as u8);
    }
}

/// A row of RGBA or grey-and-alpha on white, without its last channel; a row of other pixels as it is.
pub fn on_white(row: &[u8], channels: usize, out: &mut Vec<u8>) {
    if channels.is_multiple_of(2) {
        for p in row.chunks_exact(channels) {
            let alpha = u32::from(p[channels - 1]);
            out.extend(
                p[..channels - 1].iter().map(|c| ((u32::from(*c) * alpha + 255 * (255 - alpha) + 127) / 255) as u8),
            );
        }
    } else {
        out.extend_from_slice(row);
    }
}

/// One upright row of a picture that is stored turned: pixels from `start`, each `stride` pixels on from the last.
pub fn stride(pixels: &[u8], channels: usize, start: usize, stride: isize, count: usize, out: &mut Vec<u8>) {
    let mut at = start as isize;
    for _ in 0..count {
        let byte = at as usize * channels;
        out.extend_from_slice(&pixels[byte..byte + channels]);
        at += stride;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_two_rows_is_the_mean_of_four_and_an_odd_end_is_kept() {
        let mut out = Vec::new();
        halve(&[0, 10, 4, 30, 9], &[0, 10, 8, 30, 11], 1, &mut out);
        assert_eq!(out, [5, 18, 10]);
        out.clear();
        halve(&[0, 0, 0, 100, 200, 50], &[0, 0, 0, 100, 200, 50], 3, &mut out);
        assert_eq!(out, [50, 100, 25], "channels are not mixed");
    }

    #[test]
    fn what_can_be_seen_through_is_white_and_the_rest_keeps_its_colour() {
        let mut out = Vec::new();
        on_white(&[9, 9, 9, 0, 1, 2, 3, 255], 4, &mut out);
        on_white(&[7, 0, 7, 255], 2, &mut out);
        on_white(&[5, 6, 7], 3, &mut out);
        assert_eq!(out, [255, 255, 255, 1, 2, 3, 255, 7, 5, 6, 7]);
    }
}
