//! Custody log: per case, append-only, hash-chained. Entries are canonical JSON (RFC 8785).
//!
//! `hash` is the SHA-256 of the entry without its `hash` member; `prev` is the former entry's hash, 64 zeros for the
//! first. `detail` holds codes, field names, counts and hashes only: it can't be erased and travels in masked
//! bundles, so no word of the user ever goes there.

use serde_json::{Map, Value, json};

use super::case::words;
use super::{Number, Sha256, Stamp, hash_bytes};
use crate::error::{Code, Error, Result};

/// `prev` of the first entry.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

words! {
    /// What can happen. An unknown event is refused.
    Event, "event" {
        CaseCreated = "case.created", CaseEdited = "case.edited", CaseRemoved = "case.removed",
        EvidenceImported = "evidence.imported", EvidenceRecovered = "evidence.recovered",
        EvidenceDescribed = "evidence.described", EvidenceMoved = "evidence.moved",
        EvidenceRepaired = "evidence.repaired", EvidenceRemoved = "evidence.removed",
        EvidenceMasked = "evidence.masked", EvidenceUnmasked = "evidence.unmasked",
        IdentifierAdded = "identifier.added", IdentifierEdited = "identifier.edited",
        IdentifierRemoved = "identifier.removed",
        DisputeAdded = "dispute.added", DisputeEdited = "dispute.edited", DisputeRemoved = "dispute.removed",
        TalkAdded = "talk.added", TalkEdited = "talk.edited", TalkRemoved = "talk.removed",
        FilingAdded = "filing.added", FilingEdited = "filing.edited", FilingRemoved = "filing.removed",
        ComplaintSet = "complaint.set", ItemUnavailable = "item.unavailable",
        SeriesSet = "series.set", SeriesRemoved = "series.removed",
        BundleExported = "bundle.exported", TimestampObtained = "timestamp.obtained",
        IntegrityChecked = "integrity.checked",
        ClockMovedBack = "clock.moved_back", VaultRecovered = "vault.recovered",
    }
}

/// One entry, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustodyEntry {
    pub seq: u64,
    pub event: Event,
    pub evidence: Option<Number>,
    pub at: Stamp,
    pub hash: Sha256,
    /// The canonical JSON line, without a line end.
    pub line: String,
}

/// Where a chain stands: what the next entry needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Entries so far.
    pub length: u64,
    pub head: Option<Sha256>,
    /// `at` of the last entry.
    pub last_at: Option<String>,
}

impl Chain {
    pub fn empty() -> Self {
        Chain { length: 0, head: None, last_at: None }
    }

    /// Seals the next entry. `clock_set`: made under `LIUZHENG_NOW`. `app`: name and version.
    #[expect(clippy::too_many_arguments, reason = "an entry has that many members, each from another place")]
    pub fn seal(
        &self,
        at: &Stamp,
        clock_set: bool,
        app: &str,
        event: Event,
        evidence: Option<Number>,
        sha256: Option<Sha256>,
        detail: Map<String, Value>,
    ) -> Result<CustodyEntry> {
        if detail.contains_key("hash") {
            return Err(Error::new(Code::Internal).with("reason", "detail has a member called hash"));
        }
        let seq = self.length + 1;
        let mut entry = json!({
            "seq": seq, "at": at.at, "tz": at.tz, "app": app, "event": event.as_str(),
            "evidence": evidence.map(|n| n.to_string()), "sha256": sha256.map(|h| h.hex()), "detail": detail,
            "prev": self.head.map_or_else(|| GENESIS.to_owned(), |h| h.hex()),
        });
        if clock_set {
            entry["clock"] = json!("set");
        }
        let hash = hash_bytes(canonical(&entry)?.as_bytes());
        entry["hash"] = json!(hash.hex());
        Ok(CustodyEntry { seq, event, evidence, at: at.clone(), hash, line: canonical(&entry)? })
    }

    pub fn after(&self, entry: &CustodyEntry) -> Chain {
        Chain { length: entry.seq, head: Some(entry.hash), last_at: Some(entry.at.at.clone()) }
    }
}

/// Why a chain does not hold, at which entry (counted from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainBreak {
    pub seq: u64,
    /// `not_json`, `not_canonical`, `unknown_event`, `member_missing`, `seq`, `prev`, `hash`.
    pub reason: &'static str,
}

/// Walks lines from the first; returns the state reached and every break found.
pub fn verify_chain<'a>(lines: impl IntoIterator<Item = &'a str>) -> (Chain, Vec<ChainBreak>) {
    let mut chain = Chain::empty();
    let breaks = lines.into_iter().flat_map(|line| chain.walk(line)).collect();
    (chain, breaks)
}

impl Chain {
    /// Takes the next line of a stored chain; returns what is wrong with it.
    pub fn walk(&mut self, line: &str) -> Vec<ChainBreak> {
        let seq = self.length + 1;
        self.length = seq;
        match check_line(line, seq, self.head) {
            Ok((hash, at, reasons)) => {
                self.head = Some(hash);
                self.last_at = Some(at);
                reasons.into_iter().map(|reason| ChainBreak { seq, reason }).collect()
            }
            Err(reason) => {
                self.head = None;
                vec![ChainBreak { seq, reason }]
            }
        }
    }
}

/// `Err`: nothing to go on with. `Ok`: the hash that the next entry must name, and what was wrong.
fn check_line(line: &str, seq: u64, head: Option<Sha256>) -> Result<(Sha256, String, Vec<&'static str>), &'static str> {
    let value: Value = serde_json::from_str(line).map_err(|_| "not_json")?;
    let canonical_line = canonical(&value).map_err(|_| "not_json")?;
    let Value::Object(mut entry) = value else { return Err("not_json") };
    let mut wrong = Vec::new();
    if canonical_line != line {
        wrong.push("not_canonical");
    }
    let stated: Sha256 = match entry.remove("hash") {
        Some(Value::String(s)) => s.parse().map_err(|_| "member_missing")?,
        _ => return Err("member_missing"),
    };
    let text = |key: &str| entry.get(key).and_then(Value::as_str);
    let (Some(at), Some(event), Some(prev)) = (text("at"), text("event"), text("prev")) else {
        return Err("member_missing");
    };
    for key in ["tz", "app", "evidence", "sha256", "detail", "seq"] {
        if !entry.contains_key(key) {
            wrong.push("member_missing");
        }
    }
    if event.parse::<Event>().is_err() {
        wrong.push("unknown_event");
    }
    if entry.get("seq").and_then(Value::as_u64) != Some(seq) {
        wrong.push("seq");
    }
    // After a line that could not be read there is no head to compare with; the break is already told.
    let expected = if seq == 1 { Some(GENESIS.to_owned()) } else { head.map(|h| h.hex()) };
    if expected.is_some_and(|e| e != prev) {
        wrong.push("prev");
    }
    let at = at.to_owned();
    let computed = hash_bytes(canonical(&Value::Object(entry)).map_err(|_| "not_json")?.as_bytes());
    if computed != stated {
        wrong.push("hash");
    }
    Ok((stated, at, wrong))
}

fn canonical(value: &Value) -> Result<String> {
    serde_json_canonicalizer::to_string(value)
        .map_err(|e| Error::new(Code::Internal).with("reason", "canonical JSON").because(e))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(n: u64) -> Vec<String> {
        let mut chain = Chain::empty();
        (0..n)
            .map(|i| {
                let at = Stamp { at: format!("2026-11-23T00:00:{i:02}Z"), tz: "+08:00".into() };
                let detail = Map::from_iter([("count".to_owned(), json!(i))]);
                let e = chain
                    .seal(&at, false, "liuzheng 0.1.0", Event::EvidenceImported, Some(Number(7)), None, detail)
                    .expect("an entry without a hash member seals");
                chain = chain.after(&e);
                e.line
            })
            .collect()
    }

    fn breaks(lines: &[String]) -> Vec<(u64, &'static str)> {
        verify_chain(lines.iter().map(String::as_str)).1.into_iter().map(|b| (b.seq, b.reason)).collect()
    }

    #[test]
    fn an_untouched_chain_holds_and_its_head_is_the_last_hash() {
        let l = lines(5);
        let (chain, found) = verify_chain(l.iter().map(String::as_str));
        assert!(found.is_empty(), "nothing was touched: {found:?}");
        assert_eq!(chain.length, 5);
        assert!(l[4].contains(&chain.head.expect("five entries have a head").hex()));
    }

    #[test]
    fn an_edit_a_swap_and_an_insert_are_each_found_where_they_are() {
        let good = lines(5);
        let mut edited = good.clone();
        edited[2] = edited[2].replace("\"count\":2", "\"count\":9");
        assert_eq!(breaks(&edited), [(3, "hash")]);
        let mut swapped = good.clone();
        swapped.swap(1, 2);
        assert!(breaks(&swapped).contains(&(2, "prev")), "{:?}", breaks(&swapped));
        let mut inserted = good.clone();
        inserted.insert(2, good[1].clone());
        assert!(breaks(&inserted).contains(&(3, "seq")));
        let mut cut = good.clone();
        cut.remove(0);
        assert!(breaks(&cut).contains(&(1, "seq")));
    }

    #[test]
    fn white_space_and_unknown_events_are_not_accepted() {
        let mut l = lines(2);
        l[0] = l[0].replacen(',', ", ", 1);
        assert_eq!(breaks(&l), [(1, "not_canonical")]);
        let mut l = lines(1);
        l[0] = l[0].replace("evidence.imported", "evidence.improved");
        assert!(breaks(&l).contains(&(1, "unknown_event")));
        assert_eq!(breaks(&["{".to_owned()]), [(1, "not_json")]);
    }
}
