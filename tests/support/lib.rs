//! What the tests, the torture and the benchmark share: the project's files, the built programs, a display with a
//! driven window, made-up screenshots, and tools that a recipient of a bundle has.

#[cfg(target_os = "linux")]
pub mod browser;
pub mod built;
pub mod cli;
pub mod dice;
#[cfg(target_os = "linux")]
pub mod display;
#[cfg(target_os = "linux")]
pub mod driver;
pub mod media;
#[cfg(target_os = "linux")]
pub mod notifications;
pub mod repo;
pub mod screenshots;
pub mod talks;
pub mod tools;
pub mod tsa;
pub mod wait;
#[cfg(target_os = "linux")]
pub mod window;

#[cfg(test)]
mod demo;
