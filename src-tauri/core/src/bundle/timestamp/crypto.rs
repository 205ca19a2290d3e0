//! Digests and signatures that can be checked here, and the path to a pinned root. Owner of ring and webpki.

use std::time::Duration;

use der::Decode;
use der::asn1::ObjectIdentifier;
use ring::digest;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use webpki::ring as algorithms;
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};
use x509_cert::Certificate;

use super::asn1::Algorithm;
use crate::error::{Error, Result};

/// Algorithms of 国密 (SM2, SM3): known by name, not checked here.
pub const SM: &str = "1.2.156.10197.";

/// A digest by which data is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digest {
    Sha256,
    Sha384,
    Sha512,
}

impl Digest {
    pub fn of(oid: &ObjectIdentifier) -> Option<Digest> {
        match oid.to_string().as_str() {
            "2.16.840.1.101.3.4.2.1" => Some(Digest::Sha256),
            "2.16.840.1.101.3.4.2.2" => Some(Digest::Sha384),
            "2.16.840.1.101.3.4.2.3" => Some(Digest::Sha512),
            _ => None,
        }
    }

    fn algorithm(self) -> &'static digest::Algorithm {
        match self {
            Digest::Sha256 => &digest::SHA256,
            Digest::Sha384 => &digest::SHA384,
            Digest::Sha512 => &digest::SHA512,
        }
    }

    pub fn hash(self, bytes: &[u8]) -> Vec<u8> {
        digest::digest(self.algorithm(), bytes).as_ref().to_vec()
    }

    /// Of a stream, however long.
    pub fn stream(self, from: &mut dyn std::io::Read) -> std::io::Result<Vec<u8>> {
        let mut context = digest::Context::new(self.algorithm());
        let mut buffer = vec![0; 256 << 10];
        loop {
            match from.read(&mut buffer) {
                Ok(0) => return Ok(context.finish().as_ref().to_vec()),
                Ok(n) => context.update(&buffer[..n]),
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }
}

/// The hash by which an `ESSCertID` names a certificate: SHA-1 in its first version, where it is no signature.
pub fn certificate_hash(algorithm: Option<Digest>, certificate: &[u8]) -> Vec<u8> {
    match algorithm {
        Some(digest) => digest.hash(certificate),
        None => digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, certificate).as_ref().to_vec(),
    }
}

/// Why a signature was not found good.
pub enum Unsigned {
    Wrong,
    Unsupported(String),
}

/// Whether `certificate` signed `message`.
pub fn verify_signature(
    certificate: &[u8],
    key: &Algorithm,
    key_bytes: usize,
    (algorithm, digest): (&Algorithm, Digest),
    message: &[u8],
    signature: &[u8],
) -> std::result::Result<(), Unsigned> {
    let unsupported = |what: String| Err(Unsigned::Unsupported(what));
    let candidates = candidates(&algorithm.oid, digest);
    if candidates.is_empty() {
        return unsupported(format!("signature algorithm {}", algorithm.oid));
    }
    if key.oid.to_string() == RSA && key_bytes < 256 {
        return unsupported("an RSA key of less than 2048 bits".into());
    }
    let der = CertificateDer::from(certificate);
    let Ok(cert) = EndEntityCert::try_from(&der) else {
        return unsupported("a certificate of another kind than X.509 version 3".into());
    };
    let mut right_key = false;
    for candidate in candidates {
        match cert.verify_signature(candidate, message, signature) {
            Ok(()) => return Ok(()),
            Err(webpki::Error::InvalidSignatureForPublicKey) => right_key = true,
            Err(_) => {}
        }
    }
    if right_key { Err(Unsigned::Wrong) } else { unsupported(format!("key {} with {}", key.oid, algorithm.oid)) }
}

const RSA: &str = "1.2.840.113549.1.1.1";
const EC: &str = "1.2.840.10045.2.1";

fn candidates(signature: &ObjectIdentifier, digest: Digest) -> Vec<&'static dyn SignatureVerificationAlgorithm> {
    match (signature.to_string().as_str(), digest) {
        (RSA | "1.2.840.113549.1.1.11", Digest::Sha256) => vec![algorithms::RSA_PKCS1_2048_8192_SHA256],
        (RSA | "1.2.840.113549.1.1.12", Digest::Sha384) => vec![algorithms::RSA_PKCS1_2048_8192_SHA384],
        (RSA | "1.2.840.113549.1.1.13", Digest::Sha512) => vec![algorithms::RSA_PKCS1_2048_8192_SHA512],
        (EC | "1.2.840.10045.4.3.2", Digest::Sha256) => {
            vec![algorithms::ECDSA_P256_SHA256, algorithms::ECDSA_P384_SHA256]
        }
        (EC | "1.2.840.10045.4.3.3", Digest::Sha384) => {
            vec![algorithms::ECDSA_P256_SHA384, algorithms::ECDSA_P384_SHA384]
        }
        _ => Vec::new(),
    }
}

/// Certificates that the person who checks chose to trust; never those of a bundle.
#[derive(Debug, Clone, Default)]
pub struct Trust(Vec<CertificateDer<'static>>);

impl Trust {
    pub fn none() -> Trust {
        Trust::default()
    }

    /// Every certificate of a PEM file; text around them is left out.
    pub fn read(pem: &[u8]) -> Result<Trust> {
        certificates(pem).map(Trust)
    }

    pub fn add(&mut self, more: Trust) {
        self.0.extend(more.0);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// `invalid_value` when there is none, or one that can't be read.
pub fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>> {
    let bad = |reason: &str| Error::invalid("certificate", "PEM", reason);
    let found: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let found = found.map_err(|_| bad("certificates in PEM"))?;
    if found.is_empty() {
        return Err(bad("at least one certificate in PEM"));
    }
    match found.iter().all(|c| anchor_from_trusted_cert(c).is_ok()) {
        true => Ok(found),
        false => Err(bad("an X.509 certificate")),
    }
}

/// id-kp-timeStamping.
const TIME_STAMPING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 8];

/// Whether a path leads from `signer` to a pinned root that holds at `at` (seconds since 1970); else why not.
pub fn path(signer: &[u8], others: &[&[u8]], trust: &Trust, at: i64) -> std::result::Result<(), String> {
    if trust.is_empty() {
        return Err("no trusted root was given".into());
    }
    let at = u64::try_from(at).map_err(|_| "a time before 1970")?;
    let valid: Vec<_> = trust.0.iter().filter(|root| holds(root, at)).collect();
    let anchors: Vec<_> = valid.iter().filter_map(|root| anchor_from_trusted_cert(root).ok()).collect();
    if anchors.is_empty() {
        return Err("the trusted root is not valid at that time".into());
    }
    let others: Vec<CertificateDer> = others.iter().map(|c| CertificateDer::from(*c)).collect();
    let der = CertificateDer::from(signer);
    let cert = EndEntityCert::try_from(&der).map_err(|e| format!("{e:?}"))?;
    let usage = KeyUsage::required_if_present(TIME_STAMPING);
    let at = UnixTime::since_unix_epoch(Duration::from_secs(at));
    let path = cert.verify_for_usage(webpki::ALL_VERIFICATION_ALGS, &anchors, &others, at, usage, None, None);
    path.map(drop).map_err(|e| format!("no path to the trusted root: {e:?}"))
}

fn holds(root: &CertificateDer, at: u64) -> bool {
    Certificate::from_der(root).is_ok_and(|c| {
        let v = &c.tbs_certificate.validity;
        (v.not_before.to_unix_duration().as_secs()..=v.not_after.to_unix_duration().as_secs()).contains(&at)
    })
}
