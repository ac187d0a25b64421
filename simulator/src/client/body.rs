use std::fmt;
use std::time::Duration;

use bytes::Bytes;

/// The body of a request and the way it is sent, well-formed or not.
///
/// It says which framing header the head has and, step by step, what follows the head. The
/// constructors are the ways that matter to a receiver; anything else is put together by
/// [`Body::new`].
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use kudosity_webhook_simulator::client::{Body, Framing};
///
/// let whole = Body::sized("{}");
/// assert_eq!(whole.framing(), Framing::Length(2));
///
/// let late = Body::trickling("{}", 1, Duration::from_millis(50));
/// assert_eq!(late.framing(), Framing::Length(2));
/// assert_eq!(late.steps().len(), 3);
/// ```
#[derive(Clone, Debug)]
pub struct Body {
    framing: Framing,
    steps: Vec<Step>,
}

/// The header that tells where a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Neither header: a request without a body.
    None,
    /// `Content-Length`, right or not.
    Length(usize),
    /// `Transfer-Encoding: chunked`, whether chunks follow or not.
    Chunked,
}

/// What is done after the head.
#[derive(Clone)]
pub enum Step {
    /// These bytes are sent as they are, chunk framing included.
    Send(Bytes),
    /// Nothing is sent for a while.
    Wait(Duration),
    /// Nothing is sent any more: this side of the connection is shut down, and answers are still read.
    ShutDown,
}

impl Body {
    /// A body of these steps behind this framing header.
    pub fn new(framing: Framing, steps: Vec<Step>) -> Self {
        Self { framing, steps }
    }

    /// No body at all.
    pub fn none() -> Self {
        Self::new(Framing::None, Vec::new())
    }

    /// A body as it should be, with its length.
    pub fn sized(body: impl Into<Bytes>) -> Self {
        let body = body.into();
        Self::new(Framing::Length(body.len()), vec![Step::Send(body)])
    }

    /// A body as it should be, in chunks of `chunk_size` bytes, each sent on its own.
    pub fn chunked(body: impl Into<Bytes>, chunk_size: usize) -> Self {
        let mut steps: Vec<Step> = chunks(body.into(), chunk_size).collect();
        steps.push(Step::Send(Bytes::from_static(b"0\r\n\r\n")));
        Self::new(Framing::Chunked, steps)
    }

    /// A body that ends `missing` bytes before its length.
    pub fn cut_off(body: impl Into<Bytes>, missing: usize) -> Self {
        let body = body.into();
        let framing = Framing::Length(body.len().saturating_add(missing));
        Self::new(framing, vec![Step::Send(body), Step::ShutDown])
    }

    /// A body in chunks of `chunk_size` bytes without the one that ends it.
    pub fn cut_off_chunked(body: impl Into<Bytes>, chunk_size: usize) -> Self {
        let mut steps: Vec<Step> = chunks(body.into(), chunk_size).collect();
        steps.push(Step::ShutDown);
        Self::new(Framing::Chunked, steps)
    }

    /// A body whose first chunk is in order and whose second has no readable size.
    pub fn broken_chunks(first: impl Into<Bytes>) -> Self {
        let first = first.into();
        let mut steps: Vec<Step> = chunks(first.clone(), first.len()).collect();
        steps.push(Step::Send(Bytes::from_static(b"size\r\n{}\r\n0\r\n\r\n")));
        Self::new(Framing::Chunked, steps)
    }

    /// A body with its length whose last `slow` bytes are sent one by one, with a `pause` before each.
    pub fn trickling(body: impl Into<Bytes>, slow: usize, pause: Duration) -> Self {
        let mut at_once = body.into();
        let framing = Framing::Length(at_once.len());
        let rest = at_once.split_off(at_once.len().saturating_sub(slow));
        let each = |nth: usize| [Step::Wait(pause), Step::Send(rest.slice(nth..nth + 1))];
        let mut steps = vec![Step::Send(at_once)];
        steps.extend((0..rest.len()).flat_map(each));
        Self::new(framing, steps)
    }

    /// The framing header.
    pub fn framing(&self) -> Framing {
        self.framing
    }

    /// What is done after the head.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }
}

/// The body in chunks, without the one that ends it.
fn chunks(mut body: Bytes, chunk_size: usize) -> impl Iterator<Item = Step> {
    let next = move || {
        let chunk = body.split_to(chunk_size.clamp(1, body.len().max(1)).min(body.len()));
        (!chunk.is_empty()).then(|| {
            let size = format!("{:x}\r\n", chunk.len());
            [Bytes::from(size), chunk, Bytes::from_static(b"\r\n")].map(Step::Send)
        })
    };
    std::iter::from_fn(next).flatten()
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send(bytes) => write!(f, "Send({} bytes)", bytes.len()),
            Self::Wait(pause) => write!(f, "Wait({pause:?})"),
            Self::ShutDown => f.write_str("ShutDown"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(body: &Body) -> String {
        let bytes = body.steps().iter().filter_map(|step| match step {
            Step::Send(bytes) => Some(bytes.to_vec()),
            _ => None,
        });
        String::from_utf8(bytes.flatten().collect()).unwrap()
    }

    #[test]
    fn a_body_is_cut_into_chunks() {
        for (body, chunk_size, expected) in [
            ("abcdefg", 3, "3\r\nabc\r\n3\r\ndef\r\n1\r\ng\r\n0\r\n\r\n"),
            ("abcdefg", 100, "7\r\nabcdefg\r\n0\r\n\r\n"),
            ("ab", 0, "1\r\na\r\n1\r\nb\r\n0\r\n\r\n"),
            ("", 3, "0\r\n\r\n"),
        ] {
            assert_eq!(sent(&Body::chunked(body, chunk_size)), expected);
        }
    }

    #[test]
    fn a_trickling_body_is_the_whole_body() {
        let body = Body::trickling("abcdefg", 4, Duration::from_millis(1));
        assert_eq!(body.framing(), Framing::Length(7));
        assert_eq!(sent(&body), "abcdefg");
        assert_eq!(body.steps().len(), 9);
    }

    #[test]
    fn a_body_that_is_cut_off_promised_more() {
        let body = Body::cut_off("abc", 4);
        assert_eq!(body.framing(), Framing::Length(7));
        assert!(matches!(body.steps(), [Step::Send(_), Step::ShutDown]));
    }
}
