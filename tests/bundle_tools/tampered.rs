//! 200 bundles, each with one file tampered with: this program, the typed commands and the script all notice, and name it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use liuzheng_core::bundle::timestamp::Trust;
use liuzheng_core::bundle::verify;
use liuzheng_core::model::{Job, Lang, Verdict};
use liuzheng_tests::tools::{need, run};

use crate::instructions::typed;
use crate::sample::{Bundle, sample};

const BUNDLES: u64 = 200;

const FILES: [&str; 15] = [
    "data/originals/E001.png",
    "data/originals/E002.png",
    "data/originals/E003.m4a",
    "data/case.json",
    "data/custody.jsonl",
    "data/evidence.sha256",
    "data/证据报告.html",
    "data/证据报告.pdf",
    "data/证据目录.csv",
    "manifest-sha256.txt",
    "tagmanifest-sha256.txt",
    "bagit.txt",
    "bag-info.txt",
    "proof/verify.sh",
    "proof/verify.ps1",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Flip,
    Delete,
    Add,
    Rename,
    Swap,
    Truncate,
    Append,
}

const KINDS: [Kind; 7] = [Kind::Flip, Kind::Delete, Kind::Add, Kind::Rename, Kind::Swap, Kind::Truncate, Kind::Append];

/// A small generator of known quality (Steele, Lea, Flood 2014), so that a failure can be run again by its seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }
}

/// Tampers with the bundle in `folder`; what was done, and names of which one at least must be told.
fn tamper(folder: &Path, seed: u64) -> (Kind, String, Vec<String>) {
    let mut dice = Dice(seed);
    let kind = KINDS[seed as usize % KINDS.len()];
    let file = FILES[seed as usize / KINDS.len() % FILES.len()];
    let path = folder.join(file);
    let mut named = vec![file.to_owned()];
    let mut bytes = fs::read(&path).expect("there");
    match kind {
        Kind::Flip => {
            let at = dice.below(bytes.len());
            bytes[at] ^= 1 << dice.below(8);
            fs::write(&path, bytes).expect("written");
        }
        Kind::Truncate => {
            bytes.truncate(dice.below(bytes.len()));
            fs::write(&path, bytes).expect("written");
        }
        Kind::Append => {
            bytes.push(b"\n x0"[dice.below(4)]);
            fs::write(&path, bytes).expect("written");
        }
        Kind::Delete => fs::remove_file(&path).expect("removed"),
        Kind::Add => {
            let extra = format!("{file}.{}", dice.below(1000));
            fs::write(folder.join(&extra), b"new").expect("written");
            named = vec![extra];
        }
        Kind::Rename => {
            let other = format!("{file}.bak");
            fs::rename(&path, folder.join(&other)).expect("renamed");
            named.push(other);
        }
        Kind::Swap => {
            let other = FILES[(seed as usize / KINDS.len() + 1 + dice.below(FILES.len() - 1)) % FILES.len()];
            let theirs = fs::read(folder.join(other)).expect("there");
            fs::write(folder.join(other), bytes).expect("written");
            fs::write(&path, theirs).expect("written");
            named.push(other.to_owned());
        }
    }
    (kind, file.to_owned(), named)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &target) } else { drop(fs::copy(entry.path(), target)) }
    }
}

/// The tag manifest is named by nothing but itself: what its damage makes wrong is told instead.
fn is_named(said: &str, named: &[String]) -> bool {
    named.iter().any(|n| said.contains(n.strip_prefix("data/").unwrap_or(n)) || n == "tagmanifest-sha256.txt")
}

fn judge(bundle: &Bundle, guide: &str, place: &Path, seed: u64) -> Result<Kind, String> {
    let folder: PathBuf = place.join(format!("证据 {seed}"));
    copy(&bundle.folder, &folder);
    let (kind, file, named) = tamper(&folder, seed);
    let what = format!("seed {seed}: {kind:?} {file}");
    let report = verify(&folder, &Trust::none(), &Job::quiet()).map_err(|e| format!("{what}: {e}"))?;
    let ours: String = report.findings.iter().map(|f| format!("{} {} {}\n", f.code, f.path, f.detail)).collect();
    let (passed, said) = typed(&folder, guide, "Linux");
    let script = run(need("sh"), &["proof/verify.sh"], &folder);
    let script = if folder.join("proof/verify.sh").exists() && !named.iter().any(|n| n == "proof/verify.sh") {
        script
    } else {
        // A script that was tampered with says nothing; that is why the commands are there.
        (Some(1), named.join(" "))
    };
    fs::remove_dir_all(&folder).map_err(|e| e.to_string())?;
    let fail = |who: &str, said: &str| Err(format!("{what}: {who} said\n{said}"));
    if report.verdict == Verdict::Intact || !is_named(&ours, &named) {
        return fail("this program", &ours);
    }
    if passed || !is_named(&said, &named) {
        return fail("the commands", &said);
    }
    if !matches!(script.0, Some(1 | 2)) || !is_named(&script.1, &named) {
        return fail("the script", &script.1);
    }
    Ok(kind)
}

#[test]
fn two_hundred_tampered_bundles_are_noticed_by_us_by_the_commands_and_by_the_script() {
    let bundle = Bundle::of(&sample(2), Lang::ZhCn);
    let guide = fs::read_to_string(bundle.folder.join("proof/如何核验.txt")).expect("there");
    let place = tempfile::TempDir::new().expect("a temporary folder");
    let results: Vec<Result<Kind, String>> = std::thread::scope(|scope| {
        let (bundle, guide, place) = (&bundle, &guide, place.path());
        let half = |first| {
            scope.spawn(move || {
                (first..BUNDLES).step_by(2).map(|seed| judge(bundle, guide, place, seed)).collect::<Vec<_>>()
            })
        };
        let halves = [half(0), half(1)];
        halves.into_iter().flat_map(|h| h.join().expect("a judging thread ends")).collect()
    });
    let missed: Vec<&String> = results.iter().filter_map(|r| r.as_ref().err()).collect();
    assert!(
        missed.is_empty(),
        "{} of {BUNDLES} not noticed:\n{}",
        missed.len(),
        missed.iter().map(|s| s.as_str()).collect::<Vec<_>>().join("\n")
    );
    let kinds: BTreeSet<Kind> = results.into_iter().flatten().collect();
    assert_eq!(kinds.len(), KINDS.len(), "every kind of tampering was among them");
}
