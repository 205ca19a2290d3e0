//! What a number looks like, and what a file name tells. Hints only: nothing is refused, nothing is changed, the
//! user's word stands.
//!
//! The platform comes from the case, never from the number: 19 digits are an order of three platforms. Formats are data
//! (`formats`), each with the confidence of its source.
//!
//! A `Hint` carries a code and params. Its sentence stands in `words/<lang>/hints.json` under the code. A param whose
//! name ends in `_term` holds one or more keys of `terms.json`, separated by spaces; whoever shows the hint puts the
//! words of those terms in its place, joined with 「、」 or a comma. `hint_text` does it for the command line.

mod checks;
mod formats;
mod groups;
mod hints;
mod name_time;

pub use checks::id_card;
pub use groups::groups;
pub use hints::{hint_text, hints};
pub use name_time::name_time;
