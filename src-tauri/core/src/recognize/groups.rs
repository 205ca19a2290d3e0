//! Cuts a number for the eye. Joined, the groups are the number again; copying never meets a gap.

use crate::model::{IdentifierKind, Provider};

/// `261103-754 323 194 875 749`, `20261103 2200 1411 …`, `YT 8826 1103 57219`, else by four.
pub fn groups(kind: IdentifierKind, provider: Option<Provider>, normalized: &str) -> Vec<String> {
    let chars: Vec<char> = normalized.chars().collect();
    let digits = |s: &[char]| s.iter().all(char::is_ascii_digit);
    let sizes: (usize, usize) = match kind {
        _ if chars.len() > 10 && chars[6] == '-' && digits(&chars[..6]) && digits(&chars[7..]) => (10, 3),
        _ if normalized.contains('-') => return by_dash(normalized),
        IdentifierKind::PaymentSerial if chars.len() >= 20 && digits(&chars) && provider != Some(Provider::Bank) => {
            (8, 4)
        }
        IdentifierKind::Phone if chars.len() == 11 && digits(&chars) => (3, 4),
        _ => {
            let letters = chars.iter().take_while(|c| c.is_ascii_alphabetic()).count();
            (if (1..=4).contains(&letters) && letters < chars.len() { letters } else { 4 }, 4)
        }
    };
    cut(&chars, sizes)
}

/// A first group, then groups of one size; a single character left over stays with its neighbour.
fn cut(chars: &[char], (first, rest): (usize, usize)) -> Vec<String> {
    let (head, tail) = chars.split_at(first.min(chars.len()));
    let mut out: Vec<String> = [head].into_iter().chain(tail.chunks(rest)).map(|g| g.iter().collect()).collect();
    out.retain(|g: &String| !g.is_empty());
    if out.len() > 1 && tail.len() % rest == 1 {
        let single = out.pop().unwrap_or_default();
        out.last_mut().expect("more than one group, one taken").push_str(&single);
    }
    out
}

fn by_dash(text: &str) -> Vec<String> {
    text.split_inclusive('-')
        .flat_map(|part| {
            let chars: Vec<char> = part.chars().collect();
            if chars.len() <= 8 { vec![part.to_owned()] } else { cut(&chars, (4, 4)) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_the_eye_compares_them() {
        for (kind, number, expected) in [
            (IdentifierKind::OrderNumber, "261103-754323194875749", "261103-754 323 194 875 749"),
            (IdentifierKind::PaymentSerial, "2026110322001411186252760189", "20261103 2200 1411 1862 5276 0189"),
            (IdentifierKind::TrackingNumber, "YT8826110357219", "YT 8826 1103 57219"),
            (IdentifierKind::OrderNumber, "2871234567890123456", "2871 2345 6789 0123 456"),
            (IdentifierKind::OrderNumber, "113-7654321-1234567", "113- 7654321- 1234567"),
            (IdentifierKind::Phone, "13800000000", "138 0000 0000"),
            (IdentifierKind::CreditCode, "91350200MA2YJ1XR9G", "9135 0200 MA2Y J1XR 9G"),
            (IdentifierKind::Other, "12345", "12345"),
            (IdentifierKind::Other, "ABCDEF", "ABCD EF"),
        ] {
            let got = groups(kind, None, number);
            assert_eq!(got.join(" "), expected);
        }
        assert_eq!(groups(IdentifierKind::Other, None, ""), Vec::<String>::new());
    }

    proptest::proptest! {
        #[test]
        fn joined_groups_are_the_number_again(s in "\\PC{0,40}|[0-9]{6}-[0-9]{0,20}|[A-Z]{0,5}[0-9]{0,30}", k in 0usize..11) {
            let kind = IdentifierKind::ALL[k];
            let got = groups(kind, None, &s);
            proptest::prop_assert_eq!(got.concat(), s);
            proptest::prop_assert!(got.iter().all(|g| !g.is_empty()));
        }
    }
}
