use jiff::Timestamp;
use kudosity_webhook::event::Address;

use super::Names;
use crate::number;
use crate::store::Consent;

/// What a person last said, to each account that it said something to.
///
/// `Debug` shows the end of its number at most.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PersonConsent {
    /// The number, as its digits; or `#` and a hash, once it was erased.
    pub person: Address,
    /// What it said, to all accounts first.
    pub said: Vec<Said>,
}

/// What a person last said to an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Said {
    /// The account's number or name; none where it holds for all.
    pub account: Option<Address>,
    /// When consent was last withdrawn.
    pub opted_out: Option<Timestamp>,
    /// When consent was last given.
    pub opted_in: Option<Timestamp>,
}

impl PersonConsent {
    pub(super) fn nothing(person: &str) -> Self {
        Self { person: person.into(), said: Vec::new() }
    }

    /// Whether it opted out of all accounts, or of any: see the [rule](crate::OptOuts#who-is-opted-out).
    pub fn is_opted_out(&self) -> bool {
        self.said.iter().any(|said| self.is_out_of(said.account.as_deref()))
    }

    /// Whether it opted out of this account: see the [rule](crate::OptOuts#who-is-opted-out). Of an empty
    /// one, or one with a 0 in front, that is whether it opted out of any.
    pub fn is_opted_out_of(&self, account: &str) -> bool {
        self.refuses(Some(&number::of_any(account)))
    }

    /// Whether it is known by an international number, or was before that was erased. If not, no question finds
    /// this person, and an export has a `?` before it.
    pub fn is_certain(&self) -> bool {
        is_certain(&self.person)
    }

    /// Whether its number was erased.
    pub fn is_erased(&self) -> bool {
        Names::is_erased(&self.person)
    }

    /// Whether it opted out of the account, or where none is named, of any.
    pub(super) fn refuses(&self, account: Option<&str>) -> bool {
        match account {
            Some(account) if !account.is_empty() && number::may_be_account(account) => {
                self.is_out_of(Some(account))
            }
            _ => self.is_opted_out(),
        }
    }

    fn is_out_of(&self, account: Option<&str>) -> bool {
        self.to(None).and(&self.to(account)).is_withdrawn()
    }

    /// Adds what the store has of the person, under whichever name.
    pub(super) fn add(&mut self, said: &Said) {
        match self.said.iter_mut().find(|known| known.account == said.account) {
            Some(known) => *known = known.clone().and(said),
            None => self.said.push(said.clone()),
        }
        self.said.sort_by(|one, other| one.account.cmp(&other.account));
    }

    /// What it said to the account, whose name may be written in capitals or not.
    fn to(&self, account: Option<&str>) -> Said {
        let is_it = |said: &&Said| match (said.account.as_deref(), account) {
            (Some(known), Some(account)) => known.to_lowercase() == account.to_lowercase(),
            (known, account) => known == account,
        };
        self.said.iter().filter(is_it).fold(Said::default(), Said::and)
    }
}

impl Said {
    /// The later ones of both.
    fn and(self, other: &Self) -> Self {
        Self {
            opted_out: self.opted_out.max(other.opted_out),
            opted_in: self.opted_in.max(other.opted_in),
            ..self
        }
    }

    /// None is earlier than any, and on a tie consent is withdrawn.
    fn is_withdrawn(&self) -> bool {
        self.opted_out.is_some() && self.opted_out >= self.opted_in
    }
}

/// Whether it is the number of a person, or the hash of one.
pub(super) fn is_certain(person: &str) -> bool {
    Names::is_erased(person) || number::of_person(person).is_some_and(|number| number == person)
}

impl From<Consent> for Said {
    fn from(consent: Consent) -> Self {
        let account = consent.between.account;
        Self {
            account: Some(account).filter(|account| !account.is_empty()).map(Address::from),
            opted_out: consent.opted_out,
            opted_in: consent.opted_in,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// To whom, when consent was withdrawn, when it was given.
    type Row = (&'static str, Option<i64>, Option<i64>);

    /// The rows of the table of `OptOuts`, and what lies between them.
    const TABLE: [(&str, &[Row], [bool; 3]); 22] = [
        ("nothing was said", &[], [false, false, false]),
        ("an opt-in alone", &[("", None, Some(5))], [false, false, false]),
        ("an opt-in to one alone", &[("a", None, Some(5))], [false, false, false]),
        ("out of A", &[("a", Some(5), None)], [true, false, true]),
        ("out of A, in before", &[("a", Some(5), Some(4))], [true, false, true]),
        ("out of A, in at once", &[("a", Some(5), Some(5))], [true, false, true]),
        ("out of A, in later", &[("a", Some(5), Some(6))], [false, false, false]),
        (
            "out of A, in to all before",
            &[("", None, Some(4)), ("a", Some(5), None)],
            [true, false, true],
        ),
        (
            "out of A, in to all at once",
            &[("", None, Some(5)), ("a", Some(5), None)],
            [true, false, true],
        ),
        (
            "out of A, in to all later",
            &[("", None, Some(6)), ("a", Some(5), None)],
            [false, false, false],
        ),
        (
            "out of A, in to B later",
            &[("a", Some(5), None), ("b", None, Some(6))],
            [true, false, true],
        ),
        ("out of all", &[("", Some(5), None)], [true, true, true]),
        ("out of all, in before", &[("", Some(5), Some(4))], [true, true, true]),
        ("out of all, in at once", &[("", Some(5), Some(5))], [true, true, true]),
        ("out of all, in later", &[("", Some(5), Some(6))], [false, false, false]),
        (
            "out of all, in to A before",
            &[("", Some(5), None), ("a", None, Some(4))],
            [true, true, true],
        ),
        (
            "out of all, in to A at once",
            &[("", Some(5), None), ("a", None, Some(5))],
            [true, true, true],
        ),
        (
            "out of all, in to A later",
            &[("", Some(5), None), ("a", None, Some(6))],
            [false, true, true],
        ),
        (
            "out of all, in to all, out of A",
            &[("", Some(5), Some(6)), ("a", Some(7), None)],
            [true, false, true],
        ),
        (
            "out of all, in to all, in to A before",
            &[("", Some(5), Some(6)), ("a", None, Some(4))],
            [false, false, false],
        ),
        (
            "out of A, out of all, in to A between",
            &[("", Some(7), None), ("a", Some(5), Some(6))],
            [true, true, true],
        ),
        (
            "out of A, in to A, out of B",
            &[("a", Some(5), Some(6)), ("b", Some(5), None)],
            [false, true, true],
        ),
    ];

    fn consents(rows: &[Row]) -> Vec<Said> {
        let at =
            |second: Option<i64>| second.and_then(|second| Timestamp::from_second(second).ok());
        let said = |(account, out, into): &Row| Said {
            account: Some(*account).filter(|account| !account.is_empty()).map(Address::from),
            opted_out: at(*out),
            opted_in: at(*into),
        };
        rows.iter().map(said).collect()
    }

    #[test]
    fn who_is_opted_out_follows_the_table() {
        for (case, rows, expected) in TABLE {
            for turned in [false, true] {
                let mut said = consents(rows);
                if turned {
                    said.reverse();
                }
                let mut person = PersonConsent::nothing("61491570006");
                said.iter().for_each(|said| person.add(said));
                let ended = [
                    person.is_opted_out_of("a"),
                    person.is_opted_out_of("b"),
                    person.is_opted_out(),
                ];
                assert_eq!(ended, expected, "{case}");
            }
        }
    }

    #[test]
    fn an_account_is_the_same_in_capitals_or_not() {
        let mut person = PersonConsent::nothing("61491570006");
        consents(&[("Shop One", Some(5), None)]).iter().for_each(|said| person.add(said));
        for account in ["Shop One", "SHOP ONE", "shop one"] {
            assert!(person.is_opted_out_of(account), "{account}");
        }
        consents(&[("shop one", None, Some(6))]).iter().for_each(|said| person.add(said));
        assert!(!person.is_opted_out_of("Shop One") && !person.is_opted_out());
        consents(&[("SHOP ONE", Some(7), None)]).iter().for_each(|said| person.add(said));
        assert!(person.is_opted_out_of("Shop One") && person.is_opted_out());
        assert!(!person.is_opted_out_of("Shop Two"));
        consents(&[("École", Some(5), None)]).iter().for_each(|said| person.add(said));
        assert!(person.is_opted_out_of("ÉCOLE"));
    }

    #[test]
    fn what_is_known_under_two_names_adds_up_by_the_later_instants() {
        let mut person = PersonConsent::nothing("61491570006");
        for rows in [&[("a", Some(5), Some(9))], &[("a", Some(7), Some(6))]] {
            consents(rows).iter().for_each(|said| person.add(said));
        }
        assert_eq!(person.said, consents(&[("a", Some(7), Some(9))]));
    }
}
