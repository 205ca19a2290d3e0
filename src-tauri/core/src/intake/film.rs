//! Length and size of films and sounds, read from their headers in place: ISO media (mp4, mov, m4a), WebM, WAV.
//!
//! Bytes come by a function that reads a range; no more than `LOOKS` small ranges are asked for, whatever the file says.

/// Ranges that are asked for at most.
const LOOKS: u32 = 64;
/// Boxes that hold others and matter here.
const INSIDE: [&[u8; 4]; 3] = [b"moov", b"trak", b"mdia"];
/// No film lasts longer than this; what says so is broken.
const LONGEST: f64 = 1e7;

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Film {
    pub seconds: Option<f64>,
    pub width: Option<u32>,
    pub height: Option<u32>,
}

/// `read(offset, length)`: bytes of the original, fewer at its end.
pub fn film(media_type: &str, size: u64, read: &mut dyn FnMut(u64, usize) -> Vec<u8>) -> Film {
    let mut film = match media_type {
        "video/mp4" | "video/quicktime" | "video/3gpp" | "audio/mp4" | "video/x-m4v" => iso(size, read),
        "video/webm" | "video/x-matroska" | "audio/webm" => webm(&read(0, 64 * 1024)),
        "audio/wav" => wav(&read(0, 64 * 1024), size),
        _ => Film::default(),
    };
    film.seconds = film.seconds.filter(|s| s.is_finite() && *s > 0.0 && *s < LONGEST);
    film
}

/// ISO 14496-12: `mvhd` has the time, `tkhd` of the first track with a size has the size.
fn iso(size: u64, read: &mut dyn FnMut(u64, usize) -> Vec<u8>) -> Film {
    let mut film = Film::default();
    let mut todo = vec![(0, size)];
    let mut looks = 0;
    while let Some((at, end)) = todo.pop() {
        looks += 1;
        if looks > LOOKS || at + 8 > end {
            break;
        }
        let head = read(at, 128);
        let Some((kind, length, body)) = boxed(&head, end - at) else { break };
        if at + length < end {
            todo.push((at + length, end));
        }
        let inside = head.get(body..).unwrap_or_default();
        match &kind {
            b"mvhd" => film.seconds = seconds(inside),
            b"tkhd" if film.width.is_none() => (film.width, film.height) = sides(inside),
            kind if INSIDE.contains(&kind) => todo.push((at + body as u64, at + length)),
            _ => {}
        }
    }
    film
}

/// Kind, whole length and length of the head of the box that begins here.
fn boxed(head: &[u8], room: u64) -> Option<([u8; 4], u64, usize)> {
    let kind = *head.get(4..)?.first_chunk::<4>()?;
    let (length, body) = match u32::from_be_bytes(*head.first_chunk()?) {
        0 => (room, 8),
        1 => (u64::from_be_bytes(*head.get(8..)?.first_chunk()?), 16),
        n => (n.into(), 8),
    };
    (length >= body as u64 && length <= room).then_some((kind, length, body))
}

fn seconds(mvhd: &[u8]) -> Option<f64> {
    let long = *mvhd.first()? == 1;
    let at = if long { 20 } else { 12 };
    let scale = number(mvhd, at, 4)?;
    let length = number(mvhd, at + 4, if long { 8 } else { 4 })?;
    (scale > 0).then(|| length as f64 / scale as f64)
}

/// 16.16 fixed point; none for a track without a picture. Turned by its matrix where that swaps the sides.
fn sides(tkhd: &[u8]) -> (Option<u32>, Option<u32>) {
    let at = if tkhd.first() == Some(&1) { 52 } else { 40 };
    let part = |offset: usize| number(tkhd, at + offset, 4);
    match (part(36), part(40), part(0)) {
        (Some(w), Some(h), Some(a)) if w >> 16 > 0 && h >> 16 > 0 => {
            let (w, h) = (Some((w >> 16) as u32), Some((h >> 16) as u32));
            if a == 0 { (h, w) } else { (w, h) }
        }
        _ => (None, None),
    }
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let part = bytes.get(at..at + length)?;
    Some(part.iter().fold(0, |n, b| n << 8 | u64::from(*b)))
}

/// Matroska: TimestampScale 0x2AD7B1 (default 1,000,000 ns) and Duration 0x4489 in Info, PixelWidth and PixelHeight.
fn webm(head: &[u8]) -> Film {
    let element = |id: &[u8], sizes: &[u8]| {
        head.windows(id.len() + 1)
            .enumerate()
            .find(|(_, w)| w.starts_with(id) && sizes.contains(&(w[id.len()] & 0x7f)) && w[id.len()] & 0x80 != 0)
            .and_then(|(at, w)| head.get(at + id.len() + 1..at + id.len() + 1 + usize::from(w[id.len()] & 0x7f)))
    };
    let whole = |b: &[u8]| b.iter().fold(0u64, |n, x| n << 8 | u64::from(*x));
    let scale = element(&[0x2a, 0xd7, 0xb1], &[1, 2, 3, 4]).map_or(1_000_000, whole);
    let length = element(&[0x44, 0x89], &[4, 8]).map(|b| match *b {
        [a, b, c, d] => f64::from(f32::from_be_bytes([a, b, c, d])),
        _ => f64::from_bits(whole(b)),
    });
    let tracks = head.windows(4).position(|w| w == [0x16, 0x54, 0xae, 0x6b]).unwrap_or(head.len());
    let side = |id: u8| {
        let part = &head[tracks..];
        let at = part.windows(2).position(|w| w[0] == id && matches!(w[1], 0x81 | 0x82))?;
        let length = usize::from(part[at + 1] & 0x7f);
        u32::try_from(whole(part.get(at + 2..at + 2 + length)?)).ok().filter(|n| *n > 0)
    };
    let (width, height) = (side(0xb0), side(0xba));
    let sized = width.is_some() && height.is_some();
    Film {
        seconds: length.map(|l| l * scale as f64 / 1e9),
        width: width.filter(|_| sized),
        height: height.filter(|_| sized),
    }
}

/// RIFF: bytes a second from `fmt `, length of `data`.
fn wav(head: &[u8], size: u64) -> Film {
    let mut at = 12;
    let mut rate = 0;
    while let Some(chunk) = head.get(at..at + 8) {
        let length = u32::from_le_bytes([chunk[4], chunk[5], chunk[6], chunk[7]]);
        let inside = head.get(at + 8..).unwrap_or_default();
        match &chunk[..4] {
            b"fmt " if inside.len() >= 12 => rate = u32::from_le_bytes([inside[8], inside[9], inside[10], inside[11]]),
            b"data" if rate > 0 => {
                let there = u64::from(length).min(size.saturating_sub(at as u64 + 8));
                return Film { seconds: Some(there as f64 / f64::from(rate)), ..Film::default() };
            }
            _ => {}
        }
        at = at.saturating_add(8).saturating_add(length as usize).saturating_add(length as usize % 2);
    }
    Film::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(media_type: &str, bytes: &[u8]) -> (Film, u32) {
        let mut looks = 0;
        let got = film(media_type, bytes.len() as u64, &mut |at, length| {
            looks += 1;
            let at = usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
            bytes[at..bytes.len().min(at + length)].to_vec()
        });
        (got, looks)
    }

    fn atom(kind: &[u8; 4], inside: &[u8]) -> Vec<u8> {
        [&(inside.len() as u32 + 8).to_be_bytes()[..], kind, inside].concat()
    }

    /// An mp4 whose film data lies before its description, as phones write it.
    fn mp4() -> Vec<u8> {
        let mut mvhd = vec![0; 100];
        mvhd[12..16].copy_from_slice(&600u32.to_be_bytes());
        mvhd[16..20].copy_from_slice(&7500u32.to_be_bytes());
        let mut tkhd = vec![0; 84];
        tkhd[40..44].copy_from_slice(&(1u32 << 16).to_be_bytes());
        tkhd[76..80].copy_from_slice(&(1920u32 << 16).to_be_bytes());
        tkhd[80..84].copy_from_slice(&(1080u32 << 16).to_be_bytes());
        let sound = atom(b"trak", &atom(b"tkhd", &[0; 84]));
        let moov = [atom(b"mvhd", &mvhd), sound, atom(b"trak", &atom(b"tkhd", &tkhd))].concat();
        [atom(b"ftyp", b"isom0000"), atom(b"mdat", &[7; 100_000]), atom(b"moov", &moov)].concat()
    }

    #[test]
    fn length_and_size_of_a_film_are_read_without_reading_the_film() {
        let (film, looks) = of("video/mp4", &mp4());
        assert_eq!(film, Film { seconds: Some(12.5), width: Some(1920), height: Some(1080) });
        assert!(looks <= 8, "{looks} small reads");
    }

    #[test]
    fn length_of_a_recording_is_what_is_there_not_what_its_header_says() {
        let mut wav = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data".to_vec();
        wav.extend(0xffff_ffffu32.to_le_bytes());
        wav.extend([128; 12_000]);
        assert_eq!(of("audio/wav", &wav).0.seconds, Some(1.5));
    }

    #[test]
    fn a_webm_says_its_length_and_size() {
        let info = b"\x15\x49\xa9\x66\x8e\x2a\xd7\xb1\x83\x0f\x42\x40\x44\x89\x84\x45\x9c\x40\x00";
        let tracks = b"\x16\x54\xae\x6b\x90\xe0\x88\xb0\x82\x02\x80\xba\x82\x01\xe0";
        let (film, _) = of("video/webm", &[b"\x1a\x45\xdf\xa3".as_slice(), info, tracks].concat());
        assert_eq!(film, Film { seconds: Some(5.0), width: Some(640), height: Some(480) });
    }

    #[test]
    fn boxes_that_lie_loop_or_nest_without_end_are_given_up() {
        let deep = (0..200).fold(atom(b"mvhd", &[0; 20]), |inside, _| atom(b"moov", &inside));
        let empty = atom(b"free", &[]).repeat(100_000);
        let lies = [0xffff_ffffu32.to_be_bytes().as_slice(), b"moov", &[0; 64]].concat();
        let zero = [0u32.to_be_bytes().as_slice(), b"mvhd", &[0; 64]].concat();
        for bytes in [deep, empty, lies, zero, Vec::new(), vec![0; 7]] {
            let (film, looks) = of("video/mp4", &bytes);
            assert!(film.seconds.is_none() && looks <= LOOKS, "{film:?} after {looks}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>, at: proptest::sample::Index, value: u8) {
            let mut damaged = mp4();
            let place = at.index(damaged.len());
            damaged[place] = value;
            for kind in ["video/mp4", "video/webm", "audio/wav"] {
                proptest::prop_assert!(of(kind, &bytes).0.seconds.is_none_or(|s| s > 0.0));
                of(kind, &damaged);
            }
        }
    }
}
