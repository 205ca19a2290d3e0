//! What the window tells through the notifications of the desktop.

use std::time::Duration;

use liuzheng_core::clock::Clock;
use liuzheng_core::model::Stamp;
use liuzheng_tests::display::Bus;
use liuzheng_tests::notifications::Notifications;
use liuzheng_tests::wait;

use crate::window::Desk;

const DAY: u64 = 24 * 60 * 60;

/// The day of this computer's clock, so many days ago.
fn ago(days: u64) -> String {
    let now = Clock::System.now();
    let then = now.parsed().expect("a time") - Duration::from_secs(days * DAY);
    Stamp { at: then.to_rfc3339(), tz: now.tz }.local_text()[..10].to_owned()
}

fn received(desk: &Desk, title: &str, days_ago: u64) {
    desk.cli().ok(["case", "new", "--title", title, "--platform", "other", "--received-at", &ago(days_ago)]);
}

#[tokio::test]
async fn what_is_due_soon_is_told_by_the_desktop_once_a_day_and_a_click_brings_the_window_to_the_front() {
    let desk = Desk::with_vault();
    let bus = Bus::start();
    let told = Notifications::on(&bus);
    let environment = [("LANG", "C.UTF-8"), ("DBUS_SESSION_BUS_ADDRESS", bus.address())];
    received(&desk, "羽绒服 <b>&", 4);
    received(&desk, "手机壳", 1);
    let day = ago(0);
    // Without a window manager the window under the mouse is the one in front.
    desk.display.xdotool(&["mousemove", "1399", "899"]);

    let window = desk.open(&environment).await;
    let first = told.once_there_are(1).remove(0);
    assert_eq!((first.program.as_str(), first.title.as_str()), ("留证 Liuzheng", "留证：期限提醒"));
    assert!(first.body.starts_with("「羽绒服 &lt;b&gt;&amp;」还剩 "), "what the user wrote is no markup: {first:?}");
    assert_eq!(first.body.lines().count(), 1, "what is due later is not told: {first:?}");
    let focus = || desk.display.xdotool(&["getwindowfocus", "-f"]);
    let nobody = focus();
    wait::until("the click brings the window to the front", Duration::from_secs(30), || {
        told.click(1);
        (focus() != nobody).then_some(())
    });
    window.close().await;

    received(&desk, "耳机", 5);
    let window = desk.open(&environment).await;
    let second = told.once_there_are(2).remove(1);
    assert!(second.body.starts_with("「耳机」还剩 "), "{second:?}");
    assert!(!second.body.contains("羽绒服") || ago(0) != day, "it was told today: {second:?}");
    window.close().await;
}
