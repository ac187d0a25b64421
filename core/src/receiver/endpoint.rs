use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::builder::{AnswerWith, Observer, ReceiverBuilder};
use super::guard;
use super::in_flight::InFlight;
use super::intake::Intake;
use super::progress::Progress;
use crate::authenticate::{Authenticator, InvalidBase};
use crate::delivery::{Delivery, Refusal};
use crate::event::{Event, Id};
use crate::head::Head;
use crate::observe::Outcome;
use crate::rejection::{Rejection, RejectionKind};
use crate::sink::{Busy, Disposition, Sink};
use crate::trace;

/// The configured endpoint: what it takes for a request to become a [`Delivery`].
///
/// It cannot be built without saying how deliveries are authenticated. Clones share one
/// configuration and one count of bytes in flight.
///
/// Mount it by an adapter (`kudosity-webhook-axum`, `-actix`, `-warp`) or by
/// [`WebhookLayer`](crate::WebhookLayer); [`Intake`] shows what they do with it.
///
/// # Examples
///
/// ```
/// use kudosity_webhook::{Receiver, SharedSecret};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let secret = SharedSecret::random()?;
/// // In an application: SharedSecret::from_env("KUDOSITY_WEBHOOK_SECRET")?
/// let receiver = Receiver::new(secret);
/// let url = receiver.registration_url("https://sms.example.com/webhooks/kudosity")?;
/// assert!(url.starts_with("https://sms.example.com/webhooks/kudosity?secret="));
///
/// assert!(receiver.registration_url("/webhooks/kudosity").is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Receiver(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) authenticator: Box<dyn Authenticator>,
    pub(super) only_webhooks: Option<Box<[Id]>>,
    pub(super) max_body_size: usize,
    pub(super) max_values: usize,
    pub(super) in_flight: Arc<InFlight>,
    pub(super) body_timeout: Duration,
    pub(super) observer: Option<Box<Observer>>,
    pub(super) answer: Box<AnswerWith>,
}

impl Receiver {
    /// A receiver with the default limits.
    pub fn new(authenticator: impl Authenticator) -> Self {
        Self::builder(authenticator).build()
    }

    /// Starts from the default limits.
    pub fn builder(authenticator: impl Authenticator) -> ReceiverBuilder {
        ReceiverBuilder::new(authenticator)
    }

    /// The URL to register with the provider: `base`, the endpoint's public URL, with the credential
    /// in it. **It is a secret.**
    ///
    /// # Errors
    ///
    /// [`InvalidBase`] where `base` is not an absolute `http` or `https` URL.
    pub fn registration_url<'a>(&self, base: &'a str) -> Result<Cow<'a, str>, InvalidBase> {
        self.0.authenticator.registration_url(base)
    }

    /// The largest body that is accepted, in bytes.
    pub fn max_body_size(&self) -> usize {
        self.0.max_body_size
    }

    /// The time that a body may take from the head to its last byte.
    pub fn body_timeout(&self) -> Duration {
        self.0.body_timeout
    }

    /// Looks at the head of a request: method, content type, declared length, authenticity.
    ///
    /// # Errors
    ///
    /// The rejection to answer, of every [kind](RejectionKind) that a head can have: `Method`,
    /// `ContentType`, `ContentEncoding`, `BodyTooLarge`, `NotAuthentic`, `Misconfigured`. The body need
    /// not be read for it.
    pub fn admit<H: Head>(&self, head: H) -> Result<Intake<H>, Rejection> {
        let mut progress = Progress::new(self, trace::Span::new(&head));
        match guard::check(self, &head) {
            Ok(passed) => {
                progress.authenticated_by = passed.by;
                Ok(Intake::new(self.clone(), head, passed.declared_length, progress))
            }
            Err(kind) => {
                let rejection = self.refuse(kind, &head, &mut progress);
                // A server may send the body of such an answer: hyper does by HTTP/2.
                let is_head = head.method() == "HEAD";
                Err(if is_head { rejection.without_body() } else { rejection })
            }
        }
    }

    /// Has a sink take what was received; `Ok` is answered 200 with an empty body.
    ///
    /// # Errors
    ///
    /// The rejection to answer: what was received was one, or it is left by the sink, or the sink is
    /// `Busy`.
    pub async fn hand_to(
        &self,
        sink: &impl Sink,
        received: Result<Delivery, Refusal>,
    ) -> Result<(), Rejection> {
        match received {
            Ok(delivery) => {
                let progress = delivery.progress.clone();
                let taken = sink.deliver(delivery).await;
                taken.map_err(|busy| self.busy(busy, progress.as_deref()))
            }
            Err(Refusal::Unreadable(unreadable)) => {
                let progress = unreadable.progress.clone();
                let rejection = unreadable.rejection.clone();
                match sink.unreadable(unreadable).await {
                    Ok(Disposition::Kept) => Ok(()),
                    Ok(Disposition::Left) => Err(rejection),
                    Err(busy) => Err(self.busy(busy, progress.as_deref())),
                }
            }
            Err(Refusal::Rejected(rejection)) => Err(rejection),
        }
    }

    fn busy(&self, Busy { retry_after }: Busy, progress: Option<&Progress>) -> Rejection {
        let kind = RejectionKind::Busy { retry_after };
        match progress {
            Some(progress) => self.reject(kind, progress),
            None => self.answer(kind),
        }
    }

    /// Whether the event is of a registration that is expected.
    pub(super) fn expects(&self, event: &Event) -> bool {
        let Some(expected) = &self.0.only_webhooks else {
            return true;
        };
        event.webhook_id.as_ref().is_some_and(|id| expected.contains(id))
    }

    /// Rejects a request, of which its head may still tell whose it is.
    pub(super) fn refuse(
        &self,
        kind: RejectionKind,
        head: &dyn Head,
        progress: &mut Progress,
    ) -> Rejection {
        if progress.authenticated_by.is_none() {
            progress.vouched_by = self.0.authenticator.vouching(head);
        }
        self.reject(kind, progress)
    }

    /// Makes a rejection, and tells of it.
    fn reject(&self, kind: RejectionKind, progress: &Progress) -> Rejection {
        self.observe(Outcome::Rejected(&kind), progress);
        self.answer(kind)
    }

    pub(super) fn observe(&self, outcome: Outcome<'_>, progress: &Progress) {
        let observation = progress.observation(outcome);
        progress.span.record(&observation);
        if let Some(observer) = &self.0.observer {
            observer(&observation);
        }
    }

    pub(super) fn answer(&self, kind: RejectionKind) -> Rejection {
        let answer = (self.0.answer)(&kind);
        Rejection::new(kind, answer)
    }
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("max_body_size", &self.0.max_body_size)
            .field("max_values", &self.0.max_values)
            .field("body_timeout", &self.0.body_timeout)
            .finish_non_exhaustive()
    }
}
