//! Decoding apart: HEIC, PDF and SVG become pixels in a process of their own, a child of this same program.
//!
//! What such a decoder does to memory or to time ends with that process: it gets limits (memory by `setrlimit` where
//! there is such a thing, time from outside), no file of ours, and bytes only by its standard input. Whatever goes
//! wrong becomes a `Reason`; the original is kept and hashed all the same. On Windows and macOS only the time and the
//! decoders' own checks limit it.

mod child;
mod frame;
mod heic;
mod parent;
mod pdf;
mod svg;

pub use child::serve;
pub use frame::{Made, Reason};
pub use parent::{Decoders, PROGRAM};

/// First argument of a program that is to be the child.
pub const ARGUMENT: &str = "--decode-apart";

/// Largest original that is handed over.
pub const MAX_BYTES: u64 = 128 << 20;
/// Most pixels that come back: a photo of 48 megapixels is within.
pub const MAX_PIXELS: u64 = 52 << 20;
/// Longest side of a page or a drawing that has no pixels of its own.
pub const DRAWN: u32 = 4096;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Heic,
    Pdf,
    Svg,
}

impl Kind {
    pub fn of(media_type: &str) -> Option<Kind> {
        match media_type {
            "image/heic" | "image/heif" => Some(Kind::Heic),
            "application/pdf" => Some(Kind::Pdf),
            "image/svg+xml" => Some(Kind::Svg),
            _ => None,
        }
    }

    fn seconds(self) -> u64 {
        match self {
            Kind::Heic => 20,
            Kind::Pdf | Kind::Svg => 10,
        }
    }
}
