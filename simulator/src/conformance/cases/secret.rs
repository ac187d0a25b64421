use http::HeaderValue;
use kudosity_webhook::{EventType, RejectionKind};

use super::edit::{event, sample};
use crate::client::{Body, Request, basic};
use crate::conformance::place::Credential;
use crate::conformance::{Case, Endpoint, Place, Shape};

/// The secret: absent, wrong, doubled, elsewhere, or right in an unusual writing.
pub(super) fn cases(to: &Endpoint) -> Vec<Case> {
    let Some(credential) = to.credential() else { return Vec::new() };
    let with = &Secret { to, credential };
    match &credential.place {
        Place::Query(name) => [
            refused(query_refused(with, name), None),
            accepted(query_accepted(with, name)),
            before_the_body(with, None),
        ]
        .concat(),
        Place::Header(name) => {
            [refused(header_refused(with, name), None), before_the_body(with, None)].concat()
        }
        Place::Basic(user) => {
            let challenge = Some(HeaderValue::from_static(r#"Basic realm="webhooks""#));
            [
                refused(basic_refused(with, user), challenge.clone()),
                accepted(basic_accepted(with, user)),
                before_the_body(with, challenge),
            ]
            .concat()
        }
    }
}

type Named = (&'static str, Request);

fn refused(cases: Vec<Named>, challenge: Option<HeaderValue>) -> Vec<Case> {
    let kind = RejectionKind::NotAuthentic { challenge };
    cases.into_iter().map(|(name, request)| Case::refused(name, request, kind.clone())).collect()
}

fn accepted(cases: Vec<Named>) -> Vec<Case> {
    let case =
        |(name, request)| Case::accepted(name, request, event(EventType::OptOut), Shape::OptOut);
    cases.into_iter().map(case).collect()
}

/// The secret, and where to send it.
struct Secret<'a> {
    to: &'a Endpoint,
    credential: &'a Credential,
}

impl Secret<'_> {
    fn right(&self) -> &str {
        &self.credential.secret
    }

    /// A delivery without it.
    fn none(&self) -> Request {
        self.to.without_secret(sample(EventType::OptOut))
    }

    fn in_query(&self, parameters: &str) -> Request {
        self.none().and_query(parameters)
    }

    fn in_header(&self, name: &str, value: &str) -> Request {
        self.none().header(name, value)
    }
}

fn query_refused(with: &Secret<'_>, name: &str) -> Vec<Named> {
    let query = |parameters: String| with.in_query(&parameters);
    let (right, other, short) =
        (with.right(), with.credential.other(), with.credential.shortened());
    let encoded = percent_encoded(name);
    vec![
        ("no secret", with.none()),
        ("an empty query", query(String::new())),
        ("a query without the secret", query("lang=en".to_owned())),
        ("an empty secret", query(format!("{name}="))),
        ("a secret without a value", query(name.to_owned())),
        ("a wrong secret", query(format!("{name}={other}"))),
        ("a shortened secret", query(format!("{name}={short}"))),
        ("a lengthened secret", query(format!("{name}={right}x"))),
        ("a secret under a name in other case", query(format!("{}={right}", recased(name)))),
        ("a secret under a longer name", query(format!("{name}s={right}"))),
        ("two secrets, both right", query(format!("{name}={right}&{name}={right}"))),
        ("two secrets, both right, one's name encoded", {
            query(format!("{name}={right}&{encoded}={right}"))
        }),
        ("two secrets, the first right", query(format!("{name}={right}&{name}={other}"))),
        ("two secrets, the last right", query(format!("{name}=&{name}={right}"))),
        ("the secret in headers", {
            let referer = format!("https://sms.example.com/?{name}={right}");
            with.in_header("x-gateway-secret", right).header("referer", referer)
        }),
    ]
}

fn query_accepted(with: &Secret<'_>, name: &str) -> Vec<Named> {
    let query = |parameters: String| with.in_query(&parameters);
    let (right, encoded) = (with.right(), with.credential.encoded());
    vec![
        ("a percent-encoded secret", query(format!("{name}={encoded}"))),
        ("a percent-encoded name", query(format!("{}={right}", percent_encoded(name)))),
        ("other parameters around the secret", query(format!("a=1&{name}={right}&&b"))),
    ]
}

/// The name with its first character encoded.
fn percent_encoded(name: &str) -> String {
    let first = name.bytes().next().unwrap_or_default();
    format!("%{first:02X}{}", name.get(1..).unwrap_or_default())
}

/// The name in upper case, or in lower case if it is that.
fn recased(name: &str) -> String {
    let upper = name.to_ascii_uppercase();
    if upper == name { name.to_ascii_lowercase() } else { upper }
}

fn header_refused(with: &Secret<'_>, name: &str) -> Vec<Named> {
    let header = |value: &str| with.in_header(name, value);
    let (right, other) = (with.right(), with.credential.other());
    vec![
        ("no secret", with.none()),
        ("an empty secret", header("")),
        ("a wrong secret", header(&other)),
        ("a shortened secret", header(with.credential.shortened())),
        ("two secrets, both right", header(right).header(recased(name), right)),
        ("two secrets, the first right", header(right).header(name, other)),
        ("two secrets in one header", header(&format!("{right}, {right}"))),
        ("the secret in the query", with.in_query(&format!("secret={right}"))),
    ]
}

fn basic_refused(with: &Secret<'_>, user: &str) -> Vec<Named> {
    let header = |value: &str| with.in_header("authorization", value);
    let password = |password: &str| basic(&format!("{user}:{password}"));
    let right = with.right();
    vec![
        ("no secret", with.none()),
        ("an empty password", header(&password(""))),
        ("a wrong password", header(&password(&with.credential.other()))),
        ("a shortened password", header(&password(with.credential.shortened()))),
        ("another user", header(&basic(&format!("{user}2:{right}")))),
        ("another scheme", header(&password(right).replace("Basic", "Bearer"))),
        ("the password alone", header(&basic(right))),
        ("credentials that are not base64", header(&format!("Basic {user}:{right}"))),
        ("two authorizations, both right", {
            header(&password(right)).header("Authorization", password(right))
        }),
        ("the secret in the query", with.in_query(&format!("secret={right}"))),
    ]
}

fn basic_accepted(with: &Secret<'_>, user: &str) -> Vec<Named> {
    let credentials = basic(&format!("{user}:{}", with.right())).replace("Basic", "bASIC");
    vec![("the scheme in any case", with.in_header("authorization", &credentials))]
}

/// What is not authentic is refused whatever the body is, and before it comes.
fn before_the_body(with: &Secret<'_>, challenge: Option<HeaderValue>) -> Vec<Case> {
    let honest = with.to.delivery(sample(EventType::OptOut));
    let pipelined = honest.head() + sample(EventType::OptOut);
    let cases = vec![
        ("no secret, and a body that is not JSON", with.none().body(Body::sized("{"))),
        ("no secret, and a body that never comes", with.none().body(Body::announced(100))),
        ("no secret, and a delivery as its body", with.none().body(Body::sized(pipelined))),
    ];
    refused(cases, challenge)
}
