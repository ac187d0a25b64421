//! What holds of every way in which a body comes: in pieces it is what it is in one, within the limits,
//! and nothing of it stays behind.

mod at;
mod came;

use std::time::Duration;

use arbitrary::{Result, Unstructured};
use bytes::Bytes;
use http::request::Parts;
use kudosity_webhook::{Delivery, Event, Outcome, Receiver, Refusal, RejectionKind};

use self::at::{At, Authentic};
use self::came::{Came, Told};
use super::parse::body_of;

/// Checks a way in which a body comes, which the first bytes choose; the rest is the body, as in
/// [`parse::check`](super::parse::check).
pub fn check(data: &[u8]) {
    let mut choices = Unstructured::new(data);
    if let Ok(way) = Way::chosen_by(&mut choices) {
        way.check(&Bytes::from(body_of(choices.take_rest())));
    }
}

#[derive(Debug)]
struct Way {
    authentic: Authentic,
    end: End,
    max_body_size: usize,
    max_in_flight: usize,
    /// How many bytes another request holds meanwhile.
    held: usize,
    declared: Option<&'static str>,
    /// How long the chunks are; what is left comes in one.
    chunks: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Finish,
    Fail,
    TimeOut,
    Drop,
}

impl Way {
    fn chosen_by(choices: &mut Unstructured<'_>) -> Result<Self> {
        use {Authentic::*, End::*};
        const LENGTHS: &[&str] = &[
            "0",
            "1",
            "00000",
            " 600 ",
            "700",
            "2000",
            "4097",
            "18446744073709551615",
            "184467440737095516150",
            "",
            "-1",
            "+1",
            "1, 1",
            "0x1",
            "é",
        ];
        let max_body_size = choices.int_in_range(1..=4_096)?;
        let declared = choices.int_in_range(0..=2 * LENGTHS.len())?;
        let count = choices.int_in_range(0..=40)?;
        let chunks = (0..count).map(|_| choices.int_in_range(0..=255));
        Ok(Self {
            chunks: chunks.collect::<Result<_>>()?,
            authentic: *choices.choose(&[ByHead, ByBody, ByEvent, Never])?,
            end: *choices.choose(&[Finish, Finish, Finish, Fail, TimeOut, Drop])?,
            max_body_size,
            max_in_flight: choices.int_in_range(0..=4 * max_body_size)?,
            held: choices.int_in_range(0..=max_body_size)?,
            declared: LENGTHS.get(declared).copied(),
        })
    }

    fn check(&self, body: &Bytes) {
        let told = Told::default();
        let receiver = self.receiver(&told);
        let room = self.max_in_flight.max(self.max_body_size);
        let other = receiver.admit(head(None)).expect("its head is in order");
        let other = other.push(vec![b' '; self.held].into()).expect("there is room for one body");

        let received = self.receive(&receiver, body);
        let came = Came::of(&received, body);
        if let Came::Rejected(RejectionKind::Busy { .. }) = came {
            assert!(body.len() + body.len() / 2 > room - self.held, "{self:?}: it was not busy");
        } else {
            let (expected, size) = self.expected(body);
            assert_eq!(came, expected, "{self:?}");
            assert_eq!(told.take(), expected.told(size), "{self:?}");
        }
        let held = self.held + came.held(body);
        self.assert_free(&receiver, room.checked_sub(held).expect("no more is held than may be"));
        drop(received);
        self.assert_free(&receiver, room - self.held);
        drop(other);
        self.assert_free(&receiver, room);
    }

    fn receiver(&self, told: &Told) -> Receiver {
        let told = told.clone();
        Receiver::builder(At(self.authentic))
            .max_body_size(self.max_body_size)
            .max_in_flight(self.max_in_flight)
            .observer(move |seen| {
                let name = match seen.outcome {
                    Outcome::Delivered(event_type) => event_type.as_str(),
                    Outcome::Unreadable(kind, _) | Outcome::Rejected(kind) => kind.name(),
                    _ => unreachable!("there are three outcomes"),
                };
                told.tell(name, seen.body_size);
            })
            .build()
    }

    /// Receives the body in its chunks; nothing comes of it where the sender goes away.
    fn receive(&self, receiver: &Receiver, body: &Bytes) -> Option<Result<Delivery, Refusal>> {
        let received = || {
            let mut intake = receiver.admit(head(self.declared))?;
            let mut left = body.clone();
            for length in self.chunks.iter().copied().chain([usize::MAX]) {
                intake = intake.push(left.split_to(length.min(left.len())))?;
            }
            match self.end {
                End::Finish => intake.finish().map(|(_head, delivery)| Some(delivery)),
                End::Fail => Err(intake.fail(RejectionKind::BodyBroken).into()),
                End::TimeOut => Err(intake.timed_out().into()),
                End::Drop => Ok(None),
            }
        };
        received().transpose()
    }

    /// What must come of the request, unless there is no room for it; and how many bytes were taken in.
    fn expected(&self, body: &Bytes) -> (Came, usize) {
        let limit = self.max_body_size;
        let too_large = Came::Rejected(RejectionKind::BodyTooLarge { limit: Some(limit) });
        let declared = self.declared.filter(|length| !length.starts_with('+'));
        let declared = declared.and_then(|length| length.trim().parse::<u128>().ok());
        if declared.is_some_and(|length| length > limit as u128) {
            return (too_large, 0);
        }
        let mut taken = 0_usize;
        for length in self.chunks.iter().copied().chain([usize::MAX]) {
            taken = body.len().min(taken.saturating_add(length));
            if taken > limit {
                return (too_large, taken);
            }
        }
        let came = match self.end {
            End::Finish => self.expected_at_end(body),
            End::Fail => Came::Rejected(RejectionKind::BodyBroken),
            End::TimeOut => Came::Rejected(RejectionKind::BodyTimeout { limit: BODY_TIMEOUT }),
            End::Drop => Came::Nothing,
        };
        (came, taken)
    }

    /// What comes of the whole body.
    fn expected_at_end(&self, body: &Bytes) -> Came {
        match (Event::from_body(body.clone()), self.authentic) {
            (_, Authentic::Never) | (Err(_), Authentic::ByEvent) => {
                Came::Rejected(RejectionKind::NotAuthentic { challenge: None })
            }
            (Ok(event), _) => Came::Event(event.into()),
            (Err(error), _) => Came::Unreadable(RejectionKind::NotAnEvent(error)),
        }
    }

    /// Asserts that just so many bytes can still be held.
    fn assert_free(&self, receiver: &Receiver, free: usize) {
        let mut left = free;
        let mut held = Vec::new();
        loop {
            let length = left.min(self.max_body_size);
            let intake = receiver.admit(head(None)).expect("its head is in order");
            let intake = intake.push(vec![b' '; length].into());
            held.push(
                intake.unwrap_or_else(|_| panic!("{self:?}: not all of {free} bytes are free")),
            );
            left -= length;
            if left == 0 {
                break;
            }
        }
        let one_more = receiver.admit(head(None)).expect("its head is in order");
        let refused = one_more.push(Bytes::from_static(b" "));
        assert!(refused.is_err(), "{self:?}: more than {free} bytes are free");
    }
}

/// The default of a receiver.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

fn head(declared: Option<&str>) -> Parts {
    let mut request = http::Request::post("/").header("content-type", "application/json");
    if let Some(length) = declared {
        request = request.header("content-length", length);
    }
    request.body(()).expect("it is a request").into_parts().0
}
