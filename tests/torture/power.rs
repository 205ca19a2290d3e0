//! Power cuts: what had reached the disk at some instant is mounted elsewhere and must hold all that was told as saved.
//!
//! The vault lies on ext4 in an image, the image on XFS; a copy that shares its blocks (`cp --reflink`) is a snapshot of
//! the disk. A kill can't show this: the kernel still writes what a killed program left behind.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use liuzheng_tests::cli::{Cli, id};
use liuzheng_tests::{tools, wait};
use serde_json::Value;

use crate::Plan;
use crate::report::{Fault, Report};
use crate::scene::{Piece, imported, listed, text, write_files};
use liuzheng_tests::dice::Dice;

/// Files in one import, and how many of the former import are removed after it.
const COMING: usize = 6;
const GOING: usize = 2;

pub fn run(plan: &Plan, report: &Report) {
    let disks = match Disks::mount() {
        Ok(disks) => disks,
        Err(why) => return println!("power cuts: left out, {why} (they need root, loop devices and xfsprogs)"),
    };
    let said = Said::default();
    let over = AtomicBool::new(false);
    let cli = Cli::at(&disks.inner().join("vault"));
    cli.ok(["init"]);
    let case = id(&cli.ok(["case", "new", "--title", "断电", "--platform", "other"])["id"]);
    thread::scope(|scope| {
        scope.spawn(|| work(&cli, &case, &said, &over, report));
        let mut dice = Dice::new(plan.cuts as u64);
        for nth in 0..plan.cuts {
            let pause = Duration::from_millis(dice.below(120));
            wait::within(pause, || None::<()>);
            cut(&disks, &case, &said, nth, report);
        }
        over.store(true, Ordering::Relaxed);
    });
}

/// What the command line has told, and what it was asked.
#[derive(Default)]
struct Said(Mutex<Told>);

#[derive(Default, Clone)]
struct Told {
    saved: BTreeSet<Piece>,
    /// Asked to go, so they may be there or not.
    leaving: BTreeSet<Piece>,
    gone: BTreeSet<Piece>,
}

impl Said {
    fn with(&self, change: impl FnOnce(&mut Told)) {
        change(&mut self.0.lock().expect("no holder of this lock panics"));
    }

    fn now(&self) -> Told {
        self.0.lock().expect("no holder of this lock panics").clone()
    }
}

/// Imports and removes until it is told to stop. A piece counts as saved when the line that says so has come.
fn work(cli: &Cli, case: &str, said: &Said, over: &AtomicBool, report: &Report) {
    let files = tempfile::tempdir().expect("a temporary folder can be made");
    let mut before: Vec<Piece> = Vec::new();
    for round in 1u64.. {
        if over.load(Ordering::Relaxed) {
            return;
        }
        let coming = files.path().join(round.to_string());
        write_files(&coming, COMING, round * 100);
        let now = import(cli, case, &coming, said, report);
        fs::remove_dir_all(&coming).expect("a folder of this test");
        // What is left of the round before goes in the next one, so that the disk does not fill.
        let leaving: Vec<Piece> = before.drain(..before.len().min(GOING + COMING)).collect();
        if !leaving.is_empty() {
            said.with(|told| told.leaving.extend(leaving.iter().cloned()));
            let ids: Vec<&str> = leaving.iter().map(|piece| piece.id.as_str()).collect();
            let run = cli.run([&["evidence", "remove"], ids.as_slice(), &["--yes"]].concat());
            if run.code != Some(0) {
                report.fault(Fault::Stuck, format!("power cuts: remove: {}", run.stdout));
            }
            said.with(|told| told.gone.extend(leaving));
        }
        before = now;
    }
}

fn import(cli: &Cli, case: &str, files: &Path, said: &Said, report: &Report) -> Vec<Piece> {
    let mut command = cli.command(["import", case, "--recursive", text(files)]);
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the command line can be started");
    let notes = BufReader::new(child.stderr.take().expect("stderr is piped above"));
    let mut saved = Vec::new();
    for note in notes.lines().map_while(Result::ok) {
        let note: Value = serde_json::from_str(&note).unwrap_or_default();
        let pieces = imported(&note["saved"]);
        said.with(|told| told.saved.extend(pieces.iter().cloned()));
        saved.extend(pieces);
    }
    if !child.wait().is_ok_and(|status| status.success()) || saved.len() != COMING {
        report.fault(Fault::Stuck, format!("power cuts: an import saved {} of {COMING}", saved.len()));
    }
    saved
}

fn cut(disks: &Disks, case: &str, said: &Said, nth: usize, report: &Report) {
    let before = said.now();
    let disk = disks.snapshot();
    let after = said.now();
    report.point("power cut");
    let name = format!("power cut {nth}");
    let outcome = disk.and_then(|disk| disk.look(|vault| judge(&Cli::at(vault), case, &before, &after, &name, report)));
    if let Err(why) = outcome {
        report.fault(Fault::Stuck, format!("{name}: {why}"));
    }
}

fn judge(cli: &Cli, case: &str, before: &Told, after: &Told, name: &str, report: &Report) {
    let check = cli.run(["check"]);
    if check.json["verdict"] != "whole" {
        let missing = check.stdout.contains("original.missing");
        let fault = if missing { Fault::FactsWithoutBytes } else { Fault::Stuck };
        report.fault(fault, format!("{name}: {} {}", check.stdout, check.stderr));
    }
    let there: BTreeSet<Piece> = listed(&cli.run(["evidence", "list", case]).json).into_iter().collect();
    let promised: Vec<&Piece> = before.saved.difference(&after.leaving).collect();
    report.acknowledged(promised.len() as u64);
    for piece in promised.into_iter().filter(|piece| !there.contains(piece)) {
        report.fault(Fault::Lost, format!("{name}: {piece:?}"));
    }
    for piece in before.gone.intersection(&there) {
        report.fault(Fault::NotRemoved, format!("{name}: {piece:?} is back"));
    }
}

/// An XFS image that holds an ext4 image; both mounted while the value lives.
struct Disks {
    folder: tempfile::TempDir,
    mounted: Vec<PathBuf>,
}

impl Disks {
    fn mount() -> Result<Disks, String> {
        let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
        let mut disks = Disks { folder, mounted: Vec::new() };
        let (outer, image) = (disks.at("outer"), disks.at("outer.img"));
        make("mkfs.xfs", &["-q"], &image, 2 << 30)?;
        disks.hang(&image, &outer)?;
        let inner = disks.inner();
        make("mkfs.ext4", &["-q", "-F"], &outer.join("inner.img"), 256 << 20)?;
        disks.hang(&outer.join("inner.img"), &inner)?;
        Ok(disks)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn inner(&self) -> PathBuf {
        self.at("inner")
    }

    fn hang(&mut self, image: &Path, at: &Path) -> Result<(), String> {
        fs::create_dir_all(at).map_err(|e| e.to_string())?;
        tool("mount", &["-o", "loop", text(image), text(at)])?;
        self.mounted.push(at.to_path_buf());
        Ok(())
    }

    fn snapshot(&self) -> Result<Snapshot, String> {
        let image = self.at("outer/cut.img");
        tool("cp", &["--reflink=always", text(&self.at("outer/inner.img")), text(&image)])?;
        Ok(Snapshot { image, at: self.at("cut") })
    }
}

impl Drop for Disks {
    fn drop(&mut self) {
        for at in self.mounted.iter().rev() {
            if let Err(why) = tool("umount", &[text(at)]) {
                println!("{} stays mounted: {why}", at.display());
            }
        }
    }
}

/// What the disk held at one instant.
struct Snapshot {
    image: PathBuf,
    at: PathBuf,
}

impl Snapshot {
    /// Mounted as after a start of the machine: the journal of the file system is replayed.
    fn look(self, judge: impl FnOnce(&Path)) -> Result<(), String> {
        fs::create_dir_all(&self.at).map_err(|e| e.to_string())?;
        tool("mount", &["-o", "loop", text(&self.image), text(&self.at)])?;
        judge(&self.at.join("vault"));
        tool("umount", &[text(&self.at)])?;
        fs::remove_file(&self.image).map_err(|e| e.to_string())
    }
}

fn make(program: &str, options: &[&str], image: &Path, bytes: u64) -> Result<(), String> {
    fs::File::create(image).and_then(|file| file.set_len(bytes)).map_err(|e| e.to_string())?;
    tool(program, &[options, &[text(image)]].concat())
}

fn tool(program: &str, args: &[&str]) -> Result<(), String> {
    // Tools for file systems often lie outside the PATH of a plain user.
    let found = tools::find(program).or_else(|| Some(Path::new("/usr/sbin").join(program)).filter(|p| p.is_file()));
    let program = found.ok_or_else(|| format!("there is no {program}"))?;
    let output = Command::new(&program).args(args).output().map_err(|e| format!("{}: {e}", program.display()))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{} {args:?}: {}", program.display(), String::from_utf8_lossy(&output.stderr).trim()))
}
