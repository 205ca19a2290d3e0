//! `timestamp`: trusted timestamps (RFC 3161). Only `retry` speaks to a network, and only to services that were named.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use liuzheng_core::api::{self, TimeAuthorities, TimestampResult, TimestampRow, TokenCheck};
use liuzheng_core::error::Result;
use liuzheng_core::model::{CaseId, Finding, TimeAuthority, TimeAuthorityId, TimestampState, TokenReport, TokenState};
use liuzheng_core::words;
use serde_json::json;

use crate::output::{Done, Output};
use crate::{Place, parsed};

#[derive(Subcommand)]
pub enum TimestampCommand {
    /// Check a token against a file; needs no vault
    Verify(VerifyArgs),
    /// Ask again for timestamps that are pending, and put late tokens beside their bundles
    Retry {
        /// Id of the case (default: every case)
        case: Option<String>,
    },
    /// List timestamps that were asked for
    List {
        /// Id of the case (default: every case)
        case: Option<String>,
    },
    /// Services of trusted time
    #[command(subcommand)]
    Service(ServiceCommand),
    /// Ask for a timestamp over the custody log after each import: the id of a service, or off
    AtImport {
        #[arg(value_name = "ID|off")]
        service: String,
    },
}

#[derive(Args)]
pub struct VerifyArgs {
    /// A whole response or a bare token
    #[arg(long, value_name = "T.tsr")]
    pub token: PathBuf,
    /// What it is to be over
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
    /// PEM of the roots that you believe
    #[arg(long, value_name = "CA.pem")]
    pub trust: PathBuf,
    /// PEM of certificates that may lie between; not believed
    #[arg(long, value_name = "CHAIN.pem")]
    pub untrusted: Option<PathBuf>,
    /// When the certificates have to hold (default: the time in the token)
    #[arg(long, value_name = "T")]
    pub at: Option<String>,
}

#[derive(Subcommand)]
pub enum ServiceCommand {
    /// Note a service, or change the one with --id
    Set {
        #[arg(long)]
        id: Option<i64>,
        #[arg(long)]
        url: String,
        #[arg(long, default_value = "")]
        note: String,
        /// PEM of the root that you believe
        #[arg(long, value_name = "CA.pem")]
        root: Option<PathBuf>,
        /// PEM of certificates between the root and the signer's, where the service sends none
        #[arg(long, value_name = "CHAIN.pem")]
        chain: Option<PathBuf>,
    },
    List,
    Remove {
        id: i64,
    },
}

pub fn timestamp(place: &Place, command: &TimestampCommand, out: &Output) -> Result<Done> {
    match command {
        TimestampCommand::Verify(a) => return verify(place, a, out),
        TimestampCommand::Retry { case } => {
            let case = case.as_deref().map(parsed::<CaseId>).transpose()?;
            rows(&place.open()?.timestamp_retry(case.as_ref(), &out.job())?, out);
        }
        TimestampCommand::List { case } => {
            let case = case.as_deref().map(parsed::<CaseId>).transpose()?;
            rows(&place.read()?.timestamps(case.as_ref())?, out);
        }
        TimestampCommand::Service(ServiceCommand::List) => services(&place.read()?.time_authorities()?, out),
        TimestampCommand::Service(ServiceCommand::Set { id, url, note, root, chain }) => {
            let pem = |path: &Option<PathBuf>| path.as_deref().map(api::read_pem).transpose();
            let service = TimeAuthority {
                url: url.clone(),
                note: note.clone(),
                root: pem(root)?.unwrap_or_default(),
                chain: pem(chain)?.unwrap_or_default(),
            };
            services(&place.open()?.time_authority_save(id.map(TimeAuthorityId), &service)?, out);
        }
        TimestampCommand::Service(ServiceCommand::Remove { id }) => {
            services(&place.open()?.time_authority_remove(TimeAuthorityId(*id))?, out);
        }
        TimestampCommand::AtImport { service } => {
            let id = match service.as_str() {
                "off" => None,
                id => Some(TimeAuthorityId(
                    id.parse()
                        .map_err(|_| liuzheng_core::Error::invalid("service", id, "the id of a service, or off"))?,
                )),
            };
            services(&place.open()?.timestamp_imports(id)?, out);
        }
    }
    Ok(Done::Fine)
}

fn verify(place: &Place, a: &VerifyArgs, out: &Output) -> Result<Done> {
    let at = a.at.as_deref().map(|t| place.time(t)).transpose()?;
    let check = api::timestamp_verify(&a.token, &a.data, &a.trust, a.untrusted.as_deref(), at.as_ref())?;
    out.value(&check, || check_lines(&check, out).join("\n"));
    Ok(if check.verdict == TokenState::Valid { Done::Fine } else { Done::WithFindings })
}

fn check_lines(check: &TokenCheck, out: &Output) -> Vec<String> {
    let mut lines = vec![words::word(out.lang, "terms", &format!("token_state.{}", check.verdict.as_str()))];
    lines.extend([&check.gen_time, &check.signer, &check.policy].into_iter().flatten().cloned());
    lines.extend(check.findings.iter().map(|f| finding(f, out)));
    lines.push(check.openssl.clone());
    lines
}

pub fn finding(f: &Finding, out: &Output) -> String {
    format!("{} [{}] {}  {}", words::word(out.lang, "findings", &f.code), f.code, f.path, f.detail)
}

fn rows(rows: &[TimestampRow], out: &Output) {
    out.value(&json!({ "timestamps": rows }), || {
        let line = |r: &TimestampRow| {
            let over = r.fingerprint.clone().or_else(|| r.entry.map(|n| format!("#{n}"))).unwrap_or_default();
            let mut line = format!("{}  {over}  {}", r.case, term(out, "timestamp_state", r.state.as_str()));
            for part in [r.reason.map(|r| term(out, "refusal", r.as_str())), r.gen_time.clone(), r.signer.clone()] {
                line.extend(part.map(|p| format!("  {p}")));
            }
            line.extend(r.beside.iter().map(|p| format!("\n  {p}")));
            line
        };
        rows.iter().map(line).collect::<Vec<_>>().join("\n")
    });
}

fn services(all: &TimeAuthorities, out: &Output) {
    out.value(all, || {
        let line = |s: &api::TimeAuthorityRow| {
            let mark = if all.at_import == Some(s.id) { "*" } else { " " };
            format!("{mark} {}  {}  {}", s.id.0, s.service.url, s.service.note)
        };
        all.services.iter().map(line).collect::<Vec<_>>().join("\n")
    });
}

fn term(out: &Output, area: &str, word: &str) -> String {
    words::word(out.lang, "terms", &format!("{area}.{word}"))
}

/// The service of an export, from what was typed.
pub fn service(url: Option<&str>, root: Option<&Path>) -> Result<Option<TimeAuthority>> {
    let Some(url) = url else { return Ok(None) };
    let root = root.map(api::read_pem).transpose()?.unwrap_or_default();
    Ok(Some(TimeAuthority { url: url.to_owned(), root, ..TimeAuthority::default() }))
}

/// What came of the timestamp of an export, in words.
pub fn told(t: &TimestampResult, out: &Output) -> Option<String> {
    let state = term(out, "timestamp_state", t.state.as_str());
    match t.state {
        TimestampState::None => None,
        TimestampState::Pending => {
            Some(format!("{state}  {}", t.reason.map(|r| term(out, "refusal", r.as_str())).unwrap_or_default()))
        }
        TimestampState::Obtained => {
            let checked = t.checked.map(|c| term(out, "token_state", c.as_str())).unwrap_or_default();
            Some(format!("{state}  {}  {checked}", t.gen_time.clone().unwrap_or_default()))
        }
    }
}

/// A token of a bundle, in words; the line to check it wherever this program does not call it valid.
pub fn token(t: &TokenReport, out: &Output) -> Vec<String> {
    let state = term(out, "token_state", t.state.as_str());
    let mut lines = vec![format!("{}  {state}  {}", t.path, t.gen_time.clone().unwrap_or_default())];
    lines.extend(t.signer.iter().map(|s| format!("  {s}")));
    if t.state != TokenState::Valid {
        lines.extend(t.findings.iter().map(|f| format!("  {}", finding(f, out))));
        lines.push(format!("  {}", t.openssl));
    }
    lines
}
