//! Personal numbers in texts that anybody can read. Order numbers and serials are evidence and stay.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Mobile numbers as 138****5678, written in one or in groups of 3-4-4; identity numbers with the first six and the last
/// four; card numbers, where the words before say that it is one, with the last four; mail addresses with the first
/// letter. Only whole runs: an order number that holds such a run is not touched. Names and other accounts can't be told
/// from other words: the user is told to look for them.
pub fn masked(text: &str) -> String {
    static CARD: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)((?:银行卡|储蓄卡|信用卡|借记卡|卡号|card(?:\s+(?:no\.?|number))?)[^0-9\n]{0,8})([0-9][0-9 -]{10,26}[0-9])").ok()
    });
    static GROUPED: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(^|[^0-9A-Za-z-])((?:\+?86[ -]?)?1[3-9][0-9][ -])[0-9]{4}([ -][0-9]{4})").ok());
    let cards = |c: &Captures| {
        let digits = c[2].bytes().filter(u8::is_ascii_digit).count();
        let mut left = if (12..=19).contains(&digits) { digits - 4 } else { 0 };
        let number: String = c[2]
            .chars()
            .map(|d| {
                if d.is_ascii_digit() && left > 0 {
                    left -= 1;
                    '*'
                } else {
                    d
                }
            })
            .collect();
        format!("{}{number}", &c[1])
    };
    let text = CARD.as_ref().map_or(text.into(), |r| r.replace_all(text, cards));
    let text = GROUPED.as_ref().map_or(text.clone(), |r| r.replace_all(&text, "$1$2****$3"));
    by_runs(&text)
}

fn by_runs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '_' | '+') {
            run.push(c);
            continue;
        }
        out += &masked_run(&run);
        run.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

fn masked_run(run: &str) -> String {
    let end = run.trim_end_matches('.');
    let tail = &run[end.len()..];
    let stars = |from: usize, to: usize| format!("{}{}{}{tail}", &end[..from], "*".repeat(to - from), &end[to..]);
    let plain = end.strip_prefix("+86").unwrap_or(end);
    if plain.len() == 11
        && plain.starts_with('1')
        && plain.bytes().all(|b| b.is_ascii_digit())
        && plain.as_bytes()[1] >= b'3'
    {
        let at = end.len() - 11;
        return stars(at + 3, at + 7);
    }
    if is_identity(end) {
        return stars(6, 14);
    }
    if let Some(at) = end.find('@').filter(|at| *at > 0 && end[at + 1..].contains('.')) {
        return stars(1, at.max(1));
    }
    run.to_owned()
}

/// GB 11643: seventeen digits and a check character that fits.
fn is_identity(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let b = text.as_bytes();
    if b.len() != 18 || !b[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = b.iter().zip(WEIGHTS).map(|(d, w)| u32::from(d - b'0') * w).sum();
    let year = &text[6..10];
    b"10X98765432"[(sum % 11) as usize] == b[17].to_ascii_uppercase() && ("1900".."2100").contains(&year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_numbers_are_masked_and_order_numbers_stay() {
        let text = "电话13812345678，身份证11010519491231002X，邮箱 a.b@example.com。订单261103-754323194875749，流水2026110322001411186252760189";
        let got = masked(text);
        assert_eq!(
            got,
            "电话138****5678，身份证110105********002X，邮箱 a**@example.com。订单261103-754323194875749，流水2026110322001411186252760189"
        );
        assert_eq!(masked("+8613812345678."), "+86138****5678.");
        assert_eq!(masked("138123456789 是 12 位"), "138123456789 是 12 位", "only whole runs");
        assert_eq!(masked(""), "");
        assert_eq!(
            masked("打 138 1234 5678 或 138-1234-5678，+86 138 1234 5678"),
            "打 138 **** 5678 或 138-****-5678，+86 138 **** 5678"
        );
        let cards = "银行卡6222020200112345678，卡号：6222 0202 0011 2345 678，Card no. 4111-1111-1111-1111";
        assert_eq!(
            masked(cards),
            "银行卡***************5678，卡号：**** **** **** ***5 678，Card no. ****-****-****-1111"
        );
        for stays in [
            "订单 6222020200112345678",
            "单号 8138-1234-5678",
            "2026-138-1234-5678",
            "卡罗拉 2026110322001411186252760189123",
        ] {
            assert_eq!(masked(stays), stays);
        }
    }
}
