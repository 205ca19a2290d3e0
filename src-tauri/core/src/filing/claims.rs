//! Amounts in 分, by the formulas of the rules. Nothing here says that somebody will get them.

use crate::error::{Error, Result};
use crate::filing::Rules;
use crate::model::{ClaimRule, Fen};

/// What a formula gives. `amount` is the sum of the parts; `at_most`: an upper limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computed {
    pub refund: Fen,
    pub loss: Fen,
    pub extra: Fen,
    pub amount: Fen,
    pub at_most: bool,
    /// Keys `hint.<code>` of `filing.json`.
    pub hints: Vec<&'static str>,
}

/// More than ten million yuan is likelier a slip of the finger than a purchase.
const UNUSUAL: i64 = 1_000_000_000;

impl Rules {
    pub fn claim(&self, id: &str) -> Result<&ClaimRule> {
        self.claims.claims.iter().find(|c| c.rule.id == id).ok_or_else(|| {
            let known: Vec<&str> = self.claims.claims.iter().map(|c| c.rule.id.as_str()).collect();
            Error::invalid("basis", id, known.join(", "))
        })
    }
}

pub fn compute(rule: &ClaimRule, paid: Fen, loss: Option<Fen>) -> Result<Computed> {
    for (field, fen) in [("paid", Some(paid)), ("loss", loss)] {
        if let Some(fen) = fen.filter(|f| !(0..=Fen::MAX).contains(&f.0)) {
            return Err(Error::invalid(field, fen.0, format!("from 0 to {}", Fen::MAX)));
        }
    }
    let told_loss = loss.unwrap_or(Fen(0)).0;
    let refund = if rule.refund { paid.0 } else { 0 };
    let counted_loss = if rule.loss { told_loss } else { 0 };
    // At most 100 times 10^12, and three such parts: far within an i64.
    let extra = rule.extra.map_or(0, |e| {
        let parts = [
            paid.0 * i64::from(e.times_paid),
            told_loss * i64::from(e.times_loss),
            paid.0 * i64::from(e.percent_paid) / 100,
        ];
        let highest = parts.into_iter().max().unwrap_or(0);
        let floored = e.floor.map_or(highest, |floor| highest.max(floor.0));
        e.cap.map_or(floored, |cap| floored.min(cap.0))
    });
    let mut hints = Vec::new();
    let mut hint = |there: bool, code| {
        if there {
            hints.push(code);
        }
    };
    hint(paid.0 == 0, "paid_zero");
    hint(paid.0 >= UNUSUAL || told_loss >= UNUSUAL, "amount_unusual");
    hint(loss.is_some_and(|l| l.0 > 0) && !rule.loss, "loss_apart");
    let needs_loss = rule.extra.is_some_and(|e| e.times_loss > 0);
    hint(needs_loss && loss.is_none(), "loss_unknown");
    Ok(Computed {
        refund: Fen(refund),
        loss: Fen(counted_loss),
        extra: Fen(extra),
        amount: Fen(refund + counted_loss + extra),
        at_most: rule.extra.is_some_and(|e| e.at_most),
        hints,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filing::built_in;

    fn get(basis: &str, paid: i64, loss: Option<i64>) -> Computed {
        compute(built_in().claim(basis).expect(basis), Fen(paid), loss.map(Fen)).expect(basis)
    }

    #[test]
    fn every_formula_gives_what_its_article_says() {
        // basis, paid, loss -> extra, amount
        let table = [
            ("fraud", 12_850, None, 50_000, 62_850),
            ("fraud", 16_666, None, 50_000, 66_666),
            ("fraud", 16_667, None, 50_001, 66_668),
            ("fraud", 38_600, None, 115_800, 154_400),
            ("fraud", 38_600, Some(5_000), 115_800, 154_400),
            ("food", 12_850, None, 128_500, 141_350),
            ("food", 990, None, 100_000, 100_990),
            ("food", 990, Some(40_000), 120_000, 160_990),
            ("food", 20_000, Some(10_000), 200_000, 230_000),
            ("promise_tenfold", 12_850, None, 128_500, 141_350),
            ("jd_description", 12_850, None, 1_285, 1_285),
            ("jd_description", 12_859, None, 1_285, 1_285),
            ("jd_description", 500_000, None, 20_000, 20_000),
            ("refund", 12_850, None, 0, 12_850),
            ("no_reason", 12_850, None, 0, 12_850),
            ("quality", 12_850, Some(1_200), 0, 14_050),
            ("description", 12_850, None, 0, 12_850),
            ("not_shipped", 12_850, None, 0, 12_850),
            ("sanbao", 12_850, None, 0, 12_850),
            ("injury", 12_850, Some(100_000), 200_000, 300_000),
        ];
        for (basis, paid, loss, extra, amount) in table {
            let got = get(basis, paid, loss);
            assert_eq!((got.extra.0, got.amount.0), (extra, amount), "{basis} {paid} {loss:?}");
        }
        let covered = |id: &str| table.iter().any(|row| row.0 == id);
        assert!(built_in().claims.claims.iter().all(|c| covered(&c.rule.id)), "every formula has a row");
        assert!(get("injury", 0, Some(1)).at_most, "an upper limit says so");
    }

    #[test]
    fn zero_and_the_largest_amount_give_hints_and_no_crash() {
        for c in &built_in().claims.claims {
            for paid in [0, 1, Fen::MAX] {
                for loss in [None, Some(0), Some(Fen::MAX)] {
                    let got = get(&c.rule.id, paid, loss);
                    assert_eq!(got.amount.0, got.refund.0 + got.loss.0 + got.extra.0);
                    assert_eq!(got.hints.contains(&"paid_zero"), paid == 0);
                    assert_eq!(got.hints.contains(&"amount_unusual"), paid == Fen::MAX || loss == Some(Fen::MAX));
                }
            }
            assert!(compute(c, Fen(-1), None).is_err() && compute(c, Fen(1), Some(Fen(Fen::MAX + 1))).is_err());
        }
        assert!(get("fraud", 100, Some(5)).hints.contains(&"loss_apart"));
        assert!(get("injury", 100, None).hints.contains(&"loss_unknown"));
    }

    #[test]
    fn an_unknown_basis_names_the_known_ones() {
        let e = built_in().claim("revenge").expect_err("no such basis");
        assert!(e.params["reason"].contains("fraud, food"), "{e}");
    }

    #[test]
    fn every_claim_has_articles_cautions_and_says_what_a_channel_can_award() {
        for c in &built_in().claims.claims {
            assert!(!c.cautions.is_empty() && !c.awards.is_empty() && !c.demands.is_empty(), "{}", c.rule.id);
        }
    }
}
