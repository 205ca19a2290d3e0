//! The commands of 如何核验.txt, cut out of the file and typed as they are.

use std::path::Path;

use liuzheng_core::bundle::timestamp::{Digest, Proof, Question, Trust, chain_pem, judge, request};
use liuzheng_core::model::{Lang, Sha256};
use liuzheng_tests::tools::{find, need, run};
use liuzheng_tests::tsa::{How, Keys, Pki};

use crate::sample::{Bundle, sample};

/// The command numbered `number` in the section of `system`.
fn command(text: &str, system: &str, number: u32) -> String {
    let section = text.split(&format!("---- {system}")).nth(1).expect("a section").split("\n---- ").next();
    let mut lines = section.expect("text").lines().skip_while(|l| *l != format!("# {number}"));
    lines.nth(1).expect("a command of one line").to_owned()
}

fn guide(folder: &Path) -> String {
    let names = ["proof/如何核验.txt", "proof/how-to-verify.txt"].map(|n| folder.join(n));
    let found = names.iter().find(|n| n.exists()).expect("instructions are in every bundle");
    std::fs::read_to_string(found).expect("UTF-8")
}

/// What the commands 1, 2 and 4 of `system` print, and whether all ended with OK.
pub fn typed(folder: &Path, guide: &str, system: &str) -> (bool, String) {
    let (mut all, mut said) = (true, String::new());
    for number in [1, 2, 4] {
        let (_, text) = run(need("bash"), &["-c", &command(guide, system, number)], folder);
        all &= text.lines().last() == Some("OK");
        said.push_str(&text);
    }
    (all, said)
}

#[test]
fn every_command_passes_on_a_whole_bundle_in_both_languages() {
    for lang in [Lang::ZhCn, Lang::En] {
        let bundle = Bundle::of(&sample(3), lang);
        let text = guide(&bundle.folder);
        // macOS has shasum where Linux has sha256sum; Debian has both. BSD's own sed, cut and find are not here.
        need("shasum");
        for system in ["Linux", "macOS"] {
            let (ok, said) = typed(&bundle.folder, &text, system);
            assert!(ok && said == "OK\nOK\nOK\n", "{system}: {said}");
            let (_, print) = run(need("bash"), &["-c", &command(&text, system, 3)], &bundle.folder);
            assert_eq!(print.trim(), bundle.written.fingerprint, "{system}");
        }
    }
}

#[test]
fn every_powershell_command_passes_where_there_is_a_powershell() {
    let bundle = Bundle::of(&sample(3), Lang::ZhCn);
    let text = guide(&bundle.folder);
    for number in 1..=4 {
        let line = command(&text, "Windows", number);
        assert!(!line.contains('"') || line.matches('"').count().is_multiple_of(2), "quotes are paired: {line}");
        let Some(pwsh) = find("pwsh") else { continue };
        let (_, said) = run(pwsh, &["-NoProfile", "-Command", &line], &bundle.folder);
        let expected = if number == 3 { bundle.written.fingerprint.as_str() } else { "OK" };
        assert_eq!(said.trim(), expected, "command {number}");
    }
    if let Some(pwsh) = find("pwsh") {
        let (code, said) = run(pwsh, &["-NoProfile", "-File", "proof/verify.ps1"], &bundle.folder);
        assert_eq!(code, Some(0), "{said}");
    }
}

#[test]
fn the_script_runs_from_anywhere_and_its_exit_code_tells() {
    let bundle = Bundle::of(&sample(2), Lang::ZhCn);
    let script = bundle.folder.join("proof/verify.sh");
    let script = script.to_str().expect("UTF-8");
    for shell in ["sh", "bash"] {
        let (code, said) = run(need(shell), &[script], Path::new("/"));
        assert_eq!(code, Some(0), "{shell}: {said}");
        assert!(said.contains(&format!("Fingerprint: {}", bundle.written.fingerprint)), "{said}");
    }
    std::fs::write(bundle.folder.join("data/extra.txt"), "x").expect("written");
    let (code, said) = run(need("sh"), &[script], Path::new("/"));
    assert!(code == Some(1) && said.contains("EXTRA    data/extra.txt"), "{said}");
    std::fs::remove_file(bundle.folder.join("manifest-sha256.txt")).expect("removed");
    assert_eq!(run(need("sh"), &[script], Path::new("/")).0, Some(2), "can't judge without its lists");
}

#[test]
fn the_instructions_say_what_a_check_does_not_show() {
    let bundle = Bundle::of(&sample(0), Lang::ZhCn);
    let text = guide(&bundle.folder);
    assert!(text.starts_with('\u{feff}'), "older editors need the mark");
    for words in ["不能说明什么", "未经第三方认证", "What it does not show", "If in doubt", "若有怀疑"]
    {
        assert!(text.to_lowercase().contains(&words.to_lowercase()), "{words}");
    }
    for claim in ["具有法律效力", "不可篡改", "tamper-proof"] {
        assert!(!text.contains(claim), "{claim} is promised nowhere");
    }
}

/// What a service would give.
pub fn token(pki: &Pki, hash: &Sha256) -> Proof {
    let request = request(hash, [0x42; 8]).expect("made");
    let token = pki.reply(&request, &How { precision: 3, ..How::default() }).expect("signed");
    let trust = Trust::none();
    let question = Question { token: &token, request: None, trust: &trust, untrusted: None, at: None, path: "" };
    let judged =
        judge(&question, &mut |d| Ok((d == Digest::Sha256).then(|| hash.as_bytes().to_vec()))).expect("judged");
    Proof { chain: chain_pem(&judged), token, request }
}

#[test]
fn the_timestamp_is_checked_by_the_command_as_written_with_a_root_from_elsewhere() {
    let pki = Pki::new(Keys::Rsa);
    let bundle = Bundle::with(&sample(1), Lang::ZhCn, |hash| Some(token(&pki, hash)));
    let text = guide(&bundle.folder);
    let root = bundle.folder.parent().expect("a folder").join("root.pem");
    let typed5 = |system: &str| run(need("bash"), &["-c", &command(&text, system, 5)], &bundle.folder);
    std::fs::copy(pki.root(), &root).expect("the root, got from the service");
    for system in ["Linux", "macOS", "Windows"] {
        let (code, said) = typed5(system);
        assert!(code == Some(0) && said.lines().any(|l| l == "Verification: OK"), "{system}: {said}");
    }
    let (ok, said) = typed(&bundle.folder, &text, "Linux");
    assert!(ok, "the root beside the folder is no file of the bundle: {said}");
    let time = text.lines().find(|l| l.starts_with("openssl ts -reply")).expect("a second command");
    let (code, said) = run(need("bash"), &["-c", time], &bundle.folder);
    assert!(code == Some(0) && said.contains("Time stamp: "), "{said}");

    let strange = Pki::new(Keys::Rsa);
    std::fs::copy(strange.root(), &root).expect("copied");
    assert_ne!(typed5("Linux").0, Some(0), "the root of somebody else");
    std::fs::copy(pki.root(), &root).expect("copied");
    let other = Bundle::with(&sample(2), Lang::ZhCn, |_| None);
    std::fs::copy(other.folder.join("data/evidence.sha256"), bundle.folder.join("data/evidence.sha256"))
        .expect("copied");
    assert_ne!(typed5("Linux").0, Some(0), "the list of another bundle");
}
