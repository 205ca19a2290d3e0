//! What crosses into the window and the command line: plain data, ids instead of paths, no database types.

mod bundles;
mod cases;
mod disputes;
mod evidence;
mod masks;
mod preview;
mod rules;
mod series;
mod sorting;
mod timestamps;
mod vault;
mod watch;

pub use bundles::*;
pub use cases::*;
pub use disputes::*;
pub use evidence::*;
pub use masks::*;
pub use preview::*;
pub use rules::*;
pub use series::*;
pub use sorting::*;
pub use timestamps::*;
pub use vault::*;
pub use watch::*;

pub use crate::model::{BulkEdit, BulkField, EvidenceChoice, EvidenceFilter, FileClass, GroupKey, Place, SortKey};
