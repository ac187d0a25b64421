//! What the provider makes up is an event, in the wire form, in all its variety, and nobody's real data.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::time::Duration;

use kudosity_webhook::event::{Address, Channel, ContentType, Id};
use kudosity_webhook::jiff::Timestamp;
use kudosity_webhook::{Event, EventType, MessageStatus};
use kudosity_webhook_simulator::provider::{Draft, Picture, Provider, Registration, wire_form};
use kudosity_webhook_simulator::samples;
use serde_json::{Value, json};

fn event_types() -> impl Iterator<Item = EventType> {
    samples::current().iter().map(|sample| sample.event_type)
}

/// Three of every type, of many accounts.
fn made_up() -> impl Iterator<Item = (EventType, Draft)> {
    (0..100).flat_map(|seed| {
        let mut provider = Provider::seeded(seed);
        let types = event_types().chain(event_types()).chain(event_types());
        types.map(move |event_type| (event_type, provider.event(event_type)))
    })
}

fn value(draft: &Draft) -> Value {
    serde_json::from_slice(&draft.body()).unwrap()
}

#[test]
fn every_body_is_the_event_and_loses_nothing() {
    for (event_type, draft) in made_up() {
        let read = Event::from_body(draft.body()).unwrap();
        assert_eq!(read.event_type, event_type);
        assert_eq!(read, draft.event());
        assert_eq!(serde_json::to_value(&read).unwrap(), value(&draft));
    }
}

#[test]
fn keys_are_alphabetical_at_every_level() {
    for (_, draft) in made_up() {
        // A map of serde_json's is ordered by its keys; where it is not, the bytes below tell.
        assert_eq!(draft.body(), value(&draft).to_string());
    }
}

/// What a seed makes up is for good: if this must change, so must the version.
#[test]
fn the_same_seed_makes_up_the_same_bytes() {
    let mut hash = crc32fast::Hasher::new();
    made_up().for_each(|(_, draft)| hash.update(&draft.body()));
    assert_eq!(hash.finalize(), 2_352_999_873);
}

/// The values of every field of this name.
fn values_of<'a>(value: &'a Value, names: &[&str], found: &mut Vec<&'a str>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            if names.contains(&name.as_str()) {
                found.extend(member.as_str());
            }
            values_of(member, names, found);
        }),
        Value::Array(items) => items.iter().for_each(|item| values_of(item, names, found)),
        _ => {}
    }
}

#[test]
fn every_phone_number_is_from_a_range_for_fiction() {
    const AUSTRALIAN: [&str; 5] =
        ["61491570006", "61491570156", "61491570157", "61491570158", "61491570159"];
    let is_for_fiction = |number: &str| {
        let digits = number.strip_prefix('+').unwrap_or(number);
        let british = digits.strip_prefix("447700900").is_some_and(|end| end.len() == 3);
        british || AUSTRALIAN.contains(&digits)
    };
    for (_, draft) in made_up() {
        let value = value(&draft);
        let mut numbers = Vec::new();
        values_of(&value, &["sender", "recipient", "routed_via", "phone"], &mut numbers);
        for number in numbers {
            let is_name = number.chars().any(char::is_alphabetic) && number.len() <= 11;
            assert!(is_name || is_for_fiction(number), "{number}");
        }
        let mut texts = Vec::new();
        values_of(&value, &["message", "message_ref", "payload", "title", "subject"], &mut texts);
        for digits in texts.iter().flat_map(|text| text.split(|char: char| !char.is_numeric())) {
            assert!(digits.len() < 8, "{digits}");
        }
    }
}

type Form = Box<dyn Fn(&Value) -> bool>;

/// Whether a field of this pointer is there.
fn has(pointer: &'static str) -> impl Fn(&Value) -> bool {
    move |body| body.pointer(pointer).is_some()
}

/// Whether a field is there that is like this.
fn is(pointer: &'static str, like: impl Fn(&str) -> bool) -> impl Fn(&Value) -> bool {
    move |body| body.pointer(pointer).and_then(Value::as_str).is_some_and(&like)
}

fn starts_with(pointer: &'static str, start: &'static str) -> impl Fn(&Value) -> bool {
    is(pointer, move |text| text.starts_with(start))
}

#[test]
fn every_form_of_the_wire_is_reached_and_none_is_all_there_is() {
    let plus = |pointer| starts_with(pointer, "+");
    let bare = |pointer| is(pointer, |text| text.starts_with(|char: char| char.is_ascii_digit()));
    let name = |pointer| is(pointer, |text| text.starts_with(char::is_alphabetic));
    let both = |one: &'static str, other: &'static str| {
        let (one, other) = (plus(one), bare(other));
        move |body: &Value| one(body) && other(body)
    };
    let forms: Vec<(&str, Form)> = vec![
        ("registered", Box::new(has("/webhook_id"))),
        ("a two-way id", Box::new(starts_with("/mo/id", "alss-2way-"))),
        ("an id with an @", Box::new(is("/mo/id", |id| id.ends_with("@mmsc.example.com")))),
        ("a UUID", Box::new(is("/mo/id", |id| id.len() == 36 && id.split('-').count() == 5))),
        ("a number with +", Box::new(plus("/mo/sender"))),
        ("a number without", Box::new(bare("/mo/sender"))),
        ("both in one body", Box::new(both("/status/sender", "/status/recipient"))),
        ("both, the other way", Box::new(both("/status/recipient", "/status/sender"))),
        ("a name", Box::new(name("/status/sender"))),
        ("a last message", Box::new(has("/mo/last_message"))),
        ("a later MMS", Box::new(starts_with("/mo/last_message/type", "MMS"))),
        ("a shared number", Box::new(has("/mo/routed_via"))),
        ("a shared number out", Box::new(has("/status/routed_via"))),
        ("a reference", Box::new(has("/status/message_ref"))),
        ("a long one", Box::new(is("/status/message_ref", |text| text.len() == 500))),
        ("a description", Box::new(has("/status/description"))),
        ("a campaign", Box::new(has("/status/campaign_id"))),
        ("untrimmed", Box::new(is("/mo/message", |text| text.trim() != text))),
        ("an emoji", Box::new(is("/mo/message", |text| text.contains('🎉')))),
        ("a line break", Box::new(is("/mo/message", |text| text.contains('\n')))),
        ("media", Box::new(has("/mo/media/0"))),
        ("two of them", Box::new(has("/mo/media/1"))),
        ("a subject", Box::new(has("/mo/subject"))),
        ("URLs of media", Box::new(has("/opt_out/source_message/content_urls/0"))),
        ("by a link", Box::new(starts_with("/opt_out/source", "LINK_HIT"))),
        ("by an answer", Box::new(starts_with("/opt_out/source", "SMS_INBOUND"))),
        ("a picture alone", Box::new(|body| has("/mo/media")(body) && !has("/mo/message")(body))),
        ("a caption", Box::new(has("/mo/content/image/caption"))),
        ("an email address", Box::new(has("/mo/content/contact/emails/0"))),
    ];
    let bodies: Vec<Value> = made_up().map(|(_, draft)| value(&draft)).collect();
    for (form, is_there) in forms {
        let section = bodies.iter().filter(|body| is_there(body)).count();
        assert!((1..bodies.len()).contains(&section), "{form}: {section}");
    }
}

#[test]
fn every_word_kind_and_fraction_is_reached() {
    let mut reached = std::collections::BTreeMap::<&str, std::collections::BTreeSet<String>>::new();
    for (_, draft) in made_up() {
        let event = draft.event();
        if let Some(status) = event.status() {
            reached.entry("status").or_default().insert(status.status.as_str().to_owned());
        }
        if let Some(kind) = event.inbound().and_then(|inbound| inbound.content_type.as_ref()) {
            reached.entry("content").or_default().insert(kind.as_str().to_owned());
        }
        for media in event.inbound().iter().flat_map(|inbound| &inbound.media) {
            reached
                .entry("media")
                .or_default()
                .extend(media.content.media_type().map(str::to_owned));
        }
        let text = event.timestamp.to_string();
        let digits = text.split_once('.').map_or(0, |(_, fraction)| fraction.len() - 1);
        reached.entry("digits").or_default().insert(digits.to_string());
    }
    let counts: Vec<_> = reached.iter().map(|(what, values)| (*what, values.len())).collect();
    assert_eq!(counts, [("content", 11), ("digits", 10), ("media", 3), ("status", 15)]);
}

#[test]
fn rich_content_is_of_the_kind_that_it_is_said_to_be() {
    for (_, draft) in made_up() {
        let value = value(&draft);
        let kind = value.pointer("/mo/content_type").and_then(Value::as_str);
        let content = value.pointer("/mo/content").and_then(Value::as_object);
        let key = content.and_then(|content| content.keys().next());
        assert_eq!(kind.map(str::to_lowercase).as_ref(), key);
    }
    let mut provider = Provider::seeded(1);
    let place = provider.content(ContentType::Location);
    let event =
        provider.inbound(Channel::Rcs).content(ContentType::Location, place.clone()).event();
    assert_eq!(event.inbound().unwrap().content, Some(place));
}

#[test]
fn what_a_test_says_is_what_the_event_holds() {
    let instant: Timestamp = "2030-01-02T03:04:05.6Z".parse().unwrap();
    for event_type in event_types() {
        let draft = Provider::seeded(1).event(event_type);
        let draft = draft.person("61491570006").account_number("Demo Coats").id("m-1").at(instant);
        let event = draft.clone().registered_as(Registration::new("w-1", "one")).event();
        assert_eq!(event.person(), Some(&Address::from("61491570006")), "{event_type}");
        assert_eq!(event.account_number(), Some(&Address::from("Demo Coats")), "{event_type}");
        assert_eq!(event.timestamp, instant);
        assert_eq!(event.webhook_id, Some(Id::from("w-1")));
        assert_eq!(event.webhook_name.as_deref(), Some("one"));
        let (older, body) = (draft.clone().unregistered().event(), draft.unregistered().body());
        assert_eq!((older.webhook_id, older.webhook_name), (None, None));
        assert!(String::from_utf8(body.to_vec()).unwrap().contains(r#""id":"m-1""#));
    }
}

#[test]
fn what_a_test_says_of_one_shape_is_what_the_event_holds() {
    let mut provider = Provider::seeded(1).with_account_number("61491570157");
    let message = provider.message(Channel::Sms);

    let receipt = provider.receipt(Channel::Mms, "Parked").about(&message).message_ref("a").event();
    let status = receipt.status().unwrap();
    assert_eq!(
        (&status.id, &status.sender, &status.recipient),
        (&message.id, &message.sender, &message.recipient)
    );
    assert_eq!(status.message_ref.as_deref(), Some("a"));
    assert_eq!((status.status.as_str(), status.channel.as_str()), ("Parked", "SMS"));
    assert_eq!(receipt.event_type, EventType::SmsStatus);

    let answer = provider.answer_to(&message).text("Stop ").event();
    let inbound = answer.inbound().unwrap();
    assert_eq!(inbound.message.as_deref(), Some("Stop "));
    assert!(inbound.sender.same_as(&message.recipient) && inbound.recipient.same_as("61491570157"));
    assert_eq!(inbound.last_message.as_deref(), Some(&message));

    let by_rcs = provider.message(Channel::Rcs);
    for _ in 0..10 {
        let answer = provider.answer_to(&by_rcs).event();
        let inbound = answer.inbound().unwrap();
        assert!(inbound.message.is_some() && inbound.content.is_none());
        assert_eq!(answer.event_type, EventType::RcsInbound);
    }

    let alone = provider.inbound(Channel::Mms).text("").subject("s").without_last_message();
    let alone = alone.media([Picture::gif(700)]).event();
    let inbound = alone.inbound().unwrap();
    assert_eq!((&inbound.message, &inbound.last_message), (&None, &None));
    assert_eq!((inbound.subject.as_deref(), inbound.media.len()), (Some("s"), 1));

    let hit =
        provider.link_hit().about(&message).message_ref("").url("https://example.com").hits(9);
    let hit = hit.event();
    let hit = hit.link_hit().unwrap();
    assert_eq!((hit.url.as_str(), hit.hits), ("https://example.com", 9));
    assert_eq!((&hit.source_message.id, &hit.source_message.message_ref), (&message.id, &None));

    let opt_out = provider.opt_out().about(&message).source("VOICE_CALL").event();
    let opt_out = opt_out.opt_out().unwrap();
    assert_eq!((opt_out.source.as_str(), &opt_out.source_message), ("VOICE_CALL", &message));
}

#[test]
fn a_delivery_is_received_when_it_happened_by_the_body_of_the_wire() {
    for (_, draft) in made_up().take(30) {
        let delivery = draft.delivery();
        assert_eq!(delivery.event, draft.event());
        assert_eq!(delivery.body, draft.body());
        assert_eq!(delivery.received_at, delivery.event.timestamp);
        let altered = draft.set("/priority", 1).delivery().unwrap();
        assert_eq!(altered.event.extra.get("priority"), Some(&json!(1)));
        assert_eq!(altered.received_at, delivery.received_at);
    }
}

#[test]
fn its_clock_moves_only_forward_and_by_what_happens() {
    let start: Timestamp = "2031-05-05T00:00:00Z".parse().unwrap();
    let mut provider = Provider::seeded(5).starting_at(start);
    assert_eq!(provider.now(), start);
    provider.pass(Duration::from_secs(3600));
    assert_eq!(provider.now().as_second() - start.as_second(), 3600);
    let mut last = provider.now();
    for _ in 0..100 {
        let event = provider.any_event().event();
        assert!(event.timestamp > last - Duration::from_secs(1), "{}", event.timestamp);
        assert!(provider.now() > last);
        last = provider.now();
    }
    provider.pass(Duration::MAX);
    assert_eq!(provider.now(), Timestamp::MAX);
}

#[test]
fn any_field_can_be_set_and_taken_out() {
    let event = Event::from_body(
        r#"{"event_type":"T","timestamp":"2026-03-02T05:00:00Z","l":[1,2]}"#.into(),
    );
    let body = |altered: kudosity_webhook_simulator::provider::Altered| {
        let body: Value = serde_json::from_slice(&altered.body()).unwrap();
        body
    };
    assert_eq!(
        wire_form(&event.unwrap()),
        r#"{"event_type":"T","l":[1,2],"timestamp":"2026-03-02T05:00:00Z"}"#
    );
    let draft = Provider::seeded(2).receipt(Channel::Sms, MessageStatus::Sent);
    for (pointer, shown) in [
        ("/status/status", "/status/status"),
        ("/new", "/new"),
        ("/status/new/deep", "/status/new/deep"),
        ("/status/id/deep", "/status/id/deep"),
        ("/a~1b/~0c", "/a~1b/~0c"),
    ] {
        assert_eq!(body(draft.set(pointer, 7)).pointer(shown), Some(&json!(7)), "{pointer}");
        let gone = body(draft.set(pointer, 7).remove(pointer));
        assert_eq!(gone.pointer(shown), None, "{pointer}");
    }
    let list =
        draft.set("/list", json!([1, 2])).set("/list/1", 5).set("/list/9", 6).set("/list/-", 7);
    assert_eq!(body(list.clone()).get("list"), Some(&json!([1, 5, 6, 7])));
    assert_eq!(body(list.remove("/list/0").remove("/list/9")).get("list"), Some(&json!([5, 6, 7])));
    assert_eq!(body(draft.set("", json!({"only": 1}))), json!({"only": 1}));
    for nothing in ["", "/", "/nowhere/else", "/status/id/0", "status"] {
        assert_eq!(draft.remove(nothing).body(), draft.body(), "{nothing:?}");
    }
}

#[test]
fn a_registration_that_is_said_is_in_every_event_and_changes_nothing_else() {
    let mut plain = Provider::seeded(11);
    let mut said = plain.clone().registered_as(Registration::new("w-1", "one"));
    let mut without = 0;
    for _ in 0..200 {
        let (plain, said) = (plain.any_event(), said.any_event());
        assert_eq!(said.event().webhook_id, Some("w-1".into()));
        without += usize::from(plain.event().webhook_id.is_none());
        assert_eq!(said.unregistered().event(), plain.unregistered().event());
    }
    assert!(without > 0, "some are as before June 2025 unless it is said");
}

#[test]
fn a_reference_is_made_for_the_handset_of_its_event_also_where_that_answers() {
    let mut provider = Provider::seeded(12).referring_by(|reference, handset| {
        format!("{}>{}", reference.as_str(), handset.as_str()).into()
    });
    let message = provider.message(Channel::Sms);
    let draft = provider.opt_out().about(&message).message_ref("order-7").person("61491570157");
    for _ in 0..2 {
        let event = draft.event();
        assert_eq!(event.message_ref().unwrap().as_str(), "order-7>61491570157");
    }
    for _ in 0..50 {
        let event = provider.inbound(Channel::Mms).event();
        let last = event.inbound().unwrap().last_message.as_ref();
        if let Some(reference) = last.and_then(|last| last.message_ref.as_ref()) {
            assert!(reference.ends_with(&format!(">{}", event.person().unwrap().as_str())));
        }
    }
}
