//! What the window may do, read from its settings: no remote content, no files and no programs for the page, and only
//! the commands that are approved by name.

use std::collections::BTreeSet;
use std::fs;

use liuzheng_tests::repo::{SourceFile, root, sources};
use serde_json::Value;

/// Everything a directive of the content security policy may name. On Windows a scheme is a host of its own.
const CSP_SOURCES: &[&str] =
    &["'self'", "'none'", "ipc:", "http://ipc.localhost", "evidence:", "http://evidence.localhost"];

const PERMISSIONS: &[&str] = &["core:event:default", "core:webview:default", "core:window:default"];

/// Plugins that Rust calls; the page has permission for none of them.
const PLUGINS: &[&str] = &["clipboard-manager", "dialog", "opener", "single-instance"];

/// One name a line; the window's commands must be exactly these.
const APPROVED_COMMANDS: &str = "tests/fixtures/approved-commands.txt";

#[test]
fn the_window_is_shut_to_everything_but_its_own_page() {
    let conf: Value = serde_json::from_str(&read("src-tauri/tauri.conf.json")).expect("tauri.conf.json is JSON");
    none(conf_faults(&conf));
}

/// Only media, and only from one source that is named at start: a port of this computer (Linux) or the picture protocol.
#[test]
fn the_page_plays_nothing_but_what_the_window_names_at_start() {
    let conf: Value = serde_json::from_str(&read("src-tauri/tauri.conf.json")).expect("tauri.conf.json is JSON");
    let policy = conf["app"]["security"]["csp"].as_str().expect("a policy in one line");
    assert!(policy.contains("media-src 'none';"), "as configured nothing is played: {policy}");
    let code = read("src-tauri/src/policy.rs");
    let code = code.split("#[cfg(test)]").next().expect("the program's part");
    assert_eq!(
        code.matches("media-src").count(),
        2,
        "policy.rs replaces that one source and touches no other:\n{code}"
    );
    assert_eq!(code.matches("-src").count(), 2, "no other directive is named");
    let setting: Vec<String> = sources("src-tauri/src", &[".rs"])
        .into_iter()
        .filter(|file| file.path != "src-tauri/src/policy.rs" && file.text.contains(".csp"))
        .map(|file| file.path)
        .collect();
    assert_eq!(setting, Vec::<String>::new(), "only policy.rs touches the policy");
    let player = read("src-tauri/src/player.rs");
    assert!(player.contains("Server::http(\"127.0.0.1:0\")"), "this computer only, a port of the system's choice");
    assert_eq!(player.matches("Server::http(").count(), 1);
}

#[test]
fn the_page_has_no_permission_beyond_the_approved_ones() {
    let files = sources("src-tauri/capabilities", &[".json", ".json5", ".toml"]);
    assert!(!files.is_empty(), "the capabilities were found");
    none(files.iter().flat_map(capability_faults).collect());
}

#[test]
fn the_window_has_only_the_approved_plugins_and_no_developer_tools() {
    none(manifest_faults(&read("src-tauri/Cargo.toml")));
    for file in sources("src-tauri/src", &[".rs"]) {
        assert!(!file.text.contains("devtools"), "{}: no developer tools in what people use", file.path);
        assert!(!file.text.contains("tauri_plugin_fs"), "{}: only the dialog uses it", file.path);
    }
}

#[test]
fn the_commands_of_the_window_are_exactly_the_approved_ones() {
    let approved = approved_names(&read(APPROVED_COMMANDS));
    let registered: BTreeSet<String> =
        sources("src-tauri/src", &[".rs"]).iter().flat_map(|file| registered_commands(&file.text)).collect();
    assert_eq!(registered, approved, "left: what the window registers, right: {APPROVED_COMMANDS}");
}

#[test]
fn the_page_knows_exactly_the_approved_commands() {
    let contract = read("ui/src/api/contract.ts");
    let known: BTreeSet<String> = contract_commands(&contract).into_iter().collect();
    assert_eq!(
        known,
        approved_names(&read(APPROVED_COMMANDS)),
        "left: ui/src/api/contract.ts, right: what is approved"
    );
}

#[test]
fn tauri_is_new_enough_to_hold_what_it_promises() {
    let lock = read("Cargo.lock");
    let version = lock
        .split("[[package]]")
        .find(|package| package.contains("\nname = \"tauri\"\n"))
        .and_then(|package| package.split("version = \"").nth(1))
        .and_then(|rest| rest.split('"').next())
        .expect("Cargo.lock names tauri");
    let parts: Vec<u32> = version.split('.').map_while(|part| part.parse().ok()).collect();
    assert!(parts.as_slice() >= [2, 11, 1].as_slice(), "tauri {version} is older than 2.11.1");
}

#[test]
fn each_loosened_setting_is_found() {
    let sound: Value = serde_json::json!({"app": {"security": {"freezePrototype": true, "csp":
        "default-src 'self'; img-src 'self' evidence:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-src 'none'"}}});
    assert_eq!(conf_faults(&sound), Vec::<String>::new(), "a sound one passes");
    let csp = |policy: &str| {
        let mut conf = sound.clone();
        conf["app"]["security"]["csp"] = policy.into();
        conf_faults(&conf).len()
    };
    let rest = "object-src 'none'; base-uri 'none'; form-action 'none'; frame-src 'none'";
    assert_eq!(csp(&format!("default-src 'self'; script-src 'self' 'unsafe-eval'; {rest}")), 1);
    assert_eq!(csp(&format!("default-src 'self'; img-src https:; {rest}")), 1);
    assert_eq!(csp(&format!("default-src 'self'; connect-src https://example.org; {rest}")), 1);
    assert_eq!(csp(&format!("default-src *; {rest}")), 1);
    assert_eq!(csp("default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'"), 1, "no frame-src");
    let set = |pointer: &str, value: Value| {
        let mut conf = sound.clone();
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer has a slash");
        conf.pointer_mut(parent).expect("the parent is there")[name] = value;
        conf_faults(&conf).len()
    };
    assert_eq!(set("/app/security/csp", Value::Null), 1);
    assert_eq!(set("/app/security/freezePrototype", false.into()), 1);
    assert_eq!(set("/app/withGlobalTauri", true.into()), 1);
    assert_eq!(set("/app/security/assetProtocol", serde_json::json!({"enable": true, "scope": []})), 1);
    assert_eq!(set("/app/security/dangerousDisableAssetCspModification", true.into()), 1);
    assert_eq!(set("/app/windows", serde_json::json!([{"label": "main", "url": "https://example.org"}])), 1);
}

#[test]
fn each_loosened_capability_and_dependency_is_found() {
    let faults = |text: &str| capability_faults(&SourceFile { path: "c.json".to_owned(), text: text.to_owned() }).len();
    assert_eq!(faults(r#"{"permissions": ["core:event:default"]}"#), 0);
    assert_eq!(faults(r#"{"permissions": ["fs:default"]}"#), 1);
    assert_eq!(faults(r#"{"permissions": [{"identifier": "opener:allow-open-path", "allow": []}]}"#), 1);
    assert_eq!(faults(r#"{"permissions": [], "remote": {"urls": ["https://example.org"]}}"#), 1);
    assert_eq!(faults(r#"{"permissions": ["core:event:default"], "x": "$HOME/**"}"#), 1);
    assert_eq!(faults(r#"{"windows": ["main"]}"#), 1, "without a list of permissions nothing was checked");
    assert_eq!(manifest_faults("tauri = { version = \"2\", features = [] }\ntauri-plugin-dialog = \"2\"").len(), 0);
    assert_eq!(manifest_faults("tauri-plugin-shell = \"2\"").len(), 1);
    assert_eq!(manifest_faults("tauri = { version = \"2\", features = [\"devtools\"] }").len(), 1);
}

#[test]
fn commands_are_read_with_their_paths_and_comments_cut_off() {
    let code = "tauri::generate_handler![\n  commands::case_list, // all\n  commands::evidence::get,\n]";
    assert_eq!(registered_commands(code), ["case_list", "get"]);
    assert_eq!(registered_commands("fn main() {}"), Vec::<String>::new());
    let contract =
        "interface Commands {\n  case_list: [Nothing, A];\n  get: [{ id: B }, C];\n}\ninterface X { y: [Z] }";
    assert_eq!(contract_commands(contract), ["case_list", "get"]);
    assert_eq!(approved_names("# why\ncase_list\n\nget\n").len(), 2);
}

fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "the window is open where it must be shut:\n{}", faults.join("\n"));
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn conf_faults(conf: &Value) -> Vec<String> {
    let security = &conf["app"]["security"];
    let mut faults = match security["csp"].as_str() {
        Some(policy) => csp_faults(policy),
        None => vec!["no content security policy in one line".to_owned()],
    };
    let mut want = |holds: bool, what: &str| {
        if !holds {
            faults.push(what.to_owned());
        }
    };
    want(security["freezePrototype"] == Value::Bool(true), "freezePrototype is off");
    want(conf["app"]["withGlobalTauri"] != Value::Bool(true), "withGlobalTauri is on");
    want(security["assetProtocol"]["enable"] != Value::Bool(true), "the asset protocol reads files by path");
    let disabled = &security["dangerousDisableAssetCspModification"];
    want(disabled.is_null() || *disabled == Value::Bool(false), "nonces are switched off");
    let windows = conf["app"]["windows"].as_array().map(Vec::as_slice).unwrap_or_default();
    want(!windows.iter().any(|w| w["url"].as_str().is_some_and(|url| url.contains(':'))), "a window opens an address");
    faults
}

fn csp_faults(policy: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let directives: Vec<Vec<&str>> =
        policy.split(';').map(|d| d.split_whitespace().collect::<Vec<_>>()).filter(|d| !d.is_empty()).collect();
    for directive in &directives {
        for source in directive[1..].iter().filter(|source| !CSP_SOURCES.contains(source)) {
            faults.push(format!("csp: {} allows {source}", directive[0]));
        }
    }
    for needed in ["default-src", "object-src", "base-uri", "form-action", "frame-src"] {
        if !directives.iter().any(|directive| directive[0] == needed) {
            faults.push(format!("csp: {needed} is missing"));
        }
    }
    faults
}

fn capability_faults(file: &SourceFile) -> Vec<String> {
    let SourceFile { path, text } = file;
    let mut faults = Vec::new();
    if text.contains("**") {
        faults.push(format!("{path}: a pattern that takes everything"));
    }
    let Ok(capability) = serde_json::from_str::<Value>(text) else {
        faults.push(format!("{path}: not plain JSON"));
        return faults;
    };
    if !capability["remote"].is_null() {
        faults.push(format!("{path}: remote pages"));
    }
    let Some(permissions) = capability["permissions"].as_array() else {
        faults.push(format!("{path}: no list of permissions"));
        return faults;
    };
    for permission in permissions {
        if !permission.as_str().is_some_and(|name| PERMISSIONS.contains(&name)) {
            faults.push(format!("{path}: {permission} is not approved"));
        }
    }
    faults
}

fn manifest_faults(manifest: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for line in manifest.lines() {
        let name = line.split(['=', '.', ' ']).next().unwrap_or_default().trim();
        if name.strip_prefix("tauri-plugin-").is_some_and(|plugin| !PLUGINS.contains(&plugin)) {
            faults.push(format!("{name} is not approved"));
        }
        if line.contains("devtools") {
            faults.push(format!("developer tools: {line}"));
        }
    }
    faults
}

fn approved_names(list: &str) -> BTreeSet<String> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

/// Last names of the paths in `generate_handler![...]`.
fn registered_commands(code: &str) -> Vec<String> {
    let Some((_, rest)) = code.split_once("generate_handler![") else { return Vec::new() };
    let list = rest.split(']').next().unwrap_or_default();
    list.lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<String>()
        .split(',')
        .filter_map(|path| path.trim().rsplit("::").next().map(str::to_owned))
        .filter(|name| !name.is_empty())
        .collect()
}

/// Member names of `interface Commands { ... }`.
fn contract_commands(contract: &str) -> Vec<String> {
    let body = contract.split_once("interface Commands {").and_then(|(_, rest)| rest.split_once("\n}"));
    let lines = body.map_or("", |(body, _)| body).lines();
    lines.filter_map(|line| line.trim().split_once(": [").map(|(name, _)| name.to_owned())).collect()
}
