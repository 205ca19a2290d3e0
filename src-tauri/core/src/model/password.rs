//! A password for an export: it lives as long as the export, and shows itself to nobody.

use std::fmt;

use serde::Deserialize;
use ts_rs::TS;

use crate::error::{Error, Result};

/// Characters at most: what a person types, not a file.
const MOST: usize = 256;

#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(transparent)]
#[ts(export, export_to = "types.ts")]
pub struct Password(String);

impl Password {
    pub fn new(text: &str) -> Password {
        Password(text.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Neither empty nor with characters that nobody can type again.
    pub fn check(&self) -> Result<()> {
        if self.0.is_empty() || self.0.chars().count() > MOST || self.0.chars().any(char::is_control) {
            return Err(Error::invalid("password", "…", "1 to 256 characters in one line"));
        }
        Ok(())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Password(…)")
    }
}
