//! Upload sets: pictures of a case cut, merged, recompressed and numbered for what a channel takes. Derived, each with
//! its parents; what did not fit is told with the reason.
//!
//! Laid out from the sizes alone, then made file by file: one file is in memory at a time.

use super::upload_pictures::UploadPictures;
use super::{Session, UploadFile, UploadLeft, UploadOptions, UploadSet};
use crate::bundle::{PicturePart, Wanted};
use crate::error::{Error, Result};
use crate::filing::{proving_order, takes};
use crate::intake::{self, Grid, Sheet};
use crate::model::{
    CaseId, Cause, Channel, Confidence, Evidence, Job, Lang, Mask, MediaInfo, Progress, Remark, Sha256, hash_bytes,
};
use crate::words;

/// A taller picture is cut; a phone's screen (20:9) is not.
const TALLEST: f64 = 2.4;
/// Height of a part over its width, about.
const PART: f64 = 2.0;
/// Longer ones are made smaller.
const MOST_PARTS: u32 = 40;
const WIDEST: u32 = 1600;
/// Nobody hands in more files by hand.
const MOST_FILES: u32 = 200;
/// A page of a phone that is narrower than this can't be read.
const READABLE: u32 = 400;
/// As for paper, see `intake::Print`.
const REACH: f64 = 0.36;
const OVERLAP: f64 = 0.1;

/// What there is, in the order of the case: pieces as they are shown, with the hashes of their originals.
pub(super) struct Pieces {
    pub all: Vec<(Evidence, Sha256)>,
    /// Of the case.
    pub cause: Option<Cause>,
}

/// A picture, or a part of one.
#[derive(Debug, Clone, Copy)]
struct Unit {
    piece: usize,
    part: u32,
    parts: u32,
}

impl Session {
    /// What would be made, without a file. It is made to know its sizes.
    pub fn upload_preview(&self, case: &CaseId, options: &UploadOptions, job: &Job) -> Result<UploadSet> {
        let pieces = self.upload_pieces(case, options)?;
        self.upload_made(pieces, options, job, &mut |_, _| Ok(()))
    }

    /// As `upload_preview`, with the finished pictures to look at: the very bytes that `upload_set` writes.
    pub fn upload_pictures(
        &self,
        case: &CaseId,
        options: &UploadOptions,
        job: &Job,
    ) -> Result<(UploadSet, UploadPictures)> {
        let pieces = self.upload_pieces(case, options)?;
        let mut pictures = UploadPictures::in_folder(self.vault.dir())?;
        let set = self.upload_made(pieces, options, job, &mut |_, jpeg| pictures.add(jpeg))?;
        Ok((set, pictures))
    }

    /// What there is to be handed in. Where anybody can read it masked copies are taken, elsewhere when asked for.
    pub(super) fn upload_pieces(&self, case: &CaseId, options: &UploadOptions) -> Result<Pieces> {
        let is_masked = options.masked || self.rule_book()?.channel(&options.channel)?.open;
        let (evidence, masks, cause) = self.vault.read(|f| {
            f.case(case)?;
            Ok((f.evidence_of(case)?, f.masks_of(case)?, f.complaint_of(case)?.cause))
        })?;
        let shown = |e: Evidence| {
            let original = e.sha256;
            let mask = masks.iter().find(|m| is_masked && m.evidence == e.id);
            (mask.map_or_else(|| e.clone(), |m| copy_of(&e, m)), original)
        };
        Ok(Pieces { all: evidence.into_iter().map(shown).collect(), cause })
    }

    /// Makes the set file by file, in the order in which it is to be handed in.
    pub(super) fn upload_made(
        &self,
        from: Pieces,
        options: &UploadOptions,
        job: &Job,
        done: &mut dyn FnMut(&UploadFile, &[u8]) -> Result<()>,
    ) -> Result<UploadSet> {
        let book = self.rule_book()?;
        let channel = book.channel(&options.channel)?;
        if options.max_count == Some(0) || options.max_bytes == Some(0) {
            return Err(Error::invalid("limit", 0, "at least 1"));
        }
        let Pieces { mut all, cause } = from;
        let order = proving_order(&book.rules, channel, options.cause.or(cause));
        let rank = |e: &Evidence| order.iter().position(|k| Some(*k) == e.facts.kind).unwrap_or(order.len());
        all.sort_by_key(|(e, _)| rank(e));
        let (pieces, originals): (Vec<Evidence>, Vec<Sha256>) = all.into_iter().unzip();
        let mut set = UploadSet {
            channel: channel.id.clone(),
            files: Vec::new(),
            left_out: Vec::new(),
            max_count: options.max_count.or(channel.files.count),
            max_bytes: options.max_bytes.or(channel.files.bytes),
            unverified: channel.files.confidence != Confidence::C,
            hints: Vec::new(),
            folder: None,
        };
        let bare = channel.open && pieces.iter().zip(&originals).any(|(e, sha256)| e.sha256 == *sha256);
        set.hints = hints(&set, channel, bare, &pieces, options.lang);
        let mut parts = Vec::with_capacity(pieces.len());
        for e in &pieces {
            job.go_on()?;
            let size = self.printed_size(e, &|e| self.preview(e.id))?;
            if size.is_none() {
                let shown = super::ways::is_picture(e) || intake::ApartKind::of(&e.media.media_type).is_some();
                set.leave_out(e, if shown { "unreadable" } else { "not_a_picture" }, options.lang);
            }
            parts.push(size.map_or(0, parts_of));
        }
        let (grid, units) = laid_out(&mut set, &pieces, &parts, options.lang);
        let mut making = Making::new(self, &pieces, &originals);
        let mut progress = Progress { total: units.len() as u64, ..Progress::default() };
        job.report(progress);
        for chunk in units.chunks(grid.cells() as usize) {
            job.go_on()?;
            making.file(&mut set, chunk, grid, options.lang, done)?;
            progress.done += chunk.len() as u64;
            job.report(progress);
        }
        making.hints(&mut set, grid, options.lang);
        Ok(set)
    }
}

/// The piece with the bytes of its masked copy, which is upright.
fn copy_of(e: &Evidence, mask: &Mask) -> Evidence {
    let media = MediaInfo {
        media_type: mask.media_type.clone(),
        width: Some(mask.width),
        height: Some(mask.height),
        preview: true,
        ..MediaInfo::default()
    };
    Evidence { sha256: mask.sha256, size: mask.size, media, ..e.clone() }
}

fn parts_of((width, height): (u32, u32)) -> u32 {
    let tall = f64::from(height) / f64::from(width.max(1));
    if tall <= TALLEST { 1 } else { ((tall / PART).ceil() as u32).min(MOST_PARTS) }
}

/// The roomiest sheets on which all parts fit into the number of files; what then still has no room is left out whole.
fn laid_out(set: &mut UploadSet, pieces: &[Evidence], parts: &[u32], lang: Lang) -> (Grid, Vec<Unit>) {
    let all: u32 = parts.iter().fold(0, |sum, n| sum.saturating_add(*n));
    let files = set.max_count.unwrap_or(MOST_FILES).min(MOST_FILES);
    let tightest = Grid::ALL[Grid::ALL.len() - 1];
    let grid = match set.max_count {
        None => Grid::ONE,
        Some(_) => Grid::ALL.into_iter().find(|g| all.div_ceil(g.cells()) <= files).unwrap_or(tightest),
    };
    let mut room = files.saturating_mul(grid.cells());
    let mut units = Vec::new();
    for (piece, count) in parts.iter().copied().enumerate().filter(|(_, n)| *n > 0) {
        if count > room {
            set.leave_out(&pieces[piece], "no_room", lang);
            continue;
        }
        room -= count;
        units.extend((0..count).map(|part| Unit { piece, part, parts: count }));
    }
    (grid, units)
}

struct Making<'a> {
    session: &'a Session,
    /// With the bytes of their masked copies where those are used.
    pieces: &'a [Evidence],
    originals: &'a [Sha256],
    /// The piece read last: parts of it may stand on the next file too.
    last: Option<(usize, Option<Vec<PicturePart>>)>,
    /// Pieces that show grey or nothing where they are spoilt.
    damaged: Vec<String>,
    /// Some page is too small on its sheet to be read.
    tiny: bool,
}

impl<'a> Making<'a> {
    fn new(session: &'a Session, pieces: &'a [Evidence], originals: &'a [Sha256]) -> Making<'a> {
        Making { session, pieces, originals, last: None, damaged: Vec::new(), tiny: false }
    }

    fn parts(&mut self, unit: Unit) -> Result<Option<&[PicturePart]>> {
        if self.last.as_ref().is_none_or(|(piece, _)| *piece != unit.piece) {
            let e = &self.pieces[unit.piece];
            if e.media.media_type == "image/jpeg" && intake::is_damaged(&self.session.original(e)?, &e.media.media_type)
            {
                self.damaged.push(e.number.to_string());
            }
            let wanted = Wanted { piece: unit.piece, width: WIDEST, parts: unit.parts, reach: REACH, overlap: OVERLAP };
            let read = self.session.picture_reader(self.pieces)(&wanted)?;
            self.last = Some((unit.piece, read));
        }
        Ok(self.last.as_ref().and_then(|(_, parts)| parts.as_deref()))
    }

    fn file(
        &mut self,
        set: &mut UploadSet,
        units: &[Unit],
        grid: Grid,
        lang: Lang,
        done: &mut dyn FnMut(&UploadFile, &[u8]) -> Result<()>,
    ) -> Result<()> {
        let mut there: Vec<(Unit, Vec<u8>)> = Vec::new();
        let mut sizes = Vec::new();
        for unit in units {
            match self.parts(*unit)?.and_then(|p| p.get(unit.part as usize)) {
                Some(part) => {
                    sizes.push((part.width, part.height));
                    there.push((*unit, part.jpeg.clone()));
                }
                None => set.leave_out(&self.pieces[unit.piece], "unreadable", lang),
            }
        }
        if there.is_empty() {
            return Ok(());
        }
        let made = match grid {
            Grid::ONE => intake::single(&there[0].1, set.max_bytes),
            _ => {
                let labels: Vec<String> = there.iter().map(|(u, _)| self.label(*u)).collect();
                let pictures: Vec<(&[u8], &str)> =
                    there.iter().zip(&labels).map(|((_, jpeg), label)| (jpeg.as_slice(), label.as_str())).collect();
                intake::sheet(&pictures, grid, set.max_bytes)
            }
        };
        let units: Vec<Unit> = there.iter().map(|(u, _)| *u).collect();
        let Some(made) = made else {
            units.iter().for_each(|u| set.leave_out(&self.pieces[u.piece], "too_large", lang));
            return Ok(());
        };
        let read = |size: &(u32, u32)| intake::width_on(made.width, grid, *size) >= READABLE.min(size.0);
        self.tiny |= grid != Grid::ONE && !sizes.iter().all(read);
        let file = self.described(set.files.len() + 1, &units, &made);
        done(&file, &made.jpeg)?;
        set.files.push(file);
        Ok(())
    }

    fn hints(&self, set: &mut UploadSet, grid: Grid, lang: Lang) {
        let mut hint = |code: &str, name, value: String| {
            let text = words::phrase(lang, "filing", &format!("hint.{code}"), [(name, value)]);
            set.hints.push(Remark { code: code.to_owned(), text });
        };
        if !self.damaged.is_empty() {
            hint("upload_damaged", "numbers", self.damaged.join(" "));
        }
        if self.tiny {
            hint("upload_tiny", "n", grid.cells().to_string());
        }
    }

    fn label(&self, unit: Unit) -> String {
        let number = self.pieces[unit.piece].number;
        if unit.parts == 1 { number.to_string() } else { format!("{number} {}/{}", unit.part + 1, unit.parts) }
    }

    fn masked(&self, from: &[usize]) -> Vec<String> {
        let copies = from.iter().filter(|p| self.pieces[**p].sha256 != self.originals[**p]);
        copies.map(|p| self.pieces[*p].number.to_string()).collect()
    }

    fn described(&self, at: usize, units: &[Unit], made: &Sheet) -> UploadFile {
        let mut from: Vec<usize> = units.iter().map(|u| u.piece).collect();
        from.dedup();
        let numbers: Vec<String> = from.iter().map(|p| self.pieces[*p].number.to_string()).collect();
        let part = match units {
            [one] if one.parts > 1 => Some((one.part + 1, one.parts)),
            _ => None,
        };
        let name = match (numbers.as_slice(), part) {
            ([one], Some((n, count))) => format!("{at:02}_{one}_{n}of{count}.jpg"),
            ([one], None) => format!("{at:02}_{one}.jpg"),
            _ => format!("{at:02}_{}.jpg", numbers.join("-")),
        };
        UploadFile {
            name,
            bytes: made.jpeg.len() as u64,
            sha256: hash_bytes(&made.jpeg).hex(),
            width: made.width,
            height: made.height,
            from: from.iter().map(|p| self.pieces[*p].id).collect(),
            parents: from.iter().map(|p| self.originals[*p].hex()).collect(),
            masked: self.masked(&from),
            numbers,
            part,
        }
    }
}

impl UploadSet {
    /// Once for each piece.
    fn leave_out(&mut self, e: &Evidence, reason: &str, lang: Lang) {
        if self.left_out.iter().any(|l| l.evidence == e.id) {
            return;
        }
        self.left_out.push(UploadLeft {
            evidence: e.id,
            number: e.number.to_string(),
            reason: reason.to_owned(),
            text: words::word(lang, "filing", &format!("upload.reason.{reason}")),
        });
    }
}

/// `bare`: anybody can read it there, and not every piece is masked.
fn hints(set: &UploadSet, channel: &Channel, bare: bool, pieces: &[Evidence], lang: Lang) -> Vec<Remark> {
    let pages = |e: &&Evidence| matches!(e.media.media_type.as_str(), "application/pdf" | "image/tiff" | "image/gif");
    let paged: Vec<String> = pieces.iter().filter(pages).map(|e| e.number.to_string()).collect();
    let told = [
        (set.max_count.is_none(), "upload_count_unknown"),
        (set.max_bytes.is_none(), "upload_bytes_unknown"),
        (!takes(&channel.files, "jpg"), "upload_type"),
        (bare, "upload_open"),
    ];
    let hint =
        |code: &str| Remark { code: code.to_owned(), text: words::word(lang, "filing", &format!("hint.{code}")) };
    let mut out: Vec<Remark> = told.into_iter().filter(|(so, _)| *so).map(|(_, code)| hint(code)).collect();
    if !paged.is_empty() {
        let params = [("numbers", paged.join(" "))];
        let text = words::phrase(lang, "filing", "hint.upload_first_only", params);
        out.push(Remark { code: "upload_first_only".to_owned(), text });
    }
    out
}
