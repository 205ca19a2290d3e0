//! Bundles, format `liuzheng-bundle/1`: plan, write, verify. `docs/bundle-format.md` is the reference.
//!
//! A bundle is a BagIt 1.0 bag (RFC 8493) in a ZIP. The same material, options and maker give the same bytes: nothing
//! here reads a clock or draws a number. Owner of the zip crate and of everything that reads hostile archives.

mod ahead;
mod asked;
mod card;
mod conversations;
mod facts;
mod facts_asked;
mod following;
mod going;
mod guide;
mod kept;
mod list;
mod manifest;
mod names;
mod own_name;
mod pdf;
mod plan;
mod report;
mod sink;
pub mod timestamp;
mod told;
mod verify;
mod workbook;
mod write;

#[cfg(test)]
mod tests;

pub use asked::{Asked, PaperText, UploadBody, UploadPart};
pub use card::card;
pub use following::{Previous, Since};
pub use going::{Copy, CopyBody, Going, Small, Smalls, Tokens};
pub use kept::{Kept, Spool, UnfinishedFolder};
pub use names::masked as masked_name;
pub use own_name::own_name;
pub use pdf::{Fonts, Missing, PicturePart, ReadPicture, Sizes, Wanted};
pub use plan::{Making, Plan, PlanFile, Printing, plan};
pub use verify::{FINDING_CODES, previous, verify, verify_after};
pub use write::{Replace, Written, ready, write, write_new};

use std::collections::BTreeMap;

use timestamp::{CustodyProof, EarlierProof};

use crate::model::{
    Case, Dispute, Evidence, EvidenceId, Identifier, IdentifierId, Lang, NameTime, Number, Series, Stamp, Talk,
};

/// What is written as `format` into case.json and bag-info.txt.
pub const FORMAT: &str = "liuzheng-bundle/1";

// Places inside the bag, relative to its root.
const BAGIT: &str = "bagit.txt";
const BAG_INFO: &str = "bag-info.txt";
const MANIFEST: &str = "manifest-sha256.txt";
const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
const EVIDENCE_LIST: &str = "data/evidence.sha256";
const FACTS: &str = "data/case.json";
const CUSTODY: &str = "data/custody.jsonl";
const ORIGINALS: &str = "data/originals/";
/// Copies that stand for originals which stay out.
const MASKED: &str = "data/masked/";
/// Token over data/evidence.sha256; its request and its certificates have `.tsq` and `.pem` in place of `.tsr`.
const TOKEN: &str = "proof/evidence.sha256.tsr";
/// Folders, by fingerprint, of the evidence lists of earlier exports with the tokens over them.
const EARLIER: &str = "proof/earlier/";
/// Tokens over custody entries, by number.
const CUSTODY_TOKENS: &str = "proof/custody/";
const BAGIT_TEXT: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// Files found in a bag, by path, as places in the list of entries.
type Files<'a> = std::collections::HashMap<&'a str, usize>;

/// Everything that a bundle tells, as the vault keeps it.
#[derive(Debug, Clone)]
pub struct Material {
    pub case: Case,
    /// In the order of the case.
    pub evidence: Vec<Evidence>,
    pub identifiers: Vec<Identifier>,
    /// Groups to cut a number into for the eye; joined they are its normalized value.
    pub groups: BTreeMap<IdentifierId, Vec<String>>,
    /// What file names tell of times.
    pub name_times: BTreeMap<Number, NameTime>,
    /// Oldest first.
    pub disputes: Vec<Dispute>,
    /// Oldest first.
    pub talks: Vec<Talk>,
    /// Confirmed conversations.
    pub series: Vec<Series>,
    /// Canonical lines without line ends, oldest first.
    pub custody: Vec<String>,
    /// Tokens over earlier exports of the case.
    pub earlier: Vec<EarlierProof>,
    /// Tokens over entries of the custody log.
    pub custody_proofs: Vec<CustodyProof>,
    /// What stays out, and what goes in for it.
    pub going: Going,
    pub asked: Asked,
    /// The bundle that this one goes on from.
    pub previous: Option<Previous>,
}

impl Material {
    /// Numbers of pieces, in the order given; a piece that is not in the bundle is left out.
    fn numbers(&self, evidence: &[EvidenceId]) -> Vec<Number> {
        let number = |id: &EvidenceId| self.evidence.iter().find(|e| e.id == *id).map(|e| e.number);
        evidence.iter().filter_map(number).collect()
    }
}

/// Who makes the bundle, and when.
#[derive(Debug, Clone)]
pub struct Maker {
    pub at: Stamp,
    /// Made under `LIUZHENG_NOW`.
    pub clock_set: bool,
    /// `liuzheng 0.1.0`.
    pub app: String,
}

#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Language of what is printed.
    pub lang: Lang,
}
