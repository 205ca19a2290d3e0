//! Times, events, talks and the timeline through the use cases, on a temporary vault.

use std::path::PathBuf;

use super::*;
use crate::clock::Clock;
use crate::error::Code;
use crate::model::*;

struct Desk {
    vault: tempfile::TempDir,
    files: tempfile::TempDir,
    session: Session,
    case: CaseId,
}

fn clock() -> Clock {
    Clock::Set(chrono::DateTime::parse_from_rfc3339("2026-11-23T09:32:18+08:00").unwrap())
}

fn desk() -> Desk {
    let vault = tempfile::tempdir().unwrap();
    Session::init(vault.path()).unwrap();
    let session = Session::open(vault.path(), clock()).unwrap();
    let case = session.case_new(CaseFacts::titled("羽绒服含绒量不符", Platform::Pinduoduo)).unwrap().id;
    Desk { vault, files: tempfile::tempdir().unwrap(), session, case }
}

fn when(at: &str) -> When {
    When { at: at.into(), tz: "+08:00".into() }
}

fn event(kind: DisputeKind, at: &str, what: &str, evidence: &[EvidenceId]) -> DisputeDraft {
    DisputeDraft {
        kind,
        at: when(at),
        what: what.into(),
        note: String::new(),
        amount_fen: None,
        evidence: evidence.to_vec(),
    }
}

fn talk(at: &str, said: &str, evidence: &[EvidenceId]) -> TalkDraft {
    TalkDraft {
        at: when(at),
        who: "客服小李".into(),
        way: Way::PlatformChat,
        said: said.into(),
        answer: "最多退 50 元".into(),
        evidence: evidence.to_vec(),
    }
}

impl Desk {
    fn import(&self, names: &[&str]) -> Vec<EvidenceId> {
        let paths: Vec<PathBuf> = names.iter().map(|n| self.files.path().join(n)).collect();
        for path in &paths {
            std::fs::write(path, path.to_string_lossy().as_bytes()).unwrap();
            let at = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_800_000_000);
            std::fs::File::options().write(true).open(path).unwrap().set_modified(at).unwrap();
        }
        let report = self.session.import(&self.case, &paths, &ImportOptions::default(), &Job::quiet(), &|_| {});
        report.unwrap().imported.into_iter().map(|r| r.evidence).collect()
    }

    /// The timeline in short: a day and what stands there.
    fn told(&self) -> Vec<String> {
        let page = self.session.timeline_page(&self.case, 0, 100).unwrap();
        let short = |e: &TimelineEntry| match e {
            TimelineEntry::Evidence { row } => format!("{} {}", row.number, row.times.best.as_str()),
            TimelineEntry::Event { event } => event.kind.as_str().to_owned(),
            TimelineEntry::Talk { .. } => "talk".to_owned(),
            TimelineEntry::Filing { filing } => format!("filed {}", filing.channel),
            TimelineEntry::Case { kind, .. } => format!("case {}", kind.as_str()),
        };
        page.rows.iter().map(|r| format!("{} {}", r.day, short(&r.entry))).collect()
    }

    fn log(&self) -> String {
        self.session.custody_lines(&self.case).unwrap().join("\n")
    }
}

#[test]
fn five_times_stand_apart_each_with_who_told_it() {
    let d = desk();
    let ids = d.import(&["mmexport1716012202000.jpg", "Screenshot_20240518-140322.png", "聊天.png"]);
    let times = |i: usize| d.session.evidence_get(ids[i]).unwrap().times;
    let name = times(0).file_name.unwrap();
    assert_eq!((name.at.as_str(), name.tz.as_str()), ("2024-05-18T06:03:22Z", "+08:00"), "a moment, told in our place");
    assert_eq!(name.origin, "name.wechat_export");
    let name = times(1).file_name.unwrap();
    assert_eq!((name.at.as_str(), name.tz.as_str()), ("2024-05-18 14:03:22", ""), "no zone is guessed");
    let t = times(2);
    assert!(t.file_name.is_none() && t.shown.is_none() && t.exif.is_none());
    assert_eq!((t.file.unwrap().origin.as_str(), t.imported.origin.as_str()), ("file_system", "clock"));
    assert_eq!((times(0).best, times(2).best), (TimeSource::FileName, TimeSource::File));
    let facts = EvidenceFacts { shown_at: Some(when("2024-05-18")), ..Default::default() };
    let t = d.session.evidence_edit(ids[0], facts).unwrap().times;
    assert_eq!((t.best, t.shown.unwrap().origin.as_str()), (TimeSource::Shown, "user"), "the user's word comes first");
    assert!(t.file_name.is_some(), "and the suggestion stays beside it");
}

#[test]
fn a_time_can_be_said_to_be_unknown_and_the_original_device_is_kept() {
    let d = desk();
    let id = d.import(&["a.png"])[0];
    let facts = EvidenceFacts {
        shown_unknown: true,
        carrier_device: "小米 14".into(),
        carrier_kept: Some(Kept::Yes),
        carrier_note: "聊天没有删".into(),
        ..Default::default()
    };
    let view = d.session.evidence_edit(id, facts.clone()).unwrap();
    assert_eq!(view.facts, facts);
    assert!(view.times.shown_unknown);
    assert!(d.log().contains(r#""fields":["carrier_device","carrier_kept","carrier_note","shown_unknown"]"#));
    assert!(!d.log().contains("小米"), "never a word of the user");
    let told = EvidenceFacts { shown_at: Some(when("2026-11-12")), ..facts };
    assert!(!d.session.evidence_edit(id, told).unwrap().facts.shown_unknown, "a told time is not unknown");
}

#[test]
fn the_timeline_sorts_all_by_the_best_known_time_and_says_which_it_is() {
    let d = desk();
    let facts = CaseFacts {
        ordered_at: Some(when("2024-05-10")),
        paid_at: Some(when("2024-05-10 09:00")),
        received_at: Some(when("2024-05-14")),
        ..CaseFacts::titled("t", Platform::Taobao)
    };
    d.session.case_edit(&d.case, facts).unwrap();
    let ids = d.import(&["mmexport1716012202000.jpg", "plain.png", "Screenshot_20240518-090000.png"]);
    d.session.dispute_add(&d.case, &event(DisputeKind::Received, "2024-05-14", "", &[])).unwrap();
    d.session.dispute_add(&d.case, &event(DisputeKind::Refused, "2024-05-18 14:00", "拒绝退货", &ids[..1])).unwrap();
    d.session.talk_add(&d.case, &talk("2024-05-18 15:00", "请退货", &[])).unwrap();
    let want = [
        "2024-05-10 case ordered",
        "2024-05-10 case paid",
        "2024-05-14 received",
        "2024-05-18 E003 file_name",
        "2024-05-18 refused",
        "2024-05-18 E001 file_name",
        "2024-05-18 talk",
        "2027-01-15 E002 file",
    ];
    assert_eq!(d.told(), want, "a time of the case that an event tells too stands there once");
    let days = d.session.timeline_days(&d.case).unwrap();
    let short: Vec<(&str, u32)> = days.days.iter().map(|d| (d.day.as_str(), d.count)).collect();
    assert_eq!(short, [("2024-05-10", 2), ("2024-05-14", 1), ("2024-05-18", 4), ("2027-01-15", 1)]);
    assert_eq!(days.total, 8);
    let page = d.session.timeline_page(&d.case, 3, 2).unwrap();
    assert_eq!((page.total, page.offset, page.rows.len()), (8, 3, 2));
    let facts = EvidenceFacts { shown_at: Some(when("2024-05-01")), ..Default::default() };
    d.session.evidence_edit(ids[1], facts).unwrap();
    assert_eq!(d.told()[0], "2024-05-01 E002 shown", "a change moves it");
}

#[test]
fn an_event_and_a_talk_come_change_and_go_and_the_log_has_none_of_their_words() {
    let d = desk();
    let ids = d.import(&["a.png", "b.png"]);
    let made = d.session.dispute_add(&d.case, &event(DisputeKind::Refused, "2026-11-14", "私密的经过", &ids)).unwrap();
    let numbers: Vec<&str> = made.evidence.iter().map(|l| l.number.as_str()).collect();
    assert_eq!(numbers, ["E001", "E002"]);
    let spoke = d.session.talk_add(&d.case, &talk("2026-11-14 10:00", "私密的话", &ids[1..])).unwrap();
    assert_eq!(d.session.case_get(&d.case).unwrap().told, 2);
    let before = d.session.custody(&d.case, 0, 1).unwrap().total;
    d.session
        .dispute_edit(made.id, &event(DisputeKind::Refused, "2026-11-14", "私密的经过", &[ids[1], ids[0]]))
        .unwrap();
    assert_eq!(d.session.custody(&d.case, 0, 1).unwrap().total, before, "nothing changed, nothing logged");
    let changed = DisputeDraft {
        amount_fen: Some(Fen(2000)),
        ..event(DisputeKind::Answered, "2026-11-14 09:30", "只愿补 20 元", &ids[..1])
    };
    let view = d.session.dispute_edit(made.id, &changed).unwrap();
    assert_eq!(
        (view.kind, view.at.at.as_str(), view.amount_fen),
        (DisputeKind::Answered, "2026-11-14T01:30:00Z", Some(Fen(2000)))
    );
    d.session.talk_edit(spoke.id, &talk("2026-11-14 10:05", "再说一次", &[])).unwrap();
    d.session.dispute_remove(made.id).unwrap();
    d.session.talk_remove(spoke.id).unwrap();
    assert_eq!((d.session.disputes(&d.case).unwrap().len(), d.session.talks(&d.case).unwrap().len()), (0, 0));
    let log = d.log();
    for event in ["dispute.added", "dispute.edited", "dispute.removed", "talk.added", "talk.edited", "talk.removed"] {
        assert!(log.contains(event), "{event}");
    }
    assert!(log.contains(r#""fields":["amount_fen","at","evidence","kind","what"],"kind":"answered""#), "{log}");
    assert!(!log.contains("私密") && !log.contains("小李"), "{log}");
    assert!(d.session.check(false, &Job::quiet()).unwrap().findings.is_empty());
}

#[test]
fn a_removed_piece_takes_its_links_with_it_and_the_log_says_how_many() {
    let d = desk();
    let ids = d.import(&["a.png", "b.png"]);
    d.session.dispute_add(&d.case, &event(DisputeKind::Refused, "2026-11-14", "拒绝", &ids)).unwrap();
    d.session.talk_add(&d.case, &talk("2026-11-14 10:00", "请退货", &ids[..1])).unwrap();
    d.session.evidence_remove(&ids[..1]).unwrap();
    let left = &d.session.disputes(&d.case).unwrap()[0].evidence;
    assert_eq!(left.iter().map(|l| l.number.as_str()).collect::<Vec<_>>(), ["E002"]);
    assert!(d.session.talks(&d.case).unwrap()[0].evidence.is_empty(), "the entry itself stays");
    assert!(d.log().contains(r#""links":2"#), "{}", d.log());
    d.session.case_remove(&d.case).unwrap();
    assert_eq!(d.session.disputes(&d.case).unwrap_err().code, Code::NotFound);
}

#[test]
fn what_can_not_be_is_refused() {
    let d = desk();
    let other = d.session.case_new(CaseFacts::titled("另一个", Platform::Jd)).unwrap().id;
    let ids = d.import(&["a.png"]);
    let code = |r: crate::error::Result<DisputeView>| r.unwrap_err().code;
    let bad = event(DisputeKind::Refused, "2026-11-14", "", &ids);
    assert_eq!(code(d.session.dispute_add(&other, &bad)), Code::NotFound, "a piece of another case");
    let bad = event(DisputeKind::Other, "2026-11-14", " ", &[]);
    assert_eq!(code(d.session.dispute_add(&d.case, &bad)), Code::InvalidValue, "another kind without words");
    let bad = event(DisputeKind::Paid, "gestern", "", &[]);
    assert_eq!(code(d.session.dispute_add(&d.case, &bad)), Code::InvalidValue);
    let silent = TalkDraft { said: " ".into(), answer: String::new(), ..talk("2026-11-14", "", &[]) };
    assert_eq!(d.session.talk_add(&d.case, &silent).unwrap_err().code, Code::InvalidValue);
    assert_eq!(d.session.dispute_remove(DisputeId(99)).unwrap_err().code, Code::NotFound);
}

#[test]
fn words_of_events_and_talks_are_found_by_search() {
    let d = desk();
    d.session.dispute_add(&d.case, &event(DisputeKind::Refused, "2026-11-14", "以确认收货为由拒绝", &[])).unwrap();
    d.session.talk_add(&d.case, &talk("2026-11-14", "请按假一赔十处理", &[])).unwrap();
    let fields = |q: &str| d.session.search(q, None, 9).unwrap().into_iter().map(|h| h.field).collect::<Vec<_>>();
    assert_eq!(
        (fields("确认收货"), fields("假一赔十"), fields("小李")),
        (vec!["event".into()], vec!["event".into()], vec!["event".to_owned()])
    );
}

#[test]
fn a_recovered_vault_has_its_events_with_their_links_and_its_conversations() {
    let d = desk();
    let ids = d.import(&["a.png", "b.png", "c.png"]);
    // Ids of the new vault differ from those of the old one.
    d.session.evidence_remove(&ids[..1]).unwrap();
    d.session.dispute_add(&d.case, &event(DisputeKind::Refused, "2026-11-14", "拒绝", &ids[2..])).unwrap();
    d.session.talk_add(&d.case, &talk("2026-11-14", "请退货", &ids[1..])).unwrap();
    d.session.series_set(&d.case, &[ids[2], ids[1]], "售后").unwrap();
    let Desk { vault, session, case, .. } = d;
    drop(session);
    let file = vault.path().join("vault.db");
    crate::vault::tamper(&file, "DROP TABLE identifier");
    Session::recover(vault.path(), clock()).unwrap();
    let session = Session::open(vault.path(), clock()).unwrap();
    let links: Vec<String> = session.disputes(&case).unwrap()[0].evidence.iter().map(|l| l.number.clone()).collect();
    assert_eq!(links, ["E003"]);
    assert_eq!(session.talks(&case).unwrap()[0].evidence.len(), 2);
    let talks = session.series_list(&case).unwrap();
    let pages: Vec<&str> = talks[0].pages.iter().map(|p| p.number.as_str()).collect();
    assert_eq!((talks.len(), talks[0].title.as_str(), pages), (1, "售后", vec!["E003", "E002"]));
}
