//! Tokens with every bit turned, tokens cut and patched at random, and tokens of 国密.

use std::fs;
use std::path::Path;

use liuzheng_core::model::TokenState;
use liuzheng_tests::tools::{need, run};
use liuzheng_tests::tsa::{How, Keys, Pki};

use crate::oracle::Case;

/// Offset of what no signature covers: the status of the response, whose lowest bit tells "granted" from "granted with
/// modifications".
fn unsigned(token: &[u8]) -> usize {
    token.windows(5).position(|w| w == [0x30, 3, 2, 1, 0]).expect("a status") + 4
}

fn token(pki: &Pki) -> (std::path::PathBuf, Vec<u8>, Vec<u8>) {
    let file = pki.path("data");
    fs::write(&file, b"evidence").expect("written");
    let query = pki.query(&file, &["-sha256", "-cert"]);
    let token = pki.reply(&query, &How { precision: 3, ..How::default() }).expect("signed");
    (file, query, token)
}

#[test]
fn a_turned_bit_is_noticed_wherever_it_is_but_in_the_one_field_that_nobody_signed() {
    for keys in [Keys::Rsa, Keys::P256] {
        let pki = Pki::new(keys);
        let (file, query, good) = token(&pki);
        let status = unsigned(&good);
        let mut passed = Vec::new();
        for at in 0..good.len() {
            for bit in 0..8 {
                let mut bad = good.clone();
                bad[at] ^= 1 << bit;
                let case = Case { query: Some(query.clone()), ..Case::of(&pki, &bad, &file) };
                if case.ours().state == TokenState::Valid {
                    passed.push((at, bit));
                }
            }
        }
        assert_eq!(passed, [(status, 0)], "{keys:?}: all else of {} bits is signed", good.len() * 8);
        let mut other = good.clone();
        other[status] ^= 1;
        Case::of(&pki, &other, &file).agreed("granted with modifications", TokenState::Valid);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 8, ..Default::default() })]
    #[test]
    fn no_mutation_makes_the_reader_fall_over_or_believe(seed in proptest::num::u64::ANY) {
        use proptest::prelude::*;
        use proptest::strategy::ValueTree;
        let pki = Pki::new(Keys::P256);
        let (file, _, good) = token(&pki);
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let change = (0..good.len(), any::<u8>(), 0..4u8, 1..40usize);
        let changes = proptest::collection::vec(change, 1..4);
        for _ in 0..(300 + seed % 50) {
            let mut bad = good.clone();
            for (at, byte, how, n) in changes.new_tree(&mut runner).expect("drawn").current() {
                let at = at.min(bad.len().saturating_sub(1));
                match how {
                    0 if !bad.is_empty() => bad[at] = byte,
                    1 => bad.truncate(at),
                    2 => { bad.splice(at..at, std::iter::repeat_n(byte, n)); }
                    _ => { bad.drain(at..(at + n).min(bad.len())); }
                }
            }
            let state = Case::of(&pki, &bad, &file).ours().state;
            let same = bad.len() == good.len() && (0..good.len()).all(|i| bad[i] == good[i] || unsigned(&good) == i);
            prop_assert!(state != TokenState::Valid || same);
        }
    }
}

fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let mut out = vec![tag];
    match body.len() {
        n @ 0..128 => out.push(n as u8),
        n @ 128..256 => out.extend([0x81, n as u8]),
        n => out.extend([0x82, (n >> 8) as u8, n as u8]),
    }
    out.extend(body);
    out
}

const SM3: &[u8] = &[0x2a, 0x81, 0x1c, 0xcf, 0x55, 1, 0x83, 0x11];
const SM2_WITH_SM3: &[u8] = &[0x2a, 0x81, 0x1c, 0xcf, 0x55, 1, 0x83, 0x75];
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
const PKCS9: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9];

/// openssl makes no such token itself: the parts are its own (key, certificate, SM3, SM2), put together here.
fn sm2_token(dir: &Path, imprint_oid: &[u8], hash: &[u8]) -> Vec<u8> {
    let openssl = |args: &[&str]| {
        let (code, said) = run(need("openssl"), args, dir);
        assert_eq!(code, Some(0), "{args:?}: {said}");
    };
    openssl(&["ecparam", "-name", "SM2", "-genkey", "-noout", "-out", "k.pem"]);
    openssl(&[
        &["req", "-new", "-x509", "-key", "k.pem", "-sm3", "-subj", "/CN=sm2", "-days", "3650", "-out", "c.pem"][..],
        &["-addext", "extendedKeyUsage=critical,timeStamping", "-addext", "keyUsage=digitalSignature"],
        &["-addext", "basicConstraints=CA:false"],
    ]
    .concat());
    openssl(&["x509", "-in", "c.pem", "-outform", "DER", "-out", "c.der"]);
    let certificate = fs::read(dir.join("c.der")).expect("there");
    let digest = |name: &str, bytes: &[u8]| {
        fs::write(dir.join("in"), bytes).expect("written");
        openssl(&["dgst", name, "-binary", "-out", "out", "in"]);
        fs::read(dir.join("out")).expect("there")
    };
    let algorithm = |oid: &[u8]| der(0x30, &[&der(6, &[oid])]);
    let time = der(0x18, &[b"20301123013218Z"]);
    let (version, serial, policy) = (der(2, &[&[1]]), der(2, &[&[7]]), der(6, &[&[0x2a, 3, 4]]));
    let imprint = der(0x30, &[&algorithm(imprint_oid), &der(4, &[hash])]);
    let info = der(0x30, &[&version, &policy, &imprint, &serial, &time]);
    let attribute = |oid: &[u8], value: &[u8]| der(0x30, &[&der(6, &[oid]), &der(0x31, &[value])]);
    let tst = [PKCS9, &[16, 1, 4]].concat();
    let id = der(0x30, &[&der(0x30, &[&der(0x30, &[&der(4, &[&digest("-sha256", &certificate)])])])]);
    let attributes = [
        attribute(&[PKCS9, &[3]].concat(), &der(6, &[&tst])),
        attribute(&[PKCS9, &[4]].concat(), &der(4, &[&digest("-sm3", &info)])),
        attribute(&[PKCS9, &[16, 2, 47]].concat(), &id),
    ]
    .concat();
    fs::write(dir.join("in"), der(0x31, &[&attributes])).expect("written");
    openssl(&["dgst", "-sm3", "-sign", "k.pem", "-out", "sig", "in"]);
    let signature = fs::read(dir.join("sig")).expect("there");
    // Issuer and serial number, as they stand in the certificate (long form lengths, no version before 3).
    let tbs = &certificate[8..];
    let at = tbs.windows(3).position(|w| w == [0xa0, 3, 2]).expect("a version") + 5;
    let serial = &tbs[at..at + 2 + tbs[at + 1] as usize];
    let rest = &tbs[at + serial.len()..];
    let rest = &rest[2 + rest[1] as usize..];
    let issuer = &rest[..2 + rest[1] as usize];
    let signer = der(
        0x30,
        &[
            &version,
            &der(0x30, &[issuer, serial]),
            &algorithm(SM3),
            &der(0xa0, &[&attributes]),
            &algorithm(SM2_WITH_SM3),
            &der(4, &[&signature]),
        ],
    );
    let signed = der(
        0x30,
        &[
            &der(2, &[&[3]]),
            &der(0x31, &[&algorithm(SM3)]),
            &der(0x30, &[&der(6, &[&tst]), &der(0xa0, &[&der(4, &[&info])])]),
            &der(0xa0, &[&certificate]),
            &der(0x31, &[&signer]),
        ],
    );
    let kind = der(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]]);
    let token = der(0x30, &[&kind, &der(0xa0, &[&signed])]);
    der(0x30, &[&der(0x30, &[&der(2, &[&[0]])]), &token])
}

#[test]
fn tokens_of_sm2_and_sm3_are_called_not_checked_here_and_never_valid_or_forged() {
    let pki = Pki::new(Keys::P256);
    let (file, ..) = token(&pki);
    let hash = |name: &str| {
        pki.openssl(&["dgst", name, "-binary", "-out", "hash", "data"]);
        fs::read(pki.path("hash")).expect("there")
    };
    for (oid, hash, said) in [(SM3, hash("-sm3"), "SM3"), (SHA256, hash("-sha256"), "SM2")] {
        let bytes = sm2_token(pki.path(".").as_path(), oid, &hash);
        let judged = Case { root: pki.path("c.pem"), ..Case::of(&pki, &bytes, &file) }.ours();
        assert_eq!(judged.state, TokenState::Unsupported, "{:?}", judged.findings);
        assert!(judged.findings.iter().any(|f| f.detail.contains(said)), "{:?}", judged.findings);
        assert_eq!(judged.gen_time.as_deref(), Some("2030-11-23T01:32:18Z"), "what it says is still told");
        assert_eq!(judged.signer.as_deref(), Some("CN=sm2"));
    }
    let other = sm2_token(pki.path(".").as_path(), SHA256, &[7; 32]);
    let judged = Case::of(&pki, &other, &file).ours();
    assert_eq!(judged.state, TokenState::Invalid, "over other bytes, whoever signed it: {:?}", judged.findings);
}
