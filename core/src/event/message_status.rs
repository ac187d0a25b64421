use std::fmt;

use super::open::{Vocabulary, sealed};

/// How far a message has come.
///
/// These are the words of the provider's schema and documents; others may be passed on as the
/// carrier wrote them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MessageStatus {
    /// Not handed on yet.
    Pending,
    /// Waits until someone allows it.
    PendingApproval,
    /// Waits for its turn.
    Queued,
    /// Handed on.
    Submitted,
    /// Handed to the carrier.
    Sent,
    /// The carrier took it over. Whether it reaches the handset is open: this is no delivery.
    Accepted,
    /// Not delivered for the moment. `DELIVERED` may follow, or nothing ever.
    SoftBounce,
    /// A carrier's word that none of the others fits.
    Other,
    /// On the handset.
    Delivered,
    /// Not delivered, for a fault on the way or at its end.
    Failed,
    /// Not delivered, for good: nobody has the number.
    HardBounce,
    /// Refused.
    Rejected,
    /// Cannot be delivered.
    Undeliverable,
    /// Not a message that can be sent.
    Invalid,
    /// Opened by its reader; comes after [`Delivered`](Self::Delivered).
    Read,
}

impl MessageStatus {
    /// The provider's word for it.
    pub fn as_str(self) -> &'static str {
        sealed::word(self)
    }

    /// How late in a message's life the word comes; see
    /// [`Receipt::supersedes`](super::Receipt::supersedes).
    pub(super) fn rank(self) -> u8 {
        match self {
            Self::Pending | Self::PendingApproval | Self::Queued => 0,
            Self::Submitted | Self::Sent => 1,
            Self::Accepted => 2,
            Self::SoftBounce => 3,
            Self::Other => 4,
            Self::Delivered
            | Self::Failed
            | Self::HardBounce
            | Self::Rejected
            | Self::Undeliverable
            | Self::Invalid => 5,
            Self::Read => 6,
        }
    }
}

impl fmt::Display for MessageStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Vocabulary for MessageStatus {}

impl sealed::Words for MessageStatus {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("PENDING", Self::Pending),
        ("PENDING_APPROVAL", Self::PendingApproval),
        ("QUEUED", Self::Queued),
        ("SUBMITTED", Self::Submitted),
        ("SENT", Self::Sent),
        ("ACCEPTED", Self::Accepted),
        ("SOFT_BOUNCE", Self::SoftBounce),
        ("OTHER", Self::Other),
        ("DELIVERED", Self::Delivered),
        ("FAILED", Self::Failed),
        ("HARD_BOUNCE", Self::HardBounce),
        ("REJECTED", Self::Rejected),
        ("UNDELIVERABLE", Self::Undeliverable),
        ("INVALID", Self::Invalid),
        ("READ", Self::Read),
    ];
}
