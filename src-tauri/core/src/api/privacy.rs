//! Masked bundles: which originals stay out, what goes in for them, and which words of the user are let through.
//!
//! The allow-list is what this file leaves in place; `docs/bundle-format.md` names it. Every new member of the material
//! has to be decided on here: it is taken apart member by member.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

use super::Session;
use crate::bundle::{Asked, Copy, CopyBody, Going, Making, Material, Small, Smalls, Spool};
use crate::error::{Error, Result};
use crate::filing::masked;
use crate::intake::{self, Copied, Print, Rows};
use crate::model::{Evidence, EvidenceId, ExportMode, IdentifierKind, Job, Mask, MediaInfo, Progress};

impl Session {
    /// Makes the material that of a masked bundle. `release`: pieces whose originals go in after all.
    pub(super) fn withhold(
        &self,
        material: &mut Material,
        masks: &[Mask],
        release: &[EvidenceId],
        making: &Making,
    ) -> Result<()> {
        if let Some(other) = release.iter().find(|id| material.evidence.iter().all(|e| e.id != **id)) {
            return Err(Error::not_found("evidence", other));
        }
        material.going.mode = ExportMode::Masked;
        let mut plain = Vec::new();
        for e in material.evidence.iter().filter(|e| !release.contains(&e.id)) {
            let copy = match masks.iter().find(|m| m.evidence == e.id) {
                Some(mask) => Some(stored(mask)),
                None if self.can_be_copied(e)? => {
                    plain.push(e.clone());
                    Some(later(e))
                }
                None => None,
            };
            material.going.withheld.insert(e.number, copy);
        }
        if let Making::Now { .. } = making {
            self.make_copies(&plain, &mut material.going, making)?;
        }
        take_out_words(material);
        Ok(())
    }

    /// Copies without metadata of what has no mask, on all cores, into a file beside the target.
    fn make_copies(&self, plain: &[Evidence], going: &mut Going, making: &Making) -> Result<()> {
        let (Making::Now { target, job, .. }, false) = (making, plain.is_empty()) else { return Ok(()) };
        let mut spool = Spool::beside(target)?;
        let (next, total) = (AtomicUsize::new(0), plain.len() as u64);
        let threads = std::thread::available_parallelism().map_or(2, usize::from).clamp(1, 4);
        std::thread::scope(|scope| {
            // Each thread is at most one picture ahead of the file.
            let (send, receive) = sync_channel(1);
            for _ in 0..threads {
                let (send, next) = (send.clone(), &next);
                scope.spawn(move || {
                    while let Some(e) = plain.get(next.fetch_add(1, Ordering::Relaxed)).filter(|_| !job.is_cancelled())
                    {
                        if send.send((e, self.copied(e, &[]))).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(send);
            for (done, (e, made)) in receive.into_iter().enumerate() {
                let copy = match made? {
                    Some(made) => Some(kept(made, &mut spool)?),
                    // What can't be decoded to its end has no copy.
                    None => None,
                };
                going.withheld.insert(e.number, copy);
                job.report(Progress { done: done as u64 + 1, total, ..Progress::default() });
            }
            job.go_on()
        })
    }
}

/// Side of a small picture of the list, in pixels.
const SMALL: u32 = 240;

impl Session {
    /// Small pictures of `shown`, on all cores.
    pub(super) fn small_pictures(&self, material: &Material, shown: &[Evidence], job: &Job) -> Result<Smalls> {
        let todo: Vec<&Evidence> =
            shown.iter().filter(|e| !material.is_withheld(e) || material.copy(e).is_some()).collect();
        let next = AtomicUsize::new(0);
        let threads = std::thread::available_parallelism().map_or(2, usize::from).clamp(1, 4);
        std::thread::scope(|scope| {
            let (send, receive) = sync_channel(threads);
            for _ in 0..threads {
                let (send, next, todo) = (send.clone(), &next, &todo);
                scope.spawn(move || {
                    while let Some(e) = todo.get(next.fetch_add(1, Ordering::Relaxed)).filter(|_| !job.is_cancelled()) {
                        if send.send((e.number, self.small_picture(material, e))).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(send);
            let mut all = BTreeMap::new();
            for (number, made) in receive {
                all.extend(made?.map(|small| (number, small)));
            }
            job.go_on()?;
            Ok(Smalls::Made(all))
        })
    }

    fn small_picture(&self, material: &Material, e: &Evidence) -> Result<Option<Small>> {
        let masked = matches!(material.copy(e), Some(Copy { body: CopyBody::Stored { .. }, .. }));
        let jpeg = if masked {
            // Its thumbnail in the cache is that of the original.
            let bytes = self.bytes_of(&e.sha256, e.size)?;
            intake::thumbnail(&bytes, &e.media.media_type, None).map(|t| t.jpeg)
        } else {
            self.thumbnail(e.id)?
        };
        let rows = jpeg.as_ref().and_then(|jpeg| Rows::open(jpeg, "image/jpeg", None));
        let Some(rows) = rows else { return Ok(None) };
        let width = SMALL * rows.width / rows.width.max(rows.height).max(1);
        let print = Print { width: width.max(16), parts: 1, reach: 0.0, overlap: 0.0 };
        let made = intake::printed(rows, print).and_then(|parts| parts.into_iter().next());
        Ok(made.map(|p| Small { jpeg: p.jpeg, width: p.width, height: p.height }))
    }
}

/// A piece as its picture is read for the report: where a masked copy stands for it, that.
pub(super) fn shown(material: &Material) -> Vec<Evidence> {
    let shown = |e: &Evidence| match (material.is_withheld(e), material.copy(e)) {
        (true, None) => Evidence { media: MediaInfo { preview: false, ..MediaInfo::default() }, ..e.clone() },
        (true, Some(Copy { body: CopyBody::Stored { sha256, size }, media_type, width, height, .. })) => Evidence {
            sha256: *sha256,
            size: *size,
            media: MediaInfo {
                media_type: media_type.clone(),
                width: Some(*width),
                height: Some(*height),
                preview: true,
                ..MediaInfo::default()
            },
            ..e.clone()
        },
        // The pixels of an uncovered copy are those of its original, and the report takes pixels only.
        _ => e.clone(),
    };
    material.evidence.iter().map(shown).collect()
}

fn stored(mask: &Mask) -> Copy {
    let mut reasons: Vec<String> = Vec::new();
    for reason in mask.boxes.iter().map(|b| masked(b.reason.trim())).filter(|r| !r.is_empty()) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    Copy {
        body: CopyBody::Stored { sha256: mask.sha256, size: mask.size },
        media_type: mask.media_type.clone(),
        width: mask.width,
        height: mask.height,
        boxes: mask.boxes.len(),
        reasons,
    }
}

fn later(e: &Evidence) -> Copy {
    let lossless = matches!(e.media.media_type.as_str(), "image/png" | "image/gif" | "image/bmp" | "image/tiff");
    Copy {
        body: CopyBody::Later(e.size),
        media_type: if lossless { "image/png" } else { "image/jpeg" }.to_owned(),
        width: e.media.width.unwrap_or_default(),
        height: e.media.height.unwrap_or_default(),
        boxes: 0,
        reasons: Vec::new(),
    }
}

fn kept(made: Copied, spool: &mut Spool) -> Result<Copy> {
    Ok(Copy {
        body: CopyBody::Made(Arc::new(spool.add(&made.bytes)?)),
        media_type: made.media_type.to_owned(),
        width: made.width,
        height: made.height,
        boxes: 0,
        reasons: Vec::new(),
    })
}

/// Takes words out that are not on the allow-list, and writes personal numbers with stars in those that are.
fn take_out_words(material: &mut Material) {
    let Material {
        case,
        evidence,
        identifiers,
        groups: _,
        name_times: _,
        disputes,
        talks,
        series,
        custody: _,
        earlier: _,
        custody_proofs: _,
        asked,
        going,
        // A fingerprint, a time and numbers.
        previous: _,
    } = material;
    let mut out = Out(&mut going.texts);
    let f = &mut case.facts;
    for text in [&mut f.title, &mut f.seller, &mut f.goods] {
        *text = masked(text);
    }
    out.clear("case.note", &mut f.note);
    let personal = |kind| matches!(kind, IdentifierKind::Phone | IdentifierKind::Other);
    if identifiers.iter().any(|i| personal(i.kind)) {
        out.0.insert("identifiers.value");
    }
    identifiers.retain(|i| !personal(i.kind));
    for i in identifiers {
        out.clear("identifiers.note", &mut i.note);
    }
    for e in evidence {
        out.clear("evidence.original_name", &mut e.name);
        if e.media.exif_at.take().is_some() {
            out.0.insert("evidence.times.exif");
        }
        let f = &mut e.facts;
        for text in [&mut f.title, &mut f.proves, &mut f.source_platform, &mut f.source_app] {
            *text = masked(text);
        }
        out.clear("evidence.source.device", &mut f.source_device);
        out.clear("evidence.source.captured_by", &mut f.captured_by);
        out.clear("evidence.carrier.device", &mut f.carrier_device);
        out.clear("evidence.carrier.note", &mut f.carrier_note);
        out.clear("evidence.note", &mut f.note);
    }
    for d in disputes {
        d.what = masked(&d.what);
        out.clear("events.note", &mut d.note);
    }
    for t in talks {
        out.clear("negotiation.who", &mut t.who);
        out.clear("negotiation.said", &mut t.said);
        out.clear("negotiation.answer", &mut t.answer);
    }
    // Own data is what was ticked for this bundle.
    let Asked { own: _, complaint, basis: _, filings, channels: _, completeness, paper: _, upload: _ } = asked;
    out.clear("complaint.demand", &mut complaint.demand);
    out.clear("complaint.seller_address", &mut complaint.seller_address);
    for f in filings {
        out.clear("filings.number", &mut f.number);
        out.clear("filings.answer", &mut f.answer);
        out.clear("filings.note", &mut f.note);
    }
    for line in completeness.iter_mut().flat_map(|list| &mut list.not_available) {
        if line.reason.take().is_some() {
            out.0.insert("completeness.reason");
        }
    }
    for s in series {
        out.clear("series.title", &mut s.title);
    }
}

/// Names of what was taken out.
struct Out<'a>(&'a mut BTreeSet<&'static str>);

impl Out<'_> {
    fn clear(&mut self, member: &'static str, text: &mut String) {
        if !std::mem::take(text).trim().is_empty() {
            self.0.insert(member);
        }
    }
}
