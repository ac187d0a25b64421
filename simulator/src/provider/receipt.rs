use kudosity_webhook::EventType;
use kudosity_webhook::event::{Channel, MessageStatus, Open, Status};

use super::{Draft, Provider, words};

/// What becomes of messages, the usual more often.
const USUAL: [MessageStatus; 24] = {
    use MessageStatus::{
        Accepted, Delivered, Failed, HardBounce, Invalid, Other, Pending, PendingApproval, Queued,
        Read, Rejected, Sent, SoftBounce, Submitted, Undeliverable,
    };
    [
        Sent,
        Sent,
        Sent,
        Sent,
        Sent,
        Delivered,
        Delivered,
        Delivered,
        Delivered,
        Delivered,
        Accepted,
        Failed,
        SoftBounce,
        HardBounce,
        Other,
        Rejected,
        Read,
        Submitted,
        Undeliverable,
        Pending,
        PendingApproval,
        Invalid,
        Queued,
        Read,
    ]
};

impl Provider {
    /// A delivery receipt of this word, also one that is not known.
    pub fn receipt(
        &mut self,
        channel: Channel,
        status: impl Into<Open<MessageStatus>>,
    ) -> Draft<Status> {
        let message = self.message(channel);
        let mut told = Status::default();
        told.status = status.into();
        let fell_short = told.status.is(MessageStatus::Failed) && self.dice.one_in(2);
        told.description = fell_short.then(|| self.dice.pick(&words::DESCRIPTIONS).into());
        self.draft(event_type(channel), told).about(&message)
    }

    /// A delivery receipt of any word.
    pub(super) fn any_receipt(&mut self, channel: Channel) -> Draft<Status> {
        let status = self.dice.pick(&USUAL);
        self.receipt(channel, status)
    }
}

impl Draft<Status> {
    /// How far the message has come, in any word.
    pub fn status(mut self, status: impl Into<Open<MessageStatus>>) -> Self {
        self.payload.status = status.into();
        self
    }
}

fn event_type(channel: Channel) -> EventType {
    match channel {
        Channel::Mms => EventType::MmsStatus,
        Channel::Rcs => EventType::RcsStatus,
        Channel::Whatsapp => EventType::WhatsappStatus,
        _ => EventType::SmsStatus,
    }
}
