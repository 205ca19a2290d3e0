//! Table `cases`.

use rusqlite::{OptionalExtension, Row, named_params, params};

use super::{Facts, FactsTx, at, count, known, stamp, stamp_maybe, tz, when_maybe};
use crate::error::{Error, Result};
use crate::model::{Case, CaseFacts, CaseId, CaseStatus, Fen, Number, Platform, SellerType, Stamp};

/// A case with the counts that a list shows.
#[derive(Debug, Clone)]
pub struct CaseSummary {
    pub case: Case,
    pub evidence: u32,
    pub identifiers: u32,
    /// Time of the last custody entry.
    pub changed: Stamp,
}

impl Facts<'_> {
    pub fn case(&self, id: &CaseId) -> Result<Case> {
        let found = self
            .0
            .prepare_cached("SELECT * FROM cases WHERE id = ?")?
            .query_row([id.as_str()], |row| Ok(read(row)))
            .optional()?;
        found.unwrap_or_else(|| Err(Error::not_found("case", id)))
    }

    /// Newest change first. `pattern`: a LIKE pattern over title, seller and identifiers; None: all.
    pub fn cases(&self, pattern: Option<&str>) -> Result<Vec<CaseSummary>> {
        let mut stmt = self.0.prepare_cached(
            "SELECT c.*, (SELECT count(*) FROM evidence e WHERE e.case_id = c.id) AS evidence,
                    (SELECT count(*) FROM identifier i WHERE i.case_id = c.id) AS identifiers,
                    l.at AS changed_at, l.tz AS changed_tz
             FROM cases c LEFT JOIN custody l
               ON l.case_id = c.id AND l.seq = (SELECT max(seq) FROM custody m WHERE m.case_id = c.id)
             WHERE ?1 IS NULL OR c.title LIKE ?1 ESCAPE '\\' OR c.seller LIKE ?1 ESCAPE '\\' OR c.goods LIKE ?1 ESCAPE '\\'
                OR EXISTS(SELECT 1 FROM identifier i WHERE i.case_id = c.id
                          AND (i.normalized LIKE ?1 ESCAPE '\\' OR i.value LIKE ?1 ESCAPE '\\'))
             ORDER BY l.at DESC, c.created_at DESC, c.id",
        )?;
        let rows = stmt.query_map([pattern], |row| {
            let summary = (|| {
                let case = read(row)?;
                let changed = stamp_maybe(row, "changed_at", "changed_tz")?.unwrap_or_else(|| case.created.clone());
                Ok(CaseSummary {
                    case,
                    evidence: count(row.get("evidence")?),
                    identifiers: count(row.get("identifiers")?),
                    changed,
                })
            })();
            Ok(summary)
        })?;
        rows.map(|r| r?).collect()
    }

    pub fn case_count(&self) -> Result<u32> {
        Ok(count(self.0.query_row("SELECT count(*) FROM cases", [], |r| r.get(0))?))
    }
}

impl FactsTx<'_> {
    pub fn insert_case(&self, case: &Case) -> Result<()> {
        self.0
            .prepare_cached(
                "INSERT INTO cases(id, title, platform, seller, seller_type, goods, amount_fen, ordered_at, ordered_tz,
                   paid_at, paid_tz, received_at, received_tz, status, note, created_at, created_tz)
                 VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            )?
            .execute(params![
                case.id.as_str(),
                case.facts.title,
                case.facts.platform.as_str(),
                case.facts.seller,
                case.facts.seller_type.map(SellerType::as_str),
                case.facts.goods,
                case.facts.amount_fen.map(|f| f.0),
                at(&case.facts.ordered_at),
                tz(&case.facts.ordered_at),
                at(&case.facts.paid_at),
                tz(&case.facts.paid_at),
                at(&case.facts.received_at),
                tz(&case.facts.received_at),
                case.facts.status.as_str(),
                case.facts.note,
                case.created.at,
                case.created.tz,
            ])?;
        Ok(())
    }

    pub fn update_case(&self, id: &CaseId, f: &CaseFacts) -> Result<()> {
        self.0
            .prepare_cached(
                "UPDATE cases SET title=:title, platform=:platform, seller=:seller, seller_type=:seller_type,
                   goods=:goods, amount_fen=:amount, ordered_at=:oa, ordered_tz=:oz, paid_at=:pa, paid_tz=:pz,
                   received_at=:ra, received_tz=:rz, status=:status, note=:note WHERE id=:id",
            )?
            .execute(named_params! {
                ":title": f.title, ":platform": f.platform.as_str(), ":seller": f.seller,
                ":seller_type": f.seller_type.map(SellerType::as_str), ":goods": f.goods,
                ":amount": f.amount_fen.map(|f| f.0), ":oa": at(&f.ordered_at), ":oz": tz(&f.ordered_at),
                ":pa": at(&f.paid_at), ":pz": tz(&f.paid_at), ":ra": at(&f.received_at), ":rz": tz(&f.received_at),
                ":status": f.status.as_str(), ":note": f.note, ":id": id.as_str(),
            })?;
        Ok(())
    }

    /// Removes the case with its identifiers, events, talks, filings, exports and timestamps; its evidence must be gone
    /// already, its chain stays.
    pub fn delete_case(&self, id: &CaseId) -> Result<()> {
        for table in ["identifier", "dispute", "talk", "filing", "complaint", "unavailable", "draft", "timestamp"] {
            self.0.execute(&format!("DELETE FROM {table} WHERE case_id = ?"), [id.as_str()])?;
        }
        self.0.execute("DELETE FROM export WHERE case_id = ?", [id.as_str()])?;
        self.0.execute("DELETE FROM series WHERE case_id = ?", [id.as_str()])?;
        self.0.execute("DELETE FROM cases WHERE id = ?", [id.as_str()])?;
        Ok(())
    }

    /// Hands out the next numbers of a case; they are never used again.
    pub fn take_numbers(&self, id: &CaseId, how_many: u32) -> Result<Vec<Number>> {
        let first: u32 = self
            .0
            .query_row(
                "UPDATE cases SET next_number = next_number + ?2 WHERE id = ?1 RETURNING next_number - ?2",
                params![id.as_str(), how_many],
                |r| r.get(0),
            )
            .optional()?
            .ok_or_else(|| Error::not_found("case", id))?;
        Ok((first..first + how_many).map(Number).collect())
    }

    /// After a recovery: the next number follows the highest one in use.
    pub fn reset_numbers(&self, id: &CaseId) -> Result<()> {
        self.0.execute(
            "UPDATE cases SET next_number = max(next_number,
               1 + coalesce((SELECT max(number) FROM evidence WHERE case_id = ?1), 0),
               1 + coalesce((SELECT max(evidence) FROM custody WHERE case_id = ?1), 0)) WHERE id = ?1",
            [id.as_str()],
        )?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<Case> {
    let seller_type: Option<String> = row.get("seller_type")?;
    Ok(Case {
        id: row.get::<_, String>("id")?.parse()?,
        facts: CaseFacts {
            title: row.get("title")?,
            platform: known(row.get::<_, String>("platform")?.parse::<Platform>(), "platform")?,
            seller: row.get("seller")?,
            seller_type: seller_type.map(|s| known(s.parse(), "seller_type")).transpose()?,
            goods: row.get("goods")?,
            amount_fen: row.get::<_, Option<i64>>("amount_fen")?.map(Fen),
            ordered_at: when_maybe(row, "ordered_at", "ordered_tz")?,
            paid_at: when_maybe(row, "paid_at", "paid_tz")?,
            received_at: when_maybe(row, "received_at", "received_tz")?,
            status: known(row.get::<_, String>("status")?.parse::<CaseStatus>(), "status")?,
            note: row.get("note")?,
        },
        created: stamp(row, "created_at", "created_tz")?,
    })
}
