//! One writer at a time: an OS file lock, held for the life of the window and for a writing command.
//!
//! The system frees it when the process ends, however it ends; no manual step is ever needed.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::error::{Code, Error, Result};

pub(super) struct Lock {
    _file: File,
}

pub(super) fn take(dir: &Path) -> Result<Lock> {
    let path = dir.join("vault.lock");
    let file =
        OpenOptions::new().create(true).write(true).truncate(false).open(&path).map_err(|e| Error::io(e, &path))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock { _file: file }),
        Err(TryLockError::WouldBlock) => Err(Error::new(Code::VaultBusy).with("path", dir.display())),
        Err(TryLockError::Error(e)) => Err(Error::io(e, &path)),
    }
}
