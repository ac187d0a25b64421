use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use kudosity_webhook::event::Receipt;

use super::States;
use crate::store::{Engine, StoreError};

/// How far each message has come: what the delivery receipts of an inbox add up to.
///
/// Receipts come more than once and in no order. A message's state is the one receipt that
/// [supersedes](Receipt::supersedes) all others, whichever came last, and it is in the log once its
/// delivery was acknowledged. Receipts are kept as long as fingerprints are.
///
/// # Examples
///
/// ```
/// use kudosity_webhook_inbox::Inbox;
/// use kudosity_webhook_inbox::event::MessageStatus;
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let directory = tempfile::tempdir()?;
/// # let path = directory.path().join("inbox.db");
/// let inbox = Inbox::sqlite(path).open().await?;
/// let log = inbox.delivery_log();
/// let state = log.state("6a1f3e5c-0d7b-4c52-9a35-6f0f5b8f2b11").await?;
/// // Nothing was told of this message yet.
/// assert!(!state.is_some_and(|receipt| receipt.status.is(MessageStatus::Delivered)));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct DeliveryLog {
    engine: Arc<dyn Engine>,
}

impl DeliveryLog {
    pub(crate) fn new(engine: Arc<dyn Engine>) -> Self {
        Self { engine }
    }

    /// How far a message has come; none if no receipt of it is known.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where the store failed.
    pub async fn state(&self, message_id: &str) -> Result<Option<Receipt>, StoreError> {
        let receipts = self.engine.receipts_of(message_id.to_owned()).await?;
        Ok(receipts.into_iter().reduce(latest))
    }

    /// All that was told of a message, in the order in which it happened.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where the store failed.
    pub async fn history(&self, message_id: &str) -> Result<Vec<Receipt>, StoreError> {
        let mut receipts = self.engine.receipts_of(message_id.to_owned()).await?;
        receipts.sort_by(|one, other| one.at.cmp(&other.at).then_with(|| by_state(one, other)));
        Ok(receipts)
    }

    /// The state of every message, in the order of their ids, page by page.
    pub fn states(&self) -> States {
        States::of(Arc::clone(&self.engine))
    }
}

impl fmt::Debug for DeliveryLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeliveryLog").finish_non_exhaustive()
    }
}

/// Of two receipts of a message the one that stands.
pub(super) fn latest(one: Receipt, other: Receipt) -> Receipt {
    if other.supersedes(&one) { other } else { one }
}

fn by_state(one: &Receipt, other: &Receipt) -> Ordering {
    one.supersedes(other).cmp(&other.supersedes(one))
}
