//! The evidence list as a workbook: the cells of the CSV as texts, a small picture of each piece, a filter, a head that
//! stays. Nothing in it is a formula or a number: what begins with `=` is text, and long numbers keep every digit.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, IgnoreError, Image, ObjectMovement, Workbook,
    XlsxError,
};

use super::report::Row;
use super::{Material, Small, list};
use crate::error::{Code, Error, Result};
use crate::model::{Lang, Stamp};
use crate::words;

/// Where the pictures stand, and how large they are at most, in pixels.
const PICTURES: u16 = 2;
const SIDE: u32 = 120;
/// UTF-16 units that a cell holds.
const CELL_MAX: usize = 32_767;
/// Rows that a sheet holds, without its head.
const ROWS_MAX: usize = 1_048_575;

pub fn xlsx(material: &Material, rows: &[Row], lang: Lang, made: &Stamp) -> Result<Vec<u8>> {
    written(material, rows, lang, made)
        .map_err(|e| Error::new(Code::Internal).with("reason", "evidence list").because(e))
}

fn written(material: &Material, rows: &[Row], lang: Lang, made: &Stamp) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A clock that stands outside what the format has dates for stops nothing.
    let at = ExcelDateTime::parse_from_str(made.at.trim_end_matches('Z'));
    let at = at.or_else(|_| ExcelDateTime::from_ymd(1980, 1, 1))?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&at));
    let sheet = book.add_worksheet();
    sheet.set_name(words::word(lang, "report", "list.title"))?;
    let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    let head = text.clone().set_bold().set_border_bottom(FormatBorder::Thin);
    let columns: Vec<(&str, String)> =
        with_picture(list::heads(lang), ("picture", words::word(lang, "report", "column.picture")));
    for (at, (key, title)) in columns.iter().enumerate() {
        let column = at as u16;
        sheet.write_string_with_format(0, column, title, &head)?;
        sheet.set_column_width(column, width(key))?;
    }
    for (at, row) in rows.iter().enumerate().take(ROWS_MAX) {
        let line = at as u32 + 1;
        let cells = with_picture(list::cells(at, row), String::new());
        // A dash marks an empty place in texts; here it is left empty.
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| cell.as_str() != "-") {
            sheet.write_string_with_format(line, column as u16, short(cell), &text)?;
        }
        if let Some(Small { jpeg, width, height }) = material.evidence.get(at).and_then(|e| material.small(e)) {
            let scale = f64::from(SIDE) / f64::from((*width).max(*height).max(1));
            let image = Image::new_from_buffer(jpeg)?
                .set_scale_width(scale.min(1.0))
                .set_scale_height(scale.min(1.0))
                .set_alt_text(&row.number)
                .set_object_movement(ObjectMovement::MoveAndSizeWithCells);
            sheet.set_row_height_pixels(line, SIDE + 8)?;
            sheet.insert_image_with_offset(line, PICTURES, &image, 4, 4)?;
        }
    }
    let (last, right) = (rows.len().min(ROWS_MAX) as u32, columns.len() as u16 - 1);
    sheet.autofilter(0, 0, last, right)?;
    sheet.set_freeze_panes(1, PICTURES)?;
    if last > 0 {
        // Numbers are texts on purpose; the program need not say so in each cell.
        sheet.ignore_error_range(1, 0, last, right, IgnoreError::NumberStoredAsText)?;
    }
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    book.save_to_buffer()
}

fn with_picture<T>(mut all: Vec<T>, picture: T) -> Vec<T> {
    all.insert(usize::from(PICTURES), picture);
    all
}

/// In characters.
fn width(key: &str) -> f64 {
    match key {
        "order" | "page" => 6.0,
        "number" | "bytes" => 9.0,
        "picture" => 18.0,
        "sha256" | "parent" => 36.0,
        "proves" | "summary" | "masked" => 30.0,
        _ => 20.0,
    }
}

/// As much as a cell holds; the whole text is in the CSV and in case.json.
fn short(text: &str) -> String {
    if text.encode_utf16().count() <= CELL_MAX {
        return text.to_owned();
    }
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units < CELL_MAX
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_never_holds_more_than_it_can() {
        assert_eq!(short("订单"), "订单");
        let long = short(&"😀订".repeat(20_000));
        assert!(long.ends_with('…') && long.encode_utf16().count() <= CELL_MAX && long.encode_utf16().count() > 32_000);
        assert_eq!(short(&"a".repeat(CELL_MAX)).len(), CELL_MAX);
    }
}
