//! Kills, starves and races the command line on one vault, cuts the power, tries random operations, and looks
//! afterwards whether anything that had been told as saved is lost. Ends with 1 on any loss.

mod faults;
mod judge;
mod kill;
mod power;
mod races;
mod random;
mod report;
mod scene;
mod strace;

use std::process::ExitCode;

use report::Report;

/// What to do and how much of it.
pub struct Plan {
    /// Kill points.
    pub points: usize,
    pub faults: usize,
    pub races: usize,
    /// Power cuts.
    pub cuts: usize,
    /// Random operations.
    pub operations: usize,
}

const USAGE: &str = "torture [--points N] [--slice]   (default: 1000 kill points, 200 faults, 100 races, 200 power cuts, \
                     10000 random operations; slice: a part of each)";

fn main() -> ExitCode {
    let plan = match plan(std::env::args().skip(1)) {
        Ok(plan) => plan,
        Err(why) => {
            eprintln!("{why}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let report = Report::default();
    kill::run(&plan, &report);
    faults::run(&plan, &report);
    races::run(&plan, &report);
    power::run(&plan, &report);
    random::run(&plan, &report);
    report.close()
}

fn plan(mut args: impl Iterator<Item = String>) -> Result<Plan, String> {
    let mut plan = Plan { points: 1000, faults: 200, races: 100, cuts: 200, operations: 10_000 };
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--slice" => plan = Plan { points: 100, faults: 20, races: 10, cuts: 8, operations: 500 },
            "--points" => {
                let number = args.next().and_then(|n| n.parse().ok());
                plan.points = number.ok_or("--points takes a number")?;
            }
            other => return Err(format!("unknown argument {other}")),
        }
    }
    Ok(plan)
}
