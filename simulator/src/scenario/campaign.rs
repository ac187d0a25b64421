use std::sync::Arc;
use std::time::Duration;

use kudosity_webhook::EventType;
use kudosity_webhook::event::Channel;

use super::story::{Due, Sent, Step};
use super::{Life, Scenario};
use crate::provider::{Dice, Provider};

/// The time between two messages of a campaign.
const INTERVAL: Duration = Duration::from_millis(20);

/// What becomes of the messages of a campaign, the usual more often.
const LIVES: [Life; 20] = {
    use Life::{Delivered, DeliveredLate, Failed, HardBounce, Rejected, SoftBounce};
    [
        Delivered,
        Delivered,
        Delivered,
        Delivered,
        Delivered,
        Delivered,
        Delivered,
        Delivered,
        Delivered,
        Delivered,
        Delivered,
        Delivered,
        Delivered,
        Delivered,
        DeliveredLate,
        DeliveredLate,
        SoftBounce,
        Failed,
        HardBounce,
        Rejected,
    ]
};

impl Scenario {
    /// A campaign by SMS, with a link, to so many recipients: 50 messages a second.
    ///
    /// Each message has its receipts. Of those delivered, half have their link fetched by a machine in
    /// the same second, and a quarter by a person later; some people opt out, by the link or by an
    /// answer. It all ends within three minutes after the message, and only what is still to come of
    /// messages already sent is held, however many there will be.
    ///
    /// There are some 900 numbers of persons for fiction: a larger campaign writes to them more than once.
    pub fn campaign(provider: &mut Provider, recipients: u64) -> Self {
        let sent = Sent::new(provider, Channel::Sms);
        let mut provider = provider.fork();
        let causes = (0..recipients).map(|nth| {
            let wait = if nth == 0 { Duration::ZERO } else { INTERVAL };
            (wait, ())
        });
        let mut teller = provider.fork();
        Self::told(&mut provider, causes, move |()| {
            let sent = Arc::new(sent.to_another(&mut teller));
            let steps = story(teller.dice()).into_iter();
            steps.map(|(at, step)| (at, (Arc::clone(&sent), step))).collect::<Vec<Due>>()
        })
    }
}

/// What comes of one message.
fn story(dice: &mut Dice) -> Vec<(Duration, Step)> {
    let life = dice.pick(&LIVES);
    let mut steps = life.steps(dice);
    let Some((delivered, _)) = steps.last().copied().filter(|_| life.is_delivered()) else {
        return steps;
    };
    let mut hits = 0;
    if dice.one_in(2) {
        hits += 1;
        steps.push((delivered, Step::Preview));
    }
    let mut at = delivered;
    let mut later = |dice: &mut Dice, seconds: u64| {
        at += Duration::from_millis(dice.within(1_000..=seconds * 1_000));
        at
    };
    match dice.below(20) {
        0..=4 => {
            for _ in 0..dice.within(1..=3) {
                hits += 1;
                steps.push((later(dice, 20), Step::Hit(hits)));
            }
        }
        5 => {
            steps.push((later(dice, 60), Step::Hit(hits + 1)));
            steps.push((later(dice, 5), Step::OptOut(EventType::LinkHit)));
        }
        6 => {
            let at = later(dice, 60);
            steps.push((at, Step::Stop));
            steps.push((at + Duration::from_millis(500), Step::OptOut(EventType::SmsInbound)));
        }
        7 => steps.push((later(dice, 60), Step::Answer)),
        _ => {}
    }
    steps
}
