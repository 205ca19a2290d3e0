//! Everything that can be found in a bundle by somebody who opens every file in it, also those within others.

use std::fs;
use std::path::Path;

use image::RgbImage;
use liuzheng_tests::tools::{need, run};
use tempfile::TempDir;

/// Every file of a bundle, and those within them: parts of workbooks, streams and pictures of PDFs, their words.
pub fn everything(bundle: &Path, work: &Path) -> Vec<(String, Vec<u8>)> {
    let mut out = opened(bundle, "");
    let mut inner = Vec::new();
    for (name, bytes) in &out {
        if name.ends_with(".xlsx") || name.ends_with(".docx") {
            let path = work.join("inner.zip");
            fs::write(&path, bytes).expect("written");
            inner.extend(opened(&path, name));
        }
        if name.ends_with(".pdf") {
            inner.extend(of_pdf(name, bytes, work));
        }
    }
    out.extend(inner);
    out
}

fn opened(zip: &Path, within: &str) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(fs::File::open(zip).expect("a file")).expect("a ZIP");
    (0..zip.len())
        .map(|i| {
            let mut entry = zip.by_index(i).expect("an entry");
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut entry, &mut bytes).expect("read");
            (format!("{within}:{}", entry.name().expect("UTF-8")), bytes)
        })
        .collect()
}

fn of_pdf(name: &str, bytes: &[u8], work: &Path) -> Vec<(String, Vec<u8>)> {
    let dir = TempDir::new_in(work).expect("a folder");
    let file = |n: &str| dir.path().join(n).to_str().expect("UTF-8").to_owned();
    fs::write(file("in.pdf"), bytes).expect("written");
    let ask = |tool: &str, args: &[&str]| {
        let (code, said) = run(need(tool), args, dir.path());
        assert_eq!(code, Some(0), "{tool}: {said}");
    };
    ask("qpdf", &["--qdf", "--object-streams=disable", "--stream-data=uncompress", "in.pdf", "plain.pdf"]);
    ask("pdftotext", &["-enc", "UTF-8", "in.pdf", "words.txt"]);
    ask("pdfimages", &["-all", "in.pdf", "picture"]);
    ask("pdfdetach", &["-saveall", "-o", dir.path().to_str().expect("UTF-8"), "in.pdf"]);
    let mut out = Vec::new();
    for entry in fs::read_dir(dir.path()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let own = path.file_name().expect("a name").to_string_lossy().into_owned();
        if own != "in.pdf" {
            let mut bytes = fs::read(&path).expect("read");
            if own == "words.txt" {
                // Lines and columns part words.
                bytes = String::from_utf8_lossy(&bytes).split_whitespace().collect::<String>().into_bytes();
            }
            out.push((format!("{name}:{own}"), bytes));
        }
    }
    assert!(out.len() >= 3, "words, streams and pictures: {out:?}");
    out
}

/// The ways in which a text can lie in a file.
fn forms(text: &str) -> Vec<Vec<u8>> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let entities: String = text.chars().map(|c| format!("&#{};", c as u32)).collect();
    let escapes: String = units.iter().map(|u| format!("\\u{u:04x}")).collect();
    vec![
        text.as_bytes().to_vec(),
        units.iter().flat_map(|u| u.to_le_bytes()).collect(),
        units.iter().flat_map(|u| u.to_be_bytes()).collect(),
        entities.into_bytes(),
        escapes.into_bytes(),
    ]
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|w| w == part)
}

pub fn files_with<'a>(all: &'a [(String, Vec<u8>)], text: &str) -> Vec<&'a str> {
    let forms = forms(text);
    let found = all.iter().filter(|(_, bytes)| forms.iter().any(|f| holds(bytes, f)));
    let mut names: Vec<&str> = found.map(|(name, _)| name.as_str()).collect();
    names.extend(
        all.iter().filter(|(name, _)| forms.iter().any(|f| holds(name.as_bytes(), f))).map(|(n, _)| n.as_str()),
    );
    names
}

/// 8 × 8 blocks, at every `step`-th place.
pub fn blocks_of(picture: &RgbImage, step: usize) -> Vec<Vec<u8>> {
    let (w, h) = picture.dimensions();
    let mut out = Vec::new();
    for y in (0..h.saturating_sub(7)).step_by(step) {
        for x in (0..w.saturating_sub(7)).step_by(step) {
            let rows = (y..y + 8).flat_map(|y| (x..x + 8).flat_map(move |x| [(x, y)]));
            out.push(rows.flat_map(|(x, y)| picture.get_pixel(x, y).0).collect());
        }
    }
    out
}
