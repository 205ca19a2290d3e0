//! The evidence list for spreadsheets: the columns of art.19 民事证据规定, then the facts that a checker needs.
//!
//! UTF-8 with BOM and CRLF, every cell quoted: Excel and LibreOffice then read Chinese and line breaks alike. A cell
//! that a spreadsheet would take for a formula, or for a number that loses digits (an order number of 19 digits turns
//! into 2.0261103E+18), gets a leading apostrophe. Both programs then keep it as text, every digit visible and the
//! apostrophe with them; the form `="..."` would keep digits too but is itself a formula.

use super::report::Row;
use crate::error::{Code, Error, Result};
use crate::model::Lang;
use crate::words;

const COLUMNS: &[&str] = &[
    "order",
    "number",
    "name",
    "kind",
    "source",
    "proves",
    "summary",
    "carrier",
    "page",
    "note",
    "original_name",
    "file",
    "bytes",
    "sha256",
    "shown",
    "file_name",
    "exif",
    "file_time",
    "imported",
    "masked",
    "parent",
];

/// Keys and titles of the columns.
pub fn heads(lang: Lang) -> Vec<(&'static str, String)> {
    COLUMNS.iter().map(|c| (*c, words::word(lang, "report", &format!("column.{c}")))).collect()
}

/// Of the piece at place `at`, from 0.
pub fn cells(at: usize, r: &Row) -> Vec<String> {
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let (order, bytes, masked, parent) =
        ((at + 1).to_string(), r.bytes.to_string(), or_dash(&r.masked), or_dash(&r.parent));
    let all = [
        &order,
        &r.number,
        &r.name,
        &r.kind,
        &r.source,
        &r.proves,
        &r.summary,
        &r.carrier,
        &r.page,
        &r.note,
        &r.original_name,
        &r.file,
        &bytes,
        &r.sha256,
        &r.shown,
        &r.file_name,
        &r.exif,
        &r.file_time,
        &r.imported,
        &masked,
        &parent,
    ];
    all.map(String::clone).into()
}

pub fn csv(rows: &[Row], lang: Lang) -> Result<Vec<u8>> {
    let failed = |e: csv::Error| Error::new(Code::Internal).with("reason", "evidence list").because(e);
    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .quote_style(csv::QuoteStyle::Always)
        .from_writer("\u{feff}".as_bytes().to_vec());
    out.write_record(heads(lang).iter().map(|(_, title)| title)).map_err(failed)?;
    for (at, row) in rows.iter().enumerate() {
        out.write_record(cells(at, row).iter().map(|text| cell(text))).map_err(failed)?;
    }
    out.into_inner().map_err(|e| Error::new(Code::Internal).with("reason", "evidence list").because(e.to_string()))
}

/// The text as a spreadsheet may have it: unchanged, or behind an apostrophe.
pub fn cell(text: &str) -> String {
    // "-" alone marks an empty place; it can't start anything.
    if text != "-" && (starts_a_formula(text) || loses_digits(text)) { format!("'{text}") } else { text.to_owned() }
}

fn starts_a_formula(text: &str) -> bool {
    let is_start = |c| {
        matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r' | '−' | '﹣' | '﹢' | '﹦' | '﹫')
    };
    // Some programs drop blanks and invisible characters before they look.
    let visible = text.trim_start_matches(|c: char| {
        (c.is_whitespace() && !matches!(c, '\t' | '\r'))
            || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\0')
    });
    text.starts_with(is_start) || visible.starts_with(is_start)
}

/// A number of more than eleven digits, or one with an exponent, blanks and separators aside.
fn loses_digits(text: &str) -> bool {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ',' | '，' | '\'' | '_'))
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
            '．' => '.',
            other => other,
        })
        .collect();
    let plain = plain.trim_matches(|c| matches!(c, '¥' | '￥' | '$' | '%' | '元' | '(' | ')'));
    let digits = plain.bytes().filter(u8::is_ascii_digit).count();
    let number = !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let exponent = plain.split_once(['e', 'E']).is_some_and(|(mantissa, power)| {
        let of_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        of_digits(mantissa) && of_digits(power.trim_start_matches(['+', '-']))
    });
    (number && digits > 11) || exponent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        for bad in [
            "=cmd|' /C calc'!A0",
            "+1",
            "-1",
            "@SUM(1)",
            "\t=1",
            "\r=1",
            "＝1",
            "＋1",
            "－1",
            "＠a",
            " =1",
            "\u{200b}=1",
            "\u{202e}=1",
            "\n=1",
            "\u{feff}@x",
        ] {
            assert!(cell(bad).starts_with('\''), "{bad:?} starts a formula somewhere");
        }
        for fine in ["", "-", "订单详情", "a=1", "2026-11-12 14:03:27 +08:00", "2026-11-12", "E001", "12345678901"]
        {
            assert_eq!(cell(fine), fine, "{fine:?} harms nobody and is left alone");
        }
    }

    #[test]
    fn a_number_of_nineteen_digits_keeps_them_all() {
        for long in [
            "2026110322001411862",
            "２０２６１１０３２２００１４１１８６２",
            "2026 1103 2200 1411 862",
            "1.5E9",
            "12e3",
            "123456789012.5",
            "¥123456789012",
        ] {
            assert_eq!(cell(long), format!("'{long}"), "{long} would lose digits");
        }
        assert_eq!(cell("261103-754323194875749"), "261103-754323194875749", "a dash inside keeps it text");
    }

    proptest::proptest! {
        #[test]
        fn no_text_starts_a_formula_and_no_text_is_lost(text in "[\\t\\r\\n =+@＝＋－＠0-9eE.,a-z\u{202e}\u{feff}订单-]{0,24}") {
            let c = cell(&text);
            let marked = format!("'{text}");
            proptest::prop_assert!(c == text || c == marked);
            let seen = c.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{202e}');
            proptest::prop_assert!(c == "-" || !seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{:?}", c);
        }
    }
}
