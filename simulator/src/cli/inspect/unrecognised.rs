use kudosity_webhook::Payload;
use kudosity_webhook::event::{Contact, Content, Event, Extra, Inbound, Message, Open, Vocabulary};

use super::fields::{Field, described, step};

/// The words and fields of an event that the model does not know, or that are not of their type.
pub(super) fn unrecognised(event: &Event) -> Vec<Field> {
    let mut finder = Finder::default();
    finder.event(event);
    finder.0
}

#[derive(Default)]
struct Finder(Vec<Field>);

impl Finder {
    fn event(&mut self, event: &Event) {
        self.word("/event_type", &event.event_type);
        self.extra("", &event.extra);
        match &event.payload {
            Payload::Status(status) => {
                self.word("/status/type", &status.channel);
                self.word("/status/status", &status.status);
                self.extra("/status", &status.extra);
            }
            Payload::Inbound(inbound) => self.inbound(inbound),
            Payload::LinkHit(hit) => {
                self.message("/link_hit/source_message", &hit.source_message);
                self.extra("/link_hit", &hit.extra);
            }
            Payload::OptOut(opt_out) => {
                self.word("/opt_out/source", &opt_out.source);
                self.message("/opt_out/source_message", &opt_out.source_message);
                self.extra("/opt_out", &opt_out.extra);
            }
            Payload::Unknown { fields } => self.extra("", fields),
            _ => {}
        }
    }

    fn inbound(&mut self, inbound: &Inbound) {
        self.word("/mo/type", &inbound.channel);
        for (index, item) in inbound.media.iter().enumerate() {
            self.extra(&format!("/mo/media/{index}"), &item.extra);
        }
        if let Some(message) = &inbound.last_message {
            self.message("/mo/last_message", message);
        }
        if let Some(content_type) = &inbound.content_type {
            self.word("/mo/content_type", content_type);
        }
        if let Some(content) = &inbound.content {
            self.content(content);
        }
        self.extra("/mo", &inbound.extra);
    }

    fn message(&mut self, at: &str, message: &Message) {
        self.word(&format!("{at}/type"), &message.channel);
        self.extra(at, &message.extra);
    }

    fn content(&mut self, content: &Content) {
        let (key, extra) = match content {
            Content::Text(text) => ("text", &text.extra),
            Content::Location(location) => ("location", &location.extra),
            Content::File(file) => ("file", &file.extra),
            Content::Video(video) => ("video", &video.extra),
            Content::Audio(audio) => ("audio", &audio.extra),
            Content::Image(image) => ("image", &image.extra),
            Content::Reply(reply) => ("reply", &reply.extra),
            Content::Sticker(sticker) => ("sticker", &sticker.extra),
            Content::Button(button) => ("button", &button.extra),
            Content::Reaction(reaction) => ("reaction", &reaction.extra),
            Content::Contact(contact) => {
                self.contact(contact);
                ("contact", &contact.extra)
            }
            Content::Other(value) => return self.found("/mo/content", described(value)),
            _ => return,
        };
        self.extra(&format!("/mo/content/{key}"), extra);
    }

    fn contact(&mut self, contact: &Contact) {
        const AT: &str = "/mo/content/contact";
        if let Some(name) = &contact.name {
            self.extra(&format!("{AT}/name"), &name.extra);
        }
        for (index, phone) in contact.phones.iter().enumerate() {
            self.extra(&format!("{AT}/phones/{index}"), &phone.extra);
        }
        for (index, email) in contact.emails.iter().enumerate() {
            self.extra(&format!("{AT}/emails/{index}"), &email.extra);
        }
    }

    fn word<T: Vocabulary>(&mut self, pointer: &str, word: &Open<T>) {
        if word.known().is_none() && !word.is_empty() {
            self.found(pointer, format_args!("the word {word:?}"));
        }
    }

    fn extra(&mut self, at: &str, extra: &Extra) {
        for (key, value) in extra.iter() {
            self.found(&format!("{at}{}", step(key)), described(value));
        }
    }

    fn found(&mut self, pointer: &str, what: impl std::fmt::Display) {
        self.0.push(Field { pointer: pointer.to_owned(), shown: what.to_string() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(body: &str) -> Vec<String> {
        let event = Event::from_body(body.to_owned().into()).unwrap();
        unrecognised(&event).iter().map(|it| format!("{} {}", it.pointer, it.shown)).collect()
    }

    fn inbound(members: &str) -> String {
        format!(
            r#"{{"event_type":"MMS_INBOUND","timestamp":"2026-02-03T04:05:06Z","mo":{{"type":"MMS",
               "id":"m-1","sender":"61491570006","recipient":"61491570156",{members}}}}}"#
        )
    }

    #[test]
    fn what_is_not_known_is_found_where_it_stands() {
        for (members, expected) in [
            (r#""message":"hello""#, vec![]),
            (r#""message":5"#, vec!["/mo/message a number"]),
            (r#""new/field":[1,2]"#, vec!["/mo/new~1field a list of 2"]),
            (r#""media":[{},{"size":1}]"#, vec!["/mo/media/1/size a number"]),
            (
                r#""last_message":{"type":"FAX","x":{}}"#,
                vec![
                    r#"/mo/last_message/type the word "FAX""#,
                    "/mo/last_message/x an object of 0",
                ],
            ),
            (
                r#""content_type":"POLL","content":{"poll":{}}"#,
                vec![r#"/mo/content_type the word "POLL""#, "/mo/content an object of 1"],
            ),
            (
                r#""content":{"image":{"url":"u","width":9}}"#,
                vec!["/mo/content/image/width a number"],
            ),
            (
                r#""content":{"contact":{"name":{"x":1},"phones":[{"phone":"1","x":1}],
                   "emails":[{"email":"e","x":1}],"x":1}}"#,
                vec![
                    "/mo/content/contact/name/x a number",
                    "/mo/content/contact/phones/0/x a number",
                    "/mo/content/contact/emails/0/x a number",
                    "/mo/content/contact/x a number",
                ],
            ),
        ] {
            assert_eq!(found(&inbound(members)), expected, "{members}");
        }
    }

    #[test]
    fn an_unknown_type_is_found_whether_or_not_it_has_a_known_shape() {
        let opt_out = r#"{"source":"VOICE_INBOUND","source_message":{"recipient":"61491570006"}}"#;
        let timestamp = r#""timestamp":"2026-02-03T04:05:06Z""#;
        for (section, expected) in [
            (format!(r#""opt_out":{opt_out}"#), r#"/opt_out/source the word "VOICE_INBOUND""#),
            (r#""call":{"id":1}"#.to_owned(), "/call an object of 1"),
        ] {
            let body = format!(r#"{{"event_type":"VOICE",{timestamp},{section}}}"#);
            assert_eq!(found(&body), [r#"/event_type the word "VOICE""#, expected]);
        }
    }
}
