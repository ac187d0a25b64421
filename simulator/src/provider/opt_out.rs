use kudosity_webhook::EventType;
use kudosity_webhook::event::{Channel, Open, OptOut};

use super::{Draft, Provider};

/// How people opt out, in percent: the last two were not seen, and may come.
const SOURCES: [(u64, EventType); 4] = [
    (45, EventType::SmsInbound),
    (45, EventType::LinkHit),
    (5, EventType::MmsInbound),
    (5, EventType::WhatsappInbound),
];

impl Provider {
    /// Somebody withdraws their consent, by an answer or by a link.
    pub fn opt_out(&mut self) -> Draft<OptOut> {
        let source = self.dice.weighted(&SOURCES);
        let message = match source {
            EventType::LinkHit => self.message_with_link(Channel::Sms),
            EventType::MmsInbound => self.message(Channel::Mms),
            EventType::WhatsappInbound => self.message(Channel::Whatsapp),
            _ => self.message(Channel::Sms),
        };
        self.draft(OptOut::new(source, message))
    }
}

impl Draft<OptOut> {
    /// How they opted out, also by something that is not known.
    pub fn source(mut self, source: impl Into<Open<EventType>>) -> Self {
        self.payload.source = source.into();
        self
    }
}
