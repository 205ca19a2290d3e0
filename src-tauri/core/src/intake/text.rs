//! Tells texts (UTF-8, UTF-16 with its mark, GB 18030) from other bytes, and kinds of text from each other.

/// The media type of a text; none for bytes that are no text.
pub fn kind(head: &[u8], extension: &str) -> Option<&'static str> {
    let body = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let utf16 = [b"\xff\xfe", b"\xfe\xff"].iter().any(|mark| head.starts_with(*mark)) && head.len() > 2;
    if utf16 && head.chunks_exact(2).any(|c| c == [0, 0])
        || !utf16 && !(is_plain(body) && (is_utf8(body) || is_gb18030(body)))
    {
        return None;
    }
    Some(if utf16 { named(extension) } else { by_content(&String::from_utf8_lossy(body), extension) })
}

fn by_content(text: &str, extension: &str) -> &'static str {
    let start = text.trim_start();
    let early: String = start.chars().take(4096).collect::<String>().to_ascii_lowercase();
    if early.starts_with('<') {
        let html = ["<!doctype html", "<html", "<head", "<body"].iter().any(|t| early.contains(t));
        return match early.contains("<svg") {
            true if !html => "image/svg+xml",
            _ if html || extension == "htm" || extension == "html" => "text/html",
            _ if early.starts_with("<?xml") || extension == "xml" => "application/xml",
            _ => named(extension),
        };
    }
    if is_mail(start) {
        return if extension == "mht" || extension == "mhtml" { "multipart/related" } else { "message/rfc822" };
    }
    if early.starts_with(['{', '[']) && serde_json::from_str::<serde::de::IgnoredAny>(start).is_ok() {
        return "application/json";
    }
    named(extension)
}

fn named(extension: &str) -> &'static str {
    match extension {
        "csv" => "text/csv",
        "tsv" => "text/tab-separated-values",
        "htm" | "html" => "text/html",
        "json" => "application/json",
        "xml" => "application/xml",
        "md" => "text/markdown",
        "vcf" => "text/vcard",
        _ => "text/plain",
    }
}

/// Two header fields that every mail has some of, before the first empty line.
fn is_mail(text: &str) -> bool {
    let known = ["from:", "to:", "date:", "subject:", "received:", "message-id:", "mime-version:", "return-path:"];
    let hits = text
        .lines()
        .take_while(|l| !l.trim().is_empty())
        .filter(|l| known.iter().any(|k| l.get(..k.len()).is_some_and(|s| s.eq_ignore_ascii_case(k))));
    hits.take(3).count() == 3
}

/// No control bytes but tab, line ends, form feed and escape.
fn is_plain(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|b| !matches!(b, 0..=8 | 11 | 14..=26 | 28..=31 | 127))
}

/// The head may be cut within a character.
fn is_utf8(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(e) => e.error_len().is_none() && e.valid_up_to() > 0,
    }
}

/// GB 18030-2022: one byte below 0x80, two bytes, or four bytes with digits at the second and fourth place.
fn is_gb18030(mut bytes: &[u8]) -> bool {
    while let Some(first) = bytes.first() {
        let len = match (first, bytes.get(1)) {
            (0..=0x7f, _) => 1,
            (0x81..=0xfe, Some(0x40..=0x7e | 0x80..=0xfe)) => 2,
            (0x81..=0xfe, Some(0x30..=0x39)) => match bytes.get(2..4) {
                Some([0x81..=0xfe, 0x30..=0x39]) => 4,
                Some(_) => return false,
                None => return true,
            },
            (0x81..=0xfe, None) => return true,
            _ => return false,
        };
        bytes = &bytes[len..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::kind;

    #[test]
    fn texts_of_chinese_computers_are_texts() {
        let gb = b"\xbd\xbb\xd2\xd7\xca\xb1\xbc\xe4,\xbd\xf0\xb6\xee\r\n2026-11-03,386.00\r\n";
        assert_eq!(kind(gb, "csv"), Some("text/csv"), "a bill of Alipay is GB 18030");
        assert_eq!(kind("交易时间".as_bytes(), "txt"), Some("text/plain"));
        assert_eq!(kind(&"交易时间".as_bytes()[..10], "txt"), Some("text/plain"), "cut within a character");
        assert_eq!(kind(b"\xff\xfea\0b\0", "txt"), Some("text/plain"));
        assert_eq!(kind(b"\xff\xd8\xff\xe0\0\x10JFIF", "txt"), None);
        assert_eq!(kind(b"", "txt"), None);
    }

    #[test]
    fn kinds_of_text_are_told_apart_by_what_they_say() {
        for (text, extension, expected) in [
            ("<!DOCTYPE html><p>订单", "txt", "text/html"),
            ("<?xml version='1.0'?><svg xmlns=''/>", "xml", "image/svg+xml"),
            ("<html><svg/></html>", "svg", "text/html"),
            ("<?xml version='1.0'?><发票/>", "", "application/xml"),
            ("{\"a\": [1, 2]}", "txt", "application/json"),
            ("{not json", "txt", "text/plain"),
            ("From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\n\r\nhi", "txt", "message/rfc822"),
            ("From: a\nMIME-Version: 1.0\nDate: x\n\n<html>", "mht", "multipart/related"),
            ("To: whom it may concern", "txt", "text/plain"),
            ("a,b\n1,2", "CSV", "text/plain"),
        ] {
            assert_eq!(kind(text.as_bytes(), extension), Some(expected), "{text:?} named .{extension}");
        }
    }
}
