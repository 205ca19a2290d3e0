//! A draft as a document (DOCX): the form's boxes as a table where a form is filled in, else the text; then the list of
//! evidence. The same draft gives the same bytes.

use std::io::Cursor;

use docx_rs::{AlignmentType, Docx, PageMargin, Paragraph, Run, RunFonts, Table, TableCell, TableRow, WidthType};

use super::clean::clean;
use crate::error::{Code, Error, Result};
use crate::model::{Channel, ChannelKind, Draft, Lang, Paper};
use crate::words;

/// A4 and its margins, in twentieths of a point.
const PAGE: (u32, u32) = (11_906, 16_838);
const MARGIN: i32 = 1_418;
const WIDTH: usize = 9_070;

/// A piece for the list of evidence.
#[derive(Debug, Clone)]
pub struct EvidenceLine {
    /// `E001`.
    pub number: String,
    pub name: String,
    pub kind: String,
    /// Platform, app and device it comes from.
    pub source: String,
    pub proves: String,
}

/// `at`: UTC, when it was made.
pub fn document(draft: &Draft, channel: &Channel, evidence: &[EvidenceLine], at: &str, lang: Lang) -> Result<Vec<u8>> {
    let fonts = RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").east_asia("宋体");
    let mut doc = Docx::new()
        .page_size(PAGE.0, PAGE.1)
        .page_margin(PageMargin::new().top(MARGIN).bottom(MARGIN).left(MARGIN).right(MARGIN))
        .default_fonts(fonts)
        .default_size(24)
        .created_at(at)
        .updated_at(at);
    let title = Run::new().add_text(plain(&draft.title)).bold().size(36);
    doc = doc.add_paragraph(Paragraph::new().add_run(title).align(AlignmentType::Center));
    let form = matches!(draft.paper, Paper::Complaint | Paper::Report)
        && matches!(channel.kind, ChannelKind::Authority | ChannelKind::Association);
    if form {
        let rows = draft.fields.iter().map(|f| row(&[(&f.name, 2_400), (&f.text, WIDTH - 2_400)])).collect();
        doc = doc.add_table(table(rows, vec![2_400, WIDTH - 2_400]));
    } else {
        // The title stands above already.
        for line in draft.text.lines().filter(|l| *l != draft.title) {
            doc = doc.add_paragraph(paragraph(line));
        }
    }
    if matches!(draft.paper, Paper::Complaint | Paper::Report) && !channel.open && !evidence.is_empty() {
        let say = |key: &str| words::word(lang, "filing", key);
        let head = Run::new().add_text(say("docx.evidence")).bold().size(28);
        doc = doc.add_paragraph(Paragraph::new()).add_paragraph(Paragraph::new().add_run(head).keep_next(true));
        let widths = [900, 2_300, 1_400, 1_770, WIDTH - 6_370];
        let names = ["docx.number", "docx.name", "docx.kind", "docx.source", "docx.proves"].map(say);
        let cells = |texts: [&str; 5]| row(&[0, 1, 2, 3, 4].map(|i| (texts[i], widths[i])));
        let mut rows = vec![cells([&names[0], &names[1], &names[2], &names[3], &names[4]])];
        rows.extend(evidence.iter().map(|e| cells([&e.number, &e.name, &e.kind, &e.source, &e.proves])));
        doc = doc.add_table(table(rows, widths.to_vec()));
    }
    let mut out = Cursor::new(Vec::new());
    doc.build().pack(&mut out).map_err(|e| Error::new(Code::Internal).with("reason", "docx").because(e))?;
    Ok(out.into_inner())
}

fn table(rows: Vec<TableRow>, grid: Vec<usize>) -> Table {
    Table::new(rows).set_grid(grid).width(WIDTH, WidthType::Dxa)
}

fn row(cells: &[(impl AsRef<str>, usize)]) -> TableRow {
    let cell = |text: &str, width: usize| {
        let empty = TableCell::new().width(width, WidthType::Dxa);
        let mut lines = text.lines().peekable();
        if lines.peek().is_none() {
            return empty.add_paragraph(Paragraph::new());
        }
        lines.fold(empty, |cell, line| cell.add_paragraph(paragraph(line)))
    };
    TableRow::new(cells.iter().map(|(text, width)| cell(text.as_ref(), *width)).collect())
}

fn paragraph(line: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(plain(line)))
}

/// Without what XML 1.0 can't hold, and without what turns the direction of writing.
fn plain(text: &str) -> String {
    clean(text).chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filing::story_samples::told;
    use crate::filing::{Wanted, built_in, draft};

    fn made(channel: &str, words: &str) -> Vec<u8> {
        let mut story = told();
        story.complaint.demand = words.into();
        let channel = built_in().channel(channel).expect("known");
        let wanted = Wanted {
            channel,
            paper: Paper::Complaint,
            max_chars: None,
            filings_of_vault: 0,
            own: None,
            lang: Lang::ZhCn,
        };
        let d = draft(built_in(), &story, wanted).expect("a draft");
        let line = EvidenceLine {
            number: "E001".into(),
            name: words.into(),
            kind: "售后聊天".into(),
            source: "拼多多".into(),
            proves: "商家承认".into(),
        };
        document(&d, channel, &[line], "2026-11-23T01:32:18Z", Lang::ZhCn).expect("a document")
    }

    #[test]
    fn the_same_draft_gives_the_same_bytes_and_hostile_words_break_nothing() {
        assert_eq!(made("12315", "退款"), made("12315", "退款"));
        let hostile = format!("<w:p>&amp; ]]> \u{0}\u{b}\u{fffe} {}", "很长".repeat(50_000));
        for channel in ["12315", "consumer_association", "court", "pinduoduo", "heimao"] {
            let bytes = made(channel, &hostile);
            assert!(bytes.starts_with(b"PK"), "{channel}");
        }
    }
}
