//! Programs that cargo builds from this workspace, beside the one that runs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use crate::repo::root;

static READY: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());

/// The program `name`, brought up to date once per process and of the same profile as the caller. `LIUZHENG_BUILT`
/// says that it is already.
pub fn program(name: &str) -> PathBuf {
    let mut ready = READY.lock().expect("no holder of this lock panics");
    if let Some(path) = ready.get(name) {
        return path.clone();
    }
    let dir = profile_dir();
    if std::env::var_os("LIUZHENG_BUILT").is_none() {
        build(name, &dir);
    }
    let path = dir.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.is_file(), "{} was not built", path.display());
    ready.insert(name.to_owned(), path.clone());
    path
}

/// The example `name` of a package, built before (`cargo xtask bench` does).
pub fn example(name: &str) -> Option<PathBuf> {
    let path = profile_dir().join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    path.is_file().then_some(path)
}

/// `target/debug` or `target/release`: a test runs from `deps` in it.
fn profile_dir() -> PathBuf {
    let exe = std::env::current_exe().expect("this program has a path");
    let dir = exe.parent().expect("a program lies in a folder");
    if dir.ends_with("deps") { dir.parent().expect("deps lies in a folder").to_path_buf() } else { dir.to_path_buf() }
}

fn build(name: &str, dir: &Path) {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // With --workspace the features are those of the suite, so nothing is built twice.
    cargo.args(["build", "--quiet", "--locked", "--workspace", "--bin", name]).current_dir(root());
    if dir.ends_with("release") {
        cargo.arg("--release");
    }
    let status = cargo.status().expect("cargo runs");
    assert!(status.success(), "{name} does not build");
}
