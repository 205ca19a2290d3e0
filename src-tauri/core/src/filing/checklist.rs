//! Have, missing, not available: by channel and cause, from the kinds of the evidence, numbers and facts.

use super::Story;
use super::cautions::{Step, caution};
use crate::error::{Error, Result};
use crate::filing::Rules;
use crate::model::{
    About, Cause, Channel, ChannelKind, Checklist, ChecklistLine, DisputeKind, Fact, Item, Lang, OwnField, Paper,
};
use crate::words;

/// `cause` None: that of the case, if it is told.
pub fn checklist(
    rules: &Rules,
    story: &Story,
    channel: &Channel,
    cause: Option<Cause>,
    filings_of_vault: u32,
    lang: Lang,
) -> Checklist {
    let mut list = Checklist {
        channel: channel.id.clone(),
        have: Vec::new(),
        missing: Vec::new(),
        not_available: Vec::new(),
        jurisdiction: Vec::new(),
        cautions: rules.filing_cautions(Step {
            channel,
            paper: Paper::Complaint,
            others: &story.filings,
            filings_of_vault,
            today: story.today(),
            lang,
        }),
    };
    if matches!(channel.kind, ChannelKind::Authority | ChannelKind::Offline) && channel.about == About::Seller {
        let laws = rules.jurisdiction(story.case.facts.seller_type);
        let laws = laws.iter().filter(|l| l.rule.holds_on(story.today()));
        list.jurisdiction = laws.map(|l| caution(&l.rule, lang)).collect();
    }
    for (item, required) in wanted(rules, channel, cause.or(story.complaint.cause)) {
        let by = met(item, story, lang);
        let given_up = story.unavailable.iter().find(|u| u.item == item.rule.id);
        let line = ChecklistLine {
            item: item.rule.id.clone(),
            text: item.rule.text.say(lang).to_owned(),
            how: item.how.say(lang).to_owned(),
            required,
            reason: given_up.map(|u| u.reason.clone()).filter(|_| by.is_empty()),
            by,
            basis: item.rule.article.say(lang).to_owned(),
            confidence: item.rule.confidence,
        };
        match (line.by.is_empty(), &line.reason) {
            (false, _) => list.have.push(line),
            (true, Some(_)) => list.not_available.push(line),
            (true, None) => list.missing.push(line),
        }
    }
    list
}

impl Rules {
    pub fn item(&self, id: &str) -> Result<&Item> {
        let found = self.checklists.items.iter().find(|i| i.rule.id == id);
        found.ok_or_else(|| Error::not_found("checklist item", id.chars().take(60).collect::<String>()))
    }
}

/// Each item once, required ones first; what any list requires is required.
pub(super) fn wanted<'a>(rules: &'a Rules, channel: &Channel, cause: Option<Cause>) -> Vec<(&'a Item, bool)> {
    let lists = || {
        rules
            .checklists
            .needs
            .iter()
            .filter(|n| n.channels.contains(&channel.id) || cause.is_some_and(|c| n.causes.contains(&c)))
    };
    let mut out: Vec<(&Item, bool)> = Vec::new();
    let required = lists().flat_map(|n| &n.required).map(|id| (id, true));
    let helpful = lists().flat_map(|n| &n.helpful).map(|id| (id, false));
    for (id, required) in required.chain(helpful) {
        if let Ok(item) = rules.item(id)
            && !out.iter().any(|(known, _)| known.rule.id == *id)
        {
            out.push((item, required));
        }
    }
    out
}

/// What of the case is it, in words; empty: nothing.
fn met(item: &Item, story: &Story, lang: Lang) -> Vec<String> {
    let term = |group: &str, word: &str| words::word(lang, "terms", &format!("{group}.{word}"));
    let kinds = item.kinds.iter().filter(|k| story.pieces.kinds.contains(k)).map(|k| term("kind", k.as_str()));
    let noted = |kind| story.identifiers.iter().any(|i| i.kind == kind);
    let numbers = item.identifiers.iter().filter(|k| noted(**k)).map(|k| term("identifier", k.as_str()));
    let facts = item.facts.iter().filter(|f| is_told(**f, story));
    let facts = facts.map(|f| words::word(lang, "filing", &format!("fact.{}", f.as_str())));
    kinds.chain(numbers).chain(facts).collect()
}

fn is_told(fact: Fact, story: &Story) -> bool {
    let (facts, complaint) = (&story.case.facts, &story.complaint);
    match fact {
        Fact::Seller => !facts.seller.trim().is_empty(),
        Fact::SellerAddress => !complaint.seller_address.is_empty(),
        Fact::Goods => !facts.goods.trim().is_empty(),
        Fact::Amount => facts.amount_fen.is_some(),
        Fact::OrderedAt => facts.ordered_at.is_some(),
        Fact::PaidAt => facts.paid_at.is_some(),
        Fact::ReceivedAt => facts.received_at.is_some(),
        Fact::Complainant => {
            [OwnField::Name, OwnField::Phone, OwnField::Address].iter().all(|f| !story.own.get(*f).is_empty())
        }
        Fact::Demand => !complaint.demands.is_empty() || !complaint.demand.is_empty(),
        Fact::Discovered => story.disputes.iter().any(|d| d.kind == DisputeKind::Discovered),
        Fact::Told => !story.disputes.is_empty(),
        Fact::Talked => !story.talks.is_empty(),
        Fact::FiledCourier => story.filings.iter().any(|f| f.channel == "courier"),
        Fact::Exported => story.fingerprint.is_some(),
    }
}

#[cfg(test)]
#[path = "checklist_tests.rs"]
mod tests;
