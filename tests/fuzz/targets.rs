//! What is tried. Each gives a word for what was answered, so that a new answer is seen; an answer that can't be is a fault.

use std::fs;
use std::path::PathBuf;

use liuzheng_core::bundle::timestamp::{Digest, Judged, Question, Trust, judge};
use liuzheng_core::bundle::verify;
use liuzheng_core::model::{Job, TokenState, Verdict, hash_bytes};
use zip::CompressionMethod;

use crate::seeds::{Files, Seeds, packed};

pub const NAMES: [&str; 4] = ["zip", "manifest", "token", "json"];

pub trait Target {
    fn seeds(&self) -> Vec<Vec<u8>>;
    /// Err: an answer that can't be.
    fn try_one(&self, input: &[u8]) -> Result<String, String>;
}

pub fn named<'a>(name: &str, seeds: &'a Seeds) -> Box<dyn Target + 'a> {
    let path = seeds.folder.path().join(name);
    match name {
        "zip" => Box::new(Zip { seeds, path }),
        "token" => Box::new(Token::new(seeds)),
        "manifest" => Box::new(Inside { seeds, path, names: &MANIFESTS }),
        _ => Box::new(Inside { seeds, path, names: &JSON }),
    }
}

const MANIFESTS: [&str; 6] =
    ["manifest-sha256.txt", "evidence.sha256", "manifest-md5.txt", "fetch.txt", "bagit.txt", "bag-info.txt"];
const JSON: [&str; 2] = ["case.json", "custody.jsonl"];

/// Verdict and codes of a ZIP.
fn answer(path: &PathBuf, input: &[u8]) -> Result<(Verdict, String), String> {
    fs::write(path, input).map_err(|e| e.to_string())?;
    let report = verify(path, &Trust::none(), &Job::quiet()).map_err(|e| e.to_string())?;
    let mut codes: Vec<&str> = report.findings.iter().chain(&report.warnings).map(|f| &*f.code).collect();
    codes.dedup();
    let states: Vec<String> = report.timestamps.iter().map(|t| format!("{:?}", t.state)).collect();
    Ok((report.verdict, format!("{:?} {:?} {codes:?} {states:?}", report.kind, report.verdict)))
}

struct Zip<'a> {
    seeds: &'a Seeds,
    path: PathBuf,
}

impl Target for Zip<'_> {
    fn seeds(&self) -> Vec<Vec<u8>> {
        let methods = [CompressionMethod::Stored, CompressionMethod::Deflated];
        let files: [&Files; 2] = [&self.seeds.bundle, &self.seeds.bag];
        let mut all: Vec<Vec<u8>> = files.iter().flat_map(|f| methods.map(|m| packed(f, m))).collect();
        let (mut dated, (token, request)) = (self.seeds.bundle.clone(), &self.seeds.tokens[0]);
        let top = dated[0].0.split('/').next().unwrap_or_default().to_owned();
        dated.push((format!("{top}/proof/evidence.sha256.tsr"), token.clone()));
        dated.push((format!("{top}/proof/evidence.sha256.tsq"), request.clone()));
        all.push(packed(&dated, CompressionMethod::Stored));
        all
    }

    fn try_one(&self, input: &[u8]) -> Result<String, String> {
        Ok(answer(&self.path, input)?.1)
    }
}

/// One file in an otherwise good ZIP.
struct Inside<'a> {
    seeds: &'a Seeds,
    path: PathBuf,
    names: &'a [&'a str],
}

impl Target for Inside<'_> {
    fn seeds(&self) -> Vec<Vec<u8>> {
        let all = self.seeds.bundle.iter().chain(&self.seeds.bag);
        all.filter(|(name, _)| self.names.iter().any(|n| name.ends_with(n))).map(|(_, bytes)| bytes.clone()).collect()
    }

    fn try_one(&self, input: &[u8]) -> Result<String, String> {
        // Which file it stands for follows from the input, so that an input alone repeats a fault.
        let pick = hash_bytes(input).as_bytes()[0] as usize;
        let ours = pick.is_multiple_of(2) || self.names == JSON;
        let files = if ours { &self.seeds.bundle } else { &self.seeds.bag };
        let fits: Vec<usize> =
            (0..files.len()).filter(|i| self.names.iter().any(|n| files[*i].0.ends_with(n))).collect();
        let place = fits[pick / 2 % fits.len()];
        let mut changed = files.clone();
        let same = changed[place].1 == input;
        changed[place].1 = input.to_vec();
        let (verdict, told) = answer(&self.path, &packed(&changed, CompressionMethod::Stored))?;
        if verdict == Verdict::Intact && !same && ours {
            return Err("a changed file passed".into());
        }
        Ok(told)
    }
}

struct Token<'a> {
    seeds: &'a Seeds,
    trust: Trust,
    /// Of the tokens as they were minted.
    times: Vec<Option<String>>,
}

impl<'a> Token<'a> {
    fn new(seeds: &'a Seeds) -> Self {
        let trust = Trust::read(&seeds.root).expect("a root");
        let mut token = Token { seeds, trust, times: Vec::new() };
        token.times = seeds.tokens.iter().map(|(t, r)| token.judged(t, Some(r)).expect("judged").gen_time).collect();
        let valid = token.judged(&seeds.tokens[0].0, Some(&seeds.tokens[0].1)).expect("judged").state;
        assert_eq!(valid, TokenState::Valid, "the seed is good");
        token
    }

    fn judged(&self, token: &[u8], request: Option<&[u8]>) -> Result<Judged, String> {
        let question = Question { token, request, trust: &self.trust, untrusted: None, at: None, path: "t.tsr" };
        let data = &self.seeds.data;
        judge(&question, &mut |digest: Digest| Ok(digest.stream(&mut &data[..]).ok())).map_err(|e| e.to_string())
    }
}

impl Target for Token<'_> {
    fn seeds(&self) -> Vec<Vec<u8>> {
        self.seeds.tokens.iter().map(|(token, _)| token.clone()).collect()
    }

    fn try_one(&self, input: &[u8]) -> Result<String, String> {
        let request = &self.seeds.tokens[0].1;
        let judged = self.judged(input, input.len().is_multiple_of(2).then_some(&request[..]))?;
        // What nobody signed may change unseen; the time never.
        if judged.state == TokenState::Valid && !self.times.contains(&judged.gen_time) {
            return Err(format!("a token with another time is valid: {:?}", judged.gen_time));
        }
        let detail = |d: &str| d.chars().take(24).filter(|c| !c.is_ascii_digit()).collect::<String>();
        let told: Vec<String> = judged.findings.iter().map(|f| format!("{} {}", f.code, detail(&f.detail))).collect();
        Ok(format!("{:?} {told:?}", judged.state))
    }
}
