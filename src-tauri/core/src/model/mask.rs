//! Masks: solid boxes over a picture, and the copy of it in which what they cover is gone. The original stays as it is.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::case::words;
use super::{EvidenceId, Sha256, Stamp};
use crate::error::{Error, Result};

words! {
    /// What a bundle holds: the originals, or copies that are masked and without metadata, with fewer words.
    ExportMode, "mode" { Original = "original", Masked = "masked" }
}

#[expect(clippy::derivable_impls, reason = "the words are made by a macro")]
impl Default for ExportMode {
    fn default() -> Self {
        ExportMode::Original
    }
}

/// A box, in pixels of the upright picture. Where it goes beyond the picture it ends at its edge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct MaskBox {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
    /// Why; goes with the copy, into masked bundles too.
    #[serde(default)]
    pub reason: String,
}

impl MaskBox {
    /// The part of it that lies in a picture of this size.
    pub fn within(&self, (width, height): (u32, u32)) -> Option<MaskBox> {
        let (right, bottom) = (self.x.saturating_add(self.width), self.y.saturating_add(self.height));
        let (w, h) = (right.min(width).checked_sub(self.x)?, bottom.min(height).checked_sub(self.y)?);
        (w > 0 && h > 0).then(|| MaskBox { width: w, height: h, ..self.clone() })
    }

    pub fn same_place(&self, other: &MaskBox) -> bool {
        let place = |b: &MaskBox| (b.x, b.y, b.width, b.height);
        place(self) == place(other)
    }
}

/// `X,Y,WIDTH,HEIGHT`.
impl FromStr for MaskBox {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let numbers: Vec<Option<u32>> = text.split(',').map(|n| n.trim().parse().ok()).collect();
        match numbers[..] {
            [Some(x), Some(y), Some(width @ 1..), Some(height @ 1..)] => {
                Ok(MaskBox { x, y, width, height, reason: String::new() })
            }
            _ => Err(Error::invalid("box", text, "X,Y,WIDTH,HEIGHT in pixels")),
        }
    }
}

/// What is kept of a masked piece: the boxes, and the copy that was made with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mask {
    pub evidence: EvidenceId,
    pub boxes: Vec<MaskBox>,
    /// Of the copy.
    pub sha256: Sha256,
    pub size: u64,
    pub media_type: String,
    /// Of the copy and of the upright picture.
    pub width: u32,
    pub height: u32,
    pub set: Stamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_read_from_four_numbers_and_nothing_else() {
        let b: MaskBox = " 1, 2,30,40".parse().unwrap();
        assert_eq!((b.x, b.y, b.width, b.height), (1, 2, 30, 40));
        for bad in ["", "1,2,3", "1,2,3,4,5", "1,2,0,4", "1,2,3,0", "-1,2,3,4", "1,2,3,x", "1;2;3;4", "1,2,3,4,x"] {
            assert!(bad.parse::<MaskBox>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_box_ends_where_the_picture_ends() {
        let b: MaskBox = "90,10,4294967295,20".parse().unwrap();
        let inside = b.within((100, 25)).unwrap();
        assert_eq!((inside.x, inside.y, inside.width, inside.height), (90, 10, 10, 15));
        assert!(b.within((90, 25)).is_none() && b.within((100, 10)).is_none(), "nothing of it lies in there");
    }
}
