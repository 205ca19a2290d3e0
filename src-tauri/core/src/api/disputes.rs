//! What happened in a dispute, told by the user. The custody log says that an event of some kind came, changed or
//! went, never what it says.

use serde_json::json;

use super::cases::changed_fields;
use super::convert::{check_text, told_when};
use super::{DisputeDraft, DisputeView, LinkView, Session};
use crate::error::{Error, Result};
use crate::model::{CaseId, Dispute, DisputeId, Event, EvidenceId, Fen, Stamp};
use crate::vault::Facts;

impl Session {
    /// Oldest first.
    pub fn disputes(&self, case: &CaseId) -> Result<Vec<DisputeView>> {
        self.vault.read(|f| {
            f.case(case)?;
            let mut all = f.disputes_of(case)?;
            all.sort_by_key(|d| (d.at.local_text(), d.id));
            all.into_iter().map(|d| dispute_view(&f, d)).collect()
        })
    }

    pub fn dispute(&self, id: DisputeId) -> Result<DisputeView> {
        self.vault.read(|f| dispute_view(&f, f.dispute(id)?))
    }

    pub fn dispute_add(&self, case: &CaseId, draft: &DisputeDraft) -> Result<DisputeView> {
        let by = self.by();
        let new = from_draft(DisputeId(0), case, draft, by.at.clone())?;
        self.vault.write(|tx| {
            tx.read().case(case)?;
            own_pieces(&tx.read(), case, &new.evidence)?;
            let id = tx.insert_dispute(&new)?;
            let detail = json!({ "kind": new.kind, "evidence": new.evidence.len() });
            tx.log(&by, case, Event::DisputeAdded, None, None, detail)?;
            dispute_view(&tx.read(), tx.read().dispute(id)?)
        })
    }

    /// Only fields that differ are logged, by name; nothing differs: nothing is logged.
    pub fn dispute_edit(&self, id: DisputeId, draft: &DisputeDraft) -> Result<DisputeView> {
        let by = self.by();
        self.vault.write(|tx| {
            let old = tx.read().dispute(id)?;
            let new = from_draft(id, &old.case, draft, old.added.clone())?;
            own_pieces(&tx.read(), &old.case, &new.evidence)?;
            tx.update_dispute(&new)?;
            // Read back, links stand in the order of the case.
            let new = tx.read().dispute(id)?;
            let fields = changed_fields(&to_draft(&old), &to_draft(&new))?;
            if !fields.is_empty() {
                let detail = json!({ "kind": new.kind, "fields": fields });
                tx.log(&by, &old.case, Event::DisputeEdited, None, None, detail)?;
            }
            dispute_view(&tx.read(), new)
        })
    }

    /// Returns what was removed, so that it can be put back.
    pub fn dispute_remove(&self, id: DisputeId) -> Result<DisputeView> {
        let by = self.by();
        let removed = self.vault.write(|tx| {
            let old = tx.read().dispute(id)?;
            let view = dispute_view(&tx.read(), old.clone())?;
            tx.delete_dispute(id)?;
            tx.log(&by, &old.case, Event::DisputeRemoved, None, None, json!({ "kind": old.kind }))?;
            Ok(view)
        })?;
        self.vault.checkpoint()?;
        Ok(removed)
    }
}

fn from_draft(id: DisputeId, case: &CaseId, d: &DisputeDraft, added: Stamp) -> Result<Dispute> {
    check_text("what", &d.what)?;
    check_text("note", &d.note)?;
    if let Some(fen) = d.amount_fen
        && !(0..=Fen::MAX).contains(&fen.0)
    {
        return Err(Error::invalid("amount_fen", fen.0, "from 0 to 1000000000000"));
    }
    if d.kind == crate::model::DisputeKind::Other && d.what.trim().is_empty() {
        return Err(Error::invalid("what", "", "an event of another kind needs words"));
    }
    Ok(Dispute {
        id,
        case: case.clone(),
        kind: d.kind,
        at: told_when(&d.at)?,
        what: d.what.trim().to_owned(),
        note: d.note.trim().to_owned(),
        amount_fen: d.amount_fen,
        evidence: d.evidence.clone(),
        added,
    })
}

fn to_draft(d: &Dispute) -> DisputeDraft {
    DisputeDraft {
        kind: d.kind,
        at: d.at.clone(),
        what: d.what.clone(),
        note: d.note.clone(),
        amount_fen: d.amount_fen,
        evidence: d.evidence.clone(),
    }
}

/// A piece of another case can't be named.
pub(super) fn own_pieces(f: &Facts, case: &CaseId, evidence: &[EvidenceId]) -> Result<()> {
    for id in evidence {
        if f.evidence(*id)?.case != *case {
            return Err(Error::not_found("evidence", id));
        }
    }
    Ok(())
}

pub(super) fn dispute_view(f: &Facts, d: Dispute) -> Result<DisputeView> {
    Ok(DisputeView {
        evidence: links(f, &d.evidence)?,
        id: d.id,
        kind: d.kind,
        at: d.at,
        what: d.what,
        note: d.note,
        amount_fen: d.amount_fen,
        added: d.added,
    })
}

pub(super) fn links(f: &Facts, evidence: &[EvidenceId]) -> Result<Vec<LinkView>> {
    evidence
        .iter()
        .map(|id| {
            let e = f.evidence(*id)?;
            let name = if e.facts.title.trim().is_empty() { e.name } else { e.facts.title };
            Ok(LinkView { evidence: e.id, number: e.number.to_string(), name })
        })
        .collect()
}
