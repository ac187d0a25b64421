use std::fmt;

use bytes::Bytes;
use kudosity_webhook::event::EventError;
use kudosity_webhook::{Delivery, Event};
use serde_json::{Map, Value};

use super::{draft, wire};

/// A body of which any field was set or taken out, and which may be no event any more.
///
/// # Examples
///
/// ```
/// use kudosity_webhook_simulator::provider::Provider;
///
/// let mut provider = Provider::seeded(1);
/// let event = provider.opt_out().set("/opt_out/scope", "marketing").event()?;
/// assert_eq!(event.opt_out().map(|opt_out| &opt_out.extra["scope"]), Some(&"marketing".into()));
///
/// assert!(provider.opt_out().set("/timestamp", "yesterday").event().is_err());
/// # Ok::<(), kudosity_webhook::event::EventError>(())
/// ```
#[derive(Clone)]
#[must_use = "it is made up, and not delivered"]
pub struct Altered(Value);

impl Altered {
    pub(super) fn new(event: &Event) -> Self {
        Self(wire::value(event))
    }

    /// Sets the field at a JSON Pointer (RFC 6901).
    ///
    /// What is not there on the way to it is made, and what is neither an object nor a list is replaced
    /// by an object. An index beyond a list's end adds to the list.
    pub fn set(mut self, pointer: &str, value: impl Into<Value>) -> Self {
        *steps(pointer).fold(&mut self.0, member) = value.into();
        self
    }

    /// Takes out the field at a JSON Pointer, if it is there.
    pub fn remove(mut self, pointer: &str) -> Self {
        let (parent, key) = pointer.rsplit_once('/').unwrap_or_default();
        match self.0.pointer_mut(parent) {
            Some(Value::Object(members)) => {
                members.remove(&unescaped(key));
            }
            Some(Value::Array(items)) => {
                let index = key.parse().unwrap_or(usize::MAX);
                if index < items.len() {
                    items.remove(index);
                }
            }
            _ => {}
        }
        self
    }

    /// The body.
    pub fn body(&self) -> Bytes {
        wire::written(self.0.clone())
    }

    /// The event that it still is.
    ///
    /// # Errors
    ///
    /// As [`Event::from_body`], where it is none any more.
    pub fn event(&self) -> Result<Event, EventError> {
        Event::from_body(self.body())
    }

    /// A delivery of the event that it still is.
    ///
    /// # Errors
    ///
    /// As [`Event::from_body`], where it is none any more.
    pub fn delivery(&self) -> Result<Delivery, EventError> {
        let body = self.body();
        Ok(draft::delivered(Event::from_body(body.clone())?, body))
    }
}

impl fmt::Debug for Altered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Altered({} bytes)", self.body().len())
    }
}

/// The keys that lead to a field.
fn steps(pointer: &str) -> impl Iterator<Item = String> + '_ {
    pointer.split('/').skip(1).map(unescaped)
}

fn unescaped(key: &str) -> String {
    key.replace("~1", "/").replace("~0", "~")
}

/// The place of a member, made where it is not there.
#[expect(clippy::indexing_slicing, reason = "the list is made long enough for the index")]
fn member(value: &mut Value, key: String) -> &mut Value {
    if !value.is_array() && !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(members) => members.entry(key).or_insert(Value::Null),
        Value::Array(items) => {
            let index = key.parse().unwrap_or(usize::MAX).min(items.len());
            if index == items.len() {
                items.push(Value::Null);
            }
            &mut items[index]
        }
        other => other,
    }
}
