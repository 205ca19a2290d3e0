//! Export: plan, then execute; and the check of a bundle, which needs no vault.

use std::path::Path;

use serde_json::json;

use super::asked::carries;
use super::convert::told_by_name;
use super::ways::{is_picture, way};
use super::{
    DraftOptions, EarlierBundle, ExportOptions, ExportPlan, ExportResult, ExportWith, NoPreview, PlannedFile,
    PreviewWay, RuleBook, Session, TimestampResult, privacy, timestamps,
};
use crate::bundle::timestamp::Trust;
use crate::bundle::{self, Going, Maker, Making, Material, Plan, Previous, Replace, Smalls};
use crate::error::Result;
use crate::intake::ApartKind;
use crate::model::{CaseId, Event, Evidence, ExportMode, Job, VerifyReport};
use crate::recognize::groups;
use crate::vault::{ExportRecord, Facts};

impl Session {
    pub fn export_plan(&self, case: &CaseId, options: &ExportOptions) -> Result<ExportPlan> {
        let book = self.rule_book()?;
        let (mut material, masks, missing) = self.vault.read(|f| {
            let material = self.material(&f, case, options, &book)?;
            let missing = super::cases::missing(&f, &material.case, &super::cases::counts(&f, &material.case.id)?)?;
            Ok((material, f.masks_of(case)?, missing))
        })?;
        Self::follow(&mut material, options, &Job::quiet())?;
        let previous = material.previous.as_ref().map(|p| EarlierBundle::of(p, material.since(p)));
        if options.mode() == ExportMode::Masked {
            self.withhold(&mut material, &masks, &options.release, &Making::Later)?;
        }
        material.going.smalls = if options.pdf { Smalls::Later } else { Smalls::None };
        let damaged = |e: &&Evidence| self.known_preview(e).reason == Some(NoPreview::Damaged);
        let unreadable = material.evidence.iter().filter(damaged).map(|e| e.number.to_string()).collect();
        let pending = u32::try_from(material.going.tokens.pending()).unwrap_or(u32::MAX);
        let texts = material.going.texts.iter().map(|t| (*t).to_owned()).collect();
        let mut carries = carries(&material.asked);
        if let Some(channel) = &options.with.upload {
            let (set, parts) = self.upload_parts(&material, channel, options, None, &Job::quiet())?;
            (carries.upload, material.asked.upload) = (Some(set), parts);
        }
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
            bytes: plan.bytes(options.password.is_some()),
            missing,
            without_preview: plan.without_preview(),
            mode: options.mode(),
            masked: plan.masked(),
            masked_bytes: plan.masked_bytes(),
            withheld: plan.withheld(),
            absent: plan.absent(),
            unmasked: plan.unmasked(),
            texts,
            unreadable,
            pending,
            carries: Some(carries),
            previous,
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
        if let Some(password) = &options.password {
            password.check()?;
        }
        bundle::ready(target, replace)?;
        let service = options.timestamp.as_ref().map(timestamps::checked).transpose()?;
        let book = self.rule_book()?;
        let (mut material, masks) =
            self.vault.read(|f| Ok((self.material(&f, case, options, &book)?, f.masks_of(case)?)))?;
        Self::follow(&mut material, options, job)?;
        if options.mode() == ExportMode::Masked {
            let nothing = |_: &bundle::Wanted| Ok(None);
            self.withhold(&mut material, &masks, &options.release, &Making::Now { read: &nothing, target, job })?;
        }
        let pieces = privacy::shown(&material);
        if options.pdf {
            material.going.smalls = self.small_pictures(&material, &pieces, job)?;
        }
        if let Some(channel) = &options.with.upload {
            material.asked.upload = self.upload_parts(&material, channel, options, Some(target), job)?.1;
        }
        let read = self.picture_reader(&pieces);
        let evidence = u32::try_from(material.evidence.len()).unwrap_or(u32::MAX);
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
            options.password.as_ref(),
            job,
        )?;
        let by = self.by();
        self.vault.write(|tx| {
            let mut detail = json!({ "fingerprint": written.fingerprint, "sha256": written.sha256.hex(),
                                     "originals": plan.originals(), "custody_entries": plan.custody_entries() });
            if options.password.is_some() {
                detail["encrypted"] = json!(true);
            }
            if options.mode() == ExportMode::Masked {
                detail["masked"] = json!(plan.masked());
            }
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
                    evidence,
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

    /// A page of key facts for a form that refuses what is pasted; of own data what is asked for there. HTML.
    pub fn card(&self, case: &CaseId, options: &DraftOptions) -> Result<Vec<u8>> {
        let draft = self.draft(case, options)?;
        let own = draft.own.map(|o| o.carried).unwrap_or_default();
        let with = ExportWith { own, ..ExportWith::default() };
        let of = ExportOptions { with, ..ExportOptions::plain(options.lang) };
        let book = self.rule_book()?;
        let material = self.vault.read(|f| self.material(&f, case, &of, &book))?;
        let channel = book.channel(&options.channel)?.name.say(options.lang);
        let by = self.by();
        let maker = Maker { at: by.at, clock_set: by.clock_set, app: by.app };
        bundle::card(&material, channel, draft.fingerprint.as_deref(), options.lang, &maker)
    }

    fn material(&self, f: &Facts, case: &CaseId, options: &ExportOptions, book: &RuleBook) -> Result<Material> {
        let evidence = f.evidence_of(case)?;
        let (earlier, custody_proofs) = timestamps::proofs(f, case)?;
        let identifiers = f.identifiers_of(case)?;
        let headless = |e: &&Evidence| is_picture(e) && !e.media.preview && way(e, false) != PreviewWay::Nothing;
        let going = Going {
            unreadable: evidence
                .iter()
                .filter(|e| ApartKind::of(&e.media.media_type).is_none() && e.media.width.is_none())
                .filter(headless)
                .map(|e| e.number)
                .collect(),
            tokens: timestamps::tokens(f, case, options.timestamp.is_some())?,
            ..Going::default()
        };
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
            going,
            asked: self.asked(f, case, options, book)?,
            previous: None,
        })
    }

    /// Names the bundle that this one goes on from: the one that was given, else the last that the log tells of.
    fn follow(material: &mut Material, options: &ExportOptions, job: &Job) -> Result<()> {
        material.previous = match &options.previous {
            Some(path) => Some(bundle::previous(path, &material.case.id, &material.custody, job)?),
            None => Previous::last(&material.custody),
        };
        Ok(())
    }

    fn plan(&self, mut material: Material, options: &ExportOptions, making: Making) -> Result<Plan> {
        let by = self.by();
        let maker = Maker { at: by.at, clock_set: by.clock_set, app: by.app };
        let of = bundle::Options { lang: options.lang };
        // Its words are not on the allow-list of a masked bundle.
        let channel = options.with.channel.as_ref().filter(|_| options.mode() == ExportMode::Original);
        if let Some(channel) = channel {
            // The complaint names the fingerprint of the bundle that it lies in, which it is no part of.
            let print = bundle::plan(material.clone(), of, maker.clone(), None)?.fingerprint();
            material.asked.paper = Some(self.paper(&material.case.id, channel, options, &print)?);
        }
        let printing = if options.pdf { Some(self.printing(&material, options, making)?) } else { None };
        bundle::plan(material, of, maker, printing)
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
