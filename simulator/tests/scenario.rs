//! What belongs together fits together, and what misbehaves loses and invents nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use kudosity_webhook::event::{Address, Channel, Message, Receipt};
use kudosity_webhook::{Event, EventType, MessageStatus};
use kudosity_webhook_simulator::provider::{Provider, Registration};
use kudosity_webhook_simulator::scenario::{LATE, Life, Note, Planned, Scenario};

const SEEDS: std::ops::Range<u64> = 0..40;

fn campaign(seed: u64, recipients: u64) -> Scenario {
    Scenario::campaign(&mut Provider::seeded(seed), recipients)
}

/// When each delivery is made, since the start.
fn times(plan: &[Planned]) -> Vec<Duration> {
    let since = |at: &mut Duration, planned: &Planned| {
        *at += planned.wait;
        Some(*at)
    };
    plan.iter().scan(Duration::ZERO, since).collect()
}

fn types(plan: &[Planned]) -> Vec<&str> {
    plan.iter().map(|planned| planned.event.event_type.as_str()).collect()
}

/// The message of the account's that a hit or an opt-out is about, or that went before an answer.
fn message(event: &Event) -> Option<&Message> {
    let hit = event.link_hit().map(|hit| &hit.source_message);
    let opt_out = event.opt_out().map(|opt_out| &opt_out.source_message);
    hit.or(opt_out).or(event.inbound().and_then(|inbound| inbound.last_message.as_deref()))
}

#[test]
fn a_life_is_its_words_of_one_message_in_their_order() {
    for seed in SEEDS {
        for life in Life::ALL {
            let mut provider = Provider::seeded(seed);
            let start = provider.now();
            let plan: Vec<_> = Scenario::message(&mut provider, Channel::Rcs, life).collect();
            let words = plan.iter().map(|planned| planned.event.status().unwrap().status.known());
            assert!(words.eq(life.words().iter().copied().map(Some)), "{life}");
            let ids: HashSet<_> =
                plan.iter().map(|planned| &planned.event.status().unwrap().id).collect();
            assert_eq!(ids.len(), 1);
            for (planned, at) in plan.iter().zip(times(&plan)) {
                let ahead =
                    planned.event.timestamp.duration_since(start).as_secs_f64() - at.as_secs_f64();
                assert!((-1.0..1.0).contains(&ahead), "told {ahead} s off");
                assert_eq!(planned.event.event_type, EventType::RcsStatus);
                assert_eq!(planned.event.webhook_id.as_ref(), Some(&provider.registration().id));
            }
        }
    }
}

#[test]
fn a_conversation_ends_with_a_stop_and_an_opt_out_by_the_same_person() {
    for seed in SEEDS {
        let plan: Vec<_> = Scenario::conversation(&mut Provider::seeded(seed)).collect();
        let (receipt, answer) = ("SMS_STATUS", "SMS_INBOUND");
        let expected = [receipt, receipt, answer, answer, receipt, receipt, answer, "OPT_OUT"];
        assert_eq!(types(&plan), expected);
        let [.., stop, opt_out] = &plan[..] else { panic!("{plan:?}") };
        let text = stop.event.inbound().unwrap().message.as_deref().unwrap();
        assert!(text.trim().to_lowercase().starts_with("stop"), "{text}");
        assert_eq!(message(&stop.event), message(&opt_out.event));
        let person = opt_out.event.person().unwrap();
        let account = opt_out.event.account_number().unwrap();
        for planned in &plan {
            assert!(person.same_as(planned.event.person().unwrap()));
            assert!(account.same_as(planned.event.account_number().unwrap()));
        }
        let first = message(&plan[2].event).unwrap();
        assert_eq!(Some(first), message(&plan[3].event));
        assert_eq!(Some(&first.id), plan[1].event.status().map(|status| &status.id));
        assert_ne!(Some(&first.id), message(&stop.event).map(|message| &message.id));
    }
}

/// A campaign's deliveries by the message that they are about.
fn stories(plan: &[Planned]) -> BTreeMap<String, Vec<&Planned>> {
    let mut stories = BTreeMap::<String, Vec<_>>::new();
    for planned in plan {
        let id = match planned.event.status() {
            Some(status) => &status.id,
            None => &message(&planned.event).unwrap().id,
        };
        stories.entry(id.as_str().to_owned()).or_default().push(planned);
    }
    stories
}

#[test]
fn every_recipient_of_a_campaign_has_a_story_that_fits_together() {
    let plan: Vec<_> = campaign(3, 2_000).collect();
    let stories = stories(&plan);
    assert_eq!(stories.len(), 2_000);
    for story in stories.values() {
        let events: Vec<&Event> = story.iter().map(|planned| &planned.event).collect();
        assert!(events[0].status().is_some(), "a receipt comes first");
        assert!(
            events.iter().all(|event| event.person().unwrap().same_as(events[0].person().unwrap()))
        );
        let said: HashSet<_> = events
            .iter()
            .filter_map(|event| message(event))
            .map(|m| format!("{:?}", serde_json::to_value(m)))
            .collect();
        assert!(said.len() <= 1, "its message is always the same");
        let urls: HashSet<_> =
            events.iter().filter_map(|event| event.link_hit()).map(|hit| &hit.url).collect();
        assert!(urls.len() <= 1, "its link is always the same");
        let hits = events.iter().filter_map(|event| event.link_hit()).map(|hit| hit.hits);
        assert!(hits.zip(1..).all(|(hits, nth)| hits == nth), "hits are cumulative");
        for pair in story.windows(2) {
            let (before, planned) = (&pair[0].event, &pair[1]);
            if let Some(opt_out) = planned.event.opt_out() {
                assert_eq!(opt_out.source, before.event_type.known().unwrap());
            }
            if planned.notes == [Note::Preview] {
                assert!(before.status().unwrap().status.is(MessageStatus::Delivered));
                let (delivered, fetched) = (before.timestamp, planned.event.timestamp);
                assert_eq!(
                    (planned.event.link_hit().unwrap().hits, delivered.as_second()),
                    (1, fetched.as_second())
                );
            }
        }
    }
    let count =
        |wanted: &dyn Fn(&Planned) -> bool| plan.iter().filter(|planned| wanted(planned)).count();
    for (what, count, usual) in [
        ("previews", count(&|planned| planned.notes == [Note::Preview]), 700..1_000),
        ("opt-outs", count(&|planned| planned.event.opt_out().is_some()), 120..240),
        ("answers", count(&|planned| planned.event.inbound().is_some()), 120..240),
        ("receipts", count(&|planned| planned.event.status().is_some()), 3_900..4_200),
    ] {
        assert!(usual.contains(&count), "{count} {what}");
    }
}

#[test]
fn a_campaign_is_made_as_it_is_taken() {
    assert_eq!(campaign(1, u64::MAX).take(1_000).count(), 1_000);
    let total: Duration = campaign(1, 5_000).map(|planned| planned.wait).sum();
    assert!(
        total > Duration::from_secs(100) && total < Duration::from_secs(100 + 120),
        "{total:?}"
    );
    assert_eq!(campaign(1, 0).count(), 0);
}

/// As with what a provider makes up: this is for good.
#[test]
fn the_same_seed_plans_the_same() {
    let mut hash = crc32fast::Hasher::new();
    let mut provider = Provider::seeded(11);
    let scenarios = [
        Scenario::message(&mut provider, Channel::Mms, Life::DeliveredLate),
        Scenario::conversation(&mut provider),
        misbehaving(Scenario::campaign(&mut provider, 300)),
    ];
    for planned in scenarios.into_iter().flatten() {
        hash.update(&planned.wait.as_nanos().to_be_bytes());
        hash.update(&planned.body());
    }
    assert_eq!(hash.finalize(), 3_948_025_968);
}

fn misbehaving(scenario: Scenario) -> Scenario {
    scenario
        .with_unknown_fields(5)
        .with_unknown_statuses(5)
        .with_unknown_types(5)
        .repeated(3, Duration::ZERO)
        .repeated(3, LATE)
        .also_for(Registration::new("w-2", "another"))
        .reordered(Duration::from_secs(20))
}

/// How often each body is delivered.
fn bodies(plan: impl IntoIterator<Item = Planned>) -> HashMap<bytes::Bytes, usize> {
    let mut bodies = HashMap::new();
    plan.into_iter().for_each(|planned| *bodies.entry(planned.body()).or_default() += 1);
    bodies
}

#[test]
fn a_repeat_is_byte_for_byte_and_comes_when_it_is_due() {
    for after in [Duration::ZERO, LATE, Duration::from_millis(1)] {
        let plain: Vec<_> = campaign(4, 200).collect();
        let plan: Vec<_> = campaign(4, 200).repeated(3, after).collect();
        let mut expected: Vec<_> = times(&plain)
            .into_iter()
            .zip(&plain)
            .map(|(at, planned)| (at, planned.body()))
            .collect();
        let came: Vec<_> = times(&plan).into_iter().zip(&plan).collect();
        let repeats = came.iter().filter(|(_, planned)| planned.notes.contains(&Note::Repeat));
        let repeats: Vec<_> = repeats.map(|(at, planned)| (*at - after, planned.body())).collect();
        assert!((plain.len() / 4..plain.len() / 2).contains(&repeats.len()), "{}", repeats.len());
        assert!(repeats.iter().all(|repeat| expected.contains(repeat)));
        expected.extend(repeats.into_iter().map(|(at, body)| (at + after, body)));
        expected.sort();
        let mut came: Vec<_> = came.into_iter().map(|(at, planned)| (at, planned.body())).collect();
        came.sort();
        assert_eq!(came, expected);
    }
}

#[test]
fn a_late_sent_comes_a_minute_after_the_first_with_its_old_timestamp() {
    let life = Scenario::message(&mut Provider::seeded(1), Channel::Sms, Life::Delivered);
    let plan: Vec<_> = life.repeated(1, LATE).collect();
    let (at, words): (Vec<_>, Vec<_>) = times(&plan)
        .into_iter()
        .zip(&plan)
        .map(|(at, planned)| (at, planned.event.status().unwrap().status.as_str()))
        .unzip();
    assert_eq!(words, ["SENT", "DELIVERED", "SENT", "DELIVERED"]);
    assert_eq!(at[2] - at[0], LATE);
    assert_eq!(plan[0].body(), plan[2].body());
}

#[test]
fn what_is_reordered_is_late_by_the_window_at_most_and_nothing_is_lost() {
    let window = Duration::from_secs(10);
    let plain: Vec<_> = campaign(5, 300).collect();
    let due: HashMap<_, _> = plain.iter().map(Planned::body).zip(times(&plain)).collect();
    assert_eq!(due.len(), plain.len());
    let plan: Vec<_> = campaign(5, 300).reordered(window).collect();
    assert_eq!(bodies(plan.clone()), bodies(plain.clone()));
    for (at, planned) in times(&plan).into_iter().zip(&plan) {
        let late = at - due[&planned.body()];
        assert!(late <= window, "{late:?}");
    }
    let overtaken = plan.iter().filter(|planned| planned.notes.contains(&Note::Overtaken)).count();
    assert!(overtaken > plan.len() / 2, "{overtaken}");
    let at_once = campaign(5, 300).reordered(Duration::ZERO);
    assert!(at_once.eq_by_body(plain));
}

#[test]
fn another_registration_tells_the_same_event_and_only_its_name_differs() {
    let plan: Vec<_> = campaign(6, 200).also_for(Registration::new("w-2", "another")).collect();
    let mut prints = HashSet::new();
    for pair in plan.chunks(2) {
        let [one, other] = pair else { panic!("there are two of each") };
        assert_eq!(one.event.fingerprint(), other.event.fingerprint());
        assert!(prints.insert(one.event.fingerprint()), "events are told apart");
        assert_ne!(one.body(), other.body());
        let mut renamed = other.event.clone();
        renamed.webhook_id = one.event.webhook_id.clone();
        renamed.webhook_name = one.event.webhook_name.clone();
        assert_eq!(renamed, one.event);
        assert_eq!(
            (other.wait, &other.notes.last()),
            (Duration::ZERO, &Some(&Note::OtherRegistration))
        );
    }
}

#[test]
fn what_is_not_known_is_added_and_the_rest_stays() {
    let plain: Vec<_> = campaign(7, 300).collect();
    let plan: Vec<_> = campaign(7, 300).with_unknown_statuses(3).with_unknown_types(4).collect();
    let known: Vec<_> = plan
        .iter()
        .filter(|planned| {
            !planned
                .notes
                .iter()
                .any(|note| matches!(note, Note::UnknownStatus | Note::UnknownType))
        })
        .cloned()
        .collect();
    assert_eq!(bodies(known), bodies(plain.clone()));
    assert_eq!(times(&plan).last(), times(&plain).last());
    let read = |planned: &Planned| Event::from_body(planned.body()).unwrap();
    let mut shapes = HashSet::new();
    for planned in plan.iter().filter(|planned| planned.notes.contains(&Note::UnknownType)) {
        assert_eq!(read(planned).event_type.known(), None);
        assert_eq!(read(planned), planned.event);
        shapes.insert(read(planned).status().is_some());
    }
    assert_eq!(shapes.len(), 2, "some have a shape that is known, some have none");
    let unknown = plan.iter().filter(|planned| planned.notes == [Note::UnknownStatus]);
    assert!(unknown.clone().count() > 50);
    assert!(unknown.map(read).all(|event| event.status().unwrap().status.known().is_none()));
}

#[test]
fn an_unknown_field_changes_neither_the_event_nor_its_fingerprint() {
    let plain: Vec<_> = campaign(8, 200).collect();
    let plan: Vec<_> = campaign(8, 200).with_unknown_fields(2).collect();
    let mut places = HashSet::new();
    for (planned, plain) in plan.iter().zip(&plain) {
        assert_eq!(planned.event.fingerprint(), plain.event.fingerprint());
        assert_eq!(planned.wait, plain.wait);
        let unknown = planned.notes.contains(&Note::UnknownField);
        assert_eq!(planned.body() != plain.body(), unknown);
        assert_eq!(Event::from_body(planned.body()).unwrap(), planned.event);
        places.extend(unknown.then_some(planned.event.extra.is_empty()));
    }
    assert_eq!((plan.len(), places.len()), (plain.len(), 2), "in the envelope, and in the section");
}

#[test]
fn one_in_none_is_never() {
    let never = campaign(9, 50)
        .repeated(0, LATE)
        .with_unknown_fields(0)
        .with_unknown_statuses(0)
        .with_unknown_types(0);
    assert!(never.eq_by_body(campaign(9, 50).collect()));
}

trait EqByBody {
    fn eq_by_body(self, other: Vec<Planned>) -> bool;
}

impl EqByBody for Scenario {
    fn eq_by_body(self, other: Vec<Planned>) -> bool {
        let seen = |planned: &Planned| (planned.wait, planned.body(), planned.notes.clone());
        self.map(|planned| seen(&planned)).eq(other.iter().map(seen))
    }
}

#[test]
fn whatever_misbehaves_a_message_ends_in_the_same_state() {
    for seed in SEEDS {
        for life in Life::ALL {
            let scenario = Scenario::message(&mut Provider::seeded(seed), Channel::Rcs, life);
            let mut stands: Option<Receipt> = None;
            for planned in misbehaving(scenario).reordered(Duration::from_secs(300)) {
                let receipt = Event::from_body(planned.body()).unwrap().receipt();
                let Some(receipt) = receipt else { continue };
                if stands.as_ref().is_none_or(|other| receipt.supersedes(other)) {
                    stands = Some(receipt);
                }
            }
            let last = life.words().last().copied();
            // A carrier's own word ranks above a soft bounce, which may be followed by a delivery.
            let parked =
                life == Life::SoftBounce && stands.as_ref().unwrap().status.known().is_none();
            assert!(parked || stands.unwrap().status.known() == last, "{life}");
        }
    }
}

#[test]
fn in_a_fraction_of_the_time_it_is_the_same() {
    let plain: Vec<_> = campaign(2, 100).collect();
    let plan: Vec<_> = campaign(2, 100).faster(10).collect();
    assert!(
        plan.iter()
            .zip(&plain)
            .all(|(fast, plain)| fast.wait == plain.wait / 10 && fast.event == plain.event)
    );
    assert!(campaign(2, 100).faster(0).all(|planned| planned.wait == Duration::ZERO));
}

#[test]
fn any_plan_can_misbehave() {
    let mut provider = Provider::seeded(1);
    let plan: Vec<_> = (0..10)
        .map(|_| Planned::new(Duration::from_secs(1), provider.any_event().event()))
        .collect();
    let repeated = Scenario::new(1, plan).repeated(1, LATE);
    assert_eq!(repeated.count(), 20);
}

#[test]
fn a_line_for_a_person_shows_no_whole_number() {
    for planned in misbehaving(campaign(1, 100)) {
        let line = planned.to_string();
        let person = planned.event.person().cloned().unwrap_or(Address::from("nobody"));
        assert!(!line.contains(person.as_str()), "{line}");
        assert_eq!(
            line.ends_with(')'),
            !planned.notes.is_empty() || line.contains("(not known here)"),
            "{line}"
        );
    }
}
