use kudosity_webhook::EventType;
use kudosity_webhook::event::FaultKind;

use super::edit::{no_event, parsed, sample};
use crate::conformance::Endpoint;
use crate::conformance::{Case, Shape};

/// A field that the model reads, a line of a sample, and the line that comes before it too.
///
/// Two readers of such a body could understand two things.
const DOUBLED: &[(&str, EventType, &str, &str)] = &[
    (
        "/event_type",
        EventType::SmsStatus,
        r#""event_type": "SMS_STATUS""#,
        r#""event_type": "OPT_OUT""#,
    ),
    (
        "/timestamp",
        EventType::SmsStatus,
        r#""timestamp": "#,
        r#""timestamp": "2026-03-02T05:00:00Z""#,
    ),
    ("/webhook_id", EventType::SmsStatus, r#""webhook_id": "#, r#""webhook_id": """#),
    ("/status", EventType::SmsStatus, r#""status": {"#, r#""status": {}"#),
    ("/status/status", EventType::SmsStatus, r#""status": "DELIVERED""#, r#""status": "FAILED""#),
    ("/status/id", EventType::SmsStatus, r#""id": "#, r#""id": "another""#),
    ("/status/message_ref", EventType::SmsStatus, r#""message_ref": "#, r#""message_ref": null"#),
    ("/mo/message", EventType::SmsInbound, r#""message": " yEs"#, r#""message": "no""#),
    ("/mo/last_message/message", EventType::SmsInbound, r#""message": "Your"#, r#""message": """#),
    ("/mo/media/0/content", EventType::MmsInbound, r#""content": "#, r#""content": """#),
    ("/mo/content/location/lat", EventType::WhatsappInbound, r#""lat": "#, r#""lat": 0"#),
    ("/link_hit/hits", EventType::LinkHit, r#""hits": 3"#, r#""hits": 3"#),
    (
        "/opt_out/source_message/recipient",
        EventType::OptOut,
        r#""recipient": "#,
        r#""recipient": "61491570006""#,
    ),
];

/// A key that is there twice: refused where the model reads it.
pub(super) fn cases(to: &Endpoint) -> Vec<Case> {
    let refused = |name: String, pointer: &str, body: String| {
        Case::refused(name, to.delivery(body), no_event(pointer, FaultKind::Duplicate))
    };
    let mut cases: Vec<Case> = DOUBLED
        .iter()
        .map(|(pointer, event_type, line, before)| {
            let body = sample(*event_type).replacen(line, &format!("{before}, {line}"), 1);
            refused(format!("{pointer} twice"), pointer, body)
        })
        .collect();
    let escaped = sample(EventType::SmsStatus).replacen(
        r#""event_type": "SMS_STATUS""#,
        r#""event\u005ftype": "OPT_OUT", "event_type": "SMS_STATUS""#,
        1,
    );
    cases.push(refused("/event_type twice, once escaped".to_owned(), "/event_type", escaped));
    cases.push(unknown(to));
    cases
}

/// Of a key that nobody reads, the last stands.
fn unknown(to: &Endpoint) -> Case {
    let twice = r#""priority": 1, "priority": 2, "event_type": "#;
    let body = sample(EventType::SmsStatus).replacen(r#""event_type": "#, twice, 1);
    let expected = parsed(&body);
    Case::accepted("an unknown key twice", to.delivery(body), expected, Shape::Status)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::cases::edit::event;

    #[test]
    fn every_line_is_in_its_sample_and_first_where_the_pointer_says() {
        for (pointer, event_type, line, _) in DOUBLED {
            let body = sample(*event_type).replacen(line, &format!("\"marked\": 1, {line}"), 1);
            let (parent, _) = pointer.rsplit_once('/').unwrap();
            let marked = parsed(&body).pointer(&format!("{parent}/marked")).is_some();
            assert!(marked && event(*event_type).pointer(pointer).is_some(), "{pointer}");
        }
    }
}
