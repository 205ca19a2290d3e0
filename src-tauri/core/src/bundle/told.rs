//! What the user told, in the words of the report: events, the negotiation log, where the original lies.

use super::Material;
use crate::model::{EvidenceFacts, Fen, Lang, Stamp};
use crate::words;

pub struct Event {
    pub at: String,
    pub kind: String,
    pub what: String,
    pub note: String,
    pub amount: String,
    pub evidence: Vec<String>,
}

pub struct Talk {
    pub at: String,
    pub who: String,
    pub way: String,
    pub said: String,
    pub answer: String,
    pub evidence: Vec<String>,
}

pub fn events(material: &Material, lang: Lang) -> Vec<Event> {
    let numbers = |ids: &[_]| material.numbers(ids).iter().map(ToString::to_string).collect();
    let event = |d: &crate::model::Dispute| Event {
        at: d.at.local(),
        kind: words::word(lang, "terms", &format!("dispute.{}", d.kind.as_str())),
        what: or_dash(&d.what),
        note: d.note.clone(),
        amount: d.amount_fen.as_ref().map_or_else(|| "-".to_owned(), Fen::shown),
        evidence: numbers(&d.evidence),
    };
    material.disputes.iter().map(event).collect()
}

pub fn talks(material: &Material, lang: Lang) -> Vec<Talk> {
    let numbers = |ids: &[_]| material.numbers(ids).iter().map(ToString::to_string).collect();
    let talk = |t: &crate::model::Talk| Talk {
        at: t.at.local(),
        who: or_dash(&t.who),
        way: words::word(lang, "terms", &format!("way.{}", t.way.as_str())),
        said: or_dash(&t.said),
        answer: or_dash(&t.answer),
        evidence: numbers(&t.evidence),
    };
    material.talks.iter().map(talk).collect()
}

/// 原始载体: the device that was told for it, else the one the piece was captured with. `what`: what lies in the bundle,
/// `file`, `masked`, `plain` or `absent`.
pub fn carrier(f: &EvidenceFacts, what: &str, lang: Lang) -> String {
    let word = |key: &str| words::word(lang, "report", key);
    let told = [&f.carrier_device, &f.source_device].into_iter().find(|d| !d.trim().is_empty());
    let device = told.cloned().unwrap_or_else(|| word("carrier.untold"));
    let mut parts = vec![words::phrase(lang, "report", &format!("carrier.{what}"), [("device", device)])];
    parts.extend(f.carrier_kept.map(|k| word(&format!("carrier.kept.{}", k.as_str()))));
    if !f.carrier_note.trim().is_empty() {
        parts.push(f.carrier_note.clone());
    }
    parts.join(&word("separator"))
}

/// A time as people of its place read it. One without a zone says so; a day needs none.
pub fn local(s: &Stamp, lang: Lang) -> String {
    match (s.at.contains('T'), s.tz.is_empty()) {
        (true, _) => s.local(),
        (false, true) => format!("{}{}", s.at, words::word(lang, "report", "no_zone")),
        (false, false) => s.at.clone(),
    }
}

fn or_dash(text: &str) -> String {
    if text.trim().is_empty() { "-".to_owned() } else { text.to_owned() }
}
