//! Where the bench works: the pictures, made once and kept under `target/bench`, and vaults that come and go.

use std::cell::OnceCell;
use std::fs;
use std::path::{Path, PathBuf};

use liuzheng_tests::cli::{Cli, id};
use liuzheng_tests::repo::root;
use liuzheng_tests::screenshots;
use tempfile::TempDir;

use crate::measure::{Cost, Ran, Watch};

const SEED: u64 = 20_261_123;

pub struct Place {
    pub count: usize,
    pub pairs: usize,
    pub pictures: Vec<PathBuf>,
    pub pictures_dir: PathBuf,
    work: TempDir,
    /// A vault that holds all pictures in one case; the id of the case.
    full: OnceCell<(Cli, String)>,
}

impl Place {
    pub fn prepare(count: usize, pairs: usize) -> Place {
        let base = root().join("target/bench");
        let pictures_dir = base.join(format!("pictures-{count}"));
        let pictures = pictures(&pictures_dir, count);
        // Beside the pictures, so that all of it lies on one disk (a temporary folder may be memory).
        let work = tempfile::tempdir_in(&base).expect("the bench's folder can be written to");
        Place { count, pairs, pictures, pictures_dir, work, full: OnceCell::new() }
    }

    /// A new folder for one measurement.
    pub fn folder(&self) -> TempDir {
        tempfile::tempdir_in(self.work.path()).expect("the bench's folder can be written to")
    }

    pub fn picture_arguments(&self) -> Vec<String> {
        self.pictures.iter().map(|path| text(path).to_owned()).collect()
    }

    /// An empty vault in `dir` with one case.
    pub fn vault(&self, dir: &Path) -> (Cli, String) {
        let cli = Cli::at(&dir.join("vault"));
        cli.ok(["init"]);
        let case = id(&cli.ok(["case", "new", "--title", "性能", "--platform", "other"])["id"]);
        (cli, case)
    }

    pub fn full(&self) -> &(Cli, String) {
        self.full.get_or_init(|| {
            let dir = self.work.path().join("full");
            fs::create_dir(&dir).expect("a new folder");
            let (cli, case) = self.vault(&dir);
            cli.ok(["import", &case, "--recursive", text(&self.pictures_dir)]);
            (cli, case)
        })
    }

    /// `one` and `other` in turn, after a round of each that is not counted.
    pub fn turns(
        &self,
        mut one: impl FnMut() -> Result<Cost, String>,
        mut other: impl FnMut() -> Result<Cost, String>,
    ) -> Result<Vec<(Cost, Cost)>, String> {
        one()?;
        other()?;
        (0..self.pairs).map(|_| Ok((one()?, other()?))).collect()
    }
}

/// Our command line, watched.
pub fn ours(cli: &Cli, args: &[&str]) -> Result<Ran, String> {
    let watch = Watch::new();
    watch.run(cli.command_by(&watch.prefix(), args))
}

pub fn text(path: &Path) -> &str {
    path.to_str().expect("the bench's folders have plain names")
}

fn pictures(dir: &Path, count: usize) -> Vec<PathBuf> {
    let done = dir.with_extension("done");
    if !done.exists() {
        println!("drawing {count} pictures ...");
        screenshots::workload(dir, count, SEED).expect("the pictures can be written");
        fs::write(&done, "").expect("the bench's folder can be written to");
    }
    let mut paths: Vec<PathBuf> = fs::read_dir(dir)
        .expect("the pictures are there")
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    paths.sort();
    assert_eq!(paths.len(), count, "{} holds the whole workload", dir.display());
    paths
}
