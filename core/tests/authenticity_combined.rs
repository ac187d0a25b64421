//! Authenticators combined: every pair of verdicts at every point, and the way through a receiver.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod requests;

use bytes::Bytes;
use kudosity_webhook::authenticate::{Authenticator, By, Combined, Verdict};
use kudosity_webhook::{Event, Head, Receiver, Refusal, SharedSecret};
use requests::{CURRENT, EVENT, head, received, rejected, rotating};

/// Says something at one of the points, and is undecided at the others.
#[derive(Clone)]
struct Says {
    at: Point,
    verdict: Verdict,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Point {
    Head,
    Body,
    Event,
    Unreadable,
}

impl Says {
    fn new(at: Point, letter: char) -> Self {
        let verdict = match letter {
            'A' => Verdict::Authentic(By::new("somebody")),
            'R' => Verdict::Refused,
            'M' => Verdict::Misconfigured("change it"),
            _ => Verdict::Undecided,
        };
        Self { at, verdict }
    }

    fn at(&self, point: Point) -> Verdict {
        if point == self.at { self.verdict.clone() } else { Verdict::Undecided }
    }
}

impl Authenticator for Says {
    fn head(&self, _: &dyn Head) -> Verdict {
        self.at(Point::Head)
    }
    fn body(&self, _: &dyn Head, body: &Bytes) -> Verdict {
        assert!(!body.is_empty());
        self.at(Point::Body)
    }
    fn event(&self, _: &dyn Head, body: &Bytes, event: &Event) -> Verdict {
        assert_eq!(Event::from_body(body.clone()).unwrap(), *event);
        self.at(Point::Event)
    }
    fn unreadable(&self, _: &dyn Head, body: &Bytes) -> Verdict {
        assert!(Event::from_body(body.clone()).is_err());
        self.at(Point::Unreadable)
    }
}

fn letter(verdict: &Verdict) -> char {
    match verdict {
        Verdict::Authentic(_) => 'A',
        Verdict::Refused => 'R',
        Verdict::Misconfigured(_) => 'M',
        _ => 'U',
    }
}

fn ask(combined: &Combined, point: Point) -> char {
    let head = head("/", &[]);
    let event = Bytes::from_static(EVENT.as_bytes());
    letter(&match point {
        Point::Head => combined.head(&head),
        Point::Body => combined.body(&head, &event),
        Point::Event => combined.event(&head, &event, &Event::from_body(event.clone()).unwrap()),
        Point::Unreadable => combined.unreadable(&head, &Bytes::from_static(b"no event")),
    })
}

const VERDICTS: [char; 4] = ['A', 'R', 'U', 'M'];

/// A row for what the one says, a column for what the other says, both in the order of `VERDICTS`.
type Table = [&'static str; 4];

// While more is to come, and at the last point.
const ALL: [Table; 2] = [["ARUM", "RRRR", "URUM", "MRMM"], ["ARAM", "RRRR", "ARUM", "MRMM"]];
const ANY: [Table; 2] = [["AAAA", "ARUM", "AUUU", "AMUM"], ["AAAA", "ARRM", "ARUM", "AMMM"]];

#[test]
fn every_pair_of_verdicts_has_its_outcome_at_every_point_whenever_they_were_decided() {
    // At these points a combination is asked, and up to them a member may have decided.
    let points: [&[Point]; 4] = [
        &[Point::Head],
        &[Point::Head, Point::Body],
        &[Point::Head, Point::Body, Point::Event],
        &[Point::Head, Point::Body, Point::Unreadable],
    ];
    for so_far in points {
        let point = *so_far.last().unwrap();
        let last = usize::from(so_far.len() == 3);
        for (row, one) in VERDICTS.into_iter().enumerate() {
            for (column, other) in VERDICTS.into_iter().enumerate() {
                for pair in so_far.iter().flat_map(|one| so_far.iter().map(move |it| [*one, *it])) {
                    let one = || Says::new(pair[0], one);
                    let other = || Says::new(pair[1], other);
                    let expected =
                        |table: &[Table; 2]| char::from(table[last][row].as_bytes()[column]);
                    let name =
                        format!("{} {} {pair:?} at {point:?}", VERDICTS[row], VERDICTS[column]);
                    assert_eq!(ask(&one().and(other()), point), expected(&ALL), "and: {name}");
                    assert_eq!(ask(&one().or(other()), point), expected(&ANY), "or: {name}");
                }
            }
        }
    }
}

fn status(receiver: &Receiver, uri: &str, body: &str) -> u16 {
    match received(receiver, head(uri, &[]), body) {
        Ok(_) => 200,
        Err(refusal) => refusal.into_rejection().status().as_u16(),
    }
}

#[test]
fn a_receiver_takes_what_all_or_any_vouch_for() {
    let right = format!("/?secret={CURRENT}");
    // The other says this; the status with the secret and without, for an event and for garbage.
    let cases = [
        (Point::Head, 'A', [200, 400, 403, 403], [200, 400, 200, 400]),
        (Point::Head, 'R', [403, 403, 403, 403], [200, 400, 403, 403]),
        (Point::Head, 'M', [500, 500, 403, 403], [200, 400, 500, 500]),
        (Point::Body, 'A', [200, 400, 403, 403], [200, 400, 200, 400]),
        (Point::Body, 'R', [403, 403, 403, 403], [200, 400, 403, 403]),
        (Point::Body, 'M', [500, 500, 403, 403], [200, 400, 500, 500]),
        (Point::Event, 'A', [200, 400, 403, 403], [200, 400, 200, 403]),
        (Point::Event, 'R', [403, 400, 403, 403], [200, 400, 403, 403]),
        (Point::Event, 'M', [500, 400, 403, 403], [200, 400, 500, 403]),
        (Point::Unreadable, 'A', [200, 400, 403, 403], [200, 400, 403, 400]),
        (Point::Unreadable, 'R', [200, 403, 403, 403], [200, 400, 403, 403]),
        (Point::Unreadable, 'U', [200, 400, 403, 403], [200, 400, 403, 403]),
    ];
    for (at, letter, all, any) in cases {
        for (combined, expected) in [
            (rotating().and(Says::new(at, letter)), all),
            (Says::new(at, letter).or(rotating()), any),
        ] {
            let receiver = Receiver::new(combined);
            let requests = [(&*right, EVENT), (&*right, "garbage"), ("/", EVENT), ("/", "garbage")];
            let statuses = requests.map(|(uri, body)| status(&receiver, uri, body));
            assert_eq!(statuses, expected, "{at:?} {letter}");
        }
    }
}

#[test]
fn an_authentic_body_that_cannot_be_read_is_not_lost_for_a_member_that_needs_the_event() {
    let receiver = Receiver::new(rotating().and(Says::new(Point::Event, 'A')));
    let refusal = received(&receiver, head(&format!("/?secret={CURRENT}"), &[]), "{}").unwrap_err();
    let Refusal::Unreadable(unreadable) = refusal else { panic!("{refusal:?}") };
    assert_eq!(unreadable.body, "{}");
    assert_eq!(unreadable.authenticated_by.as_str(), "secret 1 of 2");
}

#[test]
fn a_head_that_one_refuses_is_not_admitted_whatever_the_others_wait_for() {
    let all = Receiver::new(Says::new(Point::Event, 'A').and(rotating()));
    assert!(all.admit(head("/", &[])).is_err());
    assert!(all.admit(head(&format!("/?secret={CURRENT}"), &[])).is_ok());

    let any = Receiver::new(Says::new(Point::Body, 'R').or(rotating()));
    assert!(any.admit(head("/", &[])).is_ok(), "its body may vouch for it");
}

#[test]
fn all_that_vouch_are_named() {
    let gateway =
        || SharedSecret::new("a-secret-of-the-gateway").unwrap().in_header("x-gw").unwrap();
    let sent = |receiver: Receiver, query: &str, gateway: &str| {
        let head = head(&format!("/?{query}"), &[("x-gw", gateway)]);
        received(&receiver, head, EVENT).unwrap().authenticated_by.to_string()
    };
    let right = format!("secret={CURRENT}");
    let by_gateway = "a-secret-of-the-gateway";
    let later = Says::new(Point::Event, 'A');
    let abstaining = Says::new(Point::Event, 'U');

    let all = rotating().and(gateway()).and(later.clone()).and(abstaining);
    let by = sent(Receiver::new(all), &right, by_gateway);
    assert_eq!(by, "secret 1 of 2 and secret 1 of 1 and somebody");

    let any = || Receiver::new(rotating().or(gateway()).or(later.clone()));
    assert_eq!(sent(any(), &right, by_gateway), "secret 1 of 2 and secret 1 of 1");
    assert_eq!(sent(any(), "", by_gateway), "secret 1 of 1");
    assert_eq!(sent(any(), "", ""), "somebody");
}

#[test]
fn combinations_may_be_combined() {
    let says = |letter| Says::new(Point::Event, letter);
    for (combined, expected) in [
        (says('A').and(says('R').or(says('A'))), 'A'),
        (says('A').and(says('R').or(says('R'))), 'R'),
        (says('A').and(says('U').or(says('R'))), 'R'),
        (says('A').and(says('U').or(says('U'))), 'A'),
        (says('R').or(says('A').and(says('U'))), 'A'),
        (says('R').or(says('A').and(says('R'))), 'R'),
        (says('A').or(says('R')).and(says('R')), 'R'),
        (says('A').and(says('R')).or(says('A')), 'A'),
        (says('A').and(says('A')).and(says('M')), 'M'),
        (says('R').or(says('R')).or(says('A')), 'A'),
    ] {
        assert_eq!(ask(&combined, Point::Event), expected, "{combined:?}");
        assert_eq!(ask(&combined, Point::Body), 'U', "{combined:?}");
    }
    let flat = says('A').and(says('A')).and(says('A')).or(says('A'));
    assert_eq!(format!("{flat:?}"), "Combined(Any of 2)");
    assert_eq!(format!("{:?}", says('A').and(says('A')).and(says('A'))), "Combined(All of 3)");
}

#[test]
fn authenticators_chosen_at_run_time_are_combined_too() {
    type Dyn = Box<dyn Authenticator>;
    let all = |chosen: Vec<Dyn>| -> Option<Dyn> {
        chosen.into_iter().reduce(|all, next| Box::new(all.and(next)))
    };
    assert!(all(Vec::new()).is_none());
    let says = |at, letter| Box::new(Says::new(at, letter)) as Dyn;
    let uri = format!("/?secret={CURRENT}");
    for (others, event, garbage) in [
        (vec![], 200, 400),
        (vec![says(Point::Head, 'A'), says(Point::Event, 'A')], 200, 400),
        (vec![says(Point::Head, 'A'), says(Point::Event, 'R')], 403, 400),
        (vec![says(Point::Unreadable, 'R'), says(Point::Event, 'A')], 200, 403),
    ] {
        let chosen = others.into_iter().chain([Box::new(rotating()) as Dyn]).collect();
        let receiver = Receiver::new(all(chosen).unwrap());
        assert_eq!(status(&receiver, &uri, EVENT), event);
        assert_eq!(status(&receiver, &uri, "garbage"), garbage);
        assert_eq!(status(&receiver, "/", EVENT), 403);
    }
}

#[test]
fn the_registration_url_holds_the_credentials_of_all_or_of_the_first() {
    let basic = || SharedSecret::new("a-secret-of-the-gateway").unwrap().in_basic("gw").unwrap();
    let nothing = || Says::new(Point::Head, 'A');
    let url = |combined: Combined, base| {
        Receiver::new(combined).registration_url(base).map(std::borrow::Cow::into_owned)
    };
    let both = format!("https://gw:a-secret-of-the-gateway@h.example.com/?secret={CURRENT}");
    let base = "https://h.example.com/";
    let cases = [
        (rotating().and(basic()), both.clone()),
        (basic().and(rotating()), both),
        (basic().and(nothing()), "https://gw:a-secret-of-the-gateway@h.example.com/".to_owned()),
        (rotating().or(basic()), format!("https://h.example.com/?secret={CURRENT}")),
        (basic().or(rotating()), "https://gw:a-secret-of-the-gateway@h.example.com/".to_owned()),
        (nothing().or(rotating()), base.to_owned()),
    ];
    for (combined, expected) in cases {
        let name = format!("{combined:?} {expected}");
        assert_eq!(url(combined, base), Ok(expected), "{name}");
    }
    assert!(url(rotating().and(rotating()), base).is_err(), "one parameter, twice");
    assert!(url(basic().and(basic()), base).is_err(), "one user-info, twice");
    assert!(url(rotating().and(nothing()), "/hooks").is_err());
}

#[test]
fn a_combination_challenges_as_the_first_of_its_members_that_can() {
    let basic = || rotating().in_basic("gw").unwrap();
    for (combined, expected) in [
        (rotating().and(basic()), 401),
        (rotating().or(basic()), 401),
        (rotating().and(Says::new(Point::Head, 'A')), 403),
    ] {
        let rejection = rejected(&Receiver::new(combined), head("/", &[]), EVENT);
        assert_eq!(rejection.status(), expected);
    }
}
