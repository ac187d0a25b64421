use bytes::Bytes;
use kudosity_webhook::event::{EventError, FaultKind};
use kudosity_webhook::{EventType, RejectionKind};

use super::edit::{no_event, sample};
use crate::client::Body;
use crate::conformance::Case;
use crate::conformance::Endpoint;

/// What is not JSON, by line and column, and what is JSON and no object.
pub(super) fn cases(to: &Endpoint) -> Vec<Case> {
    [not_json(to), spoilt(to), no_object(to)].concat()
}

fn refused(to: &Endpoint, name: &str, body: impl Into<Bytes>, at: (usize, usize)) -> Case {
    let (line, column) = at;
    let kind = RejectionKind::NotAnEvent(EventError::NotJson { line, column });
    Case::refused(name, to.delivery(body), kind)
}

/// An event in four lines; its text begins at line 4, column 12.
const BEFORE_TEXT: &str = r#"{"event_type":"SMS_INBOUND","timestamp":"2026-03-02T05:00:00Z","mo":{
"id":"alss-2way-5e0c7a11-93d2f4b8","type":"SMS",
"sender":"61491570006","recipient":"61491570156",
"message":""#;

/// Each is the rest of [`BEFORE_TEXT`], and the position at which it is no JSON any more.
const RESTS: &[(&str, &[u8], (usize, usize))] = &[
    ("a text in Latin-1", b"caf\xe9\"}}", (4, 15)),
    ("a character that is cut in its middle", b"\xf0\x9f\x8e\"}}", (4, 12)),
    ("a leading half of a surrogate pair", br#"\ud83d"}}"#, (4, 18)),
    ("a trailing half of a surrogate pair", br#"\ude00"}}"#, (4, 17)),
    ("an escape that is none", br#"\q"}}"#, (4, 13)),
    ("a control character in a text", b"a\tb\"}}", (4, 13)),
    ("a text without its end", b"abc", (4, 14)),
    ("a missing brace", br#"abc"}"#, (4, 16)),
    ("a comma too many", br#"abc",}}"#, (4, 17)),
    ("a comma too few", br#"abc" "subject":"x"}}"#, (4, 17)),
    ("a number that is none", br#"abc","n":NaN}}"#, (4, 21)),
    ("a number that no float can hold", br#"abc","n":1e400}}"#, (4, 25)),
    ("a second value behind the event", br#"abc"}}{}"#, (4, 18)),
];

fn not_json(to: &Endpoint) -> Vec<Case> {
    let mut cases = vec![
        refused(to, "an empty body", "", (1, 0)),
        refused(to, "white space alone", " \n", (2, 0)),
        refused(to, "a form", "event_type=OPT_OUT&recipient=61491570006", (1, 1)),
        refused(to, "single quotes", "{'event_type':'OPT_OUT'}", (1, 2)),
        refused(to, "a byte order mark", format!("\u{feff}{}", sample(EventType::OptOut)), (1, 1)),
        refused(to, "UTF-16", b"\xff\xfe{\0}\0".as_slice(), (1, 1)),
    ];
    let mut no_body = refused(to, "no body at all", "", (1, 0));
    no_body.request = no_body.request.body(Body::none());
    cases.push(no_body);
    cases.extend(RESTS.iter().map(|(name, rest, at)| {
        let body = [BEFORE_TEXT.as_bytes(), *rest].concat();
        refused(to, name, body, *at)
    }));
    cases
}

/// Printed samples went through a converter that moved the quote before the `>` of a link.
const MOVED_QUOTE_IN_URL: &str = r#"{
  "event_type": "LINK_HIT",
  "timestamp": "2022-09-15T00:31:26Z",
  "link_hit": {
    "hits": 1,
    "url": "<https://garden.example.com/roses">,
    "source_message": {"recipient": "61491570157"}
  }
}
"#;

const MOVED_QUOTE_IN_TEXT: &str = r#"{
  "event_type": "OPT_OUT",
  "timestamp": "2022-09-15T00:32:02Z",
  "opt_out": {
    "source": "LINK_HIT",
    "source_message": {
      "message": "Roses: <https://s.example.net/Rs8> Enough? <https://o.example.net/2g">,
      "recipient": "61491570157"
    }
  }
}
"#;

/// Another has an item of a list without its brace.
const UNCLOSED_ITEM: &str = r#"{
  "event_type": "MMS_INBOUND",
  "timestamp": "2022-09-16T06:02:37Z",
  "mo": {
    "type": "MMS",
    "id": "alss-2way-a93f1c70-0e6b52d8",
    "sender": "61491570006",
    "recipient": "61491570156",
    "media": [
      {
        "name": "leaf.png",
        "content": "iVBORw0KGgo=",
    ],
    "message": "Is this blight?"
  }
}
"#;

/// A character that is no text, where the content of media is taken as it stands.
const BROKEN_MEDIA: &str = r#"{
  "event_type": "MMS_INBOUND",
  "timestamp": "2026-03-02T05:00:00Z",
  "mo": {
    "id": "alss-2way-5e0c7a11-93d2f4b8",
    "media": [{"content": "iVBORw0K\ud83d"}],
    "recipient": "61491570156", "sender": "61491570006", "type": "MMS"
  }
}
"#;

fn spoilt(to: &Endpoint) -> Vec<Case> {
    vec![
        refused(to, "a link whose quote moved, as a URL", MOVED_QUOTE_IN_URL, (6, 47)),
        refused(to, "a link whose quote moved, in a text", MOVED_QUOTE_IN_TEXT, (7, 88)),
        refused(to, "an item of media without its brace", UNCLOSED_ITEM, (13, 5)),
        refused(to, "half of a surrogate pair in media", BROKEN_MEDIA, (6, 42)),
        refused(to, "two events in one body", sample(EventType::OptOut).repeat(2), {
            (sample(EventType::OptOut).lines().count() + 1, 1)
        }),
    ]
}

fn no_object(to: &Endpoint) -> Vec<Case> {
    let list = format!("[{}]", sample(EventType::OptOut));
    let values = [
        ("a list of events", list.as_str()),
        ("an empty list", "[]"),
        ("a string", "\"OPT_OUT\""),
        ("a number", "17"),
        ("null", "null"),
    ];
    let kind = no_event("", FaultKind::WrongType);
    let case = |(name, body): (&str, &str)| {
        Case::refused(name, to.delivery(body.to_owned()), kind.clone())
    };
    values.map(case).into()
}
