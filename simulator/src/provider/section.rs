use kudosity_webhook::event::{Channel, Inbound, LinkHit, Message, Open, OptOut, Status, Text};
use kudosity_webhook::{EventType, Payload};

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

/// A receipt and a message from a handset are told by one type of event for each channel.
fn type_by_channel(channel: &Open<Channel>, types: [EventType; 4]) -> EventType {
    let [sms, mms, rcs, whatsapp] = types;
    match channel.known() {
        Some(Channel::Mms) => mms,
        Some(Channel::Rcs) => rcs,
        Some(Channel::Whatsapp) => whatsapp,
        _ => sms,
    }
}

impl sealed::Typed for Status {
    fn event_type(&self) -> EventType {
        use EventType::{MmsStatus, RcsStatus, SmsStatus, WhatsappStatus};
        type_by_channel(&self.channel, [SmsStatus, MmsStatus, RcsStatus, WhatsappStatus])
    }
}

impl sealed::Typed for Inbound {
    fn event_type(&self) -> EventType {
        use EventType::{MmsInbound, RcsInbound, SmsInbound, WhatsappInbound};
        type_by_channel(&self.channel, [SmsInbound, MmsInbound, RcsInbound, WhatsappInbound])
    }
}

impl sealed::Typed for LinkHit {
    fn event_type(&self) -> EventType {
        EventType::LinkHit
    }
}

impl sealed::Typed for OptOut {
    fn event_type(&self) -> EventType {
        EventType::OptOut
    }
}

pub(super) mod sealed {
    use kudosity_webhook::event::{Address, Id, Message, Text};
    use kudosity_webhook::{EventType, Payload};

    /// The id, the person and the account's number.
    pub(in crate::provider) type Parts<'a> = (&'a mut Id, &'a mut Address, &'a mut Address);

    pub trait Section: Clone {
        fn into_payload(self) -> Payload;
        fn parts(&mut self) -> Option<Parts<'_>>;
    }

    /// A shape that says by which type of event it is told.
    pub trait Typed {
        fn event_type(&self) -> EventType;
    }

    pub trait Outbound: Typed {
        fn set_message(&mut self, message: Message);
        fn message_ref(&mut self) -> &mut Option<Text>;
    }
}
