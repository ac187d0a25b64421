#![doc = include_str!("../README.md")]

// One line to mount: a route that hands deliveries to a handler, or to a sink.
mod mount;
// The request, received by core and handed on.
mod receiving;
// What the handler takes.
mod extract;
// What a sender is answered whose request is not handed on, as axum has it.
mod reject;
// What axum knows of the connection, told to core.
mod peer;

pub use extract::Webhook;
pub use mount::{webhook, webhook_to};
pub use peer::tell_peer;
pub use reject::WebhookRejection;

#[doc(no_inline)]
pub use kudosity_webhook::*;
