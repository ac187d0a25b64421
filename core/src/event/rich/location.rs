use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::event::fields::filled;
use crate::event::{Extra, Text};

/// A place. `Debug` does not show where it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Location {
    /// Degrees north of the equator, as the number that came.
    pub lat: Number,
    /// Degrees east of Greenwich, as the number that came.
    pub long: Number,
    /// What it is called.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Its postal address.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    pub address: Option<Text>,
    /// Further fields, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Location {
    /// The place at these degrees.
    pub fn new(lat: Number, long: Number) -> Self {
        Self { lat, long, name: None, address: None, extra: Extra::new() }
    }

    /// Degrees north of the equator, if a float can hold them.
    pub fn latitude(&self) -> Option<f64> {
        self.lat.as_f64()
    }

    /// Degrees east of Greenwich, if a float can hold them.
    pub fn longitude(&self) -> Option<f64> {
        self.long.as_f64()
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Location")
            .field("name", &self.name)
            .field("address", &self.address)
            .field("extra", &self.extra)
            .finish_non_exhaustive()
    }
}
