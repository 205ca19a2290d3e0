//! A masked bundle in the hands of a stranger: the commands as written, the script and the page find it whole, and all of
//! them notice a copy that was changed, added or listed no more.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use liuzheng_tests::browser::Browser;
use liuzheng_tests::cli::{Cli, id};
use liuzheng_tests::screenshots;
use liuzheng_tests::tools::{need, run};

use crate::instructions::typed;
use crate::page::{copy, edit, handed, ours, zipped};

/// What is done to an unpacked bundle: in words, and in deed.
type Damage = (&'static str, fn(&Path));

#[tokio::test]
async fn every_part_of_the_kit_knows_a_masked_bundle() {
    let place = tempfile::TempDir::new().expect("a temporary folder");
    let at = |name: &str| place.path().join(name).to_str().expect("UTF-8").to_owned();
    screenshots::chat(3, 0, 360, 780).save(at("a.png")).expect("a PNG");
    fs::write(at("b.txt"), "words").expect("written");
    let cli = Cli::new();
    let case = id(&cli.ok(["case", "new", "--title", "羽绒服", "--platform", "taobao"])["id"]);
    let picture = id(&cli.ok(["import", &case, &at("a.png")])["imported"][0]["evidence"]);
    cli.ok(["import", &case, &at("b.txt")]);
    cli.ok(["mask", "add", &picture, "--box", "10,10,50,50"]);
    cli.ok(["export", &case, "--to", &at("masked.zip"), "--mode", "masked", "--no-pdf"]);
    let zip = place.path().join("masked.zip");
    zip::ZipArchive::new(fs::File::open(&zip).expect("a file")).expect("a ZIP").extract(place.path()).expect("ours");
    let mut folders = fs::read_dir(place.path()).expect("a folder").flatten().map(|e| e.path());
    let folder = folders.find(|p| p.is_dir()).expect("unpacked");
    let guide = fs::read_to_string(folder.join("proof/如何核验.txt")).expect("there");
    for system in ["Linux", "macOS"] {
        assert_eq!(typed(&folder, &guide, system), (true, "OK\nOK\nOK\n".to_owned()), "{system}");
    }
    assert_eq!(run(need("sh"), &["proof/verify.sh"], &folder).0, Some(0));
    let browser = Browser::start();
    let page = browser.open(&folder.join("proof/verify.html")).await;
    assert_eq!(handed(&page, &zip, false).await, ("intact".to_owned(), BTreeSet::new()));

    let damage: [Damage; 5] = [
        ("changed", |f| edit(f.join("data/masked/E001.png"), |b| b[70] ^= 1)),
        ("added", |f| fs::write(f.join("data/masked/E002.png"), b"new").expect("written")),
        ("unlisted", |f| {
            edit(f.join("data/evidence.sha256"), |b| {
                let text = String::from_utf8_lossy(b).into_owned();
                *b = text.lines().filter(|l| !l.contains("masked/")).flat_map(|l| [l, "\n"]).collect::<String>().into();
            });
        }),
        ("of another", |f| {
            edit(f.join("data/case.json"), |b| {
                *b = String::from_utf8_lossy(b).replace("\"parent_sha256\": \"", "\"parent_sha256\": \"0").into_bytes();
            });
        }),
        ("gone", |f| fs::remove_file(f.join("data/masked/E001.png")).expect("removed")),
    ];
    for (what, tamper) in damage {
        let bad = place.path().join(what);
        copy(&folder, &bad);
        tamper(&bad);
        let again = place.path().join(format!("{what}.zip"));
        zipped(&bad, &again);
        let found = ours(&again);
        assert_eq!(found.0, "altered", "{what}");
        assert_eq!(handed(&page, &again, false).await, found, "{what}");
        assert!(!typed(&bad, &guide, "Linux").0, "{what}: the commands");
        assert_eq!(run(need("sh"), &["proof/verify.sh"], &bad).0, Some(1), "{what}: the script");
    }
    page.quit().await.expect("it closes");
}
