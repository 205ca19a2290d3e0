//! The evidence list in the form of art. 19 of 民事证据规定, and what happened: events and the negotiation log.

use std::collections::BTreeMap;

use super::Told;
use super::flow::Flow;
use super::page::{ACROSS, Area, BOTTOM, LEFT, MM, Target};
use super::table::{Cell, column, table};
use super::text::{Ink, Style, span};
use crate::bundle::told;

const SIZE: f32 = 8.2;
const TEXT: Style = Style::text(SIZE).leading(1.45);
const NUMBER: Style = Style::number(SIZE - 0.4).leading(1.45);

/// `pages`: first and last page of each piece, from 1.
pub fn list(flow: &mut Flow, told: &Told, number: usize, pages: &BTreeMap<String, (usize, usize)>) {
    let title = told.word("list.title");
    flow.section(number, &title, 2);
    if told.rows.is_empty() {
        flow.paragraph(&[span(told.word("list.empty"), Style::text(10.0))]);
    }
    let shares = [
        ("order", 0.055),
        ("name", 0.145),
        ("kind", 0.105),
        ("source", 0.11),
        ("proves", 0.175),
        ("summary", 0.13),
        ("carrier", 0.12),
        ("page", 0.08),
        ("note", 0.08),
    ];
    let columns: Vec<_> = shares.iter().map(|(key, share)| column(told.column(key), *share)).collect();
    let rows = told.rows.iter().enumerate().map(|(at, r)| {
        let plain = |text: &str| Cell::of(vec![span(text, TEXT)]);
        let to = |spans| {
            let says = told.phrase("pdf.go_to", [("number", r.number.clone())]);
            Cell { spans, to: Some((Target::Evidence(r.number.clone()), says)) }
        };
        let page = pages.get(&r.number).map_or_else(|| "-".to_owned(), told_pages);
        vec![
            Cell::of(vec![span((at + 1).to_string(), NUMBER)]),
            to(vec![span(&*r.number, Style::bold(SIZE).blue().leading(1.45)), span(format!(" {}", r.name), TEXT)]),
            plain(&r.kind),
            plain(&r.source),
            plain(&r.proves),
            plain(&r.summary),
            plain(&r.carrier),
            to(vec![span(page, NUMBER)]),
            plain(&r.note),
        ]
    });
    let rows: Vec<_> = rows.collect();
    table(flow, &columns, rows, SIZE);
    sign(flow, told);
}

pub fn told_pages(&(first, last): &(usize, usize)) -> String {
    if first == last { first.to_string() } else { format!("{first}–{last}") }
}

/// Lines to be written on by hand.
fn sign(flow: &mut Flow, told: &Told) {
    let (gap, height) = (8.0 * MM, 16.0 * MM);
    flow.y += 4.0 * MM;
    flow.need(height);
    let (top, width) = (flow.y, (ACROSS - 2.0 * gap) / 3.0);
    for (at, key) in ["sign.name", "sign.date", "sign.copies"].iter().enumerate() {
        let x = LEFT + at as f32 * (width + gap);
        let block = flow.set(&[span(told.word(key), Style::text(9.5))], width);
        let tag = flow.tree.add(flow.within, super::page::Kind::Paragraph);
        flow.lines(block, (x, top), Some(tag));
        let line = Area { x, y: top + height - 1.0, width, height: 0.0 };
        let (from, to) = ((line.x, line.y), (line.x + line.width, line.y));
        flow.put(super::page::What::Rule { from, to, weight: 0.5, ink: Ink::Body }, None);
    }
    flow.y = (top + height + 2.0 * MM).min(BOTTOM);
}

pub fn timeline(flow: &mut Flow, told: &Told, number: usize) {
    flow.section(number, &told.word("timeline.title"), 2);
    let events = told::events(told.material, told.lang);
    if !events.is_empty() {
        flow.paragraph(&[span(told.word("timeline.intro"), Style::text(8.5).soft())]);
        flow.y += 2.0 * MM;
        let shares = [("at", 0.17), ("event", 0.17), ("summary", 0.42), ("amount", 0.12), ("evidence", 0.12)];
        let columns: Vec<_> = shares.iter().map(|(key, share)| column(told.column(key), *share)).collect();
        let rows = events.into_iter().map(|e| {
            let mut what = vec![span(e.what, TEXT)];
            if !e.note.trim().is_empty() {
                what.push(span(format!("\n{}", e.note), TEXT.soft()));
            }
            let kind = Cell::of(vec![span(e.kind, TEXT)]);
            let amount = Cell::of(vec![span(e.amount, NUMBER)]);
            vec![at(e.at), kind, Cell::of(what), amount, Cell::of(vec![span(e.evidence.join(" "), NUMBER)])]
        });
        let rows: Vec<_> = rows.collect();
        table(flow, &columns, rows, SIZE);
    }
    let talks = told::talks(told.material, told.lang);
    if !talks.is_empty() {
        flow.y += 4.0 * MM;
        flow.need(45.0 * MM);
        flow.heading(&told.word("talks.title"), 3);
        flow.paragraph(&[span(told.word("talks.intro"), Style::text(8.5).soft())]);
        flow.y += 2.0 * MM;
        let shares = [("at", 0.17), ("who", 0.13), ("way", 0.11), ("said", 0.24), ("answer", 0.24), ("evidence", 0.11)];
        let columns: Vec<_> = shares.iter().map(|(key, share)| column(told.column(key), *share)).collect();
        let rows = talks.into_iter().map(|t| {
            let evidence = Cell::of(vec![span(t.evidence.join(" "), NUMBER)]);
            let plain = |text: String| Cell::of(vec![span(text, TEXT)]);
            vec![at(t.at), plain(t.who), plain(t.way), plain(t.said), plain(t.answer), evidence]
        });
        let rows: Vec<_> = rows.collect();
        table(flow, &columns, rows, SIZE);
    }
}

fn at(text: String) -> Cell {
    Cell::of(vec![span(text, NUMBER)])
}
