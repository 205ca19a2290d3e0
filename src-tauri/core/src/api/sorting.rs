//! Lists of evidence beyond the page: counts of each filter, groups, ids of a range, what chosen pieces have in common.

use serde_json::Value;

use super::cases::changed_fields;
use super::{ChosenView, EvidenceChoice, EvidenceFilter, Facets, GroupRow, Session};
use crate::error::{Code, Error, Result};
use crate::model::{CaseId, EvidenceFacts, EvidenceId};
use crate::vault::Group;

/// Numbers named before "and more".
const NAMED: usize = 12;
/// Pieces looked at for what they have in common.
const LOOKED_AT: usize = 2000;

impl Session {
    pub fn evidence_facets(&self, case: &CaseId, filter: &EvidenceFilter) -> Result<Facets> {
        self.vault.read(|f| {
            let (first_day, last_day) = f.day_range(case, filter)?;
            Ok(Facets {
                total: f.evidence_count(case, filter)?,
                by_kind: f.kind_counts(case, filter)?,
                by_file: f.file_counts(case, filter)?,
                undescribed: f.undescribed_count(case, filter)?,
                first_day,
                last_day,
            })
        })
    }

    pub fn evidence_groups(&self, case: &CaseId, filter: &EvidenceFilter) -> Result<Vec<GroupRow>> {
        let groups = self.vault.read(|f| f.evidence_groups(case, filter))?;
        let row = |g: Group| GroupRow { key: g.key, count: g.count, first: g.first.map(|n| n.to_string()) };
        Ok(groups.into_iter().map(row).collect())
    }

    /// Ids of a part of a list, for a selection that reaches over pages.
    pub fn evidence_ids(
        &self,
        case: &CaseId,
        filter: &EvidenceFilter,
        from: u32,
        count: u32,
    ) -> Result<Vec<EvidenceId>> {
        self.vault.read(|f| f.evidence_ids(case, filter, from, count))
    }

    pub fn evidence_chosen(&self, case: &CaseId, choice: &EvidenceChoice) -> Result<ChosenView> {
        self.vault.read(|f| {
            let ids = f.chosen(case, choice)?;
            let mut view =
                ChosenView { count: choice.count, numbers: vec![], common: EvidenceFacts::default(), differ: vec![] };
            for (i, id) in ids.iter().take(LOOKED_AT).enumerate() {
                let e = f.evidence(*id)?;
                if i < NAMED {
                    view.numbers.push(e.number.to_string());
                }
                if i == 0 {
                    view.common = e.facts;
                } else {
                    let more = changed_fields(&view.common, &e.facts)?;
                    view.differ.extend(more);
                }
            }
            view.differ.sort();
            view.differ.dedup();
            if ids.len() > LOOKED_AT {
                view.differ = changed_names(&view.common)?;
            }
            view.common = without(&view.common, &view.differ)?;
            Ok(view)
        })
    }
}

/// Every member: of more pieces than were looked at nothing is claimed.
fn changed_names(facts: &EvidenceFacts) -> Result<Vec<String>> {
    Ok(to_object(facts)?.keys().cloned().collect())
}

fn without(facts: &EvidenceFacts, names: &[String]) -> Result<EvidenceFacts> {
    let (mut object, empty) = (to_object(facts)?, to_object(&EvidenceFacts::default())?);
    for name in names {
        object.insert(name.clone(), empty.get(name).cloned().unwrap_or(Value::Null));
    }
    from_object(object)
}

pub(super) fn to_object(facts: &EvidenceFacts) -> Result<serde_json::Map<String, Value>> {
    match serde_json::to_value(facts) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Ok(serde_json::Map::new()),
        Err(e) => Err(Error::new(Code::Internal).because(e)),
    }
}

pub(super) fn from_object(object: serde_json::Map<String, Value>) -> Result<EvidenceFacts> {
    serde_json::from_value(Value::Object(object)).map_err(|e| Error::new(Code::VaultDamaged).because(e))
}
