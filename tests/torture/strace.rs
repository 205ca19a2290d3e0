//! strace: which calls a clean run makes, and runs that are killed or failed at one of them.

use std::collections::BTreeMap;
use std::fs;

use liuzheng_tests::cli::{Cli, Run};
use tempfile::NamedTempFile;

/// Calls that change something, or whose failing must not.
pub const CALLS: &[&str] = &[
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "ftruncate",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "openat",
    "mkdir",
    "link",
    "linkat",
    "fallocate",
    "copy_file_range",
];

/// The `nth` call of that name in one thread (strace counts per call and thread).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    pub call: &'static str,
    pub nth: usize,
}

/// Every point of a clean run that touches `place` (a part of a path), or that has no path in it.
pub fn points(cli: &Cli, args: &[String], place: &str) -> Vec<Point> {
    let log = NamedTempFile::new().expect("a temporary file can be made");
    let by = strace(&["-o", &log.path().to_string_lossy(), "-e", &format!("trace={}", CALLS.join(","))]);
    let run = Run::from(cli.command_by(&by, args).output().expect("strace can be started"));
    assert_eq!(run.code, Some(0), "a clean run succeeds: {} {}", run.stdout, run.stderr);
    read_log(&fs::read_to_string(log.path()).expect("strace wrote its log"), place)
}

fn read_log(log: &str, place: &str) -> Vec<Point> {
    // Per call and thread: how many so far. Per call: which numbers count.
    let mut so_far: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut found: BTreeMap<(&'static str, usize), ()> = BTreeMap::new();
    for line in log.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        let Some(call) = CALLS.iter().find(|call| rest.strip_prefix(**call).is_some_and(|r| r.starts_with('('))) else {
            continue;
        };
        let nth = so_far.entry((thread, call)).or_default();
        *nth += 1;
        let has_path = rest.contains('"') && !["write", "pwrite64"].contains(call);
        if !has_path || rest.contains(place) {
            found.insert((call, *nth), ());
        }
    }
    found.into_keys().map(|(call, nth)| Point { call, nth }).collect()
}

/// A run that is killed at `point`. None: killed; Some: it ended before it came there.
pub fn killed(cli: &Cli, args: &[String], point: &Point) -> Run {
    let inject = format!("inject={}:signal=KILL:when={}", point.call, point.nth);
    let by = strace(&["-o", "/dev/null", "-e", &format!("trace={}", point.call), "-e", &inject]);
    Run::from(cli.command_by(&by, args).output().expect("strace can be started"))
}

/// A run in which `point` and, when `lasting`, every later call of that name fails with `errno`.
pub fn failed(cli: &Cli, args: &[String], point: &Point, errno: &str, lasting: bool) -> Run {
    let on = if lasting { "+" } else { "" };
    let inject = format!("inject={}:error={errno}:when={}{on}", point.call, point.nth);
    let by = strace(&["-o", "/dev/null", "-e", &format!("trace={}", point.call), "-e", &inject]);
    Run::from(cli.command_by(&by, args).output().expect("strace can be started"))
}

fn strace(args: &[&str]) -> Vec<String> {
    // Not --seccomp-bpf: with it strace 6.1 injects no signals.
    ["strace", "-f", "-qqq"].iter().chain(args).map(|arg| (*arg).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_counted_per_thread_and_calls_on_other_files_are_left_out() {
        let log = "10 openat(AT_FDCWD, \"/lib/libc.so\", O_RDONLY) = 3\n\
                   10 openat(AT_FDCWD, \"/t/vault/vault.db\", O_RDWR) = 3\n\
                   10 pwrite64(3, \"SQLite \\\"x\\\"\", 16, 0) = 16\n\
                   11 pwrite64(4, \"a\", 1, 0 <unfinished ...>\n\
                   10 fsync(3) = 0\n\
                   11 <... pwrite64 resumed>) = 1\n\
                   11 pwrite64(4, \"b\", 1, 1) = 1\n";
        let point = |call, nth| Point { call, nth };
        assert_eq!(
            read_log(log, "/t/"),
            [point("fsync", 1), point("openat", 2), point("pwrite64", 1), point("pwrite64", 2)],
            "the first openat is the loader's; a resumed call is not a second one"
        );
    }
}
