//! The user's own name of a file, made such that every system can hold it and no reader is misled by it.

use crate::model::Number;

/// Longest name in bytes; most systems hold 255.
const LONGEST: usize = 200;

/// Words that Windows keeps for devices, with or without an extension.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "com", "lpt", "conin$", "conout$"];

/// As the user knows it: only what a system can't hold or what hides the true ending is replaced. Never empty.
pub fn own_name(name: &str, number: Number, media_type: &str) -> String {
    let clean: String = name.chars().filter(|c| !misleads(*c)).map(|c| if unholdable(c) { '_' } else { c }).collect();
    let clean = clean.trim_end_matches(['.', ' ']).trim_start();
    if clean.is_empty() || clean.chars().all(|c| matches!(c, '.' | '_')) {
        return super::names::original(number, media_type, name);
    }
    let stem = clean.split('.').next().unwrap_or(clean).trim_end().to_lowercase();
    let device =
        DEVICES.contains(&stem.as_str()) || DEVICES.contains(&stem.trim_end_matches(|c: char| c.is_ascii_digit()));
    shorten(&if device { format!("_{clean}") } else { clean.to_owned() })
}

fn unholdable(c: char) -> bool {
    c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '\u{fffd}')
}

/// Marks that turn the direction of writing or take no room: `\u{202e}gnp.exe` reads as a picture.
pub(super) fn misleads(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Cut in the middle, so that the ending stays.
fn shorten(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let end = name.rfind('.').filter(|at| name.len() - at <= 20).unwrap_or(name.len());
    let mut keep = LONGEST.saturating_sub(name.len() - end);
    while !name.is_char_boundary(keep) {
        keep -= 1;
    }
    format!("{}{}", &name[..keep], &name[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_name_stays_and_a_hostile_one_is_held_by_every_system() {
        let own = |name: &str| own_name(name, Number(7), "image/png");
        for plain in ["聊天 截图#1 100%25.jpg", ".hidden", "é.png", "a.b.c", "微信图片_20240518140322.jpg"] {
            assert_eq!(own(plain), plain);
        }
        assert_eq!(own("CON"), "_CON");
        assert_eq!(own("com1.png"), "_com1.png");
        assert_eq!(own("../../etc/passwd"), ".._.._etc_passwd");
        assert_eq!(own("a\nb:c*?.png"), "a_b_c__.png");
        assert_eq!(own("\u{202e}gnp.exe"), "gnp.exe");
        assert_eq!(own("x. . "), "x");
        for nothing in ["", "..", "  ", "\u{200b}", "///"] {
            assert_eq!(own(nothing), "E007.png", "{nothing:?}");
        }
        let long = own(&format!("{}.jpeg", "长".repeat(85)));
        assert!(long.len() <= LONGEST && long.ends_with("长.jpeg"), "{long}");
    }

    proptest::proptest! {
        #[test]
        fn no_name_leaves_its_folder_or_is_too_long(name in ".{0,300}") {
            let own = own_name(&name, Number(1), "image/png");
            proptest::prop_assert!(!own.is_empty() && own.len() <= LONGEST + 1);
            proptest::prop_assert!(!own.contains(['/', '\\']) && own != "." && own != "..");
        }
    }
}
