//! What a bundle will hold, before anything is written under its name. No clock; the disk only for the printed report,
//! whose hash the lists need and which may be large: it lies beside the target until the bundle is written or given up.

use std::path::Path;
use std::sync::Arc;

use super::going::{CopyBody, Smalls};
use super::kept::Kept;
use super::manifest::{self, Hashes};
use super::pdf::{self, Fonts, Laid, Missing, ReadPicture, Sizes, Told};
use super::report::Row;
use super::timestamp::Proof;
use super::{
    BAG_INFO, BAGIT, BAGIT_TEXT, CUSTODY, CUSTODY_TOKENS, EARLIER, EVIDENCE_LIST, FACTS, FORMAT, MANIFEST, Maker,
    Material, Options, TAG_MANIFEST, TOKEN, UploadBody,
};
use super::{facts, guide, list, report, workbook};
use crate::error::{Code, Error, Result};
use crate::model::{Evidence, Job, Lang, Number, Sha256, Stamp, hash_bytes};

/// About how many bytes a small picture has.
const SMALL: u64 = 4000;

/// Everything needed to write a bundle. Holds the small generated files, never an original.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(super) root: String,
    name: String,
    pub(super) evidence_list: Sha256,
    /// In the order in which they are written, proof and originals among them.
    pub(super) parts: Vec<Part>,
    pub(super) made: Stamp,
    custody_entries: u64,
    without_preview: Vec<String>,
    withheld: Vec<String>,
    absent: Vec<String>,
    unmasked: Vec<String>,
}

/// One file of the bundle.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub role: &'static str,
    /// Relative to the bag's root.
    pub path: String,
    pub body: Body,
}

#[derive(Debug, Clone)]
pub(super) enum Body {
    Made(Vec<u8>),
    Original {
        number: Number,
        sha256: Sha256,
        size: u64,
    },
    /// Made, and waiting in a file.
    Kept(Arc<Kept>),
    /// Not made: about so many bytes.
    About(u64),
}

impl Body {
    pub fn size(&self) -> u64 {
        match self {
            Body::Made(bytes) => bytes.len() as u64,
            Body::Original { size, .. } => *size,
            Body::Kept(kept) => kept.size,
            Body::About(size) => *size,
        }
    }

    fn sha256(&self) -> Sha256 {
        match self {
            Body::Made(bytes) => hash_bytes(bytes),
            Body::Original { sha256, .. } => *sha256,
            Body::Kept(kept) => kept.sha256,
            // As long as the true one; such a plan is never written.
            Body::About(_) => hash_bytes(b""),
        }
    }
}

/// How the report is printed as PDF.
pub struct Printing<'a> {
    pub fonts: Fonts,
    pub missing: Missing,
    pub sizes: Sizes,
    pub making: Making<'a>,
}

pub enum Making<'a> {
    /// Laid out, so that what is missing is known and sizes are about right; not drawn.
    Later,
    /// Drawn into files beside the target.
    Now { read: &'a ReadPicture<'a>, target: &'a Path, job: &'a Job },
}

/// A generated file as the window lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanFile<'a> {
    /// `report`, `list`, `complaint`, `upload`, `facts`, `custody`, `how_to_verify`, `scripts`, `timestamp`, `hashes`, `bag`.
    pub role: &'a str,
    pub path: &'a str,
    pub bytes: u64,
}

impl Plan {
    /// Proposed file name: ASCII.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Eight groups of four hex digits; empty while copies are still to be made.
    pub fn fingerprint(&self) -> String {
        let later = |p: &Part| p.role == "masked" && matches!(p.body, Body::About(_));
        if self.parts.iter().any(later) { String::new() } else { self.evidence_list.fingerprint() }
    }

    /// The files beside the originals that people and machines look at; the lists of hashes are left out.
    pub fn files(&self) -> impl Iterator<Item = PlanFile<'_>> {
        self.parts.iter().filter(|p| !matches!(p.role, "original" | "masked" | "hashes" | "bag")).map(|p| PlanFile {
            role: p.role,
            path: &p.path,
            bytes: p.body.size(),
        })
    }

    pub fn originals(&self) -> u32 {
        self.of_role("original").count() as u32
    }

    pub fn originals_bytes(&self) -> u64 {
        self.of_role("original").map(|p| p.body.size()).sum()
    }

    /// Copies that stand for originals which stay out.
    pub fn masked(&self) -> u32 {
        self.of_role("masked").count() as u32
    }

    pub fn masked_bytes(&self) -> u64 {
        self.of_role("masked").map(|p| p.body.size()).sum()
    }

    fn of_role(&self, role: &'static str) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(move |p| p.role == role)
    }

    /// Evidence whose original stays out.
    pub fn withheld(&self) -> Vec<String> {
        self.withheld.clone()
    }

    /// Of those, the ones for which no copy goes in either.
    pub fn absent(&self) -> Vec<String> {
        self.absent.clone()
    }

    /// Pictures of a masked bundle in which nothing is covered.
    pub fn unmasked(&self) -> Vec<String> {
        self.unmasked.clone()
    }

    /// Of the whole ZIP. Nothing is compressed, so this is exact but for entries of 4 GB and more and a report that is
    /// printed later.
    pub fn bytes(&self, encrypted: bool) -> u64 {
        // Salt, check and code of authentication of each file, and the field that names the cipher, twice.
        let more = if encrypted { 16 + 2 + 10 + 2 * 11 } else { 0 };
        let entry = |p: &Part| {
            let name = (self.root.len() + 1 + p.path.len()) as u64;
            p.body.size() + 30 + 46 + 2 * name + more
        };
        self.parts.iter().map(entry).sum::<u64>() + 22
    }

    pub fn custody_entries(&self) -> u64 {
        self.custody_entries
    }

    /// Evidence that the report names but can't show.
    pub fn without_preview(&self) -> Vec<String> {
        self.without_preview.clone()
    }

    /// Hash of data/evidence.sha256: all that a service of trusted time is sent of the evidence.
    pub fn evidence_list(&self) -> Sha256 {
        self.evidence_list
    }

    /// With a token over its evidence list.
    pub fn with_token(mut self, proof: &Proof) -> Result<Plan> {
        let tags = self.parts.iter().take_while(|p| !p.path.starts_with("data/")).count();
        self.parts.splice(tags..tags, proof_parts(TOKEN, proof));
        seal(&mut self.parts)?;
        Ok(self)
    }

    /// Text of data/evidence.sha256.
    pub(super) fn evidence_text(&self) -> String {
        let list = self.parts.iter().find(|p| p.path == EVIDENCE_LIST).map(|p| &p.body);
        match list {
            Some(Body::Made(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
            _ => String::new(),
        }
    }
}

/// `printing`: None leaves the PDF out.
pub fn plan(material: Material, options: Options, maker: Maker, printing: Option<Printing>) -> Result<Plan> {
    let lang = options.lang;
    let drawn = printing.as_ref().map(|p| &p.sizes);
    let is_shown = |e: &Evidence| report::has_picture(&material, e) || drawn.is_some_and(|d| d.contains_key(&e.number));
    let without_preview = material.that(|e| !is_shown(e));
    let mut parts = vec![
        made("facts", FACTS, facts::json(&material, &without_preview, lang, &maker)?),
        made("custody", CUSTODY, custody(&material.custody)?),
    ];
    parts.extend(material.evidence.iter().filter_map(|e| going(&material, e)));
    let evidence = hashes(&parts, "data/")?;
    let evidence_text = manifest::text(&evidence).into_bytes();
    let evidence_list = hash_bytes(&evidence_text);

    let mut rows = report::rows(&material, lang, &maker.at.tz);
    let (report_name, list_name, guide_name) = match lang {
        Lang::ZhCn => ("data/证据报告.html", "data/证据目录.csv", "proof/如何核验.txt"),
        Lang::En => ("data/evidence-report.html", "data/evidence-list.csv", "proof/how-to-verify.txt"),
    };
    parts.insert(2, made("hashes", EVIDENCE_LIST, evidence_text));
    let mut readable = Vec::new();
    if let Some(printing) = printing {
        let told = (options, &maker, &without_preview[..]);
        readable = printed(&material, &mut rows, told, evidence_list, parts_facts(&parts), printing)?;
    }
    // What needs the most memory while it is made comes first, when there is least beside it.
    let book = workbook::xlsx(&material, &rows, lang, &maker.at)?;
    let page = report::html(&material, &rows, &without_preview, &evidence_list, options, &maker)?;
    readable.push(made("report", report_name, page));
    readable.push(made("list", list_name, list::csv(&rows, lang)?));
    let body = match material.going.smalls {
        Smalls::Later => Body::About(book.len() as u64 + SMALL * (rows.len() - without_preview.len()) as u64),
        Smalls::None | Smalls::Made(_) => Body::Made(book),
    };
    readable.push(Part { role: "list", path: list_name.replace(".csv", ".xlsx"), body });
    if let Some(paper) = &material.asked.paper {
        let name = if lang == Lang::ZhCn { "data/投诉书.docx" } else { "data/complaint.docx" };
        readable.push(made("complaint", name, paper.docx.clone()));
    }
    readable.extend(material.asked.upload.iter().map(|u| Part {
        role: "upload",
        path: u.path.clone(),
        body: match &u.body {
            UploadBody::Made(bytes) => Body::Made(bytes.clone()),
            UploadBody::Kept(kept) => Body::Kept(kept.clone()),
            UploadBody::About(bytes) => Body::About(*bytes),
        },
    }));
    // People meet the report first in any listing; originals come last.
    parts.splice(0..0, readable);

    let payload = hashes(&parts, "")?;
    let oxum = (parts.iter().map(|p| p.body.size()).sum::<u64>(), parts.len());
    let mut tags = vec![
        made("bag", BAGIT, BAGIT_TEXT.into()),
        made("bag", BAG_INFO, bag_info(&material, &maker, oxum).into_bytes()),
        made("hashes", MANIFEST, manifest::text(&payload).into_bytes()),
        made("how_to_verify", guide_name, guide::text(lang).into_bytes()),
        made("scripts", "proof/verify.sh", guide::SH.into()),
        made("scripts", "proof/verify.ps1", guide::powershell_file()),
        made("scripts", "proof/verify.html", guide::page(lang)),
    ];
    tags.extend(other_proofs(&material));
    tags.insert(3, made("hashes", TAG_MANIFEST, Vec::new()));
    tags.append(&mut parts);
    seal(&mut tags)?;

    let root = format!("liuzheng-{}-{}", material.case.id.short(), maker.at.compact());
    Ok(Plan {
        name: format!("{root}.zip"),
        root,
        evidence_list,
        parts: tags,
        made: maker.at,
        custody_entries: material.custody.len() as u64,
        without_preview: told(&without_preview),
        withheld: told(&material.going.withheld.keys().copied().collect::<Vec<_>>()),
        absent: told(&material.absent()),
        unmasked: told(&material.unmasked()),
    })
}

/// What goes in for a piece.
fn going(material: &Material, e: &Evidence) -> Option<Part> {
    if let Some(path) = material.original(e) {
        let body = Body::Original { number: e.number, sha256: e.sha256, size: e.size };
        return Some(Part { role: "original", path, body });
    }
    let body = match &material.copy(e)?.body {
        CopyBody::Stored { sha256, size } => Body::Original { number: e.number, sha256: *sha256, size: *size },
        CopyBody::Made(kept) => Body::Kept(kept.clone()),
        CopyBody::Later(size) => Body::About(*size),
    };
    Some(Part { role: "masked", path: material.copy_file(e)?, body })
}

fn told(numbers: &[Number]) -> Vec<String> {
    numbers.iter().map(ToString::to_string).collect()
}

/// The list of tag files, after one of them is new.
fn seal(parts: &mut [Part]) -> Result<()> {
    let tag = |p: &&Part| !p.path.starts_with("data/") && p.path != TAG_MANIFEST;
    let tags: Vec<Part> = parts.iter().filter(tag).cloned().collect();
    let listed = manifest::text(&hashes(&tags, "")?);
    for p in parts.iter_mut().filter(|p| p.path == TAG_MANIFEST) {
        p.body = Body::Made(listed.clone().into_bytes());
    }
    Ok(())
}

/// A token with its request and its certificates; `path` ends in `.tsr`.
fn proof_parts(path: &str, proof: &Proof) -> Vec<Part> {
    let base = path.strip_suffix(".tsr").unwrap_or(path);
    let mut out = vec![
        made("timestamp", path, proof.token.clone()),
        made("timestamp", &format!("{base}.tsq"), proof.request.clone()),
    ];
    if !proof.chain.is_empty() {
        out.push(made("timestamp", &format!("{base}.pem"), proof.chain.clone().into_bytes()));
    }
    out
}

/// Tokens that came before this export.
fn other_proofs(material: &Material) -> Vec<Part> {
    let mut out = Vec::new();
    for e in &material.earlier {
        let folder = hash_bytes(e.evidence_sha256.as_bytes()).fingerprint().replace(' ', "");
        out.push(made("timestamp", &format!("{EARLIER}{folder}/evidence.sha256"), e.evidence_sha256.clone().into()));
        out.extend(proof_parts(&format!("{EARLIER}{folder}/evidence.sha256.tsr"), &e.proof));
    }
    for c in &material.custody_proofs {
        out.extend(proof_parts(&format!("{CUSTODY_TOKENS}{:06}.tsr", c.seq), &c.proof));
    }
    out
}

/// Text of data/case.json.
fn parts_facts(parts: &[Part]) -> &[u8] {
    match parts.iter().find(|p| p.path == FACTS).map(|p| &p.body) {
        Some(Body::Made(bytes)) => bytes,
        _ => &[],
    }
}

/// The report as PDF, in one file or several; the rows get the pages on which their pieces are.
fn printed(
    material: &Material,
    rows: &mut [Row],
    (options, maker, without_preview): (Options, &Maker, &[Number]),
    evidence_list: Sha256,
    facts: &[u8],
    printing: Printing,
) -> Result<Vec<Part>> {
    let Printing { fonts, missing, sizes, making } = printing;
    let mut parts = Vec::new();
    let laid: Laid;
    {
        let mut told = Told::new(material, rows, &sizes, (options.lang, maker, without_preview), evidence_list);
        laid = pdf::lay_out(&mut told, fonts, missing)?;
        let path = |volume: usize| report_path(options.lang, volume, laid.volumes);
        let part = |volume, body| Part { role: "report", path: path(volume), body };
        match making {
            Making::Later => {
                parts.extend((0..laid.volumes).map(|v| part(v, Body::About(laid.about_bytes() / laid.volumes as u64))))
            }
            Making::Now { read, target, job } => laid.draw(&told, facts, read, job, &mut |volume, bytes| {
                parts.push(part(volume, Body::Kept(Arc::new(Kept::new(target, volume, &bytes)?))));
                Ok(())
            })?,
        }
    }
    for row in rows {
        if let Some(pages) = laid.page_numbers.get(&row.number) {
            row.page = pdf::told_pages(pages);
        }
    }
    Ok(parts)
}

fn report_path(lang: Lang, volume: usize, volumes: usize) -> String {
    let name = if lang == Lang::ZhCn { "证据报告" } else { "evidence-report" };
    if volumes == 1 { format!("data/{name}.pdf") } else { format!("data/{name}-{}.pdf", volume + 1) }
}

fn made(role: &'static str, path: &str, bytes: Vec<u8>) -> Part {
    Part { role, path: path.to_owned(), body: Body::Made(bytes) }
}

/// Hashes of the parts, with `base` taken off their paths.
fn hashes(parts: &[Part], base: &str) -> Result<Hashes> {
    let mut out = Hashes::new();
    for p in parts {
        let path = p.path.strip_prefix(base).unwrap_or(&p.path).to_owned();
        if out.insert(path, p.body.sha256()).is_some() {
            return Err(Error::new(Code::Internal).with("reason", format!("two files called {}", p.path)));
        }
    }
    Ok(out)
}

fn custody(lines: &[String]) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(lines.iter().map(|l| l.len() + 1).sum());
    for line in lines {
        if line.contains('\n') {
            return Err(Error::new(Code::Internal).with("reason", "a custody line holds a line end"));
        }
        out.extend_from_slice(line.as_bytes());
        out.push(b'\n');
    }
    Ok(out)
}

/// Labels and values of ours alone: a word of the user could break the header syntax (RFC 8493 section 2.2.2).
fn bag_info(material: &Material, maker: &Maker, (bytes, files): (u64, usize)) -> String {
    let app: String = maker.app.chars().filter(|c| !c.is_control()).collect();
    let day: String = maker.at.local().chars().take(10).collect();
    format!(
        "Bag-Software-Agent: {app}\nBagging-Date: {day}\nExternal-Identifier: {id}\nLiuzheng-Format: {FORMAT}\n\
         Payload-Oxum: {bytes}.{files}\n",
        id = material.case.id,
    )
}
