//! Trusted timestamps (RFC 3161): the request, the asking, and the check of what came. A token shows that data with
//! this hash existed when the service signed; it says nothing of what the data means.
//!
//! Only a hash and a random number leave the computer, and only when the user asked. Which service is believed is
//! pinned by the person who checks, never by the bundle. Revocation is not checked: that would mean asking somebody.

mod ask;
mod asn1;
mod crypto;
mod judge;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef, UintRef};
use der::pem::{LineEnding, encode_string};
use der::{Encode, Sequence};

pub use ask::{Limits, Refused, ask, check_url};
pub use crypto::{Digest, Trust};
pub use judge::{INVALID, Judged, LONGEST, MISMATCH, Question, REQUEST, UNSUPPORTED, UNTRUSTED, judge};

use crate::error::{Code, Error, Result};
use crate::model::Sha256;

/// A token that the vault keeps, with what is needed to check it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The whole response of the service.
    pub token: Vec<u8>,
    pub request: Vec<u8>,
    /// PEM: the signer's certificate and those between it and a root; for convenience, never trusted.
    pub chain: String,
}

/// A token over the evidence list of an earlier export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierProof {
    /// Text of that data/evidence.sha256.
    pub evidence_sha256: String,
    pub proof: Proof,
}

/// A token whose hash is that of a custody entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustodyProof {
    pub seq: u64,
    pub proof: Proof,
}

#[derive(Sequence)]
struct Algorithm<'a> {
    oid: ObjectIdentifier,
    parameters: AnyRef<'a>,
}

#[derive(Sequence)]
struct Imprint<'a> {
    algorithm: Algorithm<'a>,
    hash: OctetStringRef<'a>,
}

#[derive(Sequence)]
struct Query<'a> {
    version: u8,
    imprint: Imprint<'a>,
    nonce: UintRef<'a>,
    certificates: bool,
}

/// All that is sent (RFC 3161 section 2.4.1): a SHA-256, a number drawn for this request, and the wish for certificates.
pub fn request(hash: &Sha256, nonce: [u8; 8]) -> Result<Vec<u8>> {
    let encoded = || {
        Query {
            version: 1,
            imprint: Imprint {
                algorithm: Algorithm {
                    oid: ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"),
                    parameters: AnyRef::NULL,
                },
                hash: OctetStringRef::new(hash.as_bytes())?,
            },
            nonce: UintRef::new(&nonce)?,
            certificates: true,
        }
        .to_der()
    };
    encoded().map_err(|e| Error::new(Code::Internal).with("reason", "timestamp request").because(e))
}

/// The certificates of a token and those given beside it, as PEM.
pub fn chain_pem(judged: &Judged) -> String {
    let pem = |certificate: &Vec<u8>| encode_string("CERTIFICATE", LineEnding::LF, certificate).ok();
    judged.certificates.iter().filter_map(pem).collect()
}

/// The line by which anybody checks a token with openssl. `over`: `-data FILE` or `-digest HEX`.
pub fn openssl_line(token: &str, judged: &Judged, over: &str, chain: Option<&str>, root: &str) -> String {
    let mut line = format!("openssl ts -verify -in {}", quoted(token));
    if judged.bare {
        line.push_str(" -token_in");
    }
    let _ = write!(line, " {over}");
    if let Some(chain) = chain {
        let _ = write!(line, " -untrusted {}", quoted(chain));
    }
    let _ = write!(line, " -CAfile {}", quoted(root));
    if let Some(at) = judged.unix {
        let _ = write!(line, " -attime {at}");
    }
    line
}

/// For a POSIX shell.
pub fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./+:@".contains(c);
    if !path.is_empty() && path.chars().all(plain) && !path.starts_with('-') {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', "'\\''"))
    }
}
