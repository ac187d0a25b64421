use std::fmt;
use std::sync::Arc;

use kudosity_webhook::event::{Address, Event, Payload, Text};

/// What the reference of a message becomes, for the handset that the message went to.
#[derive(Clone)]
pub(super) struct Referring(Arc<Refer>);

type Refer = dyn Fn(&Text, &Address) -> Text + Send + Sync;

impl Referring {
    pub(super) fn new(refer: impl Fn(&Text, &Address) -> Text + Send + Sync + 'static) -> Self {
        Self(Arc::new(refer))
    }

    /// Replaces the reference that the event brings back, if there is one.
    pub(super) fn refer(&self, event: &mut Event) {
        let Some(handset) = event.person().cloned() else { return };
        if let Some(reference) = message_ref(&mut event.payload) {
            *reference = (self.0)(reference, &handset);
        }
    }
}

fn message_ref(payload: &mut Payload) -> Option<&mut Text> {
    match payload {
        Payload::Status(status) => status.message_ref.as_mut(),
        Payload::Inbound(inbound) => inbound.last_message.as_mut()?.message_ref.as_mut(),
        Payload::LinkHit(link_hit) => link_hit.source_message.message_ref.as_mut(),
        Payload::OptOut(opt_out) => opt_out.source_message.message_ref.as_mut(),
        _ => None,
    }
}

impl fmt::Debug for Referring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Referring").finish_non_exhaustive()
    }
}
