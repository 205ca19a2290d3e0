//! What is known of a case when the rules are applied to it, and the times that set periods running.

use chrono::NaiveDate;

use super::Pieces;
use crate::filing::Rules;
use crate::model::{
    Case, Complaint, Dispute, DisputeKind, Filing, FilingId, Identifier, Lang, OwnData, Paper, Remark, Stamp, Talk,
    Trigger, Unavailable, When,
};
use crate::words;

/// Everything that the rules look at.
#[derive(Debug, Clone)]
pub struct Story {
    pub case: Case,
    pub identifiers: Vec<Identifier>,
    pub pieces: Pieces,
    /// Oldest first.
    pub disputes: Vec<Dispute>,
    /// Oldest first.
    pub talks: Vec<Talk>,
    /// Oldest first.
    pub filings: Vec<Filing>,
    pub complaint: Complaint,
    pub unavailable: Vec<Unavailable>,
    /// All that the vault keeps; what of it goes into a text is decided there.
    pub own: OwnData,
    /// Of the last export.
    pub fingerprint: Option<String>,
    pub now: Stamp,
}

/// A time that can set a period running.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    pub trigger: Trigger,
    pub at: When,
    /// For steps with a channel: which, and where. An event may name the channel without being a filing.
    pub channel: Option<String>,
    pub filing: Option<FilingId>,
    /// False: read from an event's words, not noted as a filing.
    pub certain: bool,
}

impl Story {
    pub fn today(&self) -> Option<NaiveDate> {
        When { at: self.now.at.clone(), tz: self.now.tz.clone() }.day()
    }

    /// Oldest first.
    pub fn moments(&self, rules: &Rules) -> Vec<Moment> {
        let facts = &self.case.facts;
        let mut all = Vec::new();
        let mut add = |trigger, at: &When, channel: Option<&str>, filing, certain| {
            all.push(Moment { trigger, at: at.clone(), channel: channel.map(str::to_owned), filing, certain });
        };
        for (trigger, at) in [
            (Trigger::Ordered, &facts.ordered_at),
            (Trigger::Paid, &facts.paid_at),
            (Trigger::Received, &facts.received_at),
        ] {
            if let Some(at) = at {
                add(trigger, at, None, None, true);
            }
        }
        for d in &self.disputes {
            if let Some(trigger) = trigger_of(d.kind) {
                add(trigger, &d.at, None, None, true);
            } else if d.kind == DisputeKind::Filed
                && let Some(channel) = named_channel(rules, &d.what)
                && !self.filings.iter().any(|f| f.channel == channel)
            {
                add(Trigger::Filed, &d.at, Some(channel), None, false);
            }
        }
        // The periods of the rules are those of complaints: a report sets none of them running.
        for f in self.filings.iter().filter(|f| f.paper != Some(Paper::Report)) {
            add(Trigger::Filed, &f.at, Some(&f.channel), Some(f.id), true);
            for (trigger, at) in [(Trigger::Accepted, &f.accepted_at), (Trigger::Ended, &f.ended_at)] {
                if let Some(at) = at {
                    add(trigger, at, Some(&f.channel), Some(f.id), true);
                }
            }
        }
        all.sort_by_key(|m| m.at.local_text());
        all
    }

    /// What can't be as it was told, and what is not to be relied on for it.
    pub fn doubts<'a>(&self, moments: &'a [Moment], lang: Lang) -> (Vec<Remark>, Doubts<'a>) {
        let (mut remarks, mut doubts) = (Vec::new(), Doubts::default());
        let name = |trigger: Trigger| words::word(lang, "filing", &format!("trigger.{}", trigger.as_str()));
        let mut earlier = |code: String, (before, a): (String, &When), (after, b): (String, &When)| {
            let days = a.is_day() || b.is_day();
            let shown = |w: &When| if days { w.day().map(|d| d.to_string()).unwrap_or_default() } else { w.local() };
            let params = [("before", before), ("after", after), ("before_day", shown(a)), ("after_day", shown(b))];
            remarks.push(Remark { code, text: words::phrase(lang, "filing", "hint.order", params) });
        };
        for (before, after) in ORDER {
            let Some(a) = moments.iter().find(|m| m.trigger == *before) else { continue };
            let early: Vec<&Moment> = moments.iter().filter(|m| m.trigger == *after && m.at.before(&a.at)).collect();
            if let Some(b) = early.first() {
                let code = format!("{}_before_{}", after.as_str(), before.as_str());
                earlier(code, (name(*before), &a.at), (name(*after), &b.at));
                doubts.moments.extend(moments.iter().filter(|m| m.trigger == *before));
                doubts.moments.extend(early);
            }
        }
        for f in &self.filings {
            let steps = [
                ("accepted", "trigger.accepted", &f.accepted_at),
                ("answered", "step.answered", &f.answered_at),
                ("ended", "trigger.ended", &f.ended_at),
                ("due", "step.due", &f.due),
            ];
            for (step, key, at) in steps {
                if let Some(at) = at.as_ref().filter(|at| at.before(&f.at)) {
                    let after = words::word(lang, "filing", key);
                    earlier(format!("{step}_before_filed"), (name(Trigger::Filed), &f.at), (after, at));
                    doubts.filings.push(f.id);
                }
            }
        }
        for trigger in [Trigger::Ordered, Trigger::Paid, Trigger::Received] {
            let all = || moments.iter().filter(move |m| m.trigger == trigger);
            let days: Vec<NaiveDate> = all().filter_map(|m| m.at.day()).collect();
            if days.iter().any(|d| Some(d) != days.first()) {
                let days = days.iter().map(NaiveDate::to_string).collect::<Vec<_>>().join(", ");
                let params = [("what", name(trigger)), ("days", days)];
                remarks.push(Remark {
                    code: format!("{}_twice", trigger.as_str()),
                    text: words::phrase(lang, "filing", "hint.twice", params),
                });
                doubts.moments.extend(all());
            }
        }
        let now = When { at: self.now.at.clone(), tz: self.now.tz.clone() };
        for m in moments {
            if self.today().zip(m.at.day()).is_some_and(|(today, day)| day > today) && now.before(&m.at) {
                let day = m.at.day().map(|d| d.to_string()).unwrap_or_default();
                let params = [("what", name(m.trigger)), ("day", day)];
                remarks.push(Remark {
                    code: format!("{}_in_future", m.trigger.as_str()),
                    text: words::phrase(lang, "filing", "hint.in_future", params),
                });
                doubts.moments.push(m);
            }
        }
        (remarks, doubts)
    }
}

/// Moments and steps with a channel that can't be as they were told. A step that is doubtful says nothing of others.
#[derive(Debug, Default)]
pub struct Doubts<'a> {
    moments: Vec<&'a Moment>,
    filings: Vec<FilingId>,
}

impl Doubts<'_> {
    pub fn of(&self, m: &Moment) -> bool {
        self.moments.contains(&m) || m.filing.is_some_and(|f| self.of_filing(f))
    }

    pub fn of_filing(&self, id: FilingId) -> bool {
        self.filings.contains(&id)
    }
}

/// What can't come before what.
const ORDER: &[(Trigger, Trigger)] = &[
    (Trigger::Ordered, Trigger::Paid),
    (Trigger::Ordered, Trigger::Shipped),
    (Trigger::Ordered, Trigger::Received),
    (Trigger::Ordered, Trigger::Confirmed),
    (Trigger::Ordered, Trigger::Discovered),
    (Trigger::Ordered, Trigger::Refused),
    (Trigger::Shipped, Trigger::Received),
    (Trigger::ReturnRequested, Trigger::ReturnReceived),
];

fn trigger_of(kind: DisputeKind) -> Option<Trigger> {
    Some(match kind {
        DisputeKind::Ordered => Trigger::Ordered,
        DisputeKind::Paid => Trigger::Paid,
        DisputeKind::Shipped => Trigger::Shipped,
        DisputeKind::Received => Trigger::Received,
        DisputeKind::Discovered => Trigger::Discovered,
        DisputeKind::Confirmed => Trigger::Confirmed,
        DisputeKind::Complained => Trigger::Complained,
        DisputeKind::Refused => Trigger::Refused,
        DisputeKind::ReturnRequested => Trigger::ReturnRequested,
        DisputeKind::ReturnReceived => Trigger::ReturnReceived,
        DisputeKind::PlatformDecided => Trigger::PlatformDecided,
        DisputeKind::RepairStarted => Trigger::RepairStarted,
        DisputeKind::ClueFound => Trigger::ClueFound,
        DisputeKind::Inspected
        | DisputeKind::Answered
        | DisputeKind::PlatformJoined
        | DisputeKind::Refunded
        | DisputeKind::Filed
        | DisputeKind::Other => return None,
    })
}

/// A channel whose number stands in the words of an event, such as 12315.
fn named_channel<'a>(rules: &'a Rules, words: &str) -> Option<&'a str> {
    let numbered = |id: &str| id.bytes().all(|b| b.is_ascii_digit());
    let channels = rules.channels.channels.iter().map(|c| c.id.as_str());
    channels.filter(|id| numbered(id)).find(|id| words.split(|c: char| !c.is_ascii_digit()).any(|run| run == *id))
}
