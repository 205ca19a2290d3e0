//! Tables `mask` and `mask_box`: which pieces have a masked copy, and the boxes it was made with.

use rusqlite::{OptionalExtension, Row, params};

use super::{Facts, FactsTx, sha, stamp};
use crate::error::Result;
use crate::model::{CaseId, EvidenceId, Mask, MaskBox, Sha256};

impl Facts<'_> {
    pub fn mask(&self, id: EvidenceId) -> Result<Option<Mask>> {
        let mut stmt = self.0.prepare_cached("SELECT * FROM mask WHERE evidence = ?")?;
        let Some(mut mask) = stmt.query_row([id.0], mask).optional()? else { return Ok(None) };
        mask.boxes = self.boxes(id)?;
        Ok(Some(mask))
    }

    /// In the order of the case.
    pub fn masks_of(&self, case: &CaseId) -> Result<Vec<Mask>> {
        let mut stmt = self.0.prepare_cached(
            "SELECT m.* FROM mask m JOIN evidence e ON e.id = m.evidence WHERE e.case_id = ? ORDER BY e.position, e.id",
        )?;
        let found = stmt.query_map([case.as_str()], mask)?.collect::<rusqlite::Result<Vec<_>>>()?;
        found.into_iter().map(|m| Ok(Mask { boxes: self.boxes(m.evidence)?, ..m })).collect()
    }

    /// The pieces whose masked copy has these bytes.
    pub fn masked_as(&self, sha256: &Sha256) -> Result<Vec<EvidenceId>> {
        let mut stmt = self.0.prepare_cached("SELECT evidence FROM mask WHERE sha256 = ? ORDER BY evidence")?;
        let rows = stmt.query_map([sha256.as_bytes()], |r| Ok(EvidenceId(r.get(0)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn boxes(&self, id: EvidenceId) -> Result<Vec<MaskBox>> {
        let mut stmt = self.0.prepare_cached("SELECT * FROM mask_box WHERE evidence = ? ORDER BY place")?;
        let rows = stmt.query_map([id.0], |r| {
            Ok(MaskBox {
                x: r.get("x")?,
                y: r.get("y")?,
                width: r.get("width")?,
                height: r.get("height")?,
                reason: r.get("reason")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl FactsTx<'_> {
    /// In the place of the one that was there.
    pub fn set_mask(&self, m: &Mask) -> Result<()> {
        self.delete_mask(m.evidence)?;
        self.0.execute(
            "INSERT INTO mask(evidence, sha256, size, media_type, width, height, set_at, set_tz) VALUES(?,?,?,?,?,?,?,?)",
            params![
                m.evidence.0,
                m.sha256.as_bytes(),
                m.size as i64,
                m.media_type,
                m.width,
                m.height,
                m.set.at,
                m.set.tz
            ],
        )?;
        let mut insert = self.0.prepare_cached(
            "INSERT INTO mask_box(evidence, place, x, y, width, height, reason) VALUES(?,?,?,?,?,?,?)",
        )?;
        for (place, b) in m.boxes.iter().enumerate() {
            insert.execute(params![m.evidence.0, place as i64, b.x, b.y, b.width, b.height, b.reason])?;
        }
        Ok(())
    }

    pub fn delete_mask(&self, id: EvidenceId) -> Result<()> {
        self.0.execute("DELETE FROM mask WHERE evidence = ?", [id.0])?;
        Ok(())
    }
}

fn mask(row: &Row) -> rusqlite::Result<Mask> {
    Ok(Mask {
        evidence: EvidenceId(row.get("evidence")?),
        boxes: Vec::new(),
        sha256: sha(row, "sha256")?,
        size: row.get::<_, i64>("size")? as u64,
        media_type: row.get("media_type")?,
        width: row.get("width")?,
        height: row.get("height")?,
        set: stamp(row, "set_at", "set_tz")?,
    })
}
