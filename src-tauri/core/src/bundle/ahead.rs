//! Originals read and hashed again on a thread of their own, while the ones before are written.

use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use super::plan::{Body, Plan};
use crate::error::{Code, Error, Result};
use crate::model::{Hasher, Sha256};

/// Hands the bytes of an original to a sink, piece by piece, in order.
pub type ReadOriginal<'a> = dyn FnMut(&Sha256, &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> + Send + 'a;

/// Pieces that the reader may be ahead: at most 6 MiB of the vault's.
const AHEAD: usize = 6;

/// Pieces of the originals in the order of the plan.
pub struct Pieces(Receiver<Result<Option<Vec<u8>>>>);

impl Pieces {
    /// None at the end of an original, which then has proved to be the one that the plan names.
    pub fn next(&self) -> Result<Option<Vec<u8>>> {
        self.0.recv().unwrap_or_else(|_| Err(Error::new(Code::Internal).with("reason", "no more originals")))
    }
}

/// Runs `body`, which takes every piece or fails; its failure ends the reading.
pub fn read_ahead<T>(plan: &Plan, read: &mut ReadOriginal, body: impl FnOnce(Pieces) -> Result<T>) -> Result<T> {
    thread::scope(|scope| {
        let (send, receive) = sync_channel(AHEAD);
        scope.spawn(move || {
            let stopped = || Error::new(Code::Cancelled);
            for part in &plan.parts {
                let Body::Original { number, sha256, size } = &part.body else { continue };
                let original = checked(read, (sha256, *size), &mut |piece| {
                    send.send(Ok(Some(piece.to_vec()))).map_err(|_| stopped())
                });
                let failed = original.is_err();
                let end = original.map(|()| None).map_err(|e| e.with("evidence", number));
                if send.send(end).is_err() || failed {
                    return;
                }
            }
        });
        body(Pieces(receive))
    })
}

/// The bytes, then a failure unless they were those that the plan names. Never a byte more than planned.
fn checked(
    read: &mut ReadOriginal,
    (sha256, size): (&Sha256, u64),
    sink: &mut dyn FnMut(&[u8]) -> Result<()>,
) -> Result<()> {
    let changed = || Error::new(Code::OriginalChanged);
    let (mut hasher, mut length) = (Hasher::new(), 0u64);
    read(sha256, &mut |piece| {
        length += piece.len() as u64;
        if length > size {
            return Err(changed());
        }
        hasher.update(piece);
        sink(piece)
    })?;
    if length != size || hasher.finish() != *sha256 { Err(changed()) } else { Ok(()) }
}
