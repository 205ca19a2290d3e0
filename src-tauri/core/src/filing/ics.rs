//! Deadlines for a calendar (RFC 5545): whole days, an alarm on the day before, lines of at most 75 octets.

use crate::model::{CaseId, Deadline, Lang, Stamp};
use crate::words;

/// One VEVENT for each deadline. The same deadlines at the same time give the same bytes.
pub fn calendar_file(case: &CaseId, title: &str, deadlines: &[Deadline], now: &Stamp, lang: Lang) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: &str| fold(&mut out, &format!("{name}:{value}"));
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Liuzheng//Deadlines//EN");
    line("CALSCALE", "GREGORIAN");
    line("METHOD", "PUBLISH");
    for d in deadlines {
        line("BEGIN", "VEVENT");
        line("UID", &uid(case, d));
        line("DTSTAMP", &now.compact());
        match moment(&d.due) {
            Some(at) => line("DTSTART", &at),
            None => {
                line("DTSTART;VALUE=DATE", &d.due.replace('-', ""));
                line("DTEND;VALUE=DATE", &next_day(&d.due));
            }
        }
        line("SUMMARY", &escaped(&summary(d, title, lang)));
        line("DESCRIPTION", &escaped(&description(d, lang)));
        line("TRANSP", "TRANSPARENT");
        line("BEGIN", "VALARM");
        line("ACTION", "DISPLAY");
        // Of a whole day: at nine in the morning of the day before.
        line("TRIGGER", if moment(&d.due).is_some() { "-PT3H" } else { "-PT15H" });
        line("DESCRIPTION", &escaped(&summary(d, title, lang)));
        line("END", "VALARM");
        line("END", "VEVENT");
    }
    line("END", "VCALENDAR");
    out
}

/// Stable for as long as rule, filing and trigger are the same, so that a second import changes and does not double.
fn uid(case: &CaseId, d: &Deadline) -> String {
    let from: String = d.from.at.chars().filter(char::is_ascii_alphanumeric).collect();
    let filing = d.filing.map(|f| format!("-{f}")).unwrap_or_default();
    format!("{case}-{}-{}-{from}{filing}@liuzheng.invalid", d.rule, d.trigger.as_str())
}

fn summary(d: &Deadline, title: &str, lang: Lang) -> String {
    let title: String = super::clean::clean(title).chars().take(60).collect();
    format!("{}{} · {title}", marks(d, lang), d.text)
}

fn description(d: &Deadline, lang: Lang) -> String {
    let label = |key: &str, value: &str| words::phrase(lang, "filing", key, [("value", value.to_owned())]);
    let mut lines = vec![d.formula.clone(), label("ics.basis", &d.basis)];
    if !d.checked.is_empty() {
        lines.push(label("ics.checked", &d.checked));
    }
    lines.extend(d.condition.iter().map(|c| label("ics.condition", c)));
    lines.extend(d.note.clone());
    lines.push(words::word(lang, "filing", "ics.no_advice"));
    lines.join("\n")
}

/// `[估算] [未核实] `.
pub fn marks(d: &Deadline, lang: Lang) -> String {
    let mark = |there: bool, key: &str| {
        if there { format!("[{}] ", words::word(lang, "filing", key)) } else { String::new() }
    };
    mark(d.estimated, "mark.estimated") + &mark(d.unverified, "mark.unverified")
}

/// UTC in basic form where the due time is a moment.
fn moment(due: &str) -> Option<String> {
    let at = chrono::DateTime::parse_from_rfc3339(due).ok()?;
    Some(at.with_timezone(&chrono::Utc).format("%Y%m%dT%H%M%SZ").to_string())
}

fn next_day(due: &str) -> String {
    let day = super::calendar::day(due).and_then(|d| d.succ_opt());
    day.map_or_else(|| due.replace('-', ""), |d| d.format("%Y%m%d").to_string())
}

/// TEXT (3.3.11): no control character but the line break, which is written `\n`.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' | '\r' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Content lines (3.1): folded at 75 octets, never inside a character, ended by CRLF.
fn fold(out: &mut String, line: &str) {
    let mut room = 75;
    for c in line.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = 74;
        }
        room -= c.len_utf8();
        out.push(c);
    }
    out.push_str("\r\n");
}

#[cfg(test)]
#[path = "ics_tests.rs"]
mod tests;
