//! Export with the report as PDF, from the command line: left out when asked, and nothing written without fonts.

use std::fs;
use std::path::Path;

use liuzheng_tests::cli::{Cli, id};
use liuzheng_tests::screenshots;

fn case_with_a_picture(cli: &Cli, dir: &Path, name: &str) -> String {
    let case = id(&cli.ok(["case", "new", "--title", name, "--platform", "taobao"])["id"]);
    let file = dir.join("截图.png");
    screenshots::chat(7, 0, 540, 1170).save(&file).expect("saved");
    cli.ok(["import", &case, file.to_str().expect("UTF-8")]);
    case
}

fn names(zip: &Path) -> Vec<String> {
    let mut zip = zip::ZipArchive::new(fs::File::open(zip).expect("a file")).expect("a ZIP");
    (0..zip.len()).map(|i| zip.by_index(i).expect("an entry").name().expect("a name").into_owned()).collect()
}

#[test]
fn a_pdf_is_in_every_bundle_unless_it_is_left_out() {
    let (cli, dir) = (Cli::new(), tempfile::tempdir().unwrap());
    let case = case_with_a_picture(&cli, dir.path(), "羽绒服");
    for (lang, name) in [("zh-CN", "data/证据报告.pdf"), ("en", "data/evidence-report.pdf")] {
        let (with, without) = (dir.path().join(format!("{lang}.zip")), dir.path().join(format!("{lang}-0.zip")));
        cli.ok(["export", &case, "--to", with.to_str().unwrap(), "--lang", lang]);
        cli.ok(["export", &case, "--to", without.to_str().unwrap(), "--no-pdf", "--lang", lang]);
        assert!(names(&with).iter().any(|n| n.ends_with(name)), "{:?}", names(&with));
        assert!(!names(&without).iter().any(|n| n.ends_with(".pdf")), "{:?}", names(&without));
        for zip in [&with, &without] {
            assert_eq!(cli.ok(["verify", zip.to_str().unwrap()])["verdict"], "intact");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_chinese_font_the_export_says_so_and_writes_nothing() {
    let (cli, dir) = (Cli::new(), tempfile::tempdir().unwrap());
    let case = case_with_a_picture(&cli, dir.path(), "羽绒服");
    let none = dir.path().join("fonts.conf");
    fs::write(&none, "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig></fontconfig>")
        .unwrap();
    let out = dir.path().join("out");
    fs::create_dir(&out).unwrap();
    let target = out.join("b.zip");
    let run = |args: &[&str]| {
        let all = [&["export", &case, "--to", target.to_str().unwrap()], args].concat();
        cli.command(all).env("FONTCONFIG_FILE", &none).output().expect("it runs")
    };
    let failed = run(&[]);
    let said = String::from_utf8_lossy(&failed.stdout).into_owned();
    assert!(failed.status.code() == Some(3) && said.contains("\"font_missing\""), "{said}");
    assert_eq!(fs::read_dir(&out).unwrap().count(), 0, "nothing was written");
    assert_eq!(run(&["--no-pdf"]).status.code(), Some(0));
    assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
}

#[test]
fn a_character_that_no_font_has_is_named_before_anything_is_written() {
    let (cli, dir) = (Cli::new(), tempfile::tempdir().unwrap());
    let case = case_with_a_picture(&cli, dir.path(), "羽绒服\u{f8ff}\u{10fffd}");
    let target = dir.path().join("b.zip");
    let target = target.to_str().unwrap();
    let run = cli.run(["export", &case, "--to", target]);
    assert_eq!((run.code, run.error()), (Some(2), Some("glyph_missing")), "{}", run.stdout);
    assert!(run.stdout.contains("U+F8FF") && run.stdout.contains("U+10FFFD"), "{}", run.stdout);
    assert!(!Path::new(target).exists());
    cli.ok(["export", &case, "--to", target, "--replace-missing"]);
}
