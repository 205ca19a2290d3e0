//! What a bundle tells of the complaint: of own data only what was ticked, steps, completeness, and the complaint itself.

use std::collections::BTreeMap;

use super::{DraftOptions, ExportOptions, PlanCarries, RuleBook, Session};
use crate::bundle::{Asked, PaperText};
use crate::error::Result;
use crate::filing;
use crate::model::{CaseId, OwnField, Paper};
use crate::vault::Facts;
use crate::words;

/// Shorter ones are part of too many words to be taken out of a text.
const SHORTEST: usize = 2;

impl Session {
    pub(super) fn asked(&self, f: &Facts, case: &CaseId, options: &ExportOptions, book: &RuleBook) -> Result<Asked> {
        let mut story = self.story(f, case)?;
        // The evidence list is in the bundle that is being made.
        story.fingerprint = Some(String::new());
        let ticked = options.with.channel.as_deref().map(|c| book.rules.channel(c)).transpose()?;
        let last = story.filings.last().and_then(|x| book.rules.channel(&x.channel).ok());
        let channel = ticked.or(last).or_else(|| book.rules.channel_of(story.case.facts.platform));
        let count = f.complaints_within_a_year(&story.now)?;
        let completeness = channel.map(|c| filing::checklist(&book.rules, &story, c, None, count, options.lang));
        let named = story.filings.iter().map(|x| x.channel.as_str()).chain(channel.map(|c| c.id.as_str()));
        let channels: BTreeMap<_, _> =
            named.filter_map(|id| Some((id.to_owned(), book.rules.channel(id).ok()?.name.clone()))).collect();
        Ok(Asked {
            own: story.own.only(&options.with.own),
            basis: story.complaint.basis.as_deref().and_then(|b| book.rules.claim(b).ok()).map(|c| c.name.clone()),
            complaint: story.complaint,
            filings: story.filings,
            channels,
            completeness,
            ..Asked::default()
        })
    }

    /// The complaint for a channel, as the user saved it or from the facts; without own data that was not ticked.
    pub(super) fn paper(
        &self,
        case: &CaseId,
        channel: &str,
        options: &ExportOptions,
        fingerprint: &str,
    ) -> Result<PaperText> {
        let of = DraftOptions {
            own: Some(options.with.own.clone()),
            ..DraftOptions::of(channel, Paper::Complaint, options.lang)
        };
        let mut draft = self.draft_with(case, &of, Some(fingerprint))?;
        let own = self.vault.read(|f| f.own())?;
        let blank = words::word(options.lang, "filing", "draft.blank");
        for field in OwnField::ALL.iter().filter(|f| !options.with.own.contains(f)) {
            let value = own.get(*field);
            if value.chars().count() >= SHORTEST {
                draft.text = draft.text.replace(value, &blank);
                draft.fields.iter_mut().for_each(|f| f.text = f.text.replace(value, &blank));
            }
        }
        let docx = self.document(case, &draft, options.lang)?;
        Ok(PaperText { title: draft.title, text: draft.text, docx })
    }
}

/// For the plan: what is carried of what was ticked, and what is still missing.
pub(super) fn carries(asked: &Asked) -> PlanCarries {
    let list = asked.completeness.as_ref();
    PlanCarries {
        own: asked.own.told(OwnField::ALL),
        channel: list.map(|l| l.channel.clone()),
        missing: list.map(|l| l.missing.clone()).unwrap_or_default(),
        not_available: list.map(|l| l.not_available.clone()).unwrap_or_default(),
        upload: None,
    }
}
