//! Upright rows of a picture from top to bottom, grey or RGB, eight bits: what tiles and tall thumbnails are made of.
//!
//! A PNG that is stored upright and not interlaced is decoded row by row, so a chat of 1080 × 60,000 never stands in
//! memory; everything else is decoded whole within the limits of `picture`.

use std::io::Cursor;

use image::{DynamicImage, GrayImage, RgbImage};
use liuzheng_pixels::{on_white, stride};

use super::picture::{decode, within_png_limits};

/// What a PNG decoder may hold besides the pixels.
const INNER: usize = 16 << 20;

pub struct Rows<'a> {
    source: Source<'a>,
    pub width: u32,
    pub height: u32,
    /// 1 or 3.
    pub channels: usize,
    /// The original kept every pixel: tiles keep them too.
    pub lossless: bool,
    next: u32,
    row: Vec<u8>,
}

enum Source<'a> {
    Png { reader: Box<png::Reader<Cursor<&'a [u8]>>>, stored: usize },
    Whole { pixels: Vec<u8>, stored: (usize, usize), orientation: u8 },
}

impl<'a> Rows<'a> {
    /// None when it is no picture, over the limits or damaged.
    pub fn open(bytes: &'a [u8], media_type: &str, orientation: Option<u8>) -> Option<Rows<'a>> {
        if let Some(rows) = Rows::by_row(bytes, media_type, orientation) {
            return Some(rows);
        }
        let lossless = matches!(media_type, "image/png" | "image/gif" | "image/bmp" | "image/tiff");
        Rows::whole(decode(bytes, media_type)?, orientation.unwrap_or(1), lossless)
    }

    /// Pixels that another process decoded: RGB, upright.
    pub fn of_pixels(rgb: Vec<u8>, width: u32, height: u32, lossless: bool) -> Option<Rows<'static>> {
        Rows::whole(DynamicImage::ImageRgb8(RgbImage::from_raw(width, height, rgb)?), 1, lossless)
    }

    /// Only where not all of it has to be decoded for a part.
    pub fn by_row(bytes: &'a [u8], media_type: &str, orientation: Option<u8>) -> Option<Rows<'a>> {
        if media_type != "image/png" || orientation.is_some_and(|o| o != 1) {
            return None;
        }
        let limits = png::Limits { bytes: INNER };
        let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
        decoder.set_ignore_text_chunk(true);
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let reader = decoder.read_info().ok()?;
        let info = reader.info();
        let (width, height) = (info.width, info.height);
        if info.interlaced || !within_png_limits(width, height) {
            return None;
        }
        let (colour, depth) = reader.output_color_type();
        if depth != png::BitDepth::Eight {
            return None;
        }
        let stored = colour.samples();
        let source = Source::Png { reader: Box::new(reader), stored };
        let channels = if stored < 3 { 1 } else { 3 };
        Some(Rows { source, width, height, channels, lossless: true, next: 0, row: Vec::new() })
    }

    fn whole(picture: DynamicImage, orientation: u8, lossless: bool) -> Option<Rows<'static>> {
        let picture = plain(picture);
        let stored = (picture.width() as usize, picture.height() as usize);
        let (width, height) = if orientation >= 5 { (stored.1, stored.0) } else { stored };
        let channels = usize::from(picture.color().channel_count());
        Some(Rows {
            source: Source::Whole { pixels: picture.into_bytes(), stored, orientation },
            width: u32::try_from(width).ok()?,
            height: u32::try_from(height).ok()?,
            channels,
            lossless,
            next: 0,
            row: Vec::new(),
        })
    }

    /// Begins again at the top; false where rows come only once.
    pub fn rewind(&mut self) -> bool {
        let can = matches!(self.source, Source::Whole { .. });
        if can {
            self.next = 0;
        }
        can
    }

    /// The next row; None after the last, and where a damaged picture ends.
    pub fn next_row(&mut self) -> Option<&[u8]> {
        if self.next >= self.height {
            return None;
        }
        self.row.clear();
        match &mut self.source {
            Source::Png { reader, stored } => {
                let row = reader.next_row().ok().flatten()?;
                on_white(row.data(), *stored, &mut self.row);
            }
            Source::Whole { pixels, stored: (w, h), orientation } => {
                let (y, w, h) = (self.next as usize, *w, *h);
                let along = w as isize;
                // The stored place of the row's first pixel, and the way to its neighbour (EXIF 2.32, Orientation).
                let (start, step) = match orientation {
                    2 => (y * w + w - 1, -1),
                    3 => ((h - 1 - y) * w + w - 1, -1),
                    4 => ((h - 1 - y) * w, 1),
                    5 => (y, along),
                    6 => ((h - 1) * w + y, -along),
                    7 => ((h - 1) * w + w - 1 - y, -along),
                    8 => (w - 1 - y, along),
                    _ => (y * w, 1),
                };
                if step == 1 {
                    let at = start * self.channels;
                    self.row.extend_from_slice(&pixels[at..at + w * self.channels]);
                } else {
                    stride(pixels, self.channels, start, step, self.width as usize, &mut self.row);
                }
            }
        }
        self.next += 1;
        Some(&self.row)
    }
}

/// Grey or RGB; what can be seen through becomes white.
fn plain(picture: DynamicImage) -> DynamicImage {
    match picture {
        DynamicImage::ImageLuma8(_) | DynamicImage::ImageRgb8(_) => picture,
        DynamicImage::ImageLuma16(_) => DynamicImage::ImageLuma8(picture.to_luma8()),
        DynamicImage::ImageRgb16(_) | DynamicImage::ImageRgb32F(_) => DynamicImage::ImageRgb8(picture.into_rgb8()),
        other => {
            let grey = other.color().channel_count() < 3;
            let (w, h) = (other.width(), other.height());
            let rgba = other.into_rgba8();
            let mut out = Vec::with_capacity(rgba.len() / 4 * 3);
            on_white(&rgba, 4, &mut out);
            let rgb = RgbImage::from_raw(w, h, out).unwrap_or_default();
            let picture = DynamicImage::ImageRgb8(rgb);
            if grey { DynamicImage::ImageLuma8(GrayImage::from(picture.into_luma8())) } else { picture }
        }
    }
}
