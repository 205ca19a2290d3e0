//! Counting of days: one engine for every period (domain reference 4.1).
//!
//! 民法典 art. 201-203, 市场监督管理投诉举报处理办法 art. 45: the first day is not counted; months and years end on the
//! same-numbered day, else at the month's end; a last day on an official day off moves behind it, which is a note and
//! never the day to act on. A result that touches a year without an official calendar is an estimate and says so.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Days, FixedOffset, Months, NaiveDate, TimeDelta, Weekday};

use crate::error::{Error, Result};
use crate::model::{Holidays, Length, Unit};

/// Longest period that is counted, in its own unit.
pub const LONGEST: u32 = 100_000;

/// When a period ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The day to act on.
    pub due: NaiveDate,
    /// Where `due` is an official day off: the first day after it.
    pub extended_to: Option<NaiveDate>,
    /// A year without a calendar was touched.
    pub estimated: bool,
}

/// Official days off and days of rest that are worked.
#[derive(Debug, Default)]
pub struct Calendar {
    years: BTreeSet<i32>,
    /// True: off. False: worked.
    days: BTreeMap<NaiveDate, bool>,
}

impl Calendar {
    /// What can't be read as a day is left out; packs are checked before.
    pub fn of(holidays: &Holidays) -> Calendar {
        let mut calendar = Calendar::default();
        for year in &holidays.years {
            calendar.years.insert(year.year);
            for off in &year.off {
                let (Some(mut day), Some(last)) = (day(&off.from), day(&off.to)) else { continue };
                while day <= last {
                    calendar.days.insert(day, true);
                    day = day + Days::new(1);
                }
            }
            calendar.days.extend(year.work.iter().filter_map(|d| Some((day(d)?, false))));
        }
        calendar
    }

    /// Hours are counted by [`hours`], not here.
    pub fn count(&self, from: NaiveDate, length: Length) -> Result<Counted> {
        let Length { n, unit } = length;
        let end = |due: Option<NaiveDate>| {
            let due = due.filter(|d| n > 0 && n <= LONGEST && d.year() <= 9999).ok_or_else(|| too_long(n))?;
            Ok(Counted { due, extended_to: None, estimated: false })
        };
        match unit {
            Unit::Calendar => end(from.checked_add_days(Days::new(n.into()))),
            Unit::CalendarHoliday => Ok(self.extended(end(from.checked_add_days(Days::new(n.into())))?)),
            Unit::Month => end(from.checked_add_months(Months::new(n))),
            Unit::Year => end(n.checked_mul(12).and_then(|m| from.checked_add_months(Months::new(m)))),
            Unit::Working => self.working(from, n),
            Unit::Hour => Err(Error::invalid("unit", unit.as_str(), "hours are counted from a moment")),
        }
    }

    fn extended(&self, counted: Counted) -> Counted {
        let mut day = counted.due;
        let mut estimated = !self.years.contains(&day.year());
        while self.days.get(&day) == Some(&true) {
            day = day + Days::new(1);
            // What follows the last known holiday may be one too.
            estimated |= !self.years.contains(&day.year());
        }
        Counted { extended_to: (day != counted.due).then_some(day), estimated, ..counted }
    }

    fn working(&self, from: NaiveDate, n: u32) -> Result<Counted> {
        if n == 0 || n > LONGEST {
            return Err(too_long(n));
        }
        let (mut day, mut left, mut estimated) = (from, n, false);
        while left > 0 {
            day = day.succ_opt().filter(|d| d.year() <= 9999).ok_or_else(|| too_long(n))?;
            estimated |= !self.years.contains(&day.year());
            left -= u32::from(self.is_working(day));
        }
        Ok(Counted { due: day, extended_to: None, estimated })
    }

    pub fn is_working(&self, day: NaiveDate) -> bool {
        match self.days.get(&day) {
            Some(off) => !off,
            None => !matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
        }
    }
}

/// The moment `n` hours after another, in its place.
pub fn hours(from: DateTime<FixedOffset>, n: u32) -> Result<DateTime<FixedOffset>> {
    if n == 0 || n > LONGEST {
        return Err(too_long(n));
    }
    from.checked_add_signed(TimeDelta::hours(n.into())).filter(|t| t.year() <= 9999).ok_or_else(|| too_long(n))
}

pub(super) fn day(text: &str) -> Option<NaiveDate> {
    let read = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    // chrono reads `2026-1-5` too.
    (read.format("%Y-%m-%d").to_string() == text).then_some(read)
}

fn too_long(n: u32) -> Error {
    Error::invalid("n", n, format!("from 1 to {LONGEST}, and no end after the year 9999"))
}

#[cfg(test)]
#[path = "calendar_tests.rs"]
mod tests;
