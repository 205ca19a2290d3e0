//! House rules that a reader should never have to point out: size of files, opening words, banned shortcuts.

use liuzheng_tests::repo::{SourceFile, sources};

const LINES: usize = 500;
const COMPONENT_LINES: usize = 300;

/// Attributes and calls that let a test pass without meaning it. In two parts, so that this file does not hold them.
const TEST_SHORTCUTS: &[(&str, &str)] = &[("#[", "ignore"), ("#[", "should_panic"), ("#![", "ignore")];
const SLEEPS: &[(&str, &str)] = &[("thread::", "sleep"), ("time::", "sleep")];

/// Waiting with a deadline is done here, once for threads and once for the driven window.
const WAITS: &[&str] = &["tests/support/wait.rs", "tests/support/window.rs"];

/// Ways to put text into the page as markup.
const MARKUP: &[&str] = &["{@html", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "srcdoc"];

/// Names that say nothing of the user's case.
const EMPTY_NAMES: &[&str] = &["Manager", "Service", "Util", "Utils", "Helper", "Processor"];

#[test]
fn every_rust_file_keeps_the_house_rules() {
    let files = [sources("src-tauri", &[".rs"]), sources("tests", &[".rs"])].concat();
    assert!(files.len() > 20, "the files were found: {}", files.len());
    none(files.iter().flat_map(rust_faults).collect());
}

#[test]
fn every_file_of_the_page_keeps_the_house_rules() {
    let files = sources("ui/src", &[".ts", ".svelte", ".css", ".js"]);
    assert!(!files.is_empty(), "the page's files were found");
    none(files.iter().flat_map(page_faults).collect());
}

#[test]
fn each_fault_of_a_rust_file_is_found() {
    let faults = |path: &str, text: String| rust_faults(&SourceFile { path: path.to_owned(), text });
    assert!(faults("src-tauri/core/src/a.rs", "//! Fine.\nfn f() {}\n".to_owned()).is_empty(), "a good file passes");
    assert_eq!(faults("src-tauri/core/src/a.rs", "fn f() {}\n".to_owned()).len(), 1, "no opening words");
    assert_eq!(faults("a.rs", format!("//! x\n{}", "\n".repeat(LINES))).len(), 1, "too long");
    for (a, b) in TEST_SHORTCUTS {
        assert_eq!(faults("tests/it/a.rs", format!("//! x\n{a}{b}]\n")).len(), 1, "{a}{b}");
    }
    let sleep = format!("{}{}(t);", SLEEPS[0].0, SLEEPS[0].1);
    assert_eq!(faults("tests/it/a.rs", format!("//! x\n{sleep}")).len(), 1, "a sleep in a test");
    assert_eq!(
        faults("src-tauri/a.rs", format!("//! x\n#[cfg(test)]\nmod t {{ {sleep} }}")).len(),
        1,
        "in a unit test"
    );
    assert!(faults("src-tauri/a.rs", format!("//! x\n{sleep}")).is_empty(), "the program itself may wait");
    assert!(faults(WAITS[0], format!("//! x\n{sleep}")).is_empty(), "the place for waits with a deadline");
    let manager = format!("//! x\npub struct Case{};", EMPTY_NAMES[0]);
    assert_eq!(faults("a.rs", manager).len(), 1, "a name that says nothing");
}

#[test]
fn each_fault_of_a_page_file_is_found() {
    let faults = |path: &str, text: &str| page_faults(&SourceFile { path: path.to_owned(), text: text.to_owned() });
    assert!(faults("ui/src/a.svelte", "<p>{title}</p>").is_empty(), "a good file passes");
    for markup in MARKUP {
        assert_eq!(faults("ui/src/a.svelte", &format!("x {markup} y")).len(), 1, "{markup}");
    }
    assert_eq!(faults("ui/src/views/a.ts", "import { invoke } from '@tauri-apps/api/core'").len(), 2);
    assert!(faults("ui/src/api/a.ts", "import { invoke } from '@tauri-apps/api/core'").is_empty(), "its place");
    assert_eq!(faults("ui/src/views/a.svelte", "await invoke('cases')").len(), 1, "a call that goes round ui/src/api");
    assert_eq!(faults("ui/src/a.svelte", &"\n".repeat(COMPONENT_LINES + 1)).len(), 1, "a component that is too long");
}

fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "house rules are broken:\n{}", faults.join("\n"));
}

fn rust_faults(file: &SourceFile) -> Vec<String> {
    let SourceFile { path, text } = file;
    let mut faults = Vec::new();
    if !text.starts_with("//!") {
        faults.push(format!("{path}: does not open with //! (what it owns, and its invariant)"));
    }
    let lines = text.lines().count();
    if lines > LINES {
        faults.push(format!("{path}: {lines} lines; split at {LINES}"));
    }
    for (a, b) in TEST_SHORTCUTS {
        if text.contains(&format!("{a}{b}")) {
            faults.push(format!("{path}: {b} is not allowed"));
        }
    }
    if SLEEPS.iter().any(|(a, b)| tests_of(file).contains(&format!("{a}{b}"))) && !WAITS.contains(&path.as_str()) {
        faults.push(format!("{path}: a test sleeps; wait for the thing itself, with a deadline"));
    }
    for name in text.lines().filter_map(type_name) {
        if EMPTY_NAMES.iter().any(|empty| name.ends_with(empty)) {
            faults.push(format!("{path}: {name} says nothing of the user's case"));
        }
    }
    faults
}

/// The part of a file that is test code: all under tests/, else from the first `#[cfg(test)]` on.
fn tests_of(file: &SourceFile) -> &str {
    if file.path.starts_with("tests/") {
        return &file.text;
    }
    file.text.find("#[cfg(test)]").map_or("", |at| &file.text[at..])
}

fn type_name(line: &str) -> Option<&str> {
    let rest = line.trim_start().trim_start_matches("pub ").trim_start_matches("pub(crate) ");
    let rest = ["struct ", "enum ", "trait ", "type "].iter().find_map(|word| rest.strip_prefix(word))?;
    rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()
}

fn page_faults(file: &SourceFile) -> Vec<String> {
    let SourceFile { path, text } = file;
    let mut faults: Vec<String> = MARKUP
        .iter()
        .filter(|markup| text.contains(**markup))
        .map(|markup| format!("{path}: {markup} puts text into the page as markup"))
        .collect();
    if !path.starts_with("ui/src/api/") {
        if text.contains("invoke(") || text.contains("invoke<") || text.contains("{ invoke") {
            faults.push(format!("{path}: invoke belongs to ui/src/api"));
        }
        if text.contains("@tauri-apps/api/core") {
            faults.push(format!("{path}: the bridge belongs to ui/src/api"));
        }
    }
    let lines = text.lines().count();
    let most = if path.ends_with(".svelte") { COMPONENT_LINES } else { LINES };
    if lines > most && !path.ends_with("api/types.ts") {
        faults.push(format!("{path}: {lines} lines; split at {most}"));
    }
    faults
}
