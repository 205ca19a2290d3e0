//! Complaint, report and letters from the facts of a case: facts first, nothing that the user did not tell, no claim
//! in law but the articles of a confirmed rule that the user chose. Drafts, for the user to read and change.

use super::Story;
use super::cautions::Step;
use super::clean::clean;
use super::deadlines::remark;
use super::masking::masked;
use super::short::{cut, shortened};
use crate::error::{Error, Result};
use crate::filing::Rules;
use crate::model::{
    About, Channel, ChannelKind, Confidence, Dispute, DisputeKind, Draft, DraftOwn, FieldId, Identifier,
    IdentifierKind, Lang, OwnData, OwnField, Paper, Platform, Provider, Remark, Talk, asked_of_complainant,
};
use crate::words;

/// Shortest text that can hold a number, a demand and a fingerprint in some form.
const LEAST: u32 = 20;

/// What to write, where, and how long it may be.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    pub channel: &'a Channel,
    pub paper: Paper,
    /// None: what the channel takes, else the full version.
    pub max_chars: Option<u32>,
    pub filings_of_vault: u32,
    /// Of the complainant's own data what may go in where it is asked for. None: all of it, but nothing into a report or
    /// where anybody can read it.
    pub own: Option<&'a [OwnField]>,
    pub lang: Lang,
}

pub fn draft(rules: &Rules, story: &Story, wanted: Wanted) -> Result<Draft> {
    let Wanted { channel, paper, lang, .. } = wanted;
    let limit = channel.fields.iter().find(|f| f.id == FieldId::Content).and_then(|f| f.max_chars);
    let max_chars = wanted.max_chars.or(limit);
    let asked = asked_of_complainant(paper, channel.fields.iter().map(|f| f.id));
    let own = match wanted.own {
        Some(ticked) => story.own.only(ticked).only(&asked),
        None if channel.open || paper == Paper::Report => OwnData::default(),
        None => story.own.only(&asked),
    };
    let carried = own.told(OwnField::ALL);
    let parts = Parts { rules, story, channel, paper, own, lang };
    let (mut text, mut is_cut, mut hints) = (clean(&parts.full()), false, parts.hints());
    if let Some(max) = max_chars.filter(|max| chars(&text) > *max || *max < LEAST) {
        match parts.fitting(max) {
            Ok(short) => (text, is_cut) = (short, true),
            Err(e) if wanted.max_chars.is_some() => return Err(e),
            // The limit of the channel, as the rules or the user have it: the text is there all the same.
            Err(_) => hints.push(remark(lang, "limit_too_small", [("max", max.to_string())])),
        }
    }
    if channel.open {
        text = masked(&text);
    }
    Ok(Draft {
        channel: channel.id.clone(),
        paper,
        title: parts.title(),
        chars: chars(&text),
        text,
        max_chars,
        fields: parts.fields(max_chars),
        fingerprint: story.fingerprint.clone(),
        shortened: is_cut,
        masked: channel.open,
        own: (!asked.is_empty()).then_some(DraftOwn { asked, carried }),
        saved: None,
        hints,
        cautions: rules.filing_cautions(Step {
            channel,
            paper,
            others: &story.filings,
            filings_of_vault: wanted.filings_of_vault,
            today: story.today(),
            lang,
        }),
    })
}

pub(super) fn chars(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// A case seen by what is to be written.
pub(super) struct Parts<'a> {
    rules: &'a Rules,
    pub story: &'a Story,
    pub channel: &'a Channel,
    pub paper: Paper,
    pub own: OwnData,
    pub lang: Lang,
}

impl Parts<'_> {
    pub fn fitting(&self, max: u32) -> Result<String> {
        if max < LEAST {
            return Err(Error::invalid("max_chars", max, format!("at least {LEAST}")));
        }
        shortened(self, max)
    }

    pub fn say(&self, key: &str) -> String {
        words::word(self.lang, "filing", key)
    }

    pub fn phrase<const N: usize>(&self, key: &str, params: [(&str, String); N]) -> String {
        words::phrase(self.lang, "filing", key, params)
    }

    pub fn title(&self) -> String {
        match (self.paper, self.channel.kind) {
            (Paper::Complaint, ChannelKind::Court) => self.say("title.court"),
            (Paper::Complaint, ChannelKind::Authority) if self.channel.about == About::Courier => {
                self.say("title.appeal")
            }
            (paper, _) => self.say(&format!("title.{}", paper.as_str())),
        }
    }

    pub fn first(&self, kind: IdentifierKind) -> Option<&Identifier> {
        self.story.identifiers.iter().find(|i| i.kind == kind && !i.value.trim().is_empty())
    }

    /// The order number, else the payment's serial, with its name; None: neither is noted.
    pub fn number(&self) -> Option<(String, String)> {
        let kinds = match self.channel.kind {
            ChannelKind::Payment => [IdentifierKind::PaymentSerial, IdentifierKind::OrderNumber],
            _ if self.channel.about == About::Courier => [IdentifierKind::TrackingNumber, IdentifierKind::OrderNumber],
            _ => [IdentifierKind::OrderNumber, IdentifierKind::PaymentSerial],
        };
        let i = kinds.into_iter().find_map(|kind| self.first(kind))?;
        Some((words::word(self.lang, "terms", &format!("identifier.{}", i.kind.as_str())), clean(i.value.trim())))
    }

    pub fn fingerprint(&self) -> String {
        self.story.fingerprint.clone().unwrap_or_else(|| self.say("draft.no_fingerprint"))
    }

    pub fn seller(&self) -> String {
        let seller = self.story.case.facts.seller.trim();
        if seller.is_empty() { self.say("draft.no_seller") } else { seller.to_owned() }
    }

    pub fn number_of(&self, kind: IdentifierKind) -> String {
        self.first(kind).map(|i| i.value.trim().to_owned()).unwrap_or_default()
    }

    /// Who has to answer; None: not told.
    pub fn respondent(&self) -> Option<String> {
        let name = match self.channel.about {
            About::Seller => self.story.case.facts.seller.trim().to_owned(),
            About::Courier => {
                let named = |p: &Provider| words::word(self.lang, "terms", &format!("provider.{}", p.as_str()));
                let told = |p: &&Provider| !matches!(p, Provider::Other | Provider::Platform | Provider::Cainiao);
                let parcel = self.first(IdentifierKind::TrackingNumber);
                parcel.and_then(|i| i.provider.as_ref()).filter(told).map(named).unwrap_or_default()
            }
        };
        (!name.is_empty()).then_some(name)
    }

    pub fn respondent_or_blank(&self) -> String {
        let blank = if self.channel.about == About::Courier { "draft.no_courier" } else { "draft.no_seller" };
        self.respondent().unwrap_or_else(|| self.say(blank))
    }

    /// Of the shop that it is about; nothing is kept of couriers.
    pub fn respondent_address(&self) -> &str {
        if self.channel.about == About::Seller { &self.story.complaint.seller_address } else { "" }
    }

    pub fn goods(&self) -> String {
        let goods = self.story.case.facts.goods.trim();
        if goods.is_empty() { self.story.case.facts.title.clone() } else { goods.to_owned() }
    }

    pub fn amount(&self) -> Option<String> {
        self.story.case.facts.amount_fen.map(|f| f.shown())
    }

    pub fn day(&self) -> Option<String> {
        let facts = &self.story.case.facts;
        facts.ordered_at.as_ref().or(facts.paid_at.as_ref()).and_then(|w| w.day()).map(|d| d.to_string())
    }

    /// 请求, as told; a placeholder where nothing is.
    pub fn demand(&self) -> String {
        let c = &self.story.complaint;
        let mut parts: Vec<String> = c.demands.iter().map(|d| self.say(&format!("demand.{}", d.as_str()))).collect();
        if let Some(fen) = c.amount_fen {
            parts.push(self.phrase("draft.in_money", [("amount", fen.shown())]));
        }
        if !c.demand.is_empty() {
            parts.push(c.demand.clone());
        }
        if parts.is_empty() { self.say("draft.no_demand") } else { parts.join(&self.say("draft.and")) }
    }

    /// The same in at most so many characters: the sum first, as half of a sum is another one.
    pub fn demand_within(&self, most: u32) -> String {
        let whole = clean(&self.demand());
        let Some(fen) = self.story.complaint.amount_fen.filter(|_| chars(&whole) > most) else {
            return cut(&whole, most);
        };
        let sum = self.phrase("draft.in_money", [("amount", fen.shown())]);
        let and = self.say("draft.and");
        let room = most.saturating_sub(chars(&sum) + chars(&and));
        let c = &self.story.complaint;
        let words = c.demands.iter().map(|d| self.say(&format!("demand.{}", d.as_str())));
        let words: Vec<String> = words.chain((!c.demand.is_empty()).then(|| clean(&c.demand))).collect();
        let words = cut(&words.join(&and), room);
        if chars(&words) < 3 { sum } else { format!("{words}{and}{sum}") }
    }

    /// One sentence: when, where, what, how much.
    pub fn purchase(&self) -> String {
        let facts = &self.story.case.facts;
        let platform = words::word(self.lang, "terms", &format!("platform.{}", facts.platform.as_str()));
        let params = [
            ("day", self.day().unwrap_or_else(|| self.say("draft.no_day"))),
            ("platform", platform),
            ("seller", self.seller()),
            ("goods", self.goods()),
            ("amount", self.amount().unwrap_or_else(|| self.say("draft.no_amount"))),
        ];
        self.phrase("draft.purchase", params)
    }

    /// What happened, oldest first, in the user's words after the word of its kind.
    pub fn events(&self) -> Vec<String> {
        self.weighed().into_iter().map(|(_, text)| text).collect()
    }

    /// The same; true: says what went wrong, so that it stays longest where there is little room.
    pub fn weighed(&self) -> Vec<(bool, String)> {
        let received = self.story.case.facts.received_at.as_ref();
        let received = received.map(|at| (at.local_text(), false, self.received(at)));
        let weighs = |d: &Dispute| matches!(d.kind, DisputeKind::Discovered | DisputeKind::Refused);
        let disputes = self.story.disputes.iter().map(|d| (d.at.local_text(), weighs(d), self.event(d)));
        let talks = self.story.talks.iter().map(|t| (t.at.local_text(), false, self.talk(t)));
        let mut all: Vec<(String, bool, String)> = received.into_iter().chain(disputes).chain(talks).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all.into_iter().map(|(_, weighs, text)| (weighs, text)).collect()
    }

    fn received(&self, at: &crate::model::When) -> String {
        let day = at.day().map(|d| d.to_string()).unwrap_or_default();
        format!("{day} {}", words::word(self.lang, "terms", "dispute.received"))
    }

    fn event(&self, d: &Dispute) -> String {
        let day = d.at.day().map(|d| d.to_string()).unwrap_or_default();
        let kind = words::word(self.lang, "terms", &format!("dispute.{}", d.kind.as_str()));
        let amount = d.amount_fen.map(|f| format!(" {}", f.shown())).unwrap_or_default();
        match (d.kind, d.what.is_empty()) {
            (DisputeKind::Other, _) => format!("{day} {}{amount}", d.what),
            (_, true) => format!("{day} {kind}{amount}"),
            (_, false) => format!("{day} {kind}{}{}{amount}", self.say("draft.colon"), d.what),
        }
    }

    pub fn talk(&self, t: &Talk) -> String {
        let day = t.at.day().map(|d| d.to_string()).unwrap_or_default();
        let way = words::word(self.lang, "terms", &format!("way.{}", t.way.as_str()));
        let with = if t.who.is_empty() { self.say("draft.the_seller") } else { t.who.clone() };
        let mut text = self.phrase("draft.talk", [("day", day), ("with", with), ("way", way)]);
        if !t.said.is_empty() {
            text += &self.phrase("draft.said", [("said", t.said.clone())]);
        }
        if !t.answer.is_empty() {
            text += &self.phrase("draft.answered", [("answer", t.answer.clone())]);
        }
        text
    }

    /// Articles of the chosen basis; only of a confirmed rule that holds, a platform's own to that platform alone, and
    /// never in a report.
    pub fn basis(&self) -> Option<String> {
        let id = self.story.complaint.basis.as_deref()?;
        let claim = self.rules.claim(id).ok()?;
        let here = claim.articles_for.is_empty() || claim.articles_for.contains(&self.channel.id);
        let known = claim.rule.confidence == Confidence::C && claim.rule.holds_on(self.story.today());
        let may = known && here && self.paper == Paper::Complaint;
        may.then(|| claim.articles.iter().map(|a| a.say(self.lang)).collect::<Vec<_>>().join(&self.say("draft.and")))
    }

    fn full(&self) -> String {
        match self.paper {
            Paper::Complaint | Paper::Report => self.sections(),
            Paper::DiscloseSeller | Paper::KeepRecords => self.letter(),
        }
    }

    /// Heading and body of each part, in the order of the form.
    pub fn sections_list(&self) -> Vec<(String, Vec<String>)> {
        let complaint = self.paper == Paper::Complaint;
        let known = |text: String, empty: &str| if text.trim().is_empty() { self.say(empty) } else { text };
        let mut parts = Vec::new();
        let formal = !matches!(self.channel.kind, ChannelKind::Platform | ChannelKind::Payment | ChannelKind::Public);
        let court = complaint && self.channel.kind == ChannelKind::Court;
        if formal {
            let who = if complaint { "draft.who" } else { "draft.who_reports" };
            let title = if court { "draft.plaintiff".to_owned() } else { format!("{who}.title") };
            parts.push((self.say(&title), vec![self.who()]));
        }
        let (name, address) = (self.respondent_or_blank(), self.respondent_address().to_owned());
        let respondent = if court {
            let code = known(self.number_of(IdentifierKind::CreditCode), "draft.blank");
            let address = known(address, "draft.no_address");
            self.phrase("draft.respondent.court", [("seller", name), ("address", address), ("code", code)])
        } else if formal && self.channel.about == About::Seller {
            self.phrase("draft.respondent", [("seller", name), ("address", known(address, "draft.no_address"))])
        } else {
            name
        };
        let against = match (court, complaint) {
            (true, _) => "draft.defendant",
            (false, true) => "draft.against",
            (false, false) => "draft.reported",
        };
        parts.push((self.say(against), vec![respondent]));
        if court {
            parts.push((self.say("draft.cause"), vec![self.say("draft.cause.body")]));
        }
        let mut facts = vec![self.purchase()];
        facts.extend(self.numbers());
        facts.extend(self.events().into_iter().enumerate().map(|(i, e)| format!("{}. {e}", i + 1)));
        if self.story.disputes.is_empty() && self.story.talks.is_empty() {
            facts.push(self.say("draft.no_events"));
        }
        let (told, asked) = match (court, complaint) {
            (true, _) => ("draft.facts.court", "draft.demand.court"),
            (false, true) => ("draft.facts", "draft.demand"),
            (false, false) => ("draft.clues", "draft.demand"),
        };
        parts.push((self.say(told), facts));
        if complaint {
            parts.push((self.say(asked), vec![self.demand()]));
            parts.extend(self.basis().map(|b| (self.say("draft.basis"), vec![b])));
        } else {
            parts.push((self.say("draft.asked_of_authority"), vec![self.say("draft.look_into_it")]));
        }
        let evidence = self.phrase(
            "draft.evidence.body",
            [("count", self.story.pieces.total.to_string()), ("fingerprint", self.fingerprint())],
        );
        parts.push((self.say("draft.evidence"), vec![evidence]));
        if court {
            parts.push((self.say("draft.witnesses"), vec![self.say("draft.witnesses.body")]));
            parts.push((self.say("draft.to_court"), vec![self.say("draft.to_court.body")]));
        }
        if formal {
            // Who reports need not be named.
            let unnamed = !complaint && self.own.name.is_empty();
            let body = if unnamed { "draft.sign.report" } else { "draft.sign.body" };
            parts.push((self.say("draft.sign.title"), vec![self.say(body)]));
        }
        parts
    }

    /// The complainant as far as it may be told; blanks to be filled in by hand.
    fn who(&self) -> String {
        if self.paper == Paper::Report && self.own == OwnData::default() {
            return self.say("draft.who_reports.body");
        }
        let blank = |f| (f, self.own_or_blank(f));
        let parts = [OwnField::Name, OwnField::Phone, OwnField::Address].map(blank);
        let court = self.channel.kind == ChannelKind::Court;
        let body = if court { "draft.who.court" } else { "draft.who.body" };
        let mut text = self.phrase(body, parts.map(|(f, value)| (f.as_str(), value)));
        if !self.own.id_number.is_empty() {
            text += &self.phrase("draft.who.id", [("id_number", self.own.id_number.clone())]);
        }
        text
    }

    fn own_or_blank(&self, field: OwnField) -> String {
        let value = self.own.get(field);
        if value.is_empty() { self.say("draft.blank") } else { value.to_owned() }
    }

    fn sections(&self) -> String {
        let body = self.sections_list().into_iter().map(|(head, lines)| format!("{head}\n{}", lines.join("\n")));
        let mut text = format!("{}\n\n{}", self.title(), body.collect::<Vec<_>>().join("\n\n"));
        if self.channel.kind == ChannelKind::Court {
            text = format!("{}\n\n{text}", self.say("draft.court_note"));
        }
        text
    }

    pub fn numbers(&self) -> Vec<String> {
        let shown = [
            IdentifierKind::OrderNumber,
            IdentifierKind::PaymentSerial,
            IdentifierKind::MerchantOrder,
            IdentifierKind::TrackingNumber,
            IdentifierKind::AftersaleNumber,
        ];
        let named = |i: &&Identifier| shown.contains(&i.kind);
        let line = |i: &Identifier| {
            let kind = words::word(self.lang, "terms", &format!("identifier.{}", i.kind.as_str()));
            format!("{kind}{}{}", self.say("draft.colon"), i.value.trim())
        };
        self.story.identifiers.iter().filter(named).map(line).collect()
    }

    fn letter(&self) -> String {
        let key = self.paper.as_str();
        let facts = &self.story.case.facts;
        let number = self.number().map(|(_, value)| value).unwrap_or_else(|| self.say("draft.no_number"));
        let platform = match facts.platform {
            Platform::Other => self.say("draft.the_platform"),
            known => words::word(self.lang, "terms", &format!("platform.{}", known.as_str())),
        };
        let params = [
            ("platform", platform),
            ("purchase", self.purchase()),
            ("number", number),
            ("seller", self.seller()),
            ("name", self.own_or_blank(OwnField::Name)),
            ("contact", self.own_or_blank(OwnField::Phone)),
        ];
        format!("{}\n\n{}", self.title(), self.phrase(&format!("letter.{key}"), params))
    }

    fn hints(&self) -> Vec<Remark> {
        let c = &self.story.complaint;
        let mut out = Vec::new();
        let mut lack = |absent: bool, code: &str| {
            if absent {
                out.push(remark(self.lang, code, []));
            }
        };
        lack(self.number().is_none(), "no_number");
        lack(self.paper == Paper::Complaint && c.demands.is_empty() && c.demand.is_empty(), "no_demand");
        let letter = matches!(self.paper, Paper::DiscloseSeller | Paper::KeepRecords);
        lack(self.story.fingerprint.is_none() && !letter, "no_fingerprint");
        lack(
            self.respondent().is_none(),
            if self.channel.about == About::Courier { "no_courier" } else { "no_seller" },
        );
        lack(self.story.case.facts.amount_fen.is_none(), "no_amount");
        lack(self.story.disputes.is_empty() && self.story.talks.is_empty(), "no_events");
        let fraud = matches!(c.basis.as_deref(), Some("promise_tenfold"));
        let promised = self.story.pieces.kinds.contains(&crate::model::EvidenceKind::Promise);
        lack(fraud && !promised, "no_promise");
        lack(self.paper == Paper::Report && self.number().is_some(), "report_numbers");
        out
    }
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
