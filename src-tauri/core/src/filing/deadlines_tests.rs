//! Every rule of the domain reference, what sets it running, and what is said where dates do not fit.

use super::*;
use crate::filing::story_samples::{at, bare, event, filing, told};
use crate::filing::{Step, built_in};
use crate::model::{DisputeKind, Paper, Platform};

fn list(story: &Story) -> DeadlineList {
    deadlines(built_in(), story, Lang::ZhCn)
}

fn get(story: &Story, rule: &str) -> Option<Deadline> {
    list(story).deadlines.into_iter().find(|d| d.rule == rule)
}

fn due(story: &Story, rule: &str) -> (String, Option<String>) {
    let d = get(story, rule).unwrap_or_else(|| panic!("{rule} is there"));
    (d.due, d.extended_to)
}

/// A rule, its length and unit where it has one, its mark.
type Expected = (&'static str, Option<(u32, Unit)>, Confidence);

#[test]
fn every_rule_of_the_domain_reference_is_there_with_its_length_unit_and_mark() {
    use Unit::{Calendar as Cal, CalendarHoliday as Hol, Hour, Month, Working as Wd, Year};
    let table: &[Expected] = &[
        ("no_reason_return", Some((7, Hol)), Confidence::C),
        ("seller_refund_after_return", Some((7, Hol)), Confidence::C),
        ("seller_delay_violation", Some((15, Hol)), Confidence::C),
        ("quality_return_default", Some((7, Hol)), Confidence::C),
        ("defect_burden_shift", Some((6, Month)), Confidence::C),
        ("pdd_breach_claim", Some((15, Cal)), Confidence::C2),
        ("taobao_aftersale", Some((15, Cal)), Confidence::C2),
        ("jd_dispute", Some((15, Cal)), Confidence::C),
        ("jd_appeal", Some((7, Cal)), Confidence::C),
        ("jd_seller_answer", Some((24, Hour)), Confidence::C),
        ("jd_visible_flaw", Some((48, Hour)), Confidence::C),
        ("jd_visible_flaw_large", Some((72, Hour)), Confidence::C),
        ("jd_hidden_flaw", Some((72, Hour)), Confidence::C),
        ("jd_apparel_tell", Some((48, Hour)), Confidence::C),
        ("jd_apparel_request", Some((15, Cal)), Confidence::C),
        ("jd_precious_metal", Some((7, Cal)), Confidence::C),
        ("jd_pet", Some((24, Hour)), Confidence::C),
        ("jd_aquatic", Some((3, Cal)), Confidence::C),
        ("platform_window_douyin", None, Confidence::X),
        ("platform_window_xianyu", None, Confidence::X),
        ("platform_window_suning", None, Confidence::X),
        ("platform_window_dangdang", None, Confidence::X),
        ("platform_window_vip", None, Confidence::X),
        ("platform_window_meituan", None, Confidence::X),
        ("platform_window_eleme", None, Confidence::X),
        ("platform_window_amazon", None, Confidence::X),
        ("platform_window_other", None, Confidence::X),
        ("samr_acceptance", Some((7, Wd)), Confidence::C),
        ("samr_mediation", Some((60, Hol)), Confidence::C),
        ("samr_mediation_2019", Some((45, Wd)), Confidence::C),
        ("samr_end_notice", Some((7, Wd)), Confidence::C),
        ("samr_clue_check", Some((15, Wd)), Confidence::C),
        ("samr_time_bar", Some((3, Year)), Confidence::C),
        ("postal_company", Some((7, Cal)), Confidence::C2),
        ("postal_company_international", Some((60, Cal)), Confidence::C2),
        ("postal_appeal_answer", Some((30, Hol)), Confidence::C),
        ("postal_appeal_bar", Some((1, Year)), Confidence::C2),
        ("inspection_default", Some((2, Year)), Confidence::C),
        ("limitation_general", Some((3, Year)), Confidence::C),
        ("limitation_interrupt", None, Confidence::C),
        ("limitation_product_defect", Some((2, Year)), Confidence::C),
        ("limitation_product_defect_cap", Some((10, Year)), Confidence::C),
        ("platform_data_retention", Some((3, Year)), Confidence::C),
        ("card_chargeback", Some((120, Cal)), Confidence::C2),
        ("sanbao_7", Some((7, Cal)), Confidence::C2),
        ("sanbao_15", Some((15, Cal)), Confidence::C2),
        ("sanbao_2repairs", None, Confidence::C2),
        ("sanbao_30", Some((30, Cal)), Confidence::C2),
        ("sanbao_90", Some((90, Cal)), Confidence::C2),
        ("sanbao_30_after", None, Confidence::C2),
        ("sanbao_period", Some((1, Year)), Confidence::C2),
        ("court_docket", Some((7, Hol)), Confidence::C),
    ];
    let rules = &built_in().deadlines.deadlines;
    let found: Vec<_> =
        rules.iter().map(|d| (d.rule.id.as_str(), d.length.map(|l| (l.n, l.unit)), d.rule.confidence)).collect();
    assert_eq!(found, table);
}

#[test]
fn each_trigger_gives_its_rules() {
    let mut s = bare(Platform::Jd);
    s.case.facts.received_at = Some(at("2026-11-06 18:42:10"));
    s.case.facts.paid_at = Some(at("2026-11-03"));
    s.disputes = vec![
        event(DisputeKind::Refused, "2026-11-10", ""),
        event(DisputeKind::Refused, "2026-11-14", ""),
        event(DisputeKind::PlatformDecided, "2026-11-18", ""),
        event(DisputeKind::ReturnReceived, "2026-11-19", ""),
    ];
    for (rule, day) in [
        ("no_reason_return", "2026-11-13"),
        ("defect_burden_shift", "2027-05-06"),
        ("jd_visible_flaw", "2026-11-08T18:42:10+08:00"),
        ("jd_visible_flaw_large", "2026-11-09T18:42:10+08:00"),
        ("jd_pet", "2026-11-07T18:42:10+08:00"),
        ("jd_apparel_request", "2026-11-21"),
        ("jd_dispute", "2026-11-29"),
        ("jd_appeal", "2026-11-25"),
        ("seller_refund_after_return", "2026-11-26"),
        ("seller_delay_violation", "2026-12-04"),
        ("card_chargeback", "2027-03-03"),
        ("inspection_default", "2028-11-06"),
        ("limitation_product_defect_cap", "2036-11-06"),
    ] {
        assert_eq!(due(&s, rule).0, day, "{rule}");
    }
    assert!(get(&s, "pdd_breach_claim").is_none() && get(&s, "taobao_aftersale").is_none(), "of other platforms");
    assert!(get(&s, "card_chargeback").is_some_and(|d| d.unverified), "a usual length is not a certain one");
}

#[test]
fn the_day_to_act_on_is_the_earlier_one_and_the_later_stands_beside_it() {
    let mut s = bare(Platform::Taobao);
    s.case.facts.received_at = Some(at("2026-09-26"));
    assert_eq!(due(&s, "no_reason_return"), ("2026-10-03".into(), Some("2026-10-08".into())));
    assert_eq!(due(&s, "sanbao_7"), ("2026-10-03".into(), None), "no word of law moves this one");
    let d = get(&s, "no_reason_return").expect("there");
    assert!(d.formula.contains("2026-10-03") && d.formula.contains("2026-10-08"), "{}", d.formula);
    assert!(d.basis.contains("第二十五条") && !d.estimated && !d.unverified && d.days_left == -51, "{d:?}");
}

#[test]
fn steps_with_the_market_authority_run_from_its_own_days_and_the_old_rule_from_old_ones() {
    let mut s = bare(Platform::Taobao);
    let mut step = filing(3, "12315", "2026-08-01");
    step.accepted_at = Some(at("2026-08-04"));
    step.ended_at = Some(at("2026-09-28"));
    step.due = Some(at("2026-08-20"));
    s.filings = vec![step];
    assert_eq!(due(&s, "samr_acceptance").0, "2026-08-11");
    assert_eq!(due(&s, "samr_mediation"), ("2026-10-03".into(), Some("2026-10-08".into())));
    assert_eq!(due(&s, "samr_end_notice").0, "2026-10-13");
    assert!(get(&s, "samr_mediation_2019").is_none(), "repealed before");
    let own = get(&s, "told").expect("the day that the channel named");
    assert_eq!((own.due.as_str(), own.unverified, own.filing), ("2026-08-20", true, Some(crate::model::FilingId(3))));
    let mut old = filing(4, "12315", "2026-03-02");
    old.accepted_at = Some(at("2026-03-05"));
    s.filings = vec![old];
    assert!(get(&s, "samr_mediation").is_none(), "not yet in force");
    assert_eq!(due(&s, "samr_mediation_2019").0, "2026-05-12");
    assert!(list(&s).hints.iter().any(|h| h.code == "not_in_force"), "and that is said");
}

#[test]
fn each_filing_has_its_own_and_an_event_that_names_the_channel_gives_an_estimate() {
    let mut s = bare(Platform::Taobao);
    s.filings = vec![filing(1, "12305", "2026-11-02"), filing(2, "12305", "2026-11-09")];
    let all = list(&s).deadlines;
    let days: Vec<_> = all.iter().filter(|d| d.rule == "postal_appeal_answer").map(|d| d.due.as_str()).collect();
    assert_eq!(days, ["2026-12-02", "2026-12-09"]);
    s.filings.clear();
    s.disputes = vec![event(DisputeKind::Filed, "2026-11-20", "在全国12315平台提交投诉")];
    let d = get(&s, "samr_acceptance").expect("named by its number");
    assert_eq!((d.due.as_str(), d.estimated), ("2026-12-01", true));
    s.disputes[0].what = "提交投诉，编号 1231500001".into();
    assert!(get(&s, "samr_acceptance").is_none(), "a number that only begins like it is none");
}

#[test]
fn a_day_that_only_stands_in_makes_an_estimate() {
    let mut s = told();
    let d = get(&s, "pdd_breach_claim").expect("from the receipt");
    assert_eq!((d.due.as_str(), d.estimated, d.unverified), ("2026-11-21", true, true));
    s.disputes.push(event(DisputeKind::Confirmed, "2026-11-10", ""));
    let d = get(&s, "pdd_breach_claim").expect("from the confirmation");
    assert_eq!((d.due.as_str(), d.estimated), ("2026-11-25", false));
    assert_eq!(due(&s, "limitation_general").0, "2029-11-08", "from the day of finding it");
    s.disputes.clear();
    let d = get(&s, "limitation_general").expect("from the earliest known day");
    assert_eq!((d.due.as_str(), d.estimated), ("2029-11-06", true));
}

#[test]
fn hours_from_a_day_without_an_hour_are_an_estimate_from_its_first() {
    let mut s = bare(Platform::Jd);
    s.case.facts.received_at = Some(at("2026-11-06"));
    let d = get(&s, "jd_visible_flaw").expect("there");
    assert_eq!((d.due.as_str(), d.estimated), ("2026-11-08T00:00:00+08:00", true));
}

#[test]
fn impossible_days_are_pointed_out_and_nothing_that_rests_on_them_is_certain() {
    let mut s = bare(Platform::Taobao);
    s.case.facts.ordered_at = Some(at("2026-11-10"));
    s.case.facts.received_at = Some(at("2026-11-06"));
    let all = list(&s);
    assert!(all.hints.iter().any(|h| h.code == "received_before_ordered"), "{:?}", all.hints);
    assert!(!all.deadlines.is_empty() && all.deadlines.iter().all(|d| d.estimated), "{:?}", all.deadlines);
    s.case.facts.ordered_at = None;
    s.case.facts.received_at = Some(at("2027-01-06"));
    let all = list(&s);
    assert!(all.hints.iter().any(|h| h.code == "received_in_future"));
    assert!(all.deadlines.iter().all(|d| d.estimated));
    s.case.facts.received_at = Some(at("2026-11-06"));
    s.disputes = vec![event(DisputeKind::Received, "2026-11-07", "")];
    let all = list(&s);
    assert!(all.hints.iter().any(|h| h.code == "received_twice"));
    assert!(all.deadlines.iter().filter(|d| d.trigger == Trigger::Received).all(|d| d.estimated));
}

#[test]
fn earlier_by_the_hour_or_in_another_place_is_pointed_out_too_and_what_only_looks_so_is_not() {
    let mut s = bare(Platform::Taobao);
    let mut codes = |ordered: &str, received: &str| {
        s.case.facts.ordered_at = Some(at(ordered));
        s.case.facts.received_at = Some(at(received));
        let all = list(&s);
        let told: Vec<&Remark> = all.hints.iter().filter(|h| h.code == "received_before_ordered").collect();
        let seven = all.deadlines.iter().find(|d| d.rule == "no_reason_return").expect("counted from the receipt");
        assert_eq!(seven.estimated, !told.is_empty(), "{ordered} {received}");
        told.first().map(|h| h.text.clone())
    };
    let told = codes("2026-11-06 18:00", "2026-11-06 09:00").expect("by the hour");
    assert!(told.contains("18:00:00") && told.contains("09:00:00"), "{told}");
    assert!(codes("2026-11-06T23:00:00Z", "2026-11-06 23:30").is_some(), "a day that is alike in two places");
    assert_eq!(codes("2026-11-06 09:00", "2026-11-05T22:00:00-05:00"), None, "a day before, by the clock of there");
    assert_eq!(codes("2026-11-06", "2026-11-06 09:00"), None, "of a day the hour is not known");
}

#[test]
fn a_step_that_can_not_be_makes_estimates_of_its_own_deadlines_alone() {
    let mut s = bare(Platform::Taobao);
    let mut good = filing(1, "12315", "2026-11-02");
    good.accepted_at = Some(at("2026-11-04"));
    good.due = Some(at("2026-12-01"));
    let of = |all: &DeadlineList, id| -> Vec<(String, bool)> {
        let of = all.deadlines.iter().filter(|d| d.filing == Some(crate::model::FilingId(id)));
        of.map(|d| (d.rule.clone(), d.estimated)).collect()
    };
    s.filings = vec![good.clone()];
    let alone = of(&list(&s), 1);
    assert!(alone.iter().filter(|(_, estimated)| !estimated).count() == 2, "{alone:?}");
    type Put = fn(&mut Filing, When);
    let steps: [(&str, Put); 4] = [
        ("accepted", |f, w| f.accepted_at = Some(w)),
        ("answered", |f, w| f.answered_at = Some(w)),
        ("ended", |f, w| f.ended_at = Some(w)),
        ("due", |f, w| f.due = Some(w)),
    ];
    for (step, put) in steps {
        let mut bad = filing(2, "12315", "2026-11-12 10:00");
        bad.due = Some(at("2026-12-20"));
        put(&mut bad, at("2026-11-12 09:00"));
        s.filings = vec![good.clone(), bad.clone()];
        let all = list(&s);
        assert!(all.hints.iter().any(|h| h.code == format!("{step}_before_filed")), "{step}: {:?}", all.hints);
        assert_eq!(of(&all, 1), alone, "{step}: the other step is as certain as alone");
        let own = of(&all, 2);
        assert!(own.len() >= 2 && own.iter().all(|(_, estimated)| *estimated), "{step}: its own are not: {own:?}");
        put(&mut bad, at("2026-11-12"));
        s.filings = vec![bad];
        assert!(!list(&s).hints.iter().any(|h| h.code.ends_with("_before_filed")), "{step} on the same day");
    }
    let mut future = filing(2, "12315", "2027-01-05");
    future.accepted_at = Some(at("2027-01-06"));
    s.filings = vec![good, future];
    let all = list(&s);
    assert_eq!(of(&all, 1), alone);
    assert!(of(&all, 2).iter().all(|(_, estimated)| *estimated), "a step of a day to come");
}

#[test]
fn missing_facts_and_the_ends_of_time_give_hints_and_no_crash() {
    let s = bare(Platform::Douyin);
    let all = list(&s);
    assert_eq!(all.deadlines, []);
    assert_eq!(all.unknown.iter().map(|u| u.rule.as_str()).collect::<Vec<_>>(), ["platform_window_douyin"]);
    assert!(all.hints.iter().any(|h| h.code == "received_unknown"));
    for day in ["9999-12-31", "1970-01-01", "9998-02-28", "2024-02-29"] {
        let mut s = bare(Platform::Jd);
        s.case.facts.received_at = Some(at(day));
        s.case.facts.ordered_at = Some(at(day));
        s.filings = vec![filing(1, "12315", day), filing(2, "gone_channel", day)];
        let all = list(&s);
        assert!(!all.deadlines.is_empty() || all.hints.iter().any(|h| h.code == "out_of_range"), "{day}");
    }
}

#[test]
fn before_the_receipt_is_confirmed_and_after_a_decision_the_right_words_are_told() {
    let codes = |s: &Story| list(s).cautions.into_iter().map(|c| c.rule).collect::<Vec<_>>();
    let mut s = bare(Platform::Tmall);
    s.case.facts.paid_at = Some(at("2026-11-03"));
    assert_eq!(codes(&s), ["before_confirm"]);
    s.disputes =
        vec![event(DisputeKind::Confirmed, "2026-11-10", ""), event(DisputeKind::PlatformDecided, "2026-11-12", "")];
    assert_eq!(codes(&s), ["manual_review"]);
    s.case.facts.paid_at = None;
    assert!(codes(&s).contains(&"off_platform_payment".to_owned()));
}

#[test]
fn every_word_of_a_deadline_is_there_in_both_languages() {
    for lang in [Lang::ZhCn, Lang::En] {
        let mut keys: Vec<String> = Vec::new();
        for d in &built_in().deadlines.deadlines {
            keys.push(format!("party.{}", d.party.as_str()));
            keys.extend(d.triggers.iter().chain(&d.stand_ins).map(|t| format!("trigger.{}", t.as_str())));
            keys.extend(d.length.map(|l| format!("formula.{}", l.unit.as_str())));
        }
        keys.extend(
            ["out_of_range", "not_in_force", "received_unknown", "order", "twice"].map(|c| format!("hint.{c}")),
        );
        for key in keys {
            assert!(words::has(lang, "filing", &key), "{lang:?} {key}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_days_give_sorted_deadlines_and_never_a_panic(days in proptest::collection::vec(0i64..40_000, 5), hour in 0u32..24) {
        let text = |n: i64| (NaiveDate::from_ymd_opt(1970, 1, 1).expect("a day") + chrono::Days::new(n as u64)).to_string();
        let mut s = bare(Platform::Jd);
        s.case.facts.ordered_at = Some(at(&text(days[0])));
        s.case.facts.received_at = Some(at(&format!("{} {hour:02}:30", text(days[1]))));
        s.disputes = vec![event(DisputeKind::Refused, &text(days[2]), "")];
        let mut step = filing(1, "12315", &text(days[3]));
        step.accepted_at = Some(at(&text(days[4])));
        s.filings = vec![step];
        let all = list(&s).deadlines;
        proptest::prop_assert!(all.windows(2).all(|w| w[0].due <= w[1].due));
        for d in all {
            proptest::prop_assert!(d.extended_to.as_ref().is_none_or(|e| *e > d.due), "{d:?}");
        }
    }
}

#[test]
fn a_repair_and_a_violation_found_set_their_periods_running() {
    let mut s = told();
    s.disputes = vec![
        event(DisputeKind::RepairStarted, "2026-11-10", "送修"),
        event(DisputeKind::ClueFound, "2026-11-12", "调解员告知"),
    ];
    let list = deadlines(built_in(), &s, Lang::ZhCn).deadlines;
    let due = |rule: &str| list.iter().find(|d| d.rule == rule).map(|d| (d.due.as_str(), d.unverified));
    assert_eq!(due("sanbao_30"), Some(("2026-12-10", true)));
    assert_eq!(due("sanbao_90"), Some(("2027-02-08", true)));
    assert_eq!(due("samr_clue_check"), Some(("2026-12-03", false)));
}

#[test]
fn a_report_is_no_complaint_and_sets_no_period_of_one_running() {
    let mut s = told();
    let mut step = filing(1, "12315", "2026-11-20");
    step.accepted_at = Some(at("2026-11-21"));
    let periods = |s: &Story| {
        let list = deadlines(built_in(), s, Lang::ZhCn).deadlines;
        list.iter().filter(|d| d.filing.is_some()).count()
    };
    s.filings = vec![step.clone()];
    let before = periods(&s);
    assert!(before >= 2, "not told: as a complaint, so that no day is missed");
    step.paper = Some(Paper::Complaint);
    s.filings = vec![step.clone()];
    assert_eq!(periods(&s), before);
    step.paper = Some(Paper::Report);
    s.filings = vec![step.clone()];
    assert_eq!(periods(&s), 0);
    let court = built_in().channel("court").expect("known");
    let second = |others: &[Filing]| {
        let told = |others| {
            let step = Step {
                channel: court,
                paper: Paper::Complaint,
                others,
                filings_of_vault: 0,
                today: None,
                lang: Lang::ZhCn,
            };
            built_in().filing_cautions(step).len()
        };
        told(others) - told(&[])
    };
    assert_eq!(second(&s.filings), 0, "a report stands in nobody's way");
    step.paper = Some(Paper::Complaint);
    assert_eq!(second(&[step]), 1);
}
