//! What the system's notifications tell of deadlines: what is due within three days, each once a day, and what has
//! passed since the vault was last looked at, once. What was told is kept in the vault, so that the next start on the
//! same day does not tell it again. Nothing is told of cases that are finished.

use chrono::DateTime;
use serde::{Deserialize, Serialize};

use super::Session;
use crate::error::{Code, Error, Result};
use crate::filing;
use crate::model::{CaseId, CaseStatus, Deadline, Lang, Party, Stamp};
use crate::words;

const TOLD: &str = "reminders";
const NEAR_DAYS: i64 = 3;
/// Characters of a case's title in a line.
const TITLE: usize = 40;
/// Lines of one notification.
const LINES: usize = 4;

/// A deadline that was not told today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    pub case: CaseId,
    /// `[未核实] 「羽绒服」还剩 2 天（2026-11-27）：七日无理由退货`.
    pub line: String,
    due: String,
    days_left: i64,
    over: bool,
    /// Which deadline it is: another day is another deadline.
    mark: String,
}

impl Reminder {
    /// Title and text of the one notification that tells them all.
    pub fn told_at_once(all: &[Reminder], lang: Lang) -> (String, String) {
        let mut lines: Vec<String> = all.iter().take(LINES).map(|r| r.line.clone()).collect();
        if let Some(more) = all.len().checked_sub(LINES).filter(|n| *n > 0) {
            lines.push(words::phrase(lang, "filing", "remind.more", [("n", more.to_string())]));
        }
        (words::word(lang, "filing", "remind.title"), lines.join("\n"))
    }

    fn of(case: &CaseId, title: &str, d: &Deadline, now: &Stamp, lang: Lang) -> Reminder {
        // Of hours: over at its minute, not at the end of the day.
        let passed = DateTime::parse_from_rfc3339(&d.due).ok().zip(now.parsed()).is_some_and(|(due, now)| due <= now);
        let over = passed || d.days_left < 0;
        let due = d.due.get(..16).unwrap_or(&d.due).replace('T', " ");
        let when = match d.days_left {
            _ if over => words::phrase(lang, "filing", "remind.over", [("due", due.clone())]),
            0 => words::phrase(lang, "filing", "remind.today", [("due", due.clone())]),
            n => words::phrase(lang, "filing", "remind.left", [("n", n.to_string()), ("due", due.clone())]),
        };
        let title = title.chars().take(TITLE).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let params = [("marks", filing::marks(d, lang)), ("title", title), ("what", d.text.clone()), ("when", when)];
        Reminder {
            case: case.clone(),
            line: words::phrase(lang, "filing", "remind.line", params),
            mark: format!("{case} {} {due} {}", d.rule, d.filing.map(|f| f.to_string()).unwrap_or_default()),
            due,
            days_left: d.days_left,
            over,
        }
    }

    /// Worth telling: near, or passed since the last look; and not told yet.
    fn is_news(&self, told: &Told) -> bool {
        let day = self.due.get(..10).unwrap_or_default();
        let near = if self.over { day >= told.since.as_str() } else { self.days_left <= NEAR_DAYS };
        near && !told.told.contains(&self.mark)
    }
}

/// What is kept: the day of the last look, the day of the look before that day, and what was told on the last.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
struct Told {
    day: String,
    since: String,
    told: Vec<String>,
}

impl Told {
    /// As it is on `today`. What had passed before the first look of all is no news.
    fn on(self, today: &str) -> Told {
        if self.day == today {
            return self;
        }
        let since = if self.day.is_empty() || self.day.as_str() > today { today.to_owned() } else { self.day };
        Told { day: today.to_owned(), since, told: Vec::new() }
    }
}

impl Session {
    /// What was not told today yet: the soonest first, then what has passed, the latest first. Nothing where the user has
    /// switched it off.
    pub fn reminders(&self, lang: Lang) -> Result<Vec<Reminder>> {
        if !self.settings()?.remind {
            return Ok(Vec::new());
        }
        let told = self.told()?;
        let book = self.rule_book()?;
        let now = self.now();
        let mut out: Vec<Reminder> = self.vault.read(|f| {
            let mut out = Vec::new();
            for summary in f.cases(None)? {
                if matches!(summary.case.facts.status, CaseStatus::Resolved | CaseStatus::Closed) {
                    continue;
                }
                let story = self.story(&f, &summary.case.id)?;
                let list = filing::deadlines(&book.rules, &story, lang).deadlines;
                let shoppers = list.iter().filter(|d| d.party == Party::Shopper && d.condition.is_none());
                let title = &story.case.facts.title;
                out.extend(shoppers.map(|d| Reminder::of(&summary.case.id, title, d, &now, lang)));
            }
            Ok(out)
        })?;
        out.retain(|r| r.is_news(&told));
        out.sort_by_key(|r| (r.over, if r.over { -r.days_left } else { r.days_left }));
        Ok(out)
    }

    /// Notes that they were told; none: that the vault was looked at today. Writes only what is new.
    pub fn reminders_told(&self, told: &[Reminder]) -> Result<()> {
        let old = self.vault.read(|f| f.setting(TOLD))?;
        let mut new = self.told()?;
        for r in told {
            if !new.told.contains(&r.mark) {
                new.told.push(r.mark.clone());
            }
        }
        let text = serde_json::to_string(&new).map_err(|e| Error::new(Code::Internal).because(e))?;
        if old.as_deref() == Some(text.as_str()) {
            return Ok(());
        }
        self.vault.write(|tx| tx.set_setting(TOLD, Some(&text)))
    }

    /// What can't be read was never told.
    fn told(&self) -> Result<Told> {
        let text = self.vault.read(|f| f.setting(TOLD))?;
        let told: Told = text.and_then(|t| serde_json::from_str(&t).ok()).unwrap_or_default();
        let now = self.now().local_text();
        Ok(told.on(now.get(..10).unwrap_or(&now)))
    }
}
