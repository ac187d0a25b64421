//! The same handler, mounted in each framework in several ways.

pub mod actix;
pub mod axum;
pub mod warp;

use std::fmt;
use std::sync::LazyLock;

use bytes::Bytes;
use http::{HeaderValue, Request};
use kudosity_webhook::{Receiver, SharedSecret};

use crate::body::Body;

/// Where the handler is mounted.
pub const PATH: &str = "/webhooks/kudosity";

/// Where a delivery is sent to.
pub const TARGET: &str = "/webhooks/kudosity?secret=kx4Jm9Qe2VtR7wZc5HbN8sLp3DfG6yUa1oPiTgXr0Mv";

/// The headers of live deliveries, besides their length.
pub const HEADERS: [(&str, &str); 6] = [
    ("accept-encoding", "gzip"),
    ("content-type", "application/json"),
    ("host", "sms.example.com"),
    ("sentry-trace", "8f1f0c9b7a3d4e5f8091a2b3c4d5e6f7-1a2b3c4d5e6f7081-0"),
    ("traceparent", "00-8f1f0c9b7a3d4e5f8091a2b3c4d5e6f7-1a2b3c4d5e6f7081-01"),
    ("user-agent", "Go-http-client/2.0"),
];

/// A framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are names")]
pub enum Framework {
    Axum,
    Actix,
    Warp,
}

impl Framework {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Axum, Self::Actix, Self::Warp];
}

impl fmt::Display for Framework {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Axum => "axum",
            Self::Actix => "actix-web",
            Self::Warp => "warp",
        })
    }
}

/// A way to mount a handler that answers 200 and does nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mount {
    /// This project's `webhook`, with two secrets.
    Ours,
    /// The floor: a handler that takes the bytes of the body.
    Bare,
    /// The framework's own reader of JSON, to serde_json's tree of values.
    JsonValue,
    /// The framework's own reader of JSON, to the tagged enum.
    JsonEnum,
    /// The framework's own reader of JSON, to the struct.
    JsonStruct,
    /// The framework's own reader of JSON, to this project's model.
    JsonEvent,
}

impl Mount {
    /// All of them, the one that the others are compared with first.
    pub const ALL: [Self; 6] = [
        Self::Ours,
        Self::Bare,
        Self::JsonValue,
        Self::JsonEnum,
        Self::JsonStruct,
        Self::JsonEvent,
    ];
}

impl fmt::Display for Mount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ours => "ours",
            Self::Bare => "bare",
            Self::JsonValue => "Json to Value",
            Self::JsonEnum => "Json to enum",
            Self::JsonStruct => "Json to struct",
            Self::JsonEvent => "Json to Event",
        })
    }
}

/// The largest body that is accepted by any mount.
const MAX_BODY_SIZE: usize = 16 << 20;

/// A receiver in the middle of a rotation of its secret.
pub fn receiver() -> Receiver {
    Receiver::builder(secret()).max_body_size(MAX_BODY_SIZE).build()
}

/// The secret that deliveries come with, and the one before.
pub fn secret() -> SharedSecret {
    let (_, secret) = TARGET.split_once('=').unwrap();
    SharedSecret::new(secret).unwrap().or_previous("the-secret-that-was-there-before").unwrap()
}

/// A delivery, with a head as hyper makes it: the values are slices of the buffer that it was read into.
pub fn request(body: &Body) -> Request<Bytes> {
    static VALUES: LazyLock<Vec<HeaderValue>> = LazyLock::new(|| slices(&HEADERS));
    let named = HEADERS.iter().zip(&*VALUES).map(|((name, _), value)| (*name, value.clone()));
    let request = Request::post(TARGET).header("content-length", body.bytes.len());
    let request = named.fold(request, |head, (name, value)| head.header(name, value));
    request.body(body.bytes.clone()).unwrap()
}

fn slices(headers: &[(&str, &str)]) -> Vec<HeaderValue> {
    let read: String = headers.iter().map(|(_, value)| *value).collect();
    let mut rest = Bytes::from(read);
    let mut next = |length| HeaderValue::from_maybe_shared(rest.split_to(length)).unwrap();
    headers.iter().map(|(_, value)| next(value.len())).collect()
}
