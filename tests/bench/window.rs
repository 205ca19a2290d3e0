//! P9, P12: the real window on a display of its own. The peer of its start is a bare window of the same library; the
//! peer of its answers under load is itself, idle.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use liuzheng_tests::cli::{Cli, id};
use liuzheng_tests::display::Display;
use liuzheng_tests::driver::{self, Driver};
use liuzheng_tests::window::{Desk, open_program};
use liuzheng_tests::{built, screenshots, wait};
use serde_json::Value;
use thirtyfour::prelude::*;

use crate::measure::median;
use crate::place::{Place, text};
use crate::row::Row;

/// Pieces in the case that opens at start.
const PIECES: usize = 10_000;
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// After it the memory of a started window is read, and this long an idle window is watched.
const REST: Duration = Duration::from_secs(4);

/// What a start costs.
struct Start {
    /// Milliseconds from asking for the window to the first card that can be clicked.
    usable: f64,
    /// MiB.
    memory: f64,
}

pub fn start(place: &Place) -> Vec<Row> {
    let Some(bare) = built::example("bare") else {
        return vec![Row::not_measured("P9", "start", "the bare window is not built; cargo xtask bench builds it")];
    };
    let folder = place.folder();
    let vault = filled(place, folder.path());
    let display = Display::start();
    let window = driver::window();
    let pairs: Vec<(Start, Start)> = runtime().block_on(async {
        let mut pairs = Vec::new();
        // The first round warms the disk and does not count.
        for round in 0..=place.pairs {
            let pair =
                (opened(&display, &window, &["--vault", text(&vault)]).await, opened(&display, &bare, &[]).await);
            if round > 0 {
                pairs.push(pair);
            }
        }
        pairs
    });
    let over = |of: fn(&Start) -> f64| median(pairs.iter().map(|(ours, bare)| of(ours) - of(bare)).collect());
    let own = |of: fn(&Start) -> f64| median(pairs.iter().map(|(_, bare)| of(bare)).collect());
    let usable = format!("usable list of {PIECES}, over a bare window's {:.0} ms", own(|s| s.usable));
    let memory = format!("memory, over a bare window's {:.0} MiB", own(|s| s.memory));
    vec![
        Row::figure("P9", &usable, over(|s| s.usable), "ms", 150.0),
        Row::figure("P9", &memory, over(|s| s.memory), "MiB", 40.0),
    ]
}

pub fn drop_of_thousands(place: &Place) -> Vec<Row> {
    let desk = Desk::with_vault();
    let case = id(&desk.cli().ok(["case", "new", "--title", "性能", "--platform", "other"])["id"]);
    let (idle, busy, seconds) = runtime().block_on(async {
        let window = desk.open(&[("LANG", "C.UTF-8")]).await;
        window.part("case-pane").await;
        window.page.execute(PULSE, vec![]).await.expect("the page runs a script");
        rest();
        let idle = pulse(&window.page).await;
        let begun = Instant::now();
        desk.display.drag("留证", &[place.pictures_dir.as_path()]);
        // Asked once a second, so that the asking is no load of its own.
        let count = place.count.to_string();
        let script =
            format!("return document.querySelector(\"[data-testid='tab-evidence']\")?.innerText.includes('{count}')");
        let mut all_in = false;
        while !all_in && begun.elapsed() < PATIENCE * 10 {
            wait::within(Duration::from_secs(1), || None::<()>);
            all_in = window.page.execute(&script, vec![]).await.is_ok_and(|said| said.json() == &Value::Bool(true));
        }
        assert!(all_in, "the files of the drop came in");
        let busy = pulse(&window.page).await;
        let seconds = begun.elapsed().as_secs_f64();
        window.close().await;
        (idle, busy, seconds)
    });
    assert_eq!(desk.cli().ok(["case", "show", &case])["evidence"]["total"], place.count, "all of them");
    println!("     {} files dropped and in after {seconds:.1} s", place.count);
    let row = |what: &str, of: fn(&Pulse) -> &Series| {
        let (idle, busy) = (of(&idle), of(&busy));
        println!(
            "     {what}: idle p50 {:.0}, p99 {:.0}, most {:.0} ms; during the drop p50 {:.0}, p99 {:.0} ms",
            idle.half, idle.most_of, idle.longest, busy.half, busy.most_of
        );
        Row::figure("P12", &format!("{what} (idle {:.0} ms)", idle.longest), busy.longest, "ms", 100.0)
    };
    vec![row("longest the page stood still", |p| &p.still), row("longest the window took to answer", |p| &p.answers)]
}

/// Beats every 10 ms and asks the window for its cases every 50 ms, and notes how long each took.
const PULSE: &str = "
    const pulse = window.pulse = { still: [], answers: [] };
    let last = performance.now();
    setInterval(() => { const now = performance.now(); pulse.still.push(now - last); last = now; }, 10);
    (async () => {
        for (;;) {
            const asked = performance.now();
            await window.__TAURI_INTERNALS__.invoke('cases', { query: '' });
            pulse.answers.push(performance.now() - asked);
            await new Promise((again) => setTimeout(again, 50));
        }
    })();";

/// Milliseconds.
struct Series {
    half: f64,
    /// 99 of 100.
    most_of: f64,
    longest: f64,
}

struct Pulse {
    still: Series,
    answers: Series,
}

/// What was noted since the last time.
async fn pulse(page: &WebDriver) -> Pulse {
    let take = "const taken = { ...window.pulse }; window.pulse.still = []; window.pulse.answers = []; return taken;";
    let said = page.execute(take, vec![]).await.expect("the page runs a script");
    let series = |name: &str| {
        let mut ms: Vec<f64> = said.json()[name].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        ms.sort_by(f64::total_cmp);
        let at = |share: usize| ms.get((ms.len() * share / 100).min(ms.len().saturating_sub(1))).copied();
        let [half, most_of, longest] = [50, 99, 100].map(|share| at(share).unwrap_or(f64::NAN));
        Series { half, most_of, longest }
    };
    Pulse { still: series("still"), answers: series("answers") }
}

async fn opened(display: &Display, program: &Path, arguments: &[&str]) -> Start {
    let driver = Driver::start(display, &[("LANG", "C.UTF-8")]);
    let begun = Instant::now();
    let page = open_program(&driver, program, arguments).await;
    let card = page.query(By::Css("[data-number]")).wait(PATIENCE, LOOK_AGAIN).first().await;
    let usable = begun.elapsed().as_secs_f64() * 1000.0;
    card.unwrap_or_else(|e| panic!("{}: no list: {e}", program.display()));
    rest();
    let memory = driver.window_memory();
    page.quit().await.expect("the window closes");
    Start { usable, memory }
}

fn rest() {
    wait::within(REST, || None::<()>);
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime of this thread")
}

/// A vault with many small pictures in its one case.
fn filled(place: &Place, folder: &Path) -> PathBuf {
    let pictures = folder.join("pictures");
    fs::create_dir(&pictures).expect("a new folder");
    println!("drawing {PIECES} small pictures ...");
    for page in 0..PIECES {
        let path = pictures.join(format!("{page:05}.png"));
        screenshots::chat(3, u32::try_from(page).unwrap_or(0), 108, 234).save(path).expect("a PNG can be written");
    }
    let (cli, case): (Cli, String) = place.vault(folder);
    cli.ok(["import", &case, "--recursive", text(&pictures)]);
    cli.vault().to_path_buf()
}
