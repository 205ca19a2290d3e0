//! Folder watch on temporary folders: time is told to it, nobody sleeps.

use std::time::{Duration, Instant};

use super::*;

struct Eye {
    d: Desk,
    folder: tempfile::TempDir,
    now: Instant,
    id: i64,
}

fn eye() -> Eye {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("old.png"), b"old").unwrap();
    let d = desk();
    let id = d.session.watch_add(folder.path()).unwrap();
    Eye { d, folder, now: Instant::now(), id }
}

impl Eye {
    fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.folder.path().join(name), bytes).unwrap();
    }

    /// Two looks with time enough between for everything to come to rest.
    fn look(&mut self) -> Vec<String> {
        for _ in 0..2 {
            self.now += Duration::from_secs(5);
            self.d.session.watch_look(None, self.now).unwrap();
        }
        let mut names: Vec<String> = self.page().rows.into_iter().map(|r| r.name).collect();
        names.sort();
        names
    }

    fn page(&self) -> InboxPage {
        self.d.session.inbox_page(0, 99).unwrap()
    }

    fn only(&self, name: &str) -> InboxChoice {
        let id = self.page().rows.into_iter().find(|r| r.name == name).unwrap().id;
        InboxChoice { ids: vec![id], all: false }
    }

    fn import(&self, choice: &InboxChoice) -> ImportReport {
        self.d.session.inbox_import(&self.d.case, choice, &Job::quiet(), &|_| {}).unwrap()
    }

    /// As the next start of the program finds it.
    fn start_again(mut self) -> Eye {
        let Desk { vault, files, session, case } = self.d;
        drop(session);
        let session = Session::open(vault.path(), clock()).unwrap();
        self.d = Desk { vault, files, session, case };
        self
    }
}

#[test]
fn new_files_wait_until_the_user_says_so_and_are_not_offered_twice() {
    let mut eye = eye();
    assert!(eye.look().is_empty(), "what lay there before is not new");
    for name in ["a.png", "b.png", "c.png"] {
        eye.put(name, name.as_bytes());
    }
    assert_eq!(eye.look(), ["a.png", "b.png", "c.png"]);
    assert_eq!(eye.d.session.case_get(&eye.d.case).unwrap().evidence.total, 0, "nothing comes in by itself");
    assert_eq!(eye.import(&eye.only("a.png")).imported.len(), 1);
    assert_eq!(eye.d.session.inbox_dismiss(&eye.only("b.png")).unwrap(), 1);
    assert_eq!(eye.look(), ["c.png"]);
    let mut eye = eye.start_again();
    assert_eq!(eye.look(), ["c.png"], "nor after a new start");
    assert_eq!(std::fs::read_dir(eye.folder.path()).unwrap().count(), 4, "the user's files are all there");
}

#[test]
fn bytes_that_were_seen_once_are_known_under_another_name() {
    let mut eye = eye();
    eye.put("a.png", b"same bytes");
    eye.look();
    eye.import(&InboxChoice { ids: vec![], all: true });
    eye.put("copy of a.png", b"same bytes");
    assert_eq!(eye.look(), ["copy of a.png"], "nobody has read it yet");
    let id = eye.page().rows[0].id;
    assert_eq!(eye.d.session.inbox_thumbnail(id).unwrap(), None, "read for its picture, it is known");
    assert!(eye.look().is_empty());
}

#[test]
fn what_lay_there_is_offered_when_asked_for_and_a_changed_file_is_a_new_one() {
    let mut eye = eye();
    eye.look();
    assert_eq!(eye.page().folders[0].there, 1);
    eye.d.session.watch_offer_there(eye.id).unwrap();
    assert_eq!(eye.look(), ["old.png"]);
    eye.d.session.inbox_dismiss(&InboxChoice { ids: vec![], all: true }).unwrap();
    eye.d.session.watch_offer_there(eye.id).unwrap();
    assert!(eye.look().is_empty(), "dismissed is dismissed");
    eye.put("old.png", b"edited since");
    assert_eq!(eye.look(), ["old.png"]);
}

#[test]
fn a_folder_that_is_gone_says_so_and_its_files_come_back_with_it() {
    let mut eye = eye();
    eye.put("a.png", b"x");
    assert_eq!(eye.look(), ["a.png"]);
    let (here, away) = (eye.folder.path().to_owned(), eye.folder.path().with_extension("away"));
    std::fs::rename(&here, &away).unwrap();
    assert!(eye.look().is_empty());
    assert_eq!(eye.page().folders[0].error, Some(Code::Vanished), "an error, not an empty folder");
    assert!(eye.d.session.watch_add(&here).is_err(), "one that is not there can't be chosen");
    std::fs::rename(&away, &here).unwrap();
    assert_eq!(eye.look(), ["a.png"]);
    assert_eq!(eye.page().folders[0].error, None);
}

#[test]
fn a_file_that_can_not_be_read_whole_goes_on_waiting_and_says_why() {
    let mut eye = eye();
    eye.put("a.png", b"x");
    eye.put("b.png", b"y");
    eye.look();
    let choice = InboxChoice { ids: vec![], all: true };
    std::fs::remove_file(eye.folder.path().join("a.png")).unwrap();
    let report = eye.import(&choice);
    assert_eq!((report.imported.len(), report.refused.len()), (1, 1));
    let rows = eye.page().rows;
    assert_eq!((rows.len(), rows[0].refused), (1, Some(Code::Vanished)));
    assert!(eye.look().is_empty(), "and the next look sees that it is gone");
}

#[test]
fn a_folder_taken_off_the_list_offers_nothing_and_the_vault_can_not_be_watched() {
    let mut eye = eye();
    eye.put("a.png", b"x");
    eye.look();
    eye.d.session.inbox_dismiss(&eye.only("a.png")).unwrap();
    assert!(eye.d.session.watch_add(eye.folder.path()).is_err(), "it is in the list already");
    eye.d.session.watch_remove(eye.id).unwrap();
    assert!(eye.look().is_empty() && eye.page().folders.is_empty());
    eye.id = eye.d.session.watch_add(eye.folder.path()).unwrap();
    eye.d.session.watch_offer_there(eye.id).unwrap();
    assert_eq!(eye.look(), ["old.png"], "what was dismissed stays dismissed");
    assert!(eye.d.session.watch_add(eye.d.vault.path()).is_err());
}

#[test]
fn thousands_of_files_are_looked_through_and_a_stopped_import_keeps_its_place() {
    let mut eye = eye();
    for n in 0..3_000 {
        eye.put(&format!("截图 {n}.png"), format!("{n}").as_bytes());
    }
    assert_eq!(eye.look().len(), 99, "a page of them");
    assert_eq!(eye.page().total, 3_000);
    let job = Job::quiet();
    let choice = InboxChoice { ids: vec![], all: true };
    let report = eye.d.session.inbox_import(&eye.d.case, &choice, &job, &|_| job.cancel()).unwrap();
    assert!(report.error.is_some(), "it was stopped");
    eye.look();
    assert_eq!(eye.page().total as usize, 3_000 - report.imported.len(), "what is in waits no longer, the rest does");
    assert_eq!(eye.import(&choice).imported.len(), 3_000 - report.imported.len());
}
