//! `upload-set`: pictures of a case for what a channel takes.

use std::path::PathBuf;

use clap::Args;
use liuzheng_core::api::{UploadFile, UploadLeft, UploadOptions};
use liuzheng_core::error::Result;
use liuzheng_core::model::Cause;

use crate::output::{Done, Output};
use crate::told::lines;
use crate::{Place, parsed};

#[derive(Args)]
pub struct UploadArgs {
    pub case: String,
    #[arg(long)]
    pub channel: String,
    /// A new folder; nothing that is there is touched. Without it: only what would be made is told
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
    /// Of another cause than the case's
    #[arg(long)]
    pub cause: Option<String>,
    /// So many files at most, in place of what is known of the channel
    #[arg(long, value_name = "N")]
    pub max_count: Option<u32>,
    /// Of one file
    #[arg(long, value_name = "BYTES")]
    pub max_bytes: Option<u64>,
    /// Take masked copies where there are any; where anybody can read it they always are
    #[arg(long)]
    pub masked: bool,
}

pub fn upload_set(place: &Place, a: &UploadArgs, out: &Output) -> Result<Done> {
    let cause: Option<Cause> = a.cause.as_deref().map(parsed).transpose()?;
    let options = UploadOptions {
        cause,
        max_count: a.max_count,
        max_bytes: a.max_bytes,
        masked: a.masked,
        ..UploadOptions::of(a.channel.clone(), out.lang)
    };
    let (session, case) = (place.read()?, parsed(&a.case)?);
    let set = match &a.to {
        Some(folder) => session.upload_set(&case, &options, folder, &out.job())?,
        None => session.upload_preview(&case, &options, &out.job())?,
    };
    out.value(&set, || {
        let file = |f: &UploadFile| format!("{:<32} {:>9} B  {}", f.name, f.bytes, f.numbers.join(" "));
        let left = |l: &UploadLeft| format!("! {}  {}", l.number, l.text);
        let hints = set.hints.iter().map(|h| format!("! {}", h.text));
        lines(set.files.iter().map(file).chain(set.left_out.iter().map(left)).chain(hints))
    });
    Ok(if set.files.is_empty() { Done::WithFindings } else { Done::Fine })
}
