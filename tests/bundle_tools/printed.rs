//! The report as PDF in the hands of a stranger: qpdf and poppler read it, find every font in it, and the words in order.

use std::path::PathBuf;

use liuzheng_core::model::Lang;
use liuzheng_tests::tools::{need, run};

use crate::sample::{Bundle, sample};

fn pdf(bundle: &Bundle) -> PathBuf {
    let names = ["data/证据报告.pdf", "data/evidence-report.pdf"].map(|n| bundle.folder.join(n));
    names.into_iter().find(|n| n.exists()).expect("a report is in every bundle")
}

fn ask(tool: &str, args: &[&str], bundle: &Bundle) -> String {
    let (code, said) = run(need(tool), args, &bundle.folder);
    assert_eq!(code, Some(0), "{tool}: {said}");
    said
}

#[test]
fn qpdf_finds_no_fault_and_it_says_what_it_conforms_to() {
    for lang in [Lang::ZhCn, Lang::En] {
        let bundle = Bundle::of(&sample(3), lang);
        let path = pdf(&bundle);
        let path = path.to_str().expect("UTF-8");
        let said = ask("qpdf", &["--check", path], &bundle);
        assert!(said.contains("No syntax or stream encoding errors") && !said.contains("WARNING"), "{said}");
        let xmp = ask("pdfinfo", &["-meta", path], &bundle);
        assert!(xmp.contains("<pdfaid:part>3</pdfaid:part>"), "{xmp}");
        assert!(xmp.contains("<pdfaid:conformance>B</pdfaid:conformance>"), "{xmp}");
        let info = ask("pdfinfo", &[path], &bundle);
        let says = |key: &str, value: &str| {
            info.lines().any(|l| l.split_once(':').is_some_and(|(k, v)| k == key && v.trim().starts_with(value)))
        };
        assert!(says("Tagged", "yes") && says("Encrypted", "no") && says("JavaScript", "no"), "{info}");
        let tags = ask("pdfinfo", &["-struct", path], &bundle);
        for tag in ["Table", "TR", "TH", "TD", "H1", "H2", "Figure", "TOCI", "Link"] {
            assert!(tags.lines().any(|l| l.trim().split([' ', ':']).next() == Some(tag)), "{tag}: {tags}");
        }
    }
}

#[test]
fn every_font_is_in_the_file_with_what_its_glyphs_mean() {
    let bundle = Bundle::of(&sample(2), Lang::ZhCn);
    let said = ask("pdffonts", &[pdf(&bundle).to_str().expect("UTF-8")], &bundle);
    let fonts: Vec<&str> = said.lines().filter(|l| !l.starts_with("Syntax")).skip(2).collect();
    assert!(fonts.len() >= 2, "{said}");
    for font in fonts {
        let words: Vec<&str> = font.split_whitespace().collect();
        let flags = &words[words.len() - 5..words.len() - 2];
        assert_eq!(flags, ["yes", "yes", "yes"], "embedded, a part of it, with its characters: {font}");
    }
}

#[test]
fn the_words_come_in_the_order_in_which_they_are_read() {
    let bundle = Bundle::of(&sample(2), Lang::ZhCn);
    let path = pdf(&bundle);
    let text = ask("pdftotext", &["-enc", "UTF-8", path.to_str().expect("UTF-8"), "-"], &bundle);
    let joined: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut at = 0;
    let fingerprint: String = bundle.written.fingerprint.split(' ').collect();
    for told in [
        "证据报告",
        "羽绒服含绒量不符",
        "被投诉人",
        "暖冬服饰官方店",
        "证据指纹",
        &fingerprint,
        "本报告说明",
        "目录",
        "本证据包能证明什么",
        "本证据包不能证明什么",
        "证据目录",
        "证明对象",
        "原件/复制件/原始载体",
        "提交人签名",
        "提交日期",
        "事情经过",
        "商家拒绝",
        "<b>确认收货</b>",
        "[U+202E]备注",
        "沟通记录",
        "<script>请退货</script>",
        "E001售后聊天E001",
        "=cmd|'/Ccalc'!A0.exe",
        "此文件不在报告中显示",
        "保管记录",
        "附：原件哈希值",
        "附：编号",
        "261103-754323194875749",
    ] {
        let found = joined[at..].find(told);
        assert!(found.is_some(), "{told} does not come after what stands before it");
        at += found.unwrap_or_default();
    }
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let first = line.chars().next().unwrap_or_default();
        assert!(!"、。，；：！）」".contains(first), "a line begins with {line}");
    }
}

#[test]
fn the_facts_are_attached_and_are_those_of_the_bundle() {
    let bundle = Bundle::of(&sample(1), Lang::ZhCn);
    let path = pdf(&bundle);
    let path = path.to_str().expect("UTF-8");
    let said = ask("pdfdetach", &["-list", path], &bundle);
    assert!(said.contains("case.json"), "{said}");
    let out = bundle.folder.with_extension("attached.json");
    ask("pdfdetach", &["-save", "1", "-o", out.to_str().expect("UTF-8"), path], &bundle);
    let facts = std::fs::read(bundle.folder.join("data/case.json")).expect("there");
    assert!(std::fs::read(out).expect("saved") == facts, "byte for byte");
}

#[test]
fn every_page_can_be_drawn() {
    let bundle = Bundle::of(&sample(2), Lang::En);
    let path = pdf(&bundle);
    let out = bundle.folder.with_extension("page");
    let args = ["-r", "20", "-png", path.to_str().expect("UTF-8"), out.to_str().expect("UTF-8")];
    let said = ask("pdftoppm", &args, &bundle);
    let said: Vec<&str> = said.lines().filter(|l| !l.contains("Suspects object is wrong type")).collect();
    assert!(said.is_empty(), "{said:?}");
}
