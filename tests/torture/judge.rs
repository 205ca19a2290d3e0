//! What must hold whatever happened: everything told as saved is there with its bytes, and work goes on.

use std::cell::Cell;
use std::fs;
use std::path::Path;

use liuzheng_tests::cli::{Cli, Run, id};
use liuzheng_tests::tools;

use crate::report::{Fault, Report};
use crate::scene::{Copy, NEW, OLD, Operation, Piece, Scene, imported, listed, sha256, text};

/// Looks at one trial's vault; what it finds goes into the report under the trial's name.
pub struct Judge<'a> {
    pub report: &'a Report,
    pub scene: &'a Scene,
    pub name: String,
    found: Cell<usize>,
}

impl<'a> Judge<'a> {
    pub fn new(report: &'a Report, scene: &'a Scene, name: String) -> Judge<'a> {
        Judge { report, scene, name, found: Cell::new(0) }
    }

    /// All promises after `operation` was cut short by something, with what it had told on its way. False: one is broken.
    pub fn after(&self, operation: Operation, copy: &Copy, run: &Run) -> bool {
        let cli = copy.cli();
        let told: Vec<Piece> = run.notes("saved").iter().flat_map(imported).collect();
        self.whole(&cli);
        let other = self.pieces(&cli, &self.scene.other);
        self.all_there(&self.scene.other_pieces, other.as_deref());
        let here = self.pieces(&cli, &self.scene.case);
        match operation {
            Operation::Import => {
                self.all_there(&[self.scene.pieces.as_slice(), &told].concat(), here.as_deref());
            }
            Operation::Edit => {
                self.all_there(&self.scene.pieces, here.as_deref());
                self.old_or_new(&cli);
            }
            Operation::Remove => {
                let kept = &self.scene.pieces[2..];
                self.all_there(kept, here.as_deref());
                self.all_or_none(&self.scene.pieces[..2], here.as_deref(), run.code == Some(0));
            }
            Operation::RemoveCase => {
                let gone = here.is_none();
                self.all_or_none(&self.scene.pieces, here.as_deref().or(Some(&[])), run.code == Some(0));
                if !gone {
                    self.all_there(&self.scene.pieces, here.as_deref());
                }
            }
            Operation::Export => {
                self.all_there(&self.scene.pieces, here.as_deref());
                self.bundle(&cli, &copy.out().join("bundle.zip"), run.code == Some(0));
            }
        }
        self.again(operation, &cli, copy);
        self.found.get() == 0
    }

    fn fault(&self, fault: Fault, what: impl std::fmt::Display) {
        self.found.set(self.found.get() + 1);
        self.report.fault(fault, format!("{}: {what}", self.name));
    }

    /// The vault opens, and its own check calls it whole.
    fn whole(&self, cli: &Cli) {
        let check = cli.run(["check"]);
        if check.code == Some(0) && check.json["verdict"] == "whole" {
            return;
        }
        let fault = if check.stdout.contains("original.missing") { Fault::FactsWithoutBytes } else { Fault::Stuck };
        self.fault(fault, format_args!("check: {:?} {} {}", check.code, check.stdout, check.stderr));
    }

    /// The pieces of a case, each with bytes that have its hash; None when there is no such case.
    fn pieces(&self, cli: &Cli, case: &str) -> Option<Vec<Piece>> {
        let show = cli.run(["case", "show", case]);
        if show.code != Some(0) {
            if show.error() != Some("not_found") {
                self.fault(Fault::Stuck, format_args!("case show: {}", show.stdout));
            }
            return None;
        }
        let list = cli.run(["evidence", "list", case]);
        if list.code != Some(0) {
            self.fault(Fault::Stuck, format_args!("evidence list: {}", list.stdout));
        }
        let pieces = listed(&list.json);
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        for piece in &pieces {
            let file = folder.path().join(&piece.id);
            let get = cli.run(["evidence", "get", &piece.id, "--to", text(&file)]);
            let bytes = fs::read(&file).unwrap_or_default();
            if get.code != Some(0) || sha256(&bytes) != piece.sha256 {
                self.fault(Fault::FactsWithoutBytes, format_args!("evidence {}: {}", piece.id, get.stdout));
            }
        }
        Some(pieces)
    }

    fn all_there(&self, promised: &[Piece], found: Option<&[Piece]>) {
        self.report.acknowledged(promised.len() as u64);
        for piece in promised {
            if !found.is_some_and(|found| found.contains(piece)) {
                self.fault(Fault::Lost, format_args!("{piece:?}"));
            }
        }
    }

    /// A change of two fields is one change, and the old one had been told as saved.
    fn old_or_new(&self, cli: &Cli) {
        let list = cli.run(["evidence", "list", &self.scene.case]);
        let rows = list.json["evidence"].as_array().cloned().unwrap_or_default();
        let row = rows.iter().find(|row| id(&row["evidence"]) == self.scene.pieces[0].id);
        let pair = row.map(|row| (row["title"].as_str(), row["proves"].as_str()));
        let (old, new) = (Some((Some(OLD), Some(OLD))), Some((Some(NEW), Some(NEW))));
        if pair != old && pair != new {
            self.fault(Fault::Lost, format_args!("facts are neither the old nor the new ones: {pair:?}"));
        }
    }

    /// One removal takes all of its pieces or none; one that was told as done stays done.
    fn all_or_none(&self, pieces: &[Piece], found: Option<&[Piece]>, told_done: bool) {
        let there = pieces.iter().filter(|piece| found.is_some_and(|found| found.contains(piece))).count();
        if there != 0 && (there != pieces.len() || told_done) {
            self.fault(Fault::NotRemoved, format_args!("{there} of {} are there", pieces.len()));
        }
    }

    /// Whole or not there at all.
    fn bundle(&self, cli: &Cli, zip: &Path, told_done: bool) {
        self.report.bundle();
        if !zip.exists() {
            if told_done {
                self.fault(Fault::HalfBundle, "told as written, but not there");
            }
            return;
        }
        let verify = cli.run(["verify", text(zip)]);
        if verify.code != Some(0) {
            self.fault(Fault::HalfBundle, format_args!("verify: {}", verify.stdout));
        }
        if let Some(unzip) = tools::find("unzip") {
            let (code, said) = tools::run(unzip, &["-tqq", text(zip)], zip.parent().unwrap_or(zip));
            if code != Some(0) {
                self.fault(Fault::HalfBundle, format_args!("unzip -t: {said}"));
            }
        }
    }

    /// The same again, undisturbed: nothing by hand is needed first, and nothing is left over after.
    fn again(&self, operation: Operation, cli: &Cli, copy: &Copy) {
        let mut args = self.scene.arguments(operation, &copy.out());
        if operation == Operation::Export {
            args.push("--replace".to_owned());
        }
        let run = cli.run(&args);
        // What was removed by the first try can't be found by the second.
        let removing = matches!(operation, Operation::Remove | Operation::RemoveCase);
        if run.code != Some(0) && !(removing && run.error() == Some("not_found")) {
            self.fault(Fault::Stuck, format_args!("again: {:?} {} {}", run.code, run.stdout, run.stderr));
        }
        match operation {
            Operation::Import => {
                let all = self.pieces(cli, &self.scene.case).map_or(0, |pieces| pieces.len());
                let expected = self.scene.pieces.len() + self.scene.size;
                if all != expected {
                    self.fault(Fault::Lost, format_args!("{all} pieces after the second import, not {expected}"));
                }
            }
            Operation::Remove => self.only_needed_bytes(cli, &self.scene.pieces[2..]),
            Operation::RemoveCase => self.only_needed_bytes(cli, &[]),
            Operation::Export => {
                self.bundle(cli, &copy.out().join("bundle.zip"), true);
                self.nothing_left_over(&copy.out());
            }
            Operation::Edit => {}
        }
        self.whole(cli);
    }

    /// After a removal: the originals are those of the pieces that are left, and not one more. The first piece is
    /// shared with the other case and stays there.
    fn only_needed_bytes(&self, cli: &Cli, kept: &[Piece]) {
        let originals = cli.run(["check"]).json["originals"].as_u64();
        let expected = (kept.len() + self.scene.other_pieces.len()) as u64;
        if originals != Some(expected) {
            self.fault(Fault::NotRemoved, format_args!("{originals:?} originals, not {expected}"));
        }
    }

    pub fn nothing_left_over(&self, out: &Path) {
        let names: Vec<String> = fs::read_dir(out)
            .map(|entries| entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect())
            .unwrap_or_default();
        if names.iter().any(|name| name != "bundle.zip") {
            self.fault(Fault::Leftover, format_args!("{names:?}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(operation: Operation, hurt: impl FnOnce(&Copy)) -> bool {
        let scene = Scene::new(3);
        let copy = scene.copy();
        hurt(&copy);
        let report = Report::default();
        let untouched = Run { code: None, json: serde_json::Value::Null, stdout: String::new(), stderr: String::new() };
        Judge::new(&report, &scene, "test".to_owned()).after(operation, &copy, &untouched)
    }

    #[test]
    fn a_vault_that_nobody_hurt_passes() {
        assert!(judged(Operation::Edit, |_| {}), "nothing happened, so nothing is found");
    }

    #[test]
    fn a_piece_that_is_gone_is_found() {
        let remove = |copy: &Copy| {
            let cli = copy.cli();
            let case = id(&cli.ok(["case", "list"])["cases"][0]["id"]);
            let first = listed(&cli.ok(["evidence", "list", &case]).clone())[0].id.clone();
            cli.ok(["evidence", "remove", &first, "--yes"]);
        };
        assert!(!judged(Operation::Edit, remove), "a piece was told as saved and is not there");
    }

    #[test]
    fn bytes_that_changed_on_the_disk_are_found() {
        let overwrite = |copy: &Copy| {
            let file = copy.path().join("vault/originals.db");
            let mut bytes = fs::read(&file).expect("the vault has its originals");
            let middle = bytes.len() / 2;
            for byte in &mut bytes[middle..middle + 64] {
                *byte ^= 0xff;
            }
            fs::write(&file, bytes).expect("it can be written");
        };
        assert!(!judged(Operation::Import, overwrite), "an original does not have its bytes");
    }

    #[test]
    fn half_a_bundle_and_a_file_left_beside_it_are_found() {
        let half =
            |copy: &Copy| fs::write(copy.out().join("bundle.zip"), b"PK\x03\x04half").expect("it can be written");
        assert!(!judged(Operation::Export, half), "something at the target is no bundle");
        let left = |copy: &Copy| fs::write(copy.out().join("left.tmp"), b"x").expect("it can be written");
        assert!(!judged(Operation::Export, left), "a temporary file stays");
    }
}
