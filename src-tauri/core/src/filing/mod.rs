//! What a complaint needs: classes of evidence for a list of evidence, and what a case still lacks.

mod advice;
mod class;
mod completeness;

pub use advice::advice;
pub use class::evidence_class;
pub use completeness::{NAMED_AT_MOST, Pieces, missing, missing_text};
