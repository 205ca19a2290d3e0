//! Pages as they will be drawn: things at places, in points from the top left, and the tree of what they mean.

use std::collections::BTreeMap;

use super::text::{Ink, Line};

pub const MM: f32 = 72.0 / 25.4;
/// A4.
pub const WIDTH: f32 = 595.276;
pub const HEIGHT: f32 = 841.89;
pub const LEFT: f32 = 20.0 * MM;
/// Of what stands between the margins.
pub const ACROSS: f32 = WIDTH - 2.0 * LEFT;
pub const TOP: f32 = 24.0 * MM;
pub const BOTTOM: f32 = HEIGHT - 24.0 * MM;
pub const HEAD: f32 = 12.5 * MM;
pub const FOOT: f32 = HEIGHT - 18.0 * MM;

#[derive(Debug, Default)]
pub struct Page {
    pub items: Vec<Item>,
    /// Stands in the running head.
    pub section: String,
    /// From 0: a report of many pictures is several files.
    pub volume: usize,
    /// The cover has no running head.
    pub is_cover: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// `tag`: where it belongs in the tree; None for what a screen reader leaves out.
#[derive(Debug)]
pub struct Item {
    pub what: What,
    pub tag: Option<Tag>,
}

#[derive(Debug)]
pub enum What {
    /// `y` is the top of the line.
    Text {
        x: f32,
        y: f32,
        line: Line,
    },
    Rule {
        from: (f32, f32),
        to: (f32, f32),
        weight: f32,
        ink: Ink,
    },
    Fill {
        area: Area,
        ink: Ink,
    },
    /// A part of a picture, as large as the area allows, from its top left.
    Picture {
        area: Area,
        picture: usize,
        part: u32,
    },
    /// The square code of these dark modules, row by row.
    Code {
        area: Area,
        dark: Vec<Vec<bool>>,
    },
    Link {
        area: Area,
        to: Target,
        says: String,
    },
}

/// What can be jumped to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    Section(usize),
    /// By its number.
    Evidence(String),
}

/// Page from 0, and place from its top.
pub type Places = BTreeMap<Target, (usize, f32)>;

pub type Tag = usize;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Document,
    Section,
    Heading(u16, String),
    Paragraph,
    Figure(String),
    Table,
    TableHead,
    TableBody,
    Row,
    HeadCell,
    Cell,
    Contents,
    ContentsLine,
    /// Printed with gaps for the eye that are not part of it.
    Number(String),
    Link,
}

/// Meaning in reading order; what holds nothing that is drawn is left out later.
#[derive(Debug)]
pub struct Tree {
    pub nodes: Vec<Node>,
}

#[derive(Debug)]
pub struct Node {
    pub kind: Kind,
    pub children: Vec<Tag>,
}

impl Tree {
    pub const ROOT: Tag = 0;

    pub fn new() -> Tree {
        Tree { nodes: vec![Node { kind: Kind::Document, children: Vec::new() }] }
    }

    pub fn add(&mut self, parent: Tag, kind: Kind) -> Tag {
        let tag = self.nodes.len();
        self.nodes.push(Node { kind, children: Vec::new() });
        self.nodes[parent].children.push(tag);
        tag
    }
}
