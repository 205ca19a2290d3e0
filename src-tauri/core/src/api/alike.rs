//! Pictures that look alike: hints for the user's eyes. Nothing is merged or dropped, ever: an edited chat can be nearer
//! to its model than a recompressed copy.

use super::{AlikePair, Session};
use crate::error::Result;
use crate::intake::series::Sketch;
use crate::intake::{alike, difference_view, slice};
use crate::model::{CaseId, EvidenceId, Job};

impl Session {
    pub fn alike(&self, case: &CaseId, job: &Job) -> Result<Vec<AlikePair>> {
        let found = self.sketches(case, job)?;
        let sketches: Vec<&Sketch> = found.iter().map(|s| &s.sketch).collect();
        let pairs = alike(&sketches, job)?;
        Ok(pairs
            .into_iter()
            .map(|pair| {
                let (a, b) = (&found[pair.a].evidence, &found[pair.b].evidence);
                AlikePair {
                    a: a.id,
                    b: b.id,
                    a_number: a.number.to_string(),
                    b_number: b.number.to_string(),
                    distance: pair.distance,
                    hint: pair.hint.to_owned(),
                }
            })
            .collect())
    }

    /// Rows `from`..`to` of the upright picture, as JPEG. None when there is no preview or nothing between.
    pub fn slice(&self, id: EvidenceId, from: u32, to: u32) -> Result<Option<Vec<u8>>> {
        let e = self.vault.read(|f| f.evidence(id))?;
        if !e.media.preview || e.size > super::pictures::PREVIEW_MAX || to <= from {
            return Ok(None);
        }
        Ok(slice((&self.original(&e)?, &e.media.media_type, e.media.orientation), from, to))
    }

    /// The first picture in grey with what differs in the second one marked, as JPEG. None without two pictures.
    pub fn difference(&self, a: EvidenceId, b: EvidenceId) -> Result<Option<Vec<u8>>> {
        let (a, b) = self.vault.read(|f| Ok((f.evidence(a)?, f.evidence(b)?)))?;
        if [&a, &b].iter().any(|e| !e.media.preview || e.size > super::pictures::PREVIEW_MAX) {
            return Ok(None);
        }
        let picture = |e: &crate::model::Evidence| -> Result<_> {
            Ok((self.original(e)?, e.media.media_type.clone(), e.media.orientation))
        };
        let ((ba, ta, oa), (bb, tb, ob)) = (picture(&a)?, picture(&b)?);
        Ok(difference_view((&ba, &ta, oa), (&bb, &tb, ob)))
    }
}
