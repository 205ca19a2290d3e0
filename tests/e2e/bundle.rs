//! The main job in the window: pictures in, numbers, a bundle out, checked here and by strangers' tools.

use liuzheng_tests::cli::id;

use crate::window::{Desk, stock_tools_accept};

#[tokio::test]
async fn from_an_empty_window_to_a_bundle_that_stock_tools_accept_and_all_is_there_after_a_restart() {
    let desk = Desk::with_vault();
    let zip = desk.folder.path().join("证据包.zip");
    let window = desk.open(&[("LIUZHENG_SAVE_PATH", zip.to_str().unwrap()), ("LANG", "C.UTF-8")]).await;
    window.part("first-run").await;
    let files = desk.screenshots(&["聊天截图 1.png", "聊天截图#2.png", "付款 100%.png"]);
    let paths: Vec<_> = files.iter().map(std::path::PathBuf::as_path).collect();
    desk.display.drag("留证", &paths);
    window.write("where-title", "羽绒服含绒量不符").await;
    window.click("where-go").await;
    window.until_pieces(3).await;
    desk.picture("imported");

    window.click("tab-identifiers").await;
    window.write("identifier-input", "261103-754323194875749").await;
    window.click("identifier-save").await;
    window
        .until("the order number is kept", "document.querySelectorAll(\"[data-testid='identifier-row']\").length === 1")
        .await;
    window.write("identifier-input", "2026 1103 2200 1411 1862 5276 0189").await;
    window.click("identifier-save").await;
    window
        .until(
            "the payment serial is kept",
            "document.querySelectorAll(\"[data-testid='identifier-row']\").length === 2",
        )
        .await;
    desk.picture("numbers");

    window.click("tab-evidence").await;
    window.click("export-button").await;
    window.part("export-plan").await;
    window.click("export-change").await;
    window.click("export-start").await;
    window.part("export-result").await;
    desk.picture("exported");
    stock_tools_accept(&zip);
    window.click("export-verify").await;
    let verdict = window.part("verify-verdict").await;
    assert_eq!(
        verdict.attr("data-verdict").await.unwrap().as_deref(),
        Some("intact"),
        "{}",
        verdict.text().await.unwrap()
    );
    desk.picture("verified");
    window.close().await;

    let window = desk.open(&[("LANG", "C.UTF-8")]).await;
    window.until_pieces(3).await;
    window.click("tab-identifiers").await;
    window
        .until("both numbers are there", "document.querySelectorAll(\"[data-testid='identifier-row']\").length === 2")
        .await;
    window.close().await;

    let cases = desk.cli().ok(["case", "list"]);
    let case = id(&cases["cases"][0]["id"]);
    let shown = desk.cli().ok(["case", "show", &case]);
    assert_eq!(shown["identifiers"][1]["normalized"], "2026110322001411186252760189", "copied without gaps");
    let rows = desk.cli().ok(["evidence", "list", &case]);
    for (row, file) in rows["evidence"].as_array().unwrap().iter().zip(&files) {
        let bytes = std::fs::read(file).unwrap();
        assert_eq!(row["name"], file.file_name().unwrap().to_str().unwrap());
        assert_eq!(row["sha256"], liuzheng_core::model::hash_bytes(&bytes).hex(), "byte for byte");
    }
    assert_eq!(desk.cli().ok(["check"])["verdict"], "whole");
}

#[tokio::test]
async fn a_changed_bundle_dropped_on_the_window_is_called_altered_and_the_piece_is_named() {
    let desk = Desk::with_vault();
    let case = id(&desk.cli().ok(["case", "new", "--title", "耳机", "--platform", "jd"])["id"]);
    let files = desk.screenshots(&["a.png", "b.png"]);
    for f in &files {
        desk.cli().ok(["import", &case, f.to_str().unwrap()]);
    }
    let zip = desk.folder.path().join("bundle.zip");
    desk.cli().ok(["export", &case, "--to", zip.to_str().unwrap()]);
    let mut bytes = std::fs::read(&zip).unwrap();
    let original = std::fs::read(&files[1]).unwrap();
    let at = bytes
        .windows(64)
        .position(|w| w == &original[original.len() - 64..])
        .expect("originals are stored as they are");
    bytes[at] ^= 1;
    std::fs::write(&zip, bytes).unwrap();

    let window = desk.open(&[("LANG", "C.UTF-8")]).await;
    window.until_pieces(2).await;
    desk.display.drag("留证", &[zip.as_path()]);
    let verdict = window.part("verify-verdict").await;
    assert_eq!(verdict.attr("data-verdict").await.unwrap().as_deref(), Some("altered"));
    assert!(window.text("verify-findings").await.contains("E002"), "the piece is named");
    desk.picture("altered");
    window.close().await;
}
