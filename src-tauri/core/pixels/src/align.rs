//! Two pages of one scroll: by how many rows is the second one further down? Bars that stay in place are found, not
//! assumed: rows that fit neither are what speaks against a fit.

use super::sketch::{COLUMNS, PAPER, Row, Sketch, difference};

/// Signs in which two marks of the same thing may differ.
const NEAR: u32 = 10;
/// Shifts that are looked at closely.
const SHIFTS: usize = 40;

/// Page `b` starts `shift` rows further down the scroll than page `a`, which is of the same width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fit {
    pub shift: usize,
    /// First and last row of `b`, counted from its top, that `a` shows too (the last one excluded).
    pub b_from: usize,
    pub b_to: usize,
    /// The row of `a` that equals `b_to`: below it are `a`'s bars.
    pub a_to: usize,
    /// Equal rows that are not paper.
    pub solid: usize,
    /// Rows that neither are equal nor are bars that stay in place.
    pub unexplained: usize,
    /// Rows that are equal only with another shift: something came between.
    pub jumped: usize,
}

/// Shifts for which marks speak, most telling first. Positive: `b` is further down. And how many matches each
/// mark of `a` and of `b` has in the other page.
///
/// A mark that has many matches says little of each, so that what is repeated does not drown what is said once.
pub fn shifts(a: &Sketch, b: &Sketch, loose: Loose) -> (Vec<i32>, Vec<u32>, Vec<u32>) {
    let (mut in_a, mut in_b) = (vec![0u32; a.marks.len()], vec![0u32; b.marks.len()]);
    let mut matches: Vec<(usize, usize)> = Vec::new();
    for (i, ma) in a.marks.iter().enumerate() {
        for (j, mb) in b.marks.iter().enumerate() {
            if (ma.key ^ mb.key).count_ones() <= NEAR && same_mark(a, b, ma.row as usize, mb.row as usize, loose) {
                in_a[i] += 1;
                in_b[j] += 1;
                matches.push((i, j));
            }
        }
    }
    let zero = b.height();
    let mut votes = vec![[0u32; 2]; a.height() + b.height() + 1];
    for (i, j) in matches {
        let at = &mut votes[zero + a.marks[i].row as usize - b.marks[j].row as usize];
        at[0] += 64;
        at[1] += 6400 / (in_a[i] * in_b[j]);
    }
    let mut best: Vec<usize> = Vec::new();
    strongest(&votes, 1, SHIFTS * 2 / 3, &mut best);
    strongest(&votes, 0, SHIFTS, &mut best);
    (best.into_iter().map(|s| s as i32 - zero as i32).collect(), in_a, in_b)
}

/// Keys that are alike are a first look; a few rows of what lies below the marks decide. A mark may sit a row off.
pub fn same_mark(a: &Sketch, b: &Sketch, ya: usize, yb: usize, loose: Loose) -> bool {
    let step = (a.span(60) / 9).max(1);
    [0, 1, -1].into_iter().any(|off: isize| {
        let mut missed = 0;
        (0..9).all(|i| {
            let (ya, yb) = (ya + i * step, (yb + i * step).saturating_add_signed(off));
            let equal = ya < a.height() && yb < b.height() && at(a, b, ya, yb, loose) == Pair::Equal;
            missed += usize::from(!equal);
            missed <= 1
        })
    })
}

/// Adds the places with the most votes of a sort, neighbours counted with them, until there are `most`.
fn strongest(votes: &[[u32; 2]], sort: usize, most: usize, best: &mut Vec<usize>) {
    let around = |s: usize| votes[s.saturating_sub(1)..(s + 2).min(votes.len())].iter().map(|v| v[sort]).sum::<u32>();
    let mut ranked: Vec<(u32, usize)> =
        (0..votes.len()).filter(|&s| votes[s][0] > 0).map(|s| (around(s) * 4 + votes[s][sort], s)).collect();
    ranked.sort_unstable_by_key(|(n, s)| (std::cmp::Reverse(*n), *s));
    for (_, s) in ranked {
        if best.len() >= most {
            return;
        }
        if best.iter().all(|other| other.abs_diff(s) > 2) {
            best.push(s);
        }
    }
}

/// The best fit of `b` below `a` (both of one width) among shifts from `shifts`, or None.
pub fn best(a: &Sketch, b: &Sketch, shifts: &[i32], bars: Bars, loose: Loose) -> Option<Fit> {
    let mut found: Option<Fit> = None;
    let down: Vec<usize> = shifts.iter().filter_map(|s| usize::try_from(*s).ok()).collect();
    for s in &down {
        if !plausible(a, b, *s, bars, loose) {
            continue;
        }
        for s in s.saturating_sub(1)..=s + 1 {
            if let Some(fit) = fit(a, b, s, &down, bars, loose)
                && found.is_none_or(|f| worth(&fit) > worth(&f))
            {
                found = Some(fit);
            }
        }
    }
    found
}

/// Shifts of which a glance says that they may fit, found without marks: for pages that show little but smooth things.
pub fn by_trying(a: &Sketch, b: &Sketch, bars: Bars, loose: Loose) -> Vec<i32> {
    let least = a.height() / 12 + bars.head + bars.foot;
    let mut found: Vec<i32> = Vec::new();
    for shift in (a.height() / 5..a.height().saturating_sub(least)).filter(|s| plausible(a, b, *s, bars, loose)) {
        if found.last().is_none_or(|last| shift as i32 - last > 2) {
            found.push(shift as i32);
        }
        if found.len() > 4 * SHIFTS {
            return Vec::new();
        }
    }
    found
}

/// A glance at a few rows between the bars: most must be equal.
fn plausible(a: &Sketch, b: &Sketch, shift: usize, bars: Bars, loose: Loose) -> bool {
    const GLANCES: usize = 32;
    let Some(shared) = a.height().checked_sub(shift).map(|rows| rows.min(b.height())) else { return false };
    let to = shared.min((a.height() - shift).saturating_sub(bars.foot));
    if to < bars.head + GLANCES {
        return false;
    }
    let row = |i: usize| bars.head + (to - bars.head) * i / GLANCES;
    let equal = |y: usize| {
        [-1isize, 0, 1].into_iter().any(|off| {
            let ya = (y + shift).saturating_add_signed(off);
            ya < a.height() && at(a, b, ya, y, loose) == Pair::Equal
        })
    };
    (0..GLANCES).filter(|i| equal(row(*i))).count() * 10 >= GLANCES * 6
}

fn worth(fit: &Fit) -> i64 {
    fit.solid as i64 - 2 * fit.unexplained as i64 - fit.jumped as i64
}

/// How exactly rows must be equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loose {
    /// Pages of one size: a row is the same row.
    SameSize,
    /// One page was scaled: a row lies between two of the other.
    Scaled,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Pair {
    Equal,
    /// A part of the row differs: a clock, a button that floats above the page.
    Partly,
    Differs,
}

fn compare(a: &Row, b: &Row, busy: u16, loose: Loose) -> Pair {
    let share = if loose == Loose::Scaled { 2 } else { 5 };
    let d = difference(a, b);
    let most = 40 + busy / share;
    if d <= most {
        // One column that differs much is a letter, not noise.
        let column = a.iter().zip(b).map(|(x, y)| x.abs_diff(*y)).max().unwrap_or(0);
        if loose == Loose::Scaled || column <= 16 + (busy / 24) as u8 {
            return Pair::Equal;
        }
    }
    let differing = a.iter().zip(b).filter(|(x, y)| x.abs_diff(**y) > 12).count();
    if differing <= COLUMNS / 4 { Pair::Partly } else { Pair::Differs }
}

fn at(a: &Sketch, b: &Sketch, ya: usize, yb: usize, loose: Loose) -> Pair {
    let one = |ya: usize| compare(&a.rows[ya], &b.rows[yb], a.busy[ya].min(b.busy[yb]), loose);
    let straight = one(ya);
    if loose == Loose::SameSize || straight == Pair::Equal {
        return straight;
    }
    let beside = [ya.saturating_sub(1), (ya + 1).min(a.height() - 1)];
    if beside.iter().any(|&y| one(y) == Pair::Equal) { Pair::Equal } else { straight }
}

/// Does `x` show rows `from..to` of `b` too, `shift` rows further down there (or up)? Most of what is no paper must be
/// equal, and there must be room for all of it.
pub fn shows(x: &Sketch, b: &Sketch, (from, to): (usize, usize), shift: i32, loose: Loose) -> bool {
    let place = |y: usize| y.checked_add_signed(shift as isize).filter(|y| *y < x.height());
    if place(from).is_none() || place(to.saturating_sub(1)).is_none() {
        return false;
    }
    let telling = (from..to).filter(|y| b.busy[*y] >= PAPER);
    let (mut all, mut equal) = (0, 0);
    for y in telling {
        all += 1;
        equal += usize::from(place(y).is_some_and(|yx| at(x, b, yx, y, loose) == Pair::Equal));
    }
    equal * 10 >= all * 9
}

/// Is `b` the page `shift` rows further down? `others`: shifts that may hold above or below a line that came between.
pub fn fit(a: &Sketch, b: &Sketch, shift: usize, others: &[usize], bars: Bars, loose: Loose) -> Option<Fit> {
    let shared = a.height().checked_sub(shift)?.min(b.height());
    let paper = |y: usize| b.busy[y] < PAPER && a.busy[y + shift] < PAPER;
    let pairs: Vec<Pair> = (0..shared).map(|y| at(a, b, y + shift, y, loose)).collect();
    let (from, to) = best_run(&pairs, &paper)?;
    let solid = (from..to).filter(|&y| pairs[y] == Pair::Equal && !paper(y)).count();
    if solid < b.span(40) || to - from < b.span(100) {
        return None;
    }
    if unequal(&pairs[from..to], a.span(100), solid) * 12 > solid {
        return None;
    }
    let near = |o: &usize| *o != shift && o.abs_diff(shift) < a.height() / 10;
    let jumps: Vec<usize> = others.iter().copied().filter(near).collect();
    let (mut unexplained, mut floats, mut jumped, mut end) = (0, 0, 0, (to, to + shift));
    // What `b` shows above the run must be its bars at the top, what `a` shows below it its bars at the bottom.
    for y in (0..from).chain(to..shared).filter(|&y| !paper(y)) {
        if y < bars.head || y + shift >= a.height() - bars.foot || pairs[y] == Pair::Equal {
            continue;
        }
        match jumps.iter().find(|o| y + **o < a.height() && at(a, b, y + **o, y, loose) == Pair::Equal) {
            Some(o) => {
                jumped += 1;
                end = if y >= to { (y + 1, y + o + 1) } else { end };
            }
            // A button that floats near an end of the run.
            None if pairs[y] == Pair::Partly && floats < a.span(100) => floats += 1,
            None => unexplained += 1,
        }
    }
    let fit = Fit { shift, b_from: from, b_to: end.0, a_to: end.1, solid, unexplained, jumped };
    (unexplained <= b.height() / 100 + solid / 12 && jumped * 4 <= solid).then_some(fit)
}

/// Rows within a run that are not equal. Two narrow places are forgiven: buttons that float above the page.
fn unequal(run: &[Pair], narrow: usize, solid: usize) -> usize {
    let mut rows: Vec<usize> = (0..run.len()).filter(|y| run[*y] != Pair::Equal).collect();
    for _ in 0..2 {
        let until = |i: usize| rows[i..].partition_point(|y| *y < rows[i] + narrow) + i;
        let Some(from) = (0..rows.len()).max_by_key(|i| (until(*i) - i, std::cmp::Reverse(*i))) else { return 0 };
        let place = from..until(from);
        let partly = rows[place.clone()].iter().filter(|y| run[**y] == Pair::Partly).count();
        if partly * 4 < place.len() * 3 || place.len() * 2 > solid {
            break;
        }
        rows.drain(place);
    }
    rows.len()
}

/// Rows of two pictures, laid over each other, in which some place differs by more than a new compression would do.
pub fn differing_rows(a: &Sketch, b: &Sketch, loose: Loose) -> usize {
    let most = if loose == Loose::Scaled { 40 } else { 20 };
    let rows = a.height().min(b.height());
    let near = |ya: usize, yb: usize| a.rows[ya].iter().zip(&b.rows[yb]).all(|(x, y)| x.abs_diff(*y) <= most);
    let same = |y: usize| match loose {
        Loose::SameSize => near(y, y),
        Loose::Scaled => (y.saturating_sub(1)..(y + 2).min(rows)).any(|yb| near(y, yb)),
    };
    (0..rows).filter(|y| !same(*y)).count()
}

/// Rows that both pages show at the same place: at the top, and counted from the bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bars {
    pub head: usize,
    pub foot: usize,
}

/// Bars reach from an edge as far as rows stay (but for a clock); the paper of the page itself is none.
pub fn bars(a: &Sketch, b: &Sketch, loose: Loose) -> Bars {
    let (ha, hb) = (a.height(), b.height());
    let most = ha.min(hb) / 4;
    let reach = |place: &dyn Fn(usize) -> (usize, usize)| {
        let (mut missed, mut bar) = (0, 0);
        for y in 0..most {
            let (ya, yb) = place(y);
            if at(a, b, ya, yb, loose) == Pair::Differs {
                // The edge strip is the system's: its clock and signs change.
                missed += usize::from(y * 100 > ha * 6);
                if missed > 2 {
                    break;
                }
            } else if !(a.is_ground(ya) && b.is_ground(yb)) {
                bar = y + 1;
            }
        }
        bar
    };
    Bars { head: reach(&|y| (y, y)), foot: reach(&|y| (ha - 1 - y, hb - 1 - y)) }
}

/// The run of rows with the best balance of equal rows against others (largest sum, Kadane).
fn best_run(pairs: &[Pair], paper: &impl Fn(usize) -> bool) -> Option<(usize, usize)> {
    let (mut best, mut best_sum) = (None, 0i32);
    let (mut start, mut sum) = (0usize, 0i32);
    for (y, pair) in pairs.iter().enumerate() {
        sum += match pair {
            Pair::Equal if paper(y) => 1,
            Pair::Equal => 4,
            Pair::Partly => -4,
            Pair::Differs => -12,
        };
        if sum <= 0 {
            (sum, start) = (0, y + 1);
        } else if sum > best_sum {
            (best_sum, best) = (sum, Some((start, y + 1)));
        }
    }
    best
}
