//! The timeline of a case: evidence by its best known time, events, talks, steps with channels and the times of the case itself.
//!
//! Entries sort by the time as people of its place read it, a day before its moments. The order of a case is kept until
//! something is logged for it, so that a page of 100,000 entries costs what the page costs.

use std::sync::PoisonError;

use super::convert::{evidence_row, told_by_name};
use super::disputes::dispute_view;
use super::filings::filing_view;
use super::talks::talk_view;
use super::{RuleBook, Session, TimelineDay, TimelineDays, TimelineEntry, TimelinePage, TimelineRow};
use crate::error::Result;
use crate::model::{CaseFacts, CaseId, Dispute, DisputeId, DisputeKind, EvidenceId, FilingId, TalkId, Times, When};
use crate::vault::Facts;

/// The order of one case, as of a length of its custody chain.
pub(super) struct Order {
    case: CaseId,
    length: u64,
    tz: String,
    places: Vec<Place>,
}

struct Place {
    day: String,
    what: What,
}

#[derive(Clone)]
enum What {
    Case(DisputeKind, When),
    Event(DisputeId),
    Talk(TalkId),
    Filing(FilingId),
    Evidence(EvidenceId),
}

impl Session {
    pub fn timeline_days(&self, case: &CaseId) -> Result<TimelineDays> {
        self.ordered(case, |_, places| {
            let mut days: Vec<TimelineDay> = Vec::new();
            for place in places {
                match days.last_mut() {
                    Some(last) if last.day == place.day => last.count += 1,
                    _ => days.push(TimelineDay { day: place.day.clone(), count: 1 }),
                }
            }
            Ok(TimelineDays { total: count(places.len()), days })
        })
    }

    pub fn timeline_page(&self, case: &CaseId, offset: u32, limit: u32) -> Result<TimelinePage> {
        let (tz, book) = (self.now().tz, self.rule_book()?);
        self.ordered(case, |f, places| {
            let page = places.iter().skip(offset as usize).take(limit as usize);
            let rows = page.map(|p| Ok(TimelineRow { day: p.day.clone(), entry: self.entry(f, &book, &p.what, &tz)? }));
            Ok(TimelinePage { total: count(places.len()), offset, rows: rows.collect::<Result<_>>()? })
        })
    }

    fn ordered<T>(&self, case: &CaseId, then: impl FnOnce(&Facts, &[Place]) -> Result<T>) -> Result<T> {
        let tz = self.now().tz;
        self.vault.read(|f| {
            let length = f.chain(case)?.length;
            let mut kept = self.timeline.lock().unwrap_or_else(PoisonError::into_inner);
            let fits = kept.as_ref().is_some_and(|o| o.case == *case && o.length == length && o.tz == tz);
            if !fits {
                *kept = Some(Order { case: case.clone(), length, places: places(&f, case, &tz)?, tz });
            }
            then(&f, kept.as_ref().map_or(&[], |o| o.places.as_slice()))
        })
    }

    fn entry(&self, f: &Facts, book: &RuleBook, what: &What, tz: &str) -> Result<TimelineEntry> {
        Ok(match what {
            What::Case(kind, at) => TimelineEntry::Case { kind: *kind, at: at.clone() },
            What::Event(id) => TimelineEntry::Event { event: dispute_view(f, f.dispute(*id)?)? },
            What::Talk(id) => TimelineEntry::Talk { talk: talk_view(f, f.talk(*id)?)? },
            What::Filing(id) => TimelineEntry::Filing { filing: Box::new(filing_view(book, f, f.filing(*id)?)?) },
            What::Evidence(id) => {
                let e = f.evidence(*id)?;
                let preview = self.known_preview(&e);
                TimelineEntry::Evidence { row: Box::new(evidence_row(e, preview, tz)) }
            }
        })
    }
}

fn places(f: &Facts, case: &CaseId, tz: &str) -> Result<Vec<Place>> {
    let facts = f.case(case)?.facts;
    let disputes = f.disputes_of(case)?;
    let mut all: Vec<(String, u8, What)> = own_times(&facts, &disputes)
        .into_iter()
        .map(|(kind, when)| (when.local_text(), 0, What::Case(kind, when)))
        .collect();
    all.extend(disputes.iter().map(|d| (d.at.local_text(), 1, What::Event(d.id))));
    all.extend(f.talks_of(case)?.iter().map(|t| (t.at.local_text(), 2, What::Talk(t.id))));
    all.extend(f.filings_of(case)?.iter().map(|x| (x.at.local_text(), 3, What::Filing(x.id))));
    all.extend(f.evidence_of(case)?.iter().map(|e| {
        let times = Times::of(e, told_by_name(e).as_ref(), tz);
        (times.best().at.local_text(), 4, What::Evidence(e.id))
    }));
    // Stable: what has the same time stays in the order of the case.
    all.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    Ok(all.into_iter().map(|(text, _, what)| Place { day: text.chars().take(10).collect(), what }).collect())
}

/// Times of the case, but those that an event of the same kind and day tells already.
fn own_times(facts: &CaseFacts, disputes: &[Dispute]) -> Vec<(DisputeKind, When)> {
    [
        (DisputeKind::Ordered, &facts.ordered_at),
        (DisputeKind::Paid, &facts.paid_at),
        (DisputeKind::Received, &facts.received_at),
    ]
    .into_iter()
    .filter_map(|(kind, when)| Some((kind, when.clone()?)))
    .filter(|(kind, when)| !disputes.iter().any(|d| d.kind == *kind && d.at.day() == when.day()))
    .collect()
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
