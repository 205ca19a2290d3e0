//! Where one piece ends and another begins: a fit that says little by itself is enough when nothing speaks against it
//! and no other end fits.

use liuzheng_pixels::align::{Loose, best, same_mark, shifts, shows};

use super::book::Book;
use super::layout::{Piece, by_pair, drop_of, joined, shared};
use super::pairs::{Found, Seen};

/// Bits that the shared rows must tell.
const TELLING: f64 = 22.0;
/// Bits that are enough where no other page shows those rows.
const TELLING_ONCE: f64 = 14.0;
/// What a picture as wide as high tells besides its marks: smooth photos have few.
const PICTURE: f64 = 25.0;
/// Rows that bars and the shared run may leave between them.
const SLACK: usize = 3;

/// Joins the end of one piece to the start of another, each only where it is the only one in question.
pub fn join(book: &Book, mut pieces: Vec<Piece>, fits: &[Found], seen: &[Seen]) -> Vec<Piece> {
    let known = by_pair(fits);
    let ends = candidates(book, &pieces, fits, seen);
    let rival = |bits: f64, f: &Found| {
        ends.iter().any(|(other, o)| (o.a == f.a) != (o.b == f.b) && other * 2.0 >= bits) || fits_elsewhere(book, f)
    };
    let tells = |bits: f64, f: &Found| {
        let picture = f.fit.solid as f64 / f64::from(f.width) * PICTURE;
        bits >= TELLING || (bits + picture >= TELLING_ONCE && shown_once(book, &pieces, f))
    };
    let chosen: Vec<&Found> =
        ends.iter().filter(|(bits, f)| tells(*bits, f) && !rival(*bits, f)).map(|(_, f)| *f).collect();
    for f in chosen {
        let upper = pieces.iter().position(|p| p.last().is_some_and(|(page, _)| *page == f.a));
        let lower = pieces.iter().position(|p| p.first().is_some_and(|(page, _)| *page == f.b));
        let (Some(upper), Some(lower)) = (upper, lower) else { continue };
        if upper == lower {
            continue;
        }
        if let Some(whole) = joined(book, &pieces[upper], &pieces[lower], f, &known) {
            pieces[upper] = whole;
            pieces.remove(lower);
        }
    }
    pieces
}

/// Fits between ends that leave nothing unexplained, with what they tell.
fn candidates<'a>(book: &Book, pieces: &[Piece], fits: &'a [Found], seen: &[Seen]) -> Vec<(f64, &'a Found)> {
    let ends: Vec<usize> = pieces.iter().filter_map(|p| p.last()).map(|(page, _)| *page).collect();
    let starts: Vec<usize> = pieces.iter().filter_map(|p| p.first()).map(|(page, _)| *page).collect();
    let mut found: Vec<(f64, &Found)> = fits
        .iter()
        .filter(|f| ends.contains(&f.a) && starts.contains(&f.b) && drop_of(f) > 0.0 && clean(book, f))
        .map(|f| (bits(book, f, seen), f))
        .collect();
    found.dedup_by(|x, y| (x.1.a, x.1.b) == (y.1.a, y.1.b));
    found
}

/// How surprising it is that both pages show this: what is often said tells little, a run of equal messages is one.
fn bits(book: &Book, f: &Found, seen: &[Seen]) -> f64 {
    let (near, far, from, to) = shared(book.pages, f);
    let page = book.pages[near];
    let (tall, apart) = (page.span(60) as u32, page.span(130) as u32);
    let all: usize = book.pages.iter().map(|p| p.marks.len()).sum();
    let (mut sum, mut next) = (0.0, from);
    let mut counted: Vec<u32> = Vec::new();
    for (mark, places) in page.marks.iter().zip(&seen[near]) {
        let both = places.iter().any(|p| *p as usize == far);
        if !both || mark.row < next || mark.row + tall > to {
            continue;
        }
        let again = |row: &u32| same_mark(page, page, *row as usize, mark.row as usize, Loose::SameSize);
        if counted.iter().rev().take(2).any(again) {
            continue;
        }
        counted.push(mark.row);
        next = mark.row + apart;
        sum += (all as f64 / (places.len() + 1) as f64).log2();
    }
    sum
}

/// From bar to bar both pages show the same, or nearly: one row may lie between rows of a scaled page.
fn clean(book: &Book, f: &Found) -> bool {
    let pair = book.pair(f.a, f.b);
    let whole = f.fit.b_from <= pair.bars.head + SLACK && f.fit.a_to + pair.bars.foot + SLACK >= pair.a.height();
    whole && f.fit.unexplained <= 1 && f.fit.jumped == 0
}

/// Does no page show the shared rows but those that lie there anyway?
fn shown_once(book: &Book, pieces: &[Piece], f: &Found) -> bool {
    let (width, rows) = (f64::from(f.width), (f.fit.b_from, f.fit.b_to));
    let lies = |x: usize| {
        let near = |page: usize| {
            let piece = pieces.iter().find(|p| p.iter().any(|(q, _)| *q == page) && p.iter().any(|(q, _)| *q == x))?;
            let place = |page: usize| piece.iter().find(|(q, _)| *q == page).map(|(_, at)| *at);
            Some((place(x)? - place(page)?).abs() < book.pages[page].height() as f64 / width)
        };
        near(f.a).or(near(f.b)).unwrap_or(false)
    };
    (0..book.pages.len()).filter(|x| *x != f.a && *x != f.b && book.comparable(*x, f.b) && !lies(*x)).all(|x| {
        let pair = book.pair(x, f.b);
        if pair.a.width != f.width {
            return true;
        }
        let (marks, _, _) = shifts(pair.a, pair.b, pair.loose);
        !marks.into_iter().any(|s| shows(pair.a, pair.b, rows, s, pair.loose))
    })
}

/// A run of equal messages fits in several places, and none of them is known to be the right one.
fn fits_elsewhere(book: &Book, f: &Found) -> bool {
    let pair = book.pair(f.a, f.b);
    let apart = pair.a.span(12);
    let (marks, _, _) = shifts(pair.a, pair.b, pair.loose);
    let others: Vec<i32> =
        marks.into_iter().filter(|s| (*s as i64 - f.fit.shift as i64).unsigned_abs() as usize > apart).collect();
    best(pair.a, pair.b, &others, pair.bars, pair.loose)
        .is_some_and(|fit| clean(book, &Found { fit, ..*f }) && fit.solid * 4 >= f.fit.solid)
}
