//! The cases, grouped by what they are about.

use super::{Case, Endpoint, Topic};

// What the cases are made of.
mod edit;
// The head of a request.
mod head;
mod secret;
// How the body comes, and how large it is.
mod transport;
// What the body is made of.
mod bounds;
mod text;
// What makes it an event.
mod doubled;
mod identity;
// What is taken as it came.
mod content;
mod kept;
mod kinds;
mod sampled;

/// Every case for an endpoint that its limits leave room for.
///
/// Without a secret there are none about secrets.
pub fn cases(endpoint: &Endpoint) -> Vec<Case> {
    sorted(endpoint).0
}

/// The cases that the limits of the endpoint leave room for, and the others.
pub(super) fn sorted(endpoint: &Endpoint) -> (Vec<Case>, Vec<Case>) {
    let of = |topic: Topic| {
        let cases = match topic {
            Topic::Samples => sampled::cases(endpoint),
            Topic::Secret => secret::cases(endpoint),
            Topic::Head => head::cases(endpoint),
            Topic::Transport => transport::cases(endpoint),
            Topic::Bounds => bounds::cases(endpoint),
            Topic::Text => text::cases(endpoint),
            Topic::Identity => identity::cases(endpoint),
            Topic::Doubled => doubled::cases(endpoint),
            Topic::Kinds => kinds::cases(endpoint),
            Topic::Kept => kept::cases(endpoint),
            Topic::Content => content::cases(endpoint),
        };
        cases.into_iter().map(move |case| Case { topic, ..case })
    };
    let limits = endpoint.limits();
    Topic::ALL.into_iter().flat_map(of).partition(|case| case.is_within(limits))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::client::Target;
    use crate::conformance::Limits;

    fn all(url: &str, limits: Limits) -> Vec<Case> {
        cases(&Endpoint::new(&Target::parse(url).unwrap(), None, limits))
    }

    #[test]
    fn no_two_cases_have_the_same_name() {
        let urls = ["http://localhost/?secret=a-secret", "http://user:a-secret@localhost/"];
        for url in urls {
            let mut names = HashSet::new();
            for case in all(url, Limits::default()) {
                assert!(names.insert(case.name.clone()), "{}", case.name);
            }
        }
    }

    #[test]
    fn what_the_limits_leave_no_room_for_is_left_out() {
        let url = "http://localhost/?secret=a-secret";
        let (default, mut small) = (Limits::default(), Limits::default());
        small.max_body_size = 4_000;
        small.max_values = 200;
        let small = all(url, small);
        assert!(small.iter().any(|case| case.name == "the largest body"));
        assert!(small.iter().any(|case| case.name == "one value too many"));
        assert!(!small.iter().any(|case| case.name == "a photo of 150 kB"));
        assert!(small.len() < all(url, default).len());
    }
}
