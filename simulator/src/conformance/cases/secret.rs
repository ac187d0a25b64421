use http::HeaderValue;
use kudosity_webhook::{EventType, RejectionKind};

use super::Endpoint;
use super::edit::{event, sample};
use crate::client::{Body, Framing, Request};
use crate::conformance::credential::basic;
use crate::conformance::{BASIC_USER, Case, Credential, SECRET, SECRET_HEADER, Shape};

/// The secret: absent, wrong, doubled, elsewhere, or right in an unusual writing.
pub(super) fn cases(to: &Endpoint<'_>) -> Vec<Case> {
    match to.credential {
        Credential::Query => {
            [refused(query_refused(to), None), accepted(query_accepted(to)), before_the_body(to)]
                .concat()
        }
        Credential::Header => refused(header_refused(to), None),
        Credential::Basic => {
            let challenge = Some(HeaderValue::from_static(r#"Basic realm="webhooks""#));
            [refused(basic_refused(to), challenge), accepted(basic_accepted(to))].concat()
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

/// A delivery without its secret, which is put after the path or into a header.
fn delivery(to: &Endpoint<'_>, behind_path: &str) -> Request {
    Request::delivery(format!("{}{behind_path}", to.path), sample(EventType::OptOut))
}

/// The secret without its last character.
fn shortened() -> &'static str {
    SECRET.get(..SECRET.len() - 1).unwrap_or_default()
}

/// Another secret of the same length.
fn other() -> String {
    format!("{}X", shortened())
}

fn query_refused(to: &Endpoint<'_>) -> Vec<Named> {
    let query = |query: &str| delivery(to, &format!("?{query}"));
    vec![
        ("no query", delivery(to, "")),
        ("an empty query", query("")),
        ("a query without the secret", query("lang=en")),
        ("an empty secret", query("secret=")),
        ("a secret without a value", query("secret")),
        ("a wrong secret", query(&format!("secret={}", other()))),
        ("a shortened secret", query(&format!("secret={}", shortened()))),
        ("a lengthened secret", query(&format!("secret={SECRET}x"))),
        ("a secret under a name in upper case", query(&format!("SECRET={SECRET}"))),
        ("a secret under a longer name", query(&format!("secrets={SECRET}"))),
        ("two secrets, both right", query(&format!("secret={SECRET}&secret={SECRET}"))),
        ("two secrets, both right, one's name encoded", {
            query(&format!("secret={SECRET}&s%65cret={SECRET}"))
        }),
        ("two secrets, the first right", query(&format!("secret={SECRET}&secret={}", other()))),
        ("two secrets, the last right", query(&format!("secret=&secret={SECRET}"))),
        ("the secret in headers", {
            let referer = format!("https://sms.example.com/?secret={SECRET}");
            delivery(to, "").header(SECRET_HEADER, SECRET).header("referer", referer)
        }),
    ]
}

fn query_accepted(to: &Endpoint<'_>) -> Vec<Named> {
    let encoded: String = SECRET.bytes().map(|byte| format!("%{byte:02X}")).collect();
    vec![
        ("a percent-encoded secret", delivery(to, &format!("?secret={encoded}"))),
        ("a percent-encoded name", delivery(to, &format!("?%73ecret={SECRET}"))),
        ("other parameters around the secret", delivery(to, &format!("?a=1&secret={SECRET}&&b"))),
    ]
}

fn header_refused(to: &Endpoint<'_>) -> Vec<Named> {
    let header = |value: &str| delivery(to, "").header(SECRET_HEADER, value);
    vec![
        ("no header", delivery(to, "")),
        ("an empty secret", header("")),
        ("a wrong secret", header(&other())),
        ("a shortened secret", header(shortened())),
        ("two secrets, both right", header(SECRET).header(SECRET_HEADER.to_uppercase(), SECRET)),
        ("two secrets, the first right", header(SECRET).header(SECRET_HEADER, other())),
        ("two secrets in one header", header(&format!("{SECRET}, {SECRET}"))),
        ("the secret in the query", delivery(to, &format!("?secret={SECRET}"))),
    ]
}

fn basic_refused(to: &Endpoint<'_>) -> Vec<Named> {
    let header = |value: &str| delivery(to, "").header("authorization", value);
    let user = |password: &str| basic(&format!("{BASIC_USER}:{password}"));
    vec![
        ("no authorization", delivery(to, "")),
        ("an empty password", header(&user(""))),
        ("a wrong password", header(&user(&other()))),
        ("a shortened password", header(&user(shortened()))),
        ("another user", header(&basic(&format!("sender:{SECRET}")))),
        ("another scheme", header(&user(SECRET).replace("Basic", "Bearer"))),
        ("the password alone", header(&basic(SECRET))),
        ("credentials that are not base64", header(&format!("Basic {BASIC_USER}:{SECRET}"))),
        ("two authorizations, both right", {
            header(&user(SECRET)).header("Authorization", user(SECRET))
        }),
        ("the secret in the query", delivery(to, &format!("?secret={SECRET}"))),
    ]
}

fn basic_accepted(to: &Endpoint<'_>) -> Vec<Named> {
    let credentials = basic(&format!("{BASIC_USER}:{SECRET}")).replace("Basic", "bASIC");
    vec![("the scheme in any case", delivery(to, "").header("authorization", credentials))]
}

/// What is not authentic is refused whatever the body is, and before it comes.
fn before_the_body(to: &Endpoint<'_>) -> Vec<Case> {
    let honest = to.delivery(sample(EventType::OptOut));
    let pipelined = honest.head() + sample(EventType::OptOut);
    let never_sent = Body::new(Framing::Length(100), Vec::new());
    let cases = vec![
        ("no secret, and a body that is not JSON", delivery(to, "").body(Body::sized("{"))),
        ("no secret, and a body that never comes", delivery(to, "").body(never_sent)),
        ("no secret, and a delivery as its body", delivery(to, "").body(Body::sized(pipelined))),
    ];
    refused(cases, None)
}
