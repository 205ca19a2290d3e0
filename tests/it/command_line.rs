//! The contract of the command line, from outside: JSON, exit codes, and a clock that can be set.

use std::fs;
use std::path::Path;

use liuzheng_tests::cli::{Cli, id};
use serde_json::{Value, json};

fn new_case(cli: &Cli) -> String {
    let made = cli.ok([
        "case",
        "new",
        "--title",
        "羽绒服含绒量不符",
        "--platform",
        "pinduoduo",
        "--merchant",
        "暖冬服饰官方店",
        "--amount",
        "386.00",
        "--purchased-at",
        "2026-11-03 14:02",
    ]);
    id(&made["id"])
}

/// data/case.json of a bundle.
fn facts(bundle: &str) -> Value {
    let mut zip = zip::ZipArchive::new(fs::File::open(bundle).expect("a bundle")).expect("a ZIP");
    let all = 0..zip.len();
    let is_facts = |i: usize| zip.by_index(i).is_ok_and(|e| e.name().is_ok_and(|n| n.ends_with("/data/case.json")));
    let at = all.map(is_facts).position(|is| is).expect("the facts");
    serde_json::from_reader(zip.by_index(at).expect("an entry")).expect("JSON")
}

fn files(dir: &Path, names: &[&str]) {
    for (i, name) in names.iter().enumerate() {
        let path = dir.join(name);
        fs::create_dir_all(path.parent().expect("it lies in dir")).expect("a new folder");
        fs::write(path, format!("内容 {i}")).expect("a new file");
    }
}

#[test]
fn a_folder_without_a_vault_is_an_error_for_every_command_and_stays_empty() {
    let dir = tempfile::tempdir().unwrap();
    let cli = Cli::at(&dir.path().join("none"));
    for command in [&["case", "list"][..], &["check"], &["search", "x"], &["recover"]] {
        let run = cli.run(command);
        assert_eq!((run.code, run.error()), (Some(2), Some("vault_missing")), "{command:?}: {}", run.stdout);
    }
    assert!(!dir.path().join("none").exists(), "an error never makes a new, empty vault");
    cli.ok(["init"]);
    assert_eq!(cli.run(["init"]).error(), Some("vault_exists"));
}

#[test]
fn what_was_noted_of_a_case_is_shown_again() {
    let cli = Cli::new();
    let case = new_case(&cli);
    let number = cli.ok([
        "id",
        "add",
        &case,
        "--kind",
        "payment_serial",
        "--provider",
        "alipay",
        "--value",
        "2026110322001411186252760189",
    ]);
    assert_eq!(number["normalized"], "2026110322001411186252760189");
    cli.ok(["case", "edit", &case, "--status", "negotiating", "--received-at", "2026-11-06"]);
    let shown = cli.ok(["case", "show", &case]);
    assert_eq!(shown["facts"]["amount_fen"], 38600);
    assert_eq!(shown["facts"]["ordered_at"], json!({"at": "2026-11-03T06:02:00Z", "tz": "+08:00"}));
    assert_eq!(shown["facts"]["received_at"], json!({"at": "2026-11-06", "tz": "+08:00"}), "a day stays a day");
    assert_eq!(shown["facts"]["status"], "negotiating");
    assert_eq!(shown["identifiers"][0]["kind"], "payment_serial");
    assert_eq!(cli.ok(["case", "list", "--query", "0322001411"])["cases"][0]["id"], case);
    assert_eq!(cli.ok(["search", "绒"])["hits"][0]["field"], "title");
}

#[test]
fn an_import_tells_of_every_file_what_became_of_it() {
    let cli = Cli::new();
    let case = new_case(&cli);
    let dir = tempfile::tempdir().unwrap();
    files(dir.path(), &["聊天 1.png", "sub/.hidden", "sub/b.txt"]);
    fs::write(dir.path().join("copy of b"), fs::read(dir.path().join("sub/b.txt")).unwrap()).unwrap();
    fs::write(dir.path().join("empty"), b"").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(dir.path().join("sub/b.txt"), dir.path().join("link")).unwrap();
    let path = dir.path().to_str().unwrap();
    assert_eq!(
        cli.run(["import", &case, path]).json["refused"][0]["code"],
        "special_file",
        "a folder needs --recursive"
    );
    let run = cli.run([
        "import",
        &case,
        path,
        "--recursive",
        "--kind",
        "chat_aftersale",
        "--shown-at",
        "2026-11-12 14:03:27",
    ]);
    assert_eq!(run.code, Some(1), "done, with refused files");
    let (imported, duplicates, refused) = (&run.json["imported"], &run.json["duplicates"], &run.json["refused"]);
    assert_eq!(imported.as_array().unwrap().len(), 3, "{imported}");
    assert_eq!(duplicates.as_array().unwrap().len(), 1, "{duplicates}");
    let mut codes: Vec<&str> = refused.as_array().unwrap().iter().filter_map(|r| r["code"].as_str()).collect();
    codes.sort_unstable();
    assert_eq!(codes, if cfg!(unix) { vec!["empty_file", "symlink"] } else { vec!["empty_file"] });
    assert!(run.json.get("error").is_none(), "it did not stop early");
    let saved: usize = run.notes("saved").iter().map(|s| s.as_array().map_or(0, Vec::len)).sum();
    assert_eq!(saved, 3, "what is saved is told on stderr as it is saved");
    let list = cli.ok(["evidence", "list", &case]);
    let first = &list["evidence"][0];
    assert_eq!((&first["number"], &first["kind"]), (&json!("E001"), &json!("chat_aftersale")));
    assert_eq!(first["shown_at"]["at"], "2026-11-12T06:03:27Z");
    assert!(first["evidence"].is_i64(), "the vault-wide id is called evidence");
}

#[test]
fn an_original_comes_out_as_it_went_in_and_never_over_another_file() {
    let cli = Cli::new();
    let case = new_case(&cli);
    let dir = tempfile::tempdir().unwrap();
    let bytes: Vec<u8> = (0..3_000_000u32).map(|i| i.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    fs::write(dir.path().join("a.bin"), &bytes).unwrap();
    let imported = cli.ok(["import", &case, dir.path().join("a.bin").to_str().unwrap()]);
    let evidence = id(&imported["imported"][0]["evidence"]);
    let out = dir.path().join("out.bin");
    cli.ok(["evidence", "get", &evidence, "--to", out.to_str().unwrap()]);
    assert_eq!(fs::read(&out).unwrap(), bytes);
    assert_eq!(cli.run(["evidence", "get", &evidence, "--to", out.to_str().unwrap()]).error(), Some("target_exists"));
    assert_eq!(cli.run(["evidence", "remove", &evidence]).error(), Some("invalid_value"), "removing wants --yes");
    cli.ok(["evidence", "remove", &evidence, "--yes"]);
    assert_eq!(cli.run(["evidence", "get", &evidence, "--to", "x"]).error(), Some("not_found"));
    assert_eq!(cli.ok(["check"])["verdict"], "whole");
}

#[test]
fn an_export_is_byte_identical_for_the_same_vault_and_clock_and_never_replaces_in_silence() {
    let cli = Cli::new();
    let case = new_case(&cli);
    let dir = tempfile::tempdir().unwrap();
    files(dir.path(), &["a.txt", "b.txt"]);
    cli.ok(["import", &case, dir.path().to_str().unwrap(), "--recursive"]);
    let twin = dir.path().join("twin");
    fs::create_dir(&twin).unwrap();
    for file in ["vault.db", "originals.db"] {
        fs::copy(cli.vault().join(file), twin.join(file)).unwrap();
    }
    let (one, two) = (dir.path().join("one.zip"), dir.path().join("two.zip"));
    let made = cli.ok(["export", &case, "--to", one.to_str().unwrap()]);
    for member in ["path", "sha256", "fingerprint", "entries", "bytes"] {
        assert!(!made[member].is_null(), "{member} is part of the contract: {made}");
    }
    Cli::at(&twin).ok(["export", &case, "--to", two.to_str().unwrap()]);
    assert_eq!(fs::read(&one).unwrap(), fs::read(&two).unwrap());
    assert_eq!(made["bytes"], fs::metadata(&one).unwrap().len());
    assert_eq!(cli.run(["export", &case, "--to", one.to_str().unwrap()]).error(), Some("target_exists"));
    cli.ok(["export", &case, "--to", one.to_str().unwrap(), "--replace"]);
    assert_ne!(fs::read(&one).unwrap(), fs::read(&two).unwrap(), "the second bundle shows the first export");
    let events: Vec<Value> =
        cli.ok(["log", &case])["entries"].as_array().unwrap().iter().map(|e| e["event"].clone()).collect();
    assert_eq!(events.last().unwrap(), "bundle.exported");
    assert_eq!(cli.ok(["log", &case])["entries"][0]["clock"], "set", "entries under LIUZHENG_NOW say so");
}

#[test]
fn verify_needs_no_vault_and_its_exit_code_is_the_verdict() {
    let cli = Cli::new();
    let case = new_case(&cli);
    let dir = tempfile::tempdir().unwrap();
    files(dir.path(), &["a.txt"]);
    cli.ok(["import", &case, dir.path().join("a.txt").to_str().unwrap()]);
    let zip = dir.path().join("包.zip");
    let made = cli.ok(["export", &case, "--to", zip.to_str().unwrap()]);
    let stranger = Cli::at(&dir.path().join("no vault here"));
    let run = stranger.run(["verify", zip.to_str().unwrap()]);
    assert_eq!((run.code, &run.json["verdict"]), (Some(0), &json!("intact")), "{}", run.stdout);
    assert_eq!(run.json["fingerprint"], made["fingerprint"]);
    let mut bytes = fs::read(&zip).unwrap();
    let at = bytes.windows("内容 0".len()).position(|w| w == "内容 0".as_bytes()).unwrap();
    bytes[at] ^= 1;
    fs::write(&zip, &bytes).unwrap();
    let run = stranger.run(["verify", zip.to_str().unwrap()]);
    assert_eq!((run.code, &run.json["verdict"]), (Some(1), &json!("altered")));
    assert!(
        run.json["findings"].as_array().unwrap().iter().any(|f| f["path"] == "data/originals/E001.txt"),
        "{}",
        run.stdout
    );
    fs::write(&zip, b"no bundle at all").unwrap();
    let run = stranger.run(["verify", zip.to_str().unwrap()]);
    assert_eq!((run.code, &run.json["verdict"]), (Some(2), &json!("unusable")));
}

#[test]
fn a_later_bundle_is_held_beside_an_earlier_one_and_a_bag_of_others_is_called_that() {
    let cli = Cli::new();
    let case = new_case(&cli);
    let dir = tempfile::tempdir().unwrap();
    files(dir.path(), &["a.txt", "b.txt"]);
    let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    cli.ok(["import", &case, &at("a.txt")]);
    cli.ok(["export", &case, "--to", &at("first.zip"), "--no-pdf"]);
    let second = id(&cli.ok(["import", &case, &at("b.txt")])["imported"][0]["evidence"]);
    cli.ok(["evidence", "edit", &second, "--title", "第二件"]);
    cli.ok(["export", &case, "--to", &at("second.zip"), "--no-pdf"]);
    let stranger = Cli::at(&dir.path().join("no vault here"));
    let run = stranger.run(["verify", &at("second.zip"), "--previous", &at("first.zip")]);
    assert_eq!((run.code, &run.json["verdict"], &run.json["kind"]), (Some(0), &json!("intact"), &json!("liuzheng")));
    let previous = &run.json["previous"];
    assert_eq!((&previous["growth"], &previous["added"]), (&json!("grew"), &json!(["E002"])), "{previous}");
    assert_eq!((&previous["described"], &previous["removed"]), (&json!(["E002"]), &json!([])), "{previous}");
    let run = stranger.run(["verify", &at("first.zip"), "--previous", &at("second.zip")]);
    assert_eq!((run.code, &run.json["findings"][0]["code"]), (Some(1), &json!("previous.later")));
    // Which one it goes on from stands in the bundle: the last that was made, or the one that is given.
    let named = |zip: &str, more: &[&str]| {
        let zip = at(zip);
        let args = [&["export", &*case, "--to", &*zip, "--no-pdf", "--replace"], more].concat();
        cli.ok(args);
        facts(&zip)["previous"].take()
    };
    assert_eq!(facts(&at("first.zip"))["previous"], json!(null));
    let made = |zip: &str| stranger.run(["verify", &at(zip)]).json["fingerprint"].take();
    let told = facts(&at("second.zip"))["previous"].take();
    assert_eq!((&told["fingerprint"], &told["added"]), (&made("first.zip"), &json!(["E002"])), "{told}");
    let told = named("third.zip", &[]);
    assert_eq!((&told["fingerprint"], &told["added"]), (&made("second.zip"), &json!([])), "{told}");
    let told = named("third.zip", &["--previous", &at("first.zip")]);
    assert_eq!((&told["fingerprint"], &told["described"]), (&made("first.zip"), &json!(["E002"])), "{told}");
    let plan = cli.ok(["export", &case, "--to", &at("none.zip"), "--no-pdf", "--plan", "--previous", &at("first.zip")]);
    assert_eq!((&plan["previous"]["fingerprint"], &plan["previous"]["added"]), (&made("first.zip"), &json!(["E002"])));
    let other = new_case(&cli);
    let run = cli.run(["export", &other, "--to", &at("none.zip"), "--no-pdf", "--previous", &at("first.zip")]);
    assert_eq!((run.code, run.error()), (Some(2), Some("previous_unfit")), "{}", run.stderr);
    assert!(!Path::new(&at("none.zip")).exists(), "nothing is written");
    let run = stranger.run(["verify", &at("second.zip"), "--previous", &at("a.txt")]);
    assert_eq!((run.code, run.error()), (Some(2), Some("bundle_unusable")));

    let bag = dir.path().join("bag");
    fs::create_dir_all(bag.join("data")).unwrap();
    fs::write(bag.join("bagit.txt"), "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n").unwrap();
    fs::write(bag.join("data/hello.txt"), "hello\n").unwrap();
    fs::write(bag.join("manifest-md5.txt"), "b1946ac92492d2347c6235b4d2611184 *data/hello.txt\n").unwrap();
    let run = stranger.run(["verify", bag.to_str().unwrap()]);
    assert_eq!((run.code, &run.json["kind"], &run.json["fingerprint"]), (Some(0), &json!("bagit"), &json!(null)));
    let codes: Vec<&str> = run.json["warnings"].as_array().unwrap().iter().filter_map(|w| w["code"].as_str()).collect();
    assert_eq!(codes, ["manifest.star", "manifest.weak"]);
    fs::write(bag.join("data/hello.txt"), "hello").unwrap();
    assert_eq!(stranger.run(["verify", bag.to_str().unwrap()]).code, Some(1));
}

#[test]
fn what_can_not_be_understood_is_a_usage_error_and_names_what_is_known() {
    let cli = Cli::new();
    assert_eq!(cli.run(["frobnicate"]).code, Some(2));
    assert_eq!(cli.run(["frobnicate"]).error(), Some("usage"), "with --json too");
    let case = new_case(&cli);
    let unread = cli.run(["export", &case, "--to", "x.zip", "--password-file", "/nonexistent/y"]);
    assert_eq!((unread.code, unread.error()), (Some(2), Some("not_found")), "no such file of a password");
    let nowhere = cli.run(["export", &case, "--to", "x.zip", "--channel", "y"]);
    assert_eq!(nowhere.error(), Some("invalid_value"));
    assert!(nowhere.json["error"]["params"]["reason"].as_str().unwrap().contains("12315"), "{}", nowhere.stdout);
    assert_eq!(cli.run(["verify", "x.zip", "--trust", "y"]).error(), Some("not_found"), "no such file of roots");
    let run = cli.run(["case", "new", "--title", "x", "--platform", "ebay"]);
    assert_eq!((run.code, run.error()), (Some(2), Some("invalid_value")));
    assert!(run.json["error"]["params"]["reason"].as_str().unwrap().contains("taobao"), "{}", run.stdout);
    assert_eq!(cli.run(["case", "show", "0000000000000000"]).error(), Some("not_found"));
    let bad = Cli::at(cli.vault()).clock("yesterday").run(["case", "list"]);
    assert_eq!((bad.code, bad.error()), (Some(2), Some("invalid_value")));
}

#[test]
fn one_of_two_writers_is_told_that_the_vault_is_busy_and_nothing_is_harmed() {
    let cli = Cli::new();
    let case = new_case(&cli);
    let dir = tempfile::tempdir().unwrap();
    let mut ok = 0;
    for round in 0..20 {
        files(dir.path(), &[&format!("{round}a"), &format!("{round}b")]);
        for half in ["a", "b"] {
            // Different bytes, so that neither is a duplicate.
            fs::write(dir.path().join(format!("{round}{half}")), format!("{round} {half}")).unwrap();
        }
        let path = |half: &str| dir.path().join(format!("{round}{half}")).to_str().unwrap().to_owned();
        let first = cli
            .command(["import", &case, &path("a")])
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let second = cli.run(["import", &case, &path("b")]);
        let first = first.wait_with_output().unwrap();
        for (code, json) in
            [(first.status.code(), serde_json::from_slice(&first.stdout).unwrap()), (second.code, second.json.clone())]
        {
            let json: Value = json;
            match code {
                Some(0) => ok += 1,
                Some(3) => assert_eq!(json["error"]["code"], "vault_busy", "{json}"),
                other => panic!("{other:?}: {json}"),
            }
        }
    }
    assert!(ok >= 20, "at least one of each two gets through: {ok}");
    assert_eq!(cli.ok(["case", "show", &case])["evidence"]["total"], ok);
    assert_eq!(cli.ok(["check"])["verdict"], "whole");
}
