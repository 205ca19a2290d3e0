//! Tables: columns of fixed width, cells that wrap, a head that is repeated on every page, rows that go over to the
//! next page whole where they can.

use super::flow::Flow;
use super::page::{ACROSS, Area, BOTTOM, Kind, LEFT, MM, TOP, Tag, Target, What};
use super::text::{Block, Ink, Span, Style, span};

const PAD: (f32, f32) = (1.5 * MM, 1.1 * MM);

pub struct Column {
    pub title: String,
    /// Share of the width; all together 1.
    pub share: f32,
}

pub fn column(title: impl Into<String>, share: f32) -> Column {
    Column { title: title.into(), share }
}

#[derive(Default)]
pub struct Cell {
    pub spans: Vec<Span>,
    pub to: Option<Link>,
}

impl Cell {
    pub fn of(spans: Vec<Span>) -> Cell {
        Cell { spans, to: None }
    }
}

/// Where a click leads, and what a screen reader says of it.
type Link = (Target, String);

/// Lines of a row that are not placed yet.
struct Rest {
    cells: Vec<(Block, Option<Link>, Tag)>,
}

impl Rest {
    fn height(&self) -> f32 {
        self.cells.iter().map(|(b, ..)| b.height()).fold(0.0, f32::max)
    }

    /// The least that is worth beginning with.
    fn first(&self) -> f32 {
        self.cells.iter().filter_map(|(b, ..)| b.lines.first()).map(|l| l.height).fold(0.0, f32::max)
    }

    fn is_empty(&self) -> bool {
        self.cells.iter().all(|(b, ..)| b.lines.is_empty())
    }
}

pub fn table(flow: &mut Flow, columns: &[Column], rows: impl IntoIterator<Item = Vec<Cell>>, size: f32) {
    let table = flow.tree.add(flow.within, Kind::Table);
    let head = flow.tree.add(table, Kind::TableHead);
    let titles: Vec<Cell> =
        columns.iter().map(|c| Cell::of(vec![span(&*c.title, Style::bold(size).leading(1.4))])).collect();
    let mut open = Grid { columns, titles, top: flow.y };
    let head_height = open.head_height(flow);
    let page = BOTTOM - TOP - head_height;
    let body = flow.tree.add(table, Kind::TableBody);
    let mut is_first = true;
    for row in rows {
        let tag = flow.tree.add(body, Kind::Row);
        let mut rest = open.set(flow, row, tag, Kind::Cell);
        let whole = rest.height() + 2.0 * PAD.1;
        // A head never stands alone at the bottom of a page.
        let wanted = if whole <= page { whole } else { rest.first() + 2.0 * PAD.1 };
        if is_first {
            flow.need(head_height + wanted);
            open.head(flow, Some(head));
        } else if wanted > flow.room() {
            open.turn(flow);
        }
        is_first = false;
        loop {
            open.fill(flow, &mut rest);
            if rest.is_empty() {
                break;
            }
            open.turn(flow);
        }
    }
    if is_first {
        return;
    }
    open.close(flow);
    flow.y += 4.0 * MM;
}

struct Grid<'a> {
    columns: &'a [Column],
    titles: Vec<Cell>,
    /// Of the table on this page.
    top: f32,
}

impl Grid<'_> {
    fn set(&self, flow: &mut Flow, row: Vec<Cell>, tag: Tag, kind: Kind) -> Rest {
        let cells = self.columns.iter().zip(row).map(|(column, cell)| {
            let block = flow.set(&cell.spans, column.share * ACROSS - 2.0 * PAD.0);
            (block, cell.to, flow.tree.add(tag, kind.clone()))
        });
        Rest { cells: cells.collect() }
    }

    fn head_height(&self, flow: &mut Flow) -> f32 {
        let heights = self.columns.iter().zip(&self.titles);
        let set = |(c, t): (&Column, &Cell)| flow.set(&t.spans, c.share * ACROSS - 2.0 * PAD.0).height();
        heights.map(set).fold(0.0, f32::max) + 2.0 * PAD.1
    }

    /// `tag`: only the first head is one for a screen reader.
    fn head(&mut self, flow: &mut Flow, tag: Option<Tag>) {
        self.top = flow.y;
        let height = self.head_height(flow);
        let area = Area { x: LEFT, y: flow.y, width: ACROSS, height };
        flow.put(What::Fill { area, ink: Ink::Ground }, None);
        flow.rule(flow.y, 0.5, Ink::Edge);
        let row = tag.map(|t| flow.tree.add(t, Kind::Row));
        let mut x = LEFT;
        for at in 0..self.columns.len() {
            let width = self.columns[at].share * ACROSS;
            let block = flow.setter.set(&self.titles[at].spans, width - 2.0 * PAD.0);
            let cell = row.map(|r| flow.tree.add(r, Kind::HeadCell));
            flow.lines(block, (x + PAD.0, flow.y + PAD.1), cell);
            x += width;
        }
        flow.y += height;
        flow.rule(flow.y, 0.5, Ink::Edge);
    }

    /// As many lines of the row as fit.
    fn fill(&self, flow: &mut Flow, rest: &mut Rest) {
        let (top, room) = (flow.y + PAD.1, flow.room() - 2.0 * PAD.1);
        let (mut x, mut used) = (LEFT, 0.0f32);
        for (column, (block, to, tag)) in self.columns.iter().zip(&mut rest.cells) {
            let mut height = 0.0;
            let fitting = block.lines.iter().take_while(|line| {
                height += line.height;
                height <= room
            });
            let count = fitting.count();
            let placed = Block { lines: block.lines.drain(..count).collect() };
            let (height, width) = (placed.height(), placed.width());
            let at = (x + PAD.0, top);
            match to.clone().filter(|_| count > 0) {
                Some((to, says)) => {
                    let link = flow.tree.add(*tag, Kind::Link);
                    flow.lines(placed, at, Some(link));
                    flow.put(What::Link { area: Area { x: at.0, y: top, width, height }, to, says }, Some(link));
                }
                None => flow.lines(placed, at, Some(*tag)),
            }
            used = used.max(height);
            x += column.share * ACROSS;
        }
        flow.y += used + 2.0 * PAD.1;
        flow.rule(flow.y, 0.35, Ink::Edge);
    }

    /// Goes on at the top of a new page.
    fn turn(&mut self, flow: &mut Flow) {
        self.close(flow);
        flow.page();
        self.head(flow, None);
    }

    /// The lines between the columns.
    fn close(&self, flow: &mut Flow) {
        let mut x = LEFT;
        for share in std::iter::once(0.0).chain(self.columns.iter().map(|c| c.share)) {
            x += share * ACROSS;
            flow.put(What::Rule { from: (x, self.top), to: (x, flow.y), weight: 0.35, ink: Ink::Edge }, None);
        }
    }
}
