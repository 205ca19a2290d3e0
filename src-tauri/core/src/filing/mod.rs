//! What a complaint needs: rules as dated data, deadlines, amounts, channels, completeness, texts; classes of evidence
//! for a list of evidence, and advice on capturing it.

mod advice;
mod calendar;
mod check;
mod class;
mod completeness;
mod pack;
mod wording;

pub use advice::advice;
pub use calendar::{Calendar, Counted, hours};
pub use class::evidence_class;
pub use completeness::{NAMED_AT_MOST, Pieces, missing, missing_text};
pub use pack::{AreaState, PACK_MAX, Rules, built_in};
pub use wording::claim_in;
