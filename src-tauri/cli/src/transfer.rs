//! What goes in and out, and what is checked: `import`, `export`, `verify`, `check`, `recover`.

use std::path::Path;

use liuzheng_core::api::{self, CheckVerdict, ExportOptions, ExportWith, ImportOptions, Session};
use liuzheng_core::error::{Error, Result};
use liuzheng_core::model::{BundleKind, CaseId, EvidenceId, Growth, Job, Password, PreviousReport, Verdict};
use liuzheng_core::words;
use serde_json::json;

use crate::args::{ExportArgs, ImportArgs};
use crate::filing::own_fields;
use crate::output::{Done, Output};
use crate::timestamp::{self, finding};
use crate::{Place, parsed};

pub fn import(place: &Place, a: &ImportArgs, out: &Output) -> Result<Done> {
    let options = import_options(place, a)?;
    let session = place.open()?;
    let report = session.import(&parsed(&a.case)?, &a.paths, &options, &out.job(), &|rows| out.saved(rows))?;
    let code = report.error.as_ref().map(|e| e.code.exit_code());
    out.value(&report, || {
        let mut lines: Vec<String> =
            report.imported.iter().map(|r| format!("{}  {}  {}", r.number, r.sha256, r.name)).collect();
        lines.extend(report.duplicates.iter().map(|d| format!("= {}  {}", d.number, d.path)));
        lines.extend(report.refused.iter().map(|r| format!("! {}  {}", r.code.as_str(), r.path)));
        lines.extend(report.error.iter().map(|e| out.words(e)));
        lines.join("\n")
    });
    if !report.imported.is_empty() {
        stamp_log(&session, &parsed(&a.case)?);
    }
    match code {
        // The report is printed; what stopped the import decides how the command ends.
        Some(code) => std::process::exit(code.into()),
        None if report.refused.is_empty() => Ok(Done::Fine),
        None => Ok(Done::WithFindings),
    }
}

/// The custody log's end is timestamped when the user has switched that on. What came in is told by now, and a service
/// that is away leaves it pending.
fn stamp_log(session: &Session, case: &CaseId) {
    if session.time_authorities().is_ok_and(|s| s.at_import.is_some()) {
        let _ = session.timestamp_retry(Some(case), &Job::quiet());
    }
}

fn import_options(place: &Place, a: &ImportArgs) -> Result<ImportOptions> {
    Ok(ImportOptions {
        recursive: a.recursive,
        kind: a.kind.as_deref().map(parsed).transpose()?,
        shown_at: a.shown_at.as_deref().map(|t| place.time(t)).transpose()?,
    })
}

pub fn export(place: &Place, a: &ExportArgs, out: &Output) -> Result<Done> {
    let session = place.open()?;
    let timestamp = timestamp::service(a.tsa.as_deref(), a.tsa_root.as_deref())?;
    let (pdf, replace_missing) = (!a.no_pdf, a.replace_missing);
    let (mode, release) = (Some(parsed(&a.mode)?), evidence_ids(&a.release)?);
    let with = ExportWith { own: own_fields(&a.with_own)?, channel: a.channel.clone(), upload: a.upload_for.clone() };
    let password = a.password_file.as_deref().map(password).transpose()?;
    let (lang, previous) = (out.lang, a.previous.clone());
    let options = ExportOptions { lang, pdf, replace_missing, timestamp, password, mode, release, with, previous };
    if a.plan {
        let plan = session.export_plan(&parsed(&a.case)?, &options)?;
        out.value(&plan, || serde_json::to_string_pretty(&plan).unwrap_or_default());
        return Ok(Done::Fine);
    }
    let done = session.export(&parsed(&a.case)?, &a.to, &options, a.replace, &out.job())?;
    out.value(&done, || {
        let mut lines = vec![done.path.clone(), done.fingerprint.clone(), done.sha256.clone()];
        lines.extend(timestamp::told(&done.timestamp, out));
        lines.join("\n")
    });
    Ok(Done::Fine)
}

/// The first line of a file; a password is never an argument, as everybody on a computer may read those.
fn password(path: &Path) -> Result<Password> {
    let text = std::fs::read(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => Error::not_found("file", path.display()).because(e),
        _ => Error::io(e, path),
    })?;
    let line = text.split(|b| *b == b'\n').next().unwrap_or_default();
    let line = std::str::from_utf8(line).map_err(|_| Error::invalid("password", "…", "UTF-8"))?;
    Ok(Password::new(line.strip_suffix('\r').unwrap_or(line)))
}

fn evidence_ids(all: &[String]) -> Result<Vec<EvidenceId>> {
    all.iter().filter(|id| !id.is_empty()).map(|id| parsed(id)).collect()
}

pub fn verify(bundle: &Path, previous: Option<&Path>, trust: Option<&Path>, out: &Output) -> Result<Done> {
    let trust = trust.map(api::read_trust).transpose()?.unwrap_or_default();
    let report = match previous {
        Some(previous) => api::verify_after(bundle, previous, &trust, &out.job())?,
        None => api::verify(bundle, &trust, &out.job())?,
    };
    out.value(&report, || {
        let mut lines = vec![words::word(out.lang, "findings", &format!("verdict.{}", verdict_word(report.verdict)))];
        if report.kind == Some(BundleKind::Bagit) {
            lines.extend(["", ".meaning"].map(|end| words::word(out.lang, "findings", &format!("kind.bagit{end}"))));
        }
        lines.extend(report.fingerprint.clone());
        lines.extend(report.previous.iter().flat_map(|p| grown(p, out)));
        lines.extend(report.findings.iter().map(|f| finding(f, out)));
        lines.extend(report.warnings.iter().map(|f| finding(f, out)));
        lines.extend(report.timestamps.iter().flat_map(|t| timestamp::token(t, out)));
        lines.join("\n")
    });
    Ok(match report.verdict {
        Verdict::Intact => Done::Fine,
        Verdict::Altered => Done::WithFindings,
        Verdict::Unusable => Done::Unusable,
    })
}

/// How the bundle stands to the earlier one; what is wrong with that is a finding.
fn grown(p: &PreviousReport, out: &Output) -> Vec<String> {
    let key = match p.growth {
        Growth::Grew => "growth.grew",
        Growth::Same => "growth.same",
        Growth::Shorter | Growth::Rewritten | Growth::OtherCase => return Vec::new(),
    };
    let word = words::word(out.lang, "findings", key);
    let mut lines = vec![format!("{word} ({} → {})", p.entries_before, p.entries_now)];
    for (sign, numbers) in [("+", &p.added), ("-", &p.removed), ("!", &p.replaced), ("~", &p.described)] {
        if !numbers.is_empty() {
            lines.push(format!("  {sign} {}", numbers.join(" ")));
        }
    }
    lines
}

fn verdict_word(v: Verdict) -> &'static str {
    match v {
        Verdict::Intact => "intact",
        Verdict::Altered => "altered",
        Verdict::Unusable => "unusable",
    }
}

pub fn check(place: &Place, resume: bool, out: &Output) -> Result<Done> {
    let report = place.open()?.check(resume, &out.job())?;
    out.value(&report, || {
        let word = if report.verdict == CheckVerdict::Whole { "verdict.whole" } else { "verdict.damaged" };
        let mut lines = vec![words::word(out.lang, "findings", word)];
        lines.extend(report.findings.iter().chain(&report.notes).map(|f| finding(f, out)));
        lines.join("\n")
    });
    Ok(if report.verdict == CheckVerdict::Whole { Done::Fine } else { Done::WithFindings })
}

pub fn recover(place: &Place, out: &Output) -> Result<Done> {
    let report = Session::recover(&place.dir()?, place.clock)?;
    out.value(&report, || {
        let aside = report.set_aside.join("\n");
        json!({ "cases": report.cases, "evidence": report.evidence, "unfiled": report.unfiled }).to_string()
            + "\n"
            + &aside
    });
    Ok(Done::Fine)
}

#[cfg(feature = "bench")]
pub fn bench(place: &Place, command: &crate::args::BenchCommand, out: &Output) -> Result<Done> {
    use crate::args::BenchCommand;
    let session = place.open()?;
    match command {
        BenchCommand::ImportWithThumbnails(a) => {
            let said = import_with_thumbnails(&session, &parsed(&a.case)?, a, &import_options(place, a)?, out)?;
            out.value(&said, || said.to_string());
        }
        BenchCommand::Thumbnails { case } => {
            let made = session.make_thumbnails(&parsed(case)?, &out.job())?;
            out.value(&json!({ "thumbnails": made }), || made.to_string());
        }
        BenchCommand::Tiles { case } => {
            let page = session.evidence_page(&parsed(case)?, &api::EvidenceFilter::default(), 0, u32::MAX)?;
            let place = api::TilePlace { level: 0, column: 0, row: 0 };
            let mut ms = Vec::new();
            for row in &page.rows {
                let began = std::time::Instant::now();
                if session.tile(row.id, place)?.is_some() {
                    ms.push(began.elapsed().as_millis() as u64);
                }
            }
            out.value(&json!({ "ms": ms }), || format!("{ms:?}"));
        }
        BenchCommand::OneByOne(a) => {
            let (case, options) = (parsed(&a.case)?, import_options(place, a)?);
            let mut ms = Vec::new();
            for path in &a.paths {
                let began = std::time::Instant::now();
                session.import(&case, std::slice::from_ref(path), &options, &out.job(), &|_| {})?;
                ms.push(began.elapsed().as_secs_f64() * 1000.0);
            }
            out.value(&json!({ "ms": ms }), || format!("{ms:?}"));
        }
    }
    Ok(Done::Fine)
}

/// As the window does: what is saved is looked at, by two threads, while the rest still comes in.
#[cfg(feature = "bench")]
fn import_with_thumbnails(
    session: &Session,
    case: &liuzheng_core::model::CaseId,
    files: &ImportArgs,
    options: &ImportOptions,
    out: &Output,
) -> Result<serde_json::Value> {
    use std::sync::atomic::{AtomicU64, Ordering};
    let began = std::time::Instant::now();
    let ms = || began.elapsed().as_millis() as u64;
    let (shown, first) = (AtomicU64::new(0), std::sync::OnceLock::new());
    let (send, receive) = std::sync::mpsc::channel();
    let waiting = std::sync::Mutex::new(receive);
    let look = || {
        let next = || waiting.lock().ok()?.recv().ok();
        while let Some(id) = next() {
            let made = session.thumbnail(id).is_ok_and(|jpeg| jpeg.is_some());
            if made && shown.fetch_add(1, Ordering::Relaxed) + 1 == 20 {
                let _ = first.set(ms());
            }
        }
    };
    let report = std::thread::scope(|scope| {
        scope.spawn(look);
        scope.spawn(look);
        // Dropped with it, so that the two end when they have seen all.
        let saved = move |rows: &[api::ImportedRow]| {
            for row in rows {
                let _ = send.send(row.evidence);
            }
        };
        let report = session.import(case, &files.paths, options, &out.job(), &saved);
        drop(saved);
        report
    })?;
    Ok(json!({ "imported": report.imported.len(), "thumbnails": shown.load(Ordering::Relaxed),
               "first_20_ms": first.get(), "total_ms": ms() }))
}
