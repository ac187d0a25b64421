use bytes::{Buf, Bytes, BytesMut};
use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

use super::NoAnswer;
use super::printable::printable;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response {
    /// Its status.
    pub status: StatusCode,
    /// Its headers, doubled ones included.
    pub headers: HeaderMap,
    /// Its body, without its framing.
    pub body: Bytes,
}

/// The most header lines that an answer may have.
const MAX_HEADERS: usize = 64;

/// What stands before the body of an answer.
struct Head {
    length: usize,
    status: StatusCode,
    headers: HeaderMap,
    /// Whether the connection outlives the answer (RFC 9112, section 9.3).
    keeps_alive: bool,
}

impl Response {
    /// What a problem document (RFC 9457) says was wrong, for a person.
    ///
    /// It is fit for a terminal: control characters are escaped.
    pub fn problem_detail(&self) -> Option<String> {
        let problem: Value = serde_json::from_slice(&self.body).ok()?;
        let detail = problem.get("detail")?.as_str()?;
        problem.get("type")?.is_string().then(|| printable(detail))
    }

    /// Reads an answer from what has come so far, and whether its connection can be used again;
    /// nothing if it is not complete.
    pub(super) fn read(
        received: &[u8],
        no_body: bool,
        ended: bool,
    ) -> Result<Option<(Self, bool)>, NoAnswer> {
        let mut rest = received;
        let head = loop {
            let Some(head) = Head::read(rest)? else { return Ok(None) };
            rest = rest.get(head.length..).unwrap_or_default();
            // An interim answer has no body, and another one follows.
            if !head.status.is_informational() {
                break head;
            }
        };
        let Head { status, headers, keeps_alive, .. } = head;
        let no_body =
            no_body || [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&status);
        let body = if no_body { Some(Bytes::new()) } else { body(&headers, rest, ended)? };
        Ok(body.map(|body| (Self { status, headers, body }, keeps_alive && !ended)))
    }
}

impl Head {
    fn read(received: &[u8]) -> Result<Option<Self>, NoAnswer> {
        let mut lines = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut parsed = httparse::Response::new(&mut lines);
        let length = match parsed.parse(received).map_err(unreadable)? {
            httparse::Status::Complete(length) => length,
            httparse::Status::Partial => return Ok(None),
        };
        let status = StatusCode::from_u16(parsed.code.unwrap_or_default()).map_err(unreadable)?;
        let mut headers = HeaderMap::new();
        for line in parsed.headers {
            let name = HeaderName::from_bytes(line.name.as_bytes()).map_err(unreadable)?;
            headers.append(name, HeaderValue::from_bytes(line.value).map_err(unreadable)?);
        }
        let is_1_1 = parsed.version == Some(1);
        let keeps_alive =
            !has_option(&headers, "close") && (is_1_1 || has_option(&headers, "keep-alive"));
        Ok(Some(Self { length, status, headers, keeps_alive }))
    }
}

/// Whether `Connection` says this.
fn has_option(headers: &HeaderMap, option: &str) -> bool {
    let values = headers.get_all(CONNECTION).into_iter();
    let mut options = values.flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    options.any(|it| it.trim_ascii().eq_ignore_ascii_case(option.as_bytes()))
}

fn body(headers: &HeaderMap, received: &[u8], ended: bool) -> Result<Option<Bytes>, NoAnswer> {
    if headers.contains_key(TRANSFER_ENCODING) {
        return dechunked(received);
    }
    let Some(length) = headers.get(CONTENT_LENGTH) else {
        return Ok(ended.then(|| Bytes::copy_from_slice(received)));
    };
    let length: usize = length.to_str().map_err(unreadable)?.parse().map_err(unreadable)?;
    Ok(received.get(..length).map(Bytes::copy_from_slice))
}

fn dechunked(mut received: &[u8]) -> Result<Option<Bytes>, NoAnswer> {
    let mut body = BytesMut::new();
    loop {
        let size = httparse::parse_chunk_size(received).map_err(|_| NoAnswer::Unreadable)?;
        let httparse::Status::Complete((start, size)) = size else { return Ok(None) };
        let size = usize::try_from(size).map_err(unreadable)?;
        if size == 0 {
            return Ok(Some(body.freeze()));
        }
        received.advance(start);
        let Some((chunk, behind)) = received.split_at_checked(size) else { return Ok(None) };
        let Some(behind) = behind.get(b"\r\n".len()..) else { return Ok(None) };
        body.extend_from_slice(chunk);
        received = behind;
    }
}

fn unreadable<E>(_: E) -> NoAnswer {
    NoAnswer::Unreadable
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(received: &str, ended: bool) -> Option<(u16, Bytes)> {
        let response = Response::read(received.as_bytes(), false, ended).unwrap();
        response.map(|(response, _)| (response.status.as_u16(), response.body))
    }

    #[test]
    fn an_answer_is_read_once_it_is_complete() {
        for (received, body) in [
            ("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nbody", "body"),
            (
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nbod\r\n1\r\ny\r\n0\r\n\r\n",
                "body",
            ),
            ("HTTP/1.1 204 No Content\r\ndate: x\r\n\r\n", ""),
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", ""),
        ] {
            let (_, read_body) = read(received, false).unwrap();
            assert_eq!(read_body, body, "{received}");
            let cut = &received[..received.len() - 5];
            assert_eq!(read(cut, true), None, "{cut}");
        }
    }

    #[test]
    fn the_detail_of_a_problem_is_fit_for_a_terminal() {
        for (body, expected) in [
            (
                r#"{"type":"urn:x","detail":"the receiver's \"log\" \\ é"}"#,
                Some("the receiver's \"log\" \\ é"),
            ),
            (r#"{"type":"urn:x","detail":"\u001b[31m\u202e\n"}"#, Some("\\u{1b}[31m\\u{202e}\\n")),
            (r#"{"detail":"of something else"}"#, None),
            ("<html>", None),
        ] {
            let received = format!("HTTP/1.1 500 X\r\n\r\n{body}");
            let (response, _) = Response::read(received.as_bytes(), false, true).unwrap().unwrap();
            assert_eq!(response.problem_detail().as_deref(), expected, "{body}");
        }
    }

    #[test]
    fn an_answer_without_framing_ends_with_the_connection() {
        let received = "HTTP/1.1 400 Bad Request\r\n\r\nbody";
        assert_eq!(read(received, false), None);
        assert_eq!(read(received, true), Some((400, Bytes::from("body"))));
    }

    #[test]
    fn a_connection_outlives_an_answer_by_the_rules_of_its_version() {
        for (version, connection, expected) in [
            ("1.1", "x-none: ", true),
            ("1.1", "Connection: x, Close", false),
            ("1.1", "connection: close, keep-alive", false),
            ("1.0", "x-none: ", false),
            ("1.0", "connection: Keep-Alive", true),
            ("1.0", "connection: keep-alive\r\nconnection: close", false),
        ] {
            let answer =
                format!("HTTP/{version} 200 OK\r\n{connection}\r\ncontent-length: 0\r\n\r\n");
            for ended in [false, true] {
                let (_, kept) = Response::read(answer.as_bytes(), false, ended).unwrap().unwrap();
                assert_eq!(kept, expected && !ended, "{answer}");
            }
        }
    }

    #[test]
    fn what_is_no_answer_is_unreadable() {
        for received in [
            "SSH-2.0-server\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n",
        ] {
            let read = Response::read(received.as_bytes(), false, true);
            assert!(matches!(read, Err(NoAnswer::Unreadable)), "{received}");
        }
    }
}
