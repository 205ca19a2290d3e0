//! How a stranger checks a bundle: instructions in two languages, two scripts and a page for a browser. All of them are
//! plain files under `templates/proof/`; the commands are tested as written, the page in a browser.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};

use crate::model::{Event, Lang, hash_bytes};
use crate::words;

/// POSIX shell; exit codes 0 unchanged, 1 changed, 2 can't judge.
pub const SH: &str = include_str!("../../templates/proof/verify.sh");

const POWERSHELL: &str = include_str!("../../templates/proof/verify.ps1");
const HEAD_ZH: &str = include_str!("../../templates/proof/head.zh-CN.txt");
const HEAD_EN: &str = include_str!("../../templates/proof/head.en.txt");
const COMMANDS: &str = include_str!("../../templates/proof/commands.txt");
const PAGE: &str = include_str!("../../templates/proof/page/page.html");
const PAGE_STYLE: &str = include_str!("../../templates/proof/page/page.css");
const PAGE_SCRIPTS: [&str; 4] = [
    include_str!("../../templates/proof/page/hash.js"),
    include_str!("../../templates/proof/page/zip.js"),
    include_str!("../../templates/proof/page/check.js"),
    include_str!("../../templates/proof/page/show.js"),
];

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

/// One file that needs no network and may use none: its policy lets run this script and this style and nothing else.
pub fn page(lang: Lang) -> Vec<u8> {
    let script = format!("\n{}", PAGE_SCRIPTS.join("\n"));
    let source = |text: &str| BASE64_STANDARD.encode(hash_bytes(text.as_bytes()).as_bytes());
    let parts = [
        ("{lang}", lang.tag().to_owned()),
        ("{title}", words::word(lang, "page", "title")),
        ("{script_hash}", source(&script)),
        ("{style_hash}", source(PAGE_STYLE)),
        ("{style}", PAGE_STYLE.to_owned()),
        // Inside a script element only `<` can end it.
        ("{words}", page_words().to_string().replace('<', "\\u003c")),
        ("{script}", script),
    ];
    parts.iter().fold(PAGE.to_owned(), |page, (place, text)| page.replace(place, text)).into_bytes()
}

/// What the page says, in both languages, and the events that a log may hold.
fn page_words() -> Value {
    let of = |lang| -> Map<String, Value> {
        ["findings", "page"].iter().flat_map(|a| words::area(lang, a)).map(|(k, v)| (k.clone(), json!(v))).collect()
    };
    json!({ "zh-CN": of(Lang::ZhCn), "en": of(Lang::En), "events": Event::ALL.iter().map(|e| e.as_str()).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_runs_nothing_but_its_own_script_and_reaches_no_network() {
        let page = String::from_utf8(page(Lang::ZhCn)).expect("UTF-8");
        let inside = |open: &str, close: &str| {
            let from = page.find(open).expect(open) + open.len();
            &page[from..from + page[from..].find(close).expect(close)]
        };
        let policy = inside("Content-Security-Policy\" content=\"", "\"");
        let hash = |text: &str| BASE64_STANDARD.encode(hash_bytes(text.as_bytes()).as_bytes());
        let script = hash(inside("<script>", "</script>"));
        let style = hash(inside("<style>", "</style>"));
        assert_eq!(
            policy,
            format!(
                "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"
            )
        );
        assert!(!page.contains("{words}") && !page.contains("{script"), "every place is filled");
        for reach in
            ["http://", "https://", "fetch(", "XMLHttpRequest", "innerHTML", "eval(", "import(", " onclick", " src="]
        {
            assert!(!page.contains(reach), "{reach}");
        }
        let words: Value = serde_json::from_str(inside("id=\"words\">", "</script>")).expect("JSON");
        let script = PAGE_SCRIPTS.concat();
        for code in script.split('\'').filter(|s| super::super::FINDING_CODES.contains(s)) {
            for lang in ["zh-CN", "en"] {
                assert!(words[lang][code].is_string() && words[lang][format!("{code}.meaning")].is_string(), "{code}");
            }
        }
    }
}
