use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::{self, PayloadConfig};
use actix_web::{Error, FromRequest, Handler, HttpMessage, HttpRequest, HttpResponse};
use actix_web::{Resource, Responder};
use kudosity_webhook::{Receiver, Sink};

use crate::reject::WebhookRejection;
use crate::request::receive_raw;

/// Mounts a handler for deliveries: a resource of the application, at a path as `web::resource` has it.
///
/// The handler is any actix-web handler. It takes a [`Webhook`](crate::Webhook) and, in any order, the
/// application's other extractors; `Bytes` yields the same body, whatever its size (actix-web's limit
/// of 256 KiB is lifted, because the receiver has counted; that of `web::Json`, 2 MiB, is not). What is
/// not an authentic event is answered before any of them is asked, also where the handler takes no
/// `Webhook`.
///
/// The [`Delivery`](crate::Delivery) is in the request's extensions, for extractors of your own.
///
/// # Examples
///
/// ```
/// use actix_web::http::header::ContentType;
/// use actix_web::test::{TestRequest, call_service, init_service};
/// use actix_web::{App, HttpResponse, web};
/// use kudosity_webhook_actix::{Receiver, SharedSecret, Webhook, webhook};
///
/// struct Shop;
///
/// async fn on_event(_shop: web::Data<Shop>, Webhook(delivery): Webhook) -> HttpResponse {
///     HttpResponse::Ok().body(delivery.event.to_string())
/// }
///
/// # #[actix_web::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let receiver = Receiver::new(SharedSecret::new("an-example-of-a-secret")?);
/// let app = App::new()
///     .app_data(web::Data::new(Shop))
///     .route("/health", web::get().to(async || "ok"))
///     .service(webhook("/webhooks/kudosity", receiver, on_event));
///
/// let app = init_service(app).await;
/// let post = |uri: &str| {
///     let body = r#"{"event_type":"LINK_HIT","timestamp":"2026-02-03T04:05:06Z","link_hit":{
///         "hits":1,"url":"https://shop.example.com/","source_message":{"recipient":"61491570006"}}}"#;
///     TestRequest::post().uri(uri).insert_header(ContentType::json()).set_payload(body).to_request()
/// };
/// let accepted = post("/webhooks/kudosity?secret=an-example-of-a-secret");
/// assert_eq!(call_service(&app, accepted).await.status(), 200);
///
/// let refused = post("/webhooks/kudosity");
/// assert_eq!(call_service(&app, refused).await.status(), 403);
/// # Ok(())
/// # }
/// ```
pub fn webhook<F, Args>(path: &str, receiver: Receiver, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    resource(path, move |request, payload| {
        let (receiver, handler) = (receiver.clone(), handler.clone());
        async move {
            let received = receive_raw(&receiver, request.clone(), payload.into_inner()).await;
            let delivery = received.map_err(WebhookRejection::from)?;
            let mut body = Payload::from(delivery.body.clone());
            request.extensions_mut().insert(delivery);
            let args = Args::from_request(&request, &mut body).await.map_err(Into::into)?;
            Ok::<_, Error>(handler.call(args).await)
        }
    })
}

/// Mounts a sink for deliveries: 200 once it has the event, 503 while it is busy.
///
/// actix-web makes an application for every worker: what a sink must have once stands in an
/// [`Arc`](std::sync::Arc), which is a sink too.
///
/// # Examples
///
/// ```
/// use actix_web::App;
/// use kudosity_webhook_actix::{Busy, Delivery, Receiver, SharedSecret, Sink, webhook_to};
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
/// let app = App::new().service(webhook_to("/webhooks/kudosity", receiver, Outbox));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn webhook_to<S: Sink>(path: &str, receiver: Receiver, sink: S) -> Resource {
    let sink = Arc::new(sink);
    resource(path, move |request, payload| {
        let (receiver, sink) = (receiver.clone(), Arc::clone(&sink));
        async move {
            let received = receive_raw(&receiver, request, payload.into_inner()).await;
            let taken = receiver.hand_to(&sink, received).await;
            taken.map(|()| HttpResponse::Ok()).map_err(WebhookRejection)
        }
    })
}

/// A resource for every method, since the receiver answers the wrong ones, and for bodies of any size,
/// since the receiver counts.
fn resource<F, Fut>(path: &str, answer: F) -> Resource
where
    F: Fn(HttpRequest, web::Payload) -> Fut + Clone + 'static,
    Fut: Future<Output: Responder> + 'static,
{
    let limit = PayloadConfig::new(usize::MAX);
    web::resource(path).app_data(limit).route(web::route().to(answer))
}
