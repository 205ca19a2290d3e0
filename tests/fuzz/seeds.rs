//! What is changed: a bundle as the command line writes it, a bag of others, and tokens minted by openssl.

use std::fs::{self, File};
use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use liuzheng_tests::cli::{Cli, id};
use liuzheng_tests::tsa::{How, Keys, Pki};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// A token and the request that it answers.
pub type Minted = (Vec<u8>, Vec<u8>);

/// Files by their name in the ZIP.
pub type Files = Vec<(String, Vec<u8>)>;

pub struct Seeds {
    pub bundle: Files,
    pub bag: Files,
    pub tokens: Vec<Minted>,
    /// What they are over.
    pub data: Vec<u8>,
    pub root: Vec<u8>,
    pub folder: tempfile::TempDir,
}

impl Seeds {
    pub fn made() -> Seeds {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let (tokens, data, root) = tokens();
        Seeds { bundle: bundle(folder.path()), bag: bag(), tokens, data, root, folder }
    }
}

pub fn packed(files: &[(String, Vec<u8>)], method: CompressionMethod) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        out.start_file(name, SimpleFileOptions::default().compression_method(method)).expect("memory holds it");
        out.write_all(bytes).expect("memory holds it");
    }
    out.finish().expect("memory holds it").into_inner()
}

fn bundle(folder: &Path) -> Files {
    let cli = Cli::new();
    let case = id(&cli.ok(["case", "new", "--title", "羽绒服", "--platform", "taobao", "--amount", "386.00"])["id"]);
    for name in ["a.txt", "b.txt"] {
        let path = folder.join(name);
        fs::write(&path, name).expect("written");
        cli.ok(["import", &case, path.to_str().expect("UTF-8")]);
    }
    cli.ok(["id", "add", &case, "--kind", "order_number", "--value", "4012345678901234567"]);
    let zip = folder.join("seed.zip");
    cli.ok(["export", &case, "--to", zip.to_str().expect("UTF-8"), "--no-pdf"]);
    let mut archive = ZipArchive::new(File::open(zip).expect("written")).expect("a ZIP");
    let mut files: Files = (0..archive.len())
        .map(|i| {
            let mut entry = archive.by_index(i).expect("an entry");
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("read");
            (entry.name().expect("UTF-8").into_owned(), bytes)
        })
        .collect();
    // Scripts and a page would take most of the changes, and are only hashed.
    files.retain(|(name, _)| !name.contains("/verify."));
    let tag = files.iter().position(|(name, _)| name.ends_with("/tagmanifest-sha256.txt")).expect("a list");
    let text = String::from_utf8_lossy(&files[tag].1).into_owned();
    files[tag].1 = text.lines().filter(|l| !l.contains("verify.")).flat_map(|l| [l, "\n"]).collect::<String>().into();
    files
}

fn bag() -> Files {
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let md5 = "b1946ac92492d2347c6235b4d2611184";
    let sha = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
    vec![
        file("bagit.txt", "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"),
        file("bag-info.txt", "Payload-Oxum: 12.2\nSource-Organization: x\n"),
        file("manifest-md5.txt", &format!("{md5}  data/a b.txt\n{md5} *./data/%0A.txt\n")),
        file("manifest-sha256.txt", &format!("{sha}  data/a b.txt\n{sha}  data/c.txt\n")),
        file("fetch.txt", "http://localhost/x 6 data/c.txt\n"),
        file("data/a b.txt", "hello\n"),
        file("data/c.txt", "hello\n"),
    ]
}

fn tokens() -> (Vec<Minted>, Vec<u8>, Vec<u8>) {
    let data = b"evidence".to_vec();
    let (mut all, mut root) = (Vec::new(), Vec::new());
    for keys in [Keys::P256, Keys::Rsa] {
        let pki = Pki::new(keys);
        let file = pki.path("data");
        fs::write(&file, &data).expect("written");
        for options in [&["-sha256", "-cert"][..], &["-sha512"]] {
            let query = pki.query(&file, options);
            let token = pki.reply(&query, &How { precision: 3, ..How::default() }).expect("signed");
            all.push((token, query));
        }
        if root.is_empty() {
            root = fs::read(pki.root()).expect("there");
        }
    }
    (all, data, root)
}
