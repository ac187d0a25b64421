//! Deliveries as the provider sends them, one of every type of event.
//!
//! They have the shapes of live and of documented deliveries; every value is made up, and every phone
//! number is from a range that is reserved for fiction.
//!
//! # Examples
//!
//! ```
//! use kudosity_webhook::{Event, EventType, Payload};
//! use kudosity_webhook_simulator::samples;
//!
//! let sample = samples::of(EventType::OptOut).next().expect("there is one of every type");
//! let event = Event::from_body(sample.body.into()).expect("a sample is an event");
//! assert!(matches!(event.payload, Payload::OptOut(_)));
//!
//! let cut = &sample.body[..sample.body.len() / 2];
//! assert!(Event::from_body(cut.into()).is_err());
//! ```

use kudosity_webhook::EventType;

/// The body of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sample {
    /// What it is called: the type of its event, and `older_…` where it has the older shape.
    pub name: &'static str,
    /// The type of its event.
    pub event_type: EventType,
    /// The body.
    pub body: &'static str,
}

/// One delivery of each of the ten types of event, in the shape of today's.
pub fn current() -> &'static [Sample] {
    CURRENT
}

/// Deliveries in the older shape: without `webhook_id` and `webhook_name`, their keys in no order.
pub fn older() -> &'static [Sample] {
    OLDER
}

/// All of them, today's shape first.
pub fn all() -> impl Iterator<Item = &'static Sample> {
    CURRENT.iter().chain(OLDER)
}

/// All of one type of event, today's shape first.
pub fn of(event_type: EventType) -> impl Iterator<Item = &'static Sample> {
    all().filter(move |sample| sample.event_type == event_type)
}

const CURRENT: &[Sample] = &[
    Sample {
        name: "sms_status",
        event_type: EventType::SmsStatus,
        body: include_str!("../samples/sms_status.json"),
    },
    Sample {
        name: "mms_status",
        event_type: EventType::MmsStatus,
        body: include_str!("../samples/mms_status.json"),
    },
    Sample {
        name: "rcs_status",
        event_type: EventType::RcsStatus,
        body: include_str!("../samples/rcs_status.json"),
    },
    Sample {
        name: "whatsapp_status",
        event_type: EventType::WhatsappStatus,
        body: include_str!("../samples/whatsapp_status.json"),
    },
    Sample {
        name: "sms_inbound",
        event_type: EventType::SmsInbound,
        body: include_str!("../samples/sms_inbound.json"),
    },
    Sample {
        name: "mms_inbound",
        event_type: EventType::MmsInbound,
        body: include_str!("../samples/mms_inbound.json"),
    },
    Sample {
        name: "rcs_inbound",
        event_type: EventType::RcsInbound,
        body: include_str!("../samples/rcs_inbound.json"),
    },
    Sample {
        name: "whatsapp_inbound",
        event_type: EventType::WhatsappInbound,
        body: include_str!("../samples/whatsapp_inbound.json"),
    },
    Sample {
        name: "link_hit",
        event_type: EventType::LinkHit,
        body: include_str!("../samples/link_hit.json"),
    },
    Sample {
        name: "opt_out",
        event_type: EventType::OptOut,
        body: include_str!("../samples/opt_out.json"),
    },
];

const OLDER: &[Sample] = &[
    Sample {
        name: "older_link_hit_in_mms",
        event_type: EventType::LinkHit,
        body: include_str!("../samples/older_link_hit_in_mms.json"),
    },
    Sample {
        name: "older_link_hit_in_sms",
        event_type: EventType::LinkHit,
        body: include_str!("../samples/older_link_hit_in_sms.json"),
    },
    Sample {
        name: "older_opt_out_by_link",
        event_type: EventType::OptOut,
        body: include_str!("../samples/older_opt_out_by_link.json"),
    },
    Sample {
        name: "older_opt_out_by_answer",
        event_type: EventType::OptOut,
        body: include_str!("../samples/older_opt_out_by_answer.json"),
    },
    Sample {
        name: "older_mms_inbound",
        event_type: EventType::MmsInbound,
        body: include_str!("../samples/older_mms_inbound.json"),
    },
    Sample {
        name: "older_mms_status",
        event_type: EventType::MmsStatus,
        body: include_str!("../samples/older_mms_status.json"),
    },
    Sample {
        name: "older_sms_inbound",
        event_type: EventType::SmsInbound,
        body: include_str!("../samples/older_sms_inbound.json"),
    },
];
