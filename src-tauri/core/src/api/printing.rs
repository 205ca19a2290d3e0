//! Pictures for the printed report: which pieces have one, and their pixels when a page is drawn.

use std::sync::{Mutex, PoisonError};

use super::pictures::PREVIEW_MAX;
use super::ways::way;
use super::{ExportOptions, Preview, PreviewState, PreviewWay, Session};
use crate::bundle::{Fonts, Making, Material, Missing, PicturePart, Printing, Sizes, Wanted};
use crate::error::Result;
use crate::intake::{self, ApartKind, Print, Rows};
use crate::model::Evidence;

/// Pixels beyond which only one picture is decoded at a time.
const LARGE: u64 = 12 << 20;

impl Session {
    pub(super) fn printing<'a>(
        &self,
        material: &Material,
        options: &ExportOptions,
        making: Making<'a>,
    ) -> Result<Printing<'a>> {
        let missing = if options.replace_missing { Missing::Number } else { Missing::Refuse };
        // Of a plan only what is known already is asked: to decode takes a process for each.
        let look = |e: &Evidence| match making {
            Making::Later => Ok(self.known_preview(e)),
            Making::Now { .. } => self.preview(e.id),
        };
        let mut sizes = Sizes::new();
        for e in &super::privacy::shown(material) {
            if let Making::Now { job, .. } = &making {
                job.go_on()?;
            }
            sizes.extend(self.printed_size(e, &look)?.map(|size| (e.number, size)));
        }
        Ok(Printing { fonts: Fonts::of_the_system(), missing, sizes, making })
    }

    /// Upright, in pixels; None for what can't be printed as a picture.
    pub(super) fn printed_size(
        &self,
        e: &Evidence,
        look: &dyn Fn(&Evidence) -> Result<Preview>,
    ) -> Result<Option<(u32, u32)>> {
        if e.size > PREVIEW_MAX {
            return Ok(None);
        }
        if ApartKind::of(&e.media.media_type).is_none() {
            let is_picture = e.media.preview && matches!(way(e, false), PreviewWay::Picture | PreviewWay::Tiles);
            return Ok(e.media.width.zip(e.media.height).filter(|_| is_picture));
        }
        let preview = look(e)?;
        Ok(match preview.state {
            PreviewState::Ready => preview.width.zip(preview.height),
            PreviewState::Making => Some((1000, 1414)),
            PreviewState::None => None,
        })
    }

    /// Gives the pictures of `pieces`; None for one that can't be decoded to its end.
    pub(super) fn picture_reader<'a>(
        &'a self,
        pieces: &'a [Evidence],
    ) -> impl Fn(&Wanted) -> Result<Option<Vec<PicturePart>>> + Sync + 'a {
        let one = Mutex::new(());
        move |wanted: &Wanted| {
            let Some(e) = pieces.get(wanted.piece) else { return Ok(None) };
            let is_large = e.media.width.zip(e.media.height).is_none_or(|(w, h)| u64::from(w) * u64::from(h) > LARGE);
            let _one = is_large.then(|| one.lock().unwrap_or_else(PoisonError::into_inner));
            let bytes = self.original(e).map_err(|failed| failed.with("evidence", e.number))?;
            let kind = e.media.media_type.as_str();
            let rows = match ApartKind::of(kind) {
                Some(kind) => self
                    .decoders
                    .decode(kind, &bytes)
                    .ok()
                    .and_then(|made| Rows::of_pixels(made.rgb, made.width, made.height, true)),
                None => Rows::open(&bytes, kind, e.media.orientation),
            };
            let print =
                Print { width: wanted.width, parts: wanted.parts, reach: wanted.reach, overlap: wanted.overlap };
            let made = rows.and_then(|rows| intake::printed(rows, print));
            let part = |p: intake::Printed| PicturePart { jpeg: p.jpeg, width: p.width, height: p.height };
            Ok(made.map(|parts| parts.into_iter().map(part).collect()))
        }
    }
}
