//! Names inside a bundle: made by this app, so that every system can hold them; and the check of names that others made.

use unicode_normalization::UnicodeNormalization;

use crate::model::Number;

/// Extension by content. What browsers and office programs open by double click must keep its own.
const BY_TYPE: &[(&str, &str)] = &[
    ("image/png", "png"),
    ("image/jpeg", "jpg"),
    ("image/webp", "webp"),
    ("image/gif", "gif"),
    ("image/bmp", "bmp"),
    ("image/tiff", "tif"),
    ("image/heic", "heic"),
    ("image/heif", "heif"),
    ("image/avif", "avif"),
    ("video/mp4", "mp4"),
    ("video/quicktime", "mov"),
    ("video/webm", "webm"),
    ("video/x-matroska", "mkv"),
    ("video/x-msvideo", "avi"),
    ("video/3gpp", "3gp"),
    ("video/mpeg", "mpg"),
    ("audio/mpeg", "mp3"),
    ("audio/mp4", "m4a"),
    ("audio/wav", "wav"),
    ("audio/ogg", "ogg"),
    ("audio/flac", "flac"),
    ("audio/amr", "amr"),
    ("audio/aac", "aac"),
    ("audio/silk", "silk"),
    ("application/pdf", "pdf"),
    ("application/ofd", "ofd"),
    ("application/rtf", "rtf"),
    ("application/zip", "zip"),
    ("application/gzip", "gz"),
    ("application/x-7z-compressed", "7z"),
    ("application/vnd.rar", "rar"),
    ("application/epub+zip", "epub"),
    ("application/msword", "doc"),
    ("application/vnd.ms-excel", "xls"),
    ("application/vnd.ms-powerpoint", "ppt"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
];

/// Extensions that run when a reader double-clicks; a sender may have chosen them to do just that.
const RUNS: &[&str] = &[
    "app", "apk", "appx", "bash", "bat", "chm", "cmd", "com", "command", "cpl", "csh", "desktop", "dll", "exe", "fish",
    "gadget", "hta", "htm", "html", "inf", "iso", "jar", "js", "jse", "ksh", "lnk", "mht", "mhtml", "msc", "msi",
    "msp", "pif", "pl", "ps1", "psm1", "py", "rb", "reg", "run", "scf", "scr", "sct", "sh", "shtml", "svg", "svgz",
    "url", "vb", "vbe", "vbs", "vhd", "ws", "wsf", "wsh", "xht", "xhtml", "xml", "xsl", "zsh",
];

/// `E001.png`: by content; where content tells nothing, the extension of the name if it is short, ASCII and harmless;
/// else `.bin` (`.txt` for text). Nothing else of the user's name goes in.
pub fn original(number: Number, media_type: &str, name: &str) -> String {
    let extension = BY_TYPE.iter().find(|(kind, _)| *kind == media_type).map(|(_, e)| (*e).to_owned());
    let extension = extension.or_else(|| harmless_extension(name));
    let fallback = if media_type.starts_with("text/") { "txt" } else { "bin" };
    format!("{number}.{}", extension.as_deref().unwrap_or(fallback))
}

/// `masked/E001.png`, below `data/`: the copy that stands for an original in a masked bundle.
pub fn masked(number: Number, media_type: &str) -> String {
    format!("masked/{}", original(number, media_type, ""))
}

fn harmless_extension(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    let plain = (1..=8).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    (plain && !stem.is_empty() && !RUNS.contains(&extension.as_str())).then_some(extension)
}

/// What is wrong with a name found in an archive; the suffix of a finding code.
pub fn wrong(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        return Some("name_empty");
    }
    if name.chars().any(|c| c.is_control()) {
        return Some("name_control");
    }
    if name.contains('\\') {
        return Some("name_backslash");
    }
    if name.starts_with('/') {
        return Some("name_absolute");
    }
    if name.contains(':') {
        return Some("name_drive");
    }
    let parts = || name.strip_suffix('/').unwrap_or(name).split('/');
    if parts().any(|p| p == "..") {
        return Some("name_parent");
    }
    if parts().any(|p| p.is_empty() || p == ".") {
        return Some("name_empty");
    }
    (name.len() > MAX_NAME).then_some("name_long")
}

/// Bytes; longer names fail on common systems.
pub const MAX_NAME: usize = 400;

/// Names alike in this form land on one file on Windows or macOS.
pub fn folded(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_names_an_original_and_the_users_name_never_does() {
        let cases = [
            ("image/png", "聊天.JPG", "E001.png"),
            ("application/octet-stream", "订单.DAT", "E001.dat"),
            ("application/octet-stream", "invoice.pdf.exe", "E001.bin"),
            ("application/octet-stream", "a.p\u{202e}gnp", "E001.bin"),
            ("application/octet-stream", ".htaccess", "E001.bin"),
            ("application/octet-stream", "a.waytoolongextension", "E001.bin"),
            ("application/octet-stream", "", "E001.bin"),
            ("text/plain", "alipay.csv", "E001.csv"),
            ("text/plain", "run.bat", "E001.txt"),
            ("text/html", "<img onerror=x>.html", "E001.txt"),
        ];
        for (kind, name, expected) in cases {
            assert_eq!(original(Number(1), kind, name), expected, "{kind} {name:?}");
        }
    }

    #[test]
    fn names_that_leave_the_folder_or_mean_different_things_to_different_systems_are_told() {
        let cases = [
            ("a/b.txt", None),
            ("dir/", None),
            ("", Some("name_empty")),
            ("a//b", Some("name_empty")),
            ("./a", Some("name_empty")),
            ("/etc/passwd", Some("name_absolute")),
            ("a/../b", Some("name_parent")),
            ("..", Some("name_parent")),
            ("C:/x", Some("name_drive")),
            ("a:b", Some("name_drive")),
            ("a\\b", Some("name_backslash")),
            ("\\\\?\\C:\\x", Some("name_backslash")),
            ("a\0b", Some("name_control")),
            ("a\nb", Some("name_control")),
        ];
        for (name, expected) in cases {
            assert_eq!(wrong(name), expected, "{name:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_original_gets_a_name_that_every_system_can_hold(kind in ".{0,30}", name in ".{0,60}", n in 1u32..100_000) {
            let made = original(Number(n), &kind, &name);
            proptest::prop_assert!(made.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.'), "{}", made);
            proptest::prop_assert_eq!(made.matches('.').count(), 1);
            proptest::prop_assert!(wrong(&made).is_none() && made.len() < 24);
        }
    }
}
