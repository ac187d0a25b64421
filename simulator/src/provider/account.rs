use std::time::Duration;

use kudosity_webhook::EventType;
use kudosity_webhook::event::{Address, Channel, Text};
use kudosity_webhook::jiff::{SignedDuration, Timestamp};

use super::referring::Referring;
use super::section::sealed::Typed;
use super::{Dice, Draft, Registration, Section, numbers};
use crate::samples;

/// 2026-03-02T00:00:00Z.
const START: i64 = 1_772_409_600;

/// An account at the provider, with one registration for webhooks.
///
/// What it tells of is made up from a seed, in all the forms in which deliveries were seen: one in
/// eight is without `webhook_id` and `webhook_name`, as they were before June 2025, unless it is
/// [said](Self::registered_as) which registration they are for. Its clock stands at a fixed instant until
/// something happens, and is never this machine's.
///
/// # Examples
///
/// ```
/// use kudosity_webhook::event::EventType;
/// use kudosity_webhook_simulator::provider::Provider;
///
/// let (mut one, mut other) = (Provider::seeded(7), Provider::seeded(7));
/// let event = one.event(EventType::MmsInbound);
/// assert_eq!(event.body(), other.event(EventType::MmsInbound).body());
/// assert_ne!(event.body(), one.event(EventType::MmsInbound).body());
/// ```
#[derive(Clone, Debug)]
pub struct Provider {
    pub(super) dice: Dice,
    now: Timestamp,
    registration: Registration,
    /// Whether every delivery names it.
    always_registered: bool,
    referring: Option<Referring>,
    pub(super) account_number: Address,
}

impl Provider {
    /// The account that this seed makes up.
    pub fn seeded(seed: u64) -> Self {
        let mut dice = Dice::seeded(seed);
        let registration = Registration::made_up(&mut dice);
        let account_number = numbers::account(&mut dice).into();
        let now = Timestamp::constant(START, 0);
        Self { dice, now, registration, always_registered: false, referring: None, account_number }
    }

    /// Sets its clock.
    pub fn starting_at(mut self, now: Timestamp) -> Self {
        self.now = now;
        self
    }

    /// Delivers for this registration, which every delivery names: for a receiver with
    /// [`only_webhooks`](kudosity_webhook::ReceiverBuilder::only_webhooks).
    pub fn registered_as(mut self, registration: Registration) -> Self {
        (self.registration, self.always_registered) = (registration, true);
        self
    }

    /// Gives every reference this form before its message is sent, from the reference and the handset of
    /// the event: for a receiver with [`SignedReferences`](kudosity_webhook::SignedReferences).
    ///
    /// It is asked when the event is made, so a reference or a person that the test says is signed for
    /// as well; the same event has the same reference if the same is answered.
    ///
    /// # Examples
    ///
    /// ```
    /// use kudosity_webhook::SignedReferences;
    /// use kudosity_webhook_simulator::provider::Provider;
    ///
    /// let references = SignedReferences::new("2026-02", "a-key-of-32-bytes-or-more-in-your-environment")?;
    /// let keys = references.clone();
    /// let mut provider = Provider::seeded(1).referring_by(move |reference, handset| {
    ///     keys.sign(reference.as_str(), handset.as_str()).unwrap_or_default().into()
    /// });
    /// let event = provider.opt_out().person("61491570006").message_ref("order-7").event();
    /// let signed = event.message_ref().map(|text| text.as_str());
    /// assert_eq!(signed, Some(&*references.sign("order-7", "61491570006")?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn referring_by(
        mut self,
        refer: impl Fn(&Text, &Address) -> Text + Send + Sync + 'static,
    ) -> Self {
        self.referring = Some(Referring::new(refer));
        self
    }

    /// Gives the account this number.
    pub fn with_account_number(mut self, number: impl Into<Address>) -> Self {
        self.account_number = number.into();
        self
    }

    /// The registration that it delivers for.
    pub fn registration(&self) -> &Registration {
        &self.registration
    }

    /// The account's number. A message may be sent as a name instead.
    pub fn account_number(&self) -> &Address {
        &self.account_number
    }

    /// The instant by its clock.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Lets time pass.
    pub fn pass(&mut self, time: Duration) {
        let time = SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX);
        self.now = self.now.saturating_add(time).unwrap_or(Timestamp::MAX);
    }

    /// An event of this type.
    pub fn event(&mut self, event_type: EventType) -> Draft {
        match event_type {
            EventType::SmsStatus => self.any_receipt(Channel::Sms).of_any(),
            EventType::MmsStatus => self.any_receipt(Channel::Mms).of_any(),
            EventType::RcsStatus => self.any_receipt(Channel::Rcs).of_any(),
            EventType::WhatsappStatus => self.any_receipt(Channel::Whatsapp).of_any(),
            EventType::SmsInbound => self.inbound(Channel::Sms).of_any(),
            EventType::MmsInbound => self.inbound(Channel::Mms).of_any(),
            EventType::RcsInbound => self.inbound(Channel::Rcs).of_any(),
            EventType::WhatsappInbound => self.inbound(Channel::Whatsapp).of_any(),
            EventType::LinkHit => self.link_hit().of_any(),
            // Of a type that has no draft yet, the test of all samples tells.
            _ => self.opt_out().of_any(),
        }
    }

    /// An event of any of the ten types.
    pub fn any_event(&mut self) -> Draft {
        let types = samples::current();
        let nth = self.dice.below(types.len() as u64) as usize;
        self.event(types.get(nth).map_or(EventType::OptOut, |sample| sample.event_type))
    }

    /// Lets a few seconds pass, and tells what happens then.
    pub(super) fn draft<P: Section + Typed>(&mut self, told: P) -> Draft<P> {
        let pause = self.dice.within(200..=9_000);
        self.pass(Duration::from_millis(pause));
        let older = self.dice.one_in(8) && !self.always_registered;
        let registration = (!older).then(|| self.registration.clone());
        Draft::new(self.stamp(), registration, self.referring.clone(), told)
    }

    /// The instant as it stands in a delivery: anywhere in its millisecond, and cut to any number of
    /// digits of the second's fraction.
    pub(crate) fn stamp(&mut self) -> Timestamp {
        let instant = i128::from(self.now.as_millisecond()) * 1_000_000;
        let instant = instant + i128::from(self.dice.below(1_000_000));
        let unit = 10_i128.pow(self.dice.below(10) as u32);
        Timestamp::from_nanosecond(instant - instant.rem_euclid(unit)).unwrap_or(self.now)
    }

    /// What decides whatever is left to chance.
    pub(crate) fn dice(&mut self) -> &mut Dice {
        &mut self.dice
    }

    /// Another state of the same account, for what is told at its own time.
    pub(crate) fn fork(&mut self) -> Self {
        Self { dice: self.dice.fork(), ..self.clone() }
    }
}
