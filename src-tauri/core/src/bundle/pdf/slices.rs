//! How a picture comes onto paper: at what size, and long ones in how many parts.

use super::flow::LANE;
use super::page::{ACROSS, MM};

/// Height over width up to which a picture is shown whole in a lane: 1080 × 2340 is 2.17.
const WHOLE: f32 = 3.0;
/// Height over width of a part of a longer one.
const PART: f32 = 2.62;
/// See `intake::Print`: shares of the width.
pub const REACH: f32 = 0.36;
pub const OVERLAP: f32 = 0.1;
/// Longer pictures are printed smaller.
const MOST_PARTS: u32 = 40;
/// From here on wider than high enough to stand above its words.
const WIDE: f32 = 1.1;
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

/// `size`: pixels, upright. `most`: height of what can be had on a page.
pub fn shape(size: (u32, u32), most: f32) -> Shape {
    let (w, h) = (size.0.max(1) as f32, size.1.max(1) as f32);
    let ratio = h / w;
    if ratio < WIDE {
        let width = ACROSS.min(w * PIXEL).min(118.0 * MM / ratio);
        return Shape { width, height: (width * ratio).max(1.0), parts: 1, is_wide: true };
    }
    let width = LANE.min(w * PIXEL);
    if ratio <= WHOLE {
        let width = width.min(most / ratio);
        return Shape { width, height: width * ratio, parts: 1, is_wide: false };
    }
    let parts = ((ratio / (PART - REACH - OVERLAP)).ceil() as u32).clamp(2, MOST_PARTS).min(size.1.max(1));
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
        let most = 215.0 * MM;
        for size in [(1080, 2340), (1080, 60_000), (20_000, 20), (1, 65_535), (4000, 3000), (64, 64), (0, 0), (3, 9)] {
            let s = shape(size, most);
            assert!(s.width > 0.0 && s.width <= ACROSS + 0.01 && s.height > 0.0 && s.height <= most + 0.01, "{size:?}: {s:?}");
            assert!(s.is_wide || s.width <= LANE, "{size:?}: {s:?}");
            assert!(s.parts >= 1 && s.parts <= MOST_PARTS && s.parts <= size.1.max(1), "{size:?}: {s:?}");
        }
        assert_eq!(shape((1080, 2340), most).parts, 1, "a screenshot of a phone is shown whole");
        let long = shape((1080, 30_000), most);
        assert_eq!((long.parts, (long.width / MM) as u32), (13, 81), "a long one as wide as the lane");
        assert_eq!(shape((1080, 2340), most).wanted(0).width, 862);
    }
}
