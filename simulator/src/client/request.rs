use std::fmt::{self, Write};

use bytes::Bytes;

use super::{Body, Framing, Version, http2};

/// A request, exactly as it is sent by HTTP/1.1, and by HTTP/2 where it can be said there.
///
/// Nothing is added to it but the framing header of its [`Body`], and nothing is checked: a header
/// may be there twice, and may lie.
///
/// `Debug` shows neither its query nor the values of its headers, where secrets stand.
///
/// # Examples
///
/// ```
/// use kudosity_webhook_simulator::client::{Body, Request};
///
/// let request = Request::new("POST", "/webhooks/kudosity")
///     .header("host", "sms.example.com")
///     .body(Body::sized("{}"));
/// assert_eq!(
///     request.head(),
///     "POST /webhooks/kudosity HTTP/1.1\r\nhost: sms.example.com\r\ncontent-length: 2\r\n\r\n",
/// );
/// ```
#[derive(Clone)]
pub struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Body,
}

impl Request {
    /// A request without headers and body.
    pub fn new(method: impl Into<String>, target: impl Into<String>) -> Self {
        let (method, target) = (method.into(), target.into());
        Self { method, target, headers: Vec::new(), body: Body::none() }
    }

    /// A delivery as the provider sends one: its method, its headers, and the body with its length.
    pub fn delivery(target: impl Into<String>, body: impl Into<Bytes>) -> Self {
        let headers = [
            ("host", "sms.example.com"),
            ("user-agent", "Go-http-client/2.0"),
            ("content-type", "application/json"),
            ("traceparent", "00-5b1f0c9a7d3e4826a1b2c3d4e5f60718-9c8b7a6d5e4f3021-01"),
            ("sentry-trace", "5b1f0c9a7d3e4826a1b2c3d4e5f60718-9c8b7a6d5e4f3021"),
            ("accept-encoding", "gzip"),
        ];
        let request = Self::new("POST", target).body(Body::sized(body));
        headers.into_iter().fold(request, |request, (name, value)| request.header(name, value))
    }

    /// Sends it with another method.
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = method.into();
        self
    }

    /// Adds a header line, beside any others of its name.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Leaves out every header line of this name.
    pub fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self
    }

    /// Adds parameters to the query of its target, behind those that are there.
    pub fn and_query(mut self, parameters: &str) -> Self {
        self.target.push(if self.target.contains('?') { '&' } else { '?' });
        self.target.push_str(parameters);
        self
    }

    /// Sends it with another body.
    pub fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// The head as it is sent by HTTP/1.1, framing header included.
    pub fn head(&self) -> String {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        let framing = match self.body.framing() {
            Framing::None => None,
            Framing::Length(length) => Some(("content-length", length.to_string())),
            Framing::Chunked => Some(("transfer-encoding", "chunked".to_owned())),
        };
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let framing = framing.iter().map(|(name, value)| (*name, value.as_str()));
        for (name, value) in headers.chain(framing) {
            // Writing to a string does not fail.
            let _ = write!(head, "{name}: {value}\r\n");
        }
        head.push_str("\r\n");
        head
    }

    /// Whether it can be said in this version of HTTP.
    ///
    /// HTTP/2 has no chunks to break, none of the headers that are about a connection, and a grammar
    /// that its senders keep to; HTTP/1.1 cannot end a body elsewhere than at its length.
    ///
    /// # Examples
    ///
    /// ```
    /// use kudosity_webhook_simulator::client::{Body, Request, Version};
    ///
    /// let delivery = Request::delivery("/webhooks/kudosity", "{}");
    /// assert!(Version::ALL.into_iter().all(|version| delivery.fits(version)));
    /// assert!(!delivery.body(Body::broken_chunks("{}")).fits(Version::Http2));
    /// ```
    pub fn fits(&self, version: Version) -> bool {
        match version {
            Version::Http1 => self.body.ends_at_its_length(),
            Version::Http2 => http2::fits(self),
        }
    }

    pub(super) fn method_name(&self) -> &str {
        &self.method
    }

    pub(super) fn target(&self) -> &str {
        &self.target
    }

    pub(super) fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The query of its target, without the `?`.
    pub fn query(&self) -> Option<&str> {
        self.target.split_once('?').map(|(_, query)| query)
    }

    /// How its body is sent.
    pub fn body_plan(&self) -> &Body {
        &self.body
    }

    /// Whether its answer has no body, whatever the headers of the answer say.
    pub(crate) fn is_head(&self) -> bool {
        self.method == "HEAD"
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.target.split_once('?').map_or(&*self.target, |(path, _)| path);
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &path)
            .field("headers", &names)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}
