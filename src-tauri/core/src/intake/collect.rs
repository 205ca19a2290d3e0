//! Finds the files behind what was dropped, chosen or named. Opens nothing and follows no link.

use std::cmp::Ordering;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::error::Code;

/// Whether folders are walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recursive {
    /// A folder is refused as a special file.
    Shallow,
    /// Every non-empty regular file below, hidden ones too.
    Deep,
}

/// A regular, non-empty file at the time of the look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub path: PathBuf,
    /// Last part of the path; hostile text.
    pub name: String,
    /// Bytes.
    pub size: u64,
    pub modified: Option<SystemTime>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collected {
    pub files: Vec<Found>,
    pub refused: Vec<(PathBuf, Code)>,
}

/// Files in the order given; within a folder by name, digits by their value (`2` before `10`).
pub fn collect(paths: &[PathBuf], depth: Recursive) -> Collected {
    let mut out = Collected::default();
    for path in paths {
        look(path.clone(), depth, &mut out);
    }
    out
}

/// Why a file can't be had, from an input error.
pub(super) fn refusal(error: &io::Error) -> Code {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Code::Vanished,
        _ => Code::Unreadable,
    }
}

/// A refusal for what is no regular file, seen without following links.
pub(super) fn special(meta: &Metadata) -> Option<Code> {
    let kind = meta.file_type();
    if kind.is_symlink() {
        Some(Code::Symlink)
    } else if kind.is_file() {
        None
    } else {
        Some(Code::SpecialFile)
    }
}

/// Walks with a list of its own, so that a folder of any depth is no matter of the call stack.
fn look(path: PathBuf, depth: Recursive, out: &mut Collected) {
    let mut waiting = vec![path];
    while let Some(path) = waiting.pop() {
        let meta = match fs::symlink_metadata(&path) {
            Ok(meta) => meta,
            Err(e) => {
                out.refused.push((path, refusal(&e)));
                continue;
            }
        };
        if meta.is_dir() && depth == Recursive::Deep {
            match children(&path) {
                Ok(found) => waiting.extend(found.into_iter().rev()),
                Err(e) => out.refused.push((path, refusal(&e))),
            }
        } else if let Some(code) = special(&meta) {
            out.refused.push((path, code));
        } else if meta.len() == 0 {
            out.refused.push((path, Code::EmptyFile));
        } else {
            out.files.push(Found { name: name_of(&path), size: meta.len(), modified: meta.modified().ok(), path });
        }
    }
}

fn children(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found: Vec<(String, PathBuf)> = fs::read_dir(folder)?
        .map(|entry| entry.map(|e| (e.file_name().to_string_lossy().into_owned(), e.path())))
        .collect::<io::Result<_>>()?;
    found.sort_by(|a, b| natural(&a.0, &b.0).then_with(|| a.1.cmp(&b.1)));
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Compares names as people count: runs of digits by value, everything else by character.
fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        match (digits(a), digits(b)) {
            ((x, a_rest), (y, b_rest)) if !x.is_empty() && !y.is_empty() => {
                let (xv, yv) = (x.trim_start_matches('0'), y.trim_start_matches('0'));
                match xv.len().cmp(&yv.len()).then_with(|| xv.cmp(yv)) {
                    Ordering::Equal => (a, b) = (a_rest, b_rest),
                    unequal => return unequal,
                }
            }
            _ => {
                let (mut x, mut y) = (a.chars(), b.chars());
                match (x.next(), y.next()) {
                    (Some(c), Some(d)) if c == d => (a, b) = (x.as_str(), y.as_str()),
                    (c, d) => return c.cmp(&d),
                }
            }
        }
    }
}

fn digits(s: &str) -> (&str, &str) {
    s.split_at(s.bytes().take_while(u8::is_ascii_digit).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(c: &Collected) -> Vec<&str> {
        c.files.iter().map(|f| f.name.as_str()).collect()
    }

    #[test]
    fn a_folder_is_walked_in_the_order_people_count() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("聊天3")).unwrap();
        for name in ["聊天10.png", "聊天2.png", "聊天3/a.png", ".隐藏", "聊天1.png"] {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        let got = collect(&[dir.path().to_owned()], Recursive::Deep);
        assert_eq!(names(&got), [".隐藏", "聊天1.png", "聊天2.png", "a.png", "聊天10.png"], "hidden ones too");
        assert_eq!(got.refused, []);
        let shallow = collect(&[dir.path().to_owned()], Recursive::Shallow);
        assert_eq!(shallow.refused, [(dir.path().to_owned(), Code::SpecialFile)]);
        assert_eq!(shallow.files, []);
    }

    #[test]
    fn files_named_one_by_one_keep_their_order() {
        let dir = tempfile::tempdir().unwrap();
        let paths: Vec<PathBuf> = ["b", "a"].iter().map(|n| dir.path().join(n)).collect();
        for p in &paths {
            fs::write(p, "x").unwrap();
        }
        assert_eq!(names(&collect(&paths, Recursive::Shallow)), ["b", "a"]);
    }

    #[test]
    fn an_empty_and_a_missing_file_are_refused_and_the_rest_goes_on() {
        let dir = tempfile::tempdir().unwrap();
        let [empty, gone, good] = ["empty", "gone", "good"].map(|n| dir.path().join(n));
        fs::write(&empty, "").unwrap();
        fs::write(&good, "x").unwrap();
        let got = collect(&[empty.clone(), gone.clone(), good], Recursive::Shallow);
        assert_eq!(got.refused, [(empty, Code::EmptyFile), (gone, Code::Vanished)]);
        assert_eq!(names(&got), ["good"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_pipes_are_refused_and_a_loop_ends() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("real"), "x").unwrap();
        symlink(dir.path(), dir.path().join("loop")).unwrap();
        symlink(dir.path().join("real"), dir.path().join("link")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(dir.path().join("pipe")).status().unwrap().success());
        let got = collect(&[dir.path().to_owned()], Recursive::Deep);
        let refused: Vec<Code> = got.refused.iter().map(|r| r.1).collect();
        assert_eq!(refused, [Code::Symlink, Code::Symlink, Code::SpecialFile]);
        assert_eq!(names(&got), ["real"]);
        let direct = collect(&[dir.path().join("link")], Recursive::Deep);
        assert_eq!(direct.refused[0].1, Code::Symlink, "a link named directly is not followed either");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn hostile_names_are_carried_as_they_are() {
        use std::os::unix::ffi::OsStringExt;
        let dir = tempfile::tempdir().unwrap();
        let hostile = [
            "CON",
            "=cmd|' C calc'!A0",
            "<img src=x onerror=alert(1)>.png",
            "\u{202e}gnp.exe",
            "e\u{301}",
            "é",
            "a\nb",
        ];
        for name in hostile {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        let raw = std::ffi::OsString::from_vec(vec![b'b', 0xff, b'd']);
        fs::write(dir.path().join(raw), "x").unwrap();
        fs::write(dir.path().join("长".repeat(85)), "x").unwrap();
        let got = collect(&[dir.path().to_owned()], Recursive::Deep);
        assert_eq!(got.files.len(), hostile.len() + 2);
        for name in hostile {
            assert!(names(&got).contains(&name), "{name:?}");
        }
        assert!(names(&got).contains(&"b\u{fffd}d"), "a name that is no text is shown with a replacement mark");
    }

    proptest::proptest! {
        #[test]
        fn the_order_of_names_is_total(mut v in proptest::collection::vec("[a-b0-2.]{0,4}", 3)) {
            proptest::prop_assert_eq!(natural(&v[0], &v[1]), natural(&v[1], &v[0]).reverse());
            v.sort_by(|a, b| natural(a, b));
            proptest::prop_assert_ne!(natural(&v[0], &v[2]), Ordering::Greater);
        }
    }
}
