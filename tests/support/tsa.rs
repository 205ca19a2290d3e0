//! Services of trusted time of our own, minted with `openssl`: a root, an authority below it, a signer below that; and a
//! server on loopback that answers with them, or badly.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use tempfile::TempDir;

use crate::tools::{need, run};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    Rsa,
    P256,
    Sm2,
}

/// What the signer's certificate says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Good,
    /// Ran out years ago.
    Expired,
    /// The purpose is not marked critical.
    NotCritical,
    /// For servers too.
    TwoPurposes,
    /// For servers only; made good enough for openssl to sign with.
    NoPurpose,
    /// An authority.
    Authority,
}

/// Files of one chain in a folder of its own.
pub struct Pki {
    keys: Keys,
    folder: TempDir,
}

const EXTENSIONS: &str = "\
[root]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n\
[middle]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n\
[Good]\nbasicConstraints=CA:false\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n\
[Expired]\nbasicConstraints=CA:false\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n\
[NotCritical]\nbasicConstraints=CA:false\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=timeStamping\n\
[TwoPurposes]\nbasicConstraints=CA:false\nextendedKeyUsage=critical,timeStamping,serverAuth\n\
[NoPurpose]\nbasicConstraints=CA:false\nextendedKeyUsage=critical,serverAuth\n\
[Authority]\nbasicConstraints=critical,CA:true\nextendedKeyUsage=critical,timeStamping\n\
[ca]\ndatabase=index.txt\nserial=serial.txt\nnew_certs_dir=.\ndefault_md=sha256\npolicy=any\nunique_subject=no\n\
rand_serial=yes\n\
[any]\ncommonName=supplied\norganizationName=optional\n";

impl Pki {
    pub fn new(keys: Keys) -> Pki {
        let pki = Pki { keys, folder: tempfile::tempdir().expect("a folder") };
        fs::write(pki.path("ext.cnf"), EXTENSIONS).expect("written");
        fs::write(pki.path("index.txt"), "").expect("written");
        for name in ["root", "middle", "tsa"] {
            let key = format!("{name}.key");
            let curve = |curve: &str| pki.openssl(&["ecparam", "-name", curve, "-genkey", "-noout", "-out", &key]);
            match keys {
                Keys::Rsa => pki.openssl(&["genrsa", "-out", &key, "2048"]),
                Keys::P256 => curve("prime256v1"),
                Keys::Sm2 => curve("SM2"),
            };
            let (key, csr) = (format!("{name}.key"), format!("{name}.csr"));
            pki.openssl(&["req", "-new", "-utf8", "-key", &key, "-subj", &pki.subject(name), "-out", &csr]);
        }
        pki.sign("root", "root", "root", "root.pem", ("20200101000000Z", "20491231000000Z"));
        pki.sign("middle", "root", "middle", "middle.pem", ("20200101000000Z", "20491231000000Z"));
        pki.signer(Kind::Good);
        pki
    }

    /// A certificate for the signer's key, in `<kind>.pem`.
    pub fn signer(&self, kind: Kind) -> PathBuf {
        let file = format!("{kind:?}.pem");
        if !self.path(&file).exists() {
            let valid = match kind {
                Kind::Expired => ("20200101000000Z", "20210101000000Z"),
                _ => ("20210101000000Z", "20481231000000Z"),
            };
            self.sign("tsa", "middle", &format!("{kind:?}"), &file, valid);
        }
        self.path(&file)
    }

    /// A certificate of the same issuer name and serial number as the good one, by somebody else and with another key.
    pub fn twin(&self) -> PathBuf {
        let (_, serial) = run(need("openssl"), &["x509", "-in", "Good.pem", "-noout", "-serial"], self.folder.path());
        let serial = format!("0x{}", serial.trim().trim_start_matches("serial="));
        for name in ["false", "other"] {
            self.openssl(&["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", &format!("{name}.key")]);
        }
        // An authority that calls itself as the true one does.
        let [authority, signer] = ["middle", "tsa"].map(|name| self.subject(name));
        self.openssl(
            &[
                &["req", "-new", "-x509", "-utf8", "-key", "false.key", "-days", "3650", "-out", "false.pem"][..],
                &["-subj", &authority],
            ]
            .concat(),
        );
        self.openssl(&["req", "-new", "-utf8", "-key", "other.key", "-subj", &signer, "-out", "other.csr"]);
        self.openssl(
            &[
                &["x509", "-req", "-in", "other.csr", "-CA", "false.pem", "-CAkey", "false.key", "-days", "3650"][..],
                &["-set_serial", &serial, "-extfile", "ext.cnf", "-extensions", "Good", "-out", "twin.pem"],
            ]
            .concat(),
        );
        self.path("twin.pem")
    }

    fn subject(&self, name: &str) -> String {
        format!("/O=试验时间戳/CN={name} {:?}", self.keys)
    }

    fn sign(&self, who: &str, by: &str, extensions: &str, to: &str, (from, until): (&str, &str)) {
        let (csr, key, issuer) = (format!("{who}.csr"), format!("{by}.key"), format!("{by}.pem"));
        let mut args = vec!["ca", "-batch", "-notext", "-utf8", "-preserveDN", "-config", "ext.cnf", "-name", "ca"];
        args.extend(["-in", &csr, "-out", to]);
        args.extend(["-startdate", from, "-enddate", until, "-extfile", "ext.cnf", "-extensions", extensions]);
        if who == by {
            args.extend(["-selfsign", "-keyfile", &key]);
        } else {
            args.extend(["-cert", &issuer, "-keyfile", &key]);
        }
        self.openssl(&args);
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn root(&self) -> PathBuf {
        self.path("root.pem")
    }

    pub fn middle(&self) -> PathBuf {
        self.path("middle.pem")
    }

    pub fn openssl(&self, args: &[&str]) {
        let (code, said) = run(need("openssl"), args, self.folder.path());
        assert_eq!(code, Some(0), "openssl {args:?}: {said}");
    }

    /// A request over a file, with a nonce.
    pub fn query(&self, data: &Path, more: &[&str]) -> Vec<u8> {
        let to = self.path("q.tsq");
        let (data, out) = (data.to_str().expect("UTF-8"), to.to_str().expect("UTF-8"));
        self.openssl(&[&["ts", "-query", "-data", data, "-out", out][..], more].concat());
        fs::read(to).expect("there")
    }

    /// The response to a request; none when openssl refuses to sign.
    pub fn reply(&self, query: &[u8], how: &How) -> Option<Vec<u8>> {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let n = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = |ending: &str| format!("{n}.{ending}");
        fs::write(self.path(&name("tsq")), query).expect("written");
        fs::write(self.path(&name("serial")), format!("{:04X}", 0x1000 + n)).expect("written");
        let config = format!(
            "[tsa]\nserial={}\ncrypto_device=builtin\nsigner_digest={}\ndefault_policy=1.2.3.4.1\n\
             other_policies=1.2.3.4.5\ndigests=sha256,sha384,sha512,sm3\naccuracy=secs:1,millisecs:500,microsecs:100\n\
             clock_precision_digits={}\nordering=yes\ntsa_name=yes\ness_cert_id_chain={}\ness_cert_id_alg={}\n",
            name("serial"),
            how.digest,
            how.precision,
            if how.ess_chain { "yes" } else { "no" },
            how.ess
        );
        fs::write(self.path(&name("cnf")), config).expect("written");
        let signer = self.signer(how.kind);
        let (cnf, tsq, tsr) = (name("cnf"), name("tsq"), name("tsr"));
        let signer = signer.to_str().expect("UTF-8");
        let chain: Vec<u8> = how.chain.iter().flat_map(|p| fs::read(self.path(p)).expect("a certificate")).collect();
        let pem = name("chain.pem");
        let mut args = vec!["ts", "-reply", "-config", &cnf, "-section", "tsa", "-queryfile", &tsq, "-out", &tsr];
        args.extend(["-signer", signer, "-inkey", "tsa.key"]);
        if !chain.is_empty() {
            fs::write(self.path(&pem), chain).expect("written");
            args.extend(["-chain", &pem]);
        }
        if how.bare {
            args.push("-token_out");
        }
        let (_, _) = run(need("openssl"), &args, self.folder.path());
        fs::read(self.path(&tsr)).ok().filter(|bytes| !bytes.is_empty())
    }
}

impl Pki {
    /// A bare token around the time of a good one, signed as CMS: for certificates that `openssl ts` does not sign with.
    pub fn resigned(&self, good: &[u8], kind: Kind) -> Vec<u8> {
        let (token, info, out) = (self.path("good.der"), self.path("info.der"), self.path("resigned.der"));
        fs::write(&token, good).expect("written");
        let text = |p: &Path| p.to_str().expect("UTF-8").to_owned();
        let (token, info, to, signer) = (text(&token), text(&info), text(&out), text(&self.signer(kind)));
        self.openssl(&["cms", "-verify", "-noverify", "-nosigs", "-inform", "DER", "-in", &token, "-out", &info]);
        self.openssl(
            &[
                &["cms", "-sign", "-binary", "-nodetach", "-econtent_type", "1.2.840.113549.1.9.16.1.4", "-in", &info]
                    [..],
                &["-signer", &signer, "-inkey", "tsa.key", "-certfile", "middle.pem", "-md", "sha256", "-cades"],
                &["-nosmimecap", "-outform", "DER", "-out", &to],
            ]
            .concat(),
        );
        fs::read(&out).expect("there")
    }
}

/// How a response is made.
#[derive(Debug, Clone)]
pub struct How {
    pub kind: Kind,
    /// Digits of a second.
    pub precision: u32,
    pub digest: &'static str,
    pub ess: &'static str,
    pub ess_chain: bool,
    /// Files of certificates beside the signer's.
    pub chain: Vec<&'static str>,
    pub bare: bool,
}

impl Default for How {
    fn default() -> Self {
        How {
            kind: Kind::Good,
            precision: 0,
            digest: "sha256",
            ess: "sha256",
            ess_chain: false,
            chain: vec!["middle.pem"],
            bare: false,
        }
    }
}

/// What the server does with a request.
pub type Answer = dyn Fn(&[u8], &mut TcpStream) + Send + Sync;

/// A server on loopback, for as long as it lives.
pub struct Server {
    pub url: String,
    /// Bodies of the requests that came.
    pub seen: Arc<Mutex<Vec<Vec<u8>>>>,
    /// Heads of them.
    pub heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub fn new(answer: impl Fn(&[u8], &mut TcpStream) + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/tsa", listener.local_addr().expect("an address"));
        let seen = Arc::<Mutex<Vec<Vec<u8>>>>::default();
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let (kept, told) = (seen.clone(), heads.clone());
        let answer: Arc<Answer> = Arc::new(answer);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, told, answer) = (kept.clone(), told.clone(), answer.clone());
                thread::spawn(move || {
                    let mut stream = stream;
                    let Some((head, body)) = request(&stream) else { return };
                    told.lock().expect("alive").push(head);
                    kept.lock().expect("alive").push(body.clone());
                    answer(&body, &mut stream);
                });
            }
        });
        Server { url, seen, heads }
    }

    /// Answers as a service should.
    pub fn good(pki: Arc<Pki>, how: How) -> Server {
        Server::new(move |query, to| match pki.reply(query, &how) {
            Some(reply) => respond(to, "200 OK", &reply),
            None => respond(to, "500 Internal Server Error", b"no"),
        })
    }

    pub fn requests(&self) -> usize {
        self.seen.lock().expect("alive").len()
    }
}

fn request(stream: &TcpStream) -> Option<(String, Vec<u8>)> {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0usize);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some(n) = line.to_lowercase().strip_prefix("content-length:") {
            length = n.trim().parse().ok()?;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((head, body))
}

pub fn respond(to: &mut TcpStream, status: &str, body: &[u8]) {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/timestamp-reply\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    // A client that has gone is its own affair.
    let _ = to.write_all(head.as_bytes()).and_then(|()| to.write_all(body));
}
