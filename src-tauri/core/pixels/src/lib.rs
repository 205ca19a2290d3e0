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
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom))
        .use_alpha(false)
        .crop(part.left, part.top, part.width, part.height);
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
