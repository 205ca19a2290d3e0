//! Conversations and look-alikes by the command line: proposed, confirmed, printed, taken back; originals stay.

use std::fs;
use std::path::Path;

use liuzheng_tests::cli::{Cli, id};
use liuzheng_tests::talks::{Plan, Says, talk};
use serde_json::{Value, json};

/// Imports the pages of a made-up chat in a fixed disorder; ids in reading order.
fn imported(cli: &Cli, dir: &Path, gaps: usize) -> (String, Vec<String>, Vec<usize>) {
    let case = id(&cli.ok(["case", "new", "--title", "羽绒服", "--platform", "taobao"])["id"]);
    let talk = talk(Plan { seed: 12, pages: 5, width: 360, gaps, says: Says::Usual });
    let mut ids = vec![String::new(); talk.pages.len()];
    for page in [3, 0, 4, 2, 1] {
        let name = format!("{page}.{}", if talk.pages[page].media_type == "image/png" { "png" } else { "jpg" });
        fs::write(dir.join(&name), &talk.pages[page].bytes).expect("a file can be written");
        let done = cli.ok(["import", &case, &dir.join(&name).display().to_string()]);
        ids[page] = id(&done["imported"][0]["evidence"]);
    }
    (case, ids, talk.gaps)
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().map(id).collect()
}

#[test]
fn a_proposed_order_changes_nothing_until_it_is_the_users_word() {
    let (cli, dir) = (Cli::new(), tempfile::tempdir().unwrap());
    let (case, ids, _) = imported(&cli, dir.path(), 0);
    let found = cli.ok(["series", "detect", &case]);
    assert_eq!(texts(&found["series"][0]["evidence"]), ids, "the reading order: {found}");
    assert_eq!(found["single"], json!([]));
    assert_eq!(found["series"][0]["overlaps"].as_array().map(Vec::len), Some(4));
    assert_eq!(cli.ok(["series", "list", &case])["series"], json!([]), "a proposal is not stored");

    let made = cli.ok(["series", "set", &case, "--evidence", &ids.join(",")]);
    assert_eq!((texts(&made["evidence"]), &made["gaps"]), (ids.clone(), &json!([])));
    let log = cli.ok(["log", &case]);
    let last = log["entries"].as_array().and_then(|l| l.last()).cloned().unwrap_or_default();
    assert_eq!((last["event"].as_str(), &last["detail"]["gaps"]), (Some("series.set"), &json!(0)), "{last}");

    // A page goes: the rest stays a conversation, and its neighbours are looked at anew.
    cli.ok(["evidence", "remove", &ids[2], "--yes"]);
    let rest = cli.ok(["series", "list", &case])["series"][0].clone();
    assert_eq!(texts(&rest["evidence"]), [&ids[..2], &ids[3..]].concat());
    let told = rest["overlaps"].as_array().map_or(0, Vec::len) + rest["gaps"].as_array().map_or(0, Vec::len);
    assert_eq!(told, 3, "every pair of neighbours is told: {rest}");

    cli.ok(["series", "remove", &id(&rest["id"])]);
    assert_eq!(cli.ok(["series", "list", &case])["series"], json!([]));
    assert_eq!(cli.ok(["evidence", "list", &case])["evidence"].as_array().map(Vec::len), Some(4), "evidence stays");
    assert_eq!(cli.ok(["check"])["verdict"], "whole");
}

#[test]
fn a_gap_is_told_in_the_proposal_the_facts_and_the_report() {
    let (cli, dir) = (Cli::new(), tempfile::tempdir().unwrap());
    let (case, ids, gaps) = imported(&cli, dir.path(), 1);
    let at = gaps[0];
    let made = cli.ok(["series", "set", &case, "--evidence", &ids.join(",")]);
    assert_eq!(made["gaps"].as_array().map(Vec::len), Some(1), "{made}");
    assert_eq!((id(&made["gaps"][0]["after"]), id(&made["gaps"][0]["before"])), (ids[at].clone(), ids[at + 1].clone()));

    let zip = dir.path().join("bundle.zip");
    cli.ok(["export", &case, "--to", &zip.display().to_string(), "--lang", "zh-CN"]);
    assert_eq!(cli.ok(["verify", &zip.display().to_string()])["verdict"], "intact");
    let mut bag = zip::ZipArchive::new(fs::File::open(&zip).unwrap()).unwrap();
    let text = |bag: &mut zip::ZipArchive<fs::File>, end: &str| {
        let names = (0..bag.len()).map(|i| bag.by_index(i).unwrap().name().unwrap().into_owned());
        let name = names.collect::<Vec<_>>().into_iter().find(|n| n.ends_with(end)).expect("it is in the bag");
        std::io::read_to_string(bag.by_name(&name).unwrap()).unwrap()
    };
    let facts: Value = serde_json::from_str(&text(&mut bag, "case.json")).unwrap();
    let pages = facts["series"][0]["pages"].as_array().cloned().unwrap_or_default();
    let missing: Vec<usize> = (1..5).filter(|i| pages[*i]["shared_rows"].is_null()).collect();
    assert_eq!((pages.len(), missing), (5, vec![at + 1]), "{facts}");
    let report = text(&mut bag, "证据报告.html");
    let note = format!("第 {} 页与第 {} 页之间可能有缺页", at + 1, at + 2);
    assert!(report.contains(&note), "the report says {note}");
}

#[test]
fn an_order_of_strangers_or_of_one_page_is_refused() {
    let (cli, dir) = (Cli::new(), tempfile::tempdir().unwrap());
    let (case, ids, _) = imported(&cli, dir.path(), 0);
    let other = id(&cli.ok(["case", "new", "--title", "别的", "--platform", "jd"])["id"]);
    let run = cli.run(["series", "set", &other, "--evidence", &ids.join(",")]);
    assert_eq!((run.code, run.error()), (Some(2), Some("not_found")), "pages of another case");
    for list in [ids[0].clone(), format!("{},{}", ids[0], ids[0])] {
        let run = cli.run(["series", "set", &case, "--evidence", &list]);
        assert_eq!(run.code, Some(2), "{list}: {}", run.stdout);
    }
}

#[test]
fn look_alikes_are_hinted_and_all_of_them_stay() {
    let (cli, dir) = (Cli::new(), tempfile::tempdir().unwrap());
    let case = id(&cli.ok(["case", "new", "--title", "羽绒服", "--platform", "taobao"])["id"]);
    let page = liuzheng_tests::screenshots::chat(5, 1, 540, 1170);
    let mut edited = page.clone();
    for y in 500..540 {
        for x in 150..330 {
            edited.put_pixel(x, y, image::Rgb([20, 20, 20]));
        }
    }
    let small = image::imageops::resize(&page, 360, 780, image::imageops::FilterType::Triangle);
    let cut = image::imageops::crop_imm(&page, 0, 60, 540, 1110).to_image();
    let mut ids = Vec::new();
    for (name, picture) in [("a.png", &page), ("b.jpg", &page), ("c.png", &small), ("d.png", &edited), ("e.png", &cut)]
    {
        let path = dir.path().join(name);
        picture.save(&path).unwrap();
        ids.push(id(&cli.ok(["import", &case, &path.display().to_string()])["imported"][0]["evidence"]));
    }
    let pairs = cli.ok(["alike", &case])["pairs"].as_array().cloned().unwrap_or_default();
    let hint = |other: usize| {
        let pair = pairs.iter().find(|p| id(&p["a"]) == ids[0] && id(&p["b"]) == ids[other]);
        pair.map(|p| p["hint"].as_str().unwrap_or_default().to_owned())
    };
    let hints = [1, 2, 3, 4].map(|i| hint(i).unwrap_or_default());
    assert_eq!(hints, ["recompressed", "resized", "edited_nearby", "cropped"], "{pairs:?}");
    assert_eq!(cli.ok(["evidence", "list", &case])["evidence"].as_array().map(Vec::len), Some(5), "none is dropped");
}
