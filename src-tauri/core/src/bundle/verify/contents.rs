//! What lies in the files of a bundle: the hash of each, and the few that are understood. One pass over every byte.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};

use serde::Deserialize;

use super::Findings;
use super::source::{Entry, Outcome, Source};
use crate::bundle::{BAG_INFO, BAGIT, CUSTODY, EVIDENCE_LIST, FACTS, MANIFEST, TAG_MANIFEST};
use crate::bundle::{Files, manifest};
use crate::error::Result;
use crate::model::{Chain, ChainBreak, Event, Hasher, Job, Progress, Sha256, Stamp};

/// Everything that the checks compare.
#[derive(Default)]
pub struct Contents {
    /// By index of the entry; none when it could not be read to its end.
    pub hashes: Vec<Option<Sha256>>,
    pub manifest: Option<manifest::Read>,
    pub tag_manifest: Option<manifest::Read>,
    pub evidence: Option<manifest::Read>,
    pub case: Option<std::result::Result<CaseFile, String>>,
    pub custody: Option<CustodyFile>,
    pub bagit: Option<Vec<u8>>,
    pub bag_info: Option<Vec<u8>>,
}

impl Contents {
    /// Hash of an entry of the log, counted from 1; of those that a timestamp is said to be over.
    pub fn entry(&self, seq: u64) -> Option<Sha256> {
        self.custody.as_ref()?.entry_hashes.get(&seq).copied()
    }
}

/// The part of case.json that can be compared with something.
#[derive(Deserialize)]
pub struct CaseFile {
    pub format: String,
    pub made: Stamp,
    pub case: CaseTitle,
    pub evidence: Vec<CaseEvidence>,
    pub custody: CaseCustody,
}

#[derive(Deserialize)]
pub struct CaseTitle {
    pub id: Option<String>,
    pub title: String,
}

#[derive(Deserialize)]
pub struct CaseEvidence {
    pub number: String,
    /// None: the original stays out.
    pub file: Option<String>,
    pub sha256: Sha256,
    pub size: u64,
    #[serde(default)]
    pub copy: Option<CaseCopy>,
}

/// What stands for an original.
#[derive(Deserialize)]
pub struct CaseCopy {
    pub file: String,
    pub sha256: Sha256,
    pub size: u64,
    pub parent_sha256: Sha256,
}

impl CaseEvidence {
    /// Path, hash and size of everything that is in the bundle for it.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Sha256, u64)> {
        let original = self.file.as_deref().map(|file| (file, &self.sha256, self.size));
        original.into_iter().chain(self.copy.as_ref().map(|c| (&*c.file, &c.sha256, c.size)))
    }
}

#[derive(Deserialize)]
pub struct CaseCustody {
    pub entries: u64,
    pub head: String,
}

#[derive(Default)]
pub struct CustodyFile {
    pub entries: u64,
    /// Entries before the first break.
    pub good: u64,
    pub head: Option<Sha256>,
    /// The first of them; every break of a hostile log is not worth its memory.
    pub breaks: Vec<ChainBreak>,
    pub more_breaks: u64,
    pub no_line_end: bool,
    /// Hashes of the entries that a timestamp is said to be over.
    pub entry_hashes: BTreeMap<u64, Sha256>,
    /// Hash of each original as its import was logged; removed ones left out.
    pub imported: BTreeMap<String, Sha256>,
}

/// The members of an entry that speak of an original.
#[derive(Deserialize)]
struct Logged {
    event: String,
    evidence: Option<String>,
    sha256: Option<Sha256>,
}

/// Longest line of a custody log and longest string of case.json that are believed.
const MAX_TEXT: usize = 1 << 20;
const MAX_BREAKS: usize = 1000;

pub fn read(source: &Source, files: &Files, findings: &mut Findings, job: &Job) -> Result<Contents> {
    let entries = source.entries();
    let mut order: Vec<(&str, usize)> = files.iter().map(|(path, i)| (*path, *i)).collect();
    order.sort_unstable_by_key(|(_, i)| *i);
    let mut progress = Progress {
        total: order.len() as u64,
        bytes_total: order.iter().map(|(_, i)| entries[*i].size).fold(0, u64::saturating_add),
        ..Progress::default()
    };
    let mut found = Contents { hashes: vec![None; entries.len()], ..Contents::default() };
    // A list can name what is missing, but not without end.
    let lines = order.len() as u64 + 10_000;
    let wanted = super::timestamps::entries_of_interest(files);
    let mut reader = Reader { source, job, buffer: vec![0; 1 << 20], progress };
    for (path, i) in order {
        job.go_on()?;
        reader.progress = progress;
        let entry = &entries[i];
        let (hash, outcome) = match path {
            MANIFEST => reader.understood(entry, &mut found.manifest, |r| manifest::read(r, lines))?,
            TAG_MANIFEST => reader.understood(entry, &mut found.tag_manifest, |r| manifest::read(r, lines))?,
            EVIDENCE_LIST => reader.understood(entry, &mut found.evidence, |r| manifest::read(r, lines))?,
            FACTS => reader.understood(entry, &mut found.case, |r| case_file(r, lines))?,
            CUSTODY => reader.understood(entry, &mut found.custody, |r| custody_file(r, &wanted))?,
            BAGIT => reader.understood(entry, &mut found.bagit, start)?,
            BAG_INFO => reader.understood(entry, &mut found.bag_info, start)?,
            _ => reader.hashed(entry)?,
        };
        match outcome {
            Outcome::Whole => {}
            Outcome::WrongCrc => findings.add("zip.crc", path, "the checksum of the ZIP is another"),
            Outcome::Damaged(why) => findings.add("zip.damaged", path, why),
        }
        found.hashes[i] = hash;
        progress.done += 1;
        progress.bytes_done = progress.bytes_done.saturating_add(entry.size);
        job.report(progress);
    }
    Ok(found)
}

struct Reader<'a> {
    source: &'a Source,
    job: &'a Job,
    buffer: Vec<u8>,
    progress: Progress,
}

impl Reader<'_> {
    fn hashed(&mut self, entry: &Entry) -> Result<(Option<Sha256>, Outcome)> {
        let (job, buffer, progress) = (self.job, &mut self.buffer, self.progress);
        let read = self.source.read(entry, |reader| {
            let mut hasher = Hasher::new();
            let (mut done, mut told) = (0u64, 0u64);
            loop {
                let n = match reader.read(buffer) {
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                    other => other?,
                };
                if n == 0 {
                    return Ok(hasher.finish());
                }
                hasher.update(&buffer[..n]);
                done += n as u64;
                if done - told >= 8 << 20 {
                    told = done;
                    job.go_on().map_err(io::Error::other)?;
                    job.report(Progress { bytes_done: progress.bytes_done.saturating_add(done), ..progress });
                }
            }
        });
        self.or_cancelled(read)
    }

    /// Hashes a file and reads it at the same time.
    fn understood<T>(
        &mut self,
        entry: &Entry,
        place: &mut Option<T>,
        parse: impl FnOnce(&mut dyn BufRead) -> io::Result<T>,
    ) -> Result<(Option<Sha256>, Outcome)> {
        let job = self.job;
        let read = self.source.read(entry, |reader| {
            let mut buffered = BufReader::with_capacity(64 << 10, Hashing { reader, hasher: Hasher::new(), job });
            *place = Some(parse(&mut buffered)?);
            io::copy(&mut buffered, &mut io::sink())?;
            Ok(buffered.into_inner().hasher.finish())
        });
        self.or_cancelled(read)
    }

    fn or_cancelled<T>(&self, result: Result<T>) -> Result<T> {
        if result.is_err() {
            self.job.go_on()?;
        }
        result
    }
}

struct Hashing<'a> {
    reader: &'a mut dyn Read,
    hasher: Hasher,
    job: &'a Job,
}

impl Read for Hashing<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.job.go_on().map_err(io::Error::other)?;
        let n = self.reader.read(buf)?;
        self.hasher.update(&buf[..n]);
        Ok(n)
    }
}

fn start(reader: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    reader.take(64 << 10).read_to_end(&mut out)?;
    Ok(out)
}

fn case_file(reader: &mut dyn BufRead, pieces: u64) -> io::Result<std::result::Result<CaseFile, String>> {
    let guarded = BufReader::new(ShortStrings { reader, inside: false, escaped: false, length: 0 });
    let file: std::result::Result<CaseFile, _> = serde_json::from_reader(guarded);
    match file {
        Ok(file) if file.evidence.len() as u64 > pieces => Ok(Err("more evidence than files".into())),
        Ok(file) => Ok(Ok(file)),
        Err(e) if e.is_io() => {
            let e = io::Error::from(e);
            // Damage found by the layers below is told by them.
            if e.get_ref().is_some_and(|inner| inner.to_string() == TOO_LONG) {
                Ok(Err(TOO_LONG.into()))
            } else {
                Err(e)
            }
        }
        Err(e) => Ok(Err(e.to_string())),
    }
}

const TOO_LONG: &str = "a text that is too long";

/// Ends a JSON text at a string that would take more memory than any true one.
struct ShortStrings<'a> {
    reader: &'a mut dyn BufRead,
    inside: bool,
    escaped: bool,
    length: usize,
}

impl Read for ShortStrings<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buf)?;
        for byte in &buf[..n] {
            match (self.inside, self.escaped, byte) {
                (true, true, _) => self.escaped = false,
                (true, false, b'\\') => self.escaped = true,
                (_, _, b'"') => (self.inside, self.length) = (!self.inside, 0),
                _ => {}
            }
            self.length += 1;
            if self.length > MAX_TEXT && self.inside {
                return Err(io::Error::other(TOO_LONG));
            }
        }
        Ok(n)
    }
}

/// `wanted`: numbers of entries whose hashes are kept, in order.
fn custody_file(reader: &mut dyn BufRead, wanted: &[u64]) -> io::Result<CustodyFile> {
    let mut found = CustodyFile::default();
    let mut chain = Chain::empty();
    let mut line = Vec::new();
    loop {
        line.clear();
        let n = reader.take(MAX_TEXT as u64).read_until(b'\n', &mut line)?;
        if n == 0 {
            break;
        }
        if line.pop_if(|b| *b == b'\n').is_none() {
            found.no_line_end = true;
        }
        let text = std::str::from_utf8(&line).unwrap_or_default();
        let breaks = chain.walk(text);
        note_original(text, &mut found.imported);
        if let Some(hash) = chain.head.filter(|_| wanted.binary_search(&chain.length).is_ok()) {
            found.entry_hashes.insert(chain.length, hash);
        }
        if breaks.is_empty() && found.breaks.is_empty() {
            found.good = chain.length;
        }
        let room = MAX_BREAKS.saturating_sub(found.breaks.len());
        found.more_breaks += breaks.len().saturating_sub(room) as u64;
        found.breaks.extend(breaks.into_iter().take(room));
        if found.no_line_end {
            break;
        }
    }
    found.entries = chain.length;
    found.head = chain.head;
    Ok(found)
}

fn note_original(line: &str, imported: &mut BTreeMap<String, Sha256>) {
    let Ok(Logged { event, evidence: Some(number), sha256 }) = serde_json::from_str(line) else { return };
    match (event.parse(), sha256) {
        (Ok(Event::EvidenceImported | Event::EvidenceRecovered), Some(hash)) => {
            imported.insert(number, hash);
        }
        (Ok(Event::EvidenceRemoved), _) => {
            imported.remove(&number);
        }
        _ => {}
    }
}
