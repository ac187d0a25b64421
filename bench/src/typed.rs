//! The event model as an application would write it by serde's derive: the same fields and words, and
//! what is not known kept at every level.
#![allow(missing_docs, reason = "the names are those on the wire")]

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

/// An event of any type, whose section is the one that is there.
#[derive(Debug, Deserialize)]
pub struct Typed {
    pub event_type: EventType,
    pub timestamp: Timestamp,
    pub webhook_id: Option<String>,
    pub webhook_name: Option<String>,
    pub status: Option<Status>,
    pub mo: Option<Inbound>,
    pub link_hit: Option<LinkHit>,
    pub opt_out: Option<OptOut>,
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// An event as serde's internally tagged enum.
#[derive(Debug, Deserialize)]
#[serde(tag = "event_type")]
pub enum Tagged {
    #[serde(
        rename = "SMS_STATUS",
        alias = "MMS_STATUS",
        alias = "RCS_STATUS",
        alias = "WHATSAPP_STATUS"
    )]
    Status {
        timestamp: Timestamp,
        webhook_id: Option<String>,
        webhook_name: Option<String>,
        status: Status,
        #[serde(flatten)]
        extra: Map<String, Value>,
    },
    #[serde(
        rename = "SMS_INBOUND",
        alias = "MMS_INBOUND",
        alias = "RCS_INBOUND",
        alias = "WHATSAPP_INBOUND"
    )]
    Inbound {
        timestamp: Timestamp,
        webhook_id: Option<String>,
        webhook_name: Option<String>,
        mo: Inbound,
        #[serde(flatten)]
        extra: Map<String, Value>,
    },
    #[serde(rename = "LINK_HIT")]
    LinkHit {
        timestamp: Timestamp,
        webhook_id: Option<String>,
        webhook_name: Option<String>,
        link_hit: LinkHit,
        #[serde(flatten)]
        extra: Map<String, Value>,
    },
    #[serde(rename = "OPT_OUT")]
    OptOut {
        timestamp: Timestamp,
        webhook_id: Option<String>,
        webhook_name: Option<String>,
        opt_out: OptOut,
        #[serde(flatten)]
        extra: Map<String, Value>,
    },
}

#[derive(Debug, Deserialize)]
pub struct Status {
    pub r#type: Channel,
    pub id: String,
    pub sender: String,
    pub recipient: String,
    pub status: MessageStatus,
    pub message_ref: Option<String>,
    pub routed_via: Option<String>,
    pub description: Option<String>,
    pub campaign_id: Option<String>,
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
pub struct Inbound {
    pub r#type: Channel,
    pub id: String,
    pub sender: String,
    pub recipient: String,
    pub message: Option<String>,
    pub routed_via: Option<String>,
    pub subject: Option<String>,
    #[serde(default)]
    pub media: Vec<Media>,
    pub last_message: Option<Box<Message>>,
    pub content_type: Option<String>,
    pub content: Option<Value>,
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
pub struct Media {
    pub name: Option<String>,
    #[serde(default)]
    pub content: String,
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
pub struct LinkHit {
    pub url: String,
    pub hits: u64,
    pub source_message: Message,
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
pub struct OptOut {
    pub source: EventType,
    pub source_message: Message,
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
pub struct Message {
    pub r#type: Option<Channel>,
    pub id: Option<String>,
    pub sender: Option<String>,
    pub recipient: Option<String>,
    pub message: Option<String>,
    pub message_ref: Option<String>,
    pub subject: Option<String>,
    #[serde(default)]
    pub content_urls: Vec<String>,
    pub routed_via: Option<String>,
    pub campaign_id: Option<String>,
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Channel {
    Sms,
    Mms,
    Rcs,
    Whatsapp,
    #[serde(untagged)]
    Other(String),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EventType {
    SmsStatus,
    MmsStatus,
    RcsStatus,
    WhatsappStatus,
    SmsInbound,
    MmsInbound,
    RcsInbound,
    WhatsappInbound,
    LinkHit,
    OptOut,
    #[serde(untagged)]
    Other(String),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MessageStatus {
    Pending,
    PendingApproval,
    Queued,
    Submitted,
    Sent,
    Accepted,
    SoftBounce,
    Other,
    Delivered,
    Failed,
    HardBounce,
    Rejected,
    Undeliverable,
    Invalid,
    Read,
    #[serde(untagged)]
    Unknown(String),
}
