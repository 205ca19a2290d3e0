//! Pages drawn into a PDF/A-3b that is tagged, with an outline and the facts attached. The only place that knows how
//! PDF is written; the same pages give the same bytes.

use std::num::NonZeroU16;

use krilla::annotation::{Annotation, LinkAnnotation, Target as LinkTarget};
use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::destination::{Destination, XyzDestination};
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node, TableHeaderScope, Tag as PdfTag, TagGroup, TagTree,
};
use krilla::{Document, SerializeSettings};

use super::page::{Area, HEIGHT, Item, Kind, Places, Tag, Target, Tree, WIDTH, What};
use super::reading::Pictures;
use super::text::{Ink, Line};
use super::{Laid, Told};
use crate::error::{Code, Error, Result};
use crate::model::{Lang, Stamp};

/// What the tree's nodes got on this file's pages.
type Leaves = Vec<Vec<Identifier>>;

/// One volume of the report.
pub fn draw(laid: &Laid, volume: usize, told: &Told, facts: &[u8], pictures: &mut Pictures) -> Result<Vec<u8>> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A3_B)
        .finish()
        .map_err(|e| broken(format!("{e:?}")))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let mut leaves: Leaves = vec![Vec::new(); laid.tree.nodes.len()];
    let own: Vec<usize> = (0..laid.pages.len()).filter(|p| laid.pages[*p].volume == volume).collect();
    let first = own.first().copied().unwrap_or_default();
    for at in &own {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| broken("page size"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        let mut drawing = Drawing { surface: &mut surface, leaves: &mut leaves, told, pictures };
        for item in &laid.pages[*at].items {
            drawing.item(item)?;
        }
        surface.finish();
        for item in &laid.pages[*at].items {
            let What::Link { area, to, says } = &item.what else { continue };
            let Some((page_of, y)) = laid.places.get(to).filter(|(p, _)| own.contains(p)) else { continue };
            let Some(rect) = rect(area) else { continue };
            let target = LinkTarget::Destination(Destination::Xyz(XyzDestination::new(page_of - first, above(*y))));
            let link = Annotation::new_link(LinkAnnotation::new(rect, target), Some(says.clone()));
            let id = page.add_tagged_annotation(link);
            if let Some(tag) = item.tag {
                leaves[tag].push(id);
            }
        }
        page.finish();
    }
    document.set_outline(outline(laid, &own, first));
    document.set_metadata(metadata(told, volume, laid.volumes)?);
    let lang = if told.lang == Lang::ZhCn { "zh-CN" } else { "en" };
    let mut tree = TagTree::new().with_lang(Some(lang.to_owned()));
    let linked = linked(laid, &own);
    if let Some(root) = group(&laid.tree, Tree::ROOT, &mut leaves, &linked) {
        for child in root.children {
            tree.push(child);
        }
    }
    document.set_tag_tree(tree);
    document.embed_file(EmbeddedFile {
        path: "case.json".to_owned(),
        mime_type: MimeType::new("application/json"),
        description: Some(told.word("pdf.attached")),
        association_kind: AssociationKind::Data,
        data: facts.to_vec().into(),
        modification_date: Some(date(&told.maker.at)?),
        compress: None,
        location: None,
    });
    document.finish().map_err(|e| broken(format!("{e:?}")))
}

fn broken(reason: impl Into<String>) -> Error {
    let reason: String = reason.into().chars().take(400).collect();
    Error::new(Code::Internal).with("reason", format!("PDF: {reason}"))
}

struct Drawing<'d, 's, 'p, 'j> {
    surface: &'d mut Surface<'s>,
    leaves: &'d mut Leaves,
    told: &'d Told<'d>,
    pictures: &'p mut Pictures<'j>,
}

impl Drawing<'_, '_, '_, '_> {
    fn item(&mut self, item: &Item) -> Result<()> {
        match &item.what {
            What::Text { x, y, line } => self.tagged(item.tag, Some(line), |d| d.line(*x, *y, line)),
            What::Rule { from, to, weight, ink } => self.tagged(None, None, |d| d.rule(*from, *to, *weight, *ink)),
            What::Fill { area, ink } => self.tagged(None, None, |d| d.fill(rect(area).and_then(rect_path), *ink)),
            What::Code { area, dark } => self.tagged(item.tag, None, |d| d.fill(code(area, dark), Ink::Body)),
            What::Picture { area, picture, part } => match self.pictures.part(*picture, *part)? {
                Some(part) => {
                    let size = (part.width, part.height);
                    // PDF/A forbids to ask for smoothing.
                    let image = Image::from_jpeg(part.jpeg.into(), false).map_err(broken)?;
                    self.tagged(item.tag, None, |d| d.picture(area, image, size));
                }
                None => self.unreadable(area, item.tag),
            },
            What::Link { .. } => {}
        }
        Ok(())
    }

    fn tagged(&mut self, tag: Option<Tag>, line: Option<&Line>, draw: impl FnOnce(&mut Self)) {
        let content = match tag {
            None if line.is_some() => ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther)),
            None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
            Some(_) => ContentTag::Other,
        };
        let id = self.surface.start_tagged(content);
        draw(self);
        self.surface.end_tagged();
        if let Some(tag) = tag {
            self.leaves[tag].push(id);
        }
    }

    fn line(&mut self, x: f32, y: f32, line: &Line) {
        self.surface.set_stroke(None);
        for run in &line.runs {
            self.surface.set_fill(Some(fill(run.ink)));
            let start = Point::from_xy(x + run.x, y + line.baseline);
            self.surface.draw_glyphs(start, &run.glyphs, run.font.clone(), &line.text, run.size, false);
        }
    }

    fn rule(&mut self, from: (f32, f32), to: (f32, f32), weight: f32, ink: Ink) {
        let mut path = PathBuilder::new();
        path.move_to(from.0, from.1);
        path.line_to(to.0, to.1);
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke { paint: colour(ink).into(), width: weight, ..Stroke::default() }));
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
        self.surface.set_stroke(None);
    }

    fn fill(&mut self, path: Option<Path>, ink: Ink) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill(ink)));
        if let Some(path) = path {
            self.surface.draw_path(&path);
        }
    }

    /// As large as the area allows, with a hairline around.
    fn picture(&mut self, area: &Area, image: Image, (w, h): (u32, u32)) {
        let scale = (area.width / w.max(1) as f32).min(area.height / h.max(1) as f32);
        let (width, height) = (w as f32 * scale, h as f32 * scale);
        let Some(size) = Size::from_wh(width, height) else { return };
        self.surface.push_transform(&Transform::from_translate(area.x, area.y));
        self.surface.draw_image(image, size);
        self.surface.pop();
        let around = Area { width, height, ..*area };
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke { paint: colour(Ink::Hairline).into(), width: 0.4, ..Stroke::default() }));
        if let Some(path) = rect(&around).and_then(rect_path) {
            self.surface.draw_path(&path);
        }
        self.surface.set_stroke(None);
    }

    /// The place of a picture that could not be decoded to its end, with words.
    fn unreadable(&mut self, area: &Area, tag: Option<Tag>) {
        let ground = Area { height: area.height.min(60.0), ..*area };
        self.tagged(None, None, |d| d.fill(rect(&ground).and_then(rect_path), Ink::Ground));
        let block = self.told.unreadable.clone();
        let mut y = area.y + 8.0;
        for line in &block.lines {
            self.tagged(tag, Some(line), |d| d.line(area.x + 8.0, y, line));
            y += line.height;
        }
    }
}

fn colour(ink: Ink) -> rgb::Color {
    match ink {
        Ink::Body => rgb::Color::new(0x1b, 0x19, 0x15),
        Ink::Soft => rgb::Color::new(0x57, 0x52, 0x4a),
        Ink::Blue => rgb::Color::new(0x1f, 0x4f, 0x66),
        Ink::Hairline => rgb::Color::new(0xcf, 0xc9, 0xbc),
        Ink::Edge => rgb::Color::new(0x8b, 0x83, 0x71),
        Ink::Ground => rgb::Color::new(0xf5, 0xf2, 0xeb),
    }
}

fn fill(ink: Ink) -> Fill {
    Fill { paint: colour(ink).into(), opacity: NormalizedF32::ONE, rule: FillRule::default() }
}

fn rect(area: &Area) -> Option<Rect> {
    Rect::from_xywh(area.x, area.y, area.width, area.height)
}

fn rect_path(rect: Rect) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(rect);
    path.finish()
}

/// The dark modules; neighbours in a row are one rectangle, so that no seam shows between them.
fn code(area: &Area, dark: &[Vec<bool>]) -> Option<Path> {
    let module = area.width / dark.len().max(1) as f32;
    let mut path = PathBuilder::new();
    for (row, modules) in dark.iter().enumerate() {
        let mut from = 0;
        for (at, is_dark) in modules.iter().copied().chain([false]).enumerate() {
            if !is_dark {
                let (x, y) = (area.x + from as f32 * module, area.y + row as f32 * module);
                if at > from {
                    path.push_rect(Rect::from_xywh(x, y, (at - from) as f32 * module, module * 1.01)?);
                }
                from = at + 1;
            }
        }
    }
    path.finish()
}

/// A little above what is jumped to.
fn above(y: f32) -> Point {
    Point::from_xy(0.0, (y - 12.0).max(0.0))
}

fn outline(laid: &Laid, own: &[usize], first: usize) -> Outline {
    let mut outline = Outline::new();
    let node = |title: &str, target: &Target, places: &Places| {
        let (page, y) = places.get(target).filter(|(p, _)| own.contains(p))?;
        Some(OutlineNode::new(title.to_owned(), XyzDestination::new(page - first, above(*y))))
    };
    for (number, title) in &laid.sections {
        let mut parent = node(title, &Target::Section(*number), &laid.places);
        let children = laid.evidence.iter().filter(|_| *number == laid.evidence_section);
        for (number, title) in children {
            let Some(child) = node(title, &Target::Evidence(number.clone()), &laid.places) else { continue };
            match &mut parent {
                Some(parent) => parent.push_child(child),
                None => outline.push_child(child),
            }
        }
        if let Some(parent) = parent {
            outline.push_child(parent.with_open(true));
        }
    }
    outline
}

fn metadata(told: &Told, volume: usize, volumes: usize) -> Result<Metadata> {
    let title = format!("{} · {}", told.word("title"), told.material.case.facts.title);
    let title = if volumes > 1 { format!("{title} ({}/{volumes})", volume + 1) } else { title };
    let lang = if told.lang == Lang::ZhCn { "zh-CN" } else { "en" };
    Ok(Metadata::new()
        .title(title.chars().filter(|c| !c.is_control()).collect())
        .creator(told.maker.app.clone())
        .language(lang.to_owned())
        .document_id(format!("{}/{volume}", told.evidence_list.hex()))
        .creation_date(date(&told.maker.at)?))
}

/// UTC.
fn date(at: &Stamp) -> Result<DateTime> {
    let n = |from: usize, to: usize| at.at.get(from..to).and_then(|s| s.parse::<u16>().ok());
    let b = |from, to| n(from, to).and_then(|v| u8::try_from(v).ok());
    let parts = (n(0, 4), b(5, 7), b(8, 10), b(11, 13), b(14, 16), b(17, 19));
    let (Some(year), Some(month), Some(day), Some(h), Some(m), Some(s)) = parts else { return Err(broken("date")) };
    let date = DateTime::new(year).month(month).day(day).hour(h).minute(m).second(s);
    Ok(date.utc_offset_hour(0).utc_offset_minute(0))
}

/// Nodes of links that lead somewhere within this file.
fn linked(laid: &Laid, own: &[usize]) -> Vec<bool> {
    let mut out = vec![false; laid.tree.nodes.len()];
    for item in own.iter().flat_map(|p| &laid.pages[*p].items) {
        if let (What::Link { to, .. }, Some(tag)) = (&item.what, item.tag) {
            out[tag] |= laid.places.get(to).is_some_and(|(p, _)| own.contains(p));
        }
    }
    out
}

/// The node with what it got, its children after that; None where there is nothing.
fn group(tree: &Tree, at: Tag, leaves: &mut Leaves, linked: &[bool]) -> Option<TagGroup> {
    let node = &tree.nodes[at];
    let mut children: Vec<Node> = std::mem::take(&mut leaves[at]).into_iter().map(Node::from).collect();
    for child in &node.children {
        children.extend(group(tree, *child, leaves, linked).map(Node::from));
    }
    // An empty cell keeps its place in the row.
    if children.is_empty() && !matches!(node.kind, Kind::Cell | Kind::HeadCell) {
        return None;
    }
    if node.kind == Kind::Row && children.iter().all(|c| matches!(c, Node::Group(g) if g.children.is_empty())) {
        return None;
    }
    let level = |n: u16| NonZeroU16::new(n).unwrap_or(NonZeroU16::MIN);
    Some(match &node.kind {
        Kind::Document => TagGroup::with_children(PdfTag::Part, children),
        Kind::Section => TagGroup::with_children(PdfTag::Section, children),
        Kind::Heading(n, title) => TagGroup::with_children(PdfTag::Hn(level(*n), Some(title.clone())), children),
        Kind::Paragraph => TagGroup::with_children(PdfTag::P, children),
        Kind::Figure(alt) => TagGroup::with_children(PdfTag::Figure(Some(alt.clone())), children),
        Kind::Table => TagGroup::with_children(PdfTag::Table, children),
        Kind::TableHead => TagGroup::with_children(PdfTag::THead, children),
        Kind::TableBody => TagGroup::with_children(PdfTag::TBody, children),
        Kind::Row => TagGroup::with_children(PdfTag::TR, children),
        Kind::HeadCell => TagGroup::with_children(PdfTag::TH(TableHeaderScope::Column), children),
        Kind::Cell => TagGroup::with_children(PdfTag::TD, children),
        Kind::Contents => TagGroup::with_children(PdfTag::TOC, children),
        Kind::ContentsLine => TagGroup::with_children(PdfTag::TOCI, children),
        Kind::Link if linked[at] => TagGroup::with_children(PdfTag::Link, children),
        Kind::Link => TagGroup::with_children(PdfTag::Span, children),
        Kind::Number(text) => TagGroup::with_children(PdfTag::Span.with_actual_text(Some(text.clone())), children),
    })
}
