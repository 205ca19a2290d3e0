//! Conversations: proposed from pixels, confirmed by the user. Nothing is changed by itself, and no original ever.

use std::collections::BTreeSet;

use serde_json::json;

use super::convert::told_by_name;
use super::sketches::{Sketched, hold};
use super::{SeriesGap, SeriesOverlap, SeriesPageView, SeriesProposal, SeriesView, Session};
use crate::error::{Error, Result};
use crate::intake::series::{Join, Sketch, detect, joins};
use crate::model::{
    CaseId, Event, Evidence, EvidenceId, Job, Overlap, Series, SeriesId, SeriesPage, TimeSource, Times,
};
use crate::vault::Facts;

impl Session {
    /// A proposal over all pictures of a case. Where pixels do not decide, the times do that pictures and names tell,
    /// if all of them tell one; else the order of the case.
    pub fn series_detect(&self, case: &CaseId, job: &Job) -> Result<SeriesProposal> {
        let mut found = self.sketches(case, job)?;
        let tz = self.now().tz;
        let told: Option<Vec<String>> = found.iter().map(|s| told_time(&s.evidence, &tz)).collect();
        if let Some(told) = told {
            let mut timed: Vec<_> = told.into_iter().zip(found).collect();
            timed.sort_by(|a, b| a.0.cmp(&b.0));
            found = timed.into_iter().map(|(_, s)| s).collect();
        }
        let pages: Vec<&Sketch> = found.iter().map(|s| &s.sketch).collect();
        let proposal = detect(&pages, job)?;
        let view = |s: &crate::intake::series::Series| {
            let evidence: Vec<&Evidence> = s.pages.iter().map(|p| &found[*p].evidence).collect();
            shown(None, "", &evidence, &s.joins.iter().map(|j| j.map(overlap)).collect::<Vec<_>>())
        };
        Ok(SeriesProposal {
            series: proposal.series.iter().map(view).collect(),
            single: proposal.single.iter().map(|p| found[*p].evidence.id).collect(),
        })
    }

    /// The user's word: these pages, in this order. They leave any conversation they were in.
    pub fn series_set(&self, case: &CaseId, evidence: &[EvidenceId], title: &str) -> Result<SeriesView> {
        super::convert::check_text("title", title)?;
        let distinct: BTreeSet<EvidenceId> = evidence.iter().copied().collect();
        if evidence.len() < 2 || distinct.len() != evidence.len() {
            return Err(Error::invalid("evidence", evidence.len(), "two or more different pages"));
        }
        let pieces = self.vault.read(|f| pieces(&f, case, evidence))?;
        let overlaps = self.overlaps(&pieces)?;
        let by = self.by();
        let pages = evidence.iter().enumerate().map(|(i, e)| SeriesPage {
            evidence: *e,
            after: i.checked_sub(1).map(|before| evidence[before]),
            overlap: i.checked_sub(1).and_then(|before| overlaps[before]),
        });
        let series = Series {
            id: SeriesId(0),
            case: case.clone(),
            title: title.trim().to_owned(),
            pages: pages.collect(),
            set: by.at.clone(),
        };
        let id = self.vault.write(|tx| {
            let numbers: Vec<String> = pieces.iter().map(|e| e.number.to_string()).collect();
            let gaps = overlaps.iter().filter(|o| o.is_none()).count();
            let id = tx.insert_series(&series)?;
            let detail = json!({ "series": id.0, "pages": numbers, "gaps": gaps });
            tx.log(&by, case, Event::SeriesSet, None, None, detail)?;
            Ok(id)
        })?;
        Ok(shown(Some(id), &series.title, &pieces.iter().collect::<Vec<_>>(), &overlaps))
    }

    /// Takes the order back; the evidence stays as it is.
    pub fn series_remove(&self, id: SeriesId) -> Result<()> {
        let by = self.by();
        self.vault.write(|tx| {
            let old = tx.read().series(id)?;
            tx.delete_series(id)?;
            let detail = json!({ "series": id.0, "pages": old.pages.len() });
            tx.log(&by, &old.case, Event::SeriesRemoved, None, None, detail)
        })?;
        self.vault.checkpoint()
    }

    pub fn series_list(&self, case: &CaseId) -> Result<Vec<SeriesView>> {
        let list = self.vault.read(|f| {
            f.case(case)?;
            f.series_of(case)
        })?;
        list.iter().map(|series| self.view(series)).collect()
    }

    fn view(&self, series: &Series) -> Result<SeriesView> {
        let ids: Vec<EvidenceId> = series.pages.iter().map(|p| p.evidence).collect();
        let pieces = self.vault.read(|f| pieces(&f, &series.case, &ids))?;
        let overlaps = self.known_overlaps(series, &pieces)?;
        Ok(shown(Some(series.id), &series.title, &pieces.iter().collect::<Vec<_>>(), &overlaps))
    }

    /// What was found when the order was confirmed; anew where a page between two has been removed since.
    pub(super) fn known_overlaps(&self, series: &Series, pieces: &[Evidence]) -> Result<Vec<Option<Overlap>>> {
        let holds = |w: &[SeriesPage]| w[1].after == Some(w[0].evidence);
        if series.pages.windows(2).all(holds) {
            return Ok(series.pages.iter().skip(1).map(|p| p.overlap).collect());
        }
        let anew = self.overlaps(pieces)?;
        let known = series.pages.windows(2).zip(anew);
        Ok(known.map(|(w, new)| if holds(w) { w[1].overlap } else { new }).collect())
    }

    /// Confirmed conversations of a case as a bundle tells them.
    pub(super) fn series_with_overlaps(&self, f: &Facts, case: &CaseId) -> Result<Vec<Series>> {
        let mut all = f.series_of(case)?;
        for series in &mut all {
            let ids: Vec<EvidenceId> = series.pages.iter().map(|p| p.evidence).collect();
            let overlaps = self.known_overlaps(series, &pieces(f, case, &ids)?)?;
            for (page, overlap) in series.pages.iter_mut().skip(1).zip(overlaps) {
                page.overlap = overlap;
            }
        }
        Ok(all)
    }

    fn overlaps(&self, pieces: &[Evidence]) -> Result<Vec<Option<Overlap>>> {
        let sketched: Vec<Option<Sketched>> = pieces.iter().map(|e| self.sketch(e)).collect::<Result<_>>()?;
        let mut out = vec![None; pieces.len().saturating_sub(1)];
        // A page without a sketch (no picture) parts the series.
        for run in hold(&sketched) {
            let pages: Vec<&Sketch> = run.clone().filter_map(|i| sketched[i].as_ref()).map(|s| &s.sketch).collect();
            for (i, join) in joins(&pages).into_iter().enumerate() {
                out[run.start + i] = join.map(overlap);
            }
        }
        Ok(out)
    }
}

/// What a picture or its name tells of its time, as a text to sort by; what a copy may have changed is not asked.
fn told_time(e: &Evidence, tz: &str) -> Option<String> {
    let times = Times::of(e, told_by_name(e).as_ref(), tz);
    let best = times.best();
    matches!(best.source, TimeSource::Shown | TimeSource::FileName | TimeSource::Exif).then(|| best.at.local_text())
}

fn overlap(join: Join) -> Overlap {
    Overlap { rows: join.rows, before_to: join.a_to, own_from: join.b_to }
}

/// The pieces of the case with these ids, in their order.
pub(super) fn pieces(f: &Facts, case: &CaseId, ids: &[EvidenceId]) -> Result<Vec<Evidence>> {
    f.case(case)?;
    let found: Vec<Evidence> = ids.iter().map(|id| f.evidence(*id)).collect::<Result<_>>()?;
    match found.iter().find(|e| e.case != *case) {
        Some(stranger) => Err(Error::not_found("evidence", stranger.id)),
        None => Ok(found),
    }
}

fn shown(id: Option<SeriesId>, title: &str, pieces: &[&Evidence], overlaps: &[Option<Overlap>]) -> SeriesView {
    let neighbours = || pieces.windows(2).zip(overlaps);
    let page = |(i, e): (usize, &&Evidence)| {
        let height = e.media.height.unwrap_or(0);
        let before = i.checked_sub(1).and_then(|before| overlaps[before]);
        let after = overlaps.get(i).copied().flatten();
        let from = before.map_or(0, |o| o.own_from.min(height));
        SeriesPageView {
            evidence: e.id,
            number: e.number.to_string(),
            width: e.media.width.unwrap_or(0),
            height,
            from,
            to: after.map_or(height, |o| o.before_to.clamp(from, height)),
            gap_before: i > 0 && before.is_none(),
        }
    };
    SeriesView {
        id,
        title: title.to_owned(),
        evidence: pieces.iter().map(|e| e.id).collect(),
        overlaps: neighbours()
            .filter_map(|(w, o)| o.map(|o| SeriesOverlap { a: w[0].id, b: w[1].id, rows: o.rows }))
            .collect(),
        gaps: neighbours()
            .filter(|(_, o)| o.is_none())
            .map(|(w, _)| SeriesGap { after: w[0].id, before: w[1].id })
            .collect(),
        pages: pieces.iter().enumerate().map(page).collect(),
    }
}
