//! The project's own commands: `cargo xtask app | test | bench | torture | fuzz`. Only orchestration, only the standard
//! library; what is measured or tested lives in `tests/`.

mod app;
mod command;
mod packages;
mod page;
mod proof;
mod suite;
mod tally;
mod tools;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask app [--demo] [-- ARGS]     installs what is missing, builds the page and the window, and starts it
cargo xtask test [--fast]              every check and every test (--fast: without real windows, kill points, licences)
cargo xtask bench [P1 P2 ...]          speed beside the tools of others
cargo xtask torture [--points N]       kills, full disks and races against the vault
cargo xtask fuzz [--seconds N] [zip] [manifest] [token] [json]   changed bundles, without end
cargo xtask setup                      only the set-up for tests";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rest = args.get(1..).unwrap_or_default();
    let done = match args.first().map(String::as_str) {
        Some("app") => app::open(rest),
        Some("test") => suite::start(rest),
        Some("bench") => proof::bench(rest),
        Some("torture") => proof::torture(rest),
        Some("fuzz") => proof::fuzz(rest),
        Some("setup") => suite::set_up(),
        Some("help" | "--help" | "-h") => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}
