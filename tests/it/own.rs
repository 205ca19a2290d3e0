//! Who complains, texts that the user keeps, upload sets and bundles for a channel on the command line, from outside.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use liuzheng_tests::built;
use liuzheng_tests::cli::{Cli, id};
use liuzheng_tests::screenshots;
use serde_json::{Value, json};

fn case(cli: &Cli) -> String {
    id(&cli.ok(["case", "new", "--title", "羽绒服", "--platform", "pinduoduo", "--merchant", "暖冬服饰"])["id"])
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

#[test]
fn the_id_number_comes_from_a_file_or_standard_input_and_is_never_an_argument() {
    let cli = Cli::new();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("号码");
    fs::write(&file, "\u{feff}11010519491231002X\r\n").expect("written");
    let kept = cli.ok(["own", "set", "--name", "张小满", "--phone", "13812345678", "--id-number-file", text(&file)]);
    assert_eq!(kept["own"]["id_number"], "11010519491231002X");
    assert_eq!(cli.run(["own", "set", "--id-number", "1"]).error(), Some("usage"));
    let mut for_people = Command::new(built::program("liuzheng-cli"));
    for_people.arg("--vault").arg(cli.vault()).args(["--lang", "zh-CN", "own", "show"]);
    let shown = for_people.output().expect("it runs");
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(shown.contains("张小满") && shown.contains("**002X") && !shown.contains("110105"), "{shown}");
    let mut child = cli
        .command(["own", "set", "--id-number-file", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    child.stdin.take().expect("piped").write_all("110105194912310021\n".as_bytes()).expect("it reads");
    let out = child.wait_with_output().expect("it ends");
    let said: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!((&said["own"]["name"], &said["hints"][0]["code"]), (&json!("张小满"), &json!("id_number")));
    fs::write(&file, "").expect("written");
    assert_eq!(cli.ok(["own", "set", "--id-number-file", text(&file)])["own"]["id_number"], "");
    fs::write(&file, [0xff, 0xfe]).expect("written");
    assert_eq!(cli.run(["own", "set", "--id-number-file", text(&file)]).error(), Some("invalid_value"));
}

#[test]
fn a_kept_text_is_never_written_over_and_a_card_of_key_facts_is_one_page() {
    let cli = Cli::new();
    let case = case(&cli);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("我的.txt");
    fs::write(&file, "我写的文字").expect("written");
    let draft = |more: &[&str]| {
        let args = ["draft", &case, "--channel", "12315"].iter().chain(more).copied().collect::<Vec<_>>();
        cli.ok(args)
    };
    let saved = draft(&["--save", text(&file)]);
    assert_eq!((&saved["text"], &saved["saved"]["outdated"]), (&json!("我写的文字"), &json!(false)));
    cli.ok(["case", "edit", &case, "--goods", "另一件"]);
    let later = draft(&[]);
    assert_eq!((&later["text"], &later["saved"]["outdated"]), (&json!("我写的文字"), &json!(true)));
    assert!(draft(&["--fresh"])["text"].as_str().is_some_and(|t| t.contains("另一件")));
    assert_eq!(draft(&[])["text"], "我写的文字");
    assert_eq!(cli.run(["draft", &case, "--channel", "12315", "--save", "x", "--fresh"]).error(), Some("usage"));
    assert!(draft(&["--forget"])["saved"].is_null() && draft(&[])["saved"].is_null());
    cli.ok(["id", "add", &case, "--kind", "payment_serial", "--value", "2026110322001411862052760189"]);
    let card = folder.path().join("卡.html");
    assert_eq!(draft(&["--card", text(&card)])["card"], text(&card));
    let page = fs::read_to_string(&card).expect("written");
    assert!(page.contains("<i>") && page.contains("暖冬服饰") && !page.contains("<script"), "{page}");
    let again = cli.run(["draft", &case, "--channel", "12315", "--card", text(&card)]);
    assert_eq!((again.code, again.error()), (Some(2), Some("target_exists")));
}

#[test]
fn an_upload_set_is_a_new_folder_and_goes_into_a_bundle_with_what_was_ticked() {
    let cli = Cli::new();
    let case = case(&cli);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pictures = folder.path().join("图");
    fs::create_dir(&pictures).expect("a folder");
    for i in 0..5 {
        screenshots::chat(i, 0, 360, 780).save(pictures.join(format!("{i}.png"))).expect("written");
    }
    cli.ok(["import", &case, text(&pictures), "--recursive"]);
    let to = folder.path().join("上传");
    let args = ["upload-set", &case, "--channel", "alipay", "--max-count", "2", "--max-bytes", "300000"];
    let preview = cli.ok(args);
    let set = cli.ok(args.into_iter().chain(["--to", text(&to)]));
    assert_eq!(preview["files"], set["files"], "what was shown is what is made");
    let files = set["files"].as_array().expect("a list");
    assert_eq!((files.len(), files[0]["from"].as_array().map(Vec::len)), (2, Some(4)));
    for f in files {
        let bytes = fs::read(to.join(f["name"].as_str().expect("a name"))).expect("written");
        assert!(bytes.len() <= 300_000 && f["bytes"] == bytes.len());
    }
    let taken = cli.run(args.into_iter().chain(["--to", text(&to)]));
    assert_eq!((taken.code, taken.error()), (Some(2), Some("target_exists")));
    let none = cli.run([
        "upload-set",
        &case,
        "--channel",
        "alipay",
        "--max-bytes",
        "100",
        "--to",
        text(&folder.path().join("空")),
    ]);
    assert_eq!((none.code, none.json["files"].as_array().map(Vec::len)), (Some(1), Some(0)), "a finding, not a folder");
    assert!(!folder.path().join("空").exists());
    cli.ok(["own", "set", "--name", "张小满", "--phone", "13812345678"]);
    let docx = folder.path().join("投诉书.docx");
    cli.ok(["draft", &case, "--channel", "12315", "--docx", text(&docx)]);
    let mut document = String::new();
    let mut parts = zip::ZipArchive::new(fs::File::open(&docx).expect("written")).expect("a ZIP");
    parts.by_name("word/document.xml").expect("a part").read_to_string(&mut document).expect("UTF-8");
    assert!(document.contains("张小满") && document.contains("13812345678"), "the form asks for both");
    let zip = folder.path().join("包.zip");
    let more = ["--channel", "12315", "--with-own", "phone", "--upload-for", "alipay", "--no-pdf"];
    cli.ok(["export", &case, "--to", text(&zip)].into_iter().chain(more));
    assert_eq!(cli.ok(["verify", text(&zip)])["verdict"], "intact");
    let bytes = fs::read(&zip).expect("written");
    let holds = |word: &str| bytes.windows(word.len()).any(|w| w == word.as_bytes());
    assert!(holds("13812345678") && !holds("张小满"), "what was ticked, and no more");
    assert!(holds("data/upload/alipay/") && holds("data/投诉书.docx"));
    let odd = cli.run(["export", &case, "--to", text(&folder.path().join("x.zip")), "--with-own", "face"]);
    assert_eq!(odd.error(), Some("invalid_value"));
    let step = cli.ok(["filing", "add", &case, "--channel", "12315", "--at", "2026-11-20", "--paper", "report"]);
    assert_eq!(step["paper"], "report");
    let wrong = ["filing", "add", &case, "--channel", "12315", "--at", "2026-11-20", "--paper", "keep_records"];
    assert_eq!(cli.run(wrong).error(), Some("invalid_value"));
}

#[cfg(unix)]
#[test]
fn an_upload_set_that_is_stopped_leaves_nothing_and_one_that_is_killed_is_swept_by_the_next() {
    use liuzheng_tests::{tools::run, wait::until};
    let cli = Cli::new();
    let case = case(&cli);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pictures = folder.path().join("图");
    fs::create_dir(&pictures).expect("a folder");
    for i in 0..14 {
        screenshots::chat(i, 0, 1080, 2400).save(pictures.join(format!("{i}.png"))).expect("written");
    }
    cli.ok(["import", &case, text(&pictures), "--recursive"]);
    let out = folder.path().join("给人");
    fs::create_dir(&out).expect("a folder");
    let to = out.join("上传");
    let args = ["upload-set", &case, "--channel", "12315", "--to", text(&to)];
    let left = || fs::read_dir(&out).expect("a folder").flatten().count();
    for (signal, code) in [("-INT", Some(3)), ("-TERM", Some(3)), ("-KILL", None)] {
        let mut child = cli.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        let begun = || fs::read_dir(&out).ok()?.flatten().find(|e| e.path().is_dir()).map(|e| e.path());
        let half = until("a folder that is not whole", std::time::Duration::from_secs(60), || {
            begun().filter(|dir| fs::read_dir(dir).is_ok_and(|mut files| files.next().is_some()))
        });
        assert_ne!(half, to, "it has another name until it is whole");
        run("kill", &[signal, &child.id().to_string()], folder.path());
        assert_eq!(child.wait().expect("it ends").code(), code, "{signal}");
        assert_eq!(left() > 0, code.is_none(), "{signal}: what could be cleared away was");
    }
    let set = cli.ok(args);
    assert_eq!(set["files"].as_array().map(Vec::len), Some(14));
    assert_eq!(left(), 1, "what the killed one left is gone: {:?}", fs::read_dir(&out));
}
