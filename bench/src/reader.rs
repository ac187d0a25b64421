use std::fmt;

use bytes::Bytes;
use kudosity_webhook::Event;
use serde_json::Value;

use crate::typed;

/// A way to read a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// This project's.
    Ours,
    /// serde_json's tree of values.
    Value,
    /// serde_json to an internally tagged enum.
    Enum,
    /// serde_json to a struct with a field for each section.
    Struct,
    /// sonic-rs to the same struct.
    Sonic,
    /// simd-json to the same struct. It writes into its input, so that it needs a copy of a body that
    /// is to be kept.
    Simd,
}

impl Reader {
    /// All of them, the one that the others are compared with first.
    pub const ALL: [Self; 6] =
        [Self::Ours, Self::Value, Self::Enum, Self::Struct, Self::Sonic, Self::Simd];

    /// Reads a body, and forgets what it read.
    pub fn read(self, body: &Bytes) {
        match self {
            Self::Ours => drop(Event::from_body(body.clone()).unwrap()),
            Self::Value => drop(serde_json::from_slice::<Value>(body).unwrap()),
            Self::Enum => drop(serde_json::from_slice::<typed::Tagged>(body).unwrap()),
            Self::Struct => drop(serde_json::from_slice::<typed::Typed>(body).unwrap()),
            Self::Sonic => drop(sonic_rs::from_slice::<typed::Typed>(body).unwrap()),
            Self::Simd => drop(simd_json::from_slice::<typed::Typed>(&mut body.to_vec()).unwrap()),
        }
    }
}

impl fmt::Display for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ours => "ours",
            Self::Value => "Value",
            Self::Enum => "tagged enum",
            Self::Struct => "struct",
            Self::Sonic => "sonic-rs",
            Self::Simd => "simd-json",
        })
    }
}
