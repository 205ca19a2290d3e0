//! The part of case.json that tells of the complaint: who, what for, the steps taken, and what is there for it.

use serde::Serialize;

use super::Material;
use crate::model::{Checklist, ChecklistLine, Complaint, Filing, Number, Outcome, OwnData, Paper, Stamp, When};

#[derive(Serialize)]
pub struct AskedFacts<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    complainant: Option<Complainant<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    complaint: Option<&'a Complaint>,
    filings: Vec<Step<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    completeness: Option<Completeness<'a>>,
}

/// Only what was ticked for this bundle.
#[derive(Serialize)]
struct Complainant<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    phone: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    address: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    id_number: &'a str,
}

/// A complaint or report that was handed in.
#[derive(Serialize)]
struct Step<'a> {
    channel: &'a str,
    paper: Option<Paper>,
    at: &'a When,
    number: &'a str,
    accepted_at: &'a Option<When>,
    answered_at: &'a Option<When>,
    answer: &'a str,
    ended_at: &'a Option<When>,
    outcome: Option<Outcome>,
    due: &'a Option<When>,
    note: &'a str,
    evidence: Vec<Number>,
    added: &'a Stamp,
}

/// The checklist of a channel, by the ids of its items.
#[derive(Serialize)]
struct Completeness<'a> {
    channel: &'a str,
    have: Vec<&'a str>,
    missing: Vec<Lacking<'a>>,
    not_available: Vec<Lacking<'a>>,
}

#[derive(Serialize)]
struct Lacking<'a> {
    item: &'a str,
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

impl<'a> AskedFacts<'a> {
    pub fn of(material: &'a Material) -> AskedFacts<'a> {
        let asked = &material.asked;
        AskedFacts {
            complainant: complainant(&asked.own),
            complaint: Some(&asked.complaint).filter(|c| **c != Complaint::default()),
            filings: asked.filings.iter().map(|f| step(material, f)).collect(),
            completeness: asked.completeness.as_ref().map(completeness),
        }
    }
}

fn complainant(own: &OwnData) -> Option<Complainant<'_>> {
    let told = Complainant { name: &own.name, phone: &own.phone, address: &own.address, id_number: &own.id_number };
    (*own != OwnData::default()).then_some(told)
}

fn step<'a>(material: &Material, f: &'a Filing) -> Step<'a> {
    Step {
        channel: &f.channel,
        paper: f.paper,
        at: &f.at,
        number: &f.number,
        accepted_at: &f.accepted_at,
        answered_at: &f.answered_at,
        answer: &f.answer,
        ended_at: &f.ended_at,
        outcome: f.outcome,
        due: &f.due,
        note: &f.note,
        evidence: material.numbers(&f.evidence),
        added: &f.added,
    }
}

fn completeness(list: &Checklist) -> Completeness<'_> {
    Completeness {
        channel: &list.channel,
        have: list.have.iter().map(|l| l.item.as_str()).collect(),
        missing: list.missing.iter().map(lacking).collect(),
        not_available: list.not_available.iter().map(lacking).collect(),
    }
}

fn lacking(l: &ChecklistLine) -> Lacking<'_> {
    Lacking { item: &l.item, required: l.required, reason: l.reason.as_deref() }
}
