//! Finished pictures of an upload set, to be looked at before they are saved.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, Result};
use crate::intake;

/// In one file beside the vault's, which has no name where the system can do that: it is gone when this is dropped, and
/// after a crash too.
#[derive(Debug)]
pub struct UploadPictures {
    file: Mutex<File>,
    folder: PathBuf,
    /// Of each picture its first byte and its length.
    places: Vec<(u64, u64)>,
}

impl UploadPictures {
    pub(super) fn in_folder(folder: &Path) -> Result<UploadPictures> {
        let file = tempfile::tempfile_in(folder).map_err(|e| Error::io(e, folder))?;
        Ok(UploadPictures { file: Mutex::new(file), folder: folder.to_owned(), places: Vec::new() })
    }

    pub(super) fn add(&mut self, jpeg: &[u8]) -> Result<()> {
        let at = self.places.last().map_or(0, |(at, length)| at + length);
        let file = self.file.get_mut().unwrap_or_else(PoisonError::into_inner);
        file.write_all(jpeg).map_err(|e| Error::io(e, &self.folder))?;
        self.places.push((at, jpeg.len() as u64));
        Ok(())
    }

    /// The JPEG that stands at this place of the set, counted from 0; None beyond its end.
    pub fn get(&self, index: usize) -> Result<Option<Vec<u8>>> {
        let Some((at, length)) = self.places.get(index).copied() else { return Ok(None) };
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut jpeg = vec![0; length as usize];
        let read = file.seek(SeekFrom::Start(at)).and_then(|_| file.read_exact(&mut jpeg));
        read.map_err(|e| Error::io(e, &self.folder))?;
        Ok(Some(jpeg))
    }

    /// As `get`, as small as the gallery's.
    pub fn small(&self, index: usize) -> Result<Option<Vec<u8>>> {
        let jpeg = self.get(index)?;
        Ok(jpeg.and_then(|jpeg| intake::thumbnail(&jpeg, "image/jpeg", None)).map(|small| small.jpeg))
    }
}
