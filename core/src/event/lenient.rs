//! Reads a section although optional fields of it are of the wrong type.
//!
//! Which fields are optional is said by the types alone: a value of the wrong type is taken out of
//! the tree, and if the section cannot be read without it, it was required.

use serde::Deserialize;

use super::fault::{Fault, Step};
use super::node::Node;
use super::{Content, Extra, Inbound, LinkHit, Message, OptOut, Status};

/// How many values of the wrong type are taken out one by one. Then whole fields of the section are,
/// of which there are few, so that it is read a bounded number of times.
const MAX_STRAYS: usize = 16;

/// The key of rich content.
const CONTENT: &str = "content";

pub(super) fn read<T: Section>(mut node: Node) -> Result<T, Fault> {
    T::check(&node)?;
    let mut strays: Vec<Stray> = Vec::new();
    let mut taken = 0;
    loop {
        let fault = match T::deserialize(&node) {
            Ok(section) => return Ok(keep(section, strays)),
            Err(fault) => fault,
        };
        if let Some(required) = strays.iter().position(|stray| stray.path == fault.path()) {
            return Err(strays.swap_remove(required).fault.or_doubled_in(&node));
        }
        if !fault.is_of_value() {
            return Err(fault.or_doubled_in(&node));
        }
        let stray = Stray::take(&mut node, &mut strays, fault, taken >= MAX_STRAYS)?;
        strays.push(stray);
        taken += 1;
    }
}

/// A value of the wrong type that was taken out.
struct Stray {
    path: Vec<Step>,
    object: Vec<Step>,
    key: String,
    value: Node,
    fault: Fault,
}

impl Stray {
    /// Takes out the innermost member of an object that holds the fault; what was taken out of it
    /// before is put back.
    ///
    /// A key that is there twice is a fault by itself, and must not be gone with one of its values.
    fn take(
        node: &mut Node,
        strays: &mut Vec<Self>,
        fault: Fault,
        whole: bool,
    ) -> Result<Self, Fault> {
        let mut path = fault.path();
        if whole {
            path.truncate(1);
        }
        while let Some(Step::Index(_)) = path.last() {
            path.pop();
        }
        let mut object = path.clone();
        let Some(Step::Key(key)) = object.pop() else { return Err(fault) };
        for inner in strays.extract_if(.., |stray| stray.object.starts_with(&path)) {
            if let Some(members) = node.members_at(&inner.object) {
                members.push((inner.key, inner.value));
            }
        }
        let Some(members) = node.members_at(&object) else { return Err(fault) };
        let mut places = (0..).zip(members.iter()).filter(|(_, (name, _))| *name == key);
        let (index, doubled) = (places.next().map(|(index, _)| index), places.next().is_some());
        match index {
            Some(_) if doubled => Err(Fault::duplicate_at(path)),
            Some(index) => Ok(Self { path, object, key, value: members.remove(index).1, fault }),
            None => Err(fault),
        }
    }
}

/// Puts each stray into the `extra` of the object that it was in, so that it is written there
/// again.
fn keep<T: Section>(mut section: T, strays: Vec<Stray>) -> T {
    for stray in strays {
        if let Some(extra) = section.extra_of(&stray.object) {
            extra.insert(stray.key, stray.value.into_value());
        }
    }
    section
}

/// What a section's objects are, so that each keeps what does not fit.
pub(super) trait Section: for<'de> Deserialize<'de> {
    /// What is wrong in a place that keeps whatever does not fit, and must not be kept.
    fn check(_section: &Node) -> Result<(), Fault> {
        Ok(())
    }

    /// The `extra` of the object at the end of the path.
    fn extra_of(&mut self, path: &[Step]) -> Option<&mut Extra>;
}

impl Section for Status {
    fn extra_of(&mut self, path: &[Step]) -> Option<&mut Extra> {
        path.is_empty().then_some(&mut self.extra)
    }
}

impl Section for Inbound {
    fn check(section: &Node) -> Result<(), Fault> {
        let Node::Object(members) = section else { return Ok(()) };
        let content = members.iter().find(|(key, _)| key == CONTENT);
        content.map_or(Ok(()), |(_, content)| {
            let read = Content::of(content.clone());
            read.map(drop).map_err(|fault| fault.under(Step::Key(CONTENT.to_owned())))
        })
    }

    fn extra_of(&mut self, path: &[Step]) -> Option<&mut Extra> {
        match path {
            [] => Some(&mut self.extra),
            [Step::Key(_)] => self.last_message.as_mut().map(|message| &mut message.extra),
            [Step::Key(_), Step::Index(index)] => {
                self.media.get_mut(*index).map(|media| &mut media.extra)
            }
            _ => None,
        }
    }
}

impl Section for LinkHit {
    fn extra_of(&mut self, path: &[Step]) -> Option<&mut Extra> {
        extra_beside(&mut self.source_message, &mut self.extra, path)
    }
}

impl Section for OptOut {
    fn extra_of(&mut self, path: &[Step]) -> Option<&mut Extra> {
        extra_beside(&mut self.source_message, &mut self.extra, path)
    }
}

fn extra_beside<'a>(
    message: &'a mut Message,
    extra: &'a mut Extra,
    path: &[Step],
) -> Option<&'a mut Extra> {
    match path {
        [] => Some(extra),
        [_] => Some(&mut message.extra),
        _ => None,
    }
}
