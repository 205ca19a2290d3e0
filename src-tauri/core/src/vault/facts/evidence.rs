//! Table `evidence`.

use rusqlite::{OptionalExtension, Row, named_params, params};

use super::order::GAP;
use super::{Facts, FactsTx, at, count, known, later, sha, stamp, stamp_maybe, tz, when_maybe};
use crate::error::{Error, Result};
use crate::model::{
    CaseId, Evidence, EvidenceFacts, EvidenceId, EvidenceKind, Kept, MediaInfo, Number, Origin, Sha256, Stamp,
};

/// A piece of evidence to be filed.
#[derive(Debug, Clone)]
pub struct NewEvidence {
    pub sha256: Sha256,
    pub size: u64,
    pub name: String,
    pub origin: Origin,
    pub media: MediaInfo,
    pub facts: EvidenceFacts,
    pub file_at: Option<Stamp>,
    /// Told by the name, for lists.
    pub named_at: Option<Stamp>,
    pub imported: Stamp,
}

/// A kind, its pieces, their bytes, and those of them that do not say what they prove.
pub type KindSums = (Option<EvidenceKind>, u32, u64, u32);

pub(super) const SELECT: &str = "SELECT e.*, v.at AS verified_at, v.tz AS verified_tz FROM evidence e
                      LEFT JOIN verified v ON v.sha256 = e.sha256 AND v.intact = 1";

impl Facts<'_> {
    pub fn evidence(&self, id: EvidenceId) -> Result<Evidence> {
        let found = self
            .0
            .prepare_cached(&format!("{SELECT} WHERE e.id = ?"))?
            .query_row([id.0], |row| Ok(read(row)))
            .optional()?;
        found.unwrap_or_else(|| Err(Error::not_found("evidence", id)))
    }

    /// All evidence of a case in its order.
    pub fn evidence_of(&self, case: &CaseId) -> Result<Vec<Evidence>> {
        let mut stmt = self.0.prepare_cached(&format!("{SELECT} WHERE e.case_id = ? ORDER BY e.position, e.id"))?;
        let rows = stmt.query_map([case.as_str()], |row| Ok(read(row)))?;
        rows.map(|r| r?).collect()
    }

    /// Place of a piece within its case, from 0.
    pub fn evidence_index(&self, e: &Evidence) -> Result<u32> {
        let n = self
            .0
            .prepare_cached(
                "SELECT count(*) FROM evidence o JOIN evidence e ON e.id = ?1
                 WHERE o.case_id = e.case_id AND (o.position, o.id) < (e.position, e.id)",
            )?
            .query_row([e.id.0], |r| r.get(0))?;
        Ok(count(n))
    }

    /// The piece of a case that has these bytes.
    pub fn evidence_with(&self, case: &CaseId, sha256: &Sha256) -> Result<Option<(EvidenceId, Number)>> {
        Ok(self
            .0
            .prepare_cached("SELECT id, number FROM evidence WHERE case_id = ? AND sha256 = ?")?
            .query_row(params![case.as_str(), sha256.as_bytes()], |r| Ok((EvidenceId(r.get(0)?), Number(r.get(1)?))))
            .optional()?)
    }

    /// Every piece of any case that has these bytes.
    pub fn evidence_using(&self, sha256: &Sha256) -> Result<Vec<(CaseId, Number)>> {
        let mut stmt = self.0.prepare_cached("SELECT case_id, number FROM evidence WHERE sha256 = ? ORDER BY id")?;
        let rows = stmt.query_map([sha256.as_bytes()], |r| Ok((r.get::<_, String>(0)?, Number(r.get(1)?))))?;
        rows.map(|r| r.map_err(Error::from).and_then(|(case, n)| Ok((case.parse()?, n)))).collect()
    }

    /// Sums of a case in one pass over an index.
    pub fn evidence_sums(&self, case: &CaseId) -> Result<Vec<KindSums>> {
        let mut stmt = self.0.prepare_cached(
            "SELECT kind, count(*), sum(size), sum(told = 0) FROM evidence INDEXED BY evidence_order
             WHERE case_id = ? GROUP BY kind ORDER BY kind",
        )?;
        let rows = stmt.query_map([case.as_str()], |r| {
            let kind: Option<String> = r.get(0)?;
            Ok((kind, count(r.get(1)?), r.get::<_, i64>(2)? as u64, count(r.get(3)?)))
        })?;
        rows.map(|r| {
            let (kind, pieces, bytes, silent) = r?;
            Ok((kind.map(|k| known(k.parse(), "kind")).transpose()?, pieces, bytes, silent))
        })
        .collect()
    }

    /// All pieces of the vault and their bytes.
    pub fn evidence_totals(&self) -> Result<(u32, u64)> {
        Ok(self.0.query_row("SELECT count(*), coalesce(sum(size), 0) FROM evidence", [], |r| {
            Ok((count(r.get(0)?), r.get::<_, i64>(1)? as u64))
        })?)
    }
}

impl FactsTx<'_> {
    pub fn insert_evidence(&self, case: &CaseId, number: Number, e: &NewEvidence) -> Result<EvidenceId> {
        let f = &e.facts;
        self.0
            .prepare_cached(
                "INSERT INTO evidence(case_id, number, position, sha256, size, name, origin, media_type, width, height,
                   orientation, exif_at, exif_tz, preview, kind, title, proves, source_platform, source_app,
                   source_device, captured_by, shown_at, shown_tz, note, file_at, file_tz, imported_at, imported_tz,
                   shown_unknown, carrier_device, carrier_kept, carrier_note,
                   named_at, named_tz)
                 VALUES(:case, :number, (SELECT coalesce(max(position), 0) + :gap FROM evidence WHERE case_id = :case),
                   :sha, :size, :name, :origin, :media, :width, :height, :orientation, :xa, :xz, :preview, :kind, :title,
                   :proves, :sp, :sa, :sd, :by, :na, :nz, :note, :fa, :fz, :ia, :iz, :nu, :cd, :ck, :cn, :ma, :mz)",
            )?
            .execute(named_params! {
                ":case": case.as_str(), ":number": number.0, ":gap": GAP, ":sha": e.sha256.as_bytes(),
                ":size": e.size as i64, ":name": e.name, ":origin": e.origin.as_str(), ":media": e.media.media_type,
                ":width": e.media.width, ":height": e.media.height, ":orientation": e.media.orientation,
                ":xa": e.media.exif_at.as_ref().map(|s| &s.at), ":xz": e.media.exif_at.as_ref().map(|s| &s.tz),
                ":preview": e.media.preview, ":kind": f.kind.map(EvidenceKind::as_str), ":title": f.title,
                ":proves": f.proves, ":sp": f.source_platform, ":sa": f.source_app, ":sd": f.source_device,
                ":by": f.captured_by, ":na": at(&f.shown_at), ":nz": tz(&f.shown_at), ":note": f.note,
                ":fa": e.file_at.as_ref().map(|s| &s.at), ":fz": e.file_at.as_ref().map(|s| &s.tz),
                ":ia": e.imported.at, ":iz": e.imported.tz, ":nu": f.shown_unknown, ":cd": f.carrier_device,
                ":ck": f.carrier_kept.map(Kept::as_str), ":cn": f.carrier_note,
                ":ma": e.named_at.as_ref().map(|s| &s.at), ":mz": e.named_at.as_ref().map(|s| &s.tz),
            })?;
        Ok(EvidenceId(self.0.last_insert_rowid()))
    }

    pub fn update_evidence(&self, id: EvidenceId, f: &EvidenceFacts) -> Result<()> {
        self.0
            .prepare_cached(
                "UPDATE evidence SET kind=?2, title=?3, proves=?4, source_platform=?5, source_app=?6, source_device=?7,
                   captured_by=?8, shown_at=?9, shown_tz=?10, note=?11, shown_unknown=?12, carrier_device=?13,
                   carrier_kept=?14, carrier_note=?15 WHERE id=?1",
            )?
            .execute(params![
                id.0,
                f.kind.map(EvidenceKind::as_str),
                f.title,
                f.proves,
                f.source_platform,
                f.source_app,
                f.source_device,
                f.captured_by,
                at(&f.shown_at),
                tz(&f.shown_at),
                f.note,
                f.shown_unknown,
                f.carrier_device,
                f.carrier_kept.map(Kept::as_str),
                f.carrier_note
            ])?;
        Ok(())
    }

    pub fn delete_evidence(&self, id: EvidenceId) -> Result<()> {
        self.0.execute("DELETE FROM evidence WHERE id = ?", [id.0])?;
        self.drop_torn_series()?;
        Ok(())
    }
}

pub(super) fn read(row: &Row) -> Result<Evidence> {
    let kind: Option<String> = row.get("kind")?;
    let kept: Option<String> = later(row, "carrier_kept")?;
    Ok(Evidence {
        id: EvidenceId(row.get("id")?),
        case: row.get::<_, String>("case_id")?.parse()?,
        number: Number(row.get("number")?),
        sha256: sha(row, "sha256")?,
        size: row.get::<_, i64>("size")? as u64,
        name: row.get("name")?,
        origin: known(row.get::<_, String>("origin")?.parse::<Origin>(), "origin")?,
        media: MediaInfo {
            media_type: row.get("media_type")?,
            width: row.get("width")?,
            height: row.get("height")?,
            orientation: row.get("orientation")?,
            exif_at: stamp_maybe(row, "exif_at", "exif_tz")?,
            preview: row.get("preview")?,
        },
        facts: EvidenceFacts {
            kind: kind.map(|k| known(k.parse(), "kind")).transpose()?,
            title: row.get("title")?,
            proves: row.get("proves")?,
            source_platform: row.get("source_platform")?,
            source_app: row.get("source_app")?,
            source_device: row.get("source_device")?,
            captured_by: row.get("captured_by")?,
            shown_at: when_maybe(row, "shown_at", "shown_tz")?,
            note: row.get("note")?,
            shown_unknown: later(row, "shown_unknown")?,
            carrier_device: later(row, "carrier_device")?,
            carrier_kept: kept.map(|k| known(k.parse(), "carrier_kept")).transpose()?,
            carrier_note: later(row, "carrier_note")?,
        },
        file_at: stamp_maybe(row, "file_at", "file_tz")?,
        imported: stamp(row, "imported_at", "imported_tz")?,
        verified_at: stamp_maybe(row, "verified_at", "verified_tz")?,
    })
}
