use kudosity_webhook::event::Address;

use crate::number::{self, digit, separates};

/// A number to be found in texts, by its digits.
pub(super) struct Number {
    digits: String,
    /// Its digits, and those with the 0 that some write behind the country's code.
    written: Vec<String>,
}

/// Fewer digits are a short number, or an amount: too many texts hold them by chance.
const FEWEST: usize = 7;

impl Number {
    /// None of a name or of a short number.
    pub(super) fn read(number: &str) -> Option<Self> {
        let digits = number::digits(number).filter(|digits| digits.len() >= FEWEST)?;
        let codes = (1..=3).filter_map(|length| digits.split_at_checked(length));
        let mut written: Vec<String> = codes.map(|(code, rest)| format!("{code}0{rest}")).collect();
        written.push(digits.clone());
        Some(Self { digits, written })
    }

    /// Its canonical form.
    pub(super) fn canonical(&self) -> &str {
        &self.digits
    }

    pub(super) fn is(&self, address: &Address) -> bool {
        number::of_any(address) == self.digits
    }

    /// Whether a body or another text holds it in any written form.
    ///
    /// Whatever may stand between two digits of a number does not count, and neither does what stands
    /// before and behind it: rather one text too many than one too few.
    pub(super) fn is_mentioned_in(&self, text: &[u8]) -> bool {
        let text = String::from_utf8_lossy(text);
        let by = |percent: bool| {
            let digits = squeezed(&text, percent);
            self.written.iter().any(|number| digits.contains(number))
        };
        by(false) || (text.contains('%') && by(true))
    }
}

/// The digits of a text, without what may stand between two of a number, and a mark for anything else.
///
/// The escapes of JSON are read, and where it is asked for, those of URLs.
fn squeezed(text: &str, percent: bool) -> String {
    let mut digits = String::new();
    let mut rest = text.chars();
    while let Some(char) = rest.next() {
        let char = match char {
            '\\' => escaped(&mut rest),
            '%' if percent => hex(&mut rest, 2).unwrap_or(char),
            char => char,
        };
        match digit(char) {
            Some(digit) => digits.push(digit),
            None if !separates(char) && char != ',' && !digits.ends_with('|') => digits.push('|'),
            None => {}
        }
    }
    digits
}

/// What an escape of JSON stands for, as far as it matters here.
fn escaped(rest: &mut std::str::Chars<'_>) -> char {
    match rest.next() {
        Some('u') => hex(rest, 4).unwrap_or('u'),
        Some('b' | 'f' | 'n' | 'r' | 't') => ' ',
        Some(char) => char,
        None => '\\',
    }
}

/// Takes so many hexadecimal digits, if they are next.
fn hex(rest: &mut std::str::Chars<'_>, count: usize) -> Option<char> {
    let (code, behind) = rest.as_str().split_at_checked(count)?;
    let char = u32::from_str_radix(code, 16).ok().and_then(char::from_u32)?;
    *rest = behind.chars();
    Some(char)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_number_is_found_in_whatever_form_it_was_written() {
        let number = Number::read("+61 491 570 006").unwrap();
        for text in [
            "61491570006",
            r#"{"sender":"+61491570006"}"#,
            "call 61 491 570 006, please",
            "(+61) 491-570-006",
            "61.491.570.006",
            "+61\u{a0}491\u{2011}570\u{2011}006",
            "\u{202a}+61 491 570 006\u{202c}",
            r"61491\n570006",
            r"\u0036\u0031491570006",
            r"61\u00a0491\/570006",
            "https://example.com/?tel=%2B61491570006",
            "https://example.com/?tel=%2B61%20491%20570%20006",
            "10%61491570006",
            "https://example.com/?tel=+61+491+570+006",
            "order 7 61491570006 8",
            "٦١٤٩١٥٧٠٠٠٦",
            "６１４９１５７０００６",
            "+61 (0) 491 570 006",
            "+61%20%280%29%20491570006",
            "61,491,570,006",
        ] {
            assert!(number.is_mentioned_in(text.as_bytes()), "{text}");
        }
        assert!(number.is_mentioned_in(b"\xff\xfe61491570006\xff"));
    }

    #[test]
    fn another_number_is_not_found_in_it() {
        let number = Number::read("61491570006").unwrap();
        for text in [
            "",
            "61491570156",
            "6149157000",
            "61491570x006",
            "0491570006",
            "{\"a\":61491,\"b\":570006}",
            r"\",
            r"\u",
            r"\u00",
            "%",
            "%6",
        ] {
            assert!(!number.is_mentioned_in(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_of_a_person_is_not_looked_for() {
        for no_number in ["", "+", "123456", "+123456", "Shop One", "Shop61491570006", "#5f3a"] {
            assert!(Number::read(no_number).is_none(), "{no_number}");
        }
        assert_eq!(Number::read("+1234567").unwrap().canonical(), "1234567");
    }
}
