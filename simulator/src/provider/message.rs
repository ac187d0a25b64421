use kudosity_webhook::event::{Channel, Message};

use super::{Dice, Provider, ids, numbers, words};

impl Provider {
    /// A message that the account sends to somebody, of which nothing is told yet.
    ///
    /// [`Draft::about`](super::Draft::about) tells of it, [`answer_to`](Self::answer_to) answers it.
    pub fn message(&mut self, channel: Channel) -> Message {
        let account_number = self.account_number.clone();
        let dice = &mut self.dice;
        let mut message = Message::default();
        message.channel = channel.into();
        message.id = ids::uuid(dice).into();
        let sender = numbers::sender(dice, &account_number);
        message.sender = numbers::written(dice, &sender).into();
        let handset = numbers::handset(dice);
        message.recipient = numbers::written(dice, &handset).into();
        message.message = text(dice).into();
        message.message_ref = reference(dice).map(Into::into);
        message.routed_via = dice.one_in(4).then(|| numbers::shared(dice).into());
        message.campaign_id = dice.one_in(4).then(|| dice.pick(&words::CAMPAIGNS).into());
        if channel == Channel::Mms {
            message.subject = dice.one_in(2).then(|| dice.pick(&words::SUBJECTS).into());
            let count = dice.within(1..=2);
            message.content_urls =
                (0..count).map(|_| dice.pick(&words::MEDIA_URLS).into()).collect();
        }
        message
    }

    /// The same message to somebody else: another id, reference and link.
    pub(crate) fn readdressed(&mut self, message: &Message) -> Message {
        let dice = &mut self.dice;
        let mut message = message.clone();
        message.id = ids::uuid(dice).into();
        let handset = numbers::handset(dice);
        message.recipient = numbers::written(dice, &handset).into();
        message.message_ref = message.message_ref.and_then(|_| reference(dice)).map(Into::into);
        if let Some((front, _)) = message.message.rsplit_once("https://") {
            message.message = format!("{front}{}", ids::short_link(dice)).into();
        }
        message
    }
}

/// What is written in it, mostly with a tracked link.
fn text(dice: &mut Dice) -> String {
    let text = dice.pick(&words::MESSAGES);
    if dice.one_in(4) { text.to_owned() } else { format!("{text} {}", ids::short_link(dice)) }
}

/// What the account calls it: nothing, a number, something with colons and spaces, or as much as
/// there may be.
fn reference(dice: &mut Dice) -> Option<String> {
    let number = dice.below(100_000);
    match dice.below(8) {
        0 | 1 => None,
        2 | 3 => Some(number.to_string()),
        4 | 5 => Some(format!("order:{number} / parcel 2 of 3")),
        6 => Some(format!("crm:eu: {number} ü")),
        _ => Some(format!("{number}:").repeat(500).chars().take(500).collect()),
    }
}
