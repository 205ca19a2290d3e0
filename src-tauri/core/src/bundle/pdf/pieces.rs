//! Each piece of evidence: its picture, what it proves, its times, its hash. Pages of a conversation stand two on a
//! page, long pictures in parts that overlap.

use super::Told;
use super::flow::{Flow, LANE};
use super::page::{ACROSS, Area, BOTTOM, Kind, MM, TOP, Target, What};
use super::slices::{Beside, Shape, Wanted, shape};
use super::text::{Block, Ink, Span, Style, span};
use crate::bundle::conversations::Piece;
use crate::bundle::report::Row;

/// Pictures of one file; more go into the next one, so that each can be opened, printed and made in little memory.
pub const PER_VOLUME: u32 = 200;

/// Above a picture: its number and title.
const ABOVE: f32 = 20.0 * MM;
/// The same on the first page of the section.
const RESERVED: f32 = 35.0 * MM;
/// Number and place of a page of a conversation, and what lies between it and the one before.
const CAPTION: f32 = 11.5 * MM;

pub struct Pieces<'t> {
    told: &'t Told<'t>,
    pub wanted: Vec<Wanted>,
    /// Pictures in the current file.
    count: u32,
    /// First and last page of each piece, from 0.
    pub pages: Vec<(String, (usize, usize))>,
}

impl<'t> Pieces<'t> {
    pub fn new(told: &'t Told<'t>) -> Pieces<'t> {
        Pieces { told, wanted: Vec::new(), count: 0, pages: Vec::new() }
    }

    /// `number`: of the section.
    pub fn all(&mut self, flow: &mut Flow, number: usize, pieces: &[Piece]) {
        flow.section(number, &self.told.word("evidence.title"), 2);
        let mut rest = pieces;
        while let Some(first) = rest.first() {
            let more = rest[1..].iter().take_while(|p| first.in_series && p.in_series && p.opening.is_none()).count();
            let (group, others) = rest.split_at(1 + more);
            if first.in_series {
                self.series(flow, group)
            } else {
                self.single(flow, first)
            }
            rest = others;
        }
    }

    /// The picture of a piece, counted; begins a new file when this one is full.
    fn picture(&mut self, flow: &mut Flow, row: &Row, most: f32, beside: Beside) -> Option<(usize, Shape)> {
        let piece = self.told.rows.iter().position(|r| r.number == row.number)?;
        let size = *self.told.sizes.get(&self.told.material.evidence.get(piece)?.number)?;
        let shape = shape(size, most, beside);
        if self.count > 0 && self.count + shape.parts > PER_VOLUME {
            flow.volume();
            self.count = 0;
        }
        self.count += shape.parts;
        self.wanted.push(shape.wanted(piece));
        Some((self.wanted.len() - 1, shape))
    }

    fn single(&mut self, flow: &mut Flow, p: &Piece) {
        let beside = if self.told.is_document(p.row) { Beside::Nothing } else { Beside::Words };
        let picture = self.picture(flow, p.row, BOTTOM - TOP - RESERVED, beside);
        match picture {
            Some((index, shape)) if !shape.is_wide => self.tall(flow, p.row, index, shape),
            other => self.wide(flow, p.row, other),
        }
    }

    /// The picture left, its facts right; further parts of a long one on the lanes that follow.
    fn tall(&mut self, flow: &mut Flow, row: &Row, index: usize, shape: Shape) {
        if flow.y > TOP + 20.0 * MM || flow.room() < shape.height + ABOVE {
            flow.page();
        }
        let first = self.begin(flow, row);
        flow.two_lanes(shape.width.max(LANE));
        self.part(flow, row, index, shape, 0);
        flow.next_lane();
        let mut facts = self.told.facts_of(row);
        if shape.parts > 1 {
            facts
                .insert(0, (String::new(), self.told.phrase("pdf.parts", [("count", shape.parts.to_string())]), false));
        }
        self.narrow(flow, &facts);
        for part in 1..shape.parts {
            self.part(flow, row, index, shape, part);
        }
        flow.one_lane();
        flow.y = BOTTOM;
        self.end(flow, row, first);
    }

    /// The picture across the page, or none; the facts below.
    fn wide(&mut self, flow: &mut Flow, row: &Row, picture: Option<(usize, Shape)>) {
        const LABEL: f32 = 34.0 * MM;
        let facts = self.told.facts_of(row);
        let set: Vec<(Block, Block)> = facts
            .iter()
            .map(|(label, value, mono)| {
                (flow.set(&[label_span(label)], LABEL - 2.0 * MM), flow.set(&value_spans(value, *mono), ACROSS - LABEL))
            })
            .collect();
        let pad = 0.9 * MM;
        let below: f32 = set.iter().map(|(l, v)| l.height().max(v.height()) + 2.0 * pad).sum();
        let whole = below + picture.map_or(0.0, |(_, s)| s.height + 5.0 * MM) + 14.0 * MM;
        if !flow.is_lane_fresh() && flow.room() < BOTTOM - TOP - 20.0 * MM {
            flow.y += 5.0 * MM;
        }
        flow.need(whole.min(BOTTOM - TOP));
        let first = self.begin(flow, row);
        if let Some((index, shape)) = picture {
            self.part(flow, row, index, shape, 0);
            flow.y += 2.0 * MM;
        }
        for (label, value) in set {
            flow.need(label.height().max(value.height().min(30.0 * MM)) + 2.0 * pad);
            flow.y += pad;
            let tag = flow.tree.add(flow.within, Kind::Paragraph);
            let shift = (value.baseline() - label.baseline()).max(0.0);
            let (at, top) = ((flow.x(), flow.y + shift), flow.y);
            let lowest = top + label.height();
            flow.lines(label, at, Some(tag));
            let page = flow.page_index();
            flow.block(value, LABEL, tag);
            if flow.page_index() == page {
                flow.y = flow.y.max(lowest);
            }
            flow.y += pad;
            flow.rule(flow.y, 0.3, Ink::Hairline);
        }
        flow.y += 3.0 * MM;
        self.end(flow, row, first);
    }

    fn series(&mut self, flow: &mut Flow, pages: &[Piece]) {
        if flow.y > TOP + 20.0 * MM {
            flow.page();
        }
        let mut is_open = false;
        // All pictures of a conversation are of one size: the words that are most decide. Where they are many the
        // pictures give way, but never below what can be read.
        let compact_words = |flow: &mut Flow, row: &Row| -> Vec<Block> {
            self.told.facts_of_page(row).iter().map(|f| flow.set(&compact(f), LANE)).collect()
        };
        let words: Vec<Vec<Block>> = pages.iter().map(|p| compact_words(flow, p.row)).collect();
        let high = |set: &[Block]| set.iter().map(|b| b.height() + 0.7 * MM).sum::<f32>();
        let most = words.iter().map(|set| high(set)).fold(0.0, f32::max);
        let most = (BOTTOM - TOP - CAPTION - most - RESERVED).clamp(130.0 * MM, 190.0 * MM);
        for (at, (p, set)) in pages.iter().zip(words).enumerate() {
            // A new file may begin here; the two lanes then begin again at the top of its first page.
            let volume = flow.current_volume();
            let words = high(&set);
            let place = [("n", (at + 1).to_string()), ("count", pages.len().to_string())];
            let caption = flow.set(
                &[
                    span(&*p.row.number, Style::bold(10.5).blue()),
                    span(format!("  {}", self.told.phrase("pdf.page_of", place)), Style::text(9.0)),
                    span(format!("\n{}", p.between.clone().unwrap_or_default()), gap_style(p)),
                ],
                LANE,
            );
            let picture = self.picture(flow, p.row, most, Beside::Picture);
            if flow.current_volume() != volume {
                flow.page();
                is_open = false;
            }
            if !is_open {
                if let Some(title) = p.opening.as_ref().filter(|_| at == 0) {
                    let tag = flow.tree.add(flow.within, Kind::Heading(3, title.clone()));
                    flow.text(&[span(&**title, Style::bold(12.5))], tag);
                    flow.paragraph(&[span(self.told.word("series.intro"), Style::text(8.5).soft())]);
                    flow.y += 3.0 * MM;
                }
                flow.two_lanes(LANE);
                is_open = true;
            }
            let height = picture.map_or(0.0, |(_, s)| (s.height + 3.0 * MM).min(BOTTOM - TOP));
            let above = caption.height().max(CAPTION);
            let whole = above + height + words;
            if !flow.is_lane_fresh() {
                flow.y += 5.0 * MM;
            }
            flow.need(whole.min(BOTTOM - TOP));
            flow.anchor(Target::Evidence(p.row.number.clone()));
            let first = flow.page_index();
            let tag = flow.tree.add(flow.within, Kind::Heading(4, p.row.number.clone()));
            let top = flow.y;
            flow.block(caption, 0.0, tag);
            flow.y = flow.y.max(top + above);
            if let Some((index, shape)) = picture {
                let shape = lane_wide(shape);
                for part in 0..shape.parts {
                    self.part(flow, p.row, index, shape, part);
                }
                flow.y += 1.0 * MM;
            }
            for block in set {
                let tag = flow.tree.add(flow.within, Kind::Paragraph);
                flow.block(block, 0.0, tag);
                flow.y += 0.7 * MM;
            }
            self.end(flow, p.row, first);
        }
        flow.one_lane();
        flow.y = BOTTOM;
    }

    /// Number and title, and where links lead.
    fn begin(&mut self, flow: &mut Flow, row: &Row) -> usize {
        flow.need(14.0 * MM);
        flow.anchor(Target::Evidence(row.number.clone()));
        let tag = flow.tree.add(flow.within, Kind::Heading(3, format!("{} {}", row.number, row.name)));
        let spans = [
            span(&*row.number, Style::bold(13.0).blue().leading(1.4)),
            span(format!("  {}", row.name), Style::bold(12.0).leading(1.4)),
        ];
        let first = flow.page_index();
        flow.text(&spans, tag);
        flow.y += 2.5 * MM;
        first
    }

    fn end(&mut self, flow: &Flow, row: &Row, first: usize) {
        self.pages.push((row.number.clone(), (first, flow.page_index())));
    }

    fn part(&self, flow: &mut Flow, row: &Row, index: usize, shape: Shape, part: u32) {
        let caption = (shape.parts > 1).then(|| {
            let place = [("n", (part + 1).to_string()), ("count", shape.parts.to_string())];
            let text = format!("{}  {}", row.number, self.told.phrase("pdf.part", place));
            flow.set(&[span(text, Style::text(8.0).soft())], flow.width())
        });
        let above = caption.as_ref().map_or(0.0, |c| c.height() + 1.0 * MM);
        flow.need(shape.height + above);
        if let Some(caption) = caption {
            let tag = flow.tree.add(flow.within, Kind::Paragraph);
            flow.block(caption, 0.0, tag);
            flow.y += 1.0 * MM;
        }
        let area = Area { x: flow.x(), y: flow.y, width: shape.width, height: shape.height.min(flow.room()) };
        let says = if shape.parts > 1 {
            format!("{} {} {}/{}", row.number, row.name, part + 1, shape.parts)
        } else {
            format!("{} {}", row.number, row.name)
        };
        let tag = flow.tree.add(flow.within, Kind::Figure(says));
        flow.put(What::Picture { area, picture: index, part }, Some(tag));
        flow.y += area.height + 2.0 * MM;
    }

    /// Labels above their values, in a lane.
    fn narrow(&self, flow: &mut Flow, facts: &[(String, String, bool)]) {
        for (label, value, mono) in facts {
            let value = flow.set(&value_spans(value, *mono), flow.width());
            let label = flow.set(&[label_span(label)], flow.width());
            let start = label.height() + value.lines.first().map_or(0.0, |l| l.height) + 2.0 * MM;
            flow.need(start);
            let tag = flow.tree.add(flow.within, Kind::Paragraph);
            flow.block(label, 0.0, tag);
            flow.block(value, 0.0, tag);
            flow.y += 1.0 * MM;
            flow.rule(flow.y, 0.3, Ink::Hairline);
            flow.y += 1.3 * MM;
        }
    }
}

/// A picture that would stand across the page, in one of two lanes.
fn lane_wide(shape: Shape) -> Shape {
    if shape.width <= LANE {
        return shape;
    }
    Shape { width: LANE, height: shape.height * LANE / shape.width, ..shape }
}

fn gap_style(p: &Piece) -> Style {
    if p.gap { Style::bold(8.5) } else { Style::text(8.5).soft() }
}

fn label_span(label: &str) -> Span {
    span(label, Style::text(8.5).soft().leading(1.4))
}

fn value_spans(value: &str, mono: bool) -> Vec<Span> {
    vec![span(value, if mono { Style::number(8.8) } else { Style::text(9.8) })]
}

fn compact((label, value, mono): &(String, String, bool)) -> Vec<Span> {
    let value = if *mono { span(&**value, Style::number(7.4)) } else { span(&**value, Style::text(8.5)) };
    vec![span(format!("{label}  "), Style::text(8.0).soft()), value]
}
