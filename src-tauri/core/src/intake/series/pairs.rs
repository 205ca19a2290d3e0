//! Which page lies how far below which: every pair of a small case, and in a large one the pairs that share rare marks.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use liuzheng_pixels::align::{Fit, best, by_trying, shifts};
use liuzheng_pixels::sketch::Sketch;

use super::book::Book;
use super::layout::Piece;
use crate::error::Result;
use crate::model::{Job, Progress};

/// Up to here every page is compared with every other.
const ALL_PAIRS: usize = 300;
/// In larger cases: neighbours in the list are compared anyway, this far.
const BESIDE: usize = 4;
/// A mark that more than this many places share says nothing.
const COMMON: usize = 48;
/// Pairs compared between two looks at the job.
const PACE: usize = 64;

/// For each mark of a page: pages that show the like, twice if it is there more than once. At most `PLACES`.
pub type Seen = Vec<Vec<u32>>;
const PLACES: usize = 64;

/// Page `b` lies below page `a`. The fit is in rows of `width`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    pub a: usize,
    pub b: usize,
    pub fit: Fit,
    pub width: u32,
}

impl Found {
    /// What speaks for it less what speaks against it, comparable between widths.
    pub fn worth(&self) -> i64 {
        let against = 4 * (self.fit.unexplained + self.fit.jumped) as i64;
        (self.fit.solid as i64 - against) * 10_000 / i64::from(self.width)
    }
}

/// All fits, and how often each mark of each page was seen elsewhere.
pub fn find(book: &Book, job: &Job) -> Result<(Vec<Found>, Vec<Seen>)> {
    let pages = book.pages;
    let todo = candidates(book);
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(2, usize::from).clamp(1, 8);
    let shares: Vec<(Vec<Found>, Vec<Seen>)> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(|| share(book, &todo, &next, job))).collect();
        running.into_iter().filter_map(|t| t.join().ok()).collect()
    });
    job.go_on()?;
    let mut fits: Vec<Found> = Vec::new();
    let mut seen: Vec<Seen> = pages.iter().map(|p| vec![Vec::new(); p.marks.len()]).collect();
    for (found, counts) in shares {
        fits.extend(found);
        for (sum, part) in seen.iter_mut().zip(&counts) {
            sum.iter_mut().zip(part).for_each(|(s, p)| s.extend(p));
        }
    }
    fits.sort_unstable_by_key(|f| (f.a, f.b));
    Ok((fits, seen))
}

fn share(book: &Book, todo: &[(usize, usize)], next: &AtomicUsize, job: &Job) -> (Vec<Found>, Vec<Seen>) {
    let mut found = Vec::new();
    let mut seen: Vec<Seen> = book.pages.iter().map(|p| vec![Vec::new(); p.marks.len()]).collect();
    loop {
        let from = next.fetch_add(PACE, Ordering::Relaxed);
        if from >= todo.len() || job.is_cancelled() {
            return (found, seen);
        }
        for &(p, q) in &todo[from..(from + PACE).min(todo.len())] {
            found.extend(compare(book, (p, q), &mut seen));
        }
        job.report(Progress {
            done: (from + PACE).min(todo.len()) as u64,
            total: todo.len() as u64,
            ..Default::default()
        });
    }
}

/// Fits from the end of one piece to the start of another that marks did not show. They say which comes first, no more.
pub fn between_ends(book: &Book, pieces: &[Piece]) -> Vec<Found> {
    const MOST: usize = 12;
    if pieces.len() > MOST {
        return Vec::new();
    }
    let ends = |piece: &Piece| (piece[0].0, piece[piece.len() - 1].0);
    let mut found = Vec::new();
    for (i, upper) in pieces.iter().enumerate() {
        for (_, lower) in pieces.iter().enumerate().filter(|(j, _)| *j != i) {
            let (a, b) = (ends(upper).1, ends(lower).0);
            if !book.comparable(a, b) {
                continue;
            }
            let pair = book.pair(a, b);
            let tried = by_trying(pair.a, pair.b, pair.bars, pair.loose);
            let fit = best(pair.a, pair.b, &tried, pair.bars, pair.loose);
            found.extend(fit.map(|fit| Found { a, b, fit, width: pair.a.width }));
        }
    }
    found
}

fn note(seen: &mut Seen, times: &[u32], page: usize) {
    for (places, n) in seen.iter_mut().zip(times) {
        let room = PLACES.saturating_sub(places.len());
        places.extend(std::iter::repeat_n(page as u32, (*n as usize).min(2).min(room)));
    }
}

/// "q below p" and "p below q": both can fit where something is repeated, and the other pages decide.
fn compare(book: &Book, (p, q): (usize, usize), seen: &mut [Seen]) -> impl Iterator<Item = Found> {
    let (down, up) = (book.pair(p, q), book.pair(q, p));
    let (marks, in_p, in_q) = shifts(down.a, down.b, down.loose);
    // Marks of a scaled page are others than its own.
    for (page, times, other) in [(p, &in_p, q), (q, &in_q, p)] {
        if book.pages[page].width == down.a.width {
            note(&mut seen[page], times, other);
        }
    }
    let turned: Vec<i32> = marks.iter().map(|s| -s).collect();
    let width = down.a.width;
    let down = best(down.a, down.b, &marks, down.bars, down.loose).map(|fit| Found { a: p, b: q, fit, width });
    let up = best(up.a, up.b, &turned, up.bars, up.loose).map(|fit| Found { a: q, b: p, fit, width });
    down.into_iter().chain(up)
}

fn candidates(book: &Book) -> Vec<(usize, usize)> {
    let count = book.pages.len();
    let mut pairs: Vec<(usize, usize)> = if count <= ALL_PAIRS {
        (0..count).flat_map(|p| (p + 1..count).map(move |q| (p, q))).collect()
    } else {
        by_rare_marks(book.pages)
    };
    pairs.retain(|(p, q)| book.comparable(*p, *q));
    pairs
}

/// Pairs that share a quarter of a key that few others have, and neighbours in the list.
fn by_rare_marks(pages: &[&Sketch]) -> Vec<(usize, usize)> {
    let mut places: HashMap<(u8, u16), Vec<u32>> = HashMap::new();
    for (p, page) in pages.iter().enumerate() {
        for mark in &page.marks {
            for part in 0..4u8 {
                places.entry((part, (mark.key >> (16 * part)) as u16)).or_default().push(p as u32);
            }
        }
    }
    let mut shared: HashMap<(u32, u32), u32> = HashMap::new();
    for here in places.values().filter(|h| h.len() <= COMMON) {
        for (i, p) in here.iter().enumerate() {
            for q in here[i + 1..].iter().filter(|q| *q != p) {
                *shared.entry((*p, *q)).or_default() += 1;
            }
        }
    }
    let mut pairs: Vec<(usize, usize)> =
        shared.into_iter().filter(|(_, n)| *n >= 4).map(|((p, q), _)| (p as usize, q as usize)).collect();
    pairs.extend((0..pages.len()).flat_map(|p| (p + 1..(p + 1 + BESIDE).min(pages.len())).map(move |q| (p, q))));
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
