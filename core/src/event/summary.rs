use std::fmt;

use super::shown::Shown;
use super::{Event, Payload};

/// One line for a log: what happened, the message's id, and the end of the handset's number. A type that is
/// not known here is `unknown`.
impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.event_type.name())?;
        match &self.payload {
            Payload::Status(status) => {
                let word = Shown(status.status.as_str());
                write!(f, " {word} {} to {}", Shown(&status.id), status.recipient.masked())
            }
            Payload::Inbound(inbound) => {
                write!(f, " {} from {}", Shown(&inbound.id), inbound.sender.masked())
            }
            Payload::LinkHit(hit) => {
                let message = &hit.source_message;
                write!(
                    f,
                    " {} of {} by {}",
                    hit.hits,
                    Shown(&message.id),
                    message.recipient.masked()
                )
            }
            Payload::OptOut(opt_out) => {
                write!(f, " {} of {}", opt_out.source.name(), opt_out.person().masked())
            }
            Payload::Unknown { .. } => f.write_str(" (not known here)"),
        }
    }
}
