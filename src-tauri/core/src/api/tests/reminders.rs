//! What the system's notifications tell, on a temporary vault whose clock is set from day to day.

use super::*;

/// Opened anew: what was told has to be kept by the vault.
fn on<T>(vault: &tempfile::TempDir, at: &str, what: impl FnOnce(&Session) -> T) -> T {
    let clock = Clock::Set(chrono::DateTime::parse_from_rfc3339(&format!("{at}+08:00")).unwrap());
    what(&Session::open(vault.path(), clock).unwrap())
}

const WHAT: &str = "七日无理由退货：签收次日起七天内发出退货通知";

fn received(title: &str, day: &str) -> CaseFacts {
    let received_at = Some(When { at: day.to_owned(), tz: "+08:00".to_owned() });
    CaseFacts { received_at, ..CaseFacts::titled(title, Platform::Other) }
}

fn lines(session: &Session) -> Vec<String> {
    session.reminders(Lang::ZhCn).unwrap().into_iter().map(|r| r.line).collect()
}

/// As the window does: what there is to tell, and that it was told.
fn tell(session: &Session) -> Vec<String> {
    let news = session.reminders(Lang::ZhCn).unwrap();
    session.reminders_told(&news).unwrap();
    news.into_iter().map(|r| r.line).collect()
}

#[test]
fn what_is_near_is_told_once_a_day_and_not_again_by_the_next_start() {
    let vault = tempfile::tempdir().unwrap();
    Session::init(vault.path()).unwrap();
    on(&vault, "2026-11-21T09:00:00", |s| {
        s.case_new(received("羽绒服", "2026-11-18")).unwrap();
        s.case_new(CaseFacts { status: CaseStatus::Closed, ..received("手机壳", "2026-11-18") }).unwrap();
        s.case_new(CaseFacts { status: CaseStatus::Resolved, ..received("耳机", "2026-11-18") }).unwrap();
        assert!(tell(s).is_empty(), "four days are not near");
    });
    let left = |n: i64| vec![format!("「羽绒服」还剩 {n} 天（2026-11-25）：{WHAT}")];
    on(&vault, "2026-11-22T09:00:00", |s| assert_eq!(tell(s), left(3), "of the finished cases nothing"));
    on(&vault, "2026-11-22T18:00:00", |s| assert!(tell(s).is_empty(), "once a day, whatever starts there are"));
    on(&vault, "2026-11-23T09:00:00", |s| assert_eq!(tell(s), left(2), "the next day again"));
    on(&vault, "2026-11-24T09:00:00", |s| {
        assert_eq!(lines(s), left(1));
        assert_eq!(lines(s), left(1), "what could not be shown is told by the next look");
    });
    on(&vault, "2026-11-25T09:00:00", |s| {
        assert_eq!(tell(s), [format!("「羽绒服」今天到期（2026-11-25）：{WHAT}")]);
        let english = on_english(s);
        assert!(english.is_empty(), "told is told in any language: {english:?}");
        let case = s.cases("羽绒服").unwrap().remove(0).id;
        s.case_edit(&case, received("羽绒服", "2026-11-20")).unwrap();
        assert_eq!(tell(s), [format!("「羽绒服」还剩 2 天（2026-11-27）：{WHAT}")], "another day is news");
    });
}

fn on_english(session: &Session) -> Vec<String> {
    session.reminders(Lang::En).unwrap().into_iter().map(|r| r.line).collect()
}

#[test]
fn what_passed_while_the_program_was_off_is_told_once_at_the_next_start() {
    let vault = tempfile::tempdir().unwrap();
    Session::init(vault.path()).unwrap();
    on(&vault, "2026-11-20T09:00:00", |s| {
        s.case_new(received("旧事", "2026-11-01")).unwrap();
        s.case_new(received("羽绒服", "2026-11-16")).unwrap();
        assert!(tell(s).iter().all(|line| !line.contains("旧事")), "what had passed before is no news");
    });
    on(&vault, "2026-11-27T09:00:00", |s| {
        assert_eq!(lines(s), [format!("「羽绒服」已过期（2026-11-23）：{WHAT}")]);
        s.reminders_told(&[]).unwrap();
        assert_eq!(lines(s).len(), 1, "a look that showed nothing takes nothing away on that day");
        assert_eq!(tell(s).len(), 1);
        assert!(tell(s).is_empty());
    });
    on(&vault, "2026-11-28T09:00:00", |s| assert!(tell(s).is_empty(), "once, not once a day"));
    on(&vault, "2026-11-01T09:00:00", |s| assert!(tell(s).is_empty(), "a clock set back makes nothing pass"));
    on(&vault, "2026-11-28T09:00:00", |s| {
        tell(s);
        assert!(tell(s).is_empty(), "set right again it may tell once more, rather than too little, but no more");
    });
}

#[test]
fn what_is_not_sure_is_told_as_such_and_the_soonest_comes_first() {
    let vault = tempfile::tempdir().unwrap();
    Session::init(vault.path()).unwrap();
    on(&vault, "2026-11-24T09:00:00", |s| {
        let evil = "<b>很\n长".to_owned() + &"的".repeat(200);
        s.case_new(received(&evil, "2026-11-18")).unwrap();
        s.case_new(CaseFacts { platform: Platform::Pinduoduo, ..received("三只松鼠", "2026-11-09") }).unwrap();
        let told = lines(s);
        assert!(told[0].starts_with("[估算] [未核实] 「三只松鼠」今天到期（2026-11-24）："), "{told:?}");
        assert!(told[1].starts_with("「<b>很 长的") && told[1].chars().count() < 100, "one line, cut: {told:?}");
        assert_eq!(told.len(), 2, "{told:?}");
        let english = on_english(s);
        assert!(
            english[0].starts_with("[estimate] [unverified] ") && english[1].contains("1 day left ("),
            "{english:?}"
        );
    });
}

#[test]
fn many_are_told_in_few_lines_and_all_count_as_told() {
    let vault = tempfile::tempdir().unwrap();
    Session::init(vault.path()).unwrap();
    on(&vault, "2026-11-24T09:00:00", |s| {
        for n in 0..7 {
            s.case_new(received(&format!("案件{n}"), "2026-11-18")).unwrap();
        }
        let news = s.reminders(Lang::ZhCn).unwrap();
        let (title, body) = Reminder::told_at_once(&news, Lang::ZhCn);
        assert_eq!((title.as_str(), body.lines().count()), ("留证：期限提醒", 5));
        assert_eq!(body.lines().last(), Some("还有 3 条，见期限日历"));
        s.reminders_told(&news).unwrap();
        assert!(lines(s).is_empty());
        assert_eq!(Reminder::told_at_once(&news[..4], Lang::En).1.lines().count(), 4, "nothing more is not told");
    });
}

#[test]
fn switched_off_nothing_is_told_and_old_settings_have_it_on() {
    let vault = tempfile::tempdir().unwrap();
    Session::init(vault.path()).unwrap();
    on(&vault, "2026-11-24T09:00:00", |s| {
        s.case_new(received("羽绒服", "2026-11-18")).unwrap();
        s.settings_save(&Settings { remind: false, ..Settings::default() }).unwrap();
        assert!(lines(s).is_empty());
    });
    let old = r#"{"lang":null,"theme":"dark","evidence_view":"cards","advice_done":[]}"#;
    crate::vault::tamper(
        &vault.path().join("vault.db"),
        &format!("UPDATE setting SET value='{old}' WHERE key='settings'"),
    );
    crate::vault::tamper(
        &vault.path().join("vault.db"),
        "INSERT INTO setting(key, value) VALUES('reminders', 'not json')",
    );
    on(&vault, "2026-11-24T09:00:00", |s| {
        assert_eq!(s.settings().unwrap().theme, Theme::Dark, "the settings of before are read");
        assert_eq!(tell(s).len(), 1, "and what can't be read was never told");
        assert!(tell(s).is_empty());
    });
}
