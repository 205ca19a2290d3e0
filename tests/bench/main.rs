//! Speed beside the tools of others: ours and the peer in turn on the same machine in the same run, so that only the
//! ratio counts. What can't be measured is said, never guessed.

mod bundles;
mod imports;
mod measure;
mod pictures;
mod place;
mod row;
#[cfg(target_os = "linux")]
mod scroll;
#[cfg(target_os = "linux")]
mod window;

use std::process::ExitCode;

use place::Place;
use row::Row;

const USAGE: &str =
    "bench [P1 P2 P3 P4 P5 P6 P8 P9 P10 P11 P12] [--count N] [--pairs N]   (default: all, 2000 pictures, 5 pairs)";

/// What is asked for.
struct Wish {
    rows: Vec<String>,
    count: usize,
    pairs: usize,
}

fn main() -> ExitCode {
    let wish = match wish(std::env::args().skip(1)) {
        Ok(wish) => wish,
        Err(why) => {
            eprintln!("{why}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let place = Place::prepare(wish.count, wish.pairs);
    let mut rows = Vec::new();
    for (id, measure) in MEASURES {
        if wish.rows.is_empty() || wish.rows.iter().any(|row| row.eq_ignore_ascii_case(id)) {
            println!("{id} ...");
            let measured = measured(id, *measure, &place);
            row::print(&measured);
            rows.extend(measured);
        }
    }
    row::print(&rows);
    match row::save(&rows, &place) {
        Ok(path) => println!("\nas JSON: {}", path.display()),
        Err(why) => {
            eprintln!("the results could not be saved: {why}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// What one measurement says; one that falls over is told and takes no other with it.
fn measured(id: &'static str, measure: Measure, place: &Place) -> Vec<Row> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| measure(place)))
        .unwrap_or_else(|_| vec![Row::not_measured(id, "all of it", "it fell over; see above")])
}

type Measure = fn(&Place) -> Vec<Row>;

const MEASURES: &[(&str, Measure)] = &[
    ("P1", imports::check),
    ("P2", imports::durable_import),
    ("P3", imports::thumbnails),
    ("P4", bundles::export),
    ("P5", bundles::verify),
    ("P6", imports::import_again),
    #[cfg(target_os = "linux")]
    ("P8", scroll::hundred_thousand),
    #[cfg(target_os = "linux")]
    ("P9", window::start),
    ("P10", imports::one_by_one),
    ("P11", pictures::large),
    #[cfg(target_os = "linux")]
    ("P12", window::drop_of_thousands),
];

fn wish(mut args: impl Iterator<Item = String>) -> Result<Wish, String> {
    let mut wish = Wish { rows: Vec::new(), count: 2000, pairs: 5 };
    while let Some(arg) = args.next() {
        let mut number = |name: &str| {
            args.next().and_then(|n| n.parse().ok()).filter(|n| *n > 0).ok_or(format!("{name} takes a number"))
        };
        match arg.as_str() {
            "--count" => wish.count = number("--count")?,
            "--pairs" => wish.pairs = number("--pairs")?,
            row if MEASURES.iter().any(|(id, _)| row.eq_ignore_ascii_case(id)) => wish.rows.push(arg),
            other => return Err(format!("unknown argument {other}")),
        }
    }
    Ok(wish)
}
