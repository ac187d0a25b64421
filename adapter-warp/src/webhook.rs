use std::convert::Infallible;
use std::future::{Future, ready};
use std::sync::Arc;

use futures_util::future::{Either, FutureExt};
use kudosity_webhook::{Delivery, Receiver, Refusal, Sink};
use warp::http::StatusCode;
use warp::reply::Response;
use warp::{Filter, Reply};

use crate::received::received;
use crate::reject::WebhookRejection;

/// The delivery that a handler gets.
///
/// By then, everything that is not an authentic event has been answered ([`webhook`]) or rejected
/// ([`delivery`](crate::delivery)).
#[derive(Clone, Debug)]
pub struct Webhook(pub Delivery);

/// Mounts a handler for deliveries, behind the path that is registered with the provider.
///
/// The handler replies what it likes, and has the application's state from the closure that it is
/// called by. What is not an authentic event is answered before it.
///
/// The filter answers every request that it meets and rejects none, a wrong method included. So it
/// goes behind the whole path, as `warp::path!` matches it; then no route behind an `.or` can answer
/// in its place, and there is nothing to recover.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
///
/// use kudosity_webhook_warp::{Receiver, SharedSecret, Webhook, webhook};
/// use tower::ServiceExt;
/// use warp::Filter;
/// use warp::http::Request;
///
/// struct App {
///     name: &'static str,
/// }
///
/// async fn on_event(app: Arc<App>, Webhook(delivery): Webhook) -> String {
///     format!("{}: {}", app.name, delivery.event)
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let receiver = Receiver::new(SharedSecret::new("an-example-of-a-secret")?);
/// let app = Arc::new(App { name: "shop" });
/// let webhooks = warp::path!("webhooks" / "kudosity")
///     .and(webhook(receiver, move |webhook| on_event(Arc::clone(&app), webhook)));
///
/// let post = |target: &str| {
///     let body = r#"{"event_type":"LINK_HIT","timestamp":"2026-02-03T04:05:06Z","link_hit":{
///         "hits":1,"url":"https://shop.example.com/","source_message":{"recipient":"61491570006"}}}"#;
///     Request::post(target).header("content-type", "application/json").body(body.to_owned())
/// };
/// let service = warp::service(webhooks.or(warp::any().map(|| "none of the webhooks")));
/// let accepted = post("/webhooks/kudosity?secret=an-example-of-a-secret")?;
/// assert_eq!(service.clone().oneshot(accepted).await?.status(), 200);
///
/// let refused = post("/webhooks/kudosity")?;
/// assert_eq!(service.oneshot(refused).await?.status(), 403);
/// # Ok(())
/// # }
/// ```
pub fn webhook<H, F>(
    receiver: Receiver,
    handler: H,
) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone
where
    H: Fn(Webhook) -> F + Send + Sync + 'static,
    F: Future<Output: Reply> + Send,
{
    let handler = Arc::new(handler);
    received(receiver).then(move |received| handle(&*handler, received))
}

/// Not an `async` function, as in `received`.
fn handle<H, F>(
    handler: &H,
    received: Result<Delivery, Refusal>,
) -> impl Future<Output = Response> + use<H, F>
where
    H: Fn(Webhook) -> F,
    F: Future<Output: Reply>,
{
    match received {
        Ok(delivery) => Either::Left(handler(Webhook(delivery)).map(Reply::into_response)),
        Err(refusal) => {
            let rejection = WebhookRejection(refusal.into_rejection());
            Either::Right(ready(rejection.into_response()))
        }
    }
}

/// Mounts a sink for deliveries: 200 once it has the event, 503 while it is busy.
///
/// As [`webhook`], it goes behind the whole path and answers every request that it meets.
///
/// # Examples
///
/// ```
/// use kudosity_webhook_warp::{Busy, Delivery, Receiver, SharedSecret, Sink, webhook_to};
/// use warp::Filter;
///
/// struct Outbox;
///
/// impl Sink for Outbox {
///     async fn deliver(&self, delivery: Delivery) -> Result<(), Busy> {
///         // Store it durably here: what returns `Ok` is acknowledged.
///         println!("{}", delivery.event);
///         Ok(())
///     }
/// }
///
/// let receiver = Receiver::new(SharedSecret::random()?);
/// let routes = warp::path!("webhooks" / "kudosity").and(webhook_to(receiver, Outbox));
/// # drop(warp::service(routes));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn webhook_to(
    receiver: Receiver,
    sink: impl Sink,
) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone {
    let sink = Arc::new(sink);
    received(receiver.clone())
        .then(move |received| hand_to(Arc::clone(&sink), receiver.clone(), received))
}

async fn hand_to(
    sink: Arc<impl Sink>,
    receiver: Receiver,
    received: Result<Delivery, Refusal>,
) -> Response {
    let taken = receiver.hand_to(&sink, received).await;
    taken.map(|()| StatusCode::OK).map_err(WebhookRejection).into_response()
}
