//! Trusted timestamps that come with a bundle: in its folder `proof`, and the late one beside the ZIP.
//!
//! A token over other bytes or with a wrong signature is a finding of the bundle. One that can't be trusted or checked
//! here alters nothing: it is told as it is, with the line by which openssl checks it.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use super::Findings;
use super::contents::Contents;
use super::source::Source;
use crate::bundle::timestamp::{
    Digest, INVALID, Judged, LONGEST, MISMATCH, Question, REQUEST, Trust, judge, openssl_line, quoted,
};
use crate::bundle::{CUSTODY, CUSTODY_TOKENS, EARLIER, EVIDENCE_LIST, Files, TOKEN, manifest};
use crate::error::Result;
use crate::model::{Hasher, Job, Sha256, TokenReport};

/// More are not looked at; a case is not exported that often.
const MOST: usize = 1000;

/// What a token must be over.
enum Over<'a> {
    File(&'a str),
    /// The hash of this entry, from 1.
    Entry(u64),
}

pub struct Timestamps<'a> {
    pub source: &'a Source,
    pub files: &'a Files<'a>,
    pub found: &'a Contents,
    pub trust: &'a Trust,
}

impl Timestamps<'_> {
    pub fn check(&self, findings: &mut Findings, job: &Job) -> Result<Vec<TokenReport>> {
        let mut tokens: Vec<&str> = self.files.keys().copied().filter(|p| over(p).is_some()).collect();
        tokens.sort_unstable_by_key(|p| (*p != TOKEN, *p));
        if tokens.len() > MOST {
            findings.add(INVALID, "", format!("{} tokens, of which {MOST} were looked at", tokens.len()));
            tokens.truncate(MOST);
        }
        let mut out = Vec::new();
        for path in tokens {
            job.go_on()?;
            let report = self.inside(path)?;
            for f in &report.findings {
                if [INVALID, MISMATCH, REQUEST].contains(&f.code.as_str()) {
                    findings.add(&f.code, &f.path, f.detail.clone());
                }
            }
            out.push(report);
        }
        out.extend(self.beside()?);
        self.history(findings, job)?;
        Ok(out)
    }

    /// A token in the bag.
    fn inside(&self, path: &str) -> Result<TokenReport> {
        let base = path.strip_suffix(".tsr").unwrap_or(path);
        let at = |ending: &str| format!("{base}{ending}");
        let token = self.bytes(path)?.unwrap_or_default();
        let request = self.bytes(&at(".tsq"))?;
        let chain = self.bytes(&at(".pem"))?;
        let question = Question {
            token: &token,
            request: request.as_deref(),
            trust: self.trust,
            untrusted: chain.as_deref(),
            at: None,
            path,
        };
        let over = over(path).unwrap_or(Over::File(EVIDENCE_LIST));
        let judged = judge(&question, &mut |digest| self.hash(&over, digest))?;
        let chain = chain.map(|_| at(".pem"));
        let (over, option) = self.told(&over);
        Ok(report(path, over, judged, |j| openssl_line(path, j, &option, chain.as_deref(), "ROOT.pem")))
    }

    /// `<bundle>.tsr`: no part of the bundle, so nothing of it makes the bundle altered.
    fn beside(&self) -> Result<Option<TokenReport>> {
        let Source::Zip { path, .. } = self.source else { return Ok(None) };
        let mut late = path.clone().into_os_string();
        late.push(".tsr");
        let late = Path::new(&late);
        if !late.symlink_metadata().is_ok_and(|m| m.is_file()) {
            return Ok(None);
        }
        let Some(token) = File::open(late).ok().and_then(|file| read_short(file).ok()) else { return Ok(None) };
        let name = late.file_name().unwrap_or_default().to_string_lossy();
        let question =
            Question { token: &token, request: None, trust: self.trust, untrusted: None, at: None, path: &name };
        let over = Over::File(EVIDENCE_LIST);
        let judged = judge(&question, &mut |digest| self.hash(&over, digest))?;
        let (over, option) = self.told(&over);
        Ok(Some(report(&name, over, judged, |j| openssl_line(&name, j, &option, None, "ROOT.pem"))))
    }

    fn told(&self, over: &Over) -> (String, String) {
        match over {
            Over::File(path) => ((*path).to_owned(), format!("-data {}", quoted(path))),
            Over::Entry(seq) => {
                let hash = self.found.entry(*seq).map_or_else(|| "HASH".to_owned(), |h| h.hex());
                (format!("{CUSTODY}#{seq}"), format!("-digest {hash}"))
            }
        }
    }

    fn hash(&self, over: &Over, digest: Digest) -> Result<Option<Vec<u8>>> {
        match (over, digest) {
            (Over::Entry(seq), Digest::Sha256) => Ok(self.found.entry(*seq).map(|h| h.as_bytes().to_vec())),
            (Over::Entry(_), _) => Ok(None),
            (Over::File(path), Digest::Sha256) => {
                Ok(self.files.get(path).and_then(|i| self.found.hashes[*i]).map(|h| h.as_bytes().to_vec()))
            }
            (Over::File(path), other) => {
                let Some(i) = self.files.get(path) else { return Ok(None) };
                Ok(self.source.read(&self.source.entries()[*i], |mut r| other.stream(&mut r))?.0)
            }
        }
    }

    /// A small file of the bag; one byte more than can be true tells that it is too long.
    fn bytes(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let Some(i) = self.files.get(path) else { return Ok(None) };
        Ok(self.source.read(&self.source.entries()[*i], |r| read_short(r))?.0)
    }

    /// The log of an earlier export must be the beginning of this one: else it was made anew since.
    fn history(&self, findings: &mut Findings, job: &Job) -> Result<()> {
        let mut earlier: HashMap<Sha256, &str> = HashMap::new();
        for (path, i) in self.files {
            job.go_on()?;
            let Some(folder) = path.strip_prefix(EARLIER).and_then(|p| p.strip_suffix("/evidence.sha256")) else {
                continue;
            };
            if let Some(hash) = self.found.hashes[*i].filter(|h| h.fingerprint().replace(' ', "") != folder) {
                findings.add(INVALID, path, format!("lies under another fingerprint than its own {hash}"));
            }
            let lines = self.files.len() as u64 + 10_000;
            let list =
                self.source.read(&self.source.entries()[*i], |r| manifest::read(&mut BufReader::new(r), lines))?.0;
            earlier.extend(list.and_then(|l| l.hashes.get("custody.jsonl").copied()).map(|hash| (hash, *path)));
        }
        let Some(i) = self.files.get(CUSTODY).filter(|_| !earlier.is_empty()) else { return Ok(()) };
        let seen = self.source.read(&self.source.entries()[*i], |r| {
            let (mut left, mut hasher) = (earlier.clone(), Hasher::new());
            let mut buffer = vec![0; 64 << 10];
            loop {
                job.go_on().map_err(io::Error::other)?;
                let n = r.read(&mut buffer)?;
                if n == 0 || left.is_empty() {
                    return Ok(left);
                }
                for line in buffer[..n].split_inclusive(|b| *b == b'\n') {
                    hasher.update(line);
                    if line.ends_with(b"\n") {
                        left.remove(&hasher.clone().finish());
                    }
                }
            }
        });
        if seen.is_err() {
            job.go_on()?;
        }
        for path in seen?.0.unwrap_or_default().values() {
            findings.add("custody.rewritten", CUSTODY, format!("does not go on from the log that {path} names"));
        }
        Ok(())
    }
}

/// What the token at this place is over; none: no token.
fn over(path: &str) -> Option<Over<'_>> {
    if path == TOKEN {
        return Some(Over::File(EVIDENCE_LIST));
    }
    if let Some(seq) = path.strip_prefix(CUSTODY_TOKENS).and_then(|p| p.strip_suffix(".tsr")) {
        return seq.parse().ok().map(Over::Entry);
    }
    let folder = path.strip_prefix(EARLIER)?.strip_suffix("/evidence.sha256.tsr")?;
    (!folder.contains('/')).then(|| Over::File(&path[..path.len() - ".tsr".len()]))
}

/// The entries of the log whose hashes a check needs.
pub fn entries_of_interest(files: &Files) -> Vec<u64> {
    let seq = |p: &&str| match over(p) {
        Some(Over::Entry(seq)) => Some(seq),
        _ => None,
    };
    let mut out: Vec<u64> = files.keys().filter_map(seq).collect();
    out.sort_unstable();
    out
}

fn read_short(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    reader.take(LONGEST as u64 + 1).read_to_end(&mut out)?;
    Ok(out)
}

fn report(path: &str, over: String, judged: Judged, line: impl Fn(&Judged) -> String) -> TokenReport {
    let openssl = line(&judged);
    TokenReport {
        path: super::shown(path),
        over,
        openssl,
        state: judged.state,
        gen_time: judged.gen_time,
        signer: judged.signer.map(|s| super::shown(&s)),
        policy: judged.policy,
        findings: judged.findings,
    }
}
