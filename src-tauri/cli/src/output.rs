//! One value on stdout, progress on stderr, errors in words.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use liuzheng_core::api::{ErrorView, ImportedRow};
use liuzheng_core::error::{Code, Error};
use liuzheng_core::model::{Job, Lang, Progress};
use liuzheng_core::words;
use serde::Serialize;
use serde_json::json;

/// How a command that did its work ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    Fine = 0,
    WithFindings = 1,
    /// A bundle that can't be judged.
    Unusable = 2,
}

pub struct Output {
    json: bool,
    pub lang: Lang,
}

impl Output {
    pub fn new(json: bool, lang: Lang) -> Self {
        Output { json, lang }
    }

    /// The one value of a command; `text` is for people.
    pub fn value(&self, value: &impl Serialize, text: impl FnOnce() -> String) {
        let shown = if self.json {
            serde_json::to_string(value).unwrap_or_else(|e| {
                json!({ "error": { "code": "internal", "params": {}, "message": e.to_string() } }).to_string()
            })
        } else {
            text()
        };
        // A closed pipe is the reader's wish.
        let _ = writeln!(std::io::stdout(), "{shown}");
    }

    pub fn error(&self, e: &Error) {
        let view = ErrorView::from(e);
        if self.json {
            let _ = writeln!(std::io::stdout(), "{}", json!({ "error": view }));
        } else {
            let _ = writeln!(std::io::stderr(), "{}", self.words(&view));
        }
    }

    /// Title, cause and remedy of an error.
    pub fn words(&self, e: &ErrorView) -> String {
        let code = e.code.as_str();
        // A reason that is a code of its own has a word.
        let told = |name: &str, value: &str| {
            let key = format!("{code}.{name}.{value}");
            if words::has(self.lang, "errors", &key) {
                words::word(self.lang, "errors", &key)
            } else {
                value.to_owned()
            }
        };
        let params = || {
            let all = e.params.as_object().into_iter().flatten();
            all.map(|(k, v)| (k.as_str(), told(k, v.as_str().unwrap_or_default())))
        };
        let part = |name: &str| {
            let key = format!("{code}.{name}");
            words::has(self.lang, "errors", &key).then(|| words::phrase(self.lang, "errors", &key, params()))
        };
        let parts: Vec<String> = ["title", "cause", "remedy"].into_iter().filter_map(part).collect();
        if parts.is_empty() { e.message.clone() } else { format!("{}\n({})", parts.join("\n"), e.message) }
    }

    /// Long work: a signal cancels it, so that it can clear away what is half done. With its progress.
    pub fn job(&self) -> Job {
        let job = self.told();
        let (asked, stopped) = (AtomicBool::new(false), job.clone());
        // One job to a command; where no handler can be set, a signal ends the program as ever.
        let _ = ctrlc::set_handler(move || {
            if asked.swap(true, Ordering::Relaxed) {
                std::process::exit(i32::from(Code::Cancelled.exit_code()));
            }
            stopped.cancel();
        });
        job
    }

    /// Progress on stderr, told at each percent: JSON lines with `--json`, one rewritten line on a terminal, nothing
    /// into a file.
    fn told(&self) -> Job {
        let json = self.json;
        if !json && !std::io::stderr().is_terminal() {
            return Job::quiet();
        }
        let last = Mutex::new(None);
        Job::new(move |p: Progress| {
            let percent = (p.bytes_done * 100).checked_div(p.bytes_total);
            let percent = percent.or_else(|| (p.done * 100).checked_div(p.total)).unwrap_or(0);
            let now = Some((percent, p.done == p.total));
            let Some(mut last) = last.lock().ok().filter(|last| **last != now) else { return };
            *last = now;
            if json {
                return note(&json!({ "progress": p }));
            }
            let end = if p.done == p.total { "\n" } else { "" };
            let _ = write!(std::io::stderr(), "\r{} / {}  {percent} %{end}", p.done, p.total);
        })
    }

    /// What is saved for good, batch by batch.
    pub fn saved(&self, rows: &[ImportedRow]) {
        if self.json {
            let rows: Vec<_> = rows
                .iter()
                .map(|r| json!({ "evidence": r.evidence, "number": r.number, "sha256": r.sha256 }))
                .collect();
            note(&json!({ "saved": rows }));
        }
    }
}

fn note(value: &serde_json::Value) {
    let _ = writeln!(std::io::stderr(), "{value}");
}

/// A line that can't be understood, or help that was asked for.
pub fn usage(e: &clap::Error) -> ExitCode {
    let wanted = !e.use_stderr();
    if !wanted && std::env::args_os().any(|a| a == "--json") {
        let message = e.to_string();
        println!("{}", json!({ "error": { "code": "usage", "params": {}, "message": message.trim() } }));
    } else {
        let _ = e.print();
    }
    ExitCode::from(if wanted { 0 } else { 2 })
}
