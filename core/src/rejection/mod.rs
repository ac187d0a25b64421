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
//! `status`, `detail` and the members named above. The `type`s never change. No text repeats anything
//! that the sender sent, and `pointer` names fields of the event model alone.

mod answer;
mod kind;
mod table;

pub use answer::{Answer, Rejection};
pub use kind::RejectionKind;
