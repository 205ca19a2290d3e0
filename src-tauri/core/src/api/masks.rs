//! Masks: boxes over a picture, and the copy in which what they cover is gone. The original is never touched.
//!
//! The copy is made and kept when the boxes are set, so that its hash is known and logged; its bytes are durable before
//! the fact names them. Setting the former boxes again is the undo.

use std::path::Path;

use serde_json::json;

use super::convert::check_text;
use super::pictures::PREVIEW_MAX;
use super::{MaskOutcome, MaskRefusal, MaskView, MaskedCopy, Session};
use crate::bundle;
use crate::error::{Code, Error, Result};
use crate::intake::{self, ApartKind, Copied, Rows, copy_without};
use crate::model::{CaseId, Event, Evidence, EvidenceId, Job, Mask, MaskBox, Progress, Sha256, hash_bytes};
use crate::vault::{BATCH, BlobInfo, By, Facts, FactsTx};

/// Boxes on one picture.
const MOST_BOXES: usize = 500;
/// Characters of a reason.
const REASON_MAX: usize = 200;
/// Bytes of a picture that are looked at for whether it moves.
const HEAD: usize = 256 * 1024;
/// Begins the name under which the bytes of a masked copy are kept; the parent's hash follows. So they are known as
/// derived even when every fact is lost.
const DERIVED: &str = "masked:";

/// A copy that waits to be kept.
struct Made {
    mask: Mask,
    bytes: Vec<u8>,
}

impl Session {
    /// Of the pieces of a case that have a masked copy, in its order.
    pub fn masks(&self, case: &CaseId) -> Result<Vec<MaskView>> {
        self.vault.read(|f| {
            f.case(case)?;
            f.masks_of(case)?.into_iter().map(|m| Ok(view(&f.evidence(m.evidence)?, Some(m), true))).collect()
        })
    }

    pub fn mask(&self, id: EvidenceId) -> Result<MaskView> {
        let (e, mask) = self.vault.read(|f| Ok((f.evidence(id)?, f.mask(id)?)))?;
        Ok(view(&e, mask, self.can_be_copied(&e)?))
    }

    /// These boxes and no others; none: the masked copy goes.
    pub fn mask_set(&self, id: EvidenceId, boxes: &[MaskBox]) -> Result<MaskView> {
        check_boxes(boxes)?;
        if boxes.is_empty() {
            return self.mask_remove(id);
        }
        let e = self.vault.read(|f| f.evidence(id))?;
        let made = self.made_with(&e, boxes)?.map_err(|reason| refused(&e, reason))?;
        self.keep(&[(e, made)])?;
        self.mask(id)
    }

    /// More boxes on a piece, and on others as wide as it: a status bar, a column of pictures.
    pub fn mask_add(&self, id: EvidenceId, boxes: &[MaskBox], also: &[EvidenceId], job: &Job) -> Result<MaskOutcome> {
        check_boxes(boxes)?;
        let (first, mask) = self.vault.read(|f| Ok((f.evidence(id)?, f.mask(id)?)))?;
        let first_size = self.upright(&first)?.ok_or_else(|| refused(&first, "no_picture"))?;
        let own = self.made_with(&first, &joined(mask, boxes))?.map_err(|reason| refused(&first, reason))?;
        let (mut kept, mut out) = (vec![(first, own)], MaskOutcome { masked: Vec::new(), refused: Vec::new() });
        let mut seen = vec![id];
        for (done, other) in also.iter().enumerate() {
            job.go_on()?;
            job.report(Progress { done: done as u64, total: also.len() as u64, ..Progress::default() });
            if seen.contains(other) {
                continue;
            }
            seen.push(*other);
            let (e, mask) = self.vault.read(|f| Ok((f.evidence(*other)?, f.mask(*other)?)))?;
            let made = match self.upright(&e)? {
                None => Err("no_picture"),
                Some((width, _)) if width != first_size.0 => Err("other_width"),
                Some(size) if !boxes.iter().any(|b| b.within(size).is_some()) => Err("outside"),
                Some(_) => self.made_with(&e, &joined(mask, boxes))?,
            };
            match made {
                Ok(made) => kept.push((e, made)),
                Err(reason) => {
                    out.refused.push(MaskRefusal { evidence: e.id, number: e.number.to_string(), reason });
                }
            }
            // So many pictures of a conversation would not fit into memory; what is kept before a cancel stays.
            if kept.iter().map(|(_, m)| m.bytes.len()).sum::<usize>() > BATCH {
                self.keep(&std::mem::take(&mut kept))?;
            }
        }
        self.keep(&kept)?;
        for id in seen.iter().filter(|id| out.refused.iter().all(|r| r.evidence != **id)) {
            out.masked.push(self.mask(*id)?);
        }
        Ok(out)
    }

    /// The boxes of a piece on others as wide as it, beside what they have.
    pub fn mask_apply(&self, from: EvidenceId, to: &[EvidenceId], job: &Job) -> Result<MaskOutcome> {
        let view = self.mask(from)?;
        if view.boxes.is_empty() {
            return Err(Error::invalid("mask", view.number, "a piece with boxes"));
        }
        self.mask_add(from, &view.boxes, to, job)
    }

    pub fn mask_remove(&self, id: EvidenceId) -> Result<MaskView> {
        let by = self.by();
        self.vault.write(|tx| {
            let (e, mask) = (tx.read().evidence(id)?, tx.read().mask(id)?);
            let Some(mask) = mask else { return Ok(()) };
            tx.delete_mask(id)?;
            release(tx, &by, &mask.sha256)?;
            let detail = json!({ "copy": mask.sha256.hex() });
            tx.log(&by, &e.case, Event::EvidenceUnmasked, Some(e.number), Some(e.sha256), detail).map(|_| ())
        })?;
        self.vault.finish_erases()?;
        self.mask(id)
    }

    /// The masked copy and its media type: what a preview shows.
    pub fn masked_picture(&self, id: EvidenceId) -> Result<Option<(Vec<u8>, &'static str)>> {
        let Some(mask) = self.vault.read(|f| f.mask(id))? else { return Ok(None) };
        let kind = if mask.media_type == "image/jpeg" { "image/jpeg" } else { "image/png" };
        Ok(Some((self.bytes_of(&mask.sha256, mask.size)?, kind)))
    }

    /// Writes the masked copy to a new file.
    pub fn mask_take_out(&self, id: EvidenceId, to: &Path) -> Result<u64> {
        let (e, mask) = self.vault.read(|f| Ok((f.evidence(id)?, f.mask(id)?)))?;
        let mask = mask.ok_or_else(|| Error::not_found("mask", id))?;
        let mut bytes = Vec::new();
        self.vault
            .originals(|o| {
                o.copy(&mask.sha256, &mut |b| {
                    bytes.extend_from_slice(b);
                    Ok(())
                })
            })
            .map_err(|err| err.with("evidence", e.number))?;
        bundle::write_new(to, &bytes)?;
        Ok(mask.size)
    }

    /// A still picture of one page that can be decoded: a copy of it leaves nothing out but what is under boxes.
    pub(super) fn can_be_copied(&self, e: &Evidence) -> Result<bool> {
        let kind = ApartKind::of(&e.media.media_type);
        if e.size > PREVIEW_MAX || !super::ways::is_picture(e) || matches!(kind, Some(ApartKind::Pdf | ApartKind::Svg))
        {
            return Ok(false);
        }
        if kind.is_some() {
            return Ok(self.known_preview(e).state != super::PreviewState::None);
        }
        if !e.media.preview {
            return Ok(false);
        }
        let bytes = match e.media.media_type.as_str() {
            // Whether they move stands before the first pixel.
            "image/png" | "image/webp" => self.vault.originals(|o| o.range(&e.sha256, 0, HEAD))?,
            "image/gif" | "image/tiff" => self.original(e)?,
            _ => return Ok(true),
        };
        let frames = intake::frames(&bytes, &e.media.media_type);
        Ok(!frames.moves && frames.pages.is_none_or(|n| n < 2))
    }

    /// Upright pixels of what can be masked.
    fn upright(&self, e: &Evidence) -> Result<Option<(u32, u32)>> {
        if !self.can_be_copied(e)? {
            return Ok(None);
        }
        let size = match ApartKind::of(&e.media.media_type) {
            None => (e.media.width, e.media.height),
            Some(_) => {
                let preview = self.preview(e.id)?;
                (preview.width, preview.height)
            }
        };
        Ok(size.0.zip(size.1))
    }

    /// The picture of a piece made anew from its pixels, without what lies under `boxes`; `Ok(None)`: damaged.
    pub(super) fn copied(&self, e: &Evidence, boxes: &[MaskBox]) -> Result<Option<Copied>> {
        let bytes = self.original(e).map_err(|failed| failed.with("evidence", e.number))?;
        if hash_bytes(&bytes) != e.sha256 {
            return Err(Error::new(Code::OriginalChanged).with("evidence", e.number));
        }
        let kind = e.media.media_type.as_str();
        let rows = match ApartKind::of(kind) {
            // What a camera encoded has lost something already.
            Some(kind) => self
                .decoders
                .decode(kind, &bytes)
                .ok()
                .and_then(|made| Rows::of_pixels(made.rgb, made.width, made.height, false)),
            None => Rows::open(&bytes, kind, e.media.orientation),
        };
        Ok(rows.and_then(|rows| copy_without(rows, boxes)))
    }

    /// The inner error: why this piece can't have these boxes.
    fn made_with(&self, e: &Evidence, boxes: &[MaskBox]) -> Result<std::result::Result<Made, &'static str>> {
        let Some(size) = self.upright(e)? else { return Ok(Err("no_picture")) };
        let boxes: Vec<MaskBox> = boxes.iter().filter_map(|b| b.within(size)).collect();
        if boxes.is_empty() {
            return Ok(Err("outside"));
        }
        let Some(copy) = self.copied(e, &boxes)? else { return Ok(Err("damaged")) };
        let mask = Mask {
            evidence: e.id,
            boxes,
            sha256: hash_bytes(&copy.bytes),
            size: copy.bytes.len() as u64,
            media_type: copy.media_type.to_owned(),
            width: copy.width,
            height: copy.height,
            set: self.now(),
        };
        Ok(Ok(Made { mask, bytes: copy.bytes }))
    }

    /// Bytes first, under the lock that a removal takes too; then the facts and their custody entries.
    fn keep(&self, made: &[(Evidence, Made)]) -> Result<()> {
        let by = self.by();
        {
            let mut writer = self.vault.originals_writer()?;
            for (e, m) in made {
                let sha256 = m.mask.sha256;
                self.vault.write(|tx| tx.forget_erase(&sha256).map(|_| ()))?;
                if self.vault.read(|f| f.known_damaged(&sha256))? {
                    writer.erase(&sha256)?;
                    self.vault.write(|tx| tx.forget_verified(&sha256))?;
                }
                let blob = BlobInfo {
                    sha256,
                    size: m.mask.size,
                    media_type: m.mask.media_type.clone(),
                    first_name: format!("{DERIVED}{}", e.sha256),
                    added: by.at.clone(),
                };
                if m.bytes.len() <= BATCH {
                    writer.add([(&blob, m.bytes.as_slice())])?;
                } else {
                    let mut staging = writer.stage()?;
                    m.bytes.chunks(BATCH).try_for_each(|part| writer.stage_bytes(&mut staging, part))?;
                    writer.finish(staging, &blob)?;
                }
            }
            self.vault.write(|tx| {
                for (e, m) in made {
                    let before = tx.read().mask(e.id)?;
                    if before.as_ref().is_some_and(|b| b.boxes == m.mask.boxes && b.sha256 == m.mask.sha256) {
                        continue;
                    }
                    tx.set_mask(&m.mask)?;
                    if let Some(before) = before {
                        release(tx, &by, &before.sha256)?;
                    }
                    let detail = json!({ "copy": m.mask.sha256.hex(), "boxes": m.mask.boxes.len() });
                    tx.log(&by, &e.case, Event::EvidenceMasked, Some(e.number), Some(e.sha256), detail)?;
                }
                Ok(())
            })?;
        }
        self.vault.finish_erases().map(|_| ())
    }

    pub(super) fn bytes_of(&self, sha256: &Sha256, size: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        self.vault.originals(|o| {
            o.pieces(sha256, &mut |b| {
                bytes.extend_from_slice(b);
                Ok(())
            })
        })?;
        Ok(bytes)
    }
}

/// Whether stored bytes are a masked copy: no original that a crash left without facts.
pub(super) fn is_derived(blob: &BlobInfo) -> bool {
    blob.first_name.strip_prefix(DERIVED).is_some_and(|hex| hex.parse::<Sha256>().is_ok())
}

/// Copies that nothing names any more lose their bytes.
pub(super) fn release(tx: &FactsTx, by: &By, sha256: &Sha256) -> Result<()> {
    if tx.read().is_used(sha256)? { Ok(()) } else { tx.ask_erase(sha256, &by.at) }
}

/// `<case>/E001` for every piece whose masked copy has these bytes.
pub(super) fn places(f: &Facts, sha256: &Sha256) -> Result<Vec<String>> {
    let place = |id| f.evidence(id).map(|e| format!("{}/{}", e.case, e.number));
    f.masked_as(sha256)?.into_iter().map(place).collect()
}

fn view(e: &Evidence, mask: Option<Mask>, can_mask: bool) -> MaskView {
    let size = mask.as_ref().map(|m| (m.width, m.height)).or_else(|| e.media.width.zip(e.media.height));
    let copy = mask.as_ref().map(|m| MaskedCopy {
        name: bundle::masked_name(e.number, &m.media_type),
        sha256: m.sha256.hex(),
        parent_sha256: e.sha256.hex(),
        size: m.size,
        media_type: m.media_type.clone(),
        made: m.set.clone(),
    });
    MaskView {
        evidence: e.id,
        number: e.number.to_string(),
        can_mask,
        width: size.map(|s| s.0),
        height: size.map(|s| s.1),
        boxes: mask.map(|m| m.boxes).unwrap_or_default(),
        copy,
    }
}

/// A box in the place of one that is there gives it its reason.
fn joined(mask: Option<Mask>, boxes: &[MaskBox]) -> Vec<MaskBox> {
    let mut all = mask.map(|m| m.boxes).unwrap_or_default();
    all.retain(|b| boxes.iter().all(|new| !new.same_place(b)));
    all.extend(boxes.iter().cloned());
    all
}

fn check_boxes(boxes: &[MaskBox]) -> Result<()> {
    if boxes.len() > MOST_BOXES {
        return Err(Error::invalid("box", boxes.len(), format!("at most {MOST_BOXES}")));
    }
    for b in boxes {
        check_text("reason", &b.reason)?;
        if b.reason.chars().count() > REASON_MAX {
            return Err(Error::invalid("reason", &b.reason, format!("at most {REASON_MAX} characters")));
        }
        if b.width == 0 || b.height == 0 {
            return Err(Error::invalid("box", format!("{},{},{},{}", b.x, b.y, b.width, b.height), "not empty"));
        }
    }
    Ok(())
}

fn refused(e: &Evidence, reason: &'static str) -> Error {
    Error::invalid("mask", e.number, reason)
}
