//! The negotiation log: when, with whom, by which way, what was said, what came back. The custody log says that an
//! entry came, changed or went, never what it says.

use serde_json::json;

use super::cases::changed_fields;
use super::convert::{check_text, told_when};
use super::disputes::{links, own_pieces};
use super::{Session, TalkDraft, TalkView};
use crate::error::{Error, Result};
use crate::model::{CaseId, Event, Stamp, Talk, TalkId};
use crate::vault::Facts;

impl Session {
    /// Oldest first.
    pub fn talks(&self, case: &CaseId) -> Result<Vec<TalkView>> {
        self.vault.read(|f| {
            f.case(case)?;
            let mut all = f.talks_of(case)?;
            all.sort_by_key(|t| (t.at.local_text(), t.id));
            all.into_iter().map(|t| talk_view(&f, t)).collect()
        })
    }

    pub fn talk(&self, id: TalkId) -> Result<TalkView> {
        self.vault.read(|f| talk_view(&f, f.talk(id)?))
    }

    pub fn talk_add(&self, case: &CaseId, draft: &TalkDraft) -> Result<TalkView> {
        let by = self.by();
        let new = from_draft(TalkId(0), case, draft, by.at.clone())?;
        self.vault.write(|tx| {
            tx.read().case(case)?;
            own_pieces(&tx.read(), case, &new.evidence)?;
            let id = tx.insert_talk(&new)?;
            let detail = json!({ "way": new.way, "evidence": new.evidence.len() });
            tx.log(&by, case, Event::TalkAdded, None, None, detail)?;
            talk_view(&tx.read(), tx.read().talk(id)?)
        })
    }

    /// Only fields that differ are logged, by name; nothing differs: nothing is logged.
    pub fn talk_edit(&self, id: TalkId, draft: &TalkDraft) -> Result<TalkView> {
        let by = self.by();
        self.vault.write(|tx| {
            let old = tx.read().talk(id)?;
            let new = from_draft(id, &old.case, draft, old.added.clone())?;
            own_pieces(&tx.read(), &old.case, &new.evidence)?;
            tx.update_talk(&new)?;
            let new = tx.read().talk(id)?;
            let fields = changed_fields(&to_draft(&old), &to_draft(&new))?;
            if !fields.is_empty() {
                let detail = json!({ "way": new.way, "fields": fields });
                tx.log(&by, &old.case, Event::TalkEdited, None, None, detail)?;
            }
            talk_view(&tx.read(), new)
        })
    }

    /// Returns what was removed, so that it can be put back.
    pub fn talk_remove(&self, id: TalkId) -> Result<TalkView> {
        let by = self.by();
        let removed = self.vault.write(|tx| {
            let old = tx.read().talk(id)?;
            let view = talk_view(&tx.read(), old.clone())?;
            tx.delete_talk(id)?;
            tx.log(&by, &old.case, Event::TalkRemoved, None, None, json!({ "way": old.way }))?;
            Ok(view)
        })?;
        self.vault.checkpoint()?;
        Ok(removed)
    }
}

fn from_draft(id: TalkId, case: &CaseId, t: &TalkDraft, added: Stamp) -> Result<Talk> {
    for (field, text) in [("who", &t.who), ("said", &t.said), ("answer", &t.answer)] {
        check_text(field, text)?;
    }
    if t.said.trim().is_empty() && t.answer.trim().is_empty() {
        return Err(Error::invalid("said", "", "what was said, or what was answered"));
    }
    let trimmed = |text: &str| text.trim().to_owned();
    Ok(Talk {
        id,
        case: case.clone(),
        at: told_when(&t.at)?,
        who: trimmed(&t.who),
        way: t.way,
        said: trimmed(&t.said),
        answer: trimmed(&t.answer),
        evidence: t.evidence.clone(),
        added,
    })
}

fn to_draft(t: &Talk) -> TalkDraft {
    TalkDraft {
        at: t.at.clone(),
        who: t.who.clone(),
        way: t.way,
        said: t.said.clone(),
        answer: t.answer.clone(),
        evidence: t.evidence.clone(),
    }
}

pub(super) fn talk_view(f: &Facts, t: Talk) -> Result<TalkView> {
    Ok(TalkView {
        evidence: links(f, &t.evidence)?,
        id: t.id,
        at: t.at,
        who: t.who,
        way: t.way,
        said: t.said,
        answer: t.answer,
        added: t.added,
    })
}
