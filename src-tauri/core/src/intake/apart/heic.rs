//! HEIC and HEIF photos by `heifer`, a decoder in safe Rust.

use super::{MAX_PIXELS, Made, Reason};
use liuzheng_pixels::on_white;

pub(super) fn decode(bytes: &[u8]) -> Result<Made, Reason> {
    let options = heifer::Options { max_threads: 2, max_pixels: MAX_PIXELS };
    // A colour space that can't be turned into sRGB is shown as it is coded: paler, but shown.
    let image = match heifer::decode_srgb_rgba8(bytes, &options) {
        Err(heifer::Error::Unsupported(_)) => heifer::decode_rgba8(bytes, &options),
        other => other,
    };
    let image = image.map_err(|e| match e {
        heifer::Error::Unsupported(_) => Reason::Unsupported,
        heifer::Error::Invalid(what) if what.contains("large") => Reason::TooLarge,
        _ => Reason::Damaged,
    })?;
    if u64::from(image.width) * u64::from(image.height) > MAX_PIXELS {
        return Err(Reason::TooLarge);
    }
    let mut rgb = Vec::with_capacity(image.data.len() / 4 * 3);
    on_white(&image.data, 4, &mut rgb);
    Ok(Made { width: image.width, height: image.height, pages: None, rgb })
}
