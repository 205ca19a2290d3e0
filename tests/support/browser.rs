//! A real browser without a display, as a recipient of a bundle has one: Chromium, driven by its own driver.

use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::{tools, wait};

const START: Duration = Duration::from_secs(30);

/// The driver and every browser that it starts end with its value.
pub struct Browser {
    driver: Child,
    port: u16,
    home: tempfile::TempDir,
}

impl Browser {
    pub fn start() -> Browser {
        let home = tempfile::tempdir().expect("a temporary folder can be made");
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port of this machine is free");
        let port = listener.local_addr().expect("it is bound").port();
        drop(listener);
        // A group of its own: killing the driver alone would leave the browser behind.
        let driver = Command::new(tools::need("chromedriver"))
            .arg(format!("--port={port}"))
            .env("HOME", home.path())
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        wait::until("chromedriver listens", START, || TcpStream::connect(("127.0.0.1", port)).ok());
        Browser { driver, port, home }
    }

    /// A file of this computer, as a person opens it by double click.
    pub async fn open(&self, file: &Path) -> WebDriver {
        let mut wanted = Capabilities::new();
        let profile = format!("--user-data-dir={}", self.home.path().join("profile").display());
        // Its sandbox wants rights that a container has not; what is opened here is ours.
        let args =
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", &profile];
        let options = json!({ "binary": tools::need("chromium"), "args": args });
        wanted.set("browserName", json!("chrome")).expect("a JSON value");
        wanted.set("goog:chromeOptions", options).expect("a JSON value");
        let page = WebDriver::new(format!("http://127.0.0.1:{}", self.port), wanted).await.expect("Chromium opens");
        page.set_script_timeout(Duration::from_secs(300)).await.expect("a time limit");
        page.goto(&address(file)).await.expect("the file opens");
        page
    }

    /// MiB that the browser's processes hold, each shared page counted by its share.
    pub fn memory(&self) -> f64 {
        crate::driver::memory_of_group(self.driver.id())
    }
}

/// What a script in the page gives.
pub async fn ask(page: &WebDriver, script: &str) -> Value {
    page.execute(script.to_owned(), vec![]).await.unwrap_or_else(|e| panic!("{script}: {e}")).json().clone()
}

fn address(file: &Path) -> String {
    let path = file.to_str().expect("a path of this test");
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b'-' | b'_');
    let escaped: String =
        path.bytes().map(|b| if plain(b) { (b as char).to_string() } else { format!("%{b:02X}") }).collect();
    format!("file://{escaped}")
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The group is the driver and what it started, nothing else.
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.driver.id())]).status();
        let _ = self.driver.wait();
    }
}
