//! The timeline in the real window: an event noted with the keyboard alone, its evidence, and a restart.

use liuzheng_tests::cli::id;

use crate::window::Desk;

#[tokio::test]
async fn an_event_noted_by_keyboard_with_its_evidence_is_still_there_after_a_restart() {
    let desk = Desk::with_vault();
    let case = id(&desk.cli().ok(["case", "new", "--title", "羽绒服含绒量不符", "--platform", "taobao"])["id"]);
    let shots = desk.screenshots(&["Screenshot_20240518-140322.png", "mmexport1716098602000.png"]);
    desk.cli().ok(["import", &case, shots[0].to_str().expect("UTF-8"), shots[1].to_str().unwrap()]);
    let window = desk.open(&[("LANG", "zh_CN.UTF-8")]).await;
    window.until_pieces(2).await;
    window.click("tab-timeline").await;
    window.until("the name of the file tells the day", &day("2024-05-18")).await;
    window.until("and the other name its own", &day("2024-05-19")).await;

    let press = async |keys: &str| {
        let here = window.page.active_element().await.expect("something has the focus");
        here.send_keys(keys).await.expect("it takes keys");
    };
    window.page.execute("document.querySelector(\"[data-testid='event-new']\").focus()", vec![]).await.unwrap();
    press("\u{e007}").await;
    window.part("event-form").await;
    // The choice of the kind has the focus; the time follows, then the amount, then the words.
    press("\u{e004}").await;
    press("2024-05-18 15:30").await;
    press("\u{e004}").await;
    press("\u{e004}").await;
    press("商家拒绝退货").await;
    press("\u{e004}").await;
    press("\u{e004}").await;
    press("\u{e007}").await;
    window.part("link-choice").await;
    window.until("the list has the focus", "document.activeElement?.dataset.testid === 'links-list'").await;
    press(" ").await;
    window.until("the first piece is chosen", "document.querySelector(\"[data-testid='links'] .chip\") !== null").await;
    press("\u{e004}").await;
    press("\u{e004}").await;
    press("\u{e007}").await;
    window.until("the event stands in the timeline", "document.querySelector(\"[data-type='event']\") !== null").await;
    desk.picture("timeline");
    window.close().await;

    let told = desk.cli().ok(["event", "list", &case]);
    assert_eq!(told["events"][0]["what"], "商家拒绝退货");
    assert_eq!(told["events"][0]["evidence"][0]["number"], "E001");
    let window = desk.open(&[("LANG", "zh_CN.UTF-8")]).await;
    window.until_pieces(2).await;
    window.click("tab-timeline").await;
    let told = "document.querySelector(\"[data-type='event']\")?.getAttribute('aria-label')";
    window.until("it is still there", &format!("{told}?.includes('商家拒绝退货')")).await;
    window.close().await;
}

fn day(day: &str) -> String {
    format!("document.querySelector(\"[data-testid='timeline-day'][data-day='{day}']\") !== null")
}
