//! Lists of evidence: narrowed, ordered, grouped, counted. Every list is read from one index that covers it.

use rusqlite::params;

use super::evidence::{SELECT, read};
use super::{Facts, count, known};
use crate::error::{Error, Result};
use crate::model::{
    CaseId, Evidence, EvidenceChoice, EvidenceFilter, EvidenceId, EvidenceKind, FileClass, GroupKey, Number, SortKey,
    When,
};

/// A condition that a count may leave out: its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum But {
    Nothing,
    Kinds,
    Files,
    Undescribed,
    Days,
}

/// Words come from the code, days are checked to be days: nothing of the user reaches the text of a query.
fn condition(filter: &EvidenceFilter, but: But) -> Result<String> {
    let mut sql = String::from("evidence.case_id = ?1");
    let any = |column: &str, words: Vec<&str>| {
        let list: Vec<String> = words.iter().map(|w| format!("'{w}'")).collect();
        format!(" AND {column} IN ({})", list.join(","))
    };
    if !filter.kinds.is_empty() && but != But::Kinds {
        sql += &any("kind", filter.kinds.iter().map(|k| k.as_str()).collect());
    }
    if !filter.files.is_empty() && but != But::Files {
        sql += &any("file_class", filter.files.iter().map(|k| k.as_str()).collect());
    }
    if filter.undescribed && but != But::Undescribed {
        sql += " AND told = 0";
    }
    for (day, test, end) in [(&filter.from, ">=", ""), (&filter.until, "<", "~")] {
        if let Some(day) = day
            && but != But::Days
        {
            let when = When::read(day, "+00:00")?;
            if !when.is_day() {
                return Err(Error::invalid("day", day, "YYYY-MM-DD"));
            }
            sql += &format!(" AND best_at {test} '{}{end}'", when.at);
        }
    }
    Ok(sql)
}

/// A run of a grouped list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// A day, or the title of a conversation.
    pub key: String,
    pub count: u32,
    /// First page of a conversation.
    pub first: Option<Number>,
}

/// What a list is read from, and its order; `day` groups are runs of the order by time. Conversations come first, each
/// in its reading order: only they need another table than the index.
fn order(filter: &EvidenceFilter) -> (String, String) {
    let key = match filter.group {
        Some(GroupKey::Day) => SortKey::Time,
        Some(GroupKey::Conversation) => {
            let way = if filter.desc { "DESC" } else { "ASC" };
            let order = format!("series_id IS NULL, series_id {way}, place, position, id");
            return (CONVERSATIONS.to_owned(), order);
        }
        None => filter.sort.unwrap_or(SortKey::Case),
    };
    let (index, column) = match key {
        SortKey::Case => ("evidence_order", "position"),
        SortKey::Time => ("evidence_time", "best_at"),
        SortKey::Name => ("evidence_name", "name COLLATE NOCASE"),
        SortKey::Size => ("evidence_size", "size"),
        SortKey::Imported => ("evidence_imported", "id"),
    };
    let way = if filter.desc { " DESC" } else { "" };
    let order = if column == "id" { format!("id{way}") } else { format!("{column}{way}, id{way}") };
    (format!("evidence INDEXED BY {index}"), order)
}

const CONVERSATIONS: &str = "evidence INDEXED BY evidence_order LEFT JOIN series_page ON evidence_id = id";

impl Facts<'_> {
    pub fn evidence_page(
        &self,
        case: &CaseId,
        filter: &EvidenceFilter,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<Evidence>> {
        let mut stmt = self.0.prepare_cached(&format!("{SELECT} WHERE e.id = ?"))?;
        self.evidence_ids(case, filter, offset, limit)?
            .into_iter()
            .map(|id| stmt.query_row([id.0], |row| Ok(read(row)))?)
            .collect()
    }

    /// Only the ids of a part of a list.
    pub fn evidence_ids(
        &self,
        case: &CaseId,
        filter: &EvidenceFilter,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<EvidenceId>> {
        let (from, order) = order(filter);
        let sql = format!(
            "SELECT id FROM {from} WHERE {} ORDER BY {order} LIMIT ?2 OFFSET ?3",
            condition(filter, But::Nothing)?
        );
        let mut stmt = self.0.prepare_cached(&sql)?;
        let rows = stmt.query_map(params![case.as_str(), limit, offset], |row| row.get(0).map(EvidenceId))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub fn evidence_count(&self, case: &CaseId, filter: &EvidenceFilter) -> Result<u32> {
        self.count_but(case, filter, But::Nothing, "")
    }

    /// How many there would be if the list were narrowed to those that say nothing yet.
    pub fn undescribed_count(&self, case: &CaseId, filter: &EvidenceFilter) -> Result<u32> {
        self.count_but(case, filter, But::Undescribed, " AND told = 0")
    }

    fn count_but(&self, case: &CaseId, filter: &EvidenceFilter, but: But, more: &str) -> Result<u32> {
        let sql =
            format!("SELECT count(*) FROM evidence INDEXED BY evidence_order WHERE {}{more}", condition(filter, but)?);
        Ok(count(self.0.prepare_cached(&sql)?.query_row([case.as_str()], |r| r.get(0))?))
    }

    /// Counts of each kind, as if none had been asked for.
    pub fn kind_counts(&self, case: &CaseId, filter: &EvidenceFilter) -> Result<Vec<(Option<EvidenceKind>, u32)>> {
        self.counts_by::<EvidenceKind>(case, "kind", &condition(filter, But::Kinds)?)
    }

    pub fn file_counts(&self, case: &CaseId, filter: &EvidenceFilter) -> Result<Vec<(FileClass, u32)>> {
        let counts = self.counts_by::<FileClass>(case, "file_class", &condition(filter, But::Files)?)?;
        Ok(counts.into_iter().filter_map(|(class, n)| Some((class?, n))).collect())
    }

    fn counts_by<T: std::str::FromStr<Err = Error>>(
        &self,
        case: &CaseId,
        column: &'static str,
        condition: &str,
    ) -> Result<Vec<(Option<T>, u32)>> {
        let mut stmt = self.0.prepare_cached(&format!(
            "SELECT {column}, count(*) FROM evidence INDEXED BY evidence_order WHERE {condition}
             GROUP BY {column} ORDER BY {column}"
        ))?;
        let rows = stmt.query_map([case.as_str()], |r| Ok((r.get::<_, Option<String>>(0)?, r.get::<_, i64>(1)?)))?;
        rows.map(|r| {
            let (word, n) = r?;
            Ok((word.map(|w| known(w.parse(), column)).transpose()?, count(n)))
        })
        .collect()
    }

    /// First and last day that a range could be chosen from.
    pub fn day_range(&self, case: &CaseId, filter: &EvidenceFilter) -> Result<(Option<String>, Option<String>)> {
        let sql = format!(
            "SELECT min(substr(best_at, 1, 10)), max(substr(best_at, 1, 10)) FROM evidence INDEXED BY evidence_time
             WHERE {}",
            condition(filter, But::Days)?
        );
        Ok(self.0.prepare_cached(&sql)?.query_row([case.as_str()], |r| Ok((r.get(0)?, r.get(1)?)))?)
    }

    /// Groups of a list in its order, with how many each has; nothing for a list that is not grouped.
    pub fn evidence_groups(&self, case: &CaseId, filter: &EvidenceFilter) -> Result<Vec<Group>> {
        let (these, way) = (condition(filter, But::Nothing)?, if filter.desc { "DESC" } else { "ASC" });
        let sql = match filter.group {
            None => return Ok(Vec::new()),
            Some(GroupKey::Day) => format!(
                "SELECT substr(best_at, 1, 10) AS part, count(*), NULL FROM evidence INDEXED BY evidence_time
                 WHERE {these} GROUP BY part ORDER BY part {way}"
            ),
            Some(GroupKey::Conversation) => format!(
                "SELECT coalesce((SELECT title FROM series s WHERE s.id = part), ''), n,
                   (SELECT e.number FROM series_page p JOIN evidence e ON e.id = p.evidence_id
                    WHERE p.series_id = part ORDER BY p.place LIMIT 1)
                 FROM (SELECT series_id AS part, count(*) AS n FROM {CONVERSATIONS} WHERE {these} GROUP BY part)
                 ORDER BY part IS NULL, part {way}"
            ),
        };
        let mut stmt = self.0.prepare_cached(&sql)?;
        let rows = stmt.query_map([case.as_str()], |r| {
            Ok(Group { key: r.get(0)?, count: count(r.get(1)?), first: r.get::<_, Option<u32>>(2)?.map(Number) })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The pieces of a choice in the order of the case. Refused when they are not as many as the user was told.
    pub fn chosen(&self, case: &CaseId, choice: &EvidenceChoice) -> Result<Vec<EvidenceId>> {
        let found = match &choice.all {
            Some(filter) => {
                let except: std::collections::HashSet<i64> = choice.except.iter().map(|id| id.0).collect();
                let in_case_order = EvidenceFilter { sort: None, desc: false, group: None, ..filter.clone() };
                let mut all = self.evidence_ids(case, &in_case_order, 0, u32::MAX)?;
                all.retain(|id| !except.contains(&id.0));
                all
            }
            None => {
                let mut stmt = self.0.prepare_cached("SELECT position FROM evidence WHERE id = ?1 AND case_id = ?2")?;
                let mut placed: Vec<(i64, EvidenceId)> = Vec::with_capacity(choice.ids.len());
                for id in &choice.ids {
                    let mut rows = stmt.query(params![id.0, case.as_str()])?;
                    if let Some(row) = rows.next()? {
                        placed.push((row.get(0)?, *id));
                    }
                }
                placed.sort_unstable();
                placed.dedup();
                placed.into_iter().map(|(_, id)| id).collect()
            }
        };
        if found.len() as u64 == u64::from(choice.count) {
            Ok(found)
        } else {
            Err(Error::invalid("choice", choice.count, format!("{} pieces now", found.len())))
        }
    }

    /// Pieces that say nothing yet: the first few numbers in the order of the case.
    pub fn undescribed_first(&self, case: &CaseId, limit: u32) -> Result<Vec<Number>> {
        let mut stmt = self.0.prepare_cached(
            "SELECT e.number FROM evidence e JOIN (SELECT id, position FROM evidence INDEXED BY evidence_order
               WHERE case_id = ?1 AND told = 0 ORDER BY position, id LIMIT ?2) f ON f.id = e.id ORDER BY f.position, f.id",
        )?;
        let rows = stmt.query_map(params![case.as_str(), limit], |r| r.get(0).map(Number))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
