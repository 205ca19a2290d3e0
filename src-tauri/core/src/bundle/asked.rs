//! What is asked for, by whom, what was handed in, and what is there for it: as a bundle tells it. The complainant's own
//! data is only what was ticked for this bundle.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::Material;
use super::kept::Kept;
use super::report::Fact;
use crate::error::Result;
use crate::model::{Both, Checklist, ChecklistLine, Complaint, Filing, Lang, OwnData, OwnField};
use crate::words;

#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub own: OwnData,
    pub complaint: Complaint,
    /// Name of the basis that was chosen.
    pub basis: Option<Both>,
    /// Oldest first.
    pub filings: Vec<Filing>,
    /// Names of the channels that occur.
    pub channels: BTreeMap<String, Both>,
    /// In the language of the bundle.
    pub completeness: Option<Checklist>,
    pub paper: Option<PaperText>,
    /// Files below data/upload/, whose contents are made when the bundle is.
    pub upload: Vec<UploadPart>,
}

/// The complaint that goes with a bundle for a channel.
#[derive(Debug, Clone)]
pub struct PaperText {
    pub title: String,
    pub text: String,
    pub docx: Vec<u8>,
}

/// A file that is handed in beside the bundle. Derived; its list names the parents.
#[derive(Debug, Clone)]
pub struct UploadPart {
    /// Relative to the bag's root.
    pub path: String,
    pub body: UploadBody,
}

#[derive(Debug, Clone)]
pub enum UploadBody {
    Made(Vec<u8>),
    /// Waits in a file beside the target.
    Kept(Arc<Kept>),
    /// In a plan: so many bytes.
    About(u64),
}

impl UploadBody {
    /// Puts it into a file beside the target of the export, so that memory stays flat. `number`: from 0.
    pub fn keep(target: &Path, number: usize, bytes: &[u8]) -> Result<UploadBody> {
        Ok(UploadBody::Kept(Arc::new(Kept::new(target, AFTER_REPORTS + number, bytes)?)))
    }
}

/// Numbers of kept files below are those of the volumes of the report.
const AFTER_REPORTS: usize = 100_000;

impl Asked {
    pub fn channel_name<'a>(&'a self, id: &'a str, lang: Lang) -> &'a str {
        self.channels.get(id).map_or(id, |name| name.say(lang))
    }

    /// Anything to be told in a part of its own.
    pub fn is_told(&self) -> bool {
        self.complaint != Complaint::default() || !self.filings.is_empty() || self.completeness.is_some()
    }
}

/// The complainant, for the cover.
pub fn complainant(own: &OwnData, lang: Lang) -> Vec<Fact> {
    let fact = |field: OwnField| Fact {
        label: words::word(lang, "report", &format!("own.{}", field.as_str())),
        value: vec![own.get(field).to_owned()],
        note: String::new(),
        mono: matches!(field, OwnField::Phone | OwnField::IdNumber),
        wide: matches!(field, OwnField::Address),
    };
    own.told(OwnField::ALL).into_iter().map(fact).collect()
}

/// Label and value.
pub type Line = (String, String);

pub fn demands(asked: &Asked, lang: Lang) -> Vec<Line> {
    let (c, say) = (&asked.complaint, |key: &str| words::word(lang, "filing", key));
    let label = |key: &str| words::word(lang, "report", &format!("asked.{key}"));
    let mut out = Vec::new();
    let mut add = |key: &str, value: String| {
        if !value.is_empty() {
            out.push((label(key), value));
        }
    };
    add("cause", c.cause.map(|x| say(&format!("cause.{}", x.as_str()))).unwrap_or_default());
    let mut wanted: Vec<String> = c.demands.iter().map(|d| say(&format!("demand.{}", d.as_str()))).collect();
    wanted.extend((!c.demand.is_empty()).then(|| c.demand.clone()));
    add("demand", wanted.join(&say("draft.and")));
    add("amount", c.amount_fen.map(|f| f.shown()).unwrap_or_default());
    add("basis", asked.basis.as_ref().map(|b| b.say(lang).to_owned()).unwrap_or_default());
    add("seller_address", c.seller_address.clone());
    out
}

/// A step taken, in words.
pub struct Step {
    pub at: String,
    pub channel: String,
    pub number: String,
    pub what: String,
    pub note: String,
    pub evidence: Vec<String>,
}

pub fn steps(material: &Material, lang: Lang) -> Vec<Step> {
    let asked = &material.asked;
    let word = |key: &str| words::word(lang, "report", key);
    let step = |f: &Filing| {
        let mut channel = asked.channel_name(&f.channel, lang).to_owned();
        if let Some(paper) = f.paper {
            channel = format!("{channel} · {}", word(&format!("paper.{}", paper.as_str())));
        }
        let mut what = Vec::new();
        for (key, at) in [("accepted", &f.accepted_at), ("answered", &f.answered_at), ("ended", &f.ended_at)] {
            what.extend(at.as_ref().map(|at| format!("{} {}", word(&format!("asked.{key}")), at.local())));
        }
        what.extend(f.outcome.map(|o| words::word(lang, "filing", &format!("outcome.{}", o.as_str()))));
        what.extend((!f.answer.is_empty()).then(|| format!("{} {}", word("asked.answer"), f.answer)));
        what.extend(f.due.as_ref().map(|at| format!("{} {}", word("asked.due"), at.local())));
        Step {
            at: f.at.local(),
            channel,
            number: if f.number.is_empty() { "-".to_owned() } else { f.number.clone() },
            what: if what.is_empty() { "-".to_owned() } else { what.join("\n") },
            note: f.note.clone(),
            evidence: material.numbers(&f.evidence).iter().map(ToString::to_string).collect(),
        }
    };
    asked.filings.iter().map(step).collect()
}

/// A line of the checklist: whether it is there, what it is, and by what or why not.
pub struct Item {
    pub state: String,
    pub text: String,
    pub by: String,
}

pub fn items(asked: &Asked, lang: Lang) -> Vec<Item> {
    let Some(list) = &asked.completeness else { return Vec::new() };
    let say = |key: &str| words::word(lang, "filing", key);
    let groups = [("have", &list.have), ("missing", &list.missing), ("not_available", &list.not_available)];
    let of = |(key, lines): (&'static str, &Vec<ChecklistLine>)| -> Vec<Item> {
        let state = say(&format!("checklist.{key}"));
        let by = |l: &ChecklistLine| match (key, &l.reason) {
            ("have", _) => l.by.join(&say("draft.and")),
            (_, Some(reason)) => reason.clone(),
            _ => words::word(lang, "report", if l.required { "asked.usual" } else { "asked.helpful" }),
        };
        lines.iter().map(|l| Item { state: state.clone(), text: l.text.clone(), by: by(l) }).collect()
    };
    groups.into_iter().flat_map(of).collect()
}
