//! The bundle of the same case that this one goes on from, and what the log tells of the time since.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::Material;
use super::report::Fact;
use crate::model::{Event, Lang, Number, Stamp};
use crate::words;

/// An earlier bundle of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Previous {
    pub fingerprint: String,
    pub made: Stamp,
    /// Entries of its log, with which that of the case begins.
    pub entries: u64,
}

/// Pieces that came, went and were described in the entries since.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Since {
    pub added: Vec<Number>,
    pub removed: Vec<Number>,
    pub described: Vec<Number>,
}

#[derive(Deserialize)]
struct Entry {
    event: String,
    at: String,
    tz: String,
    evidence: Option<String>,
    detail: Detail,
}

#[derive(Default, Deserialize)]
struct Detail {
    fingerprint: Option<String>,
    custody_entries: Option<u64>,
}

impl Previous {
    /// The last export that the log of a case tells of.
    pub fn last(log: &[String]) -> Option<Previous> {
        let exported = format!("\"event\":\"{}\"", Event::BundleExported.as_str());
        log.iter().rev().filter(|line| line.contains(&exported)).find_map(|line| {
            let entry: Entry = serde_json::from_str(line).ok()?;
            Some(Previous {
                fingerprint: entry.detail.fingerprint?,
                made: Stamp { at: entry.at, tz: entry.tz },
                entries: entry.detail.custody_entries?,
            })
        })
    }
}

impl Material {
    pub fn since(&self, previous: &Previous) -> Since {
        let mut since = Since::default();
        let (mut added, mut removed, mut described) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let before = usize::try_from(previous.entries).unwrap_or(usize::MAX);
        for line in self.custody.iter().skip(before) {
            let Ok(Entry { event, evidence: Some(number), .. }) = serde_json::from_str(line) else { continue };
            let Some(number) = number.strip_prefix('E').and_then(|n| n.parse().ok()).map(Number) else { continue };
            match event.parse() {
                Ok(Event::EvidenceImported | Event::EvidenceRecovered) => {
                    added.insert(number);
                }
                // What came and went in between is neither.
                Ok(Event::EvidenceRemoved) => {
                    described.remove(&number);
                    if !added.remove(&number) {
                        removed.insert(number);
                    }
                }
                Ok(Event::EvidenceDescribed) => {
                    described.insert(number);
                }
                _ => {}
            }
        }
        since.added.extend(added);
        since.removed.extend(removed);
        since.described.extend(described);
        since
    }
}

/// For the cover.
pub fn told(material: &Material, lang: Lang) -> Option<Fact> {
    let previous = material.previous.as_ref()?;
    let since = material.since(previous);
    let facts = [
        ("at", previous.made.local()),
        ("added", some(&since.added, lang)),
        ("removed", some(&since.removed, lang)),
        ("described", some(&since.described, lang)),
    ];
    Some(Fact {
        label: words::word(lang, "report", "following"),
        value: vec![previous.fingerprint.clone()],
        note: words::phrase(lang, "report", "following.told", facts),
        mono: true,
        wide: true,
    })
}

/// Runs that are printed; all numbers are in data/case.json.
const RUNS: usize = 12;

/// `3 (E004-E006)`.
fn some(numbers: &[Number], lang: Lang) -> String {
    let mut runs: Vec<(Number, Number)> = Vec::new();
    for n in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.0 + 1 == n.0 => *last = *n,
            _ => runs.push((*n, *n)),
        }
    }
    let more = runs.len() > RUNS;
    let run = |(first, last): &(Number, Number)| {
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    };
    let mut shown: Vec<String> = runs.iter().take(RUNS).map(run).collect();
    if more {
        shown.push("…".to_owned());
    }
    match numbers.len() {
        0 => words::word(lang, "report", "left_out.none"),
        n => words::phrase(lang, "report", "following.some", [("count", n.to_string()), ("numbers", shown.join(" "))]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(all: &[u32]) -> Vec<Number> {
        all.iter().copied().map(Number).collect()
    }

    #[test]
    fn numbers_are_told_in_runs_and_not_without_end() {
        assert_eq!(some(&numbers(&[4, 5, 6, 9]), Lang::En), "4 (E004-E006 E009)");
        let odd: Vec<u32> = (0..40).map(|n| 2 * n + 1).collect();
        let told = some(&numbers(&odd), Lang::En);
        assert!(told.starts_with("40 (E001 E003") && told.ends_with("E023 …)"), "{told}");
        assert_eq!(some(&[], Lang::En), "none");
    }

    #[test]
    fn a_log_without_an_export_names_none_and_one_that_is_damaged_does_no_harm() {
        assert_eq!(Previous::last(&[]), None);
        let broken = "{\"event\":\"bundle.exported\",\"at\":1}".to_owned();
        assert_eq!(Previous::last(&[broken]), None);
    }
}
