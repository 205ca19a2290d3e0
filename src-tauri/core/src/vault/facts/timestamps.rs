//! Tables `tsa` (services of trusted time) and `timestamp` (what they were asked for, and the tokens that came).

use rusqlite::{OptionalExtension, Row, params};

use super::{Facts, FactsTx, count, known, sha, stamp, stamp_maybe};
use crate::error::{Error, Result};
use crate::model::{CaseId, Refusal, Sha256, Stamp, TimeAuthority, TimeAuthorityId, TimestampId};

/// What a timestamp is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimestampOver {
    /// Row of the export whose evidence list it is.
    Export(i64),
    /// Number of the custody entry.
    Custody(u64),
}

/// A timestamp that was asked for.
#[derive(Debug, Clone)]
pub struct TimestampRecord {
    pub id: TimestampId,
    pub case: CaseId,
    pub over: TimestampOver,
    /// All that was sent of the evidence.
    pub sha256: Sha256,
    pub service: TimeAuthority,
    pub bundle_path: Option<String>,
    pub asked: Stamp,
    pub tries: u32,
    pub answer: Answer,
}

#[derive(Debug, Clone)]
pub enum Answer {
    Pending(Refusal),
    Token { request: Vec<u8>, token: Vec<u8>, at: Stamp },
}

/// One to be kept.
#[derive(Debug, Clone)]
pub struct NewTimestamp<'a> {
    pub case: &'a CaseId,
    pub over: TimestampOver,
    pub sha256: Sha256,
    pub service: &'a TimeAuthority,
    pub bundle_path: Option<&'a str>,
    pub asked: &'a Stamp,
    pub tries: u32,
    pub answer: &'a Answer,
}

impl Facts<'_> {
    pub fn time_authorities(&self) -> Result<Vec<(TimeAuthorityId, TimeAuthority)>> {
        let mut stmt = self.0.prepare_cached("SELECT * FROM tsa ORDER BY id")?;
        let rows = stmt.query_map([], |r| Ok((TimeAuthorityId(r.get("id")?), service(r)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Oldest first; of every case when `case` is none.
    pub fn timestamps(&self, case: Option<&CaseId>) -> Result<Vec<TimestampRecord>> {
        let mut stmt = self.0.prepare_cached("SELECT * FROM timestamp WHERE ?1 IS NULL OR case_id = ?1 ORDER BY id")?;
        let rows = stmt.query_map([case.map(CaseId::as_str)], |r| Ok(record(r)))?;
        rows.map(|r| r?).collect()
    }

    pub fn timestamp(&self, id: TimestampId) -> Result<TimestampRecord> {
        let found = self
            .0
            .prepare_cached("SELECT * FROM timestamp WHERE id = ?")?
            .query_row([id.0], |r| Ok(record(r)))
            .optional()?;
        found.unwrap_or_else(|| Err(Error::not_found("timestamp", id.0)))
    }
}

impl FactsTx<'_> {
    /// Makes a service, or changes the one with this id. Two of one address are refused.
    pub fn put_time_authority(&self, id: Option<TimeAuthorityId>, s: &TimeAuthority) -> Result<TimeAuthorityId> {
        let taken: Option<i64> = self
            .0
            .query_row("SELECT id FROM tsa WHERE url = ?1 AND id IS NOT ?2", params![s.url, id.map(|i| i.0)], |r| {
                r.get(0)
            })
            .optional()?;
        if taken.is_some() {
            return Err(Error::invalid("url", &s.url, "another service has this address"));
        }
        let Some(id) = id else {
            self.0.execute(
                "INSERT INTO tsa(url, note, root, chain) VALUES(?,?,?,?)",
                params![s.url, s.note, s.root, s.chain],
            )?;
            return Ok(TimeAuthorityId(self.0.last_insert_rowid()));
        };
        let n = self.0.execute(
            "UPDATE tsa SET url = ?2, note = ?3, root = ?4, chain = ?5 WHERE id = ?1",
            params![id.0, s.url, s.note, s.root, s.chain],
        )?;
        if n == 0 { Err(Error::not_found("time_authority", id.0)) } else { Ok(id) }
    }

    pub fn delete_time_authority(&self, id: TimeAuthorityId) -> Result<()> {
        let n = self.0.execute("DELETE FROM tsa WHERE id = ?", [id.0])?;
        if n == 0 { Err(Error::not_found("time_authority", id.0)) } else { Ok(()) }
    }

    pub fn insert_timestamp(&self, t: &NewTimestamp) -> Result<TimestampId> {
        let (export, seq) = match t.over {
            TimestampOver::Export(id) => (Some(id), None),
            TimestampOver::Custody(seq) => (None, Some(seq as i64)),
        };
        let (refusal, request, token, got) = columns(t.answer);
        self.0.execute(
            "INSERT INTO timestamp(case_id, export_id, custody_seq, sha256, url, root, chain, bundle_path,
               asked_at, asked_tz, tries, refusal, request, token, got_at, got_tz)
             VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            params![
                t.case.as_str(),
                export,
                seq,
                t.sha256.as_bytes(),
                t.service.url,
                t.service.root,
                t.service.chain,
                t.bundle_path,
                t.asked.at,
                t.asked.tz,
                t.tries,
                refusal,
                request,
                token,
                got.map(|s| &s.at),
                got.map(|s| &s.tz)
            ],
        )?;
        Ok(TimestampId(self.0.last_insert_rowid()))
    }

    /// What came of another try. Nothing is changed, and false returned, where a token has come already or the case is
    /// gone: a token is never replaced.
    pub fn answer_timestamp(&self, id: TimestampId, asked: &Stamp, answer: &Answer) -> Result<bool> {
        let (refusal, request, token, got) = columns(answer);
        let n = self.0.execute(
            "UPDATE timestamp SET asked_at = ?2, asked_tz = ?3, tries = tries + 1, refusal = ?4, request = ?5,
               token = ?6, got_at = ?7, got_tz = ?8 WHERE id = ?1 AND token IS NULL",
            params![id.0, asked.at, asked.tz, refusal, request, token, got.map(|s| &s.at), got.map(|s| &s.tz)],
        )?;
        Ok(n > 0)
    }

    /// The token lies beside the bundle: its place need not be known any more.
    pub fn forget_bundle_path(&self, id: TimestampId) -> Result<()> {
        self.0.execute("UPDATE timestamp SET bundle_path = NULL WHERE id = ?", [id.0])?;
        Ok(())
    }
}

type Columns<'a> = (Option<&'a str>, Option<&'a [u8]>, Option<&'a [u8]>, Option<&'a Stamp>);

fn columns(answer: &Answer) -> Columns<'_> {
    match answer {
        Answer::Pending(refusal) => (Some(refusal.as_str()), None, None, None),
        Answer::Token { request, token, at } => (None, Some(request), Some(token), Some(at)),
    }
}

fn service(r: &Row) -> rusqlite::Result<TimeAuthority> {
    Ok(TimeAuthority { url: r.get("url")?, note: r.get("note")?, root: r.get("root")?, chain: r.get("chain")? })
}

fn record(r: &Row) -> Result<TimestampRecord> {
    let over = match (r.get::<_, Option<i64>>("export_id")?, r.get::<_, Option<i64>>("custody_seq")?) {
        (Some(id), _) => TimestampOver::Export(id),
        (None, seq) => TimestampOver::Custody(seq.unwrap_or_default() as u64),
    };
    let answer = match (r.get("request")?, r.get("token")?, stamp_maybe(r, "got_at", "got_tz")?) {
        (Some(request), Some(token), Some(at)) => Answer::Token { request, token, at },
        _ => Answer::Pending(match r.get::<_, Option<String>>("refusal")? {
            Some(refusal) => known(refusal.parse(), "refusal")?,
            None => Refusal::Unasked,
        }),
    };
    Ok(TimestampRecord {
        id: TimestampId(r.get("id")?),
        case: r.get::<_, String>("case_id")?.parse()?,
        over,
        sha256: sha(r, "sha256")?,
        service: TimeAuthority {
            url: r.get("url")?,
            note: String::new(),
            root: r.get("root")?,
            chain: r.get("chain")?,
        },
        bundle_path: r.get("bundle_path")?,
        asked: stamp(r, "asked_at", "asked_tz")?,
        tries: count(r.get("tries")?),
        answer,
    })
}
