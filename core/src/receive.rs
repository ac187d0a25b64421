//! The driver beside the receiver: feeds it a body, within the time that it may take.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Buf;
use http_body::{Body, Frame};
use http_body_util::LengthLimitError;
use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::delivery::{Delivery, Refusal};
use crate::head::Head;
use crate::receiver::{Intake, Receiver};
use crate::rejection::{Rejection, RejectionKind};

type BoxError = Box<dyn Error + Send + Sync>;

/// Receives one request: admits its head, takes in its body, and yields the delivery and the head.
///
/// The body is not read where the head is refused. Adapters await it;
/// [`WebhookLayer`](crate::WebhookLayer) polls it. It runs on a tokio runtime with time enabled: where
/// a body is not there at once, a timer is armed.
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use http_body_util::Full;
/// use kudosity_webhook::receive::receive;
/// use kudosity_webhook::{Receiver, SharedSecret};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let receiver = Receiver::new(SharedSecret::new("an-example-of-a-secret")?);
/// let post = |uri: &str| {
///     let body = r#"{"event_type":"LINK_HIT","timestamp":"2026-02-03T04:05:06Z","link_hit":{
///         "hits":1,"url":"https://shop.example.com/","source_message":{"recipient":"61491570006"}}}"#;
///     http::Request::post(uri).header("content-type", "application/json").body(Full::<Bytes>::from(body))
/// };
///
/// let (head, body) = post("/?secret=an-example-of-a-secret")?.into_parts();
/// let (_head, delivery) = receive(&receiver, head, body).await.expect("it is authentic");
/// assert_eq!(delivery.event.link_hit().map(|hit| hit.hits), Some(1));
///
/// let (head, body) = post("/")?.into_parts();
/// let refusal = receive(&receiver, head, body).await.expect_err("it has no secret");
/// assert_eq!(refusal.into_rejection().status(), 403);
/// # Ok(())
/// # }
/// ```
pub fn receive<H, B>(receiver: &Receiver, head: H, body: B) -> Receive<H, B>
where
    H: Head,
    B: Body<Error: Into<BoxError>>,
{
    let deadline = Instant::now().checked_add(receiver.body_timeout());
    Receive { admitted: Some(receiver.admit(head)), body, deadline, timer: None }
}

pin_project! {
    /// The future of [`receive`]; it is not to be polled again once it is ready.
    #[must_use = "futures do nothing unless polled"]
    pub struct Receive<H, B> {
        admitted: Option<Result<Intake<H>, Rejection>>,
        #[pin]
        body: B,
        // None where it is later than time goes.
        deadline: Option<Instant>,
        #[pin]
        timer: Option<Sleep>,
    }
}

impl<H, B> Future for Receive<H, B>
where
    H: Head,
    B: Body<Error: Into<BoxError>>,
{
    type Output = Result<(H, Delivery), Refusal>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let Some(admitted) = this.admitted.take() else {
            return Poll::Pending;
        };
        let mut intake = admitted?;
        loop {
            match this.body.as_mut().poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => intake = take_in(intake, frame)?,
                Poll::Ready(Some(Err(error))) => {
                    let kind = kind_of(error.into().as_ref());
                    return Poll::Ready(Err(intake.fail(kind).into()));
                }
                Poll::Ready(None) => return Poll::Ready(intake.finish()),
                Poll::Pending if is_over(this.timer.as_mut(), *this.deadline, cx) => {
                    return Poll::Ready(Err(intake.timed_out().into()));
                }
                Poll::Pending => {
                    *this.admitted = Some(Ok(intake));
                    return Poll::Pending;
                }
            }
            // A body that always has a next frame is not without end for that.
            if this.deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                return Poll::Ready(Err(intake.timed_out().into()));
            }
        }
    }
}

fn take_in<H: Head, D: Buf>(intake: Intake<H>, frame: Frame<D>) -> Result<Intake<H>, Rejection> {
    match frame.into_data() {
        Ok(mut data) => intake.push(data.copy_to_bytes(data.remaining())),
        Err(_trailers) => Ok(intake),
    }
}

/// Whether the deadline has come; arms the timer the first time that there is something to wait for.
fn is_over(
    mut timer: Pin<&mut Option<Sleep>>,
    deadline: Option<Instant>,
    cx: &mut Context<'_>,
) -> bool {
    if timer.is_none() {
        timer.set(deadline.map(sleep_until));
    }
    timer.as_pin_mut().is_some_and(|timer| timer.poll(cx).is_ready())
}

/// What an error of the body is: a limit of the application, or anything else.
fn kind_of(error: &(dyn Error + 'static)) -> RejectionKind {
    let mut causes = std::iter::successors(Some(error), |&cause| cause.source());
    if causes.any(<dyn Error>::is::<LengthLimitError>) {
        RejectionKind::BodyTooLarge { limit: None }
    } else {
        RejectionKind::BodyBroken
    }
}

impl<H, B> fmt::Debug for Receive<H, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receive").field("deadline", &self.deadline).finish_non_exhaustive()
    }
}
