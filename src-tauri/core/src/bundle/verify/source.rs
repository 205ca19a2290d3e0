//! Files of a bundle, whether they lie in a ZIP or in a folder.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use super::zipfile::{Body, ZipEntry};
use crate::error::{Error, Result};

/// Names that are no files of a bundle by more than these numbers are not believed.
pub const MAX_ENTRIES: usize = 120_000;
/// Memory for names, whatever their number.
pub const MAX_NAMES: u64 = 16 << 20;

pub struct Entry {
    /// With slashes; safe (`names::wrong` is none).
    pub name: Box<str>,
    pub size: u64,
    pub place: Place,
}

pub enum Place {
    Zip(ZipEntry),
    Folder,
}

pub enum Source {
    Zip { path: PathBuf, file: File, bytes: u64, entries: Vec<Entry> },
    Folder { path: PathBuf, bytes: u64, entries: Vec<Entry> },
}

/// What came of reading one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Whole,
    /// All bytes were read, but the ZIP's own checksum is another.
    WrongCrc,
    /// Could not be read to its end.
    Damaged(String),
}

impl Source {
    pub fn entries(&self) -> &[Entry] {
        match self {
            Source::Zip { entries, .. } | Source::Folder { entries, .. } => entries,
        }
    }

    /// Of the ZIP, or of all files.
    pub fn bytes(&self) -> u64 {
        match self {
            Source::Zip { bytes, .. } | Source::Folder { bytes, .. } => *bytes,
        }
    }

    /// Reads a file once, through `reader`. What is wrong with its bytes is the outcome; `Err` is this computer's.
    pub fn read<T>(
        &self,
        entry: &Entry,
        reader: impl FnOnce(&mut dyn Read) -> io::Result<T>,
    ) -> Result<(Option<T>, Outcome)> {
        match (self, &entry.place) {
            (Source::Zip { path, file, .. }, Place::Zip(place)) => {
                let mut body = Body::open(file, place).map_err(|e| Error::io(e, path))?;
                let (value, mut outcome) = sort(reader(&mut body)).map_err(|e| Error::io(e, path))?;
                if outcome == Outcome::Whole {
                    outcome = sort(body.finish()).map_err(|e| Error::io(e, path))?.into_outcome();
                }
                Ok((value, outcome))
            }
            (Source::Folder { path, .. }, _) => {
                let path = entry.name.split('/').fold(path.clone(), |p, part| p.join(part));
                let mut file = File::open(&path).map_err(|e| Error::io(e, &path))?;
                sort(reader(&mut file)).map_err(|e| Error::io(e, &path))
            }
            (Source::Zip { .. }, Place::Folder) => Ok((None, Outcome::Damaged("not in the archive".into()))),
        }
    }
}

trait IntoOutcome {
    fn into_outcome(self) -> Outcome;
}

impl IntoOutcome for (Option<bool>, Outcome) {
    fn into_outcome(self) -> Outcome {
        match self {
            (Some(true), _) => Outcome::Whole,
            (Some(false), _) => Outcome::WrongCrc,
            (None, outcome) => outcome,
        }
    }
}

/// Damage of the bundle apart from failures of the computer.
fn sort<T>(result: io::Result<T>) -> io::Result<(Option<T>, Outcome)> {
    match result {
        Ok(value) => Ok((Some(value), Outcome::Whole)),
        Err(e) if matches!(e.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof) => {
            Ok((None, Outcome::Damaged(e.to_string())))
        }
        Err(e) => Err(e),
    }
}
