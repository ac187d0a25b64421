use kudosity_webhook::Payload;
use kudosity_webhook::event::{Inbound, LinkHit, Message, OptOut, Status, Text};

/// What a [`Draft`](super::Draft) tells: one of the four shapes, or any.
pub trait Section: sealed::Section {}

/// What is told of a message that the account sent: a receipt, a link hit or an opt-out.
pub trait Outbound: Section + sealed::Outbound {}

impl Section for Status {}
impl Section for Inbound {}
impl Section for LinkHit {}
impl Section for OptOut {}
impl Section for Payload {}

impl Outbound for Status {}
impl Outbound for LinkHit {}
impl Outbound for OptOut {}

impl sealed::Section for Status {
    fn into_payload(self) -> Payload {
        Payload::Status(self)
    }

    fn parts(&mut self) -> Option<sealed::Parts<'_>> {
        Some((&mut self.id, &mut self.recipient, &mut self.sender))
    }
}

impl sealed::Section for Inbound {
    fn into_payload(self) -> Payload {
        Payload::Inbound(self)
    }

    fn parts(&mut self) -> Option<sealed::Parts<'_>> {
        Some((&mut self.id, &mut self.sender, &mut self.recipient))
    }
}

impl sealed::Section for LinkHit {
    fn into_payload(self) -> Payload {
        Payload::LinkHit(self)
    }

    fn parts(&mut self) -> Option<sealed::Parts<'_>> {
        Some(parts_of(&mut self.source_message))
    }
}

impl sealed::Section for OptOut {
    fn into_payload(self) -> Payload {
        Payload::OptOut(self)
    }

    fn parts(&mut self) -> Option<sealed::Parts<'_>> {
        Some(parts_of(&mut self.source_message))
    }
}

impl sealed::Section for Payload {
    fn into_payload(self) -> Payload {
        self
    }

    fn parts(&mut self) -> Option<sealed::Parts<'_>> {
        match self {
            Self::Status(status) => status.parts(),
            Self::Inbound(inbound) => inbound.parts(),
            Self::LinkHit(link_hit) => link_hit.parts(),
            Self::OptOut(opt_out) => opt_out.parts(),
            _ => None,
        }
    }
}

fn parts_of(message: &mut Message) -> sealed::Parts<'_> {
    (&mut message.id, &mut message.recipient, &mut message.sender)
}

impl sealed::Outbound for Status {
    fn set_message(&mut self, message: Message) {
        self.channel = message.channel;
        self.id = message.id;
        self.sender = message.sender;
        self.recipient = message.recipient;
        self.message_ref = message.message_ref;
        self.routed_via = message.routed_via;
        self.campaign_id = message.campaign_id;
    }

    fn message_ref(&mut self) -> &mut Option<Text> {
        &mut self.message_ref
    }
}

impl sealed::Outbound for LinkHit {
    fn set_message(&mut self, message: Message) {
        self.source_message = message;
    }

    fn message_ref(&mut self) -> &mut Option<Text> {
        &mut self.source_message.message_ref
    }
}

impl sealed::Outbound for OptOut {
    fn set_message(&mut self, message: Message) {
        self.source_message = message;
    }

    fn message_ref(&mut self) -> &mut Option<Text> {
        &mut self.source_message.message_ref
    }
}

pub(super) mod sealed {
    use kudosity_webhook::Payload;
    use kudosity_webhook::event::{Address, Id, Message, Text};

    /// The id, the person and the account's number.
    pub(in crate::provider) type Parts<'a> = (&'a mut Id, &'a mut Address, &'a mut Address);

    pub trait Section: Clone {
        fn into_payload(self) -> Payload;
        fn parts(&mut self) -> Option<Parts<'_>>;
    }

    pub trait Outbound {
        fn set_message(&mut self, message: Message);
        fn message_ref(&mut self) -> &mut Option<Text>;
    }
}
