//! Phone numbers from the ranges that are reserved for fiction: of Australia's regulator (single
//! numbers) and of Britain's (07700 900000 to 900999).
//!
//! Handsets, accounts and shared numbers have a part of them each, so that none is taken for another.

use super::{Dice, words};

/// Numbers of accounts.
const ACCOUNTS: [&str; 4] = ["61491570156", "61491570157", "61491570158", "61491570159"];

/// The number of an account.
pub(super) fn account(dice: &mut Dice) -> &'static str {
    dice.pick(&ACCOUNTS)
}

/// The number of a person.
pub(super) fn handset(dice: &mut Dice) -> String {
    if dice.one_in(4) {
        return "61491570006".to_owned();
    }
    format!("447700900{:03}", dice.below(900))
}

/// A number that accounts share.
pub(super) fn shared(dice: &mut Dice) -> String {
    format!("4477009009{:02}", dice.below(100))
}

/// What a message is sent as: the account's number, or a name.
pub(super) fn sender(dice: &mut Dice, account_number: &str) -> String {
    if dice.one_in(4) { dice.pick(&words::SENDERS).to_owned() } else { account_number.to_owned() }
}

/// A number as it is written in one place: mostly bare, sometimes with its `+`.
pub(super) fn written(dice: &mut Dice, number: &str) -> String {
    let is_bare = number.bytes().all(|byte| byte.is_ascii_digit());
    if is_bare && dice.one_in(3) { format!("+{number}") } else { number.to_owned() }
}
