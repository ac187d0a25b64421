//! Who imports all names at once has those of core with them, and loses none of Rust's own.

use kudosity_webhook_inbox::*;

#[test]
fn all_names_at_once_hide_none() {
    let names = [core::any::type_name::<Inbox>(), core::any::type_name::<Event>()];
    assert!(names.iter().all(|name| name.starts_with("kudosity_webhook")), "{names:?}");
}
