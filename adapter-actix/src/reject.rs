use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use kudosity_webhook::{Refusal, Rejection};

/// A core [`Rejection`] as actix-web has it: an error that is a response.
///
/// Middleware finds it in the response: `response.error()`, then `as_error::<WebhookRejection>()`.
#[derive(Clone, Debug, thiserror::Error)]
#[error(transparent)]
pub struct WebhookRejection(pub Rejection);

impl From<Refusal> for WebhookRejection {
    fn from(refusal: Refusal) -> Self {
        Self(refusal.into_rejection())
    }
}

impl ResponseError for WebhookRejection {
    fn status_code(&self) -> StatusCode {
        let status = StatusCode::from_u16(self.0.status().as_u16());
        status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        for (name, value) in self.0.headers() {
            response.append_header((name.as_str(), value.as_bytes()));
        }
        response.body(self.0.body())
    }
}
