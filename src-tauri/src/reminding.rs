//! Tells what is due by the system's notifications while the window lies behind others; in front of the user the window
//! itself says it. Where the system shows none nothing is lost: the list of cases still says it.

use std::collections::HashSet;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use liuzheng_core::api::{Reminder, Session};
use liuzheng_core::error::Result;
use liuzheng_core::model::Lang;
use notify_rust::{Notification, NotificationHandle, NotificationResponse};
use tauri::{AppHandle, Manager};

use crate::state::{Desk, locale};

/// A vault was opened; the first look is not in the way of the start.
const FIRST: Duration = Duration::from_secs(3);
const AGAIN: Duration = Duration::from_secs(10 * 60);

/// By which Windows and macOS know the installed program.
#[cfg(any(windows, target_os = "macos", test))]
const IDENTIFIER: &str = "app.liuzheng.desktop";

#[derive(Default)]
pub struct Reminding {
    wake: OnceLock<Mutex<Sender<()>>>,
}

impl Reminding {
    /// Looks soon.
    pub fn wake(&self) {
        if let Some(send) = self.wake.get() {
            // A thread that is gone looks no more; the next start does.
            let _ = send.lock().unwrap_or_else(PoisonError::into_inner).send(());
        }
    }

    pub fn start(&self, app: AppHandle) {
        let (send, receive) = channel();
        if self.wake.set(Mutex::new(send)).is_ok() {
            #[cfg(target_os = "macos")]
            let _ = notify_rust::set_application(IDENTIFIER);
            std::thread::spawn(move || look_for_ever(&app, &receive));
        }
    }
}

fn look_for_ever(app: &AppHandle, receive: &Receiver<()>) {
    // Beside what the vault keeps: a full disk must not tell the same again and again.
    let mut shown = HashSet::new();
    loop {
        match receive.recv_timeout(AGAIN) {
            Ok(()) => while receive.recv_timeout(FIRST).is_ok() {},
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if let Some(session) = app.state::<Desk>().reminded()
            && let Err(e) = look(app, &session, &mut shown)
        {
            eprintln!("liuzheng: reminders: {e}");
        }
    }
}

fn look(app: &AppHandle, session: &Session, shown: &mut HashSet<String>) -> Result<()> {
    let in_front = app.get_webview_window("main").is_some_and(|w| w.is_focused().unwrap_or(false));
    if in_front {
        return session.reminders_told(&[]);
    }
    let lang = session.settings()?.lang.unwrap_or_else(|| of_system(&locale()));
    let mut news = session.reminders(lang)?;
    news.retain(|r| !shown.contains(&r.line));
    if news.is_empty() {
        return session.reminders_told(&[]);
    }
    let (title, body) = Reminder::told_at_once(&news, lang);
    // A system without notifications has none the next time either; that is no fault to speak of.
    let Ok(handle) = notification(&title, &body).show() else { return Ok(()) };
    bring_to_front_on_click(app.clone(), handle);
    shown.extend(news.iter().map(|r| r.line.clone()));
    session.reminders_told(&news)
}

fn notification(title: &str, body: &str) -> Notification {
    let mut out = Notification::new();
    out.summary(title);
    #[cfg(windows)]
    out.body(body).app_id(IDENTIFIER);
    #[cfg(target_os = "macos")]
    out.body(body);
    #[cfg(not(any(windows, target_os = "macos")))]
    out.appname("留证 Liuzheng")
        .body(&if reads_markup() { escaped(body) } else { body.to_owned() })
        .icon("liuzheng")
        .hint(notify_rust::Hint::DesktopEntry("liuzheng".to_owned()))
        .action("default", "");
    out
}

/// Some desktops read the body as markup: what the user wrote stays as written.
#[cfg(not(any(windows, target_os = "macos")))]
fn reads_markup() -> bool {
    notify_rust::get_capabilities().is_ok_and(|all| all.iter().any(|one| one == "body-markup"))
}

#[cfg(not(any(windows, target_os = "macos")))]
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Waits until it is clicked or goes; some desktops take it away when nobody waits for it.
fn bring_to_front_on_click(app: AppHandle, handle: NotificationHandle) {
    std::thread::spawn(move || {
        let _ = handle.wait_for_response(|answer: &NotificationResponse| {
            if matches!(answer, NotificationResponse::Default) {
                crate::bring_to_front(&app);
            }
        });
    });
}

/// As the page chooses it: Chinese for any zh and where the system names none, English for all others.
fn of_system(locale: &str) -> Lang {
    if locale.is_empty() || locale.to_lowercase().starts_with("zh") { Lang::ZhCn } else { Lang::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_that_of_the_page_and_the_program_is_named_as_it_is_installed() {
        for (locale, lang) in [("", Lang::ZhCn), ("zh-TW", Lang::ZhCn), ("ZH", Lang::ZhCn), ("de-DE", Lang::En)] {
            assert_eq!(of_system(locale), lang, "{locale}");
        }
        let conf = include_str!("../tauri.conf.json");
        assert!(conf.contains(&format!("\"identifier\": \"{IDENTIFIER}\"")));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_the_user_wrote_is_no_markup() {
        assert_eq!(escaped("<b>A & B</b>"), "&lt;b&gt;A &amp; B&lt;/b&gt;");
    }
}
