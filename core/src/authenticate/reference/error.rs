use std::fmt;

use super::form::MAX_KEY_ID;
use super::key::MIN_LENGTH;

/// Why [`SignedReferences`](super::SignedReferences) were not built.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReferenceKeyError {
    /// The key could be guessed.
    #[error(
        "a key for references needs at least {MIN_LENGTH} bytes: `openssl rand -hex 32` makes one"
    )]
    TooShort,
    /// The id cannot stand in a signed reference.
    #[error("the id of a key has 1 to {MAX_KEY_ID} letters, digits, - or _, such as 2026-02")]
    InvalidId,
    /// Two keys have this id, so that it would not tell them apart.
    #[error("there is a key with the id {0} already: give every key an id of its own")]
    SameId(String),
    /// The environment variable is not set.
    #[error(
        "the environment variable {0} is not set, or not Unicode: it must hold a key for references, \
         such as 2026-02:KEY"
    )]
    Unset(String),
    /// An entry of the environment variable has no id.
    #[error("a key stands behind its id and a colon, such as 2026-02:KEY")]
    NoId,
    /// The environment variable does not hold keys.
    #[error("the environment variable {0}: {1}")]
    Variable(String, Box<Self>),
}

/// As it reads: `main` shows the `Debug` form of the error that it returns.
impl fmt::Debug for ReferenceKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a reference was not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The reference would be longer than the provider takes.
    #[error("the reference is too long: beside its signature there is room for {room} characters")]
    TooLong {
        /// How many characters a reference may have.
        room: usize,
    },
    /// What should be the number is none, or not as events will have it.
    #[error(
        "the second argument must be the handset's number in international form, of 7 to 15 digits \
         such as 61491570006 and not 0491570006: events have it so, and the signature is for the \
         number that they have"
    )]
    NotInternational,
}
