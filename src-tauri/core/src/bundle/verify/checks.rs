//! What is compared with what. A difference is told twice: of the file, and of the list that names it.

use std::collections::{BTreeMap, BTreeSet};

use super::Findings;
use super::contents::{CaseFile, Contents};
use super::source::Source;
use crate::bundle::{
    BAG_INFO, BAGIT, BAGIT_TEXT, CUSTODY, EVIDENCE_LIST, FACTS, FORMAT, Files, MANIFEST, MASKED, ORIGINALS,
    TAG_MANIFEST, manifest,
};
use crate::model::{BundleAbout, GENESIS, Sha256};

struct Checks<'a> {
    source: &'a Source,
    files: &'a Files<'a>,
    found: &'a Contents,
    findings: &'a mut Findings,
    /// Originals that any list names, and the worst said of each.
    originals: BTreeMap<String, State>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Same,
    Changed,
    Missing,
}

/// Every check; the fingerprint as found.
pub fn all(
    source: &Source,
    files: &Files,
    found: &Contents,
    findings: &mut Findings,
    about: &mut BundleAbout,
) -> Option<String> {
    let mut c = Checks { source, files, found, findings, originals: BTreeMap::new() };
    c.format();
    if c.findings.unusable {
        return None;
    }
    c.required();
    c.bag();
    c.payload();
    c.tags();
    c.evidence();
    c.case();
    c.custody();
    about_of(&c, about);
    let list = files.get(EVIDENCE_LIST).and_then(|i| found.hashes[*i]);
    list.map(|hash| hash.fingerprint())
}

impl<'a> Checks<'a> {
    fn format(&mut self) {
        let of_case = self.case_file().map(|c| c.format.clone());
        let of_bag = self.bag_info("Liuzheng-Format");
        let stated: Vec<&str> = [&of_case, &of_bag].into_iter().filter_map(|f| f.as_deref()).collect();
        let ours = stated.contains(&FORMAT);
        if let Some(other) = stated.iter().find(|f| f.starts_with("liuzheng-bundle/") && **f != FORMAT && !ours) {
            self.findings.unusable("bundle.version", "", format!("made as {other}, this program reads {FORMAT}"));
        } else if !ours && !self.files.contains_key(EVIDENCE_LIST) && !self.files.contains_key(FACTS) {
            self.findings.unusable("bundle.not_a_bag", "", "a bag, but no evidence bundle");
        }
        if of_case.is_some_and(|f| f != FORMAT) {
            self.findings.add("case.invalid", FACTS, format!("format is not {FORMAT}"));
        }
        if self.found.bag_info.is_some() && of_bag.is_none_or(|f| f != FORMAT) {
            self.findings.add("bag.info", BAG_INFO, format!("Liuzheng-Format is not {FORMAT}"));
        }
    }

    fn required(&mut self) {
        for (path, code) in [
            (BAGIT, "tag.missing"),
            (BAG_INFO, "tag.missing"),
            (MANIFEST, "manifest.missing"),
            (TAG_MANIFEST, "manifest.missing"),
            (EVIDENCE_LIST, "manifest.missing"),
            (FACTS, "payload.missing"),
            (CUSTODY, "payload.missing"),
        ] {
            if !self.files.contains_key(path) {
                self.findings.add(code, path, "missing");
            }
        }
    }

    fn bag(&mut self) {
        if self.found.bagit.as_ref().is_some_and(|text| text != BAGIT_TEXT.as_bytes()) {
            self.findings.add("bag.version", BAGIT, "not the declaration of BagIt 1.0 in UTF-8");
        }
        if self.found.bag_info.is_none() {
            return;
        }
        let payload = || self.files.iter().filter(|(path, _)| path.starts_with("data/"));
        let bytes = payload().map(|(_, i)| self.source.entries()[*i].size).fold(0, u64::saturating_add);
        let oxum = format!("{bytes}.{}", payload().count());
        match self.bag_info("Payload-Oxum") {
            Some(stated) if stated == oxum => {}
            Some(stated) => {
                self.findings.add("oxum.mismatch", BAG_INFO, format!("states {}, found {oxum}", super::shown(&stated)));
            }
            None => self.findings.add("bag.info", BAG_INFO, "Payload-Oxum is missing"),
        }
    }

    fn payload(&mut self) {
        let Some(list) = &self.found.manifest else { return };
        self.list(MANIFEST, list);
        for (path, hash) in &list.hashes {
            if !path.starts_with("data/") {
                self.findings.add("manifest.invalid", MANIFEST, format!("{path} is no payload"));
            }
            self.compare(path, hash, "manifest.mismatch", MANIFEST);
        }
        self.extra("payload.extra", |path| path.starts_with("data/") && !list.hashes.contains_key(path));
    }

    fn tags(&mut self) {
        let Some(list) = &self.found.tag_manifest else { return };
        self.list(TAG_MANIFEST, list);
        for (path, hash) in &list.hashes {
            if path.starts_with("data/") || path == TAG_MANIFEST {
                self.findings.add("manifest.invalid", TAG_MANIFEST, format!("{path} does not belong here"));
            }
            self.compare(path, hash, "manifest.mismatch", TAG_MANIFEST);
        }
        self.extra("tag.extra", |path| {
            !path.starts_with("data/") && path != TAG_MANIFEST && !list.hashes.contains_key(path)
        });
    }

    fn evidence(&mut self) {
        let Some(list) = &self.found.evidence else { return };
        self.list(EVIDENCE_LIST, list);
        for (path, hash) in &list.hashes {
            self.compare(&format!("data/{path}"), hash, "evidence.mismatch", EVIDENCE_LIST);
        }
        for path in self.sorted(|p| [ORIGINALS, MASKED].iter().any(|f| p.starts_with(f)) || p == FACTS || p == CUSTODY)
        {
            if !path.strip_prefix("data/").is_some_and(|p| list.hashes.contains_key(p)) {
                self.findings.add("evidence.mismatch", EVIDENCE_LIST, format!("{path} is not listed"));
            }
        }
    }

    fn case(&mut self) {
        let case = match &self.found.case {
            None => return,
            Some(Err(why)) => return self.findings.add("case.invalid", FACTS, super::shown(why)),
            Some(Ok(case)) => case,
        };
        let (mut named, mut numbers) = (BTreeSet::new(), BTreeSet::new());
        for e in &case.evidence {
            for (file, sha256, stated) in e.files() {
                self.compare(file, sha256, "case.mismatch", FACTS);
                if let Some(i) = self.files.get(file) {
                    let size = self.source.entries()[*i].size;
                    if size != stated {
                        self.findings.add("case.mismatch", FACTS, format!("{file}: {stated} bytes, found {size}"));
                    }
                }
                if !named.insert(file) {
                    self.findings.add("case.mismatch", FACTS, format!("{} {file} is there twice", e.number));
                }
            }
            if !numbers.insert(&*e.number) {
                self.findings.add("case.mismatch", FACTS, format!("{} is there twice", e.number));
            }
            if e.copy.as_ref().is_some_and(|c| c.parent_sha256 != e.sha256) {
                self.findings.add("case.mismatch", FACTS, format!("{}: the copy names another original", e.number));
            }
        }
        for path in self.sorted(|p| (p.starts_with(ORIGINALS) || p.starts_with(MASKED)) && !named.contains(p)) {
            self.findings.add("case.mismatch", FACTS, format!("{path} is not named"));
        }
    }

    fn custody(&mut self) {
        let Some(log) = &self.found.custody else { return };
        for b in &log.breaks {
            self.findings.add("custody.broken", CUSTODY, format!("entry {}: {}", b.seq, b.reason));
        }
        if log.more_breaks > 0 {
            self.findings.add("custody.broken", CUSTODY, format!("{} more breaks", log.more_breaks));
        }
        if log.no_line_end {
            self.findings.add("custody.broken", CUSTODY, format!("entry {}: no line end", log.entries));
        }
        let Some(case) = self.case_file() else { return };
        if case.custody.entries != log.entries {
            let detail = format!("{} entries, case.json states {}", log.entries, case.custody.entries);
            self.findings.add("custody.mismatch", CUSTODY, detail);
        }
        let head = if log.entries == 0 { Some(GENESIS.to_owned()) } else { log.head.map(|h| h.hex()) };
        if head.as_ref() != Some(&case.custody.head) {
            let head = head.unwrap_or_else(|| "unreadable".into());
            let detail = format!("last hash {head}, case.json states {}", super::shown(&case.custody.head));
            self.findings.add("custody.mismatch", CUSTODY, detail);
        }
        for e in case.evidence.iter().filter(|e| log.imported.get(&e.number) != Some(&e.sha256)) {
            let logged = log.imported.get(&e.number).map_or_else(|| "never".to_owned(), |h| h.to_string());
            let detail =
                format!("{}: case.json states {}, logged as imported {logged}", super::shown(&e.number), e.sha256);
            self.findings.add("custody.mismatch", CUSTODY, detail);
        }
        let named: BTreeSet<&str> = case.evidence.iter().map(|e| &*e.number).collect();
        for number in log.imported.keys().filter(|n| !named.contains(&***n)) {
            let detail = format!("{}: logged as imported, not in case.json", super::shown(number));
            self.findings.add("custody.mismatch", CUSTODY, detail);
        }
    }

    fn list(&mut self, path: &str, list: &manifest::Read) {
        for (line, what) in &list.wrong {
            self.findings.add("manifest.invalid", path, format!("line {line}: {what}"));
        }
    }

    /// A file against what `list` says of it.
    fn compare(&mut self, path: &str, stated: &Sha256, list_code: &str, list: &str) {
        let kind = if path.starts_with("data/") { "payload" } else { "tag" };
        let mut state = State::Same;
        match self.files.get(path).map(|i| self.found.hashes[*i]) {
            Some(Some(hash)) if hash == *stated => {}
            Some(hash) => {
                state = State::Changed;
                let hash = hash.map_or_else(|| "unreadable".to_owned(), |h| h.hex());
                self.findings.add(&format!("{kind}.changed"), path, format!("stated {stated}, found {hash}"));
                self.findings.add(list_code, list, format!("{path}: stated {stated}, found {hash}"));
            }
            None => {
                state = State::Missing;
                self.findings.add(&format!("{kind}.missing"), path, "missing");
                self.findings.add(list_code, list, format!("{path}: missing"));
            }
        }
        if path.starts_with(ORIGINALS) {
            let worst = self.originals.entry(path.to_owned()).or_insert(state);
            *worst = (*worst).max(state);
        }
    }

    fn extra(&mut self, code: &str, is_extra: impl Fn(&str) -> bool) {
        for path in self.sorted(is_extra) {
            self.findings.add(code, &path, "in no list");
        }
    }

    fn sorted(&self, wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let mut paths: Vec<String> = self.files.keys().filter(|p| wanted(p)).map(|p| (*p).to_owned()).collect();
        paths.sort_unstable();
        paths
    }

    fn case_file(&self) -> Option<&'a CaseFile> {
        let found: &'a Contents = self.found;
        found.case.as_ref()?.as_ref().ok()
    }

    fn bag_info(&self, label: &str) -> Option<String> {
        let text = std::str::from_utf8(self.found.bag_info.as_deref()?).ok()?;
        let of = |line: &str| Some(line.strip_prefix(label)?.strip_prefix(": ")?.to_owned());
        text.lines().find_map(of)
    }
}

fn about_of(c: &Checks, about: &mut BundleAbout) {
    let count = |state| c.originals.values().filter(|s| **s == state).count() as u32;
    about.originals = c.originals.len() as u32;
    about.originals_intact = count(State::Same);
    about.originals_changed = count(State::Changed);
    about.originals_missing = count(State::Missing);
    if let Some(case) = c.case_file() {
        about.title = super::shown(&case.case.title);
        about.created = Some(case.made.clone());
        about.originals_withheld = case.evidence.iter().filter(|e| e.file.is_none()).count() as u32;
    }
    if let Some(log) = &c.found.custody {
        about.custody_entries = log.entries;
        about.custody_good = log.good;
    }
}
