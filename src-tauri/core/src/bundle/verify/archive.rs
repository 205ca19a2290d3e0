//! The directory of a ZIP, read strictly (PKWARE APPNOTE 6.3.10). The zip crate is made to open what it can; a check has
//! to tell what differs between readers: names listed twice, headers that contradict each other, bytes in no entry.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use super::Findings;
use super::source::{Entry, MAX_ENTRIES, MAX_NAMES, Place, Source};
use super::zipfile::{Method, ZipEntry};
use crate::bundle::names;
use crate::error::{Error, Result};
use crate::model::Job;

/// The directory's own size limit: names, and 46 bytes with extra fields for each.
const MAX_DIRECTORY: u64 = MAX_NAMES + 64 * MAX_ENTRIES as u64;
/// Unpacked bytes allowed for each byte of the file, beyond the first MiB. Screenshots give about 1, text 10.
const MAX_RATIO: u64 = 100;

const END: [u8; 4] = *b"PK\x05\x06";
const END_64: [u8; 4] = *b"PK\x06\x06";
const LOCATOR_64: [u8; 4] = *b"PK\x06\x07";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const LOCAL: [u8; 4] = *b"PK\x03\x04";

/// An entry as the directory states it.
struct Listed {
    raw_name: Vec<u8>,
    flags: u16,
    method: u16,
    crc: u32,
    packed: u64,
    size: u64,
    header_at: u64,
    mode: u32,
}

struct Directory {
    at: u64,
    size: u64,
    entries: u64,
    /// Bytes before the first header that no offset counts.
    shift: u64,
}

/// None: no archive that could be judged; the finding says why.
pub fn scan(path: &Path, findings: &mut Findings, job: &Job) -> Result<Option<Source>> {
    let failed = |e: io::Error| Error::io(e, path);
    let file = File::open(path).map_err(failed)?;
    let bytes = file.metadata().map_err(failed)?.len();
    let Some(directory) = find_directory(&file, bytes, findings).map_err(failed)? else { return Ok(None) };
    if directory.entries > MAX_ENTRIES as u64 || directory.size > MAX_DIRECTORY {
        findings.unusable("bundle.too_large", "", format!("{} entries", directory.entries));
        return Ok(None);
    }
    let Some(mut listed) = read_directory(&file, &directory, findings).map_err(failed)? else { return Ok(None) };
    let unpacked = listed.iter().map(|l| l.size).fold(0u64, u64::saturating_add);
    if unpacked > bytes.saturating_mul(MAX_RATIO).saturating_add(1 << 20) {
        findings.unusable("bundle.bomb", "", format!("states {unpacked} bytes in a file of {bytes}"));
        return Ok(None);
    }
    listed.sort_by_key(|l| l.header_at);
    let mut entries = Vec::with_capacity(listed.len());
    let mut end = directory.shift;
    for l in listed {
        if entries.len() % 1024 == 0 {
            job.go_on()?;
        }
        let name = String::from_utf8_lossy(&l.raw_name).into_owned();
        let Some(local) = read_local(&file, &l, &directory, &name, findings).map_err(failed)? else {
            findings.add("zip.damaged", &name, "no header where the directory says");
            continue;
        };
        if l.header_at < end {
            findings.unusable("zip.overlap", &name, "shares bytes with another entry");
            return Ok(None);
        }
        if l.header_at > end {
            stray(findings, l.header_at - end, end);
        }
        end = local.end;
        if end > directory.at {
            findings.unusable("zip.overlap", &name, "reaches into the directory");
            return Ok(None);
        }
        entries.extend(usable(l, local.data_at, name, findings));
    }
    if end < directory.at {
        stray(findings, directory.at - end, end);
    }
    entries.sort_by(|a: &Entry, b: &Entry| a.name.cmp(&b.name));
    clashes(&entries, "zip", findings);
    Ok(Some(Source::Zip { path: path.to_owned(), file, bytes, entries }))
}

fn stray(findings: &mut Findings, n: u64, at: u64) {
    findings.add("zip.stray_bytes", "", format!("{n} bytes at {at} belong to no entry"));
}

/// The entry, if it is a file that may be read.
fn usable(l: Listed, data_at: u64, name: String, findings: &mut Findings) -> Option<Entry> {
    let path = &*name;
    if std::str::from_utf8(&l.raw_name).is_err() {
        findings.add("zip.name_encoding", path, "name is not UTF-8");
        return None;
    }
    if let Some(wrong) = names::wrong(&name) {
        findings.add(&format!("zip.{wrong}"), path, "a name that no bundle has");
        return None;
    }
    // Upper half of the external attributes, where Unix programs put the mode of the file.
    match l.mode & 0o170_000 {
        0o120_000 => {
            findings.add("zip.symlink", path, "symbolic link, not followed");
            return None;
        }
        0 | 0o100_000 | 0o040_000 => {}
        other => {
            findings.add("zip.special", path, format!("mode {other:o}"));
            return None;
        }
    }
    if name.ends_with('/') {
        if l.size > 0 {
            findings.add("zip.special", path, "a folder that holds bytes");
        }
        return None;
    }
    if l.flags & 1 != 0 {
        findings.add("zip.encrypted", path, "encrypted");
        return None;
    }
    let method = match l.method {
        0 => Method::Stored,
        8 => Method::Deflated,
        other => {
            findings.add("zip.method", path, format!("compression method {other}"));
            Method::Other
        }
    };
    if method == Method::Other {
        return None;
    }
    let place = Place::Zip(ZipEntry { method, crc: l.crc, packed: l.packed, size: l.size, data_at });
    Some(Entry { name: name.into(), size: l.size, place })
}

/// Names that are the same, or land on one file on Windows or macOS. `entries` are sorted by name.
pub fn clashes(entries: &[Entry], prefix: &str, findings: &mut Findings) {
    let mut folded: HashMap<String, &str> = HashMap::with_capacity(entries.len());
    for entry in entries {
        match folded.insert(names::folded(&entry.name), &entry.name) {
            Some(other) if *other == *entry.name => {
                findings.add("zip.name_duplicate", &entry.name, "two entries of this name");
            }
            Some(other) => {
                let detail = format!("the same file as {other} on some systems");
                findings.add(&format!("{prefix}.name_clash"), &entry.name, detail);
            }
            None => {}
        }
    }
}

fn find_directory(file: &File, bytes: u64, findings: &mut Findings) -> io::Result<Option<Directory>> {
    let tail_len = bytes.min(22 + 65_535);
    let tail = read_at(file, bytes - tail_len, tail_len)?;
    let last = (0..tail.len().saturating_sub(21))
        .rev()
        .find(|&i| tail[i..i + 4] == END && i + 22 + usize::from(u16_at(&tail, i + 20)) <= tail.len());
    let Some(i) = last else {
        findings.unusable("bundle.not_a_bag", "", "not a ZIP, or cut off");
        return Ok(None);
    };
    let end = &tail[i..];
    let end_at = bytes - tail_len + i as u64;
    let after = end.len() as u64 - 22;
    if after > 0 {
        findings.add("zip.stray_bytes", "", format!("{after} bytes after the directory or in its comment"));
    }
    let (disk, first_disk) = (u16_at(end, 4), u16_at(end, 6));
    let mut d = Directory {
        entries: u16_at(end, 10).into(),
        size: u32_at(end, 12).into(),
        at: u32_at(end, 16).into(),
        shift: 0,
    };
    let mut directory_end = end_at;
    let full = d.entries == 0xffff || d.size == 0xffff_ffff || d.at == 0xffff_ffff;
    if end_at >= 20 {
        let locator = read_at(file, end_at - 20, 20)?;
        if locator[..4] == LOCATOR_64 {
            let at = u64_at(&locator, 8);
            let end_64 =
                if at.checked_add(56).is_some_and(|e| e <= end_at - 20) { read_at(file, at, 56)? } else { vec![] };
            if end_64.get(..4) != Some(&END_64[..]) {
                findings.unusable("zip.damaged", "", "the large directory is not where its locator says");
                return Ok(None);
            }
            let (entries, size, from) = (u64_at(&end_64, 32), u64_at(&end_64, 40), u64_at(&end_64, 48));
            let agrees = |small: u64, most: u64, large: u64| small == most || small == large;
            if !(agrees(d.entries, 0xffff, entries)
                && agrees(d.size, 0xffff_ffff, size)
                && agrees(d.at, 0xffff_ffff, from))
            {
                findings.add("zip.header_mismatch", "", "the two directory ends differ");
            }
            (d.entries, d.size, d.at, directory_end) = (entries, size, from, at);
        } else if full && d.entries != 0xffff {
            findings.unusable("zip.damaged", "", "the large directory is missing");
            return Ok(None);
        }
    }
    if disk != first_disk || !matches!(disk, 0 | 0xffff) {
        findings.unusable("zip.damaged", "", "one part of several");
        return Ok(None);
    }
    let Some(gap) = d.at.checked_add(d.size).and_then(|to| directory_end.checked_sub(to)) else {
        findings.unusable("zip.damaged", "", "the directory does not fit into the file; cut off?");
        return Ok(None);
    };
    if gap > 0 {
        // Bytes in front move everything; bytes behind the directory move nothing.
        if d.size >= 4 && read_at(file, d.at, 4)? != CENTRAL && read_at(file, d.at + gap, 4)? == CENTRAL {
            d.shift = gap;
            d.at += gap;
            findings.add("zip.stray_bytes", "", format!("{gap} bytes before the first entry"));
        } else {
            stray(findings, gap, d.at + d.size);
        }
    }
    Ok(Some(d))
}

fn read_directory(file: &File, d: &Directory, findings: &mut Findings) -> io::Result<Option<Vec<Listed>>> {
    let raw = read_at(file, d.at, d.size)?;
    let mut listed = Vec::new();
    let mut rest = &raw[..];
    let mut name_bytes = 0u64;
    while !rest.is_empty() {
        let entry = if rest.len() >= 46 && rest[..4] == CENTRAL { central(rest, d.shift) } else { None };
        let Some((entry, used)) = entry else {
            findings.unusable("zip.damaged", "", format!("directory entry {} can't be read", listed.len() + 1));
            return Ok(None);
        };
        name_bytes += entry.raw_name.len() as u64;
        if listed.len() >= MAX_ENTRIES || name_bytes > MAX_NAMES {
            findings.unusable("bundle.too_large", "", "more entries than a bundle can have");
            return Ok(None);
        }
        listed.push(entry);
        rest = &rest[used..];
    }
    if listed.len() as u64 != d.entries {
        findings.add("zip.header_mismatch", "", format!("{} entries, {} stated", listed.len(), d.entries));
    }
    Ok(Some(listed))
}

fn central(raw: &[u8], shift: u64) -> Option<(Listed, usize)> {
    let [name, extra, comment] = [28, 30, 32].map(|at| usize::from(u16_at(raw, at)));
    let used = 46 + name + extra + comment;
    let (raw_name, fields) = (raw.get(46..46 + name)?, raw.get(46 + name..46 + name + extra)?);
    raw.get(..used)?;
    let mut entry = Listed {
        raw_name: raw_name.to_vec(),
        flags: u16_at(raw, 8),
        method: u16_at(raw, 10),
        crc: u32_at(raw, 16),
        packed: u32_at(raw, 20).into(),
        size: u32_at(raw, 24).into(),
        header_at: u32_at(raw, 42).into(),
        // Mode bits are there only when a Unix system (3) or macOS (19) made the entry.
        mode: if matches!(raw[5], 3 | 19) { u32_at(raw, 38) >> 16 } else { 0 },
    };
    let mut large = zip64(fields);
    for value in [&mut entry.size, &mut entry.packed, &mut entry.header_at] {
        if *value == 0xffff_ffff {
            *value = large.next()?;
        }
    }
    entry.header_at = entry.header_at.checked_add(shift)?;
    Some((entry, used))
}

/// Values of the ZIP64 extra field (header id 1), in order.
fn zip64(mut fields: &[u8]) -> impl Iterator<Item = u64> {
    let mut values: &[u8] = &[];
    while fields.len() >= 4 {
        let (id, len) = (u16_at(fields, 0), usize::from(u16_at(fields, 2)));
        let Some(body) = fields.get(4..4 + len) else { break };
        if id == 1 {
            values = body;
            break;
        }
        fields = &fields[4 + len..];
    }
    values.chunks_exact(8).map(|c| u64_at(c, 0))
}

struct Local {
    data_at: u64,
    end: u64,
}

/// None: there is no header at that place.
fn read_local(
    file: &File,
    l: &Listed,
    d: &Directory,
    name: &str,
    findings: &mut Findings,
) -> io::Result<Option<Local>> {
    if l.header_at.checked_add(30).is_none_or(|end| end > d.at) {
        return Ok(None);
    }
    let head = read_at(file, l.header_at, 30)?;
    if head[..4] != LOCAL {
        return Ok(None);
    }
    let [name_len, extra_len] = [26, 28].map(|at| u64::from(u16_at(&head, at)));
    let data_at = l.header_at + 30 + name_len + extra_len;
    let Some(mut end) = data_at.checked_add(l.packed).filter(|_| data_at <= d.at) else { return Ok(None) };
    let names = read_at(file, l.header_at + 30, name_len + extra_len)?;
    let (raw_name, fields) = names.split_at(name_len as usize);
    let mut large = zip64(fields);
    let mut value = |at| match u32_at(&head, at) {
        0xffff_ffff => large.next().unwrap_or(u64::MAX),
        small => small.into(),
    };
    let (size, packed) = (value(22), value(18));
    let follows = u16_at(&head, 6) & 8 != 0;
    let (crc, packed, size) = if follows { (l.crc, l.packed, l.size) } else { (u32_at(&head, 14), packed, size) };
    let mut differ = |what: &str| findings.add("zip.header_mismatch", name, format!("{what} differs"));
    if raw_name != l.raw_name {
        differ("the name");
    }
    // Bit 11 (UTF-8) and bits 1-2 (effort of the compressor) mean nothing to the bytes.
    if (u16_at(&head, 6) ^ l.flags) & !0x0806 != 0 {
        differ("the flags");
    }
    if u16_at(&head, 8) != l.method {
        differ("the method");
    }
    if (crc, packed, size) != (l.crc, l.packed, l.size) {
        differ("checksum or size");
    }
    if l.method == 0 && l.flags & 1 == 0 && l.size != l.packed {
        differ("the size of what is stored");
    }
    if follows && end <= d.at {
        match descriptor(&read_at(file, end, 24.min(d.at - end))?, l) {
            Some(length) => end += length,
            None => differ("the size behind the data"),
        }
    }
    Ok(Some(Local { data_at, end }))
}

/// Length of the data descriptor that follows the bytes of an entry.
fn descriptor(raw: &[u8], l: &Listed) -> Option<u64> {
    let crc = l.crc.to_le_bytes();
    let small = [&crc[..], &(l.packed as u32).to_le_bytes(), &(l.size as u32).to_le_bytes()].concat();
    let large = [&crc[..], &l.packed.to_le_bytes(), &l.size.to_le_bytes()].concat();
    let marked = |body: &[u8]| [b"PK\x07\x08", body].concat();
    [marked(&large), marked(&small), large, small].iter().find(|d| raw.starts_with(d)).map(|d| d.len() as u64)
}

/// Zero-filled past the end, so that a cut file reads as what it is: without the signatures.
fn read_at(mut file: &File, at: u64, len: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut out = Vec::new();
    file.take(len).read_to_end(&mut out)?;
    out.resize(usize::try_from(len).map_err(io::Error::other)?, 0);
    Ok(out)
}

fn u16_at(raw: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([raw[at], raw[at + 1]])
}

fn u32_at(raw: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([raw[at], raw[at + 1], raw[at + 2], raw[at + 3]])
}

fn u64_at(raw: &[u8], at: usize) -> u64 {
    u64::from(u32_at(raw, at)) | u64::from(u32_at(raw, at + 4)) << 32
}
