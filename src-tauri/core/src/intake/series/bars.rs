//! Bars of a page as the other pages show them: an input bar that one neighbour lacks is a bar all the same.

use liuzheng_pixels::align::{Bars, Loose, bars};
use liuzheng_pixels::sketch::Sketch;

/// So many other pages are asked.
const ASKED: usize = 24;

/// Wider pages of the same shape that a scaled page is compared with.
const WIDER: usize = 6;
/// Among so few pages one other is enough to say what a bar is.
const FEW: usize = 8;

/// For each page what most of the others share with it at the same place.
pub fn own(pages: &[&Sketch]) -> Vec<Bars> {
    (0..pages.len())
        .map(|p| {
            let others = (1..pages.len()).map(|n| (p + n) % pages.len()).filter(|q| pages[*q].width == pages[p].width);
            let mut found: Vec<Bars> = others.take(ASKED).map(|q| bars(pages[p], pages[q], Loose::SameSize)).collect();
            let wider = pages.iter().filter(|q| q.width > pages[p].width && same_shape(pages[p], q)).take(WIDER);
            found.extend(wider.map(|q| bars(pages[p], &q.at_width(pages[p].width), Loose::Scaled)));
            Bars { head: most_common(found.iter().map(|b| b.head)), foot: most_common(found.iter().map(|b| b.foot)) }
        })
        .collect()
}

/// A scaled page keeps its shape; other sizes are other phones or other things.
pub fn same_shape(a: &Sketch, b: &Sketch) -> bool {
    let shape = |s: &Sketch| s.height() as f64 / f64::from(s.width);
    (shape(a) / shape(b) - 1.0).abs() < 0.012
}

fn most_common(values: impl ExactSizeIterator<Item = usize>) -> usize {
    let least = if values.len() < FEW { 1 } else { 2 };
    let mut sorted: Vec<usize> = values.filter(|v| *v > 0).collect();
    sorted.sort_unstable();
    let groups = sorted.chunk_by(|x, y| y - x <= 2).filter(|group| group.len() >= least);
    groups.max_by_key(|group| group.len()).map_or(0, |group| group[group.len() / 2])
}

/// Bars of `b` below `a`, both as they are scaled: what the pair shows, or what each is known to have.
pub fn between(a: &Sketch, b: &Sketch, loose: Loose, own_a: Bars, own_b: Bars, scale: (f64, f64)) -> Bars {
    let seen = bars(a, b, loose);
    Bars {
        head: seen.head.max((own_b.head as f64 * scale.1) as usize),
        foot: seen.foot.max((own_a.foot as f64 * scale.0) as usize),
    }
}
