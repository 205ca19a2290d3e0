//! What the tests, the bench and the torture share.

pub mod screenshots;

#[cfg(test)]
mod demo;
