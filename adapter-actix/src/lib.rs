#![doc = include_str!("../README.md")]

// One line to mount: a resource that hands deliveries to a handler, or to a sink.
mod mount;
// A request as actix-web has it, received by core.
mod request;
// What the handler takes.
mod extract;
// What a sender is answered otherwise.
mod reject;

pub use extract::Webhook;
pub use mount::{webhook, webhook_to};
pub use reject::WebhookRejection;

#[doc(no_inline)]
pub use kudosity_webhook::*;
