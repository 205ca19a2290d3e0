//! The structures of RFC 3161 and of the CMS around them (RFC 5652), read from DER without copying.
//!
//! Bytes that are hashed or signed are kept as they stand, never encoded anew. A certificate bag may be in any order
//! and hold anything: nothing of it is believed here. Nothing panics on any input (a test flips every bit).

use chrono::{NaiveDateTime, TimeZone, Utc};
use der::asn1::ObjectIdentifier;
use der::{Decode, Header, Reader, SliceReader, Tag, TagNumber};

pub type Parsed<T> = Result<T, &'static str>;

pub const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
pub const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

/// A value with its tag; `raw` is the whole of it.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    pub tag: Tag,
    pub value: &'a [u8],
    pub raw: &'a [u8],
}

/// Values one after the other.
pub struct Items<'a>(SliceReader<'a>);

impl<'a> Items<'a> {
    pub fn of(bytes: &'a [u8]) -> Parsed<Items<'a>> {
        SliceReader::new(bytes).map(Items).map_err(|_| "too long")
    }

    pub fn next(&mut self, tag: Tag, what: &'static str) -> Parsed<Item<'a>> {
        self.any(what).and_then(|item| if item.tag == tag { Ok(item) } else { Err(what) })
    }

    pub fn maybe(&mut self, tag: Tag, what: &'static str) -> Parsed<Option<Item<'a>>> {
        match self.0.peek_tag() {
            Ok(found) if found == tag => self.any(what).map(Some),
            _ => Ok(None),
        }
    }

    pub fn any(&mut self, what: &'static str) -> Parsed<Item<'a>> {
        let raw = self.0.tlv_bytes().map_err(|_| what)?;
        let mut inner = SliceReader::new(raw).map_err(|_| what)?;
        let header = Header::decode(&mut inner).map_err(|_| what)?;
        let value = inner.read_slice(header.length).map_err(|_| what)?;
        Ok(Item { tag: header.tag, value, raw })
    }

    /// Nothing may follow.
    pub fn end(self, what: &'static str) -> Parsed<()> {
        if self.0.is_finished() { Ok(()) } else { Err(what) }
    }

    fn more(&self) -> bool {
        !self.0.is_finished()
    }
}

impl<'a> Item<'a> {
    pub fn items(&self) -> Parsed<Items<'a>> {
        Items::of(self.value)
    }

    pub fn oid(&self, what: &'static str) -> Parsed<ObjectIdentifier> {
        ObjectIdentifier::from_der(self.raw).map_err(|_| what)
    }

    /// A small number.
    fn number(&self, what: &'static str) -> Parsed<u32> {
        u32::from_der(self.raw).map_err(|_| what)
    }
}

const fn context(number: TagNumber) -> Tag {
    Tag::ContextSpecific { constructed: true, number }
}

/// An algorithm and what it is used with.
#[derive(Debug, Clone, Copy)]
pub struct Algorithm {
    pub oid: ObjectIdentifier,
    /// A curve, where the parameters are one.
    pub curve: Option<ObjectIdentifier>,
}

impl Algorithm {
    fn read(item: Item) -> Parsed<Algorithm> {
        const WHAT: &str = "an algorithm can't be read";
        let mut parts = item.items()?;
        let oid = parts.next(Tag::ObjectIdentifier, WHAT)?.oid(WHAT)?;
        let mut curve = None;
        if parts.more() {
            let parameters = parts.any(WHAT)?;
            curve = match parameters.tag {
                Tag::ObjectIdentifier => Some(parameters.oid(WHAT)?),
                Tag::Null | Tag::Sequence => None,
                // Nobody signs them, so no other is let pass.
                _ => return Err("parameters of an algorithm that has none"),
            };
        }
        parts.end(WHAT)?;
        Ok(Algorithm { oid, curve })
    }

    fn next(items: &mut Items) -> Parsed<Algorithm> {
        Algorithm::read(items.next(Tag::Sequence, "an algorithm is missing")?)
    }
}

/// `TimeStampResp` (RFC 3161 section 2.4.2), or the token of one alone.
pub struct Response<'a> {
    /// None: a bare token.
    pub status: Option<Status>,
    /// A `ContentInfo`.
    pub token: Option<&'a [u8]>,
}

pub struct Status {
    /// 0 granted, 1 granted with modifications; all else is a refusal.
    pub code: u32,
    pub text: String,
}

impl<'a> Response<'a> {
    pub fn read(bytes: &'a [u8]) -> Parsed<Response<'a>> {
        const WHAT: &str = "neither a response nor a token in DER";
        let mut all = Items::of(bytes)?;
        let outer = all.next(Tag::Sequence, WHAT)?;
        all.end("bytes after the token")?;
        let mut parts = outer.items()?;
        let Some(status) = parts.maybe(Tag::Sequence, WHAT)? else {
            return Ok(Response { status: None, token: Some(outer.raw) });
        };
        let token = if parts.more() { Some(parts.next(Tag::Sequence, WHAT)?.raw) } else { None };
        parts.end(WHAT)?;
        Ok(Response { status: Some(Status::read(status)?), token })
    }
}

impl Status {
    fn read(item: Item) -> Parsed<Status> {
        const WHAT: &str = "the status can't be read";
        let mut parts = item.items()?;
        let code = parts.next(Tag::Integer, WHAT)?.number(WHAT)?;
        let mut text = Vec::new();
        if let Some(texts) = parts.maybe(Tag::Sequence, WHAT)? {
            let mut texts = texts.items()?;
            while texts.more() {
                let line = String::from_utf8_lossy(texts.any(WHAT)?.value).into_owned();
                text.push(line.chars().filter(|c| !c.is_control()).take(200).collect::<String>());
            }
        }
        parts.maybe(Tag::BitString, WHAT)?;
        parts.end(WHAT)?;
        text.truncate(5);
        Ok(Status { code, text: text.join("; ") })
    }
}

/// `SignedData` of a token.
pub struct Signed<'a> {
    pub digest_algorithms: Vec<ObjectIdentifier>,
    /// The `TSTInfo` in DER.
    pub content: &'a [u8],
    /// DER of every X.509 certificate, in no order that means anything.
    pub certificates: Vec<&'a [u8]>,
    pub signer: Signer<'a>,
}

pub struct Signer<'a> {
    /// A `Name` in DER.
    pub issuer: &'a [u8],
    /// Content of the INTEGER.
    pub serial: &'a [u8],
    pub digest: Algorithm,
    /// The signed attributes with the tag of a SET, as they were signed.
    pub signed: Vec<u8>,
    pub attributes: Vec<(ObjectIdentifier, Vec<Item<'a>>)>,
    pub algorithm: Algorithm,
    pub signature: &'a [u8],
}

/// What kind of content a token holds, before anything else of it is read.
pub fn content_type(token: &[u8]) -> Parsed<(ObjectIdentifier, Item<'_>)> {
    const WHAT: &str = "no signed content";
    let mut all = Items::of(token)?;
    let mut parts = all.next(Tag::Sequence, WHAT)?.items()?;
    all.end(WHAT)?;
    let kind = parts.next(Tag::ObjectIdentifier, WHAT)?.oid(WHAT)?;
    let content = parts.next(context(TagNumber::N0), WHAT)?;
    parts.end(WHAT)?;
    Ok((kind, content))
}

impl<'a> Signed<'a> {
    /// `content`: the explicit `[0]` of the ContentInfo.
    pub fn read(content: Item<'a>) -> Parsed<Signed<'a>> {
        const WHAT: &str = "the signed data can't be read";
        let mut outer = content.items()?;
        let mut parts = outer.next(Tag::Sequence, WHAT)?.items()?;
        outer.end(WHAT)?;
        if !(3..=5).contains(&parts.next(Tag::Integer, WHAT)?.number(WHAT)?) {
            return Err("the version of the signed data is another");
        }
        let mut digests = parts.next(Tag::Set, WHAT)?.items()?;
        let mut digest_algorithms = Vec::new();
        while digests.more() {
            digest_algorithms.push(Algorithm::next(&mut digests)?.oid);
        }
        let mut inner = parts.next(Tag::Sequence, WHAT)?.items()?;
        if inner.next(Tag::ObjectIdentifier, WHAT)?.oid(WHAT)? != TST_INFO {
            return Err("what is signed is no time");
        }
        let mut wrapped = inner.next(context(TagNumber::N0), "no content")?.items()?;
        inner.end(WHAT)?;
        let content = wrapped.next(Tag::OctetString, WHAT)?.value;
        wrapped.end(WHAT)?;
        let mut certificates = Vec::new();
        if let Some(bag) = parts.maybe(context(TagNumber::N0), WHAT)? {
            let mut bag = bag.items()?;
            while bag.more() {
                let item = bag.any("a certificate can't be read")?;
                if item.tag == Tag::Sequence {
                    certificates.push(item.raw);
                }
            }
        }
        parts.maybe(context(TagNumber::N1), WHAT)?;
        let mut signers = parts.next(Tag::Set, WHAT)?.items()?;
        parts.end(WHAT)?;
        let signer = Signer::read(signers.next(Tag::Sequence, "no signer")?)?;
        signers.end("more than one signer")?;
        Ok(Signed { digest_algorithms, content, certificates, signer })
    }
}

impl<'a> Signer<'a> {
    fn read(item: Item<'a>) -> Parsed<Signer<'a>> {
        const WHAT: &str = "the signer can't be read";
        let mut parts = item.items()?;
        if parts.next(Tag::Integer, WHAT)?.number(WHAT)? != 1 {
            return Err("the signer is not named by issuer and serial number");
        }
        let mut named = parts.next(Tag::Sequence, WHAT)?.items()?;
        let issuer = named.next(Tag::Sequence, WHAT)?.raw;
        let serial = named.next(Tag::Integer, WHAT)?.value;
        named.end(WHAT)?;
        let digest = Algorithm::next(&mut parts)?;
        let attributes = parts.next(context(TagNumber::N0), "no signed attributes")?;
        let algorithm = Algorithm::next(&mut parts)?;
        let signature = parts.next(Tag::OctetString, WHAT)?.value;
        parts.maybe(context(TagNumber::N1), WHAT)?;
        parts.end(WHAT)?;
        let mut signed = attributes.raw.to_vec();
        // The tag under which they are signed (RFC 5652 section 5.4).
        signed[0] = 0x31;
        Ok(Signer { issuer, serial, digest, signed, attributes: read_attributes(attributes)?, algorithm, signature })
    }

    /// The only value of an attribute that must be there once; none when it is not there.
    pub fn attribute(&self, oid: ObjectIdentifier) -> Parsed<Option<Item<'a>>> {
        let mut found = self.attributes.iter().filter(|(kind, _)| *kind == oid);
        match (found.next(), found.next()) {
            (None, _) => Ok(None),
            (Some((_, values)), None) if values.len() == 1 => Ok(values.first().copied()),
            _ => Err("a signed attribute is there twice"),
        }
    }
}

fn read_attributes(set: Item<'_>) -> Parsed<Vec<(ObjectIdentifier, Vec<Item<'_>>)>> {
    const WHAT: &str = "a signed attribute can't be read";
    let (mut items, mut out) = (set.items()?, Vec::new());
    while items.more() {
        let mut parts = items.next(Tag::Sequence, WHAT)?.items()?;
        let kind = parts.next(Tag::ObjectIdentifier, WHAT)?.oid(WHAT)?;
        let (mut set, mut values) = (parts.next(Tag::Set, WHAT)?.items()?, Vec::new());
        parts.end(WHAT)?;
        while set.more() {
            values.push(set.any(WHAT)?);
        }
        out.push((kind, values));
    }
    Ok(out)
}

/// `MessageImprint`.
#[derive(Debug, Clone)]
pub struct Imprint {
    pub algorithm: ObjectIdentifier,
    pub hash: Vec<u8>,
}

impl Imprint {
    fn next(items: &mut Items) -> Parsed<Imprint> {
        const WHAT: &str = "the hash in it can't be read";
        let mut parts = items.next(Tag::Sequence, WHAT)?.items()?;
        let algorithm = Algorithm::next(&mut parts)?.oid;
        let hash = parts.next(Tag::OctetString, WHAT)?.value.to_vec();
        parts.end(WHAT)?;
        Ok(Imprint { algorithm, hash })
    }
}

/// `TSTInfo`.
pub struct Info {
    pub policy: ObjectIdentifier,
    pub imprint: Imprint,
    pub time: GenTime,
    /// Content of the INTEGER.
    pub nonce: Option<Vec<u8>>,
}

/// UTC, to the fraction of a second that the service gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GenTime {
    /// Seconds since 1970.
    pub unix: i64,
    /// `2026-11-23T01:32:18.25Z`.
    pub text: String,
}

impl Info {
    pub fn read(bytes: &[u8]) -> Parsed<Info> {
        const WHAT: &str = "the time in it can't be read";
        let mut all = Items::of(bytes)?;
        let mut parts = all.next(Tag::Sequence, WHAT)?.items()?;
        all.end(WHAT)?;
        if parts.next(Tag::Integer, WHAT)?.number(WHAT)? != 1 {
            return Err("the version of the time is another");
        }
        let policy = parts.next(Tag::ObjectIdentifier, WHAT)?.oid(WHAT)?;
        let imprint = Imprint::next(&mut parts)?;
        parts.next(Tag::Integer, WHAT)?;
        let time = GenTime::read(parts.next(Tag::GeneralizedTime, WHAT)?.value)?;
        // How exact the time is, and whether tokens of this service can be put in order.
        parts.maybe(Tag::Sequence, WHAT)?;
        parts.maybe(Tag::Boolean, WHAT)?;
        let nonce = parts.maybe(Tag::Integer, WHAT)?.map(|n| n.value.to_vec());
        parts.maybe(context(TagNumber::N0), WHAT)?;
        parts.maybe(context(TagNumber::N1), WHAT)?;
        parts.end(WHAT)?;
        Ok(Info { policy, imprint, time, nonce })
    }
}

impl GenTime {
    /// `YYYYMMDDhhmmss[.s...]Z` (RFC 3161 section 2.4.2).
    fn read(bytes: &[u8]) -> Parsed<GenTime> {
        const WHAT: &str = "the time in it can't be read";
        let text = std::str::from_utf8(bytes).ok().and_then(|t| t.strip_suffix('Z')).ok_or(WHAT)?;
        let (whole, fraction) = match text.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (text, None),
        };
        let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        if whole.len() != 14 || !digits(whole) || fraction.is_some_and(|f| !digits(f) || f.len() > 18) {
            return Err(WHAT);
        }
        let time = NaiveDateTime::parse_from_str(whole, "%Y%m%d%H%M%S").map_err(|_| WHAT)?;
        let fraction = fraction.map(|f| format!(".{f}")).unwrap_or_default();
        let text = format!("{}{fraction}Z", time.format("%Y-%m-%dT%H:%M:%S"));
        Ok(GenTime { unix: Utc.from_utc_datetime(&time).timestamp(), text })
    }
}

/// `TimeStampReq`.
pub struct Query {
    pub imprint: Imprint,
    pub policy: Option<ObjectIdentifier>,
    /// Content of the INTEGER.
    pub nonce: Option<Vec<u8>>,
}

impl Query {
    pub fn read(bytes: &[u8]) -> Parsed<Query> {
        const WHAT: &str = "the request can't be read";
        let mut all = Items::of(bytes)?;
        let mut parts = all.next(Tag::Sequence, WHAT)?.items()?;
        all.end(WHAT)?;
        if parts.next(Tag::Integer, WHAT)?.number(WHAT)? != 1 {
            return Err(WHAT);
        }
        let imprint = Imprint::next(&mut parts)?;
        let policy = parts.maybe(Tag::ObjectIdentifier, WHAT)?.map(|p| p.oid(WHAT)).transpose()?;
        let nonce = parts.maybe(Tag::Integer, WHAT)?.map(|n| n.value.to_vec());
        parts.maybe(Tag::Boolean, WHAT)?;
        parts.maybe(context(TagNumber::N0), WHAT)?;
        parts.end(WHAT)?;
        Ok(Query { imprint, policy, nonce })
    }
}

/// `ESSCertID` or `ESSCertIDv2` (RFC 5035): the certificate that the signer says it is.
pub struct CertId<'a> {
    /// None in the first version: SHA-1.
    pub algorithm: Option<ObjectIdentifier>,
    pub hash: &'a [u8],
    /// Issuer (a `Name` in DER; none when it is not told by one) and content of the serial number.
    pub named: Option<(Option<&'a [u8]>, &'a [u8])>,
}

impl<'a> CertId<'a> {
    /// The first one of a `SigningCertificate` or `SigningCertificateV2`: the signer's own.
    pub fn first(value: Item<'a>) -> Parsed<CertId<'a>> {
        const WHAT: &str = "the signer's certificate is named in a way that can't be read";
        if value.tag != Tag::Sequence {
            return Err(WHAT);
        }
        let mut ids = value.items()?.next(Tag::Sequence, WHAT)?.items()?;
        let mut parts = ids.next(Tag::Sequence, WHAT)?.items()?;
        let algorithm = parts.maybe(Tag::Sequence, WHAT)?.map(|a| Algorithm::read(a).map(|a| a.oid)).transpose()?;
        let hash = parts.next(Tag::OctetString, WHAT)?.value;
        let mut named = None;
        if let Some(issuer_serial) = parts.maybe(Tag::Sequence, WHAT)? {
            let mut inner = issuer_serial.items()?;
            let mut names = inner.next(Tag::Sequence, WHAT)?.items()?;
            let name = names.any(WHAT)?;
            let issuer = (name.tag == context(TagNumber::N4)).then_some(name.value);
            named = Some((issuer, inner.next(Tag::Integer, WHAT)?.value));
        }
        Ok(CertId { algorithm, hash, named })
    }
}

/// What of a certificate tells whose it is; read by hand, so that a strange one in the bag is no obstacle.
pub struct Named<'a> {
    pub issuer: &'a [u8],
    pub serial: &'a [u8],
}

impl<'a> Named<'a> {
    pub fn of(certificate: &'a [u8]) -> Parsed<Named<'a>> {
        const WHAT: &str = "a certificate can't be read";
        let mut outer = Items::of(certificate)?.next(Tag::Sequence, WHAT)?.items()?;
        let mut parts = outer.next(Tag::Sequence, WHAT)?.items()?;
        parts.maybe(context(TagNumber::N0), WHAT)?;
        let serial = parts.next(Tag::Integer, WHAT)?.value;
        parts.next(Tag::Sequence, WHAT)?;
        Ok(Named { issuer: parts.next(Tag::Sequence, WHAT)?.raw, serial })
    }
}
