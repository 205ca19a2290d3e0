//! An upload set as a folder with its list: whole under its name, or not there.

use std::path::Path;

use super::upload::Pieces;
use super::{ExportOptions, Session, UploadFile, UploadOptions, UploadSet, privacy};
use crate::bundle::{Material, UnfinishedFolder, UploadBody, UploadPart};
use crate::error::{Code, Error, Result};
use crate::model::{CaseId, ExportMode, Job, Lang};
use crate::words;

impl Session {
    /// Writes the set into a new folder; `target_exists` when there is anything under that name. Where not one picture
    /// goes in there is no folder either.
    pub fn upload_set(&self, case: &CaseId, options: &UploadOptions, folder: &Path, job: &Job) -> Result<UploadSet> {
        if folder.symlink_metadata().is_ok() {
            return Err(Error::new(Code::TargetExists).with("path", folder.display()));
        }
        let unfinished = UnfinishedFolder::beside(folder)?;
        let pieces = self.upload_pieces(case, options)?;
        let mut set = self.upload_made(pieces, options, job, &mut |file, jpeg| unfinished.put(&file.name, jpeg))?;
        if set.files.is_empty() {
            return Ok(set);
        }
        let name = words::word(options.lang, "filing", "upload.list_name");
        unfinished.put(&name, self.upload_list(&set, options.lang)?.as_bytes())?;
        job.go_on()?;
        unfinished.become_target(folder)?;
        set.folder = Some(folder.display().to_string());
        Ok(set)
    }

    /// The set as files of a bundle. `target`: of the export, beside which they wait; None: only their sizes are told.
    pub(super) fn upload_parts(
        &self,
        material: &Material,
        channel: &str,
        export: &ExportOptions,
        target: Option<&Path>,
        job: &Job,
    ) -> Result<(UploadSet, Vec<UploadPart>)> {
        let id = self.rule_book()?.channel(channel)?.id.clone();
        let options = &UploadOptions::of(channel, export.lang);
        let pieces = match export.mode() {
            // What stays out of the bundle stays out of this too.
            ExportMode::Masked => Pieces {
                all: privacy::shown(material).into_iter().zip(material.evidence.iter().map(|e| e.sha256)).collect(),
                cause: material.asked.complaint.cause,
            },
            ExportMode::Original => self.upload_pieces(&material.case.id, options)?,
        };
        let mut parts = Vec::new();
        let set = self.upload_made(pieces, options, job, &mut |file: &UploadFile, jpeg| {
            let body = match target {
                Some(target) => UploadBody::keep(target, parts.len(), jpeg)?,
                None => UploadBody::About(file.bytes),
            };
            parts.push(UploadPart { path: format!("data/upload/{id}/{}", file.name), body });
            Ok(())
        })?;
        let list = self.upload_list(&set, options.lang)?.into_bytes();
        let name = words::word(options.lang, "filing", "upload.list_name");
        parts.push(UploadPart { path: format!("data/upload/{id}/{name}"), body: UploadBody::Made(list) });
        Ok((set, parts))
    }

    /// For people: each file with its parents, and what was left out.
    fn upload_list(&self, set: &UploadSet, lang: Lang) -> Result<String> {
        let book = self.rule_book()?;
        let channel = book.channel(&set.channel)?.name.say(lang).to_owned();
        let mut lines = vec![words::phrase(lang, "filing", "upload.head", [("channel", channel)]), String::new()];
        for f in &set.files {
            lines.push(format!("{}  {} × {}  {} B  SHA-256 {}", f.name, f.width, f.height, f.bytes, f.sha256));
            if let Some((n, count)) = f.part {
                let params = [("n", n.to_string()), ("count", count.to_string())];
                lines.push(format!("    {}", words::phrase(lang, "filing", "upload.part", params)));
            }
            for (number, sha256) in f.numbers.iter().zip(&f.parents) {
                let params = [("number", number.clone()), ("sha256", sha256.clone())];
                let key = if f.masked.contains(number) { "upload.from_masked" } else { "upload.from" };
                lines.push(format!("    {}", words::phrase(lang, "filing", key, params)));
            }
        }
        if !set.left_out.is_empty() {
            lines.extend([String::new(), words::word(lang, "filing", "upload.left_out")]);
            lines.extend(set.left_out.iter().map(|l| format!("    {}  {}", l.number, l.text)));
        }
        lines.push(String::new());
        Ok(lines.join("\n"))
    }
}
