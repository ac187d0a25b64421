//! The only place that names `tracing`; without the feature nothing is told, but all is counted.

#[cfg(feature = "tracing")]
pub(crate) use on::{ended, lease_lost, not_stored, not_stored_in_time, span, store_failed};

#[cfg(not(feature = "tracing"))]
pub(crate) use off::{ended, lease_lost, not_stored, not_stored_in_time, span, store_failed};

#[cfg(all(feature = "postgres", feature = "sqlite", not(feature = "tracing")))]
pub(crate) use off::spooling;
#[cfg(all(feature = "postgres", feature = "sqlite", feature = "tracing"))]
pub(crate) use on::spooling;

#[cfg(feature = "tracing")]
mod on {
    use tracing::Instrument;
    use tracing::field::{Empty, display};

    use crate::store::{Claimed, Settled, StoreError};
    use crate::work::Stored;

    /// The span of one attempt, which the handler's own spans and events are within: what it is about,
    /// never content.
    pub(crate) struct Span(tracing::Span);

    pub(crate) fn span(stored: &Stored) -> Span {
        let span = tracing::info_span!(
            "inbox",
            id = stored.id,
            attempt = stored.attempt,
            event_type = stored.event.event_type.name(),
            traceparent = Empty,
        );
        if let Some(traceparent) = &stored.traceparent {
            span.record("traceparent", display(traceparent));
        }
        Span(span)
    }

    impl Span {
        pub(crate) fn around<F: Future>(self, future: F) -> impl Future<Output = F::Output> {
            future.instrument(self.0)
        }
    }

    pub(crate) fn ended(claimed: &Claimed, outcome: &'static str, settled: &Settled) {
        let (id, attempt) = (claimed.lease.id, claimed.attempt);
        match settled {
            Settled::Done { .. } => tracing::debug!(id, attempt, "inbox: event worked"),
            Settled::Released { .. } => tracing::debug!(id, attempt, "inbox: event given back"),
            Settled::Retry { .. } => {
                tracing::warn!(id, attempt, outcome, "inbox: event not worked, and tried again");
            }
            Settled::Parked { .. } => {
                tracing::error!(id, attempt, outcome, "inbox: event not worked, and a dead letter");
            }
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
            tracing::info!("inbox: PostgreSQL takes deliveries; the spool is moved");
        }
    }

    pub(crate) fn store_failed(what: &'static str, error: &StoreError) {
        tracing::error!(%error, "inbox: {what} failed, and is tried again");
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use crate::store::{Claimed, Settled, StoreError};
    use crate::work::Stored;

    pub(crate) struct Span;

    pub(crate) fn span(_stored: &Stored) -> Span {
        Span
    }

    impl Span {
        pub(crate) fn around<F: Future>(self, future: F) -> F {
            future
        }
    }

    pub(crate) fn ended(_claimed: &Claimed, _outcome: &'static str, _settled: &Settled) {}

    pub(crate) fn lease_lost(_id: u64) {}

    pub(crate) fn not_stored(_error: &StoreError) {}

    pub(crate) fn not_stored_in_time() {}

    #[cfg(all(feature = "postgres", feature = "sqlite"))]
    pub(crate) fn spooling(_starts: bool) {}

    pub(crate) fn store_failed(_what: &'static str, _error: &StoreError) {}
}
