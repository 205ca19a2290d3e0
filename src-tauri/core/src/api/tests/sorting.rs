//! Lists, bulk changes, order and taking out, on a temporary vault.

use super::*;

/// Ten pieces: pictures, a film, a text; times told for some.
fn ten(d: &Desk) -> Vec<EvidenceId> {
    let png = |n: u8| [&b"\x89PNG\r\n\x1a\n"[..], &[n; 40]].concat();
    let mut paths: Vec<PathBuf> = (0..7).map(|n| d.file(&format!("图 {}.png", 9 - n), &png(n))).collect();
    paths.push(d.file("film.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\0"));
    paths.push(d.file("b.txt", "聊天记录".as_bytes()));
    paths.push(d.file("A.bin", &[0; 300]));
    d.import(&paths).imported.iter().map(|r| r.evidence).collect()
}

fn tell(d: &Desk, id: EvidenceId, kind: Option<EvidenceKind>, proves: &str, shown: Option<&str>) {
    let shown_at = shown.map(|at| When { at: at.into(), tz: "+08:00".into() });
    let facts = EvidenceFacts { kind, proves: proves.into(), shown_at, ..EvidenceFacts::default() };
    d.session.evidence_edit(id, facts).unwrap();
}

fn ids(d: &Desk, filter: &EvidenceFilter) -> Vec<i64> {
    d.session.evidence_ids(&d.case, filter, 0, 99).unwrap().iter().map(|id| id.0).collect()
}

fn all() -> EvidenceFilter {
    EvidenceFilter::default()
}

fn order(d: &Desk) -> Vec<i64> {
    ids(d, &all())
}

#[test]
fn a_list_is_narrowed_by_kind_type_day_and_silence_and_counts_each_choice() {
    let d = desk();
    let e = ten(&d);
    tell(&d, e[0], Some(EvidenceKind::Order), "订单", Some("2026-11-12 23:30"));
    tell(&d, e[1], Some(EvidenceKind::Order), "", Some("2026-11-13"));
    tell(&d, e[7], Some(EvidenceKind::Unboxing), "开箱", Some("2026-11-14"));
    let film = EvidenceFilter { files: vec![FileClass::Video], ..all() };
    assert_eq!(ids(&d, &film), [e[7].0]);
    let silent = EvidenceFilter { undescribed: true, kinds: vec![EvidenceKind::Order], ..all() };
    assert_eq!(ids(&d, &silent), [e[1].0], "both conditions hold");
    let range =
        |from: &str, until: &str| EvidenceFilter { from: Some(from.into()), until: Some(until.into()), ..all() };
    assert_eq!(ids(&d, &range("2026-11-12", "2026-11-12")), [e[0].0], "the day of the place, not of UTC");
    assert_eq!(ids(&d, &range("2026-11-12", "2026-11-13")), [e[0].0, e[1].0], "the last day counts whole");
    let facets = d.session.evidence_facets(&d.case, &silent).unwrap();
    assert_eq!((facets.total, facets.undescribed), (1, 1));
    let kinds: u32 = facets.by_kind.iter().map(|(_, n)| n).sum();
    assert_eq!(kinds, 8, "kinds are counted as if none had been asked for: all that are silent");
    assert_eq!(facets.by_file, [(FileClass::Picture, 1)]);
    let whole = d.session.evidence_facets(&d.case, &all()).unwrap();
    assert_eq!(whole.by_file.len(), 4, "{:?}", whole.by_file);
    assert_eq!(whole.first_day.as_deref(), Some("2026-11-12"));
    for bad in ["", "gestern", "2026-11-12' OR 1=1 --", "2026-11-12 10:00"] {
        let code = d.session.evidence_page(&d.case, &EvidenceFilter { from: Some(bad.into()), ..all() }, 0, 9);
        assert_eq!(code.unwrap_err().code, Code::InvalidValue, "{bad}");
    }
}

#[test]
fn a_list_is_sorted_by_what_is_known_and_grouped_by_day_in_its_order() {
    let d = desk();
    let e = ten(&d);
    tell(&d, e[4], None, "", Some("2019-01-02"));
    tell(&d, e[5], None, "", Some("2019-01-02 10:00"));
    tell(&d, e[6], None, "", Some("2019-01-01"));
    let by = |sort, desc| ids(&d, &EvidenceFilter { sort: Some(sort), desc, ..all() });
    assert_eq!(by(SortKey::Time, false)[..3], [e[6].0, e[4].0, e[5].0], "a day comes before its hours");
    assert_eq!(by(SortKey::Name, false)[..2], [e[9].0, e[8].0], "A before b");
    assert_eq!(by(SortKey::Size, true)[0], e[9].0);
    assert_eq!(by(SortKey::Imported, true)[0], e[9].0);
    assert_eq!(by(SortKey::Case, false), order(&d));
    let days = EvidenceFilter { group: Some(GroupKey::Day), ..all() };
    let groups = d.session.evidence_groups(&d.case, &days).unwrap();
    assert_eq!(groups[0], GroupRow { key: "2019-01-01".into(), count: 1, first: None });
    assert_eq!(groups[1], GroupRow { key: "2019-01-02".into(), count: 2, first: None });
    assert_eq!(groups.iter().map(|g| g.count).sum::<u32>(), 10);
    let backwards = EvidenceFilter { desc: true, ..days };
    let last = d.session.evidence_groups(&d.case, &backwards).unwrap();
    assert_eq!(last.last().map(|g| g.key.as_str()), Some("2019-01-01"));
    assert_eq!(ids(&d, &backwards).last(), Some(&e[6].0), "the pieces are in the order of the groups");
    assert!(d.session.evidence_groups(&d.case, &all()).unwrap().is_empty());
}

#[test]
fn a_time_that_the_file_name_tells_counts_in_lists_as_it_does_on_the_timeline() {
    let d = desk();
    let e = ten(&d);
    let path = d.file("Screenshot_20180518-140322.png", b"\x89PNG\r\n\x1a\n told by its name");
    let named = d.import(&[path]).imported[0].evidence;
    tell(&d, e[0], None, "", Some("2018-05-17"));
    let by_time = EvidenceFilter { sort: Some(SortKey::Time), ..all() };
    assert_eq!(ids(&d, &by_time)[..2], [e[0].0, named.0]);
    let day = Some("2018-05-18".to_owned());
    assert_eq!(ids(&d, &EvidenceFilter { from: day.clone(), until: day, ..all() }), [named.0]);
}

#[test]
fn a_list_is_grouped_by_conversations_in_their_reading_order_and_what_belongs_to_none_comes_last() {
    let d = desk();
    let e = ten(&d);
    d.session.series_set(&d.case, &[e[5], e[2], e[3]], "售后").unwrap();
    d.session.series_set(&d.case, &[e[1], e[0]], "").unwrap();
    let grouped = EvidenceFilter { group: Some(GroupKey::Conversation), ..all() };
    let groups: Vec<(String, u32, Option<String>)> =
        d.session.evidence_groups(&d.case, &grouped).unwrap().into_iter().map(|g| (g.key, g.count, g.first)).collect();
    let number = |n: &str| Some(n.to_owned());
    let told =
        vec![("售后".to_owned(), 3, number("E006")), (String::new(), 2, number("E002")), (String::new(), 5, None)];
    assert_eq!(groups, told);
    let in_order: Vec<i64> = [5, 2, 3, 1, 0, 4, 6, 7, 8, 9].map(|i: usize| e[i].0).to_vec();
    assert_eq!(ids(&d, &grouped), in_order);
    let pictures = EvidenceFilter { files: vec![FileClass::Document], ..grouped };
    assert_eq!(d.session.evidence_groups(&d.case, &pictures).unwrap().len(), 1, "groups are of what is shown");
}

#[test]
fn chats_that_are_in_no_conversation_are_counted() {
    let d = desk();
    let e = ten(&d);
    for i in [0, 1, 2, 7] {
        tell(&d, e[i], Some(EvidenceKind::ChatAftersale), "", None);
    }
    let loose = || d.session.case_get(&d.case).unwrap().evidence.loose_chats;
    assert_eq!(loose(), 3, "a film is no page");
    d.session.series_set(&d.case, &[e[0], e[5], e[2]], "").unwrap();
    assert_eq!(loose(), 1);
}

#[test]
fn a_bulk_edit_is_one_step_with_an_entry_for_each_piece_and_undo_gives_each_its_own_back() {
    let d = desk();
    let e = ten(&d);
    tell(&d, e[0], Some(EvidenceKind::Order), "订单", Some("2026-11-12"));
    tell(&d, e[1], Some(EvidenceKind::Payment), "付款", None);
    let entries = || d.session.custody(&d.case, 0, 1).unwrap().total;
    let before = entries();
    let edit = BulkEdit {
        fields: vec![BulkField::Kind, BulkField::SourceApp, BulkField::ShownAt],
        facts: EvidenceFacts {
            kind: Some(EvidenceKind::ChatAftersale),
            source_app: "私密的应用".into(),
            title: "不在其中".into(),
            shown_at: Some(When { at: "2026-11-20 10:00".into(), tz: "+08:00".into() }),
            ..EvidenceFacts::default()
        },
    };
    let choice = EvidenceChoice { all: Some(all()), except: vec![e[9]], count: 9, ..EvidenceChoice::default() };
    let step = d.session.evidence_bulk_edit(&d.case, &choice, &edit).unwrap();
    assert_eq!((step.changed, entries() - before), (9, 9));
    let facts = |i: usize| d.session.evidence_get(e[i]).unwrap().facts;
    assert_eq!(facts(0).proves, "订单", "what was not named stays");
    assert_eq!((facts(0).title.as_str(), facts(8).kind), ("", Some(EvidenceKind::ChatAftersale)));
    assert_eq!(facts(9), EvidenceFacts::default(), "the excepted one is untouched");
    let log = d.session.custody_lines(&d.case).unwrap().join("\n");
    assert!(log.contains(r#""fields":["kind","shown_at","source_app"]"#) && !log.contains("私密"), "{log}");
    // Somebody says something else before the step is taken back.
    d.session.evidence_edit(e[1], EvidenceFacts { kind: Some(EvidenceKind::Bill), ..facts(1) }).unwrap();
    assert_eq!(d.session.step_undo(step.step).unwrap(), 9);
    assert_eq!(facts(0).shown_at.unwrap().at, "2026-11-12");
    assert_eq!(facts(0).kind, Some(EvidenceKind::Order));
    assert_eq!((facts(1).kind, facts(1).source_app.as_str()), (Some(EvidenceKind::Bill), ""), "the later word stays");
    assert_eq!(facts(8), EvidenceFacts::default());
    assert_eq!(d.session.step_undo(step.step).unwrap_err().code, Code::NotFound, "a step is taken back once");
    assert_eq!(d.session.check(false, &Job::quiet()).unwrap().verdict, CheckVerdict::Whole);
}

#[test]
fn a_choice_that_is_no_longer_what_the_user_saw_touches_nothing() {
    let d = desk();
    let e = ten(&d);
    let stale = EvidenceChoice { all: Some(all()), count: 9, ..EvidenceChoice::default() };
    assert_eq!(d.session.evidence_remove_chosen(&d.case, &stale).unwrap_err().code, Code::InvalidValue);
    let other = d.session.case_new(facts("另一个")).unwrap().id;
    let foreign = d.session.evidence_remove_chosen(&other, &EvidenceChoice::of(e.clone())).unwrap_err();
    assert_eq!(foreign.code, Code::InvalidValue, "pieces of another case are not in reach");
    assert_eq!(order(&d).len(), 10);
    assert_eq!(d.session.evidence_remove_chosen(&d.case, &EvidenceChoice::of([e[0], e[3]])).unwrap(), 2);
    assert_eq!(order(&d).len(), 8);
}

#[test]
fn what_a_step_kept_of_a_piece_goes_with_the_piece() {
    let d = desk();
    let e = ten(&d);
    d.session.evidence_edit(e[0], EvidenceFacts { captured_by: "张三私密".into(), ..Default::default() }).unwrap();
    let edit = BulkEdit { fields: vec![BulkField::CapturedBy], facts: EvidenceFacts::default() };
    let step = d.session.evidence_bulk_edit(&d.case, &EvidenceChoice::of(e.clone()), &edit).unwrap();
    assert_eq!(step.changed, 1, "only what differs is changed");
    d.session.evidence_remove(&[e[0]]).unwrap();
    let bytes = std::fs::read(d.vault.path().join("vault.db")).unwrap();
    let word = "张三私密".as_bytes();
    assert!(!bytes.windows(word.len()).any(|w| w == word), "the removed words are nowhere in the file");
    assert_eq!(d.session.step_undo(step.step).unwrap(), 0);
}

#[test]
fn chosen_pieces_say_what_they_have_in_common() {
    let d = desk();
    let e = ten(&d);
    for id in &e {
        tell(&d, *id, Some(EvidenceKind::Order), &id.to_string(), None);
    }
    let view = d.session.evidence_chosen(&d.case, &EvidenceChoice::of(e)).unwrap();
    assert_eq!((view.count, view.numbers.len()), (10, 10));
    assert_eq!((view.common.kind, view.common.proves.as_str()), (Some(EvidenceKind::Order), ""));
    assert_eq!(view.differ, ["proves"]);
}

#[test]
fn several_pieces_move_together_and_undo_puts_each_where_it_was() {
    let d = desk();
    let e: Vec<i64> = ten(&d).iter().map(|id| id.0).collect();
    let start = order(&d);
    let choice = |places: &[usize]| EvidenceChoice::of(places.iter().map(|i| EvidenceId(e[*i])));
    let put = |places: &[usize], to| d.session.evidence_place(&d.case, &choice(places), to).unwrap();
    let step = put(&[7, 2, 5], Place::Before(EvidenceId(e[1])));
    let want: Vec<i64> = [0, 2, 5, 7, 1, 3, 4, 6, 8, 9].iter().map(|i| e[*i]).collect();
    assert_eq!(order(&d), want, "together, in their own order");
    assert_eq!(step.changed, 3);
    put(&[0], Place::Index(99));
    assert_eq!(order(&d).last(), Some(&e[0]), "past the end is the end");
    d.session.step_undo(step.step).unwrap();
    let want: Vec<i64> = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0].iter().map(|i| e[*i]).collect();
    assert_eq!(order(&d), want, "the later move stays");
    put(&[0], Place::Index(0));
    assert_eq!(order(&d), start);
    put(&[0, 1, 2], Place::After(EvidenceId(e[1])));
    assert_eq!(order(&d), start, "beside itself is where it is");
    for n in 0..60 {
        put(&[9, 8], Place::Index(1 + n % 2));
    }
    let mut sorted = order(&d);
    sorted.sort_unstable();
    assert_eq!(sorted, e, "nothing is lost when the gaps are used up");
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 24, ..Default::default() })]
    #[test]
    fn any_moves_taken_back_in_turn_lead_back_to_the_start(moves in proptest::collection::vec((0u16..1024, 0u32..12), 1..6)) {
        let d = desk();
        let e = ten(&d);
        let start = order(&d);
        let steps: Vec<i64> = moves
            .iter()
            .map(|(mask, to)| {
                let ids = e.iter().enumerate().filter(|(i, _)| mask & (1 << i) != 0).map(|(_, id)| *id);
                d.session.evidence_place(&d.case, &EvidenceChoice::of(ids), Place::Index(*to)).unwrap().step
            })
            .collect();
        for step in steps.iter().rev() {
            d.session.step_undo(*step).unwrap();
        }
        proptest::prop_assert_eq!(order(&d), start);
    }
}

#[test]
fn what_is_taken_out_is_the_original_under_its_own_name_and_writes_over_nothing() {
    let d = desk();
    let out = tempfile::tempdir().unwrap();
    let hostile = ["聊天 #1 100%25.jpg", "\u{202e}gnp.exe", "CON", "a:b?.png"];
    let mut paths: Vec<PathBuf> =
        (0..hostile.len()).map(|i| d.file(&format!("{i}.bin"), format!("bytes {i}").as_bytes())).collect();
    let twin = d.files.path().join("other");
    std::fs::create_dir(&twin).unwrap();
    std::fs::write(twin.join("聊天 #1 100%25.jpg"), b"another").unwrap();
    paths.push(twin.join("聊天 #1 100%25.jpg"));
    let e: Vec<EvidenceId> = d.import(&paths).imported.iter().map(|r| r.evidence).collect();
    // Names that came from another system; not every one has files called so.
    for (id, name) in e.iter().zip(hostile) {
        vault_sql(d.vault.path(), "vault.db", &format!("UPDATE evidence SET name = '{name}' WHERE id = {}", id.0));
    }
    std::fs::write(out.path().join("_con"), b"mine").unwrap();
    let (told, written) = d.session.take_out(&d.case, &EvidenceChoice::of(e), out.path(), &Job::quiet()).unwrap();
    assert_eq!(told.count, 5);
    assert_eq!(told.names, ["聊天 #1 100%25.jpg", "gnp.exe", "_CON (2)", "a_b_.png", "聊天 #1 100%25 (2).jpg"]);
    for (path, original) in written.iter().zip(&paths) {
        assert_eq!(std::fs::read(path).unwrap(), std::fs::read(original).unwrap(), "{}", path.display());
    }
    assert_eq!(std::fs::read(out.path().join("_con")).unwrap(), b"mine", "what lay there is untouched");
    assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 6, "and nothing else is left");
}

#[test]
fn a_damaged_original_is_not_taken_out_and_the_others_are() {
    let d = desk();
    let out = tempfile::tempdir().unwrap();
    let e = ten(&d);
    vault_sql(
        d.vault.path(),
        "originals.db",
        "UPDATE piece SET bytes = zeroblob(length(bytes)) WHERE key = (SELECT key FROM piece ORDER BY key LIMIT 1 OFFSET 2)",
    );
    let (told, _) = d.session.take_out(&d.case, &EvidenceChoice::of(e), out.path(), &Job::quiet()).unwrap();
    assert_eq!((told.count, told.refused.len()), (9, 1));
    assert_eq!(told.refused[0].1, Code::OriginalChanged);
    assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 9, "nothing of it was left");
}
