//! A window under test: its display, its driver, its vault, and how its parts are found.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;
use thirtyfour::prelude::*;

use crate::cli::Cli;
use crate::display::Display;
use crate::driver::{self, Driver};
use crate::screenshots;

const PATIENCE: Duration = Duration::from_secs(30);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Where the vault and the user's own files lie; outlives a window, so that it can be started again.
pub struct Desk {
    pub folder: tempfile::TempDir,
    pub display: Display,
}

pub struct Window {
    pub page: WebDriver,
    pub driver: Driver,
    vault: PathBuf,
}

impl Desk {
    /// Without a vault.
    pub fn bare() -> Desk {
        Desk { folder: tempfile::tempdir().expect("a temporary folder can be made"), display: Display::start() }
    }

    pub fn vault(&self) -> PathBuf {
        self.folder.path().join("vault")
    }

    /// With an empty vault.
    pub fn with_vault() -> Desk {
        let desk = Desk::bare();
        desk.cli().ok(["init"]);
        desk
    }

    pub fn cli(&self) -> Cli {
        Cli::at(&self.vault()).system_clock()
    }

    /// `n` chat screenshots of the user, each with other pixels.
    pub fn screenshots(&self, names: &[&str]) -> Vec<PathBuf> {
        let dir = self.folder.path().join("截图");
        std::fs::create_dir_all(&dir).expect("a folder can be made");
        names
            .iter()
            .enumerate()
            .map(|(i, name)| {
                let path = dir.join(name);
                screenshots::chat(7, i as u32, 540, 1170).save(&path).expect("a PNG can be written");
                path
            })
            .collect()
    }

    /// Opens the window on this vault; `environment` reaches it.
    pub async fn open(&self, environment: &[(&str, &str)]) -> Window {
        let driver = Driver::start(&self.display, environment);
        let vault = self.vault();
        let arguments = ["--vault", vault.to_str().expect("a path of this test")];
        let page = open_program(&driver, &driver::window(), &arguments).await;
        Window { page, driver, vault }
    }

    /// A picture of the whole screen under target/pictures, for people who look at a failure.
    pub fn picture(&self, name: &str) {
        let dir = crate::repo::root().join("target/pictures");
        std::fs::create_dir_all(&dir).expect("a folder can be made");
        self.display.picture(&dir.join(format!("{name}.png")));
    }
}

impl Window {
    pub async fn part(&self, testid: &str) -> WebElement {
        self.css(&format!("[data-testid='{testid}']")).await
    }

    pub async fn css(&self, selector: &str) -> WebElement {
        self.page
            .query(By::Css(selector.to_owned()))
            .wait(PATIENCE, LOOK_AGAIN)
            .first()
            .await
            .unwrap_or_else(|e| panic!("{selector} does not appear: {e}"))
    }

    pub async fn click(&self, testid: &str) {
        self.press(&format!("[data-testid='{testid}']")).await;
    }

    /// Clicks what `selector` finds, brought into view first: the driver does not scroll to what a pane cuts off.
    pub async fn press(&self, selector: &str) {
        self.css(selector).await.wait_until().wait(PATIENCE, LOOK_AGAIN).clickable().await.expect(selector);
        let element = self.css(selector).await;
        let shown = element.to_json().expect("an element can be named");
        let to = "arguments[0].scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' })";
        self.page.execute(to, vec![shown]).await.expect(selector);
        element.click().await.expect(selector);
    }

    /// Clears a field and types into it.
    pub async fn write(&self, testid: &str, text: &str) {
        let field = self.part(testid).await;
        field.clear().await.expect(testid);
        field.send_keys(text).await.expect(testid);
    }

    pub async fn text(&self, testid: &str) -> String {
        self.part(testid).await.text().await.expect(testid)
    }

    pub async fn count(&self, selector: &str) -> usize {
        self.page.find_all(By::Css(selector.to_owned())).await.map_or(0, |all| all.len())
    }

    /// Waits until `true` comes out of a JavaScript expression.
    pub async fn until(&self, what: &str, expression: &str) {
        let end = tokio::time::Instant::now() + PATIENCE;
        loop {
            let said = self.page.execute(format!("return Boolean({expression})"), vec![]).await;
            if said.is_ok_and(|v| v.json() == &Value::Bool(true)) {
                return;
            }
            assert!(tokio::time::Instant::now() < end, "{what}: {expression} does not come true");
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Waits until the gallery says that the case has `n` pieces.
    pub async fn until_pieces(&self, n: usize) {
        self.until(
            "the pieces are there",
            &format!("document.querySelectorAll('[data-number]').length >= {}", n.min(4)),
        )
        .await;
        self.until(
            "the tab counts them",
            &format!("document.querySelector(\"[data-testid='tab-evidence']\")?.innerText.includes('{n}')"),
        )
        .await;
    }

    /// Ends when the vault's lock is free: the window takes a moment to go.
    pub async fn close(self) {
        self.page.quit().await.expect("the window closes");
        let lock = self.vault.join("vault.lock");
        crate::wait::until("the window puts its vault down", PATIENCE, || {
            std::fs::File::open(&lock).ok()?.try_lock().ok()
        });
    }
}

/// Starts a program with a window through the driver.
pub async fn open_program(driver: &Driver, program: &Path, arguments: &[&str]) -> WebDriver {
    let mut wanted = Capabilities::new();
    for (key, value) in Driver::capabilities(program, arguments).as_object().expect("capabilities are an object") {
        wanted.set(key, value).expect("a JSON value");
    }
    WebDriver::new(driver.url(), wanted).await.expect("the window opens")
}

/// What a stock tool says of a bundle.
pub fn stock_tools_accept(zip: &Path) {
    use crate::tools::{need, run};
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let (code, said) = run(need("unzip"), &["-q", zip.to_str().expect("a path of this test")], dir.path());
    assert_eq!(code, Some(0), "unzip: {said}");
    let root = std::fs::read_dir(dir.path()).expect("unzipped").flatten().next().expect("one folder").path();
    let (code, said) = run(need("sha256sum"), &["-c", "--strict", "manifest-sha256.txt"], &root);
    assert_eq!(code, Some(0), "manifest: {said}");
    let (code, said) = run(need("sha256sum"), &["-c", "--strict", "evidence.sha256"], &root.join("data"));
    assert_eq!(code, Some(0), "evidence set: {said}");
}
