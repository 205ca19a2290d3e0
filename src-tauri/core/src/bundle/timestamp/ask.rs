//! The only place that speaks to a network: one POST of a request to a service that the user named (RFC 3161 section
//! 3.4). Bounded in time and bytes; no redirect is followed, no name or password sent.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use ureq::http::Uri;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Proxy};

use crate::error::{Error, Result};
use crate::model::{Job, Refusal};

#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub connect: Duration,
    /// From the first step to the last byte of the answer.
    pub total: Duration,
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        let bytes = super::LONGEST as u64;
        Limits { connect: Duration::from_secs(10), total: Duration::from_secs(30), bytes }
    }
}

/// Why there is no answer: nothing that would stop an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub reason: Refusal,
    /// English particulars, for logs.
    pub detail: String,
}

/// `http://` or `https://`, a host, no name or password.
pub fn check_url(url: &str) -> Result<()> {
    let bad = |reason: &str| Err(Error::invalid("url", url, reason));
    let Ok(uri) = url.parse::<Uri>() else { return bad("an address such as https://tsa.example/") };
    if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.host().is_none_or(str::is_empty) {
        return bad("an address that begins with http:// or https://");
    }
    if uri.authority().is_some_and(|a| a.as_str().contains('@')) {
        return bad("an address without a name or password");
    }
    Ok(())
}

/// The bytes of the answer, whatever they are. The outer error: cancelled.
pub fn ask(url: &str, query: &[u8], limits: Limits, job: &Job) -> Result<std::result::Result<Vec<u8>, Refused>> {
    check_url(url)?;
    let (send, answer) = channel();
    let (url, query) = (url.to_owned(), query.to_owned());
    // Apart, so that a cancel need not wait; it ends by its own time limit.
    thread::spawn(move || {
        // Nobody listens after a cancel.
        let _ = send.send(post(&url, &query, limits));
    });
    let lost = || Refused { reason: Refusal::Unreachable, detail: "the asking thread fell over".into() };
    loop {
        job.go_on()?;
        match answer.recv_timeout(Duration::from_millis(50)) {
            Ok(answer) => return Ok(answer),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(Err(lost())),
        }
    }
}

fn post(url: &str, query: &[u8], limits: Limits) -> std::result::Result<Vec<u8>, Refused> {
    let uri: Uri = url.parse().map_err(|_| Refused { reason: Refusal::Unreachable, detail: "no address".into() })?;
    let local = matches!(uri.host(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let tls = TlsConfig::builder()
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .root_certs(RootCerts::PlatformVerifier)
        .build();
    let agent: Agent = Agent::config_builder()
        .timeout_connect(Some(limits.connect))
        .timeout_global(Some(limits.total))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(if local { None } else { Proxy::try_from_env() })
        .user_agent("")
        .tls_config(tls)
        .build()
        .into();
    let sent = agent
        .post(url)
        .header("Content-Type", "application/timestamp-query")
        .header("Accept", "application/timestamp-reply")
        .send(query);
    let mut response = sent.map_err(refused)?;
    let status = response.status().as_u16();
    match status {
        200 => {}
        300..=399 => return Err(Refused { reason: Refusal::Redirected, detail: format!("HTTP {status}") }),
        _ => return Err(Refused { reason: Refusal::HttpStatus, detail: format!("HTTP {status}") }),
    }
    response.body_mut().with_config().limit(limits.bytes).read_to_vec().map_err(refused)
}

fn refused(e: ureq::Error) -> Refused {
    use ureq::Error as E;
    let reason = match &e {
        E::Timeout(_) => Refusal::TimedOut,
        E::BodyExceedsLimit(_) | E::LargeResponseHeader(..) => Refusal::TooLarge,
        E::Tls(_) | E::Rustls(_) | E::TlsRequired => Refusal::Tls,
        E::Io(io) if io.get_ref().is_some_and(|e| e.is::<rustls::Error>()) => Refusal::Tls,
        E::Io(io) if io.kind() == std::io::ErrorKind::TimedOut => Refusal::TimedOut,
        E::Http(_) | E::Protocol(_) | E::BodyStalled => Refusal::InvalidAnswer,
        _ => Refusal::Unreachable,
    };
    Refused { reason, detail: e.to_string() }
}
