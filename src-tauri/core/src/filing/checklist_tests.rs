//! Checklists from kinds, numbers and facts.

use super::*;
use crate::filing::built_in;
use crate::filing::story_samples::{bare, filing, number, told};
use crate::model::{Confidence, EvidenceKind, IdentifierKind, Outcome, Platform, SellerType, Unavailable};

fn of(story: &Story, channel: &str, cause: Option<Cause>) -> Checklist {
    let rules = built_in();
    checklist(rules, story, rules.channel(channel).expect(channel), cause, 0, Lang::ZhCn)
}

fn ids(lines: &[ChecklistLine]) -> Vec<&str> {
    lines.iter().map(|l| l.item.as_str()).collect()
}

#[test]
fn an_empty_case_lacks_everything_and_each_line_says_how_to_get_it() {
    for channel in &built_in().channels.channels {
        let list = of(&bare(Platform::Taobao), &channel.id, None);
        assert!(list.have.is_empty() && list.not_available.is_empty(), "{}", channel.id);
        assert!(list.missing.len() >= 3, "{}: {:?}", channel.id, ids(&list.missing));
        assert!(list.missing.iter().all(|l| !l.how.is_empty() && !l.basis.is_empty()));
        assert!(list.missing.iter().any(|l| l.required));
    }
}

#[test]
fn twelve_three_one_five_asks_for_what_article_ten_asks_for() {
    let list = of(&bare(Platform::Taobao), "12315", None);
    let required: Vec<&str> = list.missing.iter().filter(|l| l.required).map(|l| l.item.as_str()).collect();
    let want =
        ["complainant", "seller_name", "seller_address", "order", "payment", "problem_proof", "facts_told", "demand"];
    assert_eq!(required, want);
    assert_eq!(list.jurisdiction.len(), 3, "who sells is not told");
}

#[test]
fn kinds_numbers_and_facts_each_do() {
    let mut s = told();
    s.case.facts.seller_type = Some(SellerType::ThirdParty);
    s.identifiers.push(number(IdentifierKind::PaymentSerial, "2026110322001411186252760189"));
    s.pieces.kinds = vec![EvidenceKind::ChatAftersale, EvidenceKind::SellerIdentity];
    let list = of(&s, "12315", None);
    for item in ["seller_name", "seller_address", "order", "payment", "problem_proof", "facts_told", "demand"] {
        assert!(ids(&list.have).contains(&item), "{item}: {:?}", ids(&list.have));
    }
    assert_eq!(ids(&list.missing).first(), Some(&"complainant"), "nobody has told who complains");
    (s.own.name, s.own.phone) = ("张小满".into(), "13812345678".into());
    assert!(ids(&of(&s, "12315", None).missing).contains(&"complainant"), "without an address it is not enough");
    s.own.address = "杭州市".into();
    assert!(ids(&of(&s, "12315", None).have).contains(&"complainant"));
    let order = list.have.iter().find(|l| l.item == "order").expect("there");
    assert_eq!(order.by, ["订单号"]);
    assert_eq!(
        list.jurisdiction.iter().map(|c| c.rule.as_str()).collect::<Vec<_>>(),
        ["jurisdiction_third_party", "area_code"]
    );
}

#[test]
fn a_cause_adds_what_it_takes_and_each_item_stands_once() {
    let s = told();
    let food = of(&s, "12315", Some(Cause::Food));
    assert!(ids(&food.missing).contains(&"label") && ids(&food.missing).contains(&"loss"));
    assert!(!ids(&of(&s, "12315", None).missing).contains(&"label"));
    for cause in Cause::ALL {
        for channel in &built_in().channels.channels {
            let list = of(&s, &channel.id, Some(*cause));
            let mut all: Vec<&str> = ids(&list.have);
            all.extend(ids(&list.missing));
            let n = all.len();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), n, "{} {cause:?}", channel.id);
        }
        let known = built_in().checklists.needs.iter().any(|n| n.causes.contains(cause));
        assert!(known, "{cause:?} is in no list");
    }
}

#[test]
fn what_can_not_be_had_says_why_until_it_is_there() {
    let mut s = bare(Platform::Taobao);
    s.unavailable = vec![Unavailable { item: "payment".into(), reason: "朋友代付".into() }];
    let list = of(&s, "12315", None);
    assert_eq!(
        (ids(&list.not_available), list.not_available[0].reason.as_deref()),
        (vec!["payment"], Some("朋友代付"))
    );
    assert!(!ids(&list.missing).contains(&"payment"));
    s.pieces.kinds = vec![EvidenceKind::Payment];
    let list = of(&s, "12315", None);
    assert!(ids(&list.have).contains(&"payment") && list.not_available.is_empty());
}

#[test]
fn a_second_public_channel_is_warned_of_and_a_platform_is_none() {
    let rules = ["second_public_channel", "second_association", "still_open_elsewhere"];
    let warned = |s: &Story, channel: &str| of(s, channel, None).cautions.iter().any(|c| rules.contains(&&*c.rule));
    let mut s = told();
    s.filings = vec![filing(1, "pinduoduo", "2026-11-15")];
    assert!(!warned(&s, "12315"), "complaints to a platform do not count");
    s.filings.push(filing(2, "consumer_association", "2026-11-16"));
    assert!(warned(&s, "12315") && warned(&s, "court") && !warned(&s, "pinduoduo"));
    assert!(!warned(&s, "consumer_association"), "the same channel again is no second one");
    s.filings = vec![filing(1, "12315", "2026-11-15")];
    let told = |s: &Story, channel: &str, rule: &str| {
        of(s, channel, None)
            .cautions
            .iter()
            .any(|c| c.rule == rule && (c.basis.contains("第十六条") || c.confidence == Confidence::C2))
    };
    assert!(told(&s, "consumer_association", "second_association"), "its own rule, which nobody confirmed");
    assert!(told(&s, "court", "still_open_elsewhere") && !warned(&s, "12305"), "a courier is another dispute");
    s.filings[0].outcome = Some(Outcome::Failed);
    assert!(!warned(&s, "court"), "what has ended without an agreement goes to court");
    assert!(warned(&s, "consumer_association"));
    s.filings[0].outcome = Some(Outcome::Refused);
    assert!(!warned(&s, "consumer_association"), "what was not accepted was not handled");
}

#[test]
fn many_filings_are_told_of_calmly() {
    let rules = built_in();
    let told_of = |n| {
        let list = checklist(rules, &told(), rules.channel("12315").expect("known"), None, n, Lang::ZhCn);
        list.cautions.iter().any(|c| c.rule == "real_need")
    };
    assert!(!told_of(9) && told_of(10));
}
