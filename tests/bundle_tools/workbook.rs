//! The evidence list as a workbook, read by a program that is not ours.

use std::path::Path;

use liuzheng_core::model::Lang;
use liuzheng_tests::cli::{Cli, id};
use liuzheng_tests::tools::{need, run};
use serde_json::Value;

use crate::sample::{Bundle, sample};

/// Every cell with its type, and what makes the sheet handy.
const READ: &str = "
import json,sys,openpyxl
book=openpyxl.load_workbook(sys.argv[1])
sheet=book.active
rows=[[[c.data_type,c.value] for c in row] for row in sheet.iter_rows()]
print(json.dumps({'names':book.sheetnames,'rows':rows,'freeze':sheet.freeze_panes,'filter':sheet.auto_filter.ref,'made':str(book.properties.created)}))
";

fn read(book: &Path) -> Value {
    let dir = book.parent().expect("a folder");
    let (code, said) = run(need("python3"), &["-c", READ, book.to_str().expect("UTF-8")], dir);
    assert_eq!(code, Some(0), "openpyxl: {said}");
    serde_json::from_str(said.lines().last().unwrap_or_default()).expect("JSON")
}

#[test]
fn every_cell_is_a_text_with_every_digit_whatever_it_begins_with() {
    let hostile = [
        "=cmd|'/C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "＝1",
        "2026110322001411862",
        "2026110322001411862052760189",
        "1e9",
        "00123",
        "http://example.com/?a=1&b=2",
        "<b>粗</b> & \"引号\"",
        "第一行\n第二行",
        "\u{202e}反向",
        "_x0041_",
        "😀 证据",
    ];
    let mut sample = sample(hostile.len() as u64);
    for (e, text) in sample.material.evidence.iter_mut().zip(hostile) {
        e.facts.title = text.into();
        e.facts.proves = text.into();
        e.facts.note = text.into();
        e.name = format!("{text}.png");
    }
    sample.material.evidence[14].facts.proves = "长".repeat(40_000);
    for lang in [Lang::ZhCn, Lang::En] {
        let bundle = Bundle::of(&sample, lang);
        let name = if lang == Lang::ZhCn { "证据目录.xlsx" } else { "evidence-list.xlsx" };
        let read = read(&bundle.folder.join("data").join(name));
        let rows = read["rows"].as_array().expect("rows");
        assert_eq!(rows.len(), sample.material.evidence.len() + 1);
        for cell in rows.iter().flat_map(|r| r.as_array().expect("cells")) {
            let is_text = cell[0] == "s" || (cell[0] == "n" && cell[1].is_null());
            assert!(is_text, "neither number nor formula: {cell}");
        }
        let head: Vec<&str> = rows[0].as_array().expect("cells").iter().filter_map(|c| c[1].as_str()).collect();
        assert_eq!(head.len(), 22, "{head:?}");
        for (row, text) in rows[1..].iter().zip(hostile) {
            assert_eq!(row[3][1], text, "as it was typed");
            assert_eq!(row[10][1], text);
        }
        assert_eq!(rows[15][6][1].as_str().map(|t| t.chars().count()), Some(32_767), "as much as a cell holds");
        assert_eq!((&read["freeze"], &read["filter"]), (&"C2".into(), &format!("A1:V{}", rows.len()).into()));
        assert_eq!(read["made"], "2026-11-23 01:32:18", "the time at which the bundle was made");
    }
}

#[test]
fn each_picture_stands_small_beside_its_piece_and_the_same_list_comes_twice() {
    let place = tempfile::TempDir::new().expect("a temporary folder");
    let cli = Cli::new();
    let case = id(&cli.ok(["case", "new", "--title", "羽绒服", "--platform", "taobao"])["id"]);
    let pictures = liuzheng_tests::screenshots::workload(place.path(), 3, 7).expect("written");
    let mut args = vec!["import".to_owned(), case.clone()];
    args.extend(pictures.iter().map(|p| p.to_str().expect("UTF-8").to_owned()));
    cli.ok(&args);
    let (code, said) = run("/bin/cp", &["-r", cli.vault().to_str().expect("UTF-8"), "again"], place.path());
    assert_eq!(code, Some(0), "{said}");
    let mut books = Vec::new();
    for (cli, name) in [(&cli, "a.zip"), (&Cli::at(&place.path().join("again")), "b.zip")] {
        let to = place.path().join(name);
        cli.ok(["export", &case, "--to", to.to_str().expect("UTF-8")]);
        let mut zip = zip::ZipArchive::new(std::fs::File::open(&to).expect("a file")).expect("a ZIP");
        let at = (0..zip.len()).find(|i| zip.by_index(*i).is_ok_and(|e| e.name().is_ok_and(|n| n.ends_with(".xlsx"))));
        let mut bytes = Vec::new();
        let mut entry = zip.by_index(at.expect("a list")).expect("an entry");
        std::io::Read::read_to_end(&mut entry, &mut bytes).expect("read");
        books.push(bytes);
    }
    assert!(books[0] == books[1], "byte for byte");
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(&books[0])).expect("a ZIP");
    let mut media = 0;
    for i in 0..book.len() {
        let mut part = book.by_index(i).expect("a part");
        if part.name().is_ok_and(|n| n.starts_with("xl/media/")) {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut part, &mut bytes).expect("read");
            let picture = image::load_from_memory(&bytes).expect("a picture");
            assert!(picture.width().max(picture.height()) <= 560, "{}x{}", picture.width(), picture.height());
            media += 1;
        }
    }
    assert_eq!(media, 3);
    let path = place.path().join("list.xlsx");
    std::fs::write(&path, &books[0]).expect("written");
    assert_eq!(read(&path)["rows"].as_array().map(Vec::len), Some(4));
}
