//! What the page may load, completed at start: the policy of tauri.conf.json allows no media at all; here the one
//! source of films and sounds is put in its place.

use tauri::utils::config::{Config, Csp};

const NOTHING: &str = "media-src 'none'";

/// `source`: `http://127.0.0.1:PORT` or the picture protocol.
pub fn allow_media(config: &mut Config, source: &str) {
    for csp in [&mut config.app.security.csp, &mut config.app.security.dev_csp] {
        if let Some(Csp::Policy(policy)) = csp {
            *policy = with_media(policy, source);
        }
    }
}

fn with_media(policy: &str, source: &str) -> String {
    policy.replace(NOTHING, &format!("media-src {source}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_media_source_changes_and_only_to_the_one_given() {
        let before = include_str!("../tauri.conf.json");
        assert_eq!(before.matches(NOTHING).count(), 1, "the configured policy allows no media");
        let after = with_media(before, "http://127.0.0.1:4711");
        assert_eq!(after, before.replace(NOTHING, "media-src http://127.0.0.1:4711"));
        assert!(!after.contains('*') && !after.contains("127.0.0.1 "), "no pattern, and not without its port");
    }
}
