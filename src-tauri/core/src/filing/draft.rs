//! Complaint, report and letters from the facts of a case: facts first, nothing that the user did not tell, no claim
//! in law but the articles of a confirmed rule that the user chose. Drafts, for the user to read and change.

use super::Story;
use super::deadlines::remark;
use super::masking::masked;
use super::short::shortened;
use crate::error::{Error, Result};
use crate::filing::Rules;
use crate::model::{
    Channel, ChannelKind, Confidence, Dispute, Draft, DraftField, DraftOwn, FieldId, Identifier, IdentifierKind, Lang,
    OwnData, OwnField, Paper, Remark, Talk, asked_of_complainant,
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
    let mut text = parts.full();
    let mut cut = false;
    if let Some(max) = max_chars {
        if max < LEAST {
            return Err(Error::invalid("max_chars", max, format!("at least {LEAST}")));
        }
        if chars(&text) > max {
            text = shortened(&parts, max)?;
            cut = true;
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
        fields: parts.fields(max_chars)?,
        fingerprint: story.fingerprint.clone(),
        shortened: cut,
        masked: channel.open,
        own: (!asked.is_empty()).then_some(DraftOwn { asked, carried }),
        saved: None,
        hints: parts.hints(),
        cautions: rules.filing_cautions(channel, paper, &story.filings, wanted.filings_of_vault, lang),
    })
}

pub(super) fn chars(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// A case seen by what is to be written.
pub(super) struct Parts<'a> {
    rules: &'a Rules,
    story: &'a Story,
    pub channel: &'a Channel,
    pub paper: Paper,
    own: OwnData,
    pub lang: Lang,
}

impl Parts<'_> {
    pub fn say(&self, key: &str) -> String {
        words::word(self.lang, "filing", key)
    }

    pub fn phrase<const N: usize>(&self, key: &str, params: [(&str, String); N]) -> String {
        words::phrase(self.lang, "filing", key, params)
    }

    pub fn title(&self) -> String {
        match (self.paper, self.channel.kind) {
            (Paper::Complaint, ChannelKind::Court) => self.say("title.court"),
            (paper, _) => self.say(&format!("title.{}", paper.as_str())),
        }
    }

    fn first(&self, kind: IdentifierKind) -> Option<&Identifier> {
        self.story.identifiers.iter().find(|i| i.kind == kind && !i.value.trim().is_empty())
    }

    /// The order number, else the payment's serial, with its name; None: neither is noted.
    pub fn number(&self) -> Option<(String, String)> {
        let kinds = match self.channel.kind {
            ChannelKind::Payment => [IdentifierKind::PaymentSerial, IdentifierKind::OrderNumber],
            ChannelKind::Courier => [IdentifierKind::TrackingNumber, IdentifierKind::OrderNumber],
            _ => [IdentifierKind::OrderNumber, IdentifierKind::PaymentSerial],
        };
        let i = kinds.into_iter().find_map(|kind| self.first(kind))?;
        Some((words::word(self.lang, "terms", &format!("identifier.{}", i.kind.as_str())), i.value.trim().to_owned()))
    }

    pub fn fingerprint(&self) -> String {
        self.story.fingerprint.clone().unwrap_or_else(|| self.say("draft.no_fingerprint"))
    }

    pub fn seller(&self) -> String {
        let seller = self.story.case.facts.seller.trim();
        if seller.is_empty() { self.say("draft.no_seller") } else { seller.to_owned() }
    }

    pub fn goods(&self) -> String {
        let goods = self.story.case.facts.goods.trim();
        if goods.is_empty() { self.story.case.facts.title.clone() } else { goods.to_owned() }
    }

    pub fn amount(&self) -> Option<String> {
        self.story.case.facts.amount_fen.map(|f| f.shown())
    }

    fn day(&self) -> Option<String> {
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
        let received = self.story.case.facts.received_at.as_ref().map(|at| (at.local_text(), self.received(at)));
        let disputes = self.story.disputes.iter().map(|d| (d.at.local_text(), self.event(d)));
        let talks = self.story.talks.iter().map(|t| (t.at.local_text(), self.talk(t)));
        let mut all: Vec<(String, String)> = received.into_iter().chain(disputes).chain(talks).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all.into_iter().map(|(_, text)| text).collect()
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
            (crate::model::DisputeKind::Other, _) => format!("{day} {}{amount}", d.what),
            (_, true) => format!("{day} {kind}{amount}"),
            (_, false) => format!("{day} {kind}{}{}{amount}", self.say("draft.colon"), d.what),
        }
    }

    fn talk(&self, t: &Talk) -> String {
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

    /// Articles of the chosen basis; only of a confirmed rule, and never in a report.
    pub fn basis(&self) -> Option<String> {
        let id = self.story.complaint.basis.as_deref()?;
        let claim = self.rules.claim(id).ok()?;
        let may = claim.rule.confidence == Confidence::C && self.paper == Paper::Complaint;
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
        let address = known(self.story.complaint.seller_address.clone(), "draft.no_address");
        let respondent = if formal {
            self.phrase("draft.respondent", [("seller", self.seller()), ("address", address)])
        } else {
            self.seller()
        };
        let against = match (court, complaint) {
            (true, _) => "draft.defendant",
            (false, true) => "draft.against",
            (false, false) => "draft.reported",
        };
        parts.push((self.say(against), vec![respondent]));
        let mut facts = vec![self.purchase()];
        facts.extend(self.numbers());
        facts.extend(self.events().into_iter().enumerate().map(|(i, e)| format!("{}. {e}", i + 1)));
        if self.story.disputes.is_empty() && self.story.talks.is_empty() {
            facts.push(self.say("draft.no_events"));
        }
        parts.push((self.say(if complaint { "draft.facts" } else { "draft.clues" }), facts));
        if complaint {
            parts.push((self.say("draft.demand"), vec![self.demand()]));
            parts.extend(self.basis().map(|b| (self.say("draft.basis"), vec![b])));
        } else {
            parts.push((self.say("draft.asked_of_authority"), vec![self.say("draft.look_into_it")]));
        }
        let evidence = self.phrase(
            "draft.evidence.body",
            [("count", self.story.pieces.total.to_string()), ("fingerprint", self.fingerprint())],
        );
        parts.push((self.say("draft.evidence"), vec![evidence]));
        if formal {
            parts.push((self.say("draft.sign.title"), vec![self.say("draft.sign.body")]));
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
        let mut text = self.phrase("draft.who.body", parts.map(|(f, value)| (f.as_str(), value)));
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

    fn numbers(&self) -> Vec<String> {
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
        let params = [
            ("platform", words::word(self.lang, "terms", &format!("platform.{}", facts.platform.as_str()))),
            ("purchase", self.purchase()),
            ("number", number),
            ("seller", self.seller()),
            ("name", self.own_or_blank(OwnField::Name)),
            ("contact", self.own_or_blank(OwnField::Phone)),
        ];
        format!("{}\n\n{}", self.title(), self.phrase(&format!("letter.{key}"), params))
    }

    /// A text for each box, in the order of the form. A box with a limit gets a text that fits it.
    fn fields(&self, max_chars: Option<u32>) -> Result<Vec<DraftField>> {
        let open = |text: String| if self.channel.open { masked(&text) } else { text };
        let report_skips = |id| {
            self.paper == Paper::Report && matches!(id, FieldId::Demand | FieldId::Basis | FieldId::AgreeMediation)
        };
        let mut out = Vec::new();
        for f in self.channel.fields.iter().filter(|f| !report_skips(f.id)) {
            let max = if f.id == FieldId::Content { max_chars.or(f.max_chars) } else { f.max_chars };
            let mut text = self.field(f.id);
            if let Some(max) = max.filter(|max| chars(&text) > *max) {
                text = if f.id == FieldId::Content { shortened(self, max)? } else { super::short::cut(&text, max) };
            }
            let text = open(text);
            out.push(DraftField {
                field: f.id,
                name: self.say(&format!("field.{}", f.id.as_str())),
                chars: chars(&text),
                text,
                max_chars: max,
                unverified: f.confidence != Confidence::C,
            });
        }
        Ok(out)
    }

    fn field(&self, id: FieldId) -> String {
        let value = |kind| self.first(kind).map(|i| i.value.trim().to_owned()).unwrap_or_default();
        let (facts, complaint) = (&self.story.case.facts, &self.story.complaint);
        match id {
            FieldId::Title => format!("{}{}{}", self.seller(), self.say("draft.colon"), facts.title),
            FieldId::RespondentName => facts.seller.trim().to_owned(),
            FieldId::RespondentAddress => complaint.seller_address.clone(),
            FieldId::Goods => facts.goods.trim().to_owned(),
            FieldId::SaleWay => self.say("draft.online"),
            FieldId::Amount => facts.amount_fen.map(|f| f.plain()).unwrap_or_default(),
            FieldId::HappenedAt => self.day().unwrap_or_default(),
            FieldId::OrderNumber => value(IdentifierKind::OrderNumber),
            FieldId::PaymentSerial => value(IdentifierKind::PaymentSerial),
            FieldId::MerchantOrder => value(IdentifierKind::MerchantOrder),
            FieldId::TrackingNumber => value(IdentifierKind::TrackingNumber),
            FieldId::Problem => complaint.cause.map(|c| self.say(&format!("cause.{}", c.as_str()))).unwrap_or_default(),
            FieldId::Content => self.content(),
            FieldId::Negotiation => self.story.talks.iter().map(|t| self.talk(t)).collect::<Vec<_>>().join("\n"),
            FieldId::Demand => self.demand(),
            FieldId::Basis => self.basis().unwrap_or_default(),
            FieldId::Evidence => self.phrase(
                "draft.evidence.body",
                [("count", self.story.pieces.total.to_string()), ("fingerprint", self.fingerprint())],
            ),
            FieldId::ComplainantName => self.own.name.clone(),
            FieldId::ComplainantPhone => self.own.phone.clone(),
            FieldId::ComplainantAddress => self.own.address.clone(),
            FieldId::ComplainantId => self.own.id_number.clone(),
            // Not kept, or the user's to decide on the day.
            FieldId::RespondentPhone
            | FieldId::AgreePublish
            | FieldId::AgreeMediation
            | FieldId::Signature
            | FieldId::Date => String::new(),
        }
    }

    /// The facts alone, for a form that has boxes for the rest; where there is no box for the demand, that too.
    fn content(&self) -> String {
        let mut lines = vec![self.purchase()];
        lines.extend(self.numbers());
        lines.extend(self.events());
        if self.paper == Paper::Complaint && !self.channel.fields.iter().any(|f| f.id == FieldId::Demand) {
            lines.push(format!("{}{}{}", self.say("draft.demand"), self.say("draft.colon"), self.demand()));
        }
        lines.push(self.phrase("draft.fingerprint", [("fingerprint", self.fingerprint())]));
        lines.join("\n")
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
        lack(self.story.fingerprint.is_none(), "no_fingerprint");
        lack(self.story.case.facts.seller.trim().is_empty(), "no_seller");
        lack(self.story.case.facts.amount_fen.is_none(), "no_amount");
        lack(self.story.disputes.is_empty() && self.story.talks.is_empty(), "no_events");
        let fraud = matches!(c.basis.as_deref(), Some("promise_tenfold"));
        let promised = self.story.pieces.kinds.contains(&crate::model::EvidenceKind::Promise);
        lack(fraud && !promised, "no_promise");
        out
    }
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
