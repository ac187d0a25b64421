//! How a person's number is written, by hand, in a file or in a text: one reading for all who are given one.

use std::ops::RangeInclusive;

use kudosity_webhook::event::Address;

/// A number with its country's code has so many digits: fewer are a short number, within one country, and
/// more are two numbers, or none.
const INTERNATIONAL: RangeInclusive<usize> = 7..=15;

/// A country's code has so many digits.
const COUNTRY: RangeInclusive<usize> = 1..=3;

/// The codes of countries where a 0 is written before a number at home and left out behind the code, and where
/// no handset's number begins with one: so `+61 0491 570 006` can be `61491570006` alone.
///
/// By the metadata of libphonenumber 9.0. It is not so in general: in Italy and in Côte d'Ivoire, for two, a 0
/// behind the code is a digit of the number.
const LEAVE_OUT_ZERO: [&str; 102] = [
    "20", "27", "31", "32", "33", "40", "41", "43", "44", "46", "49", "51", "53", "54", "55", "57",
    "58", "60", "61", "62", "63", "64", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94",
    "95", "98", "211", "212", "213", "218", "231", "232", "233", "234", "243", "249", "251", "252",
    "254", "255", "256", "260", "261", "262", "263", "264", "265", "291", "353", "355", "358",
    "359", "370", "373", "374", "377", "380", "381", "382", "383", "385", "386", "387", "389",
    "421", "423", "508", "590", "591", "593", "594", "595", "596", "598", "686", "850", "855",
    "856", "880", "886", "961", "962", "963", "964", "966", "967", "970", "971", "972", "976",
    "977", "994", "995", "996",
];

/// A person's number as its digits; none of what is no number with its country's code, since nothing is
/// guessed.
///
/// A name is none: who is written to is a handset.
pub(crate) fn of_person(given: &str) -> Option<String> {
    let digits = digits(given)?;
    let is_international = INTERNATIONAL.contains(&digits.len()) && !digits.starts_with('0');
    is_international.then_some(digits)
}

/// Anybody's number as its digits; of a name or a short number, what it is.
pub(crate) fn of_any(given: &str) -> String {
    of_person(given).unwrap_or_else(|| Address::from(given.trim()).canonical())
}

/// Whether an account in its canonical form may be one of the provider's: with a 0 in front it is a number
/// without its country's code, so another than the provider's; and with a line feed, what a quote has
/// swallowed that is not closed.
pub(crate) fn may_be_account(canonical: &str) -> bool {
    !canonical.starts_with('0') && !canonical.contains(char::is_control)
}

/// The digits of a number, with or without a country's code; none where anything else is in it.
///
/// What programs put around a number does not count (`tel:`, the `'` of a spreadsheet, the end of a line),
/// nor what people put between its digits, nor a 0 behind a country's code where it can be no digit of the
/// number, in brackets or not.
pub(crate) fn digits(given: &str) -> Option<String> {
    let outside = |char: char| separates(char) && !OPENING.contains(&char);
    let mut given = given.trim_matches(outside).trim_start_matches(['\'', '’']);
    if let Some((scheme, rest)) = given.split_at_checked(4) {
        given = if scheme.eq_ignore_ascii_case("tel:") { rest } else { given };
    }
    let mut digits = String::with_capacity(given.len());
    let mut rest = given.chars();
    while let Some(char) = rest.next() {
        let begun = !digits.is_empty();
        match (digit(char), char) {
            (Some(digit), _) => digits.push(digit),
            // A second number.
            (None, '+' | '\u{ff0b}') if begun => return None,
            // Where the 0 may be a digit of the number, it is not known which number is meant.
            (None, '(' | '[' | '\u{ff08}') if begun && begins_with_zero(rest.as_str()) => {
                let is_left_out = LEAVE_OUT_ZERO.contains(&digits.as_str());
                rest = is_left_out.then(|| behind_zero(rest.as_str()))??.chars();
            }
            // Within a number a tab or the end of a line parts two fields.
            (None, char) if separates(char) && !char.is_control() => {}
            _ => return None,
        }
    }
    (!digits.is_empty()).then(|| without_zero(digits))
}

/// Leaves out the 0 behind a country's code, where that is known to be left out.
fn without_zero(mut digits: String) -> String {
    let mut codes = COUNTRY.filter_map(|length| digits.split_at_checked(length));
    let is_left_out = |(code, rest): (&str, &str)| {
        // What begins with two of them is a free line, and no handset.
        let is_one = rest.starts_with('0') && !rest.starts_with("00");
        (is_one && LEAVE_OUT_ZERO.contains(&code)).then_some(code.len())
    };
    if let Some(place) = codes.find_map(is_left_out) {
        digits.remove(place);
    }
    digits
}

/// What may stand before the first digit and matters.
const OPENING: [char; 5] = ['+', '\u{ff0b}', '(', '[', '\u{ff08}'];

fn begins_with_zero(text: &str) -> bool {
    text.trim_start().chars().next().and_then(digit) == Some('0')
}

/// What follows the `0)` that a text begins with.
fn behind_zero(text: &str) -> Option<&str> {
    let mut rest = text.trim_start().chars();
    rest.next();
    rest.as_str().trim_start().strip_prefix([')', ']', '\u{ff09}'])
}

/// A digit of ours, also where it was written in Arabic, Persian or full-width digits.
pub(crate) fn digit(char: char) -> Option<char> {
    const ZEROS: [char; 4] = ['0', '\u{660}', '\u{6f0}', '\u{ff10}'];
    let value = |zero: char| u32::from(char).checked_sub(u32::from(zero));
    ZEROS.into_iter().filter_map(value).find_map(|value| char::from_digit(value, 10))
}

/// Whether it may stand between two digits of a number: blanks, dashes, dots, strokes, brackets, a plus,
/// and what cannot be seen, such as the marks of direction that handsets put around a number.
pub(crate) fn separates(char: char) -> bool {
    char.is_whitespace()
        || " -.()[]/+_·•".contains(char)
        || matches!(char, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2010}'..='\u{2015}')
        || matches!(char, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{2212}' | '\u{feff}')
        || matches!(char, '\u{ff08}' | '\u{ff09}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff0e}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_in_whatever_form_it_is_given() {
        for given in [
            "61491570006",
            "+61 491 570 006",
            "61491570006\r",
            "\t61491570006\n",
            "\u{feff}61491570006\r\n",
            "+61\u{a0}491\u{202f}570\u{a0}006",
            "\u{202a}+61 491 570 006\u{202c}",
            "\u{2066}61491570006\u{2069}",
            "+61 491–570–006",
            "61/491/570/006",
            "tel:+61-491-570-006",
            "TEL:61491570006",
            "'61491570006",
            "(+61) 491 570 006",
            "+61 (0) 491 570 006",
            "+61(0)491570006",
            "+61 ( 0 )491 570 006",
            "+61 0491 570 006",
            "610491570006",
            "٦١٤٩١٥٧٠٠٠٦",
            "＋６１（０）４９１５７０００６",
        ] {
            assert_eq!(of_person(given).as_deref(), Some("61491570006"), "{given:?}");
        }
    }

    #[test]
    fn what_is_no_number_with_its_countrys_code_is_nobodys() {
        for given in [
            "",
            " \r\n",
            "+",
            "tel:",
            "0491570006",
            "(0) 491 570 006",
            "0061491570006",
            "+0061491570006",
            "+61 (0491) 570 006",
            "6149157 (0) 006",
            "+39 (0) 312 345 678",
            "+225 (0)7 00 00 00 00",
            "+1 (0) 202 555 0123",
            "123456",
            "+123456",
            "6149157000612345",
            "61491570006 ext 1",
            "61491570006;ext=1",
            "6.14916E+10",
            "61491570006,1",
            "61491570006\t1",
            "61491570006\n1",
            "1234567 +1234567",
            "Shop One",
            "Shop1",
            "#5f3a",
        ] {
            assert_eq!(of_person(given), None, "{given:?}");
        }
    }

    #[test]
    fn a_zero_behind_the_code_stays_where_it_may_be_a_digit_of_the_number() {
        for (given, number) in [
            ("+44 07700 900 123", "447700900123"),
            ("+353 020 910 0000", "353209100000"),
            ("+39 06 0000 0000", "390600000000"),
            ("+225 07 0000 0000", "2250700000000"),
            ("+1 0555 555 0100", "105555550100"),
            ("+61 0 0491 570 006", "6100491570006"),
        ] {
            assert_eq!(of_person(given).as_deref(), Some(number), "{given:?}");
            assert_eq!(of_person(number).as_deref(), Some(number), "it is what it is");
        }
    }

    /// Nothing tells that a code is missing: the first is read as one of Egypt, the second as one of Germany.
    #[test]
    fn digits_alone_are_taken_at_their_word() {
        for (given, number) in [("(202) 555-0123", "2025550123"), ("491570006", "491570006")] {
            assert_eq!(of_person(given).as_deref(), Some(number), "{given:?}");
        }
    }

    #[test]
    fn an_account_may_have_a_name_or_a_short_number() {
        for (given, account) in [
            ("+61 491 570 158\r", "61491570158"),
            (" Shop One\r\n", "Shop One"),
            ("+12 345", "+12345"),
            ("", ""),
        ] {
            assert_eq!(of_any(given), account, "{given:?}");
        }
    }
}
