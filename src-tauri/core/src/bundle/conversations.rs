//! Conversations in the report: their pages together, in the order that the user confirmed, with what lies between.

use super::Material;
use super::report::Row;
use crate::model::{Lang, Series, SeriesPage};
use crate::words;

/// A piece as the report prints it.
pub struct Piece<'a> {
    pub row: &'a Row,
    /// Stands above the first page of a conversation.
    pub opening: Option<String>,
    /// Stands between this page and the one before.
    pub between: Option<String>,
    pub gap: bool,
    pub in_series: bool,
}

/// In the order of the case, the pages of a conversation where its first one stands.
pub fn pieces<'a>(material: &Material, rows: &'a [Row], lang: Lang) -> Vec<Piece<'a>> {
    let mut printed = vec![false; rows.len()];
    let mut out = Vec::new();
    for i in 0..rows.len() {
        let id = material.evidence[i].id;
        match material.series.iter().find(|s| s.pages.iter().any(|p| p.evidence == id)) {
            None => out.push(Piece { row: &rows[i], opening: None, between: None, gap: false, in_series: false }),
            Some(_) if printed[i] => {}
            Some(series) => {
                for (place, page) in series.pages.iter().enumerate() {
                    if let Some(at) = material.evidence.iter().position(|e| e.id == page.evidence) {
                        printed[at] = true;
                        out.push(piece(&rows[at], series, place, page, lang));
                    }
                }
            }
        }
    }
    out
}

fn piece<'a>(row: &'a Row, series: &Series, place: usize, page: &SeriesPage, lang: Lang) -> Piece<'a> {
    let word = |key: &str| words::word(lang, "report", key);
    let between = match page.overlap {
        _ if place == 0 => None,
        Some(o) => Some(words::phrase(lang, "report", "series.joined", [("rows", o.rows.to_string())])),
        None => {
            let places = [("a", place.to_string()), ("b", (place + 1).to_string())];
            Some(words::phrase(lang, "report", "series.gap", places))
        }
    };
    let title = if series.title.is_empty() { word("series.title") } else { series.title.clone() };
    let opening = (place == 0).then_some(title);
    Piece { row, opening, gap: place > 0 && page.overlap.is_none(), between, in_series: true }
}
