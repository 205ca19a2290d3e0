//! Files read and hashed on all cores, handed over in their order, with bounded memory.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use super::Ready;
use crate::error::{Code, Result};
use crate::intake::{self, Found, Source};
use crate::model::{Hasher, Job, Origin, Stamp};

/// Larger files are streamed piece by piece and never lie in memory as a whole.
pub(super) const SMALL: u64 = 8 * 1024 * 1024;
/// Files that each reader may be ahead.
const AHEAD: usize = 2;
const MOST_READERS: usize = 4;

pub(super) enum Outcome {
    Refused(Code),
    Small(Box<Ready>),
    /// To be streamed by the one who asks.
    Large,
}

pub(super) enum Next<'f> {
    File(&'f Found, Outcome),
    /// Nothing came within the time given.
    Waited,
    Done,
}

/// Runs `body` with a function that yields the files in order. Reader n takes every n-th file and can be only a few
/// ahead, so that order and memory are both kept without a buffer that could grow.
pub(super) fn in_order<'f>(
    files: &'f [Found],
    tz: &str,
    job: &Job,
    body: impl FnOnce(&mut dyn FnMut(Option<Duration>) -> Next<'f>) -> Result<()>,
) -> Result<()> {
    let readers =
        std::thread::available_parallelism().map_or(2, usize::from).clamp(1, MOST_READERS).min(files.len().max(1));
    std::thread::scope(|scope| {
        let channels: Vec<Receiver<Outcome>> = (0..readers)
            .map(|n| {
                let (send, receive) = sync_channel(AHEAD);
                scope.spawn(move || read_share(files, n, readers, tz, job, &send));
                receive
            })
            .collect();
        let mut at = 0;
        let mut next = |patience: Option<Duration>| -> Next<'f> {
            let Some(found) = files.get(at) else { return Next::Done };
            let channel = &channels[at % readers];
            let received = match patience {
                None => channel.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(time) => channel.recv_timeout(time),
            };
            match received {
                Ok(outcome) => {
                    at += 1;
                    Next::File(found, outcome)
                }
                Err(RecvTimeoutError::Timeout) => Next::Waited,
                // A reader ends early only when the job was cancelled.
                Err(RecvTimeoutError::Disconnected) => Next::Done,
            }
        };
        body(&mut next)
        // The channels are dropped here: readers that still wait to send end.
    })
}

fn read_share(files: &[Found], first: usize, step: usize, tz: &str, job: &Job, send: &SyncSender<Outcome>) {
    for found in files.iter().skip(first).step_by(step) {
        if job.is_cancelled() {
            return;
        }
        let outcome = if found.size > SMALL { Outcome::Large } else { read_small(found, tz) };
        if send.send(outcome).is_err() {
            return;
        }
    }
}

fn read_small(found: &Found, tz: &str) -> Outcome {
    match read_whole(found, tz) {
        Ok(ready) => Outcome::Small(Box::new(ready)),
        Err(code) => Outcome::Refused(code),
    }
}

fn read_whole(found: &Found, tz: &str) -> std::result::Result<Ready, Code> {
    let mut source = Source::open(found)?;
    // With room for the byte that would show a file that grew.
    let mut bytes = Vec::with_capacity(found.size as usize + 1);
    let mut hasher = Hasher::new();
    loop {
        let n = source.append(&mut bytes)?;
        if bytes.len() as u64 > 2 * SMALL {
            return Err(Code::ChangedWhileReading);
        }
        if n == 0 {
            break;
        }
        hasher.update(&bytes[bytes.len() - n..]);
    }
    let end = source.finish()?;
    if end.size == 0 {
        return Err(Code::EmptyFile);
    }
    let media_type = intake::sniff(&end.head, &found.name);
    Ok(Ready {
        path: found.path.clone(),
        name: found.name.clone(),
        sha256: hasher.finish(),
        media: intake::media_info(&bytes, &media_type),
        bytes,
        origin: Origin::File,
        file_at: found.modified.and_then(|t| Stamp::from_system(t, tz)),
    })
}
