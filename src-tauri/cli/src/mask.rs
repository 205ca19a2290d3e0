//! `mask`: boxes over pictures, and the copies made with them.

use std::path::PathBuf;

use clap::Subcommand;
use liuzheng_core::api::{self, MaskOutcome, MaskView, MaskedCopy};
use liuzheng_core::error::Result;
use liuzheng_core::model::{EvidenceId, MaskBox};
use serde_json::{Value, json};

use crate::output::{Done, Output};
use crate::{Place, parsed};

#[derive(Subcommand)]
pub enum MaskCommand {
    /// Cover parts of a picture; boxes that are there stay
    Add {
        /// Id of the piece
        evidence: String,
        /// In pixels of the upright picture; may be given more than once
        #[arg(long = "box", value_name = "X,Y,W,H", required = true)]
        boxes: Vec<String>,
        /// Why; goes with the copy, into masked bundles too
        #[arg(long, default_value = "")]
        reason: String,
        /// Ids of other pieces of the same width that get the same boxes
        #[arg(long, value_name = "ID", value_delimiter = ',')]
        also: Vec<String>,
    },
    /// Give the boxes of a piece to others of the same width
    Apply {
        /// Id of the piece that has them
        evidence: String,
        #[arg(long, value_name = "ID,ID,...", value_delimiter = ',', required = true)]
        to: Vec<String>,
    },
    /// List the pieces of a case that have a masked copy, with their boxes
    List { case: String },
    /// Write the masked copy to a new file
    Get {
        evidence: String,
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Take all boxes of a piece away; its masked copy goes
    Remove { evidence: String },
    /// What to mask for whom, and what not to; needs no vault
    Advice,
}

pub fn mask(place: &Place, command: &MaskCommand, out: &Output) -> Result<Done> {
    match command {
        MaskCommand::Add { evidence, boxes, reason, also } => {
            let boxes = boxes.iter().map(|b| Ok(MaskBox { reason: reason.clone(), ..parsed(b)? }));
            let boxes = boxes.collect::<Result<Vec<MaskBox>>>()?;
            let outcome = place.open()?.mask_add(parsed(evidence)?, &boxes, &ids(also)?, &out.job())?;
            return Ok(told(&outcome, out));
        }
        MaskCommand::Apply { evidence, to } => {
            let outcome = place.open()?.mask_apply(parsed(evidence)?, &ids(to)?, &out.job())?;
            return Ok(told(&outcome, out));
        }
        MaskCommand::List { case } => {
            let all = place.read()?.masks(&parsed(case)?)?;
            out.value(&json!({ "masks": all }), || all.iter().map(line).collect::<Vec<_>>().join("\n"));
        }
        MaskCommand::Get { evidence, to } => {
            let bytes = place.read()?.mask_take_out(parsed(evidence)?, to)?;
            out.value(&json!({ "path": to.display().to_string(), "bytes": bytes }), || to.display().to_string());
        }
        MaskCommand::Remove { evidence } => {
            let view = place.open()?.mask_remove(parsed(evidence)?)?;
            out.value(&json!({ "removed": evidence }), || view.number.clone());
        }
        MaskCommand::Advice => {
            let lines = api::mask_advice(out.lang);
            out.value(&json!({ "advice": lines }), || {
                lines.iter().map(|l| format!("[{}] {}", l.confidence, l.text)).collect::<Vec<_>>().join("\n")
            });
        }
    }
    Ok(Done::Fine)
}

fn ids(all: &[String]) -> Result<Vec<EvidenceId>> {
    all.iter().filter(|id| !id.is_empty()).map(|id| parsed(id)).collect()
}

fn told(outcome: &MaskOutcome, out: &Output) -> Done {
    let mut views = outcome.masked.iter();
    let first = views.next().and_then(|v| v.copy.as_ref()).map(in_json).unwrap_or_default();
    let also: Vec<Value> = views
        .filter_map(|v| {
            let mut copy = in_json(v.copy.as_ref()?);
            copy["evidence"] = json!(v.evidence);
            Some(copy)
        })
        .collect();
    let mut value = first;
    value["also"] = json!(also);
    value["refused"] = json!(outcome.refused);
    out.value(&value, || {
        let mut lines: Vec<String> = outcome.masked.iter().map(line).collect();
        lines.extend(outcome.refused.iter().map(|r| format!("! {}  {}", r.number, r.reason)));
        lines.join("\n")
    });
    if outcome.refused.is_empty() { Done::Fine } else { Done::WithFindings }
}

fn in_json(copy: &MaskedCopy) -> Value {
    json!({ "derived": copy.name, "sha256": copy.sha256, "parent_sha256": copy.parent_sha256 })
}

fn line(view: &MaskView) -> String {
    let boxes: Vec<String> = view
        .boxes
        .iter()
        .map(|b| format!("{},{},{},{} {}", b.x, b.y, b.width, b.height, b.reason).trim_end().to_owned())
        .collect();
    let copy = view.copy.as_ref().map(|c| c.sha256.clone()).unwrap_or_default();
    format!("{:>6}  {}  {copy}  {}", view.evidence.0, view.number, boxes.join("; "))
}
