//! What is handed in first: the kinds that the checklist of a channel and a cause asks for, in its order.

use super::checklist::wanted;
use crate::filing::Rules;
use crate::model::{Cause, Channel, EvidenceKind, FileLimits};

/// Every kind once, most telling first; what has no kind comes after them.
pub fn proving_order(rules: &Rules, channel: &Channel, cause: Option<Cause>) -> Vec<EvidenceKind> {
    let mut out: Vec<EvidenceKind> = Vec::new();
    let asked = wanted(rules, channel, cause);
    let asked = asked.iter().flat_map(|(item, _)| item.kinds.iter().copied());
    // Then in the order of the kinds themselves: from who and what was promised to what came of it.
    for kind in asked.chain(EvidenceKind::ALL.iter().copied().filter(|k| *k != EvidenceKind::Other)) {
        if !out.contains(&kind) {
            out.push(kind);
        }
    }
    out.push(EvidenceKind::Other);
    out
}

/// Whether pictures of this ending are known to be taken; true where nothing is known.
pub fn takes(files: &FileLimits, ending: &str) -> bool {
    files.types.is_empty() || files.types.iter().any(|t| t.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filing::built_in;

    #[test]
    fn what_the_channel_and_the_cause_ask_for_comes_first_and_every_kind_comes_once() {
        let rules = built_in();
        for channel in &rules.channels.channels {
            for cause in [None, Some(Cause::Quality), Some(Cause::Other)] {
                let order = proving_order(rules, channel, cause);
                assert_eq!(order.len(), EvidenceKind::ALL.len(), "{}", channel.id);
                assert_eq!(order.last(), Some(&EvidenceKind::Other));
            }
        }
        let of = |id: &str, cause| proving_order(rules, rules.channel(id).expect("known"), cause);
        assert_eq!(of("12315", None)[..2], [EvidenceKind::SellerIdentity, EvidenceKind::Order]);
        assert_eq!(of("alipay", None)[0], EvidenceKind::Payment, "a payment service looks at the payment first");
        let place = |cause, kind| of("pinduoduo", cause).iter().position(|k| *k == kind);
        let (without, with) = (place(None, EvidenceKind::Promo), place(Some(Cause::PriceFraud), EvidenceKind::Promo));
        assert!(with < without, "{with:?} {without:?}: a cause brings its own proof forward");
        assert!(takes(&rules.channel("wechat_pay").expect("known").files, "JPG"));
    }
}
