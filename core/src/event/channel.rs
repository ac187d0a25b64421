use std::fmt;

use super::open::{Vocabulary, sealed};

/// What a message travels by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Channel {
    /// A text message.
    Sms,
    /// A multimedia message.
    Mms,
    /// A Rich Communication Services message.
    Rcs,
    /// A WhatsApp message.
    Whatsapp,
}

impl Channel {
    /// The provider's word for it.
    pub fn as_str(self) -> &'static str {
        sealed::word(self)
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Vocabulary for Channel {}

impl sealed::Words for Channel {
    const WORDS: &'static [(&'static str, Self)] =
        &[("SMS", Self::Sms), ("MMS", Self::Mms), ("RCS", Self::Rcs), ("WHATSAPP", Self::Whatsapp)];
}
