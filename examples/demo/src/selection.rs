use std::collections::HashSet;

use kudosity_webhook_axum::RejectionKind;
use kudosity_webhook_axum::event::EventError;
use kudosity_webhook_simulator::conformance::{Case, Expected};
use kudosity_webhook_simulator::samples;

/// One case for every type of event, and the first of every kind of refusal.
pub(crate) fn one_of_each_kind(cases: Vec<Case>) -> Vec<Case> {
    let mut kinds = HashSet::new();
    let (accepted, refused): (Vec<_>, Vec<_>) =
        cases.into_iter().partition(|case| matches!(case.expected, Expected::Event { .. }));
    let samples = samples::current();
    let accepted =
        accepted.into_iter().filter(|case| samples.iter().any(|sample| sample.name == case.name));
    let refused = refused.into_iter().filter(|case| match &case.expected {
        Expected::Rejected(kind) => kinds.insert(sort(kind)),
        Expected::Event { .. } => false,
    });
    accepted.chain(refused).collect()
}

/// What kind of refusal it is, whatever the place in the body.
fn sort(kind: &RejectionKind) -> String {
    match kind {
        RejectionKind::NotAnEvent(EventError::NotAnEvent { fault, .. }) => format!("{fault:?}"),
        RejectionKind::NotAnEvent(EventError::NotJson { .. }) => "not JSON".to_owned(),
        other => format!("{other:?}"),
    }
}
