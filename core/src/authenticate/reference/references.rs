use std::fmt;
use std::ops::RangeInclusive;

use bytes::Bytes;

use super::error::{ReferenceKeyError, SignError};
use super::form::SignedForm;
use super::key::ReferenceKey;
use crate::authenticate::{Authenticator, Verdict};
use crate::event::{Address, Event, Text};
use crate::head::Head;

/// Vouches for events that bring back a reference which the application signed.
///
/// The application [signs](Self::sign) the `message_ref` of a message when it sends it, for the handset
/// that it goes to. The provider brings it back in the events about that message, and here it is
/// verified: what [`Event::message_ref`] gives, and the `message_ref` of an inbound message's
/// `last_message`.
///
/// **Use it beside a secret** (`secret.and(references)`): it is [`Undecided`](Verdict::Undecided) about
/// an event without a reference, and alone it refuses such events. What it adds is that a reference
/// which stands in one of these two places is one that you signed for the handset of the event: who read
/// the registered URL cannot forge events about `order-7`. And that is all:
///
/// - **It protects what you look up by the reference.** A forger may leave the reference out, and name
///   the id of any message. If you rely on it, look messages up by their reference, never by their id.
/// - **Nothing else that is called a reference is verified**: not what is kept in an `extra`, not the
///   fields of a [`Payload::Unknown`](crate::event::Payload::Unknown). If you store a body or the event
///   as JSON, do not query it for references: a forger can put them where no reference belongs.
/// - It proves neither the status nor the time, nor anything else in the event. Who also read an event of
///   a message can forge others about it, and repeat it at any time.
/// - A message from a handset names the last message to that handset, which need not be the one that
///   it answers. That one is signed for the same number.
///
/// # Every reference counts
///
/// A reference that is not signed is refused, altered or not: sign those of all messages of the
/// account, whoever sends them. While you introduce it, say [`allow_unsigned`](Self::allow_unsigned):
/// messages sent before bring events for months, opt-outs among them. For the same time keep a former
/// key by [`or_previous`](Self::or_previous). An event that is refused is lost: count them by an
/// [observer](crate::ReceiverBuilder::observer).
///
/// # The signed form
///
/// `{reference}:{key id}.{MAC}`, such as `order-7:2026-02.BPeEjed1aazUMFT4n95uGQ`. The MAC is the
/// first 128 bits of HMAC-SHA256, as base64url without padding, over the ASCII text
/// `kudosity-webhook signed reference v1` and three parts, each preceded by its length in bytes as
/// eight bytes, the most significant first: the key's id, the reference, and the digits of the handset's
/// number. It never changes, so another program can sign, too.
///
/// # Examples
///
/// ```
/// use kudosity_webhook::authenticate::{Authenticator, SignedReferences};
/// use kudosity_webhook::{Receiver, SharedSecret};
///
/// let references = SignedReferences::new("2026-02", "a-key-of-32-bytes-or-more-in-your-environment")?;
/// let receiver = Receiver::new(SharedSecret::random()?.and(references.clone()));
///
/// // Send a message with this as its `message_ref` …
/// let message_ref = references.sign("order-7", "+61 491 570 006")?;
/// // … and look up by this what its events are about.
/// assert_eq!(references.reference(&message_ref), "order-7");
///
/// // It has to be the number that events will have.
/// assert!(references.sign("order-7", "0491 570 006").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct SignedReferences {
    signing: ReferenceKey,
    previous: Vec<ReferenceKey>,
    unsigned: Unsigned,
}

/// What becomes of a reference that is not signed.
#[derive(Clone, Copy, Debug)]
enum Unsigned {
    Refused,
    Undecided,
}

/// How long a reference may be, in characters (the provider's documents).
const MAX_LENGTH: usize = 500;

impl SignedReferences {
    /// Takes the key that signs, a secret of at least 32 bytes, and its id, which stands in every
    /// signed reference: 1 to 16 letters, digits, `-` or `_`.
    ///
    /// **Let it be a secret of its own**, never that of the URL: whoever read the URL could sign.
    ///
    /// # Errors
    ///
    /// [`ReferenceKeyError::TooShort`] or [`ReferenceKeyError::InvalidId`].
    pub fn new(key_id: &str, key: impl AsRef<[u8]>) -> Result<Self, ReferenceKeyError> {
        ReferenceKey::new(key_id, key.as_ref()).map(Self::signing)
    }

    /// Reads the keys from an environment variable: `2026-02:KEY`, or several of them, separated by
    /// commas. The first signs, the others are still accepted.
    ///
    /// # Errors
    ///
    /// [`ReferenceKeyError::Unset`] where the variable is not set or not Unicode, and
    /// [`ReferenceKeyError::Variable`] with what is wrong with it.
    pub fn from_env(variable: &str) -> Result<Self, ReferenceKeyError> {
        let unset = |_| ReferenceKeyError::Unset(variable.to_owned());
        let value = std::env::var(variable).map_err(unset)?;
        Self::from_list(&value)
            .map_err(|fault| ReferenceKeyError::Variable(variable.to_owned(), Box::new(fault)))
    }

    fn from_list(list: &str) -> Result<Self, ReferenceKeyError> {
        let mut keys = list.split(',').map(|entry| ReferenceKey::parse(entry.trim()));
        let signing = keys.next().unwrap_or(Err(ReferenceKeyError::NoId))?;
        keys.try_fold(Self::signing(signing), |references, key| references.with(key?))
    }

    fn signing(key: ReferenceKey) -> Self {
        Self { signing: key, previous: Vec::new(), unsigned: Unsigned::Refused }
    }

    fn with(mut self, key: ReferenceKey) -> Result<Self, ReferenceKeyError> {
        if self.key(&key.id).is_some() {
            return Err(ReferenceKeyError::SameId(key.id.into()));
        }
        self.previous.push(key);
        Ok(self)
    }

    /// Accepts what a further key signed, as long as events of messages sent with it may come.
    ///
    /// [`Delivery::authenticated_by`](crate::Delivery::authenticated_by) tells by which key a reference
    /// was signed.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), and [`ReferenceKeyError::SameId`].
    pub fn or_previous(
        self,
        key_id: &str,
        key: impl AsRef<[u8]>,
    ) -> Result<Self, ReferenceKeyError> {
        self.with(ReferenceKey::new(key_id, key.as_ref())?)
    }

    /// Leaves references undecided, rather than refuse them, that are not in the signed form or name a
    /// key not known here: for the time of introduction.
    ///
    /// Anybody can send such a reference, or cut the signature off one, so until this goes again no
    /// reference can be relied on.
    pub fn allow_unsigned(mut self) -> Self {
        self.unsigned = Unsigned::Undecided;
        self
    }

    /// Signs a reference, for a message to that handset: what it returns is the `message_ref` to send.
    ///
    /// The number is to be in international form, with `+` or without, because events have it so:
    /// 7 to 15 digits, with spaces, `-`, `.`, `(` and `)` between them. Blanks around it do not count.
    /// An empty reference can be signed as well as any.
    ///
    /// # Errors
    ///
    /// [`SignError::TooLong`] where it does not fit into the provider's 500 characters, and
    /// [`SignError::NotInternational`] for anything else than such a number, and for one that begins
    /// with `0`.
    pub fn sign(
        &self,
        reference: impl AsRef<str>,
        number: impl AsRef<str>,
    ) -> Result<String, SignError> {
        let reference = reference.as_ref();
        let address = Address::from(number.as_ref().trim()).canonical();
        if !is_international(&address) {
            return Err(SignError::NotInternational);
        }
        let key = &self.signing;
        let room = MAX_LENGTH - SignedForm::overhead(&key.id);
        if reference.chars().count() > room {
            return Err(SignError::TooLong { room });
        }
        let mac = key.mac(reference, &address);
        Ok(SignedForm { reference, key_id: &key.id, mac: &mac }.to_string())
    }

    /// The application's own reference, of one that came back: what stands before the signature.
    ///
    /// It verifies nothing. A receiver has, where this authenticator is its only one or in an `and`, and
    /// unsigned ones are not [allowed](Self::allow_unsigned); by an `or` another may have vouched alone:
    /// [`Delivery::authenticated_by`](crate::Delivery::authenticated_by) tells. What names none of the
    /// keys is given as it is.
    pub fn reference<'a>(&self, message_ref: &'a str) -> &'a str {
        self.signed(message_ref).map_or(message_ref, |(signed, _key)| signed.reference)
    }

    fn verify(&self, message_ref: &str, handset: Option<&Address>) -> Verdict {
        let Some((signed, key)) = self.signed(message_ref) else {
            return match self.unsigned {
                Unsigned::Refused => Verdict::Refused,
                Unsigned::Undecided => Verdict::Undecided,
            };
        };
        let address = handset.map(Address::canonical).unwrap_or_default();
        if key.signed(&signed, &address) {
            Verdict::Authentic(key.by.clone())
        } else {
            Verdict::Refused
        }
    }

    /// A reference in the signed form, and the key of ours that it names.
    fn signed<'a>(&self, message_ref: &'a str) -> Option<(SignedForm<'a>, &ReferenceKey)> {
        let signed = SignedForm::read(message_ref)?;
        let key = self.key(signed.key_id)?;
        Some((signed, key))
    }

    fn key(&self, id: &str) -> Option<&ReferenceKey> {
        self.keys().find(|key| *key.id == *id)
    }

    fn keys(&self) -> impl Iterator<Item = &ReferenceKey> {
        std::iter::once(&self.signing).chain(&self.previous)
    }
}

impl Authenticator for SignedReferences {
    fn event(&self, _head: &dyn Head, _body: &Bytes, event: &Event) -> Verdict {
        match message_ref(event) {
            Some(message_ref) => self.verify(message_ref, event.person()),
            None => Verdict::Undecided,
        }
    }
}

/// How many digits a number in international form has at least, and at most (E.164).
const INTERNATIONAL: RangeInclusive<usize> = 7..=15;

/// Whether a canonical address is a number in international form.
fn is_international(address: &str) -> bool {
    let is_number = address.bytes().all(|byte| byte.is_ascii_digit());
    is_number && INTERNATIONAL.contains(&address.len()) && !address.starts_with('0')
}

/// The reference that an event brings back, if only as a hint.
fn message_ref(event: &Event) -> Option<&Text> {
    let hint = || event.inbound()?.last_message.as_ref()?.message_ref.as_ref();
    event.message_ref().or_else(hint)
}

impl fmt::Debug for SignedReferences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key_ids: Vec<&str> = self.keys().map(|key| &*key.id).collect();
        f.debug_struct("SignedReferences")
            .field("key_ids", &key_ids)
            .field("unsigned", &self.unsigned)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "an-example-of-a-key-for-references";

    #[test]
    fn a_variable_holds_keys_behind_their_ids_and_the_first_signs() {
        let keys = format!("new:{KEY}, old:{KEY}:old");
        let references = SignedReferences::from_list(&keys).unwrap();
        assert!(references.sign("a", "61491570006").unwrap().starts_with("a:new."));
        let ids: Vec<_> = references.keys().map(|key| &*key.id).collect();
        assert_eq!(ids, ["new", "old"]);

        for (list, expected) in [
            (String::new(), ReferenceKeyError::NoId),
            (KEY.to_owned(), ReferenceKeyError::NoId),
            (format!("new:{KEY},"), ReferenceKeyError::NoId),
            (format!("new:{KEY},new:{KEY}"), ReferenceKeyError::SameId("new".to_owned())),
            (format!(":{KEY}"), ReferenceKeyError::InvalidId),
            ("new:short".to_owned(), ReferenceKeyError::TooShort),
        ] {
            let built = SignedReferences::from_list(&list).map(drop);
            assert_eq!(built, Err(expected), "{list}");
        }
    }
}
