//! Numbers of a case. The custody log says that a number of some kind came or went, never which.

use serde_json::json;

use super::convert::{check_text, identifier_view};
use super::{CaseView, IdentifierDraft, IdentifierView, Session};
use crate::error::{Error, Result};
use crate::model::{CaseId, Event, Identifier, IdentifierId, Stamp, normalize_identifier};

impl Session {
    pub fn identifier_add(&self, case: &CaseId, draft: &IdentifierDraft) -> Result<CaseView> {
        let by = self.by();
        let new = from_draft(IdentifierId(0), case, draft, by.at.clone())?;
        self.vault.write(|tx| {
            tx.read().case(case)?;
            tx.insert_identifier(&new)?;
            tx.log(&by, case, Event::IdentifierAdded, None, None, json!({ "kind": new.kind }))
        })?;
        self.case_get(case)
    }

    pub fn identifier_edit(&self, id: IdentifierId, draft: &IdentifierDraft) -> Result<CaseView> {
        let by = self.by();
        let case = self.vault.write(|tx| {
            let old = tx.read().identifier(id)?;
            let new = from_draft(id, &old.case, draft, old.added.clone())?;
            if new != old {
                tx.update_identifier(&new)?;
                tx.log(&by, &old.case, Event::IdentifierEdited, None, None, json!({ "kind": new.kind }))?;
            }
            Ok(old.case)
        })?;
        self.case_get(&case)
    }

    pub fn identifier_remove(&self, id: IdentifierId) -> Result<CaseView> {
        let by = self.by();
        let case = self.vault.write(|tx| {
            let old = tx.read().identifier(id)?;
            tx.delete_identifier(id)?;
            tx.log(&by, &old.case, Event::IdentifierRemoved, None, None, json!({ "kind": old.kind }))?;
            Ok(old.case)
        })?;
        self.vault.checkpoint()?;
        self.case_get(&case)
    }

    /// What the number looks like; nothing is stored.
    pub fn identifier_hints(&self, case: &CaseId, draft: &IdentifierDraft) -> Result<IdentifierView> {
        let facts = self.vault.read(|f| f.case(case))?.facts;
        let i = Identifier {
            id: IdentifierId(0),
            case: case.clone(),
            kind: draft.kind,
            provider: draft.provider,
            value: draft.value.clone(),
            normalized: normalize_identifier(&draft.value),
            note: String::new(),
            added: self.now(),
        };
        Ok(identifier_view(&i, &facts))
    }
}

fn from_draft(id: IdentifierId, case: &CaseId, draft: &IdentifierDraft, added: Stamp) -> Result<Identifier> {
    let normalized = normalize_identifier(&draft.value);
    if normalized.is_empty() {
        return Err(Error::invalid("value", &draft.value, "a number with at least one visible character"));
    }
    check_text("value", &draft.value)?;
    check_text("note", &draft.note)?;
    Ok(Identifier {
        id,
        case: case.clone(),
        kind: draft.kind,
        provider: draft.provider,
        value: draft.value.clone(),
        normalized,
        note: draft.note.clone(),
        added,
    })
}
