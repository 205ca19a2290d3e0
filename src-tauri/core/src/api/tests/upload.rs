//! Upload sets and what a bundle carries of the complaint, through the use cases, on a temporary vault.

use std::collections::BTreeMap;

use super::*;
use crate::intake::{encode_png, media_info};

/// Lines of writing on a light ground.
fn picture(wide: u32, high: u32, shade: u8) -> Vec<u8> {
    let pixel = |x: u32, y: u32| {
        let ink = y % 40 < 24 && x % 8 < 4 && x > 30 && x + 30 < wide;
        if ink { [20, 20, 20, 255] } else { [235, 235, shade, 255] }
    };
    let rgba: Vec<u8> = (0..high).flat_map(|y| (0..wide).flat_map(move |x| pixel(x, y))).collect();
    encode_png(wide, high, &rgba).unwrap()
}

/// Files of a bundle by their paths in the bag: nothing in it is compressed.
fn unpacked(zip: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let number = |at: usize, n: usize| (0..n).fold(0, |sum, i| sum | usize::from(zip[at + i]) << (8 * i));
    let (mut files, mut at) = (BTreeMap::new(), 0);
    while zip[at..].starts_with(b"PK\x03\x04") {
        let (size, name, extra) = (number(at + 18, 4), number(at + 26, 2), number(at + 28, 2));
        let path = String::from_utf8(zip[at + 30..at + 30 + name].to_vec()).unwrap();
        let from = at + 30 + name + extra;
        files.insert(path.split_once('/').unwrap().1.to_owned(), zip[from..from + size].to_vec());
        at = from + size;
    }
    files
}

/// Screens of a phone, a long chat, a text; described.
fn full(d: &Desk) -> Vec<EvidenceId> {
    let paths = [
        d.file("聊天.png", &picture(540, 6000, 200)),
        d.file("订单.png", &picture(540, 1170, 210)),
        d.file("付款.png", &picture(540, 1170, 220)),
        d.file("实物.png", &picture(800, 600, 230)),
        d.file("说明.txt", "文字".as_bytes()),
    ];
    let ids: Vec<EvidenceId> = d.import(&paths).imported.iter().map(|r| r.evidence).collect();
    let kinds = [EvidenceKind::ChatAftersale, EvidenceKind::Order, EvidenceKind::Payment, EvidenceKind::GoodsPhoto];
    for (id, kind) in ids.iter().zip(kinds) {
        let facts = EvidenceFacts { kind: Some(kind), ..EvidenceFacts::default() };
        d.session.evidence_edit(*id, facts).unwrap();
    }
    ids
}

fn options(channel: &str) -> UploadOptions {
    UploadOptions::of(channel, Lang::ZhCn)
}

#[test]
fn pictures_are_cut_numbered_and_ordered_by_what_proves_most_and_name_their_parents() {
    let d = desk();
    let ids = full(&d);
    let to = d.files.path().join("上传");
    let set = d.session.upload_set(&d.case, &options("12315"), &to, &Job::quiet()).unwrap();
    let names: Vec<&str> = set.files.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names[..3], ["01_E002.jpg", "02_E003.jpg", "03_E004.jpg"], "order, payment, the goods, then the chat");
    assert_eq!(
        names[3..],
        [
            "04_E001_1of6.jpg",
            "05_E001_2of6.jpg",
            "06_E001_3of6.jpg",
            "07_E001_4of6.jpg",
            "08_E001_5of6.jpg",
            "09_E001_6of6.jpg"
        ]
    );
    assert_eq!(
        set.left_out.iter().map(|l| (l.evidence, l.reason.as_str())).collect::<Vec<_>>(),
        [(ids[4], "not_a_picture")]
    );
    assert!(set.unverified && set.hints.iter().any(|h| h.code == "upload_count_unknown"));
    let list = std::fs::read_to_string(to.join("清单.txt")).unwrap();
    for f in &set.files {
        let bytes = std::fs::read(to.join(&f.name)).unwrap();
        assert_eq!((bytes.len() as u64, hash_bytes(&bytes).hex()), (f.bytes, f.sha256.clone()));
        let made = media_info(&bytes, "image/jpeg");
        assert_eq!((made.width, made.height), (Some(f.width), Some(f.height)));
        assert!(!bytes.windows(4).any(|w| w == b"Exif"), "pixels alone");
        assert!(list.contains(&f.name) && list.contains(&f.parents[0]), "{list}");
    }
    assert!(list.contains("E005"), "and what was left out: {list}");
    let parents: Vec<String> = d
        .session
        .evidence_page(&d.case, &EvidenceFilter::default(), 0, 99)
        .unwrap()
        .rows
        .into_iter()
        .map(|e| e.sha256)
        .collect();
    assert_eq!(set.files[0].parents, [parents[1].clone()]);
    let rows: u32 = set.files[3..].iter().map(|f| f.height).sum();
    assert!((6000..6000 + 6 * 54).contains(&rows), "every row of the chat, little twice: {rows}");
    let again = d.session.upload_set(&d.case, &options("12315"), &to, &Job::quiet());
    assert_eq!(again.unwrap_err().code, Code::TargetExists, "nothing is written over");
    assert_eq!(std::fs::read_dir(&to).unwrap().count(), 10);
    let preview = d.session.upload_preview(&d.case, &options("12315"), &Job::quiet()).unwrap();
    assert_eq!((&preview.files, preview.folder), (&set.files, None), "what was told is what is made");
    let (shown, pictures) = d.session.upload_pictures(&d.case, &options("12315"), &Job::quiet()).unwrap();
    assert_eq!(shown.files, set.files);
    for (index, f) in set.files.iter().enumerate().rev() {
        let bytes = std::fs::read(to.join(&f.name)).unwrap();
        assert!(pictures.get(index).unwrap().unwrap() == bytes, "what was looked at is what is made: {}", f.name);
        let small = media_info(&pictures.small(index).unwrap().unwrap(), "image/jpeg");
        assert!(small.height <= Some(512 * 11 / 5) && small.width <= Some(512), "{small:?}");
    }
    assert!(pictures.get(set.files.len()).unwrap().is_none() && pictures.small(usize::MAX).unwrap().is_none());
}

#[test]
fn few_files_are_sheets_small_ones_are_recompressed_and_what_has_no_room_is_told() {
    let d = desk();
    full(&d);
    let made = |count, bytes| {
        let of = UploadOptions { max_count: Some(count), max_bytes: bytes, ..options("alipay") };
        d.session.upload_preview(&d.case, &of, &Job::quiet()).unwrap()
    };
    let set = made(3, None);
    let numbers: Vec<String> = set.files.iter().map(|f| f.numbers.join("-")).collect();
    assert_eq!(numbers, ["E003-E004-E001", "E001", "E002"], "four to a sheet, the payment first: {numbers:?}");
    assert_eq!((set.files[0].width, set.files[0].height), (1654, 2339), "A4");
    assert_eq!(made(9, None).files.len(), 9, "as many as may be: none is merged");
    let small = made(3, Some(150_000));
    assert_eq!(small.files.len(), 3);
    assert!(small.files.iter().all(|f| f.bytes <= 150_000), "{:?}", small.files);
    let none = made(3, Some(100));
    assert!(none.files.is_empty() && none.left_out.iter().filter(|l| l.reason == "too_large").count() == 4);
    for bad in [(Some(0), None), (None, Some(0))] {
        let of = UploadOptions { max_count: bad.0, max_bytes: bad.1, ..options("alipay") };
        assert_eq!(d.session.upload_preview(&d.case, &of, &Job::quiet()).unwrap_err().code, Code::InvalidValue);
    }
    d.session.own_limits("alipay", OwnLimits { count: Some(3), ..OwnLimits::default() }).unwrap();
    let typed_in = d.session.upload_preview(&d.case, &options("alipay"), &Job::quiet()).unwrap();
    assert_eq!((typed_in.files, typed_in.max_count), (set.files, Some(3)), "limits that the user typed in are kept to");
    let paths: Vec<PathBuf> = (0..8).map(|i| d.file(&format!("{i}.png"), &picture(300, 500, i))).collect();
    d.import(&paths);
    let one = made(1, None);
    assert_eq!(one.files[0].numbers.len() + one.left_out.len(), 13, "each is on the sheet or told as left out");
    assert!(one.left_out.iter().any(|l| l.reason == "no_room"));
}

#[test]
fn where_no_picture_goes_in_there_is_no_folder_and_what_is_spoilt_or_tiny_is_told() {
    let d = desk();
    d.import(&[d.file("说明.txt", "文字".as_bytes())]);
    let to = d.files.path().join("set");
    let write = |of: &UploadOptions| d.session.upload_set(&d.case, of, &to, &Job::quiet()).unwrap();
    let none = write(&options("12315"));
    assert!(none.files.is_empty() && none.folder.is_none() && none.left_out.len() == 1);
    let jpeg = crate::intake::thumbnail(&picture(400, 300, 9), "image/png", None).unwrap().jpeg;
    let cut = &jpeg[..jpeg.len() / 2];
    d.import(&[d.file("整.jpg", &jpeg), d.file("缺.jpg", cut)]);
    assert!(write(&UploadOptions { max_bytes: Some(100), ..options("12315") }).folder.is_none(), "none fits");
    assert!(!to.exists() && std::fs::read_dir(d.files.path()).unwrap().flatten().all(|e| e.path().is_file()));
    let hint = |set: &UploadSet, code: &str| set.hints.iter().find(|h| h.code == code).map(|h| h.text.clone());
    let set = write(&options("12315"));
    let told = hint(&set, "upload_damaged").unwrap();
    assert!(set.files.len() == 2 && told.contains("E003") && !told.contains("E002"), "{told}");
    let pages: Vec<PathBuf> = (0..9).map(|i| d.file(&format!("{i}.png"), &picture(540, 1170, i))).collect();
    d.import(&pages);
    let of = |count| UploadOptions { max_count: Some(count), ..options("12315") };
    let sheets = |count| d.session.upload_preview(&d.case, &of(count), &Job::quiet()).unwrap();
    assert!(hint(&sheets(1), "upload_tiny").unwrap().contains('9'), "nine screens to a sheet");
    assert_eq!(hint(&sheets(3), "upload_tiny"), None, "four can be read");
    assert_eq!(hint(&sheets(11), "upload_tiny"), None);
    let small = UploadOptions { max_bytes: Some(90_000), ..of(3) };
    let small = d.session.upload_preview(&d.case, &small, &Job::quiet()).unwrap();
    assert!(hint(&small, "upload_tiny").is_some(), "scaled down to fit the bytes: {:?}", small.files);
}

#[test]
fn a_set_that_is_cancelled_or_damaged_leaves_no_half() {
    let d = desk();
    full(&d);
    let to = d.files.path().join("set");
    let before = std::fs::read_dir(d.files.path()).unwrap().count();
    let cancelled = Job::quiet();
    cancelled.cancel();
    let failed = d.session.upload_set(&d.case, &options("12315"), &to, &cancelled).unwrap_err();
    assert_eq!(failed.code, Code::Cancelled);
    let nowhere = d.files.path().join("no/such/folder");
    let failed = d.session.upload_set(&d.case, &options("12315"), &nowhere, &Job::quiet()).unwrap_err();
    assert_eq!(failed.code, Code::TargetUnwritable);
    assert_eq!(std::fs::read_dir(d.files.path()).unwrap().count(), before);
    let mut torn = picture(540, 1170, 1);
    torn.truncate(torn.len() / 2);
    let torn = d.import(&[d.file("torn.png", &torn)]).imported[0].evidence;
    let set = d.session.upload_preview(&d.case, &options("12315"), &Job::quiet()).unwrap();
    assert!(set.left_out.iter().any(|l| l.evidence == torn && l.reason == "unreadable"), "{:?}", set.left_out);
}

#[test]
fn what_a_dead_run_left_is_swept_and_what_lives_or_is_of_others_stays() {
    use crate::bundle::UnfinishedFolder;
    let d = desk();
    full(&d);
    let out = d.files.path().join("给人");
    let dead = |name: &str| {
        std::fs::create_dir_all(out.join(name)).unwrap();
        std::fs::write(out.join(name).join("01_E001.jpg"), "uncovered").unwrap();
    };
    dead(".set-set.liuzheng-part");
    dead(".set.4711.liuzheng-part");
    dead("mine.liuzheng-part");
    dead(".deep.liuzheng-part/of others");
    std::fs::write(out.join(".set.liuzheng-part"), "").unwrap();
    let alive = UnfinishedFolder::beside(&out.join("other")).unwrap();
    alive.put("01_E001.jpg", b"not whole yet").unwrap();
    d.session.upload_set(&d.case, &options("12315"), &out.join("set"), &Job::quiet()).unwrap();
    let names = || {
        let mut all: Vec<String> =
            std::fs::read_dir(&out).unwrap().flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        all.sort();
        all
    };
    assert_eq!(
        names(),
        [".deep.liuzheng-part", ".other-set.liuzheng-part", ".other.liuzheng-part", "mine.liuzheng-part", "set"]
    );
    alive.become_target(&out.join("other")).unwrap();
    assert_eq!(names(), [".deep.liuzheng-part", "mine.liuzheng-part", "other", "set"]);
    assert_eq!(std::fs::read(out.join("other/01_E001.jpg")).unwrap(), b"not whole yet");
}

#[test]
fn a_bundle_carries_of_the_complaint_what_was_ticked_and_no_more() {
    let d = desk();
    full(&d);
    let own = OwnData { name: "张小满".into(), phone: "13812345678".into(), ..OwnData::default() };
    d.session.own_save(&own, Lang::ZhCn).unwrap();
    let asked = Complaint { demands: vec![Demand::Refund], demand: "公开道歉".into(), ..Complaint::default() };
    d.session.complaint_save(&d.case, &asked).unwrap();
    let at = When { at: "2026-11-20".into(), tz: "+08:00".into() };
    let step = FilingDraft { paper: Some(Paper::Complaint), number: "SH 123".into(), ..FilingDraft::at("12315", at) };
    d.session.filing_add(&d.case, &step, Lang::ZhCn).unwrap();
    let edit = DraftEdit { text: "我是张小满，【导出证据包后填写】".into(), ..DraftEdit::default() };
    d.session.draft_save(&d.case, &DraftOptions::of("12315", Paper::Complaint, Lang::ZhCn), &edit).unwrap();
    let export = |name: &str, with: ExportWith| {
        let of = ExportOptions { pdf: false, with, ..ExportOptions::plain(Lang::ZhCn) };
        let to = d.files.path().join(name);
        let plan = d.session.export_plan(&d.case, &of).unwrap();
        let done = d.session.export(&d.case, &to, &of, false, &Job::quiet()).unwrap();
        assert_eq!(plan.bytes, done.bytes, "{name}: what was planned is what was written");
        assert_eq!(verify(&to, &Trust::none(), &Job::quiet()).unwrap().verdict, Verdict::Intact);
        let files = unpacked(&std::fs::read(&to).unwrap());
        (plan.carries.unwrap(), done.fingerprint, files)
    };
    let text = |files: &BTreeMap<String, Vec<u8>>, name: &str| String::from_utf8(files[name].clone()).unwrap();
    let (plan, _, bare) = export("a.zip", ExportWith::default());
    assert!(plan.own.is_empty() && plan.channel.as_deref() == Some("12315"), "the checklist of the last step");
    assert!(!plan.missing.is_empty());
    for (name, bytes) in &bare {
        let found = ["张小满", "13812345678"].iter().any(|w| bytes.windows(w.len()).any(|b| b == w.as_bytes()));
        assert!(!found, "{name} tells who complains, which was not ticked");
    }
    let case: serde_json::Value = serde_json::from_slice(&bare["data/case.json"]).unwrap();
    assert_eq!((&case["complaint"]["demand"], &case["filings"][0]["paper"]), (&"公开道歉".into(), &"complaint".into()));
    assert_eq!(case["completeness"]["channel"], "12315");
    let report = text(&bare, "data/证据报告.html");
    for word in ["公开道歉", "SH 123", "材料清单", "还缺"] {
        assert!(report.contains(word), "{word} is in the report");
    }
    let with = ExportWith { own: vec![OwnField::Phone], channel: Some("samr".into()), upload: Some("12315".into()) };
    let (plan, print, files) = export("b.zip", with);
    assert_eq!((plan.own, plan.upload.unwrap().files.len()), (vec![OwnField::Phone], 9));
    let report = text(&files, "data/证据报告.html");
    assert!(report.contains("13812345678") && !report.contains("张小满"), "only what was ticked, in a saved text too");
    assert!(report.contains(&format!("我是【】，{print}")), "the complaint names the bundle that it lies in");
    assert!(files["data/投诉书.docx"].starts_with(b"PK"));
    assert!(files.contains_key("data/upload/12315/01_E002.jpg") && files.contains_key("data/upload/12315/清单.txt"));
    assert!(!text(&files, "data/evidence.sha256").contains("upload"), "derived copies are no evidence");
    assert_eq!(
        std::fs::read_dir(d.files.path())
            .unwrap()
            .flatten()
            .filter(|f| f.file_name().to_string_lossy().contains("part"))
            .count(),
        0
    );
}

#[test]
fn the_card_of_key_facts_has_numbers_in_groups_and_own_data_only_where_it_is_asked_for() {
    let d = desk();
    let number = IdentifierDraft {
        kind: IdentifierKind::OrderNumber,
        provider: None,
        value: "2026110322001411862".into(),
        note: "<b>&".into(),
    };
    d.session.identifier_add(&d.case, &number).unwrap();
    let own = OwnData { name: "张小满".into(), phone: "13812345678".into(), ..OwnData::default() };
    d.session.own_save(&own, Lang::ZhCn).unwrap();
    let card = |channel: &str| {
        let of = DraftOptions::of(channel, Paper::Complaint, Lang::ZhCn);
        String::from_utf8(d.session.card(&d.case, &of).unwrap()).unwrap()
    };
    let page = card("12315");
    assert!(page.contains("张小满") && page.contains("138<i>1234</i><i>5678</i>") && !page.contains("<b>&"), "{page}");
    assert!(!card("taobao").contains("张小满"), "not asked for there");
    let mut facts = d.session.case_get(&d.case).unwrap().facts;
    (facts.title, facts.goods, facts.seller) = ("很".repeat(9_000), "长".repeat(9_000), "名".repeat(9_000));
    d.session.case_edit(&d.case, facts).unwrap();
    for i in 0..60 {
        let kind = IdentifierKind::TrackingNumber;
        let draft = IdentifierDraft { kind, provider: None, value: format!("SF{i:013}"), note: String::new() };
        d.session.identifier_add(&d.case, &draft).unwrap();
    }
    let page = card("12315");
    assert!(page.len() < 14_000 && page.matches("<dt>").count() <= 26 && page.contains("没有印出"), "one page");
}

#[test]
fn where_anybody_can_read_it_the_masked_copies_are_taken_and_elsewhere_when_asked_for() {
    let d = desk();
    let ids = full(&d);
    let whole = MaskBox { x: 0, y: 0, width: 9999, height: 9999, reason: String::new() };
    d.session.mask_set(ids[1], &[whole]).unwrap();
    let original = d.session.evidence_get(ids[1]).unwrap().sha256;
    let made = |channel: &str, masked| {
        let mut colours = Vec::new();
        let of = UploadOptions { masked, ..options(channel) };
        let pieces = d.session.upload_pieces(&d.case, &of).unwrap();
        let set = d.session.upload_made(pieces, &of, &Job::quiet(), &mut |file, jpeg| {
            if file.from == [ids[1]] {
                let rows = crate::intake::Rows::open(jpeg, "image/jpeg", None).unwrap();
                colours = { rows }.next_row().unwrap().to_vec();
            }
            Ok(())
        });
        let file = set.unwrap().files.into_iter().find(|f| f.from == [ids[1]]).unwrap();
        let plain = colours.iter().all(|c| c.abs_diff(colours[0]) < 8);
        (plain, file.masked, file.parents)
    };
    let masked = (true, vec!["E002".to_owned()], vec![original.clone()]);
    assert_eq!(made("heimao", false), masked, "always in public");
    assert_eq!(made("12315", true), masked);
    assert_eq!(made("12315", false), (false, vec![], vec![original]), "an authority sees the original");
    let set = d.session.upload_preview(&d.case, &options("heimao"), &Job::quiet()).unwrap();
    assert!(set.hints.iter().any(|h| h.code == "upload_open"), "the others are not masked yet");
}

#[test]
fn a_masked_bundle_holds_no_word_of_the_complaint_and_its_upload_set_is_made_of_what_goes_in() {
    let d = desk();
    let ids = full(&d);
    d.session.own_save(&OwnData { name: "哨兵姓名".into(), ..OwnData::default() }, Lang::ZhCn).unwrap();
    let asked =
        Complaint { demand: "哨兵请求".into(), seller_address: "哨兵地址".into(), ..Complaint::default() };
    d.session.complaint_save(&d.case, &asked).unwrap();
    d.session.item_unavailable(&d.case, "payment", "哨兵原因").unwrap();
    let draft = DraftEdit { text: "哨兵投诉书".into(), ..DraftEdit::default() };
    d.session.draft_save(&d.case, &DraftOptions::of("12315", Paper::Complaint, Lang::ZhCn), &draft).unwrap();
    let step = FilingDraft {
        number: "哨兵编号".into(),
        answer: "哨兵答复".into(),
        note: "哨兵备注".into(),
        ..FilingDraft::at("12315", When { at: "2026-11-20".into(), tz: "+08:00".into() })
    };
    d.session.filing_add(&d.case, &step, Lang::ZhCn).unwrap();
    d.session.evidence_edit(ids[2], EvidenceFacts { kind: None, ..EvidenceFacts::default() }).unwrap();
    let whole = MaskBox { x: 0, y: 0, width: 9999, height: 9999, reason: String::new() };
    d.session.mask_set(ids[1], &[whole]).unwrap();
    let export = |name: &str, mode| {
        let with = ExportWith { own: Vec::new(), channel: Some("12315".into()), upload: Some("12315".into()) };
        let of = ExportOptions { pdf: false, mode: Some(mode), with, ..ExportOptions::plain(Lang::ZhCn) };
        let to = d.files.path().join(name);
        d.session.export(&d.case, &to, &of, false, &Job::quiet()).unwrap();
        assert_eq!(verify(&to, &Trust::none(), &Job::quiet()).unwrap().verdict, Verdict::Intact);
        unpacked(&std::fs::read(&to).unwrap())
    };
    let words = ["哨兵请求", "哨兵地址", "哨兵编号", "哨兵答复", "哨兵备注", "哨兵原因", "哨兵投诉书"];
    let found = |files: &BTreeMap<String, Vec<u8>>, word: &str| {
        files.values().any(|b| b.windows(word.len()).any(|w| w == word.as_bytes()))
    };
    let plain = export("a.zip", ExportMode::Original);
    assert!(words.iter().all(|w| found(&plain, w)), "each is in a bundle with originals");
    let masked = export("b.zip", ExportMode::Masked);
    for word in words.iter().chain(&["哨兵姓名"]) {
        assert!(!found(&masked, word), "{word} is in a masked bundle");
    }
    assert!(!masked.contains_key("data/投诉书.docx"));
    let case: serde_json::Value = serde_json::from_slice(&masked["data/case.json"]).unwrap();
    for member in ["complaint.demand", "complaint.seller_address", "filings.answer", "completeness.reason"] {
        assert!(case["left_out"]["texts"].as_array().unwrap().contains(&member.into()), "{member} is told");
    }
    let of = |files: &BTreeMap<String, Vec<u8>>| {
        let jpeg = &files["data/upload/12315/01_E002.jpg"];
        let row = { crate::intake::Rows::open(jpeg, "image/jpeg", None).unwrap() }.next_row().unwrap().to_vec();
        row.iter().all(|c| c.abs_diff(row[0]) < 8)
    };
    assert!(of(&masked) && !of(&plain), "covered there too");
    let list = String::from_utf8(masked["data/upload/12315/清单.txt"].clone()).unwrap();
    assert!(list.contains("遮挡件"), "{list}");
}
