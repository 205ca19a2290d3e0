//! A trusted timestamp in the window: the service is entered, asked at an export, away, asked again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use liuzheng_tests::cli::id;
use liuzheng_tests::tsa::{How, Keys, Pki, Server, respond};
use liuzheng_tests::wait;

use crate::window::{Desk, stock_tools_accept};

#[tokio::test]
async fn a_service_that_is_away_stops_no_export_and_gives_its_timestamp_when_it_is_back() {
    let desk = Desk::with_vault();
    let case = id(&desk.cli().ok(["case", "new", "--title", "羽绒服", "--platform", "taobao"])["id"]);
    let files = desk.screenshots(&["a.png", "b.png"]);
    let (file, later) = (&files[0], &files[1]);
    desk.cli().ok(["import", &case, file.to_str().unwrap()]);
    let pki = Arc::new(Pki::new(Keys::P256));
    let back = Arc::new(AtomicBool::new(false));
    let (minting, open) = (pki.clone(), back.clone());
    let server = Server::new(move |query, to| match open.load(Ordering::SeqCst) {
        true => respond(to, "200 OK", &minting.reply(query, &How::default()).unwrap()),
        false => respond(to, "503 Service Unavailable", b"later"),
    });
    let (zip, root) = (desk.folder.path().join("证据包.zip"), pki.root());
    let window = desk
        .open(&[
            ("LIUZHENG_SAVE_PATH", zip.to_str().unwrap()),
            ("LIUZHENG_OPEN_PATHS", later.to_str().unwrap()),
            ("LIUZHENG_CERTIFICATE", root.to_str().unwrap()),
            ("LANG", "C.UTF-8"),
        ])
        .await;
    window.until_pieces(1).await;
    window.click("settings-button").await;
    window.click("settings-stamps").await;
    window.click("stamp-add").await;
    window.write("stamp-url", &server.url).await;
    window.click("stamp-root").await;
    window.part("stamp-root-set").await;
    desk.picture("service");
    window.click("stamp-save").await;
    window.part("stamp-service").await;
    assert_eq!(server.requests(), 0, "nobody is asked for being entered");
    window.css("[data-testid='settings-dialog'] .dlg-h .ibtn").await.click().await.unwrap();

    window.click("export-button").await;
    window.css("[data-testid='export-stamp'] option:nth-child(2)").await.click().await.unwrap();
    window.part("export-plan").await;
    window.click("export-change").await;
    let chosen = "document.querySelector(\"[data-testid='export-target']\")?.textContent.includes('证据包.zip')";
    window.until("the place is chosen", chosen).await;
    window.click("export-start").await;
    let told = window.part("export-timestamp").await;
    assert_eq!(told.attr("data-state").await.unwrap().as_deref(), Some("pending"));
    desk.picture("pending");
    stock_tools_accept(&zip);
    window.click("export-close").await;
    window.click("tab-custody").await;
    back.store(true, Ordering::SeqCst);
    window.click("stamp-retry").await;
    window.css("[data-testid='stamp-row'][data-state='obtained']").await;
    desk.picture("obtained");

    window.click("settings-button").await;
    window.click("settings-stamps").await;
    window.css("[data-testid='stamp-at-import'] option:nth-child(2)").await.click().await.unwrap();
    window.css("[data-testid='settings-dialog'] .dlg-h .ibtn").await.click().await.unwrap();
    let before = server.requests();
    window.click("import-button").await;
    window.click("import-files").await;
    wait::until("the log is timestamped after an import", Duration::from_secs(20), || {
        (server.requests() > before).then_some(())
    });
    window.close().await;
    let beside = desk.folder.path().join("证据包.zip.tsr");
    let report = desk.cli().ok(["verify", zip.to_str().unwrap(), "--trust", root.to_str().unwrap()]);
    assert!(beside.is_file(), "the late token lies beside the bundle");
    assert_eq!(report["timestamps"][0]["state"], "valid", "{report}");
}
