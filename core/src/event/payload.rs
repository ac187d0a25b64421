use super::{Extra, Inbound, LinkHit, OptOut, Status};

/// What an event says: one of the provider's four shapes, or something not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Payload {
    /// A delivery receipt.
    Status(Status),
    /// A message from a handset.
    Inbound(Inbound),
    /// A tracked link was fetched.
    LinkHit(LinkHit),
    /// Somebody withdrew their consent.
    OptOut(OptOut),
    /// An event of a type not known here, whose content is none of the four shapes either.
    Unknown {
        /// Everything but the envelope, as it came.
        fields: Extra,
    },
}

/// One of the four shapes: a payload without its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Status,
    Inbound,
    LinkHit,
    OptOut,
}

impl Payload {
    /// Its shape, unless it has none of the four.
    pub(super) fn shape(&self) -> Option<Shape> {
        match self {
            Self::Status(_) => Some(Shape::Status),
            Self::Inbound(_) => Some(Shape::Inbound),
            Self::LinkHit(_) => Some(Shape::LinkHit),
            Self::OptOut(_) => Some(Shape::OptOut),
            Self::Unknown { .. } => None,
        }
    }
}

impl Shape {
    pub(super) const ALL: [Self; 4] = [Self::Status, Self::Inbound, Self::LinkHit, Self::OptOut];

    /// Whether a section has this key.
    pub(super) fn is_key(name: &str) -> bool {
        Self::ALL.iter().any(|shape| shape.key() == name)
    }

    /// The key of its section on the wire.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Inbound => "mo",
            Self::LinkHit => "link_hit",
            Self::OptOut => "opt_out",
        }
    }
}
