//! A vault to be hurt: two cases that share a piece, files to import, and what has been told as saved.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use liuzheng_tests::cli::{Cli, id};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// What is done while it is hurt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    Import,
    Edit,
    Remove,
    RemoveCase,
    Export,
}

pub const OPERATIONS: [Operation; 5] =
    [Operation::Import, Operation::Edit, Operation::Remove, Operation::RemoveCase, Operation::Export];

pub const OLD: &str = "客服承认发错货";
pub const NEW: &str = "商家拒绝退款的聊天记录";

/// A piece by its id: what the vault promised to keep.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Piece {
    pub id: String,
    pub sha256: String,
}

/// A vault with its surroundings, made once and copied for every trial.
pub struct Scene {
    folder: TempDir,
    pub size: usize,
    /// The case that operations work on.
    pub case: String,
    /// The other one, which they must leave alone.
    pub other: String,
    pub pieces: Vec<Piece>,
    pub other_pieces: Vec<Piece>,
}

/// One copy of a scene.
pub struct Copy {
    folder: TempDir,
}

impl Scene {
    /// `size` counts the files that an import under trial brings.
    pub fn new(size: usize) -> Scene {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let base = folder.path();
        let cli = Cli::at(&base.join("vault"));
        cli.ok(["init"]);
        let new_case = |title: &str| {
            let case = cli.ok(["case", "new", "--title", title, "--platform", "taobao", "--amount", "128.50"]);
            id(&case["id"])
        };
        let (case, other) = (new_case("羽绒服以次充好"), new_case("发错货"));
        fs::create_dir(base.join("out")).expect("a new folder");
        write_files(&base.join("kept"), 5, 1);
        // Other files for every size.
        write_files(&base.join("coming"), size, 1000 * size as u64);
        write_files(&base.join("others"), 2, 100);
        fs::copy(base.join("kept/000.txt"), base.join("others/shared.txt")).expect("a file of this scene");
        let pieces = imported(&cli.ok(["import", &case, "--recursive", text(&base.join("kept"))]));
        let other_pieces = imported(&cli.ok(["import", &other, "--recursive", text(&base.join("others"))]));
        assert_eq!((pieces.len(), other_pieces.len()), (5, 3), "the scene is what it should be");
        cli.ok(["evidence", "edit", &pieces[0].id, "--title", OLD, "--proves", OLD]);
        cli.ok(["id", "add", &case, "--kind", "order_number", "--value", "2026112300112233445"]);
        Scene { folder, size, case, other, pieces, other_pieces }
    }

    pub fn copy(&self) -> Copy {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        copy_all(&self.folder.path().join("vault"), &folder.path().join("vault"));
        fs::create_dir(folder.path().join("out")).expect("a new folder");
        Copy { folder }
    }

    /// Its copy in `dir`, such as a small file system.
    pub fn copy_into(&self, dir: &Path) {
        copy_all(&self.folder.path().join("vault"), &dir.join("vault"));
        fs::create_dir(dir.join("out")).expect("a new folder");
    }

    pub fn coming(&self) -> PathBuf {
        self.folder.path().join("coming")
    }

    /// The arguments of `operation`, with the export's target in `out`.
    pub fn arguments(&self, operation: Operation, out: &Path) -> Vec<String> {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        let first = self.pieces[0].id.as_str();
        match operation {
            Operation::Import => words(&["import", &self.case, "--recursive", text(&self.coming())]),
            Operation::Edit => words(&["evidence", "edit", first, "--title", NEW, "--proves", NEW]),
            Operation::Remove => words(&["evidence", "remove", first, &self.pieces[1].id, "--yes"]),
            Operation::RemoveCase => words(&["case", "remove", &self.case, "--yes"]),
            Operation::Export => words(&["export", &self.case, "--to", text(&out.join("bundle.zip"))]),
        }
    }
}

impl Copy {
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn cli(&self) -> Cli {
        Cli::at(&self.path().join("vault"))
    }

    pub fn out(&self) -> PathBuf {
        self.path().join("out")
    }

    /// Left in place, for somebody to look at.
    pub fn keep(self) -> PathBuf {
        self.folder.keep()
    }
}

/// Pieces of an import's report or of a `saved` note.
pub fn imported(report: &Value) -> Vec<Piece> {
    rows(if report.is_array() { report } else { &report["imported"] }, "evidence")
}

/// Pieces of `evidence list`.
pub fn listed(list: &Value) -> Vec<Piece> {
    rows(&list["evidence"], "evidence")
}

fn rows(list: &Value, name: &str) -> Vec<Piece> {
    let all = list.as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter()
        .map(|row| Piece { id: id(&row[name]), sha256: row["sha256"].as_str().unwrap_or_default().to_owned() })
        .collect()
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn text(path: &Path) -> &str {
    path.to_str().expect("folders of these trials have plain names")
}

/// Small texts, middling ones and one of 1.3 MB that needs several chunks; all different, the same on every run.
pub fn write_files(dir: &Path, count: usize, seed: u64) {
    fs::create_dir(dir).expect("a new folder");
    for i in 0..count {
        let size = match i % 8 {
            0 => 40,
            3 => 300_000,
            7 => 1_300_000,
            n => n * 3_000,
        };
        fs::write(dir.join(format!("{i:03}.txt")), noise(size, seed + i as u64)).expect("a new file");
    }
}

/// Letters without a pattern (xorshift).
fn noise(size: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..size)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            b'a' + (state % 26) as u8
        })
        .collect()
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a new folder");
    let mut names = BTreeMap::new();
    for entry in fs::read_dir(from).expect("the scene's vault is there") {
        let path = entry.expect("it can be listed").path();
        names.insert(path.file_name().expect("it has a name").to_owned(), path);
    }
    for (name, path) in names {
        if path.is_dir() {
            copy_all(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).expect("a file of the scene's vault");
        }
    }
}
