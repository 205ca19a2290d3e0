//! The files of an unpacked bundle. Symbolic links are told, never followed.

use std::fs;
use std::path::Path;

use super::Findings;
use super::source::{Entry, MAX_ENTRIES, MAX_NAMES, Place, Source};
use crate::bundle::names;
use crate::error::{Error, Result};
use crate::model::Job;

const MAX_DEPTH: usize = 16;

pub fn scan(path: &Path, findings: &mut Findings, job: &Job) -> Result<Source> {
    let (mut entries, mut bytes, mut name_bytes) = (Vec::new(), 0u64, 0u64);
    let mut folders = vec![(path.to_owned(), String::new(), 0)];
    while let Some((folder, base, depth)) = folders.pop() {
        job.go_on()?;
        for item in fs::read_dir(&folder).map_err(|e| Error::io(e, &folder))? {
            let item = item.map_err(|e| Error::io(e, &folder))?;
            let kind = item.file_type().map_err(|e| Error::io(e, item.path()))?;
            let os_name = item.file_name();
            let lossy = format!("{base}{}", os_name.to_string_lossy());
            name_bytes += lossy.len() as u64;
            if entries.len() + folders.len() >= MAX_ENTRIES || name_bytes > MAX_NAMES || depth > MAX_DEPTH {
                findings.unusable("bundle.too_large", &lossy, "more files than a bundle can have");
                return Ok(Source::Folder { path: path.to_owned(), bytes, entries });
            }
            if kind.is_symlink() {
                findings.add("dir.symlink", &lossy, "symbolic link, not followed");
            } else if os_name.to_str().is_none() {
                findings.add("dir.name_encoding", &lossy, "name is not UTF-8");
            } else if lossy.chars().any(char::is_control) {
                findings.add("dir.name_control", &lossy, "control character in the name");
            } else if lossy.len() > names::MAX_NAME {
                findings.add("dir.name_long", &lossy, "name too long");
            } else if kind.is_dir() {
                folders.push((item.path(), format!("{lossy}/"), depth + 1));
            } else if kind.is_file() {
                let size = item.metadata().map_err(|e| Error::io(e, item.path()))?.len();
                bytes += size;
                entries.push(Entry { name: lossy.into(), size, place: Place::Folder });
            } else {
                findings.add("dir.special", &lossy, "neither a file nor a folder");
            }
        }
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    super::archive::clashes(&entries, "dir", findings);
    Ok(Source::Folder { path: path.to_owned(), bytes, entries })
}
