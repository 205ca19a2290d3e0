//! P8: a case of 100,000 pieces in the real window: how soon its first rows are there, how many nodes the list has while
//! it is scrolled for a minute, and how much more memory the window holds afterwards.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use liuzheng_core::api::{ImportOptions, Session};
use liuzheng_core::clock::Clock;
use liuzheng_core::model::{CaseFacts, CaseId, Job};
use liuzheng_tests::display::Display;
use liuzheng_tests::driver::{self, Driver};
use liuzheng_tests::wait;
use serde_json::{Value, json};

use crate::measure::median;
use crate::place::{Place, text};
use crate::row::Row;

const PIECES: u32 = 100_000;
const SCROLLED: Duration = Duration::from_secs(60);
/// After it the memory of a resting window is read.
const REST: Duration = Duration::from_secs(4);
const PATIENCE: Duration = Duration::from_secs(60);

pub fn hundred_thousand(place: &Place) -> Vec<Row> {
    let folder = place.folder();
    let (vault, large, small) = filled(folder.path());
    let display = Display::start();
    let driver = Driver::start(&display, &[("LANG", "C.UTF-8")]);
    let page = Page::open(&driver, &vault);
    page.until("the list is there", "!!document.querySelector('[data-number]')");
    let opened: Vec<f64> = (0..place.pairs.max(3))
        .map(|_| {
            page.run(&format!("{OPEN} return first('{small}');"));
            page.run(&format!("{OPEN} return first('{large}');")).as_f64().unwrap_or(f64::NAN)
        })
        .collect();
    rest();
    let before = memory(&vault);
    page.run(&format!("window.seen = {{ nodes: 0, frames: [] }}; {SCROLL}"));
    wait::within(SCROLLED, || None::<()>);
    let seen = page.run("window.scrolling = false; return window.seen;");
    rest();
    let after = memory(&vault);
    let mut frames: Vec<f64> = seen["frames"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    frames.sort_by(f64::total_cmp);
    let at = |share: usize| frames.get(frames.len() * share / 100).copied().unwrap_or(f64::NAN);
    println!(
        "     opened in {:?} ms; {} frames in 60 s, p50 {:.0}, p95 {:.0} ms; memory {before:.0} -> {after:.0} MiB",
        opened.iter().map(|ms| ms.round()).collect::<Vec<_>>(),
        frames.len(),
        at(50),
        at(95)
    );
    page.quit();
    vec![
        Row::figure("P8", "first rows of 100,000 pieces", median(opened), "ms", 200.0),
        Row::figure("P8", "nodes of the list, most", seen["nodes"].as_f64().unwrap_or(f64::NAN), "nodes", 300.0),
        Row::figure("P8", "memory, growth over 60 s of scrolling", (after - before).max(0.0), "MiB", 50.0),
    ]
}

/// Clicks a case and waits for its first rows: milliseconds from the click to the frame that has them.
const OPEN: &str = "
    const first = (id) => new Promise((done) => {
        const begun = performance.now();
        document.querySelector(`[data-testid='case-row'][data-case='${id}']`).click();
        const look = () => {
            const there = document.querySelector(`[data-testid='case-pane'][data-case='${id}'] [data-number]`);
            if (there) requestAnimationFrame(() => done(performance.now() - begun));
            else requestAnimationFrame(look);
        };
        look();
    });";

/// Scrolls as a person does, with a jump now and then, and notes each frame.
const SCROLL: &str = "
    window.scrolling = true;
    let last = performance.now();
    let n = 0;
    const step = () => {
        const list = document.querySelector(\"[data-testid='gallery']\");
        const now = performance.now();
        window.seen.frames.push(now - last);
        last = now;
        window.seen.nodes = Math.max(window.seen.nodes, list.querySelectorAll('*').length);
        n += 1;
        list.scrollTop = n % 300 === 0 ? (list.scrollHeight * ((n / 300) % 7)) / 7 : list.scrollTop + (n % 900 < 600 ? 40 : 300);
        if (window.scrolling) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
    return true;";

fn rest() {
    wait::within(REST, || None::<()>);
}

/// MiB of the window on this vault and all processes of its group, each shared page counted by its share.
fn memory(vault: &Path) -> f64 {
    let processes: Vec<PathBuf> = fs::read_dir("/proc").into_iter().flatten().flatten().map(|p| p.path()).collect();
    let named =
        |p: &&PathBuf| fs::read(p.join("cmdline")).is_ok_and(|c| String::from_utf8_lossy(&c).contains(text(vault)));
    let groups: Vec<String> = processes.iter().filter(named).filter_map(|p| group(p)).collect();
    let kib: u64 = processes
        .iter()
        .filter(|p| group(p).is_some_and(|g| groups.contains(&g)))
        .filter_map(|p| {
            let rollup = fs::read_to_string(p.join("smaps_rollup")).ok()?;
            rollup.lines().find_map(|l| l.strip_prefix("Pss:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok())
        })
        .sum();
    kib as f64 / 1024.0
}

/// After the name in brackets: state, parent, group.
fn group(process: &Path) -> Option<String> {
    let stat = fs::read_to_string(process.join("stat")).ok()?;
    Some(stat.rsplit_once(')')?.1.split_whitespace().nth(2)?.to_owned())
}

/// A vault with a case of 100,000 tiny pictures, all different, and a small case beside it.
fn filled(folder: &Path) -> (PathBuf, CaseId, CaseId) {
    let (vault, pictures) = (folder.join("vault"), folder.join("pictures"));
    fs::create_dir(&pictures).expect("a new folder");
    let begun = Instant::now();
    println!("     filling a vault with {PIECES} pieces ...");
    for n in 0..PIECES {
        let [a, b, c, d] = n.to_le_bytes();
        let shade = |x: u32, y: u32| image::Rgb([a.wrapping_add((x * 9) as u8), b.wrapping_add((y * 7) as u8), c ^ d]);
        let path = pictures.join(format!("Screenshot_{n:06}.png"));
        image::RgbImage::from_fn(9, 20, shade).save(path).expect("a PNG can be written");
    }
    Session::init(&vault).expect("a new vault");
    let session = Session::open(&vault, Clock::System).expect("it opens");
    let new = |title: &str| session.case_new(facts(title)).expect("a new case").id;
    let (large, small) = (new("十万件"), new("一件"));
    let import = |case: &CaseId, paths: &[PathBuf]| {
        let options = ImportOptions { recursive: true, ..ImportOptions::default() };
        let report = session.import(case, paths, &options, &Job::quiet(), &|_| {}).expect("it begins");
        assert!(report.error.is_none() && report.refused.is_empty(), "all went in");
    };
    import(&large, std::slice::from_ref(&pictures));
    import(&small, &[pictures.join("Screenshot_000000.png")]);
    println!("     filled in {:.0} s", begun.elapsed().as_secs_f64());
    (vault, large, small)
}

fn facts(title: &str) -> CaseFacts {
    serde_json::from_value(json!({
        "title": title, "platform": "other", "seller": "", "seller_type": null, "goods": "", "amount_fen": null,
        "ordered_at": null, "paid_at": null, "received_at": null, "status": "collecting", "note": "" }))
    .expect("the facts of a case")
}

/// The window as WebDriver knows it: a handful of requests over a plain connection.
struct Page {
    address: String,
    session: String,
}

impl Page {
    fn open(driver: &Driver, vault: &Path) -> Page {
        let address = driver.url().trim_start_matches("http://").to_owned();
        let options = json!({ "binary": driver::window(), "args": ["--vault", text(vault)] });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let answer = ask(&address, "POST", "/session", &wanted);
        let session = answer["value"]["sessionId"].as_str().unwrap_or_else(|| panic!("no window: {answer}")).to_owned();
        let page = Page { address, session };
        ask(&page.address, "POST", &format!("/session/{}/timeouts", page.session), &json!({ "script": 60_000 }));
        page
    }

    /// What a script returns; a promise is waited for.
    fn run(&self, script: &str) -> Value {
        let body = json!({ "script": script, "args": [] });
        let answer = ask(&self.address, "POST", &format!("/session/{}/execute/sync", self.session), &body);
        assert!(answer["value"]["error"].is_null(), "{answer}");
        answer["value"].clone()
    }

    fn until(&self, what: &str, expression: &str) {
        wait::until(what, PATIENCE, || (self.run(&format!("return {expression};")) == Value::Bool(true)).then_some(()));
    }

    fn quit(self) {
        ask(&self.address, "DELETE", &format!("/session/{}", self.session), &json!({}));
    }
}

fn ask(address: &str, method: &str, path: &str, body: &Value) -> Value {
    let body = body.to_string();
    let mut stream = TcpStream::connect(address).expect("the driver listens");
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).expect("the driver takes a request");
    let mut answer = Vec::new();
    let mut piece = [0u8; 16 * 1024];
    // The driver may keep the connection: the length that it names is the end.
    loop {
        let n = stream.read(&mut piece).unwrap_or(0);
        answer.extend_from_slice(&piece[..n]);
        let text = String::from_utf8_lossy(&answer);
        let whole = text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let length =
                head.lines().find_map(|l| l.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
            length.is_some_and(|l: usize| body.len() >= l)
        });
        if n == 0 || whole {
            let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
            return serde_json::from_str(body).unwrap_or(Value::Null);
        }
    }
}
