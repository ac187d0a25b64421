use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// The ids of a trace, of which every delivery of the provider's has its own.
#[derive(Debug)]
pub(super) struct Trace {
    trace: u128,
    span: u64,
}

impl Trace {
    /// One that no other has: they are told apart, and not kept from being guessed.
    pub(super) fn new() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let random = |part: u8| RandomState::new().hash_one((number, part));
        // An id of zeros is none.
        let trace = u128::from(random(0)) << 64 | u128::from(random(1)) | 1;
        Self { trace, span: random(2) | 1 }
    }

    /// As `traceparent` has it (W3C Trace Context).
    pub(super) fn parent(&self) -> String {
        format!("00-{:032x}-{:016x}-01", self.trace, self.span)
    }

    /// As `sentry-trace` has it.
    pub(super) fn sentry(&self) -> String {
        format!("{:032x}-{:016x}", self.trace, self.span)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_trace_is_like_another() {
        let traces: HashSet<_> = (0..1_000).map(|_| Trace::new().parent()).collect();
        assert_eq!(traces.len(), 1_000);
        assert!(traces.iter().all(|trace| trace.len() == 55));
    }
}
