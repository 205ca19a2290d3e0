//! Tools that a recipient of a bundle has: found on the machine, or under `target/tools`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::repo::root;

/// The tool `name` in the project's own tools or on the PATH.
pub fn find(name: &str) -> Option<PathBuf> {
    let own = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir));
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::iter::once(own.join("tools/python/bin"))
        .chain(std::env::split_paths(&path))
        .map(|dir| dir.join(name))
        .find(|program| program.is_file())
}

/// The tool, or a failure that says how to get it: tests on Linux must not pass by leaving a stock tool out.
pub fn need(name: &str) -> PathBuf {
    find(name).unwrap_or_else(|| panic!("{name} is missing; `cargo xtask setup` installs what tests use"))
}

/// Runs `program` in `dir`; exit code with what it printed (stderr after stdout).
pub fn run(program: impl AsRef<Path>, args: &[&str], dir: &Path) -> (Option<i32>, String) {
    let output = Command::new(program.as_ref())
        .args(args)
        .current_dir(dir)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|e| panic!("{}: {e}", program.as_ref().display()));
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&text).into_owned())
}
