//! How a window starts: on a damaged vault, and beside another one on the same vault.

use liuzheng_tests::cli::id;

use crate::window::Desk;

#[tokio::test]
async fn a_damaged_vault_is_told_in_words_and_built_anew_by_a_button() {
    let desk = Desk::with_vault();
    let case = id(&desk.cli().ok(["case", "new", "--title", "手机壳", "--platform", "jd"])["id"]);
    let files = desk.screenshots(&["a.png", "b.png"]);
    for f in &files {
        desk.cli().ok(["import", &case, f.to_str().unwrap()]);
    }
    std::fs::write(desk.vault().join("vault.db"), b"not a database any more, not at all").unwrap();
    let window = desk.open(&[("LANG", "C.UTF-8")]).await;
    window.part("start-failure").await;
    desk.picture("damaged");
    window.click("recover").await;
    window.part("recover-report").await;
    window.click("recover-go").await;
    window.until_pieces(2).await;
    window.close().await;
    assert_eq!(desk.cli().ok(["check"])["verdict"], "whole");
}

#[tokio::test]
async fn what_is_typed_is_saved_as_typed_and_can_be_undone() {
    let desk = Desk::with_vault();
    let case = id(&desk.cli().ok(["case", "new", "--title", "手机壳", "--platform", "jd"])["id"]);
    let file = desk.screenshots(&["a.png"]).remove(0);
    desk.cli().ok(["import", &case, file.to_str().unwrap()]);
    let window = desk.open(&[("LANG", "C.UTF-8")]).await;
    window.until_pieces(1).await;
    window.css("[data-number]").await.click().await.unwrap();
    window.write("facts-proves", "商家承认含绒量不符").await;
    // The button is offered for a few seconds once the text is saved: pressed as soon as it is there.
    let press =
        "(() => { const undo = document.querySelector(\"[data-testid='undo']\"); undo?.click(); return undo; })()";
    window.until("undo is offered", press).await;
    window.until("it is undone", "document.querySelector(\"[data-testid='facts-proves']\").value === ''").await;
    window.close().await;
    let list = desk.cli().ok(["evidence", "list", &case]);
    assert_eq!(list["evidence"][0]["proves"], "");
    let log = desk.cli().ok(["log", &case]);
    let described = log["entries"].as_array().unwrap().iter().filter(|e| e["event"] == "evidence.described").count();
    assert_eq!(described, 2, "it was saved, then undone: {log}");
}
