//! How a window starts: on a damaged vault, and beside another one on the same vault.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use liuzheng_tests::cli::{Cli, id};
use liuzheng_tests::display::Bus;
use liuzheng_tests::{driver, wait};

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

#[tokio::test]
async fn a_second_start_on_the_same_vault_gives_way_to_the_first_and_one_on_another_opens_beside_it() {
    let desk = Desk::with_vault();
    desk.cli().ok(["case", "new", "--title", "手机壳", "--platform", "jd"]);
    let bus = Bus::start();
    let window = desk.open(&[("LANG", "C.UTF-8"), ("DBUS_SESSION_BUS_ADDRESS", bus.address())]).await;
    window.part("case-pane").await;

    let mut second = started(&desk, &bus, &desk.vault());
    let status = wait::until("the second start ends", Duration::from_secs(20), || second.try_wait().ok()?);
    assert!(status.success(), "it gave way, it did not fail: {status}");
    assert_eq!(desk.display.windows("留证").len(), 1, "there is one window");
    window.click("tab-custody").await;

    let other = desk.folder.path().join("other");
    Cli::at(&other).ok(["init"]);
    let mut beside = started(&desk, &bus, &other);
    let two = wait::within(Duration::from_secs(30), || (desk.display.windows("留证").len() == 2).then_some(()));
    let ended = beside.try_wait().ok().flatten();
    // A child of this test.
    let _ = beside.kill();
    let _ = beside.wait();
    assert!(two.is_some(), "another vault has a window of its own: {ended:?}");
    window.close().await;
}

fn started(desk: &Desk, bus: &Bus, vault: &Path) -> Child {
    let mut program = desk.display.command(driver::window());
    program.arg("--vault").arg(vault).env("HOME", desk.folder.path()).env("DBUS_SESSION_BUS_ADDRESS", bus.address());
    program.env("NO_AT_BRIDGE", "1").stdout(Stdio::null()).stderr(Stdio::null());
    program.spawn().expect("the window can be started")
}
