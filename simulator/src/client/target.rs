use std::fmt;
use std::str::FromStr;

use bytes::Bytes;
use http::uri::Scheme;
use http::{HeaderName, HeaderValue, Uri};
use percent_encoding::percent_decode_str;

use super::{Request, TargetError};

/// An endpoint to deliver to, by the URL that would be registered with the provider.
///
/// The path and the query are sent as they stand in the URL. User-info becomes Basic credentials, as
/// Go's client, which the provider uses, sends it. A fragment is not sent.
///
/// `Debug` and `Display` show neither the query nor the user-info, where secrets stand.
///
/// # Examples
///
/// ```
/// use kudosity_webhook_simulator::client::{Target, TargetError};
///
/// let target: Target = "http://127.0.0.1:3000/webhooks/kudosity?secret=not-shown".parse()?;
/// assert_eq!(target.to_string(), "http://127.0.0.1:3000/webhooks/kudosity");
/// let delivery = target.delivery("{}");
/// assert!(delivery.head().starts_with("POST /webhooks/kudosity?secret=not-shown HTTP/1.1\r\n"));
///
/// let refused = "127.0.0.1:3000".parse::<Target>();
/// assert_eq!(refused.unwrap_err(), TargetError::NotAUrl);
/// # Ok::<(), TargetError>(())
/// ```
#[derive(Clone)]
pub struct Target {
    pub(super) host: Box<str>,
    pub(super) port: u16,
    #[cfg(feature = "tls")]
    pub(super) tls: Option<super::tls::Tls>,
    scheme: Scheme,
    path: Box<str>,
    query: Option<Box<str>>,
    user_info: Option<(Box<str>, Box<str>)>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Target {
    /// Reads a URL.
    ///
    /// # Errors
    ///
    /// [`TargetError::NotAUrl`], [`TargetError::UserInfo`], and for `https` without the feature `tls`
    /// [`TargetError::WithoutTls`].
    pub fn parse(url: &str) -> Result<Self, TargetError> {
        let uri: Uri = url.parse().map_err(|_| TargetError::NotAUrl)?;
        let scheme = uri.scheme().filter(|scheme| [Scheme::HTTP, Scheme::HTTPS].contains(scheme));
        let (Some(scheme), Some(authority)) = (scheme, uri.authority()) else {
            return Err(TargetError::NotAUrl);
        };
        let (user_info, rest) = match authority.as_str().rsplit_once('@') {
            Some((user_info, rest)) => (Some(user_info), rest),
            None => (None, authority.as_str()),
        };
        // A port that is none is no port to `http`.
        let port = match rest.strip_prefix(authority.host()) {
            Some("") => Some(default_port(scheme)),
            Some(_) => authority.port_u16(),
            None => None,
        };
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        let port = port.filter(|_| !host.is_empty()).ok_or(TargetError::NotAUrl)?;
        #[cfg(not(feature = "tls"))]
        if *scheme == Scheme::HTTPS {
            return Err(TargetError::WithoutTls);
        }
        Ok(Self {
            host: host.into(),
            port,
            #[cfg(feature = "tls")]
            tls: (*scheme == Scheme::HTTPS).then(super::tls::Tls::native).transpose()?,
            scheme: scheme.clone(),
            path: uri.path().into(),
            query: uri.query().map(Into::into),
            user_info: user_info.map(credentials).transpose()?,
            headers: Vec::new(),
        })
    }

    /// Adds a header to every delivery, as a gateway in front of the endpoint would; written
    /// `name: value`. A `host` or `authorization` stands for what the URL would give.
    ///
    /// # Errors
    ///
    /// [`TargetError::Header`], also for the two that frame a body, which a
    /// [`Body`](super::Body) has.
    pub fn with_header(mut self, line: &str) -> Result<Self, TargetError> {
        let (name, value) = line.split_once(':').ok_or(TargetError::Header)?;
        let name = HeaderName::from_bytes(name.trim().as_bytes()).ok();
        let name =
            name.filter(|name| !["content-length", "transfer-encoding"].contains(&name.as_str()));
        let value = HeaderValue::from_str(value.trim()).ok();
        let (name, mut value) = name.zip(value).ok_or(TargetError::Header)?;
        value.set_sensitive(true);
        self.headers.push((name, value));
        Ok(self)
    }

    /// A delivery to it as the provider sends one, with the credentials of its URL.
    pub fn delivery(&self, body: impl Into<Bytes>) -> Request {
        let target = match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.to_string(),
        };
        let mut request =
            Request::delivery(target, body).without_header("host").header("host", self.authority());
        if let Some((user, password)) = &self.user_info {
            request = request.header("authorization", basic(&format!("{user}:{password}")));
        }
        for (name, _) in &self.headers {
            request = request.without_header(name.as_str());
        }
        self.headers.iter().fold(request, |request, (name, value)| {
            request.header(name.as_str(), String::from_utf8_lossy(value.as_bytes()))
        })
    }

    /// Takes the first parameter of this name out of the query; its value is as it is written there.
    pub(crate) fn take_parameter(&mut self, name: &str) -> Option<String> {
        let query = self.query.take()?;
        let mut pairs: Vec<_> = query.split('&').collect();
        let named = pairs.iter().position(|pair| parameter_name(pair) == name);
        let value = named.map(|at| pairs.remove(at).split_once('=').map_or("", |(_, value)| value));
        self.query = (!pairs.is_empty()).then(|| pairs.join("&").into());
        value.map(Into::into)
    }

    /// Takes the first header of this name out.
    pub(crate) fn take_header(&mut self, name: &str) -> Option<String> {
        let at = self.headers.iter().position(|(header, _)| header.as_str() == name)?;
        let (_, value) = self.headers.remove(at);
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    }

    /// Takes the password of this user out.
    pub(crate) fn take_password(&mut self, user: &str) -> Option<String> {
        let user_info = self.user_info.take_if(|(it, _)| **it == *user)?;
        Some(user_info.1.into())
    }

    /// The names of the parameters of its query, as they are written there.
    pub(crate) fn parameter_names(&self) -> impl Iterator<Item = &str> {
        let pairs = self.query.iter().flat_map(|query| query.split('&'));
        pairs.map(parameter_name).filter(|name| !name.is_empty())
    }

    pub(super) fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// Its path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its query, without the `?`.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// The user and the password of its URL, decoded.
    pub fn user_info(&self) -> Option<(&str, &str)> {
        self.user_info.as_ref().map(|(user, password)| (&**user, &**password))
    }

    /// The headers that were added.
    pub fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.headers
    }

    /// Its host, and its port unless it is the scheme's.
    pub fn authority(&self) -> String {
        let host = &self.host;
        let host = if host.contains(':') { format!("[{host}]") } else { host.to_string() };
        if self.port == default_port(&self.scheme) { host } else { format!("{host}:{}", self.port) }
    }
}

/// As the URL, without what may be secret.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority(), self.path)
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Target").field(&format_args!("{self}")).finish()
    }
}

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(url: &str) -> Result<Self, TargetError> {
        Self::parse(url)
    }
}

/// The value of a Basic `Authorization` header (RFC 7617).
pub(crate) fn basic(credentials: &str) -> String {
    format!("Basic {}", base64_simd::STANDARD.encode_to_string(credentials))
}

fn parameter_name(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(name, _)| name)
}

fn default_port(scheme: &Scheme) -> u16 {
    if *scheme == Scheme::HTTPS { 443 } else { 80 }
}

fn credentials(user_info: &str) -> Result<(Box<str>, Box<str>), TargetError> {
    let decoded = |part| {
        let decoded = percent_decode_str(part).decode_utf8();
        decoded.map(Into::into).map_err(|_| TargetError::UserInfo)
    };
    let (user, password) = user_info.split_once(':').unwrap_or((user_info, ""));
    Ok((decoded(user)?, decoded(password)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_taken_apart() {
        for (url, shown, host, port, query) in [
            ("http://localhost", "http://localhost/", "localhost", 80, None),
            ("HTTP://localhost:80/", "http://localhost/", "localhost", 80, None),
            ("http://[::1]:3000/a%20b?", "http://[::1]:3000/a%20b", "::1", 3000, Some("")),
            (
                "http://a.example:8080?s=1&t#f",
                "http://a.example:8080/",
                "a.example",
                8080,
                Some("s=1&t"),
            ),
            ("http://u:p@a.example/x", "http://a.example/x", "a.example", 80, None),
        ] {
            let target = Target::parse(url).unwrap();
            assert_eq!(target.to_string(), shown, "{url}");
            assert_eq!((&*target.host, target.port, target.query()), (host, port, query), "{url}");
        }
    }

    #[test]
    fn what_is_no_url_to_deliver_to_is_refused() {
        for url in [
            "",
            "localhost:3000/webhooks",
            "/webhooks/kudosity",
            "ftp://localhost/",
            "http://",
            "http://:3000/",
            "http://localhost:99999/",
            "http://bücher.example/",
            "http://localhost/a b",
        ] {
            assert_eq!(Target::parse(url).unwrap_err(), TargetError::NotAUrl, "{url}");
        }
        let latin = Target::parse("http://caf%e9:x@localhost/").unwrap_err();
        assert_eq!(latin, TargetError::UserInfo);
    }

    #[test]
    fn user_info_is_sent_as_basic_credentials_unless_a_header_says_otherwise() {
        let target = Target::parse("http://us%65r:p%40ss:word@localhost/").unwrap();
        assert_eq!(target.user_info(), Some(("user", "p@ss:word")));
        let head = target.delivery("").head();
        assert!(head.contains("authorization: Basic dXNlcjpwQHNzOndvcmQ=\r\n"), "{head}");

        let target = target.with_header("Authorization: Bearer x").unwrap();
        let target = target.with_header("x-twice: 1").unwrap().with_header("X-Twice:2").unwrap();
        let head = target.delivery("").head();
        assert!(!head.contains("Basic") && head.contains("authorization: Bearer x\r\n"), "{head}");
        assert!(head.contains("x-twice: 1\r\nx-twice: 2\r\n"), "{head}");
        assert_eq!(head.matches("host: ").count(), 1);
    }

    #[test]
    fn what_is_no_header_is_refused() {
        for line in ["", "no colon", ": x", "a b: c", "a: b\r\nc: d", "Content-Length: 5"] {
            let target = Target::parse("http://localhost/").unwrap();
            assert_eq!(target.with_header(line).unwrap_err(), TargetError::Header, "{line:?}");
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        let target = Target::parse("http://user:hidden@localhost/x?secret=hidden").unwrap();
        let target = target.with_header("x-gateway-secret: hidden").unwrap();
        for shown in [target.to_string(), format!("{target:?}"), format!("{target:#?}")] {
            assert!(shown.contains("http://localhost/x") && !shown.contains("hidden"), "{shown}");
        }
        let request = format!("{:?}", target.delivery("hidden"));
        assert!(request.contains("/x") && !request.contains("hidden"), "{request}");
    }

    #[cfg(not(feature = "tls"))]
    #[test]
    fn https_needs_a_feature() {
        let error = Target::parse("https://localhost/").unwrap_err();
        assert_eq!(error, TargetError::WithoutTls);
        assert!(error.to_string().contains("the feature `tls`"));
    }
}
