use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use super::OptOuts;
use crate::entry::Pair;
use crate::number;
use crate::store::{Consent, StoreError};

/// Clocks differ by so much at most.
const CLOCKS: SignedDuration = SignedDuration::from_mins(1);

/// Why consent was not told, or not changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConsentError {
    /// It is no person's number with its country's code: empty, a name, or with a 0 in front.
    #[error(
        "that is no international number: write it with the country's code and no 0 before it, such as +61 491 570 006"
    )]
    NotANumber,
    /// The account that is named has a 0 in front.
    #[error(
        "that is no account's number: write it with the country's code and no 0 before it, such as +61 491 570 156"
    )]
    NotAnAccount,
    /// The opt-in would hold against opt-outs that are still to come.
    #[error("the opt-in is later than now: give the instant at which the person consented")]
    InFuture,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OptOuts {
    /// Gives a person's consent anew, as of now; towards all accounts unless one is named.
    ///
    /// The list has no other source of opt-ins: the provider tells of none. One that is not later than
    /// the latest opt-out changes nothing, and the provider's clock was seen a second ahead: ask
    /// [`is_opted_out`](Self::is_opted_out) afterwards. It is an instant of this machine's clock, and is
    /// compared with the provider's: where this one is ten minutes ahead, a STOP within ten minutes after
    /// the opt-in does not count. Keep it set by a time server.
    ///
    /// # Errors
    ///
    /// [`ConsentError::NotANumber`] of what is no international number, [`ConsentError::NotAnAccount`], and
    /// [`ConsentError::Store`].
    pub async fn opt_in(&self, number: &str) -> Result<(), ConsentError> {
        self.opt_in_at(number, Timestamp::now()).await
    }

    /// Gives a person's consent anew, as of an instant in the past.
    ///
    /// # Errors
    ///
    /// [`ConsentError::InFuture`] of an instant more than a minute ahead of this machine's clock, since
    /// no opt-out could withdraw it until then; [`ConsentError::NotANumber`],
    /// [`ConsentError::NotAnAccount`] and [`ConsentError::Store`].
    pub async fn opt_in_at(&self, number: &str, at: Timestamp) -> Result<(), ConsentError> {
        if is_in_future(at) {
            return Err(ConsentError::InFuture);
        }
        self.change(number, None, Some(at)).await
    }

    /// Withdraws a person's consent, as of now, such as upon a call; towards all accounts unless one is
    /// named.
    ///
    /// # Errors
    ///
    /// [`ConsentError::NotANumber`] of what is no international number, [`ConsentError::NotAnAccount`], and
    /// [`ConsentError::Store`].
    pub async fn opt_out(&self, number: &str) -> Result<(), ConsentError> {
        self.opt_out_at(number, Timestamp::now()).await
    }

    /// Withdraws a person's consent, as of an instant. One that lies ahead holds against every opt-in until it
    /// has passed.
    ///
    /// # Errors
    ///
    /// [`ConsentError::NotANumber`] of what is no international number, [`ConsentError::NotAnAccount`], and
    /// [`ConsentError::Store`].
    pub async fn opt_out_at(&self, number: &str, at: Timestamp) -> Result<(), ConsentError> {
        self.change(number, Some(at), None).await
    }

    async fn change(
        &self,
        number: &str,
        opted_out: Option<Timestamp>,
        opted_in: Option<Timestamp>,
    ) -> Result<(), ConsentError> {
        let person = number::of_person(number).ok_or(ConsentError::NotANumber)?;
        let account = self.changed()?.to_owned();
        let between = Pair { person, account };
        self.raise(vec![Consent { between, opted_out, opted_in }]).await?;
        Ok(())
    }

    /// Raises instants under each name by which the store has the person.
    ///
    /// Of who was erased that is the hash alone, so that a change by hand does not bring the number back.
    pub(super) async fn raise(&self, changes: Vec<Consent>) -> Result<(), StoreError> {
        let names = self.names().await?;
        let erased: Vec<String> =
            changes.iter().map(|change| names.erased(&change.between.person)).collect();
        let persons = changes.iter().map(|change| &change.between.person);
        let asked = persons.chain(&erased).cloned().collect();
        let known = self.engine.consents_of(asked).await?;
        let known: HashSet<&str> = known.iter().map(|known| &*known.between.person).collect();
        let changes = changes.into_iter().zip(erased).flat_map(|(change, erased)| {
            let is_erased = known.contains(&*erased);
            let is_known = known.contains(&*change.between.person);
            let between = Pair { person: erased, ..change.between.clone() };
            let of_erased = is_erased.then(|| Consent { between, ..change.clone() });
            let of_number = (is_known || !is_erased).then_some(change);
            [of_number, of_erased].into_iter().flatten()
        });
        self.engine.consent(changes.collect()).await
    }
}

/// Whether it is later than now, by more than clocks differ.
pub(super) fn is_in_future(at: Timestamp) -> bool {
    at.duration_since(Timestamp::now()) > CLOCKS
}
