//! Pictures within limits (reliability S3, S4): size, orientation, the time in EXIF, and bytes that a page can show.
//!
//! Limits are checked on the header, before a pixel is allocated. What is over them is kept and hashed all the same
//! and only has no preview. PNG texts are never inflated: only `xmp_metadata` and `iptc_metadata` of the decoder
//! would do that, and nothing here calls them; a colour profile is inflated up to `INNER` bytes.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::{bmp::BmpDecoder, gif::GifDecoder, jpeg::JpegDecoder, png::PngDecoder, tiff::TiffDecoder};
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, Limits};

use super::container;
use super::exif::{self, Exif};
use crate::model::MediaInfo;

const MAX_WIDTH: u32 = 20_000;
const MAX_HEIGHT: u32 = 65_535;
/// 256 MiB as RGBA: a chat of 1080 × 60,000 and a photo of 64 megapixels are within.
const MAX_PIXELS: u64 = 64 << 20;
/// A progressive JPEG needs three times its pixels again while it is decoded.
const MAX_JPEG_PIXELS: u64 = 51 << 20;
/// For the pixels as decoded (a 16-bit picture has twice the bytes).
const MAX_BYTES: u64 = 256 << 20;
/// For what a PNG decoder holds besides pixels: profiles, chunks, rows.
const INNER: u64 = 16 << 20;

/// Reads the header only. `preview` says that the picture is within the limits; a damaged one can still fail later.
pub fn media_info(bytes: &[u8], media_type: &str) -> MediaInfo {
    let film = matches!(media_type, "video/mp4" | "video/quicktime" | "video/x-m4v");
    let exif_at = if film { container::made(bytes) } else { None };
    let blank = MediaInfo { media_type: media_type.to_owned(), exif_at, ..MediaInfo::default() };
    fenced(|| {
        let mut decoder = decoder(bytes, media_type)?;
        let found = exif_of(decoder.as_mut(), bytes, media_type);
        let (width, height) = decoder.dimensions();
        let turned = found.orientation.is_some_and(|o| o >= 5);
        let (width, height) = if turned { (height, width) } else { (width, height) };
        Some(MediaInfo {
            width: Some(width),
            height: Some(height),
            orientation: found.orientation,
            exif_at: found.taken,
            preview: within_limits(decoder.as_ref(), media_type),
            ..blank.clone()
        })
    })
    .unwrap_or(blank)
}

/// Bytes that a web view shows upright, and their type. The original where the view turns it by itself.
pub fn display(bytes: &[u8], media_type: &str, orientation: Option<u8>) -> Option<(Vec<u8>, &'static str)> {
    let upright = orientation.is_none_or(|o| o == 1);
    let plain = match media_type {
        "image/jpeg" => Some("image/jpeg"),
        "image/png" if upright => Some("image/png"),
        "image/webp" if upright => Some("image/webp"),
        "image/gif" => Some("image/gif"),
        "image/bmp" => Some("image/bmp"),
        _ => None,
    };
    fenced(|| {
        if let Some(shown) = plain {
            return within_limits(decoder(bytes, media_type)?.as_ref(), media_type).then(|| (bytes.to_vec(), shown));
        }
        let mut picture = decode(bytes, media_type)?;
        turn(&mut picture, orientation);
        let mut out = Vec::new();
        picture.write_with_encoder(PngEncoder::new(&mut out)).ok()?;
        Some((out, "image/png"))
    })
}

/// A PNG of pixels from the clipboard. None when `rgba` is not `width` × `height` × 4 bytes or over the limits.
/// The same pixels give the same bytes.
pub fn encode_png(width: u32, height: u32, rgba: &[u8]) -> Option<Vec<u8>> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 || width > MAX_WIDTH || height > MAX_HEIGHT || pixels > MAX_PIXELS {
        return None;
    }
    if !u64::try_from(rgba.len()).is_ok_and(|n| n == pixels * 4) {
        return None;
    }
    let mut out = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Default, FilterType::Adaptive);
    if rgba.chunks_exact(4).all(|p| p[3] == 255) {
        let rgb: Vec<u8> = rgba.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
        encoder.write_image(&rgb, width, height, ExtendedColorType::Rgb8).ok()?;
    } else {
        encoder.write_image(rgba, width, height, ExtendedColorType::Rgba8).ok()?;
    }
    Some(out)
}

/// All pixels, as stored (not turned). None when over the limits or damaged.
pub(super) fn decode(bytes: &[u8], media_type: &str) -> Option<DynamicImage> {
    let decoder = decoder(bytes, media_type)?;
    if !within_limits(decoder.as_ref(), media_type) {
        return None;
    }
    DynamicImage::from_decoder(decoder).ok()
}

pub(super) fn turn(picture: &mut DynamicImage, orientation: Option<u8>) {
    if let Some(how) = orientation.and_then(image::metadata::Orientation::from_exif) {
        picture.apply_orientation(how);
    }
}

/// A second fence: a decoder that panics means no preview, not the end of an import.
pub(super) fn fenced<T>(work: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok().flatten()
}

type Decoder<'a> = Box<dyn ImageDecoder + 'a>;

fn decoder<'a>(bytes: &'a [u8], media_type: &str) -> Option<Decoder<'a>> {
    let r = Cursor::new(bytes);
    let mut decoder: Decoder<'a> = match media_type {
        "image/png" => {
            let mut inner = Limits::no_limits();
            inner.max_alloc = Some(INNER);
            return Some(Box::new(PngDecoder::with_limits(r, inner).ok()?));
        }
        "image/jpeg" => Box::new(JpegDecoder::new(r).ok()?),
        "image/webp" => Box::new(image::codecs::webp::WebPDecoder::new(r).ok()?),
        "image/gif" => Box::new(GifDecoder::new(r).ok()?),
        "image/bmp" => Box::new(BmpDecoder::new(r).ok()?),
        "image/tiff" => Box::new(TiffDecoder::new(r).ok()?),
        _ => return None,
    };
    if within_limits(decoder.as_ref(), media_type) {
        let mut limits = Limits::no_limits();
        limits.max_alloc = Some(MAX_BYTES * 2);
        decoder.set_limits(limits).ok()?;
    }
    Some(decoder)
}

fn within_limits(decoder: &dyn ImageDecoder, media_type: &str) -> bool {
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let most = if media_type == "image/jpeg" { MAX_JPEG_PIXELS } else { MAX_PIXELS };
    pixels > 0 && width <= MAX_WIDTH && height <= MAX_HEIGHT && pixels <= most && decoder.total_bytes() <= MAX_BYTES
}

/// As `within_limits`, for a PNG of which only some rows are in memory at a time.
pub(super) fn within_png_limits(width: u32, height: u32) -> bool {
    let pixels = u64::from(width) * u64::from(height);
    pixels > 0 && width <= MAX_WIDTH && height <= MAX_HEIGHT && pixels <= MAX_PIXELS
}

fn exif_of(decoder: &mut dyn ImageDecoder, bytes: &[u8], media_type: &str) -> Exif {
    if media_type == "image/tiff" {
        return exif::read(bytes);
    }
    let chunk = decoder.exif_metadata().ok().flatten();
    chunk.map(|c| exif::read(&c)).unwrap_or_default()
}
