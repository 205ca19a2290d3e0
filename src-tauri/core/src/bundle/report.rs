//! The report for people: one HTML file that prints on A4, and the rows that it shares with the evidence list.
//!
//! Every word of the case can be hostile. The template engine escapes, `<bdi>` keeps bidi overrides inside their
//! field, and the page carries a policy under which nothing but pictures of the bundle loads and nothing runs.

use askama::Template;
use serde_json::Value;

use super::asked::{self, PaperText};
use super::conversations::{self, Piece};
use super::facts::ChainEnd;
use super::{FORMAT, Maker, Material, Options};
use super::{following, going, told};
use crate::error::{Code, Error, Result};
use crate::model::{Evidence, Identifier, Lang, Number, Sha256, Stamp, TimeSource, Times};
use crate::words;

/// A piece of evidence in words, empty places marked by `-`.
pub struct Row {
    pub number: String,
    pub name: String,
    pub kind: String,
    pub source: String,
    pub proves: String,
    pub summary: String,
    pub carrier: String,
    pub page: String,
    pub note: String,
    pub original_name: String,
    /// Relative to the bag's root.
    pub file: String,
    pub bytes: u64,
    pub sha256: String,
    pub shown: String,
    pub file_name: String,
    pub exif: String,
    pub file_time: String,
    pub imported: String,
    /// `data/`-relative address, when a browser shows the picture.
    pub picture: Option<String>,
    /// Too long a picture to be read at the size of a page.
    pub tall: bool,
    /// `data/`-relative address, when a browser opens the file without running anything.
    pub link: Option<String>,
    pub hash_groups: Vec<String>,
    /// With its unit; empty when nothing is in the bundle for it.
    pub size: String,
    /// Of a piece whose original stays out: what is in its place.
    pub masked: Option<String>,
    /// Hash of the original, where `sha256` is that of a copy.
    pub parent: Option<String>,
}

/// What goes in for it is a picture that a browser shows, and this app could decode within its limits.
pub fn has_picture(material: &Material, e: &Evidence) -> bool {
    if material.is_withheld(e) {
        return material.copy(e).is_some();
    }
    let shown = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp"];
    e.media.preview && shown.contains(&e.media.media_type.as_str())
}

/// `tz`: offset of the place of making, for moments that come without one.
pub fn rows(material: &Material, lang: Lang, tz: &str) -> Vec<Row> {
    let times = |e: &Evidence| Times::of(e, material.name_times.get(&e.number), tz);
    material.evidence.iter().map(|e| row(material, e, &times(e), lang)).collect()
}

fn row(material: &Material, e: &Evidence, times: &Times, lang: Lang) -> Row {
    let word = |key: &str| words::word(lang, "report", key);
    let term = |key: String| words::word(lang, "terms", &key);
    let or_dash = |text: &str| if text.trim().is_empty() { "-".to_owned() } else { text.to_owned() };
    let f = &e.facts;
    let kind = f.kind.map(|k| term(format!("kind.{}", k.as_str())));
    let told = [&f.source_platform, &f.source_app, &f.source_device, &f.captured_by];
    let mut source: Vec<String> = told.into_iter().filter(|s| !s.trim().is_empty()).cloned().collect();
    source.push(term(format!("origin.{}", e.origin.as_str())));
    let class = e.media.media_type.split('/').next().unwrap_or_default();
    let class = if words::has(lang, "report", &format!("media.{class}")) { class } else { "other" };
    let mut summary = vec![word(&format!("media.{class}"))];
    if let Some(at) = &f.shown_at {
        summary.push(words::phrase(lang, "report", "summary.shown", [("at", at.local())]));
    }
    let time = |source| times.get(source).map_or_else(|| "-".to_owned(), |t| told::local(&t.at, lang));
    let unknown = f.shown_unknown && f.shown_at.is_none();
    let file = material.original(e).or_else(|| material.copy_file(e));
    let address = file.as_ref().map(|f| f.strip_prefix("data/").unwrap_or(f).to_owned());
    let opens = ["image", "video", "audio"].contains(&class) || e.media.media_type == "application/pdf";
    let what = match (material.is_withheld(e), material.copy(e)) {
        (false, _) => "file",
        (true, None) => "absent",
        (true, Some(copy)) if copy.boxes == 0 => "plain",
        (true, Some(_)) => "masked",
    };
    let copied = material.copy(e).and_then(|c| c.body.sha256());
    let sha256 = copied.unwrap_or(e.sha256).hex();
    let bytes = if file.is_some() { material.going_bytes(e) } else { e.size };
    let pixels = material.copy(e).map(|c| (c.width, c.height)).or_else(|| e.media.width.zip(e.media.height));
    Row {
        number: e.number.to_string(),
        name: match (f.title.trim().is_empty(), e.name.is_empty()) {
            (false, _) => f.title.clone(),
            (true, false) => e.name.clone(),
            (true, true) => kind.clone().unwrap_or_else(|| word(&format!("media.{class}"))),
        },
        kind: match kind {
            Some(kind) => words::phrase(lang, "report", "kind.electronic_with", [("kind", kind)]),
            None => word("kind.electronic"),
        },
        source: source.join(&word("separator")),
        proves: or_dash(&f.proves),
        summary: summary.join(&word("separator")),
        carrier: told::carrier(f, what, lang),
        page: "-".to_owned(),
        note: or_dash(&f.note),
        original_name: or_dash(&e.name),
        bytes,
        hash_groups: groups(&sha256),
        sha256,
        shown: if unknown { word("shown_unknown") } else { time(TimeSource::Shown) },
        file_name: time(TimeSource::FileName),
        exif: time(TimeSource::Exif),
        file_time: time(TimeSource::File),
        imported: time(TimeSource::Imported),
        tall: pixels.is_some_and(|(w, h)| h / 4 > w),
        picture: address.clone().filter(|_| has_picture(material, e)),
        link: address.filter(|_| opens),
        size: if file.is_some() { size(bytes) } else { String::new() },
        file: file.unwrap_or_else(|| "-".to_owned()),
        masked: going::told(material, e, lang),
        parent: copied.map(|_| e.sha256.hex()),
    }
}

/// File and hash of a piece; where a copy stands for it, of the original too, which is not there.
pub fn hash_lines(r: &Row, lang: Lang) -> Vec<(String, String)> {
    let absent = |sha256: &str| {
        let number = [("number", r.number.clone())];
        (words::phrase(lang, "report", "hashes.withheld", number), sha256.to_owned())
    };
    match (&r.parent, r.file.as_str()) {
        (_, "-") => vec![absent(&r.sha256)],
        (None, file) => vec![(file.to_owned(), r.sha256.clone())],
        (Some(parent), file) => vec![(file.to_owned(), r.sha256.clone()), absent(parent)],
    }
}

fn groups(hex: &str) -> Vec<String> {
    hex.as_bytes().chunks(8).map(|c| String::from_utf8_lossy(c).into_owned()).collect()
}

pub fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{:.1} KB", bytes as f64 / 1024.0),
        1_048_576..1_073_741_824 => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
        _ => format!("{:.2} GB", bytes as f64 / 1_073_741_824.0),
    }
}

/// A labelled fact of the cover. `mono`: digits to compare by eye.
pub struct Fact {
    pub label: String,
    /// Parts that stand apart for the eye and are copied as one.
    pub value: Vec<String>,
    pub note: String,
    pub mono: bool,
    pub wide: bool,
}

pub struct CustodyRow {
    pub seq: String,
    pub at: String,
    pub event: String,
    pub evidence: String,
    pub hash: String,
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    lang: Lang,
    title: &'a str,
    facts: Vec<Fact>,
    note: &'a str,
    notice: Option<String>,
    left_out: Vec<(String, String)>,
    hashes: Vec<(String, String)>,
    fingerprint: Vec<String>,
    rows: &'a [Row],
    events: Vec<told::Event>,
    talks: Vec<told::Talk>,
    is_asked: bool,
    demands: Vec<asked::Line>,
    steps: Vec<asked::Step>,
    items: Vec<asked::Item>,
    items_title: String,
    paper: Option<&'a PaperText>,
    pieces: Vec<Piece<'a>>,
    custody_first: Vec<CustodyRow>,
    custody_last: Vec<CustodyRow>,
    custody_left_out: u64,
    chain: ChainEnd,
    made_at: String,
    clock_set: bool,
    app: &'a str,
    format: &'a str,
    counts: String,
}

impl Page<'_> {
    fn w(&self, key: &str) -> String {
        words::word(self.lang, "report", key)
    }
}

/// `evidence_list`: hash of data/evidence.sha256, whose first half is the fingerprint.
pub fn html(
    material: &Material,
    rows: &[Row],
    without_preview: &[Number],
    evidence_list: &Sha256,
    options: Options,
    maker: &Maker,
) -> Result<Vec<u8>> {
    let lang = options.lang;
    let chain = ChainEnd::of(&material.custody);
    let (first, last) = extract(&material.custody);
    let page = Page {
        lang,
        title: &material.case.facts.title,
        facts: facts(material, lang),
        note: material.case.facts.note.trim(),
        notice: going::notice(material, lang),
        left_out: going::left_out(material, without_preview, lang),
        hashes: rows.iter().flat_map(|r| hash_lines(r, lang)).collect(),
        fingerprint: evidence_list.fingerprint().split(' ').map(str::to_owned).collect(),
        rows,
        events: told::events(material, lang),
        talks: told::talks(material, lang),
        is_asked: material.asked.is_told(),
        demands: asked::demands(&material.asked, lang),
        steps: asked::steps(material, lang),
        items: asked::items(&material.asked, lang),
        items_title: items_title(material, lang),
        paper: material.asked.paper.as_ref(),
        pieces: conversations::pieces(material, rows, lang),
        custody_left_out: chain.entries - (first.len() + last.len()) as u64,
        custody_first: first.iter().map(|line| custody_row(line, lang)).collect(),
        custody_last: last.iter().map(|line| custody_row(line, lang)).collect(),
        chain,
        made_at: maker.at.local(),
        clock_set: maker.clock_set,
        app: &maker.app,
        format: FORMAT,
        counts: counts(material, lang),
    };
    let text = page.render().map_err(|e| Error::new(Code::Internal).with("reason", "report").because(e))?;
    Ok(text.into_bytes())
}

fn items_title(material: &Material, lang: Lang) -> String {
    let id = material.asked.completeness.as_ref().map_or("", |l| l.channel.as_str());
    let channel = material.asked.channel_name(id, lang).to_owned();
    words::phrase(lang, "report", "asked.items", [("channel", channel)])
}

/// How much there is, in words.
pub fn counts(material: &Material, lang: Lang) -> String {
    let counts = [
        ("evidence", material.evidence.len().to_string()),
        ("size", size(material.evidence.iter().map(|e| material.going_bytes(e)).sum())),
        ("custody", material.custody.len().to_string()),
    ];
    words::phrase(lang, "report", "cover.counts", counts)
}

/// Entries printed from either end of a long chain.
const EXTRACT: usize = 30;

pub fn extract(lines: &[String]) -> (&[String], &[String]) {
    if lines.len() <= 2 * EXTRACT { (lines, &[]) } else { (&lines[..EXTRACT], &lines[lines.len() - EXTRACT..]) }
}

pub fn facts(material: &Material, lang: Lang) -> Vec<Fact> {
    let f = &material.case.facts;
    let label = |key: &str| words::word(lang, "report", &format!("cover.{key}"));
    let term = |key: String| words::word(lang, "terms", &key);
    let plain = |key: &str, value: String| Fact {
        label: label(key),
        value: vec![value],
        note: String::new(),
        mono: false,
        wide: false,
    };
    let mut out = Vec::new();
    let mut platform = term(format!("platform.{}", f.platform.as_str()));
    if let Some(kind) = f.seller_type {
        platform = format!(
            "{platform}{}{}",
            words::word(lang, "report", "comma"),
            term(format!("seller_type.{}", kind.as_str()))
        );
    }
    out.extend(asked::complainant(&material.asked.own, lang));
    out.push(plain("platform", platform));
    if !f.seller.trim().is_empty() {
        out.push(plain("seller", f.seller.clone()));
    }
    if !f.goods.trim().is_empty() {
        out.push(plain("goods", f.goods.clone()));
    }
    if let Some(amount) = f.amount_fen {
        out.push(plain("amount", amount.shown()));
    }
    for (key, when) in [("ordered", &f.ordered_at), ("paid", &f.paid_at), ("received", &f.received_at)] {
        if let Some(when) = when {
            out.push(Fact { mono: true, ..plain(key, when.local()) });
        }
    }
    out.push(plain("status", term(format!("status.{}", f.status.as_str()))));
    out.extend(following::told(material, lang));
    out.extend(material.identifiers.iter().map(|i| number(i, material.groups.get(&i.id), lang)));
    out
}

/// As it was typed; cut into groups unless that would show another text.
fn number(i: &Identifier, groups: Option<&Vec<String>>, lang: Lang) -> Fact {
    let provider = i.provider.map(|p| words::word(lang, "terms", &format!("provider.{}", p.as_str())));
    let note: Vec<String> = provider.into_iter().chain((!i.note.trim().is_empty()).then(|| i.note.clone())).collect();
    Fact {
        label: words::word(lang, "terms", &format!("identifier.{}", i.kind.as_str())),
        value: groups.filter(|g| g.concat() == i.value).cloned().unwrap_or_else(|| vec![i.value.clone()]),
        note: note.join(&words::word(lang, "report", "comma")),
        mono: true,
        wide: true,
    }
}

pub fn custody_row(line: &str, lang: Lang) -> CustodyRow {
    let entry: Value = serde_json::from_str(line).unwrap_or_default();
    let text = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or("-").to_owned();
    CustodyRow {
        seq: entry.get("seq").and_then(Value::as_u64).map_or_else(|| "-".to_owned(), |n| n.to_string()),
        at: Stamp { at: text("at"), tz: text("tz") }.local(),
        event: words::word(lang, "terms", &format!("event.{}", text("event"))),
        evidence: text("evidence"),
        hash: text("hash").chars().take(16).collect(),
    }
}
