use std::fmt;

use super::Address;

/// Below so many digits a number is a short number, within one country, and its end would show most
/// of it.
const SHORTEST_SUBSCRIBER: usize = 7;

impl Address {
    /// Whether both are written forms of one address.
    ///
    /// Numbers are compared by their digits: spaces, `-`, `.`, `(` and `)` do not count, nor does a
    /// leading `+`, because one delivery can hold `+61491570156` and `61491570006` side by side.
    /// Nothing is guessed: `0491 570 006`, `0061491570006` and `61491570006` are three numbers,
    /// since which country a leading zero leads to is not in the event. Short numbers (fewer than
    /// seven digits) differ by their `+`. Anything else, such as an alphanumeric sender, is the
    /// same only when it is spelled the same, upper and lower case included. An empty address is
    /// nobody's, and the same as none.
    ///
    /// # Examples
    ///
    /// ```
    /// use kudosity_webhook::event::Address;
    ///
    /// let sender = Address::from("+61 491 570 006");
    /// assert!(sender.same_as("61491570006"));
    /// assert!(!sender.same_as("0491570006"));
    /// assert!(!Address::from("Shop_One").same_as("SHOP_ONE"));
    /// ```
    pub fn same_as(&self, other: impl AsRef<str>) -> bool {
        let (this, other) = (self.as_str(), other.as_ref());
        match (Digits::of(this), Digits::of(other)) {
            (Some(these), Some(others)) => these.canonical().eq(others.canonical()),
            (None, None) => !this.is_empty() && this == other,
            _ => false,
        }
    }

    /// The one form of all that are the [same](Self::same_as): what to store, to find an address by.
    ///
    /// Of a number its digits (with a `+` where it is a short number that has one), of anything else
    /// what it is.
    ///
    /// # Examples
    ///
    /// ```
    /// use kudosity_webhook::event::Address;
    ///
    /// assert_eq!(Address::from("+61 491 570 006").canonical(), "61491570006");
    /// assert_eq!(Address::from("Shop_One").canonical(), "Shop_One");
    /// ```
    pub fn canonical(&self) -> String {
        let number = Digits::of(self).map(|digits| digits.canonical().collect());
        number.unwrap_or_else(|| self.as_str().to_owned())
    }

    /// The address for a log: `…` and at most the last three digits of a number, nothing of
    /// anything shorter or else.
    pub fn masked(&self) -> impl fmt::Display + '_ {
        Masked::new(self)
    }
}

/// A number, as its digits.
struct Digits<'a> {
    plus: bool,
    rest: &'a str,
}

impl<'a> Digits<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let text = text.trim_matches(' ');
        let (plus, rest) = text.strip_prefix('+').map_or((false, text), |rest| (true, rest));
        let digits = Self { plus, rest };
        let is_number = rest.chars().all(|char| char.is_ascii_digit() || " -.()".contains(char));
        (is_number && digits.iter().next().is_some()).then_some(digits)
    }

    fn iter(&self) -> impl DoubleEndedIterator<Item = char> + 'a {
        self.rest.chars().filter(char::is_ascii_digit)
    }

    fn is_short(&self) -> bool {
        self.iter().count() < SHORTEST_SUBSCRIBER
    }

    /// What two writings of one number have in common: its digits, and the `+` of a short one.
    fn canonical(&self) -> impl Iterator<Item = char> + 'a {
        let plus = (self.plus && self.is_short()).then_some('+');
        plus.into_iter().chain(self.iter())
    }
}

/// An address of which at most the end is shown.
pub(super) struct Masked<'a> {
    address: &'a str,
}

impl<'a> Masked<'a> {
    pub(super) fn new(address: &'a str) -> Self {
        Self { address }
    }
}

impl fmt::Display for Masked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.address.is_empty() {
            return f.write_str("nobody");
        }
        f.write_str("…")?;
        let Some(digits) = Digits::of(self.address).filter(|digits| !digits.is_short()) else {
            return Ok(());
        };
        let hidden = digits.iter().count() - 3;
        digits.iter().skip(hidden).try_for_each(|digit| write!(f, "{digit}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_whatever_their_plus_and_separators() {
        for (one, other) in [
            ("61491570006", "61491570006"),
            ("+61491570006", "61491570006"),
            ("+61 491 570 006", "61491570006"),
            ("+1 (202) 555-0143", "1.202.555.0143"),
            (" 61491570006 ", "61491570006"),
            ("12345", "12 345"),
            ("+1234567", "1234567"),
            ("Shop One", "Shop One"),
        ] {
            assert!(Address::from(one).same_as(other), "{one} {other}");
            assert!(Address::from(other).same_as(Address::from(one)), "{other} {one}");
        }
    }

    #[test]
    fn what_is_not_surely_the_same_is_different() {
        for (one, other) in [
            ("61491570006", "61491570156"),
            ("0491570006", "61491570006"),
            ("0061491570006", "61491570006"),
            ("+123456", "123456"),
            ("Shop", "SHOP"),
            ("Shop One", "ShopOne"),
            ("", ""),
            ("+", "+ "),
            ("Shop1", "1"),
            ("61491570006", "٦١491570006"),
            ("61491570006", "61491570006 ext 1"),
        ] {
            assert!(!Address::from(one).same_as(other), "{one} {other}");
        }
    }

    #[test]
    fn a_mask_shows_the_end_of_a_number_and_nothing_of_short_ones_and_names() {
        for (address, shown) in [
            ("+61 491 570 006", "…006"),
            ("61491570156", "…156"),
            ("123456", "…"),
            ("1234567", "…567"),
            ("Shop One", "…"),
            ("A61491570006", "…"),
            ("", "nobody"),
        ] {
            assert_eq!(Address::from(address).masked().to_string(), shown);
        }
    }
}
