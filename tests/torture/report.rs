//! What was tried and what was found; shared by the threads that try.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::Instant;

use serde_json::json;

/// A broken promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Told as saved, and gone or changed.
    Lost,
    FactsWithoutBytes,
    /// Something at the target that is not a whole bundle.
    HalfBundle,
    /// A temporary file that stays.
    Leftover,
    /// What was removed is back, or was never let go.
    NotRemoved,
    /// The vault or a command no longer works.
    Stuck,
    /// A wrong or missing word to the person.
    Untold,
}

#[derive(Default)]
pub struct Report {
    inner: Mutex<Inner>,
}

struct Inner {
    began: Instant,
    /// Points by kind of trial and operation.
    points: BTreeMap<String, u64>,
    /// Pieces that had been told as saved and were looked for.
    acknowledged: u64,
    bundles: u64,
    faults: BTreeMap<Fault, Vec<String>>,
}

impl Default for Inner {
    fn default() -> Self {
        Inner { began: Instant::now(), points: BTreeMap::new(), acknowledged: 0, bundles: 0, faults: BTreeMap::new() }
    }
}

impl Report {
    fn with(&self, change: impl FnOnce(&mut Inner)) {
        change(&mut self.inner.lock().expect("no holder of this lock panics"));
    }

    pub fn point(&self, kind: &str) {
        self.with(|inner| *inner.points.entry(kind.to_owned()).or_default() += 1);
    }

    pub fn acknowledged(&self, pieces: u64) {
        self.with(|inner| inner.acknowledged += pieces);
    }

    pub fn bundle(&self) {
        self.with(|inner| inner.bundles += 1);
    }

    pub fn fault(&self, fault: Fault, what: String) {
        eprintln!("{fault:?}: {what}");
        self.with(|inner| inner.faults.entry(fault).or_default().push(what));
    }

    pub fn close(self) -> ExitCode {
        let inner = self.inner.into_inner().expect("no holder of this lock panics");
        let count = |fault| inner.faults.get(&fault).map_or(0, Vec::len);
        println!("\ntrials");
        for (kind, points) in &inner.points {
            println!("{points:7}  {kind}");
        }
        println!("found");
        println!("{:7}  times a piece told as saved was looked for", inner.acknowledged);
        println!("{:7}  bundles looked at", inner.bundles);
        println!("{:7}  lost", count(Fault::Lost));
        println!("{:7}  facts without bytes", count(Fault::FactsWithoutBytes));
        println!("{:7}  half bundles", count(Fault::HalfBundle));
        println!("{:7}  leftover temporary files", count(Fault::Leftover));
        println!("{:7}  removals undone or not done", count(Fault::NotRemoved));
        println!("{:7}  stuck", count(Fault::Stuck));
        println!("{:7}  untold", count(Fault::Untold));
        let faults: BTreeMap<String, &Vec<String>> = inner.faults.iter().map(|(f, w)| (format!("{f:?}"), w)).collect();
        let value = json!({ "points": inner.points, "acknowledged": inner.acknowledged, "bundles": inner.bundles,
                            "faults": faults, "seconds": inner.began.elapsed().as_secs() });
        println!("in {} s\n{value}", inner.began.elapsed().as_secs());
        if inner.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
