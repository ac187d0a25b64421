use kudosity_webhook::EventType;
use serde_json::{Map, Value, json};

use super::edit::{body, event, parsed, sample, with, without};
use crate::conformance::Endpoint;
use crate::conformance::{Case, Shape};

/// Every optional field of the four shapes; those of a message of the account's are under the hit.
const OPTIONAL: &[(EventType, &[&str])] = &[
    (
        EventType::MmsStatus,
        &[
            "/status/message_ref",
            "/status/routed_via",
            "/status/description",
            "/status/campaign_id",
            "/webhook_id",
            "/webhook_name",
        ],
    ),
    (
        EventType::SmsInbound,
        &[
            "/mo/message",
            "/mo/routed_via",
            "/mo/subject",
            "/mo/media",
            "/mo/content_type",
            "/mo/content",
            "/mo/last_message",
            "/webhook_id",
            "/webhook_name",
        ],
    ),
    (EventType::MmsInbound, &["/mo/media/0/name", "/mo/media/0/content"]),
    (EventType::WhatsappInbound, &["/mo/content/location/name", "/mo/content/location/address"]),
    (
        EventType::LinkHit,
        &[
            "/link_hit/source_message/id",
            "/link_hit/source_message/type",
            "/link_hit/source_message/sender",
            "/link_hit/source_message/recipient",
            "/link_hit/source_message/message",
            "/link_hit/source_message/message_ref",
            "/link_hit/source_message/subject",
            "/link_hit/source_message/content_urls",
            "/link_hit/source_message/routed_via",
            "/link_hit/source_message/campaign_id",
            "/webhook_id",
            "/webhook_name",
        ],
    ),
    (
        EventType::OptOut,
        &[
            "/opt_out/source_message/id",
            "/opt_out/source_message/type",
            "/opt_out/source_message/sender",
            "/opt_out/source_message/message",
            "/webhook_id",
            "/webhook_name",
        ],
    ),
];

/// What may be absent, empty, unknown or of the wrong type is no reason to refuse an event.
pub(super) fn cases(to: &Endpoint) -> Vec<Case> {
    [blank(to), misfits(to), unknown(to), unusual(to)].concat()
}

fn accepted(to: &Endpoint, name: String, event_type: EventType, event: Value) -> Case {
    Case::accepted(name, to.delivery(body(&event)), event, Shape::of_type(event_type))
}

/// Absent, null and empty optional fields are alike: all are left out when the event is written again.
fn blank(to: &Endpoint) -> Vec<Case> {
    let of_type = |&(event_type, pointers): &(EventType, &[&str])| {
        let bare =
            pointers.iter().fold(event(event_type), |event, pointer| without(&event, pointer));
        let blanks = [("null", Value::Null), ("\"\"", json!("")), ("[]", json!([]))];
        let mut cases = vec![accepted(
            to,
            format!("{event_type} without optional fields"),
            event_type,
            bare.clone(),
        )];
        cases.extend(blanks.map(|(shown, blank)| {
            let event =
                pointers.iter().fold(bare.clone(), |event, at| with(&event, at, blank.clone()));
            let name = format!("{event_type} with optional fields {shown}");
            let shape = Shape::of_type(event_type);
            Case::accepted(name, to.delivery(body(&event)), bare.clone(), shape)
        }));
        cases
    };
    OPTIONAL.iter().flat_map(of_type).collect()
}

/// Optional fields of the wrong type are kept as they came.
fn misfits(to: &Endpoint) -> Vec<Case> {
    let one_by_one = OPTIONAL.iter().flat_map(|&(event_type, pointers)| {
        let misfit = move |pointer: &&str| {
            let event = with(&event(event_type), pointer, json!({"as": ["came"]}));
            accepted(to, format!("{event_type}: {pointer} of the wrong type"), event_type, event)
        };
        // Any object is content, and what does not fit its kind is no stray.
        pointers.iter().filter(|pointer| !pointer.starts_with("/mo/content")).map(misfit)
    });
    let within_lists = [
        ("/mo/media", json!(["iVBORw0KGgo=", 7])),
        (
            "/mo/media",
            json!([{"name": 7, "content": "iVBORw0KGgo="}, {"name": "b.png", "content": 8}]),
        ),
        (
            "/mo/last_message",
            json!({"message": 9, "content_urls": ["https://media.example.com/", 10]}),
        ),
        ("/mo/message", json!(11)),
    ];
    let within_lists = within_lists.into_iter().map(|(pointer, member)| {
        let name = format!("{pointer} as {member}");
        let event = with(&event(EventType::MmsInbound), pointer, member);
        accepted(to, name, EventType::MmsInbound, event)
    });
    one_by_one.chain(within_lists).collect()
}

/// Fields that are not known are kept at every level.
fn unknown(to: &Endpoint) -> Vec<Case> {
    let levels = [
        (EventType::SmsStatus, vec!["/price", "/status/parts"]),
        (EventType::SmsInbound, vec!["/region", "/mo/keyword", "/mo/last_message/price"]),
        (EventType::LinkHit, vec!["/agent", "/link_hit/agent", "/link_hit/source_message/price"]),
        (EventType::OptOut, vec!["/scope", "/opt_out/scope", "/opt_out/source_message/scope"]),
    ];
    let cases = levels.map(|(event_type, pointers)| {
        let field = json!({"any": [1, -2.5, null, {"": true}], "": "thing"});
        let event = pointers
            .iter()
            .fold(event(event_type), |event, pointer| with(&event, pointer, field.clone()));
        accepted(to, format!("{event_type} with unknown fields"), event_type, event)
    });
    let media = json!([{"name": "a.png", "content": "iVBORw0KGgo=", "media_type": "image/png"}]);
    let media = with(&event(EventType::MmsInbound), "/mo/media", media);
    let mut cases = cases.to_vec();
    cases.push(accepted(to, "media with unknown fields".to_owned(), EventType::MmsInbound, media));
    cases
}

/// Values that a careless reader would change.
fn unusual(to: &Endpoint) -> Vec<Case> {
    let status = event(EventType::SmsStatus);
    let inbound = event(EventType::SmsInbound);
    let hit = event(EventType::LinkHit);
    let reference = with(&status, "/status/message_ref", "ä: 4".repeat(125));
    let control = with(&inbound, "/mo/message", "\0\u{1b}[31m\r\n\u{202e}");
    let hits = with(&hit, "/link_hit/hits", u64::MAX);
    let nothing = with(&hit, "/link_hit/source_message", json!({}));
    let no_id = with(&status, "/status/id", "");
    let numbers = json!([0, -1, u64::MAX, i64::MIN, 0.1, -33.856_800_000_000_01, 1e300]);
    let numbers = with(&status, "/numbers", numbers);
    let named = [
        ("a reference of 500 characters", EventType::SmsStatus, reference),
        ("control characters in a text", EventType::SmsInbound, control),
        ("as many hits as 64 bits hold", EventType::LinkHit, hits),
        ("a source message of nothing", EventType::LinkHit, nothing),
        ("an empty id", EventType::SmsStatus, no_id),
        ("numbers of every kind in an unknown field", EventType::SmsStatus, numbers),
    ];
    let case = |(name, event_type, event): (&str, EventType, Value)| {
        accepted(to, name.to_owned(), event_type, event)
    };
    named.map(case).into_iter().chain(private_keys(to)).chain([escaped(to)]).collect()
}

/// Keys that have a meaning among the parts of a parser, and none in an event.
fn private_keys(to: &Endpoint) -> [Case; 2] {
    ["$serde_json::private::RawValue", "$serde_json::private::Number"].map(|key| {
        let object: Map<_, _> = [(key.to_owned(), json!("[[1]"))].into_iter().collect();
        let event = with(&event(EventType::SmsStatus), "/priority", object);
        accepted(to, format!("the key {key}"), EventType::SmsStatus, event)
    })
}

/// Characters as escapes, where a sender may write them so.
fn escaped(to: &Endpoint) -> Case {
    let plain = sample(EventType::SmsInbound);
    let units =
        plain.replace("🎉", r"\ud83c\udf89").replace('/', r"\/").replace("yEs", r"\u0079E\u0073");
    Case::accepted("escapes in a text", to.delivery(units), parsed(plain), Shape::Inbound)
}
