//! The driver beside the receiver: feeds it a body, within the time that it may take.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

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
    let admitted = receiver.admit(head);
    let started = admitted.as_ref().ok().map(Intake::started);
    let deadline = started.and_then(|started| started.checked_add(receiver.body_timeout()));
    Receive { admitted: Some(admitted), body, deadline, timer: None }
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
        let ended = match this.admitted {
            Some(Ok(intake)) => {
                let deadline = *this.deadline;
                ready!(poll_body(intake, this.body.as_mut(), deadline, this.timer.as_mut(), cx))
            }
            Some(Err(_)) => Ok(()),
            None => return Poll::Pending,
        };
        let Some(admitted) = this.admitted.take() else {
            return Poll::Pending;
        };
        let intake = admitted?;
        Poll::Ready(match ended {
            Ok(()) => intake.finish(),
            Err(kind) => Err(intake.fail(kind).into()),
        })
    }
}

/// Takes in what has come of a body, to its end or to what is wrong with it.
fn poll_body<H, B>(
    intake: &mut Intake<H>,
    mut body: Pin<&mut B>,
    deadline: Option<Instant>,
    timer: Pin<&mut Option<Sleep>>,
    cx: &mut Context<'_>,
) -> Poll<Result<(), RejectionKind>>
where
    H: Head,
    B: Body<Error: Into<BoxError>>,
{
    for taken in 0_usize.. {
        // A body that always has a next frame is not without end for that.
        if taken > 1 && deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            return Poll::Ready(Err(intake.time_is_over()));
        }
        match body.as_mut().poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                take_in(intake, frame)?;
                // To wait for the end, where it is known, is to be woken once more for nothing.
                if body.is_end_stream() {
                    break;
                }
            }
            Poll::Ready(Some(Err(error))) => {
                return Poll::Ready(Err(kind_of(error.into().as_ref())));
            }
            Poll::Ready(None) => break,
            Poll::Pending if is_over(timer, deadline, cx) => {
                return Poll::Ready(Err(intake.time_is_over()));
            }
            Poll::Pending => return Poll::Pending,
        }
    }
    Poll::Ready(Ok(()))
}

fn take_in<H: Head, D: Buf>(intake: &mut Intake<H>, frame: Frame<D>) -> Result<(), RejectionKind> {
    match frame.into_data() {
        Ok(mut data) => intake.take_in(data.copy_to_bytes(data.remaining())),
        Err(_trailers) => Ok(()),
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
