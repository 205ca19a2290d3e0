//! The walls inside core: which module may use which, and which module owns an external crate.

use std::process::Command;

use liuzheng_tests::repo::{root, sources};

/// Modules of core and their height: a module uses only lower ones, or itself.
const HEIGHT: &[(&str, u8)] = &[
    ("api", 3),
    ("intake", 2),
    ("bundle", 2),
    ("recognize", 2),
    ("filing", 2),
    ("vault", 1),
    ("model", 0),
    ("error", 0),
    ("clock", 0),
    ("words", 0),
];

/// External crates that one module alone may name.
const OWNERS: &[(&str, &str)] = &[
    ("rusqlite", "vault"),
    ("image", "intake"),
    ("liuzheng_pixels", "intake"),
    ("jpeg_encoder", "intake"),
    ("infer", "intake"),
    ("png", "intake"),
    ("zune_jpeg", "intake"),
    ("heifer", "intake"),
    ("hayro", "intake"),
    ("resvg", "intake"),
    ("mail_parser", "intake"),
    ("encoding_rs", "intake"),
    ("chardetng", "intake"),
    ("sha2", "model"),
    ("sha1", "model"),
    ("md5", "model"),
    ("zip", "bundle"),
    ("base64", "bundle"),
    ("der", "bundle"),
    ("x509_cert", "bundle"),
    ("webpki", "bundle"),
    ("ring", "bundle"),
    ("rustls", "bundle"),
    ("ureq", "bundle"),
    ("krilla", "bundle"),
    ("parley", "bundle"),
    ("fontique", "bundle"),
    ("qrcodegen", "bundle"),
    ("rust_xlsxwriter", "bundle"),
    ("docx_rs", "filing"),
];

#[test]
fn a_module_of_core_uses_only_the_modules_below_it() {
    let found: Vec<String> = core().iter().flat_map(|(module, path, code)| wrong_uses(module, path, code)).collect();
    assert!(found.is_empty(), "an arrow between modules is turned:\n{}", found.join("\n"));
}

#[test]
fn an_external_crate_is_named_only_by_the_module_that_owns_it() {
    let found: Vec<String> = core().iter().flat_map(|(module, path, code)| trespasses(module, path, code)).collect();
    assert!(found.is_empty(), "a crate is named outside its owner:\n{}", found.join("\n"));
}

#[test]
fn core_does_not_know_the_window() {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["tree", "--locked", "-p", "liuzheng-core", "-e", "normal", "--prefix", "none"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let tree = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(tree.lines().any(|line| line.starts_with("rusqlite ")), "the tree is core's: {tree}");
    let tauri: Vec<&str> = tree.lines().filter(|line| line.starts_with("tauri")).collect();
    assert!(tauri.is_empty(), "core must run without a window, but depends on {tauri:?}");
}

#[test]
fn a_turned_arrow_is_seen_in_every_way_of_writing_it() {
    let wrong = |module, code: &str| wrong_uses(module, "x.rs", &without_comments(code)).len();
    assert_eq!(wrong("vault", "use crate::api::Session;"), 1, "upwards");
    assert_eq!(wrong("intake", "use crate::{error::Result, filing::{Rule}, model};"), 1, "sideways, in a group");
    assert_eq!(wrong("intake", "let x = crate::bundle::plan();"), 1, "in the middle of code");
    assert_eq!(wrong("bundle", "use super::super::recognize::Text;"), 1, "by way of the parent's parent");
    assert_eq!(wrong("bundle", "use super::{filing, plan};"), 1, "by way of the parent");
    assert_eq!(wrong("intake", "use super::super::collect::Walk;"), 0, "its own parts, from within");
    assert_eq!(wrong("model", "use crate::error::Error;"), 0, "the lowest may use each other");
    assert_eq!(wrong("bundle", "use crate::vault::Reader; // not crate::api"), 0, "downwards; a comment is no use");
    assert_eq!(wrong("vault", "use crate::somewhere::Else;"), 1, "a module that is in no list");
    assert_eq!(wrong("api", "pub use crate::vault::{Lock, self};"), 0, "from the top");
}

#[test]
fn a_crate_outside_its_owner_is_seen_and_a_name_alike_is_not() {
    let found = |module, code: &str| trespasses(module, "x.rs", &without_comments(code)).len();
    assert_eq!(found("api", "fn f(c: &rusqlite::Connection) {}"), 1);
    assert_eq!(found("vault", "use sha2::{Digest, Sha256};"), 1);
    assert_eq!(found("bundle", "use zip;"), 0, "its owner");
    assert_eq!(found("intake", "use zip as z;"), 1);
    assert_eq!(found("api", "let t = Utc::now();"), 1, "the clock");
    assert_eq!(found("api", "let t = SystemTime::now();"), 1, "the clock of std");
    assert_eq!(found("api", "let t = clock.now(); let i = Instant::now();"), 0, "ours; a stopwatch");
    assert_eq!(found("api", "use crate::intake::image::Size; a.iter().zip(b);"), 0, "our own module; a method");
}

/// Every file of core but lib.rs: its module, its path, its code without comments.
fn core() -> Vec<(String, String, String)> {
    let src = "src-tauri/core/src/";
    sources(src, &[".rs"])
        .into_iter()
        .filter(|file| file.path != format!("{src}lib.rs"))
        .map(|file| {
            let module = file.path[src.len()..].split(['/', '.']).next().unwrap_or_default().to_owned();
            (module, file.path, without_comments(&file.text))
        })
        .collect()
}

fn height(module: &str) -> Option<u8> {
    HEIGHT.iter().find(|(name, _)| *name == module).map(|(_, height)| *height)
}

fn wrong_uses(module: &str, path: &str, code: &str) -> Vec<String> {
    let Some(own) = height(module) else {
        return vec![format!("{path}: the module {module} has no place in HEIGHT")];
    };
    used(code)
        .into_iter()
        .filter(|name| name != module && name != "self")
        // What lib.rs exports: the error's own names.
        .filter(|name| !["Code", "Error", "Result"].contains(&name.as_str()))
        .filter(|name| height(name).is_none_or(|other| other > own || (other == own && own > 0)))
        .map(|name| format!("{path}: {module} must not use {name}"))
        .collect()
}

/// First names after `crate::`, groups opened; after `super::` only where they name a module of core.
fn used(code: &str) -> Vec<String> {
    let mut names = after("crate::", code);
    names.extend(after("super::", code).into_iter().filter(|name| height(name).is_some()));
    names
}

fn after(start: &str, code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices(start) {
        if code[..at].ends_with(is_name) {
            continue;
        }
        let rest = &code[at + start.len()..];
        match rest.strip_prefix('{') {
            Some(group) => names.extend(first_names(group)),
            None => names.extend(first_name(rest)),
        }
    }
    names
}

/// The first name of each member of a `{a::b, c::{d, e}}` group, given what follows its opening brace.
fn first_names(group: &str) -> Vec<String> {
    let mut depth = 1;
    let mut members = vec![String::new()];
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => members.push(String::new()),
            _ => {}
        }
        if depth == 0 {
            break;
        }
        members.last_mut().expect("it starts with one member").push(c);
    }
    members.iter().filter_map(|member| first_name(member.trim_start_matches([',', ' ', '\n']))).collect()
}

fn first_name(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|c| is_name(*c)).collect();
    (!name.is_empty()).then_some(name)
}

fn trespasses(module: &str, path: &str, code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (name, owner) in OWNERS {
        if module != *owner && names_crate(code, name) {
            found.push(format!("{path}: {name} belongs to {owner}"));
        }
    }
    for call in ["Utc::now(", "Local::now(", "SystemTime::now("] {
        if module != "clock" && code.contains(call) {
            found.push(format!("{path}: {call}) belongs to clock"));
        }
    }
    found
}

/// `name::` that starts a path, or `use name`.
fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let (before, after) = (&code[..at], &code[at + name.len()..]);
        let starts = !before.ends_with(is_name) && !before.ends_with("::") && !before.ends_with('.');
        let is_use = before.ends_with("use ") && (after.starts_with(';') || after.starts_with(" as "));
        starts && (after.starts_with("::") || is_use)
    })
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The code with line comments (and docs) cut off.
fn without_comments(code: &str) -> String {
    code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}
