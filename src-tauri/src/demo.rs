//! `--demo`: a throw-away vault with a made-up case, so that a newcomer sees the thing alive.

use std::path::{Path, PathBuf};

use liuzheng_core::error::{Code, Error, Result};

/// A folder that goes when the window is closed.
pub struct Throwaway {
    folder: PathBuf,
}

impl Throwaway {
    pub fn make() -> Result<Throwaway> {
        Err(Error::new(Code::Internal).with("reason", "no demo"))
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn sweep(&self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
