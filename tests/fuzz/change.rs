//! Changes that readers of formats stumble over: turned bits, borders of numbers, pieces cut, doubled, moved, borrowed.

use liuzheng_tests::dice::Dice;

/// Longest input that is tried.
const LONGEST: usize = 1 << 20;

/// Numbers at whose borders readers err.
const NUMBERS: [u64; 16] = [
    0,
    1,
    2,
    0x7f,
    0x80,
    0xff,
    0x100,
    0x7fff,
    0xffff,
    0x1_0000,
    0x7fff_ffff,
    0xffff_fffe,
    0xffff_ffff,
    0x1_0000_0000,
    0x7fff_ffff_ffff_ffff,
    0xffff_ffff_ffff_ffff,
];

/// Pieces of the formats themselves.
const WORDS: [&[u8]; 28] = [
    b"PK\x01\x02",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x06\x06",
    b"PK\x06\x07",
    b"../",
    b"\\",
    b"data/",
    b"./",
    b"%0A",
    b"%25",
    b"\r\n",
    b"\n\n",
    b"  ",
    b" *",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\"hash\":\"",
    b"\"seq\":",
    b"null",
    b"1e400",
    b"-0",
    b"{\"a\":",
    b"[[[[[[[[",
    b"\\ud800",
    b"\x30\x80\x00\x00",
    b"\x30\x84\xff\xff\xff\xff",
];

pub fn change(input: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    for _ in 0..=dice.below(6) {
        once(input, other, dice);
    }
    input.truncate(LONGEST);
}

fn once(input: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    let at = below(dice, input.len() + 1);
    let longest = *dice.pick(&[4, 16, 64, 1024]);
    let length = below(dice, longest);
    let end = (at + length).min(input.len());
    match dice.below(11) {
        0 if at < input.len() => input[at] ^= 1 << dice.below(8),
        1 if at < input.len() => input[at] = dice.below(256) as u8,
        2 => number(input, at, dice),
        3 => drop(input.drain(at..end)),
        4 => {
            let piece = input[at..end].to_vec();
            input.splice(at..at, piece);
        }
        5 => {
            let (from, size) = (below(dice, other.len() + 1), below(dice, 256));
            let piece = other[from..(from + size).min(other.len())].to_vec();
            input.splice(at..end, piece);
        }
        6 => {
            let word = *dice.pick(&WORDS);
            input.splice(at..at, word.iter().copied());
        }
        7 => {
            let word = *dice.pick(&WORDS);
            input.splice(at..(at + word.len()).min(input.len()), word.iter().copied());
        }
        8 => input[at..end].fill([0, 0xff, b' ', b'0'][below(dice, 4)]),
        9 => input.truncate(at),
        _ => digits(input, at, dice),
    }
}

fn below(dice: &mut Dice, n: usize) -> usize {
    dice.below(n as u64) as usize
}

/// A number of 1, 2, 4 or 8 bytes in either order.
fn number(input: &mut [u8], at: usize, dice: &mut Dice) {
    let width = [1, 2, 4, 8][below(dice, 4)];
    let value = dice.pick(&NUMBERS).wrapping_add(dice.below(3)).wrapping_sub(1);
    let bytes = if dice.below(3) == 0 {
        value.to_be_bytes()[8 - width..].to_vec()
    } else {
        value.to_le_bytes()[..width].to_vec()
    };
    if let Some(place) = input.get_mut(at..at + width) {
        place.copy_from_slice(&bytes);
    }
}

/// The next number written in digits.
fn digits(input: &mut Vec<u8>, at: usize, dice: &mut Dice) {
    let Some(start) = input[at..].iter().position(u8::is_ascii_digit).map(|i| at + i) else { return };
    let end = input[start..].iter().position(|b| !b.is_ascii_digit()).map_or(input.len(), |i| start + i);
    let text = dice.pick(&NUMBERS).to_string();
    input.splice(start..end, text.bytes());
}
