//! The rules in use: those that came with the program, and over them what the user imported.
//!
//! A pack has whole areas. Each area has a version of its own, and the newer one is used, so that an imported calendar
//! stays when the program brings newer texts, and gives way when the program brings a newer calendar. A pack that is
//! broken, older, dated a lifetime ahead, too large, not understood, or promises too much is refused, and what is in use
//! stays.

use std::sync::LazyLock;

use chrono::{Months, NaiveDate};

use super::calendar::day;
use super::check::faults;
use super::wording::hidden;
use crate::error::{Code, Error, Result};
use crate::model::{Both, Channels, Checklists, Claims, Deadlines, Holidays, Laws, Pack, Rule, Source};

/// Largest pack that is read, in bytes.
pub const PACK_MAX: usize = 1024 * 1024;
const FORMAT: &str = "liuzheng-rules/1";
/// A hundred years.
const LIFETIME: Months = Months::new(1_200);

/// A checked set of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    pub laws: Laws,
    pub deadlines: Deadlines,
    pub claims: Claims,
    pub channels: Channels,
    pub holidays: Holidays,
    pub checklists: Checklists,
    /// Names of the areas that the user imported.
    pub imported: Vec<&'static str>,
}

/// Name, version and day of checking of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AreaState<'a> {
    pub area: &'static str,
    pub version: &'a str,
    pub checked: &'a str,
}

macro_rules! embedded {
    ($name:literal) => {
        serde_json::from_str(include_str!(concat!("../../rules/", $name, ".json")))
            .expect("embedded data is checked by a test")
    };
}

static BUILT_IN: LazyLock<Rules> = LazyLock::new(|| {
    let mut rules = Rules {
        laws: embedded!("laws"),
        deadlines: embedded!("deadlines"),
        claims: embedded!("claims"),
        channels: embedded!("channels"),
        holidays: embedded!("holidays"),
        checklists: embedded!("checklists"),
        imported: Vec::new(),
    };
    rules.date();
    rules
});

/// The rules of this version of the program.
pub fn built_in() -> &'static Rules {
    &BUILT_IN
}

/// Every area: its name, its field, and how to reach its rules.
macro_rules! each_area {
    ($do:ident) => {
        $do!(laws, deadlines, claims, channels, holidays, checklists)
    };
}

impl Rules {
    /// The rules after taking a pack from a file. What is refused changes nothing. A version of a day that nobody
    /// will see would shut out every later one; of a nearer day it can be, as a law is announced before it holds.
    pub fn importing(&self, bytes: &[u8], today: NaiveDate) -> Result<Rules> {
        let pack = read(bytes)?;
        let mut rules = self.clone();
        let mut brought = Vec::new();
        macro_rules! take {
            ($($area:ident),+) => { $(
                if let Some(new) = pack.$area {
                    brought.push(stringify!($area));
                    match (version(&new.version), version(&self.$area.version)) {
                        (None, _) => return Err(refused("broken", concat!(stringify!($area), ": version"))),
                        (new_at, at) if new_at < at => {
                            let detail = format!("{}: {} < {}", stringify!($area), new.version, self.$area.version);
                            return Err(refused("older", detail));
                        }
                        (new_at, at) if new_at == at => {
                            // A whole pack may carry areas that did not change.
                            let mut same = Rules { $area: new, ..self.clone() };
                            same.date();
                            if same.$area != self.$area {
                                let detail = format!("{}: {}", stringify!($area), self.$area.version);
                                return Err(refused("same_version", detail));
                            }
                        }
                        _ => {
                            rules.$area = new;
                            if !rules.imported.contains(&stringify!($area)) {
                                rules.imported.push(stringify!($area));
                            }
                        }
                    }
                }
            )+ };
        }
        each_area!(take);
        if rules == *self {
            return Err(refused("nothing_new", FORMAT));
        }
        rules.date();
        if let Some(fault) = faults(&rules).first() {
            return Err(refused("broken", fault));
        }
        match rules.ahead(&brought, today.checked_add_months(LIFETIME).unwrap_or(today)) {
            Some(detail) => Err(refused("future", detail)),
            None => Ok(rules),
        }
    }

    /// What of these areas says that it is of a day after `latest`.
    fn ahead(&self, areas: &[&str], latest: NaiveDate) -> Option<String> {
        let after = |at: Option<NaiveDate>| at.is_some_and(|at| at > latest);
        let mut of_area = self.areas().into_iter().filter(|a| areas.contains(&a.area));
        let late = of_area.find(|a| after(version(a.version).map(|v| v.0)) || after(day(a.checked)));
        late.map(|a| format!("{}: {}, {}", a.area, a.version, a.checked)).or_else(|| {
            let mut rules = self.all().into_iter().filter(|(area, _)| areas.contains(area));
            rules.find(|(_, r)| after(day(&r.checked))).map(|(area, r)| format!("{area}: {}: {}", r.id, r.checked))
        })
    }

    /// What was imported, for keeping.
    pub fn pack(&self) -> Pack {
        macro_rules! keep {
            ($($area:ident),+) => {
                Pack {
                    format: FORMAT.to_owned(),
                    $($area: self.imported.contains(&stringify!($area)).then(|| self.$area.clone())),+
                }
            };
        }
        each_area!(keep)
    }

    /// The built-in rules with a kept pack over them: of each area the newer one. `Err`: the pack does not hold.
    pub fn with_kept(kept: &[u8]) -> Result<Rules> {
        let pack = read(kept)?;
        let mut rules = built_in().clone();
        macro_rules! over {
            ($($area:ident),+) => { $(
                if let Some(kept) = pack.$area
                    && version(&kept.version) > version(&rules.$area.version)
                {
                    rules.$area = kept;
                    rules.imported.push(stringify!($area));
                }
            )+ };
        }
        each_area!(over);
        rules.date();
        match faults(&rules).first() {
            Some(fault) => Err(refused("broken", fault)),
            None => Ok(rules),
        }
    }

    pub fn areas(&self) -> Vec<AreaState<'_>> {
        macro_rules! states {
            ($($area:ident),+) => { vec![$(AreaState {
                area: stringify!($area), version: &self.$area.version, checked: &self.$area.checked,
            }),+] };
        }
        each_area!(states)
    }

    /// Every rule with the area that it is of.
    pub fn all(&self) -> Vec<(&'static str, &Rule)> {
        let mut all: Vec<(&'static str, &Rule)> = Vec::new();
        all.extend(self.laws.laws.iter().map(|x| ("laws", &x.rule)));
        all.extend(self.deadlines.deadlines.iter().map(|x| ("deadlines", &x.rule)));
        all.extend(self.claims.claims.iter().map(|x| ("claims", &x.rule)));
        all.extend(self.channels.channels.iter().map(|x| ("channels", &x.rule)));
        all.extend(self.holidays.years.iter().map(|x| ("holidays", &x.rule)));
        all.extend(self.checklists.items.iter().map(|x| ("checklists", &x.rule)));
        all.extend(self.checklists.needs.iter().map(|x| ("checklists", &x.rule)));
        all
    }

    pub fn source(&self, id: &str) -> Option<&Source> {
        self.laws.sources.iter().find(|s| s.id == id)
    }

    /// Every sentence of the rules, for the checks of wording and length.
    pub fn texts(&self) -> Vec<&str> {
        let mut both: Vec<&Both> = self.laws.sources.iter().map(|s| &s.title).collect();
        both.extend(self.all().into_iter().flat_map(|(_, r)| [&r.text, &r.article]));
        for d in &self.deadlines.deadlines {
            both.extend(d.condition.iter().chain(&d.note));
        }
        for c in &self.claims.claims {
            both.extend([&c.name, &c.question, &c.formula]);
            both.extend(c.articles.iter().chain(&c.exceptions).chain(&c.cautions));
            both.extend(c.awards.iter().map(|a| &a.why));
        }
        for c in &self.channels.channels {
            both.extend([&c.name, &c.against, &c.awards]);
            both.extend(c.next.iter().chain(&c.files.note));
        }
        both.extend(self.holidays.years.iter().flat_map(|y| y.off.iter().map(|o| &o.name)));
        both.extend(self.checklists.items.iter().map(|i| &i.how));
        both.into_iter().flat_map(|b| [b.zh.as_str(), b.en.as_str()]).collect()
    }

    /// A rule that does not say when it was checked was checked with its area.
    fn date(&mut self) {
        let set = |rule: &mut Rule, checked: &str| {
            if rule.checked.is_empty() {
                checked.clone_into(&mut rule.checked);
            }
        };
        macro_rules! dated {
            ($($area:ident . $list:ident),+) => { $(
                for one in &mut self.$area.$list {
                    set(&mut one.rule, &self.$area.checked);
                }
            )+ };
        }
        dated!(
            laws.laws,
            deadlines.deadlines,
            claims.claims,
            channels.channels,
            holidays.years,
            checklists.items,
            checklists.needs
        );
    }
}

fn read(bytes: &[u8]) -> Result<Pack> {
    if bytes.len() > PACK_MAX {
        return Err(refused("too_large", format!("{} > {PACK_MAX}", bytes.len())));
    }
    let text = std::str::from_utf8(bytes).map_err(|e| refused("broken", e))?;
    let pack: Pack =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| refused("broken", shortened(&e)))?;
    if pack.format != FORMAT {
        return Err(refused("format", shortened(&pack.format)));
    }
    Ok(pack)
}

/// `2026-11-23.2` as day and number; None: no version.
fn version(text: &str) -> Option<(NaiveDate, u32)> {
    let (at, n) = match text.split_once('.') {
        Some((at, n)) => (at, n.parse().ok()?),
        None => (text, 0),
    };
    Some((day(at)?, n))
}

/// What an error names may come from a hostile file.
fn shortened(what: &impl ToString) -> String {
    what.to_string().chars().filter(|c| !hidden(*c)).take(200).collect()
}

fn refused(reason: &'static str, detail: impl ToString) -> Error {
    Error::new(Code::RulesRefused).with("reason", reason).with("detail", detail)
}

#[cfg(test)]
#[path = "pack_tests.rs"]
mod tests;
