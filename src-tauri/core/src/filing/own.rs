//! Values that the user typed in where nobody could confirm any. They stay 未核实, whatever they are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Rules;
use super::check::faults;
use crate::error::{Error, Result};
use crate::model::{Confidence, FieldId, Length};

/// By id of a deadline rule, and by id of a channel.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnValues {
    pub deadlines: BTreeMap<String, Length>,
    pub channels: BTreeMap<String, OwnLimits>,
}

/// None: as the rules have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnLimits {
    pub max_chars: Option<u32>,
    pub count: Option<u32>,
    pub bytes: Option<u64>,
}

impl Rules {
    /// The rules with the user's values over them. What a later pack does not know any more is left out.
    pub fn with_own(&self, own: &OwnValues) -> Rules {
        let mut rules = self.clone();
        for rule in &mut rules.deadlines.deadlines {
            if let Some(length) = own.deadlines.get(&rule.rule.id) {
                rule.length = Some(*length);
                rule.typical = true;
            }
        }
        for channel in &mut rules.channels.channels {
            let Some(limits) = own.channels.get(&channel.id) else { continue };
            for field in channel.fields.iter_mut().filter(|f| f.id == FieldId::Content) {
                if limits.max_chars.is_some() {
                    (field.max_chars, field.confidence) = (limits.max_chars, Confidence::X);
                }
            }
            if limits.count.is_some() || limits.bytes.is_some() {
                channel.files.confidence = Confidence::X;
            }
            channel.files.count = limits.count.or(channel.files.count);
            channel.files.bytes = limits.bytes.or(channel.files.bytes);
        }
        rules
    }

    /// `Err`: the values make no sense.
    pub fn check_own(&self, own: &OwnValues) -> Result<()> {
        match faults(&self.with_own(own)).first() {
            Some(fault) => Err(Error::invalid("value", fault, "a length or limit that can be")),
            None => Ok(()),
        }
    }
}
