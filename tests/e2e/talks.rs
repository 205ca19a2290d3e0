//! A shuffled conversation in the real window: proposed, confirmed, read.

use liuzheng_tests::cli::id;
use liuzheng_tests::talks::{Plan, Says, talk};

use crate::window::Desk;

#[tokio::test]
async fn a_shuffled_conversation_is_confirmed_and_read_as_one_scroll() {
    let desk = Desk::with_vault();
    let case = id(&desk.cli().ok(["case", "new", "--title", "羽绒服含绒量不符", "--platform", "taobao"])["id"]);
    let talk = talk(Plan { seed: 12, pages: 5, width: 540, gaps: 1, says: Says::Usual });
    let mut ids = vec![String::new(); 5];
    // What lies before a gap comes in first: pixels can't say which side of a gap is the earlier one.
    for page in [0, 3, 4, 2, 1] {
        let end = if talk.pages[page].media_type == "image/png" { "png" } else { "jpg" };
        let path = desk.folder.path().join(format!("{page}.{end}"));
        std::fs::write(&path, &talk.pages[page].bytes).unwrap();
        ids[page] = id(&desk.cli().ok(["import", &case, path.to_str().unwrap()])["imported"][0]["evidence"]);
    }
    let window = desk.open(&[("LANG", "C.UTF-8")]).await;
    window.until_pieces(5).await;
    window.click("case-more").await;
    window.click("case-talks").await;
    window.part("talks-found").await;
    window.part("order-gap").await;
    desk.picture("talks-proposed");
    window.click("talk-confirm").await;
    window.click("talk-read").await;
    window.until("the slices are drawn", DRAWN).await;
    desk.picture("talks-read");
    window.close().await;
    let kept = desk.cli().ok(["series", "list", &case]);
    let pages = kept["series"][0]["evidence"].as_array().map(|l| l.iter().map(id).collect::<Vec<_>>());
    assert_eq!(pages, Some(ids), "what was confirmed is kept: {kept}");
}

const DRAWN: &str = "(() => { const all = [...document.querySelectorAll('[data-testid=talk-scroll] img')]; \
                     return all.length > 0 && all.every((one) => one.complete && one.naturalHeight > 0); })()";
