//! A case for the tests of deadlines, checklists and drafts.

use crate::filing::{Pieces, Story};
use crate::model::{
    Case, CaseFacts, CaseId, Complaint, Dispute, DisputeId, DisputeKind, Fen, Filing, FilingId, Identifier,
    IdentifierId, IdentifierKind, OwnData, Platform, Stamp, When,
};

pub fn at(text: &str) -> When {
    When::read(text, "+08:00").expect(text)
}

pub fn stamp() -> Stamp {
    Stamp { at: "2026-11-23T01:32:18Z".into(), tz: "+08:00".into() }
}

/// Titled, and nothing else known.
pub fn bare(platform: Platform) -> Story {
    let id = CaseId::from_random([7; 8]);
    Story {
        case: Case { id, facts: CaseFacts::titled("羽绒服含绒量不符", platform), created: stamp() },
        identifiers: Vec::new(),
        pieces: Pieces::default(),
        disputes: Vec::new(),
        talks: Vec::new(),
        filings: Vec::new(),
        complaint: Complaint::default(),
        unavailable: Vec::new(),
        own: OwnData::default(),
        fingerprint: None,
        now: stamp(),
    }
}

pub fn event(kind: DisputeKind, when: &str, what: &str) -> Dispute {
    Dispute {
        id: DisputeId(1),
        case: CaseId::from_random([7; 8]),
        kind,
        at: at(when),
        what: what.into(),
        note: String::new(),
        amount_fen: None,
        evidence: Vec::new(),
        added: stamp(),
    }
}

pub fn filing(id: i64, channel: &str, when: &str) -> Filing {
    Filing {
        id: FilingId(id),
        case: CaseId::from_random([7; 8]),
        channel: channel.into(),
        paper: None,
        at: at(when),
        number: String::new(),
        accepted_at: None,
        answered_at: None,
        answer: String::new(),
        ended_at: None,
        outcome: None,
        due: None,
        note: String::new(),
        evidence: Vec::new(),
        added: stamp(),
    }
}

pub fn number(kind: IdentifierKind, value: &str) -> Identifier {
    Identifier {
        id: IdentifierId(1),
        case: CaseId::from_random([7; 8]),
        kind,
        provider: None,
        value: value.into(),
        normalized: value.into(),
        note: String::new(),
        added: stamp(),
    }
}

/// As the made-up case has it.
pub fn told() -> Story {
    let mut s = bare(Platform::Pinduoduo);
    s.case.facts.seller = "暖冬服饰官方店".into();
    s.case.facts.goods = "中长款羽绒服 松针绿 M×1".into();
    s.case.facts.amount_fen = Some(Fen(38_600));
    s.case.facts.ordered_at = Some(at("2026-11-03 10:20"));
    s.case.facts.received_at = Some(at("2026-11-06 18:42:10"));
    s.identifiers = vec![number(IdentifierKind::OrderNumber, "261103-754323194875749")];
    s.disputes = vec![
        event(DisputeKind::Discovered, "2026-11-08", "送检含绒量 61%，页面写 90%"),
        event(DisputeKind::Refused, "2026-11-14", "商家称是正常误差，只愿补 20 元"),
    ];
    s.complaint.demands = vec![crate::model::Demand::ReturnGoods, crate::model::Demand::Refund];
    s.fingerprint = Some("0f1e 2d3c 4b5a 6978 8796 a5b4 c3d2 e1f0".into());
    s
}
