//! A display of its own for a test (Xvfb), and what a person does on it: dragging files, typing, looking.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::repo::root;
use crate::{tools, wait};

/// Ends with its value.
pub struct Display {
    server: Child,
    name: String,
}

impl Display {
    pub fn start() -> Display {
        Display::sized(1400, 900)
    }

    pub fn sized(width: u32, height: u32) -> Display {
        let mut server = Command::new(tools::need("Xvfb"))
            .args(["-displayfd", "1", "-noreset", "-nolisten", "tcp", "-screen", "0", &format!("{width}x{height}x24")])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts");
        let mut number = String::new();
        let output = server.stdout.take().expect("stdout is piped above");
        BufReader::new(output).read_line(&mut number).expect("Xvfb prints its number");
        assert!(!number.trim().is_empty(), "Xvfb found no free display");
        Display { server, name: format!(":{}", number.trim()) }
    }

    /// For the variable DISPLAY.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", &self.name).env_remove("WAYLAND_DISPLAY").stdin(Stdio::null());
        command
    }

    /// Drags `files` from another window onto the one titled `title`, with the mouse.
    pub fn drag(&self, title: &str, files: &[&Path]) {
        let output = self
            .command("bash")
            .arg(root().join("tests/e2e/x11-drag/drag.sh"))
            .arg(title)
            .args(files)
            .output()
            .expect("bash runs");
        let said = String::from_utf8_lossy(&[output.stderr, output.stdout].concat()).into_owned();
        assert!(output.status.success(), "the drag did not happen: {said}");
    }

    /// One xdotool command; what it prints.
    pub fn xdotool(&self, args: &[&str]) -> String {
        let output = self.command(tools::need("xdotool")).args(args).output().expect("xdotool runs");
        assert!(output.status.success(), "xdotool {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Ids of the visible windows whose title matches.
    pub fn windows(&self, title: &str) -> Vec<String> {
        let mut search = self.command(tools::need("xdotool"));
        search.args(["search", "--onlyvisible", "--name", title]);
        let output = search.output().expect("xdotool runs");
        String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
    }

    /// Puts a PNG on the clipboard; it stays there while the value lives.
    pub fn clipboard_png(&self, png: &Path) -> Clipboard {
        let mut xclip = self.command(tools::need("xclip"));
        // -quiet keeps it in the foreground, so that it can be ended.
        xclip.args(["-quiet", "-selection", "clipboard", "-t", "image/png", "-i"]).arg(png);
        let held = Clipboard(xclip.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("xclip starts"));
        // It is there when the clipboard says so, not when the program has started.
        wait::until("the picture is on the clipboard", Duration::from_secs(10), || {
            let mut asked = self.command(tools::need("xclip"));
            let told = asked.args(["-selection", "clipboard", "-t", "TARGETS", "-o"]).output().ok()?;
            String::from_utf8_lossy(&told.stdout).contains("image/png").then_some(())
        });
        held
    }

    /// The whole screen as PNG.
    pub fn picture(&self, to: &Path) {
        let status = self.command(tools::need("import")).args(["-window", "root"]).arg(to).status();
        assert!(status.is_ok_and(|s| s.success()), "no picture of the screen");
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        end(&mut self.server);
    }
}

/// A message bus of a session, by which windows find each other; ends with its value.
pub struct Bus {
    daemon: Child,
    address: String,
}

impl Bus {
    pub fn start() -> Bus {
        let mut daemon = Command::new(tools::need("dbus-daemon"))
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon starts");
        let mut address = String::new();
        let output = daemon.stdout.take().expect("stdout is piped above");
        BufReader::new(output).read_line(&mut address).expect("dbus-daemon prints its address");
        Bus { daemon, address: address.trim().to_owned() }
    }

    /// For the variable DBUS_SESSION_BUS_ADDRESS.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        end(&mut self.daemon);
    }
}

/// The holder of the clipboard.
pub struct Clipboard(Child);

impl Drop for Clipboard {
    fn drop(&mut self) {
        end(&mut self.0);
    }
}

fn end(child: &mut Child) {
    // It may be gone already; then there is nothing to end.
    let _ = child.kill();
    let _ = child.wait();
}
