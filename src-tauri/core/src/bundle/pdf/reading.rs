//! Pictures made ready on threads of their own, in the order in which the pages ask for them, at most a few ahead.

use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use super::slices::Wanted;
use crate::error::{Code, Error, Result};
use crate::model::{Job, Progress};

/// A JPEG of eight bits a channel, upright, with nothing in it but the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PicturePart {
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// Gives a picture in as many parts as are wanted; None for one that can't be shown after all.
pub type ReadPicture<'a> = dyn Fn(&Wanted) -> Result<Option<Vec<PicturePart>>> + Sync + 'a;

/// Pictures that each thread may be ahead.
const AHEAD: usize = 1;

type Made = Result<Option<Vec<PicturePart>>>;

pub struct Pictures<'a> {
    threads: Vec<Receiver<Made>>,
    next: usize,
    current: Option<Vec<PicturePart>>,
    count: usize,
    job: &'a Job,
}

impl Pictures<'_> {
    /// A part of a picture; pictures are asked for in order, parts of one in any.
    pub fn part(&mut self, picture: usize, part: u32) -> Result<Option<PicturePart>> {
        while self.next <= picture {
            self.job.go_on()?;
            let thread = &self.threads[self.next % self.threads.len()];
            let made = thread.recv().or_else(|_| {
                // A thread that saw the cancel first has gone.
                self.job.go_on()?;
                Err(Error::new(Code::Internal).with("reason", "no more pictures"))
            });
            self.current = made??;
            self.next += 1;
            self.job.report(Progress { done: self.next as u64, total: self.count as u64, ..Progress::default() });
        }
        Ok(self.current.as_ref().and_then(|parts| parts.get(part as usize)).cloned())
    }
}

/// Runs `body` while pictures are read; its end ends the reading.
pub fn reading<T>(
    wanted: &[Wanted],
    read: &ReadPicture,
    job: &Job,
    body: impl FnOnce(Pictures) -> Result<T>,
) -> Result<T> {
    let count = thread::available_parallelism().map_or(2, usize::from).clamp(1, 4);
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for first in 0..count {
            let (send, receive) = sync_channel(AHEAD);
            threads.push(receive);
            scope.spawn(move || {
                for w in wanted.iter().skip(first).step_by(count) {
                    if job.is_cancelled() || send.send(read(w)).is_err() {
                        return;
                    }
                }
            });
        }
        body(Pictures { threads, next: 0, current: None, count: wanted.len(), job })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(count: usize) -> Vec<Wanted> {
        (0..count).map(|piece| Wanted { piece, width: 1, parts: 1, reach: 0.0, overlap: 0.0 }).collect()
    }

    fn part(byte: usize) -> PicturePart {
        PicturePart { jpeg: vec![byte as u8], width: 1, height: 1 }
    }

    #[test]
    fn pictures_come_in_order_whichever_thread_is_first() {
        let read = |w: &Wanted| Ok((w.piece != 3).then(|| vec![part(w.piece)]));
        let got = reading(&wanted(50), &read, &Job::quiet(), |mut pictures| {
            (0..50).map(|at| pictures.part(at, 0)).collect::<Result<Vec<_>>>()
        });
        let expected: Vec<_> = (0..50).map(|at| (at != 3).then(|| part(at))).collect();
        assert_eq!(got.unwrap(), expected);
    }

    #[test]
    fn a_failure_and_a_cancel_end_the_reading() {
        let fails = |w: &Wanted| if w.piece == 7 { Err(Error::new(Code::OriginalMissing)) } else { Ok(None) };
        let all = |mut pictures: Pictures| (0..50).try_for_each(|at| pictures.part(at, 0).map(drop));
        assert_eq!(reading(&wanted(50), &fails, &Job::quiet(), all).unwrap_err().code, Code::OriginalMissing);
        let job = Job::quiet();
        let cancels = |w: &Wanted| {
            if w.piece == 5 {
                job.cancel();
            }
            Ok(None)
        };
        assert_eq!(reading(&wanted(50), &cancels, &job, all).unwrap_err().code, Code::Cancelled);
    }
}
