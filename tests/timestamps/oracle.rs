//! Every token is judged by this program and by openssl: they must agree.

use std::fs;
use std::path::{Path, PathBuf};

use liuzheng_core::bundle::timestamp::{Judged, Question, Trust, judge};
use liuzheng_core::model::TokenState;
use liuzheng_tests::tools::{need, run};
use liuzheng_tests::tsa::{How, Keys, Kind, Pki};

/// One case: a token and what it is checked with.
pub struct Case<'a> {
    pub pki: &'a Pki,
    pub token: &'a [u8],
    pub data: &'a Path,
    pub root: PathBuf,
    pub untrusted: Option<PathBuf>,
    pub query: Option<Vec<u8>>,
    pub bare: bool,
}

impl<'a> Case<'a> {
    pub fn of(pki: &'a Pki, token: &'a [u8], data: &'a Path) -> Case<'a> {
        Case { pki, token, data, root: pki.root(), untrusted: None, query: None, bare: false }
    }

    pub fn ours(&self) -> Judged {
        let trust = Trust::read(&fs::read(&self.root).expect("a root")).expect("PEM");
        let untrusted = self.untrusted.as_ref().map(|p| fs::read(p).expect("PEM"));
        let question = Question {
            token: self.token,
            request: self.query.as_deref(),
            trust: &trust,
            untrusted: untrusted.as_deref(),
            at: None,
            path: "t.tsr",
        };
        let data = fs::read(self.data).expect("data");
        judge(&question, &mut |digest| Ok(Some(digest.hash(&data)))).expect("memory can be read")
    }

    /// What openssl says, at the time in the token.
    pub fn openssl(&self, at: Option<i64>) -> (bool, String) {
        let name = |n: &str| self.pki.path(n).to_str().expect("UTF-8").to_owned();
        fs::write(self.pki.path("case.tsr"), self.token).expect("written");
        let mut args = vec!["ts".to_owned(), "-verify".into(), "-in".into(), name("case.tsr")];
        if self.bare {
            args.push("-token_in".into());
        }
        match &self.query {
            Some(query) => {
                fs::write(self.pki.path("case.tsq"), query).expect("written");
                args.extend(["-queryfile".into(), name("case.tsq")]);
            }
            None => args.extend(["-data".into(), self.data.to_str().expect("UTF-8").to_owned()]),
        }
        args.extend(["-CAfile".into(), self.root.to_str().expect("UTF-8").to_owned()]);
        if let Some(path) = &self.untrusted {
            args.extend(["-untrusted".into(), path.to_str().expect("UTF-8").to_owned()]);
        }
        if let Some(at) = at {
            args.extend(["-attime".into(), at.to_string()]);
        }
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let (code, said) = run(need("openssl"), &args, Path::new("/"));
        (code == Some(0), said)
    }

    /// Both verdicts; a failure when they differ.
    pub fn agreed(&self, what: &str, expected: TokenState) {
        let ours = self.ours();
        assert_eq!(ours.state, expected, "{what}: {:?}", ours.findings);
        let (good, said) = self.openssl(ours.unix);
        assert_eq!(good, expected == TokenState::Valid, "{what}: openssl said {said}\nours: {:?}", ours.findings);
    }
}

fn data(pki: &Pki, name: &str, bytes: &[u8]) -> PathBuf {
    let path = pki.path(name);
    fs::write(&path, bytes).expect("written");
    path
}

fn both() -> [Pki; 2] {
    [Pki::new(Keys::Rsa), Pki::new(Keys::P256)]
}

#[test]
fn good_tokens_are_valid_to_both_with_every_key_precision_and_digest() {
    for pki in both() {
        let file = data(&pki, "data", "证据".as_bytes());
        for (precision, digest, ess, ess_chain) in [
            (0, "sha256", "sha256", false),
            (3, "sha256", "sha1", false),
            (6, "sha384", "sha512", true),
            (3, "sha256", "sha256", true),
        ] {
            let how = How { precision, digest, ess, ess_chain, ..How::default() };
            let query = pki.query(&file, &["-sha256", "-cert"]);
            let token = pki.reply(&query, &how).expect("signed");
            let mut case = Case::of(&pki, &token, &file);
            case.agreed(&format!("{how:?}"), TokenState::Valid);
            case.query = Some(query);
            case.agreed(&format!("with its request, {how:?}"), TokenState::Valid);
            let judged = case.ours();
            let digits = judged.gen_time.as_deref().and_then(|t| t.split_once('.')).map_or(0, |(_, f)| f.len() - 1);
            assert!(digits <= precision as usize, "{:?}", judged.gen_time);
            assert!(judged.signer.is_some_and(|s| s.contains("tsa")) && judged.policy.as_deref() == Some("1.2.3.4.1"));
        }
        for hash in ["-sha384", "-sha512"] {
            let token = pki.reply(&pki.query(&file, &[hash, "-cert"]), &How::default()).expect("signed");
            Case::of(&pki, &token, &file).agreed(hash, TokenState::Valid);
        }
        let bare = pki.reply(&pki.query(&file, &["-cert"]), &How { bare: true, ..How::default() }).expect("signed");
        let case = Case { bare: true, ..Case::of(&pki, &bare, &file) };
        case.agreed("a bare token", TokenState::Valid);
        assert!(case.ours().bare);
    }
}

#[test]
fn bad_tokens_are_refused_by_both() {
    for pki in both() {
        let file = data(&pki, "data", b"evidence");
        let other = data(&pki, "other", b"Evidence");
        let query = pki.query(&file, &["-sha256", "-cert"]);
        let good = pki.reply(&query, &How::default()).expect("signed");

        Case::of(&pki, &good, &other).agreed("other bytes", TokenState::Invalid);
        let case = Case { query: Some(pki.query(&file, &["-sha256", "-cert"])), ..Case::of(&pki, &good, &file) };
        case.agreed("another nonce", TokenState::Invalid);
        let case = Case {
            query: Some(pki.query(&file, &["-sha256", "-cert", "-no_nonce", "-tspolicy", "1.2.3.4.5"])),
            ..Case::of(&pki, &good, &file)
        };
        case.agreed("another policy", TokenState::Invalid);
        let strange = Pki::new(Keys::P256);
        let case = Case { root: strange.root(), ..Case::of(&pki, &good, &file) };
        case.agreed("another root", TokenState::Untrusted);

        let mut broken = good.clone();
        let last = broken.len() - 1;
        broken[last] ^= 1;
        Case::of(&pki, &broken, &file).agreed("a signature that is wrong", TokenState::Invalid);

        let expired = pki.reply(&query, &How { kind: Kind::Expired, ..How::default() }).expect("signed");
        Case::of(&pki, &expired, &file).agreed("a certificate that had run out", TokenState::Invalid);
        let bare = pki.reply(&query, &How { bare: true, ..How::default() }).expect("signed");
        for (kind, expected) in [
            (Kind::Good, TokenState::Valid),
            (Kind::Expired, TokenState::Invalid),
            (Kind::NotCritical, TokenState::Invalid),
            (Kind::TwoPurposes, TokenState::Invalid),
            (Kind::NoPurpose, TokenState::Invalid),
        ] {
            let token = pki.resigned(&bare, kind);
            let case = Case { bare: true, ..Case::of(&pki, &token, &file) };
            case.agreed(&format!("{kind:?}"), expected);
        }
        let refusal = pki.reply(&pki.query(&file, &["-sha224", "-cert"]), &How::default()).expect("a refusal");
        Case::of(&pki, &refusal, &file).agreed("a response that says no", TokenState::Invalid);
        assert!(Case::of(&pki, &refusal, &file).ours().refused);
    }
}

#[test]
fn what_is_in_the_bag_of_certificates_neither_helps_nor_harms() {
    for pki in both() {
        let file = data(&pki, "data", b"evidence");
        let query = pki.query(&file, &["-sha256", "-cert"]);
        let reply = |chain: Vec<&'static str>| pki.reply(&query, &How { chain, ..How::default() }).expect("signed");

        let missing = reply(vec![]);
        Case::of(&pki, &missing, &file).agreed("no authority in between", TokenState::Untrusted);
        let case = Case { untrusted: Some(pki.middle()), ..Case::of(&pki, &missing, &file) };
        case.agreed("the authority given beside", TokenState::Valid);

        let without = pki.reply(&pki.query(&file, &["-sha256"]), &How::default()).expect("signed");
        Case::of(&pki, &without, &file).agreed("no certificate at all", TokenState::Untrusted);
        let both = pki.path("both.pem");
        fs::write(&both, [fs::read(pki.signer(Kind::Good)).unwrap(), fs::read(pki.middle()).unwrap()].concat())
            .unwrap();
        let case = Case { untrusted: Some(both), ..Case::of(&pki, &without, &file) };
        case.agreed("certificates given beside", TokenState::Valid);

        fs::write(pki.path("strange.pem"), fs::read(Pki::new(Keys::P256).middle()).unwrap()).unwrap();
        let crowded = reply(vec!["strange.pem", "middle.pem", "root.pem"]);
        Case::of(&pki, &crowded, &file).agreed("certificates of others in the bag", TokenState::Valid);
        // The root in the bag is not believed for being there.
        let strange = Pki::new(Keys::P256);
        let case = Case { root: strange.root(), ..Case::of(&pki, &crowded, &file) };
        case.agreed("a root of its own in the bag", TokenState::Untrusted);
    }
}

#[test]
fn the_signer_is_the_one_whose_hash_was_signed_whatever_lies_before_it() {
    let pki = Pki::new(Keys::P256);
    let file = data(&pki, "data", b"evidence");
    pki.twin();
    let query = pki.query(&file, &["-sha256", "-cert"]);
    let how = How { chain: vec!["twin.pem", "false.pem", "middle.pem"], ..How::default() };
    let token = pki.reply(&query, &how).expect("signed");
    let judged = Case::of(&pki, &token, &file).ours();
    // openssl takes whichever of the two it meets first.
    assert_eq!(judged.state, TokenState::Valid, "{:?}", judged.findings);

    let without = pki.reply(&pki.query(&file, &["-sha256"]), &How::default()).expect("signed");
    let case = Case { untrusted: Some(pki.path("twin.pem")), ..Case::of(&pki, &without, &file) };
    case.agreed("only the twin is there", TokenState::Invalid);
}

#[test]
fn an_authority_is_no_signer_of_time() {
    let pki = Pki::new(Keys::P256);
    let file = data(&pki, "data", b"evidence");
    let query = pki.query(&file, &["-sha256", "-cert"]);
    let token = pki.reply(&query, &How { kind: Kind::Authority, ..How::default() }).expect("signed");
    let judged = Case::of(&pki, &token, &file).ours();
    // Stricter than openssl, which takes it.
    assert_eq!(judged.state, TokenState::Invalid, "{:?}", judged.findings);
}
