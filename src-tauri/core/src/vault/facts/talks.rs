//! Tables `talk` and `talk_evidence`: the negotiation log.

use rusqlite::{OptionalExtension, Row, named_params, params};

use super::{Facts, FactsTx, known, stamp};
use crate::error::{Error, Result};
use crate::model::{CaseId, Talk, TalkId, Way, When};

impl Facts<'_> {
    pub fn talk(&self, id: TalkId) -> Result<Talk> {
        let found = self
            .0
            .prepare_cached("SELECT * FROM talk WHERE id = ?")?
            .query_row([id.0], |row| Ok(read(row)))
            .optional()?;
        let mut found = found.unwrap_or_else(|| Err(Error::not_found("talk", id)))?;
        found.evidence = self.links("talk_evidence", "talk", id.0)?;
        Ok(found)
    }

    /// In the order in which they were added.
    pub fn talks_of(&self, case: &CaseId) -> Result<Vec<Talk>> {
        let mut stmt = self.0.prepare_cached("SELECT * FROM talk WHERE case_id = ? ORDER BY id")?;
        let rows = stmt.query_map([case.as_str()], |row| Ok(read(row)))?;
        let mut all: Vec<Talk> = rows.map(|r| r?).collect::<Result<_>>()?;
        for one in &mut all {
            one.evidence = self.links("talk_evidence", "talk", one.id.0)?;
        }
        Ok(all)
    }
}

impl FactsTx<'_> {
    /// `id` of the argument is not looked at; the new one comes back.
    pub fn insert_talk(&self, t: &Talk) -> Result<TalkId> {
        self.0.execute(
            "INSERT INTO talk(case_id, at, tz, who, way, said, answer, added_at, added_tz)
             VALUES(:case, :at, :tz, :who, :way, :said, :answer, :aa, :az)",
            named_params! {
                ":case": t.case.as_str(), ":at": t.at.at, ":tz": t.at.tz, ":who": t.who, ":way": t.way.as_str(),
                ":said": t.said, ":answer": t.answer, ":aa": t.added.at, ":az": t.added.tz,
            },
        )?;
        let id = TalkId(self.0.last_insert_rowid());
        self.set_links("talk_evidence", "talk", id.0, &t.evidence)?;
        Ok(id)
    }

    pub fn update_talk(&self, t: &Talk) -> Result<()> {
        self.0.execute(
            "UPDATE talk SET at=?2, tz=?3, who=?4, way=?5, said=?6, answer=?7 WHERE id=?1",
            params![t.id.0, t.at.at, t.at.tz, t.who, t.way.as_str(), t.said, t.answer],
        )?;
        self.set_links("talk_evidence", "talk", t.id.0, &t.evidence)
    }

    pub fn delete_talk(&self, id: TalkId) -> Result<()> {
        self.0.execute("DELETE FROM talk WHERE id = ?", [id.0])?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<Talk> {
    Ok(Talk {
        id: TalkId(row.get("id")?),
        case: row.get::<_, String>("case_id")?.parse()?,
        at: When { at: row.get("at")?, tz: row.get("tz")? },
        who: row.get("who")?,
        way: known(row.get::<_, String>("way")?.parse::<Way>(), "way")?,
        said: row.get("said")?,
        answer: row.get("answer")?,
        evidence: Vec::new(),
        added: stamp(row, "added_at", "added_tz")?,
    })
}
