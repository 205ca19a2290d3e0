//! Long pictures, photos, sounds and texts in the real window.

use image::{Rgb, RgbImage};
use liuzheng_tests::cli::id;
use liuzheng_tests::{media, repo};
use serde_json::Value;

use crate::window::{Desk, Window};

/// A vault with these files in one case.
fn filled(files: &[(&str, Vec<u8>)]) -> Desk {
    let desk = Desk::with_vault();
    let case = id(&desk.cli().ok(["case", "new", "--title", "各种文件", "--platform", "douyin"])["id"]);
    for (name, bytes) in files {
        let path = desk.folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file of this test");
        desk.cli().ok(["import", &case, path.to_str().expect("a path of this test")]);
    }
    desk
}

/// Grey bands, red at the top, blue in the last hundred rows.
fn long() -> Vec<u8> {
    let picture = RgbImage::from_fn(1080, 30_000, |_, y| match y {
        0..100 => Rgb([200, 20, 20]),
        29_900.. => Rgb([20, 20, 200]),
        _ => Rgb([(y / 300 % 2 * 60 + 150) as u8; 3]),
    });
    let mut out = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::Png).expect("a picture can be encoded");
    out.into_inner()
}

async fn number(window: &Window, expression: &str) -> f64 {
    let said = window.page.execute(format!("return {expression}"), vec![]).await.expect(expression);
    said.json().as_f64().unwrap_or(f64::NAN)
}

#[tokio::test]
async fn a_long_picture_is_read_from_its_top_to_its_last_row_and_only_what_is_near_is_there() {
    let desk = filled(&[("长图.png", long())]);
    let window = desk.open(&[("LANG", "C.UTF-8")]).await;
    window.click("evidence-card").await;
    window.click("picture-large").await;
    let ready = "document.querySelector(\"[data-testid='viewer'] [data-testid='tiles'][data-ready='true']\")";
    window.until("its tiles are there", ready).await;
    let count = "document.querySelectorAll(\"[data-testid='viewer'] [data-tile]\").length";
    assert!(number(&window, count).await <= 6.0, "only tiles near the frame");
    desk.picture("long-top");
    // The first key goes to the viewer's picture, which has the focus.
    desk.display.xdotool(&["key", "1"]);
    window
        .until(
            "it is shown pixel by pixel",
            "document.querySelector(\"[data-testid='viewer'] .percent\").innerText === '100%'",
        )
        .await;
    desk.display.xdotool(&["key", "End"]);
    let last = "[...document.querySelectorAll(\"[data-testid='viewer'] [data-tile='0/0/14'].come\")].length > 0";
    window.until("the last tile has come", last).await;
    window.until("all in view is sharp", ready).await;
    assert!(number(&window, count).await <= 6.0, "those of the top are gone");
    // What the page holds of the last tile is the last hundred rows, blue.
    let blue = "(() => { const tile = document.querySelector(\"[data-testid='viewer'] [data-tile='0/0/14']\"); \
        const box = tile.getBoundingClientRect(); return tile.naturalHeight === 1328 && box.bottom < innerHeight && \
        box.height === 1328; })()";
    window.until("its end lies in the frame at full size", blue).await;
    desk.picture("long-end");
    let shot = desk.folder.path().join("end.png");
    desk.display.picture(&shot);
    let seen = image::open(&shot).unwrap().to_rgb8();
    let blues = seen.pixels().filter(|p| p[2] > 120 && p[0] < 60 && p[1] < 60).count();
    assert!(blues > 40_000, "the last rows are drawn: {blues} blue pixels");
    window.close().await;
}

#[tokio::test]
async fn a_recording_plays_from_the_vault_and_can_be_moved_through() {
    let desk = filled(&[("通话.wav", media::wav(20))]);
    let window = desk.open(&[("LANG", "C.UTF-8")]).await;
    window.click("evidence-card").await;
    window.part("player").await;
    window.until("its length is known", "Math.round(document.querySelector('audio').duration) === 20").await;
    window
        .page
        .execute("document.querySelector('audio').muted = true; document.querySelector('audio').play()", vec![])
        .await
        .unwrap();
    window.until("it plays", "document.querySelector('audio').currentTime > 0.2").await;
    window.page.execute("document.querySelector('audio').currentTime = 15", vec![]).await.unwrap();
    window.until("it plays on from there", "document.querySelector('audio').currentTime > 15.1").await;
    window.close().await;
}

#[tokio::test]
async fn a_heic_photo_a_pdf_and_a_mail_are_shown() {
    let heic = std::fs::read(repo::root().join("tests/fixtures/media/photo.heic")).unwrap();
    let files = [("照片.heic", heic), ("发票.pdf", media::pdf(3, "增值税普通发票")), ("信.eml", media::mail())];
    let desk = filled(&files);
    let window = desk.open(&[("LANG", "C.UTF-8")]).await;
    window.until_pieces(3).await;
    for (at, wanted) in [
        (0, "document.querySelector(\"[data-testid='inspector'] [data-testid='tiles'][data-ready='true']\")"),
        (1, "document.querySelector(\"[data-testid='pages']\")?.innerText.includes('3')"),
        (2, "document.querySelector(\"[data-testid='words']\")?.textContent.includes('同意退款')"),
    ] {
        let click = format!("document.querySelectorAll(\"[data-testid='evidence-card']\")[{at}].click()");
        window.page.execute(click, vec![]).await.unwrap();
        window.until(files[at].0, wanted).await;
    }
    let scripts: Value = window
        .page
        .execute("return document.querySelectorAll('pre img, pre script').length", vec![])
        .await
        .unwrap()
        .json()
        .clone();
    assert_eq!(scripts, 0, "a mail is words");
    desk.picture("kinds");
    window.close().await;
}
