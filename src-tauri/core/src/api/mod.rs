//! Use cases: takes the lock, opens the transaction, calls down, returns plain data.
//!
//! Everything the window and the command line can do is a method of [`Session`] or a function here. A newcomer's
//! way in: `cases`, `identifiers`, `evidence` (facts), `import`, `export`, `check`, `recover`.

mod alike;
mod cases;
mod check;
mod convert;
mod dto;
mod evidence;
mod export;
mod identifiers;
mod import;
mod pictures;
mod recover;
mod series;
mod session;
mod settings;
mod sketches;
#[cfg(test)]
mod tests;

pub use dto::*;
pub use export::verify;
pub use import::{ImportOptions, Saved};
pub use session::{APP, Session};

pub use crate::vault::{choose_folder, chosen_folder, default_folder};
