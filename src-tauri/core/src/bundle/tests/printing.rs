//! A bundle with the report as PDF: where it lies, that it is checked like all else, and what is left when it fails.

use super::*;
use crate::bundle::pdf::{Fonts, Missing, PicturePart, Sizes, Wanted};

/// 1 × 1, white, baseline.
const JPEG: &[u8] = include_bytes!("white.jpg");

fn read(wanted: &Wanted) -> Result<Option<Vec<PicturePart>>> {
    let part = PicturePart { jpeg: JPEG.to_vec(), width: 1, height: 1 };
    Ok(Some(vec![part; wanted.parts as usize]))
}

fn sizes() -> Sizes {
    Sizes::from([(Number(1), (1080, 2340))])
}

fn printed(sample: &Sample, lang: Lang, target: &Path, job: &Job) -> Result<Plan> {
    let making = Making::Now { read: &read, target, job };
    let printing = Printing { fonts: Fonts::of_the_system(), missing: Missing::Refuse, sizes: sizes(), making };
    plan(sample.material.clone(), Options { lang }, maker(), Some(printing))
}

fn written(sample: &Sample, lang: Lang, target: &Path) -> Written {
    let plan = printed(sample, lang, target, &Job::quiet()).expect("planned");
    write(&plan, &mut |hash, sink| sample.pieces(hash, sink), target, Replace::No, None, &Job::quiet())
        .expect("written")
}

fn left(folder: &Path) -> Vec<String> {
    fs::read_dir(folder).expect("a folder").flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn a_bundle_with_the_printed_report_is_intact_and_the_same_twice() {
    for (lang, name) in [(Lang::ZhCn, "data/证据报告.pdf"), (Lang::En, "data/evidence-report.pdf")] {
        let (sample, folder) = (sample(), TempDir::new().expect("a temporary folder"));
        let (a, b) = (folder.path().join("a.zip"), folder.path().join("b.zip"));
        written(&sample, lang, &a);
        written(&sample, lang, &b);
        assert_eq!(told(&check(&a)), "intact\n");
        assert!(fs::read(&a).expect("read") == fs::read(&b).expect("read"), "byte for byte");
        let files = unpack(&a);
        let pdf = files.iter().find(|(n, _)| n.ends_with(name)).expect("it is in the bundle");
        assert!(pdf.1.starts_with(b"%PDF-1.7"));
        let mut names = left(folder.path());
        names.sort();
        assert_eq!(names, ["a.zip", "b.zip"], "what was beside them is gone");
        let list = files.iter().find(|(n, _)| n.ends_with(".csv")).expect("a list");
        let list = String::from_utf8_lossy(&list.1).into_owned();
        assert!(
            list.contains("\"E001\"") && list.lines().nth(1).is_some_and(|l| !l.contains("\"-\",\"-\",\"聊天")),
            "{list}"
        );
    }
}

#[test]
fn a_plan_that_is_not_drawn_knows_the_files_and_is_never_written() {
    let (sample, folder) = (sample(), TempDir::new().expect("a temporary folder"));
    let printing =
        Printing { fonts: Fonts::of_the_system(), missing: Missing::Refuse, sizes: sizes(), making: Making::Later };
    let plan = plan(sample.material.clone(), Options { lang: Lang::ZhCn }, maker(), Some(printing)).expect("planned");
    let first = plan.files().find(|f| f.role == "report").expect("a report");
    assert_eq!(first.path, "data/证据报告.pdf");
    assert!(first.bytes > 50_000, "about as large as it will be: {}", first.bytes);
    let target = folder.path().join("a.zip");
    let e = write(&plan, &mut |hash, sink| sample.pieces(hash, sink), &target, Replace::No, None, &Job::quiet());
    assert_eq!(e.expect_err("an estimate").code, Code::Internal);
    assert!(left(folder.path()).is_empty());
}

#[test]
fn a_failure_and_a_cancel_leave_nothing_and_a_missing_font_is_known_before() {
    let (sample, folder) = (sample(), TempDir::new().expect("a temporary folder"));
    let target = folder.path().join("a.zip");
    let job = Job::quiet();
    job.cancel();
    assert_eq!(printed(&sample, Lang::ZhCn, &target, &job).expect_err("cancelled").code, Code::Cancelled);
    assert!(left(folder.path()).is_empty());

    let fails = |_: &Wanted| Err(Error::new(Code::OriginalMissing));
    let attempt = |fonts, read: &ReadPicture| {
        let making = Making::Now { read, target: &target, job: &Job::quiet() };
        let printing = Printing { fonts, missing: Missing::Refuse, sizes: sizes(), making };
        plan(sample.material.clone(), Options { lang: Lang::ZhCn }, maker(), Some(printing)).expect_err("fails").code
    };
    assert_eq!(attempt(Fonts::of_the_system(), &fails), Code::OriginalMissing);
    assert_eq!(attempt(Fonts::none(), &read), Code::FontMissing);
    assert!(left(folder.path()).is_empty(), "nothing is left: {:?}", left(folder.path()));

    // Planned, then given up: another export may not take it for a leftover, and dropping it removes it.
    let plan = printed(&sample, Lang::ZhCn, &target, &Job::quiet()).expect("planned");
    assert_eq!(left(folder.path()).len(), 1, "the report waits beside the target");
    let other = folder.path().join("b.zip");
    sample.write_to(&other, Replace::No, &Job::quiet()).expect("written");
    assert_eq!(left(folder.path()).len(), 2, "what is alive is not swept");
    drop(plan);
    assert_eq!(left(folder.path()), ["b.zip"]);
}
