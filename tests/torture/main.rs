//! Kills, starves and races the command line on one vault, and looks afterwards whether anything that it had told as
//! saved is lost. Ends with 1 on any loss.

mod faults;
mod judge;
mod kill;
mod races;
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
}

const USAGE: &str = "torture [--points N] [--slice]   (default: 1000 points, 200 faults, 100 races; slice: a tenth)";

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
    report.close()
}

fn plan(mut args: impl Iterator<Item = String>) -> Result<Plan, String> {
    let mut plan = Plan { points: 1000, faults: 200, races: 100 };
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--slice" => plan = Plan { points: 100, faults: 20, races: 10 },
            "--points" => {
                let number = args.next().and_then(|n| n.parse().ok());
                plan.points = number.ok_or("--points takes a number")?;
            }
            other => return Err(format!("unknown argument {other}")),
        }
    }
    Ok(plan)
}
