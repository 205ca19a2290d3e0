//! How a piece can be looked at.

use serde::Serialize;
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "types.ts")]
pub enum PreviewState {
    Ready,
    /// Not made yet; asking for it makes it.
    Making,
    /// There is none; the original is kept and hashed all the same.
    None,
}

/// By what a page shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "types.ts")]
pub enum PreviewWay {
    /// The whole as one picture.
    Picture,
    /// Tiles at several levels.
    Tiles,
    Text,
    Film,
    Sound,
    Nothing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "types.ts")]
pub enum NoPreview {
    /// A kind of file that is not shown.
    Kind,
    /// A kind, or a way of its kind, that this program can't draw.
    Unsupported,
    Damaged,
    /// Over the limits of size or memory.
    TooLarge,
    TooSlow,
    /// Under a password.
    Locked,
    /// There was no process to decode it in.
    NoDecoder,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct Preview {
    pub state: PreviewState,
    pub reason: Option<NoPreview>,
    pub way: PreviewWay,
    /// Upright pixels of what is shown: of a PDF, its first page as drawn here.
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// Of a PDF or TIFF; the first is shown.
    pub pages: Option<u32>,
    /// Of a film or sound, where its header says so.
    pub seconds: Option<f64>,
    /// A picture that moves.
    pub moves: bool,
}

/// A text or mail as plain words.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "types.ts")]
pub struct TextView {
    pub text: String,
    /// As the WHATWG names it: `UTF-8`, `gb18030`.
    pub encoding: String,
    /// Of a mail: `from`, `to`, `cc`, `date`, `subject`.
    pub headers: Vec<(String, String)>,
    pub attachments: Vec<String>,
    /// There is more than is shown.
    pub cut: bool,
}
