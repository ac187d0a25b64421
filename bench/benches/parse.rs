//! Reading a body, and what is asked of a request and of an event besides.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::fmt;
use std::hint::black_box;

use bench::{Body, Reader, mount, side_by_side};
use criterion::Bencher;
use kudosity_webhook::{Authenticator, Event};

fn main() {
    side_by_side("reading", &Body::all(), &Reader::ALL, |bencher, body, reader| {
        bencher.iter(|| reader.read(black_box(&body.bytes)));
    });
    let steps = [Step::Secret, Step::Fingerprint, Step::Supersedes];
    side_by_side("besides", &[Body::receipt()], &steps, |bencher, body, step| {
        step.time(bencher, body);
    });
}

/// What else there is to do.
enum Step {
    Secret,
    Fingerprint,
    Supersedes,
}

impl Step {
    fn time(&self, bencher: &mut Bencher<'_>, body: &Body) {
        let event = Event::from_body(body.bytes.clone()).unwrap();
        match self {
            Self::Secret => {
                let secret = mount::secret();
                let (head, _) = mount::request(body).into_parts();
                bencher.iter(|| secret.head(black_box(&head)));
            }
            Self::Fingerprint => bencher.iter(|| black_box(&event).fingerprint()),
            Self::Supersedes => {
                let stored = event.receipt();
                bencher.iter(|| {
                    let receipt = black_box(&event).receipt();
                    receipt.zip(stored.as_ref()).map(|(new, old)| new.supersedes(old))
                });
            }
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Secret => "two secrets",
            Self::Fingerprint => "fingerprint",
            Self::Supersedes => "supersedes",
        })
    }
}
