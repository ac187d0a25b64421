//! The only place that names `tracing`; without the feature nothing is told, but all is counted.

use crate::store::StoreError;

#[cfg(feature = "tracing")]
use on as tell;
#[cfg(feature = "tracing")]
pub(crate) use on::{Span, lease_lost, not_stored, not_stored_in_time};

#[cfg(not(feature = "tracing"))]
use off as tell;
#[cfg(not(feature = "tracing"))]
pub(crate) use off::{Span, lease_lost, not_stored, not_stored_in_time};

#[cfg(all(feature = "postgres", feature = "sqlite", not(feature = "tracing")))]
pub(crate) use off::spooling;
#[cfg(all(feature = "postgres", feature = "sqlite", feature = "tracing"))]
pub(crate) use on::spooling;

/// What is done again and again, and told of when it first fails, when it fails otherwise, and when it no
/// longer does.
pub(crate) struct Failing {
    what: &'static str,
    told: String,
}

impl Failing {
    pub(crate) fn at(what: &'static str) -> Self {
        Self { what, told: String::new() }
    }

    /// It failed, and is tried again.
    pub(crate) fn again(&mut self, error: &StoreError) {
        let tells = error.to_string();
        if tells != self.told {
            tell::store_failed(self.what, error);
            self.told = tells;
        }
    }

    /// It succeeded.
    pub(crate) fn no_more(&mut self) {
        if !self.told.is_empty() {
            tell::store_recovered(self.what);
            self.told.clear();
        }
    }
}

#[cfg(feature = "tracing")]
mod on {
    use kudosity_webhook::Event;
    use tracing::Instrument;
    use tracing::field::{Empty, display};

    use crate::store::{Claimed, Settled, StoreError};

    /// The span of one attempt, which the handler's own spans and events are within: what it is about,
    /// never content.
    pub(crate) struct Span(tracing::Span);

    impl Span {
        pub(crate) fn of(claimed: &Claimed) -> Self {
            let span = tracing::info_span!(
                "inbox",
                id = claimed.lease.id,
                attempt = claimed.attempt,
                event_type = Empty,
                traceparent = Empty,
            );
            if let Some(traceparent) = &claimed.traceparent {
                span.record("traceparent", display(traceparent));
            }
            Self(span)
        }

        pub(crate) fn event(&self, event: &Event) {
            self.0.record("event_type", event.event_type.name());
        }

        pub(crate) fn around<F: Future>(
            &self,
            future: F,
        ) -> impl Future<Output = F::Output> + use<F> {
            future.instrument(self.0.clone())
        }

        pub(crate) fn ended(&self, outcome: &'static str, settled: &Settled) {
            self.0.in_scope(|| match settled {
                Settled::Done { .. } => tracing::debug!("inbox: event worked"),
                Settled::Released { .. } => tracing::debug!("inbox: event given back"),
                Settled::Retry { due, .. } => {
                    tracing::warn!(outcome, %due, "inbox: event not worked, and tried again");
                }
                Settled::Parked { .. } => {
                    tracing::error!(outcome, "inbox: event not worked, and a dead letter");
                }
            });
        }
    }

    pub(crate) fn lease_lost(id: u64) {
        tracing::warn!(id, "inbox: the lease of an event ended before it was worked");
    }

    pub(crate) fn not_stored(error: &StoreError) {
        tracing::error!(%error, "inbox: delivery not stored, and answered 503");
    }

    pub(crate) fn not_stored_in_time() {
        tracing::error!("inbox: delivery not stored in time, and answered 503");
    }

    #[cfg(all(feature = "postgres", feature = "sqlite"))]
    pub(crate) fn spooling(starts: bool) {
        if starts {
            tracing::warn!("inbox: PostgreSQL takes no deliveries; they go to the spool");
        } else {
            tracing::info!("inbox: PostgreSQL takes deliveries again; the spool is being moved");
        }
    }

    pub(super) fn store_failed(what: &'static str, error: &StoreError) {
        tracing::error!(%error, "inbox: {what} failed, and is tried again");
    }

    pub(super) fn store_recovered(what: &'static str) {
        tracing::info!("inbox: {what} succeeds again");
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use kudosity_webhook::Event;

    use crate::store::{Claimed, Settled, StoreError};

    pub(crate) struct Span;

    impl Span {
        pub(crate) fn of(_claimed: &Claimed) -> Self {
            Self
        }

        pub(crate) fn event(&self, _event: &Event) {}

        pub(crate) fn around<F: Future>(&self, future: F) -> F {
            future
        }

        pub(crate) fn ended(&self, _outcome: &'static str, _settled: &Settled) {}
    }

    pub(crate) fn lease_lost(_id: u64) {}

    pub(crate) fn not_stored(_error: &StoreError) {}

    pub(crate) fn not_stored_in_time() {}

    #[cfg(all(feature = "postgres", feature = "sqlite"))]
    pub(crate) fn spooling(_starts: bool) {}

    pub(super) fn store_failed(_what: &'static str, _error: &StoreError) {}

    pub(super) fn store_recovered(_what: &'static str) {}
}
