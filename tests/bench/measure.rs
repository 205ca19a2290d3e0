//! What a command costs: CPU of it and its children, time on the wall, most memory. By GNU time.

use std::fs;
use std::process::Command;

use tempfile::NamedTempFile;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// Seconds, user and system.
    pub cpu: f64,
    pub wall: f64,
    /// MiB at the most.
    pub memory: f64,
}

/// A command that ran, with what it printed.
pub struct Ran {
    pub cost: Cost,
    pub stdout: String,
}

/// The arguments that put GNU time in front of a command, and where it will write.
pub struct Watch {
    note: NamedTempFile,
}

impl Watch {
    pub fn new() -> Watch {
        Watch { note: NamedTempFile::new().expect("a temporary file can be made") }
    }

    pub fn prefix(&self) -> Vec<String> {
        ["/usr/bin/time", "-o", &self.note.path().to_string_lossy(), "-f", "%U %S %e %M"].map(str::to_owned).to_vec()
    }

    /// Runs `command`, which must start with `prefix`. Err: it failed, with what it said.
    pub fn run(&self, mut command: Command) -> Result<Ran, String> {
        let output = command.output().map_err(|e| format!("{command:?}: {e}"))?;
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if !output.status.success() {
            return Err(format!("{command:?}: {} {}", output.status, said(&output.stderr)));
        }
        let note = fs::read_to_string(self.note.path()).map_err(|e| e.to_string())?;
        let cost = read(&note).ok_or_else(|| format!("time wrote {note:?}"))?;
        Ok(Ran { cost, stdout: said(&output.stdout) })
    }
}

/// A peer: `program` with `args`, watched.
pub fn peer(program: &std::path::Path, args: &[String], env: &[(&str, &str)]) -> Result<Ran, String> {
    let watch = Watch::new();
    let prefix = watch.prefix();
    let mut command = Command::new(&prefix[0]);
    command.args(&prefix[1..]).arg(program).args(args).envs(env.iter().copied());
    watch.run(command)
}

fn read(note: &str) -> Option<Cost> {
    // A line before it says so when the command ended with an error.
    let numbers: Vec<f64> = note.lines().last()?.split(' ').map_while(|n| n.parse().ok()).collect();
    match numbers[..] {
        [user, system, wall, kib] => Some(Cost { cpu: user + system, wall, memory: kib / 1024.0 }),
        _ => None,
    }
}

/// The middle value; of an even number the lower one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_note_of_gnu_time_is_read_and_anything_else_is_not() {
        assert_eq!(read("1.50 0.25 2.10 2048\n"), Some(Cost { cpu: 1.75, wall: 2.1, memory: 2.0 }));
        assert_eq!(read("Command exited with non-zero status 1\n0.00 0.00 0.00 1024\n").map(|c| c.memory), Some(1.0));
        assert_eq!(read("nothing"), None);
        assert!((median(vec![3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON, "the middle one");
    }
}
