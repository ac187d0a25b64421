use std::sync::Arc;
use std::time::Duration;

use kudosity_webhook::event::{Channel, Message, MessageStatus};
use kudosity_webhook::{Event, EventType};

use super::timeline::Timeline;
use super::{Note, Planned, Scenario};
use crate::provider::Provider;

/// A message that was sent, and where its link leads.
pub(super) struct Sent {
    pub(super) message: Message,
    url: &'static str,
}

/// Something that comes of a message.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// A delivery receipt.
    Receipt(MessageStatus),
    /// Its recipient writes something.
    Answer,
    /// Its recipient asks for no more.
    Stop,
    /// Their consent is withdrawn, by an answer or by a link.
    OptOut(EventType),
    /// A machine fetches its link.
    Preview,
    /// A person fetches its link, for the nth time with the machine's.
    Hit(u64),
}

/// A step, of which message, and how long after its cause.
pub(super) type Due = (Duration, (Arc<Sent>, Step));

impl Sent {
    /// A message with a link.
    pub(super) fn new(provider: &mut Provider, channel: Channel) -> Self {
        let message = provider.message_with_link(channel);
        Self { message, url: provider.destination() }
    }

    /// An SMS with a link that can be answered: it comes from a number.
    pub(super) fn answerable(provider: &mut Provider) -> Self {
        let mut sent = Self::new(provider, Channel::Sms);
        sent.message.sender = provider.account_number().clone();
        sent
    }

    /// Another one to the same person.
    pub(super) fn to_the_same(&self, provider: &mut Provider) -> Self {
        let mut sent = Self::answerable(provider);
        sent.message.recipient = self.message.recipient.clone();
        sent
    }

    /// The same message to somebody else.
    pub(super) fn to_another(&self, provider: &mut Provider) -> Self {
        Self { message: provider.readdressed(&self.message), url: self.url }
    }

    fn channel(&self) -> Channel {
        self.message.channel.known().unwrap_or(Channel::Sms)
    }
}

impl Step {
    /// What the provider tells of it now.
    fn told(self, provider: &mut Provider, sent: &Sent) -> Event {
        let now = provider.stamp();
        let registration = provider.registration().clone();
        let message = &sent.message;
        let draft = match self {
            Self::Receipt(word) => provider.receipt(sent.channel(), word).about(message).of_any(),
            Self::Answer => provider.answer_to(message).of_any(),
            Self::Stop => provider.stop_to(message).of_any(),
            Self::OptOut(source) => provider.opt_out().source(source).about(message).of_any(),
            Self::Preview => provider.link_hit().url(sent.url).hits(1).about(message).of_any(),
            Self::Hit(nth) => provider.link_hit().url(sent.url).hits(nth).about(message).of_any(),
        };
        draft.at(now).registered_as(registration).event()
    }

    fn note(self) -> Option<Note> {
        matches!(self, Self::Preview).then_some(Note::Preview)
    }
}

impl Scenario {
    /// What comes of each of the causes, as the provider tells it.
    pub(super) fn told<C, I, F>(provider: &mut Provider, causes: I, story: F) -> Self
    where
        C: Send + 'static,
        I: IntoIterator<Item = (Duration, C), IntoIter: Send + 'static>,
        F: FnMut(C) -> Vec<Due> + Send + 'static,
    {
        let mut provider = provider.fork();
        let seed = provider.dice().number();
        let plan = Timeline::new(causes, story).map(move |(wait, (sent, step))| {
            provider.pass(wait);
            let mut planned = Planned::new(wait, step.told(&mut provider.fork(), &sent));
            planned.notes.extend(step.note());
            planned
        });
        Self::new(seed, plan)
    }
}
