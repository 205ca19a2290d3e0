//! Reads one file once, in pieces, and tells when it was not the same file from the first byte to the last.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::collect::{Found, refusal, special};
use crate::error::{Code, Error};
use crate::model::{Hasher, Sha256};

/// Bytes of one piece.
pub const PIECE: usize = 256 * 1024;
/// Bytes of the beginning that are kept for `sniff`.
pub const HEAD: usize = 64 * 1024;

/// An open file on its way in.
#[derive(Debug)]
pub struct Source {
    file: File,
    path: PathBuf,
    first: Look,
    size: u64,
    head: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceEnd {
    /// Bytes read; the size of the file at both looks.
    pub size: u64,
    /// The first `HEAD` bytes or less.
    pub head: Vec<u8>,
}

/// What two looks at an unchanged file have in common.
#[derive(Debug, PartialEq, Eq)]
struct Look {
    size: u64,
    modified: Option<SystemTime>,
    /// Device and inode, where there are such.
    place: Option<(u64, u64)>,
}

impl Source {
    pub fn open(found: &Found) -> Result<Source, Code> {
        let before = fs::symlink_metadata(&found.path).map_err(|e| refusal(&e))?;
        special(&before).map_or(Ok(()), Err)?;
        let file = open_plainly(&found.path).map_err(|e| refusal(&e))?;
        let meta = file.metadata().map_err(|e| refusal(&e))?;
        special(&meta).map_or(Ok(()), Err)?;
        let first = Look::at(&meta);
        if first.place != Look::at(&before).place {
            return Err(Code::ChangedWhileReading);
        }
        if first.size == 0 {
            return Err(Code::EmptyFile);
        }
        Ok(Source { file, path: found.path.clone(), first, size: 0, head: Vec::new() })
    }

    /// Puts the next piece into `buf`: `PIECE` bytes, the last one shorter. False at the end, with `buf` empty.
    pub fn next(&mut self, buf: &mut Vec<u8>) -> Result<bool, Code> {
        buf.clear();
        Ok(self.append(buf)? > 0)
    }

    /// As `next`, behind what `buf` holds; how many bytes there were.
    pub fn append(&mut self, buf: &mut Vec<u8>) -> Result<usize, Code> {
        let from = buf.len();
        // One byte more than there should be shows a file that grew.
        let left = usize::try_from(self.first.size.saturating_sub(self.size)).unwrap_or(PIECE);
        let piece = PIECE.min(left + 1);
        buf.reserve(piece);
        let read = (&mut self.file).take(piece as u64).read_to_end(buf);
        let filled = read.map_err(|_| Code::Unreadable)?;
        self.size += filled as u64;
        let room = HEAD - self.head.len();
        self.head.extend_from_slice(&buf[from..from + room.min(filled)]);
        Ok(filled)
    }

    /// The second look: `ChangedWhileReading` unless the file is the one that was opened, unchanged and read whole.
    pub fn finish(self) -> Result<SourceEnd, Code> {
        let held = Look::at(&self.file.metadata().map_err(|e| refusal(&e))?);
        let named = Look::at(&fs::symlink_metadata(&self.path).map_err(|e| refusal(&e))?);
        let same_place = named.place == self.first.place;
        if held != self.first || !same_place || named.size != self.first.size || self.size != self.first.size {
            return Err(Code::ChangedWhileReading);
        }
        Ok(SourceEnd { size: self.size, head: self.head })
    }
}

/// Reads a whole file only to know its hash.
pub fn hash_only(found: &Found) -> Result<Sha256, Code> {
    let mut source = Source::open(found)?;
    let (mut hasher, mut buf) = (Hasher::new(), Vec::new());
    while source.next(&mut buf)? {
        hasher.update(&buf);
    }
    source.finish()?;
    Ok(hasher.finish())
}

/// A file that the user named: where a link leads is followed, but only a plain file is opened, so that nothing waits
/// for a pipe or wakes a device.
pub fn open_named(path: &Path) -> Result<File, Error> {
    let failed = |e: io::Error| match e.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::not_found("file", path.display()).because(e),
        // A link that leads in a circle leads nowhere too.
        io::ErrorKind::PermissionDenied => Error::io(e, path),
        _ if path.is_symlink() => Error::not_found("file", path.display()).because(e),
        _ => Error::io(e, path),
    };
    let plain = |meta: Metadata| {
        let special = || Error::new(Code::SpecialFile).with("path", path.display());
        if meta.is_file() { Ok(()) } else { Err(special()) }
    };
    plain(fs::metadata(path).map_err(failed)?)?;
    let file = open_waiting_for_none(path).map_err(failed)?;
    plain(file.metadata().map_err(failed)?)?;
    Ok(file)
}

impl Look {
    fn at(meta: &Metadata) -> Look {
        Look { size: meta.len(), modified: meta.modified().ok(), place: place(meta) }
    }
}

#[cfg(unix)]
fn place(meta: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((meta.dev(), meta.ino()))
}

#[cfg(not(unix))]
fn place(_: &Metadata) -> Option<(u64, u64)> {
    None
}

/// Follows no link in the last part and does not wait for a pipe that took the file's place since the look.
#[cfg(unix)]
fn open_plainly(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().read(true).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY).open(path)
}

#[cfg(unix)]
fn open_waiting_for_none(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY).open(path)
}

#[cfg(not(unix))]
fn open_waiting_for_none(path: &Path) -> io::Result<File> {
    File::open(path)
}

#[cfg(not(unix))]
fn open_plainly(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::super::{Recursive, collect};
    use super::*;
    use crate::model::hash_bytes;
    use std::io::Write;

    fn found(path: &Path) -> Found {
        collect(&[path.to_owned()], Recursive::Shallow).files.remove(0)
    }

    fn read_all(source: &mut Source) -> Vec<usize> {
        let (mut pieces, mut buf) = (Vec::new(), Vec::new());
        while source.next(&mut buf).unwrap() {
            pieces.push(buf.len());
        }
        pieces
    }

    #[test]
    fn a_file_comes_in_exact_pieces_and_its_beginning_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("film");
        let bytes: Vec<u8> = (0..PIECE * 2 + 7).map(|i| (i % 251) as u8).collect();
        fs::write(&path, &bytes).unwrap();
        let mut source = Source::open(&found(&path)).unwrap();
        assert_eq!(read_all(&mut source), [PIECE, PIECE, 7]);
        let end = source.finish().unwrap();
        assert_eq!((end.size, end.head.as_slice()), (bytes.len() as u64, &bytes[..HEAD]));
        assert_eq!(hash_only(&found(&path)).unwrap(), hash_bytes(&bytes));
    }

    #[test]
    fn a_file_that_grows_shrinks_or_is_rewritten_while_read_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        let spoil: [(&str, &dyn Fn()); 3] = [
            ("grown", &|| OpenOptions::new().append(true).open(&path).unwrap().write_all(b"more").unwrap()),
            ("cut", &|| OpenOptions::new().write(true).open(&path).unwrap().set_len(5).unwrap()),
            ("rewritten", &|| {
                let file = OpenOptions::new().write(true).open(&path).unwrap();
                file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
            }),
        ];
        for (how, act) in spoil {
            fs::write(&path, vec![1u8; 300_000]).unwrap();
            let mut source = Source::open(&found(&path)).unwrap();
            let mut buf = Vec::new();
            source.next(&mut buf).unwrap();
            act();
            read_all(&mut source);
            assert_eq!(source.finish(), Err(Code::ChangedWhileReading), "{how}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn of_what_the_user_names_only_a_plain_file_is_opened_and_the_rest_is_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::write(at("file"), "x").unwrap();
        std::os::unix::fs::symlink(at("file"), at("link")).unwrap();
        std::os::unix::fs::symlink(at("gone"), at("dangling")).unwrap();
        std::os::unix::fs::symlink(at("loop"), at("loop")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
        std::os::unix::fs::symlink(at("pipe"), at("to the pipe")).unwrap();
        let code = |name: &str| open_named(&at(name)).map(drop).map_err(|e| e.code);
        assert_eq!((code("file"), code("link")), (Ok(()), Ok(())));
        for (name, why) in [
            ("gone", Code::NotFound),
            ("dangling", Code::NotFound),
            ("loop", Code::NotFound),
            ("file/in", Code::NotFound),
            ("pipe", Code::SpecialFile),
            ("to the pipe", Code::SpecialFile),
            ("", Code::SpecialFile),
            ("很长".repeat(200).as_str(), Code::InvalidValue),
        ] {
            assert_eq!(code(name), Err(why), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_removed_or_replaced_while_read_is_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let (path, other) = (dir.path().join("a"), dir.path().join("b"));
        fs::write(&path, "same").unwrap();
        let mut source = Source::open(&found(&path)).unwrap();
        fs::remove_file(&path).unwrap();
        read_all(&mut source);
        assert_eq!(source.finish(), Err(Code::Vanished));

        fs::write(&path, "same").unwrap();
        let mut source = Source::open(&found(&path)).unwrap();
        fs::write(&other, "same").unwrap();
        fs::rename(&other, &path).unwrap();
        read_all(&mut source);
        assert_eq!(source.finish(), Err(Code::ChangedWhileReading), "another file has its name now");
    }

    #[cfg(unix)]
    #[test]
    fn what_became_a_pipe_a_link_or_nothing_since_the_look_is_refused_without_waiting() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        fs::write(&path, "x").unwrap();
        let seen = found(&path);
        fs::remove_file(&path).unwrap();
        assert_eq!(Source::open(&seen).unwrap_err(), Code::Vanished);
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        assert_eq!(Source::open(&seen).unwrap_err(), Code::SpecialFile);
        assert!(open_plainly(&path).is_ok(), "even the bare opening of a pipe without a writer returns");
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", &path).unwrap();
        assert_eq!(Source::open(&seen).unwrap_err(), Code::Symlink);
        assert!(open_plainly(&path).is_err(), "even the bare opening follows no link");
    }
}
