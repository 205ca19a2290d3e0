//! The flow of text and pictures over pages, in one lane or two. Nothing is placed below the bottom of a page.

use super::page::{ACROSS, Area, BOTTOM, Item, Kind, LEFT, MM, Page, Places, TOP, Tag, Target, Tree, What};
use super::text::{Block, Ink, Setter, Span, Style, span};

/// Between two lanes.
const GUTTER: f32 = 8.0 * MM;
/// Of one of two lanes.
pub const LANE: f32 = (ACROSS - GUTTER) / 2.0;

pub struct Flow<'a> {
    pub setter: &'a mut Setter,
    pub tree: &'a mut Tree,
    pub pages: Vec<Page>,
    pub places: Places,
    pub y: f32,
    section: String,
    volume: usize,
    lanes: usize,
    /// Width of the first of two lanes.
    first: f32,
    lane: usize,
    lane_top: f32,
    /// The lowest place reached in any lane of this page.
    lowest: f32,
    /// What new things belong to.
    pub within: Tag,
}

impl<'a> Flow<'a> {
    pub fn new(setter: &'a mut Setter, tree: &'a mut Tree, within: Tag) -> Flow<'a> {
        Flow {
            setter,
            tree,
            pages: Vec::new(),
            places: Places::new(),
            y: BOTTOM,
            section: String::new(),
            volume: 0,
            lanes: 1,
            first: LANE,
            lane: 0,
            lane_top: TOP,
            lowest: TOP,
            within,
        }
    }

    pub fn x(&self) -> f32 {
        if self.lane == 0 { LEFT } else { LEFT + self.first + GUTTER }
    }

    pub fn width(&self) -> f32 {
        match (self.lanes, self.lane) {
            (1, _) => ACROSS,
            (_, 0) => self.first,
            _ => ACROSS - GUTTER - self.first,
        }
    }

    pub fn room(&self) -> f32 {
        BOTTOM - self.y
    }

    /// A new page that begins a part of the report.
    pub fn section(&mut self, number: usize, title: &str, level: u16) -> Tag {
        self.section = title.to_owned();
        self.page();
        self.places.insert(Target::Section(number), (self.pages.len() - 1, TOP));
        self.heading(title, level)
    }

    pub fn heading(&mut self, title: &str, level: u16) -> Tag {
        let tag = self.tree.add(self.within, Kind::Heading(level, title.to_owned()));
        self.text(&[span(title, Style::bold(15.0).leading(1.4))], tag);
        self.y += 1.6 * MM;
        self.rule(self.y, 1.1, Ink::Blue);
        self.y += 4.0 * MM;
        tag
    }

    /// What follows belongs to the next file.
    pub fn volume(&mut self) {
        self.volume += 1;
        self.y = BOTTOM;
        self.lane = self.lanes;
    }

    pub fn current_volume(&self) -> usize {
        self.volume
    }

    pub fn page(&mut self) {
        let (section, volume) = (self.section.clone(), self.volume);
        self.pages.push(Page { section, volume, ..Page::default() });
        (self.y, self.lane, self.lane_top, self.lowest) = (TOP, 0, TOP, TOP);
    }

    /// The next lane, or the first one of a new page.
    pub fn next_lane(&mut self) {
        self.lowest = self.lowest.max(self.y);
        if self.lane + 1 < self.lanes && !self.pages.is_empty() {
            self.lane += 1;
            self.y = self.lane_top;
        } else {
            self.page();
        }
    }

    /// Two lanes from here on, the first that wide.
    pub fn two_lanes(&mut self, first: f32) {
        self.first = first;
        (self.lanes, self.lane, self.lane_top, self.lowest) = (2, 0, self.y, self.y);
    }

    /// One lane again, below all that stands in the two.
    pub fn one_lane(&mut self) {
        self.y = self.y.max(self.lowest);
        (self.lanes, self.lane) = (1, 0);
    }

    pub fn is_lane_fresh(&self) -> bool {
        self.y <= self.lane_top
    }

    /// Moves on unless `height` fits here, or can fit nowhere better.
    pub fn need(&mut self, height: f32) {
        if height > self.room() && (self.pages.is_empty() || self.y > self.lane_top) {
            self.next_lane();
        }
    }

    pub fn put(&mut self, what: What, tag: Option<Tag>) {
        if self.pages.is_empty() {
            self.page();
        }
        if let Some(page) = self.pages.last_mut() {
            page.items.push(Item { what, tag });
        }
    }

    pub fn anchor(&mut self, target: Target) {
        self.places.insert(target, (self.pages.len().saturating_sub(1), self.y));
    }

    /// Where the flow is, from 0.
    pub fn page_index(&self) -> usize {
        self.pages.len().saturating_sub(1)
    }

    pub fn set(&mut self, spans: &[Span], width: f32) -> Block {
        self.setter.set(spans, width)
    }

    /// A paragraph as wide as the lane, over as many lanes as it takes.
    pub fn text(&mut self, spans: &[Span], tag: Tag) {
        let block = self.set(spans, self.width());
        self.block(block, 0.0, tag);
    }

    pub fn paragraph(&mut self, spans: &[Span]) {
        let tag = self.tree.add(self.within, Kind::Paragraph);
        self.text(spans, tag);
    }

    pub fn block(&mut self, block: Block, indent: f32, tag: Tag) {
        for line in block.lines {
            self.need(line.height);
            let (x, y, height) = (self.x() + indent, self.y, line.height);
            self.put(What::Text { x, y, line }, Some(tag));
            self.y = y + height;
        }
    }

    /// Lines at a place of their own, which the flow doesn't follow.
    pub fn lines(&mut self, block: Block, (x, y): (f32, f32), tag: Option<Tag>) {
        let mut top = y;
        for line in block.lines {
            let height = line.height;
            self.put(What::Text { x, y: top, line }, tag);
            top += height;
        }
    }

    /// Across the lane.
    pub fn rule(&mut self, y: f32, weight: f32, ink: Ink) {
        let (x, width) = (self.x(), self.width());
        self.put(What::Rule { from: (x, y), to: (x + width, y), weight, ink }, None);
    }

    /// Four hairlines, or heavier ones.
    pub fn frame(&mut self, a: Area, weight: f32, ink: Ink) {
        let (right, bottom) = (a.x + a.width, a.y + a.height);
        for (from, to) in [
            ((a.x, a.y), (right, a.y)),
            ((right, a.y), (right, bottom)),
            ((right, bottom), (a.x, bottom)),
            ((a.x, bottom), (a.x, a.y)),
        ] {
            self.put(What::Rule { from, to, weight, ink }, None);
        }
    }
}
