//! What the tests, the torture and the benchmark share: the project's files, the built programs, a display with a
//! driven window, and tools that a recipient of a bundle has.

pub mod repo;
