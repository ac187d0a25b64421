#![doc = include_str!("../README.md")]

// The modules stand in the order in which a request meets them.

// What a request's head shows, in any framework.
mod head;
// Whether the request comes from the provider.
pub mod authenticate;
// The configured endpoint: admits a head, takes in a body, yields a delivery.
mod receiver;
// The driver: feeds the receiver a body, in time.
pub mod receive;
// What a delivery says.
pub mod event;
// What is handed on, or refused.
mod delivery;
// The trace that it belongs to, at its sender.
mod traceparent;
// What a sender is answered whose request is not handed on.
pub mod rejection;
// Who takes a delivery and acknowledges it when it is safe.
mod sink;
// Who is told of everything.
mod observe;
// Where it is traced.
mod trace;
// All of it as a tower middleware.
pub mod layer;

pub use authenticate::{
    AllowedAddresses, Authenticator, InsecureAcceptAnyone, SharedSecret, SignedReferences,
};
pub use delivery::{Delivery, Refusal, Unreadable};
pub use event::{Event, EventType, MessageStatus, Payload};
pub use head::{Head, Peer, Sole};
pub use layer::WebhookLayer;
pub use observe::{Observation, Outcome};
pub use receiver::{Intake, NoWebhooks, Receiver, ReceiverBuilder};
pub use rejection::{Answer, Rejection, RejectionKind};
pub use sink::{Busy, Disposition, Sink};
pub use traceparent::TraceParent;

// What the public items are made of, in the versions that they are made of.
#[doc(no_inline)]
pub use {bytes, http, jiff};
