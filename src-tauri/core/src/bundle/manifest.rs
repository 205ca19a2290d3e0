//! Hash lists as sha256sum writes them: `<64 hex>  <path>`, sorted by the bytes of the path, LF after every line.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, BufRead};

use crate::model::Sha256;

/// Paths in the byte order that `LC_ALL=C sort` gives.
pub type Hashes = BTreeMap<String, Sha256>;

pub fn text(hashes: &Hashes) -> String {
    let mut out = String::new();
    for (path, hash) in hashes {
        let _ = writeln!(out, "{hash}  {path}");
    }
    out
}

/// A list as it was found.
#[derive(Debug, Default)]
pub struct Read {
    pub hashes: Hashes,
    /// Line (from 1) and what is wrong with it.
    pub wrong: Vec<(u64, &'static str)>,
}

/// Longest line that can be true: a hash, two spaces, a path.
const MAX_LINE: u64 = 66 + 2048;

/// Reads strictly: what this app writes is canonical, so every deviation was made by somebody else.
/// Stops after `most` lines.
pub fn read(source: &mut dyn BufRead, most: u64) -> io::Result<Read> {
    let mut found = Read::default();
    let mut last = String::new();
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let n = io::Read::take(&mut *source, MAX_LINE).read_until(b'\n', &mut line)?;
        if n == 0 {
            break;
        }
        let mut wrong = |what| found.wrong.push((number, what));
        if number > most {
            wrong("more lines than there can be");
            break;
        }
        if line.pop_if(|b| *b == b'\n').is_none() {
            wrong(if n as u64 == MAX_LINE { "line too long" } else { "no line end" });
            if n as u64 == MAX_LINE {
                break;
            }
        }
        match entry(&line) {
            Err(what) => wrong(what),
            Ok((path, hash)) => {
                if !last.is_empty() && *path <= *last {
                    wrong(if found.hashes.contains_key(path) { "path listed twice" } else { "not sorted" });
                }
                path.clone_into(&mut last);
                found.hashes.entry(path.to_owned()).or_insert(hash);
            }
        }
        if found.wrong.len() >= 1000 {
            break;
        }
    }
    Ok(found)
}

fn entry(line: &[u8]) -> Result<(&str, Sha256), &'static str> {
    let line = std::str::from_utf8(line).map_err(|_| "not UTF-8")?;
    let (hash, path) = line.split_once("  ").ok_or("not a hash, two spaces and a path")?;
    if hash.bytes().any(|b| b.is_ascii_uppercase()) {
        return Err("upper-case hash");
    }
    let hash = hash.parse().map_err(|_| "not a SHA-256")?;
    if path.is_empty() { Err("no path") } else { Ok((path, hash)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::hash_bytes;

    #[test]
    fn what_is_written_is_read_back_and_every_deviation_is_told_with_its_line() {
        let hashes: Hashes =
            ["data/b", "data/a", "data/证据报告.html"].map(|p| (p.to_owned(), hash_bytes(b"x"))).into();
        let good = text(&hashes);
        let read_back = read(&mut good.as_bytes(), 9).expect("memory can be read");
        assert_eq!(read_back.hashes, hashes);
        assert!(read_back.wrong.is_empty(), "{:?}", read_back.wrong);

        let wrong = |text: String| read(&mut text.as_bytes(), 9).expect("memory can be read").wrong;
        assert_eq!(wrong(good.trim_end().to_owned()), [(3, "no line end")]);
        assert_eq!(wrong(good.replace("  data/a", " *data/a")), [(1, "not a hash, two spaces and a path")]);
        assert_eq!(wrong(good.to_uppercase().replace("DATA/B", "data/b"))[0], (1, "upper-case hash"));
        let lines: Vec<&str> = good.lines().collect();
        assert_eq!(wrong(format!("{}\n{}\n", lines[1], lines[0])), [(2, "not sorted")]);
        assert_eq!(wrong(format!("{}\n{}\n", lines[0], lines[0])), [(2, "path listed twice")]);
        assert_eq!(wrong("x".repeat(5000)), [(1, "line too long")]);
    }
}
