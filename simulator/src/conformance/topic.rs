use std::fmt;

/// What a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Topic {
    /// Deliveries as the provider sends them.
    Samples,
    /// The secret: absent, wrong, doubled, elsewhere, or in an unusual writing.
    Secret,
    /// The method and what the head says of the content.
    Head,
    /// How large the body is, and how it comes.
    Transport,
    /// What is not JSON, and what is JSON and no object.
    Text,
    /// What could take the receiver's memory or stack.
    Bounds,
    /// What identifies an event.
    Identity,
    /// Keys that are there twice.
    Doubled,
    /// Types of events, words and instants that may come.
    Kinds,
    /// Optional and unknown fields.
    Kept,
    /// Rich content and media.
    Content,
}

impl Topic {
    /// All of them, in the order of the cases.
    pub const ALL: [Self; 11] = [
        Self::Samples,
        Self::Secret,
        Self::Head,
        Self::Transport,
        Self::Text,
        Self::Bounds,
        Self::Identity,
        Self::Doubled,
        Self::Kinds,
        Self::Kept,
        Self::Content,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Samples => "samples",
            Self::Secret => "secret",
            Self::Head => "head",
            Self::Transport => "transport",
            Self::Text => "text",
            Self::Bounds => "bounds",
            Self::Identity => "identity",
            Self::Doubled => "doubled keys",
            Self::Kinds => "kinds",
            Self::Kept => "kept fields",
            Self::Content => "content",
        }
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
