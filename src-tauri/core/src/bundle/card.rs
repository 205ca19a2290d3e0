//! A card of key facts on one page, for forms that refuse what is pasted: numbers in groups to be typed off.

use askama::Template;

use super::asked;
use super::report::{self, Fact};
use super::{Maker, Material};
use crate::error::{Code, Error, Result};
use crate::model::Lang;
use crate::words;

/// Rows that fit on a page.
const ROWS: usize = 26;
/// Characters of one value: two lines.
const LONGEST: usize = 90;

#[derive(Template)]
#[template(path = "card.html")]
struct Card<'a> {
    lang: Lang,
    title: String,
    channel: &'a str,
    facts: Vec<Fact>,
    left_out: usize,
    more: String,
    made_at: String,
}

impl Card<'_> {
    fn w(&self, key: &str) -> String {
        words::word(self.lang, "report", key)
    }
}

/// `material.asked.own`: what may stand on it. `fingerprint`: of the last export.
pub fn card(
    material: &Material,
    channel: &str,
    fingerprint: Option<&str>,
    lang: Lang,
    maker: &Maker,
) -> Result<Vec<u8>> {
    let plain = |label: String, value: String, mono| Fact {
        label,
        value: if mono { value.split(' ').map(str::to_owned).collect() } else { vec![value] },
        note: String::new(),
        mono,
        wide: true,
    };
    let mut facts = report::facts(material, lang);
    facts.extend(asked::demands(&material.asked, lang).into_iter().map(|(l, v)| plain(l, v, false)));
    facts.extend(fingerprint.map(|f| plain(words::word(lang, "report", "fingerprint"), f.to_owned(), true)));
    let left_out = facts.len().saturating_sub(ROWS);
    facts.truncate(ROWS);
    for fact in &mut facts {
        grouped(fact);
        fact.value.iter_mut().for_each(cut);
        cut(&mut fact.note);
    }
    let mut title = material.case.facts.title.clone();
    cut(&mut title);
    let page = Card {
        lang,
        title,
        channel,
        facts,
        left_out,
        more: words::phrase(lang, "report", "card.more", [("count", left_out.to_string())]),
        made_at: maker.at.local(),
    };
    let text = page.render().map_err(|e| Error::new(Code::Internal).with("reason", "card").because(e))?;
    Ok(text.into_bytes())
}

/// A mobile number (3 4 4) and that of an identity card (6 8 4), as people read them out.
fn grouped(fact: &mut Fact) {
    let [one] = fact.value.as_slice() else { return };
    if !fact.mono || !one.bytes().all(|b| b.is_ascii_digit() || b == b'X') {
        return;
    }
    let cuts = match one.len() {
        11 => [3, 7],
        18 => [6, 14],
        _ => return,
    };
    fact.value = vec![one[..cuts[0]].to_owned(), one[cuts[0]..cuts[1]].to_owned(), one[cuts[1]..].to_owned()];
}

fn cut(text: &mut String) {
    if let Some((at, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(at);
        text.push('…');
    }
}
