//! A raster of an SVG by `resvg`: no script, no picture or file from outside or inside it, fonts of the system.

use std::sync::{Arc, OnceLock};

use liuzheng_pixels::on_white;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree, fontdb};

use super::{DRAWN, Made, Reason};

/// Longest side over shortest.
const SLIMMEST: f32 = 40.0;
/// Drawings are made larger than they say, so that they can be looked at closely.
const WANTED: f32 = 2048.0;

pub(super) fn draw(bytes: &[u8]) -> Result<Made, Reason> {
    let nothing = ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) };
    let options = Options { image_href_resolver: nothing, fontdb: fonts(), ..Options::default() };
    let tree = Tree::from_data(bytes, &options).map_err(|_| Reason::Damaged)?;
    let (w, h) = (tree.size().width(), tree.size().height());
    if !(w > 0.0 && h > 0.0 && w / h <= SLIMMEST && h / w <= SLIMMEST) {
        return Err(Reason::TooLarge);
    }
    let scale = (WANTED / w.max(h)).max(1.0).min(DRAWN as f32 / w.max(h));
    let size = |side: f32| (side * scale).round().clamp(1.0, DRAWN as f32) as u32;
    let mut canvas = Pixmap::new(size(w), size(h)).ok_or(Reason::TooLarge)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut canvas.as_mut());
    let mut rgba = canvas.data().to_vec();
    // tiny-skia multiplies colours by alpha; on white that means adding what is left of it.
    for p in rgba.as_chunks_mut::<4>().0 {
        let white = 255 - p[3];
        *p = [p[0].saturating_add(white), p[1].saturating_add(white), p[2].saturating_add(white), 255];
    }
    let mut rgb = Vec::with_capacity(rgba.len() / 4 * 3);
    on_white(&rgba, 4, &mut rgb);
    Ok(Made { width: canvas.width(), height: canvas.height(), pages: None, rgb })
}

/// The system's fonts, looked up once for the life of the process.
pub(super) fn fonts() -> Arc<fontdb::Database> {
    static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let found = FONTS.get_or_init(|| {
        let mut fonts = fontdb::Database::new();
        fonts.load_system_fonts();
        // Where a drawing names no font, or one that is not there, words are looked for in this one.
        if let Some((name, _)) = chinese(&fonts) {
            fonts.set_serif_family(name);
            fonts.set_sans_serif_family(name);
        }
        Arc::new(fonts)
    });
    found.clone()
}

const CHINESE: &[&str] = &[
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "SimSun",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Serif CJK SC",
];

/// A font of the system that has Chinese: its name and its regular face.
pub(super) fn chinese(fonts: &fontdb::Database) -> Option<(&'static str, fontdb::ID)> {
    CHINESE.iter().find_map(|name| {
        let named = |f: &&fontdb::FaceInfo| f.weight.0 == 400 && f.families.iter().any(|(family, _)| family == name);
        fonts.faces().find(named).map(|face| (*name, face.id))
    })
}
