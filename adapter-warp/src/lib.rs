#![doc = include_str!("../README.md")]

// The modules stand in the order in which a request meets them.

// What warp's filters tell of a request.
mod request;
// The request, received by core.
mod received;
// One line to mount: hands deliveries to a handler, or to a sink.
mod webhook;
// The same in pieces, for a chain of filters.
mod chain;
// What a sender is answered whose request is not handed on, as warp has it.
mod reject;

pub use chain::{delivery, recover};
pub use reject::WebhookRejection;
pub use webhook::{Webhook, webhook, webhook_to};

#[doc(no_inline)]
pub use kudosity_webhook::*;
