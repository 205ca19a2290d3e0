//! Which pieces of scroll belong to one conversation although they do not overlap: the same title, to the pixel.

use liuzheng_pixels::sketch::{PAPER, Sketch, difference};

use super::bars::same_shape;
use super::layout::Piece;
use super::pairs::Found;

/// Pages of a piece whose titles are compared.
const ASKED: usize = 4;

/// Pieces of one conversation together. Their order: what pixels hint at without proving it, then the list's order
/// (its times are all that is known besides).
pub fn link(pages: &[&Sketch], pieces: Vec<Piece>, fits: &[Found]) -> Vec<Vec<Piece>> {
    let mut talks: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        match talks.iter_mut().find(|talk| talk.iter().any(|other| belong(pages, other, &piece))) {
            Some(talk) => talk.push(piece),
            None => talks.push(vec![piece]),
        }
    }
    talks.into_iter().map(|talk| in_order(talk, fits)).collect()
}

/// `fits`: the most telling first. A fit from the end of one piece to the start of another that was too weak to join them still says which comes first.
fn in_order(mut talk: Vec<Piece>, fits: &[Found]) -> Vec<Piece> {
    talk.sort_by_key(|piece| piece.iter().map(|(p, _)| *p).min());
    let mut chains: Vec<Vec<Piece>> = talk.into_iter().map(|piece| vec![piece]).collect();
    for f in fits.iter().filter(|f| f.fit.shift > 0) {
        let upper = chains.iter().position(|c| c.last().and_then(|piece| piece.last()).is_some_and(|(p, _)| *p == f.a));
        let lower =
            chains.iter().position(|c| c.first().and_then(|piece| piece.first()).is_some_and(|(p, _)| *p == f.b));
        let (Some(upper), Some(lower)) = (upper, lower) else { continue };
        if upper != lower {
            let below = std::mem::take(&mut chains[lower]);
            chains[upper].extend(below);
            chains.remove(lower);
        }
    }
    chains.concat()
}

fn belong(pages: &[&Sketch], one: &Piece, other: &Piece) -> bool {
    // A scaled page has no row in common with the others: several are asked.
    let asked = |piece: &Piece| piece.iter().map(|(p, _)| *p).take(ASKED).collect::<Vec<usize>>();
    let mut pairs = asked(one).into_iter().flat_map(|p| asked(other).into_iter().map(move |q| (p, q)));
    // Two lone pages need more in common than a title: the same bar at the bottom.
    let lone = one.len() == 1 && other.len() == 1;
    pairs.any(|(p, q)| same_title(pages[p], pages[q]) && (!lone || same_foot(pages[p], pages[q])))
}

/// Between the clock and the first message: rows that are not paper, and all of them equal.
fn same_title(a: &Sketch, b: &Sketch) -> bool {
    same_band(a, b, |s| (s.height() / 25, s.height() * 10 / 100), |y, _, _| (y, y))
}

fn same_foot(a: &Sketch, b: &Sketch) -> bool {
    same_band(a, b, |s| (0, s.height() * 6 / 100), |y, a, b| (a.height() - 1 - y, b.height() - 1 - y))
}

/// At least `2.5 %` of the width in rows that say something and are equal; what differs may only come after them.
fn same_band(
    a: &Sketch,
    b: &Sketch,
    band: impl Fn(&Sketch) -> (usize, usize),
    row: impl Fn(usize, &Sketch, &Sketch) -> (usize, usize),
) -> bool {
    let (width, scaled) = (a.width.min(b.width), a.width != b.width);
    if scaled && !same_shape(a, b) {
        return false;
    }
    let (scaled_a, scaled_b);
    let a = if a.width == width {
        a
    } else {
        scaled_a = a.at_width(width);
        &scaled_a
    };
    let b = if b.width == width {
        b
    } else {
        scaled_b = b.at_width(width);
        &scaled_b
    };
    let share = if scaled { 2 } else { 5 };
    let shorter = if a.height() < b.height() { a } else { b };
    let (from, to) = band(shorter);
    let mut equal = 0;
    for y in from..to {
        let (ya, yb) = row(y, a, b);
        let busy = a.busy[ya].max(b.busy[yb]);
        if difference(&a.rows[ya], &b.rows[yb]) > 40 + busy / share {
            // The clock's lower edge, where the bar of the system is a tall one.
            if equal == 0 && y < shorter.height() * 6 / 100 {
                continue;
            }
            break;
        }
        if busy >= PAPER {
            equal += 1;
        }
    }
    equal >= a.span(25)
}
