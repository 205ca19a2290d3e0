//! Texts, mails and pages as plain words: decoded, never run, never rendered. Only the beginning is looked at.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};
use mail_parser::decoders::html::html_to_text;
use mail_parser::{Address, MessageParser};

use super::picture::fenced;

/// Bytes of the original that are looked at.
pub const LOOKED_AT: usize = 512 * 1024;
/// Characters that are shown.
const SHOWN: usize = 100_000;
/// Characters of one mail header.
const HEADER: usize = 1000;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShownText {
    pub text: String,
    /// As the WHATWG names it: `UTF-8`, `gb18030`.
    pub encoding: String,
    /// Of a mail: `from`, `to`, `cc`, `date`, `subject`, in this order, those that are there.
    pub headers: Vec<(String, String)>,
    /// Names of a mail's attachments; hostile text.
    pub attachments: Vec<String>,
    /// There is more than is shown.
    pub cut: bool,
}

pub fn is_text(media_type: &str) -> bool {
    media_type.starts_with("text/")
        || matches!(media_type, "message/rfc822" | "multipart/related" | "application/json" | "application/xml")
}

/// `head`: the first `LOOKED_AT` bytes, or all. None for what is no text.
pub fn shown_text(head: &[u8], media_type: &str, cut: bool) -> Option<ShownText> {
    if !is_text(media_type) {
        return None;
    }
    let head = &head[..head.len().min(LOOKED_AT)];
    let mail = matches!(media_type, "message/rfc822" | "multipart/related");
    let shown = if mail { fenced(|| read_mail(head)) } else { None };
    let mut shown = shown.unwrap_or_else(|| {
        let (text, encoding) = decode(head);
        let text = if media_type == "text/html" { words_of(&text) } else { text };
        ShownText { text, encoding: encoding.name().to_owned(), ..ShownText::default() }
    });
    shown.cut = cut || shown.text.chars().nth(SHOWN).is_some();
    shown.text = quiet(&shown.text, SHOWN);
    Some(shown)
}

/// A mark of order at the beginning wins, then UTF-8, then what the bytes look like to a Chinese computer.
fn decode(bytes: &[u8]) -> (String, &'static Encoding) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned(), encoding);
    }
    // The head may end within a character.
    let end = match std::str::from_utf8(bytes) {
        Err(e) if e.error_len().is_none() => e.valid_up_to(),
        _ => bytes.len(),
    };
    if let Ok(text) = std::str::from_utf8(&bytes[..end]) {
        return (text.to_owned(), UTF_8);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    // GB 18030 holds all of GBK, and is what the rules of the land ask for.
    let encoding = if guessed == encoding_rs::GBK { encoding_rs::GB18030 } else { guessed };
    (encoding.decode_without_bom_handling(bytes).0.into_owned(), encoding)
}

fn read_mail(head: &[u8]) -> Option<ShownText> {
    let mail = MessageParser::default().parse(head)?;
    let mut headers = Vec::new();
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            headers.push((name.to_owned(), quiet(&value, HEADER).replace('\n', " ")));
        }
    };
    add("from", people(mail.from()));
    add("to", people(mail.to()));
    add("cc", people(mail.cc()));
    add("date", mail.date().map(|d| d.to_rfc3339()));
    add("subject", mail.subject().map(str::to_owned));
    if headers.is_empty() {
        return None;
    }
    let text = match mail.text_body.first().and_then(|id| mail.part(*id)).filter(|part| part.is_text_html()) {
        Some(_) => mail.body_html(0).map(|html| words_of(&html)),
        None => mail.body_text(0).map(|text| text.into_owned()),
    };
    let encoding = charset(&mail).unwrap_or("UTF-8").to_owned();
    let named =
        |part: &mail_parser::MessagePart| mail_parser::MimeHeaders::attachment_name(part).map(|n| quiet(n, 200));
    let attachments = mail.attachments().take(100).map(|part| named(part).unwrap_or_else(|| "?".to_owned())).collect();
    Some(ShownText { text: text.unwrap_or_default(), encoding, headers, attachments, cut: false })
}

fn charset<'a>(mail: &'a mail_parser::Message<'_>) -> Option<&'a str> {
    let part = mail.part(*mail.text_body.first()?)?;
    mail_parser::MimeHeaders::content_type(part)?.attribute("charset")
}

fn people(address: Option<&Address>) -> Option<String> {
    let shown = |a: &mail_parser::Addr| match (a.name(), a.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.or(address).unwrap_or_default().to_owned(),
    };
    let all: Vec<String> = address?.iter().take(50).map(shown).filter(|s| !s.is_empty()).collect();
    Some(all.join(", "))
}

/// The words of a page: no tags, no scripts, no styles.
fn words_of(html: &str) -> String {
    fenced(|| Some(html_to_text(&without_unseen(html)))).unwrap_or_default()
}

/// Cuts out what is not shown even by a browser.
fn without_unseen(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let lower = html.to_ascii_lowercase();
    let mut at = 0;
    while let Some((start, end)) = ["script", "style", "template"]
        .iter()
        .filter_map(|tag| lower[at..].find(&format!("<{tag}")).map(|i| (at + i, format!("</{tag}"))))
        .min_by_key(|(i, _)| *i)
    {
        out.push_str(&html[at..start]);
        match lower[start..].find(&end) {
            Some(i) => at = start + i + end.len(),
            None => return out,
        }
        at += lower[at..].find('>').map_or(lower.len() - at, |i| i + 1);
    }
    out.push_str(&html[at..]);
    out
}

/// Line ends made one kind, other control characters left out, at most `most` characters.
fn quiet(text: &str, most: usize) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(bytes: &[u8], kind: &str) -> ShownText {
        shown_text(bytes, kind, false).expect("a text")
    }

    #[test]
    fn texts_of_chinese_computers_are_read_in_their_encoding() {
        let words = "交易时间,金额\r\n2026-11-03,386.00 元，已收货，卖家不肯退款\r\n";
        let gb = encoding_rs::GB18030.encode(words).0;
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(words.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let marked = [b"\xef\xbb\xbf".as_slice(), words.as_bytes()].concat();
        for (bytes, encoding) in
            [(gb.as_ref(), "gb18030"), (words.as_bytes(), "UTF-8"), (&utf16, "UTF-16LE"), (&marked, "UTF-8")]
        {
            let got = shown(bytes, "text/csv");
            assert_eq!((got.text.as_str(), got.encoding.as_str()), (words.replace("\r\n", "\n").as_str(), encoding));
        }
        assert_eq!(shown(&"交易".as_bytes()[..5], "text/plain").text, "交", "cut within a character");
    }

    #[test]
    fn a_page_becomes_its_words_and_nothing_of_it_runs() {
        let page = "<html><head><style>p{color:red}</style><title>订单</title></head><body><p>退款<b>被拒</b></p>\
                    <script>alert('x')</script><SCRIPT src=//evil>y</SCRIPT ><img src=x onerror=alert(1)>完</body>";
        let got = shown(page.as_bytes(), "text/html").text;
        assert!(got.contains("退款") && got.contains("被拒") && got.contains('完'), "{got}");
        for hidden in ["alert", "color", "evil", "<", "onerror"] {
            assert!(!got.contains(hidden), "{hidden} in {got}");
        }
        assert_eq!(shown(b"<script>never ends", "text/html").text.trim(), "");
    }

    #[test]
    fn a_mail_shows_who_wrote_when_and_what() {
        let mail = "From: =?UTF-8?B?5a6i5pyN?= <kf@example.com>\r\nTo: buyer@example.com\r\nSubject: =?GB2312?B?\
                    zcu/7g==?=\r\nDate: Thu, 12 Nov 2026 14:03:27 +0800\r\nMIME-Version: 1.0\r\nContent-Type: \
                    multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
                    <p>同意退款</p><script>x()</script>\r\n--b\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\n\
                    Content-Disposition: attachment; filename=\"发票.pdf\"\r\n\r\n%PDF\r\n--b--\r\n";
        let got = shown(mail.as_bytes(), "message/rfc822");
        let header = |name: &str| got.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
        assert_eq!(header("from"), Some("客服 <kf@example.com>"));
        assert_eq!(header("subject"), Some("退款"));
        assert_eq!(header("date"), Some("2026-11-12T14:03:27+08:00"));
        assert_eq!(got.text.trim(), "同意退款", "no script");
        assert_eq!(got.attachments, ["发票.pdf"]);
    }

    #[test]
    fn long_texts_are_cut_and_say_so_and_control_characters_are_left_out() {
        let got = shown("字".repeat(SHOWN + 1).as_bytes(), "text/plain");
        assert!(got.cut && got.text.chars().count() == SHOWN);
        assert!(!shown("字".repeat(SHOWN).as_bytes(), "text/plain").cut);
        assert_eq!(shown(b"a\x1b[31mb\rc\n", "text/plain").text, "a[31mb\nc\n");
        assert_eq!(shown_text(b"\x89PNG", "image/png", false), None);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>, html in "(<[a-z/!-]{0,8}>?|script|style|&#?[a-z0-9]{0,6};?|字){0,20}") {
            let mail = [b"From: a\nTo: b\nContent-Type: multipart/mixed; boundary=x\n\n--x\n".as_slice(), &bytes].concat();
            for kind in ["text/plain", "text/html", "message/rfc822", "multipart/related"] {
                let _ = (shown_text(&bytes, kind, false), shown_text(&mail, kind, false), shown_text(html.as_bytes(), kind, true));
            }
        }
    }
}
