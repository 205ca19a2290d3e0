//! Words of others in a text that is drafted: without what turns the direction of writing or is not seen.

use super::wording::hidden;

/// Sums, dates and numbers around a name stay in their order, whoever chose the name. The words themselves are kept as
/// they were typed, in the case.
pub fn clean(text: &str) -> String {
    text.chars().filter(|c| !hidden(*c) || stays(*c)).collect()
}

/// Line ends and tabs, and of what has no room of its own what letters, emoji and flags are made with.
fn stays(c: char) -> bool {
    matches!(c, '\n' | '\t' | '\u{180b}'..='\u{180f}' | '\u{200c}' | '\u{200d}' | '\u{e0020}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_turn_or_hide_go_and_letters_and_emoji_stay() {
        assert_eq!(clean("好店\u{202e}铺\u{2066}\u{200f}\u{200b}\u{1b}[0m\r\n实付"), "好店铺[0m\n实付");
        for whole in
            ["👨\u{200d}👩\u{200d}👧", "می\u{200c}خواهم", "שלום", "e\u{301}\t", "🏴\u{e0067}\u{e0062}\u{e007f}"]
        {
            assert_eq!(clean(whole), whole);
        }
    }
}
