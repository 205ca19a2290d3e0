//! Which rules are told where: a second public channel, before the receipt is confirmed, many cases of a kind.

use super::Story;
use crate::filing::Rules;
use crate::model::{Caution, Channel, DisputeKind, Filing, Lang, Law, Occasion, Paper, Rule};

/// Filings of one vault within a year from which on art. 17 is told, calmly.
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

fn told(laws: impl Iterator<Item = impl std::borrow::Borrow<Law>>, lang: Lang) -> Vec<Caution> {
    laws.map(|l| caution(&l.borrow().rule, lang)).collect()
}

impl Rules {
    /// What is told when a step with a channel is noted or prepared. `others`: the other filings of the case.
    /// `filings_of_vault`: how many there are of all cases.
    pub fn filing_cautions(
        &self,
        channel: &Channel,
        paper: Paper,
        others: &[Filing],
        filings_of_vault: u32,
        lang: Lang,
    ) -> Vec<Caution> {
        let mut out = Vec::new();
        // A report is no complaint: it stands in nobody's way.
        let complaint = |f: &&Filing| f.paper != Some(Paper::Report);
        let public = |f: &&Filing| {
            complaint(f) && f.channel != channel.id && self.channel(&f.channel).is_ok_and(|c| c.public_body)
        };
        if channel.public_body && paper == Paper::Complaint && others.iter().any(|f| public(&f)) {
            out.extend(told(self.told_on(Occasion::SecondPublicChannel, &channel.id), lang));
        }
        let occasion = match paper {
            Paper::Complaint => Occasion::Complaint,
            Paper::Report => Occasion::Report,
            Paper::DiscloseSeller => Occasion::LetterDiscloseSeller,
            Paper::KeepRecords => Occasion::LetterKeepRecords,
        };
        out.extend(told(self.told_on(occasion, &channel.id), lang));
        if filings_of_vault >= MANY_FILINGS {
            out.extend(told(self.told_on(Occasion::ManyCases, &channel.id), lang));
        }
        out
    }

    /// What is told beside the deadlines of a case.
    pub fn case_cautions(&self, story: &Story, lang: Lang) -> Vec<Caution> {
        let Some(channel) = self.channel_of(story.case.facts.platform) else { return Vec::new() };
        let happened = |kind| story.disputes.iter().any(|d| d.kind == kind);
        let mut out = Vec::new();
        if !happened(DisputeKind::Confirmed) {
            out.extend(told(self.told_on(Occasion::BeforeConfirm, &channel.id), lang));
        }
        if happened(DisputeKind::PlatformDecided) {
            out.extend(told(self.told_on(Occasion::PlatformDecided, &channel.id), lang));
        }
        if story.case.facts.paid_at.is_none() && !happened(DisputeKind::Paid) {
            out.extend(told(self.told_on(Occasion::OffPlatformPayment, &channel.id), lang));
        }
        out
    }
}
