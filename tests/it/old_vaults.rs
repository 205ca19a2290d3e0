//! Vaults of older versions, kept as they were written (`tests/fixtures/vault-N`): each opens, is brought up to date
//! and still tells what it told, and its bundle is one that today's check calls intact.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use liuzheng_tests::cli::{Cli, id};
use liuzheng_tests::repo::root;
use serde_json::Value;

#[test]
fn a_vault_of_the_first_version_opens_and_tells_what_it_told() {
    still_tells("vault-1", &["7fb3272093479ac4", "e3d47b8be2ded304"]);
}

fn still_tells(name: &str, cases: &[&str]) {
    let fixture = root().join("tests/fixtures").join(name);
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let vault = folder.path().join("vault");
    fs::create_dir(&vault).expect("a new folder");
    for file in ["vault.db", "originals.db"] {
        fs::copy(fixture.join(file), vault.join(file)).expect("the fixture can be copied");
    }
    let cli = Cli::at(&vault);
    let check = cli.ok(["check"]);
    assert_eq!((&check["verdict"], &check["findings"]), (&"whole".into(), &Value::Array(vec![])));
    let mut told = String::new();
    for case in cases {
        tell(&cli, case, &mut told);
        let zip = folder.path().join(format!("{case}.zip"));
        cli.ok(["export", case, "--to", zip.to_str().expect("a path of this test")]);
        assert_eq!(cli.ok(["verify", zip.to_str().expect("a path of this test")])["verdict"], "intact");
    }
    let kept = fs::read_to_string(fixture.with_extension("txt")).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(told, kept, "what an older version wrote is read as it was meant");
    assert_untouched(&fixture, &vault);
}

/// What the old version knew, and no word of what came later.
fn tell(cli: &Cli, case: &str, to: &mut String) {
    let shown = cli.ok(["case", "show", case]);
    let facts = &shown["facts"];
    let _ = writeln!(to, "{case} {} {} {} {}", facts["title"], facts["platform"], facts["seller"], facts["amount_fen"]);
    for number in shown["identifiers"].as_array().into_iter().flatten() {
        let _ = writeln!(to, "  {} {} {}", number["kind"], number["provider"], number["normalized"]);
    }
    for piece in cli.ok(["evidence", "list", case])["evidence"].as_array().into_iter().flatten() {
        let view = |name: &str| piece[name].clone();
        let parts =
            ["number", "name", "sha256", "kind", "title", "proves", "shown_at", "file_at", "imported"].map(view);
        let _ = writeln!(to, "  {}", Value::from(parts.to_vec()));
        let out = tempfile::tempdir().expect("a temporary folder can be made");
        let file = out.path().join("out");
        cli.ok(["evidence", "get", &id(&piece["evidence"]), "--to", file.to_str().expect("a path of this test")]);
        let bytes = fs::read(&file).expect("it was written");
        assert_eq!(view("sha256"), liuzheng_core::model::hash_bytes(&bytes).hex(), "byte for byte");
    }
    // Later entries are those of this test.
    for entry in cli.ok(["log", case])["entries"].as_array().into_iter().flatten() {
        if entry["at"].as_str().is_some_and(|at| at > "2026-11-25T00") {
            let _ = writeln!(to, "  {} {} {}", entry["seq"], entry["event"], entry["hash"]);
        }
    }
}

/// Before it is brought up to date a vault is copied beside itself.
fn assert_untouched(fixture: &Path, vault: &Path) {
    let copies: Vec<_> = fs::read_dir(vault)
        .expect("a folder of this test")
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("vault.before-"))
        .collect();
    let old = fs::read(fixture.join("vault.db")).expect("a vault has facts");
    let now = fs::read(vault.join("vault.db")).expect("a vault has facts");
    let version = |file: &[u8]| u32::from_be_bytes([file[60], file[61], file[62], file[63]]);
    assert_eq!(copies.len(), usize::from(version(&old) != version(&now)), "{copies:?}");
}
