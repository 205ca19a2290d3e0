//! Channels by their words, and where a complaint to the market authority goes.

use crate::error::{Error, Result};
use crate::filing::Rules;
use crate::model::{Channel, Law, Occasion, Platform, SellerType};

impl Rules {
    /// By id or alias.
    pub fn channel(&self, word: &str) -> Result<&Channel> {
        let wanted = word.trim().to_lowercase();
        self.channels.channels.iter().find(|c| c.id == wanted || c.aliases.contains(&wanted)).ok_or_else(|| {
            let known: Vec<&str> = self.channels.channels.iter().map(|c| c.id.as_str()).collect();
            let word: String = word.chars().take(60).collect();
            Error::invalid("channel", word, known.join(", "))
        })
    }

    /// The channel of a platform.
    pub fn channel_of(&self, platform: Platform) -> Option<&Channel> {
        self.channels.channels.iter().find(|c| c.platforms.contains(&platform))
    }

    /// What is told on an occasion with a channel.
    pub fn told_on<'a>(&'a self, occasion: Occasion, channel: &'a str) -> impl Iterator<Item = &'a Law> {
        let here = move |l: &&Law| l.channels.is_empty() || l.channels.iter().any(|c| c == channel);
        self.laws.laws.iter().filter(move |l| l.occasions.contains(&occasion)).filter(here)
    }

    /// Where a complaint of a seller goes (办法 art. 13); both ways where it is not known who sells.
    pub fn jurisdiction(&self, seller: Option<SellerType>) -> Vec<&Law> {
        let wanted = |o: &Occasion| match seller {
            Some(SellerType::SelfOperated) => *o == Occasion::JurisdictionSelfOperated,
            Some(SellerType::ThirdParty) => *o == Occasion::JurisdictionThirdParty,
            None => matches!(o, Occasion::JurisdictionSelfOperated | Occasion::JurisdictionThirdParty),
        };
        self.laws.laws.iter().filter(|l| l.occasions.iter().any(wanted)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filing::built_in;
    use crate::model::{ChannelKind, Confidence, FieldId};

    #[test]
    fn every_platform_has_a_channel_and_every_channel_that_the_reference_names_is_there() {
        for platform in Platform::ALL {
            assert!(built_in().channel_of(*platform).is_some(), "{platform:?}");
        }
        for word in [
            "taobao",
            "tmall",
            "pinduoduo",
            "pdd",
            "jd",
            "suning",
            "dangdang",
            "vip",
            "douyin",
            "xianyu",
            "meituan",
            "other",
            "wechat_shop",
            "alipay",
            "wechat_pay",
            "12315",
            "samr",
            "consumer_association",
            "heimao",
            "12305",
            "court",
            "offline",
            "courier",
            " 12315 ",
            "PDD",
        ] {
            assert!(built_in().channel(word).is_ok(), "{word}");
        }
        assert!(built_in().channel("nowhere").is_err());
    }

    #[test]
    fn public_bodies_and_open_places_are_told_apart_and_known_limits_are_the_reference_s() {
        let public: Vec<&str> =
            built_in().channels.channels.iter().filter(|c| c.public_body).map(|c| c.id.as_str()).collect();
        assert_eq!(public, ["12315", "consumer_association", "12305", "court", "offline"]);
        let open: Vec<&str> = built_in().channels.channels.iter().filter(|c| c.open).map(|c| c.id.as_str()).collect();
        assert_eq!(open, ["heimao"], "what anybody can read is masked by default");
        let wechat = built_in().channel("wechat_pay").expect("known");
        let content = wechat.fields.iter().find(|f| f.id == FieldId::Content).expect("a text");
        assert_eq!((content.min_chars, content.max_chars, content.confidence), (Some(1), Some(300), Confidence::C));
        for c in &built_in().channels.channels {
            assert_eq!(c.files.confidence, Confidence::X, "{}: no limit of attachments is confirmed", c.id);
            assert!(c.files.note.is_some() && !c.next.is_empty(), "{}", c.id);
            let asks = c.fields.iter().any(|f| matches!(f.id, FieldId::Content | FieldId::Problem));
            assert!(asks, "{}: it takes a text", c.id);
        }
        assert!(built_in().channels.channels.iter().any(|c| c.kind == ChannelKind::Offline));
    }

    #[test]
    fn where_to_go_depends_on_who_sells() {
        let ids = |s| built_in().jurisdiction(s).iter().map(|l| l.rule.id.as_str()).collect::<Vec<_>>();
        assert_eq!(ids(Some(SellerType::SelfOperated)), ["jurisdiction_self_operated", "area_code"]);
        assert_eq!(ids(Some(SellerType::ThirdParty)), ["jurisdiction_third_party", "area_code"]);
        assert_eq!(ids(None).len(), 3, "unknown: both are told");
        let article = |l: &&Law| l.rule.article.zh.contains("第十三条");
        assert_eq!(built_in().jurisdiction(None).iter().filter(|l| article(l)).count(), 2);
        let code = |l: &&Law| l.rule.text.zh.contains("区号") && l.rule.confidence == Confidence::G;
        assert!(built_in().jurisdiction(None).iter().any(code), "which no article says");
    }
}
