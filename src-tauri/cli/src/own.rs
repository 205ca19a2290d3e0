//! `own`: the complainant's own data. What identifies a person best never stands in a command line, which others can
//! see: it is read from a file or from standard input.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use liuzheng_core::api::open_named;
use liuzheng_core::error::{Error, Result};
use liuzheng_core::model::{OwnField, Remark};
use liuzheng_core::words;
use serde_json::json;

use crate::Place;
use crate::output::{Done, Output};

/// Longest file that is read for one value or one draft.
const LONGEST: u64 = 1 << 20;

#[derive(Subcommand)]
pub enum OwnCommand {
    /// Show what is kept
    Show,
    /// Keep it; what is not given stays, what is empty is forgotten
    Set {
        #[arg(long)]
        name: Option<String>,
        #[arg(long)]
        phone: Option<String>,
        #[arg(long)]
        address: Option<String>,
        /// Read the ID number from a file; -: from standard input
        #[arg(long, value_name = "FILE")]
        id_number_file: Option<PathBuf>,
    },
}

pub fn own(place: &Place, command: &OwnCommand, out: &Output) -> Result<Done> {
    let view = match command {
        OwnCommand::Show => place.read()?.own(out.lang)?,
        OwnCommand::Set { name, phone, address, id_number_file } => {
            let id_number = id_number_file.as_deref().map(text_of).transpose()?;
            let session = place.open()?;
            let mut own = session.own(out.lang)?.own;
            let given = [
                (OwnField::Name, name),
                (OwnField::Phone, phone),
                (OwnField::Address, address),
                (OwnField::IdNumber, &id_number),
            ];
            for (field, value) in given {
                if let Some(value) = value {
                    own.set(field, value.trim());
                }
            }
            session.own_save(&own, out.lang)?
        }
    };
    out.value(&json!(view), || {
        let line = |f: &OwnField| {
            let value = view.own.get(*f);
            format!("{}  {}", words::word(out.lang, "filing", &format!("own.{}", f.as_str())), shown(*f, value))
        };
        let hints = view.hints.iter().map(|r: &Remark| format!("! {}", r.text));
        OwnField::ALL.iter().map(line).chain(hints).collect::<Vec<_>>().join("\n")
    });
    Ok(Done::Fine)
}

/// On a screen the last four characters of an ID number are enough to know it again.
fn shown(field: OwnField, value: &str) -> String {
    let n = value.chars().count();
    if field != OwnField::IdNumber || n <= 4 {
        return value.to_owned();
    }
    std::iter::repeat_n('*', n - 4).chain(value.chars().skip(n - 4)).collect()
}

/// A small text from a file; `-`: from standard input.
pub fn text_of(path: &Path) -> Result<String> {
    let io = |e| Error::io(e, path);
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(LONGEST + 1).read_to_end(&mut bytes).map_err(io)?;
    } else {
        open_named(path)?.take(LONGEST + 1).read_to_end(&mut bytes).map_err(io)?;
    }
    if bytes.len() as u64 > LONGEST {
        return Err(Error::invalid("file", path.display(), "at most 1 MB"));
    }
    let text = String::from_utf8(bytes).map_err(|_| Error::invalid("file", path.display(), "a text in UTF-8"))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}
