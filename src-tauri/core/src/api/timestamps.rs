//! Trusted timestamps: the services, what is asked of them, what they gave. Nothing is asked unless the user said so.
//!
//! A service that is away or refuses never stops anything: the timestamp is pending, and can be asked for again. A
//! token that came is kept as it came, and never replaced.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Session, TimeAuthorities, TimeAuthorityRow, TimestampResult, TimestampRow, TimestampSent, TokenCheck};
use crate::bundle::timestamp::{
    self, CustodyProof, Digest, EarlierProof, Judged, Limits, Proof, Question, Refused, Trust, chain_pem, quoted,
};
use crate::bundle::{Tokens, write_new};
use crate::error::{Code, Error, Result};
use crate::intake;
use crate::model::{
    CaseId, Event, Hasher, Job, Refusal, Sha256, TimeAuthority, TimeAuthorityId, TimestampId, TimestampState,
    TokenState, When, hash_bytes,
};
use crate::vault::{Answer, ExportRecord, Facts, FactsTx, NewTimestamp, TimestampOver, TimestampRecord};

/// Id of the service that is asked after each import.
pub(super) const AT_IMPORT: &str = "timestamp_at_import";

impl Session {
    pub fn time_authorities(&self) -> Result<TimeAuthorities> {
        self.vault.read(|f| services(&f))
    }

    /// Makes a service, or changes the one with this id.
    pub fn time_authority_save(&self, id: Option<TimeAuthorityId>, service: &TimeAuthority) -> Result<TimeAuthorities> {
        let service = checked(service)?;
        self.vault.write(|tx| {
            tx.put_time_authority(id, &service)?;
            services(&tx.read())
        })
    }

    /// Tokens that it gave stay, and what is pending can still be asked for.
    pub fn time_authority_remove(&self, id: TimeAuthorityId) -> Result<TimeAuthorities> {
        self.vault.write(|tx| {
            tx.delete_time_authority(id)?;
            if services(&tx.read())?.at_import.is_none() {
                tx.set_setting(AT_IMPORT, None)?;
            }
            services(&tx.read())
        })
    }

    /// Chooses the service for a token over the custody log after each import; none: off.
    pub fn timestamp_imports(&self, id: Option<TimeAuthorityId>) -> Result<TimeAuthorities> {
        self.vault.write(|tx| {
            if let Some(id) =
                id.filter(|id| !services(&tx.read()).is_ok_and(|s| s.services.iter().any(|s| s.id == *id)))
            {
                return Err(Error::not_found("time_authority", id.0));
            }
            tx.set_setting(AT_IMPORT, id.map(|i| i.0.to_string()).as_deref())?;
            services(&tx.read())
        })
    }

    /// Roots of every service that is kept here: what a check of a bundle believes in the window.
    pub fn trust(&self) -> Result<Trust> {
        let mut trust = Trust::none();
        for s in self.time_authorities()?.services {
            trust.add(Trust::read(s.service.root.as_bytes()).unwrap_or_default());
        }
        Ok(trust)
    }

    /// Oldest first; of every case when `case` is none.
    pub fn timestamps(&self, case: Option<&CaseId>) -> Result<Vec<TimestampRow>> {
        self.vault.read(|f| f.timestamps(case)?.iter().map(|t| row(&f, t)).collect())
    }

    /// Asks again for what is pending, and puts tokens that came late beside their bundles. Returns those it dealt with.
    pub fn timestamp_retry(&self, case: Option<&CaseId>, job: &Job) -> Result<Vec<TimestampRow>> {
        if let Some(case) = case {
            self.vault.read(|f| f.case(case))?;
        }
        let all = self.vault.read(|f| f.timestamps(case))?;
        let mut away: HashMap<String, Refusal> = HashMap::new();
        let mut out = Vec::new();
        for t in all.iter().filter(|t| matches!(t.answer, Answer::Pending(_)) || t.bundle_path.is_some()) {
            if matches!(t.answer, Answer::Pending(_)) {
                self.ask_again(t, &mut away, job)?;
            }
            let beside = self.put_beside(t.id)?;
            out.push(self.vault.read(|f| {
                let mut row = row(&f, &f.timestamp(t.id)?)?;
                row.beside = beside;
                Ok(row)
            })?);
        }
        Ok(out)
    }

    /// A service that can't be reached is asked once, not once for each timestamp that waits for it.
    fn ask_again(&self, t: &TimestampRecord, away: &mut HashMap<String, Refusal>, job: &Job) -> Result<()> {
        let answer = match away.get(&t.service.url) {
            Some(refusal) => Answer::Pending(*refusal),
            None => self.obtain(&t.service, t.sha256, job)?.answer,
        };
        if let Answer::Pending(refusal @ (Refusal::Unreachable | Refusal::TimedOut | Refusal::Tls)) = answer {
            away.insert(t.service.url.clone(), refusal);
        }
        let by = self.by();
        self.vault.write(|tx| {
            if tx.answer_timestamp(t.id, &by.at, &answer)? && matches!(answer, Answer::Token { .. }) {
                let now = tx.read().timestamp(t.id)?;
                let detail = obtained(&tx.read(), &now)?;
                tx.log(&by, &t.case, Event::TimestampObtained, None, None, detail)?;
            }
            Ok(())
        })
    }

    /// The late token as `<bundle>.tsr`, when the bundle still is where it was and what it was.
    fn put_beside(&self, id: TimestampId) -> Result<Option<String>> {
        let (t, export) = self.vault.read(|f| {
            let t = f.timestamp(id)?;
            let export = export_of(&f, &t)?;
            Ok((t, export))
        })?;
        let (Answer::Token { token, .. }, Some(bundle), Some(export)) = (&t.answer, &t.bundle_path, &export) else {
            return Ok(None);
        };
        if !is_bundle(Path::new(bundle), export) {
            return Ok(None);
        }
        let target = PathBuf::from(format!("{bundle}.tsr"));
        match write_new(&target, token) {
            Ok(()) => {}
            Err(e) if e.code == Code::TargetExists && is_same(&target, token) => {}
            // Not there for good: the next retry looks again.
            Err(_) => return Ok(None),
        }
        self.vault.write(|tx| tx.forget_bundle_path(id))?;
        Ok(Some(target.display().to_string()))
    }

    /// Asks once. `Err` only for a cancel and for what is wrong here; else a token or why there is none.
    pub(super) fn obtain(&self, service: &TimeAuthority, sha256: Sha256, job: &Job) -> Result<Asked> {
        let mut nonce = [0u8; 8];
        getrandom::fill(&mut nonce)
            .map_err(|e| Error::new(Code::Internal).with("reason", "random numbers").with("detail", e))?;
        // Positive, and of one length.
        nonce[0] = nonce[0] & 0x7f | 0x40;
        let request = timestamp::request(&sha256, nonce)?;
        let sent = TimestampSent {
            url: service.url.clone(),
            sha256: sha256.hex(),
            nonce: hex(&nonce),
            request: hex(&request),
        };
        let token = match timestamp::ask(&service.url, &request, Limits::default(), job)? {
            Ok(token) => token,
            Err(refused) => return Ok(Asked::refused(sent, refused)),
        };
        let judged = judge(service, &token, &request, &sha256)?;
        let wrong = |reason| Refused { reason, detail: findings(&judged) };
        if judged.refused {
            return Ok(Asked::refused(sent, wrong(Refusal::Rejected)));
        }
        if judged.state == TokenState::Invalid || judged.bare {
            return Ok(Asked::refused(sent, wrong(Refusal::InvalidAnswer)));
        }
        let answer = Answer::Token { request, token, at: self.now() };
        Ok(Asked { sent, answer, detail: None, judged: Some(judged) })
    }

    /// Notes that the log's end is to be timestamped, when the user has switched that on. It is asked for by
    /// `timestamp_retry`, so that an import never waits for a network.
    pub(super) fn mark_import(&self, case: &CaseId) -> Result<()> {
        let by = self.by();
        self.vault.write(|tx| {
            let now = services(&tx.read())?;
            let service = now.at_import.and_then(|id| now.services.into_iter().find(|s| s.id == id));
            let (Some(service), Some((seq, head))) = (service, tx.read().chain_end(case)?) else { return Ok(()) };
            let new = NewTimestamp {
                case,
                over: TimestampOver::Custody(seq),
                sha256: head,
                service: &service.service,
                bundle_path: None,
                asked: &by.at,
                tries: 0,
                answer: &Answer::Pending(Refusal::Unasked),
            };
            tx.insert_timestamp(&new).map(|_| ())
        })
    }
}

/// What came of asking.
pub(super) struct Asked {
    pub sent: TimestampSent,
    pub answer: Answer,
    pub detail: Option<String>,
    pub judged: Option<Judged>,
}

impl Asked {
    fn refused(sent: TimestampSent, refused: Refused) -> Asked {
        Asked { sent, answer: Answer::Pending(refused.reason), detail: Some(refused.detail), judged: None }
    }

    pub fn proof(&self) -> Option<Proof> {
        match (&self.answer, &self.judged) {
            (Answer::Token { request, token, .. }, Some(judged)) => {
                Some(Proof { token: token.clone(), request: request.clone(), chain: chain_pem(judged) })
            }
            _ => None,
        }
    }

    pub fn told(&self) -> TimestampResult {
        let judged = self.judged.as_ref();
        let reason = match self.answer {
            Answer::Pending(reason) => Some(reason),
            Answer::Token { .. } => None,
        };
        TimestampResult {
            state: if reason.is_some() { TimestampState::Pending } else { TimestampState::Obtained },
            reason,
            detail: self.detail.clone(),
            checked: judged.map(|j| j.state),
            gen_time: judged.and_then(|j| j.gen_time.clone()),
            signer: judged.and_then(|j| j.signer.clone()),
            policy: judged.and_then(|j| j.policy.clone()),
            sent: Some(self.sent.clone()),
        }
    }
}

/// Keeps what was asked at an export, in the export's own transaction.
pub(super) fn keep_at_export(
    tx: &FactsTx,
    by: &crate::vault::By,
    case: &CaseId,
    export: i64,
    bundle: &Path,
    service: &TimeAuthority,
    (asked, sha256): (&Asked, Sha256),
) -> Result<()> {
    let late = matches!(asked.answer, Answer::Pending(_));
    // Only a path that can be found again; a relative one means another place tomorrow.
    let path = std::path::absolute(bundle).ok().and_then(|p| p.to_str().map(str::to_owned)).filter(|_| late);
    let id = tx.insert_timestamp(&NewTimestamp {
        case,
        over: TimestampOver::Export(export),
        sha256,
        service,
        bundle_path: path.as_deref(),
        asked: &by.at,
        tries: 1,
        answer: &asked.answer,
    })?;
    if !late {
        let detail = obtained(&tx.read(), &tx.read().timestamp(id)?)?;
        tx.log(by, case, Event::TimestampObtained, None, None, detail)?;
    }
    Ok(())
}

/// Tokens of each kind in one bundle; a check looks at a thousand.
const MOST_CARRIED: usize = 400;

/// What was asked for so far, and whether it has come.
pub(super) fn tokens(f: &Facts, case: &CaseId, asked: bool) -> Result<Tokens> {
    let mut out = Tokens { asked, ..Tokens::default() };
    for t in f.timestamps(Some(case))? {
        let came = matches!(t.answer, Answer::Token { .. });
        match t.over {
            TimestampOver::Custody(seq) => out.custody.push((seq, came)),
            TimestampOver::Export(id) => {
                out.earlier.extend(f.export(id)?.map(|e| (e.fingerprint, came)));
            }
        }
    }
    Ok(out)
}

/// Tokens of a case for its next bundle: one for each evidence list, one for each entry; the newest.
pub(super) fn proofs(f: &Facts, case: &CaseId) -> Result<(Vec<EarlierProof>, Vec<CustodyProof>)> {
    let (mut earlier, mut custody) = (HashMap::new(), HashMap::new());
    for t in f.timestamps(Some(case))? {
        let Answer::Token { request, token, .. } = &t.answer else { continue };
        let judged = judge(&t.service, token, request, &t.sha256)?;
        let proof = Proof { token: token.clone(), request: request.clone(), chain: chain_pem(&judged) };
        match (t.over, export_of(f, &t)?) {
            (TimestampOver::Custody(seq), _) => drop(custody.insert(seq, proof)),
            (TimestampOver::Export(_), Some(e)) => drop(earlier.insert(e.evidence_sha256, (t.id, proof))),
            (TimestampOver::Export(_), None) => {}
        }
    }
    let mut earlier: Vec<_> = earlier.into_iter().map(|(list, (id, proof))| (id, list, proof)).collect();
    earlier.sort_by_key(|(id, ..)| std::cmp::Reverse(*id));
    earlier.truncate(MOST_CARRIED);
    let earlier = earlier.into_iter().map(|(_, evidence_sha256, proof)| EarlierProof { evidence_sha256, proof });
    let mut custody: Vec<_> = custody.into_iter().map(|(seq, proof)| CustodyProof { seq, proof }).collect();
    // A token covers every entry before its own, so the newest show the most.
    custody.sort_by_key(|c| std::cmp::Reverse(c.seq));
    custody.truncate(MOST_CARRIED);
    custody.reverse();
    Ok((earlier.collect(), custody))
}

/// Checks a token against a file; needs no vault. `at`: when the path to the root has to hold; none: the token's time.
pub fn timestamp_verify(
    token: &Path,
    data: &Path,
    trust: &Path,
    untrusted: Option<&Path>,
    at: Option<&When>,
) -> Result<TokenCheck> {
    let bytes = read_short(token, timestamp::LONGEST as u64 + 1)?;
    let roots = Trust::read(&read_short(trust, PEM_MOST)?).map_err(|e| e.with("path", trust.display()))?;
    let chain = untrusted.map(|p| {
        let pem = read_short(p, PEM_MOST)?;
        Trust::read(&pem).map_err(|e| e.with("path", p.display()))?;
        Ok::<_, Error>(pem)
    });
    let chain = chain.transpose()?;
    let name = token.file_name().unwrap_or_default().to_string_lossy();
    let moment = |w: &When| match w.day() {
        Some(day) if w.is_day() => Some(day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp()),
        _ => chrono::DateTime::parse_from_rfc3339(&w.at).ok().map(|t| t.timestamp()),
    };
    let at = at.and_then(moment);
    let question =
        Question { token: &bytes, request: None, trust: &roots, untrusted: chain.as_deref(), at, path: &name };
    let judged = timestamp::judge(&question, &mut |digest| {
        let mut file = intake::open_named(data)?;
        digest.stream(&mut file).map(Some).map_err(|e| Error::io(e, data))
    })?;
    let [token, data, trust] = [token, data, trust].map(|p| p.display().to_string());
    let untrusted = untrusted.map(|p| p.display().to_string());
    let over = format!("-data {}", quoted(&data));
    Ok(TokenCheck {
        openssl: timestamp::openssl_line(&token, &judged, &over, untrusted.as_deref(), &trust),
        verdict: judged.state,
        gen_time: judged.gen_time,
        signer: judged.signer,
        policy: judged.policy,
        findings: judged.findings,
    })
}

/// Roots from a PEM file that the user named.
pub fn read_trust(path: &Path) -> Result<Trust> {
    Trust::read(&read_short(path, PEM_MOST)?).map_err(|e| e.with("path", path.display()))
}

/// Text of a PEM file that the user named, when there is a certificate in it.
pub fn read_pem(path: &Path) -> Result<String> {
    read_trust(path)?;
    Ok(String::from_utf8_lossy(&read_short(path, PEM_MOST)?).into_owned())
}

/// The store of a whole system is smaller.
const PEM_MOST: u64 = 4 << 20;

fn read_short(path: &Path, most: u64) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let file = intake::open_named(path)?;
    io::Read::read_to_end(&mut io::Read::take(file, most), &mut out).map_err(|e| Error::io(e, path))?;
    Ok(out)
}

/// A service as it can be kept: an address, and certificates that can be read where there are any.
pub(super) fn checked(service: &TimeAuthority) -> Result<TimeAuthority> {
    let mut s = service.clone();
    for (field, text) in [("url", &mut s.url), ("note", &mut s.note), ("root", &mut s.root), ("chain", &mut s.chain)] {
        super::convert::check_text(field, text)?;
        *text = text.trim().to_owned();
    }
    timestamp::check_url(&s.url)?;
    for (field, pem) in [("root", &s.root), ("chain", &s.chain)] {
        if !pem.is_empty() {
            Trust::read(pem.as_bytes()).map_err(|e| e.with("field", field))?;
        }
    }
    Ok(s)
}

fn services(f: &Facts) -> Result<TimeAuthorities> {
    let services: Vec<_> =
        f.time_authorities()?.into_iter().map(|(id, service)| TimeAuthorityRow { id, service }).collect();
    let chosen = f.setting(AT_IMPORT)?.and_then(|id| id.parse().ok()).map(TimeAuthorityId);
    Ok(TimeAuthorities { at_import: chosen.filter(|id| services.iter().any(|s| s.id == *id)), services })
}

fn judge(service: &TimeAuthority, token: &[u8], request: &[u8], sha256: &Sha256) -> Result<Judged> {
    // Read when it was entered; one that a damaged vault gives back is none.
    let trust = Trust::read(service.root.as_bytes()).unwrap_or_default();
    let chain = Some(service.chain.as_bytes()).filter(|c| !c.is_empty());
    let question = Question { token, request: Some(request), trust: &trust, untrusted: chain, at: None, path: "" };
    timestamp::judge(&question, &mut |digest| Ok((digest == Digest::Sha256).then(|| sha256.as_bytes().to_vec())))
}

fn row(f: &Facts, t: &TimestampRecord) -> Result<TimestampRow> {
    let export = export_of(f, t)?;
    let (reason, judged) = match &t.answer {
        Answer::Pending(reason) => (Some(*reason), None),
        Answer::Token { request, token, .. } => (None, Some(judge(&t.service, token, request, &t.sha256)?)),
    };
    let judged = judged.as_ref();
    Ok(TimestampRow {
        id: t.id,
        case: t.case.clone(),
        fingerprint: export.as_ref().map(|e| e.fingerprint.clone()),
        bundle: export.map(|e| e.name),
        entry: if let TimestampOver::Custody(seq) = t.over { Some(seq) } else { None },
        sha256: t.sha256.hex(),
        url: t.service.url.clone(),
        asked: t.asked.clone(),
        tries: t.tries,
        state: if reason.is_some() { TimestampState::Pending } else { TimestampState::Obtained },
        reason,
        checked: judged.map(|j| j.state),
        gen_time: judged.and_then(|j| j.gen_time.clone()),
        signer: judged.and_then(|j| j.signer.clone()),
        policy: judged.and_then(|j| j.policy.clone()),
        beside: None,
    })
}

fn export_of(f: &Facts, t: &TimestampRecord) -> Result<Option<ExportRecord>> {
    match t.over {
        TimestampOver::Export(id) => f.export(id),
        TimestampOver::Custody(_) => Ok(None),
    }
}

/// For the custody log: codes, hashes and the time that the token tells.
fn obtained(f: &Facts, t: &TimestampRecord) -> Result<Value> {
    let Answer::Token { request, token, .. } = &t.answer else { return Ok(json!({})) };
    let judged = judge(&t.service, token, request, &t.sha256)?;
    let over = match (t.over, export_of(f, t)?) {
        (TimestampOver::Custody(seq), _) => json!({ "over": "custody", "entry": seq }),
        (TimestampOver::Export(_), e) => json!({ "over": "evidence", "fingerprint": e.map(|e| e.fingerprint) }),
    };
    let mut detail = json!({ "token": hash_bytes(token).hex(), "state": judged.state, "gen_time": judged.gen_time });
    if let (Some(detail), Value::Object(over)) = (detail.as_object_mut(), over) {
        detail.extend(over);
    }
    Ok(detail)
}

fn findings(judged: &Judged) -> String {
    judged.findings.iter().map(|f| f.detail.as_str()).collect::<Vec<_>>().join("; ")
}

fn is_bundle(path: &Path, export: &ExportRecord) -> bool {
    let same = || -> io::Result<bool> {
        if path.symlink_metadata()?.len() != export.bytes {
            return Ok(false);
        }
        let mut hasher = Hasher::new();
        io::copy(&mut File::open(path)?, &mut hasher)?;
        Ok(hasher.finish().hex() == export.bundle_sha256)
    };
    same().unwrap_or(false)
}

fn is_same(path: &Path, bytes: &[u8]) -> bool {
    read_short(path, bytes.len() as u64 + 1).is_ok_and(|found| found == bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
