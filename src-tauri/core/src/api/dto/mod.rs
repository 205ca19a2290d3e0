//! What crosses into the window and the command line: plain data, ids instead of paths, no database types.

mod bundles;
mod cases;
mod disputes;
mod evidence;
mod vault;

pub use bundles::*;
pub use cases::*;
pub use disputes::*;
pub use evidence::*;
pub use vault::*;
