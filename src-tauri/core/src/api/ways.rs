//! By what a page shows a piece, and the words for why there is no preview. Decides from facts and from what the
//! making of the preview found out; reads nothing.

use super::{NoPreview, Preview, PreviewState, PreviewWay};
use crate::intake::{self, ApartKind, Reason};
use crate::model::Evidence;
use crate::vault::Look;

/// Pixels or a side beyond which a page is given tiles instead of a picture.
const WHOLE_PIXELS: u64 = 16 << 20;
const WHOLE_SIDE: u32 = 8000;
/// A picture that moves is given to the page as it is within these.
const MOVING_BYTES: u64 = 32 << 20;
const MOVING_PIXELS: u64 = 4 << 20;

pub(super) fn preview_of(e: &Evidence, look: Option<&Look>) -> Preview {
    let moves = look.is_some_and(|l| l.moves);
    let reason = match look {
        Some(l) => reason_of(&l.reason),
        None if way(e, false) == PreviewWay::Nothing => {
            Some(if is_picture(e) { NoPreview::Unsupported } else { NoPreview::Kind })
        }
        None => None,
    };
    let state = match (reason, look) {
        (Some(_), _) => PreviewState::None,
        (None, Some(_)) => PreviewState::Ready,
        (None, None) => PreviewState::Making,
    };
    Preview {
        state,
        reason,
        way: if reason.is_some() { PreviewWay::Nothing } else { way(e, moves) },
        width: look.and_then(|l| l.width).or(e.media.width),
        height: look.and_then(|l| l.height).or(e.media.height),
        pages: look.and_then(|l| l.pages),
        seconds: look.and_then(|l| l.seconds),
        moves,
    }
}

pub(super) fn way(e: &Evidence, moves: bool) -> PreviewWay {
    let media_type = e.media.media_type.as_str();
    if intake::is_text(media_type) {
        return PreviewWay::Text;
    }
    match media_type {
        _ if ApartKind::of(media_type).is_some() => PreviewWay::Tiles,
        "image/png" | "image/jpeg" | "image/webp" | "image/gif" | "image/bmp" | "image/tiff" => {
            let (w, h) = (e.media.width.unwrap_or(0), e.media.height.unwrap_or(0));
            let pixels = u64::from(w) * u64::from(h);
            let as_is = media_type != "image/tiff"
                && (media_type == "image/jpeg" || e.media.orientation.is_none_or(|o| o == 1));
            if moves && (e.size > MOVING_BYTES || pixels > MOVING_PIXELS) || !as_is {
                return PreviewWay::Tiles;
            }
            if pixels > WHOLE_PIXELS || w > WHOLE_SIDE || h > WHOLE_SIDE {
                PreviewWay::Tiles
            } else {
                PreviewWay::Picture
            }
        }
        _ if media_type.starts_with("video/") => PreviewWay::Film,
        _ if media_type.starts_with("audio/") => PreviewWay::Sound,
        _ => PreviewWay::Nothing,
    }
}

pub(super) fn is_picture(e: &Evidence) -> bool {
    e.media.media_type.starts_with("image/")
}

impl From<Reason> for NoPreview {
    fn from(reason: Reason) -> NoPreview {
        match reason {
            Reason::Damaged => NoPreview::Damaged,
            Reason::TooLarge => NoPreview::TooLarge,
            Reason::TooSlow => NoPreview::TooSlow,
            Reason::Locked => NoPreview::Locked,
            Reason::Unsupported => NoPreview::Unsupported,
            Reason::NoDecoder => NoPreview::NoDecoder,
        }
    }
}

const REASONS: [(NoPreview, &str); 7] = [
    (NoPreview::Kind, "kind"),
    (NoPreview::Unsupported, "unsupported"),
    (NoPreview::Damaged, "damaged"),
    (NoPreview::TooLarge, "too_large"),
    (NoPreview::TooSlow, "too_slow"),
    (NoPreview::Locked, "locked"),
    (NoPreview::NoDecoder, "no_decoder"),
];

pub(super) fn word(reason: NoPreview) -> String {
    REASONS.iter().find(|(r, _)| *r == reason).map_or("damaged", |(_, w)| *w).to_owned()
}

/// None where there is a preview; a reason that this version does not know counts as damage.
fn reason_of(word: &str) -> Option<NoPreview> {
    let known = REASONS.iter().find(|(_, w)| *w == word).map_or(NoPreview::Damaged, |(r, _)| *r);
    (!word.is_empty()).then_some(known)
}
