//! The boxes of a channel's form, each with its text from the facts. What is not known stays empty.

use super::amount_words::capitals;
use super::clean::clean;
use super::draft::{Parts, chars};
use super::masking::masked;
use super::short::cut;
use crate::model::{ChannelField, Confidence, DisputeKind, DraftField, FieldId, IdentifierKind, Lang, Paper};
use crate::words;

/// What a report asks for (举报登记表); who reports need not be named.
pub(super) const OF_A_REPORT: [FieldId; 5] = [
    FieldId::ComplainantName,
    FieldId::ComplainantPhone,
    FieldId::RespondentName,
    FieldId::RespondentAddress,
    FieldId::Content,
];

impl Parts<'_> {
    /// A text for each box, in the order of the form. A box with a limit gets a text that fits it.
    pub fn fields(&self, max_chars: Option<u32>) -> Vec<DraftField> {
        let report = self.paper == Paper::Report;
        let asked = |f: &&ChannelField| !report || OF_A_REPORT.contains(&f.id);
        let one = |f: &ChannelField| {
            let max = if f.id == FieldId::Content { max_chars.or(f.max_chars) } else { f.max_chars };
            let mut text = clean(&self.field(f.id));
            if let Some(max) = max.filter(|max| chars(&text) > *max) {
                // Too long is told by its length.
                text = match f.id {
                    FieldId::Content => self.fitting(max).unwrap_or(text),
                    _ => cut(&text, max),
                };
            }
            let text = if self.channel.open { masked(&text) } else { text };
            let key = if report { "field.report" } else { "field" };
            DraftField {
                field: f.id,
                name: self.say(&format!("{key}.{}", f.id.as_str())),
                chars: chars(&text),
                text,
                max_chars: max,
                unverified: f.confidence != Confidence::C,
            }
        };
        self.channel.fields.iter().filter(asked).map(one).collect()
    }

    fn field(&self, id: FieldId) -> String {
        let (facts, complaint) = (&self.story.case.facts, &self.story.complaint);
        let paid_by = || self.first(IdentifierKind::PaymentSerial).and_then(|i| i.provider.as_ref());
        match id {
            FieldId::Title => format!("{}{}{}", self.respondent_or_blank(), self.say("draft.colon"), facts.title),
            FieldId::RespondentName => self.respondent().unwrap_or_default(),
            FieldId::RespondentAddress => self.respondent_address().to_owned(),
            FieldId::CreditCode => self.number_of(IdentifierKind::CreditCode),
            FieldId::Goods => facts.goods.trim().to_owned(),
            FieldId::SaleWay => self.say("draft.online"),
            FieldId::Amount => facts.amount_fen.map(|f| f.plain()).unwrap_or_default(),
            // In Chinese alone: it is what the form asks for.
            FieldId::AmountInWords if self.lang == Lang::ZhCn => facts.amount_fen.map(capitals).unwrap_or_default(),
            FieldId::PaymentMethod => paid_by()
                .map(|p| words::word(self.lang, "terms", &format!("provider.{}", p.as_str())))
                .unwrap_or_default(),
            FieldId::PurchasedAt => self.day().unwrap_or_default(),
            FieldId::PurchasePlace => self.place(),
            FieldId::DiscoveredAt => self.happened(&[DisputeKind::Discovered]),
            FieldId::HappenedAt => {
                self.happened(&[DisputeKind::Discovered, DisputeKind::Complained, DisputeKind::Refused])
            }
            FieldId::VoucherNumber => self.number_of(IdentifierKind::InvoiceNumber),
            FieldId::OrderNumber => self.number_of(IdentifierKind::OrderNumber),
            FieldId::PaymentSerial => self.number_of(IdentifierKind::PaymentSerial),
            FieldId::MerchantOrder => self.number_of(IdentifierKind::MerchantOrder),
            FieldId::TrackingNumber => self.number_of(IdentifierKind::TrackingNumber),
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
            | FieldId::RespondentContact
            | FieldId::RespondentPerson
            | FieldId::ComplainantPostcode
            | FieldId::ComplainantIdType
            | FieldId::Specification
            | FieldId::Category
            | FieldId::AmountInWords
            | FieldId::SellerPromise
            | FieldId::Loss
            | FieldId::Office
            | FieldId::AgreePublish
            | FieldId::AgreeMediation
            | FieldId::Signature
            | FieldId::Date => String::new(),
        }
    }

    fn place(&self) -> String {
        let facts = &self.story.case.facts;
        let platform = words::word(self.lang, "terms", &format!("platform.{}", facts.platform.as_str()));
        self.phrase("draft.place", [("platform", platform), ("seller", self.seller())])
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

    /// The day of the first of these that is noted; the first kind goes before.
    fn happened(&self, kinds: &[DisputeKind]) -> String {
        let noted = |kind: &DisputeKind| self.story.disputes.iter().find(|d| d.kind == *kind)?.at.day();
        kinds.iter().find_map(noted).map(|d| d.to_string()).unwrap_or_default()
    }
}
