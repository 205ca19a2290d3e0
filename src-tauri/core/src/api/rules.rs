//! Rules: looked up, counted and computed with, without a vault; a pack of the user's is kept in the vault's settings.

use std::io::Read;
use std::path::Path;

use serde_json::{Value, json};

use super::{AwardView, ClaimView, CountView, RuleArea, RuleList, RuleRow, Session};
use crate::clock::Clock;
use crate::error::{Code, Error, Result};
use crate::filing::{self, Calendar, OwnLimits, OwnValues, PACK_MAX, Rules};
use crate::intake;
use crate::model::{Channel, ClaimRule, Confidence, Fen, Lang, Length, Remark, Stamp, Unit, When};
use crate::words;

const PACK: &str = "rules.pack";
const OWN: &str = "rules.own";

/// Rules are worth another look after a year.
const OLD_DAYS: i64 = 365;

/// The rules in use and how they came to be.
pub struct RuleBook {
    pub(super) rules: Rules,
    /// Why a kept pack is not used: the reason's word.
    refused: Option<String>,
    now: Stamp,
}

impl RuleBook {
    /// The rules of this version of the program, without a vault.
    pub fn built_in(clock: Clock) -> RuleBook {
        RuleBook { rules: filing::built_in().clone(), refused: None, now: clock.now() }
    }

    fn with_kept(kept: Option<&[u8]>, now: Stamp) -> RuleBook {
        match kept.map(Rules::with_kept) {
            None => RuleBook { rules: filing::built_in().clone(), refused: None, now },
            Some(Ok(rules)) => RuleBook { rules, refused: None, now },
            Some(Err(e)) => {
                let reason = e.params.get("reason").cloned().unwrap_or_default();
                RuleBook { rules: filing::built_in().clone(), refused: Some(reason), now }
            }
        }
    }

    /// All rules, or those of one mark.
    pub fn list(&self, confidence: Option<Confidence>) -> RuleList {
        let rules = self.rules.all().into_iter();
        let rows = rules.filter(|(_, r)| confidence.is_none_or(|c| r.confidence == c));
        RuleList {
            rules: rows.map(|(area, rule)| self.row(area, rule)).collect(),
            areas: self.areas(),
            pack_refused: self.refused.clone(),
        }
    }

    pub fn areas(&self) -> Vec<RuleArea> {
        let today = When { at: self.now.at.clone(), tz: self.now.tz.clone() }.day();
        let of = |a: filing::AreaState| {
            let checked = When { at: a.checked.to_owned(), tz: self.now.tz.clone() }.day();
            let age_days = today.zip(checked).map_or(0, |(today, checked)| (today - checked).num_days());
            RuleArea {
                area: a.area.to_owned(),
                version: a.version.to_owned(),
                checked: a.checked.to_owned(),
                imported: self.rules.imported.contains(&a.area),
                age_days,
                old: age_days > OLD_DAYS,
            }
        };
        self.rules.areas().into_iter().map(of).collect()
    }

    /// One rule with everything that its area says of it.
    pub fn show(&self, id: &str) -> Result<Value> {
        let found = self.rules.all().into_iter().find(|(_, r)| r.id == id);
        let (area, rule) = found.ok_or_else(|| Error::not_found("rule", id.chars().take(60).collect::<String>()))?;
        let mut value = json!(self.row(area, rule));
        if let Some(map) = value.as_object_mut() {
            map.insert("data".to_owned(), self.data(area, id));
        }
        Ok(value)
    }

    fn data(&self, area: &str, id: &str) -> Value {
        fn of<T: serde::Serialize>(list: &[T], id: &str) -> Option<Value> {
            list.iter().filter_map(|x| serde_json::to_value(x).ok()).find(|v| v["rule"]["id"] == id)
        }
        let r = &self.rules;
        let found = match area {
            "laws" => of(&r.laws.laws, id),
            "deadlines" => of(&r.deadlines.deadlines, id),
            "claims" => of(&r.claims.claims, id),
            "channels" => of(&r.channels.channels, id),
            "holidays" => of(&r.holidays.years, id),
            _ => of(&r.checklists.items, id).or_else(|| of(&r.checklists.needs, id)),
        };
        let mut found = found.unwrap_or_default();
        if let Some(map) = found.as_object_mut() {
            map.remove("rule");
        }
        found
    }

    fn row(&self, area: &str, rule: &crate::model::Rule) -> RuleRow {
        let source = self.rules.source(&rule.source);
        let nameless = || crate::model::Both { zh: rule.source.clone(), en: rule.source.clone() };
        RuleRow {
            area: area.to_owned(),
            rule: rule.clone(),
            source_title: source.map_or_else(nameless, |s| s.title.clone()),
            repealed: source.is_some_and(|s| s.repealed),
            imported: self.rules.imported.contains(&area),
        }
    }

    /// Only `calendar_holiday` moves `due`; hours run from a moment, of a day from its first hour.
    pub fn count(&self, from: &When, length: Length) -> Result<CountView> {
        if length.unit == Unit::Hour {
            let offset: chrono::FixedOffset =
                from.tz.parse().map_err(|_| Error::invalid("from", &from.at, "a day or a moment"))?;
            let midnight = from.day().and_then(|d| d.and_hms_opt(0, 0, 0)).map(|t| t.and_local_timezone(offset));
            let start = if from.is_day() {
                midnight.and_then(|m| m.single())
            } else {
                Stamp { at: from.at.clone(), tz: from.tz.clone() }.parsed()
            };
            let start = start.ok_or_else(|| Error::invalid("from", &from.at, "a day or a moment"))?;
            let due = filing::hours(start, length.n)?.to_rfc3339();
            return Ok(CountView { due, extended_from: None, estimated: from.is_day() });
        }
        let day = from.day().ok_or_else(|| Error::invalid("from", &from.at, "a day or a moment"))?;
        let counted = Calendar::of(&self.rules.holidays).count(day, length)?;
        Ok(CountView {
            due: counted.extended_to.unwrap_or(counted.due).to_string(),
            extended_from: counted.extended_to.map(|_| counted.due.to_string()),
            estimated: counted.estimated,
        })
    }

    pub fn claim(&self, basis: &str, paid: Fen, loss: Option<Fen>, lang: Lang) -> Result<ClaimView> {
        let rule = self.rules.claim(basis)?;
        let c = filing::compute(rule, paid, loss)?;
        let say = |all: &[crate::model::Both]| all.iter().map(|b| b.say(lang).to_owned()).collect();
        let hint = |code: &&str| Remark {
            code: (*code).to_owned(),
            text: words::word(lang, "filing", &format!("hint.{code}")),
        };
        Ok(ClaimView {
            basis: rule.rule.id.clone(),
            name: rule.name.say(lang).to_owned(),
            refund: c.refund,
            loss: c.loss,
            extra: c.extra,
            amount: c.amount,
            at_most: c.at_most,
            formula: rule.formula.say(lang).to_owned(),
            articles: say(&rule.articles),
            exceptions: say(&rule.exceptions),
            cautions: say(&rule.cautions),
            hints: c.hints.iter().map(hint).collect(),
            awards: rule.awards.iter().map(|a| AwardView::of(a, lang)).collect(),
            confidence: rule.rule.confidence,
            checked: rule.rule.checked.clone(),
        })
    }

    pub fn claims(&self) -> &[ClaimRule] {
        &self.rules.claims.claims
    }

    pub fn channels(&self) -> &[Channel] {
        &self.rules.channels.channels
    }

    pub fn channel(&self, word: &str) -> Result<&Channel> {
        self.rules.channel(word)
    }
}

impl Session {
    /// The built-in rules, and over them what was imported.
    pub fn rule_book(&self) -> Result<RuleBook> {
        let mut book = self.without_own()?;
        book.rules = book.rules.with_own(&self.own_values()?);
        Ok(book)
    }

    fn without_own(&self) -> Result<RuleBook> {
        let kept = self.vault.read(|f| f.setting_bytes(PACK))?;
        Ok(RuleBook::with_kept(kept.as_deref(), self.clock.now()))
    }

    /// What can't be read is none.
    pub fn own_values(&self) -> Result<OwnValues> {
        let kept = self.vault.read(|f| f.setting_bytes(OWN))?;
        Ok(kept.and_then(|k| serde_json::from_slice(&k).ok()).unwrap_or_default())
    }

    /// A length of the user's for a rule that nobody could confirm; None: as the rules have it.
    pub fn own_length(&self, rule: &str, length: Option<Length>) -> Result<()> {
        let known = self.without_own()?.rules;
        let found = known.deadlines.deadlines.iter().find(|d| d.rule.id == rule);
        let found = found.ok_or_else(|| Error::not_found("rule", rule.chars().take(60).collect::<String>()))?;
        if found.rule.confidence == Confidence::C && !found.typical {
            return Err(Error::invalid(
                "rule",
                rule,
                "confirmed in its source: only unverified values can be typed in",
            ));
        }
        let mut own = self.own_values()?;
        match length {
            Some(length) => own.deadlines.insert(rule.to_owned(), length),
            None => own.deadlines.remove(rule),
        };
        self.save_own(&known, &own)
    }

    /// Limits of the user's for a channel; None: as the rules have it.
    pub fn own_limits(&self, channel: &str, limits: OwnLimits) -> Result<()> {
        let known = self.without_own()?.rules;
        let id = known.channel(channel)?.id.clone();
        let mut own = self.own_values()?;
        own.channels.insert(id, limits);
        own.channels.retain(|_, l| *l != OwnLimits::default());
        self.save_own(&known, &own)
    }

    fn save_own(&self, known: &Rules, own: &OwnValues) -> Result<()> {
        known.check_own(own)?;
        let text = serde_json::to_string(own).map_err(|e| Error::new(Code::Internal).because(e))?;
        self.vault.write(|tx| tx.set_setting(OWN, Some(&text)))
    }

    /// Takes a pack from a file. What is refused changes nothing.
    pub fn rules_import(&self, file: &Path) -> Result<RuleBook> {
        let mut bytes = Vec::new();
        let opened = intake::open_named(file)?;
        opened.take(PACK_MAX as u64 + 1).read_to_end(&mut bytes).map_err(|e| Error::io(e, file))?;
        let now = self.clock.now();
        let today = When { at: now.at, tz: now.tz }.day().ok_or_else(|| Error::new(Code::Internal))?;
        let rules = self.without_own()?.rules.importing(&bytes, today)?;
        let text = serde_json::to_string(&rules.pack()).map_err(|e| Error::new(Code::Internal).because(e))?;
        // What is kept is what will be read: an import that could not be read back is none.
        Rules::with_kept(text.as_bytes())?;
        self.vault.write(|tx| tx.set_setting(PACK, Some(&text)))?;
        self.rule_book()
    }

    /// Back to the rules of the program; what the user typed in stays.
    pub fn rules_reset(&self) -> Result<RuleBook> {
        self.vault.write(|tx| tx.set_setting(PACK, None))?;
        self.rule_book()
    }
}
