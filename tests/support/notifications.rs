//! A stand-in for what shows notifications on a desktop, on a bus of its own: it records them, and clicks on them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use zbus::blocking::{Connection, connection};
use zbus::zvariant::OwnedValue;

use crate::display::Bus;
use crate::wait;

const PATH: &str = "/org/freedesktop/Notifications";
const NAME: &str = "org.freedesktop.Notifications";
const PATIENCE: Duration = Duration::from_secs(60);

/// Shows until its value ends.
pub struct Notifications {
    connection: Connection,
    shown: Arc<Mutex<Vec<Shown>>>,
}

/// As a program sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub program: String,
    pub title: String,
    pub body: String,
}

struct Server {
    shown: Arc<Mutex<Vec<Shown>>>,
}

impl Notifications {
    pub fn on(bus: &Bus) -> Notifications {
        let shown = Arc::<Mutex<Vec<Shown>>>::default();
        let server = Server { shown: shown.clone() };
        let connection = connection::Builder::address(bus.address())
            .and_then(|b| b.serve_at(PATH, server))
            .and_then(|b| b.name(NAME))
            .and_then(|b| b.build())
            .expect("the bus takes a name that nobody has");
        Notifications { connection, shown }
    }

    /// All that were shown, once there are `n`.
    pub fn once_there_are(&self, n: usize) -> Vec<Shown> {
        wait::until(&format!("{n} notifications are shown"), PATIENCE, || {
            let shown = self.all();
            (shown.len() >= n).then_some(shown)
        })
    }

    pub fn all(&self) -> Vec<Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// As when the user clicks on the `n`th, from one.
    pub fn click(&self, n: u32) {
        self.connection
            .emit_signal(None::<&str>, PATH, NAME, "ActionInvoked", &(n, "default"))
            .expect("the bus takes a signal");
    }
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Server {
    fn get_capabilities(&self) -> Vec<String> {
        ["body", "body-markup", "actions"].map(str::to_owned).to_vec()
    }

    #[allow(clippy::too_many_arguments)]
    fn notify(
        &self,
        program: String,
        _replaces: u32,
        _icon: String,
        title: String,
        body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.push(Shown { program, title, body });
        u32::try_from(shown.len()).unwrap_or(u32::MAX)
    }

    fn close_notification(&self, _id: u32) {}

    fn get_server_information(&self) -> (String, String, String, String) {
        ["stand-in", "Liuzheng tests", "1", "1.2"].map(str::to_owned).into()
    }
}
