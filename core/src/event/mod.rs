//! What a delivery says: the event model.
//!
//! [`Event::from_body`] reads a body: an envelope, and one of four shapes of content.
//!
//! - **Required is only what identifies the event.** Everything else may be absent, null or empty;
//!   a field that is optional and of the wrong type is kept aside, and never a reason to lose an
//!   event.
//! - **Open.** Types of events, words and fields that the provider adds later are kept as they
//!   came: see [`Open`] and [`Extra`]. An event of an unknown type that has one of the four shapes
//!   is delivered in it.
//! - **Lossless.** What was read and is written again is the same JSON value.
//! - **Private.** Neither `Debug` nor `Display` nor an error shows texts, media or whole numbers.
//! - **Repeats and late deliveries are normal**: see [`Event::fingerprint`] and
//!   [`Receipt::supersedes`].
//!
//! # Examples
//!
//! ```
//! use kudosity_webhook::event::{Event, EventError, FaultKind, Payload};
//!
//! # fn main() -> Result<(), EventError> {
//! let event = Event::from_body(
//!     r#"{
//!         "event_type": "OPT_OUT",
//!         "timestamp": "2026-03-01T10:15:00Z",
//!         "opt_out": {"source": "SMS_INBOUND", "source_message": {"recipient": "61491570006"}}
//!     }"#
//!     .into(),
//! )?;
//! let Payload::OptOut(opt_out) = event.payload else { return Ok(()) };
//! assert!(opt_out.person().same_as("+61 491 570 006"));
//!
//! let nobody = Event::from_body(
//!     r#"{
//!         "event_type": "OPT_OUT",
//!         "timestamp": "2026-03-01T10:15:00Z",
//!         "opt_out": {"source": "SMS_INBOUND", "source_message": {"recipient": ""}}
//!     }"#
//!     .into(),
//! );
//! let pointer = "/opt_out/source_message/recipient".to_owned();
//! assert_eq!(nobody, Err(EventError::NotAnEvent { pointer, fault: FaultKind::Missing }));
//! # Ok(())
//! # }
//! ```

// The event and its four shapes.
mod envelope;
mod inbound;
mod link_hit;
mod message;
mod opt_out;
mod payload;
mod status;
// What is in them.
mod media;
mod media_content;
mod media_decode;
mod rich;
// The provider's words.
mod channel;
mod content_type;
mod event_type;
mod message_status;
// What the fields are made of.
mod address;
mod extra;
mod open;
mod shown;
mod text;
// From a body: the limits, one pass, and else a tree.
mod body;
mod error;
mod fault;
mod fields;
mod in_body;
mod instant;
mod lenient;
mod node;
mod node_reader;
mod scan;
mod tree;
mod wire;
// What helps with repeats and order, and with logs.
mod canonical;
mod fingerprint;
mod receipt;
mod summary;

pub use body::DEFAULT_MAX_VALUES;
pub use channel::Channel;
pub use content_type::ContentType;
pub use envelope::Event;
pub use error::{EventError, FaultKind};
pub use event_type::EventType;
pub use extra::Extra;
pub use fingerprint::{Fingerprint, ParseFingerprintError};
pub use inbound::Inbound;
pub use link_hit::LinkHit;
pub use media::Media;
pub use media_content::MediaContent;
pub use media_decode::MediaError;
pub use message::Message;
pub use message_status::MessageStatus;
pub use open::{Open, Vocabulary};
pub use opt_out::OptOut;
pub use payload::Payload;
pub use receipt::Receipt;
pub use rich::{
    Attachment, Button, Contact, ContactEmail, ContactName, ContactPhone, Content, Image, Location,
    Reaction, Reply, TextContent,
};
#[cfg(feature = "tracing")]
pub(crate) use shown::Shown;
pub use status::Status;
pub use text::{Address, Dialled, Id, Kind, Private, Shareable, Str, Text};
