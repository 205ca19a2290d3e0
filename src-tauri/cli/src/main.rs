//! `liuzheng-cli`: the same use cases as the window, for a terminal, scripts and tests. The contract is the README's
//! "Command line" chapter: with `--json` one JSON value on stdout, progress on stderr, and four exit codes.

mod args;
mod cases;
mod evidence;
mod filing;
mod mask;
mod output;
mod own;
mod rules;
mod series;
mod timestamp;
mod told;
mod transfer;
mod upload;

use std::process::ExitCode;

use clap::Parser;
use liuzheng_core::api::{self, Session};
use liuzheng_core::clock::Clock;
use liuzheng_core::error::{Error, Result};

use args::{Command, Options};
use output::{Done, Output};

fn main() -> ExitCode {
    // Before anything else: the child of a command that decodes a file apart is this program too.
    if api::decode_if_asked() {
        return ExitCode::SUCCESS;
    }
    let options = match Options::try_parse() {
        Ok(options) => options,
        Err(e) => return output::usage(&e),
    };
    let out = Output::new(options.json, options.lang());
    match run(&options, &out) {
        Ok(done) => ExitCode::from(done as u8),
        Err(e) => {
            out.error(&e);
            ExitCode::from(e.code.exit_code())
        }
    }
}

fn run(options: &Options, out: &Output) -> Result<Done> {
    let place = Place { options, clock: Clock::from_env()? };
    match &options.command {
        Command::Init => {
            let dir = place.dir()?;
            Session::init(&dir)?;
            out.value(&serde_json::json!({ "vault": dir.display().to_string() }), || dir.display().to_string());
            Ok(Done::Fine)
        }
        Command::Recover => transfer::recover(&place, out),
        Command::Case(c) => cases::case(&place, c, out),
        Command::Id(c) => cases::id(&place, c, out),
        Command::Import(a) => transfer::import(&place, a, out),
        Command::Evidence(c) => evidence::evidence(&place, c, out),
        Command::Mask(c) => mask::mask(&place, c, out),
        Command::Event(c) => told::event(&place, c, out),
        Command::Talk(c) => told::talk(&place, c, out),
        Command::Timeline { case } => told::timeline(&place, case, out),
        Command::Series(c) => series::series(&place, c, out),
        Command::Alike { case } => series::alike(&place, case, out),
        Command::Rules(c) => rules::rules(&place, c, out),
        Command::Claim(a) => rules::claim(&place, a, out),
        Command::Channels(c) => rules::channels(&place, c, out),
        Command::Deadlines(a) => filing::deadlines(&place, a, out),
        Command::Checklist(a) => filing::checklist(&place, a, out),
        Command::Draft(a) => filing::draft(&place, a, out),
        Command::Filing(c) => filing::filing(&place, c, out),
        Command::Complaint(c) => filing::complaint(&place, c, out),
        Command::UploadSet(a) => upload::upload_set(&place, a, out),
        Command::Own(c) => own::own(&place, c, out),
        Command::Export(a) => transfer::export(&place, a, out),
        Command::Verify { bundle, trust, previous } => {
            transfer::verify(bundle, previous.as_deref(), trust.as_deref(), out)
        }
        Command::Timestamp(c) => timestamp::timestamp(&place, c, out),
        Command::Search(a) => evidence::search(&place, a, out),
        Command::Log { case } => evidence::log(&place, case, out),
        Command::Check { resume } => transfer::check(&place, *resume, out),
        #[cfg(feature = "bench")]
        Command::Bench(c) => transfer::bench(&place, c, out),
    }
}

/// Which vault, and by which clock.
struct Place<'a> {
    options: &'a Options,
    clock: Clock,
}

impl Place<'_> {
    fn dir(&self) -> Result<std::path::PathBuf> {
        match &self.options.vault {
            Some(dir) => Ok(dir.clone()),
            None => api::chosen_folder(),
        }
    }

    /// Takes the vault's lock.
    fn open(&self) -> Result<Session> {
        Session::open(&self.dir()?, self.clock)
    }

    /// Reads beside a window that is open.
    fn read(&self) -> Result<Session> {
        Session::open_to_read(&self.dir()?, self.clock)
    }

    fn time(&self, text: &str) -> Result<liuzheng_core::model::When> {
        liuzheng_core::model::When::read(text, &self.clock.now().tz)
    }
}

/// An argument that core reads: kinds, ids, amounts.
fn parsed<T: std::str::FromStr<Err = Error>>(text: &str) -> Result<T> {
    text.parse()
}
