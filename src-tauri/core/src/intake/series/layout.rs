//! From fits of pairs to places on one scroll: strongest first, and a fit that contradicts the others is dropped.

use std::collections::HashMap;

use liuzheng_pixels::align::{Fit, Loose, fit, same_mark};
use liuzheng_pixels::sketch::Sketch;

use super::book::Book;
use super::pairs::{Found, Seen};
use super::{Join, Proposal, Series};

/// What two pages share must tell this much, or be a tenth of a page with something that is nowhere else.
const TELLING: f64 = 1.5;

/// So many other places make a mark worth next to nothing.
const OFTEN: usize = 9;

/// Fits by their pages, the smaller number first.
pub type Fits<'a> = HashMap<(usize, usize), &'a Found>;

pub fn by_pair(fits: &[Found]) -> Fits<'_> {
    fits.iter().map(|f| ((f.a.min(f.b), f.a.max(f.b)), f)).collect()
}

/// A piece of scroll without a gap: pages with the place of their top, in widths of a page.
pub type Piece = Vec<(usize, f64)>;

/// Pages joined by fits that hold together. Singles are pieces of one page.
pub fn pieces(book: &Book, fits: &[Found], seen: &[Seen]) -> Vec<Piece> {
    let pages = book.pages;
    let by_pair = by_pair(fits);
    let mut strong: Vec<&Found> = fits.iter().filter(|f| telling(pages, f, seen, &by_pair)).collect();
    strong.sort_by_key(|f| (std::cmp::Reverse(f.worth()), f.a, f.b));
    let mut pieces: Vec<Option<Piece>> = (0..pages.len()).map(|p| Some(vec![(p, 0.0)])).collect();
    let mut home: Vec<usize> = (0..pages.len()).collect();
    for f in strong {
        let (ha, hb) = (home[f.a], home[f.b]);
        if ha == hb {
            continue;
        }
        let (Some(upper), Some(lower)) = (&pieces[ha], &pieces[hb]) else { continue };
        let Some(whole) = joined(book, upper, lower, f, &by_pair) else { continue };
        pieces[hb] = None;
        for (p, _) in &whole {
            home[*p] = ha;
        }
        pieces[ha] = Some(whole);
    }
    pieces.into_iter().flatten().collect()
}

/// The two pieces as one, or None where pages that come to lie over each other show something else.
pub fn joined(book: &Book, upper: &Piece, lower: &Piece, f: &Found, fits: &Fits) -> Option<Piece> {
    let place = |piece: &Piece, page: usize| piece.iter().find(|(p, _)| *p == page).map_or(0.0, |(_, at)| *at);
    let by = place(upper, f.a) + drop_of(f) - place(lower, f.b);
    let moved: Piece = lower.iter().map(|(p, at)| (*p, at + by)).collect();
    agree(book, upper, &moved, fits).then(|| {
        let mut whole = [upper.as_slice(), &moved].concat();
        whole.sort_by(|x, y| x.1.total_cmp(&y.1).then(x.0.cmp(&y.0)));
        whole
    })
}

/// How far `b` lies below `a`, in widths.
pub fn drop_of(f: &Found) -> f64 {
    f.fit.shift as f64 / f64::from(f.width)
}

/// Fits by what the shared rows tell, then by how much they share.
pub fn most_telling_first(book: &Book, fits: Vec<Found>, seen: &[Seen]) -> Vec<Found> {
    let by_pair = by_pair(&fits);
    let tells = |f: &Found| (distinctive(book.pages, f, seen, &by_pair).0 * 20.0) as u32;
    let mut ranked: Vec<(u32, i64, Found)> = fits.iter().map(|f| (tells(f), f.worth(), *f)).collect();
    ranked.sort_by_key(|(tells, worth, f)| (std::cmp::Reverse((*tells, *worth)), f.a, f.b));
    ranked.into_iter().map(|(_, _, f)| f).collect()
}

fn telling(pages: &[&Sketch], f: &Found, seen: &[Seen], fits: &Fits) -> bool {
    let rows = (f.fit.b_to - f.fit.b_from) as f64 / f64::from(f.width);
    let page = pages[f.b].height() as f64 / f64::from(pages[f.b].width);
    let (sum, once) = distinctive(pages, f, seen, fits);
    sum >= TELLING || (once && rows * 10.0 >= page)
}

/// The page whose marks are known (the one that was not scaled for the comparison), the other, and the first one's
/// rows that both show.
pub fn shared(pages: &[&Sketch], f: &Found) -> (usize, usize, u32, u32) {
    let (near, far, from) =
        if pages[f.b].width == f.width { (f.b, f.a, f.fit.b_from) } else { (f.a, f.b, f.fit.b_from + f.fit.shift) };
    (near, far, from as u32, (from + f.fit.b_to - f.fit.b_from) as u32)
}

/// How telling is what both pages show? What is said once tells much, what is said again and again ("好的") little; a
/// run of equal messages counts as one.
fn distinctive(pages: &[&Sketch], f: &Found, seen: &[Seen], fits: &Fits) -> (f64, bool) {
    let (near, far, from, to) = shared(pages, f);
    let page = pages[near];
    let (tall, apart) = (page.span(60) as u32, page.span(45) as u32);
    let (mut sum, mut once) = (0.0, false);
    let mut next = from;
    let mut counted: Vec<u32> = Vec::new();
    for (mark, places) in page.marks.iter().zip(&seen[near]) {
        let shared = places.iter().any(|p| *p as usize == far);
        if !shared || mark.row < next || mark.row + tall > to {
            continue;
        }
        if counted.iter().any(|row| same_mark(page, page, *row as usize, mark.row as usize, Loose::SameSize)) {
            continue;
        }
        counted.push(mark.row);
        next = mark.row + apart;
        let times = elsewhere((near, far), places, fits);
        once |= times == 0;
        sum += match times {
            0 => 1.0,
            1 => 0.6,
            2..=3 => 0.4,
            4..OFTEN => 0.25,
            _ => 0.1,
        };
    }
    (sum, once)
}

/// Places of a mark besides the two pages, but for pages that overlap both of them: there it is the same thing.
fn elsewhere((near, far): (usize, usize), places: &[u32], fits: &Fits) -> usize {
    let overlap = |p: usize, q: usize| fits.contains_key(&(p.min(q), p.max(q)));
    let others = places.iter().map(|p| *p as usize).filter(|p| *p != near && *p != far);
    let elsewhere = others.filter(|p| !(overlap(*p, near) && overlap(*p, far))).count();
    // Twice on one page: a run of equal messages, of which anyone fits anyone.
    let repeated = places.iter().filter(|p| **p as usize == far).count() > 1;
    if repeated { elsewhere + OFTEN } else { elsewhere }
}

/// Would pages that come to lie over each other really show the same?
fn agree(book: &Book, upper: &Piece, lower: &Piece, fits: &Fits) -> bool {
    let (mut yes, mut no) = (0, 0);
    for (p, at_p) in upper {
        for (q, at_q) in lower {
            let ((a, at_a), (b, at_b)) =
                if at_p <= at_q { ((*p, *at_p), (*q, *at_q)) } else { ((*q, *at_q), (*p, *at_p)) };
            let tall = book.pages[a].height() as f64 / f64::from(book.pages[a].width);
            let known = fits.get(&(a.min(b), a.max(b)));
            let fits = known.is_some_and(|f| {
                (f.a == a && (drop_of(f) - (at_b - at_a)).abs() < 0.02) || (f.fit.shift == 0 && at_b - at_a < 0.02)
            });
            if fits {
                yes += 1;
            } else if at_b - at_a < tall * 0.6 && place_fit(book, a, b, at_b - at_a).is_none() {
                no += 1;
            }
        }
    }
    no * 3 <= yes
}

/// The fit of `b` at a place that others say.
fn place_fit(book: &Book, a: usize, b: usize, drop: f64) -> Option<(Fit, u32)> {
    let pair = book.pair(a, b);
    let width = pair.a.width;
    let shift = (drop * f64::from(width)).round() as usize;
    let found =
        (shift.saturating_sub(2)..=shift + 2).filter_map(|s| fit(pair.a, pair.b, s, &[], pair.bars, pair.loose));
    found.max_by_key(|f| f.solid).map(|f| (f, width))
}

/// A fit in rows of the two pages themselves.
pub fn join_of(a: &Sketch, b: &Sketch, fit: &Fit, width: u32) -> Join {
    let own = |rows: usize, page: &Sketch| {
        let scaled = rows as u64 * u64::from(page.width) / u64::from(width);
        (scaled as u32).min(page.height() as u32)
    };
    Join { rows: own(fit.b_to - fit.b_from.min(fit.b_to), b), a_to: own(fit.a_to, a), b_to: own(fit.b_to, b) }
}

/// Conversations of the pieces that belong together, and what stands alone.
pub fn propose(book: &Book, talks: Vec<Vec<Piece>>) -> Proposal {
    let mut proposal = Proposal::default();
    for talk in talks {
        if let [piece] = talk.as_slice()
            && let [(page, _)] = piece.as_slice()
        {
            proposal.single.push(*page);
            continue;
        }
        let mut series = Series { pages: Vec::new(), joins: Vec::new() };
        for piece in &talk {
            if !series.pages.is_empty() {
                series.joins.push(None);
            }
            series.joins.extend(piece.windows(2).map(|w| Some(neighbours(book, w[0], w[1]))));
            series.pages.extend(piece.iter().map(|(p, _)| *p));
        }
        proposal.series.push(series);
    }
    proposal.single.sort_unstable();
    proposal.series.sort_by_key(|s| s.pages.iter().min().copied());
    proposal
}

/// Two pages of one piece: by their pixels, or by where the pages around them put them.
fn neighbours(book: &Book, (a, at_a): (usize, f64), (b, at_b): (usize, f64)) -> Join {
    let pages = book.pages;
    if let Some((fit, width)) = place_fit(book, a, b, at_b - at_a) {
        return join_of(pages[a], pages[b], &fit, width);
    }
    let drop = at_b - at_a;
    let tall = |p: usize| pages[p].height() as u32;
    let rows = (f64::from(tall(a)) - drop * f64::from(pages[a].width)).max(0.0) as u32;
    let rows = (u64::from(rows) * u64::from(pages[b].width) / u64::from(pages[a].width)) as u32;
    Join { rows: rows.min(tall(b)), a_to: tall(a), b_to: rows.min(tall(b)) }
}
