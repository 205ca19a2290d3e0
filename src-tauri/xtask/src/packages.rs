//! Packages of the operating system: installed on Debian and Ubuntu, named exactly elsewhere.

use std::io::IsTerminal;

use crate::command::{Done, ask, program, run, succeeds};

/// To build and start the window.
pub const WINDOW: &[&str] = &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev", "fonts-noto-cjk"];

/// To run every test: a display, a driver for it, real drags and the tools that a recipient of a bundle has.
pub const TEST: &[&str] = &[
    "xvfb",
    "xauth",
    "webkit2gtk-driver",
    "xdotool",
    "xclip",
    "python3-gi",
    "gir1.2-gtk-3.0",
    "x11-utils",
    "imagemagick",
    "dbus-daemon",
    "strace",
    "xfsprogs",
    "unzip",
    "openssl",
    "python3-venv",
    "qpdf",
    "poppler-utils",
    "chromium",
    "chromium-driver",
    "zip",
    "p7zip-full",
    "fonts-dejavu-core",
];

/// What the benchmark measures against.
pub const PEERS: &[&str] = &[
    "time",
    "openssl",
    "p7zip-full",
    "restic",
    "hashdeep",
    "libvips-tools",
    "python3-venv",
    "xvfb",
    "webkit2gtk-driver",
    "xdotool",
    "python3-gi",
    "gir1.2-gtk-3.0",
    "x11-utils",
];

/// To kill and starve the command line and to cut its power.
pub const TORTURE: &[&str] = &["strace", "xfsprogs", "e2fsprogs"];

const WEBKIT: &str = "webkit2gtk-4.1";

/// Makes sure of `names`; on systems without apt, of what the window needs.
pub fn ensure(names: &[&str]) -> Done {
    if cfg!(target_os = "linux") {
        return if has_apt() { install(&missing(names)) } else { other_linux(names) };
    }
    if cfg!(target_os = "macos") && !succeeds(program("xcode-select", &["-p"])) {
        return Err("Install Apple's command line tools first: xcode-select --install".to_owned());
    }
    Ok(())
}

fn has_apt() -> bool {
    std::fs::read_to_string("/etc/os-release").is_ok_and(|text| is_debian(&text))
        && succeeds(program("apt-get", &["-v"]))
}

fn is_debian(os_release: &str) -> bool {
    os_release.lines().any(|line| {
        line.strip_prefix("ID=")
            .or_else(|| line.strip_prefix("ID_LIKE="))
            .is_some_and(|ids| ids.trim_matches('"').split(' ').any(|id| id == "debian" || id == "ubuntu"))
    })
}

fn missing<'a>(names: &[&'a str]) -> Vec<&'a str> {
    let mut query = vec!["-W", "-f", "${Package} ${db:Status-Status}\n"];
    query.extend(names);
    let answer = ask(program("dpkg-query", &query)).unwrap_or_default();
    not_installed(names, &answer)
}

fn not_installed<'a>(names: &[&'a str], answer: &str) -> Vec<&'a str> {
    let installed: Vec<&str> = answer.lines().filter_map(|line| line.strip_suffix(" installed")).collect();
    names.iter().copied().filter(|name| !installed.contains(name)).collect()
}

fn install(names: &[&str]) -> Done {
    if names.is_empty() {
        return Ok(());
    }
    println!("Installing with apt: {}", names.join(" "));
    let mut args = vec!["install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=900"];
    args.extend(names);
    // A fresh machine has no lists yet, an old one has stale ones: fetch them only when they are in the way.
    let first = has_lists() && apt(&args).is_ok();
    if !first {
        apt(&["update", "-q", "-o", "DPkg::Lock::Timeout=900"]).and_then(|()| apt(&args)).map_err(|why| {
            format!("{why}\nPlease run: sudo apt-get install --no-install-recommends {}", names.join(" "))
        })?;
    }
    Ok(())
}

fn has_lists() -> bool {
    std::fs::read_dir("/var/lib/apt/lists")
        .is_ok_and(|entries| entries.flatten().any(|e| e.file_name().to_string_lossy().ends_with("_Packages")))
}

fn apt(args: &[&str]) -> Done {
    let mut line = vec!["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    line.extend(args);
    if is_root() {
        return run(program(line[0], &line[1..]));
    }
    let mut sudo = if std::io::stdin().is_terminal() { vec![] } else { vec!["-n"] };
    sudo.extend(line);
    run(program("sudo", &sudo))
}

fn is_root() -> bool {
    ask(program("id", &["-u"])).is_some_and(|id| id.trim() == "0")
}

fn other_linux(names: &[&str]) -> Done {
    if succeeds(program("pkg-config", &["--exists", WEBKIT])) {
        return Ok(());
    }
    Err(format!(
        "Please install a C compiler, pkg-config and the development files of {WEBKIT}, for example\n  \
         Fedora:   sudo dnf install gcc pkgconf-pkg-config webkit2gtk4.1-devel google-noto-sans-cjk-fonts\n  \
         Arch:     sudo pacman -S base-devel webkit2gtk-4.1 noto-fonts-cjk\n  \
         openSUSE: sudo zypper install gcc pkgconf webkit2gtk3-devel google-noto-sans-cjk-fonts\n\
         (Debian's names for all that is used here: {})",
        names.join(" ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_counts_only_when_dpkg_calls_it_installed() {
        let answer = "xvfb installed\nxauth not-installed\nxclip config-files\n";
        assert_eq!(not_installed(&["xvfb", "xauth", "xclip", "strace"], answer), ["xauth", "xclip", "strace"]);
    }

    #[test]
    fn ubuntu_and_its_children_are_debian_and_fedora_is_not() {
        assert!(is_debian("NAME=x\nID=debian\n"), "Debian itself");
        assert!(is_debian("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"), "a child of Ubuntu");
        assert!(!is_debian("ID=fedora\nVARIANT_ID=debian-like\n"), "only ID and ID_LIKE say what a system is");
    }
}
