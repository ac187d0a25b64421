//! On warp.

use kudosity_webhook_warp::{Event, Webhook, webhook};
use serde::de::DeserializeOwned;
use serde_json::Value;
use warp::filters::BoxedFilter;
use warp::http::StatusCode;
use warp::reply::Response;
use warp::{Filter, Reply};

use super::{Mount, receiver};
use crate::typed::{Tagged, Typed};

/// The application.
pub fn app(mount: Mount) -> BoxedFilter<(Response,)> {
    let path = warp::path!("webhooks" / "kudosity");
    let bytes = warp::post().and(warp::body::bytes());
    match mount {
        Mount::Ours => path.and(webhook(receiver(), async |_: Webhook| StatusCode::OK)).boxed(),
        Mount::Bare => path.and(bytes).map(|_| StatusCode::OK.into_response()).boxed(),
        Mount::JsonValue => path.and(json::<Value>()).boxed(),
        Mount::JsonEnum => path.and(json::<Tagged>()).boxed(),
        Mount::JsonStruct => path.and(json::<Typed>()).boxed(),
        Mount::JsonEvent => path.and(json::<Event>()).boxed(),
    }
}

fn json<T: DeserializeOwned + Send>()
-> impl Filter<Extract = (Response,), Error = warp::Rejection> + Copy {
    warp::post().and(warp::body::json()).map(|_: T| StatusCode::OK.into_response())
}
