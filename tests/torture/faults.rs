//! A disk that is full or broken: injected errors, and a real small file system.

use std::path::Path;
use std::process::Command;

use liuzheng_tests::cli::Cli;

use crate::Plan;
use crate::judge::Judge;
use crate::report::{Fault, Report};
use crate::scene::{OPERATIONS, Operation, Scene, imported, listed, text};
use crate::strace::{self, Point};

/// Calls that a full or broken disk fails. `write` also serves stdout, so it fails once, not for good.
const CALLS: &[&str] = &["pwrite64", "write", "fsync", "fdatasync", "ftruncate", "renameat2", "rename"];

pub fn run(plan: &Plan, report: &Report) {
    let scene = Scene::new(9);
    injected(plan, &scene, report);
    full_disk(&scene, report);
}

fn injected(plan: &Plan, scene: &Scene, report: &Report) {
    let mut trials: Vec<(Operation, Point, &str)> = Vec::new();
    for operation in OPERATIONS {
        let copy = scene.copy();
        let points = strace::points(&copy.cli(), &scene.arguments(operation, &copy.out()), text(copy.path()));
        for point in points.into_iter().filter(|point| CALLS.contains(&point.call)) {
            trials.push((operation, point.clone(), "ENOSPC"));
            trials.push((operation, point, "EIO"));
        }
    }
    let step = (trials.len() / plan.faults.max(1)).max(1);
    // An odd step, so that both errors come up.
    for (operation, point, errno) in trials.iter().step_by(step | 1) {
        one(scene, *operation, point, errno, report);
    }
}

fn one(scene: &Scene, operation: Operation, point: &Point, errno: &str, report: &Report) {
    let copy = scene.copy();
    let lasting = point.call != "write";
    let run = strace::failed(&copy.cli(), &scene.arguments(operation, &copy.out()), point, errno, lasting);
    report.point(&format!("{errno} {operation:?}"));
    let name = format!("{errno} {operation:?} at {} {}", point.call, point.nth);
    let judge = Judge::new(report, scene, name.clone());
    match run.code {
        None | Some(101) => report.fault(Fault::Stuck, format!("{name}: fell over: {}", run.stderr)),
        Some(0) => {}
        Some(code) => {
            let told = run.error();
            // A failed write must be told as a full disk; of a failed sync SQLite does not say why it failed.
            let full = errno == "ENOSPC" && ["pwrite64", "write"].contains(&point.call);
            if code != 3 || told.is_none() || (full && told != Some("no_space")) {
                report.fault(Fault::Untold, format!("{name}: exit {code}, {told:?}: {}", run.stdout));
            }
            // It could clean up after itself, so it must.
            if operation == Operation::Export {
                judge.nothing_left_over(&copy.out());
            }
        }
    }
    if !judge.after(operation, &copy, &run) {
        eprintln!("  the vault is kept in {}", copy.keep().display());
    }
}

/// A tmpfs that fills up in the middle of an import and of an export.
fn full_disk(scene: &Scene, report: &Report) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let place = text(folder.path());
    if !succeeds("mount", &["-t", "tmpfs", "-o", "size=8m", "liuzheng-torture", place]) {
        println!("full tmpfs: left out, mounting one needs root");
        return;
    }
    filled(scene, folder.path(), report);
    if !succeeds("umount", &[place]) {
        println!("the tmpfs stays mounted at {place}");
    }
}

fn filled(scene: &Scene, place: &Path, report: &Report) {
    scene.copy_into(place);
    let cli = Cli::at(&place.join("vault"));
    let judge = Judge::new(report, scene, "full tmpfs".to_owned());
    // Until it is full: imports, each of other files.
    let mut promised = scene.pieces.clone();
    let mut met = false;
    for size in [30, 31, 33, 34] {
        let more = Scene::new(size);
        let coming = more.coming();
        let args = ["import", &scene.case, "--recursive", text(&coming)];
        let run = cli.run(args);
        report.point("full tmpfs: import");
        promised.extend(imported(&run.json));
        if run.code == Some(3) {
            met = true;
            let needed = &run.json["error"]["params"]["needed_bytes"];
            if run.error() != Some("no_space") || needed.is_null() {
                report.fault(Fault::Untold, format!("full tmpfs: {}", run.json["error"]));
            }
            break;
        }
    }
    if !met {
        report.fault(Fault::Stuck, "full tmpfs: it never was full".to_owned());
    }
    let export = cli.run(["export", &scene.case, "--to", text(&place.join("out/bundle.zip"))]);
    report.point("full tmpfs: export");
    if export.code == Some(0) {
        report.fault(Fault::HalfBundle, "full tmpfs: an export had room".to_owned());
    }
    if place.join("out/bundle.zip").exists() {
        report.fault(Fault::HalfBundle, "full tmpfs: something is at the target".to_owned());
    }
    judge.nothing_left_over(&place.join("out"));
    if !succeeds("mount", &["-o", "remount,size=96m", text(place)]) {
        report.fault(Fault::Stuck, "full tmpfs: it could not be made larger".to_owned());
        return;
    }
    let check = cli.run(["check"]);
    if check.json["verdict"] != "whole" {
        report.fault(Fault::Stuck, format!("full tmpfs: {}", check.stdout));
    }
    let there = listed(&cli.run(["evidence", "list", &scene.case]).json);
    report.acknowledged(promised.len() as u64);
    for piece in promised.iter().filter(|piece| !there.contains(piece)) {
        report.fault(Fault::Lost, format!("full tmpfs: {piece:?}"));
    }
    for args in [
        vec!["import", &scene.case, "--recursive", text(&scene.coming())],
        vec!["export", &scene.case, "--to", text(&place.join("out/bundle.zip"))],
    ] {
        let run = cli.run(&args);
        if run.code != Some(0) {
            report.fault(Fault::Stuck, format!("full tmpfs, with room again: {args:?}: {}", run.stdout));
        }
    }
}

fn succeeds(program: &str, args: &[&str]) -> bool {
    Command::new(program).args(args).output().is_ok_and(|output| output.status.success())
}
