//! Many pieces at once in the real window: selecting, changing, moving, taking out; and an inbox of watched folders.

use std::process::Stdio;
use std::time::Duration;

use liuzheng_core::model::hash_bytes;
use liuzheng_tests::cli::id;
use liuzheng_tests::wait;
use serde_json::Value;
use thirtyfour::prelude::*;

use crate::window::{Desk, Window};

const PATIENCE: Duration = Duration::from_secs(30);
const NAMES: [&str; 6] = ["a.png", "b.png", "c.png", "d.png", "e.png", "f.png"];

/// A case with six screenshots.
fn six() -> (Desk, String) {
    let desk = Desk::with_vault();
    let case = id(&desk.cli().ok(["case", "new", "--title", "羽绒服含绒量不符", "--platform", "jd"])["id"]);
    let files = desk.screenshots(&NAMES);
    let mut import = vec!["import".to_owned(), case.clone()];
    import.extend(files.iter().map(|f| f.to_string_lossy().into_owned()));
    desk.cli().ok(&import);
    (desk, case)
}

/// One member of every piece, in the order of the case, as the vault says it.
fn told(desk: &Desk, case: &str, member: &str) -> Vec<Value> {
    let list = desk.cli().ok(["evidence", "list", case]);
    list["evidence"].as_array().expect("a list").iter().map(|e| e[member].clone()).collect()
}

fn until_order(desk: &Desk, case: &str, names: &[&str]) {
    wait::until(&format!("the order is {names:?}"), PATIENCE, || (told(desk, case, "name") == names).then_some(()));
}

async fn card(window: &Window, number: &str) -> WebElement {
    window.css(&format!("[data-number='{number}']")).await
}

async fn keys(window: &Window, keys: impl Into<TypingData>) {
    window.part("gallery").await.send_keys(keys).await.expect("the gallery takes keys");
}

#[tokio::test]
async fn all_are_selected_changed_in_one_step_and_taken_back() {
    let (desk, case) = six();
    let window = desk.open(&[("LANG", "C.UTF-8")]).await;
    window.until_pieces(6).await;
    keys(&window, Key::Control + "a").await;
    assert!(window.text("selected-count").await.contains('6'));
    desk.picture("selected");
    window.click("edit-selected").await;
    let option = window.css("[data-testid='bulk-kind'] option[data-kind='chat_aftersale']").await;
    option.click().await.expect("a kind is chosen");
    desk.picture("bulk-edit");
    window.click("bulk-save").await;
    wait::until("all are of one kind", PATIENCE, || {
        let kinds = told(&desk, &case, "kind");
        kinds.iter().all(|k| k == "chat_aftersale").then_some(())
    });
    window.until("the dialog is gone", "!document.querySelector(\"[data-testid='bulk-dialog']\")").await;
    keys(&window, Key::Control + "z").await;
    wait::until("each has its own back", PATIENCE, || {
        told(&desk, &case, "kind").iter().all(Value::is_null).then_some(())
    });
    window.close().await;
    assert_eq!(desk.cli().ok(["check"])["verdict"], "whole");
}

#[tokio::test]
async fn pieces_are_put_elsewhere_by_dragging_and_by_keys_and_undo_puts_them_back() {
    let (desk, case) = six();
    let window = desk.open(&[("LANG", "C.UTF-8")]).await;
    window.until_pieces(6).await;
    // Two chosen with Control, dragged together before the first.
    for number in ["E003", "E005"] {
        let piece = card(&window, number).await;
        window
            .page
            .action_chain()
            .key_down(Key::Control)
            .click_element(&piece)
            .key_up(Key::Control)
            .perform()
            .await
            .unwrap();
    }
    assert!(window.text("selected-count").await.contains('2'));
    let (from, to) = (card(&window, "E005").await, card(&window, "E001").await);
    let target = to.rect().await.unwrap();
    let (x, y) = (target.x as i64 + 8, target.y as i64 + 60);
    window
        .page
        .action_chain()
        .click_and_hold_element(&from)
        .move_by_offset(-12, 4)
        .move_to(x, y)
        .move_to(x + 2, y)
        .perform()
        .await
        .unwrap();
    window.part("drop-mark").await;
    desk.picture("drag");
    window.page.action_chain().release().perform().await.unwrap();
    until_order(&desk, &case, &["c.png", "e.png", "a.png", "b.png", "d.png", "f.png"]);
    keys(&window, Key::Control + "z").await;
    until_order(&desk, &case, &NAMES);
    keys(&window, Key::Escape + "").await;
    card(&window, "E001").await.click().await.unwrap();
    keys(&window, Key::Alt + Key::Right).await;
    until_order(&desk, &case, &["b.png", "a.png", "c.png", "d.png", "e.png", "f.png"]);
    window.close().await;
}

#[tokio::test]
async fn a_band_drawn_with_the_mouse_selects_what_it_touches_and_escape_gives_it_up() {
    let (desk, case) = six();
    let window = desk.open(&[("LANG", "C.UTF-8")]).await;
    window.until_pieces(6).await;
    let ours = wait::until("our window is there", PATIENCE, || desk.display.windows("留证").into_iter().next_back());
    desk.display.xdotool(&["windowmove", "--sync", &ours, "0", "0"]);
    let place = |of: (f64, f64), dx: f64, dy: f64| ((of.0 + dx).round().to_string(), (of.1 + dy).round().to_string());
    let mut corners = Vec::new();
    for number in ["E001", "E002"] {
        let place = card(&window, number).await.rect().await.unwrap();
        corners.push((place.x, place.y));
    }
    let (x, y) = place(corners[0], -14.0, 30.0);
    let (near_x, near_y) = place(corners[1], 10.0, 60.0);
    let (to_x, to_y) = place(corners[1], 40.0, 90.0);
    let band = |end: &[&str]| {
        desk.display.xdotool(&["mousemove", &x, &y, "sleep", "0.2", "mousedown", "1", "sleep", "0.1"]);
        desk.display.xdotool(&["mousemove", &near_x, &near_y, "sleep", "0.1"]);
        desk.display.xdotool(&["mousemove", &to_x, &to_y, "sleep", "0.2"]);
        desk.picture("band");
        desk.display.xdotool(end);
    };
    let selected =
        "[...document.querySelectorAll('[data-number][aria-selected=true]')].map((c) => c.dataset.number).join()";
    band(&["mouseup", "1"]);
    window.until("the two that it touched are selected", &format!("{selected} === 'E001,E002'")).await;
    keys(&window, Key::Control + "a").await;
    window.until("all are", &format!("{selected}.split(',').length === 6")).await;
    band(&["key", "Escape", "sleep", "0.2", "mouseup", "1"]);
    window.until("given up, all are again", &format!("{selected}.split(',').length === 6")).await;
    assert_eq!(window.count("[data-testid='band']").await, 0, "no band is left");
    window.close().await;
    assert_eq!(told(&desk, &case, "name"), NAMES, "nothing was moved");
}

#[tokio::test]
async fn what_is_taken_out_by_the_button_lies_in_the_folder_byte_for_byte() {
    let (desk, _) = six();
    let out = desk.folder.path().join("取出");
    std::fs::create_dir(&out).unwrap();
    let window = desk.open(&[("LANG", "C.UTF-8"), ("LIUZHENG_SAVE_FOLDER", out.to_str().unwrap())]).await;
    window.until_pieces(6).await;
    keys(&window, Key::Control + "a").await;
    window.click("take-selected").await;
    wait::until("all are there", PATIENCE, || {
        let named = |name: &&str| out.join(name).is_file();
        (NAMES.iter().all(named) && std::fs::read_dir(&out).ok()?.count() == NAMES.len()).then_some(())
    });
    for name in NAMES {
        let original = std::fs::read(desk.folder.path().join("截图").join(name)).unwrap();
        assert_eq!(std::fs::read(out.join(name)).unwrap(), original, "{name}");
    }
    window.close().await;
}

/// Without a driver, which keeps a real mouse from starting a drag: the first card is found by its place.
#[test]
fn what_is_dragged_out_of_the_window_arrives_byte_for_byte() {
    let (desk, case) = six();
    let home = tempfile::tempdir().unwrap();
    let mut window = desk.display.command(liuzheng_tests::driver::window());
    window.arg("--vault").arg(desk.vault()).env("HOME", home.path()).env("LANG", "C.UTF-8");
    window.env_remove("DBUS_SESSION_BUS_ADDRESS").env("NO_AT_BRIDGE", "1").env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    let mut window = window.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the window opens");
    let ours = wait::until("our window is there", PATIENCE, || desk.display.windows("留证").into_iter().next_back());
    let mut target = desk.display.command("/usr/bin/python3");
    target.arg("-u").arg(liuzheng_tests::repo::root().join("tests/e2e/x11-drag/dropdst.py"));
    let mut target = target.stdout(Stdio::piped()).spawn().expect("the window to drop on opens");
    wait::until("the target is there", PATIENCE, || desk.display.windows("^dropdst$").into_iter().next());
    let x = |args: &[&str]| desk.display.xdotool(args);
    x(&["windowmove", "--sync", &ours, "200", "0"]);
    // Words that are selected on the page are not what is dragged: a selection from the head down over the cards.
    x(&["sleep", "2", "mousemove", "860", "62", "mousedown", "1", "sleep", "0.2"]);
    x(&["mousemove", "860", "300", "sleep", "0.1", "mousemove", "700", "700", "sleep", "0.2", "mouseup", "1"]);
    // The page takes its time: tried again until the other window has its files.
    let ended = wait::within(PATIENCE * 3, || {
        x(&["mousemove", "587", "470", "sleep", "0.2", "mousedown", "1", "sleep", "0.2"]);
        for step in 1..=12 {
            let (to_x, to_y) = ((587 - 42 * step).to_string(), (470 - 34 * step).to_string());
            x(&["mousemove", &to_x, &to_y, "sleep", "0.05"]);
        }
        // The copies are made while the hand is on its way.
        for there in ["70", "74", "78"] {
            x(&["sleep", "0.5", "mousemove", there, "60"]);
        }
        x(&["mouseup", "1", "sleep", "0.5"]);
        target.try_wait().ok().flatten()
    });
    desk.picture("drag-out");
    let mut said = String::new();
    if ended.is_some() {
        std::io::Read::read_to_string(&mut target.stdout.take().unwrap(), &mut said).unwrap();
    }
    let (_, _) = (target.kill(), target.wait());
    let (_, _) = (window.kill(), window.wait());
    let original = std::fs::read(desk.folder.path().join("截图/a.png")).unwrap();
    assert!(said.contains(&hash_bytes(&original).hex()) && said.contains("a.png"), "the target got: {said}");
    assert_eq!(told(&desk, &case, "name").len(), 6, "nothing came in by its own drag");
}

#[tokio::test]
async fn a_new_screenshot_in_a_watched_folder_waits_and_goes_in_when_told_and_is_not_offered_again() {
    let (desk, case) = six();
    let folder = desk.folder.path().join("屏幕截图");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("old.png"), b"was there").unwrap();
    let environment = [("LANG", "C.UTF-8"), ("LIUZHENG_WATCH_FOLDER", folder.to_str().unwrap())];
    let window = desk.open(&environment).await;
    window.until_pieces(6).await;
    window.click("settings-button").await;
    window.click("settings-watch").await;
    window.click("watch-add").await;
    window.part("watched-folder").await;
    desk.picture("watched");
    window.part("settings-dialog").await.send_keys(Key::Escape + "").await.unwrap();
    for (name, page) in [("new-1.png", 1), ("new-2.png", 2)] {
        liuzheng_tests::screenshots::chat(99, page, 540, 1170).save(folder.join(name)).unwrap();
    }
    window
        .until("both wait", "document.querySelector(\"[data-testid='inbox-button']\")?.innerText.includes('2')")
        .await;
    assert_eq!(told(&desk, &case, "name").len(), 6, "nothing comes in by itself");
    window.click("inbox-button").await;
    window.css("[data-testid='inbox-file'][data-name='new-1.png']").await.click().await.unwrap();
    window.until("its picture shows", "[...document.querySelectorAll(\"[data-testid='inbox-file'] img\")].filter((i) => i.naturalWidth > 0).length === 2").await;
    desk.picture("inbox");
    window.click("inbox-import").await;
    window.until_pieces(7).await;
    window.close().await;
    let window = desk.open(&environment).await;
    window
        .until("one waits still", "document.querySelector(\"[data-testid='inbox-button']\")?.innerText.includes('1')")
        .await;
    window.click("inbox-button").await;
    window.css("[data-testid='inbox-file'][data-name='new-2.png']").await;
    window.click("inbox-dismiss").await;
    window.until("nothing waits", "!document.querySelector(\"[data-testid='inbox-button']\")").await;
    std::fs::remove_dir_all(&folder).unwrap();
    window.part("inbox-button").await.click().await.unwrap();
    window
        .until(
            "a folder that is gone is told",
            "document.querySelector(\"[data-testid='inbox-gone']\")?.textContent.includes('屏幕截图')",
        )
        .await;
    desk.picture("inbox-gone");
    window.close().await;
    assert_eq!(told(&desk, &case, "name").len(), 7);
}
