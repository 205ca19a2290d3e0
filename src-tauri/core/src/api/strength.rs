//! How long a password would last.

use zxcvbn::zxcvbn;

/// 0 (guessed at once) to 4 (not to be guessed), by the estimate of zxcvbn. Nothing is kept.
pub fn password_strength(password: &str) -> u8 {
    // Longer ones are strong by length, and the estimate would take its time.
    let start: String = password.chars().take(100).collect();
    zxcvbn(&start, &["liuzheng", "留证", "taobao", "12315"]).score().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_uses_is_weak_and_what_nobody_guesses_is_strong() {
        assert!(
            password_strength("") == 0 && password_strength("123456") == 0 && password_strength("taobao12315") <= 1
        );
        assert_eq!(password_strength("correct horse 电池 staple 9"), 4);
        assert_eq!(password_strength(&"长".repeat(5000)), password_strength(&"长".repeat(100)));
    }
}
