#![doc = include_str!("../README.md")]

// One line to mount: a route that hands deliveries to a handler, or to a sink.
mod mount;
// What the handler takes.
mod extract;
// What axum knows of the connection, told to core.
mod peer;

pub use extract::{Webhook, WebhookRejection};
pub use mount::{webhook, webhook_to};

#[doc(no_inline)]
pub use kudosity_webhook::*;
