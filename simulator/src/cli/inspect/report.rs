use std::fmt;
use std::io;

use kudosity_webhook::Payload;
use kudosity_webhook::event::{Event, MediaContent};

use super::fields::{Field, fields};
use super::unrecognised::unrecognised;
use crate::out::{BAD, LABEL, Styled};

/// What the receiver made of a body, for a person.
pub(super) struct Report<'a> {
    event: &'a Event,
    body_size: usize,
    fields: Vec<Field>,
    unrecognised: Vec<Field>,
}

impl<'a> Report<'a> {
    pub(super) fn new(event: &'a Event, body_size: usize, reveal: bool) -> io::Result<Self> {
        let mut fields = fields(&serde_json::to_value(event)?, reveal);
        describe_media(event, &mut fields);
        Ok(Self { event, body_size, fields, unrecognised: unrecognised(event) })
    }

    /// What the event is, by the names of the model.
    fn summary(&self) -> [(&'static str, Option<String>); 7] {
        let event = self.event;
        let receipt = event.receipt().map(|receipt| {
            format!("{:?} is {:?} since {}", receipt.id, receipt.status, receipt.at)
        });
        [
            ("Payload", Some(shape(&event.payload).to_owned())),
            ("Body", Some(format!("{} bytes", self.body_size))),
            ("Channel", event.channel().map(|channel| format!("{channel:?}"))),
            ("Person", event.person().map(|person| person.masked().to_string())),
            ("Account", event.account_number().map(|number| number.masked().to_string())),
            ("Receipt", receipt),
            ("Fingerprint", Some(event.fingerprint().to_string())),
        ]
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", Styled(LABEL, self.event))?;
        for (label, value) in self.summary() {
            if let Some(value) = value {
                writeln!(f, "  {label:<12} {value}")?;
            }
        }
        section(f, "Fields", &self.fields)?;
        if self.unrecognised.is_empty() {
            return writeln!(f, "{}", Styled(LABEL, "Everything was recognised"));
        }
        section(f, "Not known here, or not of its type; kept as it came", &self.unrecognised)
    }
}

fn section(f: &mut fmt::Formatter<'_>, title: &str, fields: &[Field]) -> fmt::Result {
    writeln!(f, "{}", Styled(LABEL, title))?;
    let width = fields.iter().map(|field| field.pointer.chars().count()).max().unwrap_or_default();
    fields.iter().try_for_each(|field| writeln!(f, "  {:<width$}  {}", field.pointer, field.shown))
}

/// Says of every media item how large it is and what it seems to be, instead of its base64.
fn describe_media(event: &Event, fields: &mut [Field]) {
    let media = event.inbound().map(|inbound| inbound.media.as_slice()).unwrap_or_default();
    for (index, item) in media.iter().enumerate() {
        let pointer = format!("/mo/media/{index}/content");
        if let Some(field) = fields.iter_mut().find(|field| field.pointer == pointer) {
            field.shown = described(&item.content);
        }
    }
}

fn described(content: &MediaContent) -> String {
    match content.decode_to(&mut io::sink()) {
        Ok(()) => {
            let media_type = content.media_type().unwrap_or("of no type known here");
            format!("{} bytes, {media_type}", content.decoded_len())
        }
        Err(error) => Styled(BAD, error).to_string(),
    }
}

fn shape(payload: &Payload) -> &'static str {
    match payload {
        Payload::Status(_) => "Status, a delivery receipt",
        Payload::Inbound(_) => "Inbound, a message from a handset",
        Payload::LinkHit(_) => "LinkHit, a tracked link was fetched",
        Payload::OptOut(_) => "OptOut, consent was withdrawn",
        _ => "Unknown, none of the shapes known here",
    }
}
