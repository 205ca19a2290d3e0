//! Drafts: what stays in a short text, what never gets in, and texts without end.

use super::*;
use crate::filing::boxes::OF_A_REPORT;
use crate::filing::built_in;
use crate::filing::story_samples::{at, bare, event, number, told};
use crate::filing::wording::claim_in;
use crate::model::{Demand, DisputeKind, Fen, Platform, TalkId, Way};

fn wanted<'a>(channel: &str, paper: Paper, max_chars: Option<u32>, lang: Lang) -> Wanted<'a> {
    Wanted {
        channel: built_in().channel(channel).expect("known"),
        paper,
        max_chars,
        filings_of_vault: 0,
        own: None,
        lang,
    }
}

fn complaint(story: &Story, channel: &str, max: Option<u32>) -> Draft {
    draft(built_in(), story, wanted(channel, Paper::Complaint, max, Lang::ZhCn)).expect(channel)
}

const NUMBER: &str = "261103-754323194875749";
const FINGERPRINT: &str = "0f1e 2d3c 4b5a 6978 8796 a5b4 c3d2 e1f0";

#[test]
fn a_short_text_fits_and_keeps_number_demand_and_fingerprint() {
    let mut s = told();
    s.disputes.extend((1..40).map(|i| event(DisputeKind::Answered, "2026-11-15", &format!("第 {i} 次答复：再等等"))));
    for (channel, lang) in [("pinduoduo", Lang::ZhCn), ("12315", Lang::ZhCn), ("court", Lang::En), ("12315", Lang::En)]
    {
        for max in [150, 200, 300, 500] {
            let d = draft(built_in(), &s, wanted(channel, Paper::Complaint, Some(max), lang)).expect("fits");
            assert!(d.chars <= max && d.chars == chars(&d.text) && d.shortened, "{max}: {}", d.text);
            assert!(d.text.contains(NUMBER) && d.text.contains(FINGERPRINT), "{max}: {}", d.text);
            let asked = if lang == Lang::ZhCn {
                "请求退货、退还货款"
            } else {
                "I ask for: return of the goods, refund"
            };
            assert!(d.text.contains(asked), "{max}: {}", d.text);
        }
    }
    let d = complaint(&s, "pinduoduo", Some(150));
    assert!(
        d.text.contains("2026-11-03") && d.text.contains("送检含绒量"),
        "facts as far as there is room: {}",
        d.text
    );
}

#[test]
fn where_there_is_little_room_what_went_wrong_is_told_first() {
    let mut s = told();
    s.disputes.extend((1..30).map(|i| event(DisputeKind::Answered, "2026-11-15", &format!("第 {i} 次答复：再等等"))));
    for max in [150, 200, 300] {
        let d = complaint(&s, "pinduoduo", Some(max));
        assert!(d.text.contains("送检含绒量 61%") && d.text.contains("2026-11-03"), "{max}: {}", d.text);
    }
}

#[test]
fn a_channel_with_a_known_limit_is_kept_to_it_unasked() {
    let mut s = told();
    s.disputes.extend((1..40).map(|_| event(DisputeKind::Answered, "2026-11-15", "再等等，正在处理，请耐心等待")));
    let d = complaint(&s, "wechat_pay", None);
    assert_eq!(d.max_chars, Some(300));
    assert!(d.chars <= 300 && d.text.contains(FINGERPRINT));
    let content = d.fields.iter().find(|f| f.field == FieldId::Content).expect("a box");
    assert!(content.chars <= 300 && content.text.contains(NUMBER), "{}", content.text);
}

#[test]
fn too_little_room_is_refused_with_what_is_needed() {
    for max in [0, 19, 20, 40] {
        let e =
            draft(built_in(), &told(), wanted("pinduoduo", Paper::Complaint, Some(max), Lang::ZhCn)).expect_err("no");
        assert!(e.params["reason"].starts_with("at least "), "{e}");
    }
}

#[test]
fn texts_without_end_break_nothing() {
    let long = "很长的经过🙂".repeat(20_000);
    let mut s = told();
    s.case.facts.title.clone_from(&long);
    s.case.facts.seller.clone_from(&long);
    s.case.facts.goods.clone_from(&long);
    s.complaint.demand.clone_from(&long);
    s.complaint.seller_address.clone_from(&long);
    s.identifiers[0].value = "9".repeat(100_000);
    s.disputes.push(event(DisputeKind::Other, "2026-11-15", &long));
    s.talks.push(Talk {
        id: TalkId(1),
        case: s.case.id.clone(),
        at: at("2026-11-16"),
        who: long.clone(),
        way: Way::Phone,
        said: long.clone(),
        answer: long.clone(),
        evidence: Vec::new(),
        added: s.now.clone(),
    });
    for channel in &built_in().channels.channels {
        let full = complaint(&s, &channel.id, None);
        assert!(full.max_chars.is_none_or(|max| full.chars <= max), "{}", channel.id);
        for max in [200, 500] {
            let d = complaint(&s, &channel.id, Some(max));
            assert!(d.chars <= max && d.text.contains(FINGERPRINT) && d.text.contains("请求"), "{}", d.text);
        }
    }
}

#[test]
fn nothing_is_made_up_where_nothing_is_known() {
    let s = bare(Platform::Taobao);
    let d = complaint(&s, "12315", None);
    for open in
        ["【商家名称】", "【购买日期】", "【实付金额】", "【请写明请求】", "【请写明经过】", "【导出证据包后填写】"]
    {
        assert!(d.text.contains(open), "{open}: {}", d.text);
    }
    let codes: Vec<&str> = d.hints.iter().map(|h| h.code.as_str()).collect();
    assert_eq!(codes, ["no_number", "no_demand", "no_fingerprint", "no_seller", "no_amount", "no_events"]);
    assert!(d.fingerprint.is_none() && !d.text.contains("《"), "no law where no basis was chosen: {}", d.text);
    let short = complaint(&s, "12315", Some(150));
    assert!(short.chars <= 150 && short.text.contains("【订单号】"), "{}", short.text);
}

#[test]
fn a_report_is_another_text_and_asks_for_no_money() {
    let mut s = told();
    s.complaint.basis = Some("fraud".into());
    s.complaint.amount_fen = Some(Fen(154_400));
    s.complaint.demands.push(Demand::Punitive);
    let complaint = complaint(&s, "12315", None);
    assert!(complaint.text.contains("《消费者权益保护法》第五十五条") && complaint.text.contains("¥1,544.00"));
    assert!(!complaint.text.contains("举报"), "{}", complaint.text);
    let report = draft(built_in(), &s, wanted("12315", Paper::Report, None, Lang::ZhCn)).expect("a report");
    for never in ["投诉", "退还货款", "惩罚性赔偿", "1,544", "第五十五条"] {
        assert!(!report.text.contains(never), "{never}: {}", report.text);
    }
    let boxes: Vec<FieldId> = report.fields.iter().map(|f| f.field).collect();
    assert_eq!(boxes, OF_A_REPORT, "as the form for reports has them");
    assert!(report.fields.iter().all(|f| !f.name.contains("投诉")) && !report.text.contains("签名：【"));
    assert!(report.hints.iter().any(|h| h.code == "report_numbers"), "numbers tell who it is");
    let told = |d: &Draft| d.cautions.iter().any(|c| c.rule == "complaint_and_report" && c.basis.contains("第九条"));
    assert!(told(&complaint) && told(&report));
}

#[test]
fn only_confirmed_rules_are_cited() {
    let mut s = told();
    s.complaint.basis = Some("sanbao".into());
    assert!(!complaint(&s, "12315", None).text.contains("三包"), "a secondary source is no basis");
    s.complaint.basis = Some("promise_tenfold".into());
    let d = complaint(&s, "pinduoduo", None);
    assert!(d.hints.iter().any(|h| h.code == "no_promise"), "the page with the promise is not there");
}

#[test]
fn a_platform_s_own_rules_are_cited_to_that_platform_alone() {
    let mut s = told();
    for (basis, platform, channel) in
        [("description", Platform::Taobao, "taobao"), ("jd_description", Platform::Jd, "jd")]
    {
        s.complaint.basis = Some(basis.into());
        for other in built_in().channels.channels.iter().filter(|c| c.id != channel) {
            let d = complaint(&s, &other.id, None);
            assert!(!d.text.contains("《淘宝") && !d.text.contains("《京东"), "{basis} {}: {}", other.id, d.text);
        }
        s.case.facts.platform = platform;
        assert!(complaint(&s, channel, None).text.contains('《'), "{basis} at home");
    }
}

#[test]
fn a_courier_answers_for_a_parcel_and_the_shop_does_not() {
    let mut s = told();
    let parcel = number(IdentifierKind::TrackingNumber, "YT8826110357219");
    s.identifiers.push(Identifier { provider: Some(Provider::Yto), ..parcel });
    s.complaint.seller_address = "杭州市某路 1 号".into();
    let box_of = |d: &Draft, id| d.fields.iter().find(|f| f.field == id).map(|f| f.text.clone());
    let d = complaint(&s, "12305", None);
    assert_eq!((d.title.as_str(), box_of(&d, FieldId::RespondentName).as_deref()), ("申诉书", Some("圆通")));
    assert!(!d.text.contains("杭州市某路"), "{}", d.text);
    let short = complaint(&s, "courier", Some(150));
    assert!(short.text.contains("YT8826110357219"), "the parcel's number comes first: {}", short.text);
    s.identifiers.pop();
    let d = complaint(&s, "12305", None);
    assert!(d.text.contains("【快递公司】") && d.hints.iter().any(|h| h.code == "no_courier"), "{}", d.text);
}

#[test]
fn a_form_gets_the_day_of_the_dispute_and_that_of_the_purchase_each_in_its_place() {
    let box_of = |d: &Draft, id| d.fields.iter().find(|f| f.field == id).map(|f| f.text.clone()).expect("a box");
    let s = told();
    assert_eq!(box_of(&complaint(&s, "12315", None), FieldId::HappenedAt), "2026-11-08", "the problem was found");
    let d = complaint(&s, "consumer_association", None);
    assert_eq!(
        (box_of(&d, FieldId::PurchasedAt), box_of(&d, FieldId::DiscoveredAt)),
        ("2026-11-03".into(), "2026-11-08".into())
    );
    assert_eq!(box_of(&d, FieldId::AmountInWords), "人民币叁佰捌拾陆元整");
    assert_eq!(box_of(&complaint(&bare(Platform::Jd), "12315", None), FieldId::HappenedAt), "", "nothing is made up");
}

#[test]
fn names_that_turn_the_writing_around_do_not_turn_sums_and_days() {
    let mut s = told();
    s.case.facts.seller = "好店\u{202e}铺\u{2066}".into();
    s.identifiers[0].value = format!("{NUMBER}\u{200f}");
    s.disputes.push(event(DisputeKind::Other, "2026-11-15", "\u{1b}[31m红\u{200b}字"));
    for max in [None, Some(150)] {
        let d = complaint(&s, "12315", max);
        let all = d.fields.iter().map(|f| &f.text).chain([&d.text]);
        assert!(
            all.into_iter()
                .all(|t| t.chars().all(|c| c == '\n' || (!c.is_control() && !clean(&c.to_string()).is_empty())))
        );
        assert!(d.text.contains(NUMBER), "{}", d.text);
    }
}

#[test]
fn a_sum_is_never_cut_and_a_limit_without_room_hides_nothing() {
    let mut s = told();
    (s.complaint.amount_fen, s.complaint.demand) = (Some(Fen(154_400)), "另外请商家书面道歉并说明以后怎么改".into());
    for max in 80..200 {
        let Ok(d) = draft(built_in(), &s, wanted("12315", Paper::Complaint, Some(max), Lang::ZhCn)) else { continue };
        assert!(d.text.contains("¥1,544.00"), "{max}: {}", d.text);
    }
    let mut rules = built_in().clone();
    let channel = rules.channels.channels.iter_mut().find(|c| c.id == "12315").expect("known");
    channel.fields.iter_mut().filter(|f| f.id == FieldId::Content).for_each(|f| f.max_chars = Some(25));
    let channel = channel.clone();
    let of = |max_chars| Wanted { channel: &channel, ..wanted("12315", Paper::Complaint, max_chars, Lang::ZhCn) };
    let d = draft(&rules, &s, of(None)).expect("the full text");
    assert!(d.text.contains(NUMBER) && !d.shortened && d.hints.iter().any(|h| h.code == "limit_too_small"));
    assert!(draft(&rules, &s, of(Some(25))).is_err(), "asked for by the user it is told");
}

#[test]
fn what_anybody_can_read_is_masked_and_the_order_number_stays() {
    let mut s = told();
    s.disputes.push(event(DisputeKind::Other, "2026-11-15", "他的电话 13812345678"));
    let open = complaint(&s, "heimao", None);
    assert!(open.masked && open.text.contains("138****5678") && !open.text.contains("13812345678"));
    assert!(open.fields.iter().all(|f| !f.text.contains("13812345678")) && open.text.contains(NUMBER));
    assert!(complaint(&s, "12315", None).text.contains("13812345678"), "an authority gets it whole");
}

#[test]
fn a_suit_is_a_draft_that_says_so_with_plaintiff_and_defendant() {
    let d = complaint(&told(), "court", None);
    assert!(d.text.starts_with("草稿：") && d.title.contains("草稿"), "{}", d.text);
    assert!(d.text.contains("原告") && d.text.contains("被告") && !d.text.contains("投诉人"), "{}", d.text);
    for part in ["案由", "民族：【】", "工作单位：【】", "统一社会信用代码：【】", "证人", "人民法院", "起诉状副本"]
    {
        assert!(d.text.contains(part), "{part}: {}", d.text);
    }
}

#[test]
fn letters_name_their_article_and_the_trade() {
    for (paper, article) in [(Paper::DiscloseSeller, "第四十四条"), (Paper::KeepRecords, "第六十二条")] {
        let d = draft(built_in(), &told(), wanted("pinduoduo", paper, None, Lang::ZhCn)).expect("a letter");
        assert!(d.text.contains(article) && d.text.contains(NUMBER) && d.text.contains("拼多多"), "{}", d.text);
    }
}

#[test]
fn every_text_in_both_languages_is_free_of_promises_and_open_places() {
    let mut s = told();
    s.complaint.basis = Some("food".into());
    s.identifiers.push(number(IdentifierKind::TrackingNumber, "YT8826110357219"));
    for lang in [Lang::ZhCn, Lang::En] {
        for channel in &built_in().channels.channels {
            for paper in Paper::ALL {
                let d = draft(built_in(), &s, wanted(&channel.id, *paper, None, lang)).expect("a draft");
                assert_eq!(claim_in(&d.text), None);
                let keys = ["draft.", "field.", "title.", "letter.", "demand.", "hint.", "{", "terms."];
                for key in keys {
                    assert!(!d.text.contains(key), "{lang:?} {} {paper:?} {key}: {}", channel.id, d.text);
                    assert!(d.fields.iter().all(|f| !f.name.contains(key) && !f.text.contains(key)));
                }
            }
        }
    }
}

#[test]
fn a_composed_character_is_never_cut_in_half() {
    use crate::filing::short::cut;
    assert_eq!(cut("ab\u{301}cd", 3), "a…");
    assert_eq!(cut("👍🏽👍🏽👍🏽", 4), "👍🏽…");
    assert_eq!(cut("一二三四", 4), "一二三四");
    assert_eq!((cut("一二三四", 1), cut("一二三四", 0)), ("…".to_owned(), String::new()));
}

proptest::proptest! {
    #[test]
    fn any_words_and_any_limit_fit_or_are_refused(seller in ".{0,80}", what in ".{0,400}", demand in ".{0,80}", max in 0u32..600) {
        let mut s = told();
        s.case.facts.seller = seller;
        s.disputes.push(event(DisputeKind::Answered, "2026-11-15", &what));
        s.complaint.demand = demand;
        if let Ok(d) = draft(built_in(), &s, wanted("12315", Paper::Complaint, Some(max), Lang::ZhCn)) {
            proptest::prop_assert!(d.chars <= max);
            proptest::prop_assert!(d.text.contains(FINGERPRINT) && d.text.contains(NUMBER), "{}", d.text);
        } else {
            proptest::prop_assert!(max < 150, "150 is always enough: {max}");
        }
    }
}
