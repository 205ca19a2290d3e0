//! Changed bundles, lists, tokens and facts, without end: nothing may make a check fall over, hang, or believe.
//!
//! `fuzz [--seconds N] [--seed N] [zip] [manifest] [token] [json]`: each target for so long. An input whose verdict and
//! findings are new is kept and changed further. Whatever a target falls over is written under target/fuzz.

mod change;
mod seeds;
mod targets;

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use liuzheng_tests::dice::Dice;
use liuzheng_tests::repo::root;
use targets::Target;

/// An input that takes longer is a fault; all of them are small.
const LONGEST: Duration = Duration::from_secs(5);
/// Inputs kept for further changes.
const KEPT: usize = 4000;

struct Asked {
    seconds: u64,
    seed: u64,
    names: Vec<String>,
}

fn main() -> ExitCode {
    let asked = match asked(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(why) => {
            eprintln!("{why}\nfuzz [--seconds N] [--seed N] [{}]", targets::NAMES.join("] ["));
            return ExitCode::from(2);
        }
    };
    let seeds = seeds::Seeds::made();
    let mut faults = 0;
    for name in &asked.names {
        let target = targets::named(name, &seeds);
        faults += run(name, target.as_ref(), asked.seed, Duration::from_secs(asked.seconds));
    }
    ExitCode::from(u8::from(faults > 0))
}

fn asked(mut args: impl Iterator<Item = String>) -> Result<Asked, String> {
    let mut asked = Asked { seconds: 60, seed: 1, names: Vec::new() };
    while let Some(arg) = args.next() {
        let mut number = || args.next().and_then(|n| n.parse().ok()).ok_or(format!("{arg} takes a number"));
        match arg.as_str() {
            "--seconds" => asked.seconds = number()?,
            "--seed" => asked.seed = number()?,
            name if targets::NAMES.contains(&name) => asked.names.push(name.to_owned()),
            other => return Err(format!("unknown argument {other}")),
        }
    }
    if asked.names.is_empty() {
        asked.names = targets::NAMES.map(str::to_owned).to_vec();
    }
    Ok(asked)
}

/// Faults found.
fn run(name: &str, target: &dyn Target, seed: u64, time: Duration) -> u64 {
    let mut dice = Dice::new(seed);
    let mut kept: Vec<Vec<u8>> = target.seeds();
    let (mut seen, mut tried, mut faults, mut slowest) = (BTreeSet::new(), 0u64, 0u64, Duration::ZERO);
    let start = Instant::now();
    while start.elapsed() < time && faults < 20 {
        let mut input = dice.pick(&kept).clone();
        let other = dice.pick(&kept).clone();
        change::change(&mut input, &other, &mut dice);
        tried += 1;
        let began = Instant::now();
        let said = catch_unwind(AssertUnwindSafe(|| target.try_one(&input)));
        let took = began.elapsed();
        slowest = slowest.max(took);
        let fault = match &said {
            Err(_) => Some("it fell over".to_owned()),
            Ok(Err(why)) => Some(why.clone()),
            Ok(Ok(_)) if took > LONGEST => Some(format!("it took {took:?}")),
            Ok(Ok(_)) => None,
        };
        if let Some(fault) = fault {
            faults += 1;
            println!("{name}: {fault}: {}", keep(name, faults, &input).display());
        } else if let Ok(Ok(told)) = said
            && kept.len() < KEPT
            && seen.insert(told)
        {
            kept.push(input);
        }
    }
    println!(
        "{name}: {tried} inputs in {} s, {} kinds of answer, slowest {} ms, {} MiB at most, {faults} faults",
        start.elapsed().as_secs(),
        seen.len(),
        slowest.as_millis(),
        most_memory()
    );
    faults
}

fn keep(name: &str, number: u64, input: &[u8]) -> PathBuf {
    let folder = root().join("target/fuzz");
    let path = folder.join(format!("{name}-{number}"));
    if let Err(e) = fs::create_dir_all(&folder).and_then(|()| fs::write(&path, input)) {
        eprintln!("{}: {e}", path.display());
    }
    path
}

/// MiB that this process ever held, where the system tells.
fn most_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    line.unwrap_or(0) / 1024
}
