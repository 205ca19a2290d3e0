//! Whole chats with known truth: drawn once as one long scroll, then cut into pages as a phone would show them.
//!
//! Made to be hard: the same short words again and again, runs of equal bubbles, photos sent twice, blank stretches,
//! clocks that go on, a button that floats over the page, an input bar that comes and goes, pages recompressed and
//! scaled, a line that appears between two messages. The same seed gives the same chat.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, resize};
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

use crate::screenshots::Dice;

/// Colours of a chat: paper, bar, theirs, mine, ink, faint.
type Look = [[u8; 3]; 6];
const LIGHT: Look = [[237, 237, 237], [247, 247, 247], [255, 255, 255], [149, 236, 105], [24, 24, 24], [178, 178, 178]];
const DARK: Look = [[17, 17, 17], [30, 30, 30], [44, 44, 44], [40, 120, 80], [214, 214, 214], [96, 96, 96]];

/// How a chat is made and cut.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub seed: u64,
    pub pages: usize,
    /// Of the screen; everything scales with it.
    pub width: u32,
    /// Pages after which the next one does not overlap, counted from 0.
    pub gaps: usize,
    pub says: Says,
}

/// What the two talk like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// A short word now and then, a run of equal ones once in a while, photos sent twice.
    Usual,
    /// Two bubbles of three have been said before, photos are sent again and again, and stretches are blank: some
    /// overlaps cannot be told from others by anybody.
    Repetition,
}

/// A page as it would be imported.
pub struct TalkPage {
    pub bytes: Vec<u8>,
    pub media_type: &'static str,
    /// The first row of the scroll that the page shows, and the row after the last one, in rows of the screen.
    pub from: u32,
    pub to: u32,
    /// Rows of bars above the scroll, in rows of the page.
    pub head: u32,
    /// Width of the page over the width of the screen.
    pub scale: f64,
}

pub struct Talk {
    /// In reading order.
    pub pages: Vec<TalkPage>,
    /// Indices of pages after which there is a gap.
    pub gaps: Vec<usize>,
}

struct Sizes {
    width: u32,
    height: u32,
    head: u32,
    foot: u32,
}

impl Sizes {
    fn of(width: u32) -> Sizes {
        Sizes { width, height: width * 13 / 6, head: width * 210 / 1080, foot: width * 150 / 1080 }
    }

    fn px(&self, of_1080: u32) -> u32 {
        of_1080 * self.width / 1080
    }
}

/// Draws and cuts.
pub fn talk(plan: Plan) -> Talk {
    let mut dice = Dice(plan.seed ^ 0x7a1c);
    let sizes = Sizes::of(plan.width);
    let look = if dice.below(3) == 0 { DARK } else { LIGHT };
    let shown = sizes.height - sizes.head - sizes.foot;
    let mut gaps: Vec<usize> = Vec::new();
    while gaps.len() < plan.gaps.min(plan.pages.saturating_sub(1)) {
        let at = dice.below(plan.pages as u32 - 1) as usize;
        if !gaps.contains(&at) {
            gaps.push(at);
        }
    }
    gaps.sort_unstable();
    let mut starts = vec![0u32];
    for page in 1..plan.pages {
        let step = if gaps.contains(&(page - 1)) {
            // A page without an input bar shows more: also then there is a gap.
            sizes.height - sizes.head + sizes.px(10) + dice.below(shown / 2)
        } else {
            shown - shown * (15 + dice.below(46)) / 100
        };
        starts.push(starts[page - 1] + step);
    }
    let long = starts[plan.pages - 1] + shown + sizes.foot + 8;
    let scroll = scroll(&mut dice, &sizes, &look, long, plan.says);
    let title = dice.next();
    let scaled_series = dice.below(4) == 0;
    let pages =
        starts.iter().map(|from| page(&mut dice, &sizes, &look, &scroll, *from, title, scaled_series)).collect();
    Talk { pages, gaps }
}

fn page(
    dice: &mut Dice,
    sizes: &Sizes,
    look: &Look,
    scroll: &RgbImage,
    from: u32,
    title: u64,
    scaled: bool,
) -> TalkPage {
    let mut sheet = Sheet(RgbImage::new(sizes.width, sizes.height));
    let bar = dice.below(8) != 0;
    let shown = sizes.height - sizes.head - if bar { sizes.foot } else { 0 };
    sheet.paste(scroll, from, shown, sizes.head);
    sheet.head(sizes, look, title, dice);
    if bar {
        let top = sizes.height - sizes.foot;
        sheet.fill((0, top), (sizes.width, sizes.foot), look[1]);
        sheet.fill((sizes.px(110), top + sizes.px(30)), (sizes.px(750), sizes.px(84)), look[2]);
    }
    if dice.below(10) == 0 {
        // "3 new messages", above the page at the right.
        let (w, h) = (sizes.px(230), sizes.px(76));
        sheet.fill((sizes.width - w, sizes.px(1700)), (w, h), look[2]);
        sheet.glyphs((sizes.width - w + sizes.px(20), sizes.px(1716)), 3, sizes.px(38), look[4], 77);
    }
    let scale = if scaled && dice.below(4) == 0 { [0.75, 2.0 / 3.0][dice.below(2) as usize] } else { 1.0 };
    let picture = if scale < 1.0 {
        let to = |n: u32| (f64::from(n) * scale).round() as u32;
        resize(&sheet.0, to(sizes.width), to(sizes.height), FilterType::Triangle)
    } else {
        sheet.0
    };
    let (bytes, media_type) =
        encode(&picture, if scale < 1.0 || dice.below(2) == 0 { Some(60 + dice.below(31)) } else { None });
    let head = (f64::from(sizes.head) * scale).round() as u32;
    TalkPage { bytes, media_type, from, to: from + shown, head, scale }
}

fn encode(picture: &RgbImage, quality: Option<u32>) -> (Vec<u8>, &'static str) {
    let (w, h) = picture.dimensions();
    let mut out = Cursor::new(Vec::new());
    let done = match quality {
        Some(q) => JpegEncoder::new_with_quality(&mut out, q as u8).write_image(picture, w, h, ExtendedColorType::Rgb8),
        None => image::codecs::png::PngEncoder::new_with_quality(
            &mut out,
            image::codecs::png::CompressionType::Fast,
            image::codecs::png::FilterType::Sub,
        )
        .write_image(picture, w, h, ExtendedColorType::Rgb8),
    };
    done.expect("a picture in memory is written");
    (out.into_inner(), if quality.is_some() { "image/jpeg" } else { "image/png" })
}

/// The whole chat, without bars.
fn scroll(dice: &mut Dice, sizes: &Sizes, look: &Look, long: u32, says: Says) -> RgbImage {
    let mut sheet = Sheet(RgbImage::new(sizes.width, long));
    sheet.fill((0, 0), (sizes.width, long), look[0]);
    let avatars = [dice.next(), dice.next()];
    let short: Vec<(u32, u64)> = (0..4).map(|_| (2 + dice.below(3), dice.next())).collect();
    let photos: Vec<RgbImage> = (0..if says == Says::Usual { 30 } else { 5 }).map(|_| photo(dice, sizes)).collect();
    let mut y = sizes.px(30);
    while y < long {
        let mine = dice.below(2) == 0;
        let who = avatars[usize::from(mine)];
        let what = dice.below(100);
        // Usual talk: half of what would be repeated is something new.
        let what = if says == Says::Usual && matches!(what, 12..=32) { 99 } else { what };
        y += match what {
            0..=29 => {
                let (glyphs, ink) = short[dice.below(4) as usize];
                sheet.bubble(sizes, look, y, mine, who, &[(glyphs, ink)])
            }
            30..=33 => {
                let (glyphs, ink) = short[dice.below(4) as usize];
                (0..4 + dice.below(8)).fold(0, |tall, _| {
                    tall + sheet.bubble(sizes, look, y + tall, mine, who, &[(glyphs, ink)]) + sizes.px(48)
                })
            }
            34..=47 => sheet.photo(sizes, y, mine, who, &photos[dice.below(photos.len() as u32) as usize]),
            48..=57 => {
                sheet.glyphs((sizes.width / 2 - sizes.px(110), y), 8, sizes.px(28), look[5], dice.next());
                sizes.px(28)
            }
            58..=60 => sizes.px(if says == Says::Usual { 150 } else { 200 + dice.below(500) }),
            _ => {
                let lines = 1 + dice.below(6);
                let wide = if lines > 1 { 14 } else { 3 + dice.below(12) };
                let text: Vec<(u32, u64)> = (0..lines)
                    .map(|line| (if line > 0 && line + 1 == lines { 1 + dice.below(wide) } else { wide }, dice.next()))
                    .collect();
                sheet.bubble(sizes, look, y, mine, who, &text)
            }
        };
        y += sizes.px(48);
    }
    sheet.0
}

fn photo(dice: &mut Dice, sizes: &Sizes) -> RgbImage {
    let (w, h) = (sizes.px(420), sizes.px(260 + dice.below(300)));
    let base = [dice.below(120), dice.below(120), dice.below(120)];
    let slopes = [dice.below(90), dice.below(90)];
    let spots: Vec<[u32; 3]> = (0..6).map(|_| [dice.below(w), dice.below(h), 20 + dice.below(60)]).collect();
    RgbImage::from_fn(w, h, |x, y| {
        let spot: u32 = spots.iter().map(|s| if x.abs_diff(s[0]) + y.abs_diff(s[1]) < s[2] { s[2] } else { 0 }).sum();
        let shade = x * slopes[0] / w + y * slopes[1] / h + spot;
        Rgb(base.map(|c| (c + shade).min(255) as u8))
    })
}

struct Sheet(RgbImage);

impl Sheet {
    /// A rectangle, cut at the edges.
    fn fill(&mut self, (x, y): (u32, u32), (w, h): (u32, u32), colour: [u8; 3]) {
        let (width, height) = self.0.dimensions();
        let (right, bottom) = ((x + w).min(width), (y + h).min(height));
        if x >= right {
            return;
        }
        let row = colour.repeat((right - x) as usize);
        let bytes: &mut [u8] = &mut self.0;
        for y in y..bottom {
            let at = (y as usize * width as usize + x as usize) * 3;
            bytes[at..at + row.len()].copy_from_slice(&row);
        }
    }

    /// Copies full rows of a scroll of the same width.
    fn paste(&mut self, scroll: &RgbImage, from: u32, rows: u32, to: u32) {
        let pitch = scroll.width() as usize * 3;
        let (source, target): (&[u8], &mut [u8]) = (scroll, &mut self.0);
        let n = rows as usize * pitch;
        target[to as usize * pitch..][..n].copy_from_slice(&source[from as usize * pitch..][..n]);
    }

    /// Signs of strokes that only look like text; equal `ink_seed`, equal signs.
    fn glyphs(&mut self, (x, y): (u32, u32), count: u32, size: u32, ink: [u8; 3], text: u64) {
        let mut dice = Dice(text);
        let thick = (size / 11).max(1);
        for glyph in 0..count {
            let left = x + glyph * (size + size / 12);
            for _ in 0..4 + dice.below(4) {
                let (a, b) = (dice.below(size * 2 / 3), dice.below(size - thick));
                let long = size / 4 + dice.below(size / 2);
                if dice.below(2) == 0 {
                    self.fill((left + a, y + b), (long, thick), ink);
                } else {
                    self.fill((left + b, y + a), (thick, long), ink);
                }
            }
        }
    }

    fn head(&mut self, sizes: &Sizes, look: &Look, title: u64, dice: &mut Dice) {
        self.fill((0, 0), (sizes.width, sizes.head), look[1]);
        self.glyphs((sizes.px(40), sizes.px(24)), 4, sizes.px(34), look[4], dice.next());
        self.glyphs((sizes.px(880), sizes.px(24)), 3, sizes.px(34), look[4], u64::from(dice.below(3)));
        self.glyphs((sizes.px(30), sizes.px(120)), 1, sizes.px(46), look[4], 5);
        self.glyphs((sizes.px(400), sizes.px(120)), 6, sizes.px(46), look[4], title);
    }

    /// An avatar and a bubble of lines; its height.
    fn bubble(&mut self, sizes: &Sizes, look: &Look, y: u32, mine: bool, who: u64, lines: &[(u32, u64)]) -> u32 {
        self.avatar(sizes, y, mine, who);
        let widest = lines.iter().map(|l| l.0).max().unwrap_or(1);
        let (w, h) = (sizes.px(widest * 46 + 56), sizes.px(lines.len() as u32 * 60 + 44));
        let x = if mine { sizes.width - sizes.px(170) - w } else { sizes.px(170) };
        self.fill((x, y), (w, h), look[if mine { 3 } else { 2 }]);
        for (i, (glyphs, ink)) in lines.iter().enumerate() {
            self.glyphs((x + sizes.px(28), y + sizes.px(24 + i as u32 * 60)), *glyphs, sizes.px(42), look[4], *ink);
        }
        h.max(sizes.px(108))
    }

    fn photo(&mut self, sizes: &Sizes, y: u32, mine: bool, who: u64, photo: &RgbImage) -> u32 {
        self.avatar(sizes, y, mine, who);
        let x = if mine { sizes.width - sizes.px(170) - photo.width() } else { sizes.px(170) };
        let pitch = photo.width() as usize * 3;
        let width = self.0.width();
        let (rows, bytes): (&[u8], &mut [u8]) = (photo, &mut self.0);
        for (dy, row) in rows.chunks_exact(pitch).enumerate() {
            let at = ((y as usize + dy) * width as usize + x as usize) * 3;
            if let Some(target) = bytes.get_mut(at..at + pitch) {
                target.copy_from_slice(row);
            }
        }
        photo.height()
    }

    fn avatar(&mut self, sizes: &Sizes, y: u32, mine: bool, look: u64) {
        let x = if mine { sizes.width - sizes.px(140) } else { sizes.px(32) };
        let colour = |shift: u32| [(look >> shift) as u8, (look >> (shift + 8)) as u8, (look >> (shift + 16)) as u8];
        self.fill((x, y), (sizes.px(108), sizes.px(108)), colour(0));
        for cell in 0..36u32 {
            if look >> cell & 1 == 1 {
                let place = (x + sizes.px(cell % 6 * 18), y + sizes.px(cell / 6 * 18));
                self.fill(place, (sizes.px(18), sizes.px(18)), colour(24));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_overlap_as_planned_and_gaps_are_real() {
        let talk = talk(Plan { seed: 3, pages: 6, width: 360, gaps: 2, says: Says::Usual });
        assert_eq!((talk.pages.len(), talk.gaps.len()), (6, 2));
        for (i, pair) in talk.pages.windows(2).enumerate() {
            assert_eq!(pair[1].from > pair[0].to, talk.gaps.contains(&i), "page {i}");
        }
    }
}
