//! P11: chats of 1080 × 30,000 and photos of 48 megapixels, small and cut into tiles for the viewer.

use std::fs;
use std::path::PathBuf;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, imageops};
use liuzheng_tests::{screenshots, tools};

use crate::imports::{judged, missing};
use crate::measure::{Cost, median, peer};
use crate::place::{Place, ours, text};
use crate::row::{By, Row};

/// Chats and photos, so many of each.
const EACH: u64 = 4;
const MEMORY: f64 = 400.0;

pub fn large(place: &Place) -> Vec<Row> {
    const WHAT: &str = "thumbnails of long chats and large photos";
    let Some(vips) = tools::find("vipsthumbnail") else { return missing("P11", WHAT, "vipsthumbnail") };
    let drawn = place.folder();
    let paths = draw(drawn.path());
    let folder = place.folder();
    let (cli, case) = place.vault(folder.path());
    let files: Vec<&str> = paths.iter().map(|path| text(path)).collect();
    cli.ok([&["import", &case][..], &files].concat());
    let forget = || {
        for end in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(cli.vault().join(format!("previews.db{end}")));
        }
    };
    let small = || {
        forget();
        Ok(ours(&cli, &["bench", "thumbnails", &case])?.cost)
    };
    let theirs = || {
        let out = place.folder();
        let mut args =
            ["-s".to_owned(), "256".to_owned(), "-o".to_owned(), format!("{}/%s.jpg", text(out.path()))].to_vec();
        args.extend(files.iter().map(|f| (*f).to_owned()));
        Ok(peer(&vips, &args, &[])?.cost)
    };
    let pairs = place.turns(small, theirs);
    let most = |pairs: &[(Cost, Cost)]| median(pairs.iter().map(|p| p.0.memory).collect());
    let mut rows = Vec::new();
    if let Ok(pairs) = &pairs {
        rows.push(Row::figure("P11", "memory of it", most(pairs), "MiB", MEMORY));
    }
    rows.insert(0, judged("P11", WHAT, "vipsthumbnail -s 256", pairs, By::Cpu, 1.0));
    match ours(&cli, &["bench", "tiles", &case]) {
        Ok(ran) => {
            let mib = ran.cost.memory;
            rows.push(Row::figure("P11", "memory of cutting them into tiles", mib, "MiB", MEMORY));
            let each = ran.cost.cpu * 1000.0 / (2 * EACH) as f64;
            println!("     cutting one into all its tiles: {each:.0} ms of CPU");
        }
        Err(why) => rows.push(Row::not_measured("P11", "tiles", &why)),
    }
    rows
}

fn draw(dir: &std::path::Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for seed in 0..EACH {
        let chat = dir.join(format!("chat-{seed}.png"));
        screenshots::chat(seed, 0, 1080, 30_000).save(&chat).expect("a chat is written");
        // Many chats side by side, as fine as a photo.
        let page = DynamicImage::ImageRgb8(screenshots::chat(seed, 1, 2000, 3000));
        let photo = page.resize_exact(8000, 6000, imageops::FilterType::Triangle);
        let path = dir.join(format!("photo-{seed}.jpg"));
        let file = fs::File::create(&path).expect("a photo is written");
        JpegEncoder::new_with_quality(file, 90).encode_image(&photo).expect("a photo is encoded");
        paths.extend([chat, path]);
    }
    paths
}
