//! A bundle with a password: 7-Zip opens it with that and with no other, and neither the password nor a word of the case
//! is anywhere outside.

use std::fs;
use std::path::Path;

use liuzheng_tests::cli::{Cli, id};
use liuzheng_tests::tools::{need, run};

#[test]
fn seven_zip_opens_it_with_the_password_and_with_no_other_and_nothing_can_be_read_without() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let cli = Cli::new();
    let case = id(&cli.ok(["case", "new", "--title", "羽绒服", "--platform", "taobao"])["id"]);
    // Larger than what a writer keeps in memory of an entry, and smaller.
    let secret = b"said-in-the-chat-only".repeat(500_000);
    fs::write(path("big.txt"), &secret).expect("written");
    fs::write(path("small.txt"), b"said-in-the-chat-only").expect("written");
    cli.ok(["import", &case, &text(&path("big.txt")), &text(&path("small.txt"))]);
    fs::write(path("password"), "密码 pass1!\r\nnot this line\n").expect("written");
    let zip = path("a.zip");
    let done = cli.ok(["export", &case, "--to", &text(&zip), "--no-pdf", "--password-file", &text(&path("password"))]);
    let bytes = fs::read(&zip).expect("there");
    assert_eq!(done["bytes"], bytes.len());
    for hidden in ["said-in-the-chat-only", "密码 pass1!", "羽绒服"] {
        assert!(!bytes.windows(hidden.len()).any(|w| w == hidden.as_bytes()), "{hidden} can be read");
    }
    for entry in fs::read_dir(cli.vault()).expect("the vault").flatten().filter(|e| e.path().is_file()) {
        let kept = fs::read(entry.path()).expect("read");
        assert!(!kept.windows(6).any(|w| w == b"pass1!"), "{} keeps the password", entry.path().display());
    }

    let seven = need("7z");
    let (code, said) = run(&seven, &["t", "-p密码 pass1!", &text(&zip)], folder.path());
    assert!(code == Some(0) && said.contains("Everything is Ok"), "7z: {said}");
    let (code, said) = run(&seven, &["t", "-pwrong", &text(&zip)], folder.path());
    assert!(code != Some(0) && said.contains("Wrong password"), "7z with another: {said}");
    let (_, said) = run(&seven, &["l", "-slt", &text(&zip)], folder.path());
    assert!(said.contains("Method = AES-256 Store"), "{said}");
    let (code, said) = run(&seven, &["x", "-p密码 pass1!", "-oout", &text(&zip)], folder.path());
    assert_eq!(code, Some(0), "{said}");
    let bag = fs::read_dir(path("out")).expect("unpacked").flatten().next().expect("one folder").path();
    assert_eq!(cli.ok(["verify", &text(&bag)])["verdict"], "intact");
    let (code, said) = run(need("bagit.py"), &["--validate", &text(&bag)], folder.path());
    assert_eq!(code, Some(0), "bagit: {said}");

    let report = cli.run(["verify", &text(&zip)]);
    assert!(report.stdout.contains("zip.encrypted"), "the check says why it can't: {}", report.stdout);
    fs::write(path("password"), "\n").expect("written");
    let refused =
        cli.run(["export", &case, "--to", &text(&path("b.zip")), "--password-file", &text(&path("password"))]);
    assert!(refused.code != Some(0) && !path("b.zip").exists(), "no empty password: {}", refused.stderr);
}
