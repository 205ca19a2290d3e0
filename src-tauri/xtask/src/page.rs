//! The page inside the window (`ui/`): Node, its packages, and `ui/dist`, which must exist before cargo builds the
//! window. Each is done again only when what it depends on has changed.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::command::{Done, ask, npm, program, root, run};

const INSTALLED: &str = "node_modules/.installed-lock.json";
const BUILT: &str = "node_modules/.built-from";

pub fn check_node() -> Done {
    let version = ask(program("node", &["--version"])).unwrap_or_default();
    if is_new_enough(&version) {
        return Ok(());
    }
    let found = if version.trim().is_empty() { "none".to_owned() } else { version.trim().to_owned() };
    Err(format!("Node 20.19 or later (or 22.12 or later) is needed; found: {found}. See https://nodejs.org"))
}

pub fn packages() -> Done {
    let ui = root().join("ui");
    let lock = read(&ui.join("package-lock.json"))?;
    if fs::read(ui.join(INSTALLED)).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run(npm(&["ci"]))?;
    write(&ui.join(INSTALLED), &lock)
}

pub fn build() -> Done {
    let ui = root().join("ui");
    let now = fingerprint()?;
    if ui.join("dist/index.html").exists() && fs::read_to_string(ui.join(BUILT)).is_ok_and(|old| old == now) {
        return Ok(());
    }
    run(npm(&["run", "build"]))?;
    write(&ui.join(BUILT), now.as_bytes())
}

/// Of everything the build reads: the page, its settings, its packages, and the words shared with core.
fn fingerprint() -> Done<String> {
    let mut files = Vec::new();
    for dir in ["ui/src", "ui/public", "src-tauri/core/words"] {
        collect(&root().join(dir), &mut files);
    }
    for entry in fs::read_dir(root().join("ui")).map_err(|e| format!("ui: {e}"))?.flatten() {
        if entry.path().is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.strip_prefix(root()).unwrap_or(&file).hash(&mut hasher);
        read(&file)?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

fn read(path: &Path) -> Done<Vec<u8>> {
    fs::read(path).map_err(|e| format!("{}: {e}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Done {
    fs::write(path, bytes).map_err(|e| format!("{}: {e}", path.display()))
}

/// What the page's tools ask for: ^20.19 or >=22.12.
fn is_new_enough(version: &str) -> bool {
    let mut parts = version.trim().trim_start_matches('v').split('.').map_while(|part| part.parse::<u32>().ok());
    match (parts.next(), parts.next()) {
        (Some(20), Some(minor)) => minor >= 19,
        (Some(22), Some(minor)) => minor >= 12,
        (Some(major), Some(_)) => major > 22,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_node_versions_that_the_page_can_be_built_with_pass() {
        for good in ["v20.19.0", "v20.20.2\n", "v22.12.0", "v24.1.0"] {
            assert!(is_new_enough(good), "{good} builds the page");
        }
        for bad in ["v18.20.4", "v20.18.1", "v21.7.0", "v22.11.0", "", "no"] {
            assert!(!is_new_enough(bad), "{bad:?} does not");
        }
    }
}
