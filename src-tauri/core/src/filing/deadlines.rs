//! Deadlines of a case: every rule whose trigger is known, counted, with its basis and how sure it is.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::Story;
use super::calendar::{Calendar, day, hours};
use super::cautions::caution;
use super::story::{Doubts, Moment};
use crate::error::Result;
use crate::filing::Rules;
use crate::model::{
    Confidence, Deadline, DeadlineList, DeadlineRule, Filing, Lang, Length, Party, Pick, Remark, Stamp, Trigger, Unit,
    When,
};
use crate::words;

/// Most deadlines shown of a case: filings can be many, a list for a person can't.
const MOST: usize = 1_000;

pub fn deadlines(rules: &Rules, story: &Story, lang: Lang) -> DeadlineList {
    let calendar = Calendar::of(&rules.holidays);
    let moments = story.moments(rules);
    let (mut hints, doubts) = story.doubts(&moments, lang);
    let mut list = DeadlineList { cautions: rules.case_cautions(story, lang), ..DeadlineList::default() };
    for rule in &rules.deadlines.deadlines {
        if !rule.platforms.is_empty() && !rule.platforms.contains(&story.case.facts.platform) {
            continue;
        }
        if story.case.facts.seller_type.is_some_and(|s| !rule.sellers.is_empty() && !rule.sellers.contains(&s)) {
            continue;
        }
        let Some(length) = rule.length else {
            if rule.rule.confidence == Confidence::X {
                list.unknown.push(caution(&rule.rule, lang));
            }
            continue;
        };
        for (moment, stands_in) in chosen(rule, &moments) {
            let Ok(end) = counted(&calendar, moment, length) else {
                hints.push(remark(lang, "out_of_range", [("what", rule.rule.text.say(lang).to_owned())]));
                continue;
            };
            match in_force(rule, moment, &end) {
                Force::Yes => {}
                Force::NoMore => continue,
                Force::NotYet => {
                    let params = [
                        ("what", rule.rule.text.say(lang).to_owned()),
                        ("from", rule.rule.from.clone().unwrap_or_default()),
                    ];
                    hints.push(remark(lang, "not_in_force", params));
                    continue;
                }
            }
            let unsure = stands_in || !moment.certain || doubts.of(moment);
            list.deadlines.push(one(rule, length, moment, &end, unsure, story, lang));
        }
    }
    list.deadlines.extend(story.filings.iter().filter_map(|f| noted(rules, f, &doubts, story, lang)));
    if !moments.iter().any(|m| m.trigger == Trigger::Received) {
        hints.push(remark(lang, "received_unknown", []));
    }
    list.deadlines.sort_by(|a, b| (&a.due, &a.rule).cmp(&(&b.due, &b.rule)));
    list.deadlines.truncate(MOST);
    list.hints = hints;
    list
}

/// The moments that a rule counts from; true: they only stand in.
fn chosen<'a>(rule: &DeadlineRule, moments: &'a [Moment]) -> Vec<(&'a Moment, bool)> {
    let here = |m: &&Moment| rule.channels.is_empty() || m.channel.as_ref().is_some_and(|c| rule.channels.contains(c));
    let of = |triggers: &[Trigger]| -> Vec<&'a Moment> {
        moments.iter().filter(|m| triggers.contains(&m.trigger)).filter(here).collect()
    };
    let known = of(&rule.triggers);
    let picked: Vec<&Moment> = match rule.pick {
        Pick::First => known.first().copied().into_iter().collect(),
        Pick::Last => known.last().copied().into_iter().collect(),
        Pick::Each => known,
    };
    if picked.is_empty() {
        return of(&rule.stand_ins).first().map(|m| (*m, true)).into_iter().collect();
    }
    picked.into_iter().map(|m| (m, false)).collect()
}

/// A counted end: a day, or a moment for hours.
struct End {
    day: NaiveDate,
    moment: Option<DateTime<FixedOffset>>,
    extended_to: Option<NaiveDate>,
    estimated: bool,
}

fn counted(calendar: &Calendar, moment: &Moment, length: Length) -> Result<End> {
    let bad = || crate::error::Error::invalid("time", &moment.at.at, "a day or a moment");
    if length.unit == Unit::Hour {
        let (from, only_a_day) = start(&moment.at).ok_or_else(bad)?;
        let end = hours(from, length.n)?;
        return Ok(End { day: end.date_naive(), moment: Some(end), extended_to: None, estimated: only_a_day });
    }
    let c = calendar.count(moment.at.day().ok_or_else(bad)?, length)?;
    Ok(End { day: c.due, moment: None, extended_to: c.extended_to, estimated: c.estimated })
}

/// A day without an hour begins at its first; true: only the day is known.
fn start(at: &When) -> Option<(DateTime<FixedOffset>, bool)> {
    if !at.is_day() {
        return Some((Stamp { at: at.at.clone(), tz: at.tz.clone() }.parsed()?, false));
    }
    let offset: FixedOffset = at.tz.parse().ok()?;
    Some((at.day()?.and_hms_opt(0, 0, 0)?.and_local_timezone(offset).single()?, true))
}

enum Force {
    Yes,
    NotYet,
    NoMore,
}

/// A period of the shopper's is one of the rule when the rule holds at its end; what others have to do follows the rule
/// of the day on which it began.
fn in_force(rule: &DeadlineRule, moment: &Moment, end: &End) -> Force {
    let (from, to) = (rule.rule.from.as_deref().and_then(day), rule.rule.to.as_deref().and_then(day));
    let began = moment.at.day();
    if to.is_some_and(|to| began.is_some_and(|b| b > to)) {
        return Force::NoMore;
    }
    let looked_at = if rule.party == Party::Shopper { Some(end.day) } else { began };
    if from.is_some_and(|from| looked_at.is_some_and(|d| d < from)) { Force::NotYet } else { Force::Yes }
}

fn one(
    rule: &DeadlineRule,
    length: Length,
    moment: &Moment,
    end: &End,
    unsure: bool,
    story: &Story,
    lang: Lang,
) -> Deadline {
    let due = end.moment.map_or_else(|| end.day.to_string(), |m| m.to_rfc3339());
    let extended_to = end.extended_to.map(|d| d.to_string());
    let trigger = words::word(lang, "filing", &format!("trigger.{}", moment.trigger.as_str()));
    let shown_from = if length.unit == Unit::Hour {
        moment.at.local()
    } else {
        moment.at.day().map(|d| d.to_string()).unwrap_or_default()
    };
    let params = [("trigger", trigger), ("from", shown_from), ("n", length.n.to_string()), ("due", due.clone())];
    let mut formula = words::phrase(lang, "filing", &format!("formula.{}", length.unit.as_str()), params);
    if let Some(to) = &extended_to {
        formula += &words::phrase(lang, "filing", "formula.extended", [("to", to.clone())]);
    }
    Deadline {
        rule: rule.rule.id.clone(),
        text: rule.rule.text.say(lang).to_owned(),
        trigger: moment.trigger,
        from: moment.at.clone(),
        filing: moment.filing,
        due,
        extended_to,
        formula,
        basis: rule.rule.article.say(lang).to_owned(),
        confidence: rule.rule.confidence,
        checked: rule.rule.checked.clone(),
        estimated: end.estimated || unsure,
        unverified: rule.rule.confidence != Confidence::C || rule.typical,
        party: rule.party,
        condition: rule.condition.as_ref().map(|c| c.say(lang).to_owned()),
        note: rule.note.as_ref().map(|n| n.say(lang).to_owned()),
        days_left: days_left(story, end.day),
    }
}

/// The day that a channel told the user.
fn noted(rules: &Rules, f: &Filing, doubts: &Doubts<'_>, story: &Story, lang: Lang) -> Option<Deadline> {
    let due = f.due.as_ref()?.day()?;
    let say = |key: &str| words::word(lang, "filing", key);
    // A pack of rules may know it no more.
    let channel = rules.channel(&f.channel).map_or_else(|_| f.channel.clone(), |c| c.name.say(lang).to_owned());
    Some(Deadline {
        rule: "told".to_owned(),
        text: words::phrase(lang, "filing", "told.text", [("channel", channel)]),
        trigger: Trigger::Filed,
        from: f.at.clone(),
        filing: Some(f.id),
        due: due.to_string(),
        extended_to: None,
        formula: say("told.formula"),
        basis: say("told.basis"),
        confidence: Confidence::X,
        checked: String::new(),
        estimated: doubts.of_filing(f.id),
        unverified: true,
        party: Party::Authority,
        condition: None,
        note: None,
        days_left: days_left(story, due),
    })
}

fn days_left(story: &Story, due: NaiveDate) -> i64 {
    story.today().map_or(0, |today| (due - today).num_days())
}

pub(super) fn remark<const N: usize>(lang: Lang, code: &str, params: [(&str, String); N]) -> Remark {
    Remark { code: code.to_owned(), text: words::phrase(lang, "filing", &format!("hint.{code}"), params) }
}

#[cfg(test)]
#[path = "deadlines_tests.rs"]
mod tests;
