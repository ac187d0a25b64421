use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::HeaderValue;

use super::authenticator::{Authenticator, InvalidBase};
use super::point::Point;
use super::verdict::{By, Verdict};
use crate::event::Event;
use crate::head::Head;

/// Several authenticators as one; [`Authenticator::and`] and [`Authenticator::or`] make it, and say
/// how it decides.
///
/// It is not made of a list, which could be empty: all of nothing would vouch for everybody.
///
/// # Examples
///
/// Those that a configuration names, of which there may be none:
///
/// ```
/// use kudosity_webhook::authenticate::{Authenticator, SharedSecret};
///
/// type Dyn = Box<dyn Authenticator>;
///
/// fn all(configured: Vec<Dyn>) -> Option<Dyn> {
///     configured.into_iter().reduce(|all, next| Box::new(all.and(next)))
/// }
///
/// let secret = || SharedSecret::random().map(|secret| Box::new(secret) as Dyn);
/// assert!(all(vec![secret()?, secret()?, secret()?]).is_some());
/// assert!(all(Vec::new()).is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Combined {
    rule: Rule,
    members: Vec<Box<dyn Authenticator>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    All,
    Any,
}

impl Combined {
    pub(super) fn new(rule: Rule, one: impl Authenticator, other: impl Authenticator) -> Self {
        Self { rule, members: vec![Box::new(one), Box::new(other)] }
    }

    /// With a further member: `a.and(b).and(c)` is one list of three.
    fn with(mut self, rule: Rule, other: impl Authenticator) -> Self {
        if self.rule != rule {
            return Self::new(rule, self, other);
        }
        self.members.push(Box::new(other));
        self
    }

    fn decide(&self, point: Point<'_>, head: &dyn Head) -> Verdict {
        let mut opinions = Opinions::default();
        for member in &self.members {
            opinions.add(point.ask(&**member, head));
        }
        let is_open = opinions.undecided && !point.is_last();
        match self.rule {
            Rule::All => opinions.of_all(is_open),
            Rule::Any => opinions.of_any(is_open),
        }
    }
}

/// What the members say at one point.
#[derive(Default)]
struct Opinions {
    vouching: Vec<By>,
    refused: bool,
    undecided: bool,
    remedy: Option<&'static str>,
}

impl Opinions {
    fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Authentic(by) => self.vouching.push(by),
            Verdict::Refused => self.refused = true,
            Verdict::Undecided => self.undecided = true,
            Verdict::Misconfigured(remedy) => self.remedy = Some(remedy),
        }
    }

    /// Who is known to be a stranger by now is refused, and not told that the set-up is wrong.
    fn of_all(self, is_open: bool) -> Verdict {
        if self.refused {
            Verdict::Refused
        } else if let Some(remedy) = self.remedy {
            Verdict::Misconfigured(remedy)
        } else if is_open {
            Verdict::Undecided
        } else {
            By::all(self.vouching).map_or(Verdict::Undecided, Verdict::Authentic)
        }
    }

    /// Where nobody can vouch, whoever could not for a fault of the set-up says so.
    fn of_any(self, is_open: bool) -> Verdict {
        if let Some(by) = By::all(self.vouching) {
            Verdict::Authentic(by)
        } else if is_open {
            Verdict::Undecided
        } else if let Some(remedy) = self.remedy {
            Verdict::Misconfigured(remedy)
        } else if self.refused {
            Verdict::Refused
        } else {
            Verdict::Undecided
        }
    }
}

impl Authenticator for Combined {
    fn head(&self, head: &dyn Head) -> Verdict {
        self.decide(Point::Head, head)
    }

    fn body(&self, head: &dyn Head, body: &Bytes) -> Verdict {
        self.decide(Point::Body(body), head)
    }

    fn event(&self, head: &dyn Head, body: &Bytes, event: &Event) -> Verdict {
        self.decide(Point::Event(body, event), head)
    }

    fn unreadable(&self, head: &dyn Head, body: &Bytes) -> Verdict {
        self.decide(Point::Unreadable(body), head)
    }

    fn vouching(&self, head: &dyn Head) -> Option<By> {
        By::all(self.members.iter().filter_map(|member| member.vouching(head)).collect())
    }

    fn challenge(&self) -> Option<HeaderValue> {
        self.members.iter().find_map(Authenticator::challenge)
    }

    fn registration_url<'a>(&self, base: &'a str) -> Result<Cow<'a, str>, InvalidBase> {
        let registered = match self.rule {
            Rule::All => self.members.len(),
            Rule::Any => 1,
        };
        self.members.iter().take(registered).try_fold(Cow::Borrowed(base), |url, member| {
            let url = member.registration_url(&url)?;
            Ok(Cow::Owned(url.into_owned()))
        })
    }

    fn and(self, other: impl Authenticator) -> Combined {
        self.with(Rule::All, other)
    }

    fn or(self, other: impl Authenticator) -> Combined {
        self.with(Rule::Any, other)
    }
}

impl fmt::Debug for Combined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Combined({:?} of {})", self.rule, self.members.len())
    }
}
