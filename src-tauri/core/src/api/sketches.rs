//! Sketches of pictures: made once on all cores, kept in the cache beside the thumbnails.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::Session;
use super::pictures::PREVIEW_MAX;
use crate::error::Result;
use crate::intake::series::{SKETCH_VERSION, Sketch, sketch};
use crate::model::{CaseId, Evidence, Job, Progress};

pub(super) struct Sketched {
    pub evidence: Evidence,
    pub sketch: Sketch,
}

impl Session {
    /// Of every picture of a case that has one, in the order of the case.
    pub(super) fn sketches(&self, case: &CaseId, job: &Job) -> Result<Vec<Sketched>> {
        let all = self.vault.read(|f| {
            f.case(case)?;
            f.evidence_of(case)
        })?;
        let pictures: Vec<&Evidence> = all.iter().filter(|e| e.media.preview).collect();
        let (next, total) = (AtomicUsize::new(0), pictures.len() as u64);
        let threads = std::thread::available_parallelism().map_or(2, usize::from).clamp(1, 8);
        let work = || {
            let mut mine: Vec<(usize, Result<Option<Sketched>>)> = Vec::new();
            loop {
                let i = next.fetch_add(1, Ordering::Relaxed);
                let Some(e) = pictures.get(i).filter(|_| !job.is_cancelled()) else { return mine };
                mine.push((i, self.sketch(e)));
                job.report(Progress { done: i as u64 + 1, total, ..Progress::default() });
            }
        };
        let mut found: Vec<(usize, Result<Option<Sketched>>)> = std::thread::scope(|scope| {
            let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            running.into_iter().filter_map(|t| t.join().ok()).flatten().collect()
        });
        job.go_on()?;
        found.sort_by_key(|(i, _)| *i);
        Ok(found.into_iter().map(|(_, s)| s).collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// None: no picture, over the limits, damaged, or too small to be a page.
    pub(super) fn sketch(&self, e: &Evidence) -> Result<Option<Sketched>> {
        if !e.media.preview || e.size > PREVIEW_MAX {
            return Ok(None);
        }
        let previews = self.vault.previews()?;
        if let Some(kept) = previews.sketch(&e.sha256, SKETCH_VERSION)? {
            return Ok(Sketch::from_bytes(&kept).map(|sketch| Sketched { evidence: e.clone(), sketch }));
        }
        let made = sketch(&self.original(e)?, &e.media.media_type, e.media.orientation);
        previews.put_sketch(&e.sha256, SKETCH_VERSION, &made.as_ref().map(Sketch::to_bytes).unwrap_or_default())?;
        Ok(made.map(|sketch| Sketched { evidence: e.clone(), sketch }))
    }
}

/// Runs of places that have a sketch.
pub(super) fn hold(list: &[Option<Sketched>]) -> Vec<std::ops::Range<usize>> {
    let mut runs = Vec::new();
    let mut start = 0;
    for (i, s) in list.iter().enumerate() {
        if s.is_none() {
            runs.push(start..i);
            start = i + 1;
        }
    }
    runs.push(start..list.len());
    runs
}
