use bytes::Bytes;
use jiff::Timestamp;
use kudosity_webhook::Event;
use kudosity_webhook::event::Receipt;

use crate::number;

/// What is stored of a delivery, and what it adds to.
#[derive(Clone)]
pub(crate) struct Entry {
    /// What makes two deliveries the same: an event's fingerprint, or that of an unreadable body.
    pub(crate) fingerprint: [u8; 16],
    /// Which queue it waits in.
    pub(crate) lane: Lane,
    /// The event's type as it came, cut where it is long; none of an unreadable body.
    pub(crate) event_type: Option<String>,
    /// When its last byte had come.
    pub(crate) received_at: Timestamp,
    /// The body as it came.
    pub(crate) body: Bytes,
    /// The name of the credential that it came by.
    pub(crate) authenticated_by: String,
    /// The sender's `traceparent`.
    pub(crate) traceparent: Option<String>,
    /// Why it is no event; then it waits for nobody, but is kept in quarantine.
    pub(crate) problem: Option<String>,
    /// The consent that it withdraws.
    pub(crate) opt_out: Option<OptedOut>,
    /// The receipt that it is.
    pub(crate) receipt: Option<Receipt>,
}

/// A queue; what waits in the first is worked first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Withdrawals of consent.
    OptOuts = 0,
    /// Everything else.
    Others = 1,
}

impl Lane {
    /// By how it is stored.
    pub(crate) fn of(stored: i64) -> Self {
        if stored == Self::OptOuts as i64 { Self::OptOuts } else { Self::Others }
    }
}

/// A withdrawal of consent.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct OptedOut {
    pub(crate) between: Pair,
    /// The provider's instant.
    pub(crate) at: Timestamp,
}

impl OptedOut {
    /// What an event says that withdraws consent; towards every account, where it names none.
    pub(crate) fn by(event: &Event) -> Option<Self> {
        let account = event.account_number().map(|account| number::of_any(account));
        let person = event.person()?;
        // What is no number is kept as it came: nobody can be asked about by it, but it is in the list.
        let person = number::of_any(person);
        let between = Pair { person, account: account.unwrap_or_default() };
        Some(Self { between, at: event.timestamp })
    }
}

/// A person and an account, by their numbers in the one form of all that are the same.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Pair {
    /// The person's; once it was erased, its keyed hash: `#` and hex, which no number is.
    pub(crate) person: String,
    /// The account's; empty for all.
    pub(crate) account: String,
}
