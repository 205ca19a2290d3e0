//! Tools that read ZIPs, hashes and bags, each with its own code.

use liuzheng_core::model::Lang;
use liuzheng_tests::tools::{find, need, run};

use crate::sample::{Bundle, sample};

#[test]
fn every_zip_tool_finds_the_bundle_whole() {
    let bundle = Bundle::of(&sample(3), Lang::ZhCn);
    let zip = bundle.zip.to_str().expect("UTF-8");
    let (code, said) = run(need("unzip"), &["-tq", zip], &bundle.folder);
    assert_eq!(code, Some(0), "unzip: {said}");
    let (code, said) = run(need("python3"), &["-m", "zipfile", "-t", zip], &bundle.folder);
    assert!(code == Some(0) && !said.contains("corrupt"), "python: {said}");
    let names = "import sys,zipfile\nfor i in zipfile.ZipFile(sys.argv[1]).infolist(): print(i.filename)";
    let (_, said) = run(need("python3"), &["-c", names, zip], &bundle.folder);
    assert!(said.contains("data/证据报告.html") && said.contains("proof/如何核验.txt"), "Chinese names: {said}");
    if let Some(seven) = find("7z") {
        let (code, said) = run(seven, &["t", zip], &bundle.folder);
        assert!(code == Some(0) && said.contains("Everything is Ok"), "7z: {said}");
    }
}

#[test]
fn sha256sum_and_bagit_accept_what_is_whole_and_refuse_what_is_not() {
    let bundle = Bundle::of(&sample(2), Lang::ZhCn);
    let bagit = need("bagit.py");
    let folder = bundle.folder.to_str().expect("UTF-8");
    let sums = |dir: &str, list: &str| run(need("sha256sum"), &["-c", "--strict", list], &bundle.folder.join(dir));
    for (dir, list) in [("", "manifest-sha256.txt"), ("", "tagmanifest-sha256.txt"), ("data", "evidence.sha256")] {
        let (code, said) = sums(dir, list);
        assert_eq!(code, Some(0), "{list}: {said}");
    }
    let (code, said) = run(&bagit, &["--validate", folder], &bundle.folder);
    assert_eq!(code, Some(0), "bagit: {said}");

    let original = bundle.folder.join("data/originals/E001.png");
    let mut bytes = std::fs::read(&original).expect("there");
    bytes[99] ^= 1;
    std::fs::write(&original, bytes).expect("written");
    let (code, said) = sums("data", "evidence.sha256");
    assert!(code == Some(1) && said.contains("originals/E001.png: FAILED"), "{said}");
    let (code, said) = run(&bagit, &["--validate", folder], &bundle.folder);
    assert!(code == Some(1) && said.contains("E001.png"), "bagit: {said}");
}

#[test]
fn openssl_gives_the_fingerprint_that_the_report_prints() {
    let bundle = Bundle::of(&sample(1), Lang::ZhCn);
    let (_, said) = run(need("openssl"), &["dgst", "-sha256", "data/evidence.sha256"], &bundle.folder);
    let hex = said.trim().rsplit(' ').next().unwrap_or_default().to_owned();
    let groups: Vec<&str> = bundle.written.fingerprint.split(' ').collect();
    assert!(groups.len() == 8 && hex.starts_with(&groups.concat()), "{hex} and {groups:?}");
    let page = std::fs::read_to_string(bundle.folder.join("data/证据报告.html")).expect("there");
    let printed: String = groups.iter().map(|g| format!("<span>{g}</span> ")).collect();
    assert!(page.contains(printed.trim()), "the report prints it group by group");
}
