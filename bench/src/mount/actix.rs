//! On actix-web.

use actix_web::web::{Bytes, Json, JsonConfig, PayloadConfig, ServiceConfig, post, resource};
use actix_web::{HttpResponse, Route};
use kudosity_webhook_actix::{Event, Webhook, webhook};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{MAX_BODY_SIZE, Mount, PATH, receiver};
use crate::typed::{Tagged, Typed};

/// The application.
pub fn app(mount: Mount) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        config.app_data(PayloadConfig::new(MAX_BODY_SIZE));
        config.app_data(JsonConfig::default().limit(MAX_BODY_SIZE));
        match mount {
            Mount::Ours => {
                config.service(webhook(PATH, receiver(), async |_: Webhook| HttpResponse::Ok()))
            }
            Mount::Bare => {
                config.service(resource(PATH).route(post().to(async |_: Bytes| HttpResponse::Ok())))
            }
            Mount::JsonValue => config.service(resource(PATH).route(json::<Value>())),
            Mount::JsonEnum => config.service(resource(PATH).route(json::<Tagged>())),
            Mount::JsonStruct => config.service(resource(PATH).route(json::<Typed>())),
            Mount::JsonEvent => config.service(resource(PATH).route(json::<Event>())),
        };
    }
}

fn json<T: DeserializeOwned + 'static>() -> Route {
    post().to(async |_: Json<T>| HttpResponse::Ok())
}
