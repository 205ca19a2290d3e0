//! Times, events, the negotiation log and the timeline on the command line, from outside.

use std::fs;

use liuzheng_tests::cli::{Cli, id};
use serde_json::{Value, json};

fn case_with(cli: &Cli, names: &[&str]) -> (String, Vec<String>) {
    let case = id(&cli.ok(["case", "new", "--title", "羽绒服含绒量不符", "--platform", "taobao"])["id"]);
    let dir = tempfile::tempdir().expect("a temporary folder");
    for name in names {
        fs::write(dir.path().join(name), name.as_bytes()).expect("a new file");
    }
    cli.ok(["import", &case, dir.path().to_str().expect("a path of this test"), "--recursive"]);
    let list = cli.ok(["evidence", "list", &case]);
    let ids = list["evidence"].as_array().expect("a list").iter().map(|e| e["evidence"].to_string()).collect();
    (case, ids)
}

fn short(timeline: &Value) -> Vec<String> {
    let rows = timeline["timeline"].as_array().expect("a list");
    rows.iter().map(|r| format!("{} {}", r["day"].as_str().expect("text"), r["type"].as_str().expect("text"))).collect()
}

#[test]
fn the_list_of_evidence_tells_five_times_each_with_its_origin() {
    let cli = Cli::new();
    let (case, ids) = case_with(&cli, &["mmexport1716012202000.jpg"]);
    let row = &cli.ok(["evidence", "list", &case])["evidence"][0];
    let times = &row["times"];
    assert_eq!(times["file_name"]["at"], "2024-05-18T06:03:22Z");
    assert_eq!(times["file_name"]["origin"], "name.wechat_export");
    assert_eq!((&times["shown"], &times["exif"], &times["best"]), (&json!(null), &json!(null), &json!("file_name")));
    assert_eq!((&times["file"]["origin"], &times["imported"]["origin"]), (&json!("file_system"), &json!("clock")));
    assert_eq!(row["file_at"], json!({"at": times["file"]["at"], "tz": times["file"]["tz"]}), "what was there stays");
    cli.ok([
        "evidence",
        "edit",
        &ids[0],
        "--shown-at",
        "2024-05-17",
        "--carrier-device",
        "小米 14",
        "--carrier-kept",
        "yes",
    ]);
    let row = &cli.ok(["evidence", "list", &case])["evidence"][0];
    assert_eq!((&row["times"]["shown"]["origin"], &row["times"]["best"]), (&json!("user"), &json!("shown")));
    let edited = cli.ok(["evidence", "edit", &ids[0], "--shown-at", "unknown"]);
    assert_eq!((&edited["times"]["shown"], &edited["times"]["shown_unknown"]), (&json!(null), &json!(true)));
    assert_eq!(
        (&edited["facts"]["carrier_device"], &edited["facts"]["carrier_kept"]),
        (&json!("小米 14"), &json!("yes"))
    );
    let bad = cli.run(["evidence", "edit", &ids[0], "--carrier-kept", "perhaps"]);
    assert_eq!((bad.code, bad.error()), (Some(2), Some("invalid_value")));
}

#[test]
fn events_and_talks_come_change_and_go_and_stand_in_the_timeline_among_the_evidence() {
    let cli = Cli::new();
    let (case, ids) = case_with(&cli, &["Screenshot_20240518-140322.png"]);
    let made = cli.ok([
        "event",
        "add",
        &case,
        "--at",
        "2024-05-18 15:00",
        "--what",
        "只愿补 20 元",
        "--kind",
        "refused",
        "--amount",
        "20",
        "--evidence",
        &ids[0],
    ]);
    assert_eq!((&made["kind"], &made["amount_fen"]), (&json!("refused"), &json!(2000)));
    assert_eq!(made["evidence"][0]["number"], "E001");
    let event = made["event"].to_string();
    let plain = cli.ok(["event", "add", &case, "--at", "2024-05-10", "--what", "下单后商家改价"]);
    assert_eq!(plain["kind"], "other");
    let talk = cli.ok([
        "talk",
        "add",
        &case,
        "--at",
        "2024-05-19",
        "--with",
        "客服小李",
        "--way",
        "phone",
        "--said",
        "请退货",
        "--answer",
        "最多退 50 元",
    ]);
    assert_eq!(
        short(&cli.ok(["timeline", &case])),
        ["2024-05-10 event", "2024-05-18 evidence", "2024-05-18 event", "2024-05-19 talk"]
    );
    cli.ok(["event", "edit", &event, "--at", "2024-05-18 09:00", "--evidence", ""]);
    let list = cli.ok(["event", "list", &case]);
    assert_eq!((&list["events"][1]["what"], &list["events"][1]["evidence"]), (&json!("只愿补 20 元"), &json!([])));
    assert_eq!(short(&cli.ok(["timeline", &case]))[1], "2024-05-18 event", "it moved before the picture");
    cli.ok(["talk", "edit", &talk["talk"].to_string(), "--answer", "再等等"]);
    assert_eq!(cli.ok(["talk", "list", &case])["talks"][0]["answer"], "再等等");
    cli.ok(["talk", "remove", &talk["talk"].to_string()]);
    assert_eq!(cli.ok(["event", "remove", &event])["removed"], json!([made["event"]]));
    assert_eq!(cli.ok(["timeline", &case])["timeline"].as_array().unwrap().len(), 2);
    let gone = cli.run(["event", "edit", &event, "--what", "x"]);
    assert_eq!((gone.code, gone.error()), (Some(2), Some("not_found")));
    let log = cli.ok(["log", &case]).to_string();
    assert!(log.contains("dispute.removed") && !log.contains("20 元"), "codes, never words");
    assert_eq!(cli.ok(["check"])["verdict"], "whole");
}
