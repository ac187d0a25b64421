use std::time::Duration;

use kudosity_webhook::Event;
use kudosity_webhook::event::{Extra, Payload};
use serde_json::{Map, json};

use super::{Note, Planned, Scenario};
use crate::provider::{Dice, Registration};

/// How late a repeat was seen to come: SENT again, a minute later, with its old timestamp.
pub const LATE: Duration = Duration::from_secs(60);

/// What makes a scenario misbehave. Where something befalls one delivery in so many, 1 means each of
/// them and 0 none.
impl Scenario {
    /// Delivers one in so many again, byte for byte: at once by [`Duration::ZERO`], or [`LATE`].
    pub fn repeated(self, one_in: u32, after: Duration) -> Self {
        self.replaced(move |planned, dice| {
            let again = dice.one_in(one_in).then(|| (after, planned.clone().noted(Note::Repeat)));
            [(Duration::ZERO, planned)].into_iter().chain(again).collect()
        })
    }

    /// Holds each delivery back for up to the window, so that those which are closer together than
    /// that may overtake one another.
    pub fn reordered(self, window: Duration) -> Self {
        let window = u64::try_from(window.as_nanos()).unwrap_or(u64::MAX);
        let (mut count, mut latest) = (0, 0);
        let held_back = move |planned, dice: &mut Dice| {
            count += 1;
            vec![(Duration::from_nanos(dice.within(0..=window)), (count, planned))]
        };
        self.replaced_by(held_back, move |(nth, planned): (u64, Planned)| {
            latest = latest.max(nth);
            if nth < latest { planned.noted(Note::Overtaken) } else { planned }
        })
    }

    /// Delivers each event for a second registration too: only `webhook_id` and `webhook_name` differ.
    pub fn also_for(self, registration: Registration) -> Self {
        self.replaced(move |planned, _| {
            let mut other = planned.clone().noted(Note::OtherRegistration);
            other.event.webhook_id = Some(registration.id.clone());
            other.event.webhook_name = Some(registration.name.clone());
            vec![(Duration::ZERO, planned), (Duration::ZERO, other)]
        })
    }

    /// Gives one in so many a field that is not known, in the envelope or in the section.
    pub fn with_unknown_fields(self, one_in: u32) -> Self {
        self.replaced(move |mut planned, dice| {
            if dice.one_in(one_in) {
                add_field(&mut planned.event, dice);
                planned = planned.noted(Note::UnknownField);
            }
            vec![(Duration::ZERO, planned)]
        })
    }

    /// Follows one receipt in so many up with one of a word that is not known, as a carrier may write it.
    pub fn with_unknown_statuses(self, one_in: u32) -> Self {
        self.replaced(move |planned, dice| {
            let more = dice.one_in(one_in).then(|| parked(&planned.event, dice)).flatten();
            followed(planned, more, Note::UnknownStatus)
        })
    }

    /// Follows one in so many up with an event of a type that is not known.
    pub fn with_unknown_types(self, one_in: u32) -> Self {
        self.replaced(move |planned, dice| {
            let more = dice.one_in(one_in).then(|| news(&planned.event, dice));
            followed(planned, more, Note::UnknownType)
        })
    }
}

/// A delivery, and another event right behind it.
fn followed(planned: Planned, event: Option<Event>, note: Note) -> Vec<(Duration, Planned)> {
    let more = event.map(|event| (Duration::ZERO, Planned::new(Duration::ZERO, event).noted(note)));
    [(Duration::ZERO, planned)].into_iter().chain(more).collect()
}

fn add_field(event: &mut Event, dice: &mut Dice) {
    let (name, value) = match dice.below(3) {
        0 => ("parts", json!(dice.within(1..=4))),
        1 => ("region", json!("AU-NSW")),
        _ => ("price", json!({"amount": 79, "currency": "AUD", "tiers": [1, null, true]})),
    };
    let section = match &mut event.payload {
        Payload::Status(status) => Some(&mut status.extra),
        Payload::Inbound(inbound) => Some(&mut inbound.extra),
        Payload::LinkHit(link_hit) => Some(&mut link_hit.extra),
        Payload::OptOut(opt_out) => Some(&mut opt_out.extra),
        _ => None,
    };
    let fields = section.filter(|_| dice.one_in(2)).unwrap_or(&mut event.extra);
    fields.insert(name.to_owned(), value);
}

/// A receipt of the same message whose word says nothing here.
fn parked(event: &Event, dice: &mut Dice) -> Option<Event> {
    let mut event = event.clone();
    let Payload::Status(status) = &mut event.payload else { return None };
    status.status = dice.pick(&["Parked at carrier (71)", "BUFFERED", "en route"]).into();
    Some(event)
}

/// Something new of the same instant and registration: a new channel, or something else altogether.
fn news(event: &Event, dice: &mut Dice) -> Event {
    let mut news = event.clone();
    if matches!(news.payload, Payload::Status(_)) && dice.one_in(2) {
        news.event_type = "FAX_STATUS".into();
        return news;
    }
    let number = json!({"number": "61491570156", "left": dice.below(1_000)});
    let fields = [("balance".to_owned(), number)].into_iter().collect::<Map<_, _>>();
    news.event_type = "BALANCE_LOW".into();
    (news.payload, news.extra) = (Payload::Unknown { fields: fields.into() }, Extra::new());
    news
}
