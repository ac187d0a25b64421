use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use kudosity_webhook::event::{Channel, MessageStatus};

use super::Scenario;
use super::story::{Sent, Step};
use crate::provider::{Dice, Provider};

/// What becomes of a message that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Life {
    /// SENT, DELIVERED.
    Delivered,
    /// SENT, DELIVERED, READ: by RCS and WhatsApp.
    Read,
    /// SENT, FAILED.
    Failed,
    /// SENT, HARD_BOUNCE.
    HardBounce,
    /// SENT, SOFT_BOUNCE, and nothing more.
    SoftBounce,
    /// SENT, SOFT_BOUNCE, DELIVERED.
    DeliveredLate,
    /// REJECTED, and never sent.
    Rejected,
}

impl Life {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Delivered,
        Self::Read,
        Self::Failed,
        Self::HardBounce,
        Self::SoftBounce,
        Self::DeliveredLate,
        Self::Rejected,
    ];

    /// The words of its receipts, in their order.
    pub fn words(self) -> &'static [MessageStatus] {
        use MessageStatus::{Delivered, Failed, HardBounce, Read, Rejected, Sent, SoftBounce};
        match self {
            Self::Delivered => &[Sent, Delivered],
            Self::Read => &[Sent, Delivered, Read],
            Self::Failed => &[Sent, Failed],
            Self::HardBounce => &[Sent, HardBounce],
            Self::SoftBounce => &[Sent, SoftBounce],
            Self::DeliveredLate => &[Sent, SoftBounce, Delivered],
            Self::Rejected => &[Rejected],
        }
    }

    /// A short name for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed => "failed",
            Self::HardBounce => "hard-bounce",
            Self::SoftBounce => "soft-bounce",
            Self::DeliveredLate => "delivered-late",
            Self::Rejected => "rejected",
        }
    }

    /// Whether the message came to its handset.
    pub(super) fn is_delivered(self) -> bool {
        self.words().contains(&MessageStatus::Delivered)
    }

    /// Its receipts, each at its time since the message was sent.
    pub(super) fn steps(self, dice: &mut Dice) -> Vec<(Duration, Step)> {
        let mut at = Duration::ZERO;
        let step = |word: &MessageStatus| {
            at += Duration::from_millis(dice.within(milliseconds(*word)));
            (at, Step::Receipt(*word))
        };
        self.words().iter().map(step).collect()
    }
}

impl fmt::Display for Life {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Scenario {
    /// A message that the account sends, and what becomes of it: its receipts.
    ///
    /// The times are of the order of those seen: DELIVERED came 4 s after SENT.
    pub fn message(provider: &mut Provider, channel: Channel, life: Life) -> Self {
        let sent = Arc::new(Sent::new(provider, channel));
        let steps = life.steps(provider.dice());
        Self::told(provider, [(Duration::ZERO, steps)], move |steps| {
            steps.into_iter().map(|(at, step)| (at, (Arc::clone(&sent), step))).collect()
        })
    }
}

/// How long it takes to come to this from what is before it.
fn milliseconds(word: MessageStatus) -> RangeInclusive<u64> {
    match word {
        MessageStatus::Sent => 300..=1_500,
        MessageStatus::Delivered => 1_000..=8_000,
        MessageStatus::Read => 5_000..=60_000,
        _ => 2_000..=30_000,
    }
}
