//! The next steps in the real window: from a new case to a filed complaint, with claim, checklist, text and receipt; to
//! the authority and to the platform, in both languages.

use std::time::Duration;

use liuzheng_tests::cli::id;
use liuzheng_tests::wait;

use crate::way::{Way, day, filled, here, odd_words, pick, value};
use crate::window::{Desk, Window};

const ORDER: &str = "261103-754323194875749";

#[tokio::test]
async fn from_a_new_case_to_a_filed_12315_complaint_with_its_receipt_and_the_day_of_the_answer() {
    let desk = Desk::with_vault();
    let case = case(&desk, "羽绒服含绒量不符", "暖冬服饰官方店", "受理回执.PNG");
    let saved = desk.folder.path().join("保存的文件");
    let window = desk.open(&[("LIUZHENG_SAVE_PATH", saved.to_str().unwrap()), ("LANG", "zh_CN.UTF-8")]).await;
    let way = Way { desk: &desk, window: &window, name: "12315-zh", lang: "zh-CN" };
    window.until_pieces(1).await;
    window.click("tab-steps").await;
    window.until("nothing was done yet: the seller first", &here("seller")).await;

    way.claim("counterfeit", "fraud", 154_400).await;
    way.open("12315").await;
    way.gathered(&["seller_name", "demand"], &["complainant"]).await;
    way.text("150", 150, &[ORDER, "1,544.00"]).await;
    window.click("docx-save").await;
    window
        .until("it is told that it is saved", "document.querySelector(\"[data-testid='toasts'] div\") !== null")
        .await;
    assert!(std::fs::read(&saved).unwrap().starts_with(b"PK"), "a DOCX is a ZIP");

    way.filed("1110105002026112500000001", "2099-01-05", 1).await;
    window.until("the ladder stands at the public channels", &here("public")).await;
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

#[tokio::test]
async fn from_a_new_case_on_pinduoduo_to_a_claim_by_the_promise_with_its_number_and_the_day_of_the_answer() {
    let desk = Desk::with_vault();
    let shots = desk.screenshots(&["申请记录.PNG"]);
    let window =
        desk.open(&[("LIUZHENG_OPEN_PATHS", shots[0].to_str().expect("UTF-8")), ("LANG", "zh_CN.UTF-8")]).await;
    let way = Way { desk: &desk, window: &window, name: "pinduoduo-zh", lang: "zh-CN" };
    window.part("first-run").await;
    let (received, last) = (day(&window, -2).await, day(&window, 13).await);
    new_case(&window, &received).await;
    window.click("import-button").await;
    window.click("import-files").await;
    window.until_pieces(1).await;
    window.click("tab-identifiers").await;
    window.write("identifier-input", ORDER).await;
    window.click("identifier-save").await;
    window.part("identifier-row").await;

    window.click("tab-steps").await;
    window.until("the seller comes first", &here("seller")).await;
    let breach = window.css("[data-rule='pdd_breach_claim']").await;
    assert_eq!(breach.attr("data-due").await.unwrap().as_deref(), Some(&*last), "fifteen days after the receipt");
    let said = breach.text().await.unwrap();
    assert!(said.contains("未核实") && said.contains("15"), "an old text is not told as certain: {said}");

    way.claim("counterfeit", "promise_tenfold", 424_600).await;
    window.click("claim-open").await;
    let formula = window.text("claim-formula").await;
    assert!(formula.contains("× 10"), "how it is counted: {formula}");
    let award = window.css("[data-testid='award'][data-channel='pinduoduo'][data-can='unknown']").await;
    assert!(award.text().await.unwrap().contains("未核实"), "what the platform awards today is not known");
    window.click("claim-save").await;

    way.open("pinduoduo").await;
    assert!(window.text("channel-page").await.contains("未核实"), "what is not known of the channel says so");
    limited(&window, 200).await;
    way.gathered(&["order", "demand"], &["promise"]).await;
    let text = way.text("whole", 200, &[ORDER, "4,246.00"]).await;
    assert!(!text.contains("第十条"), "no article where the promise is not proven or no room is left: {text}");
    way.looked_at().await;
    way.filed("PDD-2026-0001", "2099-01-05", 1).await;
    window.until("the ladder stands at the platform", &here("platform")).await;
    window.close().await;

    let case = desk.cli().ok(["case", "list"]);
    let filed = desk.cli().ok(["filing", "list", &id(&case["cases"][0]["id"])]);
    assert_eq!(filed["filings"][0]["channel"], "pinduoduo");
    assert_eq!(filed["filings"][0]["number"], "PDD-2026-0001");
    assert_eq!(filed["filings"][0]["due"]["at"], "2099-01-05");
    assert_eq!(filed["filings"][0]["evidence"][0]["number"], "E001", "the record of the claim is linked");
}

#[tokio::test]
async fn both_ways_are_walked_in_english_without_a_chinese_label_or_the_name_of_a_word() {
    let desk = Desk::with_vault();
    let case = case(&desk, "Down jacket", "Warm Winter Store", "Receipt 1.PNG");
    let window = desk.open(&[("LANG", "en_US.UTF-8")]).await;
    let mut way = Way { desk: &desk, window: &window, name: "pinduoduo-en", lang: "en" };
    window.until_pieces(1).await;
    window.click("tab-steps").await;
    window.until("the seller comes first", &here("seller")).await;
    way.told("steps").await;

    way.claim("counterfeit", "promise_tenfold", 424_600).await;
    way.open("pinduoduo").await;
    limited(&window, 300).await;
    way.gathered(&["order", "demand"], &["promise"]).await;
    way.text("whole", 300, &[ORDER, "4,246.00", "实付"]).await;
    pick(&window, "text-lang-en").await;
    window
        .until(
            "the text is in English, too",
            "!/\\p{Script=Han}/u.test([...document.querySelectorAll('textarea')].map((it) => it.value).join())",
        )
        .await;
    way.looked_at().await;
    way.filed("PDD-2026-0001", "2099-01-05", 1).await;
    window.until("the ladder stands at the platform", &here("platform")).await;

    way.name = "12315-en";
    way.open("12315").await;
    way.gathered(&["seller_name", "demand"], &["complainant"]).await;
    window.press("[data-item='complainant'] [data-testid='item-fill']").await;
    window.write("own-phone", "010-12345678").await;
    window.write("own-name", "Lin Xia").await;
    way.told("own").await;
    window.page.active_element().await.unwrap().send_keys(thirtyfour::Key::Escape + "").await.unwrap();
    way.text("500", 500, &[ORDER, "Lin Xia"]).await;
    way.filed("1110105002026112500000001", "2099-02-05", 1).await;
    window.until("the ladder stands at the public channels", &here("public")).await;

    window.click("calendar-button").await;
    window.part("calendar-page").await;
    way.told("calendar").await;
    window.click("rules-button").await;
    window.part("rule").await;
    way.told("rules").await;
    value(&window, "document.body.append('steps.no_word', '请求', 'in {place}')").await;
    assert_eq!(odd_words(&window, "en").await.len(), 3, "what must not be shown would have been found");
    window.close().await;
    let filed = desk.cli().ok(["filing", "list", &case]);
    assert_eq!(filed["filings"].as_array().map(Vec::len), Some(2), "{filed}");
}

/// A case on 拼多多 with a receipt in it, as it stands before the first step.
fn case(desk: &Desk, title: &str, seller: &str, receipt: &str) -> String {
    let case = id(&desk.cli().ok(["case", "new", "--title", title, "--platform", "pinduoduo"])["id"]);
    desk.cli().ok(["case", "edit", &case, "--merchant", seller, "--seller-type", "third_party", "--amount", "386"]);
    desk.cli().ok(["id", "add", &case, "--kind", "order_number", "--value", ORDER]);
    let shots = desk.screenshots(&[receipt]);
    desk.cli().ok(["import", &case, shots[0].to_str().expect("UTF-8")]);
    case
}

/// The same, told in the window.
async fn new_case(window: &Window, received: &str) {
    window.click("new-case").await;
    window.write("case-title-input", "羽绒服是假货").await;
    window.css("[data-testid='case-platform'] option[value='pinduoduo']").await.click().await.expect("chosen");
    window.write("case-seller", "暖冬服饰官方店").await;
    window.click("case-fill-now").await;
    window.write("case-amount", "386").await;
    window.write("case-received_at", received).await;
    window.click("case-save").await;
    window.part("case-pane").await;
}

/// Nobody could confirm how long a text may be: what the person saw on the form is filled in.
async fn limited(window: &Window, most: u32) {
    assert!(window.count("[data-testid='limits-open']").await == 1, "unknown limits can be filled in");
    window.click("limits-open").await;
    window.write("limit-chars", &most.to_string()).await;
    window.until("it is typed", &format!("{} === '{most}'", filled("limit-chars"))).await;
    window.click("limits-save").await;
    let shown = format!("document.querySelector(\"[data-testid='channel-form']\").innerText.includes('{most}')");
    window.until("the form has its limit", &shown).await;
    let form = value(window, "document.querySelector(\"[data-testid='channel-form']\").innerText").await;
    assert!(form.as_str().is_some_and(|t| t.contains("未核实") || t.contains("unverified")), "it stays marked: {form}");
}
