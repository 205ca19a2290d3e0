//! Check of the whole vault: every original re-hashed, every chain walked, facts compared with the log.
//!
//! "The evidence changed" (`original.*`), "the log changed" (`custody.*`) and "facts and log differ" (`facts.*`) are
//! different findings. A cancelled check can go on: what was found intact since its start is not read again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};

use serde_json::{Value, json};

use super::{CheckReport, CheckVerdict, Session};
use crate::error::Result;
use crate::model::{CaseId, Event, Finding, Job, Progress, Sha256, Stamp, verify_chain};
use crate::vault::{BlobInfo, Vault};

const STARTED: &str = "check.started";
const FINISHED: &str = "check.finished";
/// Results saved in one transaction, unless they stand for more bytes than `SAVE_BYTES`.
const SAVE_EVERY: usize = 256;
const SAVE_BYTES: u64 = 256 << 20;
/// A thread tells what it has found after this many bytes.
const TELL_BYTES: u64 = 4 << 20;

impl Session {
    /// `resume`: go on with a check that was cancelled; a new one when there is none.
    pub fn check(&self, resume: bool, job: &Job) -> Result<CheckReport> {
        let begun = self.now();
        let earlier = if resume { self.vault.read(|f| f.setting(STARTED))? } else { None };
        let since = match earlier {
            Some(since) => since,
            None => {
                self.vault.write(|tx| tx.set_setting(STARTED, Some(&begun.at)))?;
                begun.at.clone()
            }
        };
        let mut findings = self.vault.read(|f| f.structure_faults())?;
        findings.truncate(20);
        let mut findings: Vec<Finding> =
            findings.into_iter().map(|detail| finding("vault.damaged", "vault.db", detail)).collect();
        let mut notes = Vec::new();
        let (stored, used) = (self.vault.originals(|o| o.list())?, self.vault.read(|f| f.used_originals())?);
        let done: BTreeSet<Sha256> =
            if resume { self.vault.read(|f| f.intact_since(&since))?.into_iter().collect() } else { BTreeSet::new() };
        let bytes = stored.iter().map(|b| b.size).sum();
        let damaged = self.hash_all(&stored, &done, job)?;
        self.judge_originals(&stored, &used, &damaged, &mut findings, &mut notes)?;
        let chains = self.vault.read(|f| f.chains())?;
        for case in &chains {
            self.judge_chain(case, &mut findings, &mut notes)?;
        }
        findings.sort();
        notes.sort();
        let verdict = if findings.is_empty() { CheckVerdict::Whole } else { CheckVerdict::Damaged };
        let finished = self.finish_check(verdict, &findings)?;
        let originals = stored.len() as u64;
        let chains = chains.len() as u64;
        Ok(CheckReport { verdict, findings, notes, originals, bytes, chains, finished: Some(finished) })
    }

    /// Hashes on all cores; results are saved as they come. Returns what is damaged, with the reason.
    fn hash_all(&self, stored: &[BlobInfo], done: &BTreeSet<Sha256>, job: &Job) -> Result<BTreeMap<Sha256, String>> {
        let todo: Vec<&BlobInfo> = stored.iter().filter(|b| !done.contains(&b.sha256)).collect();
        let mut progress = Progress {
            done: (stored.len() - todo.len()) as u64,
            total: stored.len() as u64,
            bytes_total: stored.iter().map(|b| b.size).sum(),
            ..Progress::default()
        };
        progress.bytes_done = progress.bytes_total - todo.iter().map(|b| b.size).sum::<u64>();
        job.report(progress);
        let next = AtomicUsize::new(0);
        let mut damaged = BTreeMap::new();
        let threads = std::thread::available_parallelism().map_or(2, usize::from).clamp(1, 8);
        std::thread::scope(|scope| {
            let (send, receive) = channel();
            for _ in 0..threads {
                let send = send.clone();
                let (todo, next) = (&todo, &next);
                scope.spawn(move || hash_share(&self.vault, todo, next, job, &send));
            }
            drop(send);
            let (mut unsaved, mut unsaved_bytes) = (Vec::new(), 0);
            for told in receive {
                for (blob, outcome) in told {
                    let fault: Option<String> = outcome?;
                    unsaved.push((blob.sha256, fault.is_none()));
                    if let Some(fault) = fault {
                        damaged.insert(blob.sha256, fault);
                    }
                    progress.done += 1;
                    progress.bytes_done += blob.size;
                    unsaved_bytes += blob.size;
                }
                job.report(progress);
                if unsaved.len() >= SAVE_EVERY || unsaved_bytes >= SAVE_BYTES {
                    self.save_verified(&mut unsaved)?;
                    unsaved_bytes = 0;
                }
            }
            self.save_verified(&mut unsaved)?;
            job.go_on()?;
            Ok(damaged)
        })
    }

    fn save_verified(&self, results: &mut Vec<(Sha256, bool)>) -> Result<()> {
        let now = self.now();
        self.vault.write(|tx| results.drain(..).try_for_each(|(sha256, intact)| tx.set_verified(&sha256, &now, intact)))
    }

    fn judge_originals(
        &self,
        stored: &[BlobInfo],
        used: &[Sha256],
        damaged: &BTreeMap<Sha256, String>,
        findings: &mut Vec<Finding>,
        notes: &mut Vec<Finding>,
    ) -> Result<()> {
        let there: BTreeSet<Sha256> = stored.iter().map(|b| b.sha256).collect();
        let used_set: BTreeSet<Sha256> = used.iter().copied().collect();
        for (sha256, fault) in damaged {
            for place in self.places(sha256)? {
                findings.push(finding("original.changed", &place, fault.clone()));
            }
            for place in self.masked_places(sha256)? {
                findings.push(finding("masked.changed", &place, fault.clone()));
            }
        }
        for sha256 in used.iter().filter(|s| !there.contains(s)) {
            for place in self.places(sha256)? {
                findings.push(finding("original.missing", &place, format!("sha256 {sha256}")));
            }
            for place in self.masked_places(sha256)? {
                findings.push(finding("masked.missing", &place, format!("sha256 {sha256}")));
            }
        }
        let erases = self.vault.read(|f| f.erases())?;
        let without_facts = |b: &&BlobInfo| !used_set.contains(&b.sha256) && !erases.contains(&b.sha256);
        for blob in stored.iter().filter(without_facts).filter(|b| !super::masks::is_derived(b)) {
            notes.push(finding("original.unfiled", &blob.sha256.hex(), format!("{} bytes", blob.size)));
        }
        Ok(())
    }

    /// `<case>/E001` for every piece that uses an original; the hash when none does.
    fn places(&self, sha256: &Sha256) -> Result<Vec<String>> {
        let mut places: Vec<String> =
            self.vault.read(|f| f.evidence_using(sha256))?.into_iter().map(|(c, n)| format!("{c}/{n}")).collect();
        if places.is_empty() && self.masked_places(sha256)?.is_empty() {
            places.push(sha256.hex());
        }
        Ok(places)
    }

    /// The same of the pieces whose masked copy it is.
    fn masked_places(&self, sha256: &Sha256) -> Result<Vec<String>> {
        self.vault.read(|f| super::masks::places(&f, sha256))
    }

    fn judge_chain(&self, case: &CaseId, findings: &mut Vec<Finding>, notes: &mut Vec<Finding>) -> Result<()> {
        let (lines, rows) = self.vault.read(|f| Ok((f.custody_lines(case)?, f.custody(case, None, 0, u32::MAX)?)))?;
        let (_, breaks) = verify_chain(lines.iter().map(String::as_str));
        for b in breaks {
            findings.push(finding("custody.broken", case.as_str(), format!("entry {}: {}", b.seq, b.reason)));
        }
        if let Some((length, head)) = self.vault.read(|f| f.chain_end(case))?
            && rows.first().map(|last| (last.seq, last.hash)) != Some((length, head))
        {
            let there = rows.first().map_or(0, |last| last.seq);
            findings.push(finding("custody.broken", case.as_str(), format!("ends with entry {there}, was {length}")));
        }
        let mut logged: BTreeMap<String, String> = BTreeMap::new();
        for (line, row) in lines.iter().zip(rows.iter().rev()) {
            let entry: Value = serde_json::from_str(line).unwrap_or_default();
            // The columns beside a line serve lists; the line is what is chained.
            if entry["event"] != json!(row.event)
                || entry["seq"] != json!(row.seq)
                || entry["hash"] != json!(row.hash.hex())
            {
                findings.push(finding(
                    "custody.broken",
                    case.as_str(),
                    format!("entry {}: columns differ from the line", row.seq),
                ));
            }
            let (Some(event), Some(number), Some(sha256)) =
                (entry["event"].as_str(), entry["evidence"].as_str(), entry["sha256"].as_str())
            else {
                if entry["event"] == json!(Event::ClockMovedBack.as_str()) {
                    notes.push(finding("clock.moved_back", case.as_str(), format!("entry {}", row.seq)));
                }
                continue;
            };
            match event.parse() {
                Ok(Event::EvidenceImported | Event::EvidenceRecovered) => {
                    logged.insert(number.to_owned(), sha256.to_owned());
                }
                Ok(Event::EvidenceRemoved) => {
                    logged.remove(number);
                }
                _ => {}
            }
        }
        let filed: BTreeMap<String, String> = self
            .vault
            .read(|f| f.evidence_of(case))?
            .into_iter()
            .map(|e| (e.number.to_string(), e.sha256.hex()))
            .collect();
        for (number, sha256) in &filed {
            if logged.get(number) != Some(sha256) {
                findings.push(finding("facts.differ", &format!("{case}/{number}"), "no such entry in the custody log"));
            }
        }
        for number in logged.keys().filter(|n| !filed.contains_key(*n)) {
            findings.push(finding(
                "facts.differ",
                &format!("{case}/{number}"),
                "logged as imported, and not among the evidence",
            ));
        }
        Ok(())
    }

    fn finish_check(&self, verdict: CheckVerdict, findings: &[Finding]) -> Result<Stamp> {
        let by = self.by();
        let whole = verdict == CheckVerdict::Whole;
        let summary = json!({ "at": by.at.at, "tz": by.at.tz, "whole": whole }).to_string();
        self.vault.write(|tx| {
            tx.set_setting(STARTED, None)?;
            tx.set_setting(FINISHED, Some(&summary))?;
            for c in tx.read().cases(None)? {
                let id = &c.case.id;
                let own = |f: &&Finding| f.path.starts_with(id.as_str());
                // A chain that is broken is left as it was found.
                if findings.iter().filter(own).any(|f| f.code == "custody.broken") {
                    continue;
                }
                let detail = json!({ "originals": c.evidence, "findings": findings.iter().filter(own).count() });
                tx.log(&by, id, Event::IntegrityChecked, None, None, detail)?;
            }
            Ok(())
        })?;
        Ok(by.at)
    }

    /// Last complete check, whether it found the vault whole, and whether one is unfinished.
    pub(super) fn last_check(&self) -> Result<(Option<Stamp>, Option<bool>, bool)> {
        let (finished, started) = self.vault.read(|f| Ok((f.setting(FINISHED)?, f.setting(STARTED)?)))?;
        let v: Value = finished.and_then(|t| serde_json::from_str(&t).ok()).unwrap_or_default();
        let stamp = match (v["at"].as_str(), v["tz"].as_str()) {
            (Some(at), Some(tz)) => Some(Stamp { at: at.to_owned(), tz: tz.to_owned() }),
            _ => None,
        };
        Ok((stamp, v["whole"].as_bool(), started.is_some()))
    }
}

/// None: intact; else what is wrong.
type Hashed<'b> = (&'b BlobInfo, Result<Option<String>>);

fn hash_share<'b>(vault: &Vault, todo: &[&'b BlobInfo], next: &AtomicUsize, job: &Job, send: &Sender<Vec<Hashed<'b>>>) {
    let (mut found, mut bytes) = (Vec::new(), 0);
    while !job.is_cancelled() {
        let Some(blob) = todo.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
        found.push((*blob, vault.originals(|o| hash_one(&o, blob))));
        bytes += blob.size;
        if bytes >= TELL_BYTES {
            bytes = 0;
            if send.send(std::mem::take(&mut found)).is_err() {
                return;
            }
        }
    }
    let _ = send.send(found);
}

/// None: intact; else what is wrong.
fn hash_one(originals: &crate::vault::Originals, blob: &BlobInfo) -> Result<Option<String>> {
    match originals.hash(&blob.sha256) {
        Ok((_, n)) if n != blob.size => Ok(Some(format!("sha256 {}: {n} bytes instead of {}", blob.sha256, blob.size))),
        Ok((found, _)) => Ok((found != blob.sha256).then(|| format!("sha256 {} instead of {}", found, blob.sha256))),
        Err(e)
            if matches!(e.code, crate::Code::VaultDamaged | crate::Code::OriginalMissing | crate::Code::Internal) =>
        {
            Ok(Some(format!("sha256 {}: {e}", blob.sha256)))
        }
        Err(e) => Err(e),
    }
}

fn finding(code: &str, path: &str, detail: impl ToString) -> Finding {
    Finding { code: code.to_owned(), path: path.to_owned(), detail: detail.to_string() }
}
