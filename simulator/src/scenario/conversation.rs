use std::sync::Arc;
use std::time::Duration;

use kudosity_webhook::EventType;
use kudosity_webhook::event::MessageStatus;

use super::Scenario;
use super::story::{Sent, Step};
use crate::provider::Provider;

impl Scenario {
    /// A conversation by SMS that ends with STOP.
    ///
    /// The account's message is delivered and answered, twice; the account writes again, and the person
    /// answers STOP, upon which OPT_OUT is told. The last message of an answer is the most recent one,
    /// and the opt-out's source message is the one that STOP came upon.
    pub fn conversation(provider: &mut Provider) -> Self {
        let first = Sent::answerable(provider);
        let second = Arc::new(first.to_the_same(provider));
        let first = Arc::new(first);
        let steps = [
            (1_000, &first, Step::Receipt(MessageStatus::Sent)),
            (4_000, &first, Step::Receipt(MessageStatus::Delivered)),
            (40_000, &first, Step::Answer),
            (20_000, &first, Step::Answer),
            (15_000, &second, Step::Receipt(MessageStatus::Sent)),
            (3_000, &second, Step::Receipt(MessageStatus::Delivered)),
            (30_000, &second, Step::Stop),
            (500, &second, Step::OptOut(EventType::SmsInbound)),
        ];
        let dice = provider.dice();
        let causes = steps.map(|(usual, sent, step)| {
            (Duration::from_millis(dice.within(usual / 2..=usual * 2)), (Arc::clone(sent), step))
        });
        Self::told(provider, causes, |step| vec![(Duration::ZERO, step)])
    }
}
