use std::fmt;
use std::time::Duration;

use bytes::Bytes;

/// The body of a request and the way it is sent, well-formed or not.
///
/// It says how the head announces it and, step by step, what follows the head, in the terms of either
/// version of HTTP. The constructors are the ways that matter to a receiver; anything else is put
/// together by [`Body::new`].
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use kudosity_webhook_simulator::client::{Body, End, Framing};
///
/// let whole = Body::sized("{}");
/// assert_eq!((whole.framing(), whole.end()), (Framing::Length(2), End::Complete));
///
/// let half = Body::cut_off("{", 100);
/// assert_eq!((half.framing(), half.end()), (Framing::Length(101), End::BrokenOff));
///
/// let late = Body::trickling("{}", 1, Duration::from_millis(50));
/// assert_eq!(late.steps().len(), 3);
/// ```
#[derive(Clone, Debug)]
pub struct Body {
    framing: Framing,
    steps: Vec<Step>,
    end: End,
}

/// How the head announces the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// A request without a body.
    None,
    /// `Content-Length`, right or not.
    Length(usize),
    /// Without a length: `Transfer-Encoding: chunked`, which HTTP/2 neither has nor needs.
    Chunked,
}

/// What is done after the head.
#[derive(Clone)]
pub enum Step {
    /// A part of the body: where the framing is chunked a chunk, in HTTP/2 a frame or several.
    Send(Bytes),
    /// These bytes are sent as they are, without the framing that they lack. HTTP/1.1 alone.
    Raw(Bytes),
    /// Nothing is sent for a while.
    Wait(Duration),
}

/// What is done after the last step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The body is ended: by the last chunk, or by the end of the stream, too early for its length or
    /// not.
    Complete,
    /// Nothing is sent any more: this side of the connection is shut down, and answers are still read.
    /// In HTTP/2 the stream is reset, which leaves nothing to answer.
    BrokenOff,
    /// Nothing is sent, and everything is left open.
    Never,
}

impl Body {
    /// A body of these steps, announced and ended so.
    pub fn new(framing: Framing, steps: Vec<Step>, end: End) -> Self {
        Self { framing, steps, end }
    }

    /// No body at all.
    pub fn none() -> Self {
        Self::new(Framing::None, Vec::new(), End::Complete)
    }

    /// A body as it should be, with its length.
    pub fn sized(body: impl Into<Bytes>) -> Self {
        let body = body.into();
        Self::new(Framing::Length(body.len()), vec![Step::Send(body)], End::Complete)
    }

    /// A body as it should be, in chunks of `chunk_size` bytes, each sent on its own.
    pub fn chunked(body: impl Into<Bytes>, chunk_size: usize) -> Self {
        Self::new(Framing::Chunked, chunks(body.into(), chunk_size), End::Complete)
    }

    /// A body that breaks off `missing` bytes before its length.
    pub fn cut_off(body: impl Into<Bytes>, missing: usize) -> Self {
        let body = body.into();
        let framing = Framing::Length(body.len().saturating_add(missing));
        Self::new(framing, vec![Step::Send(body)], End::BrokenOff)
    }

    /// A body in chunks of `chunk_size` bytes without the one that ends it.
    pub fn cut_off_chunked(body: impl Into<Bytes>, chunk_size: usize) -> Self {
        Self::new(Framing::Chunked, chunks(body.into(), chunk_size), End::BrokenOff)
    }

    /// A body whose first chunk is in order and whose second has no readable size. HTTP/1.1 alone.
    pub fn broken_chunks(first: impl Into<Bytes>) -> Self {
        let second = Bytes::from_static(b"size\r\n{}\r\n0\r\n\r\n");
        let steps = vec![Step::Send(first.into()), Step::Raw(second)];
        Self::new(Framing::Chunked, steps, End::Never)
    }

    /// A body with its length of which nothing comes.
    pub fn announced(length: usize) -> Self {
        Self::new(Framing::Length(length), Vec::new(), End::Never)
    }

    /// A body with its length whose last `slow` bytes are sent one by one, with a `pause` before each.
    pub fn trickling(body: impl Into<Bytes>, slow: usize, pause: Duration) -> Self {
        let mut at_once = body.into();
        let framing = Framing::Length(at_once.len());
        let rest = at_once.split_off(at_once.len().saturating_sub(slow));
        let each = |nth: usize| [Step::Wait(pause), Step::Send(rest.slice(nth..nth + 1))];
        let mut steps = vec![Step::Send(at_once)];
        steps.extend((0..rest.len()).flat_map(each));
        Self::new(framing, steps, End::Complete)
    }

    /// How the head announces it.
    pub fn framing(&self) -> Framing {
        self.framing
    }

    /// What is done after the head.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// What is done after the last step.
    pub fn end(&self) -> End {
        self.end
    }

    /// Whether it is not ended, or where its head says.
    pub(super) fn ends_at_its_length(&self) -> bool {
        match (self.framing, self.end) {
            (Framing::Length(length), End::Complete) => length == self.sent_len(),
            _ => true,
        }
    }

    /// The bytes of the body that are sent, in all.
    pub fn sent_len(&self) -> usize {
        let sent = self.steps.iter().map(|step| match step {
            Step::Send(bytes) | Step::Raw(bytes) => bytes.len(),
            Step::Wait(_) => 0,
        });
        sent.sum()
    }
}

fn chunks(mut body: Bytes, chunk_size: usize) -> Vec<Step> {
    let next = move || {
        let chunk = body.split_to(chunk_size.max(1).min(body.len()));
        (!chunk.is_empty()).then_some(Step::Send(chunk))
    };
    std::iter::from_fn(next).collect()
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send(bytes) => write!(f, "Send({} bytes)", bytes.len()),
            Self::Raw(bytes) => write!(f, "Raw({} bytes)", bytes.len()),
            Self::Wait(pause) => write!(f, "Wait({pause:?})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(body: &Body) -> Vec<&[u8]> {
        let bytes = body.steps().iter().filter_map(|step| match step {
            Step::Send(bytes) => Some(bytes.as_ref()),
            _ => None,
        });
        bytes.collect()
    }

    #[test]
    fn a_body_is_cut_into_chunks() {
        for (body, chunk_size, expected) in [
            ("abcdefg", 3, vec!["abc", "def", "g"]),
            ("abcdefg", usize::MAX, vec!["abcdefg"]),
            ("ab", 0, vec!["a", "b"]),
            ("", 3, vec![]),
        ] {
            let expected: Vec<_> = expected.into_iter().map(str::as_bytes).collect();
            assert_eq!(sent(&Body::chunked(body, chunk_size)), expected);
        }
    }

    #[test]
    fn a_trickling_body_is_the_whole_body() {
        let body = Body::trickling("abcdefg", 4, Duration::from_millis(1));
        assert_eq!((body.framing(), body.sent_len()), (Framing::Length(7), 7));
        assert_eq!(sent(&body).concat(), b"abcdefg");
        assert_eq!(body.steps().len(), 9);
    }
}
