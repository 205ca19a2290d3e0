//! Cases: make, list, read, edit, remove.

use serde_json::json;

use super::convert::{check_text, identifier_view};
use super::{CaseRow, CaseView, ChainView, EvidenceCounts, ExportRow, Session};
use crate::error::{Code, Error, Result};
use crate::model::{Case, CaseFacts, CaseId, Event, Missing, normalize_identifier};
use crate::vault::Facts;
use crate::{filing, vault};

impl Session {
    pub fn case_new(&self, facts: CaseFacts) -> Result<CaseView> {
        let facts = checked(facts)?;
        let mut random = [0u8; 8];
        getrandom::fill(&mut random)
            .map_err(|e| Error::new(Code::Internal).with("reason", "random numbers").with("detail", e))?;
        let id = CaseId::from_random(random);
        let by = self.by();
        self.vault.write(|tx| {
            tx.insert_case(&Case { id: id.clone(), facts, created: by.at.clone() })?;
            tx.log(&by, &id, Event::CaseCreated, None, None, json!({}))
        })?;
        self.case_get(&id)
    }

    /// `query` empty: all. Matches title, seller, goods and every number. Newest change first.
    pub fn cases(&self, query: &str) -> Result<Vec<CaseRow>> {
        let query = query.trim();
        let found = self.vault.read(|f| {
            let mut found = f.cases((!query.is_empty()).then(|| vault::like(query)).as_deref())?;
            let number = normalize_identifier(query);
            if !query.is_empty() && number != query {
                for more in f.cases(Some(&vault::like(&number)))? {
                    if !found.iter().any(|c| c.case.id == more.case.id) {
                        found.push(more);
                    }
                }
            }
            Ok(found)
        })?;
        Ok(found
            .into_iter()
            .map(|s| CaseRow {
                id: s.case.id,
                title: s.case.facts.title,
                platform: s.case.facts.platform,
                seller: s.case.facts.seller,
                status: s.case.facts.status,
                amount_fen: s.case.facts.amount_fen,
                evidence: s.evidence,
                identifiers: s.identifiers,
                created: s.case.created,
                changed: s.changed,
            })
            .collect())
    }

    pub fn case_get(&self, id: &CaseId) -> Result<CaseView> {
        self.vault.read(|f| {
            let case = f.case(id)?;
            let identifiers = f.identifiers_of(id)?;
            let evidence = counts(&f, id)?;
            let chain = f.chain(id)?;
            Ok(CaseView {
                identifiers: identifiers.iter().map(|i| identifier_view(i, &case.facts)).collect(),
                missing: missing(&f, &case, &evidence)?,
                evidence,
                told: f.told_count(id)?,
                custody: ChainView { length: chain.length, head: chain.head.map(|h| h.hex()).unwrap_or_default() },
                exports: f
                    .exports_of(id)?
                    .into_iter()
                    .map(|e| ExportRow {
                        at: e.at,
                        name: e.name,
                        fingerprint: e.fingerprint,
                        bytes: e.bytes,
                        evidence: e.evidence,
                    })
                    .collect(),
                id: case.id,
                facts: case.facts,
                created: case.created,
            })
        })
    }

    /// Only fields that differ are logged, by name; nothing differs: nothing is logged.
    pub fn case_edit(&self, id: &CaseId, facts: CaseFacts) -> Result<CaseView> {
        let facts = checked(facts)?;
        let by = self.by();
        self.vault.write(|tx| {
            let old = tx.read().case(id)?.facts;
            let fields = changed_fields(&old, &facts)?;
            if !fields.is_empty() {
                tx.update_case(id, &facts)?;
                tx.log(&by, id, Event::CaseEdited, None, None, json!({ "fields": fields }))?;
            }
            Ok(())
        })?;
        self.case_get(id)
    }

    /// Removes the case with its evidence, numbers and export list; its chain stays and says so.
    pub fn case_remove(&self, id: &CaseId) -> Result<()> {
        let by = self.by();
        self.vault.write(|tx| {
            tx.read().case(id)?;
            let evidence = tx.read().evidence_of(id)?;
            for e in &evidence {
                super::evidence::remove_one(tx, &by, e)?;
            }
            tx.delete_case(id)?;
            tx.log(&by, id, Event::CaseRemoved, None, None, json!({ "evidence": evidence.len() }))
        })?;
        self.vault.finish_erases()?;
        // The words of a case without evidence leave the WAL too.
        self.vault.checkpoint()
    }
}

/// All pieces of a case, counted in one pass.
pub(super) fn counts(f: &Facts, case: &CaseId) -> Result<EvidenceCounts> {
    let mut counts = EvidenceCounts::default();
    for (kind, pieces, bytes, silent) in f.evidence_sums(case)? {
        counts.total += pieces;
        counts.bytes += bytes;
        counts.undescribed += silent;
        counts.by_kind.push((kind, pieces));
    }
    counts.loose_chats = f.loose_chats(case)?;
    Ok(counts)
}

pub(super) fn missing(f: &Facts, case: &Case, counts: &EvidenceCounts) -> Result<Vec<Missing>> {
    let numbers: Vec<_> = f.identifiers_of(&case.id)?.iter().map(|i| i.kind).collect();
    Ok(filing::missing(&case.facts, &numbers, &pieces(f, &case.id, counts)?))
}

pub(super) fn pieces(f: &Facts, case: &CaseId, counts: &EvidenceCounts) -> Result<filing::Pieces> {
    Ok(filing::Pieces {
        total: counts.total,
        kinds: counts.by_kind.iter().filter_map(|(kind, _)| *kind).collect(),
        silent: counts.undescribed,
        first_silent: f.undescribed_first(case, filing::NAMED_AT_MOST)?,
    })
}

fn checked(mut f: CaseFacts) -> Result<CaseFacts> {
    f.title = f.title.trim().to_owned();
    if f.title.is_empty() {
        return Err(Error::invalid("title", "", "a case needs a title"));
    }
    check_text("title", &f.title)?;
    check_text("seller", &f.seller)?;
    check_text("goods", &f.goods)?;
    check_text("note", &f.note)?;
    if let Some(fen) = f.amount_fen
        && !(0..=crate::model::Fen::MAX).contains(&fen.0)
    {
        return Err(Error::invalid("amount_fen", fen.0, "from 0 to 1000000000000"));
    }
    for (field, when) in
        [("ordered_at", &mut f.ordered_at), ("paid_at", &mut f.paid_at), ("received_at", &mut f.received_at)]
    {
        super::convert::check_when(field, when)?;
    }
    Ok(f)
}

/// Names of the members that differ, as they stand in JSON, sorted.
pub(super) fn changed_fields<T: serde::Serialize>(old: &T, new: &T) -> Result<Vec<String>> {
    let json = |v: &T| serde_json::to_value(v).map_err(|e| Error::new(Code::Internal).because(e));
    let (old, new) = (json(old)?, json(new)?);
    let empty = serde_json::Map::new();
    let (old, new) = (old.as_object().unwrap_or(&empty), new.as_object().unwrap_or(&empty));
    let mut fields: Vec<String> = new.iter().filter(|(k, v)| old.get(*k) != Some(v)).map(|(k, _)| k.clone()).collect();
    fields.sort();
    Ok(fields)
}
