//! What a sender is answered whose request is not handed on: one table for every framework.
//!
//! | kind | status | `type` |
//! |---|---|---|
//! | [`Method`](RejectionKind::Method) | 405, `Allow: POST` | `urn:kudosity-webhook:problem:method-not-allowed` |
//! | [`ContentType`](RejectionKind::ContentType) | 415 | `…:content-type` |
//! | [`ContentEncoding`](RejectionKind::ContentEncoding) | 415 | `…:content-encoding` |
//! | [`NotAuthentic`](RejectionKind::NotAuthentic) | 401 with `WWW-Authenticate` where Basic is configured, else 403 | `…:not-authentic` |
//! | [`BodyTooLarge`](RejectionKind::BodyTooLarge) | 413 | `…:body-too-large` |
//! | [`BodyTimeout`](RejectionKind::BodyTimeout) | 408 | `…:body-timeout` |
//! | [`BodyBroken`](RejectionKind::BodyBroken) | 400 | `…:body-broken` |
//! | [`NotAnEvent`](RejectionKind::NotAnEvent): too many values | 413 | `…:too-many-values` |
//! | [`NotAnEvent`](RejectionKind::NotAnEvent): nested too deeply | 400 | `…:too-deep` |
//! | [`NotAnEvent`](RejectionKind::NotAnEvent): not JSON | 400 with `line` and `column` | `…:not-json` |
//! | [`NotAnEvent`](RejectionKind::NotAnEvent): JSON, but not an event | 422 with `pointer` | `…:not-an-event` |
//! | [`Busy`](RejectionKind::Busy) | 503 with `Retry-After` | `…:busy` |
//! | [`Misconfigured`](RejectionKind::Misconfigured) | 500 | `…:misconfigured` |
//!
//! The body is a problem document (RFC 9457, `application/problem+json`) with `type`, `title`,
//! `status`, `detail` and the members named above; the answer to a `HEAD` is without it. The `type`s
//! never change. No text repeats anything that the sender sent, and `pointer` names fields of the event
//! model alone.
//!
//! # Examples
//!
//! ```
//! use kudosity_webhook::event::{EventError, FaultKind};
//! use kudosity_webhook::{Answer, Receiver, RejectionKind, SharedSecret};
//!
//! let pointer = "/status/id".to_owned();
//! let fault = EventError::NotAnEvent { pointer, fault: FaultKind::Missing };
//! let problem = Answer::problem(&RejectionKind::NotAnEvent(fault));
//! assert_eq!(problem.status, 422);
//!
//! // An application that answers in its own way: the headers that a status asks for are added to it.
//! let receiver = Receiver::builder(SharedSecret::random()?)
//!     .answer_with(|kind| Answer::new(Answer::problem(kind).status, None, ""))
//!     .build();
//! let get = http::Request::get("/webhooks/kudosity").body(())?.into_parts().0;
//! let response = receiver.admit(get).unwrap_err().into_response();
//! assert_eq!((response.status().as_u16(), &response.headers()["allow"]), (405, &"POST".parse()?));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod kind;
mod table;

pub use answer::{Answer, Rejection};
pub use kind::RejectionKind;
