//! The only place that names `tracing`; without the feature only faults of the set-up are told.

use std::sync::Once;

#[cfg(feature = "tracing")]
pub(crate) use on::{Span, misconfigured};

#[cfg(not(feature = "tracing"))]
pub(crate) use off::{Span, misconfigured};

/// Says once what to change, where nobody listens who could be told.
#[expect(clippy::print_stderr, reason = "an answer of 500 without a word would help nobody")]
fn print(remedy: &'static str) {
    static PRINTED: Once = Once::new();
    PRINTED.call_once(|| eprintln!("webhook endpoint misconfigured: {remedy}"));
}

#[cfg(feature = "tracing")]
mod on {
    use tracing::field::{Empty, display};

    use crate::event::{Event, Shown};
    use crate::head::Head;
    use crate::observe::{Observation, Outcome};
    use crate::traceparent::TraceParent;

    /// The span of a request: what it is about and how it ended, never content.
    pub(crate) struct Span(tracing::Span);

    impl Span {
        pub(crate) fn new(head: &dyn Head) -> Self {
            let span = tracing::info_span!(
                "webhook",
                traceparent = Empty,
                event_type = Empty,
                webhook_id = Empty,
                authenticated_by = Empty,
                vouched_by = Empty,
                outcome = Empty,
            );
            if !span.is_disabled()
                && let Some(traceparent) = TraceParent::of(head)
            {
                span.record("traceparent", traceparent.as_str());
            }
            Self(span)
        }

        pub(crate) fn event(&self, event: &Event) {
            if self.0.is_none() {
                return;
            }
            self.0.record("event_type", display(event.event_type.name()));
            if let Some(webhook_id) = &event.webhook_id {
                self.0.record("webhook_id", display(Shown(webhook_id)));
            }
        }

        pub(crate) fn record(&self, seen: &Observation<'_>) {
            self.ending(seen);
            let body_size = seen.body_size;
            let known = seen.authenticated_by.or(seen.vouched_by).is_some();
            self.0.in_scope(|| match seen.outcome {
                Outcome::Delivered(_) => {
                    tracing::debug!(body_size, elapsed = ?seen.elapsed(), "webhook delivered");
                }
                Outcome::Unreadable(kind, _) => {
                    tracing::warn!(
                        body_size, elapsed = ?seen.elapsed(), ?kind, "webhook authentic, but no event"
                    );
                }
                Outcome::Rejected(kind) if known => {
                    tracing::info!(body_size, elapsed = ?seen.elapsed(), ?kind, "webhook rejected");
                }
                Outcome::Rejected(kind) => {
                    tracing::debug!(
                        body_size, elapsed = ?seen.elapsed(), ?kind, "webhook rejected"
                    );
                }
            });
        }

        /// Says how it ended, if there is a span: a disabled one is there for the `log` crate, where
        /// tracing has that feature.
        fn ending(&self, seen: &Observation<'_>) {
            if self.0.is_none() {
                return;
            }
            if let Some(by) = seen.authenticated_by {
                self.0.record("authenticated_by", display(by));
            }
            if let Some(by) = seen.vouched_by {
                self.0.record("vouched_by", display(by));
            }
            self.0.record("outcome", outcome(&seen.outcome));
        }
    }

    fn outcome(outcome: &Outcome<'_>) -> &'static str {
        match outcome {
            Outcome::Delivered(_) => "delivered",
            Outcome::Unreadable(kind, _) | Outcome::Rejected(kind) => kind.name(),
        }
    }

    pub(crate) fn misconfigured(remedy: &'static str) {
        tracing::error!("webhook endpoint misconfigured: {remedy}");
        if !tracing::dispatcher::has_been_set() {
            super::print(remedy);
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use crate::event::Event;
    use crate::head::Head;
    use crate::observe::Observation;

    pub(crate) struct Span;

    impl Span {
        pub(crate) fn new(_head: &dyn Head) -> Self {
            Self
        }

        pub(crate) fn event(&self, _event: &Event) {}

        pub(crate) fn record(&self, _seen: &Observation<'_>) {}
    }

    pub(crate) fn misconfigured(remedy: &'static str) {
        super::print(remedy);
    }
}
