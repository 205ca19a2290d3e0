//! `evidence://localhost/thumb/<id>`, `/picture/<id>`, `/slice/<id>-<from>-<to>`, `/difference/<id>-<id>`: bytes by id, never by path; nothing else is served.

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use liuzheng_core::error::Result;
use liuzheng_core::model::EvidenceId;
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{AppHandle, Manager, UriSchemeContext, UriSchemeResponder, Wry};

use crate::state::Desk;

type Work = Box<dyn FnOnce() + Send>;

/// Pictures decoded at the same time: as many as cores, so that an import beside them still gets on.
const DECODERS: usize = 2;

pub fn serve(context: UriSchemeContext<'_, Wry>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let app = context.app_handle().clone();
    let path = request.uri().path().to_owned();
    let work: Work = Box::new(move || responder.respond(answer(&app, &path)));
    // A pool that is gone can't answer: the page shows the picture as missing.
    let _ = pool().send(work);
}

fn pool() -> &'static Sender<Work> {
    static POOL: OnceLock<Sender<Work>> = OnceLock::new();
    POOL.get_or_init(|| {
        let (send, receive) = channel::<Work>();
        let receive = Arc::new(Mutex::new(receive));
        for _ in 0..DECODERS {
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
    })
}

fn answer(app: &AppHandle, path: &str) -> Response<Vec<u8>> {
    match find(app, path) {
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

fn find(app: &AppHandle, path: &str) -> Result<Option<(Vec<u8>, &'static str)>> {
    let Some(what) = split(path) else { return Ok(None) };
    let session = app.state::<Desk>().session()?;
    let jpeg = |bytes: Option<Vec<u8>>| bytes.map(|b| (b, "image/jpeg"));
    match what {
        What::Thumb(id) => Ok(jpeg(session.thumbnail(id)?)),
        What::Picture(id) => session.picture(id),
        What::Slice(id, from, to) => Ok(jpeg(session.slice(id, from, to)?)),
        What::Difference(a, b) => Ok(jpeg(session.difference(a, b)?)),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum What {
    Thumb(EvidenceId),
    Picture(EvidenceId),
    /// Rows of an upright picture.
    Slice(EvidenceId, u32, u32),
    /// What differs in the second of two pictures.
    Difference(EvidenceId, EvidenceId),
}

/// The page encodes the whole path as one segment: `/thumb%2F12`.
fn split(path: &str) -> Option<What> {
    let path = path.strip_prefix('/')?;
    let (what, id) = path.split_once("%2F").or_else(|| path.split_once("%2f")).or_else(|| path.split_once('/'))?;
    // Digits, parted by single dashes.
    let numbers = id.split('-').map(|n| n.parse::<i64>().ok().filter(|_| n.bytes().all(|b| b.is_ascii_digit())));
    let numbers: Vec<i64> = numbers.collect::<Option<_>>()?;
    let row = |n: i64| u32::try_from(n).ok();
    match (what, numbers.as_slice()) {
        ("thumb", [id]) => Some(What::Thumb(EvidenceId(*id))),
        ("picture", [id]) => Some(What::Picture(EvidenceId(*id))),
        ("slice", [id, from, to]) => Some(What::Slice(EvidenceId(*id), row(*from)?, row(*to)?)),
        ("difference", [a, b]) => Some(What::Difference(EvidenceId(*a), EvidenceId(*b))),
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
    fn only_a_kind_of_picture_and_a_number_are_understood() {
        assert_eq!(split("/thumb%2F12"), Some(What::Thumb(EvidenceId(12))));
        assert_eq!(split("/picture/7"), Some(What::Picture(EvidenceId(7))));
        assert_eq!(split("/slice%2F7-0-2048"), Some(What::Slice(EvidenceId(7), 0, 2048)));
        assert_eq!(split("/difference/7-9"), Some(What::Difference(EvidenceId(7), EvidenceId(9))));
        for bad in ["/slice/7", "/slice/7-1-99999999999", "/difference/7--9", "/difference/7-9-1", "/thumb/1-2"] {
            assert_eq!(split(bad), None, "{bad}");
        }
        for bad in ["", "/", "/thumb", "/thumb%2F", "/thumb/../1", "/thumb/1/2", "/file/etc", "/thumb/-1", "/thumb/+1"]
        {
            assert_eq!(split(bad), None, "{bad}");
        }
    }
}
