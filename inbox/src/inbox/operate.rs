use jiff::Timestamp;
use kudosity_webhook::event::EventError;

use super::Inbox;
use crate::entry::{Entry, Lane, event};
use crate::store::{Anew, Listed, Shown, State, StoreError};

/// What came of [`Inbox::replay`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Replayed {
    /// It waits to be worked, from the first attempt.
    Waiting,
    /// It was in quarantine, and is done: the event came again meanwhile, and is stored as that.
    Repeat,
    /// It was in quarantine, and stays there: this version cannot read it either.
    Unreadable(EventError),
    /// It waits already, or is being worked.
    WaitsAlready,
    /// Its body was purged or erased: there is nothing left to work.
    NoBody,
    /// There is no such entry.
    NotThere,
}

impl Inbox {
    /// The entries of a state in the order of their ids, from the one behind `after` on; 0 is before the
    /// first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where the database does not tell.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use kudosity_webhook_inbox::{Inbox, State, StoreError};
    ///
    /// /// Shows every dead letter.
    /// async fn show(inbox: &Inbox) -> Result<(), StoreError> {
    ///     let mut after = 0;
    ///     loop {
    ///         let some = inbox.list(State::Parked, after, 100).await?;
    ///         let Some(last) = some.last() else { return Ok(()) };
    ///         after = last.id;
    ///         for entry in &some {
    ///             println!("{}: {:?}", entry.id, entry.problem);
    ///         }
    ///     }
    /// }
    /// ```
    pub async fn list(
        &self,
        state: State,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Listed>, StoreError> {
        self.engine().list(state, after, limit).await
    }

    /// One entry with its body, if it is there.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where the database does not tell.
    pub async fn show(&self, id: u64) -> Result<Option<Shown>, StoreError> {
        self.engine().show(id).await
    }

    /// Has a dead letter, or an event that was worked, be worked anew; or a body in quarantine that this
    /// version can read, such as after an upgrade.
    ///
    /// The receiver's `max_values` does not apply here: a body that was refused for it can be replayed. Many
    /// JSON values take 40 times their size in memory.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where the database failed: nothing has changed, or the entry waits and the answer was lost.
    /// Do it again: what waits already is left as it is.
    pub async fn replay(&self, id: u64) -> Result<Replayed, StoreError> {
        let Some(shown) = self.show(id).await? else { return Ok(Replayed::NotThere) };
        let read = match self.read_anew(&shown) {
            Ok(read) => read,
            Err(error) => return Ok(Replayed::Unreadable(error)),
        };
        let lane = read.as_ref().map_or(Lane::Others, |entry| entry.lane);
        Ok(match self.engine().replay(id, read, Timestamp::now()).await? {
            Anew::Waits => {
                self.arrivals().announce(lane);
                Replayed::Waiting
            }
            Anew::Repeat => Replayed::Repeat,
            // As it is now: somebody else may have replayed or purged it meanwhile.
            Anew::Impossible => match self.show(id).await?.map(|shown| shown.body) {
                Some(Some(_)) => Replayed::WaitsAlready,
                Some(None) => Replayed::NoBody,
                None => Replayed::NotThere,
            },
        })
    }

    /// Removes at once what is older than it is to be kept, and tells how many entries it changed;
    /// while there are workers this is done by itself.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where the database failed; what was removed before stays removed.
    pub async fn purge(&self) -> Result<usize, StoreError> {
        let mut all = 0;
        loop {
            match self.engine().purge(self.settings().retention.kept()).await? {
                0 => return Ok(all),
                some => all += some,
            }
        }
    }

    /// What a body in quarantine is to this version; nothing of another entry, which was read before.
    fn read_anew(&self, shown: &Shown) -> Result<Option<Entry>, EventError> {
        let Some(body) = &shown.body else { return Ok(None) };
        if shown.listed.state != State::Quarantined {
            return Ok(None);
        }
        let event = event(body.clone())?;
        Ok(Some(Entry {
            received_at: shown.listed.received_at,
            authenticated_by: shown.authenticated_by.clone(),
            traceparent: shown.traceparent.clone(),
            ..Entry::read(&event, body.clone(), self.settings().words.lane(&event))
        }))
    }
}
