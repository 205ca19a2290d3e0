//! The way through the next steps to a channel, the same for each channel and in each language, and what a screen on it
//! says: words of one language, no name of a word where the word should stand.

use serde_json::{Value, json};

use crate::window::{Desk, Window};

/// The window on a case, its next steps open.
pub struct Way<'a> {
    pub desk: &'a Desk,
    pub window: &'a Window,
    /// In the names of pictures: they lie side by side.
    pub name: &'a str,
    pub lang: &'a str,
}

impl Way<'_> {
    /// Answers the questions of what is asked for; `fen` is what comes out.
    pub async fn claim(&self, cause: &str, basis: &str, fen: u64) {
        let window = self.window;
        window.click("claim-open").await;
        pick(window, &format!("cause-{cause}")).await;
        window.click(&format!("claim-{basis}")).await;
        window.css(&format!("[data-testid='claim-result'][data-amount='{fen}']")).await;
        self.told("claim").await;
        window.click("claim-take").await;
        window.until("the amount is taken", &filled("claim-amount")).await;
        window.click("claim-save").await;
        window.part("asked-what").await;
    }

    pub async fn open(&self, channel: &str) {
        self.window.press(&format!(".channel[data-channel='{channel}']")).await;
        self.window.css(&format!("[data-testid='channel-page'][data-channel='{channel}']")).await;
        self.window.part("channel-next").await;
        self.told("channel").await;
    }

    /// The list of what the channel takes: these lines are there, those are still missing and say how to get them.
    pub async fn gathered(&self, have: &[&str], missing: &[&str]) {
        pick(self.window, "part-check").await;
        for item in have {
            self.window.css(&format!("[data-item='{item}'][data-state='have']")).await;
        }
        for item in missing {
            let line = format!("[data-item='{item}'][data-state='missing']");
            self.window.css(&line).await;
            let told = value(self.window, &format!("document.querySelectorAll(\"{line} p\").length")).await;
            assert!(told.as_u64() >= Some(4), "{item}: what, how to get it, on what basis, what to do: {told}");
        }
        self.told("checklist").await;
    }

    /// The text as drafted at this length; it holds each of `parts` and fits.
    pub async fn text(&self, length: &str, max: usize, parts: &[&str]) -> String {
        let window = self.window;
        pick(window, "part-texts").await;
        pick(window, &format!("length-{length}")).await;
        let counted = format!("document.querySelector({TEXT}+' .count')?.innerText.includes('/ {max}')");
        window.until("the text is counted by its limit", &counted).await;
        window.css("[data-field='text'][data-over='false']").await;
        let text = value(window, &format!("document.querySelector({TEXT}+' textarea').value")).await;
        let text = text.as_str().unwrap_or_default().to_owned();
        assert!(text.chars().count() <= max, "{} characters of {max}: {text}", text.chars().count());
        for part in parts {
            assert!(text.contains(part), "{part:?} is kept: {text}");
        }
        self.told("text").await;
        text
    }

    /// The finished pictures for the channel, small and, one of them, large.
    pub async fn looked_at(&self) {
        pick(self.window, "part-pictures").await;
        let came = |what: &str| format!("document.querySelector(\"{what}\")?.naturalWidth");
        let small = "[data-testid='upload-open'] img";
        self.window.until("a finished picture is shown", &format!("{} > 0", came(small))).await;
        self.told("pictures").await;
        self.window.click("upload-open").await;
        let large = "[data-testid='made-picture']";
        let as_told = format!("{} === document.querySelector(\"{large}\")?.width", came(large));
        self.window.click("made-size").await;
        self.window.until("it is as large as its file", &format!("{} > 512 && {as_told}", came(large))).await;
        self.told("made").await;
        self.window.click("made-close").await;
        self.window.until("it is closed", &format!("!document.querySelector(\"{large}\")")).await;
    }

    /// Notes that it was filed today under this number, with an answer promised by `due`; `receipts` pieces are linked.
    pub async fn filed(&self, number: &str, due: &str, receipts: usize) {
        let window = self.window;
        window.click("channel-note").await;
        window.write("filing-number", number).await;
        window.write("filing-due", due).await;
        window.click("links-open").await;
        window.part("link-choice").await;
        window.until("the list has the focus", "document.activeElement?.dataset.testid === 'links-list'").await;
        window.page.active_element().await.expect("the list").send_keys(" ").await.expect("a key");
        let linked = format!("document.querySelectorAll(\"[data-testid='links'] .chip\").length === {receipts}");
        window.until("the receipt is chosen", &linked).await;
        self.told("filing").await;
        window.click("filing-save").await;
        window.css(&format!(".filing[data-number='{number}']")).await;
        window.css(&format!("[data-testid='deadline'][data-due='{due}']")).await;
        self.told("filed").await;
    }

    /// A picture of the screen, and what it says.
    pub async fn told(&self, screen: &str) {
        self.desk.picture(&format!("{}-{screen}", self.name));
        let odd = odd_words(self.window, self.lang).await;
        assert!(odd.is_empty(), "{}, {screen}: {odd:#?}", self.name);
    }
}

const TEXT: &str = "\"[data-field='text']\"";

/// A choice whose circle is not drawn: its words are clicked.
pub async fn pick(window: &Window, testid: &str) {
    window.press(&format!("label:has([data-testid='{testid}'])")).await;
}

pub async fn value(window: &Window, expression: &str) -> Value {
    window.page.execute(format!("return {expression}"), vec![]).await.expect(expression).json().clone()
}

/// True where the ladder stands at this rung.
pub fn here(rung: &str) -> String {
    format!("document.querySelector(\"[data-testid='ladder']\")?.dataset.here === '{rung}'")
}

pub fn filled(testid: &str) -> String {
    format!("document.querySelector(\"[data-testid='{testid}']\")?.value")
}

/// A day so many days from today, as the window's clock has it.
pub async fn day(window: &Window, from_today: i32) -> String {
    let at = format!("new Date(new Date().setDate(new Date().getDate() + {from_today})).toLocaleDateString('sv')");
    value(window, &at).await.as_str().expect("a day").to_owned()
}

/// What is shown in another language than the page's without saying so (`lang`), names of words, places in a sentence
/// that nothing was put into. Fields hold the user's own text and are not looked at.
pub async fn odd_words(window: &Window, lang: &str) -> Vec<Value> {
    let found = window.page.execute(ODD_WORDS, vec![json!(lang)]).await.expect("the words can be read");
    found.json().as_array().expect("a list").clone()
}

const ODD_WORDS: &str = r#"
const lang = arguments[0];
if (document.documentElement.lang !== lang) return [`the page is in ${document.documentElement.lang}`];
const name = /(^|[^\w.-])[a-z]{2,}[a-z_]*\.(?!cn\b)[a-z][a-z_]*[a-z](?![\w.-])/u;
const hole = /\{\w*\}|undefined|\bNaN\b|\bnull\b|\[object/u;
const foreign = lang === 'en' ? /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u : /[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}/u;
const said = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const at = walker.currentNode.parentElement;
  const text = walker.currentNode.data.trim();
  if (text && !at.closest('textarea, script, style') && at.checkVisibility()) said.push([at, text]);
}
for (const at of document.body.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
  for (const kind of ['aria-label', 'title', 'placeholder', 'alt']) if (at.getAttribute(kind)) said.push([at, at.getAttribute(kind)]);
}
const own = (at) => (at.closest('[lang]')?.lang ?? lang) === lang;
return said.filter(([at, text]) => name.test(text) || hole.test(text) || (own(at) && foreign.test(text))).map(([, text]) => text);
"#;
