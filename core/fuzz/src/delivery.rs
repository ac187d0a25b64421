//! Deliveries made of choices: of every shape, each field mostly as it should be.

use arbitrary::{Result, Unstructured};

use super::fields::{
    address, base64, channel, content_type, degrees, hits, id, source, status, text, timestamp,
};
use super::json::{anything, blank, new_member, odd};

/// What belongs into a field.
type Write = fn(&mut Unstructured<'_>) -> Result<String>;

/// The fields of an object, and what belongs into each.
type Fields = &'static [(&'static str, Write)];

/// A body: the text of a delivery, or nearly one.
pub fn delivery(choices: &mut Unstructured<'_>) -> Result<String> {
    let (event_type, key, section) = choices.choose(TYPES)?;
    let mut members = vec![
        member(choices, "event_type", |_| Ok(format!("\"{event_type}\"")))?,
        member(choices, "timestamp", timestamp)?,
        member(choices, "webhook_id", id)?,
        member(choices, "webhook_name", text)?,
        member(choices, key, |choices| object(choices, section))?,
    ];
    if odd(choices, 8)? {
        let (_, key, section) = choices.choose(TYPES)?;
        members.push(member(choices, key, |choices| object(choices, section))?);
    }
    join(choices, members)
}

const TYPES: &[(&str, &str, Fields)] = &[
    ("SMS_STATUS", "status", STATUS),
    ("MMS_STATUS", "status", STATUS),
    ("link_hit", "link_hit", LINK_HIT),
    ("MMS_INBOUND", "mo", INBOUND),
    ("RCS_INBOUND", "mo", INBOUND),
    ("WhatsApp_Inbound", "mo", INBOUND),
    ("LINK_HIT", "link_hit", LINK_HIT),
    ("OPT_OUT", "opt_out", OPT_OUT),
    ("FAX_STATUS", "status", STATUS),
    ("FAX_INBOUND", "mo", INBOUND),
    ("FAX_HIT", "link_hit", LINK_HIT),
    ("FAX_OUT", "opt_out", OPT_OUT),
    ("FAX", "fax", STATUS),
    ("Zq\\u0039", "fax", CONTACT),
];

const STATUS: Fields = &[
    ("type", channel),
    ("id", id),
    ("sender", address),
    ("recipient", address),
    ("status", status),
    ("message_ref", text),
    ("routed_via", address),
    ("description", text),
    ("campaign_id", id),
];

const INBOUND: Fields = &[
    ("type", channel),
    ("id", id),
    ("sender", address),
    ("recipient", address),
    ("message", text),
    ("routed_via", address),
    ("subject", text),
    ("media", |choices| list(choices, |choices| object(choices, MEDIA))),
    ("last_message", |choices| object(choices, MESSAGE)),
    ("content_type", content_type),
    ("content", content),
];

const LINK_HIT: Fields =
    &[("url", text), ("hits", hits), ("source_message", |choices| object(choices, MESSAGE))];

const OPT_OUT: Fields =
    &[("source", source), ("source_message", |choices| object(choices, MESSAGE))];

const MESSAGE: Fields = &[
    ("recipient", address),
    ("type", channel),
    ("id", id),
    ("sender", address),
    ("message", text),
    ("message_ref", text),
    ("subject", text),
    ("content_urls", |choices| list(choices, text)),
    ("routed_via", address),
    ("campaign_id", id),
];

const MEDIA: Fields = &[("name", text), ("content", base64)];

const KINDS: &[(&str, Fields)] = &[
    ("text", &[("message", text)]),
    ("location", &[("lat", degrees), ("long", degrees), ("name", text), ("address", text)]),
    ("file", &[("url", text), ("name", text)]),
    ("image", &[("url", text), ("name", text), ("caption", text)]),
    ("reply", &[("id", text), ("title", text), ("description", text)]),
    ("sticker", &[("url", text), ("name", text)]),
    ("button", &[("text", text), ("payload", text)]),
    ("reaction", &[("action", text), ("emoji", text)]),
    ("contact", CONTACT),
    ("poll", &[("text", text)]),
];

const CONTACT: Fields = &[
    ("name", |choices| object(choices, NAME)),
    ("phones", |choices| list(choices, |choices| object(choices, PHONE))),
    ("emails", |choices| list(choices, |choices| object(choices, EMAIL))),
];

const NAME: Fields = &[("formatted_name", text), ("first_name", text), ("last_name", text)];
const PHONE: Fields = &[("phone", address), ("type", text)];
const EMAIL: Fields = &[("email", text), ("type", text)];

fn content(choices: &mut Unstructured<'_>) -> Result<String> {
    let (kind, fields) = choices.choose(KINDS)?;
    let mut members = vec![format!("\"{kind}\":{}", object(choices, fields)?)];
    if odd(choices, 16)? {
        members.push(format!("\"{kind}\":{}", object(choices, fields)?));
    }
    if odd(choices, 16)? {
        members.push(new_member(choices, 1)?);
    }
    Ok(format!("{{{}}}", members.join(",")))
}

fn list(choices: &mut Unstructured<'_>, item: Write) -> Result<String> {
    let length = choices.int_in_range(0..=3)?;
    let item = |choices: &mut Unstructured<'_>| match odd(choices, 32)? {
        true => anything(choices, 1),
        false => item(choices),
    };
    let items: Result<Vec<_>> = (0..length).map(|_| item(choices)).collect();
    Ok(format!("[{}]", items?.join(",")))
}

/// An object with its fields, and often with some that are new.
fn object(choices: &mut Unstructured<'_>, fields: Fields) -> Result<String> {
    let members: Result<Vec<_>> =
        fields.iter().map(|(key, write)| member(choices, key, write)).collect();
    let mut members = members?;
    if odd(choices, 4)? {
        members.push(new_member(choices, 2)?);
    }
    join(choices, members)
}

/// A field, mostly: or none, or what is wrong in one of many ways.
fn member(
    choices: &mut Unstructured<'_>,
    key: &str,
    write: impl Fn(&mut Unstructured<'_>) -> Result<String>,
) -> Result<String> {
    Ok(match choices.int_in_range(0..=255)? {
        0..=203_u8 => format!("\"{key}\":{}", write(choices)?),
        204..=213 => String::new(),
        214..=225 => format!("\"{key}\":{}", blank(choices)?),
        226..=249 => format!("\"{key}\" : {}", anything(choices, 2)?),
        250..=251 => format!("\"{}\":{}", escaped(key), write(choices)?),
        252 => format!("\"{key}\":{},\"{key}\":{}", write(choices)?, write(choices)?),
        253 => format!("\"{key}\":{},\"{key}\":{}", blank(choices)?, write(choices)?),
        254 => format!("\"{key}\":{},\"{}\":{}", write(choices)?, escaped(key), blank(choices)?),
        255 => format!("\"{key}\" {}", write(choices)?),
    })
}

/// The key with its first character escaped.
fn escaped(key: &str) -> String {
    let (first, rest) = key.split_at(1);
    format!("\\u{:04x}{rest}", u32::from(first.as_bytes()[0]))
}

/// The members that are there, in one order or another.
fn join(choices: &mut Unstructured<'_>, mut members: Vec<String>) -> Result<String> {
    members.retain(|member| !member.is_empty());
    if odd(choices, 4)? && !members.is_empty() {
        let places = choices.choose_index(members.len())?;
        members.rotate_left(places);
    }
    let comma = if odd(choices, 8)? { " ,\r\n\t" } else { "," };
    Ok(format!("{{{}}}", members.join(comma)))
}
