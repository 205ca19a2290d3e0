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

/// Pieces named at most where they say nothing yet.
pub const NAMED_AT_MOST: u32 = 10;

/// What has to be known of the pieces of a case, however many there are.
#[derive(Debug, Clone, Default)]
pub struct Pieces {
    pub total: u32,
    /// The kinds that occur.
    pub kinds: Vec<EvidenceKind>,
    /// Pieces that do not say what they prove, and the first of them in the order of the case.
    pub silent: u32,
    pub first_silent: Vec<Number>,
}

/// Most pressing first.
pub fn missing(facts: &CaseFacts, identifiers: &[IdentifierKind], pieces: &Pieces) -> Vec<Missing> {
    let mut out = Vec::new();
    let mut lack = |absent: bool, what: Missing| {
        if absent {
            out.push(what);
        }
    };
    lack(pieces.total == 0, Missing::Evidence);
    lack(!identifiers.contains(&IdentifierKind::OrderNumber), Missing::OrderNumber);
    lack(!identifiers.contains(&IdentifierKind::PaymentSerial), Missing::PaymentSerial);
    let shown = pieces.kinds.iter().any(|kind| PROBLEM.contains(kind));
    lack(pieces.total > 0 && !shown, Missing::ProblemProof);
    lack(facts.seller.trim().is_empty(), Missing::Seller);
    lack(facts.amount_fen.is_none(), Missing::Amount);
    lack(
        pieces.silent > 0,
        Missing::Undescribed {
            count: pieces.silent,
            numbers: pieces.first_silent.iter().take(NAMED_AT_MOST as usize).map(Number::to_string).collect(),
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
        let got = missing(&facts, &[], &Pieces::default());
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
        let kinds = vec![EvidenceKind::Order, EvidenceKind::ChatAftersale];
        let mut pieces = Pieces { total: 2, kinds, ..Pieces::default() };
        assert_eq!(missing(&facts(), &ids, &pieces), []);
        pieces.kinds.pop();
        assert_eq!(missing(&facts(), &ids, &pieces), [Missing::ProblemProof]);
    }

    #[test]
    fn pieces_that_say_nothing_are_counted_and_ten_are_named() {
        let ids = [IdentifierKind::OrderNumber, IdentifierKind::PaymentSerial];
        let first_silent = (2..=12).map(Number).collect();
        let pieces = Pieces { total: 12, kinds: vec![EvidenceKind::GoodsPhoto], silent: 11, first_silent };
        let got = missing(&facts(), &ids, &pieces);
        let [Missing::Undescribed { count: 11, numbers }] = got.as_slice() else { panic!("{got:?}") };
        assert_eq!((numbers.len(), numbers[0].as_str()), (10, "E002"));
        assert_eq!(missing_text(Lang::ZhCn, &got[0]), "还有 11 件证据没有写明证明什么");
    }
}
