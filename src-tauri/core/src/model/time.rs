//! Times as they are stored: UTC beside the offset of the place. Four kinds are kept apart by field, never mixed.

use std::str::FromStr;

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{Error, Result};

/// A moment read from a clock. `at`: UTC, `2026-11-23T01:32:18Z`; `tz`: `+08:00`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct Stamp {
    pub at: String,
    pub tz: String,
}

impl Stamp {
    /// As people of that place read it: `2026-11-23 09:32:18 +08:00`.
    pub fn local(&self) -> String {
        match self.parsed() {
            Some(t) => t.format("%Y-%m-%d %H:%M:%S %:z").to_string(),
            None => format!("{} ({})", self.at, self.tz),
        }
    }

    /// As people of that place read it, without the offset: `2026-11-23 09:32:18`. A day and a text without a zone stay.
    pub fn local_text(&self) -> String {
        self.parsed().map_or_else(|| self.at.clone(), |t| t.format("%Y-%m-%d %H:%M:%S").to_string())
    }

    /// Compact UTC for names: `20261123T013218Z`.
    pub fn compact(&self) -> String {
        self.at.chars().filter(|c| !matches!(c, '-' | ':')).collect()
    }

    pub fn parsed(&self) -> Option<DateTime<FixedOffset>> {
        let offset: FixedOffset = self.tz.parse().ok()?;
        Some(DateTime::parse_from_rfc3339(&self.at).ok()?.with_timezone(&offset))
    }

    /// From a file system's time; the offset is of this computer.
    pub fn from_system(time: std::time::SystemTime, tz: &str) -> Option<Stamp> {
        let since = time.duration_since(std::time::UNIX_EPOCH);
        let at = match since {
            Ok(d) => DateTime::<Utc>::from_timestamp(i64::try_from(d.as_secs()).ok()?, 0)?,
            Err(before) => DateTime::<Utc>::from_timestamp(0, 0)?
                .checked_sub_signed(Duration::from_std(before.duration()).ok()?)?,
        };
        Some(Stamp { at: at.to_rfc3339_opts(SecondsFormat::Secs, true), tz: tz.to_owned() })
    }
}

/// A time told by the user: a day (`2026-11-12`) or a moment (`2026-11-12T06:03:27Z`), with the offset of the place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct When {
    /// `YYYY-MM-DD`, or UTC with whole seconds and `Z`.
    pub at: String,
    pub tz: String,
}

impl When {
    /// Reads `2026-11-12`, `2026-11-12 14:03[:27]` (in `tz`) or RFC 3339 with its own offset.
    pub fn read(text: &str, tz: &str) -> Result<When> {
        let text = text.trim();
        let bad = || Error::invalid("time", text, "YYYY-MM-DD, YYYY-MM-DD HH:MM[:SS], or RFC 3339");
        if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return Ok(When { at: day.format("%Y-%m-%d").to_string(), tz: tz.to_owned() }).and_then(When::sane);
        }
        if let Ok(t) = DateTime::parse_from_rfc3339(&text.replacen(' ', "T", 1)) {
            return When { at: utc(&t), tz: t.offset().to_string() }.sane();
        }
        let offset = FixedOffset::from_str(tz).map_err(|_| bad())?;
        for form in ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"] {
            if let Ok(naive) = NaiveDateTime::parse_from_str(text, form) {
                let t = naive.and_local_timezone(offset).single().ok_or_else(bad)?;
                return When { at: utc(&t), tz: tz.to_owned() }.sane();
            }
        }
        Err(bad())
    }

    fn sane(self) -> Result<When> {
        match self.at.get(..4).and_then(|y| y.parse::<i32>().ok()) {
            Some(1970..=9999) if self.at.as_bytes().get(4) == Some(&b'-') => Ok(self),
            _ => Err(Error::invalid("time", &self.at, "a year from 1970 to 9999")),
        }
    }

    /// The same moment told with the offset of another place; a day stays that day.
    pub fn in_zone(mut self, tz: &str) -> Result<When> {
        FixedOffset::from_str(tz).map_err(|_| Error::invalid("tz", tz, "an offset such as +08:00"))?;
        self.tz = tz.to_owned();
        Ok(self)
    }

    pub fn is_day(&self) -> bool {
        !self.at.contains('T')
    }

    /// The day in its own place.
    pub fn day(&self) -> Option<NaiveDate> {
        if self.is_day() {
            return NaiveDate::parse_from_str(&self.at, "%Y-%m-%d").ok();
        }
        Some(Stamp { at: self.at.clone(), tz: self.tz.clone() }.parsed()?.date_naive())
    }

    /// Whether it was surely earlier: moments by the instant, wherever they were; where only a day is known, by days, a
    /// moment's in the place of the day.
    pub fn before(&self, other: &When) -> bool {
        let stamp = |w: &When| Stamp { at: w.at.clone(), tz: w.tz.clone() }.parsed();
        let day_there = |w: &When, day: &When| When { at: w.at.clone(), tz: day.tz.clone() }.day();
        match (self.is_day(), other.is_day()) {
            (false, false) => stamp(self).zip(stamp(other)).is_some_and(|(a, b)| a < b),
            (true, false) => self.day().zip(day_there(other, self)).is_some_and(|(a, b)| a < b),
            (false, true) => day_there(self, other).zip(other.day()).is_some_and(|(a, b)| a < b),
            (true, true) => self.day().zip(other.day()).is_some_and(|(a, b)| a < b),
        }
    }

    /// `2026-11-12`, or `2026-11-12 14:03:27`: sorts as time passes in that place, a day before its moments.
    pub fn local_text(&self) -> String {
        Stamp { at: self.at.clone(), tz: self.tz.clone() }.local_text()
    }

    /// `2026-11-12`, or `2026-11-12 14:03:27 +08:00`.
    pub fn local(&self) -> String {
        if self.is_day() { self.at.clone() } else { Stamp { at: self.at.clone(), tz: self.tz.clone() }.local() }
    }
}

fn utc(t: &DateTime<FixedOffset>) -> String {
    t.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_time_is_kept_as_utc_beside_its_offset() {
        let t = When::read("2026-11-12 14:03:27", "+08:00").expect("a plain local time");
        assert_eq!((t.at.as_str(), t.tz.as_str()), ("2026-11-12T06:03:27Z", "+08:00"));
        assert_eq!(t.local(), "2026-11-12 14:03:27 +08:00");
        let own = When::read("2026-11-12T14:03:27+09:00", "+08:00").expect("RFC 3339");
        assert_eq!(own.tz, "+09:00", "an offset in the text wins over the computer's");
    }

    #[test]
    fn earlier_is_by_the_instant_and_where_only_a_day_is_known_by_the_day_of_that_place() {
        let at = |text: &str| When::read(text, "+08:00").expect(text);
        for (early, late) in [
            ("2026-11-12 14:03", "2026-11-12 14:04"),
            ("2026-11-12T23:30:00+14:00", "2026-11-12 18:00"),
            ("2026-11-12", "2026-11-13"),
            ("2026-11-12", "2026-11-13 00:00"),
            ("2026-11-11 23:59", "2026-11-12"),
            ("2026-11-12", "2026-11-12T17:00:00Z"),
        ] {
            assert!(at(early).before(&at(late)) && !at(late).before(&at(early)), "{early} {late}");
        }
        for (a, b) in [
            ("2026-11-12", "2026-11-12 00:00"),
            ("2026-11-12", "2026-11-11T20:00:00-05:00"),
            ("2026-11-12 14:03", "2026-11-12T06:03:00Z"),
        ] {
            assert!(!at(a).before(&at(b)) && !at(b).before(&at(a)), "{a} {b}");
        }
    }

    #[test]
    fn a_day_stays_a_day_and_nonsense_is_refused() {
        let d = When::read(" 2026-02-28 ", "+08:00").expect("a day");
        assert!(d.is_day());
        assert_eq!(d.local(), "2026-02-28");
        for bad in ["", "2026-02-30", "yesterday", "2026-13-01 10:00", "99999-01-01", "0001-01-01"] {
            assert!(When::read(bad, "+08:00").is_err(), "{bad:?} is no time");
        }
    }
}
