//! What passes between the two processes: one request, one answer, numbers in little-endian, lengths first.

use std::io::{self, Read, Write};

use super::{Kind, MAX_BYTES, MAX_PIXELS};

const REQUEST: &[u8; 4] = b"LZq1";
const ANSWER: &[u8; 4] = b"LZa1";

/// Pixels of a picture or of a first page, upright RGB.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    pub width: u32,
    pub height: u32,
    pub pages: Option<u32>,
    pub rgb: Vec<u8>,
}

/// Why there is no preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Not what its beginning says, cut off, or broken.
    Damaged,
    /// Over the limits of size or memory.
    TooLarge,
    /// It took longer than it may.
    TooSlow,
    /// Under a password.
    Locked,
    /// A kind, or a way of its kind, that this program can't draw.
    Unsupported,
    /// There is no process to decode in.
    NoDecoder,
}

const REASONS: [Reason; 6] =
    [Reason::Damaged, Reason::TooLarge, Reason::TooSlow, Reason::Locked, Reason::Unsupported, Reason::NoDecoder];

pub(super) fn ask(to: &mut impl Write, kind: Kind, bytes: &[u8]) -> io::Result<()> {
    to.write_all(REQUEST)?;
    to.write_all(&[kind as u8])?;
    to.write_all(&(bytes.len() as u64).to_le_bytes())?;
    to.write_all(bytes)?;
    to.flush()
}

/// None at the end of the stream.
pub(super) fn asked(from: &mut impl Read) -> io::Result<Option<(Kind, Vec<u8>)>> {
    let mut mark = [0; 4];
    match from.read_exact(&mut mark) {
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let kind = byte(from)?;
    let length = number(from)?;
    let kind = [Kind::Heic, Kind::Pdf, Kind::Svg].into_iter().find(|k| *k as u8 == kind);
    match kind {
        Some(kind) if mark == *REQUEST && length <= MAX_BYTES => Ok(Some((kind, read(from, length)?))),
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

pub(super) fn answer(to: &mut impl Write, made: &Result<Made, Reason>) -> io::Result<()> {
    to.write_all(ANSWER)?;
    match made {
        Err(reason) => {
            let index = REASONS.iter().position(|r| r == reason).unwrap_or_default();
            to.write_all(&[index as u8 + 1])?;
        }
        Ok(m) => {
            to.write_all(&[0])?;
            for n in [m.width, m.height, m.pages.unwrap_or(0)] {
                to.write_all(&u64::from(n).to_le_bytes())?;
            }
            to.write_all(&m.rgb)?;
        }
    }
    to.flush()
}

/// Trusts nothing: the other side may be a decoder that somebody broke into.
pub(super) fn answered(from: &mut impl Read) -> io::Result<Result<Made, Reason>> {
    let mut mark = [0; 4];
    from.read_exact(&mut mark)?;
    if mark != *ANSWER {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let status = byte(from)?;
    if status > 0 {
        let reason = REASONS.get(usize::from(status) - 1).ok_or(io::ErrorKind::InvalidData)?;
        return Ok(Err(*reason));
    }
    let [width, height, pages] = [number(from)?, number(from)?, number(from)?];
    let side = 1..=65_535;
    if !side.contains(&width) || !side.contains(&height) || width * height > MAX_PIXELS || pages > u64::from(u32::MAX) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let rgb = read(from, width * height * 3)?;
    let pages = (pages > 0).then_some(pages as u32);
    Ok(Ok(Made { width: width as u32, height: height as u32, pages, rgb }))
}

fn byte(from: &mut impl Read) -> io::Result<u8> {
    let mut b = [0];
    from.read_exact(&mut b)?;
    Ok(b[0])
}

fn number(from: &mut impl Read) -> io::Result<u64> {
    let mut b = [0; 8];
    from.read_exact(&mut b)?;
    Ok(u64::from_le_bytes(b))
}

/// Allocates as bytes come, not as many as were promised.
fn read(from: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    from.take(length).read_to_end(&mut out)?;
    if out.len() as u64 == length { Ok(out) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(made: &Result<Made, Reason>) -> io::Result<Result<Made, Reason>> {
        let mut bytes = Vec::new();
        answer(&mut bytes, made).unwrap();
        answered(&mut bytes.as_slice())
    }

    #[test]
    fn what_is_asked_and_answered_arrives_as_it_was() {
        let mut line = Vec::new();
        ask(&mut line, Kind::Pdf, b"%PDF").unwrap();
        ask(&mut line, Kind::Heic, b"").unwrap();
        let mut line = line.as_slice();
        assert_eq!(asked(&mut line).unwrap(), Some((Kind::Pdf, b"%PDF".to_vec())));
        assert_eq!(asked(&mut line).unwrap(), Some((Kind::Heic, Vec::new())));
        assert_eq!(asked(&mut line).unwrap(), None, "the end of the stream is no fault");
        for reason in REASONS {
            assert_eq!(through(&Err(reason)).unwrap(), Err(reason));
        }
        let made = Made { width: 2, height: 1, pages: Some(7), rgb: vec![1, 2, 3, 4, 5, 6] };
        assert_eq!(through(&Ok(made.clone())).unwrap(), Ok(made));
    }

    #[test]
    fn an_answer_that_lies_about_its_size_is_refused() {
        for (width, height, rgb) in [(0, 1, 0), (70_000, 1, 0), (60_000, 60_000, 9), (2, 2, 11)] {
            let made = Made { width, height, pages: None, rgb: vec![0; rgb] };
            assert!(through(&Ok(made)).is_err(), "{width} x {height} with {rgb} bytes");
        }
        assert!(answered(&mut b"LZa1\x63".as_slice()).is_err(), "a reason that does not exist");
        assert!(answered(&mut b"panic at".as_slice()).is_err());
        assert!(asked(&mut b"LZq1\x00\xff\xff\xff\xff\xff\xff\xff\x00".as_slice()).is_err(), "a length without bounds");
    }
}
