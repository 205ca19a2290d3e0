//! Where a vault lies, and whether a sync service would copy it while it is being written.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::error::{Code, Error, Result};

/// `liuzheng/` in the system's local, non-roaming data folder; the same for window and command line.
pub fn default_folder() -> Result<PathBuf> {
    let base = etcetera::base_strategy::choose_native_strategy()
        .map_err(|e| Error::new(Code::Io).with("path", "home folder").because(std::io::Error::other(e.to_string())))?;
    // Windows: %LOCALAPPDATA% is where caches go; the data folder would roam.
    let local = if cfg!(windows) { base.cache_dir() } else { base.data_dir() };
    Ok(local.join("liuzheng"))
}

/// The folder that the user chose, else the default one.
pub fn chosen_folder() -> Result<PathBuf> {
    let note = choice_note()?;
    match std::fs::read_to_string(&note) {
        Ok(text) if !text.trim().is_empty() => Ok(PathBuf::from(text.trim_end_matches(['\r', '\n']))),
        Ok(_) => default_folder(),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => default_folder(),
        Err(e) => Err(Error::io(e, &note)),
    }
}

/// Notes the folder for window and command line alike.
pub fn choose_folder(folder: &Path) -> Result<()> {
    let note = choice_note()?;
    let text = folder.to_str().ok_or_else(|| Error::invalid("vault", folder.display(), "a name in Unicode"))?;
    let write = || {
        if let Some(parent) = note.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let part = note.with_extension("part");
        std::fs::write(&part, text)?;
        std::fs::rename(&part, &note)
    };
    write().map_err(|e| Error::io(e, &note))
}

/// Lies in the configuration folder, never in the vault.
fn choice_note() -> Result<PathBuf> {
    let base = etcetera::base_strategy::choose_native_strategy()
        .map_err(|e| Error::new(Code::Io).with("path", "home folder").because(std::io::Error::other(e.to_string())))?;
    Ok(base.config_dir().join("liuzheng").join("vault-folder"))
}

/// Folder names of sync services; a vault in one of them is warned about.
const SYNCED: &[(&str, &str)] = &[
    ("onedrive", "OneDrive"),
    ("dropbox", "Dropbox"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("icloud drive", "iCloud"),
    ("com~apple~clouddocs", "iCloud"),
    ("mobile documents", "iCloud"),
    ("baidusyncdisk", "百度网盘同步空间"),
    ("baidunetdiskworkspace", "百度网盘"),
    ("nutstore", "坚果云"),
    ("坚果云", "坚果云"),
    ("我的坚果云", "坚果云"),
    ("weiyun", "微云"),
    ("syncthing", "Syncthing"),
    ("nextcloud", "Nextcloud"),
];

pub fn synced_by(folder: &Path) -> Option<&'static str> {
    folder.components().find_map(|part| {
        let name = part.as_os_str().to_string_lossy().to_lowercase();
        SYNCED.iter().find(|(key, _)| name == *key || name.starts_with(&format!("{key} - "))).map(|(_, shown)| *shown)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vault_in_a_sync_folder_is_told_by_the_name_of_the_service() {
        assert_eq!(synced_by(Path::new("/home/a/OneDrive - Firma/liuzheng")), Some("OneDrive"));
        assert_eq!(synced_by(Path::new("/home/a/坚果云/证据")), Some("坚果云"));
        assert_eq!(synced_by(Path::new("/home/a/.local/share/liuzheng")), None);
        assert_eq!(
            synced_by(Path::new("/home/a/onedrivers/liuzheng")),
            None,
            "a name that only begins alike is no sync folder"
        );
    }
}
