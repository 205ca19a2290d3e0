//! Waiting for something to become true: looked at often, with a deadline. The only place that lets time pass.

use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_millis(20);

/// The first `Some` that `look` gives within `limit`; None when time is up.
pub fn within<T>(limit: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + limit;
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        if Instant::now() >= end {
            return None;
        }
        std::thread::sleep(PAUSE);
    }
}

/// As `within`, for tests: fails with `what` when time is up.
pub fn until<T>(what: &str, limit: Duration, look: impl FnMut() -> Option<T>) -> T {
    within(limit, look).unwrap_or_else(|| panic!("not within {limit:?}: {what}"))
}
