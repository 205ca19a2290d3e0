//! The ways in beside dragging, and what the window does while thousands of files come.

use liuzheng_tests::cli::id;
use liuzheng_tests::screenshots;

use crate::window::Desk;

/// Title of GTK's dialog.
const DIALOG: &str = "^(Open File|打开文件|Open)$";

fn one_case(desk: &Desk) -> String {
    id(&desk.cli().ok(["case", "new", "--title", "耳机检测为假货", "--platform", "douyin"])["id"])
}

#[tokio::test]
async fn a_screenshot_on_the_clipboard_is_pasted_and_its_origin_is_told() {
    let desk = Desk::with_vault();
    let case = one_case(&desk);
    let png = desk.screenshots(&["shot.png"]).remove(0);
    let window = desk.open(&[("LANG", "C.UTF-8")]).await;
    window.part("case-pane").await;
    let _held = desk.display.clipboard_png(&png);
    desk.display.xdotool(&["key", "--clearmodifiers", "ctrl+v"]);
    window.until_pieces(1).await;
    let evidence = id(&desk.cli().ok(["evidence", "list", &case])["evidence"][0]["evidence"]);
    let out = desk.folder.path().join("out.png");
    desk.cli().ok(["evidence", "get", &evidence, "--to", out.to_str().unwrap()]);
    let (pasted, shown) = (image::open(&out).unwrap().to_rgb8(), image::open(&png).unwrap().to_rgb8());
    assert_eq!(pasted, shown, "the pixels are those of the clipboard");
    window.close().await;
}

#[tokio::test]
async fn the_system_dialog_chooses_files() {
    let desk = Desk::with_vault();
    one_case(&desk);
    let png = desk.screenshots(&["dialog.png"]).remove(0);
    let plain = desk.folder.path().join("plain.png");
    std::fs::copy(&png, &plain).unwrap();
    let window = desk.open(&[("LANG", "C.UTF-8")]).await;
    window.click("import-button").await;
    window.click("import-files").await;
    let dialog = liuzheng_tests::wait::until("the dialog opens", std::time::Duration::from_secs(20), || {
        desk.display.windows(DIALOG).into_iter().next()
    });
    // Ctrl+L opens the field that takes a typed path.
    desk.display.xdotool(&["windowfocus", "--sync", &dialog]);
    desk.display.xdotool(&["key", "--delay", "100", "ctrl+l"]);
    desk.display.xdotool(&["type", "--delay", "40", plain.to_str().unwrap()]);
    // The first Return may only take what the field proposes.
    liuzheng_tests::wait::until("the dialog takes the path", std::time::Duration::from_secs(20), || {
        let open = desk.display.windows(DIALOG);
        if !open.is_empty() {
            desk.display.xdotool(&["key", "--delay", "300", "Return"]);
        }
        open.is_empty().then_some(())
    });
    window.until_pieces(1).await;
    window.close().await;
}

#[tokio::test]
async fn two_thousand_files_come_in_while_the_window_answers() {
    let desk = Desk::with_vault();
    let case = one_case(&desk);
    let many = desk.folder.path().join("many");
    std::fs::create_dir_all(&many).unwrap();
    for page in 0..2_000 {
        screenshots::chat(11, page, 144, 312).save(many.join(format!("聊天 {page}.png"))).unwrap();
    }
    let window = desk.open(&[("LANG", "C.UTF-8")]).await;
    window.part("case-pane").await;
    desk.display.drag("留证", &[many.as_path()]);
    window.part("import-progress").await;
    // While the import runs the page goes on drawing and answers clicks.
    window.click("tab-custody").await;
    window.click("tab-evidence").await;
    window
        .until("all are in", "document.querySelector(\"[data-testid='tab-evidence']\")?.innerText.includes('2000')")
        .await;
    assert!(window.count("[data-number]").await <= 300, "a virtual list draws what is seen");
    assert_eq!(desk.cli().ok(["case", "show", &case])["evidence"]["total"], 2000);
    window.close().await;
}
