//! What crosses into the window and the command line: plain data, ids instead of paths, no database types.

mod bundles;
mod cases;
mod evidence;
mod series;
mod vault;

pub use bundles::*;
pub use cases::*;
pub use evidence::*;
pub use series::*;
pub use vault::*;
