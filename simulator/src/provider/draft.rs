use bytes::Bytes;
use kudosity_webhook::event::{Address, Id, Message, Open, Text};
use kudosity_webhook::jiff::Timestamp;
use kudosity_webhook::{Delivery, Event, EventType, Payload};
use serde_json::Value;

use super::referring::Referring;
use super::section::sealed::Typed;
use super::{Altered, Outbound, Registration, Section, wire};

/// An event that the provider tells, with everything made up that the test does not say.
///
/// It comes from a [`Provider`](super::Provider). What is set is not checked, as the provider does not
/// check it either.
///
/// # Examples
///
/// ```
/// use kudosity_webhook::EventType;
/// use kudosity_webhook_simulator::provider::Provider;
///
/// let mut provider = Provider::seeded(1);
/// let event = provider.link_hit().hits(3).message_ref("order:20817").event();
/// assert_eq!(event.message_ref().map(|text| text.as_str()), Some("order:20817"));
///
/// let channel_of_tomorrow = provider.event(EventType::SmsInbound).event_type("FAX_INBOUND").event();
/// assert_eq!(channel_of_tomorrow.event_type.known(), None);
/// assert!(channel_of_tomorrow.inbound().is_some());
/// ```
#[derive(Clone, Debug)]
#[must_use = "it is made up, and not delivered"]
pub struct Draft<P = Payload> {
    event_type: Open<EventType>,
    timestamp: Timestamp,
    registration: Option<Registration>,
    referring: Option<Referring>,
    pub(super) payload: P,
}

impl<P: Section> Draft<P> {
    pub(super) fn new(
        timestamp: Timestamp,
        registration: Option<Registration>,
        referring: Option<Referring>,
        payload: P,
    ) -> Self
    where
        P: Typed,
    {
        let event_type = payload.event_type().into();
        Self { event_type, timestamp, registration, referring, payload }
    }

    /// Calls it another type of event, also one that is not known; what it holds stays.
    pub fn event_type(mut self, event_type: impl Into<Open<EventType>>) -> Self {
        self.event_type = event_type.into();
        self
    }

    /// When it happened.
    pub fn at(mut self, timestamp: Timestamp) -> Self {
        self.timestamp = timestamp;
        self
    }

    /// The registration that it is delivered for.
    pub fn registered_as(mut self, registration: Registration) -> Self {
        self.registration = Some(registration);
        self
    }

    /// Without `webhook_id` and `webhook_name`, as before June 2025.
    pub fn unregistered(mut self) -> Self {
        self.registration = None;
        self
    }

    /// The id of the message that it tells of.
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        if let Some((of, _, _)) = self.payload.parts() {
            *of = id.into();
        }
        self
    }

    /// The handset, whichever direction the message went.
    pub fn person(mut self, number: impl Into<Address>) -> Self {
        if let Some((_, person, _)) = self.payload.parts() {
            *person = number.into();
        }
        self
    }

    /// The account's number or name, whichever direction the message went.
    pub fn account_number(mut self, number: impl Into<Address>) -> Self {
        if let Some((_, _, account_number)) = self.payload.parts() {
            *account_number = number.into();
        }
        self
    }

    /// Sets the field at a JSON Pointer of the body, whether it is known or not: see
    /// [`Altered::set`].
    pub fn set(&self, pointer: &str, value: impl Into<Value>) -> Altered {
        Altered::new(&self.event()).set(pointer, value)
    }

    /// Takes out the field at a JSON Pointer of the body: see [`Altered::remove`].
    pub fn remove(&self, pointer: &str) -> Altered {
        Altered::new(&self.event()).remove(pointer)
    }

    /// The body that it is delivered by.
    pub fn body(&self) -> Bytes {
        wire::wire_form(&self.event())
    }

    /// The event.
    pub fn event(&self) -> Event {
        let payload = self.payload.clone().into_payload();
        let mut event = Event::new(self.event_type.clone(), self.timestamp, payload);
        if let Some(Registration { id, name }) = self.registration.clone() {
            (event.webhook_id, event.webhook_name) = (Some(id), Some(name));
        }
        if let Some(referring) = &self.referring {
            referring.refer(&mut event);
        }
        event
    }

    /// A delivery of it, as a handler gets one, received at the instant at which it happened.
    pub fn delivery(&self) -> Delivery {
        delivered(self.event(), self.body())
    }

    /// The same draft among those of any shape.
    pub fn of_any(self) -> Draft {
        let Self { event_type, timestamp, registration, referring, payload } = self;
        let payload = payload.into_payload();
        Draft { event_type, timestamp, registration, referring, payload }
    }
}

impl<P: Outbound> Draft<P> {
    /// The message of the account's that it tells of; a receipt's type becomes that of its channel.
    pub fn about(mut self, message: &Message) -> Self {
        self.payload.set_message(message.clone());
        self.event_type = self.payload.event_type().into();
        self
    }

    /// The reference that the account gave to the message; none, where it is empty.
    pub fn message_ref(mut self, reference: impl Into<Text>) -> Self {
        *self.payload.message_ref() = Some(reference.into()).filter(|text| !text.is_empty());
        self
    }
}

/// The delivery of an event by this body, without a look at the clock.
pub(super) fn delivered(event: Event, body: Bytes) -> Delivery {
    let received_at = event.timestamp;
    let mut delivery = Delivery::for_test(event);
    (delivery.body, delivery.received_at) = (body, received_at);
    delivery
}
