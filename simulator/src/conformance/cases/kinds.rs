use kudosity_webhook::EventType;
use serde_json::{Value, json};

use super::edit::{body, event, with};
use crate::conformance::Endpoint;
use crate::conformance::{Case, Shape};

/// Types of events, words, senders and instants as they may come.
pub(super) fn cases(to: &Endpoint) -> Vec<Case> {
    let typed = [unknown_types(), known_shapes(), foreign_sections()].concat();
    let typed = typed
        .into_iter()
        .map(|(name, event, shape)| Case::accepted(name, to.delivery(body(&event)), event, shape));
    typed.chain(words(to)).chain(instants(to)).collect()
}

type Named = (&'static str, Value, Shape);

/// What has none of the four shapes is delivered as it came.
fn unknown_types() -> Vec<Named> {
    let bare = json!({"event_type": "BALANCE_LOW", "timestamp": "2026-03-02T05:00:00Z"});
    let call = json!({"id": "c-1", "seconds": 12, "legs": [{"sender": "61491570006"}]});
    let other_fields = json!({"sender": "Demo Coats", "state": "APPROVED"});
    let call = with(&bare, "/call", call);
    let other_fields = with(&bare, "/status", other_fields);
    let word = with(&bare, "/status", "LOW");
    let two = with(&retyped(EventType::SmsStatus, "FAX_STATUS"), "/opt_out", opted_out());
    vec![
        ("an unknown type without a section", bare, Shape::Unknown),
        ("an unknown type with an unknown section", call, Shape::Unknown),
        ("an unknown type with other fields in its status", other_fields, Shape::Unknown),
        ("an unknown type with a word as its status", word, Shape::Unknown),
        ("an unknown type with two known sections", two, Shape::Unknown),
    ]
}

/// A new channel works without a new version.
fn known_shapes() -> Vec<Named> {
    let fax_status = retyped(EventType::SmsStatus, "FAX_STATUS");
    let fax_inbound = retyped(EventType::MmsInbound, "FAX_INBOUND");
    let page_hit = retyped(EventType::LinkHit, "PAGE_HIT");
    let opt_out = retyped(EventType::OptOut, "OPT_OUT_V2");
    let lower_case = retyped(EventType::SmsStatus, "sms_status");
    let source = with(&event(EventType::OptOut), "/opt_out/source", "VOICE_CALL");
    vec![
        ("an unknown type in the shape of a receipt", fax_status, Shape::Status),
        ("an unknown type in the shape of a message", fax_inbound, Shape::Inbound),
        ("an unknown type in the shape of a hit", page_hit, Shape::LinkHit),
        ("an unknown type in the shape of an opt-out", opt_out, Shape::OptOut),
        ("a known type in lower case", lower_case, Shape::Status),
        ("an opt-out by a source not known", source, Shape::OptOut),
    ]
}

fn foreign_sections() -> Vec<Named> {
    let status = event(EventType::SmsStatus);
    let beside = with(&status, "/opt_out", opted_out());
    let number = with(&status, "/mo", 7);
    vec![
        ("a foreign section beside the event's own", beside, Shape::Status),
        ("a foreign section that is a number", number, Shape::Status),
    ]
}

/// A sample under another type.
fn retyped(event_type: EventType, name: &str) -> Value {
    with(&event(event_type), "/event_type", name)
}

fn opted_out() -> Value {
    event(EventType::OptOut).pointer("/opt_out").cloned().unwrap_or_default()
}

fn words(to: &Endpoint) -> Vec<Case> {
    let known = [
        "SENT",
        "ACCEPTED",
        "DELIVERED",
        "FAILED",
        "SOFT_BOUNCE",
        "HARD_BOUNCE",
        "OTHER",
        "REJECTED",
        "READ",
        "SUBMITTED",
        "UNDELIVERABLE",
        "PENDING",
        "PENDING_APPROVAL",
        "INVALID",
        "QUEUED",
    ];
    let unusual = ["delivered", "Parked at carrier (71)", ""];
    let case = |word: &str| {
        let event = with(&event(EventType::MmsStatus), "/status/status", word);
        let name = format!("the status word {word:?}");
        Case::accepted(name, to.delivery(body(&event)), event, Shape::Status)
    };
    let statuses = known.into_iter().chain(unusual).map(case);
    let channels = ["sms", "RCS", "WHATSAPP", "FAX", ""].map(|word| {
        let event = with(&event(EventType::SmsInbound), "/mo/type", word);
        let name = format!("the channel word {word:?}");
        Case::accepted(name, to.delivery(body(&event)), event, Shape::Inbound)
    });
    let senders =
        ["+61 491 570 156", "61491570006", "12345", "Demo_Coats 1", "", "é"].map(|word| {
            let event = with(&event(EventType::SmsStatus), "/status/sender", word);
            let name = format!("the sender {word:?}");
            Case::accepted(name, to.delivery(body(&event)), event, Shape::Status)
        });
    statuses.chain(channels).chain(senders).collect()
}

/// A timestamp as it comes, and the same instant as it is written again.
const INSTANTS: &[(&str, &str)] = &[
    ("2026-03-02T05:00:00Z", "2026-03-02T05:00:00Z"),
    ("2026-03-02T05:00:00.5Z", "2026-03-02T05:00:00.5Z"),
    ("2026-03-02T05:00:00.123456789Z", "2026-03-02T05:00:00.123456789Z"),
    ("2026-03-02T05:00:00.1234567891Z", "2026-03-02T05:00:00.123456789Z"),
    ("2026-03-02T05:00:00.120Z", "2026-03-02T05:00:00.12Z"),
    ("2026-03-02T15:00:00+10:00", "2026-03-02T05:00:00Z"),
];

fn instants(to: &Endpoint) -> impl Iterator<Item = Case> {
    INSTANTS.iter().map(|(came, written)| {
        let event = event(EventType::LinkHit);
        let request = to.delivery(body(&with(&event, "/timestamp", *came)));
        let expected = with(&event, "/timestamp", *written);
        Case::accepted(format!("the timestamp {came}"), request, expected, Shape::LinkHit)
    })
}
