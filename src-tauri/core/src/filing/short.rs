//! Texts that fit: the number, the demand and the fingerprint stay; the facts are told as far as there is room.

use unicode_segmentation::UnicodeSegmentation as _;

use super::clean::clean;
use super::draft::{Parts, chars};
use crate::error::{Error, Result};
use crate::model::Paper;

/// Longer than any number that a platform gives.
const NUMBER_MOST: u32 = 64;

/// At most `max` characters. `Err`: not even the three that have to stay fit.
pub(super) fn shortened(parts: &Parts, max: u32) -> Result<String> {
    let number = parts
        .number()
        .map_or_else(|| parts.say("draft.no_number"), |(kind, value)| format!("{kind} {}", cut(&value, NUMBER_MOST)));
    let fingerprint = clean(&parts.phrase("draft.fingerprint", [("fingerprint", parts.fingerprint())]));
    let (stop, complaint) = (parts.say("draft.stop"), parts.paper == Paper::Complaint);
    let demanded = |room: u32| match parts.paper {
        Paper::Complaint => format!("{}{}", parts.say("draft.i_ask"), parts.demand_within(room)),
        _ => parts.say("draft.look_into_it"),
    };
    // The demand may take a third of the room, and at least what is left for it.
    let fixed = chars(&number) + chars(&fingerprint) + 3 * chars(&stop);
    let asked = demanded(if complaint { (max / 3).max(8) } else { 0 });
    let needed = fixed + chars(&asked);
    if needed > max {
        let bare = demanded(max.saturating_sub(fixed + chars(&parts.say("draft.i_ask"))).max(4));
        let least = fixed + chars(&bare);
        if least > max {
            return Err(Error::invalid(
                "max_chars",
                max,
                format!("at least {least} for number, demand and fingerprint"),
            ));
        }
        return Ok(format!("{number}{stop}{bare}{stop}{fingerprint}{stop}"));
    }
    let room = max - needed;
    let facts = facts(parts, room.saturating_sub(chars(&stop)));
    let facts = if facts.is_empty() { facts } else { format!("{facts}{stop}") };
    Ok(format!("{number}{stop}{facts}{asked}{stop}{fingerprint}{stop}"))
}

/// The purchase and what happened, each part cut as much as it has to be, and all of them if they fit. What went wrong
/// is cut least and goes last.
fn facts(parts: &Parts, room: u32) -> String {
    let join = parts.say("draft.then");
    let mut all = vec![(false, clean(&parts.purchase()))];
    all.extend(parts.weighed().into_iter().map(|(weighs, text)| (weighs, clean(&text))));
    for each in [400, 200, 100, 60, 40, 28, 20] {
        let one = |(weighs, text): &(bool, String)| cut(text, if *weighs { 2 * each } else { each });
        let text = all.iter().map(one).collect::<Vec<_>>().join(&join);
        if chars(&text) <= room {
            return text;
        }
    }
    // Not all of them: the purchase, what went wrong, and what came last.
    let mut kept: Vec<Option<String>> = vec![None; all.len()];
    kept[0] = Some(cut(&all[0].1, room / 2));
    let mut left = room.saturating_sub(room / 2);
    let of = |wanted: bool| all.iter().enumerate().skip(1).filter(move |(_, (weighs, _))| *weighs == wanted);
    for (i, (_, text)) in of(true).chain(of(false).rev()) {
        let most = left.saturating_sub(chars(&join));
        if most < 14 {
            break;
        }
        let part = cut(text, most.min(40));
        left -= chars(&part) + chars(&join);
        kept[i] = Some(part);
    }
    let text = kept.into_iter().flatten().collect::<Vec<_>>().join(&join);
    if room < 8 { String::new() } else { cut(&text, room) }
}

/// The first characters and `…`, when there are more than `most`; never a part of what is read as one character.
pub(super) fn cut(text: &str, most: u32) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if chars(&flat) <= most {
        return flat;
    }
    let mut room = most.saturating_sub(1);
    let fits = |g: &&str| {
        let left = room.checked_sub(chars(g));
        room = left.unwrap_or(0);
        left.is_some()
    };
    let kept: String = flat.graphemes(true).take_while(fits).collect();
    if most == 0 { kept } else { kept + "…" }
}
