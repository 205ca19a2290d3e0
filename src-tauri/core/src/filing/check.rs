//! The schema of rules beyond their types: ids, days, references, limits, wording. Empty means sound.

use std::collections::BTreeSet;

use chrono::{Datelike, Weekday};

use super::calendar::{LONGEST, day};
use super::pack::Rules;
use super::wording::{claim_in, hidden};
use crate::model::{CalendarYear, Channel, Confidence, Fen, Rule, Unit};

/// Entries of one list, and characters of one text.
const MANY: usize = 500;
const LONG: usize = 2_000;
/// The source of what none was found for.
const NO_SOURCE: &str = "S-NONE";

pub fn faults(rules: &Rules) -> Vec<String> {
    let mut faults = Vec::new();
    let mut say = |wrong: bool, what: String| {
        if wrong {
            faults.push(what);
        }
    };
    for a in rules.areas() {
        say(day(a.checked).is_none(), format!("{}: checked {:?}", a.area, short(a.checked)));
    }
    let all = rules.all();
    for area in rules.areas() {
        let n = all.iter().filter(|(name, _)| *name == area.area).count();
        say(n == 0 || n > MANY, format!("{}: {n} rules", area.area));
    }
    say(rules.laws.sources.len() > MANY, format!("{} sources", rules.laws.sources.len()));
    let mut seen = BTreeSet::new();
    for (area, rule) in &all {
        say(!seen.insert(rule.id.as_str()), format!("{area}: {} twice", short(&rule.id)));
        for fault in rule_faults(rules, rule) {
            say(true, format!("{area}: {}: {fault}", short(&rule.id)));
        }
    }
    for text in rules.texts() {
        say(text.trim().is_empty(), "an empty text".to_owned());
        say(text.chars().count() > LONG, format!("a text of {} characters", text.chars().count()));
        say(text.chars().any(hidden), format!("hidden characters in {:?}", short(text)));
        if let Some(claim) = claim_in(text) {
            say(true, format!("promises {claim:?}"));
        }
    }
    faults.extend(reference_faults(rules));
    faults.extend(rules.channels.channels.iter().flat_map(channel_faults));
    faults.extend(number_faults(rules));
    let mut years = BTreeSet::new();
    for year in &rules.holidays.years {
        if !years.insert(year.year) {
            faults.push(format!("holidays: {} twice", year.year));
        }
        faults.extend(year_faults(year).into_iter().map(|f| format!("holidays: {}: {f}", year.year)));
    }
    faults
}

fn rule_faults(rules: &Rules, rule: &Rule) -> Vec<String> {
    let mut faults = Vec::new();
    if !is_id(&rule.id) {
        faults.push("id".to_owned());
    }
    if rules.source(&rule.source).is_none() {
        faults.push(format!("source {:?}", short(&rule.source)));
    }
    for (name, text) in [("from", &rule.from), ("to", &rule.to)] {
        if text.as_deref().is_some_and(|t| day(t).is_none()) {
            faults.push(name.to_owned());
        }
    }
    if day(&rule.checked).is_none() {
        faults.push("checked".to_owned());
    }
    if unsourced(rule, rule.confidence) {
        faults.push("confirmed without a source".to_owned());
    }
    if let (Some(from), Some(to)) = (&rule.from, &rule.to)
        && from > to
    {
        faults.push("from is after to".to_owned());
    }
    faults
}

/// What has no source can't be confirmed in it.
fn unsourced(rule: &Rule, mark: Confidence) -> bool {
    rule.source == NO_SOURCE && mark == Confidence::C
}

/// What names something names something that is there.
fn reference_faults(rules: &Rules) -> Vec<String> {
    let (mut words, mut faults) = (BTreeSet::new(), Vec::new());
    for c in &rules.channels.channels {
        for word in std::iter::once(&c.id).chain(&c.aliases) {
            if !is_id(word) || !words.insert(word.as_str()) {
                faults.push(format!("channels: {:?} is no id or stands twice", short(word)));
            }
        }
    }
    // Another word for a channel is the command line's: a rule that names one would apply nowhere.
    let channels: BTreeSet<&str> = rules.channels.channels.iter().map(|c| c.id.as_str()).collect();
    let items: BTreeSet<&str> = rules.checklists.items.iter().map(|i| i.rule.id.as_str()).collect();
    let mut unknown = |what: &str, known: &BTreeSet<&str>, names: &[String]| {
        for name in names.iter().filter(|n| !known.contains(n.as_str())) {
            faults.push(format!("{what}: no {:?}", short(name)));
        }
    };
    for law in &rules.laws.laws {
        unknown("laws", &channels, &law.channels);
    }
    for rule in &rules.deadlines.deadlines {
        unknown("deadlines", &channels, &rule.channels);
    }
    for claim in &rules.claims.claims {
        let names: Vec<String> = claim.awards.iter().map(|a| a.channel.clone()).collect();
        unknown("claims", &channels, &names);
        unknown("claims", &channels, &claim.articles_for);
    }
    for needs in &rules.checklists.needs {
        unknown("checklists", &channels, &needs.channels);
        unknown("checklists", &items, &needs.required);
        unknown("checklists", &items, &needs.helpful);
    }
    faults
}

fn channel_faults(c: &Channel) -> Vec<String> {
    let mut faults = Vec::new();
    if c.fields.is_empty() || c.fields.len() > 100 || c.next.len() > 20 {
        faults.push(format!("channels: {}: fields or steps", c.id));
    }
    if c.fields.iter().map(|f| f.confidence).chain([c.files.confidence]).any(|mark| unsourced(&c.rule, mark)) {
        faults.push(format!("channels: {}: confirmed without a source", c.id));
    }
    for f in &c.fields {
        let (least, most) = (f.min_chars.unwrap_or(1), f.max_chars.unwrap_or(u32::MAX));
        if least > most || most == 0 {
            faults.push(format!("channels: {}: limits of {}", c.id, f.id.as_str()));
        }
    }
    let plain =
        |t: &String| (1..=8).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if c.files.count == Some(0)
        || c.files.bytes == Some(0)
        || c.files.types.len() > 50
        || !c.files.types.iter().all(plain)
    {
        faults.push(format!("channels: {}: attachments", c.id));
    }
    faults
}

fn number_faults(rules: &Rules) -> Vec<String> {
    let mut faults = Vec::new();
    for d in &rules.deadlines.deadlines {
        let sane = d.length.is_none_or(|l| {
            let most = match l.unit {
                Unit::Year => 100,
                Unit::Month => 1_200,
                _ => LONGEST,
            };
            (1..=most).contains(&l.n)
        });
        if !sane || d.triggers.is_empty() {
            faults.push(format!("deadlines: {}: length or triggers", short(&d.rule.id)));
        }
    }
    for c in &rules.claims.claims {
        let money = |f: Option<Fen>| f.is_none_or(|f| (1..=Fen::MAX).contains(&f.0));
        let sane = c.extra.is_none_or(|e| {
            e.times_paid <= 100
                && e.times_loss <= 100
                && e.percent_paid <= 100
                && e.times_paid + e.times_loss + e.percent_paid > 0
                && money(e.floor)
                && money(e.cap)
                && e.floor.zip(e.cap).is_none_or(|(floor, cap)| floor <= cap)
        });
        if !sane || c.articles.is_empty() || !(c.refund || c.loss || c.extra.is_some()) {
            faults.push(format!("claims: {}: amounts or articles", short(&c.rule.id)));
        }
    }
    faults
}

fn year_faults(y: &CalendarYear) -> Vec<String> {
    let mut faults = Vec::new();
    if !(1990..=2200).contains(&y.year) || y.off.len() > 50 || y.work.len() > 50 {
        return vec!["year or number of entries".to_owned()];
    }
    let own = |text: &str| day(text).filter(|d| d.year() == y.year);
    let mut taken = BTreeSet::new();
    for off in &y.off {
        match (own(&off.from), own(&off.to)) {
            (Some(from), Some(to)) if from <= to && (to - from).num_days() < 31 => {
                let fresh = from.iter_days().take_while(|d| *d <= to).filter(|d| taken.insert(*d)).count();
                if fresh as i64 != (to - from).num_days() + 1 {
                    faults.push(format!("{} stands twice", off.from));
                }
            }
            _ => faults.push(format!("days off {:?}", short(&off.from))),
        }
    }
    for work in &y.work {
        let rest = |d: chrono::NaiveDate| matches!(d.weekday(), Weekday::Sat | Weekday::Sun);
        if !own(work).is_some_and(|d| rest(d) && taken.insert(d)) {
            faults.push(format!("worked day {:?}", short(work)));
        }
    }
    faults
}

fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn short(text: &str) -> String {
    text.chars().filter(|c| !hidden(*c)).take(60).collect()
}
