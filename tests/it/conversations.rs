//! Order and gaps of conversations against generated truth. The figures are printed (`-- --nocapture`).

use liuzheng_core::intake::series::{Proposal, Sketch, detect, sketch};
use liuzheng_core::model::Job;
use liuzheng_tests::talks::{Plan, Says, Talk, TalkPage, talk};

/// What came out of many series.
#[derive(Debug, Default)]
struct Tally {
    series: usize,
    ordered: usize,
    neighbours: usize,
    false_gaps: usize,
    gaps: usize,
    gaps_marked: usize,
    gaps_in_one_series: usize,
    folds: usize,
    folds_exact: usize,
    wrong_joins: usize,
}

#[test]
fn shuffled_conversations_come_back_in_order_and_every_gap_is_marked() {
    let whole = judge_all(0..60, Says::Usual, &|_| 0);
    let torn = judge_all(1000..1018, Says::Usual, &|pages| 1 + pages / 8);
    report("usual talk, no gaps", &whole);
    report("usual talk, gaps made", &torn);
    assert!(whole.ordered * 100 >= whole.series * 95, "the order is right in 95 %: {whole:?}");
    assert_eq!(torn.gaps_marked, torn.gaps, "every made gap is marked: {torn:?}");
    let wrong = whole.wrong_joins + torn.wrong_joins;
    assert!(wrong * 500 <= whole.neighbours + torn.neighbours, "one join in 500 may be wrong: {wrong}");
    few_false_gaps(&whole, &torn);
    let (folds, exact) = (whole.folds + torn.folds, whole.folds_exact + torn.folds_exact);
    assert!(exact * 100 >= folds * 97, "folds are right to a few rows in 97 %: {exact} of {folds}");
}

#[test]
fn talk_that_repeats_itself_is_joined_with_care() {
    let whole = judge_all(0..6, Says::Repetition, &|_| 0);
    let torn = judge_all(1000..1012, Says::Repetition, &|pages| 1 + pages / 8);
    report("repetition, no gaps", &whole);
    report("repetition, gaps made", &torn);
    // The aim is all of them; what is measured is held.
    assert!(torn.gaps_marked * 100 >= torn.gaps * 95, "19 of 20 made gaps are marked: {torn:?}");
    assert!(whole.ordered * 100 >= whole.series * 60, "most orders are right even so: {whole:?}");
    // What nobody could tell apart is called a gap rather than joined.
    let claimed = whole.false_gaps + torn.false_gaps;
    assert!(claimed * 4 <= whole.neighbours + torn.neighbours, "three of four are joined all the same: {claimed}");
}

fn judge_all(seeds: std::ops::Range<u64>, says: Says, gaps: &dyn Fn(usize) -> usize) -> Tally {
    let mut tally = Tally::default();
    for seed in seeds {
        let pages = [4, 7, 12, 18, 24, 30][seed as usize % 6];
        judge(Plan { seed, pages, width: width(seed), gaps: gaps(pages), says }, &mut tally);
    }
    tally
}

fn few_false_gaps(one: &Tally, other: &Tally) {
    let (neighbours, claimed) = (one.neighbours + other.neighbours, one.false_gaps + other.false_gaps);
    assert!(claimed * 100 <= neighbours * 3, "no gap where there is overlap in 97 %: {claimed} of {neighbours}");
}

#[test]
fn conversations_with_different_sellers_are_kept_apart_and_other_pictures_stand_alone() {
    let talks: Vec<Talk> =
        (0..4).map(|i| talk(Plan { seed: 500 + i, pages: 6, width: 540, gaps: 0, says: Says::Usual })).collect();
    let mut sketches: Vec<(usize, usize, Sketch)> = Vec::new();
    for (t, talk) in talks.iter().enumerate() {
        sketches.extend(talk.pages.iter().enumerate().map(|(p, page)| (t, p, of(page))));
    }
    for page in 0..5 {
        let picture = liuzheng_tests::screenshots::chat(77, page, 540, 1170);
        let sketch = Sketch::of(&picture, 540, 1170, 3).expect("a page");
        sketches.push((9, page as usize, sketch));
    }
    let order = shuffled(sketches.len(), 4);
    let list: Vec<&Sketch> = order.iter().map(|i| &sketches[*i].2).collect();
    let found = detect(&list, &Job::quiet()).unwrap();
    let told: Vec<Vec<(usize, usize)>> = found
        .series
        .iter()
        .map(|s| s.pages.iter().map(|p| (sketches[order[*p]].0, sketches[order[*p]].1)).collect())
        .collect();
    assert_eq!(told.len(), 4, "{told:?}");
    for series in told {
        assert_eq!(series.len(), 6, "{series:?}");
        assert!(series.windows(2).all(|w| w[0].0 == w[1].0 && w[0].1 + 1 == w[1].1), "{series:?}");
    }
    assert_eq!(found.single.len(), 5, "pages of which each has another title");
}

/// So many pages are no longer compared each with each.
#[test]
fn three_hundred_pages_of_many_conversations_are_sorted_by_what_is_rare() {
    let talks: Vec<Talk> =
        (0..26).map(|i| talk(Plan { seed: 700 + i, pages: 12, width: 360, gaps: 0, says: Says::Usual })).collect();
    let pages: Vec<(usize, usize, Sketch)> = talks
        .iter()
        .enumerate()
        .flat_map(|(t, talk)| talk.pages.iter().enumerate().map(move |(p, page)| (t, p, of(page))))
        .collect();
    let order = shuffled(pages.len(), 9);
    let list: Vec<&Sketch> = order.iter().map(|i| &pages[*i].2).collect();
    let found = detect(&list, &Job::quiet()).unwrap();
    let true_place = |page: &usize| (pages[order[*page]].0, pages[order[*page]].1);
    let (mut joined, mut wrong) = (0, 0);
    for series in &found.series {
        for (two, join) in series.pages.windows(2).zip(&series.joins) {
            let ((t, p), (u, q)) = (true_place(&two[0]), true_place(&two[1]));
            joined += usize::from(join.is_some() && (t, p + 1) == (u, q));
            wrong += usize::from(join.is_some() && (t, p + 1) != (u, q));
        }
    }
    println!("312 pages of 26 conversations: {joined} of 286 neighbours joined, {wrong} wrong");
    assert!(joined * 100 >= 286 * 95 && wrong * 100 <= 286, "{joined} joined, {wrong} wrong");
}

fn width(seed: u64) -> u32 {
    if seed.is_multiple_of(10) { 1080 } else { [540, 720][seed as usize % 2] }
}

fn of(page: &TalkPage) -> Sketch {
    sketch(&page.bytes, page.media_type, None).expect("a page has a sketch")
}

/// A fixed shuffle (Fisher-Yates over a small generator).
fn shuffled(n: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    let mut state = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
    for i in (1..n).rev() {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        order.swap(i, (state >> 33) as usize % (i + 1));
    }
    order
}

fn judge(plan: Plan, tally: &mut Tally) {
    let talk = talk(plan);
    let sketches: Vec<Sketch> = talk.pages.iter().map(of).collect();
    let order = shuffled(plan.pages, plan.seed);
    let list: Vec<&Sketch> = order.iter().map(|i| &sketches[*i]).collect();
    let found = detect(&list, &Job::quiet()).expect("nobody cancels");
    let joined = joined_pairs(&found, &order);
    tally.series += 1;
    let right = found.series.len() == 1
        && found.single.is_empty()
        && found.series[0].pages.iter().map(|p| order[*p]).eq(0..plan.pages);
    tally.ordered += usize::from(right);
    for at in 0..plan.pages - 1 {
        let join = joined.iter().find(|(a, b, _)| (*a, *b) == (at, at + 1));
        if talk.gaps.contains(&at) {
            tally.gaps += 1;
            tally.gaps_marked += usize::from(join.is_none());
            if join.is_some() {
                println!("  {plan:?}: the gap after page {at} is not marked");
            }
            tally.gaps_in_one_series += usize::from(same_series(&found, &order, at, at + 1));
        } else {
            tally.neighbours += 1;
            if join.is_none() {
                tally.false_gaps += 1;
                println!("  {plan:?}: a gap is claimed after page {at}");
            }
        }
        if let (Some((_, _, b_to)), false) = (join, talk.gaps.contains(&at)) {
            let (a, b) = (&talk.pages[at], &talk.pages[at + 1]);
            let expected = f64::from(b.head) + f64::from(a.to - b.from) * b.scale;
            tally.folds += 1;
            let exact = (f64::from(*b_to) - expected).abs() <= 12.0;
            tally.folds_exact += usize::from(exact);
            if !exact {
                println!("  {plan:?}: page {} goes on at {b_to}, expected {expected}", at + 1);
            }
        }
    }
    let wrong = joined.iter().filter(|(a, b, _)| a + 1 != *b).count();
    tally.wrong_joins += wrong;
    if !right && plan.gaps == 0 || wrong > 0 {
        let told: Vec<Vec<usize>> = found.series.iter().map(|s| s.pages.iter().map(|p| order[*p]).collect()).collect();
        println!("  {plan:?}: {told:?} single {:?}", found.single.iter().map(|p| order[*p]).collect::<Vec<_>>());
    }
}

/// (page, page below it, row where the second goes on) in true numbers.
fn joined_pairs(found: &Proposal, order: &[usize]) -> Vec<(usize, usize, u32)> {
    let mut pairs = Vec::new();
    for series in &found.series {
        for (pages, join) in series.pages.windows(2).zip(&series.joins) {
            pairs.extend(join.map(|j| (order[pages[0]], order[pages[1]], j.b_to)));
        }
    }
    pairs
}

fn same_series(found: &Proposal, order: &[usize], a: usize, b: usize) -> bool {
    let has = |pages: &[usize], page: usize| pages.iter().any(|p| order[*p] == page);
    found.series.iter().any(|s| has(&s.pages, a) && has(&s.pages, b))
}

fn report(what: &str, t: &Tally) {
    println!(
        "{what}: order right {}/{}; gaps marked {}/{} ({} within one conversation);",
        t.ordered, t.series, t.gaps_marked, t.gaps, t.gaps_in_one_series
    );
    println!(
        "  false gaps {}/{}; folds exact {}/{}; wrong joins {}",
        t.false_gaps, t.neighbours, t.folds_exact, t.folds, t.wrong_joins
    );
}
