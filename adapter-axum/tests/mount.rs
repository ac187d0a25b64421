//! The application around the route keeps working: state, nesting, neighbours, limits.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Router, middleware};
use kudosity_webhook_axum::{
    Busy, Delivery, Disposition, Receiver, Rejection, RejectionKind, SharedSecret, Sink,
    Unreadable, Webhook, WebhookLayer, webhook, webhook_to,
};
use serde_json::{Value, json};
use tower::limit::ConcurrencyLimitLayer;
use tower::{ServiceBuilder, ServiceExt};
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

const SECRET: &str = "a-secret-for-the-axum-tests";
const TARGET: &str = "/webhooks/kudosity?secret=a-secret-for-the-axum-tests";

fn receiver() -> Receiver {
    Receiver::new(SharedSecret::new(SECRET).unwrap())
}

fn opt_out() -> Value {
    json!({
        "event_type": "OPT_OUT",
        "timestamp": "2026-02-03T04:05:06Z",
        "opt_out": { "source": "SMS_INBOUND", "source_message": { "recipient": "61491570006" } },
    })
}

fn post_to(target: &str, body: &impl ToString) -> Request<Body> {
    let request = Request::post(target).header("content-type", "application/json");
    request.body(Body::from(body.to_string())).unwrap()
}

fn get_from(target: &str) -> Request<Body> {
    Request::get(target).body(Body::empty()).unwrap()
}

async fn answer(app: &Router, request: Request<Body>) -> (StatusCode, String, Response<()>) {
    let response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let text = String::from_utf8(body.to_vec()).unwrap();
    (parts.status, text, Response::from_parts(parts, ()))
}

async fn person(Webhook(delivery): Webhook) -> String {
    delivery.event.person().map(|person| person.as_str().to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn a_handler_has_the_applications_state_and_path() {
    #[derive(Clone)]
    struct App(&'static str);

    async fn on_event(
        State(App(name)): State<App>,
        Path(tenant): Path<String>,
        webhook: Webhook,
    ) -> String {
        format!("{name} {tenant} {}", person(webhook).await)
    }

    let routes = Router::new().route("/hooks", webhook(receiver(), on_event));
    let app = Router::new().nest("/tenants/{tenant}", routes).with_state(App("app"));
    let target = format!("/tenants/seven/hooks?secret={SECRET}");
    let (status, body, _) = answer(&app, post_to(&target, &opt_out())).await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, "app seven 61491570006"));
}

#[tokio::test]
async fn neighbouring_routes_are_untouched() {
    let mounts: [Router; 3] = [
        Router::new().route("/webhooks/kudosity", webhook(receiver(), person)),
        Router::new()
            .route("/webhooks/kudosity", post(person).layer(WebhookLayer::new(receiver()))),
        Router::new().route("/webhooks/kudosity", webhook_to(receiver(), Accepting)),
    ];
    for mount in mounts {
        let app = mount
            .route("/health", get(|| async { "ok" }).post(|body: String| async { body }))
            .fallback(|| async { (StatusCode::NOT_FOUND, "nothing here") });
        let (status, body, _) = answer(&app, get_from("/health")).await;
        assert_eq!((status, body.as_str()), (StatusCode::OK, "ok"));
        let (status, body, _) = answer(&app, post_to("/health", &"anything")).await;
        assert_eq!((status, body.as_str()), (StatusCode::OK, "anything"));
        let (status, body, _) = answer(&app, get_from("/webhooks")).await;
        assert_eq!((status, body.as_str()), (StatusCode::NOT_FOUND, "nothing here"));
        let (status, ..) = answer(&app, post_to(TARGET, &opt_out())).await;
        assert_eq!(status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_handler_gets_event_and_body_of_three_megabytes() {
    async fn on_event(Webhook(delivery): Webhook, body: Bytes) -> String {
        assert_eq!(delivery.body, body);
        body.len().to_string()
    }

    let mut event = opt_out();
    event["opt_out"]["source_message"]["message"] = json!("x".repeat(3_000_000));
    let body = event.to_string();
    let length = body.len().to_string();

    let app = Router::new()
        .route("/webhooks/kudosity", webhook(receiver(), on_event))
        .layer(DefaultBodyLimit::max(1000));
    let (status, text, _) = answer(&app, post_to(TARGET, &body)).await;
    assert_eq!((status, text), (StatusCode::OK, length.clone()));

    let layers = (WebhookLayer::new(receiver()), DefaultBodyLimit::disable());
    let app = Router::new().route("/webhooks/kudosity", post(on_event).layer(layers));
    let (status, text, _) = answer(&app, post_to(TARGET, &body)).await;
    assert_eq!((status, text), (StatusCode::OK, length));
}

#[tokio::test]
async fn a_rejection_is_answered_before_the_handler_and_told_to_outer_layers() {
    async fn unreachable(_: Webhook) {
        panic!("the handler ran");
    }
    async fn count(response: Response) -> Response {
        let rejection = response.extensions().get::<Rejection>();
        let kind = rejection.map(|rejection| format!("{:?}", rejection.kind()));
        let mut response = response;
        response.headers_mut().insert("x-kind", kind.unwrap_or_default().parse().unwrap());
        response
    }

    let route = webhook(receiver(), unreachable);
    let app =
        Router::new().route("/webhooks/kudosity", route).layer(middleware::map_response(count));
    let (status, body, head) = answer(&app, post_to("/webhooks/kudosity", &opt_out())).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(head.headers()["x-kind"].to_str().unwrap().starts_with("NotAuthentic"));
    assert_eq!(head.headers()["content-type"], "application/problem+json");
    let problem: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(problem["type"], "urn:kudosity-webhook:problem:not-authentic");
}

#[tokio::test]
async fn other_layers_go_around_the_layer_and_inside_it() {
    let others = || {
        ServiceBuilder::new()
            .layer(TraceLayer::new_for_http())
            .layer(CompressionLayer::new())
            .layer(TimeoutLayer::with_status_code(StatusCode::OK, Duration::from_secs(5)))
            .layer(ConcurrencyLimitLayer::new(1))
    };
    let layer = || WebhookLayer::new(receiver());
    let around = ServiceBuilder::new().layer(others()).layer(layer());
    let inside = ServiceBuilder::new().layer(layer()).layer(others());
    let mounts: [Router; 3] = [
        Router::new().route("/webhooks/kudosity", post(person).layer(around)),
        Router::new().route("/webhooks/kudosity", post(person).layer(inside)),
        Router::new().route("/webhooks/kudosity", webhook(receiver(), person)).layer(others()),
    ];
    for app in mounts {
        let (status, body, _) = answer(&app, post_to(TARGET, &opt_out())).await;
        assert_eq!((status, body.as_str()), (StatusCode::OK, "61491570006"));
        let (status, body, _) = answer(&app, post_to("/webhooks/kudosity", &opt_out())).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(body.contains("not-authentic"));
    }
}

#[tokio::test]
async fn a_body_limit_of_the_application_is_answered_413() {
    let app = Router::new()
        .route("/webhooks/kudosity", webhook(receiver(), person))
        .layer(RequestBodyLimitLayer::new(20));
    let mut request = post_to(TARGET, &opt_out());
    // Of a declared length the limit answers by itself; of a chunked body it shows while it is read.
    assert!(request.headers_mut().remove("content-length").is_none());
    let (status, body, _) = answer(&app, request).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(body.contains("body-too-large"));
}

#[tokio::test]
async fn several_extractors_may_take_the_delivery() {
    async fn on_event(Webhook(first): Webhook, Webhook(second): Webhook) {
        assert_eq!(first.event, second.event);
    }
    let app = Router::new().route("/webhooks/kudosity", webhook(receiver(), on_event));
    let (status, ..) = answer(&app, post_to(TARGET, &opt_out())).await;
    assert_eq!(status, StatusCode::OK);
}

struct Accepting;

impl Sink for Accepting {
    async fn deliver(&self, _: Delivery) -> Result<(), Busy> {
        Ok(())
    }
}

/// Keeps what is not an event, and is busy for the rest.
struct Keeping;

impl Sink for Keeping {
    async fn deliver(&self, _: Delivery) -> Result<(), Busy> {
        Err(Busy { retry_after: Duration::from_millis(1500) })
    }

    async fn unreadable(&self, unreadable: Unreadable) -> Result<Disposition, Busy> {
        assert!(matches!(unreadable.rejection.kind(), RejectionKind::NotAnEvent(_)));
        assert_eq!(unreadable.body, "{}");
        Ok(Disposition::Kept)
    }
}

#[tokio::test]
async fn a_sink_may_be_busy_and_may_keep_what_is_no_event() {
    let app = Router::new().route("/webhooks/kudosity", webhook_to(receiver(), Keeping));
    for (target, body, expected) in
        [(TARGET, opt_out(), 503), (TARGET, json!({}), 200), ("/webhooks/kudosity", json!({}), 403)]
    {
        let (status, text, head) = answer(&app, post_to(target, &body)).await;
        assert_eq!(status, expected);
        assert_eq!(text.is_empty(), expected == 200);
        let retry_after = head.headers().get("retry-after");
        assert_eq!(retry_after.is_some_and(|it| it == "2"), expected == 503);
    }
}
