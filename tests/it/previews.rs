//! Previews through the real program: every usual kind, and files that were made to harm the one who looks at them.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use image::{DynamicImage, GrayImage, ImageFormat};
use liuzheng_tests::cli::{Cli, id};
use liuzheng_tests::media;
use liuzheng_tests::repo::root;
use serde_json::Value;

const SVG: &str = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink' width='120' \
    height='80'><rect width='60' height='80' fill='#c00'/><script>alert(1)</script><image x:href='/etc/hostname' \
    width='9' height='9'/><image x:href='https://tracker.example/x.png' width='9' height='9'/></svg>";

fn heic() -> Vec<u8> {
    fs::read(root().join("tests/fixtures/media/photo.heic")).expect("the fixture is there")
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    DynamicImage::ImageLuma8(GrayImage::new(width, height)).write_to(&mut out, ImageFormat::Png).expect("a PNG");
    out.into_inner()
}

/// A new case with these files in it.
fn imported(cli: &Cli, dir: &Path, files: &[(&str, Vec<u8>)]) -> String {
    let made = cli.ok(["case", "new", "--title", "各种文件", "--platform", "taobao"]);
    let case = id(&made["id"]);
    for (name, bytes) in files {
        fs::write(dir.join(name), bytes).expect("a new file");
    }
    let report = cli.ok(["import", &case, "--recursive", &dir.to_string_lossy()]);
    assert_eq!(report["imported"].as_array().map(Vec::len), Some(files.len()), "{report}");
    case
}

/// The preview of each piece by its name; lists until nothing is being made any more.
fn previews(cli: &Cli, case: &str) -> std::collections::BTreeMap<String, Value> {
    let began = Instant::now();
    loop {
        let list = cli.ok(["evidence", "list", case]);
        let rows = list["evidence"].as_array().expect("a list");
        if rows.iter().all(|row| row["preview"]["state"] != "making") {
            return rows
                .iter()
                .map(|row| (row["name"].as_str().unwrap_or_default().to_owned(), row["preview"].clone()))
                .collect();
        }
        assert!(began.elapsed() < Duration::from_secs(300), "the list never ends making: {list}");
    }
}

#[test]
fn every_usual_kind_says_how_it_can_be_looked_at() {
    let (cli, dir) = (Cli::new(), tempfile::tempdir().unwrap());
    let films = [("通话.wav", media::wav(3))];
    let pages = [("发票.pdf", media::pdf(3, "发票")), ("信.eml", media::mail()), ("说明.txt", "你好".into())];
    let pictures = [
        ("照片.heic", heic()),
        ("长图.png", png(1080, 30_000)),
        ("图.svg", SVG.into()),
        ("动图.gif", media::endless_gif(5000)),
        ("新.avif", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1 and nothing".to_vec()),
    ];
    let others = [("压缩包.zip", b"PK\x03\x04\x14\0\0\0".to_vec())];
    let files = [&films[..], &pages, &pictures, &others].concat();
    let case = imported(&cli, dir.path(), &files);
    let found = previews(&cli, &case);
    let of = |name: &str| &found[name];
    for (name, way) in [
        ("通话.wav", "sound"),
        ("发票.pdf", "tiles"),
        ("信.eml", "text"),
        ("说明.txt", "text"),
        ("照片.heic", "tiles"),
        ("长图.png", "tiles"),
        ("图.svg", "tiles"),
        ("动图.gif", "picture"),
    ] {
        assert_eq!(
            (of(name)["state"].as_str(), of(name)["way"].as_str()),
            (Some("ready"), Some(way)),
            "{name}: {}",
            of(name)
        );
    }
    let size = |name: &str| (of(name)["width"].as_u64(), of(name)["height"].as_u64());
    assert_eq!(size("照片.heic"), (Some(360), Some(480)));
    assert_eq!(size("长图.png"), (Some(1080), Some(30_000)));
    assert_eq!(size("发票.pdf"), (Some(1652), Some(2338)), "A4 at 200 dots an inch");
    assert_eq!(of("发票.pdf")["pages"], 3);
    assert_eq!(of("通话.wav")["seconds"], 3.0);
    assert_eq!(of("动图.gif")["moves"], true);
    assert_eq!(
        (of("新.avif")["state"].as_str(), of("新.avif")["reason"].as_str()),
        (Some("none"), Some("unsupported"))
    );
    assert_eq!(of("压缩包.zip")["reason"], "kind");
}

#[test]
fn files_made_to_harm_have_no_preview_and_are_kept_byte_for_byte() {
    let (cli, dir) = (Cli::new(), tempfile::tempdir().unwrap());
    let cut = |bytes: Vec<u8>| bytes[..bytes.len() * 2 / 3].to_vec();
    let head = |w: u32, h: u32| {
        // A header that promises more than comes: with a wrong checksum no decoder would look at it.
        let mut png = png(1, 1);
        png[16..20].copy_from_slice(&w.to_be_bytes());
        png[20..24].copy_from_slice(&h.to_be_bytes());
        let crc = crc(&png[12..29]);
        png[29..33].copy_from_slice(&crc.to_be_bytes());
        png
    };
    let deep = format!("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{}", "<g>".repeat(50_000));
    let laughs = "<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c \
        '&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'><!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;'>]><svg \
        xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text>&e;&e;&e;&e;</text></svg>";
    let files = [
        ("cut.heic", cut(heic()), &["damaged", "too_large"][..]),
        ("mislabelled.heic", [&b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"[..], &png(9, 9)].concat(), &["damaged"]),
        ("nested.pdf", media::pdf_of_nested_forms(), &["too_slow", "too_large", "damaged"]),
        ("cut.pdf", media::pdf(1, "发票")[..200].to_vec(), &["damaged"]),
        ("empty.pdf", b"%PDF-1.7\n".to_vec(), &["damaged"]),
        ("deep.svg", deep.into_bytes(), &["damaged", "too_large"]),
        ("bomb.png", head(13_000, 13_000), &["too_large"]),
        ("nothing.png", head(0, 10), &["damaged"]),
        ("promise.png", head(2000, 2000), &["damaged"]),
        ("cut.png", cut(png(3000, 3000)), &["damaged"]),
        ("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0 and no more".to_vec(), &["damaged"]),
    ];
    let sound = [
        ("loops.pdf", media::pdf_with_loops()),
        ("laughs.svg", laughs.into()),
        ("endless.gif", media::endless_gif(2_000_000)),
        ("after.heic", heic()),
    ];
    let all: Vec<(&str, Vec<u8>)> =
        files.iter().map(|(name, bytes, _)| (*name, bytes.clone())).chain(sound.iter().cloned()).collect();
    let case = imported(&cli, dir.path(), &all);
    let began = Instant::now();
    let found = previews(&cli, &case);
    assert!(began.elapsed() < Duration::from_secs(120), "bombs are ended, not waited for");
    for (name, _, reasons) in &files {
        let reason = found[*name]["reason"].as_str().unwrap_or_default();
        assert!(found[*name]["state"] == "none" && reasons.contains(&reason), "{name}: {}", found[*name]);
    }
    for name in ["endless.gif", "after.heic"] {
        assert_eq!(found[name]["state"], "ready", "{name}: what is sound is shown after all that: {}", found[name]);
    }
    let rows = cli.ok(["evidence", "list", &case]);
    for row in rows["evidence"].as_array().expect("a list") {
        let name = row["name"].as_str().expect("a name");
        let out = dir.path().join(format!("out-{name}"));
        cli.ok(["evidence", "get", &id(&row["evidence"]), "--to", &out.to_string_lossy()]);
        let kept = fs::read(&out).expect("it was written");
        assert!(all.iter().any(|(n, bytes)| *n == name && *bytes == kept), "{name} is not what came");
    }
    assert_eq!(cli.ok(["check"])["verdict"], "whole");
}

#[test]
fn the_decoding_process_ends_with_its_parent_and_takes_no_nonsense() {
    let cli = Cli::new();
    for input in [&b""[..], b"GET / HTTP/1.1\r\n\r\n", b"LZq1\x07\xff\xff\xff\xff\xff\xff\xff\xff"] {
        let mut command = std::process::Command::new(cli.command::<&str>([]).get_program());
        let mut child = command
            .arg("--decode-apart")
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .expect("it starts");
        use std::io::Write;
        // It may be gone before all was written.
        let _ = child.stdin.take().expect("a pipe").write_all(input);
        let output = child.wait_with_output().expect("it ends by itself");
        assert!(output.status.success() && output.stdout.is_empty(), "{input:?}: {output:?}");
    }
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}
