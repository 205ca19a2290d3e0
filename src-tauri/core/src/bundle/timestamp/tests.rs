//! What needs no service: the request, addresses, lines for openssl, and input that is anything but a token. Tokens that
//! services made are judged beside openssl in `tests/timestamps`.

use super::*;
use crate::model::{TokenState, hash_bytes};

fn judged(token: &[u8]) -> Judged {
    let trust = Trust::none();
    let question = Question { token, request: None, trust: &trust, untrusted: None, at: None, path: "t.tsr" };
    judge(&question, &mut |digest| Ok(Some(digest.hash(b"data")))).expect("memory can be read")
}

#[test]
fn a_request_is_69_bytes_and_holds_the_hash_and_the_number_and_nothing_else() {
    let hash = hash_bytes(b"data/evidence.sha256");
    let request = request(&hash, [0x41, 2, 3, 4, 5, 6, 7, 8]).expect("made");
    let mut expected = vec![0x30, 0x43, 2, 1, 1, 0x30, 0x31, 0x30, 0x0d, 6, 9];
    expected.extend([0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 32]);
    expected.extend(hash.as_bytes());
    expected.extend([2, 8, 0x41, 2, 3, 4, 5, 6, 7, 8, 1, 1, 0xff]);
    assert_eq!(request, expected, "RFC 3161 section 2.4.1, byte for byte");
}

#[test]
fn only_plain_web_addresses_without_secrets_are_taken() {
    for good in ["http://tsa.example", "https://tsa.example/tsr?x=1", "http://127.0.0.1:8080/", "http://[::1]:80/"] {
        assert!(check_url(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "tsa.example",
        "ftp://tsa.example",
        "file:///etc/passwd",
        "http://",
        "https://u:p@tsa.example/",
        "http://a b",
    ] {
        assert_eq!(check_url(bad).expect_err(bad).code, Code::InvalidValue, "{bad}");
    }
}

#[test]
fn what_is_no_token_is_invalid_and_a_long_one_is_not_read() {
    for bad in [&b""[..], b"0", b"\x30\x80", b"\x30\x00", b"<html>", &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], &[0; 100]] {
        let j = judged(bad);
        assert_eq!((j.state, j.findings.len()), (TokenState::Invalid, 1), "{bad:?}");
    }
    assert_eq!(judged(&vec![0x30; LONGEST + 1]).findings[0].code, INVALID);
    // A refusal, with words that a service may put in.
    let refusal = [0x30, 12, 0x30, 10, 2, 1, 2, 0x30, 5, 0x0c, 3, b'n', 7, b'o'];
    let j = judged(&refusal);
    assert!(j.refused && j.findings[0].detail.ends_with("status 2 no"), "{:?}", j.findings);
}

#[test]
fn names_are_quoted_for_a_shell() {
    for (name, quoted_name) in [
        ("a/b.tsr", "a/b.tsr"),
        ("证据.tsr", "'证据.tsr'"),
        ("a b'c", "'a b'\\''c'"),
        ("-x", "'-x'"),
        ("$(x)", "'$(x)'"),
    ] {
        assert_eq!(quoted(name), quoted_name);
    }
}

#[test]
fn roots_are_certificates_in_pem_and_nothing_else() {
    for bad in
        ["", "text", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\n"]
    {
        assert!(Trust::read(bad.as_bytes()).is_err(), "{bad}");
    }
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_the_reader_fall_over(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        let state = judged(&bytes).state;
        proptest::prop_assert!(matches!(state, TokenState::Invalid | TokenState::Unsupported));
    }
}
