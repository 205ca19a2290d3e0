//! `evidence://localhost/thumb/<id>` and `/picture/<id>`: bytes by id, never by path; nothing else is served.

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
    let Some((what, id)) = split(path) else { return Ok(None) };
    let session = app.state::<Desk>().session()?;
    match what {
        What::Thumb => Ok(session.thumbnail(id)?.map(|jpeg| (jpeg, "image/jpeg"))),
        What::Picture => session.picture(id),
        What::Inbox => Ok(match u32::try_from(id.0) {
            Ok(waiting) => session.inbox_thumbnail(waiting)?.map(|jpeg| (jpeg, "image/jpeg")),
            Err(_) => None,
        }),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum What {
    Thumb,
    Picture,
    /// A file that waits; the number is of this run.
    Inbox,
}

/// The page encodes the whole path as one segment: `/thumb%2F12`.
fn split(path: &str) -> Option<(What, EvidenceId)> {
    let path = path.strip_prefix('/')?;
    let (what, id) = path.split_once("%2F").or_else(|| path.split_once("%2f")).or_else(|| path.split_once('/'))?;
    let what = match what {
        "thumb" => What::Thumb,
        "picture" => What::Picture,
        "inbox" => What::Inbox,
        _ => return None,
    };
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some((what, id.parse().ok()?))
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
        assert_eq!(split("/thumb%2F12"), Some((What::Thumb, EvidenceId(12))));
        assert_eq!(split("/picture/7"), Some((What::Picture, EvidenceId(7))));
        assert_eq!(split("/inbox%2F7"), Some((What::Inbox, EvidenceId(7))));
        for bad in ["", "/", "/thumb", "/thumb%2F", "/thumb/../1", "/thumb/1/2", "/file/etc", "/thumb/-1", "/thumb/+1"]
        {
            assert_eq!(split(bad), None, "{bad}");
        }
    }
}
