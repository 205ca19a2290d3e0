//! `series` and `alike`.

use liuzheng_core::api::SeriesView;
use liuzheng_core::error::Result;
use liuzheng_core::model::{CaseId, EvidenceId, SeriesId};
use liuzheng_core::words;
use serde_json::json;

use crate::args::SeriesCommand;
use crate::output::{Done, Output};
use crate::{Place, parsed};

pub fn series(place: &Place, command: &SeriesCommand, out: &Output) -> Result<Done> {
    match command {
        SeriesCommand::Detect { case } => {
            let case: CaseId = parsed(case)?;
            let found = place.read()?.series_detect(&case, &out.job())?;
            out.value(&json!({ "series": found.series, "single": found.single }), || text(&found.series, out));
        }
        SeriesCommand::Set { case, evidence, title } => {
            let case: CaseId = parsed(case)?;
            let ids = evidence.iter().map(|id| parsed(id)).collect::<Result<Vec<EvidenceId>>>()?;
            let view = place.open()?.series_set(&case, &ids, title)?;
            out.value(&view, || text(std::slice::from_ref(&view), out));
        }
        SeriesCommand::List { case } => {
            let list = place.read()?.series_list(&parsed(case)?)?;
            out.value(&json!({ "series": list }), || text(&list, out));
        }
        SeriesCommand::Remove { id } => {
            place.open()?.series_remove(SeriesId(*id))?;
            out.value(&json!({ "removed": id }), || id.to_string());
        }
    }
    Ok(Done::Fine)
}

pub fn alike(place: &Place, case: &str, out: &Output) -> Result<Done> {
    let pairs = place.read()?.alike(&parsed(case)?, &out.job())?;
    out.value(&json!({ "pairs": pairs }), || {
        let line = |p: &liuzheng_core::api::AlikePair| {
            let hint = words::word(out.lang, "report", &format!("alike.{}", p.hint));
            format!("{}  {}  {}  {hint}", p.a_number, p.b_number, p.distance)
        };
        let mut lines: Vec<String> = pairs.iter().map(line).collect();
        if !lines.is_empty() {
            lines.push(words::word(out.lang, "report", "alike.caution"));
        }
        lines.join("\n")
    });
    Ok(Done::Fine)
}

/// A line for each page, and a line for each gap.
fn text(series: &[SeriesView], out: &Output) -> String {
    let mut lines = Vec::new();
    for s in series {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        if let Some(id) = s.id {
            lines.push(format!("{}  {}", id.0, s.title).trim_end().to_owned());
        }
        for (i, page) in s.pages.iter().enumerate() {
            if page.gap_before {
                let places = [("a", i.to_string()), ("b", (i + 1).to_string())];
                lines.push(words::phrase(out.lang, "report", "series.gap", places));
            }
            lines.push(format!("{:>4}  {}  {}", i + 1, page.number, page.evidence.0));
        }
    }
    lines.join("\n")
}
