use super::edit::parsed;
use crate::conformance::Endpoint;
use crate::conformance::{Case, Shape};
use crate::samples;

/// Every sample, as it is and under its name.
pub(super) fn cases(to: &Endpoint) -> Vec<Case> {
    let sampled = samples::all().map(|sample| {
        let shape = Shape::of_type(sample.event_type);
        Case::accepted(sample.name, to.delivery(sample.body), parsed(sample.body), shape)
    });
    sampled.collect()
}
