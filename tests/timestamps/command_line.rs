//! The whole way by the command line: export, pending, retry, later bundles, the log at import, and checks.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use liuzheng_tests::cli::Cli;
use liuzheng_tests::tools::{need, run};
use liuzheng_tests::tsa::{How, Keys, Pki, Server, respond};
use serde_json::{Value, json};
use tempfile::TempDir;

pub struct Scene {
    cli: Cli,
    case: String,
    folder: TempDir,
    pki: Arc<Pki>,
    /// Answers well while true.
    there: Arc<AtomicBool>,
    server: Server,
}

impl Scene {
    pub fn new() -> Scene {
        let (cli, pki) = (Cli::new().system_clock(), Arc::new(Pki::new(Keys::P256)));
        let case = cli.ok(["case", "new", "--title", "羽绒服", "--platform", "taobao"])["id"]
            .as_str()
            .expect("text")
            .to_owned();
        let there = Arc::new(AtomicBool::new(true));
        let (minting, open) = (pki.clone(), there.clone());
        let server = Server::new(move |query, to| match open.load(Ordering::SeqCst) {
            true => respond(
                to,
                "200 OK",
                &minting.reply(query, &How { precision: 3, ..How::default() }).expect("it can be done"),
            ),
            false => respond(to, "503 Service Unavailable", b"later"),
        });
        let scene = Scene { cli, case, folder: tempfile::tempdir().expect("it can be done"), pki, there, server };
        scene.import("one.txt");
        scene
    }

    pub fn import(&self, name: &str) {
        fs::write(self.path(name), name).expect("it can be done");
        self.cli.ok(["import", &self.case, self.path(name).to_str().expect("UTF-8")]);
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn root(&self) -> String {
        self.pki.root().to_str().expect("UTF-8").to_owned()
    }

    pub fn export(&self, name: &str, more: &[&str]) -> Value {
        let to = self.path(name);
        self.cli.ok([&["export", &self.case, "--to", to.to_str().expect("UTF-8")][..], more].concat())
    }

    pub fn stamped(&self, name: &str) -> Value {
        self.export(name, &["--tsa", &self.server.url, "--tsa-root", &self.root()])
    }

    pub fn verified(&self, path: &Path) -> Value {
        let run =
            Cli::at(Path::new("/nonexistent")).run(["verify", path.to_str().expect("UTF-8"), "--trust", &self.root()]);
        assert_eq!(run.code, Some(0), "{}", run.stdout);
        run.json
    }

    fn events(&self) -> Vec<String> {
        let log = self.cli.ok(["log", &self.case]);
        let entries = log["entries"].as_array().or(log.as_array()).expect("entries");
        entries.iter().map(|e| e["event"].as_str().expect("text").to_owned()).collect()
    }

    pub fn unpacked(&self, name: &str) -> PathBuf {
        self.unpacked_to(name, &format!("{name} 解压"))
    }

    pub fn unpacked_again(&self, name: &str) -> PathBuf {
        self.unpacked_to(name, &format!("{name} 再次"))
    }

    fn unpacked_to(&self, name: &str, folder: &str) -> PathBuf {
        let to = self.path(folder);
        fs::create_dir(&to).expect("it can be done");
        run(
            need("unzip"),
            &["-q", self.path(name).to_str().expect("UTF-8"), "-d", to.to_str().expect("UTF-8")],
            Path::new("/"),
        );
        fs::read_dir(&to).expect("it can be done").flatten().next().expect("one folder").path()
    }
}

#[test]
fn a_token_obtained_at_export_is_in_the_bundle_and_openssl_confirms_it_by_the_line_that_is_printed() {
    let scene = Scene::new();
    let done = scene.stamped("a.zip");
    let t = &done["timestamp"];
    assert_eq!((&t["state"], &t["checked"], &t["reason"]), (&json!("obtained"), &json!("valid"), &Value::Null), "{t}");
    let seen = scene.server.seen.lock().unwrap()[0].clone();
    let hex: String = seen.iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(t["sent"]["request"], hex, "what is shown is what was sent");
    assert_eq!(seen.len(), 69, "a hash, a number, a wish");
    let print: String = done["fingerprint"].as_str().unwrap().split(' ').collect();
    assert!(t["sent"]["sha256"].as_str().unwrap().starts_with(&print) && hex.contains(&print));
    assert_eq!(scene.events().iter().rev().take(2).collect::<Vec<_>>(), ["timestamp.obtained", "bundle.exported"]);

    let folder = scene.unpacked("a.zip");
    for place in [scene.path("a.zip"), folder.clone()] {
        let report = scene.verified(&place);
        assert_eq!(report["timestamps"].as_array().unwrap().len(), 1);
        assert_eq!((&report["verdict"], &report["timestamps"][0]["state"]), (&json!("intact"), &json!("valid")));
        assert!(report["timestamps"][0]["gen_time"].as_str().unwrap().starts_with("20"), "{report}");
        let stranger = Cli::at(Path::new("/nonexistent")).run(["verify", place.to_str().unwrap()]);
        let t = &stranger.json["timestamps"][0];
        assert_eq!(
            (stranger.code, &t["state"]),
            (Some(0), &json!("untrusted")),
            "present, not trusted: nothing is altered"
        );
        let line = t["openssl"].as_str().unwrap().replace("ROOT.pem", &scene.root());
        let (code, said) = run(need("bash"), &["-c", &line], &folder);
        assert_eq!(code, Some(0), "{line}\n{said}");
        let false_root = line.replace(&scene.root(), Pki::new(Keys::P256).root().to_str().unwrap());
        assert_ne!(run(need("bash"), &["-c", &false_root], &folder).0, Some(0));
    }
    let (code, said) = run(need("sh"), &["proof/verify.sh", &scene.root()], &folder);
    assert!(code == Some(0) && said.contains("Timestamp: ") && said.contains("GMT"), "{said}");
    let trace = run(need("sh"), &["-x", "proof/verify.sh", &scene.root()], &folder).1;
    assert!(trace.contains("-attime"), "as of the time in the token, so that it holds when certificates have run out");
    let (code, said) = run(
        need("sh"),
        &["proof/verify.sh", scene.pki.signer(liuzheng_tests::tsa::Kind::Good).to_str().unwrap()],
        &folder,
    );
    assert!(code == Some(1) && said.contains("INVALID  proof/evidence.sha256.tsr"), "{said}");
    assert_eq!(scene.verified(&scene.path("a.zip"))["findings"], json!([]));
}

#[test]
fn what_the_service_did_not_give_is_pending_comes_late_beside_the_bundle_and_is_carried_by_the_next() {
    let scene = Scene::new();
    scene.there.store(false, Ordering::SeqCst);
    let done = scene.stamped("a.zip");
    assert_eq!((&done["timestamp"]["state"], &done["timestamp"]["reason"]), (&json!("pending"), &json!("http_status")));
    assert_eq!(scene.verified(&scene.path("a.zip"))["timestamps"], json!([]), "written all the same");
    let again = scene.cli.ok(["timestamp", "retry", &scene.case]);
    assert_eq!((&again["timestamps"][0]["state"], &again["timestamps"][0]["tries"]), (&json!("pending"), &json!(2)));
    assert!(!scene.path("a.zip.tsr").exists() && !scene.events().contains(&"timestamp.obtained".to_owned()));

    scene.there.store(true, Ordering::SeqCst);
    let row = scene.cli.ok(["timestamp", "retry"])["timestamps"][0].clone();
    assert_eq!((&row["state"], &row["checked"]), (&json!("obtained"), &json!("valid")), "{row}");
    assert_eq!(row["beside"].as_str(), scene.path("a.zip.tsr").to_str());
    let report = scene.verified(&scene.path("a.zip"));
    assert_eq!(
        (&report["timestamps"][0]["path"], &report["timestamps"][0]["state"]),
        (&json!("a.zip.tsr"), &json!("valid"))
    );
    assert_eq!(scene.cli.ok(["timestamp", "retry"])["timestamps"], json!([]), "nothing is left to ask for");

    // A token beside it that belongs elsewhere is told, and alters nothing.
    let token = fs::read(scene.path("a.zip.tsr")).unwrap();
    scene.import("two.txt");
    scene.stamped("b.zip");
    fs::write(scene.path("b.zip.tsr"), &token).unwrap();
    let report = scene.verified(&scene.path("b.zip"));
    let states: Vec<(&str, &str)> = report["timestamps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| (t["path"].as_str().unwrap(), t["state"].as_str().unwrap()))
        .collect();
    let print: String = done["fingerprint"].as_str().unwrap().split(' ').collect();
    let earlier = format!("proof/earlier/{print}/evidence.sha256.tsr");
    let expected = [("proof/evidence.sha256.tsr", "valid"), (&*earlier, "valid"), ("b.zip.tsr", "invalid")];
    assert_eq!((states, &report["verdict"]), (expected.to_vec(), &json!("intact")));
    let folder = scene.unpacked("b.zip");
    for t in report["timestamps"].as_array().unwrap().iter().take(2) {
        let line = t["openssl"].as_str().unwrap().replace("ROOT.pem", &scene.root());
        assert_eq!(run(need("bash"), &["-c", &line], &folder).0, Some(0), "{line}");
    }
}

#[test]
fn a_bundle_that_has_moved_gets_no_late_token_until_it_is_back_and_no_file_is_written_over() {
    let scene = Scene::new();
    scene.there.store(false, Ordering::SeqCst);
    scene.stamped("a.zip");
    fs::rename(scene.path("a.zip"), scene.path("moved.zip")).unwrap();
    fs::write(scene.path("a.zip"), "another file").unwrap();
    scene.there.store(true, Ordering::SeqCst);
    let row = scene.cli.ok(["timestamp", "retry"])["timestamps"][0].clone();
    assert_eq!((&row["state"], &row["beside"]), (&json!("obtained"), &Value::Null), "kept in the vault");
    assert!(!scene.path("a.zip.tsr").exists());
    fs::rename(scene.path("moved.zip"), scene.path("a.zip")).unwrap();
    fs::write(scene.path("a.zip.tsr"), "the user's own").unwrap();
    assert_eq!(scene.cli.ok(["timestamp", "retry"])["timestamps"][0]["beside"], Value::Null);
    assert_eq!(fs::read(scene.path("a.zip.tsr")).unwrap(), b"the user's own");
    fs::remove_file(scene.path("a.zip.tsr")).unwrap();
    assert!(scene.cli.ok(["timestamp", "retry"])["timestamps"][0]["beside"].is_string());
}

#[test]
fn an_import_puts_the_log_under_a_token_when_that_is_switched_on_and_never_waits_for_it() {
    let scene = Scene::new();
    let asked = scene.server.requests();
    assert_eq!(asked, 0, "nothing is asked of anybody before the user says so");
    let services = scene.cli.ok(["timestamp", "service", "list"]);
    assert_eq!(services, json!({ "services": [], "at_import": null }), "no presets, off");
    let set = ["timestamp", "service", "set", "--url", &scene.server.url, "--root", &scene.root(), "--note", "试验"];
    let id = scene.cli.ok(set)["services"][0]["id"].to_string();
    scene.cli.ok(["timestamp", "at-import", &id]);
    scene.there.store(false, Ordering::SeqCst);
    scene.import("two.txt");
    assert_eq!(scene.cli.ok(["timestamp", "list", &scene.case])["timestamps"][0]["state"], "pending");
    scene.there.store(true, Ordering::SeqCst);
    scene.import("three.txt");
    assert_eq!(scene.events().iter().filter(|e| *e == "timestamp.obtained").count(), 2, "the pending one came too");
    scene.export("a.zip", &[]);
    let report = scene.verified(&scene.path("a.zip"));
    let all = report["timestamps"].as_array().unwrap();
    assert_eq!(all.len(), 2, "{report}");
    assert!(
        all.iter().all(|t| t["state"] == "valid" && t["over"].as_str().unwrap().starts_with("data/custody.jsonl#"))
    );
    let folder = scene.unpacked("a.zip");
    let line = all[0]["openssl"].as_str().unwrap().replace("ROOT.pem", &scene.root());
    assert_eq!(run(need("bash"), &["-c", &line], &folder).0, Some(0), "{line}");
    scene.cli.ok(["timestamp", "at-import", "off"]);
    let before = scene.server.requests();
    scene.import("four.txt");
    assert_eq!(scene.server.requests(), before, "off is off");
}

#[test]
fn a_token_checked_alone_has_a_verdict_and_an_exit_code_and_needs_no_vault() {
    let pki = Pki::new(Keys::Rsa);
    let file = pki.path("data");
    fs::write(&file, "evidence").unwrap();
    let token = pki.reply(&pki.query(&file, &["-cert"]), &How { chain: vec![], ..How::default() }).unwrap();
    fs::write(pki.path("t.tsr"), &token).unwrap();
    let bare = pki.reply(&pki.query(&file, &["-cert"]), &How { bare: true, ..How::default() }).unwrap();
    fs::write(pki.path("bare.tsr"), &bare).unwrap();
    fs::write(pki.path("other"), "Evidence").unwrap();
    let path = |name: &str| pki.path(name).to_str().unwrap().to_owned();
    let check = |token: &str, data: &str, more: &[&str]| {
        let (token, data, root) = (path(token), path(data), path("root.pem"));
        let args = ["timestamp", "verify", "--token", &token, "--data", &data, "--trust", &root];
        let run = Cli::at(Path::new("/nonexistent")).run([&args[..], more].concat());
        (run.code, run.json["verdict"].as_str().unwrap_or_default().to_owned(), run.json)
    };
    let middle = path("middle.pem");
    let (code, verdict, json) = check("t.tsr", "data", &["--untrusted", &middle]);
    assert_eq!((code, &*verdict), (Some(0), "valid"), "{json}");
    assert!(json["gen_time"].is_string() && json["findings"] == json!([]));
    let (code, _) = run(need("bash"), &["-c", json["openssl"].as_str().unwrap()], Path::new("/"));
    assert_eq!(code, Some(0), "the line does the same");
    assert_eq!(check("bare.tsr", "data", &[]).1, "valid");
    let (code, verdict, json) = check("t.tsr", "data", &[]);
    assert_eq!((code, &*verdict, &json["findings"][0]["code"]), (Some(1), "untrusted", &json!("timestamp.untrusted")));
    let (code, verdict, json) = check("t.tsr", "other", &["--untrusted", &middle]);
    assert_eq!((code, &*verdict, &json["findings"][0]["code"]), (Some(1), "invalid", &json!("timestamp.mismatch")));
    let (_, verdict, json) = check("data", "data", &[]);
    assert_eq!((&*verdict, &json["findings"][0]["code"]), ("invalid", &json!("timestamp.invalid")));
    assert_eq!(check("bare.tsr", "data", &["--at", "2050-01-01"]).1, "untrusted", "the root has run out by then");
    assert_eq!(check("bare.tsr", "data", &["--at", "2030-01-01T00:00:00Z"]).1, "valid");
    assert_eq!(check("gone", "data", &[]).0, Some(2));
    assert_eq!(check("t.tsr", "data", &["--untrusted", &path("data")]).0, Some(2), "no PEM");
}

#[test]
fn addresses_and_roots_that_are_none_are_usage_errors_and_nothing_is_written() {
    let scene = Scene::new();
    let to = scene.path("a.zip");
    let root = scene.path("one.txt");
    for more in [&["--tsa", "ftp://x"][..], &["--tsa", &scene.server.url, "--tsa-root", root.to_str().unwrap()]] {
        let run = scene.cli.run([&["export", &scene.case, "--to", to.to_str().unwrap()][..], more].concat());
        assert_eq!((run.code, run.error()), (Some(2), Some("invalid_value")), "{}", run.stdout);
    }
    assert_eq!(scene.cli.run(["export", &scene.case, "--to", "x", "--tsa-root", "y"]).error(), Some("usage"));
    assert!(!to.exists() && scene.server.requests() == 0);
    fs::write(&to, "there").unwrap();
    let run = scene.cli.run(["export", &scene.case, "--to", to.to_str().unwrap(), "--tsa", &scene.server.url]);
    assert_eq!((run.error(), scene.server.requests()), (Some("target_exists"), 0), "nobody is asked for nothing");
}

#[test]
fn an_answer_that_is_no_token_for_this_request_is_refused_and_the_export_done() {
    let scene = Scene::new();
    let pki = scene.pki.clone();
    fs::write(pki.path("data"), "other").unwrap();
    let recorded = pki.reply(&pki.query(&pki.path("data"), &["-sha256", "-cert"]), &How::default()).unwrap();
    let refusal = pki.reply(&pki.query(&pki.path("data"), &["-sha224"]), &How::default()).unwrap();
    let expired = pki.clone();
    let answers: Vec<(&str, Server)> = vec![
        ("invalid_answer", Server::new(move |_, to| respond(to, "200 OK", &recorded))),
        ("invalid_answer", Server::new(|_, to| respond(to, "200 OK", b"<html>"))),
        ("rejected", Server::new(move |_, to| respond(to, "200 OK", &refusal))),
        ("invalid_answer", Server::good(expired, How { kind: liuzheng_tests::tsa::Kind::Expired, ..How::default() })),
    ];
    for (i, (reason, server)) in answers.iter().enumerate() {
        let done = scene.export(&format!("{i}.zip"), &["--tsa", &server.url, "--tsa-root", &scene.root()]);
        assert_eq!(
            (&done["timestamp"]["state"], &done["timestamp"]["reason"]),
            (&json!("pending"), &json!(reason)),
            "{i}"
        );
    }
    // No root named: kept, and called not trusted.
    let done = scene.export("plain.zip", &["--tsa", &scene.server.url]);
    assert_eq!((&done["timestamp"]["state"], &done["timestamp"]["checked"]), (&json!("obtained"), &json!("untrusted")));
    scene.cli.ok(["case", "remove", &scene.case, "--yes"]);
    assert_eq!(scene.cli.ok(["timestamp", "list"])["timestamps"], json!([]), "tokens go with their case");
}
