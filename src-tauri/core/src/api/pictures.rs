//! What is shown of an original: its preview and thumbnail from the cache, the upright picture, its words, its bytes.

use std::time::{Duration, Instant};

use super::ways::{is_picture, preview_of, way, word};
use super::{NoPreview, Preview, PreviewState, PreviewWay, Session, TextView};
use crate::error::Result;
use crate::intake::{self, ApartKind, Made};
use crate::model::{CaseId, Evidence, EvidenceId, Job, Progress, Sha256};
use crate::vault::Look;

/// Larger originals are not decoded for a preview.
pub(super) const PREVIEW_MAX: u64 = 128 * 1024 * 1024;
/// Thumbnails saved in one transaction.
const SAVE_EVERY: usize = 20;

type MadeLook = (Sha256, Look, Option<Vec<u8>>);

impl Session {
    /// A JPEG of at most 512 px, made on demand; None when there is no preview.
    pub fn thumbnail(&self, id: EvidenceId) -> Result<Option<Vec<u8>>> {
        let e = self.vault.read(|f| f.evidence(id))?;
        let previews = self.vault.previews()?;
        if let Some(jpeg) = previews.get(&e.sha256)? {
            return Ok(Some(jpeg));
        }
        if previews.look(&e.sha256)?.is_some() {
            return Ok(None);
        }
        Ok(self.make(&e)?.1)
    }

    /// How a piece can be looked at; made when it is not yet.
    pub fn preview(&self, id: EvidenceId) -> Result<Preview> {
        let e = self.vault.read(|f| f.evidence(id))?;
        match self.vault.previews()?.look(&e.sha256)? {
            Some(look) => Ok(preview_of(&e, Some(&look))),
            None => Ok(preview_of(&e, Some(&self.make(&e)?.0))),
        }
    }

    /// As `preview`, of what is known; a cache that can't be read is an empty one.
    pub(super) fn known_preview(&self, e: &Evidence) -> Preview {
        let look = self.vault.previews().and_then(|p| p.look(&e.sha256)).ok().flatten();
        preview_of(e, look.as_ref())
    }

    /// The upright picture in a form that the window can show, and its media type.
    pub fn picture(&self, id: EvidenceId) -> Result<Option<(Vec<u8>, &'static str)>> {
        let e = self.vault.read(|f| f.evidence(id))?;
        if !e.media.preview || e.size > PREVIEW_MAX || way(&e, false) == PreviewWay::Tiles {
            return Ok(None);
        }
        let bytes = self.original(&e)?;
        Ok(intake::display(&bytes, &e.media.media_type, e.media.orientation))
    }

    /// The words of a text or mail; None for what is none.
    pub fn text(&self, id: EvidenceId) -> Result<Option<TextView>> {
        let e = self.vault.read(|f| f.evidence(id))?;
        if !intake::is_text(&e.media.media_type) {
            return Ok(None);
        }
        let head = self.vault.originals(|o| o.range(&e.sha256, 0, intake::LOOKED_AT))?;
        let cut = e.size > head.len() as u64;
        let shown = intake::shown_text(&head, &e.media.media_type, cut);
        Ok(shown.map(|t| TextView {
            text: t.text,
            encoding: t.encoding,
            headers: t.headers,
            attachments: t.attachments,
            cut: t.cut,
        }))
    }

    /// Media type and size of a film or sound, for a player that asks for ranges; None for anything else.
    pub fn playable(&self, id: EvidenceId) -> Result<Option<(String, u64)>> {
        let e = self.vault.read(|f| f.evidence(id))?;
        let plays = matches!(way(&e, false), PreviewWay::Film | PreviewWay::Sound);
        Ok(plays.then_some((e.media.media_type, e.size)))
    }

    /// Bytes of an original from `offset`, at most `length`; fewer at its end.
    pub fn original_range(&self, id: EvidenceId, offset: u64, length: usize) -> Result<Vec<u8>> {
        let e = self.vault.read(|f| f.evidence(id))?;
        self.vault.originals(|o| o.range(&e.sha256, offset, length))
    }

    /// Makes every missing thumbnail of a case on all cores; returns how many were made.
    pub fn make_thumbnails(&self, case: &CaseId, job: &Job) -> Result<u64> {
        let all = self.vault.read(|f| f.evidence_of(case))?;
        let previews = self.vault.previews()?;
        let mut todo: Vec<&Evidence> = Vec::new();
        for e in all.iter().filter(|e| way(e, false) != PreviewWay::Nothing) {
            if previews.look(&e.sha256)?.is_none() {
                todo.push(e);
            }
        }
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
                        let found = if job.is_cancelled() { return } else { self.look_at(e) };
                        if send.send((e.sha256, found)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(send);
            let mut unsaved: Vec<MadeLook> = Vec::new();
            for (n, (sha256, found)) in receive.into_iter().enumerate() {
                let (look, jpeg) = found?;
                made += u64::from(jpeg.is_some());
                if look.reason != word(NoPreview::NoDecoder) {
                    unsaved.push((sha256, look, jpeg));
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

    /// Makes what is missing of a case for about that long, one after another; what can't be made stays missing.
    pub fn make_previews_for(&self, case: &CaseId, time: Duration) -> Result<()> {
        let began = Instant::now();
        for e in self.vault.read(|f| f.evidence_of(case))? {
            if began.elapsed() >= time {
                break;
            }
            if self.known_preview(&e).state == PreviewState::Making {
                let _ = self.make(&e);
            }
        }
        Ok(())
    }

    fn make(&self, e: &Evidence) -> Result<(Look, Option<Vec<u8>>)> {
        let (look, jpeg) = self.look_at(e)?;
        // That no process could be started says nothing of the file: the next time may be another.
        if look.reason != word(NoPreview::NoDecoder) {
            self.vault.previews()?.put(&[(e.sha256, look.clone(), jpeg.clone())])?;
        }
        Ok((look, jpeg))
    }

    /// Decodes as much as a preview needs.
    fn look_at(&self, e: &Evidence) -> Result<(Look, Option<Vec<u8>>)> {
        let media_type = e.media.media_type.as_str();
        let blank = Look { width: e.media.width, height: e.media.height, ..Look::default() };
        let none = |reason: NoPreview| Ok((Look { reason: word(reason), ..blank.clone() }, None));
        match way(e, false) {
            PreviewWay::Nothing => none(if is_picture(e) { NoPreview::Unsupported } else { NoPreview::Kind }),
            PreviewWay::Text => Ok((blank, None)),
            PreviewWay::Film | PreviewWay::Sound => {
                let mut read =
                    |at, length| self.vault.originals(|o| o.range(&e.sha256, at, length)).unwrap_or_default();
                let film = intake::film(media_type, e.size, &mut read);
                let (width, height) = (film.width, film.height);
                Ok((Look { width, height, seconds: film.seconds, ..Look::default() }, None))
            }
            _ if e.size > PREVIEW_MAX => none(NoPreview::TooLarge),
            _ => {
                let bytes = self.original(e)?;
                if let Some(kind) = ApartKind::of(media_type) {
                    return Ok(match self.decoders.decode(kind, &bytes) {
                        Ok(made) => looked_apart(made),
                        Err(reason) => (Look { reason: word(reason.into()), ..Look::default() }, None),
                    });
                }
                if !e.media.preview {
                    return none(if e.media.width.is_some() { NoPreview::TooLarge } else { NoPreview::Damaged });
                }
                let Some(thumb) = intake::thumbnail(&bytes, media_type, e.media.orientation) else {
                    return none(NoPreview::Damaged);
                };
                let frames = intake::frames(&bytes, media_type);
                Ok((Look { pages: frames.pages, moves: frames.moves, ..blank }, Some(thumb.jpeg)))
            }
        }
    }

    pub(super) fn original(&self, e: &Evidence) -> Result<Vec<u8>> {
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

fn looked_apart(made: Made) -> (Look, Option<Vec<u8>>) {
    let look = Look { width: Some(made.width), height: Some(made.height), pages: made.pages, ..Look::default() };
    match intake::thumbnail_of(made.rgb, made.width, made.height) {
        Some(thumb) => (look, Some(thumb.jpeg)),
        None => (Look { reason: word(NoPreview::Damaged), ..Look::default() }, None),
    }
}
