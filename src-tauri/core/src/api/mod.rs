//! Use cases: takes the lock, opens the transaction, calls down, returns plain data.

mod dto;

pub use dto::*;
