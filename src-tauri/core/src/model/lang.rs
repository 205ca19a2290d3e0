//! The two languages of the window and of what is printed.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export, export_to = "types.ts")]
pub enum Lang {
    #[default]
    #[serde(rename = "zh-CN")]
    ZhCn,
    #[serde(rename = "en")]
    En,
}

impl Lang {
    pub fn tag(self) -> &'static str {
        match self {
            Lang::ZhCn => "zh-CN",
            Lang::En => "en",
        }
    }

    /// `zh`, `zh-CN`, `zh_CN.UTF-8` ... are Chinese; `en` and everything else that is not Chinese is English.
    pub fn from_locale(locale: &str) -> Lang {
        // `C` and `POSIX` say nothing of a language: Chinese is the first one.
        let plain = locale.split('.').next().unwrap_or_default().to_ascii_lowercase();
        if plain.starts_with("zh") || matches!(plain.as_str(), "" | "c" | "posix") { Lang::ZhCn } else { Lang::En }
    }
}
