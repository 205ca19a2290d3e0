//! A bundle against an earlier one of the same case: whether the log grew from the first, and what came and went since.
//!
//! A log that was made anew from its first entry holds by itself; only an earlier copy shows it.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::Path;

use serde::Deserialize;

use super::contents::{CaseFile, Contents};
use super::source::Source;
use super::{Findings, contents};
use crate::bundle::timestamp::Trust;
use crate::bundle::{CUSTODY, Files, Previous};
use crate::error::{Code, Error, Result};
use crate::model::{BundleKind, CaseId, Event, Growth, Hasher, Job, PreviousReport, Sha256, Stamp, Verdict};

/// Longest line of a log that is looked into.
const LONGEST_LINE: u64 = 1 << 20;
const MOST: usize = 10_000;

/// What is compared of the earlier bundle.
pub struct Earlier {
    source: Source,
    /// Place of the log in it.
    log: usize,
    verdict: Verdict,
    fingerprint: Option<String>,
    case: Option<String>,
    made: Option<Stamp>,
    entries: u64,
    evidence: BTreeMap<String, Sha256>,
}

#[derive(Deserialize)]
struct Entry {
    event: String,
    evidence: Option<String>,
}

impl Earlier {
    /// `BundleUnusable` when there is nothing to compare with: the question that was asked has no answer then.
    pub fn read(path: &Path, job: &Job) -> Result<Earlier> {
        let unusable =
            |why: &str| Error::new(Code::BundleUnusable).with("path", path.display()).with("reason", why.to_owned());
        let report = super::verify(path, &Trust::none(), job)?;
        if report.verdict == Verdict::Unusable {
            return Err(unusable(report.findings.first().map_or("", |f| &f.code)));
        }
        if report.kind != Some(BundleKind::Liuzheng) {
            return Err(unusable("no evidence bundle"));
        }
        let mut ignored = Findings::default();
        let source = super::open(path, &mut ignored, job)?.ok_or_else(|| unusable("gone"))?;
        let root = super::root_of(source.entries()).ok_or_else(|| unusable("gone"))?;
        let files = super::files(&source, &root, &mut ignored);
        let found = contents::read(&source, &files, &mut ignored, job)?;
        let log = *files.get(CUSTODY).ok_or_else(|| unusable("no custody log"))?;
        let told = case(&found);
        let case = told.and_then(|c| c.case.id.clone());
        let made = told.map(|c| c.made.clone());
        let entries = found.custody.as_ref().map_or(0, |c| c.entries);
        let evidence = evidence(&found);
        drop(files);
        let (verdict, fingerprint) = (report.verdict, report.fingerprint);
        Ok(Earlier { source, log, verdict, fingerprint, case, made, entries, evidence })
    }

    pub fn goes_before(&self, case: &CaseId, log: &[String], job: &Job) -> Result<Previous> {
        let unfit = |why: &str| Err(Error::new(Code::PreviousUnfit).with("reason", why));
        if self.case.as_deref().is_some_and(|id| id != case.to_string()) {
            return unfit("other_case");
        }
        let made = self.made.as_ref().filter(|m| m.parsed().is_some());
        let (Verdict::Intact, Some(fingerprint), Some(made)) = (self.verdict, &self.fingerprint, made) else {
            return unfit("altered");
        };
        let Some(begin) = usize::try_from(self.entries).ok().and_then(|n| log.get(..n)) else {
            return unfit("later");
        };
        let mut hasher = Hasher::new();
        for line in begin {
            hasher.update(line.as_bytes());
            hasher.update(b"\n");
        }
        let size = self.source.entries()[self.log].size;
        if hash(&self.source, self.log, size, job)? != Some(hasher.finish()) {
            return unfit("rewritten");
        }
        Ok(Previous { fingerprint: fingerprint.clone(), made: made.clone(), entries: self.entries })
    }

    fn growth(&self, source: &Source, log: usize, job: &Job) -> Result<Growth> {
        let size = |source: &Source, log: usize| source.entries()[log].size;
        let (before, after) = (size(&self.source, self.log), size(source, log));
        let shared = before.min(after);
        let (first, second) = (hash(&self.source, self.log, shared, job)?, hash(source, log, shared, job)?);
        Ok(match before.cmp(&after) {
            _ if first.is_none() || first != second => Growth::Rewritten,
            Ordering::Less => Growth::Grew,
            Ordering::Equal => Growth::Same,
            Ordering::Greater => Growth::Shorter,
        })
    }

    pub fn compare(
        &self,
        (source, files, found): (&Source, &Files, &Contents),
        findings: &mut Findings,
        job: &Job,
    ) -> Result<PreviousReport> {
        let now = evidence(found);
        let case = case(found);
        let other_case = matches!((&self.case, case.and_then(|c| c.case.id.as_ref())), (Some(a), Some(b)) if a != b);
        let log = files.get(CUSTODY).copied();
        let growth = match log {
            _ if other_case => Growth::OtherCase,
            Some(log) => self.growth(source, log, job)?,
            // That it is missing is told already.
            None => Growth::Rewritten,
        };
        let described = match log {
            Some(log) if growth == Growth::Grew => described(source, log, self.entries, job)?,
            _ => BTreeSet::new(),
        };
        if self.verdict == Verdict::Altered {
            findings.add("previous.altered", "", "the earlier bundle is not whole itself");
        }
        match growth {
            Growth::Grew | Growth::Same => {}
            Growth::Rewritten => {
                findings.add("custody.rewritten", CUSTODY, "does not go on from the log of the earlier bundle")
            }
            Growth::Shorter => findings.add("previous.later", CUSTODY, "the bundle given as the earlier one has more"),
            Growth::OtherCase => findings.add("previous.other_case", "", "the earlier bundle is of another case"),
        }
        let before = &self.evidence;
        let numbers = |wanted: &dyn Fn(&String) -> bool, all: &BTreeMap<String, Sha256>| {
            all.keys().filter(|n| wanted(n)).map(|n| super::shown(n)).collect::<Vec<_>>()
        };
        Ok(PreviousReport {
            fingerprint: self.fingerprint.clone(),
            made: self.made.as_ref().map(|m| super::shown(&m.at)),
            verdict: self.verdict,
            growth,
            entries_before: self.entries,
            entries_now: found.custody.as_ref().map_or(0, |c| c.entries),
            added: numbers(&|n| !before.contains_key(n), &now),
            removed: numbers(&|n| !now.contains_key(n), before),
            replaced: numbers(&|n| before.get(n).is_some_and(|hash| Some(hash) != now.get(n)), &now),
            described: described.into_iter().collect(),
        })
    }
}

fn case(found: &Contents) -> Option<&CaseFile> {
    found.case.as_ref().and_then(|c| c.as_ref().ok())
}

fn evidence(found: &Contents) -> BTreeMap<String, Sha256> {
    case(found).into_iter().flat_map(|c| &c.evidence).map(|e| (e.number.clone(), e.sha256)).collect()
}

/// Hash of the first `length` bytes of the log.
fn hash(source: &Source, log: usize, length: u64, job: &Job) -> Result<Option<Sha256>> {
    let entry = &source.entries()[log];
    let read = source.read(entry, |reader| {
        let (mut hasher, mut left, mut piece) = (Hasher::new(), reader.take(length), vec![0; 256 << 10]);
        loop {
            job.go_on().map_err(io::Error::other)?;
            let n = left.read(&mut piece)?;
            if n == 0 {
                return Ok(hasher.finish());
            }
            hasher.update(&piece[..n]);
        }
    });
    if read.is_err() {
        job.go_on()?;
    }
    Ok(read?.0)
}

/// Numbers of what was described in the entries after the first `before`.
fn described(source: &Source, log: usize, before: u64, job: &Job) -> Result<BTreeSet<String>> {
    let read = source.read(&source.entries()[log], |reader| {
        let (mut reader, mut line, mut numbers, mut seq) = (BufReader::new(reader), Vec::new(), BTreeSet::new(), 0u64);
        loop {
            job.go_on().map_err(io::Error::other)?;
            line.clear();
            if (&mut reader).take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
                return Ok(numbers);
            }
            seq += 1;
            if seq > before
                && let Ok(Entry { event, evidence: Some(number) }) = serde_json::from_slice(&line)
                && event == Event::EvidenceDescribed.as_str()
                && numbers.len() < MOST
            {
                numbers.insert(super::shown(&number));
            }
        }
    });
    if read.is_err() {
        job.go_on()?;
    }
    Ok(read?.0.unwrap_or_default())
}
