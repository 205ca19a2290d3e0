//! Runs a test command, passes its output on line by line and counts what its closing lines say.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::command::{Done, shown};

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

/// Output after the end of the command is waited for this long: something it left behind may hold the pipe open.
const STRAGGLERS: Duration = Duration::from_secs(3);

impl Tally {
    pub fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Err when the command failed; what it counted is kept in either case.
    pub fn run(&mut self, mut command: Command) -> Done {
        let fail = |e: std::io::Error, command: &Command| format!("{}: {e}", shown(command));
        let mut child = command.stdout(Stdio::piped()).spawn().map_err(|e| fail(e, &command))?;
        let output = child.stdout.take().expect("stdout is piped two lines above");
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
                if send.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                    break;
                }
            }
        });
        let mut ended: Option<Instant> = None;
        loop {
            match lines.recv_timeout(Duration::from_millis(200)) {
                Ok(line) => {
                    println!("{line}");
                    self.add(closing_line(&line));
                }
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    if ended.is_some_and(|at| at.elapsed() > STRAGGLERS) {
                        break;
                    }
                    if ended.is_none() && child.try_wait().map_err(|e| fail(e, &command))?.is_some() {
                        ended = Some(Instant::now());
                    }
                }
            }
        }
        let status = child.wait().map_err(|e| fail(e, &command))?;
        if status.success() { Ok(()) } else { Err(format!("{}: {status}", shown(&command))) }
    }
}

/// The counts of a closing line of cargo (`test result: ok. 3 passed; 0 failed; ...`) or of the page's tests
/// (`Tests  1 failed | 2 passed (3)`); nothing for any other line.
fn closing_line(line: &str) -> Tally {
    let plain = without_colour(line);
    let plain = plain.trim();
    if !plain.starts_with("test result: ") && !plain.starts_with("Tests  ") {
        return Tally::default();
    }
    let words: Vec<&str> = plain.split([' ', ';', '|']).filter(|word| !word.is_empty()).collect();
    let before = |name: &str| words.windows(2).find(|pair| pair[1] == name).and_then(|pair| pair[0].parse().ok());
    Tally { passed: before("passed").unwrap_or(0), failed: before("failed").unwrap_or(0) }
}

fn without_colour(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').map_or(part, |(_, text)| text));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_lines_of_both_test_runners_are_counted_and_no_other_line() {
        let cargo = "test result: FAILED. 41 passed; 2 failed; 0 ignored; 0 measured; 7 filtered out; finished in 0.4s";
        assert_eq!(closing_line(cargo), Tally { passed: 41, failed: 2 });
        let page =
            "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m12 passed\u{1b}[39m\u{1b}[22m\u{1b}[90m (12)\u{1b}[39m";
        assert_eq!(closing_line(page), Tally { passed: 12, failed: 0 });
        assert_eq!(closing_line(" Test Files  3 passed (3)"), Tally::default(), "files are not tests");
        assert_eq!(closing_line("test it::works ... ok"), Tally::default());
    }
}
