//! originals.db: bytes as they came in, addressed by SHA-256, never changed, in pieces of 256 KiB.
//!
//! A blob row means that every piece is there. Large files are staged: their pieces are committed in transactions of
//! at most 16 MiB under a number that only `staging` knows, the blob row last. Readers hold a statement for a few
//! pieces only, so neither a reader nor a writer ever waits for more than one short transaction.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};

use crate::error::{Code, Error, Result};
use crate::model::{Hasher, Sha256, Stamp};

/// Bytes in one piece; the last one of a blob may be shorter.
pub const PIECE: usize = 256 * 1024;
/// Most bytes that one transaction writes or erases.
pub const BATCH: usize = 16 * 1024 * 1024;
const PIECES_PER_BATCH: i64 = (BATCH / PIECE) as i64;
/// Pieces read by one statement.
const RUN: i64 = 4;
/// Room for the pieces of one blob in the key: 4 TiB.
const SPAN: i64 = 1 << 24;

/// What is kept beside the bytes of a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobInfo {
    pub sha256: Sha256,
    pub size: u64,
    pub media_type: String,
    /// Name of the file when these bytes first came in.
    pub first_name: String,
    pub added: Stamp,
}

/// Reading side.
#[derive(Clone, Copy)]
pub struct Originals<'a>(pub(super) &'a Connection);

impl Originals<'_> {
    pub fn info(&self, sha256: &Sha256) -> Result<Option<BlobInfo>> {
        Ok(self
            .0
            .prepare_cached("SELECT * FROM blob WHERE sha256 = ?")?
            .query_row([sha256.as_bytes()], info)
            .optional()?)
    }

    pub fn has_size(&self, size: u64) -> Result<bool> {
        Ok(self.0.prepare_cached("SELECT 1 FROM blob WHERE size = ?")?.exists([size as i64])?)
    }

    /// Every blob in the order it came in.
    pub fn list(&self) -> Result<Vec<BlobInfo>> {
        let mut stmt = self.0.prepare("SELECT * FROM blob ORDER BY no")?;
        let rows = stmt.query_map([], info)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// As `list`, of a damaged file: as far as it can be read, from the front and from the back.
    pub(super) fn list_readable(&self) -> Vec<BlobInfo> {
        let mut found = std::collections::BTreeMap::new();
        for order in ["no", "no DESC"] {
            let Ok(mut stmt) = self.0.prepare(&format!("SELECT * FROM blob ORDER BY {order}")) else { continue };
            let Ok(rows) = stmt.query_map([], |r| Ok((r.get::<_, i64>("no")?, info(r)?))) else { continue };
            found.extend(rows.map_while(std::result::Result::ok));
        }
        found.into_values().collect()
    }

    /// Hands the bytes to `sink`, at most 1 MiB at once, without judging them; returns how many there were.
    pub fn pieces(&self, sha256: &Sha256, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<u64> {
        let no = self.number(sha256)?.ok_or_else(|| missing(sha256))?;
        let mut buffer = Vec::new();
        let (mut from, mut total) = (0, 0);
        loop {
            buffer.clear();
            let n = self.run(no, from, &mut |bytes| buffer.extend_from_slice(bytes))?;
            if n > 0 {
                total += buffer.len() as u64;
                sink(&buffer)?;
            }
            if n < RUN {
                return Ok(total);
            }
            from += n;
        }
    }

    /// The hash of the bytes as they are stored, and how many there are.
    pub fn hash(&self, sha256: &Sha256) -> Result<(Sha256, u64)> {
        let no = self.number(sha256)?.ok_or_else(|| missing(sha256))?;
        let (mut hasher, mut total) = (Hasher::new(), 0);
        let mut from = 0;
        loop {
            let n = self.run(no, from, &mut |bytes| {
                hasher.update(bytes);
                total += bytes.len() as u64;
            })?;
            if n < RUN {
                return Ok((hasher.finish(), total));
            }
            from += n;
        }
    }

    /// Pieces from the one numbered `from` up to a hole or the end, at most `RUN`, by one statement: `each` is quick.
    fn run(&self, no: i64, from: i64, each: &mut dyn FnMut(&[u8])) -> Result<i64> {
        let mut some =
            self.0.prepare_cached("SELECT key, bytes FROM piece WHERE key >= ? AND key < ? ORDER BY key LIMIT ?")?;
        let mut rows = some.query([no * SPAN + from, (no + 1) * SPAN, RUN])?;
        let mut n = 0;
        while let Some(row) = rows.next()? {
            if row.get::<_, i64>(0)? != no * SPAN + from + n {
                break;
            }
            each(row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?);
            n += 1;
        }
        Ok(n)
    }

    /// As `pieces`, and `original_changed` unless the bytes are those of the hash.
    pub fn copy(&self, sha256: &Sha256, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<u64> {
        let mut hasher = Hasher::new();
        let n = self.pieces(sha256, &mut |bytes| {
            hasher.update(bytes);
            sink(bytes)
        })?;
        let found = hasher.finish();
        if found != *sha256 {
            return Err(Error::new(Code::OriginalChanged).with("sha256", sha256).with("found", found));
        }
        Ok(n)
    }

    /// Whether the stored bytes are still those of the hash.
    pub fn is_intact(&self, sha256: &Sha256) -> Result<bool> {
        match self.hash(sha256) {
            Ok((found, _)) => Ok(found == *sha256),
            Err(e) if matches!(e.code, Code::OriginalMissing | Code::VaultDamaged) => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// Bytes from `offset`, at most `length`; fewer at the end.
    pub fn range(&self, sha256: &Sha256, offset: u64, length: usize) -> Result<Vec<u8>> {
        let no = self.number(sha256)?.ok_or_else(|| missing(sha256))?;
        let mut piece = self.0.prepare_cached("SELECT bytes FROM piece WHERE key = ?")?;
        let mut out = Vec::with_capacity(length.min(BATCH));
        let mut skip = (offset % PIECE as u64) as usize;
        let mut n = (offset / PIECE as u64) as i64;
        while out.len() < length {
            let found = piece
                .query_row([no * SPAN + n], |r| {
                    let bytes = r.get_ref(0)?.as_blob()?;
                    let part = bytes.get(skip..).unwrap_or_default();
                    out.extend_from_slice(&part[..part.len().min(length - out.len())]);
                    Ok(())
                })
                .optional()?;
            if found.is_none() {
                break;
            }
            skip = 0;
            n += 1;
        }
        Ok(out)
    }

    fn number(&self, sha256: &Sha256) -> Result<Option<i64>> {
        Ok(self
            .0
            .prepare_cached("SELECT no FROM blob WHERE sha256 = ?")?
            .query_row([sha256.as_bytes()], |r| r.get(0))
            .optional()?)
    }
}

fn missing(sha256: &Sha256) -> Error {
    Error::new(Code::OriginalMissing).with("sha256", sha256)
}

fn info(r: &Row) -> rusqlite::Result<BlobInfo> {
    Ok(BlobInfo {
        sha256: Sha256::from_bytes(r.get("sha256")?),
        size: r.get::<_, i64>("size")? as u64,
        media_type: r.get("media_type")?,
        first_name: r.get("first_name")?,
        added: Stamp { at: r.get("added_at")?, tz: r.get("added_tz")? },
    })
}

/// Number of a blob that is being staged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Staging {
    no: i64,
    pieces: i64,
}

/// Writing side: one at a time, handed out by `Vault::originals_writer`.
pub struct OriginalsWriter<'a>(pub(super) std::sync::MutexGuard<'a, Connection>);

impl OriginalsWriter<'_> {
    pub fn read(&self) -> Originals<'_> {
        Originals(&self.0)
    }

    fn tx(&mut self) -> Result<Transaction<'_>> {
        Ok(self.0.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    /// Adds whole blobs in one transaction; the caller keeps a batch near 16 MiB. One that is there is left alone.
    pub fn add<'b>(&mut self, batch: impl IntoIterator<Item = (&'b BlobInfo, &'b [u8])>) -> Result<()> {
        let tx = self.tx()?;
        for (blob, bytes) in batch {
            if let Some(no) = insert_blob(&tx, blob, None)? {
                insert_pieces(&tx, no, 0, bytes)?;
            }
        }
        tx.commit()?;
        Ok(())
    }

    /// Reserves a number for a large file.
    pub fn stage(&mut self) -> Result<Staging> {
        let tx = self.tx()?;
        // AUTOINCREMENT hands numbers out once; a row that comes and goes reserves one.
        let no: i64 = tx.query_row(
            "INSERT INTO blob(sha256, size, media_type, first_name, added_at, added_tz)
             VALUES(randomblob(32), 0, '', '', '', '') RETURNING no",
            [],
            |r| r.get(0),
        )?;
        tx.execute("DELETE FROM blob WHERE no = ?", [no])?;
        tx.execute("INSERT INTO staging(no) VALUES(?)", [no])?;
        tx.commit()?;
        Ok(Staging { no, pieces: 0 })
    }

    /// Commits more bytes: whole pieces (only the last call may end in a shorter one), at most 16 MiB at once.
    pub fn stage_bytes(&mut self, staging: &mut Staging, bytes: &[u8]) -> Result<()> {
        let tx = self.tx()?;
        staging.pieces += insert_pieces(&tx, staging.no, staging.pieces, bytes)?;
        tx.commit()?;
        Ok(())
    }

    /// The blob row last. When the bytes turn out to be known, the staged ones are dropped.
    pub fn finish(&mut self, staging: Staging, blob: &BlobInfo) -> Result<()> {
        let tx = self.tx()?;
        let new = insert_blob(&tx, blob, Some(staging.no))?.is_some();
        if new {
            tx.execute("DELETE FROM staging WHERE no = ?", [staging.no])?;
        }
        tx.commit()?;
        if new { Ok(()) } else { self.drop_staging(staging.no) }
    }

    pub fn abandon(&mut self, staging: Staging) -> Result<()> {
        self.drop_staging(staging.no)
    }

    /// Takes a blob away in transactions of at most 16 MiB; a crash in between is finished by `sweep`.
    pub fn erase(&mut self, sha256: &Sha256) -> Result<()> {
        let Some(no) = self.read().number(sha256)? else { return Ok(()) };
        let tx = self.tx()?;
        tx.execute("DELETE FROM blob WHERE no = ?", [no])?;
        tx.execute("INSERT OR IGNORE INTO staging(no) VALUES(?)", [no])?;
        tx.commit()?;
        self.drop_staging(no)
    }

    /// Gives pages of erased bytes back to the file system.
    pub fn shrink(&mut self) -> Result<()> {
        // Each step of the pragma frees one page; the statement has to be run to its end.
        let mut stmt = self.0.prepare("PRAGMA incremental_vacuum")?;
        let mut rows = stmt.query([])?;
        while rows.next()?.is_some() {}
        Ok(())
    }

    /// Drops what a crash left staged; returns how many.
    pub fn sweep(&mut self) -> Result<usize> {
        let left: Vec<i64> = {
            let mut stmt = self.0.prepare("SELECT no FROM staging ORDER BY no")?;
            let rows = stmt.query_map([], |r| r.get(0))?;
            rows.collect::<rusqlite::Result<_>>()?
        };
        for no in &left {
            self.drop_staging(*no)?;
        }
        if !left.is_empty() {
            self.shrink()?;
        }
        Ok(left.len())
    }

    fn drop_staging(&mut self, no: i64) -> Result<()> {
        loop {
            let tx = self.tx()?;
            let gone = tx.execute(
                "DELETE FROM piece WHERE key IN (SELECT key FROM piece WHERE key >= ?1 AND key < ?2 LIMIT ?3)",
                params![no * SPAN, (no + 1) * SPAN, PIECES_PER_BATCH],
            )?;
            if gone < PIECES_PER_BATCH as usize {
                tx.execute("DELETE FROM staging WHERE no = ?", [no])?;
                tx.commit()?;
                return Ok(());
            }
            tx.commit()?;
        }
    }
}

/// The number given to it; None when these bytes are known already.
fn insert_blob(tx: &Transaction, b: &BlobInfo, no: Option<i64>) -> Result<Option<i64>> {
    Ok(tx
        .prepare_cached(
            "INSERT INTO blob(no, sha256, size, media_type, first_name, added_at, added_tz) VALUES(?,?,?,?,?,?,?)
             ON CONFLICT(sha256) DO NOTHING RETURNING no",
        )?
        .query_row(
            params![no, b.sha256.as_bytes(), b.size as i64, b.media_type, b.first_name, b.added.at, b.added.tz],
            |r| r.get(0),
        )
        .optional()?)
}

fn insert_pieces(tx: &Transaction, no: i64, from: i64, bytes: &[u8]) -> Result<i64> {
    let mut stmt = tx.prepare_cached("INSERT INTO piece(key, bytes) VALUES(?, ?)")?;
    let mut n = 0;
    for piece in bytes.chunks(PIECE) {
        stmt.execute(params![no * SPAN + from + n, piece])?;
        n += 1;
    }
    Ok(n)
}
