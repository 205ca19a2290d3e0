//! The complainant's own data and the user's own texts, through the use cases, on a temporary vault.

use super::*;

fn me() -> OwnData {
    OwnData {
        name: "张小满".into(),
        phone: "13812345678".into(),
        address: "杭州市西湖区 1 号".into(),
        id_number: "11010519491231002X".into(),
    }
}

fn complaint(channel: &str) -> DraftOptions {
    DraftOptions::of(channel, Paper::Complaint, Lang::ZhCn)
}

#[test]
fn own_data_is_kept_once_and_goes_only_where_it_is_asked_for() {
    let Desk { session, case, .. } = desk();
    let missing = |channel: &str| {
        let list = session.checklist(&case, channel, None, Lang::ZhCn).unwrap();
        list.missing.iter().any(|l| l.item == "complainant")
    };
    assert!(missing("12315"));
    let kept = session.own_save(&OwnData { name: " 张小满 \n".into(), ..me() }, Lang::ZhCn).unwrap();
    assert_eq!((&kept.own, kept.hints.len()), (&me(), 0), "one line, without blanks around it");
    assert!(!missing("12315"), "told: no longer missing");
    let draft = |options: &DraftOptions| session.draft(&case, options).unwrap();
    let d = draft(&complaint("12315"));
    assert_eq!(d.own.as_ref().unwrap().carried, OwnField::ALL);
    assert!(d.text.contains("姓名：张小满 电话：13812345678") && d.text.contains("11010519491231002X"), "{}", d.text);
    let d = draft(&complaint("wechat_pay"));
    assert_eq!(d.own.as_ref().unwrap().carried, [OwnField::Phone], "the one part that is asked for there");
    let told = serde_json::to_string(&d).unwrap();
    assert!(told.contains("13812345678") && !told.contains("张小满") && !told.contains("西湖"), "{told}");
    for options in [
        complaint("heimao"),
        complaint("pinduoduo"),
        DraftOptions::of("12315", Paper::Report, Lang::ZhCn),
        DraftOptions { own: Some(Vec::new()), ..complaint("12315") },
        DraftOptions { own: Some(OwnField::ALL.to_vec()), ..complaint("heimao") },
    ] {
        let told = serde_json::to_string(&draft(&options)).unwrap();
        for word in ["张小满", "13812345678", "西湖", "11010519491231002X"] {
            assert!(!told.contains(word), "{options:?} carries {word}");
        }
    }
    let ticked =
        DraftOptions { own: Some(vec![OwnField::Name]), ..DraftOptions::of("12315", Paper::Report, Lang::ZhCn) };
    assert!(draft(&ticked).text.contains("姓名：张小满 电话：【】"), "a report is signed by those who want it");
    let letter = draft(&DraftOptions::of("pinduoduo", Paper::KeepRecords, Lang::En)).text;
    assert!(letter.contains("Name: 张小满 Contact: 13812345678 Date: []"), "{letter}");
}

#[test]
fn what_is_forgotten_of_own_data_leaves_the_disk_and_what_is_odd_is_hinted_at() {
    let Desk { vault, session, case, .. } = desk();
    session.own_save(&me(), Lang::ZhCn).unwrap();
    let odd = session.own_save(&OwnData { id_number: "110105194912310021".into(), ..me() }, Lang::ZhCn).unwrap();
    assert_eq!(odd.hints[0].code, "id_number", "a hint, no refusal");
    session.own_save(&OwnData::default(), Lang::ZhCn).unwrap();
    assert!(!session.custody_lines(&case).unwrap().join("").contains("138"), "never logged");
    drop(session);
    for file in std::fs::read_dir(vault.path()).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap();
        for word in ["13812345678", "110105194912310021", "11010519491231002X"] {
            let found = bytes.windows(word.len()).any(|w| w == word.as_bytes());
            assert!(!found, "{word} is still in {:?}", file.file_name());
        }
    }
    let session = Session::open(vault.path(), clock()).unwrap();
    for bad in ["很".repeat(501), "a\u{7}b".into()] {
        let own = OwnData { name: bad, ..OwnData::default() };
        assert_eq!(session.own_save(&own, Lang::ZhCn).unwrap_err().code, Code::InvalidValue);
    }
}

#[test]
fn a_saved_draft_stays_until_it_is_saved_anew_or_forgotten() {
    let Desk { session, case, .. } = desk();
    let options = complaint("12315");
    let fresh = session.draft(&case, &options).unwrap();
    assert!(fresh.saved.is_none() && fresh.fingerprint.is_none());
    let edit = DraftEdit {
        text: "我自己写的，证据指纹【导出证据包后填写】".into(),
        fields: std::collections::BTreeMap::from([(FieldId::Content, "只改这一格".to_owned())]),
    };
    let saved = session.draft_save(&case, &options, &edit).unwrap();
    assert_eq!(saved.text, edit.text);
    let field = |d: &Draft, id| d.fields.iter().find(|f| f.field == id).unwrap().text.clone();
    assert_eq!(field(&saved, FieldId::Content), "只改这一格");
    assert_eq!(field(&saved, FieldId::RespondentName), "暖冬服饰官方店", "what was not changed is drafted");
    assert!(saved.saved.is_some_and(|s| !s.outdated));
    let other = |channel: &str, paper, lang| session.draft(&case, &DraftOptions::of(channel, paper, lang)).unwrap();
    assert!(other("12315", Paper::Complaint, Lang::En).saved.is_none(), "one for each language");
    assert!(other("12315", Paper::Report, Lang::ZhCn).saved.is_none(), "and paper");
    assert!(other("court", Paper::Complaint, Lang::ZhCn).saved.is_none(), "and channel");
    let mut facts = session.case_get(&case).unwrap().facts;
    facts.goods = "另一件".into();
    session.case_edit(&case, facts).unwrap();
    let later = session.draft(&case, &options).unwrap();
    assert_eq!((&later.text, later.saved.as_ref().map(|s| s.outdated)), (&edit.text, Some(true)));
    assert!(later.hints.iter().any(|h| h.code == "draft_outdated"));
    let anew = session.draft(&case, &DraftOptions { fresh: true, ..options.clone() }).unwrap();
    assert!(anew.text.contains("另一件") && anew.saved.is_none());
    assert_eq!(session.draft(&case, &options).unwrap().text, edit.text, "looking at a new one changes nothing");
    let short = DraftOptions { max_chars: Some(150), ..options.clone() };
    let drafted = session.draft(&case, &short).unwrap();
    assert!(drafted.text.contains("另一件") && drafted.saved.is_none(), "another length is a text of its own");
    session.own_save(&me(), Lang::ZhCn).unwrap();
    let platform = complaint("pinduoduo");
    let named = DraftEdit { text: "我叫张小满".into(), ..DraftEdit::default() };
    let own = session.draft_save(&case, &platform, &named).unwrap().own.unwrap();
    assert_eq!((own.asked, own.carried), (vec![], vec![OwnField::Name]), "told, though nobody asks for it there");
    let own = session.draft(&case, &options).unwrap().own.unwrap();
    assert_eq!(own.carried, OwnField::ALL, "the boxes that were not changed carry it");
    assert_eq!(session.draft_forget(&case, &options).unwrap().saved, None);
    assert!(session.draft(&case, &options).unwrap().saved.is_none());
}

#[test]
fn a_saved_draft_belongs_to_the_length_that_it_was_made_for() {
    let Desk { session, case, .. } = desk();
    let full = complaint("12315");
    let short = |max| DraftOptions { max_chars: Some(max), ..full.clone() };
    let edit = |text: &str| DraftEdit { text: text.into(), ..DraftEdit::default() };
    let text = |options: &DraftOptions| session.draft(&case, options).unwrap().text;
    let (drafted, cut) = (text(&full), text(&short(150)));
    session.draft_save(&case, &short(150), &edit("短的是我写的")).unwrap();
    assert_eq!(text(&full), drafted, "an edit of a short version is not the full text");
    let docx = session.draft_docx(&case, &short(150)).unwrap();
    assert_eq!(docx, session.draft_docx(&case, &full).unwrap(), "nor the document");
    session.draft_save(&case, &full, &edit("全文是我写的")).unwrap();
    assert_eq!([text(&full), text(&short(150))], ["全文是我写的", "短的是我写的"]);
    assert!(session.draft(&case, &short(300)).unwrap().saved.is_none(), "a length of which nothing was saved");
    session.draft_forget(&case, &short(150)).unwrap();
    assert_eq!([text(&full), text(&short(150))], ["全文是我写的".to_owned(), cut], "one is given up, not both");
}

#[test]
fn drafts_from_before_they_had_lengths_are_recovered_as_the_full_ones() {
    let Desk { vault, session, case, .. } = desk();
    let options = complaint("12315");
    session.draft_save(&case, &options, &DraftEdit { text: "我写的".into(), ..DraftEdit::default() }).unwrap();
    drop(session);
    let before = "CREATE TABLE old AS SELECT case_id, channel, paper, lang, text, fields, made, at, tz FROM draft;
        DROP TABLE draft; ALTER TABLE old RENAME TO draft; DROP TABLE identifier; PRAGMA user_version = 9;";
    crate::vault::tamper(&vault.path().join("vault.db"), before);
    Session::recover(vault.path(), clock()).unwrap();
    let session = Session::open(vault.path(), clock()).unwrap();
    assert_eq!(session.draft(&case, &options).unwrap().text, "我写的");
}

#[test]
fn a_saved_draft_gets_the_fingerprint_and_says_when_it_holds_an_older_one() {
    let Desk { vault: _vault, files, session, case } = desk();
    let options = complaint("pinduoduo");
    let edit = |text: &str| DraftEdit { text: text.into(), ..DraftEdit::default() };
    session.draft_save(&case, &options, &edit("指纹【导出证据包后填写】")).unwrap();
    let export = ExportOptions { pdf: false, ..ExportOptions::plain(Lang::ZhCn) };
    let to = files.path().join("a.zip");
    let print = session.export(&case, &to, &export, false, &Job::quiet()).unwrap().fingerprint;
    let d = session.draft(&case, &options).unwrap();
    assert_eq!(d.text, format!("指纹{print}"));
    assert!(!d.saved.as_ref().unwrap().outdated, "a new fingerprint alone is no new fact");
    session.draft_save(&case, &options, &edit("指纹 0000 1111 2222 3333 4444 5555 6666 7777 止")).unwrap();
    let d = session.draft(&case, &options).unwrap();
    assert!(d.hints.iter().any(|h| h.code == "fingerprint_old") && d.text.contains("0000 1111"), "told, not changed");
    let long = edit(&"很".repeat(100_001));
    assert_eq!(session.draft_save(&case, &options, &long).unwrap_err().code, Code::InvalidValue);
    let open = complaint("heimao");
    let d = session.draft_save(&case, &open, &edit("请回电13812345678")).unwrap();
    assert!(!d.masked && d.hints.iter().any(|h| h.code == "personal_numbers"), "their words stand, and it is said");
    let limited = complaint("wechat_pay");
    let d = session.draft_save(&case, &limited, &edit(&"长".repeat(301))).unwrap();
    assert!(d.hints.iter().any(|h| h.code == "too_long"));
}

#[test]
fn a_recovered_vault_has_own_data_and_saved_drafts_again() {
    let Desk { vault, session, case, .. } = desk();
    session.own_save(&me(), Lang::ZhCn).unwrap();
    let options = complaint("12315");
    session.draft_save(&case, &options, &DraftEdit { text: "我写的".into(), ..DraftEdit::default() }).unwrap();
    drop(session);
    crate::vault::tamper(&vault.path().join("vault.db"), "DROP TABLE identifier");
    Session::recover(vault.path(), clock()).unwrap();
    let session = Session::open(vault.path(), clock()).unwrap();
    assert_eq!(session.own(Lang::ZhCn).unwrap().own, me());
    assert_eq!(session.draft(&case, &options).unwrap().text, "我写的");
    session.case_remove(&case).unwrap();
    drop(session);
    let bytes = std::fs::read(vault.path().join("vault.db")).unwrap();
    assert!(!bytes.windows(9).any(|w| w == "我写的".as_bytes()), "a removed case takes its texts with it");
}
