use std::fmt;

use serde::de::{self, Expected, Unexpected};

use super::node::Node;
use super::{EventError, FaultKind};

/// What a read of the tree found wrong, and where.
///
/// Only the constructors of [`de::Error`] say what is wrong, never a message; the path grows key by
/// key on the way out of the tree.
#[derive(Debug)]
pub(super) struct Fault {
    kind: FaultKind,
    there: bool,
    /// From the innermost step to the outermost.
    inside_out: Vec<Step>,
}

/// One step into a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

impl Fault {
    pub(super) fn missing(name: &str) -> Self {
        Self::absent(FaultKind::Missing).under(Step::Key(name.to_owned()))
    }

    pub(super) fn duplicate(name: &str) -> Self {
        Self::absent(FaultKind::Duplicate).under(Step::Key(name.to_owned()))
    }

    pub(super) fn duplicate_at(mut path: Vec<Step>) -> Self {
        path.reverse();
        Self { inside_out: path, ..Self::absent(FaultKind::Duplicate) }
    }

    /// The fault itself, unless a key is there twice on the way to it: perhaps it is in the one and not
    /// in the other.
    pub(super) fn or_doubled_in(self, node: &Node) -> Self {
        let path = self.path();
        node.doubled_on(&path).map_or(self, |doubled| Self::duplicate_at(doubled.to_vec()))
    }

    /// A value that is there and wrong.
    pub(super) fn of_value(kind: FaultKind) -> Self {
        Self { kind, there: true, inside_out: Vec::new() }
    }

    fn absent(kind: FaultKind) -> Self {
        Self { kind, there: false, inside_out: Vec::new() }
    }

    /// The same fault, seen from one level further out.
    pub(super) fn under(mut self, step: Step) -> Self {
        self.inside_out.push(step);
        self
    }

    /// Whether the fault is a value that could be taken out.
    pub(super) fn is_of_value(&self) -> bool {
        self.there
    }

    pub(super) fn is_duplicate(&self) -> bool {
        self.kind == FaultKind::Duplicate
    }

    pub(super) fn path(&self) -> Vec<Step> {
        self.inside_out.iter().rev().cloned().collect()
    }

    fn pointer(&self) -> String {
        self.inside_out.iter().rev().map(|step| format!("/{step}")).collect()
    }
}

impl From<Fault> for EventError {
    fn from(fault: Fault) -> Self {
        Self::NotAnEvent { pointer: fault.pointer(), fault: fault.kind }
    }
}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::of_value(FaultKind::WrongType)
    }

    fn invalid_type(unexpected: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::of_value(match unexpected {
            Unexpected::Unit | Unexpected::Option => FaultKind::Missing,
            // A whole number of more than 64 bits comes as a float.
            Unexpected::Float(number)
                if number.fract() == 0.0 && number.abs() >= u64::MAX as f64 =>
            {
                FaultKind::OutOfRange
            }
            _ => FaultKind::WrongType,
        })
    }

    fn invalid_value(unexpected: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::of_value(match unexpected {
            Unexpected::Signed(_) | Unexpected::Unsigned(_) | Unexpected::Float(_) => {
                FaultKind::OutOfRange
            }
            Unexpected::Str(_) => FaultKind::Unreadable,
            _ => FaultKind::WrongType,
        })
    }

    fn missing_field(field: &'static str) -> Self {
        Self::missing(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::duplicate(field)
    }
}

impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.pointer(), self.kind)
    }
}

/// As a reference token of a JSON Pointer (RFC 6901).
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => f.write_str(&key.replace('~', "~0").replace('/', "~1")),
            Self::Index(index) => write!(f, "{index}"),
        }
    }
}
