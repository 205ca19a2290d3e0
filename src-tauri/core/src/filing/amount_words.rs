//! Sums in Chinese capitals, as forms and receipts ask for them (大写金额).

use crate::model::Fen;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
const GROUPS: [&str; 4] = ["", "万", "亿", "万亿"];

/// `1544.00` → 人民币壹仟伍佰肆拾肆元整. Empty for what is no sum of a purchase: nothing, less, or 10^16 yuan.
pub fn capitals(fen: Fen) -> String {
    let (yuan, jiao, rest) = (fen.0 / 100, fen.0 / 10 % 10, fen.0 % 10);
    if fen.0 <= 0 || yuan >= 10_000_000_000_000_000 {
        return String::new();
    }
    let mut out = "人民币".to_owned();
    if yuan > 0 {
        out += &whole(yuan);
        out.push('元');
    }
    match (jiao, rest) {
        (0, 0) => out.push('整'),
        (0, fen) => {
            if yuan > 0 {
                out.push('零');
            }
            out.extend([DIGITS[fen as usize], '分']);
        }
        (jiao, 0) => out.extend([DIGITS[jiao as usize], '角', '整']),
        (jiao, fen) => out.extend([DIGITS[jiao as usize], '角', DIGITS[fen as usize], '分']),
    }
    out
}

/// Groups of four digits; one 零 for any run of zeros between digits.
fn whole(yuan: i64) -> String {
    let digits: Vec<usize> = yuan.to_string().bytes().map(|b| usize::from(b - b'0')).collect();
    let (mut out, mut gap, mut group_told) = (String::new(), false, false);
    for (i, digit) in digits.iter().enumerate() {
        let place = digits.len() - 1 - i;
        if *digit == 0 {
            gap = true;
        } else {
            if gap && !out.is_empty() {
                out.push('零');
            }
            gap = false;
            group_told = true;
            out.push(DIGITS[*digit]);
            out += PLACES[place % 4];
        }
        if place.is_multiple_of(4) && group_told {
            out += GROUPS[place / 4];
            group_told = false;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_written_as_banks_write_them() {
        for (fen, words) in [
            (154_400, "人民币壹仟伍佰肆拾肆元整"),
            (38_600, "人民币叁佰捌拾陆元整"),
            (12_850, "人民币壹佰贰拾捌元伍角整"),
            (12_805, "人民币壹佰贰拾捌元零伍分"),
            (12_855, "人民币壹佰贰拾捌元伍角伍分"),
            (5, "人民币伍分"),
            (50, "人民币伍角整"),
            (1_000_000, "人民币壹万元整"),
            (10_050_000, "人民币壹拾万零伍佰元整"),
            (100_000_000, "人民币壹佰万元整"),
            (10_000_000_000, "人民币壹亿元整"),
            (10_000_100_000, "人民币壹亿零壹仟元整"),
            (1_001_000, "人民币壹万零壹拾元整"),
            (0, ""),
            (-1, ""),
        ] {
            assert_eq!(capitals(Fen(fen)), words, "{fen}");
        }
        assert!(capitals(Fen(Fen::MAX)).starts_with("人民币"));
    }
}
