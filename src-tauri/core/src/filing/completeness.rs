//! What a complaint to a platform usually needs and the case lacks. A suggestion; nothing is refused for it.

use crate::model::{CaseFacts, EvidenceKind, IdentifierKind, Lang, Missing, Number};
use crate::words;

/// Kinds that show what went wrong: a chat with the seller, or the goods themselves.
const PROBLEM: &[EvidenceKind] = &[
    EvidenceKind::ChatPresale,
    EvidenceKind::ChatAftersale,
    EvidenceKind::GoodsPhoto,
    EvidenceKind::Unboxing,
    EvidenceKind::TestReport,
];

const NAMED_AT_MOST: usize = 10;

/// Most pressing first. `pieces`: number, kind, and whether it says what it proves, in the order of the case.
pub fn missing(
    facts: &CaseFacts,
    identifiers: &[IdentifierKind],
    pieces: &[(Number, Option<EvidenceKind>, bool)],
) -> Vec<Missing> {
    let mut out = Vec::new();
    let mut lack = |absent: bool, what: Missing| {
        if absent {
            out.push(what);
        }
    };
    lack(pieces.is_empty(), Missing::Evidence);
    lack(!identifiers.contains(&IdentifierKind::OrderNumber), Missing::OrderNumber);
    lack(!identifiers.contains(&IdentifierKind::PaymentSerial), Missing::PaymentSerial);
    let shown = pieces.iter().any(|(_, kind, _)| kind.is_some_and(|k| PROBLEM.contains(&k)));
    lack(!pieces.is_empty() && !shown, Missing::ProblemProof);
    lack(facts.seller.trim().is_empty(), Missing::Seller);
    lack(facts.amount_fen.is_none(), Missing::Amount);
    let silent: Vec<Number> = pieces.iter().filter(|p| !p.2).map(|p| p.0).collect();
    lack(
        !silent.is_empty(),
        Missing::Undescribed {
            count: u32::try_from(silent.len()).unwrap_or(u32::MAX),
            numbers: silent.iter().take(NAMED_AT_MOST).map(Number::to_string).collect(),
        },
    );
    out
}

/// The sentence for a person.
pub fn missing_text(lang: Lang, what: &Missing) -> String {
    let say = |key: &str| words::word(lang, "hints", key);
    match what {
        Missing::Evidence => say("missing.evidence"),
        Missing::OrderNumber => say("missing.order_number"),
        Missing::PaymentSerial => say("missing.payment_serial"),
        Missing::Seller => say("missing.seller"),
        Missing::Amount => say("missing.amount"),
        Missing::ProblemProof => say("missing.problem_proof"),
        Missing::Undescribed { count, .. } => {
            words::phrase(lang, "hints", "missing.undescribed", [("count", count.to_string())])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CaseStatus, Fen, Platform};

    fn facts() -> CaseFacts {
        CaseFacts {
            title: "t".into(),
            platform: Platform::Pinduoduo,
            seller: "暖冬服饰官方店".into(),
            seller_type: None,
            goods: String::new(),
            amount_fen: Some(Fen(38_600)),
            ordered_at: None,
            paid_at: None,
            received_at: None,
            status: CaseStatus::Collecting,
            note: String::new(),
        }
    }

    #[test]
    fn an_empty_case_lacks_everything_and_evidence_first() {
        let facts = CaseFacts { seller: " ".into(), amount_fen: None, ..facts() };
        let got = missing(&facts, &[], &[]);
        assert_eq!(
            got,
            [Missing::Evidence, Missing::OrderNumber, Missing::PaymentSerial, Missing::Seller, Missing::Amount],
            "a proof of the problem is not asked for beside evidence itself"
        );
        for lang in [Lang::ZhCn, Lang::En] {
            assert!(got.iter().all(|m| !missing_text(lang, m).starts_with("missing.")));
        }
    }

    #[test]
    fn a_case_with_numbers_a_chat_and_descriptions_lacks_nothing() {
        let ids = [IdentifierKind::OrderNumber, IdentifierKind::PaymentSerial];
        let pieces =
            [(Number(1), Some(EvidenceKind::Order), true), (Number(2), Some(EvidenceKind::ChatAftersale), true)];
        assert_eq!(missing(&facts(), &ids, &pieces), []);
        assert_eq!(missing(&facts(), &ids, &pieces[..1]), [Missing::ProblemProof]);
    }

    #[test]
    fn pieces_that_say_nothing_are_counted_and_ten_are_named() {
        let ids = [IdentifierKind::OrderNumber, IdentifierKind::PaymentSerial];
        let pieces: Vec<_> = (1..=12).map(|n| (Number(n), Some(EvidenceKind::GoodsPhoto), n == 1)).collect();
        let got = missing(&facts(), &ids, &pieces);
        let [Missing::Undescribed { count: 11, numbers }] = got.as_slice() else { panic!("{got:?}") };
        assert_eq!((numbers.len(), numbers[0].as_str()), (10, "E002"));
        assert_eq!(missing_text(Lang::ZhCn, &got[0]), "还有 11 件证据没有写明证明什么");
    }
}
