use std::future::ready;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::Version;
use actix_web::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::{FutureExt, StreamExt};
use kudosity_webhook::{Delivery, Receiver, Rejection};
use tokio::sync::oneshot;

use crate::reject::WebhookRejection;
use crate::request::{RequestHead, receive_raw};

/// The delivery that a handler gets.
///
/// Behind [`webhook`](crate::webhook) it has been received, and whatever is rejected has been answered.
///
/// Elsewhere it is received here, by the [`Receiver`] that is application data (`.app_data(receiver)`)
/// of the resource, a scope or the application. There, a handler may take what is rejected as well, by
/// a `Result<Webhook, WebhookRejection>`, and takes the delivery before any extractor of the body, such
/// as `Bytes`, which then yields the same bytes; a body that is gone already is a fault of the set-up.
///
/// # Examples
///
/// ```
/// use actix_web::http::header::ContentType;
/// use actix_web::test::{TestRequest, call_and_read_body, init_service};
/// use actix_web::{App, web};
/// use kudosity_webhook_actix::{Receiver, SharedSecret, Webhook, WebhookRejection};
///
/// async fn on_request(received: Result<Webhook, WebhookRejection>) -> String {
///     match received {
///         Ok(Webhook(delivery)) => delivery.authenticated_by.to_string(),
///         Err(WebhookRejection(rejection)) => format!("would be {}", rejection.status()),
///     }
/// }
///
/// # #[actix_web::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let receiver = Receiver::new(SharedSecret::new("an-example-of-a-secret")?);
/// let resource = web::resource("/webhooks/kudosity").app_data(receiver);
/// let app = App::new().service(resource.route(web::route().to(on_request)));
///
/// let app = init_service(app).await;
/// let post = |uri: &str| {
///     let body = r#"{"event_type":"LINK_HIT","timestamp":"2026-02-03T04:05:06Z","link_hit":{
///         "hits":1,"url":"https://shop.example.com/","source_message":{"recipient":"61491570006"}}}"#;
///     TestRequest::post().uri(uri).insert_header(ContentType::json()).set_payload(body).to_request()
/// };
/// let accepted = post("/webhooks/kudosity?secret=an-example-of-a-secret");
/// assert_eq!(call_and_read_body(&app, accepted).await, "secret 1 of 1");
///
/// let refused = post("/webhooks/kudosity");
/// assert_eq!(call_and_read_body(&app, refused).await, "would be 403 Forbidden");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Webhook(pub Delivery);

impl FromRequest for Webhook {
    type Error = WebhookRejection;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebhookRejection>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if let Some(delivery) = request.extensions().get::<Delivery>() {
            return Box::pin(ready(Ok(Self(delivery.clone()))));
        }
        let Some(receiver) = receiver(request) else {
            let rejection = Rejection::without_receiver(
                "the handler takes a `Webhook`, but there is no receiver: mount it by \
                 `.service(webhook(path, receiver, handler))`, or add `.app_data(receiver.clone())` \
                 to the `App` or the resource",
            );
            return Box::pin(ready(Err(WebhookRejection(rejection))));
        };
        if is_taken(request, payload) {
            let rejection = misplaced(receiver, request.clone());
            return Box::pin(ready(Err(WebhookRejection(rejection))));
        }
        Box::pin(extract(receiver.clone(), request.clone(), payload))
    }
}

/// The receiver that is application data, as actix-web's own extractors find their configuration.
fn receiver(request: &HttpRequest) -> Option<&Receiver> {
    let shared = || request.app_data::<Data<Receiver>>().map(Data::get_ref);
    request.app_data::<Receiver>().or_else(shared)
}

/// The rejection of a request whose body another extractor has.
fn misplaced(receiver: &Receiver, request: HttpRequest) -> Rejection {
    match receiver.admit(RequestHead(request)) {
        Ok(intake) => intake.misconfigured(
            "the body was taken before `Webhook`: let the handler take `Webhook` first, then `Bytes` \
             and other extractors of the body",
        ),
        Err(rejection) => rejection,
    }
}

/// Receives the payload, and leaves the body of the delivery in its place.
fn extract(
    receiver: Receiver,
    request: HttpRequest,
    payload: &mut Payload,
) -> impl Future<Output = Result<Webhook, WebhookRejection>> + use<> {
    let (sender, body) = oneshot::channel::<Bytes>();
    // Empty where the request is rejected.
    let body = body.into_stream().filter_map(|body| ready(body.ok().map(Ok)));
    let raw = std::mem::replace(payload, Payload::Stream { payload: Box::pin(body) });
    async move {
        let delivery = receive_raw(&receiver, request, raw).await?;
        // Nobody need be there to take it.
        let _ = sender.send(delivery.body.clone());
        Ok(Webhook(delivery))
    }
}

/// Whether there is no body any more, though one was announced.
fn is_taken(request: &HttpRequest, payload: &Payload) -> bool {
    let headers = request.headers();
    let not_zero = |digits: &[u8]| digits.iter().any(|digit| (b'1'..=b'9').contains(digit));
    let announced = || {
        // There, every request comes with a stream.
        request.version() == Version::HTTP_2
            || headers.contains_key(TRANSFER_ENCODING)
            || headers.get(CONTENT_LENGTH).is_some_and(|length| not_zero(length.as_bytes()))
    };
    matches!(payload, Payload::None) && announced()
}
