//! Masked bundles in the hands of somebody who looks for what is covered: every file is opened, also those within
//! others, and nothing of a covered pixel, of metadata or of words outside the allow-list is found.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use image::{ImageFormat, Rgb, RgbImage};
use liuzheng_tests::cli::{Cli, id};
use liuzheng_tests::tools::{need, run};
use serde_json::Value;
use tempfile::TempDir;

use crate::opened::{blocks_of, everything, files_with};

/// What is covered: a colour that nothing else has, and its noise so that no block is like another.
fn secret(seed: u32) -> RgbImage {
    let mut state = seed;
    RgbImage::from_fn(48, 48, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Rgb([230 + (state >> 27) as u8 % 26, (state >> 20) as u8 % 16, 230 + (state >> 12) as u8 % 26])
    })
}

fn is_secret(p: [u8; 3]) -> bool {
    p[0] > 150 && p[2] > 150 && p[1] < 90
}

/// A grey page with the secret at 40,60.
fn page(width: u32, height: u32, seed: u32) -> RgbImage {
    let mut picture = RgbImage::from_fn(width, height, |x, y| {
        let v = 120 + ((x / 9 + y / 7 + seed) % 100) as u8;
        Rgb([v, v, v.saturating_sub(10)])
    });
    image::imageops::replace(&mut picture, &secret(seed), 40, 60);
    picture
}

fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut out, format).expect("memory holds it");
    out.into_inner()
}

/// EXIF with a maker, a comment and a place, as a phone writes it; orientation 6.
fn exif() -> Vec<u8> {
    let mut out = b"MM\0\x2a\0\0\0\x08\0\x05".to_vec();
    let mut entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        out.extend(tag.to_be_bytes().into_iter().chain(kind.to_be_bytes()).chain(count.to_be_bytes()).chain(value));
    };
    entry(0x010f, 2, 16, 80u32.to_be_bytes());
    entry(0x0112, 3, 1, [0, 6, 0, 0]);
    entry(0x8769, 4, 1, 174u32.to_be_bytes());
    entry(0x8825, 4, 1, 140u32.to_be_bytes());
    entry(0x9286, 7, 24, 116u32.to_be_bytes());
    out.extend([0; 4]);
    out.resize(80, 0);
    out.extend(b"SENTINELCAMERA1\0");
    out.extend(b"2021:03:04 05:06:07\0");
    out.extend(b"ASCII\0\0\0SENTINELCOMMENT1");
    // One GPS tag: the date stamp.
    out.extend([0, 1, 0, 0x1d, 0, 2, 0, 0, 0, 16, 0, 0, 0, 158, 0, 0, 0, 0]);
    out.extend(b"SENTINELGPSTAG1\0");
    // The time taken, in a directory of its own.
    out.extend([0, 1, 0x90, 0x03, 0, 2, 0, 0, 0, 20, 0, 0, 0, 96, 0, 0, 0, 0]);
    out
}

fn jpeg_with_metadata(picture: &RgbImage) -> Vec<u8> {
    let plain = encoded(picture, ImageFormat::Jpeg);
    let exif = exif();
    let mut out = plain[..2].to_vec();
    out.extend([0xff, 0xe1]);
    out.extend(u16::try_from(exif.len() + 8).expect("short").to_be_bytes());
    out.extend(b"Exif\0\0");
    out.extend(exif);
    out.extend([0xff, 0xfe, 0, 18]);
    out.extend(b"SENTINELCOMMENT2");
    out.extend(&plain[2..]);
    out
}

/// A text chunk, and bytes after the end as an editor of cropped screenshots once left them.
fn png_with_metadata(picture: &RgbImage) -> Vec<u8> {
    let mut out = encoded(picture, ImageFormat::Png);
    let end = out.len() - 12;
    let text = b"tEXtComment\0SENTINELPNGTEXT1";
    let mut chunk = u32::try_from(text.len() - 4).expect("short").to_be_bytes().to_vec();
    chunk.extend(text);
    chunk.extend(crc32(text).to_be_bytes());
    out.splice(end..end, chunk);
    out.extend(b"SENTINELTRAILING1");
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |mut crc, b| {
        crc ^= u32::from(*b);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
        crc
    })
}

/// Words of the user outside the allow-list; each has to be found in the bundle with originals.
const SENTINELS: [&str; 26] = [
    "哨兵案件备注",
    "哨兵编号备注",
    "哨兵文件名",
    "哨兵证据备注",
    "哨兵设备",
    "哨兵取证人",
    "哨兵载体",
    "哨兵附记",
    "哨兵经过备注",
    "哨兵对方",
    "哨兵所说",
    "哨兵所答",
    "哨兵对话标题",
    "哨兵请求",
    "哨兵商家地址",
    "哨兵受理号",
    "哨兵渠道答复",
    "哨兵进展备注",
    "哨兵本人",
    "哨兵住址",
    "13912345679",
    "哨兵拿不到",
    "13912345678",
    "SENTINELCAMERA1",
    "SENTINELGPSTAG1",
    "SENTINELPNGTEXT1",
];

/// Only bytes of originals have these; and a number that stands in a text of the allow-list.
const MORE: [&str; 6] =
    ["SENTINELCOMMENT1", "SENTINELCOMMENT2", "SENTINELTRAILING1", "2021:03:04", "13812345678", "11010519491231002X"];

/// On the allow-list: a reader of the masked bundle has them.
const LET_THROUGH: [&str; 8] = [
    "放行标题",
    "放行商家",
    "放行商品",
    "放行证据名",
    "放行证明",
    "放行经过",
    "2026110322001411862052760189",
    "138****5678",
];

struct Scene {
    place: TempDir,
    cli: Cli,
    case: String,
    evidence: Vec<String>,
    originals: Vec<Vec<u8>>,
}

fn scene() -> Scene {
    let place = TempDir::new().expect("a temporary folder");
    let cli = Cli::new();
    let case = cli.ok([
        "case",
        "new",
        "--title",
        "放行标题",
        "--platform",
        "taobao",
        "--merchant",
        "放行商家",
        "--goods",
        "放行商品",
        "--note",
        "哨兵案件备注",
    ]);
    let case = id(&case["id"]);
    cli.ok([
        "id",
        "add",
        &case,
        "--kind",
        "payment_serial",
        "--value",
        "2026110322001411862052760189",
        "--note",
        "哨兵编号备注",
    ]);
    cli.ok(["id", "add", &case, "--kind", "phone", "--value", "13912345678"]);
    let originals = vec![
        png_with_metadata(&page(240, 420, 1)),
        jpeg_with_metadata(&page(360, 240, 2)),
        png_with_metadata(&page(240, 400, 3)),
        jpeg_with_metadata(&RgbImage::from_pixel(200, 100, Rgb([90, 140, 90]))),
        "哨兵录音 SENTINELPNGTEXT1".as_bytes().to_vec(),
    ];
    let names = ["哨兵文件名 1.png", "哨兵文件名 2.jpg", "哨兵文件名 3.png", "哨兵文件名 4.jpg", "哨兵文件名 5.m4a"];
    let paths: Vec<PathBuf> = names.iter().map(|n| place.path().join(n)).collect();
    for (path, bytes) in paths.iter().zip(&originals) {
        fs::write(path, bytes).expect("written");
    }
    let mut args = vec!["import".to_owned(), case.clone()];
    args.extend(paths.iter().map(|p| p.to_str().expect("UTF-8").to_owned()));
    let report = cli.ok(&args);
    let rows = report["imported"].as_array().expect("rows");
    let evidence: Vec<String> = rows.iter().map(|r| id(&r["evidence"])).collect();
    for e in &evidence {
        cli.ok([
            "evidence",
            "edit",
            e,
            "--title",
            "放行证据名",
            "--proves",
            "放行证明 13812345678 11010519491231002X",
            "--note",
            "哨兵证据备注",
            "--source-device",
            "哨兵设备",
            "--captured-by",
            "哨兵取证人",
            "--carrier-device",
            "哨兵载体",
            "--carrier-note",
            "哨兵附记",
        ]);
    }
    cli.ok([
        "event",
        "add",
        &case,
        "--at",
        "2026-11-14",
        "--kind",
        "refused",
        "--what",
        "放行经过",
        "--note",
        "哨兵经过备注",
    ]);
    cli.ok([
        "talk",
        "add",
        &case,
        "--at",
        "2026-11-14",
        "--way",
        "phone",
        "--with",
        "哨兵对方",
        "--said",
        "哨兵所说",
        "--answer",
        "哨兵所答",
    ]);
    cli.ok(["own", "set", "--name", "哨兵本人", "--phone", "13912345679", "--address", "哨兵住址"]);
    cli.ok([
        "complaint",
        "set",
        &case,
        "--cause",
        "description",
        "--words",
        "哨兵请求",
        "--seller-address",
        "哨兵商家地址",
    ]);
    let filing = ["--number", "哨兵受理号", "--answer", "哨兵渠道答复", "--note", "哨兵进展备注"];
    cli.ok(["filing", "add", &case, "--channel", "12315", "--at", "2026-11-15"].into_iter().chain(filing));
    let list = cli.ok(["checklist", &case, "--channel", "12315"]);
    let item = list["missing"][0]["item"].as_str().unwrap_or_else(|| panic!("something is missing: {list}")).to_owned();
    cli.ok(["checklist", &case, "--channel", "12315", "--not-available", &item, "--reason", "哨兵拿不到"]);
    let pages = format!("{},{}", evidence[0], evidence[2]);
    cli.ok(["series", "set", &case, "--evidence", &pages, "--title", "哨兵对话标题"]);
    // The upright photo is 240 × 360: what is stored at 40,60 of 360 × 240 stands at 132,40, and a JPEG blurs around it.
    let added =
        cli.ok(["mask", "add", &evidence[0], "--box", "38,58,52,52", "--reason", "放行原因", "--also", &evidence[2]]);
    assert_eq!(added["also"].as_array().map(Vec::len), Some(1), "{added}");
    cli.ok(["mask", "add", &evidence[1], "--box", "124,32,64,64"]);
    Scene { place, cli, case, evidence, originals }
}

impl Scene {
    fn export(&self, name: &str, more: &[&str]) -> (PathBuf, Value) {
        let to = self.place.path().join(name);
        let mut args = vec!["export", &self.case, "--to", to.to_str().expect("UTF-8")];
        args.extend(more);
        let done = self.cli.ok(args);
        (to, done)
    }
}

/// Pictures of the files that hold a pixel of the covered colour, and those that hold a block of it.
fn pictures(all: &[(String, Vec<u8>)]) -> (usize, Vec<&str>) {
    let blocks: HashSet<Vec<u8>> = (1..=3).flat_map(|seed| blocks_of(&secret(seed), 8)).collect();
    let (mut count, mut found) = (0, Vec::new());
    for (name, bytes) in all {
        let Ok(picture) = image::load_from_memory(bytes) else { continue };
        count += 1;
        let picture = picture.into_rgb8();
        let coloured = picture.pixels().any(|p| is_secret(p.0));
        if coloured || blocks_of(&picture, 1).into_iter().any(|b| blocks.contains(&b)) {
            found.push(name.as_str());
        }
    }
    (count, found)
}

#[test]
fn nothing_that_is_covered_or_withheld_is_in_any_file_of_a_masked_bundle() {
    let scene = scene();
    let for_channel = ["--channel", "12315", "--upload-for", "12315"];
    let ticked = ["--with-own", "name,phone,address"];
    let (open, _) = scene.export("open.zip", &[&for_channel[..], &ticked].concat());
    let all = everything(&open, scene.place.path());
    for text in SENTINELS {
        assert!(!files_with(&all, text).is_empty(), "{text} is in the bundle with originals, so it would be found");
    }
    let (count, coloured) = pictures(&all);
    assert!(count >= 8 && coloured.len() >= 6, "of {count} pictures those with the colour are found: {coloured:?}");

    for lang in ["zh-CN", "en"] {
        let (zip, _) = scene
            .export(&format!("masked-{lang}.zip"), &[&["--mode", "masked", "--lang", lang], &for_channel[..]].concat());
        let all = everything(&zip, scene.place.path());
        for text in SENTINELS.iter().chain(&MORE) {
            let found = files_with(&all, text);
            assert!(found.is_empty(), "{text}: {found:?}");
        }
        for text in LET_THROUGH.iter().chain(&["放行原因"]) {
            let found = files_with(&all, text);
            assert!(found.iter().any(|f| f.contains("case.json")), "{text} is let through: {found:?}");
        }
        let (count, coloured) = pictures(&all);
        assert!(count >= 8, "the pictures are there: {count}");
        assert!(coloured.is_empty(), "{coloured:?}");
    }
}

#[test]
fn a_masked_bundle_is_whole_for_stock_tools_and_for_a_check_and_lists_what_stays_out() {
    let scene = scene();
    let (zip, done) = scene.export("masked.zip", &["--mode", "masked", "--release", &scene.evidence[4]]);
    let report = scene.cli.ok(["verify", zip.to_str().expect("UTF-8")]);
    assert_eq!(report["verdict"], "intact", "{report}");
    assert_eq!(report["about"]["originals_withheld"], 4);
    assert_eq!(report["fingerprint"], done["fingerprint"]);
    let inside = scene.place.path().join("unpacked");
    zip::ZipArchive::new(fs::File::open(&zip).expect("a file")).expect("a ZIP").extract(&inside).expect("ours");
    let root = fs::read_dir(&inside).expect("a folder").next().expect("one").expect("an entry").path();
    for (dir, list) in [("", "manifest-sha256.txt"), ("", "tagmanifest-sha256.txt"), ("data", "evidence.sha256")] {
        let (code, said) = run(need("sha256sum"), &["-c", "--strict", list], &root.join(dir));
        assert_eq!(code, Some(0), "{list}: {said}");
    }
    let (code, said) = run(need("bagit.py"), &["--validate", root.to_str().expect("UTF-8")], &root);
    assert_eq!(code, Some(0), "bagit: {said}");
    let (code, said) = run("/bin/sh", &["proof/verify.sh"], &root);
    assert_eq!(code, Some(0), "verify.sh: {said}");

    let case: Value = serde_json::from_slice(&fs::read(root.join("data/case.json")).expect("there")).expect("JSON");
    let errors: Vec<String> = crate::schema::validator().iter_errors(&case).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(case["mode"], "masked");
    assert_eq!(case["left_out"]["withheld"], serde_json::json!(["E001", "E002", "E003", "E004"]));
    assert_eq!(case["left_out"]["unmasked"], serde_json::json!(["E004"]));
    assert_eq!(case["left_out"]["absent"], serde_json::json!([]));
    let e = &case["evidence"];
    let hash = |bytes: &[u8]| liuzheng_core::model::hash_bytes(bytes).hex();
    for (at, original) in scene.originals.iter().enumerate() {
        assert_eq!(e[at]["sha256"], hash(original), "the original's hash is listed");
    }
    assert_eq!(e[4]["file"], "data/originals/E005.txt");
    for (at, file) in [(0, "data/masked/E001.png"), (1, "data/masked/E002.jpg"), (3, "data/masked/E004.jpg")] {
        assert_eq!(e[at]["copy"]["file"], file);
        assert_eq!(e[at]["copy"]["sha256"], hash(&fs::read(root.join(file)).expect("there")));
        assert_eq!(e[at]["copy"]["parent_sha256"], e[at]["sha256"]);
    }
    assert_eq!((&e[1]["copy"]["pixels"]["width"], &e[1]["copy"]["masks"]), (&240.into(), &1.into()), "upright");
    let page = fs::read_to_string(root.join("data/证据报告.html")).expect("there");
    for told in ["隐私保护版", "masked/E001.png", "放行原因", "复制件，已遮盖", "复制件，画面未遮盖"]
    {
        assert!(page.contains(told), "{told}");
    }

    // A copy changed, one beside, one that takes the place of another: each is noticed.
    let copy = root.join("data/masked/E001.png");
    let good = fs::read(&copy).expect("there");
    fs::write(&copy, [&good[..], b"x"].concat()).expect("written");
    let codes = |cli: &Cli| {
        let run = cli.run(["verify", root.to_str().expect("UTF-8")]);
        let all = run.json["findings"].as_array().cloned().unwrap_or_default();
        all.iter().map(|f| f["code"].as_str().unwrap_or_default().to_owned()).collect::<HashSet<_>>()
    };
    let found = codes(&scene.cli);
    assert!(["payload.changed", "case.mismatch", "evidence.mismatch"].iter().all(|c| found.contains(*c)), "{found:?}");
    fs::write(&copy, &good).expect("written");
    fs::write(root.join("data/masked/E009.png"), &good).expect("written");
    let found = codes(&scene.cli);
    assert!(["payload.extra", "case.mismatch", "evidence.mismatch"].iter().all(|c| found.contains(*c)), "{found:?}");
}

#[test]
fn the_plan_of_a_masked_bundle_tells_what_stays_out_and_the_same_bundle_comes_twice() {
    let scene = scene();
    let to = scene.place.path().join("none.zip");
    let plan = scene.cli.ok(["export", &scene.case, "--to", to.to_str().expect("UTF-8"), "--mode", "masked", "--plan"]);
    assert!(!to.exists(), "a plan writes nothing");
    assert_eq!((&plan["originals"], &plan["masked"]), (&0.into(), &4.into()));
    assert_eq!(plan["withheld"].as_array().map(Vec::len), Some(5));
    assert_eq!(plan["absent"], serde_json::json!(["E005"]));
    assert_eq!(plan["unmasked"], serde_json::json!(["E004"]));
    assert!(plan["texts"].as_array().is_some_and(|t| t.len() == 21), "{plan}");
    assert_eq!(plan["pending"], 0);
    // Each export is logged, so the second one is of a copy of the vault.
    let again = scene.place.path().join("again");
    let (code, said) = run("/bin/cp", &["-r", scene.cli.vault().to_str().expect("UTF-8"), "again"], scene.place.path());
    assert_eq!(code, Some(0), "{said}");
    let (first, _) = scene.export("first.zip", &["--mode", "masked"]);
    let second = scene.place.path().join("second.zip");
    Cli::at(&again).ok(["export", &scene.case, "--to", second.to_str().expect("UTF-8"), "--mode", "masked"]);
    assert!(fs::read(first).expect("there") == fs::read(second).expect("there"), "byte for byte");
    let left: Vec<_> = fs::read_dir(scene.place.path()).expect("a folder").flatten().map(|e| e.file_name()).collect();
    assert!(!left.iter().any(|n| n.to_string_lossy().contains("liuzheng-part")), "{left:?}");
}
