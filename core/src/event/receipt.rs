use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::message_status::MessageStatus;
use super::{Event, Id, Open};

/// How far a message had come at an instant: what is to be stored of a delivery receipt.
///
/// Receipts come at least once and in no order (seen live: SENT, DELIVERED, and the same SENT again
/// a minute later). Keep one a message and replace it by those that supersede it: every order of
/// arrival, with any repeats, ends with the same one.
///
/// # Examples
///
/// ```
/// use kudosity_webhook::event::{MessageStatus, Receipt};
///
/// let at = |second| jiff::Timestamp::from_second(second).expect("in range");
/// let sent = Receipt::new("m-1", MessageStatus::Sent, at(1_772_360_100));
/// let delivered = Receipt::new("m-1", MessageStatus::Delivered, at(1_772_360_104));
/// assert!(delivered.supersedes(&sent));
/// assert!(!sent.supersedes(&delivered));
/// assert!(!sent.supersedes(&sent));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Receipt {
    /// The message's id.
    pub id: Id,
    /// How far it had come.
    pub status: Open<MessageStatus>,
    /// When: the event's timestamp.
    pub at: Timestamp,
}

impl Receipt {
    /// The receipt of a message at an instant, such as one that was stored.
    pub fn new(id: impl Into<Id>, status: impl Into<Open<MessageStatus>>, at: Timestamp) -> Self {
        Self { id: id.into(), status: status.into(), at }
    }

    /// Whether this receipt is to replace the other, which is of the same message.
    ///
    /// Ordered by how late in a message's life the status comes, then by the instant, then by the
    /// word:
    ///
    /// 1. `PENDING`, `PENDING_APPROVAL`, `QUEUED`
    /// 2. `SUBMITTED`, `SENT`
    /// 3. `ACCEPTED`
    /// 4. `SOFT_BOUNCE`, which can be followed by a delivery
    /// 5. `OTHER` and any word not known here
    /// 6. `DELIVERED`, `FAILED`, `HARD_BOUNCE`, `REJECTED`, `UNDELIVERABLE`, `INVALID`
    /// 7. `READ`
    ///
    /// Nothing supersedes itself, nor a receipt of another message.
    pub fn supersedes(&self, other: &Self) -> bool {
        self.id == other.id && self.place() > other.place()
    }

    fn place(&self) -> (u8, Timestamp, String) {
        let rank = self.status.known().unwrap_or(MessageStatus::Other).rank();
        (rank, self.at, self.status.as_str().to_ascii_uppercase())
    }
}

impl Event {
    /// What the event says about a message's way, if it is a delivery receipt.
    pub fn receipt(&self) -> Option<Receipt> {
        let status = self.status()?;
        Some(Receipt { id: status.id.clone(), status: status.status.clone(), at: self.timestamp })
    }
}
