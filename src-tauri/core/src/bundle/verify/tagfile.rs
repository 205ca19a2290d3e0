//! The texts of a bag by anyone (RFC 8493 and the drafts before it, 0.93 to 0.97): read as tools of the day wrote them,
//! with what is loose told as a warning.

use crate::model::Algorithm;

/// How the texts of a bag are encoded, as bagit.txt says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Latin1,
    /// By its mark; without one, big-endian (RFC 2781).
    Utf16,
}

/// What bagit.txt declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declared {
    pub version: (u32, u32),
    pub encoding: Encoding,
}

impl Declared {
    pub fn is_final(self) -> bool {
        self.version >= (1, 0)
    }
}

/// A line of a list of hashes.
#[derive(Debug, PartialEq, Eq)]
pub struct Listed {
    /// Lower case.
    pub hash: String,
    /// With slashes, as it lies in the bag; not yet judged.
    pub path: String,
    /// Asterisk before the path, as md5sum writes for binary files.
    pub starred: bool,
    /// Written as `./data/...`.
    pub dotted: bool,
}

/// The declaration, or what is wrong with it.
pub fn declared(bytes: &[u8]) -> Result<Declared, String> {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err("a byte order mark".into());
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "not UTF-8")?;
    let mut lines = text.lines();
    let mut value = |label: &str| {
        let line = lines.next().ok_or(format!("no {label}"))?;
        // In 1.0 the form is exact; every version found in the wild keeps to it but for blanks at the end.
        line.strip_prefix(label).and_then(|l| l.strip_prefix(": ")).map(str::to_owned).ok_or(format!("no {label}"))
    };
    let stated = value("BagIt-Version")?;
    let encoding = value("Tag-File-Character-Encoding")?;
    let numbers: Option<Vec<u32>> = stated
        .trim_end()
        .split('.')
        .map(|n| n.parse().ok().filter(|_| n.len() < 6 && n.bytes().all(|b| b.is_ascii_digit())))
        .collect();
    let version = match numbers.as_deref() {
        Some([major, minor]) => (*major, *minor),
        _ => return Err(format!("version {}", super::shown(&stated))),
    };
    if version >= (1, 0) && (stated != stated.trim() || encoding != encoding.trim()) {
        return Err("blanks that 1.0 does not allow".into());
    }
    if lines.any(|l| !l.trim().is_empty()) {
        return Err("more than two lines".into());
    }
    let encoding = match encoding.trim().to_ascii_uppercase().as_str() {
        "UTF-8" | "US-ASCII" | "ASCII" => Encoding::Utf8,
        "ISO-8859-1" | "LATIN1" | "LATIN-1" => Encoding::Latin1,
        "UTF-16" => Encoding::Utf16,
        other => return Err(format!("encoding {}", super::shown(other))),
    };
    Ok(Declared { version, encoding })
}

/// None: not in that encoding.
pub fn decoded(bytes: &[u8], encoding: Encoding) -> Option<String> {
    match encoding {
        Encoding::Utf8 => std::str::from_utf8(bytes).ok().map(|t| t.strip_prefix('\u{feff}').unwrap_or(t).to_owned()),
        Encoding::Latin1 => Some(bytes.iter().map(|b| char::from(*b)).collect()),
        Encoding::Utf16 => {
            let little = bytes.starts_with(b"\xff\xfe");
            let pairs = bytes.chunks_exact(2);
            if !pairs.remainder().is_empty() {
                return None;
            }
            let unit =
                |p: &[u8]| if little { u16::from_le_bytes([p[0], p[1]]) } else { u16::from_be_bytes([p[0], p[1]]) };
            let text: String = char::decode_utf16(pairs.map(unit)).collect::<Result<_, _>>().ok()?;
            Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
        }
    }
}

/// Lines ended by LF, CR or both, with their number; empty ones left out.
pub fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split('\n')
        .flat_map(|l| l.strip_suffix('\r').unwrap_or(l).split('\r'))
        .enumerate()
        .map(|(i, l)| (i + 1, l))
        .filter(|(_, l)| !l.trim().is_empty())
}

/// One line of `manifest-<algorithm>.txt`.
pub fn listed(line: &str, algorithm: Algorithm, declared: Declared) -> Option<Listed> {
    let at = line.find([' ', '\t'])?;
    let (hash, rest) = line.split_at(at);
    if hash.len() != algorithm.digits() || !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let rest = rest.trim_start_matches([' ', '\t']);
    let (rest, starred) = rest.strip_prefix('*').map_or((rest, false), |r| (r, true));
    let (path, dotted) = plain(rest);
    if path.is_empty() {
        return None;
    }
    Some(Listed { hash: hash.to_ascii_lowercase(), path: unescaped(path, declared), starred, dotted })
}

/// One line of fetch.txt: URL, length or `-`, path.
pub fn fetched(line: &str, declared: Declared) -> Option<String> {
    let mut parts = line.splitn(3, [' ', '\t']);
    let (url, length) = (parts.next()?, parts.next()?);
    let path = parts.next()?.trim_start_matches([' ', '\t']);
    let counted = length == "-" || length.bytes().all(|b| b.is_ascii_digit()) && !length.is_empty();
    (!url.is_empty() && counted && !path.is_empty()).then(|| unescaped(plain(path).0, declared))
}

/// The value of a label of bag-info.txt, whatever its case; the first where there are several.
pub fn info(text: &str, label: &str) -> Option<String> {
    lines(text).find_map(|(_, line)| {
        let (name, value) = line.split_once(':')?;
        name.trim_end().eq_ignore_ascii_case(label).then(|| value.trim().to_owned())
    })
}

fn plain(path: &str) -> (&str, bool) {
    path.strip_prefix("./").map_or((path, false), |p| (p, true))
}

/// Of escapes only those exist (RFC 8493 section 2.1.3); `%25` came with 1.0.
fn unescaped(path: &str, declared: Declared) -> String {
    let escapes: &[(&str, &str)] = &[("%0A", "\n"), ("%0D", "\r"), ("%25", "%")];
    let known = if declared.is_final() { escapes } else { &escapes[..2] };
    let (mut out, mut rest) = (String::with_capacity(path.len()), path);
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = known.iter().find(|(e, _)| rest.get(..3).is_some_and(|r| r.eq_ignore_ascii_case(e)));
        let (text, used) = known.map_or(("%", 1), |(_, text)| (*text, 3));
        out.push_str(text);
        rest = &rest[used..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Declared = Declared { version: (1, 0), encoding: Encoding::Utf8 };
    const OLD: Declared = Declared { version: (0, 97), encoding: Encoding::Utf8 };

    #[test]
    fn a_declaration_is_read_as_every_version_wrote_it_and_no_other() {
        let good = |text: &str| declared(text.as_bytes()).expect(text);
        assert_eq!(good("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"), NOW);
        assert_eq!(good("BagIt-Version: 0.97\r\nTag-File-Character-Encoding: UTF-8"), OLD);
        assert_eq!(good("BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-16\n").encoding, Encoding::Utf16);
        for bad in [
            "",
            "\u{feff}BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n",
            "BagIt-Version: .97\nTag-File-Character-Encoding: UTF-8\n",
            "BagIt-Version: 1.0.1\nTag-File-Character-Encoding: UTF-8\n",
            "BagIt-Version: +1.0\nTag-File-Character-Encoding: UTF-8\n",
            "BagIt-Version : 1.0\nTag-File-Character-Encoding : UTF-8\n",
            "BagIt-Version: 1.0 \nTag-File-Character-Encoding: UTF-8\n",
            "BagIt-Version: 0.97\n",
            "BagIt-Version: 0.97\nTag-File-Character-Encoding: EBCDIC\n",
            "Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n",
        ] {
            assert!(declared(bad.as_bytes()).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_line_names_its_file_with_blanks_stars_dots_and_escapes() {
        let md5 = "b1946ac92492d2347c6235b4d2611184";
        let path = |line: &str, how| listed(&format!("{md5}{line}"), Algorithm::Md5, how).map(|l| l.path);
        assert_eq!(path("  data/a b.txt", NOW).as_deref(), Some("data/a b.txt"));
        assert_eq!(path(" *data/a", NOW).as_deref(), Some("data/a"));
        assert_eq!(path("\t./data/a", NOW).as_deref(), Some("data/a"));
        assert_eq!(path("  data/100%25%0a%7E%é", NOW).as_deref(), Some("data/100%\n%7E%é"));
        assert_eq!(path("  data/100%25%0D", OLD).as_deref(), Some("data/100%25\r"));
        assert_eq!(path("", NOW), None);
        assert_eq!(path("  ", NOW), None);
        assert!(listed("b1946  data/a", Algorithm::Md5, NOW).is_none(), "too short");
        assert!(listed(&format!("{}  data/a", "x".repeat(32)), Algorithm::Md5, NOW).is_none(), "no hex");
        assert_eq!(fetched("http://x/y 12 data/a b", NOW).as_deref(), Some("data/a b"));
        assert_eq!(fetched("http://x/y - ../a", NOW).as_deref(), Some("../a"));
        assert_eq!(fetched("http://x/y many data/a", NOW), None);
    }

    #[test]
    fn texts_of_other_encodings_are_read() {
        let utf16: Vec<u8> = "\u{feff}证据".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&utf16, Encoding::Utf16).as_deref(), Some("证据"));
        assert_eq!(decoded(b"\x4e\x2d", Encoding::Utf16).as_deref(), Some("中"));
        assert_eq!(decoded(b"\xd8\x00", Encoding::Utf16), None, "half a pair");
        assert_eq!(decoded(b"\x00", Encoding::Utf16), None);
        assert_eq!(decoded(b"caf\xe9", Encoding::Latin1).as_deref(), Some("café"));
        assert_eq!(decoded(b"caf\xe9", Encoding::Utf8), None);
        assert_eq!(lines("a\r\nb\rc\n\n").map(|(_, l)| l).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(info("x: 1\npayload-oxum : 3.1\nPayload-Oxum: 9.9", "Payload-Oxum").as_deref(), Some("3.1"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_a_reader_fall_over(bytes in proptest::collection::vec(0u8.., 0..300), text in ".{0,200}") {
            let _ = declared(&bytes);
            for encoding in [Encoding::Utf8, Encoding::Latin1, Encoding::Utf16] {
                let _ = decoded(&bytes, encoding);
            }
            for how in [NOW, OLD] {
                let _ = (listed(&text, Algorithm::Md5, how), fetched(&text, how), info(&text, "x"));
            }
        }
    }
}
