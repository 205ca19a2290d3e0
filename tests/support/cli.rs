//! The command line as a stranger runs it: a program, arguments, an exit code, one JSON value.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::built;

/// The clock of tests, unless they choose another.
pub const NOW: &str = "2026-11-23T09:32:18+08:00";

/// The command line on one vault.
pub struct Cli {
    program: PathBuf,
    vault: PathBuf,
    now: Option<String>,
    _folder: Option<TempDir>,
}

/// How a command ended.
#[derive(Debug, Clone)]
pub struct Run {
    /// None: ended by a signal.
    pub code: Option<i32>,
    /// The one value on stdout; null when there is none.
    pub json: Value,
    pub stdout: String,
    pub stderr: String,
}

impl Cli {
    /// On a new vault in a folder of its own, with the clock of tests.
    pub fn new() -> Cli {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let vault = folder.path().join("vault");
        let cli = Cli { _folder: Some(folder), ..Cli::at(&vault) };
        cli.ok(["init"]);
        cli
    }

    /// On the vault at `vault`, which need not be there.
    pub fn at(vault: &Path) -> Cli {
        Cli {
            program: built::program("liuzheng-cli"),
            vault: vault.to_path_buf(),
            now: Some(NOW.to_owned()),
            _folder: None,
        }
    }

    /// With another clock.
    pub fn clock(mut self, now: &str) -> Cli {
        self.now = Some(now.to_owned());
        self
    }

    /// With the computer's own clock.
    pub fn system_clock(mut self) -> Cli {
        self.now = None;
        self
    }

    pub fn vault(&self) -> &Path {
        &self.vault
    }

    pub fn command<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        self.command_by(&[], args)
    }

    /// As `command`, run by another program that takes ours as its last arguments (strace, time ...).
    pub fn command_by<A: AsRef<OsStr>>(&self, by: &[String], args: impl IntoIterator<Item = A>) -> Command {
        let mut command = match by {
            [] => Command::new(&self.program),
            [runner, rest @ ..] => {
                let mut command = Command::new(runner);
                command.args(rest).arg(&self.program);
                command
            }
        };
        command.arg("--vault").arg(&self.vault).args(["--json", "--lang", "zh-CN"]).args(args);
        match &self.now {
            Some(now) => command.env("LIUZHENG_NOW", now),
            None => command.env_remove("LIUZHENG_NOW"),
        };
        command
    }

    pub fn run<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Run {
        Run::from(self.command(args).output().expect("the command line can be started"))
    }

    /// The JSON of a command that must succeed.
    pub fn ok<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Value {
        let run = self.run(args);
        assert_eq!(run.code, Some(0), "stdout: {}\nstderr: {}", run.stdout, run.stderr);
        run.json
    }
}

impl Default for Cli {
    fn default() -> Self {
        Cli::new()
    }
}

impl Run {
    /// The code of the error, whether it stands alone or closes a report.
    pub fn error(&self) -> Option<&str> {
        self.json["error"]["code"].as_str()
    }

    /// Members of the JSON lines on stderr that are called `name`, such as `saved`.
    pub fn notes(&self, name: &str) -> Vec<Value> {
        self.stderr
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter_map(|note| note.get(name).cloned())
            .collect()
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Run {
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        Run {
            code: output.status.code(),
            json: serde_json::from_str(&stdout).unwrap_or(Value::Null),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            stdout,
        }
    }
}

/// An id as the command line takes it, whether it came as a number or as text.
pub fn id(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
