//! On axum.

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{MethodRouter, post};
use axum::{Json, Router};
use bytes::Bytes;
use kudosity_webhook_axum::{Event, Webhook, webhook};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{MAX_BODY_SIZE, Mount, PATH, receiver};
use crate::typed::{Tagged, Typed};

/// The application.
pub fn app(mount: Mount) -> Router {
    let limit = DefaultBodyLimit::max(MAX_BODY_SIZE);
    let route = match mount {
        Mount::Ours => webhook(receiver(), async |_: Webhook| StatusCode::OK),
        Mount::Bare => post(async |_: Bytes| StatusCode::OK).layer(limit),
        Mount::JsonValue => json::<Value>().layer(limit),
        Mount::JsonEnum => json::<Tagged>().layer(limit),
        Mount::JsonStruct => json::<Typed>().layer(limit),
        Mount::JsonEvent => json::<Event>().layer(limit),
    };
    Router::new().route(PATH, route)
}

fn json<T: DeserializeOwned + Send + 'static>() -> MethodRouter {
    post(async |_: Json<T>| StatusCode::OK)
}
