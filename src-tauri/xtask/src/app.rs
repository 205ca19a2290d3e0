//! `cargo xtask app`: from a fresh clone to the window.

use crate::command::{Done, built, cargo, program, run};
use crate::{packages, page};

fn run_window(args: &[&str]) -> Done {
    run(cargo(&["build", "--locked", "--package", "liuzheng"]))?;
    let mut window = program(built("debug", "liuzheng"), args);
    if let Ok(here) = std::env::current_dir() {
        window.current_dir(here);
    }
    run(window)
}

pub fn open(args: &[String]) -> Done {
    let args = window_args(args)?;
    if cfg!(target_os = "linux") && !has_display() {
        return Err(
            "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set): the window needs one.".to_owned()
        );
    }
    page::check_node()?;
    packages::ensure(packages::WINDOW)?;
    page::packages()?;
    page::build()?;
    run_window(&args)
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// `--demo` and everything after `--` goes to the window.
fn window_args(args: &[String]) -> Done<Vec<&str>> {
    let mut own = args.iter().map(String::as_str);
    let mut passed = Vec::new();
    for arg in own.by_ref() {
        match arg {
            "--demo" => passed.push(arg),
            "--" => break,
            other => return Err(format!("unknown argument {other}: cargo xtask app [--demo] [-- ARGS]")),
        }
    }
    passed.extend(own);
    Ok(passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(args: &[&str]) -> Vec<String> {
        args.iter().map(|arg| (*arg).to_owned()).collect()
    }

    #[test]
    fn what_follows_two_dashes_goes_to_the_window_untouched() {
        let args = given(&["--demo", "--", "--vault", "x", "--"]);
        assert_eq!(window_args(&args), Ok(vec!["--demo", "--vault", "x", "--"]));
        assert!(window_args(&given(&["--dmeo"])).is_err(), "a mistyped option is said, not swallowed");
    }
}
