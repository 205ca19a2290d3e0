//! What is kept of trusted timestamps. The tokens themselves are tried in `tests/timestamps`, beside openssl.

use super::*;
use crate::vault::{Answer, NewTimestamp, TimestampOver};

#[test]
fn a_recovered_vault_has_its_exports_its_tokens_and_its_services() {
    let Desk { vault, files, session, case } = desk();
    let service = |url: &str| TimeAuthority { url: url.into(), ..TimeAuthority::default() };
    session.time_authority_save(None, &service("https://gone.example/")).unwrap();
    let kept = session.time_authority_save(None, &service("https://tsa.example/")).unwrap().services;
    session.time_authority_remove(kept[0].id).unwrap();
    session.timestamp_imports(Some(kept[1].id)).unwrap();
    let options = ExportOptions { pdf: false, ..ExportOptions::plain(Lang::ZhCn) };
    session.export(&case, &files.path().join("a.zip"), &options, false, &Job::quiet()).unwrap();
    let export = session.vault.read(|f| f.exports_of(&case)).unwrap().remove(0);
    let by = session.by();
    let answer = Answer::Token { request: vec![1, 2], token: vec![3, 4, 5], at: by.at.clone() };
    for (over, answer) in [
        (TimestampOver::Export(export.id), &answer),
        (TimestampOver::Custody(2), &Answer::Pending(Refusal::Unreachable)),
    ] {
        let new = NewTimestamp {
            case: &case,
            over,
            sha256: hash_bytes(export.evidence_sha256.as_bytes()),
            service: &kept[1].service,
            bundle_path: Some("/a.zip"),
            asked: &by.at,
            tries: 1,
            answer,
        };
        session.vault.write(|tx| tx.insert_timestamp(&new).map(|_| ())).unwrap();
    }
    drop(session);
    crate::vault::tamper(&vault.path().join("vault.db"), "DROP TABLE identifier");
    Session::recover(vault.path(), clock()).unwrap();

    let session = Session::open(vault.path(), clock()).unwrap();
    let now = session.time_authorities().unwrap();
    assert_eq!((now.services.len(), now.at_import), (1, Some(now.services[0].id)), "also where its id is another");
    let again = session.vault.read(|f| f.exports_of(&case)).unwrap();
    assert_eq!((again.len(), &again[0].evidence_sha256), (1, &export.evidence_sha256));
    let told = session.timestamps(Some(&case)).unwrap();
    assert_eq!(told.iter().map(|t| t.state).collect::<Vec<_>>(), [TimestampState::Obtained, TimestampState::Pending]);
    assert_eq!(told[0].fingerprint.as_deref(), Some(export.fingerprint.as_str()), "over the export that it was over");
    let stored = session.vault.read(|f| f.timestamp(told[0].id)).unwrap();
    assert!(matches!(stored.answer, Answer::Token { token, .. } if token == [3, 4, 5]), "byte for byte");
    assert_eq!(told[1].entry, Some(2));
}

#[test]
fn the_plan_and_the_facts_of_a_bundle_tell_what_is_pending() {
    let Desk { files, session, case, .. } = desk();
    let options = ExportOptions { pdf: false, ..ExportOptions::plain(Lang::ZhCn) };
    session.export(&case, &files.path().join("a.zip"), &options, false, &Job::quiet()).unwrap();
    let export = session.vault.read(|f| f.exports_of(&case)).unwrap().remove(0);
    let (by, service) =
        (session.by(), TimeAuthority { url: "https://tsa.example/".into(), ..TimeAuthority::default() });
    for over in [TimestampOver::Export(export.id), TimestampOver::Custody(2)] {
        let new = NewTimestamp {
            case: &case,
            over,
            sha256: hash_bytes(export.evidence_sha256.as_bytes()),
            service: &service,
            bundle_path: None,
            asked: &by.at,
            tries: 1,
            answer: &Answer::Pending(Refusal::Unreachable),
        };
        session.vault.write(|tx| tx.insert_timestamp(&new).map(|_| ())).unwrap();
    }
    assert_eq!(session.export_plan(&case, &options).unwrap().pending, 2);
    let to = files.path().join("b.zip");
    session.export(&case, &to, &options, false, &Job::quiet()).unwrap();
    // Nothing but the workbook is compressed, so the words are there as they are.
    let bundle = String::from_utf8_lossy(&std::fs::read(to).unwrap()).into_owned();
    let plain: String = bundle.split_whitespace().collect();
    let earlier: String = export.fingerprint.split(' ').collect();
    let told = format!(
        "\"timestamps\":{{\"asked\":false,\"earlier\":[{{\"fingerprint\":\"{earlier}\",\"state\":\"pending\"}}],\"custody\":[{{\"entry\":2,\"state\":\"pending\"}}]}}"
    );
    assert!(plain.contains(&told), "in the facts");
    assert!(bundle.contains("此前取得 0 个，等待中 2 个"), "in the report");
}
