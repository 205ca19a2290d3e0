//! `rules`, `claim` and `channels`: what is known of law and platforms. They need no vault; where there is one, the
//! rules that were imported into it are used.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use liuzheng_core::api::{OwnLimits, RuleBook, RuleRow};
use liuzheng_core::error::Result;
use liuzheng_core::model::{Both, Channel, Confidence, Fen, Lang, Length, Unit};
use liuzheng_core::words;
use serde_json::{Value, json};

use crate::output::{Done, Output};
use crate::{Place, parsed};

#[derive(Subcommand)]
pub enum RulesCommand {
    /// List rules with source, article, confidence and age
    List {
        /// Only of one mark: C, C2, G or X
        #[arg(long)]
        confidence: Option<String>,
    },
    /// Show one rule with all that is known of it
    Show { id: String },
    /// Take newer rules from a file; what is broken, older or not understood is refused, and nothing changes
    Import { file: PathBuf },
    /// Back to the rules of the program; lengths and limits that were typed in stay
    Reset,
    /// Type in a length that nobody could confirm; it stays marked as unverified. Without --n: as the rules have it
    Set {
        id: String,
        #[arg(long, requires = "unit")]
        n: Option<u32>,
        #[arg(long)]
        unit: Option<String>,
    },
    /// Count a period on the official calendar
    Count {
        /// The day that is not counted, or a moment for hours
        #[arg(long, value_name = "DATE")]
        from: String,
        #[arg(long)]
        n: u32,
        /// calendar, calendar_holiday, working, month, year, hour
        #[arg(long)]
        unit: String,
    },
}

#[derive(Args)]
pub struct ClaimArgs {
    /// refund, no_reason, quality, description, not_shipped, fraud, food, injury, promise_tenfold, jd_description, sanbao
    #[arg(long)]
    pub basis: String,
    /// Paid, in yuan: 128.50
    #[arg(long)]
    pub paid: String,
    /// Actual loss, in yuan
    #[arg(long)]
    pub loss: Option<String>,
}

#[derive(Subcommand)]
pub enum ChannelsCommand {
    /// List channels with their confidence
    List,
    /// Show what a channel asks for, its limits, and what happens next
    Show { id: String },
    /// Type in limits that nobody could confirm; what is not given is as the rules have it
    Set {
        id: String,
        /// Characters of the text
        #[arg(long)]
        max_chars: Option<u32>,
        /// Attachments
        #[arg(long)]
        count: Option<u32>,
        /// Of one attachment
        #[arg(long)]
        bytes: Option<u64>,
    },
}

impl Place<'_> {
    /// Of the vault if there is one that can be read, else those of the program.
    fn book(&self) -> RuleBook {
        self.read().and_then(|s| s.rule_book()).unwrap_or_else(|_| RuleBook::built_in(self.clock))
    }
}

pub fn rules(place: &Place, command: &RulesCommand, out: &Output) -> Result<Done> {
    match command {
        RulesCommand::List { confidence } => {
            let mark: Option<Confidence> = confidence.as_deref().map(parsed).transpose()?;
            let list = place.book().list(mark);
            out.value(&list, || {
                let refused = list.pack_refused.iter().map(|reason| pack_refused(reason, out.lang));
                refused.chain(list.rules.iter().map(|r| rule_line(r, out.lang))).collect::<Vec<_>>().join("\n")
            });
        }
        RulesCommand::Show { id } => {
            let shown = place.book().show(id)?;
            out.value(&shown, || serde_json::to_string_pretty(&shown).unwrap_or_default());
        }
        RulesCommand::Import { file } => {
            areas(&place.open()?.rules_import(file)?, out);
        }
        RulesCommand::Reset => areas(&place.open()?.rules_reset()?, out),
        RulesCommand::Set { id, n, unit } => {
            let unit: Option<Unit> = unit.as_deref().map(parsed).transpose()?;
            let session = place.open()?;
            session.own_length(id, n.zip(unit).map(|(n, unit)| Length { n, unit }))?;
            let shown = session.rule_book()?.show(id)?;
            out.value(&shown, || serde_json::to_string_pretty(&shown).unwrap_or_default());
        }
        RulesCommand::Count { from, n, unit } => {
            let length = Length { n: *n, unit: parsed::<Unit>(unit)? };
            let counted = place.book().count(&place.time(from)?, length)?;
            out.value(&counted, || match (&counted.extended_from, counted.estimated) {
                (Some(before), _) => format!("{} ({before})", counted.due),
                (None, true) => format!("{} ({})", counted.due, say(out.lang, "mark.estimated")),
                (None, false) => counted.due.clone(),
            });
        }
    }
    Ok(Done::Fine)
}

fn areas(book: &RuleBook, out: &Output) {
    let areas = book.areas();
    out.value(&json!({ "areas": areas }), || {
        let lines: Vec<String> = areas.iter().map(|a| format!("{:<12} {}", a.area, a.version)).collect();
        lines.join("\n")
    });
}

fn pack_refused(reason: &str, lang: Lang) -> String {
    let reason = words::word(lang, "errors", &format!("rules_refused.reason.{reason}"));
    format!("! {}", words::phrase(lang, "errors", "rules_refused.kept", [("reason", reason)]))
}

pub fn claim(place: &Place, a: &ClaimArgs, out: &Output) -> Result<Done> {
    let loss = a.loss.as_deref().map(Fen::read).transpose()?;
    let view = place.book().claim(&a.basis, Fen::read(&a.paid)?, loss, out.lang)?;
    out.value(&view, || {
        let mut lines = vec![format!("{}  {}", view.name, view.amount.shown()), view.formula.clone()];
        let mark = say(out.lang, &format!("confidence.{}", view.confidence.as_str()));
        lines.extend(view.articles.iter().map(|x| format!("  {x}  ({mark}, {})", view.checked)));
        lines.extend(view.cautions.iter().map(|x| format!("- {x}")));
        lines.extend(view.hints.iter().map(|x| format!("! {}", x.text)));
        lines.join("\n")
    });
    Ok(Done::Fine)
}

pub fn channels(place: &Place, command: &ChannelsCommand, out: &Output) -> Result<Done> {
    if let ChannelsCommand::Set { id, max_chars, count, bytes } = command {
        let limits = OwnLimits { max_chars: *max_chars, count: *count, bytes: *bytes };
        place.open()?.own_limits(id, limits)?;
    }
    let book = place.book();
    match command {
        ChannelsCommand::List => {
            let rows: Vec<Value> = book.channels().iter().map(short).collect();
            out.value(&json!({ "channels": rows }), || {
                let line = |c: &Channel| {
                    let mark = say(out.lang, &format!("confidence.{}", c.rule.confidence.as_str()));
                    format!("{:<21} {}  ({mark})", c.id, c.name.say(out.lang))
                };
                book.channels().iter().map(line).collect::<Vec<_>>().join("\n")
            });
        }
        ChannelsCommand::Show { id } | ChannelsCommand::Set { id, .. } => {
            let channel = book.channel(id)?;
            out.value(channel, || shown(channel, out.lang));
        }
    }
    Ok(Done::Fine)
}

fn short(c: &Channel) -> Value {
    json!({ "id": c.id, "name": c.name, "kind": c.kind, "platforms": c.platforms, "public_body": c.public_body,
            "open": c.open, "confidence": c.rule.confidence, "source": c.rule.source, "checked": c.rule.checked })
}

fn shown(c: &Channel, lang: Lang) -> String {
    let mark = |m: Confidence| say(lang, &format!("confidence.{}", m.as_str()));
    let mut lines = vec![c.name.say(lang).to_owned(), c.rule.text.say(lang).to_owned()];
    lines.push(format!("{}  ({}, {})", c.rule.article.say(lang), mark(c.rule.confidence), c.rule.checked));
    for f in &c.fields {
        let most = f.max_chars.map(|n| format!("  ≤ {n}")).unwrap_or_default();
        lines.push(format!("  {}{most}  ({})", say(lang, &format!("field.{}", f.id.as_str())), mark(f.confidence)));
    }
    let parts: [(&str, Vec<&Both>); 4] = [
        ("against", vec![&c.against]),
        ("files", c.files.note.iter().collect()),
        ("next", c.next.iter().collect()),
        ("awards", vec![&c.awards]),
    ];
    for (label, told) in parts.into_iter().filter(|(_, told)| !told.is_empty()) {
        lines.push(say(lang, &format!("channel.{label}")));
        lines.extend(told.into_iter().map(|b| format!("- {}", b.say(lang))));
    }
    lines.join("\n")
}

fn rule_line(r: &RuleRow, lang: Lang) -> String {
    let mark = say(lang, &format!("confidence.{}", r.rule.confidence.as_str()));
    format!("{:<28} {}  [{}; {mark}; {}]", r.rule.id, r.rule.text.say(lang), r.rule.article.say(lang), r.rule.checked)
}

fn say(lang: Lang, key: &str) -> String {
    words::word(lang, "filing", key)
}
