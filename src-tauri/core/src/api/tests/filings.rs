//! Steps with channels and what is asked for, through the use cases, on a temporary vault.

use super::*;

fn when(at: &str) -> When {
    When { at: at.into(), tz: "+08:00".into() }
}

#[test]
fn a_recovered_vault_has_its_filings_and_what_was_asked_for() {
    let Desk { vault, session, case, .. } = desk();
    let draft = FilingDraft { number: "SH 123".into(), ..FilingDraft::at("12315", when("2026-11-20")) };
    session.filing_add(&case, &draft, Lang::ZhCn).unwrap();
    let asked = Complaint {
        cause: Some(Cause::Description),
        basis: Some("fraud".into()),
        demands: vec![Demand::Refund, Demand::ReturnGoods],
        amount_fen: Some(Fen(154_400)),
        demand: "公开道歉".into(),
        seller_address: "杭州市".into(),
    };
    session.complaint_save(&case, &asked).unwrap();
    session.item_unavailable(&case, "payment", "朋友代付").unwrap();
    session.own_length("platform_window_douyin", Some(Length { n: 15, unit: Unit::Calendar })).unwrap();
    drop(session);
    crate::vault::tamper(&vault.path().join("vault.db"), "DROP TABLE identifier");
    Session::recover(vault.path(), clock()).unwrap();
    let session = Session::open(vault.path(), clock()).unwrap();
    assert_eq!(session.filings(&case).unwrap()[0].number, "SH 123");
    assert_eq!(session.complaint(&case).unwrap(), asked);
    let list = session.checklist(&case, "12315", None, Lang::ZhCn).unwrap();
    assert_eq!(list.not_available[0].reason.as_deref(), Some("朋友代付"));
    assert_eq!(session.own_values().unwrap().deadlines.len(), 1);
}

#[test]
fn only_what_differs_is_logged_and_never_a_word_of_the_user() {
    let Desk { session, case, .. } = desk();
    let found = |q: &str| session.search(q, None, 9).unwrap().len();
    let draft = FilingDraft { note: "我的备注".into(), ..FilingDraft::at("samr", when("2026-11-20")) };
    let saved = session.filing_add(&case, &draft, Lang::ZhCn).unwrap().filing;
    assert_eq!(saved.channel, "12315", "an alias is kept under its id");
    assert_eq!((found("我的备注"), found("别的")), (1, 0), "and found by search");
    let before = session.custody_lines(&case).unwrap().len();
    let same = FilingDraft { note: "我的备注".into(), ..FilingDraft::at("12315", when("2026-11-20")) };
    session.filing_edit(saved.id, &same, Lang::ZhCn).unwrap();
    session.complaint_save(&case, &Complaint::default()).unwrap();
    session.item_unavailable(&case, "payment", "").unwrap();
    assert_eq!(session.custody_lines(&case).unwrap().len(), before, "nothing differs: nothing is logged");
    let changed = FilingDraft { outcome: Some(Outcome::Failed), ..same };
    session.filing_edit(saved.id, &changed, Lang::ZhCn).unwrap();
    session.filing_remove(saved.id).unwrap();
    let log = session.custody_lines(&case).unwrap().join("\n");
    assert!(log.contains(r#"{"channel":"12315","fields":["outcome"]}"#) && !log.contains("备注"), "{log}");
}

#[test]
fn what_can_not_be_is_refused() {
    let Desk { session, case, .. } = desk();
    let add = |d: FilingDraft| session.filing_add(&case, &d, Lang::ZhCn).unwrap_err().code;
    assert_eq!(add(FilingDraft::at("nowhere", when("2026-11-20"))), Code::InvalidValue);
    assert_eq!(add(FilingDraft::at("12315", when("gestern"))), Code::InvalidValue);
    let late = FilingDraft { due: Some(when("2026-13-01")), ..FilingDraft::at("12315", when("2026-11-20")) };
    assert_eq!(add(late), Code::InvalidValue);
    let long = FilingDraft { answer: "很".repeat(100_001), ..FilingDraft::at("12315", when("2026-11-20")) };
    assert_eq!(add(long), Code::InvalidValue);
    let save = |c: Complaint| session.complaint_save(&case, &c).unwrap_err().code;
    assert_eq!(save(Complaint { basis: Some("revenge".into()), ..Complaint::default() }), Code::InvalidValue);
    assert_eq!(save(Complaint { amount_fen: Some(Fen(-1)), ..Complaint::default() }), Code::InvalidValue);
    assert_eq!(session.item_unavailable(&case, "soul", "x").unwrap_err().code, Code::NotFound);
}

#[test]
fn a_basis_that_the_rules_know_no_more_stays_while_the_rest_is_changed() {
    let d = desk();
    let asked = Complaint { basis: Some("fraud".into()), ..Complaint::default() };
    d.session.complaint_save(&d.case, &asked).unwrap();
    let mut claims: serde_json::Value = serde_json::from_str(include_str!("../../../rules/claims.json")).unwrap();
    claims["version"] = "2026-11-24".into();
    claims["claims"].as_array_mut().unwrap().retain(|c| c["rule"]["id"] != "fraud");
    let pack = serde_json::json!({ "format": "liuzheng-rules/1", "claims": claims }).to_string();
    d.session.rules_import(&d.file("pack.json", pack.as_bytes())).unwrap();
    let more = Complaint { demand: "公开道歉".into(), ..asked.clone() };
    assert_eq!(d.session.complaint_save(&d.case, &more).unwrap(), more, "only what is given anew is checked");
    d.session.complaint_save(&d.case, &Complaint { basis: None, ..more.clone() }).unwrap();
    assert_eq!(d.session.complaint_save(&d.case, &more).unwrap_err().code, Code::InvalidValue);
}

#[test]
fn a_kept_pack_that_does_not_hold_any_more_gives_way_to_the_built_in_and_says_so() {
    let Desk { vault, session, .. } = desk();
    drop(session);
    for (value, why) in [
        (r#"'{"format":1}'"#, "broken"),
        (r#"'{"format":"liuzheng-rules/2"}'"#, "format"),
        ("CAST(x'7b22fffe' AS TEXT)", "broken"),
        ("17", "broken"),
    ] {
        let sql = ["rules.pack", "rules.own"]
            .map(|key| format!("INSERT OR REPLACE INTO setting(key, value) VALUES('{key}', {value});"));
        crate::vault::tamper(&vault.path().join("vault.db"), &sql.concat());
        let session = Session::open(vault.path(), clock()).unwrap();
        let list = session.rule_book().unwrap().list(None);
        assert_eq!(list.pack_refused.as_deref(), Some(why), "{value}");
        assert_eq!(list.rules.len(), RuleBook::built_in(clock()).list(None).rules.len());
        assert_eq!(session.own_values().unwrap(), OwnValues::default());
        session.own_limits("12315", OwnLimits { count: Some(9), ..OwnLimits::default() }).unwrap();
        let reset = session.rules_reset().unwrap();
        assert_eq!(reset.list(None).pack_refused, None, "{value}: and there is a way back");
        assert_eq!(reset.channel("12315").unwrap().files.count, Some(9), "what was typed in stays");
        drop(session);
    }
}

#[test]
fn an_imported_pack_can_be_given_up_and_taken_again() {
    let d = desk();
    let mut holidays: serde_json::Value = serde_json::from_str(include_str!("../../../rules/holidays.json")).unwrap();
    holidays["years"][0]["rule"]["text"]["zh"] = "改过的".into();
    let mut write = |version: &str| {
        holidays["version"] = version.into();
        let pack = serde_json::json!({ "format": "liuzheng-rules/1", "holidays": holidays });
        d.file("pack.json", pack.to_string().as_bytes())
    };
    let ahead = d.session.rules_import(&write("2200-01-01")).err().unwrap();
    assert_eq!(ahead.params["reason"], "future", "by the clock of the session");
    let file = write("2026-11-24");
    let imported = |book: &RuleBook| book.areas().iter().filter(|a| a.imported).count();
    assert_eq!(imported(&d.session.rules_import(&file).unwrap()), 1);
    assert_eq!(imported(&d.session.rules_reset().unwrap()), 0);
    assert_eq!(imported(&d.session.rule_book().unwrap()), 0);
    assert_eq!(imported(&d.session.rules_reset().unwrap()), 0, "twice does no harm");
    assert_eq!(imported(&d.session.rules_import(&file).unwrap()), 1);
}

#[test]
fn the_soonest_deadline_of_each_case_is_told_and_old_rules_are_marked() {
    let Desk { vault, session, case, .. } = desk();
    let mut facts = session.case_get(&case).unwrap().facts;
    facts.received_at = Some(when("2026-11-20"));
    session.case_edit(&case, facts).unwrap();
    let next = session.nearest_deadlines(Lang::ZhCn).unwrap();
    assert_eq!((next.len(), next[0].deadline.due.as_str()), (1, "2026-11-27"));
    let filed = FilingDraft { due: Some(when("2026-11-26")), ..FilingDraft::at("12315", when("2026-11-20")) };
    session.filing_add(&case, &filed, Lang::ZhCn).unwrap();
    let next = session.nearest_deadlines(Lang::ZhCn).unwrap();
    assert_eq!(next[0].deadline.due, "2026-11-27", "what others have to do sooner is not the shopper's");
    let all = session.all_deadlines(Lang::ZhCn).unwrap();
    assert!(all.iter().any(|n| n.deadline.due == "2026-11-26"), "but it stands in the calendar");
    assert!(all.is_sorted_by(|a, b| a.deadline.due[..10] <= b.deadline.due[..10]));
    assert!(session.rule_book().unwrap().areas().iter().all(|a| !a.old && a.age_days == 0));
    drop(session);
    let later = Clock::Set(chrono::DateTime::parse_from_rfc3339("2027-11-25T09:00:00+08:00").unwrap());
    let session = Session::open(vault.path(), later).unwrap();
    assert!(session.rule_book().unwrap().areas().iter().all(|a| a.old), "over a year: worth a mild word");
    assert!(session.nearest_deadlines(Lang::ZhCn).unwrap().iter().all(|n| n.deadline.days_left >= 0));
}

#[test]
fn a_step_stands_in_the_timeline_and_says_whether_it_is_a_complaint_or_a_report() {
    let Desk { vault: _vault, session, case, .. } = desk();
    let report = FilingDraft { paper: Some(Paper::Report), ..FilingDraft::at("12315", when("2026-11-20")) };
    let id = session.filing_add(&case, &report, Lang::ZhCn).unwrap().filing.id;
    let page = session.timeline_page(&case, 0, 10).unwrap();
    let [TimelineRow { day, entry: TimelineEntry::Filing { filing } }] = page.rows.as_slice() else {
        panic!("{:?}", page.rows)
    };
    assert_eq!((day.as_str(), filing.id, filing.paper), ("2026-11-20", id, Some(Paper::Report)));
    let letter = FilingDraft { paper: Some(Paper::KeepRecords), ..report.clone() };
    assert_eq!(session.filing_edit(id, &letter, Lang::ZhCn).unwrap_err().code, Code::InvalidValue);
    session.filing_edit(id, &FilingDraft { paper: None, ..report }, Lang::ZhCn).unwrap();
    assert_eq!(session.filing_draft(id).unwrap().paper, None, "it can be taken back");
    assert!(session.custody_lines(&case).unwrap().join("").contains(r#""fields":["paper"]"#));
    session.filing_remove(id).unwrap();
    assert_eq!(session.timeline_page(&case, 0, 10).unwrap().total, 0);
}

#[cfg(unix)]
#[test]
fn a_small_file_takes_the_place_of_a_plain_one_and_of_no_link_or_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("mine"), "mine").unwrap();
    std::os::unix::fs::symlink(at("mine"), at("link")).unwrap();
    std::os::unix::fs::symlink(at("nowhere"), at("dangling")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
    std::fs::create_dir(at("folder")).unwrap();
    for name in ["link", "dangling", "pipe", "folder"] {
        assert_eq!(write_new(&at(name), b"new", true).unwrap_err().code, Code::TargetUnwritable, "{name}");
        assert_eq!(write_new(&at(name), b"new", false).unwrap_err().code, Code::TargetExists, "{name}");
        assert!(!at(name).symlink_metadata().unwrap().is_file(), "{name} is what it was");
    }
    assert_eq!(std::fs::read(at("mine")).unwrap(), b"mine");
    write_new(&at("mine"), b"new", true).unwrap();
    assert_eq!(std::fs::read(at("mine")).unwrap(), b"new");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 5, "and nothing half is left");
}
