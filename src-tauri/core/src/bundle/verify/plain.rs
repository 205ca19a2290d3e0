//! A bag that is no evidence bundle: its lists of hashes against its files, after RFC 8493 and the drafts before it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Read};

use super::Findings;
use super::source::{Outcome, Source};
use super::tagfile::{self, Declared, Encoding};
use crate::bundle::{BAG_INFO, BAGIT, Files, names};
use crate::error::Result;
use crate::model::{Algorithm, Digests, Job, Progress};

const FETCH: &str = "fetch.txt";
const PAYLOAD: &str = "data/";
/// A list longer than this is not read.
const LONGEST: u64 = 64 << 20;
/// Lists of unlike hashes that are read; more exist nowhere.
const MOST_LISTS: usize = 16;
/// Made and removed by systems on their own.
const SYSTEM_FILES: [&str; 4] = [".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db"];

/// A list of hashes.
struct List {
    name: String,
    algorithm: Algorithm,
    /// By path; the hash in lower case.
    hashes: BTreeMap<String, String>,
}

/// Whether the name is that of a list of a bag, of the payload or of tag files, and of which hash.
fn list_of(path: &str) -> Option<(bool, &str)> {
    let (of_tags, rest) = match path.strip_prefix("manifest-") {
        Some(rest) => (false, rest),
        None => (true, path.strip_prefix("tagmanifest-")?),
    };
    Some((of_tags, rest.strip_suffix(".txt")?))
}

/// Whether the file marks the top of a bag.
pub fn marks(path: &str) -> bool {
    path == BAGIT || list_of(path).is_some_and(|(_, name)| !name.contains('/'))
}

pub fn judge(source: &Source, files: &Files, findings: &mut Findings, job: &Job) -> Result<()> {
    let mut bag = Bag { source, files, findings, job, declared: OLDEST, swept: false };
    bag.declaration()?;
    let (payload, tags) = bag.lists()?;
    if bag.findings.unusable {
        return Ok(());
    }
    let fetched = bag.fetch()?;
    let found = bag.hashes(&payload, &tags)?;
    bag.compare(&payload, &found, &fetched);
    bag.compare(&tags, &found, &BTreeSet::new());
    bag.extra(&payload);
    bag.oxum()
}

const OLDEST: Declared = Declared { version: (0, 93), encoding: Encoding::Utf8 };

struct Bag<'a> {
    source: &'a Source,
    files: &'a Files<'a>,
    findings: &'a mut Findings,
    job: &'a Job,
    declared: Declared,
    /// A file that systems make and remove is listed and missing.
    swept: bool,
}

/// Values of each file, by algorithm; none where it could not be read to its end.
type Found<'a> = HashMap<&'a str, Option<BTreeMap<Algorithm, String>>>;

impl Bag<'_> {
    fn declaration(&mut self) -> Result<()> {
        let Some(bytes) = self.bytes(BAGIT)? else {
            self.findings.add("tag.missing", BAGIT, "missing");
            return Ok(());
        };
        match tagfile::declared(&bytes) {
            Ok(declared) => {
                if !(0..=1).contains(&declared.version.0) || declared.version > (1, 0) {
                    let (major, minor) = declared.version;
                    self.findings.warn("bag.version", BAGIT, format!("version {major}.{minor}, read as 1.0"));
                }
                self.declared = declared;
            }
            Err(why) => self.findings.add("bag.version", BAGIT, why),
        }
        Ok(())
    }

    /// Lists of the payload, and those of the tag files.
    fn lists(&mut self) -> Result<(Vec<List>, Vec<List>)> {
        let mut names: Vec<&str> = self.files.keys().copied().filter(|p| list_of(p).is_some()).collect();
        names.sort_unstable();
        let (mut payload, mut tags) = (Vec::new(), Vec::new());
        for name in names.into_iter().take(MOST_LISTS) {
            let Some((of_tags, algorithm)) = list_of(name) else { continue };
            let Some(algorithm) = Algorithm::named(algorithm) else {
                self.findings.warn("manifest.algorithm", name, "a hash that is not checked here");
                continue;
            };
            let list = self.list(name, algorithm, of_tags)?;
            if of_tags { tags.push(list) } else { payload.push(list) }
        }
        if payload.is_empty() {
            let unknown = self.files.keys().any(|p| p.starts_with("manifest-"));
            let (code, why) = if unknown {
                ("manifest.algorithm", "no list of a hash that is checked here")
            } else {
                ("manifest.missing", "no list of the payload")
            };
            self.findings.unusable(code, "", why);
        } else if payload.iter().all(|l| l.algorithm.is_weak()) {
            let weak = "shows accidents; somebody who means harm can make two files of one such hash";
            self.findings.warn("manifest.weak", &payload[0].name.clone(), weak);
        }
        Ok((payload, tags))
    }

    fn list(&mut self, name: &str, algorithm: Algorithm, of_tags: bool) -> Result<List> {
        let mut list = List { name: name.to_owned(), algorithm, hashes: BTreeMap::new() };
        let Some(text) = self.text(name)? else { return Ok(list) };
        let mut folded: HashMap<String, String> = HashMap::new();
        for (number, line) in tagfile::lines(&text) {
            let Some(listed) = tagfile::listed(line, algorithm, self.declared) else {
                self.findings.add("manifest.invalid", name, format!("line {number}: not a hash and a path"));
                continue;
            };
            let path = listed.path;
            if let Some(why) = outside(&path, of_tags) {
                self.findings.add("manifest.invalid", name, format!("line {number}: {why}: {}", super::shown(&path)));
                continue;
            }
            if listed.starred {
                self.findings.warn("manifest.star", name, format!("line {number}: an asterisk before the path"));
            }
            if listed.dotted {
                self.findings.warn("manifest.relative", name, format!("line {number}: written with ./"));
            }
            if is_system_file(&path) {
                self.findings.warn("bag.system_file", &path, "made by a system on its own");
            }
            match list.hashes.get(&path) {
                Some(other) if *other != listed.hash => {
                    let what = format!("line {number}: {} with two hashes", super::shown(&path));
                    self.findings.add("manifest.invalid", name, what);
                }
                Some(_) if self.declared.is_final() => {
                    let what = format!("line {number}: {} listed twice", super::shown(&path));
                    self.findings.add("manifest.invalid", name, what);
                }
                Some(_) => {
                    let what = format!("line {number}: {}", super::shown(&path));
                    self.findings.warn("manifest.twice", name, what);
                }
                None => {
                    if let Some(other) = folded.insert(names::folded(&path), path.clone()) {
                        let what = format!("the same file as {} on some systems", super::shown(&other));
                        self.findings.warn("manifest.name_clash", &path, what);
                    }
                    list.hashes.insert(path, listed.hash);
                }
            }
        }
        Ok(list)
    }

    /// Files that are to be fetched from elsewhere.
    fn fetch(&mut self) -> Result<BTreeSet<String>> {
        let mut fetched = BTreeSet::new();
        let Some(text) = self.text(FETCH)? else { return Ok(fetched) };
        for (number, line) in tagfile::lines(&text) {
            match tagfile::fetched(line, self.declared) {
                None => self.findings.add("bag.fetch", FETCH, format!("line {number}: not a URL, a length and a path")),
                Some(path) => match outside(&path, false) {
                    Some(why) => {
                        self.findings.add("bag.fetch", FETCH, format!("line {number}: {why}: {}", super::shown(&path)))
                    }
                    None => drop(fetched.insert(path)),
                },
            }
        }
        if !fetched.is_empty() {
            self.findings.warn("bag.fetch", FETCH, format!("{} files named; nothing was fetched", fetched.len()));
        }
        Ok(fetched)
    }

    /// Every file below data/ and every listed one is read once.
    fn hashes<'l>(&mut self, payload: &'l [List], tags: &'l [List]) -> Result<Found<'l>> {
        let mut wanted: BTreeMap<&str, BTreeSet<Algorithm>> = BTreeMap::new();
        for list in payload.iter().chain(tags) {
            for path in list.hashes.keys() {
                wanted.entry(path).or_default().insert(list.algorithm);
            }
        }
        let entries = self.source.entries();
        // What is listed in other letters than it lies there is looked for by its folded name.
        let folded: HashMap<String, usize> = self.files.iter().map(|(path, i)| (names::folded(path), *i)).collect();
        let size = |i: &usize| entries[*i].size;
        let mut progress = Progress {
            total: wanted.len() as u64,
            bytes_total: wanted.keys().filter_map(|p| self.files.get(p)).map(size).fold(0, u64::saturating_add),
            ..Progress::default()
        };
        let mut found = Found::new();
        for (path, algorithms) in wanted {
            self.job.go_on()?;
            let at = self.files.get(path).or_else(|| folded.get(&names::folded(path)));
            if let Some(i) = at {
                let algorithms: Vec<Algorithm> = algorithms.into_iter().collect();
                let values = self.digests(*i, &algorithms)?;
                found.insert(path, values.map(|v| algorithms.into_iter().zip(v).collect()));
                progress.bytes_done = progress.bytes_done.saturating_add(entries[*i].size);
            }
            progress.done += 1;
            self.job.report(progress);
        }
        Ok(found)
    }

    fn digests(&mut self, i: usize, algorithms: &[Algorithm]) -> Result<Option<Vec<String>>> {
        let (entry, job) = (&self.source.entries()[i], self.job);
        let read = self.source.read(entry, |reader| {
            let (mut digests, mut buffer) = (Digests::new(algorithms), vec![0; 256 << 10]);
            loop {
                job.go_on().map_err(io::Error::other)?;
                let n = match reader.read(&mut buffer) {
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                    other => other?,
                };
                if n == 0 {
                    return Ok(digests.finish());
                }
                digests.update(&buffer[..n]);
            }
        });
        if read.is_err() {
            self.job.go_on()?;
        }
        let (values, outcome) = read?;
        match outcome {
            Outcome::Whole => {}
            Outcome::WrongCrc => self.findings.add("zip.crc", &entry.name, "the checksum of the ZIP is another"),
            Outcome::Damaged(why) => self.findings.add("zip.damaged", &entry.name, why),
        }
        Ok(values)
    }

    fn compare(&mut self, lists: &[List], found: &Found, fetched: &BTreeSet<String>) {
        for list in lists {
            for (path, stated) in &list.hashes {
                let kind = if path.starts_with(PAYLOAD) { "payload" } else { "tag" };
                let value = found.get(path.as_str()).map(|v| v.as_ref().and_then(|v| v.get(&list.algorithm)));
                let same = value == Some(Some(stated));
                match value {
                    Some(_) if same && self.files.contains_key(path.as_str()) => {}
                    Some(_) if same => {
                        let what = "lies there under a name that only some systems take for the same";
                        self.findings.warn("manifest.name_clash", path, what);
                    }
                    Some(value) if self.files.contains_key(path.as_str()) => {
                        let value = value.map_or("unreadable", String::as_str);
                        self.findings.add(&format!("{kind}.changed"), path, format!("stated {stated}, found {value}"));
                        let what = format!("{}: stated {stated}, found {value}", super::shown(path));
                        self.findings.add("manifest.mismatch", &list.name, what);
                    }
                    _ if is_system_file(path) => {
                        self.swept = true;
                        self.findings.warn("bag.system_file", path, "listed and missing");
                    }
                    _ => {
                        let what = if fetched.contains(path) { "missing, to be fetched" } else { "missing" };
                        self.findings.add(&format!("{kind}.missing"), path, what);
                        self.findings.add("manifest.mismatch", &list.name, format!("{}: missing", super::shown(path)));
                    }
                }
            }
        }
    }

    /// Before 1.0 one list had to name each file; since then every list has to.
    fn extra(&mut self, payload: &[List]) {
        let mut folded: BTreeSet<String> = BTreeSet::new();
        for list in payload {
            folded.extend(list.hashes.keys().map(|p| names::folded(p)));
        }
        let mut paths: Vec<&str> = self.files.keys().copied().filter(|p| p.starts_with(PAYLOAD)).collect();
        paths.sort_unstable();
        for path in paths {
            let named = payload.iter().filter(|l| l.hashes.contains_key(path)).count();
            // A name in other letters has been told as that.
            let alike = named == 0 && folded.contains(&names::folded(path));
            if named == 0 && !alike {
                self.findings.add("payload.extra", path, "in no list");
            } else if self.declared.is_final() && named < payload.len() && !alike {
                self.findings.add("payload.extra", path, "not in every list");
            }
        }
    }

    fn oxum(&mut self) -> Result<()> {
        let Some(text) = self.text(BAG_INFO)? else { return Ok(()) };
        let Some(stated) = tagfile::info(&text, "Payload-Oxum") else { return Ok(()) };
        let payload = || self.files.iter().filter(|(path, _)| path.starts_with(PAYLOAD));
        let bytes = payload().map(|(_, i)| self.source.entries()[*i].size).fold(0, u64::saturating_add);
        let found = format!("{bytes}.{}", payload().count());
        let detail = format!("states {}, found {found}", super::shown(&stated));
        match stated == found {
            true => {}
            false if self.swept => self.findings.warn("oxum.mismatch", BAG_INFO, detail),
            false => self.findings.add("oxum.mismatch", BAG_INFO, detail),
        }
        Ok(())
    }

    fn text(&mut self, path: &str) -> Result<Option<String>> {
        let Some(bytes) = self.bytes(path)? else { return Ok(None) };
        let text = tagfile::decoded(&bytes, self.declared.encoding);
        if text.is_none() {
            self.findings.add("bag.encoding", path, "not in the encoding that bagit.txt states");
        }
        Ok(text)
    }

    fn bytes(&mut self, path: &str) -> Result<Option<Vec<u8>>> {
        let Some(i) = self.files.get(path) else { return Ok(None) };
        let entry = &self.source.entries()[*i];
        if entry.size > LONGEST {
            self.findings.unusable("bundle.too_large", path, "longer than any list");
            return Ok(None);
        }
        let (bytes, outcome) = self.source.read(entry, |reader| {
            let mut out = Vec::new();
            reader.take(LONGEST).read_to_end(&mut out).map(|_| out)
        })?;
        if let Outcome::Damaged(why) = outcome {
            self.findings.add("zip.damaged", path, why);
        }
        Ok(bytes)
    }
}

/// Why a listed path is not one of the bag.
fn outside(path: &str, of_tags: bool) -> Option<&'static str> {
    if path.contains(['\n', '\r']) {
        // The one escape there is for; nothing else of control characters.
        return names::wrong(&path.replace(['\n', '\r'], "_")).map(|_| "a path that leaves the bag");
    }
    match names::wrong(path) {
        Some(_) => Some("a path that leaves the bag, or that not every system can hold"),
        None if path.starts_with('~') => Some("a path that leaves the bag"),
        None if path.starts_with(PAYLOAD) == of_tags => Some(if of_tags { "payload" } else { "not below data/" }),
        None => None,
    }
}

fn is_system_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    SYSTEM_FILES.contains(&name.as_str()) || name.starts_with("._")
}
