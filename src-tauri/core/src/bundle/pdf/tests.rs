//! The report laid out, looked at from within: lines, widths, pages, characters.

use super::page::{BOTTOM, Item, WIDTH};
use super::text::{Face, Span};
use super::*;
use crate::error::Code;
use crate::model::{DisputeKind, When};

/// What must not begin a line of Chinese.
const NOT_FIRST: &str = "、。，．；：？！）》」』】〕”’…—·%％";

#[cfg(target_os = "linux")]
const MONO: &str = "DejaVu Sans Mono";

fn setter() -> Setter {
    Setter::new(Fonts::of_the_system(), Lang::ZhCn, Missing::Refuse).expect("this computer has a Chinese font")
}

fn lines(block: &Block) -> Vec<&str> {
    block.lines.iter().map(|l| l.text[l.range.clone()].trim_end()).collect()
}

const PARAGRAPH: &str = "2026 年 11 月 3 日，我在拼多多「暖冬服饰官方店」购买羽绒服一件（订单号 \
    261103-754323194875749），页面、吊牌均写“含绒量 90%”，送检实测 45.2%。商家称可假一赔十，后只愿补偿 20 元券；\
    我请求退还货款 ¥386.00，并赔偿三倍价款！交易流水 2026110322001411862052760189。详见\
    https://example.com/item?id=2026110322001411862052760189&from=share，以及 9f86d081884c7d659a2feaa0c55ad015\
    a3bf4f1b2b0b822cd15d6c15b0f00a08。";

#[test]
fn no_line_begins_with_a_closing_mark_and_none_is_too_wide_at_any_width() {
    let mut setter = setter();
    for (size, widths) in [(10.5, 40..200), (8.2, 16..60), (8.0, 16..90)] {
        for width in widths {
            for face in [Face::Text, Face::Bold, Face::Number] {
                let style = Style { face, ..Style::text(size) };
                let points = width as f32 * page::MM;
                let block = setter.set(&[span(PARAGRAPH, style)], points);
                for (line, text) in block.lines.iter().zip(lines(&block)) {
                    assert!(line.width <= points + 0.05, "{width} mm, {size}: {text} is {} wide", line.width);
                    let bad = text.chars().next().is_some_and(|c| NOT_FIRST.contains(c));
                    assert!(!bad, "{width} mm, {size} {face:?}: a line begins with {text}");
                }
                let whole: String = block.lines.iter().map(|l| &l.text[l.range.clone()]).collect();
                assert_eq!(whole, PARAGRAPH, "{width} mm: nothing is lost or told twice");
            }
        }
    }
}

/// A font without a Chinese character; on every Debian.
#[cfg(target_os = "linux")]
fn latin() -> Vec<u8> {
    std::fs::read("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf").expect("fonts-dejavu-core is installed")
}

#[cfg(target_os = "linux")]
#[test]
fn what_no_font_has_is_named_and_an_emoji_stands_as_its_number() {
    let font = latin();
    let mut one = Setter::new(Fonts::only(font.clone(), MONO), Lang::En, Missing::Refuse).expect("it has English");
    let set = |setter: &mut Setter, text: &str| {
        let block = setter.set(&[span(text, Style::number(10.0))], 500.0);
        lines(&block).concat()
    };
    assert_eq!(set(&mut one, "thanks \u{1f996}!"), "thanks [emoji U+1F996]!");
    assert!(one.finish().is_ok() && one.replaced.contains(&'\u{1f996}'));
    set(&mut one, "骨 and \u{f123}");
    let e = one.finish().expect_err("two characters can't be drawn");
    assert_eq!(e.code, Code::GlyphMissing);
    let named = e.params.get("characters").expect("they are named");
    assert!(named.contains("U+9AA8") && named.contains("U+F123"), "{named}");

    let mut numbered = Setter::new(Fonts::only(font, MONO), Lang::En, Missing::Number).expect("it has English");
    assert_eq!(set(&mut numbered, "骨 and \u{f123}"), "[U+9AA8] and [U+F123]");
    assert!(numbered.finish().is_ok());
}

#[test]
fn without_a_chinese_font_nothing_is_laid_out() {
    let code = |fonts, lang| Setter::new(fonts, lang, Missing::Number).err().map(|e| e.code);
    assert_eq!(code(Fonts::none(), Lang::ZhCn), Some(Code::FontMissing));
    assert_eq!(code(Fonts::none(), Lang::En), Some(Code::FontMissing), "without any font a page would be blank");
    #[cfg(target_os = "linux")]
    {
        assert_eq!(code(Fonts::only(latin(), MONO), Lang::ZhCn), Some(Code::FontMissing));
        assert_eq!(code(Fonts::only(latin(), MONO), Lang::En), None);
    }
}

fn told_of<'a>(material: &'a Material, rows: &'a [Row], sizes: &'a Sizes, maker: &'a Maker) -> Told<'a> {
    Told::new(material, rows, sizes, (Lang::ZhCn, maker, &[]), crate::model::hash_bytes(b"list"))
}

fn text_of(item: &Item) -> Option<(&str, f32, f32, f32)> {
    match &item.what {
        What::Text { x, y, line } => Some((&line.text[line.range.clone()], *x, x + line.width, y + line.height)),
        _ => None,
    }
}

/// Everything is within the page, and no picture below its bottom.
fn nothing_is_cut(laid: &Laid) {
    for (at, page) in laid.pages.iter().enumerate() {
        for item in &page.items {
            if let Some((text, left, right, bottom)) = text_of(item) {
                let within = left >= LEFT - 0.1 && right <= WIDTH - LEFT + 0.6 && bottom <= page::HEIGHT - 20.0;
                assert!(within, "page {}: {text:?} from {left} to {right}, down to {bottom}", at + 1);
            }
            if let What::Picture { area, .. } = &item.what {
                assert!(area.y + area.height <= BOTTOM + 0.5 && area.x + area.width <= WIDTH - LEFT + 0.5, "{area:?}");
            }
        }
    }
}

#[test]
fn the_list_names_the_pages_on_which_the_pieces_are_and_the_contents_lead_to_the_sections() {
    let (material, maker) = crate::bundle::tests::many(90);
    let rows = report::rows(&material, Lang::ZhCn, "+08:00");
    let shapes = [(1080, 2340), (1080, 30_000), (4000, 3000), (900, 900)];
    let shown = material.evidence.iter().filter(|e| !e.number.0.is_multiple_of(5));
    let sizes: Sizes = shown.map(|e| (e.number, shapes[e.number.0 as usize % 4])).collect();
    let mut told = told_of(&material, &rows, &sizes, &maker);
    let laid = lay_out(&mut told, Fonts::of_the_system(), Missing::Refuse).expect("laid out");
    nothing_is_cut(&laid);
    assert_eq!(laid.page_numbers.len(), 90);
    for row in &rows {
        let (first, last) = laid.page_numbers[&row.number];
        let is_on = |page: usize| {
            let texts = laid.pages[page - 1].items.iter().filter_map(text_of);
            texts.into_iter().any(|(text, ..)| text.starts_with(&row.number))
        };
        assert!(is_on(first), "{} begins on page {first}", row.number);
        let of_piece = laid.pages[first - 1].items.iter().any(|i| matches!(&i.what, What::Picture { .. }));
        assert!(of_piece || !sizes.contains_key(&Number(row.number[1..].parse().unwrap())) || last > first);
        assert_eq!(laid.places[&Target::Evidence(row.number.clone())].0, first - 1, "where its link leads");
        let named = front::told_pages(&(first, last));
        let list = laid.pages.iter().filter(|p| p.section == "证据目录").flat_map(|p| &p.items);
        let is_named = |i: &Item| matches!(&i.what, What::Text { line, .. } if *line.text == *named);
        assert!(list.into_iter().any(is_named), "{named} is in the list");
    }
    assert!(laid.volumes > 1, "many parts of pictures make several files");
    let pictures = |volume: usize| {
        let own = laid.pages.iter().filter(|p| p.volume == volume).flat_map(|p| &p.items);
        own.filter(|i| matches!(i.what, What::Picture { .. })).count()
    };
    assert!((0..laid.volumes).all(|v| (1..=pieces::PER_VOLUME as usize).contains(&pictures(v))));
    for (number, title) in &laid.sections {
        let (page, _) = laid.places[&Target::Section(*number)];
        assert_eq!(&laid.pages[page].section, title);
    }
}

#[test]
fn hostile_words_of_any_length_stay_within_their_pages() {
    let (mut material, maker) = crate::bundle::tests::many(3);
    let long = "很长的说明，".repeat(3000);
    let wall = "W".repeat(4000);
    material.case.facts.title = format!("{wall}\n\u{202e}标题");
    material.case.facts.note = long.clone();
    material.case.facts.seller = wall.clone();
    material.evidence[0].facts.proves = long.clone();
    material.evidence[1].facts.title = long.clone();
    material.evidence[1].facts.note = wall.clone();
    material.evidence[2].name = format!("{}\u{0}\u{7}.png", "。".repeat(500));
    material.disputes[0].what = long;
    material.disputes[0].note = wall;
    material.disputes[0].kind = DisputeKind::Other;
    material.disputes[0].at = When { at: "2026-11-14".into(), tz: "+08:00".into() };
    let rows = report::rows(&material, Lang::ZhCn, "+08:00");
    let sizes = Sizes::from([(Number(1), (1080, 2340)), (Number(2), (1, 60_000))]);
    let mut told = told_of(&material, &rows, &sizes, &maker);
    let laid = lay_out(&mut told, Fonts::of_the_system(), Missing::Refuse).expect("laid out");
    nothing_is_cut(&laid);
    let all: String = laid.pages.iter().flat_map(|p| &p.items).filter_map(text_of).map(|(text, ..)| text).collect();
    assert!(all.contains("[U+202E]") && all.contains("[U+0000]"), "what misleads is shown");
    assert!(all.matches("很长的说明").count() > 4 * 2900, "every word is printed");
}

fn is_drawn_whole(block: &Block) -> bool {
    let mut glyphs = block.lines.iter().flat_map(|l| &l.runs).flat_map(|r| &r.glyphs);
    glyphs.all(|g| g.glyph_id.to_u32() != 0)
}

#[test]
fn a_letter_whose_mark_no_font_has_keeps_its_place_and_the_mark_stands_as_its_number() {
    let mut setter = setter();
    let mut set = |text: &str| {
        let block = setter.set(&[span(text, Style::text(10.0))], 1000.0);
        assert!(is_drawn_whole(&block), "{text:?}");
        lines(&block).concat()
    };
    assert!(set("按 1\u{fe0f}\u{20e3} 键").starts_with("按 1"), "a keycap, as chats have them");
    assert!(set("cafe\u{301}\u{327}\u{20e3}x").starts_with("caf"));
    for text in [
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
        "\u{1f1e8}\u{1f1f3}",
        "\u{270a}\u{1f3fd}",
        "\u{915}\u{94d}\u{937}",
    ] {
        set(text);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(60))]
    #[test]
    fn any_text_is_set_within_its_width(text in ".{0,60}", width in 30.0f32..400.0) {
        let mut setter = Setter::new(Fonts::of_the_system(), Lang::ZhCn, Missing::Number).expect("fonts");
        let parts: [Span; 2] = [span(&*text, Style::text(9.0)), span(&*text, Style::number(8.0).gap(0.4))];
        let block = setter.set(&parts, width);
        proptest::prop_assert!(is_drawn_whole(&block));
        for line in block.lines {
            proptest::prop_assert!(line.width <= width + 0.6, "{:?}", &line.text[line.range.clone()]);
        }
    }
}
