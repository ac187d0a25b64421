use bytes::Bytes;

use super::authenticator::Authenticator;
use super::verdict::Verdict;
use crate::event::Event;
use crate::head::Head;

/// What has come when an [`Authenticator`] is asked, the points in their order.
#[derive(Clone, Copy)]
pub(super) enum Point<'a> {
    Head,
    Body(&'a Bytes),
    Event(&'a Bytes, &'a Event),
    Unreadable(&'a Bytes),
}

impl Point<'_> {
    pub(super) fn is_last(self) -> bool {
        matches!(self, Self::Event(..) | Self::Unreadable(_))
    }

    /// The first verdict that decides, from the head up to this point.
    pub(super) fn ask(self, member: &dyn Authenticator, head: &dyn Head) -> Verdict {
        let before = |body| Point::Body(body).ask(member, head);
        match self {
            Self::Head => member.head(head),
            Self::Body(body) => member.head(head).or_else(|| member.body(head, body)),
            Self::Event(body, event) => before(body).or_else(|| member.event(head, body, event)),
            Self::Unreadable(body) => before(body).or_else(|| member.unreadable(head, body)),
        }
    }
}
