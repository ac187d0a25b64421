use kudosity_webhook::event::{Channel, Content, ContentType, Inbound, Media, Message, Text};

use super::{Draft, Picture, Provider, ids, numbers, rich, words};

impl Provider {
    /// A message from a handset.
    ///
    /// An MMS has one or two small pictures, an RCS or WhatsApp message mostly has rich content.
    pub fn inbound(&mut self, channel: Channel) -> Draft<Inbound> {
        let mut told = Inbound::default();
        told.channel = channel.into();
        told.id = self.inbound_id(channel).into();
        let handset = numbers::handset(&mut self.dice);
        told.sender = numbers::written(&mut self.dice, &handset).into();
        told.recipient = numbers::written(&mut self.dice, &self.account_number).into();
        told.message = Some(self.dice.pick(&words::ANSWERS).into());
        told.routed_via = self.dice.one_in(4).then(|| numbers::shared(&mut self.dice).into());
        if !self.dice.one_in(3) {
            told.last_message = Some(Box::new(self.message_before(channel, &handset)));
        }
        match channel {
            Channel::Mms => self.picture(&mut told),
            Channel::Rcs | Channel::Whatsapp => self.enrich(&mut told),
            _ => {}
        }
        self.draft(told)
    }

    /// An answer, with a text, from the handset that this message went to.
    ///
    /// The message is the last one to the handset, whose number may be written another way, and the
    /// answer comes by the number that the message went by.
    pub fn answer_to(&mut self, message: &Message) -> Draft<Inbound> {
        let text = self.dice.pick(&words::ANSWERS);
        self.text_to(message, text)
    }

    /// An answer by which somebody asks for no more.
    pub(crate) fn stop_to(&mut self, message: &Message) -> Draft<Inbound> {
        let text = self.dice.pick(&words::STOPS);
        self.text_to(message, text)
    }

    fn text_to(&mut self, message: &Message, text: &str) -> Draft<Inbound> {
        let number = message.recipient.trim_start_matches('+');
        let number = numbers::written(&mut self.dice, number);
        let channel = message.channel.known().unwrap_or(Channel::Sms);
        let mut answer =
            self.inbound(channel).text(text).person(number).last_message(message.clone());
        answer.payload.routed_via = message.routed_via.clone();
        (answer.payload.content_type, answer.payload.content) = (None, None);
        answer
    }

    /// Makes it an MMS.
    fn picture(&mut self, told: &mut Inbound) {
        let count = self.dice.within(1..=2);
        told.media = (0..count).map(|_| Picture::made_up(&mut self.dice).into()).collect();
        told.subject = self.dice.one_in(3).then(|| self.dice.pick(&words::SUBJECTS).into());
        // Seen live: a picture alone came with neither.
        if self.dice.one_in(3) {
            (told.message, told.last_message) = (None, None);
        }
    }

    /// Gives it rich content of any kind, and the text of that where it has one.
    fn enrich(&mut self, told: &mut Inbound) {
        if self.dice.one_in(4) {
            return;
        }
        let kind = self.dice.pick(&rich::KINDS);
        let content = self.content(kind);
        told.message = match &content {
            Content::Text(text) => Some(text.message.clone()),
            Content::Reply(reply) => reply.title.clone(),
            Content::Button(button) => Some(button.text.clone()),
            _ => None,
        };
        (told.content_type, told.content) = (Some(kind.into()), Some(content));
    }

    fn inbound_id(&mut self, channel: Channel) -> String {
        match channel {
            Channel::Sms if !self.dice.one_in(4) => ids::two_way(&mut self.dice),
            Channel::Mms if !self.dice.one_in(4) => ids::message_centre(&mut self.dice),
            _ => ids::uuid(&mut self.dice),
        }
    }

    /// The last message to a handset, mostly by the same channel: seen live, an answer to an SMS came
    /// with a later MMS.
    fn message_before(&mut self, channel: Channel, handset: &str) -> Message {
        let channel = self.dice.weighted(&[(3, channel), (1, Channel::Mms)]);
        let mut message = self.message(channel);
        message.recipient = numbers::written(&mut self.dice, handset).into();
        message
    }
}

impl Draft<Inbound> {
    /// What was written; nothing, where it is empty.
    pub fn text(mut self, text: impl Into<Text>) -> Self {
        self.payload.message = Some(text.into()).filter(|text| !text.is_empty());
        self
    }

    /// The subject of an MMS; none, where it is empty.
    pub fn subject(mut self, subject: impl Into<Text>) -> Self {
        self.payload.subject = Some(subject.into()).filter(|subject| !subject.is_empty());
        self
    }

    /// The pictures and so on of an MMS, instead of those that it has.
    pub fn media(mut self, media: impl IntoIterator<Item = impl Into<Media>>) -> Self {
        self.payload.media = media.into_iter().map(Into::into).collect();
        self
    }

    /// Rich content, and the kind that it is said to be.
    pub fn content(mut self, kind: ContentType, content: Content) -> Self {
        (self.payload.content_type, self.payload.content) = (Some(kind.into()), Some(content));
        self
    }

    /// The message that last went to its handset.
    pub fn last_message(mut self, message: Message) -> Self {
        self.payload.last_message = Some(Box::new(message));
        self
    }

    /// Without a last message, as where the provider finds none.
    pub fn without_last_message(mut self) -> Self {
        self.payload.last_message = None;
        self
    }
}
