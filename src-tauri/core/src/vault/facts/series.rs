//! Tables `series` and `series_page`.

use rusqlite::{OptionalExtension, Row, params};

use super::{Facts, FactsTx, stamp};
use crate::error::{Error, Result};
use crate::model::{CaseId, EvidenceId, Overlap, Series, SeriesId, SeriesPage, Stamp};

impl Facts<'_> {
    pub fn series(&self, id: SeriesId) -> Result<Series> {
        let found = self
            .0
            .prepare_cached("SELECT * FROM series WHERE id = ?")?
            .query_row([id.0], |row| Ok(read(row)))
            .optional()?;
        let mut series = found.unwrap_or_else(|| Err(Error::not_found("series", id.0)))?;
        series.pages = self.pages(id)?;
        Ok(series)
    }

    /// In the order in which they were confirmed; each has at least two pages.
    pub fn series_of(&self, case: &CaseId) -> Result<Vec<Series>> {
        let mut stmt = self.0.prepare_cached("SELECT id FROM series WHERE case_id = ? ORDER BY id")?;
        let ids =
            stmt.query_map([case.as_str()], |r| Ok(SeriesId(r.get(0)?)))?.collect::<rusqlite::Result<Vec<_>>>()?;
        ids.into_iter().map(|id| self.series(id)).collect()
    }

    /// Pictures of chats that are a page of nothing.
    pub fn loose_chats(&self, case: &CaseId) -> Result<u32> {
        let chat = "kind IN ('chat_presale', 'chat_aftersale') AND file_class = 'picture'";
        let sql = format!(
            "SELECT (SELECT count(*) FROM evidence INDEXED BY evidence_order WHERE case_id = ?1 AND {chat})
                  - (SELECT count(*) FROM series s JOIN series_page p ON p.series_id = s.id
                     JOIN evidence e ON e.id = p.evidence_id WHERE s.case_id = ?1 AND {chat})"
        );
        let loose: i64 = self.0.prepare_cached(&sql)?.query_row([case.as_str()], |r| r.get(0))?;
        Ok(u32::try_from(loose).unwrap_or(0))
    }

    fn pages(&self, id: SeriesId) -> Result<Vec<SeriesPage>> {
        let mut stmt = self.0.prepare_cached("SELECT * FROM series_page WHERE series_id = ? ORDER BY place")?;
        let rows = stmt.query_map([id.0], page)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl FactsTx<'_> {
    /// `id` of the argument is not looked at. Its pages leave any series they were in.
    pub fn insert_series(&self, series: &Series) -> Result<SeriesId> {
        self.0.execute(
            "INSERT INTO series(case_id, title, set_at, set_tz) VALUES(?,?,?,?)",
            params![series.case.as_str(), series.title, series.set.at, series.set.tz],
        )?;
        let id = SeriesId(self.0.last_insert_rowid());
        let mut insert = self.0.prepare_cached(
            "INSERT OR REPLACE INTO series_page(evidence_id, series_id, place, after_id, shared_rows, before_to, own_from)
             VALUES(?,?,?,?,?,?,?)",
        )?;
        for (place, page) in series.pages.iter().enumerate() {
            let overlap = page.overlap;
            insert.execute(params![
                page.evidence.0,
                id.0,
                place as i64,
                page.after.map(|e| e.0),
                overlap.map(|o| o.rows),
                overlap.map(|o| o.before_to),
                overlap.map(|o| o.own_from)
            ])?;
        }
        self.drop_torn_series()?;
        Ok(id)
    }

    pub fn delete_series(&self, id: SeriesId) -> Result<()> {
        self.0.execute("DELETE FROM series WHERE id = ?", [id.0])?;
        Ok(())
    }

    /// A conversation of fewer than two pages is none.
    pub fn drop_torn_series(&self) -> Result<()> {
        self.0.execute(
            "DELETE FROM series WHERE id NOT IN
               (SELECT series_id FROM series_page GROUP BY series_id HAVING count(*) > 1)",
            [],
        )?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<Series> {
    let set: Stamp = stamp(row, "set_at", "set_tz")?;
    Ok(Series {
        id: SeriesId(row.get("id")?),
        case: row.get::<_, String>("case_id")?.parse()?,
        title: row.get("title")?,
        pages: Vec::new(),
        set,
    })
}

fn page(row: &Row) -> rusqlite::Result<SeriesPage> {
    let overlap = match (row.get("shared_rows")?, row.get("before_to")?, row.get("own_from")?) {
        (Some(rows), Some(before_to), Some(own_from)) => Some(Overlap { rows, before_to, own_from }),
        _ => None,
    };
    Ok(SeriesPage {
        evidence: EvidenceId(row.get("evidence_id")?),
        after: row.get::<_, Option<i64>>("after_id")?.map(EvidenceId),
        overlap,
    })
}
