//! The real window, driven by WebKitWebDriver: one driver, one window, one vault, one display.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::display::Display;
use crate::{built, tools, wait};

const START: Duration = Duration::from_secs(20);

/// The driver and every window that it starts end with its value.
pub struct Driver {
    process: Child,
    port: u16,
    home: TempDir,
}

impl Driver {
    /// `environment` reaches the window.
    pub fn start(display: &Display, environment: &[(&str, &str)]) -> Driver {
        let home = tempfile::tempdir().expect("a temporary folder can be made");
        let port = free_port();
        let mut command = display.command(tools::need("WebKitWebDriver"));
        command.arg(format!("--port={port}")).arg("--host=127.0.0.1");
        // Nothing of the person who runs the tests: no vault, no settings, no session bus, no accessibility bus.
        command.env("HOME", home.path());
        for name in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"] {
            command.env(name, home.path().join(name.to_lowercase()));
        }
        command.env_remove("DBUS_SESSION_BUS_ADDRESS").env("NO_AT_BRIDGE", "1").env("GTK_A11Y", "none");
        // Without a graphics card drawing by the processor is faster.
        command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1").env("TAURI_WEBVIEW_AUTOMATION", "true");
        command.envs(environment.iter().copied());
        // A group of its own: killing the driver alone would leave the window behind.
        let process = command
            .process_group(0)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver starts");
        let driver = Driver { process, port, home };
        wait::until("WebKitWebDriver listens", START, || TcpStream::connect(("127.0.0.1", port)).ok());
        driver
    }

    /// For a WebDriver client.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The home folder that the window sees.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// What starts `program` with `args` when a session is asked for.
    pub fn capabilities(program: &Path, args: &[&str]) -> Value {
        json!({ "webkitgtk:browserOptions": { "binary": program, "args": args } })
    }

    /// MiB that the window and its web processes hold, each shared page counted by its share (PSS).
    pub fn window_memory(&self) -> f64 {
        memory_of_group(self.process.id())
    }
}

/// MiB that the processes of a group hold, its leader left out.
pub(crate) fn memory_of_group(leader: u32) -> f64 {
    let group = leader.to_string();
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let kib: u64 = processes
        .filter(|p| in_group(&p.path(), &group) && p.file_name().to_str() != Some(&group))
        .filter_map(|p| proportional(&fs::read_to_string(p.path().join("smaps_rollup")).ok()?))
        .sum();
    kib as f64 / 1024.0
}

/// The window's program.
pub fn window() -> PathBuf {
    built::program("liuzheng")
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The group is the driver and what it started, nothing else.
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.process.id())]).status();
        let _ = self.process.wait();
    }
}

fn in_group(process: &Path, group: &str) -> bool {
    // After the name in brackets: state, parent, group.
    fs::read_to_string(process.join("stat"))
        .is_ok_and(|stat| stat.rsplit_once(')').is_some_and(|(_, rest)| rest.split_whitespace().nth(2) == Some(group)))
}

/// KiB of the line `Pss:`.
fn proportional(smaps: &str) -> Option<u64> {
    smaps.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB")?.parse().ok())
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port of this machine is free");
    listener.local_addr().expect("it is bound").port()
}
