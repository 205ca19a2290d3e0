//! Hostile and turned pictures, seen through the doors of `intake`.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::exif::tests::block;
use super::*;

const PNG: &str = "image/png";
const JPEG: &str = "image/jpeg";

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// Upright: red above, blue below, wider than high.
fn upright() -> RgbImage {
    RgbImage::from_fn(64, 48, |_, y| if y < 24 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) })
}

/// A JPEG whose stored pixels need `orientation` to be upright.
fn turned_jpeg(orientation: u8) -> Vec<u8> {
    let undo = [1, 2, 3, 4, 5, 8, 7, 6][usize::from(orientation) - 1];
    let mut stored = DynamicImage::ImageRgb8(upright());
    stored.apply_orientation(image::metadata::Orientation::from_exif(undo).unwrap());
    let plain = encoded(&stored, ImageFormat::Jpeg);
    let exif =
        [b"Exif\0\0".as_slice(), &block(orientation.into(), Some("2026:11:12 14:03:27"), Some("+08:00"))].concat();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat()
}

fn shown(thumb: &Thumbnail) -> RgbImage {
    image::load_from_memory_with_format(&thumb.jpeg, ImageFormat::Jpeg).unwrap().to_rgb8()
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = u32::MAX;
    for byte in kind.iter().chain(data) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], kind, data, &(!crc).to_be_bytes()].concat()
}

/// The header of a PNG of that size (8-bit RGB) with `more` chunks before pixels that are not there.
fn png_head(width: u32, height: u32, more: &[u8]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n".as_slice(), &chunk(b"IHDR", &header), more, &chunk(b"IDAT", b"\x78\x9c")].concat()
}

#[test]
fn every_orientation_is_shown_upright() {
    for orientation in 1..=8 {
        let bytes = turned_jpeg(orientation);
        let info = media_info(&bytes, JPEG);
        assert_eq!((info.width, info.height), (Some(64), Some(48)), "upright size under orientation {orientation}");
        assert_eq!(info.orientation, Some(orientation));
        assert_eq!(info.exif_at.unwrap().at, "2026-11-12T06:03:27Z");
        let small = shown(&thumbnail(&bytes, JPEG, info.orientation).unwrap());
        assert_eq!(small.dimensions(), (64, 48));
        let (above, below) = (small.get_pixel(32, 6), small.get_pixel(32, 42));
        assert!(above[0] > 180 && below[2] > 180, "orientation {orientation}: red above blue, got {above:?} {below:?}");
    }
}

#[test]
fn of_a_tall_chat_the_upright_top_is_shown_whatever_its_orientation() {
    let tall = RgbImage::from_fn(100, 3000, |_, y| if y < 200 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) });
    for orientation in 1..=8u8 {
        let undo = [1, 2, 3, 4, 5, 8, 7, 6][usize::from(orientation) - 1];
        let mut stored = DynamicImage::ImageRgb8(tall.clone());
        stored.apply_orientation(image::metadata::Orientation::from_exif(undo).unwrap());
        let small = shown(&thumbnail(&encoded(&stored, ImageFormat::Png), PNG, Some(orientation)).unwrap());
        assert_eq!(small.dimensions(), (100, 220), "cut at 1 : 2.2, not enlarged");
        assert!(small.get_pixel(50, 10)[0] > 180 && small.get_pixel(50, 214)[2] > 180, "orientation {orientation}");
    }
}

#[test]
fn thumbnails_of_screenshots_photos_and_long_chats_have_the_sizes_of_the_gallery() {
    for ((w, h), expected) in [
        ((1080, 2340), (256, 555)),
        ((4000, 3000), (512, 384)),
        ((3000, 4000), (384, 512)),
        ((1080, 30_000), (256, 563)),
        ((20, 10), (20, 10)),
        ((4000, 1), (512, 1)),
        ((1, 4000), (1, 2)),
    ] {
        let bytes = encoded(&DynamicImage::ImageLuma8(image::GrayImage::new(w, h)), ImageFormat::Png);
        assert!(media_info(&bytes, PNG).preview, "{w} x {h} is within the limits");
        let t = thumbnail(&bytes, PNG, None).unwrap();
        assert_eq!((t.width, t.height), expected, "{w} x {h}");
        assert_eq!(shown(&t).dimensions(), expected, "the JPEG is what it says");
    }
}

#[test]
fn transparent_parts_become_white_and_opaque_ones_keep_their_colour() {
    let picture =
        RgbaImage::from_fn(600, 600, |x, _| if x < 300 { Rgba([0, 0, 0, 0]) } else { Rgba([200, 0, 0, 255]) });
    let picture = DynamicImage::ImageRgba8(picture);
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Tiff] {
        let small = shown(&thumbnail(&encoded(&picture, format), format.to_mime_type(), None).unwrap());
        let (left, right) = (small.get_pixel(100, 256), small.get_pixel(400, 256));
        assert!(left.0.iter().all(|c| *c > 250), "{format:?}: {left:?}");
        assert!(right[0] > 180 && right[1] < 20, "{format:?}: {right:?}");
    }
}

#[test]
fn every_kind_that_is_promised_has_a_preview_and_something_a_page_can_show() {
    let picture = DynamicImage::ImageRgb8(upright());
    for format in
        [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif, ImageFormat::Bmp, ImageFormat::Tiff]
    {
        let bytes = encoded(&picture, format);
        let kind = sniff(&bytes, "no extension");
        assert_eq!(kind, format.to_mime_type());
        let info = media_info(&bytes, &kind);
        assert!(info.preview && info.width == Some(64) && info.orientation.is_none(), "{info:?}");
        assert!(thumbnail(&bytes, &kind, None).is_some(), "{kind}");
        let (page, page_kind) = display(&bytes, &kind, None).unwrap();
        assert_eq!(page == bytes, format != ImageFormat::Tiff, "{kind}: only TIFF is made anew");
        assert_eq!(sniff(&page, ""), page_kind);
    }
    let deep = encoded(&DynamicImage::ImageRgb8(upright()).into_rgb16().into(), ImageFormat::Png);
    assert!(thumbnail(&deep, PNG, None).is_some(), "16 bits per channel");
}

#[test]
fn a_turned_png_is_made_upright_for_a_page_because_views_disagree_about_it() {
    let mut stored = DynamicImage::ImageRgb8(upright());
    stored.apply_orientation(image::metadata::Orientation::Rotate270);
    let plain = encoded(&stored, ImageFormat::Png);
    let bytes = [&plain[..33], &chunk(b"eXIf", &block(6, None, None)), &plain[33..]].concat();
    let info = media_info(&bytes, PNG);
    assert_eq!((info.orientation, info.width), (Some(6), Some(64)));
    let (page, kind) = display(&bytes, PNG, info.orientation).unwrap();
    let page = image::load_from_memory(&page).unwrap().to_rgb8();
    assert_eq!((kind, page.dimensions(), page.get_pixel(5, 5)), (PNG, (64, 48), &Rgb([220, 20, 20])));
}

#[test]
fn picture_bombs_have_a_size_but_no_preview() {
    for (w, h) in [(13_000, 13_000), (20_001, 10), (10, 65_536), (u32::MAX >> 1, u32::MAX >> 1)] {
        let bytes = png_head(w, h, &[]);
        let info = media_info(&bytes, PNG);
        assert!(!info.preview, "{w} x {h}: {info:?}");
        assert_eq!(thumbnail(&bytes, PNG, None), None);
        assert_eq!(display(&bytes, PNG, None), None, "the window's decoder is not given it either");
    }
    assert!(media_info(&png_head(1080, 60_000, &[]), PNG).preview, "a long chat is no bomb");
    assert_eq!(media_info(&png_head(13_000, 13_000, &[]), PNG).width, Some(13_000), "its size is still told");
}

#[test]
fn compressed_texts_and_profiles_of_a_png_are_not_inflated() {
    // 64 MiB of zeros each, four of each kind: a decoder that inflates them would exceed its 16 MiB and fail.
    let zeros = encoded(&image::GrayImage::new(8192, 8192).into(), ImageFormat::Png);
    let at = zeros.windows(4).position(|w| w == b"IDAT").unwrap();
    let stream = &zeros[at + 4..zeros.len() - 16];
    assert!(stream.len() < 1 << 20, "a bomb is small");
    let text = chunk(b"zTXt", &[b"Comment\0\0".as_slice(), stream].concat());
    let long = chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\x01\0\0\0".as_slice(), stream].concat());
    let profile = chunk(b"iCCP", &[b"p\0\0".as_slice(), stream].concat());
    let info = media_info(&png_head(100, 100, &[text, long, profile].concat().repeat(4)), PNG);
    assert!(info.preview && info.width == Some(100), "{info:?}");
}

#[test]
fn damaged_mislabelled_and_empty_pictures_have_no_thumbnail_and_do_no_harm() {
    let whole = encoded(&DynamicImage::ImageRgb8(upright()), ImageFormat::Png);
    assert_eq!(thumbnail(&whole[..whole.len() / 2], PNG, None), None, "cut off");
    assert_eq!(thumbnail(&whole, JPEG, None), None, "mislabelled");
    assert!(!media_info(&whole, JPEG).preview);
    for (w, h) in [(0, 0), (0, 10), (10, 0)] {
        assert!(!media_info(&png_head(w, h, &[]), PNG).preview, "{w} x {h}");
    }
    for kind in [PNG, JPEG, "image/webp", "image/gif", "image/bmp", "image/tiff", "video/mp4", "text/html", ""] {
        assert_eq!(thumbnail(b"", kind, Some(99)), None);
        assert_eq!(display(b"<script>", kind, None), None);
        let info = media_info(b"\0\x01\x02", kind);
        assert_eq!((info.media_type.as_str(), info.preview), (kind, false));
    }
}

#[test]
fn pasted_pixels_become_the_same_png_each_time_and_wrong_sizes_none() {
    let rgba: Vec<u8> = upright().pixels().flat_map(|p| [p[0], p[1], p[2], 255]).collect();
    let png = encode_png(64, 48, &rgba).unwrap();
    assert_eq!(png, encode_png(64, 48, &rgba).unwrap());
    assert_eq!(image::load_from_memory(&png).unwrap().to_rgb8(), upright());
    let see_through: Vec<u8> = rgba.iter().map(|b| b / 2).collect();
    assert_eq!(image::load_from_memory(&encode_png(64, 48, &see_through).unwrap()).unwrap().into_bytes(), see_through);
    for (w, h) in [(64, 47), (0, 0), (u32::MAX, u32::MAX)] {
        assert_eq!(encode_png(w, h, &rgba), None, "{w} x {h} is not what came");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn no_damage_to_a_picture_makes_it_panic(seed: u8, at: proptest::sample::Index, value: u8, cut: proptest::sample::Index) {
        let formats = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif, ImageFormat::Bmp, ImageFormat::Tiff];
        let format = formats[usize::from(seed) % formats.len()];
        let mut bytes = encoded(&DynamicImage::ImageRgb8(upright()), format);
        let (place, end) = (at.index(bytes.len()), cut.index(bytes.len()));
        bytes[place] = value;
        for damaged in [&bytes[..], &bytes[..end]] {
            let info = media_info(damaged, format.to_mime_type());
            let thumb = thumbnail(damaged, format.to_mime_type(), info.orientation);
            proptest::prop_assert!(info.preview || thumb.is_none(), "what is over the limits is never decoded");
        }
    }
}
