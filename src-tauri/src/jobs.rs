//! Long work on a thread of its own: progress and the end are told by events, a cancel comes by number.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use liuzheng_core::api::ErrorView;
use liuzheng_core::error::{Code, Error, Result};
use liuzheng_core::model::{Job, Progress};
use serde::Serialize;
use serde_json::json;
use tauri::{AppHandle, Emitter, Manager};

use crate::state::Desk;

/// Progress is told at most this often.
const PACE: Duration = Duration::from_millis(80);

/// Runs `work` on a thread; returns the number that events and `job_cancel` name it by.
pub fn start<T: Serialize>(
    app: &AppHandle,
    kind: &'static str,
    work: impl FnOnce(&Job, u32) -> Result<T> + Send + 'static,
) -> u32 {
    let desk = app.state::<Desk>();
    let number_slot = std::sync::Arc::new(Mutex::new(0u32));
    let job = Job::new(paced(app.clone(), kind, number_slot.clone()));
    let number = desk.jobs.put(job.clone());
    *number_slot.lock().unwrap_or_else(PoisonError::into_inner) = number;
    let app = app.clone();
    std::thread::spawn(move || {
        let outcome = catch_unwind(AssertUnwindSafe(|| work(&job, number)))
            .unwrap_or_else(|_| Err(Error::new(Code::Internal).with("reason", "a panic; see the log")));
        let told = match outcome {
            Ok(result) => json!({ "job": number, "kind": kind, "result": result }),
            Err(e) => {
                eprintln!("liuzheng: {kind}: {e}");
                json!({ "job": number, "kind": kind, "error": ErrorView::from(e) })
            }
        };
        let _ = app.emit("job-done", told);
        let desk = app.state::<Desk>();
        desk.jobs.take(number);
        desk.jobs_idle.1.notify_all();
    });
    number
}

fn paced(app: AppHandle, kind: &'static str, number: std::sync::Arc<Mutex<u32>>) -> impl Fn(Progress) + Send + Sync {
    let last: Mutex<Option<Instant>> = Mutex::new(None);
    move |progress| {
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        let ended = progress.done == progress.total && progress.bytes_done >= progress.bytes_total;
        if ended || last.is_none_or(|t| t.elapsed() >= PACE) {
            *last = Some(Instant::now());
            let job = *number.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = app.emit("job-progress", json!({ "job": job, "kind": kind, "progress": progress }));
        }
    }
}
