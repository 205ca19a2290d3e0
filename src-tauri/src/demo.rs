//! `--demo`: a throw-away vault with a made-up case, so that a newcomer sees the thing alive.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use liuzheng_core::api::{IdentifierDraft, ImportOptions, Session};
use liuzheng_core::clock::Clock;
use liuzheng_core::error::{Code, Error, Result};
use liuzheng_core::model::{CaseFacts, EvidenceFacts, EvidenceId, Job, Stamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A folder that goes when the window is closed.
pub struct Throwaway {
    folder: PathBuf,
}

/// The made-up case as `demo.json` tells it.
#[derive(Deserialize)]
struct Story {
    facts: CaseFacts,
    identifiers: Vec<IdentifierDraft>,
    evidence: Vec<Piece>,
    /// Drafts in which the evidence is told by its files.
    events: Vec<Value>,
    talks: Vec<Value>,
}

#[derive(Deserialize)]
struct Piece {
    file: String,
    name: String,
    /// When the file was made, UTC.
    modified: String,
    facts: EvidenceFacts,
}

impl Throwaway {
    /// Goes through the same import as a user's files.
    pub fn make() -> Result<Throwaway> {
        let folder = std::env::temp_dir().join(format!("liuzheng-demo-{}", std::process::id()));
        let throwaway = Throwaway { folder };
        let made = throwaway.fill();
        if made.is_err() {
            throwaway.sweep();
        }
        made.map(|()| throwaway)
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn sweep(&self) {
        let _ = fs::remove_dir_all(&self.folder);
    }

    fn fill(&self) -> Result<()> {
        let story: Story = serde_json::from_str(include_str!("../demo/demo.json"))
            .map_err(|e| Error::new(Code::Internal).with("reason", "demo.json").because(e))?;
        Session::init(&self.folder)?;
        let session = Session::open(&self.folder, Clock::System)?;
        let case = session.case_new(story.facts)?.id;
        for draft in &story.identifiers {
            session.identifier_add(&case, draft)?;
        }
        let desk = self.folder.join("desk");
        let mut ids = BTreeMap::new();
        for piece in &story.evidence {
            let path = desk.join(&piece.name);
            lay_out(&path, &piece.file, &piece.modified).map_err(|e| Error::io(e, &path))?;
            let report = session.import(&case, &[path], &ImportOptions::default(), &Job::quiet(), &|_| {})?;
            if let Some(row) = report.imported.first() {
                session.evidence_edit(row.evidence, piece.facts.clone())?;
                ids.insert(piece.file.clone(), row.evidence);
            }
        }
        for told in story.events {
            session.dispute_add(&case, &draft(told, &ids)?)?;
        }
        for told in story.talks {
            session.talk_add(&case, &draft(told, &ids)?)?;
        }
        fs::remove_dir_all(&desk).map_err(|e| Error::io(e, &desk))
    }
}

fn draft<T: DeserializeOwned>(mut told: Value, ids: &BTreeMap<String, EvidenceId>) -> Result<T> {
    let named = told["evidence"].as_array().cloned().unwrap_or_default();
    let found: Vec<_> = named.iter().filter_map(|f| ids.get(f.as_str()?)).collect();
    told["evidence"] = serde_json::json!(found);
    serde_json::from_value(told).map_err(|e| Error::new(Code::Internal).with("reason", "demo.json").because(e))
}

fn lay_out(path: &Path, file: &str, modified: &str) -> std::io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    let bytes = PICTURES.iter().find(|(name, _)| *name == file).map(|(_, bytes)| *bytes);
    fs::write(path, bytes.ok_or_else(|| std::io::Error::other(format!("{file} is not embedded")))?)?;
    let stamp = Stamp { at: modified.to_owned(), tz: "+00:00".to_owned() };
    match stamp.parsed() {
        Some(at) => fs::File::options().write(true).open(path)?.set_modified(SystemTime::from(at)),
        None => Ok(()),
    }
}

const PICTURES: &[(&str, &[u8])] = &[
    ("product-page.png", include_bytes!("../demo/product-page.png")),
    ("order-page.png", include_bytes!("../demo/order-page.png")),
    ("alipay-payment.png", include_bytes!("../demo/alipay-payment.png")),
    ("chat-presale.png", include_bytes!("../demo/chat-presale.png")),
    ("logistics.png", include_bytes!("../demo/logistics.png")),
    ("label-photo.jpg", include_bytes!("../demo/label-photo.jpg")),
    ("chat-1112-a.png", include_bytes!("../demo/chat-1112-a.png")),
    ("chat-1112-b.png", include_bytes!("../demo/chat-1112-b.png")),
    ("chat-1114.png", include_bytes!("../demo/chat-1114.png")),
    ("test-report.jpg", include_bytes!("../demo/test-report.jpg")),
    ("aftersale-record.png", include_bytes!("../demo/aftersale-record.png")),
    ("chat-1115.png", include_bytes!("../demo/chat-1115.png")),
    ("review.png", include_bytes!("../demo/review.png")),
    ("shop-page.png", include_bytes!("../demo/shop-page.png")),
    ("waybill-photo.jpg", include_bytes!("../demo/waybill-photo.jpg")),
    ("goods-photo.jpg", include_bytes!("../demo/goods-photo.jpg")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_is_a_whole_vault_that_leaves_the_newcomer_something_to_do() {
        let demo = Throwaway::make().unwrap();
        let session = Session::open(demo.folder(), Clock::System).unwrap();
        let case = session.cases("").unwrap().remove(0);
        let view = session.case_get(&case.id).unwrap();
        assert_eq!(view.evidence.total as usize, PICTURES.len(), "every embedded picture is in the case");
        assert_eq!(view.identifiers.len(), 5);
        assert_eq!(view.told, 6, "events and talks, each with evidence that is there");
        assert!(session.disputes(&case.id).unwrap().iter().all(|d| !d.evidence.is_empty()));
        assert!(!view.missing.is_empty(), "the strip has a next step to show");
        drop(session);
        demo.sweep();
        assert!(!demo.folder().exists(), "nothing of it stays");
    }
}
