//! The first pages: the cover, the contents, and what the bundle shows and does not show.

use qrcodegen::{QrCode, QrCodeEcc};

use super::Told;
use super::flow::Flow;
use super::page::{ACROSS, Area, BOTTOM, Kind, LEFT, MM, Target, What};
use super::text::{Ink, Style, grouped, span};
use crate::bundle::going;
use crate::bundle::report::Fact;
use crate::model::ExportMode;

const HALF: f32 = (ACROSS - 9.0 * MM) / 2.0;

pub fn cover(flow: &mut Flow, told: &Told, pages: usize) {
    flow.page();
    if let Some(page) = flow.pages.last_mut() {
        page.is_cover = true;
    }
    let w = |key: &str| told.word(key);
    flow.y = 16.0 * MM;
    let top = flow.y;
    let small = Style::text(9.0).soft();
    let name = flow.set(&[span(w("app_name"), small)], HALF);
    let tag = flow.tree.add(flow.within, Kind::Paragraph);
    flow.lines(name, (LEFT, top), Some(tag));
    let count = flow.set(&[span(told.phrase("pdf.pages", [("count", pages.to_string())]), small)], HALF);
    let x = LEFT + ACROSS - count.width();
    let tag = flow.tree.add(flow.within, Kind::Paragraph);
    flow.lines(count, (x, top), Some(tag));

    flow.y = 33.0 * MM;
    let title = w("title");
    let tag = flow.tree.add(flow.within, Kind::Heading(1, title.clone()));
    let spread: Vec<String> = if told.is_chinese() { title.chars().map(String::from).collect() } else { vec![title] };
    let style = Style::bold(33.0).leading(1.35);
    let (mut x, y, mut height) = (LEFT, flow.y, 0.0f32);
    for part in spread {
        let block = flow.set(&[span(part, style)], ACROSS);
        height = height.max(block.height());
        let width = block.width();
        flow.lines(block, (x, y), Some(tag));
        x += width + 2.6 * MM;
    }
    flow.y += height;
    flow.paragraph(&[span(&*told.material.case.facts.title, Style::text(16.0).leading(1.45))]);
    flow.y += 4.0 * MM;
    flow.rule(flow.y, 1.3, Ink::Blue);
    flow.rule(flow.y + 3.0, 0.5, Ink::Blue);
    flow.y += 6.0 * MM;
    if let Some(notice) = going::notice(told.material, told.lang) {
        flow.paragraph(&[span(notice, Style::bold(10.0).leading(1.65))]);
        flow.y += 4.0 * MM;
    }
    let note = told.material.case.facts.note.trim();
    if !note.is_empty() {
        flow.paragraph(&[span(note, Style::text(10.5).leading(1.65))]);
        flow.y += 4.0 * MM;
    }
    facts(flow, told);
    flow.y += 6.0 * MM;
    fingerprint(flow, told);
    flow.y += 6.0 * MM;
    let says = [("says.title", "says.text"), ("says_not.title", "says_not.text")];
    beside(flow, &says.map(|(title, text)| (w(title), w(text))));
    made(flow, told);
}

fn facts(flow: &mut Flow, told: &Told) {
    let mut all: Vec<Fact> = told.facts();
    all.push(Fact {
        label: told.word("cover.evidence"),
        value: vec![told.counts.clone()],
        note: String::new(),
        mono: false,
        wide: true,
    });
    let mut waiting: Option<Fact> = None;
    for fact in all {
        match (waiting.take(), fact.wide) {
            (None, false) => waiting = Some(fact),
            (Some(first), false) => row(flow, &[first, fact], told.is_chinese()),
            (first, true) => {
                if let Some(first) = first {
                    row(flow, &[first], told.is_chinese());
                }
                row(flow, &[fact], told.is_chinese());
            }
        }
    }
    if let Some(last) = waiting {
        row(flow, &[last], told.is_chinese());
    }
}

/// One fact across the page, or two side by side, with a hairline below.
fn row(flow: &mut Flow, facts: &[Fact], is_chinese: bool) {
    let is_wide = facts.iter().any(|f| f.wide);
    // English names of numbers are long.
    let beside = if is_wide && !is_chinese { 46.0 * MM } else { 25.0 * MM };
    let across = if is_wide { ACROSS } else { HALF };
    let mut set = Vec::new();
    for (at, fact) in facts.iter().enumerate() {
        let label = flow.set(&[span(&*fact.label, Style::text(9.5).soft())], beside - 2.0 * MM);
        let style = if fact.mono { Style::number(9.5) } else { Style::text(9.5) };
        let mut spans = grouped(&fact.value, style);
        if !fact.note.is_empty() {
            spans.push(span(format!("  {}", fact.note), Style::text(9.0).soft()));
        }
        let value = flow.set(&spans, across - beside);
        let number = (fact.value.len() > 1).then(|| Kind::Number(format!("{} {}", fact.value.concat(), fact.note)));
        set.push((LEFT + at as f32 * (ACROSS - HALF), label, value, number));
    }
    let pad = 1.5 * MM;
    let height = set.iter().map(|(_, l, v, _)| l.height().max(v.height())).fold(0.0, f32::max) + 2.0 * pad;
    flow.need(height.min(BOTTOM / 2.0));
    let mut tall = Vec::new();
    let top = flow.y;
    for (x, label, value, number) in set {
        let tag = flow.tree.add(flow.within, Kind::Paragraph);
        let shift = value.baseline() - label.baseline();
        flow.lines(label, (x, top + pad + shift), Some(tag));
        let tag = number.map_or(tag, |n| flow.tree.add(tag, n));
        if value.height() + pad > flow.room() {
            tall.push((value, tag));
        } else {
            flow.lines(value, (x + beside, top + pad), Some(tag));
        }
    }
    flow.y = top + height;
    // What is longer than a page goes on over pages, alone in its row.
    for (value, tag) in tall {
        flow.y = top + pad;
        flow.block(value, beside, tag);
        flow.y += pad;
    }
    flow.rule(flow.y, 0.4, Ink::Hairline);
}

fn fingerprint(flow: &mut Flow, told: &Told) {
    const HEIGHT: f32 = 46.0 * MM;
    const SIDE: f32 = 45.0 * MM;
    flow.need(HEIGHT);
    let (top, pad) = (flow.y, 5.0 * MM);
    flow.frame(Area { x: LEFT, y: top, width: ACROSS, height: HEIGHT }, 0.9, Ink::Body);
    let edge = LEFT + ACROSS - SIDE;
    flow.put(What::Rule { from: (edge, top), to: (edge, top + HEIGHT), weight: 0.4, ink: Ink::Edge }, None);
    let room = ACROSS - SIDE - 2.0 * pad;
    let groups: Vec<&str> = told.fingerprint.split(' ').collect();
    let mut y = top + 3.6 * MM;
    let small = Style::text(8.0).soft().leading(1.4);
    let parts = [
        (told.word("fingerprint"), Style::bold(9.5), 0.8 * MM),
        (groups.iter().take(4).copied().collect::<Vec<_>>().join(" "), Style::number(19.0).leading(1.35), 0.0),
        (groups.iter().skip(4).copied().collect::<Vec<_>>().join(" "), Style::number(19.0).leading(1.35), 1.0 * MM),
        (told.word("fingerprint.hint"), small, 0.6 * MM),
        (told.evidence_list.hex(), Style::number(6.6).soft().leading(1.4), 0.0),
    ];
    for (text, style, after) in parts {
        let block = flow.set(&[span(text, style)], room);
        let height = block.height();
        let tag = flow.tree.add(flow.within, Kind::Paragraph);
        flow.lines(block, (LEFT + pad, y), Some(tag));
        y += height + after;
    }
    let side = 30.0 * MM;
    if let Ok(code) = QrCode::encode_text(&told.evidence_list.hex(), QrCodeEcc::Medium) {
        let dark = (0..code.size()).map(|y| (0..code.size()).map(|x| code.get_module(x, y)).collect()).collect();
        let area = Area { x: edge + (SIDE - side) / 2.0, y: top + 4.5 * MM, width: side, height: side };
        let tag = flow.tree.add(flow.within, Kind::Figure(told.word("pdf.code")));
        flow.put(What::Code { area, dark }, Some(tag));
    }
    let caption = flow.set(&[span(told.word("pdf.code"), small)], SIDE - 4.0 * MM);
    let tag = flow.tree.add(flow.within, Kind::Paragraph);
    let x = edge + (SIDE - caption.width()) / 2.0;
    flow.lines(caption, (x, top + 5.5 * MM + side), Some(tag));
    flow.y = top + HEIGHT;
}

/// Two paragraphs with a title, side by side where they fit.
fn beside(flow: &mut Flow, parts: &[(String, String); 2]) {
    let set = parts.each_ref().map(|(title, text)| {
        let title = flow.set(&[span(&**title, Style::bold(9.5))], HALF);
        (title, flow.set(&[span(&**text, Style::text(9.5).leading(1.6))], HALF))
    });
    let height = set.iter().map(|(a, b)| a.height() + b.height()).fold(0.0, f32::max);
    flow.need(height);
    let top = flow.y;
    for (at, (title, text)) in set.into_iter().enumerate() {
        let x = LEFT + at as f32 * (ACROSS - HALF);
        let tag = flow.tree.add(flow.within, Kind::Paragraph);
        let below = top + title.height();
        flow.lines(title, (x, top), Some(tag));
        let tag = flow.tree.add(flow.within, Kind::Paragraph);
        flow.lines(text, (x, below), Some(tag));
    }
    flow.y = top + height;
}

/// At the foot of the cover.
fn made(flow: &mut Flow, told: &Told) {
    let small = Style::text(8.5).soft();
    let mut spans = vec![span(told.word("made"), small), span(" ", small)];
    spans.push(span(told.maker.at.local(), Style::number(8.0).soft()));
    spans.push(span(format!("{} {}", told.word("clock_note"), told.maker.app), small));
    if told.maker.clock_set {
        spans.push(span(format!("\n{}", told.word("clock_set")), Style::text(8.5)));
    }
    let block = flow.set(&spans, ACROSS);
    flow.y += 4.0 * MM;
    flow.need(block.height() + 2.0 * MM);
    if flow.page_index() == 0 {
        flow.y = flow.y.max(BOTTOM - block.height() - 2.0 * MM);
    }
    flow.rule(flow.y, 0.4, Ink::Edge);
    flow.y += 2.0 * MM;
    let tag = flow.tree.add(flow.within, Kind::Paragraph);
    flow.block(block, 0.0, tag);
}

/// `sections`: titles with the page on which they begin, from 1.
pub fn contents(flow: &mut Flow, told: &Told, sections: &[(usize, String, Option<usize>)]) {
    let title = told.word("pdf.contents");
    if flow.page_index() == 0 {
        flow.section(usize::MAX, &title, 2);
    } else {
        // The cover went over to a page that has room for this too.
        flow.y += 10.0 * MM;
        flow.need(60.0 * MM);
        flow.heading(&title, 2);
    }
    let list = flow.tree.add(flow.within, Kind::Contents);
    for (number, title, page) in sections {
        let line = flow.tree.add(list, Kind::ContentsLine);
        let link = flow.tree.add(line, Kind::Link);
        let shown = page.map_or_else(|| "-".to_owned(), |p| p.to_string());
        let page = flow.set(&[span(shown, Style::number(10.0))], 30.0 * MM);
        let block = flow.set(&[span(&**title, Style::text(11.0))], ACROSS - 40.0 * MM);
        flow.need(block.height());
        let (y, height, wide) = (flow.y, block.height(), block.width());
        let shift = block.baseline() - page.baseline();
        let x = LEFT + ACROSS - page.width();
        flow.lines(block, (LEFT, y), Some(link));
        let dots = y + height - 1.6 * MM;
        let from = (LEFT + wide + 2.0 * MM, dots);
        flow.put(What::Rule { from, to: (x - 2.0 * MM, dots), weight: 0.3, ink: Ink::Hairline }, None);
        flow.lines(page, (x, y + shift), Some(link));
        let area = Area { x: LEFT, y, width: ACROSS, height };
        flow.put(What::Link { area, to: Target::Section(*number), says: title.clone() }, Some(link));
        flow.y += height + 1.2 * MM;
    }
    flow.y += 8.0 * MM;
    // The last point speaks of masked copies.
    let not = if told.material.going.mode == ExportMode::Masked { 5 } else { 4 };
    for (title, points) in [("pdf.shows", 3), ("pdf.shows_not", not)] {
        flow.need(40.0 * MM);
        let heading = told.word(title);
        let tag = flow.tree.add(flow.within, Kind::Heading(2, heading.clone()));
        flow.text(&[span(heading, Style::bold(12.5))], tag);
        flow.y += 1.5 * MM;
        for n in 1..=points {
            // No originals to speak of.
            let key = if not == 5 && title == "pdf.shows" && n == 1 { "masked".to_owned() } else { n.to_string() };
            let spans = [
                span(format!("{n}. "), Style::number(9.5).soft()),
                span(told.word(&format!("{title}.{key}")), Style::text(10.5).leading(1.6)),
            ];
            flow.paragraph(&spans);
            flow.y += 1.0 * MM;
        }
        flow.y += 5.0 * MM;
    }
}
