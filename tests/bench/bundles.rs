//! P4, P5: what goes out of a vault, and the check of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use liuzheng_tests::tools;

use crate::imports::{judged, missing};
use crate::measure::peer;
use crate::place::{Place, ours, text};
use crate::row::{By, Row};

pub fn export(place: &Place) -> Vec<Row> {
    const WHAT: &str = "export of a bundle";
    let Some(zip) = tools::find("7z") else { return missing("P4", WHAT, "7z") };
    let (cli, case) = place.full();
    let mut memory: f64 = 0.0;
    let ours = || {
        let folder = place.folder();
        let ran = ours(cli, &["export", case, "--no-pdf", "--to", text(&folder.path().join("bundle.zip"))])?;
        memory = memory.max(ran.cost.memory);
        Ok(ran.cost)
    };
    let theirs = || {
        let folder = place.folder();
        let archive = folder.path().join("pictures.zip");
        let args = ["a", "-mx0", "-tzip", "-bd", text(&archive), text(&place.pictures_dir)].map(str::to_owned);
        Ok(peer(&zip, &args, &[])?.cost)
    };
    let pairs = place.turns(ours, theirs);
    let measured = pairs.is_ok();
    let mut rows = vec![judged("P4", WHAT, "7z a -mx0", pairs, By::Wall, 1.25)];
    if measured {
        rows.push(Row::figure("P4", "most memory of an export", memory, "MiB", 64.0));
        rows.push(same_again(place));
    }
    rows
}

/// Two exports of two copies of one vault by one clock: exporting is itself logged, so one vault gives two bundles.
fn same_again(place: &Place) -> Row {
    const WHAT: &str = "exports that differ by one byte or more";
    let (cli, case) = place.full();
    let folder = place.folder();
    let differ = || -> Result<bool, String> {
        let mut written = Vec::new();
        for name in ["a", "b"] {
            let vault = folder.path().join(name);
            let status = Command::new("cp").arg("-r").arg(cli.vault()).arg(&vault).status();
            status.ok().filter(|s| s.success()).ok_or("the vault could not be copied")?;
            let zip = folder.path().join(format!("{name}.zip"));
            let run = liuzheng_tests::cli::Cli::at(&vault).run(["export", case, "--no-pdf", "--to", text(&zip)]);
            written.push(run.json["sha256"].as_str().map(str::to_owned).ok_or(run.stdout)?);
            fs::remove_dir_all(&vault).map_err(|e| e.to_string())?;
        }
        Ok(written[0] != written[1])
    };
    match differ() {
        Ok(differ) => Row::figure("P4", WHAT, f64::from(u8::from(differ)), "of 1", 0.0),
        Err(why) => Row::not_measured("P4", WHAT, &why),
    }
}

pub fn verify(place: &Place) -> Vec<Row> {
    const WHAT: &str = "check of a bundle";
    let (cli, case) = place.full();
    let folder = place.folder();
    let zip = folder.path().join("bundle.zip");
    if let Err(why) = ours(cli, &["export", case, "--no-pdf", "--to", text(&zip)]) {
        return vec![Row::not_measured("P5", WHAT, &why)];
    }
    let own = || Ok(ours(cli, &["verify", text(&zip)])?.cost);
    let mut rows = Vec::new();
    match (tools::find("7z"), tools::find("openssl")) {
        (Some(_), Some(_)) => {
            let line =
                "7z t -bd \"$0\" >/dev/null && find \"$1\" -type f -print0 | xargs -0 openssl dgst -sha256 >/dev/null";
            let args = ["-c", line, text(&zip), text(&place.pictures_dir)].map(str::to_owned);
            let theirs = || Ok(peer(Path::new("/bin/sh"), &args, &[])?.cost);
            rows.push(judged("P5", WHAT, "7z t && openssl dgst", place.turns(own, theirs), By::Cpu, 1.2));
        }
        _ => rows.extend(missing("P5", WHAT, "7z or openssl")),
    }
    let Some(bagit) = tools::find("bagit.py") else {
        rows.extend(missing("P5", WHAT, "bagit.py"));
        return rows;
    };
    match unpacked(&zip, folder.path()) {
        Err(why) => rows.push(Row::not_measured("P5", WHAT, &why)),
        Ok(bag) => {
            let args = ["--validate", "--quiet", text(&bag)].map(str::to_owned);
            let theirs = || Ok(peer(&bagit, &args, &[])?.cost);
            rows.push(judged("P5", WHAT, "bagit.py --validate", place.turns(own, theirs), By::Cpu, 0.5));
        }
    }
    rows
}

/// The one folder that the bundle unpacks to.
fn unpacked(zip: &Path, to: &Path) -> Result<PathBuf, String> {
    let place = to.join("unpacked");
    let to = format!("-o{}", text(&place));
    let output = Command::new("7z").args(["x", "-bd", "-y", &to, text(zip)]).output().map_err(|e| e.to_string())?;
    if !output.status.success() {
        return Err("7z could not unpack the bundle".to_owned());
    }
    let bag = fs::read_dir(&place).map_err(|e| e.to_string())?.flatten().next().map(|entry| entry.path());
    bag.ok_or_else(|| "the bundle is empty".to_owned())
}
