//! Checking a bundle that comes from a stranger: a ZIP, or the folder it was unpacked to. Other bags are judged too, by
//! their own lists.
//!
//! Hostile input: nothing is extracted, names are never used as paths, every length is limited before it is believed,
//! and each byte of the payload is read and hashed once. Every finding is returned, never only the first.

mod archive;
mod checks;
mod contents;
mod folder;
mod plain;
mod previous;
mod source;
mod tagfile;
mod timestamps;
mod zipfile;

use std::collections::HashMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use super::timestamp::Trust;
use super::{Files, Previous};
use crate::error::{Error, Result};
use crate::model::{BundleAbout, BundleKind, CaseId, Finding, Job, PreviousReport, TokenReport, Verdict, VerifyReport};
use previous::Earlier;
use source::{Entry, Source};
use timestamps::Timestamps;

/// Every code that a check of a bundle can return. `docs/bundle-format.md` says what each means.
pub const FINDING_CODES: &[&str] = &[
    "bag.encoding",
    "bag.fetch",
    "bag.info",
    "bag.system_file",
    "bag.version",
    "bundle.bomb",
    "bundle.missing",
    "bundle.not_a_bag",
    "bundle.outside",
    "bundle.too_large",
    "bundle.version",
    "case.invalid",
    "case.mismatch",
    "custody.broken",
    "custody.mismatch",
    "custody.rewritten",
    "dir.name_clash",
    "dir.name_control",
    "dir.name_encoding",
    "dir.name_long",
    "dir.special",
    "dir.symlink",
    "evidence.mismatch",
    "findings.cut",
    "manifest.algorithm",
    "manifest.invalid",
    "manifest.mismatch",
    "manifest.missing",
    "manifest.name_clash",
    "manifest.relative",
    "manifest.star",
    "manifest.twice",
    "manifest.weak",
    "oxum.mismatch",
    "payload.changed",
    "payload.extra",
    "payload.missing",
    "previous.altered",
    "previous.later",
    "previous.other_case",
    "tag.changed",
    "tag.extra",
    "tag.missing",
    "timestamp.invalid",
    "timestamp.mismatch",
    "timestamp.request",
    "timestamp.unsupported",
    "timestamp.untrusted",
    "zip.crc",
    "zip.damaged",
    "zip.encrypted",
    "zip.header_mismatch",
    "zip.method",
    "zip.name_absolute",
    "zip.name_backslash",
    "zip.name_clash",
    "zip.name_control",
    "zip.name_drive",
    "zip.name_duplicate",
    "zip.name_empty",
    "zip.name_encoding",
    "zip.name_long",
    "zip.name_parent",
    "zip.overlap",
    "zip.special",
    "zip.stray_bytes",
    "zip.symlink",
];

/// Findings kept; a hostile bundle could have millions.
const MAX_FINDINGS: usize = 10_000;
const MAX_WARNINGS: usize = 1000;

/// What is found on the way, and whether the bundle can be judged at all.
#[derive(Default)]
struct Findings {
    all: Vec<Finding>,
    /// What alters no verdict.
    warnings: Vec<Finding>,
    cut: u64,
    unusable: bool,
}

impl Findings {
    fn add(&mut self, code: &str, path: &str, detail: impl Into<String>) {
        debug_assert!(FINDING_CODES.contains(&code), "{code} is documented");
        if self.all.len() < MAX_FINDINGS {
            self.all.push(Finding { code: code.to_owned(), path: shown(path), detail: detail.into() });
        } else {
            self.cut += 1;
        }
    }

    fn warn(&mut self, code: &str, path: &str, detail: impl Into<String>) {
        debug_assert!(FINDING_CODES.contains(&code), "{code} is documented");
        if self.warnings.len() < MAX_WARNINGS {
            self.warnings.push(Finding { code: code.to_owned(), path: shown(path), detail: detail.into() });
        }
    }

    fn unusable(&mut self, code: &str, path: &str, detail: impl Into<String>) {
        self.unusable = true;
        self.add(code, path, detail);
    }
}

/// Never endless.
fn shown(text: &str) -> String {
    match text.char_indices().nth(1000) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}

/// `Err` only for failures of this computer; whatever is wrong with the bundle is a finding. `trust`: roots of services
/// of trusted time that the person who checks believes.
pub fn verify(path: &Path, trust: &Trust, job: &Job) -> Result<VerifyReport> {
    check(path, None, trust, job)
}

/// The same, and whether it grew from an earlier bundle of the case.
pub fn verify_after(path: &Path, previous: &Path, trust: &Trust, job: &Job) -> Result<VerifyReport> {
    let earlier = Earlier::read(previous, job)?;
    check(path, Some(&earlier), trust, job)
}

/// Of an earlier bundle, as the one that a bundle of this log goes on from. `PreviousUnfit` where it can't be that.
pub fn previous(path: &Path, case: &CaseId, log: &[String], job: &Job) -> Result<Previous> {
    Earlier::read(path, job)?.goes_before(case, log, job).map_err(|e| e.with("path", path.display()))
}

fn check(path: &Path, earlier: Option<&Earlier>, trust: &Trust, job: &Job) -> Result<VerifyReport> {
    let mut findings = Findings::default();
    let mut about = BundleAbout {
        name: path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
        ..BundleAbout::default()
    };
    let mut report = Judged::default();
    match open(path, &mut findings, job)? {
        Some(source) if !findings.unusable => {
            about.bytes = source.bytes();
            report = judge(&source, (earlier, trust), &mut findings, &mut about, job)?;
        }
        Some(source) => about.bytes = source.bytes(),
        None => {}
    }
    let Judged { kind, fingerprint, timestamps, previous } = report;
    let known = kind == Some(BundleKind::Liuzheng) && !findings.unusable;
    let mut all = findings.all;
    if findings.cut > 0 {
        let detail = format!("{} more findings", findings.cut);
        all.push(Finding { code: "findings.cut".into(), path: String::new(), detail });
    }
    all.sort();
    all.dedup();
    let verdict = match () {
        () if findings.unusable => Verdict::Unusable,
        () if all.is_empty() => Verdict::Intact,
        () => Verdict::Altered,
    };
    let mut warnings = findings.warnings;
    warnings.sort();
    warnings.dedup();
    let about = known.then_some(about);
    Ok(VerifyReport { kind, verdict, fingerprint, findings: all, warnings, about, timestamps, previous })
}

fn open(path: &Path, findings: &mut Findings, job: &Job) -> Result<Option<Source>> {
    let meta = match fs::metadata(path) {
        Ok(meta) => meta,
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            findings.unusable("bundle.missing", "", "no such file or folder");
            return Ok(None);
        }
        Err(e) => return Err(Error::io(e, path)),
    };
    if meta.is_dir() {
        return folder::scan(path, findings, job).map(Some);
    }
    if !meta.is_file() {
        findings.unusable("bundle.not_a_bag", "", "neither a file nor a folder");
        return Ok(None);
    }
    archive::scan(path, findings, job)
}

/// What came of reading.
#[derive(Default)]
struct Judged {
    kind: Option<BundleKind>,
    /// As found.
    fingerprint: Option<String>,
    timestamps: Vec<TokenReport>,
    previous: Option<PreviousReport>,
}

fn judge(
    source: &Source,
    (earlier, trust): (Option<&Earlier>, &Trust),
    findings: &mut Findings,
    about: &mut BundleAbout,
    job: &Job,
) -> Result<Judged> {
    let Some(root) = root_of(source.entries()) else {
        findings.unusable("bundle.not_a_bag", "", "no bagit.txt, no lists of hashes");
        return Ok(Judged::default());
    };
    for finding in &mut findings.all {
        if let Some(path) = finding.path.strip_prefix(&*root) {
            finding.path = path.to_owned();
        }
    }
    let files = files(source, &root, findings);
    if !is_ours(source, &files)? {
        plain::judge(source, &files, findings, job)?;
        return Ok(Judged { kind: Some(BundleKind::Bagit), ..Judged::default() });
    }
    let found = contents::read(source, &files, findings, job)?;
    let fingerprint = checks::all(source, &files, &found, findings, about);
    let tokens = Timestamps { source, files: &files, found: &found, trust };
    let timestamps = if findings.unusable { Vec::new() } else { tokens.check(findings, job)? };
    let previous = match earlier {
        Some(earlier) if !findings.unusable => Some(earlier.compare((source, &files, &found), findings, job)?),
        _ => None,
    };
    Ok(Judged { kind: Some(BundleKind::Liuzheng), fingerprint, timestamps, previous })
}

fn files<'a>(source: &'a Source, root: &str, findings: &mut Findings) -> Files<'a> {
    let mut files: Files = HashMap::with_capacity(source.entries().len());
    for (i, entry) in source.entries().iter().enumerate() {
        match entry.name.strip_prefix(root) {
            Some(path) => {
                // The first of a duplicate counts; that there is a second has been told.
                files.entry(path).or_insert(i);
            }
            None => findings.add("bundle.outside", &entry.name, "lies outside the folder of the bundle"),
        }
    }
    files
}

/// Whether a bag says that it is an evidence bundle, of whatever version, or holds what only such a one holds.
fn is_ours(source: &Source, files: &Files) -> Result<bool> {
    if files.contains_key(super::EVIDENCE_LIST) || files.contains_key(super::FACTS) {
        return Ok(true);
    }
    let Some(i) = files.get(super::BAG_INFO) else { return Ok(false) };
    let start = source.read(&source.entries()[*i], |r| {
        let mut out = Vec::new();
        io::Read::take(r, 64 << 10).read_to_end(&mut out).map(|_| out)
    })?;
    let text = String::from_utf8_lossy(&start.0.unwrap_or_default()).into_owned();
    Ok(text.lines().any(|l| l.starts_with("Liuzheng-Format: liuzheng-bundle/")))
}

/// The folder that holds the bag, with its slash; empty when the bag lies at the top.
fn root_of(entries: &[Entry]) -> Option<String> {
    let marks = |path: &str| [super::EVIDENCE_LIST, super::FACTS].contains(&path) || plain::marks(path);
    if entries.iter().any(|e| marks(&e.name)) {
        return Some(String::new());
    }
    let mut roots: Vec<&str> = entries
        .iter()
        .filter_map(|e| e.name.split_once('/'))
        .filter(|(_, rest)| marks(rest))
        .map(|(top, _)| top)
        .collect();
    roots.sort_unstable();
    roots.dedup();
    match roots[..] {
        [one] => Some(format!("{one}/")),
        _ => None,
    }
}
