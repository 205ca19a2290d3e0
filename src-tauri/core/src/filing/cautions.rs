//! Which rules are told where: a second public channel, before the receipt is confirmed, many cases of a kind.

use chrono::NaiveDate;

use super::Story;
use crate::filing::Rules;
use crate::model::{
    Cause, Caution, Channel, ChannelKind, DisputeKind, EvidenceKind, Filing, Lang, Law, Occasion, Outcome, Paper, Rule,
};

/// Complaints of one vault within a year from which on art. 17 is told, calmly.
pub const MANY_FILINGS: u32 = 10;

pub fn caution(rule: &Rule, lang: Lang) -> Caution {
    Caution {
        rule: rule.id.clone(),
        text: rule.text.say(lang).to_owned(),
        basis: rule.article.say(lang).to_owned(),
        confidence: rule.confidence,
        checked: rule.checked.clone(),
    }
}

fn told(
    laws: impl Iterator<Item = impl std::borrow::Borrow<Law>>,
    today: Option<NaiveDate>,
    lang: Lang,
) -> Vec<Caution> {
    laws.filter(|l| l.borrow().rule.holds_on(today)).map(|l| caution(&l.borrow().rule, lang)).collect()
}

/// A step with a channel that is noted or prepared.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    pub channel: &'a Channel,
    pub paper: Paper,
    /// The other filings of the case.
    pub others: &'a [Filing],
    /// Complaints of all cases within a year.
    pub filings_of_vault: u32,
    pub today: Option<NaiveDate>,
    pub lang: Lang,
}

impl Rules {
    /// What is told with a step.
    pub fn filing_cautions(&self, step: Step) -> Vec<Caution> {
        let Step { channel, paper, today, lang, .. } = step;
        let mut out = Vec::new();
        if channel.public_body
            && paper == Paper::Complaint
            && step.others.iter().any(|f| self.stands_in_the_way(f, channel))
        {
            out.extend(told(self.told_on(Occasion::SecondPublicChannel, &channel.id), today, lang));
        }
        let occasion = match paper {
            Paper::Complaint => Occasion::Complaint,
            Paper::Report => Occasion::Report,
            Paper::DiscloseSeller => Occasion::LetterDiscloseSeller,
            Paper::KeepRecords => Occasion::LetterKeepRecords,
        };
        out.extend(told(self.told_on(occasion, &channel.id), today, lang));
        if step.filings_of_vault >= MANY_FILINGS {
            out.extend(told(self.told_on(Occasion::ManyCases, &channel.id), today, lang));
        }
        out
    }

    /// Whether a filing may close another public channel. A report is no complaint, and what was not accepted was not
    /// handled. A court is open to what has ended elsewhere; authorities and associations refuse that too.
    fn stands_in_the_way(&self, f: &Filing, channel: &Channel) -> bool {
        let is_over = f.ended_at.is_some() || f.outcome.is_some();
        f.paper != Some(Paper::Report)
            && f.channel != channel.id
            && f.outcome != Some(Outcome::Refused)
            && !(is_over && channel.kind == ChannelKind::Court)
            && self.channel(&f.channel).is_ok_and(|c| c.public_body && c.about == channel.about)
    }

    /// What is told beside the deadlines of a case.
    pub fn case_cautions(&self, story: &Story, lang: Lang) -> Vec<Caution> {
        let Some(channel) = self.channel_of(story.case.facts.platform) else { return Vec::new() };
        let happened = |kind| story.disputes.iter().any(|d| d.kind == kind);
        let tested = matches!(story.complaint.cause, Some(Cause::Counterfeit | Cause::Quality))
            && !story.pieces.kinds.contains(&EvidenceKind::TestReport);
        let unpaid = story.case.facts.paid_at.is_none() && !happened(DisputeKind::Paid);
        [
            (!happened(DisputeKind::Confirmed), Occasion::BeforeConfirm),
            (happened(DisputeKind::PlatformDecided), Occasion::PlatformDecided),
            (unpaid, Occasion::OffPlatformPayment),
            (tested, Occasion::LabReport),
            (story.complaint.cause == Some(Cause::Food), Occasion::KnowingPurchase),
        ]
        .into_iter()
        .filter(|(so, _)| *so)
        .flat_map(|(_, occasion)| told(self.told_on(occasion, &channel.id), story.today(), lang))
        .collect()
    }
}
