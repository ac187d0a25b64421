//! Who is authentic, and when that turns out.

use bytes::Bytes;
use kudosity_webhook::authenticate::{Authenticator, By, Verdict};
use kudosity_webhook::{Event, Head};

/// At which point, if at any, everybody is found authentic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Authentic {
    ByHead,
    ByBody,
    ByEvent,
    Never,
}

/// Finds everybody authentic, at one point.
pub(super) struct At(pub(super) Authentic);

impl At {
    fn verdict(&self, point: Authentic) -> Verdict {
        if self.0 == point { Verdict::Authentic(By::new("test")) } else { Verdict::Undecided }
    }
}

impl Authenticator for At {
    fn head(&self, _: &dyn Head) -> Verdict {
        self.verdict(Authentic::ByHead)
    }

    fn body(&self, _: &dyn Head, _: &Bytes) -> Verdict {
        self.verdict(Authentic::ByBody)
    }

    fn event(&self, _: &dyn Head, _: &Bytes, _: &Event) -> Verdict {
        self.verdict(Authentic::ByEvent)
    }
}
