use std::future::{Future, ready};
use std::sync::Arc;
use std::time::Duration;

use crate::delivery::{Delivery, Unreadable};

/// Takes deliveries instead of a handler, and acknowledges them when they are safe.
///
/// A handler answers what it likes; a sink answers 200 when it has the event, 503 when it is busy, and
/// may keep what a handler never sees: an authentic body that is not an event. The same sink is
/// mounted in every framework.
///
/// Store first, then return `Ok`: the provider does not say which answers bring an event back, so one
/// that was acknowledged and then lost is lost.
///
/// **A sender that hangs up has these futures dropped** where they await, on hyper (axum, warp, tower)
/// at least. Nothing was acknowledged then, and the event may come again; but what must not be left
/// half done goes into a task of its own.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use kudosity_webhook::{Busy, Delivery, Sink};
/// use tokio::sync::mpsc;
///
/// struct Queue(mpsc::Sender<Delivery>);
///
/// impl Sink for Queue {
///     async fn deliver(&self, delivery: Delivery) -> Result<(), Busy> {
///         let full = |_| Busy { retry_after: Duration::from_secs(5) };
///         self.0.try_send(delivery).map_err(full)
///     }
/// }
/// ```
pub trait Sink: Send + Sync + 'static {
    /// Takes an event. `Ok` is answered 200 with an empty body.
    ///
    /// # Errors
    ///
    /// [`Busy`] where it cannot be taken now: answered 503 with `Retry-After`.
    fn deliver(&self, delivery: Delivery) -> impl Future<Output = Result<(), Busy>> + Send;

    /// Takes an authentic body that is not an event, or leaves it.
    ///
    /// It is left, and its rejection answered, unless a sink does otherwise.
    ///
    /// # Errors
    ///
    /// [`Busy`] where it cannot be taken now: answered 503 with `Retry-After`.
    fn unreadable(
        &self,
        unreadable: Unreadable,
    ) -> impl Future<Output = Result<Disposition, Busy>> + Send {
        drop(unreadable);
        ready(Ok(Disposition::Left))
    }
}

/// What a [`Sink`] did with an authentic body that is not an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// It kept it: answered 200 with an empty body.
    Kept,
    /// It left it: its rejection is answered.
    Left,
}

/// A [`Sink`] cannot take a delivery now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the sink is busy")]
pub struct Busy {
    /// After which time to try again; answered in whole seconds, one at least.
    pub retry_after: Duration,
}

impl<S: Sink> Sink for Arc<S> {
    fn deliver(&self, delivery: Delivery) -> impl Future<Output = Result<(), Busy>> + Send {
        S::deliver(self, delivery)
    }

    fn unreadable(
        &self,
        unreadable: Unreadable,
    ) -> impl Future<Output = Result<Disposition, Busy>> + Send {
        S::unreadable(self, unreadable)
    }
}
