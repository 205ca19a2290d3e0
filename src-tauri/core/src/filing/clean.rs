//! Words of others in a text that is drafted: without what turns the direction of writing or is not seen.

/// Sums, dates and numbers around a name stay in their order, whoever chose the name. Line ends and tabs stay, and so do
/// the joiners that letters and emoji are made with. The words themselves are kept as they were typed, in the case.
pub fn clean(text: &str) -> String {
    text.chars().filter(|c| !is_dropped(*c)).collect()
}

fn is_dropped(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let unseen = matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{feff}');
    turns || unseen || (c.is_control() && !matches!(c, '\n' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_turn_or_hide_go_and_letters_and_emoji_stay() {
        assert_eq!(clean("好店\u{202e}铺\u{2066}\u{200f}\u{200b}\u{1b}[0m\r\n实付"), "好店铺[0m\n实付");
        for whole in ["👨\u{200d}👩\u{200d}👧", "می\u{200c}خواهم", "שלום", "e\u{301}\t"] {
            assert_eq!(clean(whole), whole);
        }
    }
}
