//! The complainant's own data: kept once in the vault, never logged.

use super::convert::check_text;
use super::{OwnView, Session};
use crate::error::{Error, Result};
use crate::model::{Lang, OwnData, OwnField, Remark};
use crate::recognize::id_card;
use crate::words;

/// Longer than any name, address or number.
const LONGEST: usize = 500;

impl Session {
    pub fn own(&self, lang: Lang) -> Result<OwnView> {
        let own = self.vault.read(|f| f.own())?;
        let mut hints = Vec::new();
        if own.id_number.len() == 18 && !id_card(&own.id_number) {
            hints.push(Remark { code: "id_number".to_owned(), text: words::word(lang, "filing", "hint.id_number") });
        }
        Ok(OwnView { own, hints })
    }

    /// What is empty is forgotten, and leaves the disk with it.
    pub fn own_save(&self, own: &OwnData, lang: Lang) -> Result<OwnView> {
        let mut new = OwnData::default();
        for field in OwnField::ALL {
            let value = own.get(*field).split_whitespace().collect::<Vec<_>>().join(" ");
            check_text(field.as_str(), &value)?;
            let n = value.chars().count();
            if n > LONGEST || value.chars().any(char::is_control) {
                return Err(Error::invalid(field.as_str(), format!("{n} characters"), "one line of at most 500"));
            }
            new.set(*field, &value);
        }
        self.vault.write(|tx| tx.set_own(&new))?;
        self.vault.checkpoint()?;
        self.own(lang)
    }
}
