//! Words of the user as they can be printed: nothing in them turns the direction of writing, hides, or breaks the page.

/// A character that no reader may miss, and one that no font draws, stands as its number: `[U+202E]`.
pub fn numbered(c: char) -> String {
    format!("[U+{:04X}]", c as u32)
}

/// Line ends of all kinds are `\n`, tabs are spaces; what can't be seen is left out unless it misleads.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push(' '),
            '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => {}
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' => {
                out.push_str(&numbered(c));
            }
            '\u{fff9}'..='\u{fffb}' => out.push_str(&numbered(c)),
            c if c.is_control() => out.push_str(&numbered(c)),
            c => out.push(c),
        }
    }
    out
}

/// Joins, selects or marks another character and is never seen alone.
pub fn is_companion(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e01ef}')
}

/// Pictures among the characters (emoji, symbols): what they say survives a replacement by their number.
pub fn is_emoji(c: char) -> bool {
    is_companion(c)
        || matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2300}'..='\u{23ff}'
            | '\u{2b00}'..='\u{2bff}' | '\u{20e3}')
}

/// Of the scripts that Chinese is written in.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_misleads_is_shown_and_what_is_invisible_is_gone() {
        assert_eq!(clean("a\u{202e}gnp.exe"), "a[U+202E]gnp.exe");
        assert_eq!(clean("一\r\n二\r三\u{2028}四\t五"), "一\n二\n三\n四 五");
        assert_eq!(clean("\u{feff}零\u{200b}宽\u{ad}"), "零宽");
        assert_eq!(clean("\0\u{7}\u{9f}"), "[U+0000][U+0007][U+009F]");
        assert_eq!(clean("\u{1f468}\u{200d}\u{1f469}"), "\u{1f468}\u{200d}\u{1f469}", "a family stays one");
    }

    proptest::proptest! {
        #[test]
        fn no_text_keeps_a_mark_that_turns_or_controls(text in ".{0,80}") {
            let bad = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            proptest::prop_assert!(!clean(&text).chars().any(bad));
        }
    }
}
