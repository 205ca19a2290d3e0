//! What of a case goes into a bundle and what stays out: nothing is left out without being told.
//!
//! In a masked bundle the originals stay out unless they are released one by one; a picture goes in as a copy made of
//! its pixels alone, without what is covered. Words of the user that are not on the allow-list have been taken out of
//! the material before it comes here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::kept::Kept;
use super::report::size;
use super::{MASKED, Material, ORIGINALS, names};
use crate::model::{Evidence, ExportMode, Lang, Number, Sha256};
use crate::words;

#[derive(Debug, Clone, Default)]
pub struct Going {
    pub mode: ExportMode,
    /// Pieces whose originals stay out, with what goes in for them.
    pub withheld: BTreeMap<Number, Option<Copy>>,
    /// Members of case.json that had words of the user which were taken out.
    pub texts: BTreeSet<&'static str>,
    /// Pictures whose very header can't be read.
    pub unreadable: Vec<Number>,
    pub tokens: Tokens,
    pub smalls: Smalls,
}

/// Small pictures of what goes in, for the list as a workbook.
#[derive(Debug, Clone, Default)]
pub enum Smalls {
    #[default]
    None,
    /// Made when the bundle is written.
    Later,
    Made(BTreeMap<Number, Small>),
}

/// A JPEG with nothing in it but the picture.
#[derive(Debug, Clone)]
pub struct Small {
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// A picture without what is covered, in the place of its original.
#[derive(Debug, Clone)]
pub struct Copy {
    pub body: CopyBody,
    pub media_type: String,
    pub width: u32,
    pub height: u32,
    /// How many boxes cover it; none: only its metadata are gone.
    pub boxes: usize,
    /// Each once, in the order of the boxes.
    pub reasons: Vec<String>,
}

#[derive(Debug, Clone)]
pub enum CopyBody {
    /// In the vault, beside the originals.
    Stored {
        sha256: Sha256,
        size: u64,
    },
    Made(Arc<Kept>),
    /// Made when the bundle is written: about so many bytes.
    Later(u64),
}

/// Trusted timestamps as they stand when the bundle is made: the one over it comes after.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    /// One is asked for over this bundle.
    pub asked: bool,
    /// Over earlier exports, by fingerprint; whether it has come.
    pub earlier: Vec<(String, bool)>,
    /// Over entries of the custody log, by number.
    pub custody: Vec<(u64, bool)>,
}

impl Tokens {
    pub fn pending(&self) -> usize {
        self.earlier.iter().filter(|(_, came)| !came).count() + self.custody.iter().filter(|(_, came)| !came).count()
    }

    pub fn obtained(&self) -> usize {
        self.earlier.len() + self.custody.len() - self.pending()
    }
}

impl CopyBody {
    pub fn size(&self) -> u64 {
        match self {
            CopyBody::Stored { size, .. } | CopyBody::Later(size) => *size,
            CopyBody::Made(kept) => kept.size,
        }
    }

    pub fn sha256(&self) -> Option<Sha256> {
        match self {
            CopyBody::Stored { sha256, .. } => Some(*sha256),
            CopyBody::Made(kept) => Some(kept.sha256),
            CopyBody::Later(_) => None,
        }
    }
}

impl Material {
    pub fn is_withheld(&self, e: &Evidence) -> bool {
        self.going.withheld.contains_key(&e.number)
    }

    pub fn copy(&self, e: &Evidence) -> Option<&Copy> {
        self.going.withheld.get(&e.number)?.as_ref()
    }

    /// Where the original lies in the bag, when it goes in.
    pub fn original(&self, e: &Evidence) -> Option<String> {
        let place = || format!("{ORIGINALS}{}", names::original(e.number, &e.media.media_type, &e.name));
        (!self.is_withheld(e)).then(place)
    }

    /// Where the copy lies that goes in its place.
    pub fn copy_file(&self, e: &Evidence) -> Option<String> {
        self.copy(e).map(|c| format!("{MASKED}{}", names::original(e.number, &c.media_type, "")))
    }

    /// Bytes of what goes in for it.
    pub fn going_bytes(&self, e: &Evidence) -> u64 {
        if self.is_withheld(e) { self.copy(e).map_or(0, |c| c.body.size()) } else { e.size }
    }

    pub fn small(&self, e: &Evidence) -> Option<&Small> {
        match &self.going.smalls {
            Smalls::Made(all) => all.get(&e.number),
            Smalls::None | Smalls::Later => None,
        }
    }

    /// Numbers of pieces of which this is so.
    pub fn that(&self, is: impl Fn(&Evidence) -> bool) -> Vec<Number> {
        self.evidence.iter().filter(|e| is(e)).map(|e| e.number).collect()
    }

    /// Pictures of a masked bundle that go in with nothing covered.
    pub fn unmasked(&self) -> Vec<Number> {
        self.that(|e| self.copy(e).is_some_and(|c| c.boxes == 0))
    }

    /// Neither the original nor a copy goes in.
    pub fn absent(&self) -> Vec<Number> {
        self.that(|e| self.is_withheld(e) && self.copy(e).is_none())
    }
}

/// What is said of a copy beside its picture.
pub fn told(material: &Material, e: &Evidence, lang: Lang) -> Option<String> {
    let word = |key: &str| words::word(lang, "report", key);
    if !material.is_withheld(e) {
        return None;
    }
    let mut parts = vec![match material.copy(e) {
        None => word("masked.absent"),
        Some(c) if c.boxes == 0 => word("masked.plain"),
        Some(c) => words::phrase(lang, "report", "masked.covered", [("count", c.boxes.to_string())]),
    }];
    let reasons = material.copy(e).map(|c| c.reasons.join(&word("comma"))).unwrap_or_default();
    if !reasons.is_empty() {
        parts.push(words::phrase(lang, "report", "masked.reason", [("reason", reasons)]));
    }
    let original = [("size", size(e.size)), ("sha256", e.sha256.hex())];
    parts.push(words::phrase(lang, "report", "masked.original", original));
    Some(parts.join(&word("separator")))
}

/// On the cover of a masked bundle.
pub fn notice(material: &Material, lang: Lang) -> Option<String> {
    if material.going.mode != ExportMode::Masked {
        return None;
    }
    let covered = material.that(|e| material.copy(e).is_some_and(|c| c.boxes > 0));
    let counts = [
        ("withheld", material.going.withheld.len().to_string()),
        ("covered", covered.len().to_string()),
        ("plain", material.unmasked().len().to_string()),
        ("absent", material.absent().len().to_string()),
    ];
    Some(words::phrase(lang, "report", "masked.notice", counts))
}

/// What stays out, can't be shown or is pending: a label and what is so. `without_preview`: of the report.
pub fn left_out(material: &Material, without_preview: &[Number], lang: Lang) -> Vec<(String, String)> {
    let word = |key: &str| words::word(lang, "report", key);
    let some = |numbers: &[Number]| {
        let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        if numbers.is_empty() { word("left_out.none") } else { numbers.join(" ") }
    };
    let going = &material.going;
    let mut out = vec![("withheld", some(&going.withheld.keys().copied().collect::<Vec<_>>()))];
    if going.mode == ExportMode::Masked {
        let texts: Vec<String> = going.texts.iter().map(|t| word(&format!("text.{t}"))).collect();
        let texts = if texts.is_empty() { word("left_out.none") } else { texts.join(&word("separator")) };
        let released = material.that(|e| !material.is_withheld(e));
        out.extend([
            ("absent", some(&material.absent())),
            ("unmasked", some(&material.unmasked())),
            ("released", some(&released)),
            ("texts", texts),
        ]);
    }
    out.extend([("unreadable", some(&going.unreadable)), ("without_preview", some(without_preview))]);
    let asked = word(if going.tokens.asked { "left_out.asked" } else { "left_out.not_asked" });
    let counts = [("obtained", going.tokens.obtained().to_string()), ("pending", going.tokens.pending().to_string())];
    let earlier = words::phrase(lang, "report", "left_out.tokens", counts);
    out.push(("timestamps", [asked, earlier].join(&word("separator"))));
    out.into_iter().map(|(key, value)| (word(&format!("left_out.{key}")), value)).collect()
}
