//! `cargo xtask bench`, `torture` and `fuzz`: installs what they use, builds programs, hands over. The work itself is in
//! `tests/bench`, `tests/torture` and `tests/fuzz`.

use crate::command::{Done, built, cargo, program, run};
use crate::{packages, page, tools};

pub fn bench(args: &[String]) -> Done {
    packages::ensure(&[packages::WINDOW, packages::PEERS].concat())?;
    tools::bagit()?;
    page::check_node()?;
    page::packages()?;
    page::build()?;
    run(cargo(&["build", "--locked", "--release", "--package", "liuzheng-cli", "--features", "bench"]))?;
    run(cargo(&["build", "--locked", "--release", "--package", "liuzheng", "--bins", "--examples"]))?;
    hand_over("bench", args)
}

pub fn torture(args: &[String]) -> Done {
    if !cfg!(target_os = "linux") {
        return Err("The kill points need strace, so Linux.".to_owned());
    }
    packages::ensure(packages::TORTURE)?;
    run(cargo(&["build", "--locked", "--release", "--package", "liuzheng-cli"]))?;
    hand_over("torture", args)
}

/// Built without optimisation: sums that overflow are faults there.
pub fn fuzz(args: &[String]) -> Done {
    packages::ensure(&["openssl"])?;
    run(cargo(&["build", "--locked", "--package", "liuzheng-cli", "--package", "liuzheng-tests", "--bins"]))?;
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let mut command = program(built("debug", "fuzz"), &args);
    command.env("LIUZHENG_BUILT", "1");
    run(command)
}

fn hand_over(name: &str, args: &[String]) -> Done {
    run(cargo(&["build", "--locked", "--release", "--package", "liuzheng-tests", "--bin", name]))?;
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let mut command = program(built("release", name), &args);
    command.env("LIUZHENG_BUILT", "1");
    run(command)
}
