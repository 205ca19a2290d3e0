//! Export: plan, then execute; and the check of a bundle, which needs no vault.

use std::path::Path;

use serde_json::json;

use super::convert::told_by_name;
use super::{ExportOptions, ExportPlan, ExportResult, PlannedFile, Session, TimestampResult, timestamps};
use crate::bundle::timestamp::Trust;
use crate::bundle::{self, Maker, Making, Material, Plan, Replace};
use crate::error::Result;
use crate::model::{CaseId, Event, Job, VerifyReport};
use crate::recognize::groups;
use crate::vault::ExportRecord;

impl Session {
    pub fn export_plan(&self, case: &CaseId, options: &ExportOptions) -> Result<ExportPlan> {
        let (material, missing) = self.vault.read(|f| {
            let material = self.material(&f, case)?;
            let missing = super::cases::missing(&f, &material.case, &super::cases::counts(&f, &material.case.id)?)?;
            Ok((material, missing))
        })?;
        let plan = self.plan(material, options, Making::Later)?;
        Ok(ExportPlan {
            name: plan.name().to_owned(),
            fingerprint: plan.fingerprint(),
            originals: plan.originals(),
            originals_bytes: plan.originals_bytes(),
            custody_entries: plan.custody_entries(),
            files: plan
                .files()
                .map(|f| PlannedFile { role: f.role.to_owned(), path: f.path.to_owned(), bytes: f.bytes })
                .collect(),
            bytes: plan.bytes(),
            missing,
            without_preview: plan.without_preview(),
        })
    }

    /// Writes the bundle; only when it is there under its name is the export logged. A timestamp that was asked for and
    /// did not come is pending: the export is done all the same.
    pub fn export(
        &self,
        case: &CaseId,
        target: &Path,
        options: &ExportOptions,
        replace: bool,
        job: &Job,
    ) -> Result<ExportResult> {
        let replace = if replace { Replace::Yes } else { Replace::No };
        bundle::ready(target, replace)?;
        let service = options.timestamp.as_ref().map(timestamps::checked).transpose()?;
        let material = self.vault.read(|f| self.material(&f, case))?;
        let pieces = material.evidence.clone();
        let read = self.picture_reader(&pieces);
        let plan = self.plan(material, options, Making::Now { read: &read, target, job })?;
        let list = plan.evidence_list();
        let asked = service.map(|s| self.obtain(&s, list, job).map(|asked| (s, asked))).transpose()?;
        let plan = match asked.as_ref().and_then(|(_, asked)| asked.proof()) {
            Some(proof) => plan.with_token(&proof)?,
            None => plan,
        };
        let written = bundle::write(
            &plan,
            &mut |sha256, sink| self.vault.originals(|o| o.pieces(sha256, sink).map(|_| ())),
            target,
            replace,
            job,
        )?;
        let by = self.by();
        self.vault.write(|tx| {
            let detail = json!({ "fingerprint": written.fingerprint, "sha256": written.sha256.hex(),
                                 "originals": plan.originals(), "custody_entries": plan.custody_entries() });
            tx.log(&by, case, Event::BundleExported, None, None, detail)?;
            let export = tx.insert_export(
                case,
                &ExportRecord {
                    id: 0,
                    at: by.at.clone(),
                    name: target.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                    fingerprint: written.fingerprint.clone(),
                    bundle_sha256: written.sha256.hex(),
                    bytes: written.bytes,
                    evidence: plan.originals(),
                    evidence_sha256: written.evidence_sha256.clone(),
                },
            )?;
            match &asked {
                Some((s, asked)) => timestamps::keep_at_export(tx, &by, case, export, target, s, (asked, list)),
                None => Ok(()),
            }
        })?;
        Ok(ExportResult {
            path: target.display().to_string(),
            sha256: written.sha256.hex(),
            fingerprint: written.fingerprint,
            entries: written.entries,
            bytes: written.bytes,
            timestamp: asked.map_or_else(TimestampResult::none, |(_, asked)| asked.told()),
        })
    }

    fn material(&self, f: &crate::vault::Facts, case: &CaseId) -> Result<Material> {
        let evidence = f.evidence_of(case)?;
        let (earlier, custody_proofs) = timestamps::proofs(f, case)?;
        let identifiers = f.identifiers_of(case)?;
        let (mut disputes, mut talks) = (f.disputes_of(case)?, f.talks_of(case)?);
        disputes.sort_by_key(|d| (d.at.local_text(), d.id));
        talks.sort_by_key(|t| (t.at.local_text(), t.id));
        Ok(Material {
            case: f.case(case)?,
            name_times: evidence.iter().filter_map(|e| Some((e.number, told_by_name(e)?))).collect(),
            evidence,
            disputes,
            talks,
            groups: identifiers.iter().map(|i| (i.id, groups(i.kind, i.provider, &i.normalized))).collect(),
            identifiers,
            series: self.series_with_overlaps(f, case)?,
            custody: f.custody_lines(case)?,
            earlier,
            custody_proofs,
        })
    }

    fn plan(&self, material: Material, options: &ExportOptions, making: Making) -> Result<Plan> {
        let by = self.by();
        let maker = Maker { at: by.at, clock_set: by.clock_set, app: by.app };
        let printing = if options.pdf { Some(self.printing(&material, options, making)?) } else { None };
        bundle::plan(material, bundle::Options { lang: options.lang }, maker, printing)
    }
}

/// Checks a bundle, a ZIP or an unpacked folder. `Err` only for failures of this computer.
/// `trust`: roots of services of trusted time that the person who checks believes; without any, tokens are told as not
/// trusted.
pub fn verify(path: &Path, trust: &Trust, job: &Job) -> Result<VerifyReport> {
    bundle::verify(path, trust, job)
}

/// The same, and whether its log grew from the first of the earlier bundle of the case, and what came and went since.
pub fn verify_after(path: &Path, previous: &Path, trust: &Trust, job: &Job) -> Result<VerifyReport> {
    bundle::verify_after(path, previous, trust, job)
}
