//! Everything of Liuzheng that runs without a window.
//!
//! `api > {intake, bundle, recognize, filing} > vault > {model, error, clock, words}`: a module may use those to its
//! right and never one to its left; the four in braces do not use each other. `tests/it/walls.rs` reads the
//! `use crate::` lines and fails when an arrow turns.

pub mod api;
pub mod bundle;
pub mod clock;
pub mod error;
pub mod filing;
pub mod intake;
pub mod model;
pub mod recognize;
pub mod vault;
pub mod words;

pub use error::{Code, Error, Result};
