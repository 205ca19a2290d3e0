//! The sketch of a picture: each row of pixels as the brightness of 32 columns, and the marks by which two sketches
//! find each other. Rows keep their full height, so that what is found is exact to the pixel.

/// Columns of a row.
pub const COLUMNS: usize = 32;
pub type Row = [u8; COLUMNS];

/// Version of what `to_bytes` writes and of how it is found: a cache with another one is made again.
pub const VERSION: u32 = 1;

/// A place that is easy to find again: a strong edge, and what lies below it as 64 signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub row: u32,
    pub key: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    /// Of the picture, in pixels.
    pub width: u32,
    pub rows: Vec<Row>,
    /// How much happens across a row: sums of differences between neighbouring columns.
    pub busy: Vec<u16>,
    pub marks: Vec<Mark>,
    /// Brightness of most of its paper.
    ground: u8,
}

/// A row with less across it is paper.
pub const PAPER: u16 = 40;

impl Sketch {
    /// Of interleaved bytes, `bytes_per_pixel` 1 (grey), 3 or 4 (RGB and one that means nothing). None when the picture
    /// is too small or the sizes do not fit.
    pub fn of(bytes: &[u8], width: u32, height: u32, bytes_per_pixel: usize) -> Option<Sketch> {
        let pitch = width as usize * bytes_per_pixel;
        if (width as usize) < COLUMNS * 2 || height < 64 || bytes.len() != pitch * height as usize {
            return None;
        }
        let rows = bytes.chunks_exact(pitch).map(|line| row_of(line, width as usize, bytes_per_pixel)).collect();
        Some(Sketch::from_rows(width, rows))
    }

    fn from_rows(width: u32, rows: Vec<Row>) -> Sketch {
        let busy = rows.iter().map(|r| r.windows(2).map(|w| u16::from(w[0].abs_diff(w[1]))).sum()).collect();
        let mut sketch = Sketch { width, rows, busy, marks: Vec::new(), ground: 0 };
        sketch.marks = marks(&sketch);
        sketch.ground = ground(&sketch);
        sketch
    }

    pub fn height(&self) -> usize {
        self.rows.len()
    }

    /// Nothing but the paper that the page is written on; a bar has another brightness.
    pub fn is_ground(&self, y: usize) -> bool {
        self.busy[y] < PAPER && self.rows[y][COLUMNS / 2].abs_diff(self.ground) <= 3
    }

    /// Pixels that stand for `thousandths` of the width: sizes follow the screen.
    pub fn span(&self, thousandths: usize) -> usize {
        (self.width as usize * thousandths / 1000).max(1)
    }

    /// The sketch that a picture scaled to `width` would have, nearly.
    pub fn at_width(&self, width: u32) -> Sketch {
        let height = (self.rows.len() as u64 * u64::from(width) / u64::from(self.width)).max(1) as usize;
        let step = self.rows.len() as f32 / height as f32;
        let rows = (0..height).map(|y| blend(&self.rows, y as f32 * step, (y + 1) as f32 * step)).collect();
        Sketch::from_rows(width, rows)
    }

    /// For a cache. A row that equals the one above is one byte.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.width.to_le_bytes().to_vec();
        out.extend((self.rows.len() as u32).to_le_bytes());
        let mut above: Option<&Row> = None;
        for row in &self.rows {
            if above == Some(row) {
                out.push(0);
            } else {
                out.push(1);
                out.extend_from_slice(row);
            }
            above = Some(row);
        }
        out
    }

    /// None for bytes that `to_bytes` did not write.
    pub fn from_bytes(bytes: &[u8]) -> Option<Sketch> {
        let (width, rest) = bytes.split_first_chunk::<4>()?;
        let (count, mut rest) = rest.split_first_chunk::<4>()?;
        let mut rows: Vec<Row> = Vec::new();
        while let Some((how, after)) = rest.split_first() {
            if *how == 0 {
                rows.push(*rows.last()?);
                rest = after;
            } else {
                let (row, after) = after.split_first_chunk::<COLUMNS>()?;
                rows.push(*row);
                rest = after;
            }
        }
        (rows.len() == u32::from_le_bytes(*count) as usize).then(|| Sketch::from_rows(u32::from_le_bytes(*width), rows))
    }
}

fn ground(sketch: &Sketch) -> u8 {
    let mut times = [0u32; 256];
    for (row, busy) in sketch.rows.iter().zip(&sketch.busy) {
        times[usize::from(row[COLUMNS / 2])] += u32::from(*busy < PAPER);
    }
    (0..=255u8).max_by_key(|v| (times[usize::from(*v)], *v)).unwrap_or(255)
}

fn row_of(line: &[u8], width: usize, bytes_per_pixel: usize) -> Row {
    let mut row = [0; COLUMNS];
    for (column, out) in row.iter_mut().enumerate() {
        let (from, to) = (column * width / COLUMNS, (column + 1) * width / COLUMNS);
        let part = &line[from * bytes_per_pixel..to * bytes_per_pixel];
        let sum: u32 = match bytes_per_pixel {
            1 => part.iter().map(|b| u32::from(*b) << 8).sum(),
            n => {
                part.chunks_exact(n).map(|p| 77 * u32::from(p[0]) + 150 * u32::from(p[1]) + 29 * u32::from(p[2])).sum()
            }
        };
        *out = ((sum / (to - from) as u32) >> 8) as u8;
    }
    row
}

/// The mean of rows `from`..`to`, parts of rows counted as parts.
fn blend(rows: &[Row], from: f32, to: f32) -> Row {
    let mut sum = [0f32; COLUMNS];
    let mut weight = 0f32;
    let within = from as usize..(to.ceil() as usize).min(rows.len());
    for (y, row) in within.clone().zip(&rows[within]) {
        let part = (to.min(y as f32 + 1.0) - from.max(y as f32)).max(0.0);
        weight += part;
        for (s, v) in sum.iter_mut().zip(row) {
            *s += part * f32::from(*v);
        }
    }
    sum.map(|s| (s / weight.max(1e-6)).round() as u8)
}

/// Strongest edges first found, then in order of rows: at most one in 12 rows.
fn marks(sketch: &Sketch) -> Vec<Mark> {
    let (near, tall) = (sketch.span(6).max(2), sketch.span(60).max(12));
    let rows = &sketch.rows;
    let mut edge = vec![0u16; rows.len()];
    for y in 1..rows.len() {
        edge[y] = difference(&rows[y], &rows[y - 1]);
    }
    let mut found: Vec<usize> = (1..rows.len().saturating_sub(tall))
        .filter(|&y| {
            let around = &edge[y.saturating_sub(near)..(y + near + 1).min(edge.len())];
            let first = around.iter().position(|e| *e == edge[y]).map(|at| y.saturating_sub(near) + at);
            edge[y] >= 24 && around.iter().all(|e| *e <= edge[y]) && first == Some(y)
        })
        .collect();
    found.sort_by_key(|&y| std::cmp::Reverse(edge[y]));
    found.truncate(rows.len() / 12);
    found.sort_unstable();
    found.into_iter().filter_map(|y| Some(Mark { row: y as u32, key: key(&rows[y..y + tall])? })).collect()
}

/// Signs of 64 fixed sums over the patch: like patches have like signs. None for a patch of nothing.
fn key(patch: &[Row]) -> Option<u64> {
    const BANDS: usize = 6;
    let mut cells = [0i32; BANDS * COLUMNS];
    for band in 0..BANDS {
        let lines = &patch[band * patch.len() / BANDS..(band + 1) * patch.len() / BANDS];
        for column in 0..COLUMNS {
            let sum: i32 = lines.iter().map(|r| i32::from(r[column])).sum();
            cells[band * COLUMNS + column] = sum * 16 / lines.len() as i32;
        }
    }
    let mean = cells.iter().sum::<i32>() / cells.len() as i32;
    if cells.iter().map(|c| (c - mean).abs()).sum::<i32>() < 16 * 120 {
        return None;
    }
    let mut key = 0u64;
    let mut dice = 0x9e37_79b9_7f4a_7c15u64;
    for bit in 0..64 {
        let mut sum = 0i32;
        for chunk in cells.chunks(64) {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            for (i, c) in chunk.iter().enumerate() {
                sum += if dice >> i & 1 == 1 { c - mean } else { mean - c };
            }
        }
        key |= u64::from(sum > 0) << bit;
    }
    Some(key)
}

pub fn difference(a: &Row, b: &Row) -> u16 {
    a.iter().zip(b).map(|(x, y)| u16::from(x.abs_diff(*y))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sketch_comes_back_from_its_bytes_and_damaged_bytes_are_refused() {
        let grey: Vec<u8> =
            (0..128 * 300).map(|i: usize| if i / 128 % 40 < 25 { 200 } else { (i * i) as u8 }).collect();
        let sketch = Sketch::of(&grey, 128, 300, 1).expect("sizes fit");
        let bytes = sketch.to_bytes();
        assert_eq!(Sketch::from_bytes(&bytes).as_ref(), Some(&sketch));
        for cut in 0..bytes.len() {
            assert!(Sketch::from_bytes(&bytes[..cut]).is_none(), "cut at {cut}");
        }
        assert_eq!(Sketch::from_bytes(&[1, 0, 0, 0, 1, 0, 0, 0, 0]), None, "a first row equal to nothing");
        assert_eq!(Sketch::of(&grey, 128, 301, 1), None, "sizes do not fit");
    }
}
