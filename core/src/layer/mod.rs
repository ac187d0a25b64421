//! The receiver as a tower middleware.
//!
//! [`WebhookLayer`] goes **on the webhook's route**, never on a whole router: it would answer for
//! `/health` too. It answers what it rejects itself; what it accepts goes on to the inner service with
//! the [`Delivery`](crate::Delivery) in the request's extensions, and the same bytes as the body.
//!
//! # Order
//!
//! The inner service is made ready before the body is read, as tower has it, and the response comes
//! after. So a permit of a `ConcurrencyLimit` is held while a body comes in, up to the receiver's
//! `body_timeout`, whether the limit is outside of this layer or inside; to limit the work alone, take
//! a permit of a semaphore in the handler. A `Timeout` or a `LoadShed` outside covers the body as well;
//! a `Timeout` inside, the handler alone. A body limit outside is answered by this layer with 413 where
//! it shows while the body is read.
//!
//! The [`Rejection`](crate::Rejection) of a rejected request is in the extensions of its *response*,
//! for layers outside.
//!
//! # Examples
//!
//! ```
//! use std::convert::Infallible;
//!
//! use bytes::Bytes;
//! use http::{Request, Response};
//! use http_body_util::Full;
//! use kudosity_webhook::{Delivery, Receiver, SharedSecret, WebhookLayer};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! async fn on_event(request: Request<Full<Bytes>>) -> Result<Response<String>, Infallible> {
//!     let delivery = request.extensions().get::<Delivery>().expect("the layer put it there");
//!     Ok(Response::new(delivery.event.to_string()))
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let receiver = Receiver::new(SharedSecret::new("an-example-of-a-secret")?);
//! let service = ServiceBuilder::new()
//!     .layer(WebhookLayer::new(receiver))
//!     .service(service_fn(on_event));
//!
//! let post = |uri: &str| {
//!     let body = r#"{"event_type":"LINK_HIT","timestamp":"2026-02-03T04:05:06Z","link_hit":{
//!         "hits":1,"url":"https://shop.example.com/","source_message":{"recipient":"61491570006"}}}"#;
//!     Request::post(uri).header("content-type", "application/json").body(Full::<Bytes>::from(body))
//! };
//! let accepted = service.clone().oneshot(post("/?secret=an-example-of-a-secret")?).await?;
//! assert_eq!(accepted.status(), 200);
//!
//! let refused = service.oneshot(post("/")?).await?;
//! assert_eq!(refused.status(), 403);
//! # Ok(())
//! # }
//! ```

mod future;
#[allow(clippy::module_inception, reason = "the layer is one of the parts of the middleware")]
mod layer;
mod response_body;
mod service;

pub use future::WebhookFuture;
pub use layer::WebhookLayer;
pub use response_body::ResponseBody;
pub use service::WebhookService;
