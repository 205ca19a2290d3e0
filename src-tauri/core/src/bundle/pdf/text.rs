//! Text set in lines that fit: Chinese line breaking, long numbers broken where they must be, and no character that
//! is silently not drawn.

use std::collections::BTreeSet;
use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::LayoutContext;
use parley::layout::{Alignment, Layout, PositionedLayoutItem};
use parley::style::{FontFamily, FontWeight, LineBreak, LineHeight, OverflowWrap, StyleProperty, WordBreak};

use super::clean::{clean, is_companion, is_emoji, is_han, numbered};
use super::fonts::Fonts;
use crate::error::{Code, Error, Result};
use crate::model::Lang;
use crate::words;

/// Colours of meaning; the report is printed on white.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ink {
    #[default]
    Body,
    Soft,
    Blue,
    Hairline,
    Edge,
    Ground,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    Text = 0,
    Bold = 1,
    /// For what is compared digit by digit.
    Number = 2,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    pub face: Face,
    /// Points.
    pub size: f32,
    pub ink: Ink,
    /// Height of a line in sizes.
    pub leading: f32,
    /// After each character, in sizes: a gap for the eye that is no character.
    pub gap: f32,
}

impl Style {
    pub const fn text(size: f32) -> Style {
        Style { face: Face::Text, size, ink: Ink::Body, leading: 1.5, gap: 0.0 }
    }

    pub const fn bold(size: f32) -> Style {
        Style { face: Face::Bold, ..Style::text(size) }
    }

    pub const fn number(size: f32) -> Style {
        Style { face: Face::Number, ..Style::text(size) }
    }

    pub const fn soft(self) -> Style {
        Style { ink: Ink::Soft, ..self }
    }

    pub const fn blue(self) -> Style {
        Style { ink: Ink::Blue, ..self }
    }

    pub const fn leading(self, leading: f32) -> Style {
        Style { leading, ..self }
    }

    pub const fn gap(self, gap: f32) -> Style {
        Style { gap, ..self }
    }
}

/// A stretch of text in one style.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    pub text: String,
    pub style: Style,
}

pub fn span(text: impl Into<String>, style: Style) -> Span {
    Span { text: text.into(), style }
}

/// Groups that stand apart for the eye without a character between them.
pub fn grouped(groups: &[String], style: Style) -> Vec<Span> {
    let mut out = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        match group.char_indices().last().filter(|_| at + 1 < groups.len()) {
            Some((last, _)) => {
                out.push(span(&group[..last], style));
                out.push(span(&group[last..], style.gap(0.4)));
            }
            None => out.push(span(&**group, style)),
        }
    }
    out
}

/// Lines of one paragraph.
#[derive(Debug, Clone, Default)]
pub struct Block {
    pub lines: Vec<Line>,
}

impl Block {
    pub fn height(&self) -> f32 {
        self.lines.iter().map(|l| l.height).sum()
    }

    pub fn width(&self) -> f32 {
        self.lines.iter().map(|l| l.width).fold(0.0, f32::max)
    }

    /// Of the first line, for what stands beside it.
    pub fn baseline(&self) -> f32 {
        self.lines.first().map_or(0.0, |l| l.baseline)
    }
}

#[derive(Debug, Clone)]
pub struct Line {
    pub height: f32,
    /// From the top of the line.
    pub baseline: f32,
    /// Of what is seen: blanks at the end take none.
    pub width: f32,
    /// Of the whole paragraph.
    pub text: Rc<str>,
    #[cfg(test)]
    pub range: Range<usize>,
    pub runs: Vec<Run>,
}

/// Glyphs of one font; `text_range`s are those of the paragraph.
#[derive(Debug, Clone)]
pub struct Run {
    pub font: Font,
    pub size: f32,
    pub ink: Ink,
    pub x: f32,
    pub glyphs: Vec<KrillaGlyph>,
}

/// What to do with a character that no font has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Only emoji stand as their number; anything else is an error.
    Refuse,
    /// Its number is printed.
    Number,
}

pub struct Setter {
    fonts: Fonts,
    layouts: LayoutContext<Ink>,
    lang: Lang,
    missing: Missing,
    lacking: BTreeSet<char>,
    /// Stand as their number.
    pub replaced: BTreeSet<char>,
}

/// Longer runs of letters and digits may break anywhere, so that they fill the line after their label.
const LONG_TOKEN: usize = 16;

impl Setter {
    /// `font_missing` when Chinese can't be set: everything would stand as numbers.
    pub fn new(fonts: Fonts, lang: Lang, missing: Missing) -> Result<Setter> {
        let (lacking, replaced) = (BTreeSet::new(), BTreeSet::new());
        let mut setter = Setter { fonts, layouts: LayoutContext::new(), lang, missing, lacking, replaced };
        let sample = if lang == Lang::ZhCn { "证据报告，第页。" } else { "Evidence report, page 1." };
        setter.set(&[span(sample, Style::text(10.0)), span(sample, Style::bold(10.0))], 1000.0);
        let has_all = setter.lacking.is_empty() && setter.replaced.is_empty();
        if has_all { Ok(setter) } else { Err(Error::new(Code::FontMissing)) }
    }

    /// `glyph_missing` names what could not be drawn in all that was set.
    pub fn finish(&self) -> Result<()> {
        if self.lacking.is_empty() {
            return Ok(());
        }
        if self.lacking.iter().filter(|c| is_han(**c)).count() > 20 {
            return Err(Error::new(Code::FontMissing));
        }
        let named: Vec<String> = self.lacking.iter().take(20).map(|c| format!("{c} (U+{:04X})", *c as u32)).collect();
        Err(Error::new(Code::GlyphMissing).with("characters", named.join(", ")).with("count", self.lacking.len()))
    }

    /// One paragraph, `\n` in it new lines. Every line is within `width`.
    pub fn set(&mut self, spans: &[Span], width: f32) -> Block {
        let mut spans: Vec<Span> = spans.iter().map(|s| span(clean(&s.text), s.style)).collect();
        // The second time all that no font has stands as numbers; a third would change nothing.
        for _ in 0..2 {
            let (block, absent) = self.lay_out(&spans, width);
            if absent.is_empty() {
                return block;
            }
            for c in &absent {
                let known = self.missing == Missing::Number || is_emoji(*c);
                if known {
                    self.replaced.insert(*c)
                } else {
                    self.lacking.insert(*c)
                };
            }
            for s in &mut spans {
                s.text = self.without(&s.text, &absent);
            }
        }
        self.lay_out(&spans, width).0
    }

    fn without(&self, text: &str, absent: &BTreeSet<char>) -> String {
        let number = |c: char| match c {
            c if !absent.contains(&c) => c.to_string(),
            c if is_companion(c) => String::new(),
            c if is_emoji(c) => {
                words::phrase(self.lang, "report", "pdf.emoji", [("code", format!("{:04X}", c as u32))])
            }
            c => numbered(c),
        };
        text.chars().map(number).collect()
    }

    fn lay_out(&mut self, spans: &[Span], width: f32) -> (Block, BTreeSet<char>) {
        let text: Rc<str> = spans.iter().map(|s| s.text.as_str()).collect::<String>().into();
        let mut layout = self.layout(spans, &text, width);
        layout.break_all_lines(Some(width));
        layout.align(Alignment::Start, Default::default());
        let mut lines = Vec::new();
        let mut drawn = vec![false; text.len()];
        for line in layout.lines() {
            let m = line.metrics();
            let mut runs = Vec::new();
            // A run comes in portions where styles change in it; its clusters are taken as they are used up.
            let (mut current, mut waiting) = (usize::MAX, VecDeque::new());
            for item in line.items() {
                let PositionedLayoutItem::GlyphRun(portion) = item else { continue };
                let run = portion.run();
                if run.index() != current {
                    current = run.index();
                    waiting = glyphs(run);
                }
                let count = portion.glyphs().count().min(waiting.len());
                let glyphs: Vec<KrillaGlyph> = waiting.drain(..count).filter(|g| !is_blank_end(g, &text)).collect();
                let Some(font) = self.fonts.of_run(run) else { continue };
                let (absent, present): (Vec<_>, Vec<_>) = glyphs.iter().partition(|g| g.glyph_id.to_u32() == 0);
                present.iter().for_each(|g| drawn[g.text_range.clone()].fill(true));
                // Of a cluster some characters may be there: a letter without one of its marks.
                for range in absent.iter().map(|g| g.text_range.clone()) {
                    let lacks = |c: char| !is_companion(c) && self.fonts.lacks(run, c);
                    let lacking: Vec<_> = text[range.clone()].char_indices().filter(|(_, c)| lacks(*c)).collect();
                    for (at, c) in &lacking {
                        drawn[range.start + at..range.start + at + c.len_utf8()].fill(false);
                    }
                    if lacking.is_empty() {
                        drawn[range].fill(false);
                    }
                }
                let (size, ink) = (run.font_size(), portion.style().brush);
                runs.push(Run { font, size, ink, x: portion.offset(), glyphs });
            }
            lines.push(Line {
                height: m.block_max_coord - m.block_min_coord,
                baseline: m.baseline - m.block_min_coord,
                width: m.advance - m.hanging_advance,
                text: text.clone(),
                #[cfg(test)]
                range: line.text_range().start.min(text.len())..line.text_range().end.min(text.len()),
                runs,
            });
        }
        if text.is_empty() || text.ends_with('\n') {
            lines.truncate(lines.len().max(2) - 1);
        }
        let seen = |(at, c): (usize, char)| (!c.is_whitespace() && !drawn[at]).then_some(c);
        let mut absent: BTreeSet<char> = text.char_indices().filter_map(seen).collect();
        if absent.iter().all(|c| is_companion(*c)) {
            absent.clear();
        }
        (Block { lines }, absent)
    }

    fn layout(&mut self, spans: &[Span], text: &str, width: f32) -> Layout<Ink> {
        let families = [Face::Text, Face::Bold, Face::Number].map(|face| self.fonts.families(face));
        let mut b = self.layouts.ranged_builder(&mut self.fonts.context, text, 1.0, false);
        let tag = if self.lang == Lang::ZhCn { "zh-Hans-CN" } else { "en" };
        b.push_default(StyleProperty::Locale(tag.parse().ok()));
        b.push_default(StyleProperty::LineBreak(LineBreak::Strict));
        b.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        // A line is as high as what is in it: the style of the whole must not be larger than that of its parts.
        if let Some(first) = spans.first() {
            b.push_default(StyleProperty::FontFamily(FontFamily::from(families[first.style.face as usize])));
            b.push_default(StyleProperty::FontSize(first.style.size));
            b.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(first.style.leading)));
        }
        let mut from = 0;
        for s in spans {
            let range = from..from + s.text.len();
            from = range.end;
            if range.is_empty() {
                continue;
            }
            let weight = if s.style.face == Face::Bold { FontWeight::BOLD } else { FontWeight::NORMAL };
            b.push(StyleProperty::FontFamily(FontFamily::from(families[s.style.face as usize])), range.clone());
            b.push(StyleProperty::FontSize(s.style.size), range.clone());
            b.push(StyleProperty::FontWeight(weight), range.clone());
            b.push(StyleProperty::LineHeight(LineHeight::FontSizeRelative(s.style.leading)), range.clone());
            b.push(StyleProperty::Brush(s.style.ink), range.clone());
            b.push(StyleProperty::LetterSpacing(s.style.gap * s.style.size), range.clone());
            // What would leave no room for the mark after it would take the mark to the start of a line.
            let digit = if s.style.face == Face::Number { 0.61 } else { 0.54 };
            let room = (width / (s.style.size * digit)) as usize;
            for token in long_tokens(&s.text, LONG_TOKEN.min(room.saturating_sub(1).max(1))) {
                let token = range.start + token.start..range.start + token.end;
                b.push(StyleProperty::WordBreak(WordBreak::BreakAll), token);
            }
        }
        b.build(text)
    }
}

fn glyphs(run: &parley::Run<Ink>) -> VecDeque<KrillaGlyph> {
    let size = run.font_size();
    let mut out: VecDeque<KrillaGlyph> = VecDeque::new();
    for cluster in run.visual_clusters() {
        if cluster.is_ligature_continuation() {
            if let Some(last) = out.back_mut() {
                last.text_range.end = last.text_range.end.max(cluster.text_range().end);
            }
            continue;
        }
        out.extend(cluster.glyphs().map(|g| KrillaGlyph {
            glyph_id: GlyphId::new(g.id),
            text_range: cluster.text_range(),
            x_advance: g.advance / size,
            x_offset: g.x / size,
            y_offset: -g.y / size,
            y_advance: 0.0,
            location: None,
        }));
    }
    out
}

/// The glyph that stands for the end of a line, in fonts that have none for it.
fn is_blank_end(glyph: &KrillaGlyph, text: &str) -> bool {
    text.get(glyph.text_range.clone()).is_some_and(|t| t == "\n")
}

/// Runs of at least `least` ASCII letters, digits and marks without a blank.
fn long_tokens(text: &str, least: usize) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut from = 0;
    for (at, byte) in text.bytes().chain([b' ']).enumerate() {
        if !byte.is_ascii_graphic() {
            if at - from >= least {
                out.push(from..at);
            }
            from = at + 1;
        }
    }
    out
}
