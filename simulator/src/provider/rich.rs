use kudosity_webhook::event::{
    Attachment, Button, Contact, ContactEmail, ContactName, ContactPhone, Content, ContentType,
    Image, Location, Reaction, Reply, TextContent,
};
use serde_json::Number;

use super::{Dice, Provider, numbers, words};

/// Every kind of rich content.
pub(super) const KINDS: [ContentType; 11] = [
    ContentType::Text,
    ContentType::Location,
    ContentType::File,
    ContentType::Video,
    ContentType::Audio,
    ContentType::Image,
    ContentType::Reply,
    ContentType::Sticker,
    ContentType::Button,
    ContentType::Reaction,
    ContentType::Contact,
];

impl Provider {
    /// Rich content of this kind, as it comes by RCS and WhatsApp.
    pub fn content(&mut self, kind: ContentType) -> Content {
        let dice = &mut self.dice;
        match kind {
            ContentType::Location => Content::Location(location(dice)),
            ContentType::File => Content::File(attachment(dice, "claim 4410.pdf")),
            ContentType::Video => Content::Video(attachment(dice, "clip.mp4")),
            ContentType::Audio => Content::Audio(attachment(dice, "voice.ogg")),
            ContentType::Sticker => Content::Sticker(attachment(dice, "wave.webp")),
            ContentType::Image => Content::Image(image(dice)),
            ContentType::Reply => Content::Reply(reply(dice)),
            ContentType::Button => Content::Button(button(dice)),
            ContentType::Reaction => Content::Reaction(reaction(dice)),
            ContentType::Contact => Content::Contact(contact(dice)),
            _ => Content::Text(text(dice)),
        }
    }
}

fn text(dice: &mut Dice) -> TextContent {
    let mut text = TextContent::default();
    text.message = dice.pick(&words::ANSWERS).into();
    text
}

fn location(dice: &mut Dice) -> Location {
    let (lat, long) = dice.pick(&[(-33.8568, 151.2153), (51.5, -0.12), (64.0, 0.0)]);
    let [lat, long] = [lat, long].map(|degrees| Number::from_f64(degrees).unwrap_or(0.into()));
    let mut location = Location::new(lat, long);
    location.name = dice.one_in(2).then(|| "The steps by the water".into());
    location.address = dice.one_in(2).then(|| "1 Example Quay, Sydney".into());
    location
}

fn attachment(dice: &mut Dice, name: &str) -> Attachment {
    let mut attachment = Attachment::default();
    attachment.url = format!("https://media.example.com/{}", dice.below(1_000_000)).into();
    attachment.name = dice.one_in(2).then(|| name.into());
    attachment
}

fn image(dice: &mut Dice) -> Image {
    let Attachment { url, name, .. } = attachment(dice, "dent.jpg");
    let mut image = Image::default();
    (image.url, image.name) = (url, name);
    image.caption = dice.one_in(2).then(|| dice.pick(&words::ANSWERS).into());
    image
}

fn reply(dice: &mut Dice) -> Reply {
    let mut reply = Reply::default();
    reply.id = "slot-0930".into();
    reply.title = dice.one_in(2).then(|| "Tomorrow morning".into());
    reply.description = dice.one_in(2).then(|| "Half past nine, with Dr Okoro".into());
    reply
}

fn button(dice: &mut Dice) -> Button {
    let mut button = Button::default();
    button.text = dice.pick(&["Confirm", "Not today", "Stop promotions"]).into();
    button.payload = format!("booking:{}:yes", dice.below(10_000)).into();
    button
}

fn reaction(dice: &mut Dice) -> Reaction {
    let mut reaction = Reaction::default();
    let emoji = dice.pick(&[Some("❤️"), Some("👍🏽"), None]);
    reaction.action = if emoji.is_some() { "react" } else { "unreact" }.into();
    reaction.emoji = emoji.map(Into::into);
    reaction
}

fn contact(dice: &mut Dice) -> Contact {
    let mut name = ContactName::default();
    name.formatted_name = Some("Ada Example".into());
    if dice.one_in(2) {
        name.first_name = Some("Ada".into());
        name.last_name = Some("Example".into());
    }
    let mut phone = ContactPhone::default();
    let number = numbers::handset(dice);
    phone.phone = numbers::written(dice, &number).into();
    phone.label = dice.one_in(2).then(|| "CELL".into());
    let mut email = ContactEmail::default();
    email.email = "ada@example.com".into();
    email.label = dice.one_in(2).then(|| "WORK".into());
    let mut contact = Contact::default();
    (contact.name, contact.phones) = (Some(name), vec![phone]);
    if dice.one_in(2) {
        contact.emails = vec![email];
    }
    contact
}
