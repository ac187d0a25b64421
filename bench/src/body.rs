use std::fmt;

use bytes::Bytes;
use kudosity_webhook::event::{Channel, MessageStatus};
use kudosity_webhook_simulator::provider::{Picture, Provider};
use serde_json::{Map, Value};

/// The most that comes at once, in bytes.
const FRAME: usize = 65_536;

/// A body, and what it is called in a table.
#[derive(Clone, Debug)]
pub struct Body {
    name: String,
    /// What is posted.
    pub bytes: Bytes,
}

impl Body {
    fn new(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { name: name.into(), bytes: bytes.into() }
    }

    /// A delivery receipt as it is on the wire.
    pub fn receipt() -> Self {
        let receipt = provider().receipt(Channel::Sms, MessageStatus::Delivered);
        let receipt = receipt.message_ref("order:20817 / parcel 2 of 3");
        Self::new("receipt", receipt.body())
    }

    /// The receipt with its keys in the reverse order, so that its type comes last but one.
    pub fn reversed_receipt() -> Self {
        let fields = serde_json::from_slice(&Self::receipt().bytes).expect("it is an object");
        Self::new("receipt, keys reversed", reversed(&fields))
    }

    /// The receipt with a field more in each of its objects, as the provider may add some.
    pub fn receipt_of_tomorrow() -> Self {
        let receipt = provider().receipt(Channel::Sms, MessageStatus::Delivered);
        let altered = receipt.set("/status/carrier", "Harbour Mobile").set("/sequence", 20_817);
        Self::new("receipt, unknown fields", altered.body())
    }

    /// An answer of 700 characters to a message of as many.
    pub fn answer() -> Self {
        let mut provider = provider();
        let text = "Wednesday at a quarter past nine suits, thank you. ".repeat(14);
        let mut last_message = provider.message(Channel::Sms);
        last_message.message = text.as_str().into();
        let answer = provider.inbound(Channel::Sms).text(text).last_message(last_message);
        Self::new("answer", answer.body())
    }

    /// An MMS with a photo, of about so many bytes.
    pub fn mms(name: &str, size: usize) -> Self {
        let picture = Picture::jpeg(size / 4 * 3);
        Self::new(name, provider().inbound(Channel::Mms).media([picture]).body())
    }

    /// The body with each `/` written `\/`, as PHP does.
    pub fn escaped(&self) -> Self {
        let text = String::from_utf8_lossy(&self.bytes).replace('/', r"\/");
        Self::new(format!("{}, escaped", self.name), text)
    }

    /// Eight megabytes of a million small values in an unknown field, which no limit of a receiver
    /// would let pass.
    pub fn hostile() -> Self {
        let values = format!("[{}0]", "1234567,".repeat(1_000_000));
        let receipt = String::from_utf8_lossy(&Self::receipt().bytes).into_owned();
        Self::new("a million values", receipt.replacen('{', &format!(r#"{{"more":{values},"#), 1))
    }

    /// The body as a server hands it on: in frames of at most 64 KiB.
    pub fn frames(&self) -> impl Iterator<Item = Bytes> + Send + Sync + use<> {
        let bytes = self.bytes.clone();
        let starts = (0..bytes.len()).step_by(FRAME);
        starts.map(move |start| bytes.slice(start..bytes.len().min(start + FRAME)))
    }

    /// One of each kind, the smallest first.
    pub fn all() -> Vec<Self> {
        let photos = [("200 KB", 200_000), ("2 MB", 2_000_000), ("10 MB", 10_000_000)];
        let photos = photos.map(|(name, size)| Self::mms(&format!("MMS of {name}"), size));
        let small = [
            Self::receipt(),
            Self::reversed_receipt(),
            Self::receipt_of_tomorrow(),
            Self::answer(),
        ];
        small.into_iter().chain(photos.iter().flat_map(|it| [it.clone(), it.escaped()])).collect()
    }
}

impl fmt::Display for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

fn provider() -> Provider {
    Provider::seeded(4)
}

/// The text of an object with its keys in the reverse order, in each object that it holds as well.
fn reversed(fields: &Map<String, Value>) -> String {
    let written = fields.iter().rev().map(|(key, value)| match value {
        Value::Object(inner) => format!("{}:{}", Value::from(key.as_str()), reversed(inner)),
        value => format!("{}:{value}", Value::from(key.as_str())),
    });
    format!("{{{}}}", written.collect::<Vec<_>>().join(","))
}
