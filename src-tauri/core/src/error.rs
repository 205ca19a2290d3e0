//! The one error of core: `{code, params, source}`.
//!
//! A code exists only where someone acts on it differently. The words shown to a person are chosen by code in the
//! window and the CLI; `Display` is English and meant for logs.

use std::collections::BTreeMap;
use std::fmt;
use std::io;

use serde::Serialize;
use ts_rs::TS;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Stable codes; snake_case on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "types.ts")]
pub enum Code {
    /// The folder holds no vault.
    VaultMissing,
    /// `init` on a folder that has one.
    VaultExists,
    /// Another process holds the vault.
    VaultBusy,
    /// vault.db is gone or unreadable while originals.db is there.
    VaultDamaged,
    /// Made by a newer version.
    VaultNewer,
    /// No case, evidence or identifier with this id (`what`, `id`).
    NotFound,
    /// A value is not acceptable (`field`, `value`, `reason`).
    InvalidValue,
    /// Stored bytes are gone (`evidence`).
    OriginalMissing,
    /// Stored bytes no longer match their hash (`evidence`).
    OriginalChanged,
    /// Not enough space (`needed_bytes` where known).
    NoSpace,
    NoPermission,
    /// Any other failure of the disk or system (`path`).
    Io,
    /// The user cancelled; what was saved before stays saved.
    Cancelled,
    /// The export's target is there already (`path`).
    TargetExists,
    /// The export's target folder is missing or not writable (`path`).
    TargetUnwritable,
    /// No font of the computer has Chinese characters; the report can't be printed.
    FontMissing,
    /// No font has some characters of the report (`characters`, `count`).
    GlyphMissing,
    /// Not a bundle, or too damaged to judge (`reason`).
    BundleUnusable,
    /// No bundle that one of this case can go on from (`reason`: `other_case`, `altered`, `later`, `rewritten`).
    PreviousUnfit,
    /// A pack of rules that is not taken (`reason`, `detail`); those in use stay.
    RulesRefused,
    // Reasons for which one file of an import is refused.
    EmptyFile,
    Unreadable,
    Vanished,
    ChangedWhileReading,
    SpecialFile,
    Symlink,
    /// The clipboard holds no picture.
    ClipboardEmpty,
    /// A defect of this program.
    Internal,
}

impl Code {
    /// The snake_case word on the wire.
    pub fn as_str(self) -> String {
        serde_json::to_value(self).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Exit code of the command line: 2 unusable input or usage, 3 environment.
    pub fn exit_code(self) -> u8 {
        use Code::*;
        match self {
            VaultBusy | NoSpace | NoPermission | Io | TargetUnwritable | FontMissing | Cancelled | Internal => 3,
            _ => 2,
        }
    }
}

#[derive(Debug)]
pub struct Error {
    pub code: Code,
    pub params: BTreeMap<&'static str, String>,
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    pub fn new(code: Code) -> Self {
        Error { code, params: BTreeMap::new(), source: None }
    }

    pub fn with(mut self, key: &'static str, value: impl ToString) -> Self {
        self.params.insert(key, value.to_string());
        self
    }

    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    pub fn invalid(field: &'static str, value: impl ToString, reason: impl ToString) -> Self {
        Error::new(Code::InvalidValue).with("field", field).with("value", value).with("reason", reason)
    }

    pub fn not_found(what: &'static str, id: impl ToString) -> Self {
        Error::new(Code::NotFound).with("what", what).with("id", id)
    }

    /// An input/output failure, told apart by kind only (system texts are localised).
    pub fn io(source: io::Error, path: impl AsRef<std::path::Path>) -> Self {
        if source.kind() == io::ErrorKind::InvalidFilename {
            let shown: String = path.as_ref().display().to_string().chars().take(60).collect();
            return Error::invalid("path", format!("{shown}…"), "a name that the system can hold").because(source);
        }
        let code = match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => Code::NoSpace,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Code::NoPermission,
            _ => Code::Io,
        };
        Error::new(code).with("path", path.as_ref().display()).because(source)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code.as_str())?;
        for (k, v) in &self.params {
            write!(f, " {k}={v:?}")?;
        }
        if let Some(s) = &self.source {
            write!(f, ": {s}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|e| e as _)
    }
}
