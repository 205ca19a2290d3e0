//! What a complaint needs: rules as dated data, deadlines, amounts, channels, completeness, texts; classes of evidence
//! for a list of evidence, and advice on capturing it.

mod advice;
mod amount_words;
mod boxes;
mod calendar;
mod cautions;
mod channels;
mod check;
mod checklist;
mod claims;
mod class;
mod clean;
mod completeness;
mod deadlines;
mod docx;
mod draft;
mod ics;
mod mask_advice;
mod masking;
mod own;
mod pack;
mod short;
mod story;
#[cfg(test)]
mod story_samples;
mod upload;
mod wording;

pub use advice::advice;
pub use calendar::{Calendar, Counted, hours};
pub use cautions::{Step, caution};
pub use checklist::checklist;
pub use claims::{Computed, compute};
pub use class::evidence_class;
pub use completeness::{NAMED_AT_MOST, Pieces, missing, missing_text};
pub use deadlines::deadlines;
pub use docx::{EvidenceLine, document};
pub use draft::{Wanted, draft};
pub use ics::{calendar_file, marks};
pub use mask_advice::mask_advice;
pub use masking::masked;
pub use own::{OwnLimits, OwnValues};
pub use pack::{AreaState, PACK_MAX, Rules, built_in};
pub use story::Story;
pub use upload::{proving_order, takes};
pub use wording::claim_in;
