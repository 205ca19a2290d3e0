//! The page of the bundle in a real browser: whole, changed, missing, added, renamed and packed-again bundles, hostile
//! names, large ones. What it finds must be what this program finds, code by code and file by file.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Read as _, Seek, SeekFrom, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

use liuzheng_core::bundle::timestamp::Trust;
use liuzheng_core::bundle::verify;
use liuzheng_core::model::{Job, Lang};
use liuzheng_tests::browser::{Browser, ask};
use liuzheng_tests::tools::{need, run};
use serde_json::Value;
use thirtyfour::prelude::*;
use zip::write::SimpleFileOptions;

use crate::sample::{Bundle, sample};

pub type Found = (String, BTreeSet<(String, String)>);

/// Hands a ZIP to the page by its button, or by dropping it; verdict and findings as they stand in the page.
pub async fn handed(page: &WebDriver, zip: &Path, drop: bool) -> Found {
    ask(page, "document.body.dataset.state = 'ready'").await;
    let file = page.find(By::Id("file")).await.expect("the field for the file");
    if drop {
        let keep = "window.kept = null; document.getElementById('file').addEventListener('change', (e) => { \
                    window.kept = e.target.files[0]; e.stopImmediatePropagation(); }, { capture: true, once: true })";
        // On the window the capture comes before the page's own listener.
        ask(page, &keep.replace("document.getElementById('file')", "window")).await;
    }
    file.send_keys(zip.to_str().expect("a path of this test")).await.expect("taken");
    if drop {
        let let_go = "const files = new DataTransfer(); files.items.add(window.kept); \
                      document.getElementById('drop').dispatchEvent(new DragEvent('drop', { dataTransfer: files, \
                      bubbles: true, cancelable: true }))";
        ask(page, let_go).await;
    }
    let done = page.query(By::Css("body[data-state=done]")).wait(Duration::from_secs(180), Duration::from_millis(50));
    done.first().await.unwrap_or_else(|e| panic!("{}: {e}", zip.display()));
    let verdict = ask(page, "return document.querySelector('h2.verdict').className").await;
    let cards = "return [...document.querySelectorAll('.finding')].map((f) => [f.dataset.code, f.dataset.path])";
    let findings: Vec<(String, String)> = serde_json::from_value(ask(page, cards).await).expect("pairs");
    (verdict.as_str().unwrap_or_default().replace("verdict", "").trim().to_owned(), findings.into_iter().collect())
}

/// What this program says of the same ZIP.
pub fn ours(zip: &Path) -> Found {
    let report = verify(zip, &Trust::none(), &Job::quiet()).expect("judged");
    let verdict = serde_json::to_value(report.verdict).expect("a word");
    (verdict.as_str().unwrap_or_default().to_owned(), report.findings.into_iter().map(|f| (f.code, f.path)).collect())
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &target) } else { drop(fs::copy(entry.path(), target)) }
    }
}

pub fn edit(path: PathBuf, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(&path).expect("there");
    change(&mut bytes);
    fs::write(path, bytes).expect("written");
}

fn lines(path: PathBuf, change: impl FnOnce(&mut Vec<String>)) {
    edit(path, |bytes| {
        let mut lines: Vec<String> = String::from_utf8_lossy(bytes).lines().map(|l| format!("{l}\n")).collect();
        change(&mut lines);
        *bytes = lines.concat().into_bytes();
    });
}

type Tampering = (&'static str, fn(&Path));

const FOLDER: &[Tampering] = &[
    ("nothing", |_| {}),
    ("a bit of an original", |f| edit(f.join("data/originals/E001.png"), |b| b[99] ^= 1)),
    ("an original cut short", |f| edit(f.join("data/originals/E002.png"), |b| b.truncate(50))),
    ("an original emptied", |f| edit(f.join("data/originals/E003.m4a"), Vec::clear)),
    ("an original gone", |f| fs::remove_file(f.join("data/originals/E001.png")).expect("removed")),
    ("an original added", |f| fs::write(f.join("data/originals/E009.png"), b"new").expect("written")),
    ("a file added", |f| fs::write(f.join("data/readme <img src=x onerror=run()>.txt"), b"new").expect("written")),
    ("a tag file added", |f| fs::write(f.join("proof/trust me.txt"), b"new").expect("written")),
    ("an original renamed", |f| {
        fs::rename(f.join("data/originals/E001.png"), f.join("data/originals/E008.png")).expect("renamed");
    }),
    ("two originals swapped", |f| {
        let names = ["data/originals/E001.png", "data/originals/E002.png"].map(|n| f.join(n));
        let bytes = names.clone().map(|n| fs::read(n).expect("there"));
        fs::write(&names[0], &bytes[1]).expect("written");
        fs::write(&names[1], &bytes[0]).expect("written");
    }),
    ("the report changed", |f| edit(f.join("data/证据报告.html"), |b| b.extend(b"<!-- -->"))),
    ("the facts no JSON", |f| edit(f.join("data/case.json"), |b| b.truncate(b.len() - 9))),
    ("the facts edited", |f| {
        edit(f.join("data/case.json"), |b| {
            *b = String::from_utf8_lossy(b).replacen("\"number\": \"E001\"", "\"number\": \"E007\"", 1).into_bytes()
        });
    }),
    ("a log entry edited", |f| {
        edit(f.join("data/custody.jsonl"), |b| {
            *b = String::from_utf8_lossy(b).replacen("E002", "E003", 1).into_bytes()
        });
    }),
    ("a log entry spaced", |f| lines(f.join("data/custody.jsonl"), |l| l[1] = l[1].replacen(',', ", ", 1))),
    ("an event nobody knows", |f| {
        lines(f.join("data/custody.jsonl"), |l| l[1] = l[1].replace("evidence.imported", "evidence.improved"))
    }),
    ("the log's tail cut", |f| lines(f.join("data/custody.jsonl"), |l| drop(l.pop()))),
    ("two log entries swapped", |f| lines(f.join("data/custody.jsonl"), |l| l.swap(1, 2))),
    ("the log without its line end", |f| edit(f.join("data/custody.jsonl"), |b| b.truncate(b.len() - 1))),
    ("the log gone", |f| fs::remove_file(f.join("data/custody.jsonl")).expect("removed")),
    ("a list unsorted", |f| lines(f.join("manifest-sha256.txt"), |l| l.swap(0, 1))),
    ("a list in capitals", |f| lines(f.join("tagmanifest-sha256.txt"), |l| l[0] = l[0].to_uppercase())),
    ("a line twice", |f| lines(f.join("data/evidence.sha256"), |l| l.insert(1, l[0].clone()))),
    ("a line gone", |f| lines(f.join("data/evidence.sha256"), |l| drop(l.remove(1)))),
    ("a list without its line end", |f| edit(f.join("manifest-sha256.txt"), |b| b.truncate(b.len() - 1))),
    ("a list not UTF-8", |f| edit(f.join("manifest-sha256.txt"), |b| b[70] = 0xff)),
    ("no tag list", |f| fs::remove_file(f.join("tagmanifest-sha256.txt")).expect("removed")),
    ("no list", |f| fs::remove_file(f.join("manifest-sha256.txt")).expect("removed")),
    ("another declaration", |f| edit(f.join("bagit.txt"), |b| b[15] = b'2')),
    ("another total", |f| {
        lines(f.join("bag-info.txt"), |l| *l.last_mut().expect("a line") = "Payload-Oxum: 1.1\n".into())
    }),
    ("another format", |f| {
        for name in ["bag-info.txt", "data/case.json"] {
            edit(f.join(name), |b| *b = String::from_utf8_lossy(b).replace("bundle/1", "bundle/2").into_bytes());
        }
    }),
    ("a bag of another kind", |f| {
        fs::remove_dir_all(f.join("data")).expect("removed");
        fs::write(f.join("bag-info.txt"), b"Source: x\n").expect("written");
    }),
];

/// Packs a folder with a stock tool, compressed, folders as entries.
pub fn zipped(folder: &Path, zip: &Path) {
    let (parent, name) = (folder.parent().expect("a parent"), folder.file_name().expect("a name"));
    let args = ["-qr", zip.to_str().expect("UTF-8"), name.to_str().expect("UTF-8")];
    let (code, said) = run(need("zip"), &args, parent);
    assert_eq!(code, Some(0), "zip: {said}");
}

/// A ZIP from `from` with what python can do to it; `i` is the entry, `b` its bytes, `out` the new archive.
fn by_python(from: &Path, to: &Path, each: &str, last: &str) {
    let script = format!(
        "import sys,zipfile,io\nold=zipfile.ZipFile(sys.argv[1])\nout=zipfile.ZipFile(sys.argv[2],'w')\n\
         for i in old.infolist():\n    b=old.read(i)\n    {each}\n{last}\nout.close()\n"
    );
    let paths = [from, to].map(|p| p.to_str().expect("UTF-8"));
    let (code, said) =
        run(need("python3"), &["-W", "ignore", "-c", &script, paths[0], paths[1]], from.parent().expect("a parent"));
    assert_eq!(code, Some(0), "{said}");
}

/// ZIPs that differ from the good one as ZIPs.
fn containers(good: &Path, place: &Path) -> Vec<(&'static str, PathBuf)> {
    let mut out = Vec::new();
    let mut python = |what: &'static str, each: &str, last: &str| {
        let to = place.join(format!("{}.zip", out.len()));
        by_python(good, &to, each, last);
        out.push((what, to));
    };
    let same = "out.writestr(i,b)";
    python("large headers", "f=out.open(zipfile.ZipInfo(i.filename),'w',force_zip64=True); f.write(b); f.close()", "");
    python("other names of folders", same, "out.writestr('other/readme.txt',b'x')");
    python("a name twice", same, "out.writestr(old.infolist()[0],b'BagIt-Version: 0.1')");
    python("a name that leaves", same, "out.writestr('../../evil.txt',b'x')");
    python("an absolute name", same, "out.writestr('/evil.txt',b'x')");
    python("a drive", same, "out.writestr('C:/evil.txt',b'x')");
    python("a backslash", same, "n=zipfile.ZipInfo('x'); n.filename='a\\\\b'; out.writestr(n,b'x')");
    python("a name in other letters", same, "out.writestr(old.infolist()[0].filename.upper(),b'x')");
    python(
        "a link",
        same,
        "n=zipfile.ZipInfo('link'); n.external_attr=0o120777<<16; n.create_system=3; out.writestr(n,b'/etc')",
    );
    python("a name that turns", same, "out.writestr('liuzheng-x/\\u202egnp.exe',b'x')");
    python("a comment", same, "out.comment=b'hello'");
    python("no root", "i.filename=i.filename.split('/',1)[1]; out.writestr(i,b)", "");
    python("streamed", same, "");
    let streamed = out.last().expect("pushed").1.clone();
    let stream = "import sys,zipfile\nclass S:\n  def __init__(s,f): s.f=f\n  def write(s,b): return s.f.write(b)\n  def flush(s): s.f.flush()\n\
                  old=zipfile.ZipFile(sys.argv[1])\nf=open(sys.argv[2],'wb')\nout=zipfile.ZipFile(S(f),'w',zipfile.ZIP_DEFLATED)\n\
                  for i in old.infolist():\n    out.writestr(i.filename,old.read(i))\nout.close()\nf.close()\n";
    let paths = [good, &streamed].map(|p| p.to_str().expect("UTF-8"));
    assert_eq!(run(need("python3"), &["-c", stream, paths[0], paths[1]], place).0, Some(0), "streamed");
    let mut bytes = |what: &'static str, change: &dyn Fn(&mut Vec<u8>)| {
        let to = place.join(format!("{}.zip", out.len()));
        let mut all = fs::read(good).expect("there");
        change(&mut all);
        fs::write(&to, all).expect("written");
        out.push((what, to));
    };
    bytes("cut off", &|b| b.truncate(b.len() / 2));
    bytes("bytes before", &|b| drop(b.splice(..0, [7; 100])));
    bytes("bytes behind", &|b| b.extend([7; 100]));
    bytes("a checksum", &|b| b[14] ^= 1);
    bytes("a flipped method", &|b| b[8] ^= 8);
    bytes("no ZIP", &|b| *b = b"not a ZIP at all".to_vec());
    bytes("nothing", &|b| b.clear());
    bytes("a bit of the directory", &|b| {
        let at = b.len() - 300;
        b[at] ^= 4;
    });
    out
}

#[tokio::test]
async fn the_page_finds_what_this_program_finds_in_every_bundle() {
    let bundle = Bundle::of(&sample(2), Lang::ZhCn);
    let place = tempfile::TempDir::new().expect("a temporary folder");
    let browser = Browser::start();
    let page = browser.open(&bundle.folder.join("proof/verify.html")).await;
    assert_eq!(handed(&page, &bundle.zip, false).await, ("intact".to_owned(), BTreeSet::new()), "as it was written");
    let print = ask(&page, "return document.getElementById('fingerprint').textContent").await;
    assert_eq!(print.as_str(), Some(&*bundle.written.fingerprint.replace(' ', "")));
    assert_eq!(handed(&page, &bundle.zip, true).await.0, "intact", "dropped");

    let mut zips: Vec<(&str, PathBuf)> = Vec::new();
    for (i, (what, tamper)) in FOLDER.iter().enumerate() {
        let folder = place.path().join(format!("证据 {i}"));
        copy(&bundle.folder, &folder);
        tamper(&folder);
        let zip = place.path().join(format!("again {i}.zip"));
        zipped(&folder, &zip);
        zips.push((what, zip));
    }
    let seven = place.path().join("seven.zip");
    let args = ["a", "-tzip", "-bd", seven.to_str().expect("UTF-8"), bundle.folder.to_str().expect("UTF-8")];
    assert_eq!(run(need("7z"), &args, place.path()).0, Some(0), "7z packs");
    zips.push(("packed by 7z", seven));
    let raw = place.path().join("raw");
    fs::create_dir(&raw).expect("made");
    zips.extend(containers(&bundle.zip, &raw));
    let (mut wrong, mut verdicts) = (Vec::new(), BTreeSet::new());
    for (what, zip) in &zips {
        let (theirs, mut ours) = (handed(&page, zip, false).await, ours(zip));
        if *what == "a bag of another kind" {
            // Bags of others are for the program.
            ours = (
                "unusable".into(),
                BTreeSet::from([
                    ("bag.info".into(), "bag-info.txt".into()),
                    ("bundle.not_a_bag".into(), String::new()),
                ]),
            );
        }
        if theirs != ours {
            wrong.push(format!("{what}:\n page    {theirs:?}\n program {ours:?}"));
        }
        verdicts.insert(theirs.0);
        assert!(
            !["nothing", "packed by 7z", "no root", "large headers"].contains(what) || ours.0 != "altered",
            "{what}: {ours:?}"
        );
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), zips.len(), wrong.join("\n"));
    assert_eq!(verdicts.len(), 3, "every verdict was among them");
    page.quit().await.expect("it closes");
}

#[tokio::test]
async fn nothing_of_a_hostile_bundle_runs_and_nothing_is_asked_of_a_network() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.set_nonblocking(true).expect("set");
    let port = listener.local_addr().expect("bound").port();
    let mut sample = sample(1);
    let evil = format!(
        "<img src=http://127.0.0.1:{port}/a onerror=\"document.title='run'\"><script>document.title='run'</script>\u{202e}"
    );
    sample.material.case.facts.title = evil.clone();
    let bundle = Bundle::of(&sample, Lang::En);
    let zip = bundle.folder.with_extension("evil.zip");
    let each = "out.writestr(i,b)";
    let names = format!(
        "root=old.infolist()[0].filename.split('/')[0]\nfor n in ['<img src=x onerror=document.title=1>','<svg onload=document.title=1>','\\u202egnp.exe','http&#58;//127.0.0.1 {port}','x'*390]:\n    out.writestr(root+'/data/'+n,b'x')"
    );
    by_python(&bundle.zip, &zip, each, &names);
    let browser = Browser::start();
    let page = browser.open(&bundle.folder.join("proof/verify.html")).await;
    let (verdict, found) = handed(&page, &zip, false).await;
    assert_eq!(verdict, "altered");
    assert_eq!((verdict, found), ours(&zip));
    assert_eq!(page.title().await.expect("a title"), "Check a bundle", "nothing changed it");
    let inside = "return [document.querySelectorAll('#result img, #result script, #result svg, #result a').length, \
                  performance.getEntriesByType('resource').length]";
    assert_eq!(ask(&page, inside).await, serde_json::json!([0, 0]), "text alone");
    let text = ask(&page, "return document.getElementById('result').textContent").await;
    assert!(
        text.as_str().is_some_and(|t| t.contains("onerror=\"document.title='run'\"") && t.contains("[U+202E]gnp.exe"))
    );
    // The page's own policy, tried from inside it.
    let reach = format!(
        "const done = arguments[arguments.length - 1]; fetch('http://127.0.0.1:{port}/b').then(() => done('reached'), () => done('held'))"
    );
    let held = page.execute_async(reach, vec![]).await.expect("an answer");
    assert_eq!(held.json(), &Value::String("held".into()));
    let image = format!(
        "const i = new Image(); i.src = 'http://127.0.0.1:{port}/c'; document.body.append(i); document.body.setAttribute('onclick', 'document.title=1'); document.body.click()"
    );
    ask(&page, &image).await;
    assert_eq!(handed(&page, &bundle.zip, false).await.0, "intact");
    assert_eq!(page.title().await.expect("a title"), "Check a bundle");
    assert!(listener.accept().is_err(), "no one came");
    page.quit().await.expect("it closes");
}

#[tokio::test]
async fn the_fingerprint_kept_before_is_compared_and_the_language_turns() {
    let bundle = Bundle::of(&sample(0), Lang::ZhCn);
    let browser = Browser::start();
    let page = browser.open(&bundle.folder.join("proof/verify.html")).await;
    handed(&page, &bundle.zip, false).await;
    let typed = page.find(By::Id("typed")).await.expect("a field");
    let other = if bundle.written.fingerprint.starts_with('0') { "1" } else { "0" };
    let cases = [
        (bundle.written.fingerprint.clone(), "same"),
        (bundle.written.fingerprint.to_uppercase().replace(' ', ""), "same"),
        (bundle.written.fingerprint[..20].to_owned(), "too_short"),
        (format!("{other}{}", &bundle.written.fingerprint[1..]), "different"),
    ];
    for (text, answer) in cases {
        typed.clear().await.expect("cleared");
        typed.send_keys(text.as_str()).await.expect("typed");
        assert_eq!(ask(&page, "return document.getElementById('compared').dataset.answer").await, answer, "{text}");
    }
    let text = || ask(&page, "return document.body.innerText");
    assert!(text().await.as_str().is_some_and(|t| t.contains("可信时间戳") && t.contains("未经第三方认证")));
    page.find(By::Id("language")).await.expect("a button").click().await.expect("clicked");
    assert!(text().await.as_str().is_some_and(|t| t.contains("certified by no third party") && !t.contains("可信")));
    page.quit().await.expect("it closes");
}

/// A file whose zeros take no room on the disk.
struct Holes(File);

impl Write for Holes {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if bytes.len() >= 4096 && bytes.iter().all(|b| *b == 0) {
            self.0.seek(SeekFrom::Current(bytes.len() as i64))?;
            return Ok(bytes.len());
        }
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

impl Seek for Holes {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.0.seek(to)
    }
}

/// More than 2^32 bytes before the last entry, so that ZIP64 is needed; the long file is nearly all hole.
#[tokio::test]
async fn a_bundle_of_more_than_four_gigabytes_is_checked_in_little_memory() {
    const LONG: u64 = (4 << 30) + 12_345;
    let bundle = Bundle::of(&sample(1), Lang::ZhCn);
    let zip = bundle.folder.with_extension("long.zip");
    let mut out = zip::ZipWriter::new(Holes(File::create(&zip).expect("made")));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut old = zip::ZipArchive::new(File::open(&bundle.zip).expect("there")).expect("a ZIP");
    let root =
        old.by_index(0).expect("an entry").name().expect("UTF-8").split('/').next().unwrap_or_default().to_owned();
    out.start_file(format!("{root}/data/long.bin"), stored.large_file(true)).expect("started");
    let piece = vec![0; 8 << 20];
    let mut left = LONG;
    while left > 0 {
        let n = left.min(piece.len() as u64);
        out.write_all(&piece[..n as usize]).expect("written");
        left -= n;
    }
    for i in 0..old.len() {
        let mut entry = old.by_index(i).expect("an entry");
        let (name, mut bytes) = (entry.name().expect("UTF-8").into_owned(), Vec::new());
        entry.read_to_end(&mut bytes).expect("read");
        out.start_file(name, stored).expect("started");
        out.write_all(&bytes).expect("written");
    }
    let mut file = out.finish().expect("finished").0;
    assert!(file.seek(SeekFrom::End(0)).expect("a length") > LONG);
    let browser = Browser::start();
    let page = browser.open(&bundle.folder.join("proof/verify.html")).await;
    let before = browser.memory();
    let (verdict, found) = handed(&page, &zip, false).await;
    let more = browser.memory() - before;
    let code = |code: &str, path: &str| (code.to_owned(), path.to_owned());
    let expected = BTreeSet::from([code("payload.extra", "data/long.bin"), code("oxum.mismatch", "bag-info.txt")]);
    assert_eq!((verdict.as_str(), found), ("altered", expected), "the long file is the only stranger");
    println!("{more:.0} MiB more for a ZIP of {LONG} bytes and more");
    assert!(more < 600.0, "{more} MiB more for a ZIP of {LONG} bytes and more");
    page.quit().await.expect("it closes");
}
