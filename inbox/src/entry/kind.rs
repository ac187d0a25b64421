use kudosity_webhook::event::{EventType, Open};

/// So many characters of a type are stored beside the body, which has it whole.
const LONGEST: usize = 64;

/// An event's type as it came, as far as the table has it.
pub(crate) fn column(event_type: &Open<EventType>) -> String {
    event_type.as_str().chars().take(LONGEST).collect()
}

/// Whether it is the name of a type: any other word may hold anything, a person's number too.
pub(crate) fn is_known_type(event_type: &str) -> bool {
    Open::<EventType>::from(event_type).known().is_some()
}
