//! Ten thousand hostile texts in every field: for a browser, a reader of PDF, a spreadsheet and a reader of CSV they stay
//! words. Nothing runs, nothing is asked of a network, nothing is lost.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use liuzheng_core::bundle::timestamp::Trust;
use liuzheng_core::bundle::verify;
use liuzheng_core::model::{DisputeId, EvidenceId, IdentifierId, Job, Lang, TalkId, Verdict};
use liuzheng_tests::browser::Browser;
use liuzheng_tests::tools::{need, run};
use serde_json::{Value, json};

use crate::sample::{Bundle, Sample, notes};

const PIECES: u32 = 600;
const EVENTS: i64 = 800;
const TALKS: i64 = 600;
const NUMBERS: i64 = 300;

/// Two of them and a number make a text. `PORT` is that of a listener that nobody may call.
const PARTS: &[&str] = &[
    "<script>window.ran=1</script>",
    "<img src=http://127.0.0.1:PORT/i onerror=window.ran=1>",
    "</td></table></bdi></main><svg onload=window.ran=1>",
    "\"><iframe src=\"javascript:parent.ran=1\">",
    "' onmouseover='window.ran=1",
    "<style>@import 'http://127.0.0.1:PORT/s';</style>",
    "<meta http-equiv=refresh content=\"0;url=http://127.0.0.1:PORT/m\">",
    "<base href=http://127.0.0.1:PORT/><link rel=stylesheet href=x>",
    "<!--",
    "]]>&#60;b&#62;&amp;&lt;",
    "&#x3c;script&#x3e;",
    "javascript:window.ran=1",
    "http://127.0.0.1:PORT/?a=1&b=2",
    "{{7*7}}${7*7}{% raw %}",
    "=cmd|'/C calc'!A0",
    "=HYPERLINK(\"http://127.0.0.1:PORT\",\"x\")",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "＝1＋1",
    "2026110322001411862052760189",
    "1e9",
    "0x1F",
    "_x0041__x000A_",
    "a\",\"b\";c\td",
    "第一行\n第二行\r\n第三行",
    "\u{202e}gpj.exe\u{202c}",
    "\u{2066}\u{2069}\u{200f}\u{61c}",
    "\u{200b}\u{feff}\u{ad}",
    "e\u{301}\u{327}\u{20e3}",
    "اختبار עברית",
    "👨‍👩‍👧🇨🇳✊🏽",
    "\u{f8ff}\u{e000}\u{10fffd}",
    "\u{fdd0}\u{fffd}",
    "\\x3cscript\\x3e\\u003c",
    ") Tj ET endstream endobj (",
    "/JavaScript /Launch /URI",
    "..\\..\\..\\etc/passwd",
    "%00%0d%0aSet-Cookie: a",
    "長い言葉が切れ目なく続く長い言葉が切れ目なく続く長い言葉が切れ目なく続く",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
];

struct Texts {
    port: u16,
    given: Vec<String>,
}

impl Texts {
    fn next(&mut self) -> String {
        let n = self.given.len();
        let (a, b) = (PARTS[n % PARTS.len()], PARTS[(n / PARTS.len()) % PARTS.len()]);
        let text = format!("{a}{n}{b}").replace("PORT", &self.port.to_string());
        self.given.push(text.clone());
        text
    }
}

fn filled(texts: &mut Texts) -> Sample {
    let mut sample = notes(PIECES);
    let material = &mut sample.material;
    for e in &mut material.evidence {
        e.name = texts.next();
        let f = &mut e.facts;
        let words = [&mut f.title, &mut f.proves, &mut f.note, &mut f.source_platform, &mut f.source_app];
        let more = [&mut f.source_device, &mut f.captured_by, &mut f.carrier_device, &mut f.carrier_note];
        words.into_iter().chain(more).for_each(|word| *word = texts.next());
    }
    let event = material.disputes.remove(0);
    for n in 1..=EVENTS {
        let (what, note) = (texts.next(), texts.next());
        let evidence = vec![EvidenceId(n % i64::from(PIECES))];
        material.disputes.push(liuzheng_core::model::Dispute {
            id: DisputeId(n),
            what,
            note,
            evidence,
            ..event.clone()
        });
    }
    let talk = material.talks.remove(0);
    for n in 1..=TALKS {
        let (who, said, answer) = (texts.next(), texts.next(), texts.next());
        material.talks.push(liuzheng_core::model::Talk { id: TalkId(n), who, said, answer, ..talk.clone() });
    }
    material.groups.clear();
    let number = material.identifiers.remove(0);
    material.identifiers.clear();
    for n in 1..=NUMBERS {
        let (value, note) = (texts.next(), texts.next());
        let id = IdentifierId(n);
        material.identifiers.push(liuzheng_core::model::Identifier { id, value, note, ..number.clone() });
    }
    sample
}

fn data(bundle: &Bundle, name: &str) -> PathBuf {
    bundle.folder.join("data").join(name)
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[tokio::test]
async fn ten_thousand_hostile_texts_stay_words_wherever_they_are_read() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.set_nonblocking(true).expect("set");
    let mut texts = Texts { port: listener.local_addr().expect("bound").port(), given: Vec::new() };
    let sample = filled(&mut texts);
    let given = texts.given;
    assert_eq!(given.len(), 10_000);
    let bundle = Bundle::odd(&sample, Lang::ZhCn);
    let judged = verify(&bundle.zip, &Trust::none(), &Job::quiet()).expect("judged");
    assert_eq!((judged.verdict, judged.findings.len()), (Verdict::Intact, 0), "{:?}", judged.findings.first());

    let facts: Value = serde_json::from_slice(&std::fs::read(data(&bundle, "case.json")).expect("read")).expect("JSON");
    let mut kept = std::collections::HashSet::new();
    words(&facts, &mut kept);
    let lost: Vec<&String> = given.iter().filter(|t| !kept.contains(t.as_str())).collect();
    assert!(lost.is_empty(), "case.json keeps each as it is; not {lost:?}");

    in_a_browser(&data(&bundle, "证据报告.html"), &given).await;
    in_a_spreadsheet(&bundle, &given);
    in_a_reader_of_pdf(&data(&bundle, "证据报告.pdf"), &given);
    assert!(listener.accept().is_err(), "nobody called");
}

fn words<'a>(value: &'a Value, into: &mut std::collections::HashSet<&'a str>) {
    match value {
        Value::String(text) => {
            into.insert(text);
        }
        Value::Array(all) => all.iter().for_each(|v| words(v, into)),
        Value::Object(all) => all.values().for_each(|v| words(v, into)),
        _ => {}
    }
}

async fn in_a_browser(report: &Path, given: &[String]) {
    let browser = Browser::start();
    let page = browser.open(report).await;
    let ask = "
        const told = document.body.textContent.replace(/\\s/gu, '');
        document.querySelectorAll('td, bdi').forEach((e) => e.dispatchEvent(new MouseEvent('mouseover')));
        return {
            lost: arguments[0].filter((text) => !told.includes(text.replace(/\\s/gu, ''))).slice(0, 5),
            strange: document.querySelectorAll('script, iframe, svg, base, link, object, embed, form, img, [onload], [onerror]').length,
            metas: document.querySelectorAll('meta').length,
            away: [...document.querySelectorAll('[href], [src]')].map((e) => e.getAttribute('href') ?? e.getAttribute('src')).filter((a) => !/^(#E\\d+|originals\\/E\\d+\\.txt)$/.test(a)).slice(0, 5),
            asked: performance.getEntriesByType('resource').length,
            ran: typeof window.ran,
            title: document.title,
        };";
    let said = page.execute(ask, vec![json!(given)]).await.expect("an answer");
    let expected = json!({ "lost": [], "strange": 0, "metas": 4, "away": [], "asked": 0, "ran": "undefined", "title": "证据报告" });
    assert_eq!(said.json(), &expected);
    page.quit().await.expect("it closes");
}

fn in_a_spreadsheet(bundle: &Bundle, given: &[String]) {
    const READ: &str = "
import csv,io,json,sys,openpyxl
sheet=openpyxl.load_workbook(sys.argv[1]).active
cells=[c for row in sheet.iter_rows(min_row=2) for c in row if c.value is not None]
rows=list(csv.reader(io.StringIO(open(sys.argv[2],encoding='utf-8-sig',newline='').read())))
json.dump({'types':sorted({c.data_type for c in cells}),'links':sum(c.hyperlink is not None for c in cells),
 'book':[str(c.value) for c in cells],'list':[v for row in rows[1:] for v in row],'widths':sorted({len(r) for r in rows})},open(sys.argv[3],'w'))
";
    let out = data(bundle, "read.json");
    let files = [data(bundle, "证据目录.xlsx"), data(bundle, "证据目录.csv"), out.clone()];
    let args: Vec<&str> = ["-c", READ].into_iter().chain(files.iter().map(|f| f.to_str().expect("UTF-8"))).collect();
    let (code, said) = run(need("python3"), &args, &bundle.folder);
    assert_eq!(code, Some(0), "{said}");
    let read: Value = serde_json::from_slice(&std::fs::read(out).expect("read")).expect("JSON");
    assert_eq!((&read["types"], &read["links"]), (&json!(["s"]), &json!(0)), "neither formula, number nor link");
    assert_eq!(read["widths"].as_array().map(Vec::len), Some(1), "no text broke out of its cell");
    let all = |key: &str| -> Vec<String> {
        read[key].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    for cell in all("list") {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) || cell == "-", "{cell:?}");
    }
    for key in ["book", "list"] {
        // A workbook writes a carriage return by its number, and this reader leaves it so.
        let told = bare(&all(key).join("\u{0}")).replace("_x000D_", "");
        // The first ten texts of each piece stand in the list, the events and talks do not.
        let of_pieces = given.iter().take(PIECES as usize * 10);
        let lost: Vec<&String> = of_pieces.filter(|t| !told.contains(&bare(t))).take(5).collect();
        assert!(lost.is_empty(), "{key} has not {lost:?}");
    }
}

fn in_a_reader_of_pdf(path: &Path, given: &[String]) {
    let file = path.to_str().expect("UTF-8");
    let folder = path.parent().expect("a folder");
    let ask = |tool: &str, args: &[&str]| {
        let (code, said) = run(need(tool), args, folder);
        assert_eq!(code, Some(0), "{tool}: {said}");
        said
    };
    let said = ask("qpdf", &["--check", file]);
    assert!(said.contains("No syntax or stream encoding errors") && !said.contains("WARNING"), "{said}");
    ask("qpdf", &["--qdf", "--object-streams=disable", file, "plain.pdf"]);
    let plain = std::fs::read(folder.join("plain.pdf")).expect("read");
    let has = |word: &[u8]| plain.windows(word.len()).any(|w| w == word);
    for act in ["/S /JavaScript", "/S /Launch", "/S /URI", "/S /GoToR", "/OpenAction", "/AA <<", "/RichMedia"] {
        assert!(!has(act.as_bytes()), "{act}");
    }
    ask("pdftotext", &["-raw", "-enc", "UTF-8", file, "words.txt"]);
    let told = bare(&std::fs::read_to_string(folder.join("words.txt")).expect("UTF-8"));
    // What needs no other font and no other direction has to be there letter by letter.
    let plain = given.iter().filter(|t| t.chars().all(|c| c.is_ascii() || ('\u{4e00}'..'\u{9fff}').contains(&c)));
    let plain: Vec<&String> = plain.collect();
    assert!(plain.len() > 3_000, "{}", plain.len());
    let lost: Vec<&&String> = plain.iter().filter(|t| !told.contains(&bare(t))).take(5).collect();
    assert!(lost.is_empty(), "the PDF has not {lost:?}");
}
