//! Films and sounds for WebKitGTK, which plays nothing from a scheme of its own (WebKit bug 146351): a server for this
//! computer only, on a port of the system's choice, behind a token that only the page knows. It hands out ranges of
//! films and sounds by id, in pieces, and nothing else; it is there as long as the window.

use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

use liuzheng_core::api::Session;
use liuzheng_core::model::EvidenceId;
use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use crate::protocol::span;

/// Requests answered at the same time; WebKit opens about two for a film.
const ANSWERING: usize = 4;
/// Bytes taken from the vault at once.
const PIECE: usize = 512 * 1024;

/// The opened vault, told again whenever it changes.
type Shelf = Arc<Mutex<Option<Arc<Session>>>>;

pub struct Player {
    server: Arc<Server>,
    token: String,
    port: u16,
    session: Shelf,
}

impl Player {
    /// None when no port can be had: films are then not played, and all else works.
    pub fn start() -> Option<Player> {
        let server = Arc::new(Server::http("127.0.0.1:0").ok()?);
        let port = server.server_addr().to_ip()?.port();
        let mut random = [0u8; 16];
        getrandom::fill(&mut random).ok()?;
        let token: String = random.iter().map(|b| format!("{b:02x}")).collect();
        let player = Player { server, token, port, session: Shelf::default() };
        for _ in 0..ANSWERING {
            let (server, session) = (player.server.clone(), player.session.clone());
            let (token, host) = (player.token.clone(), player.host());
            std::thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    answer(request, &token, &host, &session);
                }
            });
        }
        Some(player)
    }

    /// The source that the page's policy allows for media, and no other.
    pub fn origin(&self) -> String {
        format!("http://{}", self.host())
    }

    /// What an id is put behind.
    pub fn address(&self) -> String {
        format!("{}/{}/", self.origin(), self.token)
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The vault that is open now; None when it is put down.
    pub fn show(&self, session: Option<Arc<Session>>) {
        *self.session.lock().unwrap_or_else(PoisonError::into_inner) = session;
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        for _ in 0..ANSWERING {
            self.server.unblock();
        }
    }
}

fn answer(request: Request, token: &str, host: &str, session: &Shelf) {
    let session = session.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let found = asked(&request, token, host).and_then(|id| {
        let session = session.ok_or(404u16)?;
        let (media_type, size) = session.playable(id).ok().flatten().ok_or(404u16)?;
        Ok((session, id, media_type, size))
    });
    // Who hangs up in the middle has seen enough.
    let _ = match found {
        Err(status) => request.respond(Response::empty(StatusCode(status))),
        Ok((session, id, media_type, size)) => {
            let range = request.headers().iter().find(|h| h.field.equiv("Range")).map(|h| h.value.as_str().to_owned());
            match span(range.as_deref(), size) {
                None => request.respond(
                    Response::empty(StatusCode(416)).with_header(header("Content-Range", &format!("bytes */{size}"))),
                ),
                Some((from, to)) => {
                    let part = Part { session, id, at: from, end: to + 1, piece: Vec::new(), used: 0 };
                    let status = StatusCode(if range.is_some() { 206 } else { 200 });
                    let mut headers = vec![
                        header("Content-Type", &media_type),
                        header("Accept-Ranges", "bytes"),
                        header("Cache-Control", "no-store"),
                        header("X-Content-Type-Options", "nosniff"),
                        header("Cross-Origin-Resource-Policy", "cross-origin"),
                    ];
                    if range.is_some() {
                        headers.push(header("Content-Range", &format!("bytes {from}-{to}/{size}")));
                    }
                    let length = usize::try_from(to - from + 1).ok();
                    let response =
                        Response::new(status, headers, part, length, None).with_chunked_threshold(usize::MAX);
                    request.respond(response)
                }
            }
        }
    };
}

/// The id that is asked for; else the status to answer with. The host is looked at so that no page elsewhere can come
/// here under a name of its own.
fn asked(request: &Request, token: &str, host: &str) -> Result<EvidenceId, u16> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return Err(405);
    }
    let named = request.headers().iter().find(|h| h.field.equiv("Host")).map(|h| h.value.as_str());
    let rest = request.url().strip_prefix('/').and_then(|u| u.strip_prefix(token)).and_then(|u| u.strip_prefix('/'));
    match rest {
        Some(id) if named == Some(host) => {
            let plain = !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| id.parse().ok()).flatten().ok_or(404)
        }
        _ => Err(403),
    }
}

fn header(name: &str, value: &str) -> Header {
    // A media type is one of our own words; should it ever not fit into a header, the page is told less.
    let plain = || Header { field: "X-None".parse().expect("a plain name"), value: Default::default() };
    Header::from_bytes(name, value).unwrap_or_else(|()| plain())
}

/// Reads a range of an original piece by piece, so that a film is never whole in memory.
struct Part {
    session: Arc<Session>,
    id: EvidenceId,
    at: u64,
    end: u64,
    piece: Vec<u8>,
    used: usize,
}

impl Read for Part {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        if self.used == self.piece.len() {
            let wanted = usize::try_from(self.end - self.at).unwrap_or(PIECE).min(PIECE);
            if wanted == 0 {
                return Ok(0);
            }
            self.piece = self
                .session
                .original_range(self.id, self.at, wanted)
                .map_err(|e| std::io::Error::other(e.to_string()))?;
            self.used = 0;
            self.at += self.piece.len() as u64;
        }
        let n = buf.len().min(self.piece.len() - self.used);
        buf[..n].copy_from_slice(&self.piece[self.used..self.used + n]);
        self.used += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::TcpStream;

    use liuzheng_core::api::ImportOptions;
    use liuzheng_core::clock::Clock;
    use liuzheng_core::model::{CaseFacts, Job, Platform};

    use super::*;

    /// Head and body of an answer to a request with these lines.
    fn ask(player: &Player, lines: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(player.host()).unwrap();
        stream.write_all(format!("{lines}\r\nConnection: close\r\n\r\n").as_bytes()).unwrap();
        let mut all = Vec::new();
        stream.read_to_end(&mut all).unwrap();
        let at = all.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
        (String::from_utf8_lossy(&all[..at]).into_owned(), all[at + 4..].to_vec())
    }

    /// A vault with a sound of a little over a mebibyte as piece 1 and a text as piece 2.
    fn playing(dir: &std::path::Path) -> (Player, Vec<u8>) {
        let vault = dir.join("vault");
        Session::init(&vault).unwrap();
        let session = Session::open(&vault, Clock::System).unwrap();
        let facts = CaseFacts::titled("声音", Platform::Taobao);
        let case = session.case_new(facts).unwrap().id;
        let mut wav =
            b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\0\0\x20\0".to_vec();
        wav.extend((0..1_100_000u32).map(|i| (i % 251) as u8));
        for (name, bytes) in [("a.wav", wav.as_slice()), ("b.txt", b"text")] {
            std::fs::write(dir.join(name), bytes).unwrap();
        }
        let paths = [dir.join("a.wav"), dir.join("b.txt")];
        session.import(&case, &paths, &ImportOptions::default(), &Job::quiet(), &|_| {}).unwrap();
        let player = Player::start().unwrap();
        player.show(Some(Arc::new(session)));
        (player, wav)
    }

    #[test]
    fn ranges_of_a_sound_come_byte_for_byte() {
        let dir = tempfile::tempdir().unwrap();
        let (player, wav) = playing(dir.path());
        let (token, host) = (&player.token, player.host());
        let get = |range: &str| ask(&player, &format!("GET /{token}/1 HTTP/1.1\r\nHost: {host}{range}"));
        let (head, body) = get("");
        assert!(head.starts_with("HTTP/1.1 200") && head.contains("audio/wav"), "{head}");
        assert!(body == wav, "all of it, across pieces");
        let (head, body) = get("\r\nRange: bytes=600000-600009");
        assert!(head.starts_with("HTTP/1.1 206"), "{head}");
        assert!(head.contains(&format!("bytes 600000-600009/{}", wav.len())), "{head}");
        assert_eq!(body, wav[600_000..600_010]);
        assert_eq!(get("\r\nRange: bytes=-5").1, wav[wav.len() - 5..]);
        assert!(get("\r\nRange: bytes=9999999-").0.starts_with("HTTP/1.1 416"));
        let (head, body) = ask(&player, &format!("HEAD /{token}/1 HTTP/1.1\r\nHost: {host}"));
        assert!(head.starts_with("HTTP/1.1 200") && body.is_empty(), "{head}");
    }

    #[test]
    fn without_token_under_another_name_or_for_anything_else_there_is_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let (player, _) = playing(dir.path());
        let (token, host) = (player.token.clone(), player.host());
        for (line, status) in [
            (format!("GET /1 HTTP/1.1\r\nHost: {host}"), 403),
            (format!("GET /{}/1 HTTP/1.1\r\nHost: {host}", "0".repeat(32)), 403),
            (format!("GET /{token}/1 HTTP/1.1\r\nHost: evil.example:80"), 403),
            (format!("GET /{token}/1 HTTP/1.1"), 403),
            (format!("POST /{token}/1 HTTP/1.1\r\nHost: {host}"), 405),
            (format!("GET /{token}/2 HTTP/1.1\r\nHost: {host}"), 404),
            (format!("GET /{token}/3 HTTP/1.1\r\nHost: {host}"), 404),
            (format!("GET /{token}/../etc/passwd HTTP/1.1\r\nHost: {host}"), 404),
        ] {
            let (head, body) = ask(&player, &line);
            assert!(head.starts_with(&format!("HTTP/1.1 {status}")) && body.is_empty(), "{line}: {head}");
        }
        player.show(None);
        let (head, _) = ask(&player, &format!("GET /{token}/1 HTTP/1.1\r\nHost: {host}"));
        assert!(head.starts_with("HTTP/1.1 404"), "a vault that was put down plays nothing: {head}");
    }

    #[test]
    fn each_start_has_its_own_port_and_token() {
        let (a, b) = (Player::start().unwrap(), Player::start().unwrap());
        assert_ne!(a.address(), b.address());
        assert!(a.address().starts_with("http://127.0.0.1:"));
    }
}
