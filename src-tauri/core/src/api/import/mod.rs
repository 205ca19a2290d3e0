//! Import: files are read once on all cores, made durable in batches, then told as saved.
//!
//! Order: bytes committed in originals.db, then facts and custody entries in one transaction, then "saved". A crash
//! in between leaves bytes without facts, never facts without bytes. The writer's lock is held over both, so that a
//! removal of the same bytes can't cross.

mod filing_in;
mod large;
mod reading;

use std::path::PathBuf;
use std::time::Duration;

use super::{ErrorView, ImportReport, ImportedRow, RefusedRow, Session};
use crate::error::{Code, Error, Result};
use crate::intake::{self, Recursive};
use crate::model::{
    CaseId, EvidenceFacts, EvidenceKind, Job, MediaInfo, Origin, Progress, Sha256, Stamp, When, hash_bytes,
};
use crate::vault::BATCH;
pub(super) use filing_in::file_one;
use reading::Outcome;

/// Most files in one batch: one fsync of each database for all of them.
const BATCH_FILES: usize = 25;
/// A batch that waits this long for its next file is saved as it is.
const PATIENCE: Duration = Duration::from_millis(250);

/// What is said of every file of an import.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    pub recursive: bool,
    pub kind: Option<EvidenceKind>,
    pub shown_at: Option<When>,
}

impl ImportOptions {
    fn facts(&self) -> EvidenceFacts {
        EvidenceFacts { kind: self.kind, shown_at: self.shown_at.clone(), ..EvidenceFacts::default() }
    }
}

/// Called after each batch with what is saved for good.
pub type Saved<'a> = dyn Fn(&[ImportedRow]) + Sync + 'a;

/// A file whose bytes wait in memory to be saved.
struct Ready {
    path: PathBuf,
    name: String,
    bytes: Vec<u8>,
    sha256: Sha256,
    media: MediaInfo,
    origin: Origin,
    file_at: Option<Stamp>,
}

/// One import under way.
struct Import<'a> {
    session: &'a Session,
    case: &'a CaseId,
    facts: EvidenceFacts,
    job: &'a Job,
    saved: &'a Saved<'a>,
    report: ImportReport,
    waiting: Vec<Ready>,
    waiting_bytes: usize,
    progress: Progress,
}

impl Session {
    /// `Err` only when nothing could be begun (no such case); else a report, with `error` when it stopped early.
    pub fn import(
        &self,
        case: &CaseId,
        paths: &[PathBuf],
        options: &ImportOptions,
        job: &Job,
        saved: &Saved,
    ) -> Result<ImportReport> {
        self.vault.read(|f| f.case(case))?;
        let depth = if options.recursive { Recursive::Deep } else { Recursive::Shallow };
        let collected = intake::collect(paths, depth);
        let mut import = Import::new(self, case, options.facts(), job, saved);
        for (path, code) in collected.refused {
            import.refuse(path, code);
        }
        import.progress.total = collected.files.len() as u64;
        import.progress.bytes_total = collected.files.iter().map(|f| f.size).sum();
        let outcome = import.run(collected.files);
        Ok(import.close(outcome))
    }

    /// Pixels of the clipboard, encoded as PNG by this app: their origin is told as pasted.
    pub fn import_pixels(&self, case: &CaseId, width: u32, height: u32, rgba: &[u8]) -> Result<ImportReport> {
        self.vault.read(|f| f.case(case))?;
        let bytes = intake::encode_png(width, height, rgba).ok_or_else(|| Error::new(Code::ClipboardEmpty))?;
        let now = self.now();
        let job = Job::quiet();
        let mut import = Import::new(self, case, EvidenceFacts::default(), &job, &|_| {});
        let ready = Ready {
            path: PathBuf::new(),
            name: format!("paste-{}.png", now.compact()),
            sha256: hash_bytes(&bytes),
            media: intake::media_info(&bytes, "image/png"),
            bytes,
            origin: Origin::Paste,
            file_at: None,
        };
        let outcome = import.take(ready).and_then(|()| import.flush());
        Ok(import.close(outcome))
    }
}

impl<'a> Import<'a> {
    fn new(session: &'a Session, case: &'a CaseId, facts: EvidenceFacts, job: &'a Job, saved: &'a Saved<'a>) -> Self {
        Import {
            session,
            case,
            facts,
            job,
            saved,
            report: ImportReport::default(),
            waiting: Vec::new(),
            waiting_bytes: 0,
            progress: Progress::default(),
        }
    }

    fn run(&mut self, files: Vec<intake::Found>) -> Result<()> {
        let tz = self.session.now().tz;
        let job = self.job.clone();
        reading::in_order(&files, &tz, &job, |next| {
            loop {
                self.job.go_on()?;
                let patience = if self.waiting.is_empty() { None } else { Some(PATIENCE) };
                match next(patience) {
                    reading::Next::Done => {
                        self.flush()?;
                        // Readers that end early do so because of a cancel.
                        return if self.progress.done < self.progress.total { self.job.go_on() } else { Ok(()) };
                    }
                    reading::Next::Waited => self.flush()?,
                    reading::Next::File(found, outcome) => match outcome {
                        Outcome::Refused(code) => {
                            self.refuse(found.path.clone(), code);
                            self.step(found.size);
                        }
                        Outcome::Small(ready) => self.take(*ready)?,
                        Outcome::Large => {
                            self.flush()?;
                            self.take_large(found, &tz)?;
                            self.step(0);
                        }
                    },
                }
            }
        })
    }

    fn take(&mut self, ready: Ready) -> Result<()> {
        self.waiting_bytes += ready.bytes.len();
        self.waiting.push(ready);
        if self.waiting_bytes >= BATCH || self.waiting.len() >= BATCH_FILES { self.flush() } else { Ok(()) }
    }

    fn refuse(&mut self, path: PathBuf, code: Code) {
        self.report.refused.push(RefusedRow { path: path.to_string_lossy().into_owned(), code });
    }

    /// One more file is dealt with.
    fn step(&mut self, bytes: u64) {
        self.progress.done += 1;
        self.progress.bytes_done += bytes;
        self.job.report(self.progress);
    }

    fn close(mut self, outcome: Result<()>) -> ImportReport {
        if let Err(e) = outcome {
            let e = match e.code {
                Code::NoSpace => {
                    let rest = self.progress.bytes_total.saturating_sub(self.progress.bytes_done);
                    e.with("needed_bytes", rest)
                }
                _ => e,
            };
            self.report.error = Some(ErrorView::from(&e.with("saved", self.report.imported.len())));
        }
        if !self.report.imported.is_empty() {
            // What came in is saved and told; that its log is to be timestamped too is no reason to call it failed.
            let _ = self.session.mark_import(self.case);
        }
        self.report
    }
}
