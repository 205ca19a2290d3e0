//! The complainant's own data: kept once, and let out only where a channel asks for it or where it was ticked.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::case::words;
use super::{FieldId, Paper};

words! {
    /// A part of the complainant's own data. Its name is `own.<word>` of `filing.json`.
    OwnField, "field" { Name = "name", Phone = "phone", Address = "address", IdNumber = "id_number" }
}

/// Empty: not told.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export, export_to = "types.ts")]
pub struct OwnData {
    pub name: String,
    pub phone: String,
    pub address: String,
    pub id_number: String,
}

impl OwnData {
    pub fn get(&self, field: OwnField) -> &str {
        match field {
            OwnField::Name => &self.name,
            OwnField::Phone => &self.phone,
            OwnField::Address => &self.address,
            OwnField::IdNumber => &self.id_number,
        }
    }

    pub fn set(&mut self, field: OwnField, value: &str) {
        let place = match field {
            OwnField::Name => &mut self.name,
            OwnField::Phone => &mut self.phone,
            OwnField::Address => &mut self.address,
            OwnField::IdNumber => &mut self.id_number,
        };
        value.clone_into(place);
    }

    /// Those of `fields` that are told, in the order of the form.
    pub fn told(&self, fields: &[OwnField]) -> Vec<OwnField> {
        let told = |f: &&OwnField| fields.contains(*f) && !self.get(**f).is_empty();
        OwnField::ALL.iter().filter(told).copied().collect()
    }

    /// Without all but `fields`.
    pub fn only(&self, fields: &[OwnField]) -> OwnData {
        let mut out = OwnData::default();
        for field in self.told(fields) {
            out.set(field, self.get(field));
        }
        out
    }
}

impl OwnField {
    /// The box of a form that asks for it.
    pub fn asked_by(field: FieldId) -> Option<OwnField> {
        Some(match field {
            FieldId::ComplainantName => OwnField::Name,
            FieldId::ComplainantPhone => OwnField::Phone,
            FieldId::ComplainantAddress => OwnField::Address,
            FieldId::ComplainantId => OwnField::IdNumber,
            _ => return None,
        })
    }
}

/// What is asked of the complainant for a paper with these boxes. A letter asks for a name and a way to answer.
pub fn asked_of_complainant(paper: Paper, boxes: impl Iterator<Item = FieldId>) -> Vec<OwnField> {
    let mut out = match paper {
        Paper::Complaint | Paper::Report => boxes.filter_map(OwnField::asked_by).collect(),
        Paper::DiscloseSeller | Paper::KeepRecords => vec![OwnField::Name, OwnField::Phone],
    };
    out.sort_by_key(|f| OwnField::ALL.iter().position(|a| a == f));
    out.dedup();
    out
}
