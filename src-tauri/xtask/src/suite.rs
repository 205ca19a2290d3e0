//! `cargo xtask test`: the set-up for tests, then every check and every test, each with a heading and its time. The
//! first failing step ends it.

use std::process::Command;
use std::time::Instant;

use crate::command::{Done, ask, built, cargo, npm, program, run};
use crate::tally::Tally;
use crate::{packages, page, tools};

const LINUX: bool = cfg!(target_os = "linux");

pub fn set_up() -> Done {
    page::check_node()?;
    packages::ensure(&[packages::WINDOW, packages::TEST].concat())?;
    page::packages()?;
    if LINUX { tools::bagit().and_then(|()| tools::icalendar()).and_then(|()| tools::openpyxl()) } else { Ok(()) }
}

fn every_step(fast: bool, suite: &mut Suite) -> Done {
    suite.step("set-up", |_| set_up())?;
    suite.cargo("format", &["fmt", "--all", "--check"])?;
    suite.npm("types of the page", "check")?;
    suite.npm("words in both languages", "locales")?;
    suite.npm("tests of the page", "test")?;
    suite.step("build of the page", |_| page::build())?;
    let all = ["clippy", "--locked", "--workspace", "--all-targets", "--features", "liuzheng-cli/bench"];
    suite.cargo("lints", &[&all[..], &["--", "-D", "warnings"]].concat())?;
    let e2e = ["clippy", "--locked", "--workspace", "--test", "e2e", "--", "-D", "warnings"];
    suite.cargo("lints of the real-window tests", &e2e)?;
    suite.cargo("programs", &["build", "--locked", "--workspace", "--bins"])?;
    suite.cargo(
        "tests: core, command line, window, house rules, whole system",
        &["test", "--locked", "--workspace", "--no-fail-fast"],
    )?;
    if fast {
        println!("\nLeft out by --fast: licences, kill points, real windows.");
        return Ok(());
    }
    suite.step("licences, bans, sources", |_| run(deny_check(&["bans", "licenses", "sources"])?))?;
    if !LINUX {
        println!("\nLeft out, as they need Linux: kill points (strace), real windows (WebKitWebDriver, Xvfb).");
        return Ok(());
    }
    suite.step("kill points, broken and full disks, races: a slice", |_| {
        let mut slice = program(built("debug", "torture"), &["--slice"]);
        slice.env("LIUZHENG_BUILT", "1");
        run(slice)
    })?;
    suite.step("changed bundles, lists, tokens, facts: a slice", |_| {
        let mut slice = program(built("debug", "fuzz"), &["--seconds", "10"]);
        slice.env("LIUZHENG_BUILT", "1");
        run(slice)
    })?;
    suite.cargo("tests: real windows", &["test", "--locked", "--workspace", "--test", "e2e", "--", "--test-threads=1"])
}

pub fn start(args: &[String]) -> Done {
    let fast = match args {
        [] => false,
        [one] if one == "--fast" => true,
        _ => return Err("cargo xtask test [--fast]".to_owned()),
    };
    let before = tree();
    let mut suite = Suite { start: Instant::now(), tally: Tally::default(), steps: Vec::new() };
    let mut done = every_step(fast, &mut suite);
    if done.is_ok() {
        done = suite.step("no trace left in the tree", |_| no_trace(&before));
    }
    suite.summary(&done);
    done
}

/// The steps taken so far.
struct Suite {
    start: Instant,
    tally: Tally,
    steps: Vec<(String, f32)>,
}

impl Suite {
    fn step(&mut self, name: &str, work: impl FnOnce(&mut Tally) -> Done) -> Done {
        println!("\n=== {name}");
        let start = Instant::now();
        let done = work(&mut self.tally).map_err(|why| format!("\nFAILED at \"{name}\": {why}"));
        let seconds = start.elapsed().as_secs_f32();
        println!("--- {name}: {} in {seconds:.1} s", if done.is_ok() { "ok" } else { "FAILED" });
        self.steps.push((name.to_owned(), seconds));
        done
    }

    fn cargo(&mut self, name: &str, args: &[&str]) -> Done {
        self.counted(name, cargo(args))
    }

    fn npm(&mut self, name: &str, script: &str) -> Done {
        self.counted(name, npm(&["run", "--silent", script]))
    }

    fn counted(&mut self, name: &str, command: Command) -> Done {
        println!();
        self.step(name, |tally| tally.run(command))
    }

    fn summary(&self, done: &Done) {
        println!("\n=== summary");
        for (name, seconds) in &self.steps {
            println!("{seconds:8.1} s  {name}");
        }
        println!("{:8.1} s  in all", self.start.elapsed().as_secs_f32());
        // A step that failed without counting a test (a lint, a kill point) still shows as one failure.
        let failed = if done.is_err() { self.tally.failed.max(1) } else { self.tally.failed };
        println!("{} passed, {failed} failed", self.tally.passed);
    }
}

/// The state of the work tree: changed and new files with what changed in them.
fn tree() -> Option<String> {
    let status = ask(program("git", &["status", "--porcelain"]))?;
    Some(status + &ask(program("git", &["diff"]))?)
}

/// A test leaves no trace, and a generated file that is stale shows here. In CI the tree must be clean altogether.
fn no_trace(before: &Option<String>) -> Done {
    if std::env::var_os("CI").is_some() {
        run(program("git", &["--no-pager", "diff", "--exit-code"]))?;
    }
    if tree() == *before {
        return Ok(());
    }
    Err(format!("the work tree changed:\n{}", ask(program("git", &["status", "--short"])).unwrap_or_default()))
}

fn deny_check(what: &[&str]) -> Done<Command> {
    let deny = tools::deny()?;
    let mut command = program(deny, &["--locked", "--all-features", "check"]);
    command.args(what);
    Ok(command)
}
