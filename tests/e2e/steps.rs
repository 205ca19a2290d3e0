//! The next steps in the real window: from a new case to a filed complaint, with claim, checklist, text and receipt.

use std::time::Duration;

use liuzheng_tests::cli::id;
use liuzheng_tests::wait;

use crate::window::{Desk, Window};

#[tokio::test]
async fn from_a_new_case_to_a_filed_12315_complaint_with_its_receipt_and_the_day_of_the_answer() {
    let desk = Desk::with_vault();
    let case = id(&desk.cli().ok(["case", "new", "--title", "羽绒服含绒量不符", "--platform", "pinduoduo"])["id"]);
    desk.cli().ok([
        "case",
        "edit",
        &case,
        "--merchant",
        "暖冬服饰官方店",
        "--seller-type",
        "third_party",
        "--amount",
        "386",
    ]);
    let shots = desk.screenshots(&["受理回执.png"]);
    desk.cli().ok(["import", &case, shots[0].to_str().unwrap()]);
    let saved = desk.folder.path().join("保存的文件");
    let window = desk.open(&[("LIUZHENG_SAVE_PATH", saved.to_str().unwrap()), ("LANG", "zh_CN.UTF-8")]).await;
    window.until_pieces(1).await;
    window.click("tab-steps").await;
    window.until("nothing was done yet: the seller first", &here("seller")).await;

    window.click("claim-open").await;
    pick(&window, "cause-counterfeit").await;
    window.click("claim-fraud").await;
    window.until("three times the price on top", "document.querySelector(\"[data-amount='154400']\") !== null").await;
    window.click("claim-take").await;
    desk.picture("claim");
    window.click("claim-save").await;
    window.part("asked-what").await;

    window.css("[data-channel='12315']").await.click().await.unwrap();
    window.part("channel-next").await;
    desk.picture("channel");
    pick(&window, "part-check").await;
    window.css("[data-item='seller_name'][data-state='have']").await;
    window.css("[data-item='demand'][data-state='have']").await;
    desk.picture("checklist");
    pick(&window, "part-texts").await;
    pick(&window, "length-150").await;
    let fits = "document.querySelector(\"[data-field='text'] [data-testid='box-count']\")?.innerText.includes('/ 150')";
    window.until("the short text is there", fits).await;
    window.css("[data-field='text'][data-over='false']").await;
    desk.picture("texts");
    window.click("docx-save").await;
    window
        .until("it is told that it is saved", "document.querySelector(\"[data-testid='toasts'] div\") !== null")
        .await;
    assert!(std::fs::read(&saved).unwrap().starts_with(b"PK"), "a DOCX is a ZIP");

    window.click("channel-note").await;
    window.write("filing-number", "1110105002026112500000001").await;
    window.write("filing-due", "2099-01-05").await;
    window.click("links-open").await;
    window.part("link-choice").await;
    window.until("the list has the focus", "document.activeElement?.dataset.testid === 'links-list'").await;
    window.page.active_element().await.unwrap().send_keys(" ").await.unwrap();
    window.until("the receipt is chosen", "document.querySelector(\"[data-testid='links'] .chip\") !== null").await;
    desk.picture("filing");
    window.click("filing-save").await;
    window.until("the ladder stands at the public channels", &here("public")).await;
    window.css("[data-testid='deadline'][data-due='2099-01-05']").await;
    desk.picture("filed");
    window.click("ics-save").await;
    let text = wait::until("the calendar file is written", Duration::from_secs(10), || {
        Some(std::fs::read_to_string(&saved).unwrap_or_default()).filter(|t| t.starts_with("BEGIN:VCALENDAR"))
    });
    assert!(text.contains("DTSTART;VALUE=DATE:20990105"), "{text}");
    window.close().await;

    let filed = desk.cli().ok(["filing", "list", &case]);
    assert_eq!(filed["filings"][0]["number"], "1110105002026112500000001");
    assert_eq!(filed["filings"][0]["evidence"][0]["number"], "E001", "the receipt is linked");
}

/// A choice whose circle is not drawn: its words are clicked.
async fn pick(window: &Window, testid: &str) {
    window.css(&format!("label:has([data-testid='{testid}'])")).await.click().await.expect(testid);
}

fn here(rung: &str) -> String {
    format!("document.querySelector(\"[data-testid='ladder']\")?.dataset.here === '{rung}'")
}
