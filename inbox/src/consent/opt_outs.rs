use std::collections::HashMap;
use std::fmt;
use std::mem;
use std::sync::Arc;

use super::{ConsentError, Names, PersonConsent, Persons, Said};
use crate::number;
use crate::store::{Engine, StoreError};

/// So many persons are asked for at once.
pub(super) const AT_ONCE: usize = 2_000;

/// Who must not be written to: the list that the opt-outs of an inbox add up to.
///
/// An opt-out is in it once its delivery was acknowledged, and stays when the event was purged or the
/// person was erased.
///
/// **Ask with the country's code**, as the provider writes it: `61491570006`, or in whatever form a file or a
/// person has it. The `+`, blanks and dashes, invisible marks, wide digits, `tel:` and the `'` of a
/// spreadsheet do not count, nor does a 0 behind the code, in brackets or not, in countries where it is no
/// digit of the number, as in Australia, New Zealand and the United Kingdom and not in Italy. Nothing is
/// guessed: `0491 570 006`, `0061491570006` and `+39 (0) 312 345 678` are no international numbers, and neither
/// is a name, since persons have handsets. Of these the answer is an error, and never that the person may be
/// written to. That a code is missing is not seen where no 0 stands before the number: `(202) 555-0123` is
/// read as a number of Egypt, and `491570006`, whose 0 a spreadsheet took for nothing, as one of Germany.
///
/// **What fails says nothing.** An error of the store is an error here, and nobody is allowed by it.
///
/// # Who is opted out
///
/// Of each person and each account two instants count: of the latest opt-out, as the provider says it, and
/// of the latest opt-in. An account is a sender of yours, a number or a name, to which the person wrote; what
/// names none holds for all of them.
///
/// A person is opted out **of an account** if the latest opt-out, to it or to all, is not before the latest
/// opt-in, to it or to all; and **opted out**, with no account named, if that is so of all accounts in general
/// or of any one of them. On a tie, opted out.
///
/// | opt-out | opt-in | of account A | of account B | opted out |
/// |---|---|---|---|---|
/// | none | none, or any | no | no | no |
/// | of A | none | yes | no | yes |
/// | of A | earlier, or at the same instant | yes | no | yes |
/// | of A | later, to A | no | no | no |
/// | of A | later, to all | no | no | no |
/// | of A | later, to B | yes | no | yes |
/// | of all | none | yes | yes | yes |
/// | of all | earlier, or at the same instant | yes | yes | yes |
/// | of all | later, to A | no | yes | yes |
/// | of all | later, to all | no | no | no |
/// | of all, then of A | between them, to all | yes | no | yes |
///
/// An instant counts also where it lies ahead, by a mistake in a list or a clock that was wrong: an opt-out
/// then holds against every opt-in until that instant has passed. An opt-in ahead is refused, so nobody is
/// opted in by one.
///
/// A shared number or a new sender is another account, and a person who wrote STOP to one of them does
/// not expect a message from the next: so ask without an account, unless each is a list of its own.
///
/// # Examples
///
/// ```
/// use kudosity_webhook_inbox::Inbox;
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let directory = tempfile::tempdir()?;
/// # let path = directory.path().join("inbox.db");
/// let inbox = Inbox::sqlite(path).open().await?;
/// let opt_outs = inbox.opt_outs();
/// opt_outs.opt_out("+61 491 570 006").await?;
///
/// let mut recipients = vec!["61491570006", "61491570156"];
/// opt_outs.retain_allowed(&mut recipients).await?;
/// assert_eq!(recipients, ["61491570156"]);
///
/// opt_outs.opt_in("61491570006").await?;
/// assert!(!opt_outs.is_opted_out("61491570006").await?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct OptOuts {
    pub(super) engine: Arc<dyn Engine>,
    /// The one that is asked about, in its canonical form; all if there is none.
    account: Option<Arc<str>>,
}

impl OptOuts {
    pub(crate) fn new(engine: Arc<dyn Engine>) -> Self {
        Self { engine, account: None }
    }

    /// The list of one account's number alone: who opted out of it, and who of all. An empty one is all.
    ///
    /// Consent that is given or withdrawn by hand is towards this account alone then. Name it as the
    /// provider does, by its number with the country's code or by its name, in capitals or not. **A
    /// misspelt account looks like one that nobody opted out of**: everybody is allowed who did not opt out
    /// of all. One with a 0 in front (`0491 570 156`) is no number of the provider's, so nobody is allowed
    /// by it who opted out of any account, and consent cannot be changed by it.
    #[must_use]
    pub fn towards(&self, account: &str) -> Self {
        let account = number::of_any(account);
        Self {
            account: Some(account).filter(|account| !account.is_empty()).map(Arc::from),
            ..self.clone()
        }
    }

    /// The account that is changed by hand, in its canonical form; empty for all.
    pub(super) fn changed(&self) -> Result<&str, ConsentError> {
        let account = self.account.as_deref().unwrap_or_default();
        number::may_be_account(account).then_some(account).ok_or(ConsentError::NotAnAccount)
    }

    /// Whether a person opted out: of this account, or where none is named, of any.
    ///
    /// # Errors
    ///
    /// [`ConsentError::NotANumber`] of what is no international number, and [`ConsentError::Store`] where
    /// the store cannot tell. Do not write to the person then.
    pub async fn is_opted_out(&self, number: &str) -> Result<bool, ConsentError> {
        let person = self.person(number).await?;
        Ok(person.refuses(self.account.as_deref()))
    }

    /// What a person last said, to each account.
    ///
    /// # Errors
    ///
    /// [`ConsentError::NotANumber`] of what is no international number, and [`ConsentError::Store`] where
    /// the store cannot tell.
    pub async fn person(&self, number: &str) -> Result<PersonConsent, ConsentError> {
        let person = number::of_person(number).ok_or(ConsentError::NotANumber)?;
        let mut consents = self.consents_of(std::slice::from_ref(&person)).await?;
        Ok(consents.pop().unwrap_or_else(|| PersonConsent::nothing(&person)))
    }

    /// Leaves those recipients who did not opt out, in their order; tells how many it removed.
    ///
    /// What is no international number, such as `0491 570 006` or a name, is removed and counted too:
    /// whose it is, and whether that person opted out, is not known.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where the store cannot tell. **No recipient is left then**, nor where the future is
    /// dropped before its end: an error that is overlooked must not become a message.
    pub async fn retain_allowed<T: AsRef<str>>(
        &self,
        recipients: &mut Vec<T>,
    ) -> Result<usize, StoreError> {
        self.retain_allowed_by(recipients, |recipient| recipient.as_ref()).await
    }

    /// The same of recipients that have a number among other things.
    ///
    /// # Errors
    ///
    /// [`StoreError`] as of [`retain_allowed`](Self::retain_allowed): no recipient is left then.
    pub async fn retain_allowed_by<T>(
        &self,
        recipients: &mut Vec<T>,
        number: impl Fn(&T) -> &str,
    ) -> Result<usize, StoreError> {
        let mut asked = mem::take(recipients);
        let given = asked.len();
        let mut persons = Vec::with_capacity(given);
        asked.retain(|recipient| {
            let person = number::of_person(number(recipient));
            let is_number = person.is_some();
            persons.extend(person);
            is_number
        });
        let mut allowed = Vec::with_capacity(asked.len());
        for persons in persons.chunks(AT_ONCE) {
            let consents = self.consents_of(persons).await?;
            let account = self.account.as_deref();
            allowed.extend(consents.iter().map(|person| !person.refuses(account)));
        }
        // Of who was not answered for, nothing is known.
        let mut allowed = allowed.into_iter();
        asked.retain(|_| allowed.next().unwrap_or(false));
        let removed = given - asked.len();
        *recipients = asked;
        Ok(removed)
    }

    /// All persons who ever said something, page by page: the whole list, whichever account is asked
    /// about.
    pub fn persons(&self) -> Persons {
        Persons::of(self.clone())
    }

    /// What is known of each of these persons, under either name.
    pub(super) async fn consents_of(
        &self,
        persons: &[String],
    ) -> Result<Vec<PersonConsent>, StoreError> {
        let names = self.names().await?;
        let erased: Vec<String> = persons.iter().map(|person| names.erased(person)).collect();
        let asked = persons.iter().chain(&erased).cloned().collect();
        let mut known: HashMap<String, Vec<Said>> = HashMap::new();
        for mut consent in self.engine.consents_of(asked).await? {
            let name = mem::take(&mut consent.between.person);
            known.entry(name).or_default().push(consent.into());
        }
        let consents = persons.iter().zip(&erased).map(|(person, erased)| {
            let mut consents = PersonConsent::nothing(person);
            let said = [person, erased].into_iter().filter_map(|name| known.get(name));
            said.flatten().for_each(|said| consents.add(said));
            consents
        });
        Ok(consents.collect())
    }

    /// The names of erased persons, by the store's key. It is asked for anew, since another inbox may have been
    /// put in the place of this one.
    pub(super) async fn names(&self) -> Result<Names, StoreError> {
        Ok(Names::new(self.engine.erasure_key().await?))
    }
}

impl fmt::Debug for OptOuts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OptOuts").finish_non_exhaustive()
    }
}
