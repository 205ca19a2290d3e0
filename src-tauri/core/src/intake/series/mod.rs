//! Pages of a conversation: which screenshots overlap, in which order they read, where a page may be missing.
//!
//! Everything here is a proposal made from pixels. Nothing is read as text, nothing is stored, and the same pictures
//! in the same order give the same answer.

mod bars;
mod book;
mod ends;
mod layout;
mod pairs;
mod title;

use liuzheng_pixels::align::{best, shifts};
pub use liuzheng_pixels::sketch::{Sketch, VERSION as SKETCH_VERSION};

use book::Book;

use super::picture::{decode, fenced, turn};
use super::thumbnail::opaque;
use crate::error::Result;
use crate::model::Job;

/// What two neighbours share. Rows are counted in pixels of the page that they belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Join {
    /// Rows of the second page that the first one shows too.
    pub rows: u32,
    /// The first page ends here: what is below are bars.
    pub a_to: u32,
    /// The second page goes on from here.
    pub b_to: u32,
}

/// A conversation: pages (places in the list that was given) in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    pub pages: Vec<usize>,
    /// One between each two neighbours; None: they do not overlap, a page may be missing.
    pub joins: Vec<Option<Join>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposal {
    pub series: Vec<Series>,
    pub single: Vec<usize>,
}

/// The sketch of a picture as it is seen upright. None: no preview, or too small to be a page.
pub fn sketch(bytes: &[u8], media_type: &str, orientation: Option<u8>) -> Option<Sketch> {
    fenced(|| {
        let mut picture = decode(bytes, media_type)?;
        turn(&mut picture, orientation);
        let picture = opaque(picture);
        let channels = picture.color().bytes_per_pixel() as usize;
        Sketch::of(picture.as_bytes(), picture.width(), picture.height(), channels)
    })
}

/// Proposes conversations among `pages`, whose order is the best guess so far: it decides where pixels do not.
pub fn detect(pages: &[&Sketch], job: &Job) -> Result<Proposal> {
    let book = Book::new(pages);
    let (mut fits, seen) = pairs::find(&book, job)?;
    let pieces = layout::pieces(&book, &fits, &seen);
    fits.extend(pairs::between_ends(&book, &pieces));
    let pieces = ends::join(&book, pieces, &fits, &seen);
    let fits = layout::most_telling_first(&book, fits, &seen);
    Ok(layout::propose(&book, title::link(pages, pieces, &fits)))
}

/// What each page shares with the one before it, when the order is given.
pub fn joins(pages: &[&Sketch]) -> Vec<Option<Join>> {
    let book = Book::new(pages);
    let join = |a: usize| {
        let pair = book.pair(a, a + 1);
        let marks = shifts(pair.a, pair.b, pair.loose).0;
        let fit = best(pair.a, pair.b, &marks, pair.bars, pair.loose)?;
        Some(layout::join_of(pages[a], pages[a + 1], &fit, pair.a.width))
    };
    (0..pages.len().saturating_sub(1)).map(join).collect()
}
