//! Check digits. A number that fails is shown a hint, never refused.

const CREDIT_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// GB 32100-2015: weights 3^i mod 31 over 17 places.
pub fn credit_code(code: &str) -> bool {
    let values: Option<Vec<usize>> =
        code.bytes().map(|b| CREDIT_ALPHABET.iter().position(|a| *a == b.to_ascii_uppercase())).collect();
    let Some(values) = values.filter(|v| v.len() == 18) else { return false };
    let (sum, _) = values[..17].iter().fold((0, 1), |(sum, weight), v| (sum + v * weight, weight * 3 % 31));
    values[17] == (31 - sum % 31) % 31
}

/// UPU S10: two letters, eight digits and their check digit, two letters.
pub fn s10(number: &str) -> bool {
    let Some(digits) = number.get(2..11).filter(|_| number.len() == 13).and_then(digits) else { return false };
    let sum: u32 = digits.iter().zip([8, 6, 4, 2, 3, 5, 9, 7]).map(|(d, w)| d * w).sum();
    let check = match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        other => other,
    };
    digits[8] == check
}

/// GB 11643: 17 digits and a check character that may be X.
pub fn id_card(number: &str) -> bool {
    let Some(digits) = number.get(..17).filter(|_| number.len() == 18).and_then(digits) else { return false };
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.iter().zip(weights).map(|(d, w)| d * w).sum();
    number.as_bytes()[17].to_ascii_uppercase() == b"10X98765432"[(sum % 11) as usize]
}

fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|c| c.to_digit(10)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers_pass_and_a_changed_digit_does_not() {
        for good in ["91350200MA2YJ1XR9G", "91350200776049653A", "91350500798359476R"] {
            assert!(credit_code(good), "{good}");
            assert!(!credit_code(&good.replacen("50", "05", 1)), "two digits of {good} swapped");
        }
        assert!(!credit_code("91350100M0001TGQXM"), "a real code of the pilot years that fails: why it only warns");
        assert!(s10("RR473124829CN") && s10("RA123456785CN") && !s10("RA123456784CN"));
        assert!(id_card("11010519491231002X") && id_card("11010519491231002x") && !id_card("110105194912310021"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_them_panic(s in "\\PC{0,20}") {
            let _ = (credit_code(&s), s10(&s), id_card(&s));
        }
    }
}
