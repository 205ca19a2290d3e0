//! The fonts of the system that the report is set in: families by name, in order, never a generic one.
//!
//! A generic `sans-serif` gives Japanese forms of Chinese characters on many systems. What the named families lack is
//! looked for by the system itself, script by script.

use std::collections::HashMap;

use fontique::{FontInfo, SourceId, SourceInfo, SourceKind};
use krilla::text::{Font, Tag};
use parley::{FontContext, Run};

use super::text::{Face, Ink};

#[cfg(target_os = "windows")]
const FAMILIES: [&str; 3] = [
    "SimSun, NSimSun, Microsoft YaHei, SimSun-ExtB, SimSun-ExtG, Segoe UI, Segoe UI Symbol, Segoe UI Emoji",
    // SimSun has no bold face.
    "Microsoft YaHei, SimSun, SimSun-ExtB, SimSun-ExtG, Segoe UI, Segoe UI Symbol, Segoe UI Emoji",
    "Cascadia Mono, Consolas, SimSun, Microsoft YaHei, SimSun-ExtB, SimSun-ExtG, Segoe UI Emoji",
];
#[cfg(target_os = "macos")]
const FAMILIES: [&str; 3] = [
    "Songti SC, STSong, Hiragino Sans GB, Heiti SC, Times New Roman, Apple Color Emoji",
    "Songti SC, Hiragino Sans GB, Heiti SC, Times New Roman, Apple Color Emoji",
    "SF Mono, Menlo, Songti SC, Hiragino Sans GB, Heiti SC, Apple Color Emoji",
];
#[cfg(not(any(target_os = "windows", target_os = "macos")))]
const FAMILIES: [&str; 3] = [
    "Noto Serif CJK SC, Source Han Serif SC, Noto Serif SC, Noto Sans CJK SC, Source Han Sans SC, Noto Sans SC, \
     WenQuanYi Micro Hei, WenQuanYi Zen Hei, AR PL UMing CN, Noto Color Emoji",
    "Noto Serif CJK SC, Source Han Serif SC, Noto Serif SC, Noto Sans CJK SC, Source Han Sans SC, Noto Sans SC, \
     WenQuanYi Micro Hei, WenQuanYi Zen Hei, AR PL UMing CN, Noto Color Emoji",
    "JetBrains Mono, Noto Sans Mono, DejaVu Sans Mono, Liberation Mono, Noto Serif CJK SC, Source Han Serif SC, \
     Noto Serif SC, Noto Sans CJK SC, Source Han Sans SC, Noto Sans SC, WenQuanYi Micro Hei, WenQuanYi Zen Hei, \
     AR PL UMing CN, Noto Color Emoji",
];

/// What identifies a face at one set of coordinates: its file, its place in a collection of faces.
type Key = (u64, u32, Vec<i16>);

pub struct Fonts {
    pub context: FontContext,
    /// By face.
    families: [&'static str; 3],
    made: HashMap<Key, Option<Font>>,
}

impl Fonts {
    pub fn of_the_system() -> Fonts {
        Fonts { context: FontContext::new(), families: FAMILIES, made: HashMap::new() }
    }

    /// A computer without any font.
    #[cfg(test)]
    pub fn none() -> Fonts {
        Fonts { context: bare(), families: FAMILIES, made: HashMap::new() }
    }

    /// A computer with this font alone.
    #[cfg(all(test, target_os = "linux"))]
    pub fn only(font: Vec<u8>, family: &'static str) -> Fonts {
        let mut fonts = Fonts { families: [family; 3], ..Fonts::none() };
        fonts.context.collection.register_fonts(font.into(), None);
        fonts
    }

    pub fn families(&self, face: Face) -> &'static str {
        self.families[face as usize]
    }

    /// The font of a run has no glyph for this character.
    pub fn lacks(&self, run: &Run<Ink>, c: char) -> bool {
        let (bytes, index) = (&run.font().data, run.font().index);
        let source = SourceInfo::new(SourceId::new(), SourceKind::Memory(bytes.clone()));
        let info = FontInfo::from_source(source, index);
        let glyph = info.and_then(|i| i.charmap_index().charmap(bytes.as_ref())?.map(c));
        glyph.is_none_or(|id| id == 0)
    }

    /// None for a font that can't be put into a PDF.
    pub fn of_run(&mut self, run: &Run<Ink>) -> Option<Font> {
        let data = run.font();
        let coordinates = run.normalized_coords().iter().map(|c| c.to_bits()).collect();
        let key = (data.data.id(), data.index, coordinates);
        self.made
            .entry(key)
            .or_insert_with(|| {
                let settings: Vec<(Tag, f32)> = run
                    .synthesis()
                    .variation_settings()
                    .iter()
                    .map(|(tag, value)| (Tag::new(&tag.to_be_bytes()), *value))
                    .collect();
                // Mapped from its file, not copied.
                let (bytes, _) = data.data.clone().into_raw_parts();
                Font::new_variable(bytes.into(), data.index, &settings)
            })
            .clone()
    }
}

#[cfg(test)]
fn bare() -> FontContext {
    use fontique::{Collection, CollectionOptions};
    let options = CollectionOptions { shared: false, system_fonts: false };
    FontContext { collection: Collection::new(options), ..FontContext::default() }
}
