use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::endpoint::{Inner, Receiver};
use super::in_flight::InFlight;
use crate::authenticate::Authenticator;
use crate::event::{DEFAULT_MAX_VALUES, Id};
use crate::observe::Observation;
use crate::rejection::{Answer, RejectionKind};

/// Sets what a [`Receiver`] allows; every limit has a default that suits the provider's deliveries.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use kudosity_webhook::{Outcome, Receiver, SharedSecret};
///
/// let receiver = Receiver::builder(SharedSecret::random()?)
///     .max_body_size(32 * 1024 * 1024)
///     .body_timeout(Duration::from_secs(20))
///     .observer(|seen| {
///         if let Outcome::Rejected(kind) = seen.outcome {
///             eprintln!("webhook rejected after {:?}: {kind:?}", seen.elapsed());
///         }
///     })
///     .build();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a receiver is made by `build`"]
pub struct ReceiverBuilder {
    authenticator: Box<dyn Authenticator>,
    only_webhooks: Option<Box<[Id]>>,
    max_body_size: usize,
    max_values: usize,
    max_in_flight: usize,
    body_timeout: Duration,
    observer: Option<Box<Observer>>,
    answer: Box<AnswerWith>,
}

pub(super) type Observer = dyn Fn(&Observation<'_>) + Send + Sync;
pub(super) type AnswerWith = dyn Fn(&RejectionKind) -> Answer + Send + Sync;

const MIB: usize = 1024 * 1024;

impl ReceiverBuilder {
    pub(super) fn new(authenticator: impl Authenticator) -> Self {
        Self {
            authenticator: Box::new(authenticator),
            only_webhooks: None,
            max_body_size: 8 * MIB,
            max_values: DEFAULT_MAX_VALUES,
            max_in_flight: 256 * MIB,
            body_timeout: Duration::from_secs(10),
            observer: None,
            answer: Box::new(Answer::problem),
        }
    }

    /// Accepts the events of these registrations alone, by their `webhook_id`; of any by default.
    ///
    /// It keeps apart what comes by one URL, such as events that a registration of a test account
    /// sends. **It authenticates nobody**, since an id is no secret and is in every body; that is why it
    /// is a setting beside the authenticator. An event of another registration, or of none (as in older
    /// samples of the provider's), is answered as what is not authentic; the tracing span has its id and
    /// the credential that it came by. An authentic body that cannot be read goes to the sink whatever
    /// it says.
    ///
    /// Blanks around an id do not count, so a list from the environment is `value.split(',')`.
    ///
    /// # Errors
    ///
    /// [`NoWebhooks`] where there is no id, or an empty one, such as of an empty environment variable.
    ///
    /// # Examples
    ///
    /// ```
    /// use kudosity_webhook::{Receiver, SharedSecret};
    ///
    /// let builder = Receiver::builder(SharedSecret::random()?);
    /// let receiver = builder.only_webhooks(["5f1c7c1e-0a64-4c4e-9d5e-7a1f0e8b2d33"])?.build();
    ///
    /// assert!(Receiver::builder(SharedSecret::random()?).only_webhooks("".split(',')).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn only_webhooks<I>(mut self, ids: I) -> Result<Self, NoWebhooks>
    where
        I: IntoIterator<Item: Into<Id>>,
    {
        let trimmed = |id: Id| Id::from(id.trim());
        let ids: Box<[Id]> = ids.into_iter().map(|id| trimmed(id.into())).collect();
        if ids.is_empty() || ids.iter().any(Id::is_empty) {
            return Err(NoWebhooks);
        }
        self.only_webhooks = Some(ids);
        Ok(self)
    }

    /// The largest body that is accepted, in bytes; 8 MiB by default.
    ///
    /// A larger one is answered 413.
    ///
    /// The largest live delivery seen, an MMS with one photo, had 204,426 bytes; inbound media has no
    /// documented limit.
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.max_body_size = bytes;
        self
    }

    /// The most JSON values (objects, lists, strings, numbers, …) that a body may hold; 10,000 by
    /// default. More are answered 413, before anything is built of them.
    ///
    /// A real event has fewer than 200. Without this limit 8 MiB of `[0,0,…]` would take 40 times its
    /// size in memory.
    pub fn max_values(mut self, values: usize) -> Self {
        self.max_values = values;
        self
    }

    /// The most bytes of bodies that may be held at once over all requests of this receiver; 256 MiB
    /// by default. What does not fit is answered 503 with `Retry-After`.
    ///
    /// A body counts, with the room that its buffer has to grow, from its first byte until the delivery
    /// made of it is dropped. The limit is never less than one body of the largest size.
    ///
    /// What is built of a body is not counted: an event holds up to some 350 bytes for each JSON value
    /// that it does not know, so a hostile one 3.5 MB at the default of
    /// [`max_values`](Self::max_values). Bound how many deliveries you queue. Nor is the buffer that the
    /// server reads a connection into: hyper's grows to some 400 KB while a body comes in.
    pub fn max_in_flight(mut self, bytes: usize) -> Self {
        self.max_in_flight = bytes;
        self
    }

    /// The time that a body may take from the head to its last byte; 10 s by default. A slower one is
    /// answered 408.
    ///
    /// The time for the head is the server's to limit.
    pub fn body_timeout(mut self, timeout: Duration) -> Self {
        self.body_timeout = timeout;
        self
    }

    /// Has every delivery and every rejection told to `observer`, for metrics.
    ///
    /// It is called while the request is being answered: it must not block.
    pub fn observer(mut self, observer: impl Fn(&Observation<'_>) + Send + Sync + 'static) -> Self {
        self.observer = Some(Box::new(observer));
        self
    }

    /// Replaces the status, content type and body of every rejection.
    ///
    /// The headers that a status asks for (`Allow`, `WWW-Authenticate`, `Retry-After`) are added to
    /// what it answers. [`Answer::problem`] is the default, to start from.
    pub fn answer_with(
        mut self,
        answer: impl Fn(&RejectionKind) -> Answer + Send + Sync + 'static,
    ) -> Self {
        self.answer = Box::new(answer);
        self
    }

    /// Makes the receiver.
    pub fn build(self) -> Receiver {
        Receiver(Arc::new(Inner {
            authenticator: self.authenticator,
            only_webhooks: self.only_webhooks,
            max_body_size: self.max_body_size,
            max_values: self.max_values,
            in_flight: Arc::new(InFlight::new(self.max_in_flight.max(self.max_body_size))),
            body_timeout: self.body_timeout,
            observer: self.observer,
            answer: self.answer,
        }))
    }
}

/// A list of registrations that has no id in it, or an empty one.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "`only_webhooks` needs the id of one registration at least, and none that is empty: leave it out \
     to accept the events of all"
)]
pub struct NoWebhooks;

/// As it reads: `main` shows the `Debug` form of the error that it returns.
impl fmt::Debug for NoWebhooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for ReceiverBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceiverBuilder")
            .field("only_webhooks", &self.only_webhooks)
            .field("max_body_size", &self.max_body_size)
            .field("max_values", &self.max_values)
            .field("max_in_flight", &self.max_in_flight)
            .field("body_timeout", &self.body_timeout)
            .finish_non_exhaustive()
    }
}
