use std::sync::Arc;
use std::time::Duration;

use kudosity_webhook::EventType;

use super::story::{Sent, Step};
use super::{Life, Scenario};
use crate::provider::{Dice, Provider};

/// The time between two messages of a campaign.
const INTERVAL: Duration = Duration::from_millis(20);

/// What becomes of the messages of a campaign, in percent.
const LIVES: [(u64, Life); 6] = [
    (80, Life::Delivered),
    (5, Life::DeliveredLate),
    (5, Life::SoftBounce),
    (4, Life::Failed),
    (4, Life::HardBounce),
    (2, Life::Rejected),
];

impl Scenario {
    /// A campaign by SMS, with a link, to so many recipients: 50 messages a second.
    ///
    /// Each message has its receipts. Of those delivered, half have their link fetched by a machine in
    /// the same second, and some by a person later; some people answer, some opt out by the link and
    /// some by STOP. It is over two minutes after the last message, and only what is still to come of
    /// messages already sent is held, however many there will be.
    ///
    /// There are some 900 numbers of persons for fiction: a larger campaign writes to them again.
    pub fn campaign(provider: &mut Provider, recipients: u64) -> Self {
        let sent = Sent::answerable(provider);
        let mut sender = provider.fork();
        let causes =
            (0..recipients).map(|nth| (if nth == 0 { Duration::ZERO } else { INTERVAL }, ()));
        Self::told(provider, causes, move |()| {
            let sent = Arc::new(sent.to_another(&mut sender));
            let steps = story(sender.dice()).into_iter();
            steps.map(|(at, step)| (at, (Arc::clone(&sent), step))).collect()
        })
    }
}

/// What comes of one message, and when.
fn story(dice: &mut Dice) -> Vec<(Duration, Step)> {
    let life = dice.weighted(&LIVES);
    let mut steps = life.steps(dice);
    let last = steps.last().filter(|_| life.is_delivered());
    if let Some((delivered, _)) = last.copied() {
        steps.extend(reactions(dice, delivered));
    }
    steps
}

/// What machines and people do with a message that was delivered.
fn reactions(dice: &mut Dice, delivered: Duration) -> Vec<(Duration, Step)> {
    let preview = dice.one_in(2).then_some((delivered, Step::Preview));
    let fetched = preview.iter().count() as u64;
    let read = delivered + Duration::from_millis(dice.within(2_000..=45_000));
    let soon = Duration::from_millis(dice.within(500..=5_000));
    let person = match dice.below(20) {
        0..=3 => vec![(read, Step::Hit(fetched + 1))],
        4 => vec![(read, Step::Hit(fetched + 1)), (read + 3 * soon, Step::Hit(fetched + 2))],
        5 => vec![(read, Step::Hit(fetched + 1)), (read + soon, Step::OptOut(EventType::LinkHit))],
        6 => vec![(read, Step::Stop), (read + soon, Step::OptOut(EventType::SmsInbound))],
        7 => vec![(read, Step::Answer)],
        _ => vec![],
    };
    preview.into_iter().chain(person).collect()
}
