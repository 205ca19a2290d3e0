//! Rules, deadlines, amounts, checklists, drafts and filings on the command line, from outside.

use std::fs;

use liuzheng_core::filing::built_in;
use liuzheng_core::model::Confidence;
use liuzheng_tests::cli::{Cli, id};
use liuzheng_tests::repo::root;
use liuzheng_tests::tools::{need, run};
use serde_json::{Value, json};

fn nowhere() -> Cli {
    Cli::at(std::path::Path::new("/nonexistent/liuzheng"))
}

/// The made-up case; with a filing's day in 2026, whose calendar is known.
fn told(cli: &Cli) -> String {
    let case = id(&cli.ok([
        "case",
        "new",
        "--title",
        "羽绒服含绒量不符",
        "--platform",
        "pinduoduo",
        "--merchant",
        "暖冬服饰官方店",
        "--goods",
        "羽绒服",
        "--amount",
        "386",
        "--purchased-at",
        "2026-11-03",
        "--received-at",
        "2026-11-06 18:42",
    ])["id"]);
    cli.ok(["id", "add", &case, "--kind", "order_number", "--value", "261103-754323194875749"]);
    cli.ok(["event", "add", &case, "--at", "2026-11-08", "--kind", "discovered", "--what", "含绒量 61%"]);
    cli.ok(["event", "add", &case, "--at", "2026-11-14", "--kind", "refused", "--what", "只愿补 20 元"]);
    cli.ok(["complaint", "set", &case, "--cause", "description", "--demands", "return_goods,refund"]);
    case
}

fn rules(list: &Value, of: &str) -> Vec<String> {
    let rows = list[of].as_array().expect(of);
    rows.iter().map(|r| r["rule"].as_str().or(r["item"].as_str()).expect("a word").to_owned()).collect()
}

#[test]
fn rules_claims_and_channels_need_no_vault() {
    let cli = nowhere();
    let all = cli.ok(["rules", "list"]);
    let rows = all["rules"].as_array().expect("a list");
    assert_eq!(rows.len(), built_in().all().len());
    assert_eq!(all["areas"].as_array().map(Vec::len), Some(6));
    for mark in ["C", "C2", "G", "X"] {
        let of_mark = cli.ok(["rules", "list", "--confidence", mark]);
        let some = of_mark["rules"].as_array().expect("a list");
        assert!(!some.is_empty() && some.iter().all(|r| r["confidence"] == mark), "{mark}");
    }
    assert_eq!(cli.run(["rules", "list", "--confidence", "A"]).error(), Some("invalid_value"));
    let one = cli.ok(["rules", "show", "samr_mediation"]);
    assert_eq!(
        (&one["data"]["length"]["n"], &one["confidence"], &one["from"]),
        (&json!(60), &json!("C"), &json!("2026-04-15"))
    );
    assert_eq!((&one["checked"], &one["area"]), (&json!("2026-11-23"), &json!("deadlines")));
    assert!(one["source_title"]["zh"].as_str().expect("text").contains("121"));
    let none = cli.run(["rules", "show", "made_up"]);
    assert_eq!((none.code, none.error()), (Some(2), Some("not_found")));
    assert_eq!(cli.ok(["channels", "list"])["channels"].as_array().map(Vec::len), Some(20));
    assert_eq!(cli.ok(["channels", "show", "pdd"])["id"], "pinduoduo");
    assert_eq!(cli.run(["channels", "show", "x"]).error(), Some("invalid_value"));
}

#[test]
fn periods_are_counted_and_only_one_unit_moves() {
    let cli = nowhere();
    let table = [
        ("2026-02-10", "7", "working", "2026-02-26", Value::Null, false),
        ("2026-09-18", "7", "working", "2026-09-29", Value::Null, false),
        ("2026-12-28", "7", "working", "2027-01-06", Value::Null, true),
        ("2026-09-26", "7", "calendar", "2026-10-03", Value::Null, false),
        ("2026-09-26", "7", "calendar_holiday", "2026-10-08", json!("2026-10-03"), false),
        ("2026-08-04", "60", "calendar_holiday", "2026-10-08", json!("2026-10-03"), false),
        ("2026-04-01", "6", "month", "2026-10-01", Value::Null, false),
        ("2024-02-29", "1", "year", "2025-02-28", Value::Null, false),
        ("2026-11-06T18:42:10+08:00", "48", "hour", "2026-11-08T18:42:10+08:00", Value::Null, false),
    ];
    for (from, n, unit, due, before, estimated) in table {
        let got = cli.ok(["rules", "count", "--from", from, "--n", n, "--unit", unit]);
        assert_eq!(got, json!({ "due": due, "extended_from": before, "estimated": estimated }), "{from} {n} {unit}");
    }
    for bad in [["2026-02-30", "7", "working"], ["2026-11-23", "0", "calendar"], ["2026-11-23", "7", "moon"]] {
        let run = cli.run(["rules", "count", "--from", bad[0], "--n", bad[1], "--unit", bad[2]]);
        assert_eq!((run.code, run.error()), (Some(2), Some("invalid_value")), "{bad:?}");
    }
}

#[test]
fn amounts_come_in_fen_with_formula_articles_and_cautions() {
    let cli = nowhere();
    let claim = |basis: &str, paid: &str| cli.ok(["claim", "--basis", basis, "--paid", paid]);
    let fraud = claim("fraud", "128.50");
    assert_eq!((&fraud["extra"], &fraud["amount"]), (&json!(50_000), &json!(62_850)));
    assert!(fraud["articles"][0].as_str().is_some_and(|a| a.contains("第五十五条")));
    assert!(fraud["cautions"].as_array().is_some_and(|c| !c.is_empty()) && fraud["formula"].is_string());
    let food = cli.ok(["claim", "--basis", "food", "--paid", "9.90", "--loss", "400"]);
    assert_eq!((&food["extra"], &food["amount"]), (&json!(120_000), &json!(160_990)));
    assert_eq!(claim("jd_description", "5000")["extra"], 20_000);
    assert_eq!(claim("refund", "128.5")["amount"], 12_850);
    assert_eq!(claim("promise_tenfold", "128.50")["extra"], 128_500);
    assert_eq!(claim("fraud", "0")["hints"][0]["code"], "paid_zero");
    assert_eq!(claim("food", "10000000000")["hints"][0]["code"], "amount_unusual");
    for bad in ["-1", "1000000000000", "x", ""] {
        assert_eq!(
            cli.run(["claim", "--basis", "fraud", &format!("--paid={bad}")]).error(),
            Some("invalid_value"),
            "{bad}"
        );
    }
}

#[test]
fn deadlines_of_a_case_come_with_a_calendar_file_that_a_library_reads() {
    let cli = Cli::new();
    let case = told(&cli);
    let list = cli.ok(["deadlines", &case]);
    let found = |rule: &str| {
        list["deadlines"].as_array().expect("a list").iter().find(|d| d["rule"] == rule).expect(rule).clone()
    };
    let d = found("no_reason_return");
    assert_eq!((&d["due"], &d["trigger"], &d["estimated"]), (&json!("2026-11-13"), &json!("received"), &json!(false)));
    assert_eq!((&d["extended_to"], &d["confidence"]), (&Value::Null, &json!("C")));
    assert!(d["basis"].as_str().is_some_and(|b| b.contains("第二十五条")));
    let pdd = found("pdd_breach_claim");
    assert_eq!(
        (&pdd["due"], &pdd["estimated"], &pdd["unverified"]),
        (&json!("2026-11-21"), &json!(true), &json!(true))
    );
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("期限.ics");
    let file = file.to_str().expect("UTF-8");
    let told = cli.ok(["deadlines", &case, "--ics", file]);
    assert_eq!(told["ics"], file);
    let again = cli.run(["deadlines", &case, "--ics", file]);
    assert_eq!((again.code, again.error()), (Some(2), Some("target_exists")));
    cli.ok(["deadlines", &case, "--ics", file, "--replace"]);
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing half written is left");
    if cfg!(target_os = "linux") {
        let script = "import sys, datetime, icalendar\n\
            cal = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read())\n\
            events = list(cal.walk('VEVENT'))\n\
            assert not cal.errors and all(not e.errors for e in events)\n\
            assert len({str(e['UID']) for e in events}) == len(events)\n\
            assert all(len(list(e.walk('VALARM'))) == 1 for e in events)\n\
            first = events[0]\n\
            assert first.decoded('DTSTART') == datetime.date(2026, 11, 13), first\n\
            print(len(events))";
        let (code, said) = run(need("python3"), &["-c", script, file], folder.path());
        assert_eq!((code, said.trim()), (Some(0), &*list["deadlines"].as_array().expect("a list").len().to_string()));
    }
}

#[test]
fn impossible_days_are_hinted_at_and_make_estimates() {
    let cli = Cli::new();
    let case = id(&cli.ok([
        "case",
        "new",
        "--title",
        "x",
        "--platform",
        "taobao",
        "--purchased-at",
        "2026-11-10",
        "--received-at",
        "2026-11-06",
    ])["id"]);
    let list = cli.ok(["deadlines", &case]);
    assert_eq!(list["hints"][0]["code"], "received_before_ordered");
    assert!(list["deadlines"].as_array().expect("a list").iter().all(|d| d["estimated"] == true));
    let bare = id(&cli.ok(["case", "new", "--title", "x", "--platform", "douyin"])["id"]);
    let list = cli.ok(["deadlines", &bare]);
    assert_eq!((&list["deadlines"], &list["unknown"][0]["rule"]), (&json!([]), &json!("platform_window_douyin")));
}

#[test]
fn a_step_with_a_channel_has_its_receipt_its_answer_and_its_warnings() {
    let cli = Cli::new();
    let case = told(&cli);
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("回执.txt"), "受理回执").expect("written");
    let taken = cli.ok(["import", &case, folder.path().to_str().expect("UTF-8"), "--recursive"]);
    let receipt = taken["imported"][0]["evidence"].to_string();
    let made = cli.ok([
        "filing",
        "add",
        &case,
        "--channel",
        "samr",
        "--at",
        "2026-11-20",
        "--number",
        "SH 123",
        "--evidence",
        &receipt,
    ]);
    assert_eq!((&made["channel"], &made["evidence"][0]["number"]), (&json!("12315"), &json!("E001")));
    let warned =
        |v: &Value| v["cautions"].as_array().expect("a list").iter().any(|c| c["rule"] == "second_public_channel");
    assert!(!warned(&made));
    let list = cli.ok(["deadlines", &case]);
    assert!(rules(&list, "deadlines").contains(&"samr_acceptance".to_owned()));
    let step = made["filing"].to_string();
    cli.ok(["filing", "edit", &step, "--accepted-at", "2026-11-23", "--due", "2027-01-22", "--answer", "已受理"]);
    let rows = cli.ok(["filing", "list", &case]);
    assert_eq!((&rows["filings"][0]["number"], &rows["filings"][0]["answer"]), (&json!("SH 123"), &json!("已受理")));
    let list = rules(&cli.ok(["deadlines", &case]), "deadlines");
    assert!(list.contains(&"samr_mediation".to_owned()) && list.contains(&"told".to_owned()), "{list:?}");
    let second = cli.ok(["filing", "add", &case, "--channel", "consumer_association", "--at", "2026-11-22"]);
    assert!(warned(&second), "said, and not refused");
    let log = cli.ok(["log", &case]).to_string();
    assert!(
        log.contains("filing.added")
            && log.contains("filing.edited")
            && !log.contains("已受理")
            && !log.contains("SH 123")
    );
    cli.ok(["evidence", "remove", &receipt, "--yes"]);
    assert_eq!(
        cli.ok(["filing", "list", &case])["filings"][0]["evidence"],
        json!([]),
        "a receipt that is gone is named no more"
    );
    cli.ok(["filing", "remove", &second["filing"].to_string()]);
    assert_eq!(cli.run(["filing", "edit", &step, "--channel", "x"]).error(), Some("invalid_value"));
    assert_eq!(cli.run(["filing", "edit", "999", "--note", "x"]).error(), Some("not_found"));
    assert_eq!(cli.ok(["check"])["verdict"], "whole");
    cli.ok(["case", "remove", &case, "--yes"]);
    assert_eq!(cli.ok(["check"])["verdict"], "whole");
}

#[test]
fn a_checklist_knows_what_is_there_and_why_something_is_not() {
    let cli = Cli::new();
    let case = told(&cli);
    let list = cli.ok(["checklist", &case, "--channel", "12315"]);
    assert!(rules(&list, "have").contains(&"order".to_owned()));
    let missing = rules(&list, "missing");
    assert!(missing.contains(&"payment".to_owned()) && missing.contains(&"product_page".to_owned()), "{missing:?}");
    let list = cli.ok(["checklist", &case, "--channel", "12315", "--not-available", "payment", "--reason", "朋友代付"]);
    assert_eq!(
        (rules(&list, "not_available"), &list["not_available"][0]["reason"]),
        (vec!["payment".to_owned()], &json!("朋友代付"))
    );
    let back = cli.ok(["checklist", &case, "--channel", "12315", "--not-available", "payment", "--reason", ""]);
    assert_eq!(back["not_available"], json!([]));
    let unknown = cli.run(["checklist", &case, "--channel", "12315", "--not-available", "soul", "--reason", "x"]);
    assert_eq!(unknown.error(), Some("not_found"));
    assert!(!cli.ok(["log", &case]).to_string().contains("朋友"));
}

#[test]
fn a_draft_fits_and_carries_the_fingerprint_of_the_last_export() {
    let cli = Cli::new();
    let case = told(&cli);
    let before = cli.ok(["draft", &case, "--channel", "pinduoduo", "--max-chars", "150"]);
    assert_eq!(before["fingerprint"], Value::Null);
    assert!(before["text"].as_str().is_some_and(|t| t.contains("【导出证据包后填写】")));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let zip = folder.path().join("x.zip");
    let fingerprint = cli.ok(["export", &case, "--to", zip.to_str().expect("UTF-8")])["fingerprint"].clone();
    for max in [150, 300, 500] {
        let d = cli.ok(["draft", &case, "--channel", "12315", "--max-chars", &max.to_string()]);
        let text = d["text"].as_str().expect("a text");
        assert!(text.chars().count() <= max, "{text}");
        assert!(
            text.contains("261103-754323194875749") && text.contains(fingerprint.as_str().expect("text")),
            "{text}"
        );
        assert!(text.contains("退货"), "{text}");
    }
    let report = cli.ok(["draft", &case, "--channel", "12315", "--paper", "report"]);
    assert!(!report["text"].as_str().expect("a text").contains("退还货款"));
    assert_eq!(cli.run(["draft", &case, "--channel", "12315", "--max-chars", "5"]).error(), Some("invalid_value"));
    let long = "很".repeat(40_000);
    cli.ok(["complaint", "set", &case, "--words", &long]);
    let d = cli.ok(["draft", &case, "--channel", "12315", "--max-chars", "150"]);
    assert!(d["chars"].as_u64().is_some_and(|n| n <= 150));
}

#[test]
fn a_draft_is_written_as_a_document_that_others_read() {
    let cli = Cli::new();
    let case = told(&cli);
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("in")).expect("a folder");
    fs::write(folder.path().join("in/聊天.txt"), "x").expect("written");
    cli.ok(["import", &case, folder.path().join("in").to_str().expect("UTF-8"), "--recursive"]);
    let file = folder.path().join("投诉书.docx");
    let path = file.to_str().expect("UTF-8");
    cli.ok(["draft", &case, "--channel", "12315", "--docx", path]);
    let first = fs::read(&file).expect("written");
    assert_eq!(cli.run(["draft", &case, "--channel", "12315", "--docx", path]).error(), Some("target_exists"));
    cli.ok(["draft", &case, "--channel", "12315", "--docx", path, "--replace"]);
    assert_eq!(fs::read(&file).expect("written"), first, "the same input gives the same bytes");
    if cfg!(target_os = "linux") {
        // The standard library of Python: its own ZIP and its own XML.
        let script = "import sys, zipfile, xml.etree.ElementTree as E\n\
            z = zipfile.ZipFile(sys.argv[1])\n\
            assert z.testzip() is None\n\
            for n in z.namelist():\n    if n.endswith(('.xml', '.rels')): E.fromstring(z.read(n))\n\
            w = '{http://schemas.openxmlformats.org/wordprocessingml/2006/main}'\n\
            body = E.fromstring(z.read('word/document.xml')).find(w + 'body')\n\
            tables = body.findall(w + 'tbl')\n\
            assert len(tables) == 2, len(tables)\n\
            print('\\n'.join(''.join(t.text or '' for t in p.iter(w + 't')) for p in body.iter(w + 'p')))";
        let (code, said) = run(need("python3"), &["-c", script, path], folder.path());
        assert_eq!(code, Some(0), "{said}");
        let parts = [
            "投诉书",
            "投诉人姓名",
            "被投诉人名称",
            "暖冬服饰官方店",
            "261103-754323194875749",
            "退货、退还货款",
            "证据清单",
            "E001",
            "聊天.txt",
        ];
        for part in parts {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
}

#[test]
fn a_pack_of_newer_rules_is_taken_and_a_broken_one_refused_with_the_built_in_in_use() {
    let cli = Cli::new();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("rules.json");
    let path = file.to_str().expect("UTF-8");
    let mut holidays: Value =
        serde_json::from_str(include_str!("../../src-tauri/core/rules/holidays.json")).expect("JSON");
    let count = || cli.ok(["rules", "count", "--from", "2026-12-28", "--n", "7", "--unit", "working"]);
    for (bytes, why) in
        [("{", "broken"), (r#"{"format":"x"}"#, "format"), (r#"{"format":"liuzheng-rules/1"}"#, "nothing_new")]
    {
        fs::write(&file, bytes).expect("written");
        let run = cli.run(["rules", "import", path]);
        assert_eq!(
            (run.code, run.error(), &run.json["error"]["params"]["reason"]),
            (Some(2), Some("rules_refused"), &json!(why))
        );
    }
    assert_eq!(count()["estimated"], true);
    holidays["version"] = json!("2026-11-24");
    let mut year = holidays["years"][2].clone();
    year["year"] = json!(2027);
    year["rule"]["id"] = json!("holidays_2027");
    year["off"] = json!([]);
    year["work"] = json!([]);
    holidays["years"].as_array_mut().expect("a list").push(year);
    fs::write(&file, json!({ "format": "liuzheng-rules/1", "holidays": holidays }).to_string()).expect("written");
    cli.ok(["rules", "import", path]);
    assert_eq!(count(), json!({ "due": "2027-01-06", "extended_from": null, "estimated": false }));
    assert_eq!(cli.ok(["rules", "show", "holidays_2027"])["imported"], true);
    assert_eq!(cli.run(["rules", "import", path]).json["error"]["params"]["reason"], "nothing_new");
    let missing = cli.run(["rules", "import", "/nonexistent.json"]);
    assert_eq!((missing.code, missing.error()), (Some(2), Some("not_found")), "{:?}", missing.json);
    let reset = cli.ok(["rules", "reset"]);
    assert!(reset["areas"].as_array().expect("a list").iter().all(|a| a["imported"] == false));
    assert_eq!(count()["estimated"], true, "the rules of the program are in use again");
    if cfg!(unix) {
        let pipe = folder.path().join("pipe");
        run("mkfifo", &[pipe.to_str().expect("UTF-8")], folder.path());
        let case = told(&cli);
        for args in [
            vec!["rules", "import", pipe.to_str().expect("UTF-8")],
            vec!["rules", "import", folder.path().to_str().expect("UTF-8")],
            vec!["draft", &case, "--channel", "12315", "--save", pipe.to_str().expect("UTF-8")],
        ] {
            let odd = cli.run(&args);
            assert_eq!((odd.code, odd.error()), (Some(2), Some("special_file")), "{args:?}: nothing waits for it");
        }
    }
}

#[test]
fn what_nobody_could_confirm_can_be_typed_in_and_stays_unverified() {
    let cli = Cli::new();
    let case =
        id(&cli.ok(["case", "new", "--title", "x", "--platform", "douyin", "--received-at", "2026-11-06"])["id"]);
    let set = cli.ok(["rules", "set", "platform_window_douyin", "--n", "15", "--unit", "calendar"]);
    assert_eq!(set["data"]["length"], json!({ "n": 15, "unit": "calendar" }));
    let own = |cli: &Cli| {
        let list = cli.ok(["deadlines", &case]);
        list["deadlines"].as_array().expect("a list").iter().find(|d| d["rule"] == "platform_window_douyin").cloned()
    };
    let d = own(&cli).expect("counted now");
    assert_eq!((&d["due"], &d["unverified"], &d["estimated"]), (&json!("2026-11-21"), &json!(true), &json!(true)));
    cli.ok(["rules", "set", "platform_window_douyin"]);
    assert!(own(&cli).is_none(), "taken back");
    let confirmed = cli.run(["rules", "set", "no_reason_return", "--n", "70", "--unit", "calendar"]);
    assert_eq!(confirmed.error(), Some("invalid_value"), "what is confirmed is not typed over");
    assert_eq!(
        cli.run(["rules", "set", "taobao_aftersale", "--n", "0", "--unit", "calendar"]).error(),
        Some("invalid_value")
    );
    assert_eq!(cli.run(["rules", "set", "made_up", "--n", "1", "--unit", "calendar"]).error(), Some("not_found"));
    let channel = cli.ok(["channels", "set", "12315", "--max-chars", "200", "--count", "9", "--bytes", "5000000"]);
    assert_eq!((&channel["files"]["count"], &channel["files"]["confidence"]), (&json!(9), &json!("X")));
    assert_eq!(cli.ok(["draft", &case, "--channel", "12315"])["max_chars"], 200);
    assert_eq!(cli.run(["channels", "set", "12315", "--count", "0"]).error(), Some("invalid_value"));
    cli.ok(["channels", "set", "12315"]);
    assert_eq!(cli.ok(["channels", "show", "12315"])["files"]["count"], Value::Null);
}

/// `docs/channels.md` is written from the data; this keeps it true to it.
#[test]
fn the_table_of_channels_in_the_documentation_is_that_of_the_data() {
    let channels = &built_in().channels.channels;
    let mut text = String::from(
        "# Channels\n\nWhere a complaint can go, with the confidence of what is known: C confirmed from a named text, C2 \
         secondary\nsource, G general knowledge, X unknown. Only C is shown as certain; the rest is marked 未核实 and can be \
         edited. No limit\nof attachments is confirmed for any channel.\n\n\
         | id | channel | kind | confidence | text limit | boxes confirmed | basis |\n|---|---|---|---|---|---|---|\n",
    );
    for c in channels {
        let limit = c.fields.iter().find_map(|f| f.max_chars).map_or("未核实".to_owned(), |n| format!("≤ {n}"));
        let confirmed = c.fields.iter().filter(|f| f.confidence == Confidence::C).count();
        let row = [
            c.id.clone(),
            c.name.zh.clone(),
            c.kind.as_str().to_owned(),
            c.rule.confidence.as_str().to_owned(),
            limit,
            format!("{confirmed} of {}", c.fields.len()),
            c.rule.article.zh.clone(),
        ];
        text += &format!("| {} |\n", row.join(" | "));
    }
    let all = built_in().all();
    text += "\n| mark | channels | rules in all |\n|---|---|---|\n";
    for mark in Confidence::ALL {
        let of_channels = channels.iter().filter(|c| c.rule.confidence == *mark).count();
        let rules = all.iter().filter(|(_, r)| r.confidence == *mark).count();
        text += &format!("| {} | {of_channels} | {rules} |\n", mark.as_str());
    }
    text += &format!("| all | {} | {} |\n", channels.len(), all.len());
    let kept = fs::read_to_string(root().join("docs/channels.md")).unwrap_or_default().replace("\r\n", "\n");
    if kept != text {
        let found = std::env::temp_dir().join("liuzheng-channels.md");
        fs::write(&found, &text).expect("written");
        panic!("docs/channels.md is not true to the data; what it should be is in {}", found.display());
    }
}
