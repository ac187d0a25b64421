//! What a delivery says that only the application can have said.

mod error;
mod form;
mod key;
mod references;

pub use error::{ReferenceKeyError, SignError};
pub use references::SignedReferences;
