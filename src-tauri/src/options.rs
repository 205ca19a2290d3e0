//! What the window is started with: `--vault DIR` or `--demo`.

use std::ffi::OsString;
use std::path::PathBuf;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub vault: Option<PathBuf>,
    /// A throw-away vault with a made-up case.
    pub demo: bool,
}

impl Options {
    pub fn read(mut args: impl Iterator<Item = OsString>) -> Result<Options, String> {
        let mut out = Options::default();
        while let Some(arg) = args.next() {
            match arg.to_str() {
                Some("--demo") => out.demo = true,
                Some("--vault") => out.vault = Some(args.next().ok_or("--vault needs a folder")?.into()),
                _ => return Err(format!("unknown argument {}; known are --vault DIR and --demo", arg.display())),
            }
        }
        if out.demo && out.vault.is_some() { Err("--demo brings its own vault".into()) } else { Ok(out) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &[&str]) -> Result<Options, String> {
        Options::read(args.iter().map(OsString::from))
    }

    #[test]
    fn a_vault_or_the_demo_can_be_asked_for_and_nothing_else() {
        assert_eq!(read(&["--vault", "/x"]), Ok(Options { vault: Some("/x".into()), demo: false }));
        assert_eq!(read(&["--demo"]), Ok(Options { vault: None, demo: true }));
        for bad in [&["--vault"][..], &["--demo", "--vault", "/x"], &["file.png"]] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
    }
}
