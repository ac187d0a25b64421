use kudosity_webhook::event::{Channel, LinkHit, Message, Text};

use super::{Draft, Provider, ids, words};

impl Provider {
    /// A fetch of a tracked link in a message of the account's.
    pub fn link_hit(&mut self) -> Draft<LinkHit> {
        let channel = self.dice.weighted(&[(2, Channel::Sms), (1, Channel::Mms)]);
        let message = self.message_with_link(channel);
        let mut told = LinkHit::default();
        told.url = self.destination().into();
        told.hits = self.dice.within(1..=5);
        self.draft(told).about(&message)
    }

    /// A message of the account's that holds a tracked link.
    pub(crate) fn message_with_link(&mut self, channel: Channel) -> Message {
        let mut message = self.message(channel);
        if !message.message.contains("https://") {
            let link = ids::short_link(&mut self.dice);
            message.message = format!("{} {link}", message.message.as_str()).into();
        }
        message
    }

    /// Where a tracked link leads.
    pub(crate) fn destination(&mut self) -> &'static str {
        self.dice.pick(&words::DESTINATIONS)
    }
}

impl Draft<LinkHit> {
    /// Where the link leads.
    pub fn url(mut self, url: impl Into<Text>) -> Self {
        self.payload.url = url.into();
        self
    }

    /// How often it was fetched so far, this time included.
    pub fn hits(mut self, hits: u64) -> Self {
        self.payload.hits = hits;
        self
    }
}
