//! The cases, grouped by what they are about.

use bytes::Bytes;

use super::{Case, Credential};
use crate::client::Request;

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

/// Every case for a server whose endpoint is at `path` and which expects the secret there.
///
/// Nearly all are for a secret in the query; for the other places there are the samples and the cases
/// about secrets.
pub fn cases(path: &str, credential: Credential) -> Vec<Case> {
    let endpoint = &Endpoint { path, credential };
    let mut cases = sampled::cases(endpoint);
    cases.extend(secret::cases(endpoint));
    if credential == Credential::Query {
        cases.extend(head::cases(endpoint));
        cases.extend(transport::cases(endpoint));
        cases.extend(text::cases(endpoint));
        cases.extend(bounds::cases(endpoint));
        cases.extend(identity::cases(endpoint));
        cases.extend(doubled::cases(endpoint));
        cases.extend(kinds::cases(endpoint));
        cases.extend(kept::cases(endpoint));
        cases.extend(content::cases(endpoint));
    }
    cases
}

/// Where the cases are sent to.
struct Endpoint<'a> {
    path: &'a str,
    credential: Credential,
}

impl Endpoint<'_> {
    /// An honest delivery, for a case to spoil.
    fn delivery(&self, body: impl Into<Bytes>) -> Request {
        self.credential.delivery(self.path, body)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_cases_have_the_same_name() {
        for credential in Credential::ALL {
            let mut names = HashSet::new();
            for case in cases("/", credential) {
                assert!(names.insert(case.name.clone()), "{}", case.name);
            }
        }
    }
}
