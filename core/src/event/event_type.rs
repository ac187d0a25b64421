use std::fmt;

use super::open::{Vocabulary, sealed};
use super::payload::Shape;

/// What happened: the provider's ten types of event.
///
/// Six are in the provider's first documents, the four of RCS and WhatsApp came later, and more
/// will come: an event has an [`Open<EventType>`](super::Open).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventType {
    /// A delivery receipt of an SMS.
    SmsStatus,
    /// A delivery receipt of an MMS.
    MmsStatus,
    /// A delivery receipt of an RCS message.
    RcsStatus,
    /// A delivery receipt of a WhatsApp message.
    WhatsappStatus,
    /// An SMS from a handset.
    SmsInbound,
    /// An MMS from a handset.
    MmsInbound,
    /// An RCS message from a handset.
    RcsInbound,
    /// A WhatsApp message from a handset.
    WhatsappInbound,
    /// A tracked link was fetched.
    LinkHit,
    /// Somebody withdrew their consent.
    OptOut,
}

impl EventType {
    /// The provider's word for it.
    pub fn as_str(self) -> &'static str {
        sealed::word(self)
    }

    /// The shape of its payload.
    pub(super) fn shape(self) -> Shape {
        match self {
            Self::SmsStatus | Self::MmsStatus | Self::RcsStatus | Self::WhatsappStatus => {
                Shape::Status
            }
            Self::SmsInbound | Self::MmsInbound | Self::RcsInbound | Self::WhatsappInbound => {
                Shape::Inbound
            }
            Self::LinkHit => Shape::LinkHit,
            Self::OptOut => Shape::OptOut,
        }
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Vocabulary for EventType {}

impl sealed::Words for EventType {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("SMS_STATUS", Self::SmsStatus),
        ("MMS_STATUS", Self::MmsStatus),
        ("RCS_STATUS", Self::RcsStatus),
        ("WHATSAPP_STATUS", Self::WhatsappStatus),
        ("SMS_INBOUND", Self::SmsInbound),
        ("MMS_INBOUND", Self::MmsInbound),
        ("RCS_INBOUND", Self::RcsInbound),
        ("WHATSAPP_INBOUND", Self::WhatsappInbound),
        ("LINK_HIT", Self::LinkHit),
        ("OPT_OUT", Self::OptOut),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Channel, ContentType, MessageStatus, Open};

    /// Every meaning has one word, which is read as that meaning in any case.
    fn assert_each_word_is_one_meaning<T: Vocabulary + fmt::Debug>(count: usize) {
        assert_eq!(T::WORDS.len(), count);
        for (word, meaning) in T::WORDS {
            assert_eq!(Open::from(*meaning).as_str(), *word);
            assert_eq!(Open::<T>::from(*word).known(), Some(*meaning));
            assert_eq!(Open::<T>::from(word.to_ascii_lowercase().as_str()).known(), Some(*meaning));
        }
    }

    #[test]
    fn every_word_of_every_vocabulary_is_one_meaning() {
        assert_each_word_is_one_meaning::<EventType>(10);
        assert_each_word_is_one_meaning::<Channel>(4);
        assert_each_word_is_one_meaning::<MessageStatus>(15);
        assert_each_word_is_one_meaning::<ContentType>(11);
    }
}
