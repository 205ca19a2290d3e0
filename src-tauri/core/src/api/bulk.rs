//! Changes of many pieces at once: one transaction, a custody entry for each piece, one step to take back.
//!
//! What each piece was before is kept in the vault, so that undo gives every piece its own back, and only where nobody
//! has said something else since.

use serde_json::{Map, Value, json};

use super::cases::changed_fields;
use super::evidence::{check_facts, remove_one};
use super::sorting::{from_object, to_object};
use super::{BulkEdit, EvidenceChoice, Place, Session, StepView};
use crate::error::{Code, Error, Result};
use crate::model::{CaseId, Event, EvidenceFacts, EvidenceId};
use crate::vault::{Before, By, FactsTx, Moved};

impl Session {
    pub fn evidence_bulk_edit(&self, case: &CaseId, choice: &EvidenceChoice, edit: &BulkEdit) -> Result<StepView> {
        let mut edit = edit.clone();
        check_facts(&mut edit.facts)?;
        let set_to: Map<String, Value> = {
            let all = to_object(&edit.facts)?;
            let named = |field: &&str| all.get(*field).cloned();
            edit.fields.iter().map(|f| f.as_str()).filter_map(|f| Some((f.to_owned(), named(&f)?))).collect()
        };
        let by = self.by();
        self.vault.write(|tx| {
            let mut before = Vec::new();
            for id in tx.read().chosen(case, choice)? {
                let old = tx.read().evidence(id)?.facts;
                let mut new = old.clone();
                edit.apply(&mut new);
                let fields = describe(tx, &by, id, &old, &new)?;
                if !fields.is_empty() {
                    let old = to_object(&old)?;
                    let kept: Map<String, Value> = old.into_iter().filter(|(name, _)| fields.contains(name)).collect();
                    before.push(Before { evidence: id, before: Some(Value::Object(kept).to_string()) });
                }
            }
            let step = tx.note_step(case, "edit", Some(&Value::Object(set_to).to_string()), &by.at, &before)?;
            Ok(StepView { step, changed: count(before.len()) })
        })
    }

    /// Puts pieces together at a place of their case; they keep their order among themselves.
    pub fn evidence_place(&self, case: &CaseId, choice: &EvidenceChoice, to: Place) -> Result<StepView> {
        let by = self.by();
        self.vault.write(|tx| {
            let ids = tx.read().chosen(case, choice)?;
            let moved = tx.place_evidence(case, &ids, to)?;
            let changed = log_moves(tx, &by, &moved)?;
            let before: Vec<Before> = moved
                .iter()
                .map(|m| Before {
                    evidence: m.id,
                    before: Some(json!({ "behind": m.behind.map(|b| b.0), "place": m.from }).to_string()),
                })
                .collect();
            let step = tx.note_step(case, "move", None, &by.at, &before)?;
            Ok(StepView { step, changed })
        })
    }

    /// Gives every piece of a step its own back; returns how many are different now. A step is taken back once.
    pub fn step_undo(&self, step: i64) -> Result<u32> {
        let by = self.by();
        self.vault.write(|tx| {
            let (case, what, set_to) = tx.read().step(step)?;
            let before = tx.read().step_before(step)?;
            let changed = match set_to {
                Some(set_to) if what == "edit" => undo_edit(tx, &by, &set_to, &before)?,
                _ => undo_move(tx, &by, &case, &before)?,
            };
            tx.forget_step(step)?;
            Ok(changed)
        })
    }

    /// Facts first, in one transaction; then the bytes that nothing else uses. Returns the pieces that went.
    pub fn evidence_remove_chosen(&self, case: &CaseId, choice: &EvidenceChoice) -> Result<u32> {
        let by = self.by();
        let gone = self.vault.write(|tx| {
            let ids = tx.read().chosen(case, choice)?;
            for id in &ids {
                let e = tx.read().evidence(*id)?;
                remove_one(tx, &by, &e)?;
            }
            Ok(count(ids.len()))
        })?;
        self.vault.finish_erases()?;
        self.vault.checkpoint()?;
        Ok(gone)
    }
}

/// Writes and logs what differs; the names of it.
fn describe(tx: &FactsTx, by: &By, id: EvidenceId, old: &EvidenceFacts, new: &EvidenceFacts) -> Result<Vec<String>> {
    let fields = changed_fields(old, new)?;
    if !fields.is_empty() {
        tx.update_evidence(id, new)?;
        let e = tx.read().evidence(id)?;
        let detail = json!({ "fields": fields });
        tx.log(by, &e.case, Event::EvidenceDescribed, Some(e.number), Some(e.sha256), detail)?;
    }
    Ok(fields)
}

fn log_moves(tx: &FactsTx, by: &By, moved: &[Moved]) -> Result<u32> {
    let mut changed = 0;
    for m in moved.iter().filter(|m| m.from != m.to) {
        let e = tx.read().evidence(m.id)?;
        let detail = json!({ "from": m.from, "to": m.to });
        tx.log(by, &e.case, Event::EvidenceMoved, Some(e.number), Some(e.sha256), detail)?;
        changed += 1;
    }
    Ok(changed)
}

fn undo_edit(tx: &FactsTx, by: &By, set_to: &str, before: &[Before]) -> Result<u32> {
    let set_to = parse(set_to)?;
    let mut changed = 0;
    for b in before {
        let old = tx.read().evidence(b.evidence)?.facts;
        let mut new = to_object(&old)?;
        for (name, value) in parse(b.before.as_deref().unwrap_or("{}"))? {
            // What somebody has said since stays.
            if new.get(&name) == set_to.get(&name) {
                new.insert(name, value);
            }
        }
        changed += u32::from(!describe(tx, by, b.evidence, &old, &from_object(new)?)?.is_empty());
    }
    Ok(changed)
}

fn undo_move(tx: &FactsTx, by: &By, case: &CaseId, before: &[Before]) -> Result<u32> {
    let mut back = Vec::with_capacity(before.len());
    for b in before {
        let was = parse(b.before.as_deref().unwrap_or("{}"))?;
        let behind = was.get("behind").and_then(Value::as_i64).map(EvidenceId);
        back.push((was.get("place").and_then(Value::as_u64), b.evidence, behind));
    }
    back.sort_unstable();
    let back: Vec<_> = back.into_iter().map(|(_, id, behind)| (id, behind)).collect();
    log_moves(tx, by, &tx.place_back(case, &back)?)
}

fn parse(text: &str) -> Result<Map<String, Value>> {
    serde_json::from_str(text).map_err(|e| Error::new(Code::VaultDamaged).with("table", "step").because(e))
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
