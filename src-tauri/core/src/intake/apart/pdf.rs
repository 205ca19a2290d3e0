//! The first page of a PDF by `hayro`, and how many pages there are. Nothing in it is executed or fetched.

use std::sync::{Arc, OnceLock};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::{FontData, FontQuery};
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use super::{DRAWN, Made, Reason, svg};

/// 200 dots an inch: an A4 page of 1654 × 2339.
const SCALE: f32 = 200.0 / 72.0;
/// Longest side over shortest, beyond which a page is no page.
const SLIMMEST: f32 = 40.0;

pub(super) fn first_page(bytes: Vec<u8>) -> Result<Made, Reason> {
    let pdf = Pdf::new(bytes).map_err(|e| match e {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Reason::Locked,
        LoadPdfError::Decryption(_) => Reason::Unsupported,
        LoadPdfError::Invalid => Reason::Damaged,
    })?;
    let pages = pdf.pages();
    let page = pages.first().ok_or(Reason::Damaged)?;
    let (w, h) = page.render_dimensions();
    if !(w >= 1.0 && h >= 1.0 && w / h <= SLIMMEST && h / w <= SLIMMEST) {
        return Err(Reason::TooLarge);
    }
    let scale = SCALE.min(DRAWN as f32 / w.max(h));
    let interpreter = InterpreterSettings { font_resolver: Arc::new(font), ..InterpreterSettings::default() };
    let output = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let drawn = hayro::render(page, &RenderCache::new(), &interpreter, &RenderSettings::default(), &output);
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    let rgb = drawn.data_as_u8_slice().as_chunks::<4>().0.iter().flat_map(|p| [p[0], p[1], p[2]]).collect();
    Ok(Made { width, height, pages: u32::try_from(pages.len()).ok(), rgb })
}

/// Of a font that is not in the file: a Chinese one of the system where Chinese is asked for, which the built-in ones
/// can't draw and would leave out in silence.
fn font(query: &FontQuery) -> Option<(FontData, u32)> {
    if let FontQuery::Fallback(f) = query
        && f.character_collection.is_some()
        && let Some((data, index)) = chinese()
    {
        return Some((data.clone(), *index));
    }
    (InterpreterSettings::default().font_resolver)(query)
}

fn chinese() -> &'static Option<(FontData, u32)> {
    static FOUND: OnceLock<Option<(FontData, u32)>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let fonts = svg::fonts();
        let (_, face) = svg::chinese(&fonts)?;
        let (bytes, index) = fonts.with_face_data(face, |bytes, index| (bytes.to_vec(), index))?;
        Some((Arc::new(bytes), index))
    })
}
