//! The only place that reads the computer's clock.
//!
//! A time is UTC with whole seconds (`2026-11-23T01:32:18Z`) and beside it the offset of the place (`+08:00`).
//! `LIUZHENG_NOW` replaces the clock on the command line for reproducible output; what is written under it says so.

use chrono::{DateTime, FixedOffset, Local, SecondsFormat, Utc};

use crate::error::{Error, Result};
use crate::model::Stamp;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clock {
    #[default]
    System,
    /// Set by `LIUZHENG_NOW`.
    Set(DateTime<FixedOffset>),
}

impl Clock {
    /// The clock of the command line: `LIUZHENG_NOW` (RFC 3339) when set, else the system's.
    pub fn from_env() -> Result<Clock> {
        match std::env::var("LIUZHENG_NOW") {
            Ok(text) => DateTime::parse_from_rfc3339(text.trim()).map(Clock::Set).map_err(|e| {
                Error::invalid("LIUZHENG_NOW", text, "RFC 3339, such as 2026-11-23T09:32:18+08:00").because(e)
            }),
            Err(_) => Ok(Clock::System),
        }
    }

    pub fn now(&self) -> Stamp {
        let local = match self {
            #[expect(clippy::disallowed_methods, reason = "this is the one place")]
            Clock::System => Local::now().fixed_offset(),
            Clock::Set(at) => *at,
        };
        Stamp {
            at: local.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Secs, true),
            tz: local.offset().to_string(),
        }
    }

    pub fn is_set(&self) -> bool {
        matches!(self, Clock::Set(_))
    }
}
