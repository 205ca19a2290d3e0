//! Use cases: takes the lock, opens the transaction, calls down, returns plain data.
//!
//! Everything the window and the command line can do is a method of [`Session`] or a function here. A newcomer's
//! way in: `cases`, `identifiers`, `evidence` (facts), `import`, `export`, `rules`, `filings`, `check`, `recover`.

mod alike;
mod asked;
mod bulk;
mod cases;
mod check;
mod convert;
mod disputes;
mod drafts;
mod dto;
mod evidence;
mod export;
mod filings;
mod identifiers;
mod import;
mod masks;
mod own;
mod pictures;
mod printing;
mod privacy;
mod recover;
mod reminders;
mod rules;
mod series;
mod session;
mod settings;
mod sketches;
mod sorting;
mod strength;
mod takeout;
mod talks;
#[cfg(test)]
mod tests;
mod tiles;
mod timeline;
#[cfg(test)]
mod times_tests;
mod timestamps;
mod upload;
mod upload_folder;
mod upload_pictures;
mod watch;
mod ways;

pub use dto::*;
pub use export::{verify, verify_after};
pub use filings::{deadline_marks, write_new};
pub use import::{ImportOptions, Saved};
pub use reminders::Reminder;
pub use rules::RuleBook;
pub use session::{APP, Session};
pub use settings::{advice, mask_advice};
pub use strength::password_strength;
pub use timestamps::{read_pem, read_trust, timestamp_verify};
pub use upload_pictures::UploadPictures;

pub use crate::bundle::timestamp::Trust;

/// The child's side of decoding apart: a program calls `decode_if_asked` before anything else.
pub use crate::intake::{DECODE_APART, Decoders, TilePlace, open_named};

/// True when this process was started to decode: it has done so and is to end. Else notes that this program can be
/// started again for it.
pub fn decode_if_asked() -> bool {
    if std::env::args_os().nth(1).is_some_and(|a| a == DECODE_APART) {
        let _ = crate::intake::decode_apart();
        return true;
    }
    if let Ok(program) = std::env::current_exe() {
        let _ = crate::intake::DECODER.set(program);
    }
    false
}

pub use crate::filing::{OwnLimits, OwnValues};
pub use crate::vault::{choose_folder, chosen_folder, default_folder};
