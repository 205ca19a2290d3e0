//! `evidence://localhost/thumb/<id>`, `/picture/<id>`, `/tile/<id>/<level>/<column>/<row>`, `/slice/<id>/<from>/<to>`,
//! `/difference/<id>/<id>`, `/inbox/<number>`, `/upload/<job>/<index>`, `/upload_small/<job>/<index>` and, outside
//! Linux, `/media/<id>`: bytes by id, never by path; nothing else is served.

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use liuzheng_core::api::TilePlace;
use liuzheng_core::error::Result;
use liuzheng_core::model::EvidenceId;
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{AppHandle, Manager, UriSchemeContext, UriSchemeResponder, Wry};

use crate::state::Desk;

type Work = Box<dyn FnOnce() + Send>;

/// Pictures decoded at the same time: as many as cores, so that an import beside them still gets on.
const DECODERS: usize = 2;
/// Requests for tiles that wait at the same time; one of them at most decodes.
const WAITING: usize = 4;
/// Bytes of a film in one answer.
const RANGE: u64 = 2 << 20;

pub fn serve(context: UriSchemeContext<'_, Wry>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let app = context.app_handle().clone();
    let path = request.uri().path().to_owned();
    let range = request.headers().get(header::RANGE).and_then(|r| r.to_str().ok()).map(str::to_owned);
    let pool = if path.starts_with("/tile") { tile_pool() } else { picture_pool() };
    let work: Work = Box::new(move || responder.respond(answer(&app, &path, range.as_deref())));
    // A pool that is gone can't answer: the page shows the picture as missing.
    let _ = pool.send(work);
}

fn picture_pool() -> &'static Sender<Work> {
    static POOL: OnceLock<Sender<Work>> = OnceLock::new();
    POOL.get_or_init(|| pool(DECODERS))
}

fn tile_pool() -> &'static Sender<Work> {
    static POOL: OnceLock<Sender<Work>> = OnceLock::new();
    POOL.get_or_init(|| pool(WAITING))
}

fn pool(threads: usize) -> Sender<Work> {
    let (send, receive) = channel::<Work>();
    let receive = Arc::new(Mutex::new(receive));
    for _ in 0..threads {
        let receive = receive.clone();
        std::thread::spawn(move || {
            loop {
                let next = receive.lock().unwrap_or_else(PoisonError::into_inner).recv();
                match next {
                    Ok(work) => work(),
                    Err(_) => return,
                }
            }
        });
    }
    send
}

fn answer(app: &AppHandle, path: &str, range: Option<&str>) -> Response<Vec<u8>> {
    let found = match split(path) {
        Some(What::Media(id)) if !cfg!(target_os = "linux") => return media(app, id, range),
        Some(what) => find(app, what),
        None => Ok(None),
    };
    match found {
        Ok(Some((bytes, media_type))) => Response::builder()
            .header(header::CONTENT_TYPE, media_type)
            .header(header::CACHE_CONTROL, "private, max-age=31536000, immutable")
            .header("X-Content-Type-Options", "nosniff")
            .body(bytes)
            .unwrap_or_else(|_| empty(StatusCode::INTERNAL_SERVER_ERROR)),
        Ok(None) => empty(StatusCode::NOT_FOUND),
        Err(e) => {
            eprintln!("liuzheng: picture {path}: {e}");
            empty(StatusCode::NOT_FOUND)
        }
    }
}

fn find(app: &AppHandle, what: What) -> Result<Option<(Vec<u8>, &'static str)>> {
    let desk = app.state::<Desk>();
    let session = desk.session()?;
    let jpeg = |bytes: Option<Vec<u8>>| bytes.map(|b| (b, "image/jpeg"));
    match what {
        What::Thumb(id) => Ok(jpeg(session.thumbnail(id)?)),
        What::Picture(id) => session.picture(id),
        What::Tile(id, place) => Ok(session.tile(id, place)?.map(|bytes| {
            let kind = if bytes.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" };
            (bytes, kind)
        })),
        What::Slice(id, from, to) => Ok(jpeg(session.slice(id, from, to)?)),
        What::Difference(a, b) => Ok(jpeg(session.difference(a, b)?)),
        What::Masked(id) => session.masked_picture(id),
        What::Inbox(waiting) => Ok(jpeg(session.inbox_thumbnail(waiting)?)),
        What::Upload { job, index } => Ok(jpeg(desk.upload(job).map_or(Ok(None), |made| made.get(index as usize))?)),
        What::UploadSmall { job, index } => {
            Ok(jpeg(desk.upload(job).map_or(Ok(None), |made| made.small(index as usize))?))
        }
        What::Media(_) => Ok(None),
    }
}

/// A film or sound in answers of `RANGE` bytes. Untested: WebKitGTK plays none of it, and the others were not tried.
fn media(app: &AppHandle, id: EvidenceId, range: Option<&str>) -> Response<Vec<u8>> {
    let part = || -> Result<Option<Response<Vec<u8>>>> {
        let session = app.state::<Desk>().session()?;
        let Some((media_type, size)) = session.playable(id)? else { return Ok(None) };
        let Some((from, to)) = span(range, size) else { return Ok(Some(empty(StatusCode::RANGE_NOT_SATISFIABLE))) };
        let to = to.min(from + RANGE - 1);
        let bytes = session.original_range(id, from, (to - from + 1) as usize)?;
        Ok(Response::builder()
            .status(StatusCode::PARTIAL_CONTENT)
            .header(header::CONTENT_TYPE, media_type)
            .header(header::ACCEPT_RANGES, "bytes")
            .header(header::CONTENT_RANGE, format!("bytes {from}-{to}/{size}"))
            .header("X-Content-Type-Options", "nosniff")
            .body(bytes)
            .ok())
    };
    part().ok().flatten().unwrap_or_else(|| empty(StatusCode::NOT_FOUND))
}

/// First and last byte of a `Range: bytes=a-b`, `a-` or `-n` (RFC 9110, 14.1.2), or of the whole without one. None when
/// there is no such part; of several ranges the first counts.
pub fn span(range: Option<&str>, size: u64) -> Option<(u64, u64)> {
    let last = size.checked_sub(1)?;
    let Some(range) = range.and_then(|r| r.strip_prefix("bytes=")) else { return Some((0, last)) };
    let (from, to) = range.split(',').next()?.trim().split_once('-')?;
    let (from, to) = match (from, to) {
        ("", n) => (size.saturating_sub(n.parse::<u64>().ok().filter(|n| *n > 0)?), last),
        (a, "") => (a.parse().ok()?, last),
        (a, b) => (a.parse().ok()?, b.parse::<u64>().ok()?.min(last)),
    };
    (from <= to && from <= last).then_some((from, to))
}

#[derive(Debug, PartialEq, Eq)]
enum What {
    Thumb(EvidenceId),
    Picture(EvidenceId),
    /// The copy with what boxes cover gone; the second number only tells one making from another.
    Masked(EvidenceId),
    Tile(EvidenceId, TilePlace),
    Media(EvidenceId),
    /// A file that waits; the number is of this run.
    Inbox(u32),
    /// A finished picture of an upload set that is looked at.
    Upload {
        job: u32,
        index: u32,
    },
    UploadSmall {
        job: u32,
        index: u32,
    },
    /// Rows of an upright picture.
    Slice(EvidenceId, u32, u32),
    /// What differs in the second of two pictures.
    Difference(EvidenceId, EvidenceId),
}

/// The page encodes the whole path as one segment: `/thumb%2F12`.
fn split(path: &str) -> Option<What> {
    let path = path.strip_prefix('/')?.replace("%2f", "/").replace("%2F", "/");
    let (what, rest) = path.split_once('/')?;
    let numbers: Vec<u32> = rest
        .split('/')
        .map(|n| n.bytes().all(|b| b.is_ascii_digit()).then(|| n.parse().ok()).flatten())
        .collect::<Option<_>>()?;
    let first = *numbers.first()?;
    let id = EvidenceId(first.into());
    match (what, &numbers[1..]) {
        ("thumb", []) => Some(What::Thumb(id)),
        ("picture", []) => Some(What::Picture(id)),
        ("masked", [_]) => Some(What::Masked(id)),
        ("media", []) => Some(What::Media(id)),
        ("inbox", []) => Some(What::Inbox(first)),
        ("upload", [index]) => Some(What::Upload { job: first, index: *index }),
        ("upload_small", [index]) => Some(What::UploadSmall { job: first, index: *index }),
        ("slice", [from, to]) => Some(What::Slice(id, *from, *to)),
        ("difference", [other]) => Some(What::Difference(id, EvidenceId((*other).into()))),
        ("tile", [level, column, row]) => {
            let place = TilePlace {
                level: u8::try_from(*level).ok()?,
                column: u16::try_from(*column).ok()?,
                row: u16::try_from(*row).ok()?,
            };
            Some(What::Tile(id, place))
        }
        _ => None,
    }
}

fn empty(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_kind_of_picture_and_numbers_are_understood() {
        assert_eq!(split("/thumb%2F12"), Some(What::Thumb(EvidenceId(12))));
        assert_eq!(split("/picture/7"), Some(What::Picture(EvidenceId(7))));
        assert_eq!(split("/masked/7/4294967295"), Some(What::Masked(EvidenceId(7))));
        assert_eq!(split("/inbox%2F7"), Some(What::Inbox(7)));
        assert_eq!(split("/upload%2F7%2F0"), Some(What::Upload { job: 7, index: 0 }));
        assert_eq!(split("/upload_small/7/199"), Some(What::UploadSmall { job: 7, index: 199 }));
        assert_eq!(split("/slice%2F7%2F0%2F2048"), Some(What::Slice(EvidenceId(7), 0, 2048)));
        assert_eq!(split("/difference/7/9"), Some(What::Difference(EvidenceId(7), EvidenceId(9))));
        let place = TilePlace { level: 1, column: 0, row: 14 };
        assert_eq!(split("/tile%2F7%2F1%2F0%2F14"), Some(What::Tile(EvidenceId(7), place)));
        for bad in [
            "",
            "/",
            "/thumb",
            "/thumb%2F",
            "/thumb/../1",
            "/thumb/1/2",
            "/file/etc",
            "/thumb/-1",
            "/thumb/+1",
            "/masked/7",
            "/upload/7",
            "/upload/7/1/2",
            "/upload_small/7/../1",
            "/slice/7",
            "/slice/7/1/99999999999",
            "/difference/7//9",
            "/difference/7/9/1",
            "/tile/1",
            "/tile/1/2/3",
            "/tile/1/2/3/4/5",
            "/tile/1/300/0/0",
            "/tile/1/0/0/70000",
            "/tile/1/0//0",
        ] {
            assert_eq!(split(bad), None, "{bad}");
        }
    }

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        for (range, expected) in [
            (None, Some((0, 99))),
            (Some("bytes=0-"), Some((0, 99))),
            (Some("bytes=90-95"), Some((90, 95))),
            (Some("bytes=90-1000"), Some((90, 99))),
            (Some("bytes=-10"), Some((90, 99))),
            (Some("bytes=-1000"), Some((0, 99))),
            (Some("bytes=5-6, 8-9"), Some((5, 6))),
            (Some("bytes=100-"), None),
            (Some("bytes=9-5"), None),
            (Some("bytes=-0"), None),
            (Some("bytes=x-"), None),
            (Some("bytes=99999999999999999999-"), None),
        ] {
            assert_eq!(span(range, 100), expected, "{range:?}");
        }
        assert_eq!(span(None, 0), None);
    }
}
