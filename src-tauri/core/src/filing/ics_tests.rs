//! The calendar file, read back by a reader that allows nothing beyond RFC 5545.

use super::*;
use crate::filing::story_samples::{at, filing, told};
use crate::filing::{built_in, deadlines};

/// Unfolded content lines; panics on anything that the RFC does not allow.
fn read(text: &str) -> Vec<(String, String)> {
    assert!(text.ends_with("\r\n"), "the last line ends too");
    let mut lines: Vec<String> = Vec::new();
    for line in text.strip_suffix("\r\n").expect("ends").split("\r\n") {
        assert!(line.len() <= 75, "75 octets at most: {line}");
        assert!(!line.contains(['\r', '\n']) && !line.chars().any(char::is_control), "{line:?}");
        match line.strip_prefix(' ') {
            Some(rest) => lines.last_mut().expect("a line to continue").push_str(rest),
            None => lines.push(line.to_owned()),
        }
    }
    lines.into_iter().map(|l| l.split_once(':').map(|(n, v)| (n.to_owned(), v.to_owned())).expect("a name")).collect()
}

fn plain(value: &str) -> String {
    let (mut out, mut chars) = (String::new(), value.chars());
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next().expect("something escaped") {
                'n' => out.push('\n'),
                e @ ('\\' | ';' | ',') => out.push(e),
                other => panic!("\\{other} is no escape"),
            },
            ';' | ',' => panic!("a bare {c} in {value}"),
            c => out.push(c),
        }
    }
    out
}

#[test]
fn every_deadline_is_an_event_with_an_alarm_and_texts_come_back_whole() {
    let mut story = told();
    story.case.facts.platform = crate::model::Platform::Jd;
    story.filings = vec![filing(9, "jd", "2026-11-20 08:00")];
    story.case.facts.title = "标题, 有;分号\\反斜杠\r\n和换行\u{7}🙂".into();
    let list = deadlines(built_in(), &story, Lang::ZhCn).deadlines;
    let text = calendar_file(&story.case.id, &story.case.facts.title, &list, &story.now, Lang::ZhCn);
    let lines = read(&text);
    let all = |name: &str| lines.iter().filter(|(n, _)| n == name).map(|(_, v)| v.clone()).collect::<Vec<_>>();
    assert_eq!(all("BEGIN").iter().filter(|v| *v == "VEVENT").count(), list.len());
    assert_eq!(all("BEGIN").iter().filter(|v| *v == "VALARM").count(), list.len());
    assert_eq!(all("BEGIN").len(), all("END").len());
    let mut uids = all("UID");
    uids.sort();
    uids.dedup();
    assert_eq!(uids.len(), list.len(), "no two are the same");
    let days = all("DTSTART;VALUE=DATE");
    assert!(
        days.contains(&"20261113".to_owned()) && all("DTSTART").contains(&"20261121T000000Z".to_owned()),
        "{days:?}"
    );
    for summary in all("SUMMARY") {
        assert!(plain(&summary).contains("标题, 有;分号\\反斜杠\n和换行🙂"), "{summary}");
    }
    assert!(all("DESCRIPTION").iter().any(|d| plain(d).contains("《消费者权益保护法》第二十五条")));
    let again = calendar_file(&story.case.id, &story.case.facts.title, &list, &story.now, Lang::ZhCn);
    assert_eq!(again, text, "the same input gives the same bytes");
}

#[test]
fn a_uid_stays_when_only_the_rules_words_change_and_marks_are_told() {
    let story = told();
    let zh = deadlines(built_in(), &story, Lang::ZhCn).deadlines;
    let en = deadlines(built_in(), &story, Lang::En).deadlines;
    let uids = |list: &[Deadline]| list.iter().map(|d| uid(&story.case.id, d)).collect::<Vec<_>>();
    assert_eq!(uids(&zh), uids(&en));
    let pdd = zh.iter().find(|d| d.rule == "pdd_breach_claim").expect("there");
    assert_eq!(marks(pdd, Lang::ZhCn), "[估算] [未核实] ");
    assert!(at("2026-11-06").is_day());
}

proptest::proptest! {
    #[test]
    fn any_title_folds_into_allowed_lines(title in ".{0,200}") {
        let story = told();
        let list = deadlines(built_in(), &story, Lang::En).deadlines;
        for (name, value) in read(&calendar_file(&story.case.id, &title, &list, &story.now, Lang::En)) {
            if name == "SUMMARY" {
                plain(&value);
            }
        }
    }
}
