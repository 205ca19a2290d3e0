//! Tiles of large pictures in previews.db: bounded, the ones not seen for longest go first.

use rusqlite::{OptionalExtension, params};

use super::previews::Previews;
use crate::error::Result;
use crate::model::Sha256;

/// Bytes of tiles that are kept.
const KEPT: i64 = 768 << 20;

/// What is known of the tiles of one original.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pyramid {
    pub width: u32,
    pub height: u32,
    /// Every tile is there.
    pub whole: bool,
}

impl Previews {
    /// Notes that it is looked at.
    pub fn pyramid(&self, sha256: &Sha256) -> Result<Option<Pyramid>> {
        let conn = self.conn();
        conn.prepare_cached("UPDATE pyramid SET used = (SELECT max(used) + 1 FROM pyramid) WHERE sha256 = ?")?
            .execute([sha256.as_bytes()])?;
        Ok(conn
            .prepare_cached("SELECT width, height, whole FROM pyramid WHERE sha256 = ?")?
            .query_row([sha256.as_bytes()], |r| Ok(Pyramid { width: r.get(0)?, height: r.get(1)?, whole: r.get(2)? }))
            .optional()?)
    }

    /// Makes room and begins anew; what was there of it goes.
    pub fn begin_pyramid(&self, sha256: &Sha256, width: u32, height: u32) -> Result<()> {
        let mut conn = self.conn();
        let tx = conn.transaction()?;
        tx.execute("DELETE FROM pyramid WHERE sha256 = ?", [sha256.as_bytes()])?;
        while tx.query_row("SELECT coalesce(sum(bytes), 0) FROM pyramid", [], |r| r.get::<_, i64>(0))? > KEPT {
            tx.execute("DELETE FROM pyramid WHERE no = (SELECT no FROM pyramid ORDER BY used, no LIMIT 1)", [])?;
        }
        tx.execute(
            "INSERT INTO pyramid(sha256, width, height, bytes, whole, used)
             VALUES(?, ?, ?, 0, 0, (SELECT coalesce(max(used), 0) + 1 FROM pyramid))",
            params![sha256.as_bytes(), width, height],
        )?;
        tx.commit()?;
        Ok(())
    }

    /// Adds tiles by their place; nothing when the original has been removed meanwhile.
    pub fn put_tiles(&self, sha256: &Sha256, tiles: &[(u64, Vec<u8>)]) -> Result<()> {
        let mut conn = self.conn();
        let tx = conn.transaction()?;
        for (place, bytes) in tiles {
            tx.prepare_cached(
                "INSERT OR REPLACE INTO tile(pyramid, place, bytes) SELECT no, ?, ? FROM pyramid WHERE sha256 = ?",
            )?
            .execute(params![*place as i64, bytes, sha256.as_bytes()])?;
            tx.prepare_cached("UPDATE pyramid SET bytes = bytes + ? WHERE sha256 = ?")?
                .execute(params![bytes.len() as i64, sha256.as_bytes()])?;
        }
        tx.commit()?;
        Ok(())
    }

    pub fn end_pyramid(&self, sha256: &Sha256) -> Result<()> {
        self.conn().execute("UPDATE pyramid SET whole = 1 WHERE sha256 = ?", [sha256.as_bytes()])?;
        Ok(())
    }

    pub fn tile(&self, sha256: &Sha256, place: u64) -> Result<Option<Vec<u8>>> {
        Ok(self
            .conn()
            .prepare_cached(
                "SELECT t.bytes FROM tile t JOIN pyramid p ON p.no = t.pyramid WHERE p.sha256 = ? AND t.place = ?",
            )?
            .query_row(params![sha256.as_bytes(), place as i64], |r| r.get(0))
            .optional()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::hash_bytes;

    #[test]
    fn the_tiles_not_seen_for_longest_make_room_for_new_ones() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Previews::open(dir.path()).unwrap();
        let [a, b, c, d] = ["a", "b", "c", "d"].map(|n| hash_bytes(n.as_bytes()));
        for sha in [&a, &b, &c] {
            cache.begin_pyramid(sha, 9, 9).unwrap();
            cache.put_tiles(sha, &[(7, b"tile".to_vec())]).unwrap();
            cache.end_pyramid(sha).unwrap();
        }
        let third = KEPT / 2;
        cache.conn().execute("UPDATE pyramid SET bytes = ?", [third]).unwrap();
        assert!(cache.pyramid(&a).unwrap().unwrap().whole, "looked at last");
        cache.begin_pyramid(&d, 9, 9).unwrap();
        assert_eq!(cache.pyramid(&b).unwrap(), None, "the one not seen for longest is gone");
        assert_eq!(cache.tile(&b, 7).unwrap(), None, "and its tiles");
        assert_eq!(cache.tile(&a, 7).unwrap(), Some(b"tile".to_vec()));
        assert!(!cache.pyramid(&d).unwrap().unwrap().whole, "one that was begun is not whole");
    }

    #[test]
    fn tiles_begun_again_or_of_a_removed_original_are_gone() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Previews::open(dir.path()).unwrap();
        let sha = hash_bytes(b"a");
        cache.begin_pyramid(&sha, 9, 9).unwrap();
        cache.put_tiles(&sha, &[(1, vec![1]), (2, vec![2])]).unwrap();
        cache.begin_pyramid(&sha, 9, 9).unwrap();
        assert_eq!(cache.tile(&sha, 1).unwrap(), None);
        cache.put_tiles(&sha, &[(1, vec![1])]).unwrap();
        cache.remove(&sha).unwrap();
        assert_eq!((cache.pyramid(&sha).unwrap(), cache.tile(&sha, 1).unwrap()), (None, None));
        cache.put_tiles(&sha, &[(1, vec![1])]).unwrap();
        assert_eq!(cache.tile(&sha, 1).unwrap(), None, "a late tile of a removed original is not kept");
    }
}
