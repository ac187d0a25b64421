use kudosity_webhook::event::{Channel, MessageStatus, Open, Status};

use super::{Draft, Provider, words};

/// What becomes of messages, in percent.
const WORDS: [(u64, MessageStatus); 15] = [
    (25, MessageStatus::Sent),
    (25, MessageStatus::Delivered),
    (8, MessageStatus::Read),
    (8, MessageStatus::Failed),
    (4, MessageStatus::Accepted),
    (4, MessageStatus::SoftBounce),
    (4, MessageStatus::HardBounce),
    (4, MessageStatus::Rejected),
    (3, MessageStatus::Undeliverable),
    (3, MessageStatus::Submitted),
    (3, MessageStatus::Queued),
    (3, MessageStatus::Pending),
    (2, MessageStatus::PendingApproval),
    (2, MessageStatus::Invalid),
    (2, MessageStatus::Other),
];

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
        self.draft(told).about(&message)
    }

    /// A delivery receipt of any word.
    pub(super) fn any_receipt(&mut self, channel: Channel) -> Draft<Status> {
        let status = self.dice.weighted(&WORDS);
        self.receipt(channel, status)
    }
}
