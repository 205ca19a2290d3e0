//! Random operations against a model: whatever the order, every piece that should be there is there with its bytes,
//! nothing else is, and no original stays that nothing uses.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use liuzheng_core::api::{CheckVerdict, EvidenceFilter, ImportOptions, Session};
use liuzheng_core::clock::Clock;
use liuzheng_core::model::{CaseFacts, CaseId, EvidenceFacts, EvidenceId, Job, Platform, hash_bytes};

use crate::Plan;
use crate::report::{Fault, Report};
use liuzheng_tests::dice::Dice;

/// Different contents: few, so that cases share them and they come back after they went.
const CONTENTS: usize = 24;
const MOST_CASES: u64 = 6;
/// The whole vault is compared with the model this often, and at the end.
const LOOK_EVERY: usize = 250;

type Done = Result<(), liuzheng_core::Error>;

pub fn run(plan: &Plan, report: &Report) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let files: Vec<PathBuf> = (0..CONTENTS).map(|n| content(folder.path(), n)).collect();
    let dir = folder.path().join("vault");
    let mut world = World { dir, session: None, model: BTreeMap::new(), files, dice: Dice::new(9) };
    Session::init(&world.dir).expect("an empty folder takes a vault");
    for nth in 0..plan.operations {
        let done = world.one();
        report.point("random operation");
        if let Err(e) = done {
            report.fault(Fault::Stuck, format!("random operation {nth}: {e}"));
        }
        if (nth + 1) % LOOK_EVERY == 0 || nth + 1 == plan.operations {
            world.compare(nth, report);
        }
    }
}

/// From a few bytes to more than the limit from which a file is staged in pieces.
fn content(folder: &std::path::Path, nth: usize) -> PathBuf {
    let size = match nth % 8 {
        7 => 9 << 20,
        n => 100 + n * n * 40_000,
    };
    let path = folder.join(format!("内容 {nth}"));
    fs::write(&path, vec![u8::try_from(nth).unwrap_or(0); size]).expect("a new file");
    path
}

struct World {
    dir: PathBuf,
    session: Option<Session>,
    /// Contents of each case.
    model: BTreeMap<CaseId, BTreeMap<usize, EvidenceId>>,
    files: Vec<PathBuf>,
    dice: Dice,
}

impl World {
    fn session(&mut self) -> Result<&Session, liuzheng_core::Error> {
        if self.session.is_none() {
            self.session = Some(Session::open(&self.dir, Clock::System)?);
        }
        Ok(self.session.as_ref().expect("opened above"))
    }

    fn one(&mut self) -> Done {
        match self.dice.below(20) {
            0 => self.new_case(),
            1 => self.remove_case(),
            // Put down and taken up again, as a window that is closed and opened.
            2 => {
                self.session = None;
                self.session().map(|_| ())
            }
            3..=5 => self.edit(),
            6..=10 => self.remove(),
            _ => self.import(),
        }
    }

    fn new_case(&mut self) -> Done {
        if self.model.len() as u64 >= MOST_CASES {
            return Ok(());
        }
        let facts = CaseFacts::titled("随机", Platform::Other);
        let id = self.session()?.case_new(facts)?.id;
        self.model.insert(id, BTreeMap::new());
        Ok(())
    }

    fn remove_case(&mut self) -> Done {
        // Rarely, so that there is something to lose.
        if self.dice.below(4) != 0 {
            return Ok(());
        }
        let Some(case) = self.any_case() else { return Ok(()) };
        self.session()?.case_remove(&case)?;
        self.model.remove(&case);
        Ok(())
    }

    fn import(&mut self) -> Done {
        let Some(case) = self.any_case() else { return self.new_case() };
        let wanted: Vec<usize> = (0..=self.dice.below(4)).map(|_| self.dice.below(CONTENTS as u64) as usize).collect();
        let paths: Vec<PathBuf> = wanted.iter().map(|n| self.files[*n].clone()).collect();
        let options = ImportOptions::default();
        let report = self.session()?.import(&case, &paths, &options, &Job::quiet(), &|_| {})?;
        let held = self.model.entry(case).or_default();
        for row in report.imported {
            let nth = row.name.rsplit(' ').next().and_then(|n| n.parse().ok()).unwrap_or(usize::MAX);
            held.insert(nth, row.evidence);
        }
        Ok(())
    }

    fn edit(&mut self) -> Done {
        let Some((_, _, evidence)) = self.any_piece() else { return Ok(()) };
        let facts = EvidenceFacts { title: format!("第 {} 次", self.dice.below(1000)), ..EvidenceFacts::default() };
        self.session()?.evidence_edit(evidence, facts).map(|_| ())
    }

    fn remove(&mut self) -> Done {
        let Some((case, content, evidence)) = self.any_piece() else { return Ok(()) };
        self.session()?.evidence_remove(&[evidence])?;
        self.model.get_mut(&case).and_then(|held| held.remove(&content));
        Ok(())
    }

    fn any_case(&mut self) -> Option<CaseId> {
        let cases: Vec<CaseId> = self.model.keys().cloned().collect();
        (!cases.is_empty()).then(|| self.dice.pick(&cases).clone())
    }

    fn any_piece(&mut self) -> Option<(CaseId, usize, EvidenceId)> {
        let pieces: Vec<(CaseId, usize, EvidenceId)> =
            self.model.iter().flat_map(|(case, held)| held.iter().map(|(n, id)| (case.clone(), *n, *id))).collect();
        (!pieces.is_empty()).then(|| self.dice.pick(&pieces).clone())
    }

    fn compare(&mut self, nth: usize, report: &Report) {
        let model = self.model.clone();
        let hashes: Vec<String> =
            self.files.iter().map(|f| hash_bytes(&fs::read(f).expect("a file of this test")).hex()).collect();
        let mut used = BTreeSet::new();
        let session = match self.session() {
            Ok(session) => session,
            Err(e) => return report.fault(Fault::Stuck, format!("after operation {nth}: {e}")),
        };
        for (case, held) in &model {
            let rows = session.evidence_page(case, &EvidenceFilter::default(), 0, 1000).map(|page| page.rows);
            let there: BTreeSet<String> = rows.unwrap_or_default().into_iter().map(|row| row.sha256).collect();
            let expected: BTreeSet<String> = held.keys().filter_map(|n| hashes.get(*n).cloned()).collect();
            report.acknowledged(expected.len() as u64);
            for lost in expected.difference(&there) {
                report.fault(Fault::Lost, format!("after operation {nth}: {case} {lost}"));
            }
            for back in there.difference(&expected) {
                report.fault(Fault::NotRemoved, format!("after operation {nth}: {case} {back}"));
            }
            used.extend(expected);
        }
        // The check reads all bytes again: a referenced original that disappeared is a finding.
        match session.check(false, &Job::quiet()) {
            Ok(check) if check.verdict == CheckVerdict::Whole && check.originals == used.len() as u64 => {}
            Ok(check) if check.verdict == CheckVerdict::Whole => {
                let what = format!("{} originals, {} are used", check.originals, used.len());
                report.fault(Fault::NotRemoved, format!("after operation {nth}: {what}"));
            }
            Ok(check) => report.fault(Fault::FactsWithoutBytes, format!("after operation {nth}: {:?}", check.findings)),
            Err(e) => report.fault(Fault::Stuck, format!("after operation {nth}: check: {e}")),
        }
    }
}
