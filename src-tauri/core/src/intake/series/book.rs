//! The pages that are looked at, with their bars, and with sketches at the widths of other pages.

use std::collections::HashMap;
use std::sync::OnceLock;

use liuzheng_pixels::align::{Bars, Loose};
use liuzheng_pixels::sketch::Sketch;

use super::bars;

pub struct Book<'a> {
    pub pages: &'a [&'a Sketch],
    own: Vec<Bars>,
    narrowed: Vec<bool>,
    /// Made when first asked for.
    scaled: HashMap<(usize, u32), OnceLock<Sketch>>,
}

/// Two pages at one width.
pub struct Pair<'a> {
    pub a: &'a Sketch,
    pub b: &'a Sketch,
    pub bars: Bars,
    pub loose: Loose,
}

impl<'a> Book<'a> {
    pub fn new(pages: &'a [&'a Sketch]) -> Book<'a> {
        let mut widths: Vec<u32> = pages.iter().map(|p| p.width).collect();
        widths.sort_unstable();
        widths.dedup();
        let narrower = |p: usize| widths.iter().filter(move |w| **w < pages[p].width).map(move |w| (p, *w));
        let scaled = (0..pages.len()).flat_map(narrower).map(|slot| (slot, OnceLock::new())).collect();
        let mut book = Book { pages, own: bars::own(pages), narrowed: Vec::new(), scaled };
        let wider = |p: usize, q: usize| pages[q].width > pages[p].width && book.same_shape(p, q);
        book.narrowed = (0..pages.len()).map(|p| (0..pages.len()).any(|q| wider(p, q))).collect();
        book
    }

    /// `b` below `a`, both at the narrower width.
    pub fn pair(&self, a: usize, b: usize) -> Pair<'_> {
        let width = self.pages[a].width.min(self.pages[b].width);
        let (sa, sb) = (self.at(a, width), self.at(b, width));
        // Where a wider page of the same shape is around, a narrow one was scaled, and rows lie between rows.
        let loose = if self.narrowed[a] || self.narrowed[b] { Loose::Scaled } else { Loose::SameSize };
        let scale = |p: usize| f64::from(width) / f64::from(self.pages[p].width);
        let bars = bars::between(sa, sb, loose, self.own[a], self.own[b], (scale(a), scale(b)));
        Pair { a: sa, b: sb, bars, loose }
    }

    /// Other sizes are other phones or other things.
    pub fn comparable(&self, a: usize, b: usize) -> bool {
        self.pages[a].width == self.pages[b].width || self.same_shape(a, b)
    }

    fn same_shape(&self, a: usize, b: usize) -> bool {
        bars::same_shape(self.pages[a], self.pages[b])
    }

    fn at(&self, page: usize, width: u32) -> &Sketch {
        match self.scaled.get(&(page, width)) {
            Some(slot) => slot.get_or_init(|| self.pages[page].at_width(width)),
            None => self.pages[page],
        }
    }
}
