//! The report as PDF/A-3b: laid out first, without a pixel in memory, then drawn file by file.
//!
//! The pages come before the bytes, because the evidence list names the pages on which each piece is printed, and
//! because a font or a character that is missing must be known before anything is written.

mod annex;
mod asked;
mod clean;
mod cover;
mod draw;
mod flow;
mod fonts;
mod front;
mod page;
mod pieces;
mod reading;
mod slices;
mod table;
mod text;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use flow::Flow;
use page::{ACROSS, FOOT, HEAD, Kind, LEFT, Page, Places, Target, Tree, What};
use pieces::Pieces as Printed;
use text::{Block, Ink, Setter, Style, span};

pub use fonts::Fonts;
pub use front::told_pages;
pub use reading::{PicturePart, ReadPicture};
pub use slices::Wanted;
pub use text::Missing;

use super::report::{Fact, Row};
use super::{Maker, Material, conversations, going, report};
use crate::error::Result;
use crate::model::{Job, Lang, Number, Sha256};
use crate::words;

/// Upright sizes, in pixels, of what can be shown as a picture.
pub type Sizes = BTreeMap<Number, (u32, u32)>;

/// What the report tells, beside the case itself.
pub struct Told<'a> {
    pub material: &'a Material,
    pub rows: &'a [Row],
    pub sizes: &'a Sizes,
    pub lang: Lang,
    pub maker: &'a Maker,
    /// Hash of data/evidence.sha256.
    pub evidence_list: Sha256,
    pub fingerprint: String,
    pub counts: String,
    pictured: BTreeSet<String>,
    documents: BTreeSet<String>,
    /// There is more to see than their first page or frame.
    first_only: BTreeSet<String>,
    /// What stays out or is pending.
    left_out: Vec<(String, String)>,
    /// Stands in the place of a picture that turns out to be unreadable.
    unreadable: Block,
}

impl<'a> Told<'a> {
    pub fn new(
        material: &'a Material,
        rows: &'a [Row],
        sizes: &'a Sizes,
        (lang, maker, without_preview): (Lang, &'a Maker, &[Number]),
        evidence_list: Sha256,
    ) -> Told<'a> {
        let (fingerprint, counts) = (evidence_list.fingerprint(), report::counts(material, lang));
        let pictured = sizes.keys().map(ToString::to_string).collect();
        let of_type = |kinds: &[&str]| {
            let whole = material.evidence.iter().filter(|e| !material.is_withheld(e));
            let fits = whole.filter(|e| kinds.contains(&e.media.media_type.as_str()));
            fits.map(|e| e.number.to_string()).collect()
        };
        let first_only = of_type(&["application/pdf", "image/tiff", "image/gif"]);
        let documents = of_type(&["application/pdf"]);
        let unreadable = Block::default();
        Told {
            material,
            rows,
            sizes,
            lang,
            maker,
            evidence_list,
            fingerprint,
            counts,
            pictured,
            documents,
            first_only,
            left_out: going::left_out(material, without_preview, lang),
            unreadable,
        }
    }

    fn word(&self, key: &str) -> String {
        words::word(self.lang, "report", key)
    }

    fn column(&self, key: &str) -> String {
        self.word(&format!("column.{key}"))
    }

    fn phrase<'p>(&self, key: &str, params: impl IntoIterator<Item = (&'p str, String)>) -> String {
        words::phrase(self.lang, "report", key, params)
    }

    fn is_chinese(&self) -> bool {
        self.lang == Lang::ZhCn
    }

    fn facts(&self) -> Vec<Fact> {
        report::facts(self.material, self.lang)
    }

    fn has_picture(&self, row: &Row) -> bool {
        self.pictured.contains(&row.number)
    }

    fn is_document(&self, row: &Row) -> bool {
        self.documents.contains(&row.number)
    }

    /// Label, value, and whether it is one to compare digit by digit.
    fn facts_of(&self, r: &Row) -> Vec<(String, String, bool)> {
        let mut out = Vec::new();
        let mut add = |key: &str, value: &str, mono: bool| out.push((self.column(key), value.to_owned(), mono));
        add("proves", &r.proves, false);
        add("kind", &r.kind, false);
        add("source", &r.source, false);
        add("shown", &r.shown, false);
        add("file_name", &r.file_name, false);
        add("exif", &r.exif, false);
        add("file_time", &r.file_time, false);
        add("imported", &r.imported, false);
        add("carrier", &r.carrier, false);
        add("original_name", &r.original_name, false);
        let file = if r.size.is_empty() { r.file.clone() } else { format!("{} · {}", r.file, r.size) };
        let file = match (self.has_picture(r), self.first_only.contains(&r.number)) {
            (false, _) if r.size.is_empty() => file,
            (false, _) => format!("{file}\n{}", self.word("no_picture")),
            (true, true) => format!("{file}\n{}", self.word("pdf.first_only")),
            (true, false) => file,
        };
        add("file", &file, false);
        if let Some(masked) = &r.masked {
            add("masked", masked, false);
        }
        if r.note != "-" {
            add("note", &r.note, false);
        }
        add("sha256", &r.sha256, true);
        out
    }

    /// Of a page of a conversation: what differs from page to page.
    fn facts_of_page(&self, r: &Row) -> Vec<(String, String, bool)> {
        let all = self.facts_of(r);
        let keep = [
            "proves",
            "shown",
            "exif",
            "file_name",
            "file_time",
            "imported",
            "original_name",
            "file",
            "masked",
            "note",
            "sha256",
        ];
        let keep = keep.map(|key| self.column(key));
        let mut out = vec![(self.column("name"), r.name.clone(), false)];
        out.extend(all.into_iter().filter(|(label, value, _)| keep.contains(label) && value != "-"));
        if r.name == r.original_name {
            out.remove(0);
        }
        out
    }
}

/// The report as pages.
pub struct Laid {
    pages: Vec<Page>,
    tree: Tree,
    places: Places,
    wanted: Vec<Wanted>,
    pub volumes: usize,
    /// Number and title, in order.
    sections: Vec<(usize, String)>,
    evidence_section: usize,
    /// Number and name of each piece, in the order of the pages.
    evidence: Vec<(String, String)>,
    /// First and last page of each piece, from 1.
    pub page_numbers: BTreeMap<String, (usize, usize)>,
}

const LIST: usize = 1;
const TIMELINE: usize = 2;
const EVIDENCE: usize = 3;
const CUSTODY: usize = 4;
const HASHES: usize = 5;
const LEFT_OUT: usize = 6;
const ASKED: usize = 7;
const PAPER: usize = 8;

/// `font_missing` or `glyph_missing` where it can't be printed as it is.
pub fn lay_out(told: &mut Told, fonts: Fonts, missing: Missing) -> Result<Laid> {
    let mut setter = Setter::new(fonts, told.lang, missing)?;
    told.unreadable = setter.set(&[span(told.word("pdf.unreadable"), Style::text(9.0))], 200.0);
    let told = &*told;
    let mut tree = Tree::new();
    let front_tag = tree.add(Tree::ROOT, Kind::Section);
    let body_tag = tree.add(Tree::ROOT, Kind::Section);
    let pieces = conversations::pieces(told.material, told.rows, told.lang);
    let mut printed = Printed::new(told);
    let mut body = Flow::new(&mut setter, &mut tree, body_tag);
    if !pieces.is_empty() {
        printed.all(&mut body, EVIDENCE, &pieces);
    }
    annex::left_out(&mut body, told, LEFT_OUT);
    annex::custody(&mut body, told, CUSTODY);
    annex::hashes(&mut body, told, HASHES);
    asked::paper(&mut body, told, PAPER);
    let (body_pages, body_places) = (body.pages, body.places);

    let has_timeline = !told.material.disputes.is_empty() || !told.material.talks.is_empty();
    let is_asked = told.material.asked.is_told();
    let mut titles = vec![(LIST, "list.title")];
    titles.extend(has_timeline.then_some((TIMELINE, "timeline.title")));
    titles.extend(is_asked.then_some((ASKED, "asked.title")));
    titles.extend((!pieces.is_empty()).then_some((EVIDENCE, "evidence.title")));
    titles.extend([(LEFT_OUT, "left_out.title"), (CUSTODY, "custody.title"), (HASHES, "hashes.title")]);
    titles.extend(told.material.asked.paper.as_ref().map(|_| (PAPER, "asked.paper")));
    let sections: Vec<(usize, String)> = titles.into_iter().map(|(n, key)| (n, told.word(key))).collect();

    // The list names pages that come after it, so its own length must be known: guessed, then seen.
    let (mut front_pages, mut front_places) = (Vec::new(), Places::new());
    let mut page_numbers = BTreeMap::new();
    for _ in 0..6 {
        let before = front_pages.len();
        let told_page = |(first, last): (usize, usize)| (first + before + 1, last + before + 1);
        page_numbers = printed.pages.iter().map(|(n, p)| (n.clone(), told_page(*p))).collect();
        let begins = |number: usize| {
            let of_body = body_places.get(&Target::Section(number)).map(|(p, _)| p + before + 1);
            of_body.or_else(|| front_places.get(&Target::Section(number)).map(|(p, _): &(usize, f32)| p + 1))
        };
        let contents: Vec<_> = sections.iter().map(|(n, title)| (*n, title.clone(), begins(*n))).collect();
        let mut front = Flow::new(&mut setter, &mut tree, front_tag);
        cover::cover(&mut front, told, before + body_pages.len());
        cover::contents(&mut front, told, &contents);
        front::list(&mut front, told, LIST, &page_numbers);
        if has_timeline {
            front::timeline(&mut front, told, TIMELINE);
        }
        if is_asked {
            asked::asked(&mut front, told, ASKED);
        }
        let places = std::mem::replace(&mut front_places, front.places);
        front_pages = front.pages;
        if front_pages.len() == before && places == front_places {
            break;
        }
    }
    let before = front_pages.len();
    let places = front_places.into_iter();
    let places = places.chain(body_places.into_iter().map(|(t, (p, y))| (t, (p + before, y)))).collect();
    let mut pages: Vec<Page> = front_pages;
    pages.extend(body_pages);
    let volumes = pages.iter().map(|p| p.volume + 1).max().unwrap_or(1);
    let wanted = printed.wanted;
    let evidence = pieces.iter().map(|p| (p.row.number.clone(), format!("{} {}", p.row.number, p.row.name))).collect();
    furnish(&mut pages, &mut setter, told, volumes);
    setter.finish()?;
    Ok(Laid { pages, tree, places, wanted, volumes, sections, evidence_section: EVIDENCE, evidence, page_numbers })
}

/// Running heads and feet.
fn furnish(pages: &mut [Page], setter: &mut Setter, told: &Told, volumes: usize) {
    let count = pages.len();
    let small = Style::text(8.0).soft();
    let short: Vec<&str> = told.fingerprint.split(' ').take(4).collect();
    let title = format!("{} · {}", told.word("title"), told.material.case.facts.title.replace(['\n', '\r'], " "));
    for (at, page) in pages.iter_mut().enumerate() {
        let place = |block: Block, x: f32, y: f32, pages: &mut Page| {
            for line in block.lines.into_iter().take(1) {
                pages.items.push(page::Item { what: What::Text { x, y, line }, tag: None });
            }
        };
        let mut number = told.phrase("pdf.page", [("n", (at + 1).to_string()), ("count", count.to_string())]);
        if volumes > 1 {
            let volume = [("n", (page.volume + 1).to_string()), ("count", volumes.to_string())];
            number = format!("{}  {number}", told.phrase("pdf.volume", volume));
        }
        let number = setter.set(&[span(number, small)], ACROSS);
        let x = LEFT + ACROSS - number.width();
        place(number, x, FOOT + 4.0, page);
        let print =
            [span(format!("{}  ", told.word("fingerprint")), small), span(short.join(" "), Style::number(7.6).soft())];
        let print = setter.set(&print, ACROSS / 2.0);
        place(print, LEFT, FOOT + 4.0, page);
        let rule = |y| page::Item {
            what: What::Rule { from: (LEFT, y), to: (LEFT + ACROSS, y), weight: 0.4, ink: Ink::Hairline },
            tag: None,
        };
        page.items.push(rule(FOOT));
        if !page.is_cover {
            let section = fitted(setter, &page.section, small, ACROSS * 0.3);
            let x = LEFT + ACROSS - section.width();
            place(section, x, HEAD, page);
            place(fitted(setter, &title, small, ACROSS * 0.66), LEFT, HEAD, page);
            page.items.push(rule(HEAD + 14.0));
        }
    }
}

/// One line, ended by `…` where it would be longer. Only for running heads, whose words stand in full elsewhere.
fn fitted(setter: &mut Setter, text: &str, style: Style, width: f32) -> Block {
    let mut text: String = text.chars().take(120).collect();
    loop {
        let block = setter.set(&[span(&*text, style)], f32::MAX / 4.0);
        if block.width() <= width || text.chars().count() < 3 {
            return block;
        }
        let keep = text.chars().count() * 9 / 10;
        text = text.chars().take(keep.saturating_sub(1)).chain(['…']).collect();
    }
}

impl Laid {
    /// About how many bytes the report will have, fonts and pictures alike.
    pub fn about_bytes(&self) -> u64 {
        let pixels: u64 =
            self.wanted.iter().map(|w| u64::from(w.width) * u64::from(w.width) * 2 * u64::from(w.parts)).sum();
        pixels / 9 + 250_000 * self.volumes as u64 + 3_000 * self.pages.len() as u64
    }

    /// Makes file after file, in order, and hands over each.
    pub fn draw(
        &self,
        told: &Told,
        facts: &[u8],
        read: &ReadPicture,
        job: &Job,
        done: &mut dyn FnMut(usize, Vec<u8>) -> Result<()>,
    ) -> Result<()> {
        reading::reading(&self.wanted, read, job, |mut pictures| {
            for volume in 0..self.volumes {
                job.go_on()?;
                done(volume, draw::draw(self, volume, told, facts, &mut pictures)?)?;
            }
            Ok(())
        })
    }
}
