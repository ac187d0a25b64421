use kudosity_webhook::EventType;
use kudosity_webhook::event::FaultKind;
use serde_json::{Value, json};

use super::edit::{body, event, no_event, sample, with, without};
use crate::conformance::Case;
use crate::conformance::Endpoint;

/// What identifies an event, by the type of event: each is required and has a type of its own.
const IDENTIFYING: &[(EventType, &[&str])] = &[
    (
        EventType::SmsStatus,
        &[
            "/event_type",
            "/timestamp",
            "/status",
            "/status/id",
            "/status/type",
            "/status/sender",
            "/status/recipient",
            "/status/status",
        ],
    ),
    (EventType::MmsInbound, &["/mo", "/mo/id", "/mo/type", "/mo/sender", "/mo/recipient"]),
    (
        EventType::LinkHit,
        &["/link_hit", "/link_hit/url", "/link_hit/hits", "/link_hit/source_message"],
    ),
    (
        EventType::OptOut,
        &[
            "/opt_out",
            "/opt_out/source",
            "/opt_out/source_message",
            "/opt_out/source_message/recipient",
        ],
    ),
];

/// What identifies an event is missing, null, of the wrong type, or cannot be what it is.
pub(super) fn cases(to: &Endpoint) -> Vec<Case> {
    let fields = IDENTIFYING.iter().flat_map(|(event_type, pointers)| {
        let event = event(*event_type);
        pointers.iter().flat_map(move |pointer| of_field(to, &event, pointer))
    });
    [fields.collect(), of_timestamp(to), of_hits(to), of_section(to)].concat()
}

fn of_field(to: &Endpoint, event: &Value, pointer: &str) -> [Case; 3] {
    let wrong = match event.pointer(pointer) {
        Some(Value::String(_)) => json!(["DELIVERED"]),
        _ => json!("7"),
    };
    [
        ("missing", without(event, pointer), FaultKind::Missing),
        ("null", with(event, pointer, Value::Null), FaultKind::Missing),
        ("of the wrong type", with(event, pointer, wrong), FaultKind::WrongType),
    ]
    .map(|(what, event, fault)| refused(to, &format!("{pointer} {what}"), &event, pointer, fault))
}

fn refused(to: &Endpoint, name: &str, event: &Value, pointer: &str, fault: FaultKind) -> Case {
    Case::refused(name, to.delivery(body(event)), no_event(pointer, fault))
}

fn of_timestamp(to: &Endpoint) -> Vec<Case> {
    let unreadable = [
        ("a timestamp in words", "five past ten"),
        ("a timestamp without its time", "2026-03-02"),
        ("a timestamp without its zone", "2026-03-02T05:00:00"),
        ("a timestamp as a number in a string", "1772427600"),
        ("a timestamp on a day that is none", "2026-02-30T05:00:00Z"),
        ("an empty timestamp", ""),
    ];
    let case = |(name, timestamp): (&str, &str)| {
        let event = with(&event(EventType::OptOut), "/timestamp", timestamp);
        refused(to, name, &event, "/timestamp", FaultKind::Unreadable)
    };
    let number = with(&event(EventType::OptOut), "/timestamp", 1_772_427_600);
    let mut cases: Vec<Case> = unreadable.map(case).into();
    cases.push(refused(to, "a timestamp as a number", &number, "/timestamp", FaultKind::WrongType));
    cases
}

fn of_hits(to: &Endpoint) -> Vec<Case> {
    let hits = [
        ("negative hits", "-1", FaultKind::OutOfRange),
        ("hits with a fraction", "3.5", FaultKind::WrongType),
        ("hits with a fraction of zero", "3.0", FaultKind::WrongType),
        ("hits with an exponent", "3e0", FaultKind::WrongType),
        ("hits beyond 64 bits", "18446744073709551616", FaultKind::OutOfRange),
    ];
    let case = |(name, hits, fault)| {
        let body = sample(EventType::LinkHit).replace("\"hits\": 3", &format!("\"hits\": {hits}"));
        Case::refused(name, to.delivery(body), no_event("/link_hit/hits", fault))
    };
    hits.map(case).into()
}

fn of_section(to: &Endpoint) -> Vec<Case> {
    let status = event(EventType::SmsStatus);
    let section = status.pointer("/status").cloned().unwrap_or_default();
    let elsewhere = |key: &str| with(&without(&status, "/status"), key, section.clone());
    let listed = with(&status, "/status", vec![section.clone()]);
    let person = "/opt_out/source_message/recipient";
    let nobody = with(&event(EventType::OptOut), person, "");
    let cases = [
        ("the section under an unknown key", elsewhere("/state"), "/status", FaultKind::Missing),
        ("the section under a foreign key", elsewhere("/mo"), "/status", FaultKind::Missing),
        ("the section in upper case", elsewhere("/STATUS"), "/status", FaultKind::Missing),
        ("the section in a list", listed, "/status", FaultKind::WrongType),
        ("an opt-out of nobody", nobody, person, FaultKind::Missing),
    ];
    let case = |(name, event, pointer, fault): (&str, Value, &str, FaultKind)| {
        refused(to, name, &event, pointer, fault)
    };
    cases.map(case).into()
}
