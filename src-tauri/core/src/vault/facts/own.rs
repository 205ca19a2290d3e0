//! Table `own`: the complainant's own data.

use rusqlite::params;

use super::{Facts, FactsTx};
use crate::error::Result;
use crate::model::{OwnData, OwnField};

impl Facts<'_> {
    /// A part that this version does not know is left where it is.
    pub fn own(&self) -> Result<OwnData> {
        let mut stmt = self.0.prepare_cached("SELECT field, value FROM own")?;
        let rows = stmt.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))?;
        let mut own = OwnData::default();
        for row in rows {
            let (field, value) = row?;
            if let Ok(field) = field.parse::<OwnField>() {
                own.set(field, &value);
            }
        }
        Ok(own)
    }
}

impl FactsTx<'_> {
    pub fn set_own(&self, own: &OwnData) -> Result<()> {
        for field in OwnField::ALL {
            match own.get(*field) {
                "" => self.0.execute("DELETE FROM own WHERE field = ?", [field.as_str()])?,
                value => self
                    .0
                    .execute("INSERT OR REPLACE INTO own(field, value) VALUES(?, ?)", params![field.as_str(), value])?,
            };
        }
        Ok(())
    }
}
