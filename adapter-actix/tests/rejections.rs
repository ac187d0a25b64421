//! What an application answers in its own way comes as it gave it, by every mount.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use actix_web::HttpResponse;
use actix_web::web::ServiceConfig;
use common::{PATH, Runs, ask, by_extractor, by_webhook, event, post};
use http::{HeaderValue, StatusCode};
use kudosity_webhook_actix::{Answer, Busy, Delivery, Sink};
use kudosity_webhook_actix::{Receiver, SharedSecret, Webhook, webhook_to};

impl Sink for Runs {
    async fn deliver(&self, _: Delivery) -> Result<(), Busy> {
        self.add();
        Ok(())
    }
}

#[actix_web::test]
async fn an_answer_of_the_applications_own_is_answered() {
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    let unassigned = StatusCode::from_u16(499).unwrap();
    for (status, content_type, body) in
        [(unassigned, Some(text), "nein"), (StatusCode::NOT_FOUND, None, "")]
    {
        let secret = SharedSecret::new("an-example-of-a-secret").unwrap();
        let own = content_type.clone();
        let receiver = Receiver::builder(secret)
            .answer_with(move |_| Answer::new(status, own.clone(), body))
            .build();
        let handler = async |_: Webhook| HttpResponse::Ok().finish();
        let sink = |config: &mut ServiceConfig| {
            config.service(webhook_to(PATH, receiver.clone(), Runs::default()));
        };
        let forged = || post(PATH, event(0));
        for answer in [
            ask(by_webhook(receiver.clone(), handler), forged()).await,
            ask(by_extractor(receiver.clone(), handler), forged()).await,
            ask(sink, forged()).await,
        ] {
            assert_eq!((answer.status, answer.text()), (status.as_u16(), body));
            let expected = content_type.as_ref().map(|it| it.to_str().unwrap());
            assert_eq!(answer.header("content-type"), expected);
        }
    }
}
