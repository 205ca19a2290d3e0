//! `event`, `talk` and `timeline`: what happened, what was spoken, and both among the evidence.

use clap::{Args, Subcommand};
use liuzheng_core::api::{DisputeDraft, DisputeView, LinkView, TalkDraft, TalkView, TimelineEntry, TimelineRow};
use liuzheng_core::error::Result;
use liuzheng_core::model::{CaseId, DisputeId, DisputeKind, EvidenceId, Fen, Lang, TalkId};
use liuzheng_core::words;
use serde::Serialize;
use serde_json::{Value, json};

use crate::evidence::with_evidence_id;
use crate::filing::filing_line;
use crate::output::{Done, Output};
use crate::{Place, parsed};

#[derive(Subcommand)]
pub enum EventCommand {
    /// Note something that happened
    Add {
        case: String,
        /// When: 2026-11-03, "2026-11-03 14:02", or RFC 3339
        #[arg(long, value_name = "T")]
        at: String,
        /// ordered, paid, shipped, received, inspected, discovered, confirmed (receipt), complained (first time to the
        /// seller), answered, refused, return_requested, return_received, platform_joined, platform_decided, refunded, filed,
        /// repair_started, clue_found (by the authority, in mediation), other
        #[arg(long, default_value = "other")]
        kind: String,
        #[command(flatten)]
        told: EventArgs,
    },
    /// List what happened, oldest first
    List { case: String },
    /// Change an event; what is not given stays
    Edit {
        id: String,
        #[arg(long, value_name = "T")]
        at: Option<String>,
        #[arg(long)]
        kind: Option<String>,
        #[command(flatten)]
        told: EventArgs,
    },
    /// Remove events; the evidence that they name stays
    Remove {
        #[arg(required = true)]
        ids: Vec<String>,
    },
}

#[derive(Args)]
pub struct EventArgs {
    /// What happened, in your words
    #[arg(long)]
    pub what: Option<String>,
    #[arg(long)]
    pub note: Option<String>,
    /// In yuan: 20.00; empty: none
    #[arg(long)]
    pub amount: Option<String>,
    /// Ids of the evidence that shows it, with commas or given more than once; empty: none
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub evidence: Option<Vec<String>>,
}

#[derive(Subcommand)]
pub enum TalkCommand {
    /// Note a talk with the other side
    Add {
        case: String,
        #[arg(long, value_name = "T")]
        at: String,
        /// platform_chat, wechat, phone, email, letter, other
        #[arg(long)]
        way: String,
        #[command(flatten)]
        told: TalkArgs,
    },
    /// List the negotiation log, oldest first
    List { case: String },
    /// Change an entry; what is not given stays
    Edit {
        id: String,
        #[arg(long, value_name = "T")]
        at: Option<String>,
        #[arg(long)]
        way: Option<String>,
        #[command(flatten)]
        told: TalkArgs,
    },
    /// Remove entries; the evidence that they name stays
    Remove {
        #[arg(required = true)]
        ids: Vec<String>,
    },
}

#[derive(Args)]
pub struct TalkArgs {
    /// With whom
    #[arg(long)]
    pub with: Option<String>,
    /// What was said
    #[arg(long)]
    pub said: Option<String>,
    /// What was answered
    #[arg(long)]
    pub answer: Option<String>,
    /// Ids of the evidence that shows it, with commas or given more than once; empty: none
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub evidence: Option<Vec<String>>,
}

pub fn event(place: &Place, command: &EventCommand, out: &Output) -> Result<Done> {
    match command {
        EventCommand::Add { case, at, kind, told } => {
            let blank = DisputeDraft {
                kind: parsed(kind)?,
                at: place.time(at)?,
                what: String::new(),
                note: String::new(),
                amount_fen: None,
                evidence: Vec::new(),
            };
            let view = place.open()?.dispute_add(&parsed(case)?, &told.put(blank)?)?;
            out.value(&named(&view, "event"), || view.id.to_string());
        }
        EventCommand::List { case } => {
            let all = place.read()?.disputes(&parsed(case)?)?;
            let rows: Vec<Value> = all.iter().map(|d| named(d, "event")).collect();
            out.value(&json!({ "events": rows }), || lines(all.iter().map(|d| event_line(d, out.lang))));
        }
        EventCommand::Edit { id, at, kind, told } => {
            let id: DisputeId = parsed(id)?;
            let session = place.open()?;
            let mut draft = event_draft(&session.dispute(id)?);
            if let Some(t) = at {
                draft.at = place.time(t)?;
            }
            if let Some(k) = kind {
                draft.kind = parsed::<DisputeKind>(k)?;
            }
            let view = session.dispute_edit(id, &told.put(draft)?)?;
            out.value(&named(&view, "event"), || view.id.to_string());
        }
        EventCommand::Remove { ids } => {
            let ids: Vec<DisputeId> = ids.iter().map(|i| parsed(i)).collect::<Result<_>>()?;
            let session = place.open()?;
            ids.iter().try_for_each(|id| session.dispute_remove(*id).map(|_| ()))?;
            out.value(&json!({ "removed": ids }), || ids.len().to_string());
        }
    }
    Ok(Done::Fine)
}

pub fn talk(place: &Place, command: &TalkCommand, out: &Output) -> Result<Done> {
    match command {
        TalkCommand::Add { case, at, way, told } => {
            let blank = TalkDraft {
                at: place.time(at)?,
                who: String::new(),
                way: parsed(way)?,
                said: String::new(),
                answer: String::new(),
                evidence: Vec::new(),
            };
            let view = place.open()?.talk_add(&parsed(case)?, &told.put(blank)?)?;
            out.value(&named(&view, "talk"), || view.id.to_string());
        }
        TalkCommand::List { case } => {
            let all = place.read()?.talks(&parsed(case)?)?;
            let rows: Vec<Value> = all.iter().map(|t| named(t, "talk")).collect();
            out.value(&json!({ "talks": rows }), || lines(all.iter().map(|t| talk_line(t, out.lang))));
        }
        TalkCommand::Edit { id, at, way, told } => {
            let id: TalkId = parsed(id)?;
            let session = place.open()?;
            let mut draft = talk_draft(&session.talk(id)?);
            if let Some(t) = at {
                draft.at = place.time(t)?;
            }
            if let Some(w) = way {
                draft.way = parsed(w)?;
            }
            let view = session.talk_edit(id, &told.put(draft)?)?;
            out.value(&named(&view, "talk"), || view.id.to_string());
        }
        TalkCommand::Remove { ids } => {
            let ids: Vec<TalkId> = ids.iter().map(|i| parsed(i)).collect::<Result<_>>()?;
            let session = place.open()?;
            ids.iter().try_for_each(|id| session.talk_remove(*id).map(|_| ()))?;
            out.value(&json!({ "removed": ids }), || ids.len().to_string());
        }
    }
    Ok(Done::Fine)
}

/// Each row: `type` (evidence, event, talk, case), `day`, and what it is.
pub fn timeline(place: &Place, case: &str, out: &Output) -> Result<Done> {
    let case: CaseId = parsed(case)?;
    let page = place.read()?.timeline_page(&case, 0, u32::MAX)?;
    let rows: Vec<Value> = page.rows.iter().map(in_json).collect();
    out.value(&json!({ "timeline": rows }), || lines(page.rows.iter().map(|r| row_line(r, out.lang))));
    Ok(Done::Fine)
}

impl EventArgs {
    fn put(&self, mut draft: DisputeDraft) -> Result<DisputeDraft> {
        for (given, field) in [(&self.what, &mut draft.what), (&self.note, &mut draft.note)] {
            if let Some(text) = given {
                field.clone_from(text);
            }
        }
        if let Some(amount) = &self.amount {
            draft.amount_fen = if amount.is_empty() { None } else { Some(Fen::read(amount)?) };
        }
        if let Some(ids) = &self.evidence {
            draft.evidence = pieces(ids)?;
        }
        Ok(draft)
    }
}

impl TalkArgs {
    fn put(&self, mut draft: TalkDraft) -> Result<TalkDraft> {
        for (given, field) in
            [(&self.with, &mut draft.who), (&self.said, &mut draft.said), (&self.answer, &mut draft.answer)]
        {
            if let Some(text) = given {
                field.clone_from(text);
            }
        }
        if let Some(ids) = &self.evidence {
            draft.evidence = pieces(ids)?;
        }
        Ok(draft)
    }
}

pub fn pieces(ids: &[String]) -> Result<Vec<EvidenceId>> {
    ids.iter().filter(|id| !id.is_empty()).map(|id| parsed(id)).collect()
}

fn ids(links: &[LinkView]) -> Vec<EvidenceId> {
    links.iter().map(|l| l.evidence).collect()
}

fn event_draft(d: &DisputeView) -> DisputeDraft {
    DisputeDraft {
        kind: d.kind,
        at: d.at.clone(),
        what: d.what.clone(),
        note: d.note.clone(),
        amount_fen: d.amount_fen,
        evidence: ids(&d.evidence),
    }
}

fn talk_draft(t: &TalkView) -> TalkDraft {
    TalkDraft {
        at: t.at.clone(),
        who: t.who.clone(),
        way: t.way,
        said: t.said.clone(),
        answer: t.answer.clone(),
        evidence: ids(&t.evidence),
    }
}

/// The id under the name that the command line has for it.
pub fn named(view: &impl Serialize, name: &str) -> Value {
    let mut v = serde_json::to_value(view).unwrap_or_default();
    if let Some(map) = v.as_object_mut()
        && let Some(id) = map.remove("id")
    {
        map.insert(name.to_owned(), id);
    }
    v
}

fn in_json(row: &TimelineRow) -> Value {
    let (kind, mut v) = match &row.entry {
        TimelineEntry::Evidence { row } => ("evidence", with_evidence_id(row)),
        TimelineEntry::Event { event } => ("event", named(event, "event")),
        TimelineEntry::Talk { talk } => ("talk", named(talk, "talk")),
        TimelineEntry::Filing { filing } => ("filing", named(filing, "filing")),
        TimelineEntry::Case { kind, at } => ("case", json!({ "kind": kind, "at": at })),
    };
    v["type"] = json!(kind);
    v["day"] = json!(row.day);
    v
}

pub fn lines(all: impl Iterator<Item = String>) -> String {
    all.collect::<Vec<_>>().join("\n")
}

fn term(lang: Lang, key: &str) -> String {
    words::word(lang, "terms", key)
}

fn numbers(links: &[LinkView]) -> String {
    links.iter().map(|l| format!("  {}", l.number)).collect()
}

fn event_line(d: &DisputeView, lang: Lang) -> String {
    let kind = term(lang, &format!("dispute.{}", d.kind.as_str()));
    let amount = d.amount_fen.map(|f| format!("  {}", f.shown())).unwrap_or_default();
    format!("{:>6}  {}  {kind}  {}{amount}{}", d.id.0, d.at.local(), d.what, numbers(&d.evidence))
}

fn talk_line(t: &TalkView, lang: Lang) -> String {
    let way = term(lang, &format!("way.{}", t.way.as_str()));
    format!("{:>6}  {}  {way}  {}: {} / {}{}", t.id.0, t.at.local(), t.who, t.said, t.answer, numbers(&t.evidence))
}

fn row_line(row: &TimelineRow, lang: Lang) -> String {
    match &row.entry {
        TimelineEntry::Evidence { row: e } => {
            let source = term(lang, &format!("time.{}", e.times.best.as_str()));
            let name = if e.title.is_empty() { &e.name } else { &e.title };
            format!("{}  {}  {name}  ({source})", row.day, e.number)
        }
        TimelineEntry::Event { event } => format!("{}  {}", row.day, event_line(event, lang).trim_start()),
        TimelineEntry::Talk { talk } => format!("{}  {}", row.day, talk_line(talk, lang).trim_start()),
        TimelineEntry::Filing { filing } => format!("{}  {}", row.day, filing_line(filing, lang).trim_start()),
        TimelineEntry::Case { kind, at } => {
            format!("{}  {}  {}", row.day, term(lang, &format!("dispute.{}", kind.as_str())), at.local())
        }
    }
}
