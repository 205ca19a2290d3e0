//! The commands of 如何核验.txt, cut out of the file and typed as they are.

use std::path::Path;

use liuzheng_core::model::Lang;
use liuzheng_tests::tools::{find, need, run};

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
