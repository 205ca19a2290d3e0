//! Asking a service that answers well, badly, slowly, without end, or not at all.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use liuzheng_core::bundle::timestamp::{Limits, Refused, ask};
use liuzheng_core::error::Code;
use liuzheng_core::model::{Job, Refusal};
use liuzheng_tests::tools::need;
use liuzheng_tests::tsa::{Keys, Pki, Server, respond};
use liuzheng_tests::wait::until;

fn limits() -> Limits {
    Limits { connect: Duration::from_millis(500), total: Duration::from_millis(1500), ..Limits::default() }
}

fn asked(url: &str) -> Result<Vec<u8>, Refused> {
    ask(url, b"a request", limits(), &Job::quiet()).expect("not cancelled")
}

fn reason(server: &Server) -> Refusal {
    asked(&server.url).expect_err("no answer").reason
}

#[test]
fn the_request_goes_out_as_it_is_with_nothing_that_tells_of_the_user() {
    let server = Server::new(|query, to| respond(to, "200 OK", &[b"answer to ", query].concat()));
    assert_eq!(asked(&server.url).expect("an answer"), b"answer to a request");
    let head = server.heads.lock().expect("alive")[0].to_lowercase();
    assert!(head.starts_with("post /tsa http/1.1") && head.contains("content-type: application/timestamp-query"));
    for word in ["cookie", "authorization", "user-agent", "referer", "accept-language", "liuzheng"] {
        assert!(!head.contains(word), "{word} in {head}");
    }
}

#[test]
fn errors_redirects_and_answers_that_are_too_long_are_refused() {
    for status in ["500 Internal Server Error", "404 Not Found", "401 Unauthorized", "204 No Content"] {
        let server = Server::new(move |_, to| respond(to, status, b"no"));
        assert_eq!(reason(&server), Refusal::HttpStatus, "{status}");
    }
    let target = Server::new(|_, to| respond(to, "200 OK", b"x"));
    for location in [target.url.clone(), "file:///etc/passwd".into(), "https://tsa.invalid/".into()] {
        let server = Server::new(move |_, to| {
            let _ = write!(
                to,
                "HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
        });
        assert_eq!(reason(&server), Refusal::Redirected);
    }
    assert_eq!(target.requests(), 0, "nobody was asked but the service that was named");
    let large = Arc::new(vec![7u8; 10 << 20]);
    let server = Server::new(move |_, to| respond(to, "200 OK", &large));
    assert_eq!(reason(&server), Refusal::TooLarge);
    let server = Server::new(|_, to| {
        let _ = to.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        while to.write_all(&[0; 4096]).is_ok() {}
    });
    assert_eq!(reason(&server), Refusal::TooLarge, "an answer without a length and without an end");
    let server = Server::new(|_, to| {
        let _ = to.write_all(b"no HTTP at all\r\n\r\n");
    });
    assert!(matches!(reason(&server), Refusal::InvalidAnswer | Refusal::Unreachable));
}

#[test]
fn a_service_that_is_away_silent_or_slow_costs_no_more_than_the_limit() {
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port");
    assert_eq!(asked(&format!("http://{closed}/")).expect_err("nobody there").reason, Refusal::Unreachable);

    let silent = Server::new(|_, to| {
        // Until the other side has had enough.
        let _ = to.read(&mut [0]);
    });
    let (_open, never) = channel::<()>();
    let never = std::sync::Mutex::new(never);
    let dripping = Server::new(move |_, to| {
        let _ = to.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n");
        while to.write_all(b"x").is_ok() {
            let _ = never.lock().expect("alive").recv_timeout(Duration::from_millis(20));
        }
    });
    for server in [silent, dripping] {
        let began = Instant::now();
        assert_eq!(reason(&server), Refusal::TimedOut);
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    }
}

#[test]
fn a_cancel_does_not_wait_for_the_service() {
    let silent = Server::new(|_, to| {
        let _ = to.read(&mut [0]);
    });
    let job = Job::quiet();
    let url = silent.url.clone();
    let (at, cancel) = (Instant::now(), job.clone());
    let asking = std::thread::spawn(move || ask(&url, b"q", Limits::default(), &job).expect_err("cancelled").code);
    until("the request is there", Duration::from_secs(10), || (silent.requests() == 1).then_some(()));
    cancel.cancel();
    assert_eq!(asking.join().expect("ends"), Code::Cancelled);
    assert!(at.elapsed() < Duration::from_secs(15));
}

#[test]
fn an_encrypted_connection_is_made_only_to_a_service_that_the_system_believes() {
    let pki = Pki::new(Keys::P256);
    let free = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port");
    let mut server = Command::new(need("openssl"))
        .args(["s_server", "-accept", &free.to_string(), "-cert", "middle.pem", "-key", "middle.key", "-www", "-quiet"])
        .current_dir(pki.path("."))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("openssl starts");
    until("it listens", Duration::from_secs(10), || TcpStream::connect(free).ok());
    let refused = asked(&format!("https://{free}/")).expect_err("nobody vouches for it");
    server.kill().expect("it was there");
    server.wait().expect("it ends");
    assert_eq!(refused.reason, Refusal::Tls, "{}", refused.detail);
}
