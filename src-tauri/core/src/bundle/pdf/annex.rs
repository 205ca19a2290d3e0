//! The last pages: an extract of the custody log, and the hash of every original.

use super::Told;
use super::flow::Flow;
use super::page::MM;
use super::table::{Cell, column, table};
use super::text::{Style, span};
use crate::bundle::facts::ChainEnd;
use crate::bundle::report::{custody_row, extract, hash_lines};

const SIZE: f32 = 8.2;
const TEXT: Style = Style::text(SIZE).leading(1.4);
const NUMBER: Style = Style::number(SIZE - 0.6).leading(1.4);

pub fn custody(flow: &mut Flow, told: &Told, number: usize) {
    let (lines, lang) = (&told.material.custody, told.lang);
    let chain = ChainEnd::of(lines);
    flow.section(number, &told.word("custody.title"), 2);
    flow.paragraph(&[span(told.word("custody.intro"), Style::text(8.5).soft())]);
    flow.y += 1.0 * MM;
    let plain = Style::text(9.0);
    flow.paragraph(&[
        span(format!("{} {} · {} ", told.word("custody.length"), chain.entries, told.word("custody.head")), plain),
        span(&*chain.head, Style::number(8.0)),
    ]);
    flow.y += 3.0 * MM;
    let (first, last) = extract(lines);
    let left_out = lines.len() - first.len() - last.len();
    let shares = [
        ("column.order", 0.09),
        ("custody.at", 0.29),
        ("custody.event", 0.28),
        ("column.number", 0.12),
        ("custody.hash", 0.22),
    ];
    let columns: Vec<_> = shares.iter().map(|(key, share)| column(told.word(key), *share)).collect();
    let row = |line: &String| {
        let c = custody_row(line, lang);
        let number = |text: String| Cell::of(vec![span(text, NUMBER)]);
        vec![
            number(c.seq),
            number(c.at),
            Cell::of(vec![span(c.event, TEXT)]),
            number(c.evidence),
            number(format!("{}…", c.hash)),
        ]
    };
    table(flow, &columns, first.iter().map(row).collect::<Vec<_>>(), SIZE);
    if left_out > 0 {
        flow.paragraph(&[span(format!("{} {left_out}", told.word("custody.left_out")), plain)]);
        flow.y += 4.0 * MM;
        table(flow, &columns, last.iter().map(row).collect::<Vec<_>>(), SIZE);
    }
}

/// What is not in the bundle, can't be shown, or is pending.
pub fn left_out(flow: &mut Flow, told: &Told, number: usize) {
    flow.section(number, &told.word("left_out.title"), 2);
    flow.paragraph(&[span(told.word("left_out.intro"), Style::text(8.5).soft())]);
    flow.y += 3.0 * MM;
    let columns = [column(told.word("left_out.what"), 0.33), column(told.word("left_out.which"), 0.67)];
    let row = |(label, value): &(String, String)| {
        vec![Cell::of(vec![span(&**label, TEXT)]), Cell::of(vec![span(&**value, TEXT)])]
    };
    table(flow, &columns, told.left_out.iter().map(row).collect::<Vec<_>>(), SIZE);
}

pub fn hashes(flow: &mut Flow, told: &Told, number: usize) {
    flow.section(number, &told.word("hashes.title"), 2);
    flow.paragraph(&[span(told.word("hashes.intro"), Style::text(8.5).soft())]);
    flow.y += 3.0 * MM;
    let columns = [column(told.column("file"), 0.33), column("SHA-256", 0.67)];
    let rows: Vec<_> = told
        .rows
        .iter()
        .flat_map(|r| {
            let hash = Style::number(7.4).leading(1.4);
            let line = move |file: &str, sha256: &str| {
                vec![Cell::of(vec![span(file, hash)]), Cell::of(vec![span(sha256, hash)])]
            };
            hash_lines(r, told.lang).into_iter().map(move |(file, sha256)| line(&file, &sha256))
        })
        .collect();
    table(flow, &columns, rows, SIZE);
    numbers(flow, told);
    let replaced: Vec<String> = flow.setter.replaced.iter().map(|c| format!("U+{:04X}", *c as u32)).collect();
    if !replaced.is_empty() {
        let note = told.phrase("pdf.replaced", [("characters", replaced.join(" "))]);
        flow.paragraph(&[span(note, Style::text(8.5))]);
    }
}

/// The numbers of the case once more, without the gaps of the cover: to be searched for and copied.
fn numbers(flow: &mut Flow, told: &Told) {
    let all: Vec<_> = told.facts().into_iter().filter(|f| f.value.len() > 1).collect();
    if all.is_empty() {
        return;
    }
    flow.y += 4.0 * MM;
    flow.need(40.0 * MM);
    flow.heading(&told.word("pdf.numbers"), 3);
    let columns = [column(told.word("pdf.number_kind"), 0.33), column(told.column("number"), 0.67)];
    let rows = all.into_iter().map(|f| {
        let kind = if f.note.is_empty() { f.label } else { format!("{} ({})", f.label, f.note) };
        vec![Cell::of(vec![span(kind, TEXT)]), Cell::of(vec![span(f.value.concat(), Style::number(8.6).leading(1.4))])]
    });
    table(flow, &columns, rows.collect::<Vec<_>>(), SIZE);
}
