//! What is shown of an original: thumbnails from the cache, the upright picture.

use super::Session;
use crate::error::Result;
use crate::intake;
use crate::model::{CaseId, Evidence, EvidenceId, Job, Progress};

/// Larger originals are not decoded for a preview.
pub(super) const PREVIEW_MAX: u64 = 128 * 1024 * 1024;
/// Thumbnails saved in one transaction.
const SAVE_EVERY: usize = 20;

impl Session {
    /// A JPEG of at most 512 px, made on demand; None when there is no preview.
    pub fn thumbnail(&self, id: EvidenceId) -> Result<Option<Vec<u8>>> {
        let e = self.vault.read(|f| f.evidence(id))?;
        if let Some(jpeg) = self.vault.previews()?.get(&e.sha256)? {
            return Ok(Some(jpeg));
        }
        let Some(jpeg) = self.make_thumbnail(&e)? else { return Ok(None) };
        self.vault.previews()?.put(&[(e.sha256, jpeg.clone())])?;
        Ok(Some(jpeg))
    }

    /// The upright picture in a form that the window can show, and its media type.
    pub fn picture(&self, id: EvidenceId) -> Result<Option<(Vec<u8>, &'static str)>> {
        let e = self.vault.read(|f| f.evidence(id))?;
        if !e.media.preview || e.size > PREVIEW_MAX {
            return Ok(None);
        }
        let bytes = self.bytes(&e)?;
        Ok(intake::display(&bytes, &e.media.media_type, e.media.orientation))
    }

    /// Makes every missing thumbnail of a case on all cores; returns how many were made.
    pub fn make_thumbnails(&self, case: &CaseId, job: &Job) -> Result<u64> {
        let all = self.vault.read(|f| f.evidence_of(case))?;
        let previews = self.vault.previews()?;
        let todo: Vec<&Evidence> = all.iter().filter(|e| e.media.preview).collect();
        let total = todo.len() as u64;
        let next = std::sync::atomic::AtomicUsize::new(0);
        let threads = std::thread::available_parallelism().map_or(2, usize::from).clamp(1, 8);
        let mut made = 0;
        std::thread::scope(|scope| {
            let (send, receive) = std::sync::mpsc::sync_channel(2 * SAVE_EVERY);
            for _ in 0..threads {
                let (send, next, todo) = (send.clone(), &next, &todo);
                scope.spawn(move || {
                    while let Some(e) = todo.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                        let jpeg = if job.is_cancelled() { return } else { self.make_thumbnail(e) };
                        if send.send((e.sha256, jpeg)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(send);
            let mut unsaved = Vec::new();
            for (n, (sha256, jpeg)) in receive.into_iter().enumerate() {
                if let Some(jpeg) = jpeg? {
                    unsaved.push((sha256, jpeg));
                    made += 1;
                }
                if unsaved.len() >= SAVE_EVERY {
                    previews.put(&unsaved)?;
                    unsaved.clear();
                    job.report(Progress { done: n as u64 + 1, total, ..Progress::default() });
                }
            }
            previews.put(&unsaved)?;
            job.go_on()?;
            Ok(made)
        })
    }

    fn make_thumbnail(&self, e: &Evidence) -> Result<Option<Vec<u8>>> {
        if !e.media.preview || e.size > PREVIEW_MAX {
            return Ok(None);
        }
        let bytes = self.bytes(e)?;
        Ok(intake::thumbnail(&bytes, &e.media.media_type, e.media.orientation).map(|t| t.jpeg))
    }

    pub(super) fn bytes(&self, e: &Evidence) -> Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(e.size as usize);
        self.vault.originals(|o| {
            o.pieces(&e.sha256, &mut |b| {
                bytes.extend_from_slice(b);
                Ok(())
            })
        })?;
        Ok(bytes)
    }
}
