//! How a stranger checks a bundle: instructions in two languages and two scripts. All of them are plain files under
//! `templates/proof/`; the commands are tested as written.

use crate::model::Lang;

/// POSIX shell; exit codes 0 unchanged, 1 changed, 2 can't judge.
pub const SH: &str = include_str!("../../templates/proof/verify.sh");

const POWERSHELL: &str = include_str!("../../templates/proof/verify.ps1");
const HEAD_ZH: &str = include_str!("../../templates/proof/head.zh-CN.txt");
const HEAD_EN: &str = include_str!("../../templates/proof/head.en.txt");
const COMMANDS: &str = include_str!("../../templates/proof/commands.txt");

/// Both languages, that of the bundle first. With BOM: older Windows editors take UTF-8 for GBK without it.
pub fn text(lang: Lang) -> String {
    let (first, second) = match lang {
        Lang::ZhCn => (HEAD_ZH, HEAD_EN),
        Lang::En => (HEAD_EN, HEAD_ZH),
    };
    let line = "=".repeat(72);
    format!("\u{feff}{first}\n{line}\n\n{COMMANDS}\n{line}\n\n{second}")
}

/// With BOM, without which Windows PowerShell 5.1 reads the file in the system's code page.
pub fn powershell_file() -> Vec<u8> {
    format!("\u{feff}{POWERSHELL}").into_bytes()
}
