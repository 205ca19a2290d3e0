//! The file behind a ZIP writer that also hashes what it writes, once, in the order of the file.
//!
//! A ZIP writer goes back to fill sizes and checksums into the header of an entry. So the bytes of the current entry
//! are kept in memory, up to a limit, until they are final; only of a larger entry are the bytes read back.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::rc::Rc;
use std::sync::mpsc::SyncSender;

use crate::model::{Hasher, Sha256};

/// Most pictures fit; films are read back.
const HELD: usize = 8 << 20;
/// Bytes after which a sync is asked for, to run beside the writing: the last one is short then, and progress says what
/// is true also on a slow disk.
const SYNC_EVERY: u64 = 64 << 20;

pub struct HashingFile {
    file: File,
    hasher: Hasher,
    /// Up to here the bytes are final, hashed and in the file.
    final_to: u64,
    /// The bytes from `final_to` on; not used once they have outgrown it (`spilled`).
    held: Vec<u8>,
    spilled: bool,
    at: u64,
    end: u64,
    /// Asks for a sync.
    tick: SyncSender<()>,
    unsynced: u64,
}

impl HashingFile {
    pub fn new(file: File, tick: SyncSender<()>) -> Self {
        let (hasher, held) = (Hasher::new(), Vec::new());
        HashingFile { file, hasher, final_to: 0, held, spilled: false, at: 0, end: 0, tick, unsynced: 0 }
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.unsynced += bytes.len() as u64;
        if self.unsynced >= SYNC_EVERY {
            self.unsynced = 0;
            // One that still waits will do for this too.
            let _ = self.tick.try_send(());
        }
        Ok(())
    }

    pub fn end(&self) -> u64 {
        self.end
    }

    /// Everything before `to` is final.
    pub fn settle(&mut self, to: u64) -> io::Result<()> {
        let done = usize::try_from(to - self.final_to).map_err(io::Error::other)?;
        if self.spilled {
            self.file.seek(SeekFrom::Start(self.final_to))?;
            self.held.resize(1 << 20, 0);
            let mut left = done;
            while left > 0 {
                let n = left.min(self.held.len());
                self.file.read_exact(&mut self.held[..n])?;
                self.hasher.update(&self.held[..n]);
                left -= n;
            }
            self.held.resize(usize::try_from(self.end - to).map_err(io::Error::other)?, 0);
            self.file.read_exact(&mut self.held)?;
            self.file.seek(SeekFrom::Start(to))?;
            self.spilled = false;
        } else {
            let mut held = std::mem::take(&mut self.held);
            self.hasher.update(&held[..done]);
            self.put(&held[..done])?;
            held.drain(..done);
            self.held = held;
        }
        self.final_to = to;
        Ok(())
    }

    /// The file, its length and its hash.
    pub fn finish(mut self) -> io::Result<(File, u64, Sha256)> {
        self.settle(self.end)?;
        Ok((self.file, self.end, self.hasher.finish()))
    }
}

impl Write for HashingFile {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        if !self.spilled && self.held.len() + buf.len() > HELD {
            let held = std::mem::take(&mut self.held);
            self.put(&held)?;
            self.spilled = true;
            self.file.seek(SeekFrom::Start(self.at))?;
        }
        if self.spilled {
            self.put(buf)?;
        } else {
            let from = usize::try_from(self.at - self.final_to).map_err(io::Error::other)?;
            let over = (self.held.len() - from).min(buf.len());
            self.held[from..from + over].copy_from_slice(&buf[..over]);
            self.held.extend_from_slice(&buf[over..]);
        }
        self.at += buf.len() as u64;
        self.end = self.end.max(self.at);
        Ok(buf.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for HashingFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.end.checked_add_signed(by),
        };
        let at = at.filter(|at| (self.final_to..=self.end).contains(at));
        self.at = at.ok_or_else(|| io::Error::other("the ZIP writer went back behind what is final"))?;
        if self.spilled {
            self.file.seek(SeekFrom::Start(self.at))?;
        }
        Ok(self.at)
    }

    fn stream_position(&mut self) -> io::Result<u64> {
        Ok(self.at)
    }
}

/// A `HashingFile` lent to a ZIP writer that keeps what it is given. Once abandoned it swallows everything: such a
/// writer tries to complete the archive when it is dropped, also after a failure.
#[derive(Clone)]
pub struct Lent(Rc<RefCell<Option<HashingFile>>>);

impl Lent {
    pub fn new(file: HashingFile) -> Self {
        Lent(Rc::new(RefCell::new(Some(file))))
    }

    /// Takes the file back; what the writer does from now on is lost.
    pub fn take_back(&self) -> Option<HashingFile> {
        self.0.borrow_mut().take()
    }

    pub fn end(&self) -> u64 {
        self.0.borrow().as_ref().map_or(0, HashingFile::end)
    }

    pub fn settle(&self, to: u64) -> io::Result<()> {
        self.0.borrow_mut().as_mut().map_or(Ok(()), |f| f.settle(to))
    }
}

impl Write for Lent {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().as_mut().map_or(Ok(buf.len()), |f| f.write(buf))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Lent {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.borrow_mut().as_mut().map_or(Ok(0), |f| f.seek(to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::hash_bytes;
    use std::sync::mpsc::sync_channel;

    #[test]
    fn the_hash_is_that_of_the_file_though_headers_are_filled_in_later() {
        for size in [10, HELD - 5, HELD + 100, 3 * HELD] {
            let (tick, _ticks) = sync_channel(1);
            let mut sink = HashingFile::new(tempfile::tempfile().expect("a temporary file"), tick);
            let mut expected = Vec::new();
            for round in 0..3u8 {
                let body: Vec<u8> = (0..size).map(|i| (i as u8).wrapping_mul(7).wrapping_add(round)).collect();
                let start = sink.stream_position().expect("known");
                sink.write_all(b"head").expect("written");
                for piece in body.chunks(1 << 20) {
                    sink.write_all(piece).expect("written");
                }
                let end = sink.stream_position().expect("known");
                sink.seek(SeekFrom::Start(start)).expect("not final yet");
                sink.write_all(b"HEAD").expect("written");
                sink.seek(SeekFrom::Start(end)).expect("the end");
                sink.settle(end).expect("settled");
                assert!(sink.seek(SeekFrom::Start(start)).is_err(), "what is final stays");
                expected.extend_from_slice(b"HEAD");
                expected.extend_from_slice(&body);
            }
            let (mut file, len, hash) = sink.finish().expect("finished");
            let mut found = Vec::new();
            file.seek(SeekFrom::Start(0)).expect("the start");
            file.read_to_end(&mut found).expect("read");
            assert!(found == expected && len == expected.len() as u64, "the file holds what was written, size {size}");
            assert_eq!(hash, hash_bytes(&expected), "size {size}");
        }
    }
}
