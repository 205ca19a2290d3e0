//! Whether a token is what it says (RFC 3161): over which bytes, signed by whom, when, and who vouches for the signer.
//!
//! The signer is the certificate that the signed attributes name by its hash, never the first of the bag. All that is
//! wrong is told, and the state follows from it: a token is good only when nothing is.

use chrono::DateTime;
use der::Decode;
use der::asn1::ObjectIdentifier;
use x509_cert::Certificate;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages};

use super::asn1::{self, Algorithm, CertId, Info, Named, Query, Response, Signed, Signer};
use super::crypto::{self, Digest, SM, Trust, Unsigned};
use crate::bundle::own_name::misleads;
use crate::error::Result;
use crate::model::{Finding, TokenState};

/// What a token is checked against.
pub struct Question<'a> {
    /// A whole response, or the token alone.
    pub token: &'a [u8],
    /// The request that it answers, where it was kept.
    pub request: Option<&'a [u8]>,
    pub trust: &'a Trust,
    /// Certificates in PEM that may lie between the signer's and the root; they are not trusted.
    pub untrusted: Option<&'a [u8]>,
    /// Seconds since 1970 at which the path has to hold; none: the time in the token.
    pub at: Option<i64>,
    /// Names the token in findings.
    pub path: &'a str,
}

/// The hash of the data in some digest; none where that can't be had.
pub type DataHash<'a> = dyn FnMut(Digest) -> Result<Option<Vec<u8>>> + 'a;

#[derive(Debug, Clone)]
pub struct Judged {
    pub state: TokenState,
    /// UTC, `2026-11-23T01:32:18.25Z`; said by the service, proven only by a valid token.
    pub gen_time: Option<String>,
    /// The same in seconds since 1970.
    pub unix: Option<i64>,
    /// The name in the signer's certificate.
    pub signer: Option<String>,
    pub policy: Option<String>,
    /// Not a whole response.
    pub bare: bool,
    /// The service said no.
    pub refused: bool,
    pub findings: Vec<Finding>,
    /// The signer's certificate, then the others, in DER.
    pub certificates: Vec<Vec<u8>>,
}

pub const MISMATCH: &str = "timestamp.mismatch";
pub const REQUEST: &str = "timestamp.request";
pub const INVALID: &str = "timestamp.invalid";
pub const UNSUPPORTED: &str = "timestamp.unsupported";
pub const UNTRUSTED: &str = "timestamp.untrusted";

/// A token can't be longer; one of a true service has a few thousand bytes.
pub const LONGEST: usize = 64 << 10;

/// `Err` only for what the data can't be read for.
pub fn judge(question: &Question, data: &mut DataHash) -> Result<Judged> {
    let mut out = Judged {
        state: TokenState::Valid,
        gen_time: None,
        unix: None,
        signer: None,
        policy: None,
        bare: false,
        refused: false,
        findings: Vec::new(),
        certificates: Vec::new(),
    };
    let mut say = Say { path: question.path, findings: Vec::new() };
    look(question, data, &mut out, &mut say)?;
    out.findings = say.findings;
    let has = |codes: &[&str]| out.findings.iter().any(|f| codes.contains(&f.code.as_str()));
    out.state = match () {
        () if has(&[MISMATCH, REQUEST, INVALID]) => TokenState::Invalid,
        () if has(&[UNSUPPORTED]) => TokenState::Unsupported,
        () if has(&[UNTRUSTED]) => TokenState::Untrusted,
        () => TokenState::Valid,
    };
    Ok(out)
}

struct Say<'a> {
    path: &'a str,
    findings: Vec<Finding>,
}

impl Say<'_> {
    fn add(&mut self, code: &str, detail: impl Into<String>) {
        self.findings.push(Finding { code: code.to_owned(), path: self.path.to_owned(), detail: detail.into() });
    }

    /// The value; what is wrong with it is told as `invalid`.
    fn read<T>(&mut self, parsed: asn1::Parsed<T>) -> Option<T> {
        parsed.map_err(|what| self.add(INVALID, what)).ok()
    }
}

fn look(question: &Question, data: &mut DataHash, out: &mut Judged, say: &mut Say) -> Result<()> {
    if question.token.len() > LONGEST {
        say.add(INVALID, format!("longer than {LONGEST} bytes"));
        return Ok(());
    }
    let Some(response) = say.read(Response::read(question.token)) else { return Ok(()) };
    out.bare = response.status.is_none();
    if let Some(status) = response.status.filter(|s| s.code > 1) {
        out.refused = true;
        say.add(INVALID, format!("refused by the service: status {} {}", status.code, plain(&status.text)));
    }
    let Some(token) = response.token else {
        say.add(INVALID, "a response without a token");
        return Ok(());
    };
    let Some((kind, content)) = say.read(asn1::content_type(token)) else { return Ok(()) };
    if kind != asn1::SIGNED_DATA {
        let code = if is_sm(&kind) { UNSUPPORTED } else { INVALID };
        say.add(code, format!("signed data of another kind: {kind}"));
        if !is_sm(&kind) {
            return Ok(());
        }
    }
    let signed = match Signed::read(content) {
        Ok(signed) => signed,
        // Of a kind that this program does not know, it can't tell whether it is whole.
        Err(_) if is_sm(&kind) => return Ok(()),
        Err(what) => {
            say.add(INVALID, what);
            return Ok(());
        }
    };
    let Some(info) = say.read(Info::read(signed.content)) else { return Ok(()) };
    out.gen_time = Some(info.time.text.clone());
    out.unix = Some(info.time.unix);
    out.policy = Some(info.policy.to_string());
    imprint(&info, data, say)?;
    request(question, &info, say);
    let untrusted = match question.untrusted {
        Some(pem) => crypto::certificates(pem).unwrap_or_default(),
        None => Vec::new(),
    };
    let bag: Vec<&[u8]> = signed.certificates.iter().copied().chain(untrusted.iter().map(|c| &**c)).collect();
    signature(&signed, &info, &bag, question, out, say);
    Ok(())
}

fn is_sm(oid: &ObjectIdentifier) -> bool {
    oid.to_string().starts_with(SM)
}

/// Whether the token is over this data.
fn imprint(info: &Info, data: &mut DataHash, say: &mut Say) -> Result<()> {
    let oid = &info.imprint.algorithm;
    let Some(digest) = Digest::of(oid) else {
        let what = if is_sm(oid) { "SM3" } else { "an unknown or too weak hash" };
        say.add(UNSUPPORTED, format!("over a hash that can't be compared here: {what} ({oid})"));
        return Ok(());
    };
    let found = data(digest)?;
    if found.as_ref() != Some(&info.imprint.hash) {
        let found = found.map_or_else(|| "another kind of hash".to_owned(), |h| hex(&h));
        say.add(MISMATCH, format!("over {}, found {found}", hex(&info.imprint.hash)));
    }
    Ok(())
}

/// Whether the token answers the request that was kept.
fn request(question: &Question, info: &Info, say: &mut Say) {
    let Some(request) = question.request else { return };
    let query = match Query::read(request) {
        Ok(query) => query,
        Err(what) => return say.add(REQUEST, what),
    };
    if query.imprint.algorithm != info.imprint.algorithm || query.imprint.hash != info.imprint.hash {
        say.add(REQUEST, format!("the request was for {}", hex(&query.imprint.hash)));
    }
    if query.nonce.is_some() && query.nonce != info.nonce {
        say.add(REQUEST, "the nonce is not that of the request");
    }
    if query.policy.is_some_and(|p| p != info.policy) {
        say.add(REQUEST, format!("the policy is {}, not that of the request", info.policy));
    }
}

fn signature(signed: &Signed, info: &Info, bag: &[&[u8]], question: &Question, out: &mut Judged, say: &mut Say) {
    let signer = &signed.signer;
    let sm =
        [&signer.digest, &signer.algorithm].into_iter().find(|a| is_sm(&a.oid) || a.curve.is_some_and(|c| is_sm(&c)));
    if let Some(sm) = sm {
        say.add(UNSUPPORTED, format!("signed with SM2 or SM3 ({})", sm.oid));
    }
    if !signed.digest_algorithms.contains(&signer.digest.oid) {
        say.add(INVALID, "the digest of the signer is not among those of the token");
    }
    if !attributes_fit(signed, say) {
        return;
    }
    let Some(certificate) = find_signer(signed, bag, say) else { return };
    out.certificates.push(certificate.to_vec());
    out.certificates.extend(bag.iter().filter(|c| **c != certificate).map(|c| c.to_vec()));
    out.certificates.dedup();
    let Ok(parsed) = Certificate::from_der(certificate) else {
        say.add(UNSUPPORTED, "the signer's certificate can't be read");
        return;
    };
    out.signer = Some(plain(&parsed.tbs_certificate.subject.to_string()));
    purpose(&parsed, info, say);
    let spki = &parsed.tbs_certificate.subject_public_key_info;
    let curve = spki.algorithm.parameters.as_ref().and_then(|p| p.decode_as::<ObjectIdentifier>().ok());
    let key = Algorithm { oid: spki.algorithm.oid, curve };
    if curve.is_some_and(|c| is_sm(&c)) {
        if sm.is_none() {
            say.add(UNSUPPORTED, "signed with an SM2 key");
        }
        return;
    }
    if sm.is_some() {
        return;
    }
    let Some(digest) = Digest::of(&signer.digest.oid) else {
        return say.add(UNSUPPORTED, format!("digest {}", signer.digest.oid));
    };
    let key_bytes = spki.subject_public_key.raw_bytes().len();
    let with = (&signer.algorithm, digest);
    match crypto::verify_signature(certificate, &key, key_bytes, with, &signer.signed, signer.signature) {
        Ok(()) => {}
        Err(Unsigned::Wrong) => say.add(INVALID, "the signature is wrong"),
        Err(Unsigned::Unsupported(what)) => return say.add(UNSUPPORTED, what),
    }
    let others: Vec<&[u8]> = bag.iter().copied().filter(|c| *c != certificate).collect();
    let at = question.at.unwrap_or(info.time.unix);
    if let Err(why) = crypto::path(certificate, &others, question.trust, at) {
        say.add(UNTRUSTED, why);
    }
}

const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

/// Whether what was signed is this content.
fn attributes_fit(signed: &Signed, say: &mut Say) -> bool {
    let signer = &signed.signer;
    let Some(kind) = say.read(signer.attribute(CONTENT_TYPE)) else { return false };
    let Some(digest) = say.read(signer.attribute(MESSAGE_DIGEST)) else { return false };
    let kind = kind.and_then(|k| k.oid("").ok());
    let (Some(asn1::TST_INFO), Some(stated)) = (kind, digest.filter(|d| d.tag == der::Tag::OctetString)) else {
        say.add(INVALID, "the signed attributes do not name what is signed");
        return false;
    };
    // SM3 and others are told where the signature is looked at.
    match Digest::of(&signer.digest.oid) {
        Some(digest) if digest.hash(signed.content) != stated.value => {
            say.add(INVALID, "what was signed is other content");
            false
        }
        _ => true,
    }
}

/// The certificate of that issuer and serial number whose hash was signed.
fn find_signer<'a>(signed: &Signed, bag: &[&'a [u8]], say: &mut Say) -> Option<&'a [u8]> {
    let signer = &signed.signer;
    let mut ids = Vec::new();
    for oid in [SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2] {
        if let Some(value) = say.read(signer.attribute(oid))? {
            ids.push((oid, say.read(CertId::first(value))?));
        }
    }
    if ids.is_empty() {
        say.add(INVALID, "the signed attributes do not name the signer's certificate");
        return None;
    }
    let named = |c: &&&[u8]| Named::of(c).is_ok_and(|n| n.issuer == signer.issuer && n.serial == signer.serial);
    let candidates: Vec<&'a [u8]> = bag.iter().filter(named).copied().collect();
    if candidates.is_empty() {
        say.add(UNTRUSTED, "the signer's certificate is not in the token and was not given");
        return None;
    }
    let fit = candidates.iter().find(|c| ids.iter().all(|id| is_named(id, signer, c)));
    if fit.is_none() {
        match ids.iter().find_map(|(oid, id)| unknown_hash(*oid, id)) {
            Some(oid) => say.add(UNSUPPORTED, format!("the signer's certificate is named by the hash {oid}")),
            None => say.add(INVALID, "the signer's certificate is not the one that the signed attributes name"),
        }
    }
    fit.copied()
}

/// The digest of an `ESSCertIDv2` that can't be made here.
fn unknown_hash(attribute: ObjectIdentifier, id: &CertId) -> Option<ObjectIdentifier> {
    id.algorithm.filter(|oid| attribute == SIGNING_CERTIFICATE_V2 && Digest::of(oid).is_none())
}

/// Whether the signed attribute means this certificate.
fn is_named((attribute, id): &(ObjectIdentifier, CertId), signer: &Signer, certificate: &[u8]) -> bool {
    let digest = match (*attribute == SIGNING_CERTIFICATE_V2, id.algorithm) {
        (false, _) => None,
        (true, None) => Some(Digest::Sha256),
        (true, Some(oid)) => match Digest::of(&oid) {
            Some(digest) => Some(digest),
            None => return false,
        },
    };
    let named = id
        .named
        .is_none_or(|(issuer, serial)| serial == signer.serial && issuer.is_none_or(|issuer| issuer == signer.issuer));
    named && crypto::certificate_hash(digest, certificate) == id.hash
}

const EKU: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");

/// A certificate for timestamps and nothing else (RFC 3161 section 2.3), valid when it signed.
fn purpose(certificate: &Certificate, info: &Info, say: &mut Say) {
    let tbs = &certificate.tbs_certificate;
    let extensions = tbs.extensions.as_deref().unwrap_or_default();
    let of = |oid| extensions.iter().find(|e| e.extn_id == oid);
    match of(EKU).map(|e| (e.critical, ExtendedKeyUsage::from_der(e.extn_value.as_bytes()))) {
        Some((true, Ok(usage))) if usage.0 == [TIME_STAMPING] => {}
        Some((false, Ok(usage))) if usage.0 == [TIME_STAMPING] => {
            say.add(INVALID, "the purpose of the signer's certificate is not marked critical");
        }
        _ => say.add(INVALID, "the signer's certificate is not for timestamps alone"),
    }
    let ca = of(BASIC_CONSTRAINTS).map(|e| BasicConstraints::from_der(e.extn_value.as_bytes()));
    if ca.is_some_and(|c| c.is_ok_and(|c| c.ca)) {
        say.add(INVALID, "the signer's certificate is that of an authority");
    }
    let usage = of(KEY_USAGE).map(|e| KeyUsage::from_der(e.extn_value.as_bytes()));
    let signing = KeyUsages::DigitalSignature | KeyUsages::NonRepudiation;
    if usage.is_some_and(|u| !u.is_ok_and(|u| !u.0.is_empty() && signing.contains(u.0))) {
        say.add(INVALID, "the signer's certificate is not for signatures alone");
    }
    let at = info.time.unix;
    let unix = |t: x509_cert::time::Time| i64::try_from(t.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    let (from, to) = (unix(tbs.validity.not_before), unix(tbs.validity.not_after));
    if !(from..=to).contains(&at) {
        let day = |t| DateTime::from_timestamp(t, 0).map(|t| t.format("%Y-%m-%d").to_string()).unwrap_or_default();
        say.add(INVALID, format!("the signer's certificate held from {} to {}, not then", day(from), day(to)));
    }
}

/// Words of somebody else on one line: nothing that moves a cursor or turns the direction of reading.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !misleads(*c)).take(300).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
