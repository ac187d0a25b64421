use std::fmt;

use super::open::{Vocabulary, sealed};

/// The kind of rich content that a message carries (WhatsApp and RCS).
///
/// It is what the message says about its content; [`Content`](super::Content) is what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContentType {
    /// A text.
    Text,
    /// A place.
    Location,
    /// A file.
    File,
    /// A video.
    Video,
    /// A recording.
    Audio,
    /// A picture.
    Image,
    /// An answer chosen from a list.
    Reply,
    /// A sticker.
    Sticker,
    /// A button that was pressed.
    Button,
    /// A reaction to a message.
    Reaction,
    /// A contact card.
    Contact,
}

impl ContentType {
    /// The provider's word for it.
    pub fn as_str(self) -> &'static str {
        sealed::word(self)
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Vocabulary for ContentType {}

impl sealed::Words for ContentType {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("TEXT", Self::Text),
        ("LOCATION", Self::Location),
        ("FILE", Self::File),
        ("VIDEO", Self::Video),
        ("AUDIO", Self::Audio),
        ("IMAGE", Self::Image),
        ("REPLY", Self::Reply),
        ("STICKER", Self::Sticker),
        ("BUTTON", Self::Button),
        ("REACTION", Self::Reaction),
        ("CONTACT", Self::Contact),
    ];
}
