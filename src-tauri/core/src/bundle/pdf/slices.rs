//! How a picture comes onto paper: at what size, and long ones in how many parts.

use super::flow::LANE;
use super::page::{ACROSS, MM};

/// So much smaller may a picture be printed before it is cut: 1080 × 2340 never is.
const WHOLE: f32 = 1.15;
/// See `intake::Print`: shares of the width.
pub const REACH: f32 = 0.36;
pub const OVERLAP: f32 = 0.1;
/// Longer pictures are printed smaller.
const MOST_PARTS: u32 = 40;
/// From here on wider than high enough to stand above its words.
const WIDE: f32 = 1.1;
/// A picture that stands alone beside its words may be wider than one of two equal lanes.
const ALONE: f32 = 94.0 * MM;
/// No pixel is printed larger than this.
const PIXEL: f32 = 0.3 * MM;

/// A picture that the report shows: asked for when its pages are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// Place in the material.
    pub piece: usize,
    /// Pixels across.
    pub width: u32,
    pub parts: u32,
    /// Shares of the width, see `intake::Print`.
    pub reach: f64,
    pub overlap: f64,
}

/// Points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    pub width: f32,
    pub height: f32,
    pub parts: u32,
    /// Stands above its words, across the page.
    pub is_wide: bool,
}

/// What stands beside a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    Words,
    Picture,
    /// Its words are below it: a page of a document, of which every line is to be read.
    Nothing,
}

/// `size`: pixels, upright. `most`: height of what can be had on a page.
pub fn shape(size: (u32, u32), most: f32, beside: Beside) -> Shape {
    let (w, h) = (size.0.max(1) as f32, size.1.max(1) as f32);
    let ratio = h / w;
    if ratio < WIDE {
        let width = ACROSS.min(w * PIXEL).min(118.0 * MM / ratio);
        return Shape { width, height: (width * ratio).max(1.0), parts: 1, is_wide: true };
    }
    let width = LANE.min(w * PIXEL);
    if beside == Beside::Nothing {
        let width = ACROSS.min(w * PIXEL).min(most / ratio);
        return Shape { width, height: width * ratio, parts: 1, is_wide: true };
    }
    if width * ratio <= most * WHOLE {
        let width = if beside == Beside::Words { ALONE.min(w * PIXEL) } else { width };
        let width = width.min(most / ratio);
        return Shape { width, height: width * ratio, parts: 1, is_wide: false };
    }
    let parts = ((ratio / (most / width - REACH - OVERLAP)).ceil() as u32).clamp(2, MOST_PARTS).min(size.1.max(1));
    let share = ratio / parts as f32 + REACH + OVERLAP;
    let width = width.min(most / share);
    Shape { width, height: width * share, parts, is_wide: false }
}

impl Shape {
    pub fn wanted(&self, piece: usize) -> Wanted {
        // About 270 dots to the inch: small writing of a screenshot stays sharp.
        let width = (self.width / 72.0 * 270.0).ceil() as u32;
        Wanted {
            piece,
            width: width.clamp(1, 1600),
            parts: self.parts,
            reach: f64::from(REACH),
            overlap: f64::from(OVERLAP),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_of_picture_fits_its_place() {
        let most = 213.0 * MM;
        for size in [(1080, 2340), (1080, 60_000), (20_000, 20), (1, 65_535), (4000, 3000), (64, 64), (0, 0), (3, 9)] {
            for beside in [Beside::Words, Beside::Picture, Beside::Nothing] {
                let s = shape(size, most, beside);
                let high = s.height > 0.0 && s.height <= most + 0.01;
                assert!(s.width > 0.0 && s.width <= ACROSS + 0.01 && high, "{size:?}: {s:?}");
                let lane = if beside == Beside::Words { ALONE } else { LANE };
                assert!(s.is_wide || s.width <= lane, "{size:?}: {s:?}");
                assert!(s.parts >= 1 && s.parts <= MOST_PARTS && s.parts <= size.1.max(1), "{size:?}: {s:?}");
            }
        }
        assert_eq!(shape((1080, 2340), most, Beside::Words).parts, 1, "a screenshot of a phone is shown whole");
        let long = shape((1080, 30_000), most, Beside::Words);
        assert_eq!((long.parts, (long.width / MM) as u32), (13, 81), "a long one as wide as the lane");
        assert_eq!(shape((1080, 2340), most, Beside::Picture).wanted(0).width, 862);
    }
}
