//! Table `draft`: texts as the user changed them, each for the length that it was made for; 0: the full version.

use rusqlite::{OptionalExtension, Row, params};

use super::{Facts, FactsTx, known, stamp};
use crate::error::{Code, Error, Result};
use crate::model::{CaseId, Lang, Paper, SavedDraft};

const ONE: &str = "case_id = ? AND channel = ? AND paper = ? AND lang = ? AND max_chars = ?";

impl Facts<'_> {
    pub fn draft(
        &self,
        case: &CaseId,
        channel: &str,
        paper: Paper,
        lang: Lang,
        max_chars: Option<u32>,
    ) -> Result<Option<SavedDraft>> {
        self.0
            .prepare_cached(&format!("SELECT * FROM draft WHERE {ONE}"))?
            .query_row(params![case.as_str(), channel, paper.as_str(), lang.tag(), max_chars.unwrap_or(0)], |row| {
                Ok(read(row))
            })
            .optional()?
            .transpose()
    }

    pub fn drafts_of(&self, case: &CaseId) -> Result<Vec<SavedDraft>> {
        let mut stmt = self.0.prepare_cached("SELECT * FROM draft WHERE case_id = ? ORDER BY channel, paper, lang")?;
        let rows = stmt.query_map([case.as_str()], |row| Ok(read(row)))?;
        rows.map(|r| r?).collect()
    }
}

impl FactsTx<'_> {
    pub fn set_draft(&self, case: &CaseId, d: &SavedDraft) -> Result<()> {
        let fields = serde_json::to_string(&d.fields).map_err(|e| Error::new(Code::Internal).because(e))?;
        self.0.execute(
            "INSERT OR REPLACE INTO draft(case_id, channel, paper, lang, max_chars, text, fields, made, at, tz)
             VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                case.as_str(),
                d.channel,
                d.paper.as_str(),
                d.lang.tag(),
                d.max_chars.unwrap_or(0),
                d.text,
                fields,
                d.made,
                d.at.at,
                d.at.tz
            ],
        )?;
        Ok(())
    }

    pub fn delete_draft(
        &self,
        case: &CaseId,
        channel: &str,
        paper: Paper,
        lang: Lang,
        max_chars: Option<u32>,
    ) -> Result<()> {
        self.0.execute(
            &format!("DELETE FROM draft WHERE {ONE}"),
            params![case.as_str(), channel, paper.as_str(), lang.tag(), max_chars.unwrap_or(0)],
        )?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<SavedDraft> {
    let (paper, lang, fields): (String, String, String) = (row.get("paper")?, row.get("lang")?, row.get("fields")?);
    // What is saved from a vault that was not brought up to date has no lengths yet.
    let length: u32 = row.get("max_chars").unwrap_or(0);
    Ok(SavedDraft {
        channel: row.get("channel")?,
        paper: known(paper.parse(), "paper")?,
        lang: Lang::from_locale(&lang),
        max_chars: (length > 0).then_some(length),
        text: row.get("text")?,
        fields: known(serde_json::from_str(&fields).map_err(|e| Error::new(Code::VaultDamaged).because(e)), "fields")?,
        made: row.get("made")?,
        at: stamp(row, "at", "tz")?,
    })
}
