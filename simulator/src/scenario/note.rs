use std::fmt;

/// What is unusual about a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Note {
    /// A link was fetched by a machine, before any person could.
    Preview,
    /// It was delivered before, byte for byte.
    Repeat,
    /// One that was to come after it came before it.
    Overtaken,
    /// It was delivered before, for another registration.
    OtherRegistration,
    /// Its type is not known.
    UnknownType,
    /// Its status is not known.
    UnknownStatus,
    /// It has a field that is not known.
    UnknownField,
}

impl Note {
    /// A word or two for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Preview => "preview",
            Self::Repeat => "repeat",
            Self::Overtaken => "overtaken",
            Self::OtherRegistration => "other registration",
            Self::UnknownType => "unknown type",
            Self::UnknownStatus => "unknown status",
            Self::UnknownField => "unknown field",
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
