//! What is asked for, the steps taken, what is there for it; and the complaint itself, as an annex.

use super::Told;
use super::flow::Flow;
use super::page::MM;
use super::table::{Cell, column, table};
use super::text::{Style, span};
use crate::bundle::asked;

const SIZE: f32 = 8.4;
const TEXT: Style = Style::text(SIZE).leading(1.45);
const NUMBER: Style = Style::number(SIZE - 0.4).leading(1.45);

pub fn asked(flow: &mut Flow, told: &Told, number: usize) {
    let of = &told.material.asked;
    flow.section(number, &told.word("asked.title"), 2);
    flow.paragraph(&[span(told.word("asked.intro"), Style::text(8.5).soft())]);
    flow.y += 2.0 * MM;
    let plain = |text: String| Cell::of(vec![span(text, TEXT)]);
    let demands = asked::demands(of, told.lang);
    if !demands.is_empty() {
        let columns = [column(told.word("asked.what"), 0.22), column(told.word("asked.told"), 0.78)];
        let rows: Vec<_> = demands.into_iter().map(|(label, value)| vec![plain(label), plain(value)]).collect();
        table(flow, &columns, rows, SIZE);
    }
    let steps = asked::steps(told.material, told.lang);
    if !steps.is_empty() {
        flow.need(45.0 * MM);
        flow.heading(&told.word("asked.steps"), 3);
        let columns = [
            column(told.column("at"), 0.17),
            column(told.word("asked.channel"), 0.18),
            column(told.word("asked.number"), 0.19),
            column(told.word("asked.progress"), 0.34),
            column(told.column("evidence"), 0.12),
        ];
        let row = |s: asked::Step| {
            let mut what = vec![span(s.what, TEXT)];
            if !s.note.is_empty() {
                what.push(span(format!("\n{}", s.note), TEXT.soft()));
            }
            let number = |text: String| Cell::of(vec![span(text, NUMBER)]);
            vec![number(s.at), plain(s.channel), number(s.number), Cell::of(what), number(s.evidence.join(" "))]
        };
        table(flow, &columns, steps.into_iter().map(row).collect::<Vec<_>>(), SIZE);
    }
    let items = asked::items(of, told.lang);
    if let Some(list) = of.completeness.as_ref().filter(|_| !items.is_empty()) {
        flow.need(45.0 * MM);
        let channel = of.channel_name(&list.channel, told.lang).to_owned();
        flow.heading(&told.phrase("asked.items", [("channel", channel)]), 3);
        flow.paragraph(&[span(told.word("asked.items_note"), Style::text(8.5).soft())]);
        flow.y += 2.0 * MM;
        let columns = [
            column(told.word("asked.state"), 0.14),
            column(told.word("asked.item"), 0.43),
            column(told.word("asked.by"), 0.43),
        ];
        let row = |i: asked::Item| vec![plain(i.state), plain(i.text), plain(i.by)];
        table(flow, &columns, items.into_iter().map(row).collect::<Vec<_>>(), SIZE);
    }
}

pub fn paper(flow: &mut Flow, told: &Told, number: usize) {
    let Some(paper) = &told.material.asked.paper else { return };
    flow.section(number, &told.word("asked.paper"), 2);
    flow.paragraph(&[span(told.word("asked.paper_note"), Style::text(8.5).soft())]);
    flow.y += 3.0 * MM;
    for line in paper.text.lines() {
        let line = line.trim_end();
        if line.is_empty() {
            flow.y += 2.5 * MM;
        } else if line == paper.title {
            flow.paragraph(&[span(line, Style::bold(13.0).leading(1.5))]);
        } else {
            flow.paragraph(&[span(line, Style::text(10.5).leading(1.65))]);
        }
    }
}
