//! P1, P2, P3, P6, P10: what goes into a vault, and the check of it.

use std::fs::{self, File};
use std::path::Path;
use std::time::Instant;

use liuzheng_tests::tools;
use serde_json::Value;

use crate::measure::{Cost, median, peer};
use crate::place::{Place, ours, text};
use crate::row::{By, Row};

const RESTIC: &[(&str, &str)] = &[("RESTIC_PASSWORD", "bench"), ("RESTIC_PROGRESS_FPS", "0")];

pub fn check(place: &Place) -> Vec<Row> {
    const WHAT: &str = "check of a whole vault";
    let Some(openssl) = tools::find("openssl") else { return missing("P1", WHAT, "openssl") };
    let (cli, _) = place.full();
    let pairs = place.turns(|| Ok(ours(cli, &["check"])?.cost), || hashing(place, &openssl));
    match pairs {
        Ok(pairs) => vec![
            Row::ratio("P1", WHAT, "openssl dgst -sha256", &pairs, By::Cpu, 1.1),
            Row::ratio("P1", WHAT, "openssl dgst -sha256", &pairs, By::Wall, 0.6),
        ],
        Err(why) => vec![Row::not_measured("P1", WHAT, &why)],
    }
}

pub fn durable_import(place: &Place) -> Vec<Row> {
    const WHAT: &str = "durable import, without thumbnails";
    let mut rows = Vec::new();
    match tools::find("restic") {
        None => rows.extend(missing("P2", WHAT, "restic")),
        Some(restic) => {
            let backup = || {
                let folder = place.folder();
                let repository = folder.path().join("repository");
                let args = |words: &[&str]| -> Vec<String> {
                    ["--repo", text(&repository), "--no-cache", "-q"]
                        .iter()
                        .chain(words)
                        .map(|w| (*w).to_owned())
                        .collect()
                };
                peer(&restic, &args(&["init"]), RESTIC)?;
                Ok(peer(&restic, &args(&["backup", text(&place.pictures_dir)]), RESTIC)?.cost)
            };
            rows.push(judged("P2", WHAT, "restic backup", place.turns(|| import(place), backup), By::Wall, 0.6));
        }
    }
    let copy = || {
        let folder = place.folder();
        let line = "cp -r \"$0\" \"$1\" && sync";
        let args = ["-c", line, text(&place.pictures_dir), text(&folder.path().join("copy"))].map(str::to_owned);
        Ok(peer(Path::new("/bin/sh"), &args, &[])?.cost)
    };
    rows.push(judged("P2", WHAT, "cp -r && sync", place.turns(|| import(place), copy), By::Wall, 1.5));
    rows
}

pub fn thumbnails(place: &Place) -> Vec<Row> {
    const WHAT: &str = "import with thumbnails";
    let Some(vips) = tools::find("vipsthumbnail") else { return missing("P3", WHAT, "vipsthumbnail") };
    let mut first = Vec::new();
    let import = || {
        let folder = place.folder();
        let (cli, case) = place.vault(folder.path());
        let ran = ours(&cli, &["bench", "import-with-thumbnails", &case, "--recursive", text(&place.pictures_dir)])?;
        let said: Value = serde_json::from_str(&ran.stdout).map_err(|e| format!("{e}: {}", ran.stdout))?;
        first.push(said["first_20_ms"].as_f64().ok_or("it did not say when the first 20 thumbnails were there")?);
        Ok(ran.cost)
    };
    let theirs = || {
        let folder = place.folder();
        let mut args = vec!["-s".to_owned(), "256".to_owned()];
        args.extend(["-o".to_owned(), format!("{}/%s.jpg", text(folder.path()))]);
        args.extend(place.picture_arguments());
        Ok(peer(&vips, &args, &[])?.cost)
    };
    let row = judged("P3", WHAT, "vipsthumbnail -s 256", place.turns(import, theirs), By::Cpu, 0.5);
    let mut rows = vec![row];
    if !first.is_empty() {
        rows.push(Row::figure("P3", "first 20 thumbnails", median(first), "ms", 1000.0));
    }
    rows
}

pub fn import_again(place: &Place) -> Vec<Row> {
    const WHAT: &str = "import of the same files again";
    let Some(openssl) = tools::find("openssl") else { return missing("P6", WHAT, "openssl") };
    let (cli, case) = place.full();
    let originals = cli.vault().join("originals.db");
    let size = || fs::metadata(&originals).map_or(f64::NAN, |m| m.len() as f64);
    let before = size();
    let again = || Ok(ours(cli, &["import", case, "--recursive", text(&place.pictures_dir)])?.cost);
    let pairs = place.turns(again, || hashing(place, &openssl));
    vec![
        judged("P6", WHAT, "openssl dgst -sha256", pairs, By::Cpu, 1.15),
        Row::figure("P6", "bytes added by it", size() - before, "bytes", 0.0),
    ]
}

pub fn one_by_one(place: &Place) -> Vec<Row> {
    const WHAT: &str = "one picture to saved";
    let folder = place.folder();
    let (cli, case) = place.vault(folder.path());
    let few: Vec<&str> = place.pictures.iter().take(200).map(|path| text(path)).collect();
    let mut args = vec!["bench", "one-by-one", &case];
    args.extend(&few);
    let said = cli.run(&args).json;
    let mut ms: Vec<f64> = said["ms"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    if ms.len() != few.len() {
        return vec![Row::not_measured("P10", WHAT, &format!("the command line said {said}"))];
    }
    ms.sort_by(f64::total_cmp);
    let mut copies: Vec<f64> = few.iter().filter_map(|path| copy_and_sync(path, folder.path())).collect();
    copies.sort_by(f64::total_cmp);
    let at =
        |list: &[f64], share: usize| list.get((list.len() * share / 100).min(list.len().saturating_sub(1))).copied();
    println!("     copy and fsync of the same: p50 {:?} ms, p99 {:?} ms", at(&copies, 50), at(&copies, 99));
    vec![
        Row::figure("P10", "one picture to saved, half of them", at(&ms, 50).unwrap_or(f64::NAN), "ms", 30.0),
        Row::figure("P10", "one picture to saved, 99 of 100", at(&ms, 99).unwrap_or(f64::NAN), "ms", 150.0),
    ]
}

/// Milliseconds of a copy that is on the disk before it counts.
fn copy_and_sync(path: &str, to: &Path) -> Option<f64> {
    let start = Instant::now();
    let copy = to.join("copy");
    fs::copy(path, &copy).ok()?;
    File::open(&copy).ok()?.sync_all().ok()?;
    Some(start.elapsed().as_secs_f64() * 1000.0)
}

fn import(place: &Place) -> Result<Cost, String> {
    let folder = place.folder();
    let (cli, case) = place.vault(folder.path());
    Ok(ours(&cli, &["import", &case, "--recursive", text(&place.pictures_dir)])?.cost)
}

fn hashing(place: &Place, openssl: &Path) -> Result<Cost, String> {
    let mut args = vec!["dgst".to_owned(), "-sha256".to_owned()];
    args.extend(place.picture_arguments());
    Ok(peer(openssl, &args, &[])?.cost)
}

pub fn judged(
    id: &'static str,
    what: &str,
    peer: &str,
    pairs: Result<Vec<(Cost, Cost)>, String>,
    by: By,
    limit: f64,
) -> Row {
    match pairs {
        Ok(pairs) => Row::ratio(id, what, peer, &pairs, by, limit),
        Err(why) => Row::not_measured(id, what, &why),
    }
}

pub fn missing(id: &'static str, what: &str, tool: &str) -> Vec<Row> {
    vec![Row::not_measured(id, what, &format!("{tool} is not installed"))]
}
