//! Tiles of large pictures, made when the first of them is asked for. One picture at a time, whatever is asked, so
//! that memory stays bounded; who waits for a tile gets it as soon as it is there.

use std::collections::HashSet;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::Session;
use crate::error::Result;
use crate::intake::{self, ApartKind, Rows, TilePlace};
use crate::model::{Evidence, EvidenceId, Sha256};

/// How long a waiting request sleeps before it looks again by itself.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Which pictures are being cut.
#[derive(Default)]
pub(super) struct Cutting {
    now: Mutex<HashSet<Sha256>>,
    news: Condvar,
    /// Held by the one that decodes.
    one: Mutex<()>,
}

impl Session {
    /// PNG or JPEG; None when the picture has no such tile.
    pub fn tile(&self, id: EvidenceId, place: TilePlace) -> Result<Option<Vec<u8>>> {
        let e = self.vault.read(|f| f.evidence(id))?;
        let previews = self.vault.previews()?;
        loop {
            if let Some(bytes) = previews.tile(&e.sha256, key(place))? {
                return Ok(Some(bytes));
            }
            match previews.pyramid(&e.sha256)? {
                Some(p) if p.whole || !intake::has_tile(p.width, p.height, place) => return Ok(None),
                _ => {}
            }
            if self.cutting.begin(e.sha256) {
                let done = self.cut(&e);
                self.cutting.end(&e.sha256);
                done?;
            }
        }
    }

    /// Cuts the whole picture; one that can't be read to its end has the tiles that could.
    fn cut(&self, e: &Evidence) -> Result<()> {
        let _one = self.cutting.one.lock().unwrap_or_else(PoisonError::into_inner);
        let previews = self.vault.previews()?;
        let bytes = self.original(e)?;
        let media_type = e.media.media_type.as_str();
        let rows = match ApartKind::of(media_type) {
            Some(kind) => self
                .decoders
                .decode(kind, &bytes)
                .ok()
                .and_then(|made| Rows::of_pixels(made.rgb, made.width, made.height, kind != ApartKind::Heic)),
            None => Rows::open(&bytes, media_type, e.media.orientation),
        };
        let (width, height) = rows.as_ref().map_or((0, 0), |r| (r.width, r.height));
        previews.begin_pyramid(&e.sha256, width, height)?;
        let mut saved = Ok(());
        if let Some(rows) = rows {
            intake::tiles(rows, &mut |tile| {
                saved = previews.put_tiles(&e.sha256, &[(key(tile.place), tile.bytes)]);
                self.cutting.news.notify_all();
                saved.is_ok()
            });
        }
        saved?;
        previews.end_pyramid(&e.sha256)
    }
}

impl Cutting {
    /// True for the one who is to cut it; another waits for news and gets false.
    fn begin(&self, sha256: Sha256) -> bool {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if now.insert(sha256) {
            return true;
        }
        drop(self.news.wait_timeout(now, LOOK_AGAIN));
        false
    }

    fn end(&self, sha256: &Sha256) {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).remove(sha256);
        self.news.notify_all();
    }
}

fn key(place: TilePlace) -> u64 {
    u64::from(place.level) << 32 | u64::from(place.column) << 16 | u64::from(place.row)
}
