//! Hashes that bags of others are listed with. Our own bundles know SHA-256 alone (`hash`).

use md5::Digest as _;

/// As the name of a list of a bag has it: `manifest-sha512.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Algorithm {
    const NAMES: [(Algorithm, &'static str, usize); 6] = [
        (Algorithm::Md5, "md5", 32),
        (Algorithm::Sha1, "sha1", 40),
        (Algorithm::Sha224, "sha224", 56),
        (Algorithm::Sha256, "sha256", 64),
        (Algorithm::Sha384, "sha384", 96),
        (Algorithm::Sha512, "sha512", 128),
    ];

    /// Lower or upper case, with or without hyphens.
    pub fn named(name: &str) -> Option<Self> {
        let plain = name.to_ascii_lowercase().replace('-', "");
        Self::NAMES.iter().find(|(_, n, _)| *n == plain).map(|(a, _, _)| *a)
    }

    /// Length of a value in hex digits.
    pub fn digits(self) -> usize {
        Self::NAMES.iter().find(|(a, _, _)| *a == self).map_or(0, |(_, _, digits)| *digits)
    }

    /// Two files of one hash can be made at will (MD5: RFC 6151; SHA-1: since 2017).
    pub fn is_weak(self) -> bool {
        matches!(self, Algorithm::Md5 | Algorithm::Sha1)
    }
}

/// Several hashes of one stream.
pub struct Digests(Vec<State>);

enum State {
    Md5(md5::Md5),
    Sha1(sha1::Sha1),
    Sha224(sha2::Sha224),
    Sha256(sha2::Sha256),
    Sha384(sha2::Sha384),
    Sha512(sha2::Sha512),
}

macro_rules! each {
    ($state:expr, $hasher:ident => $do:expr) => {
        match $state {
            State::Md5($hasher) => $do,
            State::Sha1($hasher) => $do,
            State::Sha224($hasher) => $do,
            State::Sha256($hasher) => $do,
            State::Sha384($hasher) => $do,
            State::Sha512($hasher) => $do,
        }
    };
}

impl Digests {
    pub fn new(wanted: &[Algorithm]) -> Self {
        let state = |a: &Algorithm| match a {
            Algorithm::Md5 => State::Md5(Default::default()),
            Algorithm::Sha1 => State::Sha1(Default::default()),
            Algorithm::Sha224 => State::Sha224(Default::default()),
            Algorithm::Sha256 => State::Sha256(Default::default()),
            Algorithm::Sha384 => State::Sha384(Default::default()),
            Algorithm::Sha512 => State::Sha512(Default::default()),
        };
        Digests(wanted.iter().map(state).collect())
    }

    pub fn update(&mut self, bytes: &[u8]) {
        for state in &mut self.0 {
            each!(state, hasher => hasher.update(bytes));
        }
    }

    /// In lower-case hex, in the order in which they were wanted.
    pub fn finish(self) -> Vec<String> {
        self.0.into_iter().map(|state| each!(state, hasher => hex(&hasher.finalize()))).collect()
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hash_of_abc_is_the_published_one() {
        let all = Algorithm::NAMES.map(|(a, _, _)| a);
        let mut digests = Digests::new(&all);
        digests.update(b"a");
        digests.update(b"bc");
        let found = digests.finish();
        let starts = [
            "900150983cd24fb0",
            "a9993e364706816a",
            "23097d223405d822",
            "ba7816bf8f01cfea",
            "cb00753f45a35e8b",
            "ddaf35a193617aba",
        ];
        for ((algorithm, hex), start) in all.iter().zip(&found).zip(starts) {
            assert!(hex.starts_with(start) && hex.len() == algorithm.digits(), "{algorithm:?}: {hex}");
        }
        assert_eq!(Algorithm::named("SHA-512"), Some(Algorithm::Sha512));
        assert_eq!(Algorithm::named("sha3256"), None);
    }
}
