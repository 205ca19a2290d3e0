//! `data/case.json`: the facts of a case for machines. Described by `docs/case.schema.json`.
//!
//! It never carries its own fingerprint. Money is an integer in 分; the five kinds of times stay apart.

use serde::Serialize;

use super::facts_asked::AskedFacts;
use super::{CUSTODY, FORMAT, Maker, Material, Previous, Since, Tokens};
use crate::error::{Code, Error, Result};
use crate::model::{
    CaseId, CaseStatus, DisputeKind, EvidenceKind, ExportMode, Fen, GENESIS, IdentifierKind, Kept, Lang, NamePattern,
    Number, Origin, Platform, Provider, SellerType, Sha256, Stamp, TimestampState, Way, When,
};

/// Said wherever a time of this computer is shown.
pub const CLOCK_NOTE: &str = "本机时间，未经第三方认证 / time of this computer, not certified by a third party";

#[derive(Serialize)]
struct File<'a> {
    format: &'a str,
    made: Made<'a>,
    lang: Lang,
    mode: ExportMode,
    case: Case<'a>,
    identifiers: Vec<Identifier<'a>>,
    evidence: Vec<Evidence<'a>>,
    events: Vec<Happened<'a>>,
    negotiation: Vec<Spoken<'a>>,
    #[serde(flatten)]
    asked: AskedFacts<'a>,
    series: Vec<Series<'a>>,
    left_out: LeftOut<'a>,
    timestamps: Timestamps<'a>,
    previous: Option<Earlier<'a>>,
    /// The last member: the scripts in a bundle look for it at the end of the file.
    custody: Custody<'a>,
}

/// What is not in the bundle, or can't be shown in its report.
#[derive(Serialize)]
struct LeftOut<'a> {
    /// Pieces whose originals stay out.
    withheld: Vec<Number>,
    /// Of those, the ones for which no copy is in the bundle.
    absent: Vec<Number>,
    /// Pictures that went in with nothing covered, as copies without metadata.
    unmasked: Vec<Number>,
    /// Members of this file that had words of the user.
    texts: Vec<&'a str>,
    unreadable: &'a [Number],
    without_preview: &'a [Number],
}

/// The bundle that this one goes on from, and what the log tells of the time since.
#[derive(Serialize)]
struct Earlier<'a> {
    fingerprint: &'a str,
    made: &'a Stamp,
    custody_entries: u64,
    added: Vec<Number>,
    removed: Vec<Number>,
    described: Vec<Number>,
}

/// As they stood when this was written; a token over this bundle comes after.
#[derive(Serialize)]
struct Timestamps<'a> {
    asked: bool,
    earlier: Vec<EarlierToken<'a>>,
    custody: Vec<CustodyToken>,
}

#[derive(Serialize)]
struct EarlierToken<'a> {
    fingerprint: &'a str,
    state: TimestampState,
}

#[derive(Serialize)]
struct CustodyToken {
    entry: u64,
    state: TimestampState,
}

#[derive(Serialize)]
struct Made<'a> {
    at: &'a str,
    tz: &'a str,
    app: &'a str,
    /// `system`, or `set` when `LIUZHENG_NOW` replaced it.
    clock: &'a str,
    note: &'a str,
}

#[derive(Serialize)]
struct Case<'a> {
    id: &'a CaseId,
    title: &'a str,
    platform: Platform,
    seller: &'a str,
    seller_type: Option<SellerType>,
    goods: &'a str,
    amount_fen: Option<Fen>,
    ordered_at: &'a Option<When>,
    paid_at: &'a Option<When>,
    received_at: &'a Option<When>,
    status: CaseStatus,
    note: &'a str,
    created: &'a Stamp,
}

#[derive(Serialize)]
struct Identifier<'a> {
    kind: IdentifierKind,
    provider: Option<Provider>,
    value: &'a str,
    normalized: &'a str,
    note: &'a str,
    added: &'a Stamp,
}

#[derive(Serialize)]
struct Evidence<'a> {
    number: Number,
    /// None: the original stays out; `sha256` and `size` are its own all the same.
    file: Option<String>,
    sha256: Sha256,
    size: u64,
    copy: Option<Copied<'a>>,
    media_type: &'a str,
    original_name: &'a str,
    origin: Origin,
    kind: Option<EvidenceKind>,
    title: &'a str,
    proves: &'a str,
    source: Source<'a>,
    carrier: Carrier<'a>,
    times: Times<'a>,
    pixels: Option<Pixels>,
    note: &'a str,
}

/// A picture made of the original's pixels alone, without what is covered.
#[derive(Serialize)]
struct Copied<'a> {
    file: String,
    /// None only in a plan.
    sha256: Option<Sha256>,
    size: u64,
    media_type: &'a str,
    parent_sha256: Sha256,
    pixels: Pixels,
    masks: usize,
    reasons: &'a [String],
}

/// A conversation that the user confirmed, in reading order.
#[derive(Serialize)]
struct Series<'a> {
    title: &'a str,
    pages: Vec<SeriesPage>,
}

#[derive(Serialize)]
struct SeriesPage {
    number: Number,
    /// Rows that the page before shows too; null: none were found, a page may be missing. Null for the first page.
    shared_rows: Option<u32>,
}

#[derive(Serialize)]
struct Source<'a> {
    platform: &'a str,
    app: &'a str,
    device: &'a str,
    captured_by: &'a str,
}

/// 原始载体: where the original lies.
#[derive(Serialize)]
struct Carrier<'a> {
    device: &'a str,
    kept: Option<Kept>,
    note: &'a str,
}

#[derive(Serialize)]
struct Times<'a> {
    shown: &'a Option<When>,
    shown_unknown: bool,
    exif: &'a Option<Stamp>,
    file_name: Option<NameTime<'a>>,
    file: &'a Option<Stamp>,
    imported: &'a Stamp,
}

#[derive(Serialize)]
struct NameTime<'a> {
    at: &'a str,
    tz: &'a str,
    pattern: NamePattern,
}

#[derive(Serialize)]
struct Happened<'a> {
    kind: DisputeKind,
    at: &'a When,
    what: &'a str,
    note: &'a str,
    amount_fen: Option<Fen>,
    evidence: Vec<Number>,
    added: &'a Stamp,
}

#[derive(Serialize)]
struct Spoken<'a> {
    at: &'a When,
    who: &'a str,
    way: Way,
    said: &'a str,
    answer: &'a str,
    evidence: Vec<Number>,
    added: &'a Stamp,
}

#[derive(Serialize)]
struct Pixels {
    width: u32,
    height: u32,
}

#[derive(Serialize)]
struct Custody<'a> {
    file: &'a str,
    entries: u64,
    /// Hash of the last entry; 64 zeros when there is none.
    head: &'a str,
}

/// Where a custody chain stands.
pub struct ChainEnd {
    pub entries: u64,
    pub head: String,
}

impl ChainEnd {
    pub fn of(lines: &[String]) -> ChainEnd {
        let head = lines.last().and_then(|line| {
            let entry: serde_json::Value = serde_json::from_str(line).ok()?;
            Some(entry.get("hash")?.as_str()?.to_owned())
        });
        ChainEnd { entries: lines.len() as u64, head: head.unwrap_or_else(|| GENESIS.to_owned()) }
    }
}

/// `without_preview`: pieces that the report names but can't show.
pub fn json(material: &Material, without_preview: &[Number], lang: Lang, maker: &Maker) -> Result<Vec<u8>> {
    let chain = ChainEnd::of(&material.custody);
    let c = &material.case;
    let file = File {
        format: FORMAT,
        made: Made {
            at: &maker.at.at,
            tz: &maker.at.tz,
            app: &maker.app,
            clock: if maker.clock_set { "set" } else { "system" },
            note: CLOCK_NOTE,
        },
        lang,
        mode: material.going.mode,
        case: Case {
            id: &c.id,
            title: &c.facts.title,
            platform: c.facts.platform,
            seller: &c.facts.seller,
            seller_type: c.facts.seller_type,
            goods: &c.facts.goods,
            amount_fen: c.facts.amount_fen,
            ordered_at: &c.facts.ordered_at,
            paid_at: &c.facts.paid_at,
            received_at: &c.facts.received_at,
            status: c.facts.status,
            note: &c.facts.note,
            created: &c.created,
        },
        identifiers: material.identifiers.iter().map(identifier).collect(),
        evidence: material.evidence.iter().map(|e| evidence(material, e)).collect(),
        events: material.disputes.iter().map(|d| happened(material, d)).collect(),
        negotiation: material.talks.iter().map(|t| spoken(material, t)).collect(),
        asked: AskedFacts::of(material),
        series: material.series.iter().map(|s| series(s, material)).collect(),
        left_out: LeftOut {
            withheld: material.going.withheld.keys().copied().collect(),
            absent: material.absent(),
            unmasked: material.unmasked(),
            texts: material.going.texts.iter().copied().collect(),
            unreadable: &material.going.unreadable,
            without_preview,
        },
        timestamps: timestamps(&material.going.tokens),
        previous: material.previous.as_ref().map(|p| earlier(material, p)),
        custody: Custody { file: CUSTODY, entries: chain.entries, head: &chain.head },
    };
    let mut out = serde_json::to_vec_pretty(&file)
        .map_err(|e| Error::new(Code::Internal).with("reason", "case.json").because(e))?;
    out.push(b'\n');
    Ok(out)
}

fn timestamps(tokens: &Tokens) -> Timestamps<'_> {
    let state = |came: bool| if came { TimestampState::Obtained } else { TimestampState::Pending };
    let earlier = tokens.earlier.iter().map(|(fingerprint, came)| EarlierToken { fingerprint, state: state(*came) });
    let custody = tokens.custody.iter().map(|(entry, came)| CustodyToken { entry: *entry, state: state(*came) });
    Timestamps { asked: tokens.asked, earlier: earlier.collect(), custody: custody.collect() }
}

fn earlier<'a>(material: &Material, p: &'a Previous) -> Earlier<'a> {
    let Since { added, removed, described } = material.since(p);
    let (fingerprint, made) = (p.fingerprint.as_str(), &p.made);
    Earlier { fingerprint, made, custody_entries: p.entries, added, removed, described }
}

fn identifier(i: &crate::model::Identifier) -> Identifier<'_> {
    Identifier {
        kind: i.kind,
        provider: i.provider,
        value: &i.value,
        normalized: &i.normalized,
        note: &i.note,
        added: &i.added,
    }
}

fn happened<'a>(material: &Material, d: &'a crate::model::Dispute) -> Happened<'a> {
    Happened {
        kind: d.kind,
        at: &d.at,
        what: &d.what,
        note: &d.note,
        amount_fen: d.amount_fen,
        evidence: material.numbers(&d.evidence),
        added: &d.added,
    }
}

fn spoken<'a>(material: &Material, t: &'a crate::model::Talk) -> Spoken<'a> {
    Spoken {
        at: &t.at,
        who: &t.who,
        way: t.way,
        said: &t.said,
        answer: &t.answer,
        evidence: material.numbers(&t.evidence),
        added: &t.added,
    }
}

fn series<'a>(s: &'a crate::model::Series, material: &Material) -> Series<'a> {
    let number = |id| material.evidence.iter().find(|e| e.id == id).map(|e| e.number);
    let pages = s
        .pages
        .iter()
        .filter_map(|p| Some(SeriesPage { number: number(p.evidence)?, shared_rows: p.overlap.map(|o| o.rows) }));
    Series { title: &s.title, pages: pages.collect() }
}

fn copied<'a>(material: &'a Material, e: &crate::model::Evidence) -> Option<Copied<'a>> {
    let (copy, file) = (material.copy(e)?, material.copy_file(e)?);
    Some(Copied {
        file,
        sha256: copy.body.sha256(),
        size: copy.body.size(),
        media_type: &copy.media_type,
        parent_sha256: e.sha256,
        pixels: Pixels { width: copy.width, height: copy.height },
        masks: copy.boxes,
        reasons: &copy.reasons,
    })
}

fn evidence<'a>(material: &'a Material, e: &'a crate::model::Evidence) -> Evidence<'a> {
    let name = material.name_times.get(&e.number);
    Evidence {
        number: e.number,
        file: material.original(e),
        sha256: e.sha256,
        size: e.size,
        copy: copied(material, e),
        media_type: &e.media.media_type,
        original_name: &e.name,
        origin: e.origin,
        kind: e.facts.kind,
        title: &e.facts.title,
        proves: &e.facts.proves,
        source: Source {
            platform: &e.facts.source_platform,
            app: &e.facts.source_app,
            device: &e.facts.source_device,
            captured_by: &e.facts.captured_by,
        },
        carrier: Carrier { device: &e.facts.carrier_device, kept: e.facts.carrier_kept, note: &e.facts.carrier_note },
        times: Times {
            shown: &e.facts.shown_at,
            shown_unknown: e.facts.shown_unknown,
            exif: &e.media.exif_at,
            file_name: name.map(|n| NameTime { at: &n.at.at, tz: &n.at.tz, pattern: n.pattern }),
            file: &e.file_at,
            imported: &e.imported,
        },
        pixels: e.media.width.zip(e.media.height).map(|(width, height)| Pixels { width, height }),
        note: &e.facts.note,
    }
}
