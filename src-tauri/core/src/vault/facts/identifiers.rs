//! Table `identifier`.

use rusqlite::{OptionalExtension, Row, params};

use super::{Facts, FactsTx, known, stamp};
use crate::error::{Error, Result};
use crate::model::{CaseId, Identifier, IdentifierId, IdentifierKind, Provider, Stamp};

impl Facts<'_> {
    pub fn identifier(&self, id: IdentifierId) -> Result<Identifier> {
        let found = self
            .0
            .prepare_cached("SELECT * FROM identifier WHERE id = ?")?
            .query_row([id.0], |row| Ok(read(row)))
            .optional()?;
        found.unwrap_or_else(|| Err(Error::not_found("identifier", id.0)))
    }

    pub fn identifiers_of(&self, case: &CaseId) -> Result<Vec<Identifier>> {
        let mut stmt = self.0.prepare_cached("SELECT * FROM identifier WHERE case_id = ? ORDER BY id")?;
        let rows = stmt.query_map([case.as_str()], |row| Ok(read(row)))?;
        rows.map(|r| r?).collect()
    }
}

impl FactsTx<'_> {
    /// `id` of the argument is not looked at; the new one comes back.
    pub fn insert_identifier(&self, i: &Identifier) -> Result<IdentifierId> {
        self.0.execute(
            "INSERT INTO identifier(case_id, kind, provider, value, normalized, note, added_at, added_tz)
             VALUES(?,?,?,?,?,?,?,?)",
            params![
                i.case.as_str(),
                i.kind.as_str(),
                i.provider.map(Provider::as_str),
                i.value,
                i.normalized,
                i.note,
                i.added.at,
                i.added.tz
            ],
        )?;
        Ok(IdentifierId(self.0.last_insert_rowid()))
    }

    pub fn update_identifier(&self, i: &Identifier) -> Result<()> {
        self.0.execute(
            "UPDATE identifier SET kind=?2, provider=?3, value=?4, normalized=?5, note=?6 WHERE id=?1",
            params![i.id.0, i.kind.as_str(), i.provider.map(Provider::as_str), i.value, i.normalized, i.note],
        )?;
        Ok(())
    }

    pub fn delete_identifier(&self, id: IdentifierId) -> Result<()> {
        self.0.execute("DELETE FROM identifier WHERE id = ?", [id.0])?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<Identifier> {
    let provider: Option<String> = row.get("provider")?;
    let added: Stamp = stamp(row, "added_at", "added_tz")?;
    Ok(Identifier {
        id: IdentifierId(row.get("id")?),
        case: row.get::<_, String>("case_id")?.parse()?,
        kind: known(row.get::<_, String>("kind")?.parse::<IdentifierKind>(), "kind")?,
        provider: provider.map(|p| known(p.parse(), "provider")).transpose()?,
        value: row.get("value")?,
        normalized: row.get("normalized")?,
        note: row.get("note")?,
        added,
    })
}
