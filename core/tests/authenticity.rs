//! Whether a delivery is authentic: secrets in their places, and verdicts at three points.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod requests;

use std::borrow::Cow;

use bytes::Bytes;
use kudosity_webhook::authenticate::{Authenticator, By, SecretError, Verdict};
use kudosity_webhook::{Event, EventType, Head, InsecureAcceptAnyone, Receiver, SharedSecret};
use requests::{CURRENT, EVENT, PREVIOUS, head, received, rejected, rotating};

#[test]
fn a_secret_is_found_in_its_place_and_named() {
    let basic = |user: &str, secret: &str| {
        let text = base64_simd::STANDARD.encode_to_string(format!("{user}:{secret}"));
        format!("Basic {text}")
    };
    let query = |secret: &str| (format!("/?a=1&secret={secret}"), None);
    let header = |secret: &str| ("/".to_owned(), Some(("x-hook", secret.to_owned())));
    let user = |secret: &str| ("/".to_owned(), Some(("authorization", basic("kudosity", secret))));
    type Place<'a> = &'a dyn Fn(&str) -> (String, Option<(&'a str, String)>);
    let places: [(SharedSecret, Place<'_>, u16); 3] = [
        (rotating(), &query, 403),
        (rotating().in_header("X-Hook").unwrap(), &header, 403),
        (rotating().in_basic("kudosity").unwrap(), &user, 401),
    ];
    for (secret, place, refused) in places {
        let receiver = Receiver::new(secret);
        let send = |secret: &str| {
            let (uri, header) = place(secret);
            let headers: Vec<_> = header.iter().map(|(name, value)| (*name, &**value)).collect();
            received(&receiver, head(&uri, &headers), EVENT)
        };
        let by = |secret: &str| send(secret).unwrap().authenticated_by.to_string();
        assert_eq!(by(CURRENT), "secret 1 of 2");
        assert_eq!(by(PREVIOUS), "secret 2 of 2");
        for wrong in ["", &CURRENT[1..], &format!("{CURRENT}x"), &CURRENT.to_uppercase()] {
            let rejection = send(wrong).unwrap_err().into_rejection();
            assert_eq!(rejection.status(), refused, "{wrong:?}");
            let asks = rejection.headers().any(|(name, _)| name == "www-authenticate");
            assert_eq!(asks, refused == 401);
        }
    }
}

#[test]
fn a_doubled_secret_is_refused_even_if_both_are_right() {
    let receiver = Receiver::new(rotating());
    let uri = format!("/?secret={CURRENT}&secret={CURRENT}");
    assert_eq!(rejected(&receiver, head(&uri, &[]), EVENT).status(), 403);
    let receiver = Receiver::new(rotating().in_header("x-hook").unwrap());
    let twice = [("x-hook", CURRENT), ("x-hook", CURRENT)];
    assert_eq!(rejected(&receiver, head("/", &twice), EVENT).status(), 403);
}

#[test]
fn a_secret_that_could_be_guessed_or_would_not_survive_a_url_is_not_built() {
    let error = |secret: &str| SharedSecret::new(secret).unwrap_err();
    assert_eq!(error("fifteen-charact"), SecretError::TooShort);
    assert!(SharedSecret::new("sixteen-characte").is_ok());
    assert_eq!(error("sixteen charact!"), SecretError::Reserved);
    assert_eq!(error("zw\u{f6}lf-und-noch-mehr"), SecretError::Reserved);
    assert!(rotating().or_previous("short").is_err());
    for repeated in [CURRENT, PREVIOUS] {
        assert_eq!(rotating().or_previous(repeated).unwrap_err(), SecretError::Repeated);
    }
    assert!(SecretError::Repeated.to_string().contains("a new one and the old one"));
    assert!(rotating().in_query("").is_err());
    assert!(rotating().in_query("a b").is_err());
    assert!(rotating().in_header("a b").is_err());
    assert!(rotating().in_basic("a:b").is_err());
    let unset = SharedSecret::from_env("NO_SUCH_VARIABLE_IS_SET").unwrap_err();
    assert!(unset.to_string().contains("NO_SUCH_VARIABLE_IS_SET"));
    // It is what `main` shows of the error that it returns.
    assert_eq!(format!("{unset:?}"), unset.to_string());
}

#[test]
fn debug_never_shows_a_secret() {
    let shown = format!("{:?} {:?}", rotating(), Receiver::new(rotating()));
    assert!(!shown.contains(CURRENT) && !shown.contains(PREVIOUS), "{shown}");
}

#[test]
fn the_registration_url_holds_the_current_secret_where_it_is_expected() {
    let base = "https://sms.example.com:8443/hooks";
    let url = |secret: SharedSecret, base: &str| {
        let receiver = Receiver::new(secret);
        receiver.registration_url(base).map(Cow::into_owned)
    };
    let cases = [
        (rotating(), base, format!("{base}?secret={CURRENT}")),
        (rotating(), "http://h/?a=1", format!("http://h/?a=1&secret={CURRENT}")),
        (rotating().in_query("key").unwrap(), base, format!("{base}?key={CURRENT}")),
        (rotating().in_header("x-hook").unwrap(), base, base.to_owned()),
        (
            rotating().in_basic("hook").unwrap(),
            base,
            format!("https://hook:{CURRENT}@sms.example.com:8443/hooks"),
        ),
    ];
    for (secret, base, expected) in cases {
        let (path, query) = expected.split_once('?').unwrap_or((&expected, ""));
        assert_eq!(url(secret.clone(), base).as_deref(), Ok(expected.as_str()), "{path} {query}");
        for wrong in ["/hooks", "sms.example.com", "ftp://h/", "https://u@/", "https://h/#a", ""] {
            assert!(url(secret.clone(), wrong).is_err(), "{wrong}");
        }
    }
}

#[test]
fn an_authenticator_without_a_credential_for_the_url_leaves_it_as_it_is() {
    let receiver = Receiver::new(InsecureAcceptAnyone);
    assert_eq!(receiver.registration_url("http://h/?a=1").as_deref(), Ok("http://h/?a=1"));
    assert!(receiver.registration_url("/hooks").is_err());
}

#[test]
fn a_base_with_user_info_has_room_for_a_parameter_and_none_for_other_user_info() {
    let base = "https://gateway@h/";
    let in_query = Receiver::new(rotating());
    let url = in_query.registration_url(base).unwrap();
    assert_eq!(url, format!("{base}?secret={CURRENT}"));
    let in_basic = Receiver::new(rotating().in_basic("hook").unwrap());
    assert!(in_basic.registration_url(base).is_err());
}

#[test]
fn a_random_secret_is_long_and_another_every_time() {
    let url = |secret| Receiver::new(secret).registration_url("http://h/").unwrap().into_owned();
    let first = url(SharedSecret::random().unwrap());
    assert_eq!(first.len(), "http://h/?secret=".len() + 43);
    assert_ne!(first, url(SharedSecret::random().unwrap()));
}

/// Answers a given verdict at each of the three points.
struct At([Verdict; 3]);

impl Authenticator for At {
    fn head(&self, _: &dyn Head) -> Verdict {
        self.0[0].clone()
    }
    fn body(&self, _: &dyn Head, body: &Bytes) -> Verdict {
        assert!(!body.is_empty());
        self.0[1].clone()
    }
    fn event(&self, _: &dyn Head, _: &Bytes, event: &Event) -> Verdict {
        assert!(event.event_type.is(EventType::OptOut));
        self.0[2].clone()
    }
}

#[test]
fn the_first_verdict_stands_and_what_stays_undecided_is_refused() {
    use Verdict::{Authentic, Misconfigured, Refused, Undecided};
    let yes = || Authentic(By::new("a test"));
    // At the three points; the status for an event; the status for a body that is none.
    let cases = [
        ([yes(), Refused, Refused], 200, 400),
        ([Undecided, yes(), Refused], 200, 400),
        ([Undecided, Undecided, yes()], 200, 403),
        ([Undecided, Undecided, Undecided], 403, 403),
        ([Refused, yes(), yes()], 403, 403),
        ([Undecided, Refused, yes()], 403, 403),
        ([Undecided, Undecided, Refused], 403, 403),
        ([Misconfigured("x"), yes(), yes()], 500, 500),
        ([Undecided, Misconfigured("x"), yes()], 500, 500),
    ];
    for (verdicts, for_event, for_garbage) in cases {
        let name = format!("{verdicts:?}");
        let receiver = Receiver::new(At(verdicts));
        for (body, expected) in [(EVENT, for_event), ("garbage", for_garbage)] {
            let status = match received(&receiver, head("/", &[]), body) {
                Ok(delivery) => {
                    assert_eq!(delivery.authenticated_by.as_str(), "a test");
                    200
                }
                Err(refusal) => refusal.into_rejection().status().as_u16(),
            };
            assert_eq!(status, expected, "{name} {body}");
        }
    }
}

#[test]
fn anyone_is_accepted_where_the_danger_is_spelled_out() {
    let receiver = Receiver::new(InsecureAcceptAnyone);
    let delivery = received(&receiver, head("/", &[]), EVENT).unwrap();
    assert_eq!(delivery.authenticated_by.as_str(), "nobody (insecure)");
}

#[test]
fn a_base_that_holds_a_secret_already_is_not_given_a_second_one() {
    let receiver = Receiver::new(rotating());
    assert!(receiver.registration_url("http://h/?secret=another").is_err());
    assert!(receiver.registration_url("http://h/?s%65cret=another").is_err());
    assert!(receiver.registration_url("http://h/?secrets=none").is_ok());
}

#[test]
fn an_authenticator_can_be_chosen_at_run_time() {
    let chosen: Box<dyn Authenticator> = Box::new(rotating().in_basic("hook").unwrap());
    let receiver = Receiver::new(chosen);
    assert_eq!(rejected(&receiver, head("/", &[]), EVENT).status(), 401);
    assert!(receiver.registration_url("http://h/").unwrap().contains("hook:"));
}

#[test]
fn an_authenticator_without_the_peer_it_needs_is_a_fault_of_the_set_up() {
    let receiver = Receiver::new(At([Verdict::PEER_UNKNOWN, Verdict::Refused, Verdict::Refused]));
    assert_eq!(rejected(&receiver, head("/", &[]), EVENT).status(), 500);
}
